"""Every place that could be a marker, every line that could open a note: found generously.

What a candidate is, is decided when whole series are aligned (``alignment``). A candidate
carries the class of its surroundings, by which the alignment learns what markers of this text
look like.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, groupby, pairwise
from typing import Final, NamedTuple

from edition.readers.inference.labels import (
    CHARACTER_PREFIX,
    CIRCLED,
    DIGITS,
    HAN_NUMBER,
    LABEL,
    LARGEST,
    MARK,
    MISREAD,
    NUMBER,
    PREFIX,
    RAISED,
    Label,
    LabelKind,
    read_group,
    read_label,
    read_misread,
)
from edition.readers.lines import Line
from edition.readers.page_ends import find_form_feeds
from edition.text.dates import MONTH

BARE: Final = "bare"
"""The form of labels without brackets, stops or words: ``12``, ``*``."""
RAISED_FORM: Final = "^"
"""The form of raised labels: ``¹²``, ``^{12}``."""
WORD: Final = "[word]"
"""The form of labels with a word in brackets: ``[Footnote 12: …]``."""

FOOTNOTE: Final = "[^]"
"""The form of footnotes of Markdown, ``[^12]``, on both sides."""


class Candidate(NamedTuple):
    """A label at a place, with the form that it is written in."""

    start: int
    end: int
    label: Label
    form: str
    """How it is written: bracketed, raised, bare …; one series has one form."""
    surroundings: str
    """The class of what stands round it."""
    line: int
    """Index of its line."""
    sign: tuple[int, int]
    """Offsets of the label itself, without brackets or stops."""
    page_end: int = -1
    """For an opening on a known page, where the page ends; see ``order``."""
    displaced: int = -1
    """Offset of the opening that it belongs before, if the extraction set it behind that."""

    @property
    def order(self) -> tuple[int, int]:
        """Return the place in which it counts: notes follow the text of their page.

        Some extractions give the notes of a page before its text.
        """
        place = self.start if self.displaced < 0 else self.displaced
        return (max(self.page_end, self.start), place)

    @property
    def look(self) -> tuple[str, str]:
        """Return how the label is written and what follows it."""
        words = self.surroundings.split()
        return words[0], words[-1]


# --- openings -------------------------------------------------------------------------

BACKLINK: Final = r"(?:[↑^](?:\s[a-z]\b)*\s)?"
"""Links back to the markers that an online encyclopedia sets before a note."""

_SAID = f"{NUMBER}|{HAN_NUMBER}|{CIRCLED}|{MARK}"
"""Labels that a word before them says to be those of notes."""
_MONTH_NAME = rf"(?i:{MONTH})\b"
_OPENINGS: Final = (
    ("[word]", WORD, rf"[\[［〔【]\s?{PREFIX}\s?(?P<label>{LABEL})\s?[:.：\]］〕】]\s?"),
    ("word", "word", rf"{PREFIX}\s?(?P<label>{_SAID})(?:\s?[:.)）：．。]\s?|\s+)"),
    ("[]", FOOTNOTE, rf"\[\^(?P<label>{LABEL})\][.:]?\s*"),
    ("[]", "[]", rf"[\[〔［【〈{{](?P<label>{LABEL})[\]〕］】〉}}][.:]?\s*"),
    ("[]", "[]", rf"<(?P<label>{DIGITS})>[.:]?\s*"),
    ("circled", "①", rf"(?P<label>{CIRCLED})[.:：]?\s*"),
    ("*1", "*1", rf"[*＊※](?P<label>{DIGITS})[.:：)）]?\s*"),
    ("[ ", "[ ", rf"\[(?P<label>{MARK})\s?(?![^\n]{{0,4}}\])"),
    ("()", "()", rf"[(（](?:{PREFIX})?(?P<label>{LABEL})[)）][.:]?\s*"),
    (")", ")", rf"(?P<label>{NUMBER}|{MARK}|[a-z])[)）][.:]?\s+"),
    (".", ".", rf"(?P<label>{NUMBER})\.(?:\s+{BACKLINK}|(?=[^\W\d]))"),
    ("/", "/", rf"(?P<label>{NUMBER}|{MARK}|[a-z])/\s*"),
    (":", ":", rf"(?P<label>{NUMBER}):\s+"),
    ("^", RAISED_FORM, r"\^\{?(?P<label>\d{1,4}|\*+)\}?\s*"),
    ("^", RAISED_FORM, r"<sup>(?P<label>\d{1,4}|\*+)</sup>\s*"),
    ("^", RAISED_FORM, rf"(?P<label>{RAISED})\s*"),
    ("mark", BARE, rf"(?P<label>{MARK})\s*"),
    ("number", BARE, rf"(?P<label>{NUMBER}|{HAN_NUMBER}(?=　))[^\S\n]+"),
    ("glued", BARE, r"(?P<label>[0-9]{1,4})(?=[^\W\d_]|[“\"‘'«(\[„])"),
    ("glued", BARE, rf"(?P<label>[0-9]{{1,3}})(?=[0-9]\s{_MONTH_NAME})"),
    ("glued", BARE, rf"(?P<label>[0-9]{{1,3}})(?=(?:[12][0-9]|3[01])\s{_MONTH_NAME})"),
    ("misread", ".", rf"(?P<label>{MISREAD})\.\s+"),
    ("misread", BARE, rf"(?P<label>{MISREAD})[^\S\n]+(?=[^\W\d_a-z])"),
    ("alone", BARE, rf"(?P<label>{NUMBER}|{MARK})$"),
    ("alone", ".", rf"(?P<label>{NUMBER})\.$"),
)
"""Name, form of the series, pattern at the start of a line."""
_OPENING_PATTERNS = tuple((name, form, re.compile(text)) for name, form, text in _OPENINGS)
_CAN_STAND_ALONE = frozenset(("[]", "()", "/", "^", "[word]", "mark", "alone"))
"""Openings after which the note may begin on the next line."""
_WIDE_ENDS = "、，；："
_CLAUSE_ENDS = ",;:"
"""What ends a clause: before the item of a list, if it is wide or a space follows."""
_STOPS = '.?!)”"’»]。）'
_NEAR = 25
"""Lines within which the opening before counts as its neighbour in a list of notes."""


def find_openings(
    lines: Sequence[Line], breaks: Sequence[int] = ()
) -> Mapping[str, list[Candidate]]:
    """Return the lines that could open a note, by form.

    ``breaks`` are the indices of lines that begin a page.
    """
    ends = [*(lines[index].start for index in breaks), lines[-1].end] if breaks else []
    found: dict[str, list[Candidate]] = defaultdict(list)
    before: dict[str, tuple[Label, int, int]] = {}
    gaps, blank, end = 0, 1, ""
    usual = _measure_gap(lines)
    for index, line in enumerate(lines):
        if line.blank:
            gaps, blank = gaps + 1, blank + 1
            continue
        for name, form, match, label in _match_openings(line):
            apart = "wide" if blank > usual else "gap"
            place = apart if blank else "stop" if end in _STOPS else "inside"
            follows = _follows(before.get(form), label, index, gaps)
            before[form] = (label, index, gaps)
            rest = match.string[match.end() :]
            start = line.content.start
            found[form].append(
                Candidate(
                    start + match.start(),
                    start + match.end(),
                    label,
                    form,
                    f"{name} {place} {follows} {_first(rest)}",
                    index,
                    (start + match.start("label"), start + match.end("label")),
                    ends[bisect_right(breaks, index)] if ends else -1,
                )
            )
        blank, end = 0, line.text.rstrip()[-1]
    return {form: _restore_order(openings) for form, openings in found.items()} if ends else found


def _measure_gap(lines: Sequence[Line]) -> int:
    """Return the most frequent number of blank lines between two blocks of text."""
    runs = Counter(
        len(list(run)) for blank, run in groupby(lines, lambda line: line.blank) if blank
    )
    return max(runs, key=lambda size: (runs[size], size), default=1)


def _restore_order(openings: Sequence[Candidate]) -> list[Candidate]:
    """Mark the numbers on lines of their own that stand behind the next number of their page.

    Extractions displace raised numbers at the foot of a page, and leave the words of its notes.
    """
    pages: dict[int, dict[Label, Candidate]] = defaultdict(dict)
    alone = Counter((one.page_end, one.label) for one in openings if _is_alone(one))
    restored = []
    for one in openings:
        following = pages[one.page_end].get(one.label._replace(value=one.label.value + 1))
        if _is_alone(one) or one.form == BARE:
            pages[one.page_end][one.label] = one
        if following and _is_alone(one) and alone[one.page_end, one.label] == 1:
            one = one._replace(displaced=following.order[1] - 1)
        restored.append(one)
    return restored


def _is_alone(one: Candidate) -> bool:
    return one.surroundings.startswith("alone ")


_GLUED = re.compile(
    r"(?<=[^\W\d_])(?P<number>[1-9]\d{0,3})(?=(?:\.? [^\W\d_a-zß-ÿа-яё]|[A-ZА-ЯЁ][a-zа-яё]))"
)
"""A number between a word that a hyphen cut and the first word of a note."""
_NUMBERED = re.compile(r"\s*(?P<number>[1-9]\d{0,3})(?:\.?\s|\.?$|(?=[^\W\d_]))")


def part_glued_openings(lines: Sequence[Line], whole: AbstractSet[int]) -> tuple[Line, ...]:
    """Part the lines, but ``whole`` ones, in which an extraction joined a word to a page's notes.

    It takes the hyphen at the end of the page for one inside a line, and blocks of notes may
    stand behind other words. The number of the note has
    no line of its own, but its marker stands on the page, and the next number or the one before
    at the foot of this page or the last. The second part of a line has its number, negative.
    """
    parts: list[Line] = []
    before: set[int] = set()
    lines = [part for line in lines for part in _part_blocks(line, whole)]
    breaks = find_form_feeds(lines)
    for start, end in pairwise([0, *breaks, len(lines)]) if breaks else ():
        page = lines[start:end]
        numbered = [int(m["number"]) if (m := _NUMBERED.match(line.text)) else 0 for line in page]
        near, found = before - set(numbered), ""
        for index, line in enumerate(page):
            divisible = line.number not in whole and not line.blank
            for match in _GLUED.finditer(line.text) if divisible else ():
                number = int(match["number"])
                proved = number - 1 in near or number + 1 in numbered[index:]
                called = re.search(rf"(?<!\d){number}(?!\d)", found + line.text[: match.start()])
                if proved and called and number not in numbered:
                    column = match.start()
                    parts.append(Line(line.number, line.start, line.text[:column]))
                    line = Line(-line.number, line.start + column, line.text[column:])
                    break
            found += line.text
            parts.append(line)
        before = set(numbered)
    return tuple(parts or lines)


_BLOCK = re.compile(rf"(?<=\S)\s+(?=[\[［〔【]\s?{PREFIX}\s?{LABEL}\s?[:：]\s)")


def _part_blocks(line: Line, whole: AbstractSet[int]) -> Iterator[Line]:
    """Yield the line in parts, each block of a note that begins behind other words in its own."""
    places = [match.end() for match in _BLOCK.finditer(line.text)]
    ends = [*places, len(line.text)] if line.number not in whole else [len(line.text)]
    for start, end in pairwise([0, *ends]):
        number = -line.number if start else line.number
        yield Line(number, line.start + start, line.text[start:end])


_DASH = re.compile(r"[-•]\s+(?=[\[(\d⁰¹²³⁴-⁹])")
"""A dash that a transcription sets before the label of a note, as before the items of lists."""


def _match_openings(line: Line) -> Iterator[tuple[str, str, re.Match[str], Label]]:
    text = line.text.strip()
    dash = _DASH.match(text)
    for name, form, pattern in _OPENING_PATTERNS:
        match = pattern.match(text, dash.end() if dash else 0)
        if match is None or (match.end() == len(text) and name not in _CAN_STAND_ALONE):
            continue
        if dash and form == BARE:
            continue
        label = (read_misread if name == "misread" else read_label)(match["label"])
        if label is not None:
            yield name, form, match, label


def _follows(before: tuple[Label, int, int] | None, label: Label, line: int, gaps: int) -> str:
    """Return how an opening follows the one before it in the same block of lines."""
    if before is None or before[2] != gaps or line - before[1] > _NEAR:
        return "first"
    return "next" if before[0] in label.forerunners() else "other"


def _first(rest: str) -> str:
    """Return how the words after an opening begin."""
    if not rest:
        return "empty"
    return "small" if rest[0].islower() or rest[0].isdigit() else "large"


# --- markers --------------------------------------------------------------------------

_GROUP = rf"(?>{LABEL})(?>\s?[,;、–-]\s?{LABEL}|{MARK})*+"
"""Without a way back: a row of signs can be divided in more ways than could ever be tried."""
_MARKERS: Final = (
    ("[word]", WORD, rf"[\[［〔【]\s?{PREFIX}\s?(?P<label>{LABEL})\s?[\]］〕】]"),
    ("word", "word", rf"(?<=[^\s(（\[［〔【]){CHARACTER_PREFIX}(?P<label>{_SAID})[)）]?"),
    ("[]", FOOTNOTE, rf"\[\^(?P<label>{_GROUP})\]"),
    ("[]", "[]", rf"[\[〔［【〈{{](?P<label>{_GROUP})[\]〕］】〉}}]"),
    ("[]", "[]", rf"<(?P<label>{DIGITS})>"),
    ("circled", "①", rf"(?<![註注釈釋释解주])(?P<label>{CIRCLED})"),
    ("*1", "*1", rf"[*＊※](?P<label>{DIGITS}(?!\d)|[a-z](?![^\W_]))"),
    ("()", "()", rf"[(（](?:{PREFIX})?(?P<label>{_GROUP})[)）]"),
    (")", ")", rf"(?<=[^\s\d(])(?P<label>{NUMBER}|{MARK})[)）]"),
    ("/", "/", rf"(?<![\d/–-])(?P<label>{NUMBER}|{MARK})/(?!\d)"),
    ("^", RAISED_FORM, rf"\$?\^\{{(?P<label>{_GROUP})\}}\$?"),
    ("^", RAISED_FORM, r"(?<!\[)\^(?P<label>\d{1,4}|\*+)"),
    ("^", RAISED_FORM, rf"<sup>(?P<label>{_GROUP})</sup>"),
    ("^", RAISED_FORM, rf"(?P<label>{RAISED})"),
    ("mark", BARE, rf"(?P<label>{MARK})"),
)
_MARKER_PATTERNS = tuple((name, form, re.compile(text)) for name, form, text in _MARKERS)
_NUMBERS = re.compile(r"(?P<digits>[0-9]+)(?P<letter>[a-z]?)")
_MARK = re.compile(rf"(?<=\S)(?P<label>{MARK})")
_LONGEST_LABEL = 4
"""Digits of the longest label."""
_LONGEST_RUN = 9
"""Digits of the longest number at whose end a label may have been glued."""


def find_markers(text: str, lines: Sequence[Line]) -> Mapping[str, list[Candidate]]:
    """Return the places that could be markers, by form."""
    found: dict[str, list[Candidate]] = defaultdict(list)
    places = _Places(text, lines)
    for name, form, pattern in _MARKER_PATTERNS:
        for match in pattern.finditer(text):
            if form == RAISED_FORM and _is_power(match):
                continue
            for one in _read_marker(name, form, match, places):
                found[one.form].append(one)
    for match in _NUMBERS.finditer(text):
        found[BARE] += places.split_number(match)
    return found


_UNIT: Final = re.compile(r"\d\s?(?:[kcdm]?m|ft|yd|mi)")


def _is_power(match: re.Match[str]) -> bool:
    """Return whether a raised number is the power of a unit of measure, as in ``12 km²``."""
    before = match.string[max(0, match.start() - _LONGEST_RUN) : match.start()]
    return match["label"] in ("2", "3", "²", "³") and any(
        one.end() == len(before) for one in _UNIT.finditer(before)
    )


def find_touching(text: str, lines: Sequence[Line]) -> list[Candidate]:
    """Return the numbers and marks that touch a word or begin a line.

    Only these can be markers in a text whose raised signs were left as they are.
    """
    places = _Places(text, lines)
    ones = [places.split_number(match) for match in _NUMBERS.finditer(text) if _touches(match)]
    ones += [_read_marker("mark", BARE, match, places) for match in _MARK.finditer(text)]
    return list(chain.from_iterable(ones))


def _touches(match: re.Match[str]) -> bool:
    """True for a number behind a letter or sign, at the start of a line, or with a year before."""
    start, end = match.span("digits")
    before = match.string[start - 2 : start] if start > 1 else "\n"
    return not before[-1:].isspace() or "\n" in before or end - start > _DIGITS_OF_YEAR


def _read_marker(
    name: str, form: str, match: re.Match[str], places: _Places
) -> Iterator[Candidate]:
    """Yield the labels of a marker; several in one bracket stand each at its own characters."""
    surroundings = name + places.describe(*match.span())
    line = places.line_of(match.start())
    if name == "mark" and places.closes_emphasis(*match.span()):
        return
    labels = read_group(match["label"])
    for label, start, end in labels:
        sign = (match.start("label") + start, match.start("label") + end)
        span = match.span() if len(labels) == 1 and form != RAISED_FORM else sign
        # Raised marks and others are one series: a mark needs no other form to be seen.
        marked = label.kind is LabelKind.MARK and form == RAISED_FORM
        yield Candidate(*span, label, BARE if marked else form, surroundings, line, sign)


class _Places:
    """Describes what stands round a place."""

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        self._text = text
        self._starts = [line.start for line in lines]
        self._contents = [line.content for line in lines]

    def line_of(self, offset: int) -> int:
        """Return the index of the line that an offset stands on."""
        return bisect_right(self._starts, offset) - 1

    def closes_emphasis(self, start: int, end: int) -> bool:
        """Return whether asterisks close a stretch of emphasis that others like them open."""
        content = self._contents[self.line_of(start)]
        low = max(content.start, start - _LONGEST_EMPHASIS)
        opening = _EMPHASIS.search(self._text, low, end)
        if opening is None or opening["stars"] != self._text[start:end]:
            return False
        return opening.start() > content.start or end == content.end

    def describe(self, start: int, end: int) -> str:
        """Return the class of the characters before and after a stretch."""
        content = self._contents[self.line_of(start)]
        if start == content.start:
            return " alone" if end == content.end else " first"
        before = self._text[start - 1]
        second = self._text[start - 2 : start - 1]
        return f" {self._left(before, second)} {self._right(end)}"

    def _left(self, before: str, second: str) -> str:
        category = unicodedata.category(before)
        if before.isspace():
            if second and second in _CLAUSE_ENDS:
                return "clause"
            punctuation = second and unicodedata.category(second).startswith("P")
            return "stop-space" if punctuation else "space"
        if before.isdecimal():
            return "digit"
        if before in _RAISED:
            return "close"
        if before.isalpha() or category.startswith("M"):
            return "letter"
        if category in ("Pe", "Pf") or before in "\"'":
            return "close"
        if before in _WIDE_ENDS:
            return "wide"
        if before in ".,;:!?…。．":
            return "digit-stop" if second.isdecimal() else "stop"
        return "other" if category == "Po" else "sign"

    def _right(self, end: int) -> str:
        after, second = self._text[end : end + 1], self._text[end + 1 : end + 2]
        if not after or after.isspace():
            return "space"
        if after in _RAISED:
            return "stop"
        if after.isdecimal() or (after in ".,:/" and second.isdecimal()):
            return "digit"
        if after.isalpha():
            return "letter"
        category = unicodedata.category(after)
        return "stop" if category in ("Po", "Pe", "Pf", "Pi", "Ps") or after == '"' else "sign"

    def split_number(self, match: re.Match[str]) -> Iterator[Candidate]:
        """Yield the labels that the end of a number could be."""
        start, end = match.span("digits")
        line = self.line_of(start)
        at_start = start == self._contents[line].start
        if end - start > _LONGEST_RUN or _TIME_BEHIND.match(self._text, end):
            return
        dated = self._is_year_of_date(start, end)
        for size in range(1, min(_LONGEST_LABEL, end - start) + 1):
            place = end - size
            if dated and size < _DIGITS_OF_YEAR - _DIGITS_OF_DAY:
                continue
            value = int(self._text[place:end])
            if self._text[place] == "0" or value > LARGEST:
                continue
            surroundings = self._describe_number(start, place, end)
            if at_start and place > start and " year " not in surroundings:
                continue
            label = Label(LabelKind.NUMBER, value)
            yield Candidate(place, end, label, BARE, surroundings, line, (place, end))
            if match["letter"] and size == end - start:
                yield self._lettered(match, line)

    def _describe_number(self, start: int, place: int, end: int) -> str:
        if place == start:
            return "number" + self.describe(start, end)
        return f"number after {self._kind(start, place, end)} {self._right(end)}"

    def _is_year_of_date(self, start: int, end: int) -> bool:
        """True for what can be a year after a month: no label is glued to three digits of it."""
        if end - start != _DIGITS_OF_YEAR or self._text[start : start + 2] not in _CENTURIES:
            return False
        before = self._text[max(0, start - _LONGEST_MONTH) : start]
        return _DATE_BEFORE.search(before) is not None

    def _kind(self, start: int, place: int, end: int) -> str:
        """Return what the number is that a label may be glued to: a year, a day of a month."""
        rest = self._text[start:place]
        if len(rest) == _DIGITS_OF_YEAR and rest[:2] in _CENTURIES:
            return "year"
        if int(rest) <= _LAST_DAY < int(self._text[start:end]):
            before = self._text[max(0, start - _LONGEST_MONTH) : start]
            if _MONTH_BEFORE.search(before):
                return "day"
        return "number"

    def _lettered(self, match: re.Match[str], line: int) -> Candidate:
        start, end = match.span()
        number = int(match["digits"])
        label = Label(LabelKind.NUMBER, number, ord(match["letter"]) - ord("a") + 1)
        surroundings = "lettered" + self.describe(start, end)
        return Candidate(start, end, label, BARE, surroundings, line, (start, end))


_EMPHASIS = re.compile(r"(?<!\S)(?P<stars>\*{1,2})(?=[^\s*])[^*\n]*(?P=stars)$")
_LONGEST_EMPHASIS = 200
"""Characters of the longest stretch whose asterisks are emphasis and no markers."""
_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹")
_DIGITS_OF_YEAR = 4
_DIGITS_OF_DAY = 2
_LAST_DAY = 31
_MONTH_BEFORE = re.compile(rf"\b{MONTH}\.?\s+$", re.IGNORECASE)
_TIME_BEHIND = re.compile(r"(?::\d\d(?!\d)|\s?[ap]\.\s?m\.)")
_DATE_BEFORE = re.compile(rf"\b{MONTH}\.?\s+(?:[0-3]?\d,\s*)?$", re.IGNORECASE)
_LONGEST_MONTH = 18
_CENTURIES = frozenset(str(century) for century in range(10, 21))
