"""A book opened: its lines, pages and titles, before notes and text are read."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType

from edition.model.document import Furniture, JoinKind, PageEvidence, PageSign
from edition.readers.assembly import Hyphenation
from edition.readers.captions import caption_label
from edition.readers.contents import (
    Contents,
    Entry,
    TitleMatch,
    match_titles,
    read_contents,
    title_of,
)
from edition.readers.furniture import roman_value, to_roman
from edition.readers.headings import slug
from edition.readers.hyphens import TextHyphenation
from edition.readers.lines import Line, split_lines
from edition.readers.page_ends import AUTO, find_signs
from edition.readers.page_foot.measure import Setting, learn_setting
from edition.readers.page_foot.page_breaks import Stretch, split_stretches
from edition.readers.page_foot.page_heads import PageHeads, find_heads, printed_label
from edition.readers.page_foot.pages import BookPage, make_pages
from edition.readers.sequences import IMPOSSIBLE, find_heaviest
from edition.text.source import Source

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
    name = slug(names.get(entry.title) or title_of(entry).name)
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
        replace(title, chapter_line=f"{word} {title.entry.number}", chapter_lost=True)
        if title in fellows and not title.chapter_line
        else title
        for title in titles
    ]


# --- Page labels: counted from page to page, proved by references in the text ---


@dataclass(frozen=True, slots=True)
class Anchor:
    """A proof that a stretch has a label. Labels in roman are numbered below zero."""

    stretch: int
    number: int
    roman: bool
    evidence: PageEvidence


def find_anchors(
    lines: Sequence[Line],
    stretches: Sequence[Stretch],
    contents: Contents,
    matches: Sequence[TitleMatch],
    heads: PageHeads,
) -> list[Anchor]:
    """Return every proof of a page label, in the order of the stretches."""
    anchors: list[Anchor] = []
    figures = {entry.number: entry.label for entry in contents.figures}
    titles = {lines[match.start].number: match.entry for match in matches}
    for index, stretch in enumerate(stretches):
        inside = lines[stretch.start : stretch.end]
        printed = printed_label(inside, heads)
        if printed:
            anchors += _anchor(index, printed, PageSign.PRINTED, printed)
        for line in inside:
            if line.number in titles:
                entry = titles[line.number]
                title = f"{entry.number} {entry.title}".strip()
                anchors += _anchor(index, entry.label, PageSign.CONTENTS, title)
            figure = caption_label(line.text.strip())
            if figure in figures:
                anchors += _anchor(index, figures[figure], PageSign.ILLUSTRATIONS, figure)
    return anchors


def _anchor(index: int, label: str, sign: PageSign, detail: str) -> list[Anchor]:
    evidence = PageEvidence(sign, detail)
    if label.isdecimal():
        return [Anchor(index, int(label), False, evidence)]
    value = roman_value(label)
    return [Anchor(index, value, True, evidence)] if value else []


def label_stretches(
    stretches: list[Stretch], anchors: Sequence[Anchor]
) -> tuple[list[Stretch], list[Anchor]]:
    """Settle which stretches are pages, label them, and return the proofs that contradict.

    Between two proofs the number of pages is known: a stretch too many that is the least like
    a page joins the one before it.
    """
    sound = _sound(stretches, anchors)
    _settle_counts(stretches, sound)
    owners = _page_owners(stretches)
    _number(stretches, {owners[a.stretch]: (a.number, a.roman) for a in reversed(sound)})
    wrong = []
    for anchor in anchors:
        page = stretches[owners[anchor.stretch]]
        if page.label == _label(anchor.number, anchor.roman):
            page.evidence += (anchor.evidence,)
        else:
            wrong.append(anchor)
    pages = [stretch for stretch in stretches if stretch.is_page]
    _make_unique(pages)
    _prove_by_count(pages)
    return pages, wrong


def _make_unique(pages: Sequence[Stretch]) -> None:
    """Tell pages apart whose labels the proofs make the same."""
    seen: dict[str, int] = {}
    for page in pages:
        seen[page.label] = seen.get(page.label, 0) + 1
        if seen[page.label] > 1:
            page.label = f"{page.label}-{seen[page.label]}"


def _prove_by_count(pages: Sequence[Stretch]) -> None:
    """Give pages between two proved ones the count as evidence, where it comes out even."""
    proved = [place for place, page in enumerate(pages) if page.evidence]
    for first, last in pairwise(proved):
        start, end = _ordinal(pages[first].label), _ordinal(pages[last].label)
        if start and end and end - start == last - first:
            ends = f"{pages[first].label}/{pages[last].label}"
            for page in pages[first + 1 : last]:
                page.evidence = (PageEvidence(PageSign.COUNTED, ends),)


def _ordinal(label: str) -> int:
    """Return the number of a label; roman labels count from a million, so that none follows."""
    if label.isdecimal():
        return int(label)
    value = roman_value(label)
    return 1_000_000 + value if value else 0


_PROOFS = 24
"""Proofs of page labels before one that are compared with it."""
_STRAINED = 3.0
"""Where two proofs agree so ill, one of them is wrong."""


def _page_owners(stretches: Sequence[Stretch]) -> list[int]:
    """Return for each stretch the index of the stretch that its page begins with."""
    owners: list[int] = []
    for index, stretch in enumerate(stretches):
        owners.append(index if stretch.is_page or not owners else owners[-1])
    return owners


def _sound(stretches: Sequence[Stretch], anchors: Sequence[Anchor]) -> list[Anchor]:
    """Return the heaviest chain of proofs whose numbers rise with the pages."""
    rising = sorted(anchors, key=lambda a: (a.stretch, not a.roman, a.number))
    place = _page_places(stretches)
    return find_heaviest(
        rising, lambda anchor: 1.0, lambda a, b: _strain(a, b, place), reach=_PROOFS
    )


def _page_places(stretches: Sequence[Stretch]) -> list[int]:
    places, count = [], 0
    for stretch in stretches:
        count += stretch.is_page
        places.append(count)
    return places


def _strain(first: Anchor, second: Anchor, place: Sequence[int]) -> float:
    """Return how ill two proofs agree: 0 if as many pages lie between as they say."""
    if first.roman and not second.roman:
        return 0.0
    if first.roman != second.roman or second.number < first.number:
        return IMPOSSIBLE
    if (second.number == first.number) != (first.stretch == second.stretch):
        return IMPOSSIBLE
    found = place[second.stretch] - place[first.stretch]
    strain = 0.5 * abs(found - (second.number - first.number))
    return strain if strain < _STRAINED else IMPOSSIBLE


def _settle_counts(stretches: list[Stretch], sound: Sequence[Anchor]) -> None:
    for first, second in pairwise(sound):
        if first.roman != second.roman:
            continue
        between = range(first.stretch + 1, second.stretch + 1)
        surplus = sum(stretches[i].is_page for i in between) - (second.number - first.number)
        doubtful = [i for i in between if not stretches[i].firm]
        for index in sorted(doubtful, key=lambda i: stretches[i].weight):
            if surplus > 0 and stretches[index].is_page and not stretches[index].rooted:
                stretches[index].is_page = False
                surplus -= 1


def _number(stretches: list[Stretch], known: dict[int, tuple[int, bool]]) -> None:
    pages = [index for index, stretch in enumerate(stretches) if stretch.is_page]
    start = 0
    arabic = [place for place, index in enumerate(pages) if index in known and not known[index][1]]
    if arabic:
        start = max(0, arabic[0] - known[pages[arabic[0]]][0] + 1)
    _count(stretches, pages[start:], known, roman=False)
    _count(stretches, pages[:start], known, roman=True)


def _count(
    stretches: list[Stretch],
    pages: Sequence[int],
    known: dict[int, tuple[int, bool]],
    *,
    roman: bool,
) -> None:
    """Number pages upward from each proof, and downward from the first."""
    proved = {place for place, i in enumerate(pages) if i in known and known[i][1] == roman}
    first = min(proved, default=0)
    number = (known[pages[first]][0] if proved else 1) - first
    for place, index in enumerate(pages):
        if place in proved:
            number = known[index][0]
        unnumbered = f"cover-{place + 1}" if number < 0 else "cover"
        stretches[index].label = _label(number, roman) if number > 0 else unnumbered
        number += 1


def _label(number: int, roman: bool) -> str:
    return to_roman(number) if roman else str(number)


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
    page_ends: str = AUTO,
    hyphens: Mapping[range, JoinKind] = MappingProxyType({}),
) -> Book:
    """Tell pages, their feet and the titles of divisions.

    ``contents_titles`` are headings of the table of contents, ``names`` names of divisions;
    ``page_ends`` says what stands for a page end, see ``page_ends.find_signs``;
    ``hyphens`` what the record says of some.
    """
    lines = split_lines(source)
    setting = learn_setting(source, lines)
    contents = read_contents(lines, contents_titles)
    matches = match_titles(lines, contents.entries, contents.lines.start)
    barred = {number for match in matches for number in range(match.start + 1, match.end + 1)}
    setting = replace(setting, barred=frozenset(barred | set(contents.lines)))
    titled = {lines[match.start].number: match.entry.label for match in matches}
    stretches = split_stretches(setting, find_signs(lines, page_ends))
    heads = find_heads(lines, stretches, titled, contents.entries)
    labelled, wrong = label_stretches(
        stretches, find_anchors(lines, stretches, contents, matches, heads)
    )
    losses = [stretch.start for stretch in stretches if not stretch.is_page]
    pages, furniture = make_pages(setting, labelled, losses, heads)
    titles = find_titles(lines, pages, contents, matches, names)
    hyphenation = TextHyphenation.learn(source.text, hyphens)
    return Book(source, setting, contents, pages, furniture, titles, hyphenation, wrong)
