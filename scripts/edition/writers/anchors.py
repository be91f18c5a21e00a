"""Anchors of addresses in Markdown, and what is shown beside an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

NAME_ATTRIBUTE: Final = "data-name-"
"""With the id of a text: the attribute of the chronology that has the short title of the text."""


class Annotation(NamedTuple):
    """A line that is shown beside an address."""

    address: str
    line: str
    """Markdown."""
    kind: str = "correspondence"
    """Class of the element that holds it."""


def mark_anchors(*addresses: str) -> str:
    """Return empty anchors for an address and for those that it had before."""
    return "".join(f'<a id="{one}"></a>' for one in addresses)


class Anchors:
    """Writes anchors; the old addresses that moved to an address are beside it."""

    def __init__(self, old: Mapping[str, Sequence[str]] | None = None) -> None:
        self._old = old or {}

    def beside(self, address: str) -> str:
        """Return empty anchors for the old addresses of an address."""
        return mark_anchors(*reversed(self._old.get(address, ())))

    def empty(self, address: str) -> str:
        """Return an anchor before the words that it names."""
        return f"{mark_anchors(address)}{self.beside(address)}"

    def labelled(self, address: str, label: str) -> str:
        """Return an anchor with a label of its own, in Markdown."""
        return f'<a id="{address}">[{label}]</a>{self.beside(address)}'


def write_folded(kind: str, summary: str, text: str) -> str:
    """Return Markdown that a reader opens below its summary, in an element of a class.

    The search leaves it out: its words are elsewhere.
    """
    return (
        f'<details class="{kind}" data-search-exclude="" markdown="1">\n'
        f"<summary>{summary}</summary>\n\n{text}\n\n</details>"
    )


def write_block(kind: str, text: str) -> str:
    """Return Markdown set apart in an element of a class."""
    return f'<div class="{kind}" markdown="1">\n\n{text}\n\n</div>'
