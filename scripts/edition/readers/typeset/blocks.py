"""Assemble rows of a typeset text into paragraphs, block quotations, verse and headings.

Find the cheapest chain of kinds over all rows (Viterbi). The evidence of a row ended by the margin
is its width and its indentation; that of a row that begins or ends a sentence is the likelihood of
its kind there. The neighbours of a row thus decide its kind, across page breaks too. Costs are
logarithms of odds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from edition.readers import Options
from edition.readers.assembly import HYPHENS
from edition.readers.chunks import Chunk, ends_sentence, goes_on, is_prose
from edition.readers.inference.paragraphs import SMALL_WORDS
from edition.readers.typeset.rows import Kind, Row
from edition.readers.typeset.type_area import TypeArea
from edition.readers.widths import estimate_width


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one block."""

    kind: Kind
    rows: tuple[Row, ...]

    @property
    def chunk(self) -> Chunk:
        """The lines of the block."""
        return Chunk(tuple(row.line for row in self.rows))


# --- costs of single rows ---

_State: TypeAlias = tuple[Kind, bool]
"""The kind of a row, and whether it begins a block."""

_CAP: Final = 6.5
"""Highest cost for the width of one row: widths of rare letters are estimated poorly."""
_SHORT_CAP: Final = 9.5
"""Highest cost for the width of a short row: lost letters also shorten a row."""
_FAR: Final = 7.0
"""Cost of a row whose indentation does not match its kind."""
_ODD: Final = 4.0
"""Cost of a first line or a quotation with a different indentation."""
_FLUSH: Final = 2.5
"""Cost of a first line without indentation, as below a heading, or of verse without it."""
_MANY: Final = 1.12
"""Share of the measure at which a row must be several rows joined by the extraction."""
_HEADING: Final = 0.93
"""Share of the measure that no heading reaches."""
_LONGEST: Final = 14
"""Greatest number of words of a heading."""
_OPENS: Final = "\"'\u201c\u2018"
"""Signs with which a heading may begin; bracketed text is a reference or a remark."""
_CLOSED: Final = re.compile(r"[.,;:\u2014\u2013-]$|[a-z\u201d\u2019)?!.,]\d{1,3}$")
"""Stops and note markers, with which no heading ends."""


@dataclass(frozen=True, slots=True)
class Decided:
    """Editorial decisions: numbers of lines that begin a block and of lines that continue one."""

    begun: Collection[int] = ()
    continued: Collection[int] = ()


def decide(options: Options) -> Decided:
    """Return the decisions of a record, see ``inference.options``."""
    return Decided(frozenset(options["begun_lines"]), frozenset(options["continued_lines"]))


class _Chain:
    """The costs of the kinds of rows in one text."""

    def __init__(self, area: TypeArea, decided: Decided) -> None:
        self.area = area
        self.decided = decided
        self.placed = bool(area.first or area.block)
        self.begin_cost = math.log(max(min(area.length, _LONG), 2)) - _BEGIN
        quotation = area.quotation or _HEADING * area.body
        self.measures = {Kind.TEXT: area.body, Kind.QUOTATION: quotation}

    def list_kinds(self, row: Row) -> Iterator[Kind]:
        """Yield the possible kinds of a row."""
        yield Kind.TEXT
        if self.area.quotation or self.area.block:
            yield Kind.QUOTATION
        if row.width < _HEADING * self.area.body and not _DEFINES.match(row.text):
            if row.width < self.area.short and not _NUMBERS.match(row.text):
                yield Kind.VERSE
            if _can_be_heading(row):
                yield Kind.HEADING

    def flows(self, before: Row, row: Row) -> bool:
        """True if a sentence certainly continues from one row to the next."""
        end = before.text[-1]
        inside = row.text[0].islower() and (end.isalpha() or end in ",-")
        return inside and not row.gap and row.line.number not in self.decided.begun

    def place(self, row: Row, kind: Kind, *, first: bool) -> float:
        """Return the cost of the indentation of a row for a kind."""
        area, offset = self.area, row.offset
        if not self.placed or kind is Kind.HEADING:
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
        """Return the cost of the width of a row that the margin ended."""
        if kind not in self.measures:
            return 0.0
        measure, area = self.measures[kind], self.area
        lines = max(1, round(row.width / measure))
        spread = area.spread * math.sqrt(lines)
        far = (row.width - lines * measure) / spread
        cost = far * far / 2
        if first and area.indent:
            near = far + area.indent / spread
            cost = min(cost + _NOT_INDENTED, near * near / 2)
        return min(cost, _CAP if row.width > (lines - 1) * measure + area.short else _SHORT_CAP)

    def end(self, row: Row, state: _State, *, ended: bool) -> float:
        """Return the cost of ending a block with a row."""
        kind, first = state
        if kind not in self.measures:
            return _ALONE if first and kind is Kind.VERSE else 0.0
        cost = _LAST
        if kind is Kind.QUOTATION and not ended and row.width < self.area.short:
            cost += _UNENDED
        over = (row.width - self.measures[kind]) / self.area.spread
        if over > 1 and row.width < _MANY * self.measures[kind]:
            cost += min(over * over / 2, _CAP)
        return cost


