"""Write anchors and annotations of addresses in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

NAME_ATTRIBUTE: Final = "data-name-"
"""Prefix of the attribute of the chronology with the short title of a text; the id follows."""


class Annotation(NamedTuple):
    """A line displayed next to an address."""

    address: str
    line: str
    """Markdown."""
    kind: str = "correspondence"
    """Class of the surrounding element."""


def mark_anchors(*addresses: str) -> str:
    """Return empty anchors for addresses."""
    return "".join(f'<a id="{address}"></a>' for address in addresses)


class Anchors:
    """Writes anchors for addresses and for their former addresses."""

    def __init__(self, former: Mapping[str, Sequence[str]] | None = None) -> None:
        self._former = former or {}

    def write_former(self, address: str) -> str:
        """Return empty anchors for the former addresses of an address."""
        return mark_anchors(*reversed(self._former.get(address, ())))

    def empty(self, address: str) -> str:
        """Return an empty anchor."""
        return f"{mark_anchors(address)}{self.write_former(address)}"

    def labelled(self, address: str, label: str) -> str:
        """Return an anchor with a label, which is Markdown."""
        return f'<a id="{address}">[{label}]</a>{self.write_former(address)}'


def write_collapsible(kind: str, summary: str, text: str) -> str:
    """Return Markdown in a collapsible element of a class, with a summary.

    It is excluded from the search, because its words are also elsewhere.
    """
    return (
        f'<details class="{kind}" data-search-exclude="" markdown="1">\n'
        f"<summary>{summary}</summary>\n\n{text}\n\n</details>"
    )


def write_block(kind: str, text: str) -> str:
    """Return Markdown in an element of a class."""
    return f'<div class="{kind}" markdown="1">\n\n{text}\n\n</div>'
