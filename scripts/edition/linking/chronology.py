"""Finds the places of the chronology in the editions, each date at its place in a text.

Nothing here writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from edition.diagnostics.diagnostic import Diagnostic
from edition.linking.correspondences import Finder
from edition.model.edition import Edition
from edition.model.links import Dated
from edition.records.chronology import load_chronology
from edition.text.dates import read_span


def find_dated(
    root: Path, editions: Sequence[Edition]
) -> tuple[tuple[Dated, ...], list[Diagnostic]]:
    """Find the places of all entries, in their order in time.

    Reports R001, R004, K002 to K004, K006 and K007. Places of texts that are not among the
    editions are left out, and with them an entry that has no other.
    """
    entries, data, faults = load_chronology(root)
    if data is None:
        return (), faults
    finder = Finder(data, root, editions)
    found = [Dated(e, tuple(filter(None, map(finder.find, e.at)))) for e in entries]
    dated = sorted((one for one in found if one.places), key=_order)
    return tuple(dated), faults + finder.faults


def _order(dated: Dated) -> tuple[float, bool, float, str]:
    start, end = read_span(dated.entry.date) or (0.0, 0.0)
    return start, not dated.entry.period, end, dated.entry.title
