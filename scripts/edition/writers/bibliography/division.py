"""Divide the bibliography into pages by size, with addresses that survive the addition of works.

Each group has a page. A page over the limit is divided by the first letter, then by the second, and
so on; pages that letters cannot divide are cut into parts. A divided page remains as the contents
of its parts, so that added works never remove an address.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, TypeAlias

from edition.records.address_lock import order_address
from edition.text.interface import _
from edition.text.shards import cut
from edition.writers.bibliography.grouping import Entry, Group

LIMIT: Final = 120_000
"""Maximum bytes of Markdown on a page; its HTML has less than 250,000 bytes."""
_DEPTH: Final = 3
"""Number of letters by which a group is divided before it is cut into parts."""
_EARLIER: Final = "0"
_LATER: Final = "other"


@dataclass(frozen=True, slots=True)
class Block:
    """An indivisible part of a page: an entry, or a part of a very long entry."""

    entry: Entry
    text: str
    """Markdown."""
    dashed: str = ""
    """The Markdown with a dash instead of names that repeat those of the preceding entry."""
    number: int = 0
    """0 for the beginning of an entry, else the number of the continuation."""

    @property
    def size(self) -> int:
        """Bytes of Markdown."""
        return len(self.text.encode()) + 1


@dataclass(frozen=True, slots=True)
class Page:
    """A page with works, or the contents of the pages that replaced it."""

    name: str
    """File name without extension."""
    group: Group
    label: str = ""
    """Its part of the group: ``K``, ``Ka``; empty for the complete group."""
    blocks: Sequence[Block] = ()
    """The content of an undivided page."""
    parts: tuple[Page, ...] = ()
    """The parts of a divided page."""

    @property
    def title(self) -> str:
        """Title of the group with the label of the page."""
        title = _(self.group.title)
        return f"{title}: {self.label}" if self.label else title

    def leaves(self) -> Iterator[Page]:
        """Yield the pages with entries, in order."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def walk(self) -> Iterator[tuple[Page, tuple[Page, ...]]]:
        """Yield this page and all parts, each with the divided pages above it, outermost first."""
        yield self, ()
        for part in self.parts:
            for page, above in part.walk():
                yield page, (self, *above)

    @property
    def works(self) -> list[Entry]:
        """The works on the page itself, in order."""
        return [block.entry for block in self.blocks if not block.number]

    def count(self) -> int:
        """Return the number of works on the page and its parts."""
        return sum(len(leaf.works) for leaf in self.leaves())


Moved: TypeAlias = Mapping[str, Sequence[tuple[str, Entry, Page]]]
"""Works that moved from a page, by its name, each with its former key and its new page."""


def find_moved(groups: Sequence[Page], listed: Iterable[tuple[str, str]]) -> Moved:
    """Return the works that moved from a page; ``listed`` has pages with their former keys.

    Works on the parts of a divided page have not moved, because the page lists its parts.
    """
    now = {
        key: (entry, page, {page.name, *(parent.name for parent in above)})
        for group in groups
        for page, above in group.walk()
        for entry in page.works
        for key in entry.keys
    }
    moved: dict[str, list[tuple[str, Entry, Page]]] = {}
    left = [(name, key) for name, key in listed if key in now and name not in now[key][2]]
    for name, key in sorted(left, key=order_address):
        moved.setdefault(name, []).append((key, *now[key][:2]))
    return moved


def divide(group: Group, blocks: Sequence[Block], limit: int = LIMIT) -> Page:
    """Return the page of a group, divided so that no part has more than ``limit`` bytes.

    A single block over the limit has a page of its own.
    """
    return _divide(Page(group.id, group, "", blocks), 0, limit)


def _divide(page: Page, depth: int, limit: int) -> Page:
    if sum(block.size for block in page.blocks) <= limit or len(page.blocks) == 1:
        return page
    parts = []
    for letter, members in groupby(page.blocks, lambda block: _letter(block.entry.sort_key, depth)):
        part = _name_part(page, letter, depth, list(members))
        if letter in {_EARLIER, _LATER} or depth + 1 == _DEPTH:
            parts.append(_cut(part, limit))
        else:
            parts.append(_divide(part, depth + 1, limit))
    return Page(page.name, page.group, page.label, (), tuple(parts))


def _letter(sort_key: str, depth: int) -> str:
    """Return the letter of a sort key at a depth, or the name of the part without letters."""
    character = sort_key[depth : depth + 1]
    if character < "a":
        return _EARLIER
    return character if character <= "z" else _LATER


def _name_part(page: Page, letter: str, depth: int, blocks: Sequence[Block]) -> Page:
    joint = "" if depth and letter != _LATER else "-"
    if depth:
        label = {_EARLIER: f"{page.label}.", _LATER: f"{page.label}\u2026"}.get(letter)
        label = label or page.label + letter
    else:
        label = {_EARLIER: "0\u20139", _LATER: _("Other scripts")}.get(letter, letter.upper())
    return Page(f"{page.name}{joint}{letter}", page.group, label, blocks)


def _cut(page: Page, limit: int) -> Page:
    """Cut a page into numbered parts."""
    shards = cut(page.blocks, limit, lambda block: block.size)
    if len(shards) == 1:
        return page
    parts = (
        Page(
            f"{page.name}-{number}",
            page.group,
            _("{name}, part {number}", name=page.label, number=number),
            shard,
        )
        for number, shard in enumerate(shards, 1)
    )
    return Page(page.name, page.group, page.label, (), tuple(parts))
