"""The forms in which entries of the bibliography are given out, each one function of a work."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from edition.bibliography.csl import Item, entry_to_item
from edition.bibliography.work import Work
from edition.writers.formats.biblatex import write_biblatex
from edition.writers.formats.bibtex import write_bibtex
from edition.writers.formats.ris import write_ris


def _join_lines(written: Iterable[str]) -> str:
    return "\n".join(written)


def _join_items(written: Iterable[str]) -> str:
    items = ",\n".join(written)
    return f"[\n{items}\n]\n"


@dataclass(frozen=True, slots=True)
class Format:
    """A form that programs read."""

    name: str
    """Name in addresses and in data."""
    suffix: str
    """Of a file in this form, with its full stop."""
    write_one: Callable[[Work], str]
    join: Callable[[Iterable[str]], str] = _join_lines
    """Makes a file of what was written of single works."""

    def write(self, works: Sequence[Work]) -> str:
        """Return works as the content of a file."""
        return self.join(map(self.write_one, works))


def write_item(item: Item) -> str:
    """Return an item as JSON, without what makes a list of it."""
    return json.dumps(item, ensure_ascii=False, indent=1)


FORMATS: Final[tuple[Format, ...]] = (
    Format("bibtex", ".bib", write_bibtex),
    Format("biblatex", ".biblatex.bib", write_biblatex),
    Format("ris", ".ris", lambda work: write_ris(entry_to_item(work))),
    Format("csl", ".json", lambda work: write_item(entry_to_item(work)), _join_items),
)
"""Every form, in the order in which it is offered."""