_NOT_INDENTED: Final = 0.5
"""Cost of a first line of a paragraph without indentation."""
_LAST: Final = 2.6
"""Log ratio of the frequency of the measure among full lines to that of a width in last lines."""
_ALONE: Final = 4.0
"""Cost of verse of a single line."""
_UNENDED: Final = 3.0
"""Cost of ending a quotation with a short line without a stop, which rather introduces one."""


def _can_be_heading(row: Row) -> bool:
    """True for a few words that begin with a capital and do not end with a stop."""
    text, words = row.text, row.text.split()
    return (
        (row.gap or not ends_sentence(text))
        and len(words) <= _LONGEST
        and len(text) > 2
        and text.lstrip(_OPENS)[:1].isalnum()
        and not goes_on(text)
        and any(map(str.isalpha, text))
        and not _CLOSED.search(text)
        and words[-1] not in SMALL_WORDS
        and not is_prose(text)
    )


# --- costs between two rows ---

_DISPLACED: Final = re.compile(r"\d{1,3}(?=[^\W\d_])")
"""A marker displaced to the start of its line."""
_LED_IN: Final = (":", ":\u2014", "\u2014")
_SPEAKS: Final = re.compile(r"[a-z]+\.?:\s|[\u2014\u2013]\s?[^\W\d_a-z]")
"""Speakers in small capitals, extracted as lower case, and dashes that introduce speech."""
_DEFINES: Final = re.compile(r"[A-Z][\w/]{1,12}:\s\S")
"""An entry of a list of abbreviations."""
_NUMBERS: Final = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+\S|\u2022")
"""An item of a list."""

_STOP: Final = 2.8
"""Cost of continuing a block after a stop at the end of a row."""
_WORN: Final = 2.4
"""Cost of continuing over a blank line that the extraction inserted beside a raised marker."""
_GAPS: Final = (4.0, 3.0, 2.0)
"""Costs of continuing over other blank lines: after a stop, inside a sentence, before a lower-case
letter."""
_ENTRY: Final = 6.0
"""Cost of continuing before the entry of a list."""
_LONG: Final = 13.0
"""Highest average length of paragraphs assumed: not every last row is short and recognised."""
_BEGIN: Final = 0.27
"""Reduction of the cost of beginning a block, which is the log of the rows of a paragraph."""
_TIGHT: Final = 0.7
_UNSEPARATED: Final = 3.0
"""Costs of beginning a block without a blank line, in a text whose paragraphs are not separated by
blank lines and in one whose paragraphs are."""
_OPEN: Final = 4.5
_COLON: Final = 0.7
"""Costs of beginning a block after no stop and after a colon."""
_LEADS: Final = 1.5
"""Cost of beginning a quotation that continues the sentence."""
_SMALL: Final = 4.0
_RESUMED: Final = 1.0
"""Costs of beginning a block with a lower-case letter, and with one after a quotation or verse."""
_DECIDED: Final = 99.0
"""Cost of contradicting an editorial decision."""
_CUT: Final = 12.0
"""Cost of beginning a block after a hyphen."""
_UNSAID: Final = 3.0
_INTRODUCED: Final = 0.3
"""Costs of beginning a quotation without an introduction, and after a colon or dash."""
_LEFT_OUT: Final = 1.0
"""Cost of a colon that introduces no quotation."""
_SONG: Final = 2.5
_LINE: Final = 2.2
_LOWER: Final = 1.5
_SENTENCE: Final = 1.5
"""Costs of beginning verse, of each of its lines, of a line that begins with a lower-case letter,
and of a stop at the end of the preceding line."""
_LOOSE: Final = 1.0
"""Cost of continuing verse over a blank line where its lines are set singly."""
_STAGGERED: Final = 4
"""Greatest difference in indentation between lines of verse, in blanks."""
_TITLE: Final = 2.0
_AGAIN: Final = 3.5
_LONGER: Final = 7.0
"""Costs of a heading, of another heading below it, and of a further line of a heading."""
_BELOW: Final = 6.0
"""Cost of a heading followed by a lower-case letter or a word too long to fit beside it."""


