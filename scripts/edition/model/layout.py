"""The layout of an edition: its files, its table of contents, and the file of each address.

A document is divided into files at its headings, then by number of pages or paragraphs. Addresses
depend on the division, so it must not change when a text grows by a word: the record states how
many pages or paragraphs a file has.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from itertools import groupby
from types import MappingProxyType
from typing import Final, TypeVar

from edition.model.document import Block, Division, Document
from edition.model.traversal import plain_text, walk_leaves, walk_with_ancestors
from edition.records.record import Split
from edition.records.vocabulary import any_word, name_parts
from edition.text.span import Span

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


# --- Division of a document into files ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of the edited text: a division with those of its parts that have no separate file."""

    name: str
    """File name without suffix: a division's name, ``front`` or ``text``."""
    title: str
    level: int
    division: Division | None
    blocks: tuple[Block, ...]
    children: tuple[Division, ...]
    span: Span
    """From the file's first character to the next file's first."""

    @property
    def content(self) -> tuple[Block | Division, ...]:
        """The blocks and divisions below the file's heading."""
        return (*self.blocks, *self.children)

    @property
    def path(self) -> str:
        """File name with suffix."""
        return f"{self.name}.md"


def split_document(document: Document, title: str, split: Split) -> tuple[TextFile, ...]:
    """Split a document into files at its headings, then by pages or paragraphs."""
    files = [
        part
        for file in _split_at_headings(document, title, split.level)
        for part in _split_file(document, file, split)
    ]
    return _close_spans(files, document.length)


def _split_at_headings(document: Document, title: str, level: int | None) -> Iterator[TextFile]:
    if level is None or not document.divisions:
        children = document.divisions
        yield TextFile(WHOLE, title, 0, None, document.front, children, Span(0, document.length))
        return
    if any(True for _ in walk_leaves(document.front)):
        yield TextFile(FRONT, "Front matter", 1, None, document.front, (), Span(0, 0))
    for division, ancestors in walk_with_ancestors(document.divisions, Division):
        if all(isinstance(above, Division) and above.level < level for above in ancestors):
            yield _make_file(division, level)


def _split_file(document: Document, file: TextFile, split: Split) -> Iterator[TextFile]:
    """Yield the parts of a file, each with a fixed number of pages or paragraphs."""
    starts = [page.start for page in document.pages]
    numbers = list(_number_parts(file.content, starts, split))
    parts = groupby(zip(numbers, file.content, strict=True), key=lambda item: item[0])
    for order, (_, items) in enumerate(parts, 1):
        content = [part for _, part in items]
        blocks = tuple(part for part in content if not isinstance(part, Division))
        children = tuple(part for part in content if isinstance(part, Division))
        part = replace(file, blocks=blocks, children=children)
        if order > 1:
            start = content[0].span.start
            name, heading = f"{file.name}-part-{order}", f"{file.title} ({order})"
            part = replace(part, name=name, title=heading, division=None, span=Span(start, start))
        yield part
    if not numbers:
        yield file


def _number_parts(
    content: Sequence[Block | Division], pages: Sequence[int], split: Split
) -> Iterator[int]:
    """Yield the number of the part for each block and division of a file."""
    first = bisect_right(pages, content[0].span.start) if content else 0
    leaves = 0
    for part in content:
        if split.pages and pages:
            yield max(0, bisect_right(pages, part.span.start) - first) // split.pages
        else:
            yield leaves // split.paragraphs if split.paragraphs else 0
        leaves += sum(1 for _ in walk_leaves(part))


def _make_file(division: Division, level: int) -> TextFile:
    children = () if division.level < level else division.divisions
    start = Span(division.span.start, division.span.start)
    title = name_division(division)
    return TextFile(
        division.name, title, division.level, division, division.blocks, children, start
    )


def name_division(division: Division) -> str:
    """Return the title of a division on one line, with a capital on a word such as “chapter”.

    Small capitals of the print appear as small letters in a witness.
    """
    title = " ".join(plain_text(division.heading).split())
    is_small = title[:1].islower() and _match_numbered_part().match(title)
    return title[0].upper() + title[1:] if is_small else title


@cache
def _match_numbered_part() -> re.Pattern[str]:
    return re.compile(rf"{any_word(name_parts())}(?=\s+(?:\d+|[ivxlc]+)\b)")


def _close_spans(files: list[TextFile], length: int) -> tuple[TextFile, ...]:
    ends = [file.span.start for file in files[1:]] + [length]
    return tuple(
        replace(file, span=Span(file.span.start, max(file.span.start, end)))
        for file, end in zip(files, ends, strict=True)
    )
