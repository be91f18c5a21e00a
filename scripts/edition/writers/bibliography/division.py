"""Divides the bibliography into pages by size, under addresses that stay when works are added.

A group has a page. One that outgrows the limit is divided by the first letter, a letter by the
next, and so on; what letters cannot divide is cut into parts. A page that is divided stays where
it is, as the contents of its parts, so that an address once given is never lost by an addition.
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
"""Bytes of Markdown on a page; as HTML, with the frame of a page, less than 250,000."""
_DEPTH: Final = 3
"""Letters by which a group is divided before it is cut into parts."""
_EARLIER: Final = "0"
_LATER: Final = "other"


@dataclass(frozen=True, slots=True)
class Block:
    """What stays together on a page: an entry, or a part of a very long one."""

    entry: Entry
    text: str
    """Markdown."""
    dashed: str = ""
    """The same with a dash for the names, if the entry before has the same names."""
    number: int = 0
    """0 for the beginning of an entry, else which continuation it is."""

    @property
    def size(self) -> int:
        """Bytes of Markdown."""
        return len(self.text.encode()) + 1


@dataclass(frozen=True, slots=True)
class Page:
    """A page, or the contents of the pages that took its place."""

    name: str
    """Name of its file, without ending."""
    group: Group
    label: str = ""
    """What of its group it holds: ``K``, ``Ka``; empty for the whole."""
    blocks: Sequence[Block] = ()
    """The content of the page; empty if it is divided."""
    parts: tuple[Page, ...] = ()
    """What it is divided into."""

    @property
    def title(self) -> str:
        """Title of the group, with what of it the page holds."""
        title = _(self.group.title)
        return f"{title}: {self.label}" if self.label else title

    def leaves(self) -> Iterator[Page]:
        """Yield the pages with entries, in their order."""
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
        """The works on the page itself, in their order."""
        return [block.entry for block in self.blocks if not block.number]

    def count(self) -> int:
        """Return the number of works on the page and its parts."""
        return sum(len(leaf.works) for leaf in self.leaves())


Moved: TypeAlias = Mapping[str, Sequence[tuple[str, Entry, Page]]]
"""Works that have left a page, by its name, each with its key there and the page of it now."""


def find_moved(groups: Sequence[Page], listed: Iterable[tuple[str, str]]) -> Moved:
    """Return the works that have left a page; ``listed`` has pages with the keys once on them.

    A page that was divided still leads to what is on its parts: that has not left it.
    """
    now = {
        key: (entry, page, {page.name, *(one.name for one in above)})
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

    Only a page with a single block may have more.
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
    """Return the letter of a sort key at a depth, or what sorts before or after all letters."""
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
    """Cut a page into parts that no letter distinguishes."""
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
