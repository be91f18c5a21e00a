"""Rows of a typeset text put together to paragraphs, block quotations, verse and headings.

The cheapest chain of kinds over all rows is taken (Viterbi). A row that the margin ended speaks by
its width and by how far it is set in, one that ends or begins a sentence by what that makes likely:
so a single row is decided by its neighbours, also over the end of a page. Costs are logarithms of
odds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from typing import Final, TypeAlias

from edition.readers.assembly import HYPHENS
from edition.readers.captions import caption_label
from edition.readers.chunks import Chunk, ends_sentence, goes_on
from edition.readers.columns import find_cells
from edition.readers.inference.paragraphs import SMALL_WORDS
from edition.readers.list_items import is_ornament
from edition.readers.matter import is_date, is_imprint
from edition.readers.typeset.type_area import Row, TypeArea


class Kind(IntEnum):
    """What a row of running text is; other rows stand by themselves."""

    TEXT = auto()
    QUOTATION = auto()
    VERSE = auto()
    HEADING = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that make one block."""

    kind: Kind
    rows: tuple[Row, ...]

    @property
    def chunk(self) -> Chunk:
        """The lines of the block."""
        return Chunk(tuple(row.line for row in self.rows))


# --- what a row is by itself ---

_CAP: Final = 6.5
"""The most that one row can say: widths of rare letters are estimated ill."""
_SHORT_CAP: Final = 10.5
"""The same of a short row: letters that were lost make one too."""
_FAR: Final = 7.0
"""What it costs that a row is not set in as its kind is, …"""
_ODD: Final = 4.0
"""… that a first line is set in by another distance, or a quotation, …"""
_FLUSH: Final = 2.5
"""… that it is not set in at all, as below a heading, or that verse is not."""
_MANY: Final = 1.12
"""Share of the measure from which a row is no single one: an extraction joined several."""
_HEADING: Final = 0.93
"""Share of the measure that no heading reaches."""
_LONGEST: Final = 14
"""Words of the longest heading."""
_CLOSED: Final = re.compile(r"[.,;:\u2014\u2013-]$|[a-z\u201d\u2019)?!.,]\d{1,3}$")
"""Stops and markers of notes, with which no heading ends."""


class _Chain:
    """The costs of the kinds of rows in one text."""

    def __init__(self, area: TypeArea) -> None:
        self._area = area
        quotation = area.quotation or _HEADING * area.body
        self._measures = {Kind.TEXT: area.body, Kind.QUOTATION: quotation}

    def list_kinds(self, row: Row) -> Iterator[Kind]:
        """Yield what a row may be."""
        yield Kind.TEXT
        if self._area.quotation or self._area.block:
            yield Kind.QUOTATION
        if row.width < self._area.short:
            yield Kind.VERSE
        if row.width < _HEADING * self._area.body and _can_be_heading(row.text):
            yield Kind.HEADING

    def place(self, row: Row, kind: Kind, *, first: bool) -> float:
        """Return what it costs that a row is set in as it is."""
        area, offset = self._area, row.offset
        if not (area.first or area.block) or kind is Kind.HEADING:
            return 0.0
        if kind is Kind.TEXT:
            if offset <= 1:
                return _FLUSH if first and area.first else 0.0
            near = first and abs(offset - area.first) <= 1
            return 0.0 if near else _ODD if first else _FAR
        if offset <= 1:
            return _FLUSH if kind is Kind.VERSE else _FAR
        if kind is Kind.VERSE or abs(offset - area.block) <= 1:
            return 0.0
        return 0.0 if first and abs(offset - area.block - area.first) <= 1 else _ODD

    def fill(self, row: Row, kind: Kind, *, first: bool) -> float:
        """Return what it costs that the margin ended a row."""
        if kind not in self._measures:
            return 0.0
        measure, area = self._measures[kind], self._area
        lines = max(1, round(row.width / measure))
        spread = area.spread * math.sqrt(lines)
        far = (row.width - lines * measure) / spread
        cost = far * far / 2
        if first and area.indent:
            near = far + area.indent / spread
            cost = min(cost + _NOT_INDENTED, near * near / 2)
        return min(cost, _CAP if row.width > (lines - 1) * measure + area.short else _SHORT_CAP)

    def end(self, row: Row, kind: Kind, *, ended: bool) -> float:
        """Return what it costs that a row is the last of its block."""
        if kind not in self._measures:
            return 0.0
        cost = _LAST
        if kind is Kind.QUOTATION and not ended and row.width < self._area.short:
            cost += _UNENDED
        over = (row.width - self._measures[kind]) / self._area.spread
        if over > 1 and row.width < _MANY * self._measures[kind]:
            cost += min(over * over / 2, _CAP)
        return cost


_NOT_INDENTED: Final = 0.5
"""What it costs that the first line of a paragraph is not set in."""
_LAST: Final = 2.6
"""Logarithm of how much rarer a width is among last lines than the measure among full ones."""
_UNENDED: Final = 3.0
"""What it costs that a quotation ends in a short line without a stop: such a line leads one in."""


