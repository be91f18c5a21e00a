"""A book opened: its lines, pages and titles, before notes and text are read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from edition.model.document import JoinKind
from edition.readers.assembly import Hyphenation
from edition.readers.contents import Contents, Entry, TitleMatch, title_of
from edition.readers.headings import slug
from edition.readers.hyphens import TextHyphenation
from edition.readers.lines import Line
from edition.readers.typeset.measures import Setting
from edition.readers.typeset.pages import BookLayout, BookPage
from edition.text.source import Source
from edition.text.unique_names import UniqueNames

_CHAPTER = re.compile(r"(?P<word>chapter|part|book|section)\s+(?:\d{1,3}|[ivxlc]+)", re.IGNORECASE)


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
    given = UniqueNames()
    titles = []
    for entry in contents.entries:
        if entry.label not in labels:
            continue
        name = given.take(slug(names.get(entry.title) or title_of(entry).name))
        titles.append(_make_title(lines, pages, labels[entry.label], entry, name, found.get(entry)))
    ordered = sorted(titles, key=lambda title: title.start)
    return _complete_chapter_lines(ordered)


def _owner_by_line(pages: Sequence[BookPage]) -> dict[int, int]:
    return {line.number: index for index, page in enumerate(pages) for line in page.text}


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
        replace(title, chapter_line=f"{word} {title.entry.number}", chapter_lost=True)
        if title in fellows and not title.chapter_line
        else title
        for title in titles
    ]


@dataclass(frozen=True, slots=True)
class Book:
    """What is known of a book once its pages and notes are told."""

    source: Source
    setting: Setting
    contents: Contents
    pages: Sequence[BookPage]
    titles: Sequence[Title]
    hyphenation: Hyphenation


def open_book(
    source: Source,
    layout: BookLayout,
    pages: Sequence[BookPage],
    names: Mapping[str, str],
    hyphens: Mapping[range, JoinKind],
) -> Book:
    """Find the titles of divisions; ``names`` gives names to some, ``hyphens`` settles some."""
    lines, contents = layout.setting.lines, layout.contents
    titles = find_titles(lines, pages, contents, layout.matches, names)
    hyphenation = TextHyphenation.learn(source.text, hyphens)
    return Book(source, layout.setting, contents, pages, titles, hyphenation)
