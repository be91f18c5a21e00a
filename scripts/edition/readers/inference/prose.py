"""Draft prose: headings, verse and quotations by their indentation, lists, captions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeAlias

from edition.model.document import Furniture, MatterKind
from edition.readers.captions import caption_label, is_caption
from edition.readers.chunks import (
    Chunk,
    begins_with_capital,
    ends_sentence,
    goes_on,
    indent_of,
    is_capitals,
    is_enclosed,
    is_prose,
    is_verse,
    words_of,
)
from edition.readers.columns import find_cells
from edition.readers.drafts import Draft, DraftKind
from edition.readers.furniture import is_graded_address, roman_value
from edition.readers.headings import (
    LARGE,
    Title,
    chapter_title,
    is_capital_heading,
    is_enumerated_heading,
    is_notes_heading,
    is_short_line,
    is_title_case,
)
from edition.readers.list_items import is_ornament, split_items
from edition.readers.matter import (
    USUAL,
    OfficeMarks,
    is_closing,
    is_dated,
    is_graded,
    is_initialled_name,
    is_name,
    matter_of,
)
from edition.readers.typeset.rows import Kind
from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class ProseLayout:
    """Layout of a prose text, with the lines that have a proved function."""

    width: int
    """Line length in characters; 0 if every paragraph is a single line."""
    captions: Collection[int] = ()
    """Numbers of the lines that the record declares as captions."""
    short_headings: bool = False
    """Whether single short lines without a full stop are headings."""
    contents: range = range(0)
    """Lines of the table of contents."""
    titles: Mapping[int, tuple[Title, int, int]] = field(default_factory=dict)
    """Title, level and number of lines of the proved headings, by their first line."""
    minor: Collection[int] = ()
    """Lines that are headings inside lists of notes."""
    kinds: Mapping[int, Kind] = field(default_factory=dict)
    """Kinds of the chunks of a typeset text, from its measures, by their first lines."""
    sections: Collection[int] = ()
    """First lines of section titles, which are between paragraphs."""
    signatures: Collection[int] = ()
    """Lines that are names below documents."""
    speakers: Collection[int] = ()
    """Lines that name a speaker."""
    marks: OfficeMarks = USUAL
    ornaments: Collection[str] = ()
    """Lines that are ornaments, in addition to ornaments made of signs."""


def draft_prose(
    chunks: Sequence[Chunk], layout: ProseLayout, breaks: Collection[int] = ()
) -> tuple[list[Draft], list[Furniture]]:
    """Return the drafts of a prose text, and the signs before list items as furniture.

    ``breaks`` are the offsets of chunks before which a page ends.
    """
    maker = _Maker(chunks, layout, breaks)
    return maker.drafts, maker.furniture


class DraftMaker:
    """Base class that drafts chunks in order, with the steps common to all kinds of texts."""

    def __init__(
        self, chunks: Sequence[Chunk], breaks: Collection[int], ornaments: Collection[str]
    ) -> None:
        self._ornaments = ornaments
        self._chunks = chunks
        self._breaks = breaks
        self.drafts: list[Draft] = []
        self.furniture: list[Furniture] = []

    def _is_broken(self, chunk: Chunk) -> bool:
        return chunk.lines[0].start in self._breaks

    def _add(self, kind: DraftKind, chunk: Chunk, **fields: object) -> None:
        draft = Draft(kind, chunk.pieces, broken=self._is_broken(chunk))
        self.drafts.append(replace(draft, **fields))  # type: ignore[arg-type]

    def _draft_declared(self, chunk: Chunk) -> bool:
        """Draft an ornament declared by the record, and return whether the chunk is one."""
        declared = chunk.text.strip() in self._ornaments
        if declared:
            self._add(DraftKind.ORNAMENT, chunk)
        return declared

    def _following(self, position: int) -> Chunk | None:
        return self._chunks[position + 1] if position + 1 < len(self._chunks) else None

    def _draft_items(self, chunk: Chunk) -> bool:
        items = split_items(chunk)
        if items:
            self.drafts.append(replace(items.drafts[0], broken=self._is_broken(chunk)))
            self.drafts += items.drafts[1:]
            self.furniture += items.furniture
        return bool(items)


class _Maker(DraftMaker):
    def __init__(
        self, chunks: Sequence[Chunk], layout: ProseLayout, breaks: Collection[int]
    ) -> None:
        chunks = [part for chunk in chunks for part in _part_headed(chunk)]
        super().__init__(chunks, breaks, layout.ornaments)
        self._layout = layout
        self._series = _enumerated_series(chunks)
        titled = [(chunk, title) for chunk in chunks if (title := chapter_title(chunk.text))]
        self._titled = {chunk.start for chunk, _ in titled}
        self._numerals = _numeral_series(titled)
        self._alone = _find_alone(titled)
        self._years = _find_years(chunks)
        self._verse_width = _measure_verse(chunks, layout.width)
        self._levels = _division_levels(titled, self._numerals)
        self._named: list[int] = []
        self._above = 0
        first = ((chunk.lines[0].number, chunk.text) for chunk in chunks)
        sections = {line for line, text in first if line in layout.sections and is_capitals(text)}
        front = _count_front(chunks, {*layout.titles, *sections}, self._years)
        position = 0
        while position < front:
            position += self._draft_front(position)
        while position < len(chunks):
            position += self._draft_next(position)

    def _draft_front(self, position: int) -> int:
        """Draft a chunk before the text, or the contents; return the number of chunks used."""
        chunk = self._chunks[position]
        if chunk.lines[0].number in self._layout.contents:
            return self._draft_contents(position)
        if self._is_caption(chunk):
            self._add(DraftKind.CAPTION, chunk)
            return 1
        if self._draft_declared(chunk):
            return 1
        kind = matter_of(chunk, self._layout.marks)
        if kind is None and find_cells(chunk):
            return self._draft_text(chunk)
        if kind is None and _can_be_title(chunk):
            kind = MatterKind.TITLE
        if kind is None:
            self._add(DraftKind.PARAGRAPH, chunk)
        else:
            self._add(DraftKind.MATTER, chunk, matter=kind)
        return 1

    def _is_caption(self, chunk: Chunk) -> bool:
        return chunk.lines[0].number in self._layout.captions

    # --- running text ---

    def _draft_next(self, position: int) -> int:
        chunk = self._chunks[position]
        if self._draft_declared(chunk):
            return 1
        kind = self._layout.kinds.get(chunk.lines[0].number)
        if chunk.lines[0].number in self._layout.contents:
            return self._draft_contents(position)
        if kind is Kind.QUOTATION:
            self._add(DraftKind.PARAGRAPH, chunk, quoted=True)
            return 1
        if chunk.lines[0].number in self._layout.minor:
            self._add(DraftKind.HEADING, chunk, level=_MINOR)
            return 1
        if len(chunk.lines) == 1 and _LIST_NAMED.fullmatch(chunk.text):
            self._add(DraftKind.HEADING, chunk, level=2)
            return 1
        if self._is_caption(chunk) or is_caption(chunk):
            self._add(DraftKind.CAPTION, chunk, name=caption_label(chunk.text))
            return 1
        if is_ornament(chunk.text):
            self._add(DraftKind.ORNAMENT, chunk)
            return 1
        return (
            self._draft_division(position) or self._draft_small(position) or self._draft_text(chunk)
        )

    def _draft_contents(self, position: int) -> int:
        """Draft the chunks of the table of contents as a single block; return their number."""
        used = 0
        pieces: tuple[Span, ...] = ()
        for chunk in self._chunks[position:]:
            if chunk.lines[0].number not in self._layout.contents:
                break
            pieces, used = pieces + chunk.pieces, used + 1
        self.drafts.append(Draft(DraftKind.MATTER, pieces, MatterKind.CONTENTS))
        return used

    def _draft_proved(self, position: int) -> int:
        """Draft a division with a proved heading, and return the number of chunks used."""
        chunk = self._chunks[position]
        proved = self._layout.titles.get(chunk.lines[0].number)
        if proved is None:
            return 0
        title, level, height = proved
        full = len(chunk.lines[0].text.strip()) >= _FULL * self._layout.width > 0
        fields = {"name": title.name, "number": title.number, "level": level}
        self._add(DraftKind.DIVISION, chunk, wrapped=full, **fields)
        if title.number:
            self._nest_names(level)
        following = self._following(position)
        if following is None or height <= len(chunk.lines):
            return 1
        pieces = self.drafts[-1].pieces + following.pieces
        self.drafts[-1] = replace(self.drafts[-1], pieces=pieces)
        return 2

    def _draft_division(self, position: int) -> int:
        chunk = self._chunks[position]
        proved = self._draft_proved(position)
        if proved:
            return proved
        title = chapter_title(chunk.text) or self._years.get(chunk.start)
        if not title or len(chunk.lines) > _TALLEST:
            return 0
        proved_number = chunk.start in self._numerals or chunk.start in self._years
        if title.number and not title.word and not proved_number:
            return 0
        if self._is_reference(title, chunk):
            return 0
        if is_notes_heading(chunk.text) and self._ends_division(position):
            # The notes themselves are elsewhere: the division would be empty.
            self._add(DraftKind.HEADING, chunk, level=2)
            return 1
        pieces, used = chunk.pieces, 1
        following = self._following(position)
        if title.number and following and _is_subtitle(following):
            pieces, used = pieces + following.pieces, 2
        level = self._levels.get(title.word, 1) if title.number else 1
        self._add(DraftKind.DIVISION, chunk)
        self.drafts[-1] = replace(
            self.drafts[-1],
            pieces=pieces,
            name=title.name,
            number=title.number,
            level=level,
        )
        if title.number:
            self._nest_names(level)
        else:
            self._named.append(len(self.drafts) - 1)
        return used

    def _nest_names(self, level: int) -> None:
        """Nest an introduction between the heading of a part and its first chapter in the part.

        ``level`` is the level of the numbered heading drafted last.
        """
        for index in self._named if 0 < self._above < level else ():
            self.drafts[index] = replace(self.drafts[index], level=self._above + 1)
        self._named, self._above = [], level

    def _ends_division(self, position: int) -> bool:
        """Return whether a chunk is followed by nothing or by the heading of the next part."""
        following = self._following(position)
        if following is None:
            return True
        return following.lines[0].number in self._layout.titles or bool(
            chapter_title(following.text)
        )

    def _is_reference(self, title: Title, chunk: Chunk) -> bool:
        """Return whether a chunk refers to another work, as ``Act v. Scene 2.`` below a quotation.

        It has the form of a sentence, and no part of this text has an adjacent number.
        """
        formed = ends_sentence(chunk.text) and not is_capitals(chunk.text)
        return formed and bool(title.word) and title.name in self._alone

    def _draft_small(self, position: int) -> int:
        chunk, following = self._chunks[position], self._following(position)
        after_closing = bool(self.drafts) and self.drafts[-1].matter is MatterKind.SIGNATURE
        if after_closing and is_name(chunk.lines[0].text) and chunk.start not in self._titled:
            last = self.drafts[-1]
            self.drafts[-1] = replace(last, pieces=last.pieces + chunk.pieces)
        elif (
            is_closing(chunk.text)
            or chunk.lines[0].number in self._layout.signatures
            or (len(chunk.lines) > 1 and all(is_initialled_name(line.text) for line in chunk.lines))
        ):
            self._add(DraftKind.MATTER, chunk, matter=MatterKind.SIGNATURE)
        elif (kind := matter_of(chunk, self._layout.marks)) in _ANYWHERE or (
            kind is MatterKind.LETTERHEAD and is_graded_address(chunk.text)
        ):
            self._add(DraftKind.MATTER, chunk, matter=kind)
        elif (
            chunk.lines[0].number in self._layout.sections
            or (following is not None and self._is_heading(chunk, following))
            or self._is_poem(position)
        ):
            self._add(DraftKind.HEADING, chunk, level=2, wrapped=True)
        else:
            return 0
        return 1

    def _is_heading(self, chunk: Chunk, following: Chunk) -> bool:
        headed = following.start in self._series or chapter_title(following.text)
        if not is_prose(following.text) and not headed:
            return False
        if goes_on(following.text):
            return False
        plain = self._layout.short_headings and is_short_line(chunk)
        set_off = self._is_set_as(chunk, Kind.HEADING) and not is_graded(
            chunk.text, self._layout.marks
        )
        in_list = bool(self.drafts) and self.drafts[-1].kind is DraftKind.ITEM
        enumerated = chunk.start in self._series and is_enumerated_heading(chunk, strict=in_list)
        spoken = chunk.lines[0].number in self._layout.speakers
        # A line with a colon that is set in like the paragraph below is a salutation.
        salutes = chunk.text[-1] == ":" and chunk.indent == following.indent > 0
        named = is_initialled_name(chunk.text) or spoken or salutes
        capitals = is_capital_heading(chunk) and not named
        return plain or set_off or capitals or enumerated

    def _is_poem(self, position: int) -> bool:
        """Return whether a title in capitals is above quoted verse or the first of its parts.

        Captions and emphasised credits may be between the title and the verse.
        """
        chunk, *below = self._chunks[position : position + 1 + _CREDITS]
        text, last = chunk.text, self.drafts[-1].kind if self.drafts else None
        spoken = chunk.lines[0].number in self._layout.speakers or is_initialled_name(text)
        if spoken or not is_capitals(text) or len(words_of(text)) < 2 or text[-1] in ",;:":
            return False
        verse = next((c for c in below if c.text[0] not in "[_"), chunk)
        quoted = last is DraftKind.PARAGRAPH and chunk.indent >= 2
        first = chapter_title(below[0].text.partition(" ")[0]) if below else None
        headed = first and _is_first(first) and text.endswith(".") and not is_dated(text)
        return bool(headed) or (quoted and is_verse(verse, self._verse_width))

    def _draft_text(self, chunk: Chunk) -> int:
        if self._draft_items(chunk):
            return 1
        if cells := find_cells(chunk):
            pieces = tuple(cell for row in cells for cell in row if len(cell))
            self._add(DraftKind.TABLE, chunk, cells=cells, pieces=pieces)
        elif self._is_set_as(chunk, Kind.TEXT):
            self._add(DraftKind.PARAGRAPH, chunk)
        elif self._is_set_as(chunk, Kind.VERSE) or is_verse(chunk, self._verse_width):
            self._add(DraftKind.VERSE, chunk)
        elif self._layout.width > _ONE_LINE:
            # Every line of such a text is a paragraph.
            self.drafts += [Draft(DraftKind.PARAGRAPH, (piece,)) for piece in chunk.pieces]
        else:
            quoted = chunk.indent >= 2 and len(chunk.lines) > 1 and self._is_set_in(chunk)
            self._add(DraftKind.PARAGRAPH, chunk, quoted=quoted)
        return 1

    def _is_set_as(self, chunk: Chunk, kind: Kind) -> bool:
        return self._layout.kinds.get(chunk.lines[0].number) is kind

    def _is_set_in(self, chunk: Chunk) -> bool:
        first = (chunk for chunk in self._chunks[:_LOOKED_AT] if is_prose(chunk.text))
        return any(not indent_of(prose.lines[-1].text) for prose in first)


_CREDITS = 3
"""Number of blocks below the title of a poem within which its verse begins."""
_MINOR = 3
"""Level of headings inside lists."""
_TALLEST = 3
"""Maximum number of lines of a chapter heading."""
_LONGEST_SUBTITLE, _SUMMARY = 90, 6
"""Maximum number of characters of a title below a chapter number, and of lines of a summary."""
_LONGEST_TITLE = 40
"""Maximum number of words of a title in lower case."""
_NOTE_MARK = re.compile(r"(?<=[.!?])(?:[\[(][\w*]{1,3}[\])]|[*†‡⁰¹²³⁴-⁹]{1,3}|\d{1,3})$")
"""A marker after a full stop."""
_LIST_NAMED = re.compile(r"(?:foot|end)?notes (?:to|for) .{1,60}(?<![.!?])", re.IGNORECASE)
"""The heading of the notes of a single chapter: ``Notes to Chapter I``."""
_SPOKEN = re.compile(r"\w{1,2}:\s")
"""``Q:`` before a question."""
_LOOKED_AT = 50
"""Number of chunks that show whether the text is indented."""
_ONE_LINE = 150
"""Number of characters above which each line is a paragraph."""
_FULL = 0.75
"""Share of the width from which the first line of a heading extends to the margin."""
_ANYWHERE = (
    MatterKind.IMPRINT,
    MatterKind.STAMP,
    MatterKind.DISTRIBUTION,
    MatterKind.CLASSIFICATION,
)
_BEGUN_AGAIN = 2
"""Minimum number of restarts of the numbers of parts that are nested in other parts."""
_INNER = 3
"""Level of parts below chapters."""


def _can_be_title(chunk: Chunk) -> bool:
    """Return whether a chunk can be a title: words without a final stop.

    A salutation in lower case that ends with a comma, sentences before a list, and speech are not
    titles.
    """
    text = _NOTE_MARK.sub("", chunk.text)
    salutes = len(chunk.lines) == 1 and text.endswith(",") and not is_capitals(text)
    runs = is_prose(text) and (text.endswith(":") or len(words_of(text)) > _LONGEST_TITLE)
    other = salutes or runs or _SPOKEN.match(text)
    return bool(words_of(text)) and not other and not ends_sentence_fully(text)


def ends_sentence_fully(text: str) -> bool:
    """Return whether the text ends a sentence, but not with a question or exclamation mark."""
    return ends_sentence(text) and not text.rstrip().endswith(("?", "!"))


def _count_front(chunks: Sequence[Chunk], proved: Collection[int], years: Collection[int]) -> int:
    """Return the number of chunks before the first paragraph or chapter.

    ``proved`` are the first lines of proved headings, ``years`` the offsets of year headings.
    """
    for index, chunk in enumerate(chunks):
        if chunk.lines[0].number in proved or (index and chunk.start in years):
            return index
        cut = index + 1 < len(chunks) and goes_on(chunks[index + 1].text)
        complete = ends_sentence(chunk.text) or len(chunk.lines) > 2 or cut
        ended = is_prose(chunk.text) and complete
        if is_notes_heading(chunk.text):
            # Notes follow the text, so the chunks before them are not a title page.
            return min(index, 1)
        opens = chapter_title(chunk.text) or is_enumerated_heading(chunk)
        if opens or (index and ended):
            return index
        if index > _FRONT or ended:
            return index if ended else 1
    return min(1, len(chunks))


_FRONT = 8


def _part_headed(chunk: Chunk) -> Iterator[Chunk]:
    """Yield a chunk, separating an enumerated heading from a single-line paragraph below it."""
    first = Chunk(chunk.lines[:1])
    headed = len(chunk.lines) > 1 and is_enumerated_heading(first, strict=False)
    if headed and len(chunk.lines[1].text) > _ONE_LINE:
        yield first
        yield Chunk(chunk.lines[1:])
    else:
        yield chunk


_NUMBERED = re.compile(r"(?:(\d{1,2})|([IVX]+)|([A-H]))[.)]\s")


def _enumerated_series(chunks: Sequence[Chunk]) -> frozenset[int]:
    """Return the offsets of the enumerated lines that have a neighbour in their series.

    A single enumerated line may be the item of an agenda or the rest of a list.
    """
    return _find_neighbours(
        (kind, value, chunk.start) for chunk in chunks for kind, value in _enumerated(chunk)
    )


def _find_neighbours(numbers: Iterable[tuple[str, int, int]]) -> frozenset[int]:
    """Return the places of numbers that directly follow or precede another in their series.

    ``numbers`` are kinds, values and places in order; numbers of the same kind are a series.
    """
    last: dict[str, tuple[int, int]] = {}
    found: set[int] = set()
    for kind, value, place in numbers:
        before, start = last.get(kind, (value, place))
        if before == value - 1:
            found |= {start, place}
        last[kind] = value, place
    return frozenset(found)


def _enumerated(chunk: Chunk) -> Iterator[tuple[str, int]]:
    """Yield kind and value of an enumerated heading, for each possible reading of its number."""
    match = _NUMBERED.match(chunk.text)
    if match is None or not is_enumerated_heading(chunk, strict=False):
        return
    number = match[0][:-2]
    if match[1]:
        yield "number", int(number)
        return
    if value := roman_value(number):
        yield "roman", value
    if len(number) == 1:
        yield "letter", ord(number)


_Titled: TypeAlias = Sequence[tuple[Chunk, Title]]
"""Chunks with the form of headings of parts, with their titles."""


def _numeral_series(titled: _Titled) -> frozenset[int]:
    """Return the offsets of the Roman or Han numerals proved by an adjacent numeral.

    A single numeral may be a letter of an index.
    """
    return _find_neighbours(
        ("", int(title.name), chunk.start)
        for chunk, title in titled
        if len(chunk.lines) <= _TALLEST and title.number and not title.word
    )


def _find_years(chunks: Sequence[Chunk]) -> dict[int, Title]:
    """Return the titles of the years of a diary or chronicle, by the offsets of their lines.

    Each year is on a separate line, and there are several years in ascending order.
    """
    found = {
        chunk.start: bare
        for chunk in chunks
        if len(chunk.lines) == 1 and _YEAR.fullmatch(bare := chunk.text.strip(" .[]"))
    }
    rising = all(int(a) < int(b) for a, b in pairwise(found.values()))
    if len(found) < 2 or not rising:
        return {}
    return {start: Title("", year, year) for start, year in found.items()}


def _measure_verse(chunks: Sequence[Chunk], width: int) -> int:
    """Return the width for recognising lines of verse: that of a page if the text is all verse."""
    lines = [line.text.strip() for chunk in chunks for line in chunk.lines if line.text.strip()]
    capital = sum(map(begins_with_capital, lines))
    all_verse = width < _NARROW and len(lines) >= _FEWEST_LINES
    all_verse = all_verse and capital >= _VERSE_SHARE * len(lines)
    return _PAGE_WIDTH if all_verse else width


_YEAR = re.compile(r"1[0-9]\d\d|20\d\d")
_NARROW, _PAGE_WIDTH = 55, 72
"""Line length in characters below which a text may be all verse, and that of a page of prose."""
_FEWEST_LINES, _VERSE_SHARE = 6, 0.85
"""Minimum number of lines to decide, and minimum share that begin with a capital in verse."""


def _find_alone(titled: _Titled) -> frozenset[str]:
    """Return the names of parts that are neither the first nor have a part with adjacent number."""
    found: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for chunk, title in titled:
        number = title.name.rpartition("-")[2]
        if len(chunk.lines) <= _TALLEST and title.word and number.isdecimal():
            found[title.word].add((int(number), title.name))
    if len(found) == 1:
        return frozenset()
    return frozenset(
        name
        for parts in found.values()
        for value, name in parts
        if value > 1 and not {value - 1, value + 1} & {sibling for sibling, _ in parts}
    )


def _division_levels(titled: _Titled, numerals: Collection[int]) -> dict[str, int]:
    """Return the level of each kind of division, by its word.

    Parts and books are above chapters if a text has both. They are below chapters if the first of
    them usually follows a chapter heading. Divisions that restart below each heading of another
    kind, such as scenes in acts, are below that kind.
    """
    titles = [
        title for chunk, title in titled if title.number and (title.word or chunk.start in numerals)
    ]
    # In the order of the text, because inner levels depend on outer levels.
    words = tuple(dict.fromkeys(title.word for title in titles))
    large = [word for word in LARGE if word in words]
    levels = {word: 2 for word in words if large and word not in large}
    for word in words:
        above = [a.word for a, b in pairwise(titles) if b.word == word and _is_first(b)]
        if word in large:
            if sum(parent in levels for parent in above) * 2 > len(above):
                levels[word] = _INNER
        elif above and (outer := max(above, key=above.count)) != word:
            again = above.count(outer) * 2 > len(above) and len(above) >= _BEGUN_AGAIN
            levels[word] = levels.get(outer, 1) + 1 if again else levels.get(word, 1)
    # If all parts are below chapters, no level is left above the chapters.
    highest = min((levels.get(word, 1) for word in words), default=1)
    return {word: level - highest + 1 for word, level in levels.items()}


def _is_first(title: Title) -> bool:
    return title.name.rpartition("-")[2] == "1"


def _is_subtitle(chunk: Chunk) -> bool:
    """Return whether a chunk below a chapter number is its title or, in capitals, a summary."""
    if is_capitals(chunk.text) and 2 < len(chunk.lines) <= _SUMMARY:
        return not is_enclosed(chunk.text)
    return (
        len(chunk.lines) <= 2
        and not is_prose(chunk.text)
        and len(chunk.text) <= _LONGEST_SUBTITLE
        and not chapter_title(chunk.text)
        and (is_capital_heading(chunk) or is_title_case(chunk.text))
        and (is_capitals(chunk.text) or not (chunk.lines[1:] and ends_sentence(chunk.text)))
    )
