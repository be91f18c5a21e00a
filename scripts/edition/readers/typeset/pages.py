"""Pages of a typeset book: running text, foot, furniture and label of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from edition.model.document import Page, PageEvidence
from edition.readers.contents import Contents, TitleMatch, match_titles
from edition.readers.inference.extents import Extents
from edition.readers.inference.pages import PageLayout
from edition.readers.lines import Line
from edition.readers.page_ends import find_signs
from edition.readers.typeset.measures import Setting, learn_setting
from edition.readers.typeset.page_breaks import Stretch, split_stretches
from edition.readers.typeset.page_heads import PageHeads, find_heads, set_aside
from edition.readers.typeset.page_labels import Anchor, find_anchors, label_stretches


@dataclass(frozen=True, slots=True)
class BookPage:
    """A page with its lines, blank ones included, in the order of the witness."""

    label: str
    start: int
    evidence: tuple[PageEvidence, ...]
    text: tuple[Line, ...]
    foot: tuple[Line, ...]
    losses: frozenset[int]
    """Offsets of lines before which the extraction lost text."""
    open_end: bool
    """True if text may be lost at the page's end, because nothing but a space marks it."""

    @property
    def page(self) -> Page:
        """The page as the model has it."""
        return Page(self.label, self.start, not self.evidence, self.evidence)


@dataclass(frozen=True, slots=True)
class BookLayout:
    """The pages of a book before its notes are put together."""

    setting: Setting
    contents: Contents
    matches: Sequence[TitleMatch]
    stretches: Sequence[Stretch]
    contradictions: Sequence[Anchor]
    """Statements of the text about its pages that the other pages refute."""


def lay_out_book(
    lines: Sequence[Line],
    layout: PageLayout,
    extents: Extents,
    page_ends: str,
    contents: Contents,
) -> tuple[BookLayout, PageLayout]:
    """Settle which stretches are pages, label them, and find their furniture.

    ``page_ends`` says what marks a page end, see ``page_ends.find_signs``.
    """
    setting = learn_setting(lines, extents.lines)
    matches = match_titles(lines, contents.entries, contents.lines.start)
    firm = dict(find_signs(lines, page_ends))
    signs = [(0, True), *((index, firm.get(index, True)) for index in layout.breaks)]
    stretches = list(split_stretches(setting, signs, extents.lines))
    titled = {lines[match.start].number: match.entry.label for match in matches}
    heads = find_heads(lines, stretches, titled, contents.entries)
    anchors = find_anchors(lines, stretches, contents, matches, heads)
    pages, wrong = label_stretches(stretches, anchors)
    pages = [
        replace(page, end=following.start if following else len(lines))
        for page, following in zip_longest(pages, pages[1:])
    ]
    breaks = tuple(page.start for page in pages[1:])
    torn = {*layout.torn, *layout.breaks} - {*breaks}
    furniture = _find_furniture(lines, pages, heads)
    book = BookLayout(setting, contents, matches, pages, wrong)
    return book, replace(
        layout, breaks=breaks, torn=tuple(sorted(torn)), furniture=furniture, labels={}
    )


def _find_furniture(
    lines: Sequence[Line], pages: Sequence[Stretch], heads: PageHeads
) -> Mapping[int, str]:
    found: dict[int, str] = {}
    for page in pages:
        served = set_aside(lines[page.start : page.end], page.label, heads)
        found |= {page.start + place: kind for place, kind in served.items()}
    return found


def make_pages(
    lines: Sequence[Line], book: BookLayout, layout: PageLayout, extents: Extents
) -> list[BookPage]:
    """Make the pages of a book whose notes are known."""
    pages: list[BookPage] = []
    for stretch, after in zip_longest(book.stretches, book.stretches[1:]):
        inside = [i for i in range(stretch.start, stretch.end) if i not in layout.furniture]
        lost = (i for i in layout.torn if stretch.start < i < stretch.end)
        page = lines[stretch.start : stretch.end]
        first = next(line for line in page if not line.blank)
        pages.append(
            BookPage(
                label=stretch.label,
                start=first.content.start,
                evidence=stretch.evidence,
                text=tuple(lines[i] for i in inside if i not in extents.lines),
                foot=tuple(lines[i] for i in inside if i in extents.lines),
                losses=frozenset(lines[i].start for i in lost),
                open_end=not (after is None or after.firm),
            )
        )
    return pages
