"""Find all candidates: places that could be markers and lines that could open notes.

The alignment of complete series decides which candidates are markers and openings
(``alignment``). Each candidate records the class of its surroundings, from which the alignment
learns what the markers of this text look like.
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
    """Label at a position in the text, with the form in which it is written."""

    start: int
    end: int
    label: Label
    form: str
    """Written form: bracketed, raised, bare …; all labels of a series have the same form."""
    surroundings: str
    """Class of the surrounding text."""
    line: int
    """Index of its line."""
    sign: tuple[int, int]
    """Offsets of the label itself, without brackets or stops."""
    page_end: int = -1
    """End offset of the page, for an opening on a known page; see ``order``."""
    displaced: int = -1
    """Offset where it belongs, if the extraction displaced it: for an opening, just before the
    following one, for a marker, the end of its line."""

    @property
    def place(self) -> int:
        """Offset where the candidate belongs."""
        return self.start if self.displaced < 0 else self.displaced

    @property
    def order(self) -> tuple[int, int]:
        """Return the sort key, by which notes follow the text of their page.

        Some extractions place the notes of a page before its text.
        """
        return (max(self.page_end, self.start), self.place)

    @property
    def look(self) -> tuple[str, str]:
        """Return the name of the written form and the class of the following text."""
        words = self.surroundings.split()
        return words[0], words[-1]


# --- openings -------------------------------------------------------------------------

BACKLINK: Final = r"(?:[↑^](?:\s[a-z]\b)*\s)?"
"""Links back to the markers, as printed before the notes of an online encyclopedia."""

_SAID = f"{NUMBER}|{HAN_NUMBER}|{CIRCLED}|{MARK}"
"""Labels that a preceding word identifies as labels of notes."""
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
"""Name, form of the series, and pattern at the start of a line."""
_OPENING_PATTERNS = tuple((name, form, re.compile(text)) for name, form, text in _OPENINGS)
_CAN_STAND_ALONE = frozenset(("[]", "()", "/", "^", "[word]", "mark", "alone"))
"""Openings after which the note may begin on the next line."""
_WIDE_ENDS = "、，；："
_CLAUSE_ENDS = ",;:"
"""Signs that end a clause before a list item, if they are wide or a space follows."""
_STOPS = '.?!)”"’»]。）'
_NEAR = 25
"""Maximum number of lines between adjacent openings of a list of notes."""


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
        last = before.get(BARE)
        expected = last[0].value + 1 if last and last[0].part == 0 and last[2] == gaps else 0
        for name, form, match, label in _match_openings(line, expected):
            gap = "wide" if blank > usual else "gap"
            place = gap if blank else "stop" if end in _STOPS else "inside"
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
    """Mark numbers on separate lines that follow the next higher number on their page.

    Extractions displace raised numbers at the foot of a page, but not the text of its notes.
    """
    pages: dict[int, dict[Label, Candidate]] = defaultdict(dict)
    alone = Counter((opening.page_end, opening.label) for opening in openings if _is_alone(opening))
    restored = []
    for opening in openings:
        page, label = pages[opening.page_end], opening.label
        following = page.get(label._replace(value=label.value + 1))
        if _is_alone(opening) or opening.form == BARE:
            page[label] = opening
        if following and _is_alone(opening) and alone[opening.page_end, label] == 1:
            opening = opening._replace(displaced=following.order[1] - 1)
        restored.append(opening)
    return restored


def _is_alone(opening: Candidate) -> bool:
    return opening.surroundings.startswith("alone ")


_GLUED = re.compile(
    r"(?<=[^\W\d_])(?P<number>[1-9]\d{0,3})"
    r"(?=\.? [^\W\d_a-zß-ÿа-яё]|[A-ZА-ЯЁ](?:[a-zа-яё]|\s)|[\u3040-\u9fff])"
)
"""A number between a word divided by a hyphen and the first word of a note."""
_NUMBERED = re.compile(r"\s*(?P<number>[1-9]\d{0,3})(?:\.?\s+\S|(?=[^\W\d_]))")


def part_glued_openings(lines: Sequence[Line], whole: AbstractSet[int]) -> tuple[Line, ...]:
    """Divide lines in which an extraction joined the last word of a page to the page's notes.

    Never divide the lines numbered in ``whole``. The extraction mistakes a hyphen at the end of
    the page for a hyphen inside a line; blocks of notes may also follow other words. The number
    of such a note begins no line, but its marker touches a word of this page or the preceding
    page. The second part of a divided line has the negative line number.
    """
    parts: list[Line] = []
    earlier = ""
    lines = [part for line in lines for part in _part_blocks(line, whole)]
    breaks = find_form_feeds(lines)
    for start, end in pairwise([0, *breaks, len(lines)]) if breaks else ():
        page = lines[start:end]
        opened = {m["number"] for line in page if (m := _NUMBERED.match(line.text))}
        text = ""
        for line in page:
            divisible = line.number not in whole and not line.blank
            for match in _GLUED.finditer(line.text) if divisible else ():
                number, column = match["number"], match.start()
                touching = rf"(?:(?m:^)|(?<=[^\s\d])){number}(?!\w)"
                called = re.search(touching, earlier + text + line.text[:column])
                if called and number not in opened:
                    parts.append(Line(line.number, line.start, line.text[:column]))
                    line = Line(-line.number, line.start + column, line.text[column:])
                    break
            text += line.text + "\n"
            parts.append(line)
        earlier = text
    return tuple(parts or lines)


_BLOCK = re.compile(rf"(?<=\S)\s+(?=[\[［〔【]\s?{PREFIX}\s?{LABEL}\s?[:：]\s)")


def _part_blocks(line: Line, whole: AbstractSet[int]) -> Iterator[Line]:
    """Yield the parts of a line, divided before each block of a note that follows other words."""
    places = [match.end() for match in _BLOCK.finditer(line.text)]
    ends = [*places, len(line.text)] if line.number not in whole else [len(line.text)]
    for start, end in pairwise([0, *ends]):
        number = -line.number if start else line.number
        yield Line(number, line.start + start, line.text[start:end])


_DASH = re.compile(r"[-•]\s+(?=[\[(\d⁰¹²³⁴-⁹])")
"""A dash that a transcription places before the label of a note, as before list items."""


def _match_openings(line: Line, expected: int) -> Iterator[tuple[str, str, re.Match[str], Label]]:
    """Yield the name, form, match and label of each opening of a line.

    The number of a note that begins with a figure is recognised only if it is ``expected``.
    """
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
    figure = re.match(rf"(?P<label>{expected})(?=\d+(?:[.,]\d+)?\s)", text) if expected else None
    if figure and (label := read_label(figure["label"])):
        yield "glued", BARE, figure, label


def _follows(before: tuple[Label, int, int] | None, label: Label, line: int, gaps: int) -> str:
    """Return the class of an opening by its relation to the preceding one in the same block."""
    if before is None or before[2] != gaps or line - before[1] > _NEAR:
        return "first"
    return "next" if before[0] in label.forerunners() else "other"


def _first(rest: str) -> str:
    """Return the class of the first word after an opening."""
    if not rest:
        return "empty"
    return "small" if rest[0].islower() or rest[0].isdigit() else "large"


# --- markers --------------------------------------------------------------------------

_GROUP = rf"(?>{LABEL})(?>\s?[,;、–-]\s?{LABEL}|{MARK})*+"
"""Group of labels, without backtracking: a row of signs can be divided in too many ways."""
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
"""Maximum number of digits of a label."""
_LONGEST_RUN = 9
"""Maximum number of digits of a number to which a label may have been glued."""


def find_markers(text: str, lines: Sequence[Line]) -> Mapping[str, list[Candidate]]:
    """Return the places that could be markers, by form."""
    found: dict[str, list[Candidate]] = defaultdict(list)
    places = _Places(text, lines)
    for name, form, pattern in _MARKER_PATTERNS:
        for match in pattern.finditer(text):
            if form == RAISED_FORM and _is_power(match):
                continue
            for marker in _read_marker(name, form, match, places):
                found[marker.form].append(marker)
    for match in _NUMBERS.finditer(text):
        found[BARE] += places.split_number(match)
    return found


_UNIT: Final = re.compile(r"\d\s?(?:[kcdm]?m|ft|yd|mi)")


def _is_power(match: re.Match[str]) -> bool:
    """Return whether a raised number is the exponent of a unit of measure, as in ``12 km²``."""
    before = match.string[max(0, match.start() - _LONGEST_RUN) : match.start()]
    return match["label"] in ("2", "3", "²", "³") and any(
        unit.end() == len(before) for unit in _UNIT.finditer(before)
    )


def find_touching(text: str, lines: Sequence[Line]) -> list[Candidate]:
    """Return the numbers and marks that touch a word or begin a line.

    Only these can be markers in a text whose raised signs were extracted as plain characters.
    """
    places = _Places(text, lines)
    groups = [places.split_number(match) for match in _NUMBERS.finditer(text) if _touches(match)]
    groups += [_read_marker("mark", BARE, match, places) for match in _MARK.finditer(text)]
    return list(chain.from_iterable(groups))


def _touches(match: re.Match[str]) -> bool:
    """Return whether a number follows a letter or sign, begins a line or may follow a year."""
    start, end = match.span("digits")
    before = match.string[start - 2 : start] if start > 1 else "\n"
    return not before[-1:].isspace() or "\n" in before or end - start > _DIGITS_OF_YEAR


def _read_marker(
    name: str, form: str, match: re.Match[str], places: _Places
) -> Iterator[Candidate]:
    """Yield a candidate for each label of a marker.

    If a bracket holds several labels, the span of each candidate covers only its own label.
    """
    surroundings = name + places.describe(*match.span())
    line = places.line_of(match.start())
    if name == "mark" and places.closes_emphasis(*match.span()):
        return
    labels = read_group(match["label"])
    for label, start, end in labels:
        sign = (match.start("label") + start, match.start("label") + end)
        span = match.span() if len(labels) == 1 and form != RAISED_FORM else sign
        # Raised and other marks are one series: a mark is recognisable in any form.
        marked = label.kind is LabelKind.MARK and form == RAISED_FORM
        yield Candidate(*span, label, BARE if marked else form, surroundings, line, sign)


class _Places:
    """Classifier of the text that surrounds a position."""

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        self._text = text
        self._starts = [line.start for line in lines]
        self._contents = [line.content for line in lines]

    def line_of(self, offset: int) -> int:
        """Return the index of the line that contains an offset."""
        return bisect_right(self._starts, offset) - 1

    def closes_emphasis(self, start: int, end: int) -> bool:
        """Return whether asterisks close an emphasised passage opened by the same asterisks."""
        content = self._contents[self.line_of(start)]
        low = max(content.start, start - _LONGEST_EMPHASIS)
        opening = _EMPHASIS.search(self._text, low, end)
        if opening is None or opening["stars"] != self._text[start:end]:
            return False
        return opening.start() > content.start or end == content.end

    def describe(self, start: int, end: int) -> str:
        """Return the class of the characters before and after a span."""
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
        """Yield a candidate for each ending of a number that could be a label."""
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
                if not self._text[max(0, start - _LONGEST_MONTH) : start].rstrip()[-1:].isalpha():
                    continue
                surroundings = surroundings.replace("after", "after line-start")
            label = Label(LabelKind.NUMBER, value)
            yield Candidate(place, end, label, BARE, surroundings, line, (place, end))
            if match["letter"] and size == end - start:
                yield self._lettered(match, line)

    def _describe_number(self, start: int, place: int, end: int) -> str:
        if place == start:
            return "number" + self.describe(start, end)
        return f"number after {self._kind(start, place, end)} {self._right(end)}"

    def _is_year_of_date(self, start: int, end: int) -> bool:
        """Return whether a number can be a year after a month.

        No label is glued to the first three digits of such a year.
        """
        if end - start != _DIGITS_OF_YEAR or self._text[start : start + 2] not in _CENTURIES:
            return False
        before = self._text[max(0, start - _LONGEST_MONTH) : start]
        return _DATE_BEFORE.search(before) is not None

    def _kind(self, start: int, place: int, end: int) -> str:
        """Return the kind of number to which a label may be glued: year, day of a month, other."""
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
"""Maximum number of characters of a passage whose asterisks are emphasis, not markers."""
_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹")
_DIGITS_OF_YEAR = 4
_DIGITS_OF_DAY = 2
_LAST_DAY = 31
_MONTH_BEFORE = re.compile(rf"\b{MONTH}\.?\s+$", re.IGNORECASE)
_TIME_BEHIND = re.compile(r"(?::\d\d(?!\d)|\s?[ap]\.\s?m\.)")
_DATE_BEFORE = re.compile(rf"\b{MONTH}\.?\s+(?:[0-3]?\d,\s*)?$", re.IGNORECASE)
_LONGEST_MONTH = 18
_CENTURIES = frozenset(str(century) for century in range(10, 21))
