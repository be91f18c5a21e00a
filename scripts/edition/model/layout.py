"""The layout of an edition: its files, its table of contents, and the file of each address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

_Item = TypeVar("_Item")

DESCRIPTION: Final = "index.md"
ERRATA: Final = "errata.md"
FIDELITY: Final = "fidelity.md"
FRONT: Final = "front"
WHOLE: Final = "text"
"""File names of the text before the first division, and of a text without divisions."""
DIPLOMATIC_PREFIX: Final = "witness-"
CONTENTS_PREFIX: Final = "contents-"
CONTENTS_LINES: Final = 600
"""Lines of a table of contents on one page; with the page numbers they fit the page budget."""


class FileKind(StrEnum):
    """The content of a file of an edition."""

    DESCRIPTION = "description"
    CONTENTS = "contents"
    TEXT = "text"
    DIPLOMATIC = "diplomatic"
    ERRATA = "errata"
    FIDELITY = "fidelity"


REPORTS: Final[Mapping[str, FileKind]] = MappingProxyType({FIDELITY: FileKind.FIDELITY})
"""Pages about every text published in full, in the order of their files."""


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of a text's table of contents."""

    file: str
    title: str
    level: int
    pages: str
    """First and last page number, such as ``12–17``; empty if there is none."""
    extent: str = ""
    """Names of all pages, including those without a number: ``cover, leaves 1–13``."""


def split_contents(
    contents: Sequence[ContentsEntry],
) -> dict[str, Sequence[ContentsEntry]]:
    """Split a long table of contents into pages; return the lines by the file of the page.

    Return nothing for a short one, which is on the page of the description.
    """
    if len(contents) <= CONTENTS_LINES:
        return {}
    starts = range(0, len(contents), CONTENTS_LINES)
    return {
        f"{CONTENTS_PREFIX}{number}.md": contents[start : start + CONTENTS_LINES]
        for number, start in enumerate(starts, 1)
    }


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the table of contents, with its neighbours and its path."""

    entry: ContentsEntry
    before: ContentsEntry | None
    after: ContentsEntry | None
    path: tuple[ContentsEntry, ...]
    """The divisions that contain it, the largest first."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The place of everything that an edition publishes."""

    files: Mapping[str, FileKind] = field(default_factory=dict)
    """Name and kind of each file, in the order in which they are written."""
    contents: tuple[ContentsEntry, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)
    """The file of each page, division, block and note of the text."""

    def __post_init__(self) -> None:
        for name in ("files", "addresses"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __reduce__(self) -> tuple[type[Layout], tuple[object, ...]]:
        """Copy and pickle with plain dictionaries, since mapping proxies cannot be pickled."""
        return Layout, (dict(self.files), self.contents, dict(self.addresses))

    @property
    def text_files(self) -> tuple[str, ...]:
        """Names of the files that hold the edited text, in reading order."""
        return tuple(name for name, kind in self.files.items() if kind is FileKind.TEXT)

    def group_by_file(
        self, items: Iterable[_Item], address: Callable[[_Item], str]
    ) -> dict[str, list[_Item]]:
        """Group items by the file that has them; ``address`` returns the address of an item."""
        groups: dict[str, list[_Item]] = {}
        for item in items:
            groups.setdefault(self.addresses[address(item)], []).append(item)
        return groups

    def places(self) -> Iterator[Place]:
        """Yield every line of the table of contents with its neighbours and its path."""
        path: list[ContentsEntry] = []
        neighbours = zip((None, *self.contents), (*self.contents[1:], None), strict=False)
        for entry, (before, after) in zip(self.contents, neighbours, strict=False):
            path = [above for above in path if above.level < entry.level]
            yield Place(entry, before, after, tuple(path))
            path.append(entry)