def _can_be_heading(text: str) -> bool:
    """True for a few words that begin with a capital and that no stop ends."""
    words = text.split()
    return (
        len(words) <= _LONGEST
        and len(text) > 2
        and not goes_on(text)
        and any(map(str.isalpha, text))
        and not _CLOSED.search(text)
        and words[-1] not in SMALL_WORDS
    )


# --- what stands between two rows ---

_LED_IN: Final = (":", ":\u2014", "\u2014")
_SPEAKS: Final = re.compile(r"(?:[a-z]+\.?:|[A-Z][\w/]{1,12}:)\s|[\u2014\u2013]\s?[^\W\d_a-z]")
"""Question and answer, an entry of a list of abbreviations, a dash of speech."""

_STOP: Final = 2.8
"""What it costs to go on behind a stop at the end of a row, …"""
_WORN: Final = 1.6
"""… over a blank line that an extraction made beside a raised marker, …"""
_GAPS: Final = (4.0, 3.0, 2.0)
"""… over another one: behind a stop, inside a sentence, before a small letter; …"""
_ENTRY: Final = 6.0
"""… or before the entry of a list."""
_BEGIN: Final = 2.3
"""Logarithm of how many more rows go on than begin a block; what it costs besides to begin one …"""
_TIGHT: Final = 0.4
"""… without a blank line, …"""
_OPEN: Final = 4.5
_COLON: Final = 0.7
"""… behind no stop or behind a colon, …"""
_SMALL: Final = 4.0
_RESUMED: Final = 1.0
"""… with a small letter, or with one behind a quotation or verse, …"""
_CUT: Final = 12.0
"""… or behind a hyphen."""
_UNSAID: Final = 3.0
_INTRODUCED: Final = 0.3
"""What it costs to enter a quotation that nothing leads in, and behind a colon or dash."""
_LEFT_OUT: Final = 1.0
"""What it costs that a colon leads in no quotation."""
_SONG: Final = 2.5
_LINE: Final = 2.2
_LOWER: Final = 2.0
_SENTENCE: Final = 1.5
"""What it costs to enter verse, what each line of it costs, that it begins with a small letter, and
that the one before it ends with a stop."""
_STAGGERED: Final = 4
"""Blanks by which lines of verse are set in against each other at most."""
_TITLE: Final = 2.0
_AGAIN: Final = 3.5
_LONGER: Final = 4.5
"""What it costs to take a row for a heading, for another one below it, and for more of it."""
_BELOW: Final = 6.0
"""What it costs that a small letter follows a heading."""


class _Pair:
    """Two rows one below the other, and what the words at their ends say."""

    __slots__ = ("before", "capital", "colon", "cut", "ended", "entry", "gap", "row", "worn")

    def __init__(self, before: Row, row: Row, measure: float) -> None:
        self.before, self.row = before, row
        text, following = before.text, row.text
        parted = row.gap and before.page == row.page
        self.ended = ends_sentence(text)
        self.capital = not goes_on(following)
        self.worn = parted and text[-1].isdecimal()
        self.gap = parted and not self.worn
        self.colon = text.endswith(_LED_IN)
        self.cut = text[-1] in HYPHENS
        self.entry = before.width < measure and bool(_SPEAKS.match(following))

    def go_on(self, kind: Kind) -> float:
        """Return what it costs that the second row goes on with the block of the first."""
        if kind is Kind.VERSE:
            cost = _LINE + _SENTENCE * self.ended + _LOWER * (not self.capital)
            apart = abs(self.before.offset - self.row.offset) > _STAGGERED
            return cost + _SONG * self.gap + _ODD * apart
        if kind is Kind.HEADING:
            return _LONGER + _ENTRY * self.gap
        if self.cut:
            return 0.0
        if self.entry:
            return _ENTRY
        cost = _STOP * (self.ended and self.capital) + _WORN * self.worn
        return cost + self.gap * (_GAPS[0] if self.ended else _GAPS[1 if self.capital else 2])

    def begin(self, old: Kind, kind: Kind) -> float:
        """Return what it costs that the second row begins a block behind one of another kind."""
        cost = _BEGIN + _CUT * self.cut
        if old is Kind.HEADING:
            if kind is Kind.HEADING:
                return cost + _AGAIN
            return cost + _BELOW * (not self.capital) + _ODD * (kind is not Kind.TEXT)
        if not self.entry:
            if old is not Kind.VERSE:
                cost += 0.0 if self.ended else _COLON if self.colon else _OPEN
            resumes = kind is Kind.TEXT and old is not Kind.TEXT
            cost += 0.0 if self.capital else _RESUMED if resumes else _SMALL
        cost += _TIGHT * (not self.row.gap)
        if kind is Kind.QUOTATION:
            return cost + (0.0 if old is kind else _INTRODUCED if self.colon else _UNSAID)
        if kind is Kind.VERSE:
            entered = 1.0 if self.colon or old is kind else _SONG
            return cost + _LINE + entered + _LOWER * (not self.capital)
        if kind is Kind.HEADING:
            free = self.ended or old is Kind.VERSE
            return cost + _TITLE + _LOWER * (not free) + _TIGHT * (not self.gap)
        left_out = self.colon and self.before.page == self.row.page and old is Kind.TEXT
        return cost + _LEFT_OUT * left_out