class _Pair:
    """Two successive rows, and the evidence of the words where they meet."""

    def __init__(self, before: Row, row: Row, chain: _Chain) -> None:
        self.before, self.row = before, row
        text, following = before.text, row.text
        self.begins = row.line.number in chain.decided.begun
        self.goes = row.line.number in chain.decided.continued
        divided = row.gap and before.page == row.page
        self.ended = ends_sentence(text)
        self.capital = any(map(str.isalnum, following[:2])) and not goes_on(
            _DISPLACED.sub("", following) if following[0].isdecimal() else following
        )
        self.worn = divided and text[-1].isdecimal()
        self.gap = divided and not self.worn
        self.colon = text.endswith(_LED_IN)
        self.cut = text[-1] in HYPHENS
        short = before.width < _HEADING * chain.area.body
        self.begin_cost = chain.begin_cost
        room = chain.area.body * _HEADING - before.width
        self.filled = not row.gap and estimate_width(f" {following.split()[0]}") >= room
        self.tight = _UNSEPARATED if chain.area.divided else _TIGHT
        self.entry = self._begins_entry(following, short=short)

    def _begins_entry(self, following: str, *, short: bool) -> bool:
        """True if an entry of a list begins; ``short`` is true if the row above is not full."""
        if _NUMBERS.match(following):
            return self.ended or (short and self.before.text[-1] in ";,:")
        spoken = self.ended and bool(_SPEAKS.match(following))
        return short and (spoken or bool(_DEFINES.match(following)))

    def go_on(self, kind: Kind) -> float:
        """Return the cost of continuing the block of the first row with the second."""
        if self.begins:
            return _DECIDED
        if kind is Kind.VERSE:
            cost = (
                _LINE + _ENTRY * self.entry + _SENTENCE * self.ended + _LOWER * (not self.capital)
            )
            uneven = abs(self.before.offset - self.row.offset) > _STAGGERED
            gap = _LOOSE if self.row.loose else _SONG
            return cost + gap * self.gap + _ODD * uneven
        if kind is Kind.HEADING:
            return _LONGER + _ENTRY * self.gap
        if self.cut:
            return 0.0
        if self.entry:
            return _ENTRY
        cost = _STOP * (self.ended and self.capital) + _WORN * self.worn
        return cost + self.gap * (_GAPS[0] if self.ended else _GAPS[1 if self.capital else 2])

    def begin(self, old: Kind, kind: Kind) -> float:
        """Return the cost of beginning a block with the second row, after a block of ``old``."""
        cost = self.begin_cost + _CUT * self.cut + _DECIDED * self.goes
        if old is Kind.HEADING:
            if kind is Kind.HEADING:
                return cost + _AGAIN
            below = self.filled or not self.capital
            return cost + _BELOW * below + _ODD * (kind is not Kind.TEXT)
        if not self.entry:
            # A sentence can introduce a quotation and continue in it.
            leads = self.gap and kind is Kind.QUOTATION and old is Kind.TEXT
            if old is Kind.VERSE:
                cost += _LOWER * self.colon
            elif not self.ended:
                cost += _COLON if self.colon else _LEADS if leads else _OPEN
            resumes = leads or (kind is Kind.TEXT and old is not Kind.TEXT)
            cost += 0.0 if self.capital else _RESUMED if resumes else _SMALL
        if not self.row.gap:
            cost += _TIGHT if kind is Kind.HEADING else self.tight
        if kind is Kind.QUOTATION:
            return cost + (
                0.0 if old is kind else _INTRODUCED if self.colon and not self.entry else _UNSAID
            )
        if kind is Kind.VERSE:
            entered = 1.0 if self.colon or old is kind else _SONG
            return cost + _LINE + entered + _LOWER * (not self.capital)
        if kind is Kind.HEADING:
            free = self.ended or old is Kind.VERSE
            return cost + _TITLE + _LOWER * (not free) + _TIGHT * (not self.gap)
        left_out = self.colon and self.before.page == self.row.page and old is Kind.TEXT
        return cost + _LEFT_OUT * left_out


