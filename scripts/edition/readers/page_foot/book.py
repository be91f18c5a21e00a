"""A book opened: its lines, pages and titles, before notes and text are read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from edition.model.document import Furniture, JoinKind
from edition.readers.assembly import Hyphenation
from edition.readers.contents import Contents, match_titles, read_contents
from edition.readers.hyphens import TextHyphenation
from edition.readers.lines import split_lines
from edition.readers.page_foot.book_divisions import Title, find_titles
from edition.readers.page_foot.labels import Anchor, find_anchors, label_stretches
from edition.readers.page_foot.measure import Setting, learn_measures, widths_of
from edition.readers.page_foot.note_openings import learn_opening
from edition.readers.page_foot.page_breaks import find_signs, split_stretches
from edition.readers.page_foot.page_heads import find_heads
from edition.readers.page_foot.pages import BookPage, make_pages
from edition.text.source import Source


@dataclass(frozen=True, slots=True)
class Book:
    """What is known of a book once its pages are told."""

    source: Source
    setting: Setting
    contents: Contents
    pages: Sequence[BookPage]
    furniture: Sequence[Furniture]
    titles: Sequence[Title]
    hyphenation: Hyphenation
    contradictions: Sequence[Anchor]
    """Statements of the text about its pages that the other pages refute."""


def open_book(
    source: Source,
    contents_titles: Collection[str] = (),
    names: Mapping[str, str] = MappingProxyType({}),
    page_ends: str = "auto",
    hyphens: Mapping[range, JoinKind] = MappingProxyType({}),
) -> Book:
    """Tell pages, their feet and the titles of divisions.

    ``contents_titles`` are headings of the table of contents, ``names`` names of divisions;
    ``page_ends`` says what stands for a page end, see ``sheets.find_signs``;
    ``hyphens`` what the record says of some.
    """
    lines = split_lines(source)
    widths = widths_of(lines)
    opening = learn_opening(lines)
    setting = Setting(lines, widths, learn_measures(lines, widths, opening), opening)
    contents = read_contents(lines, contents_titles)
    matches = match_titles(lines, contents.entries, contents.lines.start)
    barred = {number for match in matches for number in range(match.start + 1, match.end + 1)}
    setting = replace(setting, barred=frozenset(barred | set(contents.lines)))
    titled = {lines[match.start].number: match.entry.label for match in matches}
    stretches = split_stretches(setting, find_signs(lines, page_ends), titled)
    heads = find_heads(lines, stretches, titled, contents.entries)
    labelled, wrong = label_stretches(
        stretches, find_anchors(lines, stretches, contents, matches, heads)
    )
    losses = [stretch.start for stretch in stretches if not stretch.is_page]
    pages, furniture = make_pages(setting, labelled, losses, heads)
    titles = find_titles(lines, pages, contents, matches, names)
    hyphenation = TextHyphenation.learn(source.text, hyphens)
    return Book(source, setting, contents, pages, furniture, titles, hyphenation, wrong)