# --- rows that stand by themselves ---


def compose_rows(rows: Sequence[Row], area: TypeArea) -> list[Block]:
    """Return the rows of a text as blocks, by their place.

    Tables, captions and the like stand by themselves; a paragraph goes on over those that can be
    set anywhere on a page.
    """
    blocks: list[Block] = []
    free: list[Row] = []
    groups = list(_part_groups(rows))
    for place, group in enumerate(groups):
        chunk = Block(Kind.OTHER, tuple(group)).chunk
        imprint = len(group) <= _IMPRINT and is_imprint(chunk.text)
        dated = place + 1 < len(groups) and _is_dated(groups[place + 1])
        headed = dated and len(group) <= _TALLEST
        closes = is_ornament(chunk.text) or _is_dated(group) or headed or imprint
        if closes:
            blocks += put_together(free, area)
            free = []
        if closes or caption_label(group[0].text) or find_cells(chunk):
            blocks.append(Block(Kind.OTHER, tuple(group)))
        else:
            free += group
    blocks += put_together(free, area)
    return sorted(blocks, key=lambda block: block.rows[0].line.start)


def _part_groups(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the rows between blank lines, captions apart from the text that they touch."""
    group: list[Row] = []
    for row in rows:
        captioned = bool(group and caption_label(group[0].text)) and ends_sentence(group[-1].text)
        begins = group and caption_label(row.text) and ends_sentence(group[-1].text)
        dated = _is_dated(group) or (_is_dated([row]) and not _is_open(group))
        if group and (row.gap or captioned or begins or dated):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _is_dated(group: Sequence[Row]) -> bool:
    """True for a date line; what has more commas than place, day and year ends a heading."""
    text = group[0].text if len(group) == 1 else ""
    return bool(text) and is_date(text) and text.count(",") <= 2


def _is_open(group: Sequence[Row]) -> bool:
    return bool(group) and group[-1].text.split()[-1] in SMALL_WORDS


_TALLEST: Final = 4
"""Lines of the tallest heading above a date."""
_IMPRINT: Final = 12
"""Lines of the longest paragraph of an imprint."""


# --- the cheapest chain ---

_State: TypeAlias = tuple[Kind, bool]
"""The kind of a row, and whether it begins a block."""


def put_together(rows: Sequence[Row], area: TypeArea) -> list[Block]:
    """Return the rows as blocks, none of which is left out."""
    blocks: list[list[Row]] = []
    kinds: list[Kind] = []
    for row, (kind, begins) in zip(rows, _find_states(rows, area), strict=True):
        if begins or not blocks:
            blocks.append([])
            kinds.append(kind)
        blocks[-1].append(row)
    return [Block(kind, tuple(block)) for kind, block in zip(kinds, blocks, strict=True)]


def _find_states(rows: Sequence[Row], area: TypeArea) -> list[_State]:
    chain = _Chain(area)
    costs: dict[_State, float] = {}
    links: list[dict[_State, _State]] = []
    before: Row | None = None
    for row in rows:
        if before is None:
            for kind in chain.list_kinds(row):
                costs[kind, True] = chain.place(row, kind, first=True) + _TITLE * (
                    kind is not Kind.TEXT
                )
            links.append({})
        else:
            costs, link = _step(chain, costs, _Pair(before, row, area.body))
            links.append(link)
        before = row
    if before is None:
        return []
    ended = ends_sentence(before.text)
    state = min(costs, key=lambda one: costs[one] + chain.end(before, one[0], ended=ended))
    found = []
    for link in reversed(links):
        found.append(state)
        state = link.get(state, state)
    return found[::-1]


def _step(
    chain: _Chain, costs: dict[_State, float], pair: _Pair
) -> tuple[dict[_State, float], dict[_State, _State]]:
    """Return the costs of the states of the second row of a pair, and from which each came."""
    found: dict[_State, float] = {}
    links: dict[_State, _State] = {}
    ends: dict[Kind, tuple[float, _State]] = {}
    for state, cost in costs.items():
        total = cost + chain.end(pair.before, state[0], ended=pair.ended)
        if total < ends.get(state[0], (math.inf, state))[0]:
            ends[state[0]] = (total, state)
    for kind in chain.list_kinds(pair.row):
        total, state = min(
            (total + pair.begin(old, kind), state) for old, (total, state) in ends.items()
        )
        found[kind, True] = total + chain.place(pair.row, kind, first=True)
        links[kind, True] = state
        going = [
            (costs[one] + chain.fill(pair.before, kind, first=one[1]), one)
            for one in ((kind, True), (kind, False))
            if one in costs
        ]
        if going:
            total, state = min(going)
            own = chain.place(pair.row, kind, first=False)
            found[kind, False], links[kind, False] = total + pair.go_on(kind) + own, state
    return found, links