# --- the blocks of a text ---

_FLOATING: Final = (Kind.CAPTION, Kind.MOVED)
"""Kinds over which a paragraph continues; a table, whose words belong to the text, divides it."""


def compose_rows(rows: Sequence[Row], area: TypeArea, decided: Decided = Decided()) -> list[Block]:
    """Return the rows of a text as blocks, in order, without the rows that are moved.

    Place floating blocks, such as captions, after the paragraph that they interrupt.
    """
    chain = _Chain(area, decided)
    free: list[Row] = []
    for row in (*rows, None):
        if row is not None and row.kind is Kind.TEXT:
            free.append(row)
        elif row is None or row.kind not in _FLOATING:
            for state, (kind, begins) in zip(free, _find_states(chain, free), strict=True):
                state.kind, state.begins = kind, begins
            free = []
    return list(_gather(rows))


def _gather(rows: Sequence[Row]) -> Iterator[Block]:
    going: list[Row] = []
    waiting: list[list[Row]] = []
    for row in rows:
        if row.kind is Kind.MOVED:
            continue
        floats = row.kind in _FLOATING
        last = (waiting[-1] if waiting else []) if floats else going
        if last and last[0].kind is row.kind and not row.begins:
            last.append(row)
        elif floats:
            waiting.append([row])
        else:
            if going:
                yield Block(going[0].kind, tuple(going))
            if not (going and going[0].kind is row.kind is Kind.QUOTATION):
                yield from (Block(block[0].kind, tuple(block)) for block in waiting)
                waiting = []
            going = [row]
    yield from (Block(block[0].kind, tuple(block)) for block in (going, *waiting) if block)


# --- the cheapest chain ---


def _find_states(chain: _Chain, rows: Sequence[Row]) -> list[_State]:
    """Return the states of rows in the cheapest chain: kinds, and whether each begins a block."""
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
        elif chain.flows(before, row) and all(kind in chain.measures for kind, _ in costs):
            costs, link = _run_on(chain, costs, before, row)
            links.append(link)
        else:
            costs, link = _step(chain, costs, _Pair(before, row, chain))
            links.append(link)
        before = row
    if before is None:
        return []
    ended = ends_sentence(before.text)
    state = min(costs, key=lambda last: costs[last] + chain.end(before, last, ended=ended))
    found = []
    for link in reversed(links):
        found.append(state)
        state = link.get(state, state)
    return found[::-1]


def _run_on(
    chain: _Chain, costs: dict[_State, float], before: Row, row: Row
) -> tuple[dict[_State, float], dict[_State, _State]]:
    """Return the costs and links as ``_step`` does, where no block can begin."""
    found: dict[_State, float] = {}
    links: dict[_State, _State] = {}
    for state, cost in costs.items():
        continued = (state[0], False)
        total = cost + chain.fill(before, state[0], first=state[1])
        if total < found.get(continued, math.inf):
            found[continued], links[continued] = total, state
    for continued in found:
        found[continued] += chain.place(row, continued[0], first=False)
    return found, links


def _step(
    chain: _Chain, costs: dict[_State, float], pair: _Pair
) -> tuple[dict[_State, float], dict[_State, _State]]:
    """Return the costs of the states of the second row, and the predecessor of each state."""
    found: dict[_State, float] = {}
    links: dict[_State, _State] = {}
    ends: dict[Kind, tuple[float, _State]] = {}
    for state, cost in costs.items():
        total = cost + chain.end(pair.before, state, ended=pair.ended)
        if total < ends.get(state[0], (math.inf, state))[0]:
            ends[state[0]] = (total, state)
    for kind in chain.list_kinds(pair.row):
        total, state = min(
            (total + pair.begin(old, kind), state) for old, (total, state) in ends.items()
        )
        found[kind, True] = total + chain.place(pair.row, kind, first=True)
        links[kind, True] = state
        going = [
            (costs[state] + chain.fill(pair.before, kind, first=state[1]), state)
            for state in ((kind, True), (kind, False))
            if state in costs
        ]
        if going:
            total, state = min(going)
            own = chain.place(pair.row, kind, first=False)
            found[kind, False], links[kind, False] = total + pair.go_on(kind) + own, state
    return found, links
