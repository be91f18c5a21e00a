"""Lay out a typeset book: pages with text, footnotes, furniture and labels; division titles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from edition.model.document import JoinKind, Page, PageEvidence
from edition.readers.assembly import Hyphenation
from edition.readers.contents import Contents, Entry, TitleMatch, match_titles, title_of
from edition.readers.headings import slug
from edition.readers.hyphens import TextHyphenation
from edition.readers.inference.candidates import Candidate
from edition.readers.inference.extents import Extents
from edition.readers.inference.pages import PageLayout
from edition.readers.lines import Line
from edition.readers.page_ends import find_signs
from edition.readers.typeset.measures import PageMetrics, learn_page_metrics
from edition.readers.typeset.page_breaks import PageCandidate, find_page_candidates
from edition.readers.typeset.page_heads import PageHeads, find_heads, set_aside
from edition.readers.typeset.page_labels import Anchor, find_anchors, label_pages
from edition.records.vocabulary import any_word, name_parts
from edition.text.source import Source
from edition.text.unique_names import UniqueNames


@dataclass(frozen=True, slots=True)
class BookPage:
    """A page with its lines, including blank lines, in the order of the witness."""

    label: str
    start: int
    evidence: tuple[PageEvidence, ...]
    text: tuple[Line, ...]
    foot: tuple[Line, ...]
    losses: frozenset[int]
    """Offsets of lines before which the extraction lost text."""
    open_end: bool
    """True if text may be lost at the end of the page, because only a space marks it."""

    @property
    def page(self) -> Page:
        """The page as a record of the document model."""
        return Page(self.label, self.start, not self.evidence, self.evidence)


@dataclass(frozen=True, slots=True)
class BookLayout:
    """The pages of a book before its notes are assembled."""

    metrics: PageMetrics
    contents: Contents
    matches: Sequence[TitleMatch]
    page_candidates: Sequence[PageCandidate]
    contradictions: Sequence[Anchor]
    """Statements of the text about its pages that the other pages contradict."""


def lay_out_book(
    lines: Sequence[Line],
    layout: PageLayout,
    extents: Extents,
    openings: Iterable[Candidate],
    page_ends: str,
    contents: Contents,
) -> tuple[BookLayout, PageLayout]:
    """Decide which page candidates are pages, label them, and find their furniture.

    ``openings`` are all candidates for openings of notes, paired or not; ``page_ends`` names the
    sign of a page end, see ``page_ends.find_signs``.
    """
    metrics = learn_page_metrics(lines, extents.lines)
    matches = match_titles(lines, contents.entries, contents.lines.start)
    firm = dict(find_signs(lines, page_ends))
    signs = [(0, True), *((index, firm.get(index, True)) for index in layout.breaks)]
    looks = {note.opening.look for note in extents.notes}
    likely = {opening.line for opening in openings if opening.look in looks}
    page_candidates = list(find_page_candidates(metrics, signs, extents.lines, likely))
    titled = {lines[match.start].number: match.entry.label for match in matches}
    heads = find_heads(lines, page_candidates, titled, contents.entries)
    anchors = find_anchors(lines, page_candidates, contents, matches, heads)
    pages, wrong = label_pages(page_candidates, anchors)
    pages = [
        replace(page, end=following.start if following else len(lines))
        for page, following in zip_longest(pages, pages[1:])
    ]
    breaks = tuple(page.start for page in pages[1:])
    torn = {*layout.torn, *layout.breaks} - {*breaks}
    furniture = _find_furniture(lines, pages, heads)
    book = BookLayout(metrics, contents, matches, pages, wrong)
    return book, replace(
        layout, breaks=breaks, torn=tuple(sorted(torn)), furniture=furniture, labels={}
    )


def _find_furniture(
    lines: Sequence[Line], pages: Sequence[PageCandidate], heads: PageHeads
) -> Mapping[int, str]:
    found: dict[int, str] = {}
    for page in pages:
        furniture = set_aside(lines[page.start : page.end], page.label, heads)
        found |= {page.start + place: kind for place, kind in furniture.items()}
    return found


def make_pages(
    lines: Sequence[Line], book: BookLayout, layout: PageLayout, extents: Extents
) -> list[BookPage]:
    """Make the pages of a book whose notes have been found."""
    pages: list[BookPage] = []
    for found_page, after in zip_longest(book.page_candidates, book.page_candidates[1:]):
        inside = [i for i in range(found_page.start, found_page.end) if i not in layout.furniture]
        lost = (i for i in layout.torn if found_page.start < i < found_page.end)
        page = lines[found_page.start : found_page.end]
        first = next(line for line in page if not line.blank)
        pages.append(
            BookPage(
                label=found_page.label,
                start=first.content.start,
                evidence=found_page.evidence,
                text=tuple(lines[i] for i in inside if i not in extents.lines),
                foot=tuple(lines[i] for i in inside if i in extents.lines),
                losses=frozenset(lines[i].start for i in lost),
                open_end=not (after is None or after.firm),
            )
        )
    return pages


# --- Titles of divisions, found before notes and text are read -------------------------

_ABOVE = 4
"""Lines above a title, including blank lines, that are searched for its chapter line."""
_CHAPTER = re.compile(rf"{any_word(name_parts())}\s+(?:\d{{1,3}}|[ivxlc]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Title:
    """The heading of a division: its entry in the table of contents, and its lines."""

    entry: Entry
    name: str
    lines: tuple[int, ...]
    """Line numbers of the heading; empty if it is lost."""
    page: int
    start: int
    """Offset of its first line or, if it is lost, of its page."""
    chapter_line: str = ""
    """A line such as ``chapter 4`` above the title, printed or supplied."""
    chapter_lost: bool = False


def find_titles(
    lines: Sequence[Line],
    pages: Sequence[BookPage],
    contents: Contents,
    matches: Sequence[TitleMatch],
    names: Mapping[str, str],
) -> list[Title]:
    """Return the titles of all divisions that begin on a page of the witness, in order.

    ``names`` maps titles to names; other divisions are named by their number or their words.
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
    near = range(start - 1, max(-1, start - _ABOVE), -1)
    above = next((i for i in near if not lines[i].blank), None)
    label = ""
    if above is not None and _CHAPTER.fullmatch(lines[above].text.strip()):
        numbers.insert(0, lines[above].number)
        label = lines[above].text.strip()
        start = above
    return Title(entry, name, tuple(numbers), page, lines[start].start, label)


def _complete_chapter_lines(titles: Sequence[Title]) -> list[Title]:
    """Supply lost chapter lines of numbered titles if most titles of that level have one."""
    numbered = [title for title in titles if title.entry.level == 1 and title.entry.number]
    with_line = [title for title in numbered if title.chapter_line]
    if 2 * len(with_line) <= len(numbered):
        return list(titles)
    word = with_line[0].chapter_line.split()[0]
    return [
        replace(title, chapter_line=f"{word} {title.entry.number}", chapter_lost=True)
        if title in numbered and not title.chapter_line
        else title
        for title in titles
    ]


@dataclass(frozen=True, slots=True)
class Book:
    """A book whose pages and notes have been found."""

    source: Source
    metrics: PageMetrics
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
    """Find the titles and learn hyphenation; ``names`` and ``hyphens`` are editorial decisions."""
    lines, contents = layout.metrics.lines, layout.contents
    titles = find_titles(lines, pages, contents, layout.matches, names)
    hyphenation = TextHyphenation.learn(source.text, hyphens)
    return Book(source, layout.metrics, contents, pages, titles, hyphenation)
