"""What the extraction tore from its place, put back where the text itself shows the gap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from edition.model.document import Inline, NoteMarker, Restoration, Text
from edition.readers.assembly import Moves
from edition.readers.page_foot.text_rows import Row, RowKind
from edition.text.scripts import is_cjk
from edition.text.span import Span

_EMPTY_BRACKETS = re.compile(r"[(\[](?P<hole>\s*)(?=[,)\]])")
_REACH = 4
"""Rows before and after torn words in which their brackets are looked for."""

MARKER = "marker"
TORN = "torn-words"


@dataclass(slots=True)
class Displacements:
    """Collects restorations, with the holes that they leave and the places where they go."""

    restorations: list[Restoration] = field(default_factory=list)
    holes: list[Span] = field(default_factory=list)
    insertions: dict[int, tuple[Inline, ...]] = field(default_factory=dict)

    def moves(self, glued: Iterable[int] = ()) -> Moves:
        """Return the displacements as ``build_inlines`` takes them; see ``Moves.glued``."""
        return Moves(tuple(sorted(self.holes)), self.insertions, frozenset(glued))

    def move_markers(self, markers: Sequence[NoteMarker], belongs: Mapping[int, int]) -> None:
        """Put markers that slid to the start of their line behind the first stop of that line."""
        for marker in markers:
            to = belongs.get(marker.span.start)
            if to is None:
                continue
            self.holes.append(marker.span)
            self.insertions[to] = (*self.insertions.get(to, ()), marker)
            reason = (
                f"The marker {marker.sign} is attached to the first word of a line; the order "
                "of the series requires it there, after the first stop, which has no marker."
            )
            self.restorations.append(Restoration(MARKER, marker.span, to, reason))

    def move_torn_words(self, rows: Sequence[Row]) -> None:
        """Put Chinese or Japanese words that stand alone into the empty brackets beside them."""
        for index, row in enumerate(rows):
            if row.kind is RowKind.TEXT and len(row.text) > 1 and all(map(is_cjk, row.text)):
                self._fill_brackets(rows, index)

    def _fill_brackets(self, rows: Sequence[Row], index: int) -> None:
        row = rows[index]
        found = [
            (near.line.start + match.start("hole"), near.line.start + match.end("hole"))
            for near in rows[max(0, index - _REACH) : index + _REACH + 1]
            if near.page == row.page
            for match in _EMPTY_BRACKETS.finditer(near.line.text)
        ]
        if len(found) != 1:
            return
        start, end = found[0]
        span = row.line.content
        row.kind = RowKind.MOVED
        self.insertions[start] = (Text(row.text, span),)
        self.holes.append(Span(start, end))
        reason = "The words are separated from their line, in which a pair of brackets is empty."
        self.restorations.append(Restoration(TORN, span, start, reason))
