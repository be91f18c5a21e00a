"""Divisions of a book by its table of contents: found, supplied where lost, and nested."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from edition.model.document import Block, Division, Inline, LineBreak, Supplied
from edition.readers.contents import Contents, Entry, TitleMatch
from edition.readers.headings import slug
from edition.readers.lines import Line
from edition.readers.page_foot.book_blocks import Scrivener
from edition.readers.page_foot.pages import BookPage
from edition.readers.page_foot.paragraph_rows import Unit
from edition.readers.page_foot.text_rows import Row, RowKind
from edition.text.span import Span

_CHAPTER = re.compile(r"(?P<word>chapter|part|book|section)\s+(?:\d{1,3}|[ivxlc]+)", re.IGNORECASE)
_LOST = "The witness lacks the heading; it is supplied from the table of contents."


@dataclass(frozen=True, slots=True)
class Title:
    """The heading of a division: an entry of the contents and the lines that bear it."""

    entry: Entry
    name: str
    lines: tuple[int, ...]
    """Numbers of its lines; empty if the heading is lost."""
    page: int
    start: int
    """Offset of its first line, or of the page on which it is lost."""
    chapter_line: str = ""
    """A line such as ``chapter 4`` that stands above the title, or would if it were not lost."""
    chapter_lost: bool = False


def find_titles(
    lines: Sequence[Line],
    pages: Sequence[BookPage],
    contents: Contents,
    matches: Sequence[TitleMatch],
    names: Mapping[str, str],
) -> list[Title]:
    """Return the titles of all divisions that begin on a page of the witness, in order.

    ``names`` gives names to titles; others are named by their number or their words.
    """
    labels = {page.label: index for index, page in enumerate(pages)}
    owner = _owner_by_line(pages)
    found: dict[Entry, tuple[int, int, int]] = {}
    for match in matches:
        page = owner.get(lines[match.start].number)
        if page is not None and pages[page].label == match.entry.label:
            found.setdefault(match.entry, (match.start, match.end, page))
    taken: set[str] = set()
    titles = []
    for entry in contents.entries:
        if entry.label not in labels:
            continue
        name = _name(entry, names, taken)
        titles.append(_make_title(lines, pages, labels[entry.label], entry, name, found.get(entry)))
    ordered = sorted(titles, key=lambda title: title.start)
    return _complete_chapter_lines(ordered)


def _owner_by_line(pages: Sequence[BookPage]) -> dict[int, int]:
    return {line.number: index for index, page in enumerate(pages) for line in page.text}


def _name(entry: Entry, names: Mapping[str, str], taken: set[str]) -> str:
    name = names.get(entry.title) or entry.number.rstrip(".").replace(".", "-").lower()
    name = slug(name or entry.title)
    base, count = name, 1
    while name in taken:
        count += 1
        name = f"{base}-{count}"
    taken.add(name)
    return name


def _make_title(
    lines: Sequence[Line],
    pages: Sequence[BookPage],
    page: int,
    entry: Entry,
    name: str,
    place: tuple[int, int, int] | None,
) -> Title:
    if place is None:
        return Title(entry, name, (), page, pages[page].start)
    start, end, _ = place
    numbers = [line.number for line in lines[start:end] if not line.blank]
    above = next((i for i in range(start - 1, max(-1, start - 4), -1) if not lines[i].blank), None)
    label = ""
    if above is not None and _CHAPTER.fullmatch(lines[above].text.strip()):
        numbers.insert(0, lines[above].number)
        label = lines[above].text.strip()
        start = above
    return Title(entry, name, tuple(numbers), page, lines[start].start, label)


def _complete_chapter_lines(titles: Sequence[Title]) -> list[Title]:
    """Give numbered titles whose chapter line is lost the line that their fellows have."""
    fellows = [t for t in titles if t.entry.level == 1 and t.entry.number]
    bearing = [t for t in fellows if t.chapter_line]
    if 2 * len(bearing) <= len(fellows):
        return list(titles)
    word = bearing[0].chapter_line.split()[0]
    return [
        Title(t.entry, t.name, t.lines, t.page, t.start, f"{word} {t.entry.number}", True)
        if t in fellows and not t.chapter_line
        else t
        for t in titles
    ]


def mark_titles(rows: Sequence[Row], titles: Sequence[Title]) -> None:
    """Mark the rows that are headings of divisions."""
    firsts = {title.lines[0] for title in titles if title.lines}
    numbers = {number for title in titles for number in title.lines}
    for row in rows:
        if row.line.number in numbers:
            row.kind = RowKind.TITLE
            row.begins = row.line.number in firsts


@dataclass(slots=True)
class _Open:
    """A division that is being filled."""

    title: Title
    heading: tuple[Inline, ...]
    heading_span: Span
    blocks: list[Block] = field(default_factory=list)
    inner: list[Division] = field(default_factory=list)

    def close(self) -> Division:
        ends = [self.heading_span.end]
        ends += [block.span.end for block in self.blocks]
        ends += [division.span.end for division in self.inner]
        entry = self.title.entry
        return Division(
            self.title.name,
            entry.level,
            entry.number,
            self.heading,
            self.heading_span,
            tuple(self.blocks),
            tuple(self.inner),
            Span(self.heading_span.start, max(ends)),
            supplied=not self.title.lines,
        )


def nest_divisions(
    scrivener: Scrivener,
    titles: Sequence[Title],
    parts: Sequence[Sequence[Block]],
    units: Sequence[Unit | None],
) -> tuple[Division, ...]:
    """Make the tree of divisions from the blocks of each title, and the unit of its heading."""
    roots: list[Division] = []
    stack: list[_Open] = []

    def close() -> None:
        division = stack.pop().close()
        (stack[-1].inner if stack else roots).append(division)

    for title, blocks, unit in zip(titles, parts, units, strict=True):
        while stack and stack[-1].title.entry.level >= title.entry.level:
            close()
        heading, span = make_heading(scrivener, title, unit)
        stack.append(_Open(title, heading, span, list(blocks)))
    while stack:
        close()
    return tuple(roots)


def make_heading(
    scrivener: Scrivener, title: Title, unit: Unit | None
) -> tuple[tuple[Inline, ...], Span]:
    """Return the inlines of a division's heading and the span of its lines."""
    at = Span(title.start, title.start)
    entry = title.entry
    if unit is None:
        if title.chapter_line:
            above = (Supplied(title.chapter_line, _LOST, at), LineBreak(at))
            return (*above, Supplied(entry.title, _LOST, at)), at
        return (Supplied(f"{entry.number} {entry.title}".strip(), _LOST, at),), at
    pieces = scrivener.pieces(unit)
    span = Span(pieces[0].start, pieces[-1].end)
    first = unit.rows[0].text
    if title.chapter_line and first == title.chapter_line and len(pieces) > 1:
        end = Span(pieces[0].end, pieces[0].end)
        return (
            *scrivener.inlines(pieces[:1]),
            LineBreak(end),
            *scrivener.inlines(pieces[1:]),
        ), span
    inlines = scrivener.inlines(pieces)
    if title.chapter_line:
        start = Span(span.start, span.start)
        return (Supplied(title.chapter_line, _LOST, start), LineBreak(start), *inlines), span
    return inlines, span
