"""The forms in which entries of the bibliography are given out, each one function of the works."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from edition.bibliography_formats.biblatex import write_biblatex
from edition.bibliography_formats.bibtex import write_bibtex
from edition.bibliography_formats.ris import write_ris
from edition.csl import Item, entry_to_item
from edition.work import Work


@dataclass(frozen=True, slots=True)
class Format:
    """A form that programs read."""

    name: str
    """Name in addresses and in data."""
    title: str
    suffix: str
    """Of a file in this form, with its full stop."""
    write: Callable[[Sequence[Work]], str]


def write_csl(items: Iterable[Item]) -> str:
    """Return items as CSL-JSON, one list."""
    return json.dumps(list(items), ensure_ascii=False, indent=1) + "\n"


FORMATS: Final[tuple[Format, ...]] = (
    Format("bibtex", "BibTeX", ".bib", lambda works: "\n".join(map(write_bibtex, works))),
    Format(
        "biblatex", "BibLaTeX", ".biblatex.bib", lambda works: "\n".join(map(write_biblatex, works))
    ),
    Format(
        "ris", "RIS", ".ris", lambda works: "\n".join(write_ris(entry_to_item(w)) for w in works)
    ),
    Format("csl", "CSL-JSON", ".json", lambda works: write_csl(map(entry_to_item, works))),
)
"""Every form, in the order in which it is offered."""
