"""Divisions of a book by its table of contents: found, supplied where lost, and nested."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edition.model.document import Inline, LineBreak, Supplied
from edition.readers.composition import Scribe
from edition.readers.contents import Contents, Entry, TitleMatch
from edition.readers.drafts import Draft, DraftKind
from edition.readers.headings import slug
from edition.readers.lines import Line
from edition.readers.page_foot.book_blocks import ordered_pieces
from edition.readers.page_foot.pages import BookPage
from edition.readers.page_foot.paragraph_rows import Unit
from edition.readers.page_foot.reordering import Orders
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


def draft_title(scribe: Scribe, title: Title, unit: Unit | None, orders: Orders) -> Draft:
    """Return the draft of a division: ``unit`` is that of its heading, if it is not lost."""
    place = (Span(title.start, title.start),)
    pieces = ordered_pieces(unit, orders) if unit else place
    entry = title.entry
    return Draft(
        DraftKind.DIVISION,
        pieces,
        level=entry.level,
        name=title.name,
        number=entry.number,
        heading=_make_heading(scribe, title, unit, pieces),
        supplied=not title.lines,
    )


def _make_heading(
    scribe: Scribe, title: Title, unit: Unit | None, pieces: Sequence[Span]
) -> tuple[Inline, ...]:
    start = Span(pieces[0].start, pieces[0].start)
    above: tuple[Inline, ...] = ()
    if title.chapter_line:
        above = (Supplied(title.chapter_line, _LOST, start), LineBreak(start))
    if unit is None:
        words = title.entry.title if above else f"{title.entry.number} {title.entry.title}"
        return (*above, Supplied(words.strip(), _LOST, start))
    if above and unit.rows[0].text == title.chapter_line and len(pieces) > 1:
        end = Span(pieces[0].end, pieces[0].end)
        return (*scribe.write(pieces[:1]), LineBreak(end), *scribe.write(pieces[1:]))
    return (*above, *scribe.write(pieces))
