"""Recognise the furniture of pages: classification lines, page numbers, running heads."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from edition.model.document import Furniture
from edition.readers.chunks import Chunk, ends_sentence, goes_on, is_capitals
from edition.readers.lines import Line
from edition.records.vocabulary import any_listed
from edition.text.folding import fold_case
from edition.text.source import Source
from edition.text.span import Span

CLASSIFICATION = "classification"
PAGE_NUMBER = "page-number"
RUNNING_HEAD = "running-head"
NOTE_RULE = "note-rule"

_TERM = any_listed("classification")
_TERMS = rf"{_TERM}(?:(?:[\s:,;/()&.=-]+|\s+and\s+){_TERM})*"
_CLASSIFICATION = re.compile(rf"{_TERMS}[.=]?", re.IGNORECASE)
_GRADED = re.compile(
    rf"(?:(?:FOLLOWING )?(?:FOR|FROM|TO) .{{2,60}}? {_TERMS}"
    rf"|{_TERMS}\W+(?:FOLLOWING )?FOR )\b.{{0,60}}",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    rf"(?P<left>[-–—\[(*]+\s*|{any_listed('pages')}\s*)?(?P<number>\d{{1,4}}|[ivxlc]{{1,6}})"
    rf"(?P<right>\s*[-–—\])*]+|\s+{any_listed('of_pages')}\s+\d{{1,4}}|\.)?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\b(?:\d{1,4}|[ivxlc]{1,6})\b$|^(?:\d{1,4}|[ivxlc]{1,6})\b")
_STROKES = "_\\-–-―─"
_FEWEST_STROKES = 5
"""Characters of a typed rule, and their fewest number."""
_STEPS = dict(zip((100, 90, 50, 40, 10, 9, 5, 4, 1), "c xc l xl x ix v iv i".split(), strict=True))
"""Roman numerals and subtractive pairs by value, in descending order."""
_SHORTEST, _LONGEST = 4, 80
"""Bounds of the length of a running head, in characters."""
_OFTEN = 3
"""Fewest occurrences of a running head."""
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class PageNumber:
    """The value of a printed page number; ``roman`` is true for a roman numeral."""

    value: int
    roman: bool


def is_classification(text: str, terms: Iterable[str] = ()) -> bool:
    """True for a line that consists of classification markings only.

    ``terms`` are further markings of the text, in addition to the usual ones.
    """
    bare = text.strip().strip("~*_= ").strip()
    if any(bare.casefold() == term.casefold() for term in terms):
        return True
    return bool(_CLASSIFICATION.fullmatch(bare)) and (is_capitals(bare) or bare == bare.title())


def is_graded_address(text: str) -> bool:
    """True for a line in capitals with the address and the classification of a telegram."""
    return is_capitals(text) and bool(_GRADED.fullmatch(text.strip()))


def is_rule(text: str, fewest: int = _FEWEST_STROKES) -> bool:
    """True for a typed rule: ``fewest`` strokes or more and nothing else."""
    return re.fullmatch(rf"[{_STROKES}]{{{fewest},}}", text.strip()) is not None


def read_page_number(text: str, *, bare: bool = True) -> PageNumber | None:
    """Return the page number that a line consists of; unless ``bare``, only if it is adorned."""
    match = _NUMBER.fullmatch(text.strip())
    if not match or (not bare and not (match["left"] or match["right"])):
        return None
    number = match["number"]
    if number.isdecimal():
        return PageNumber(int(number), roman=False)
    if not match["left"] and len(number) == 1:
        return None
    value = roman_value(number)
    return PageNumber(value, roman=True) if value else None


def is_page_label(text: str) -> bool:
    """True for a line that consists of a labelled page number: ``Page 12``, ``p. 12``."""
    match = _NUMBER.fullmatch(text.strip())
    return bool(match and match["left"] and match["left"][:1].isalpha())


def roman_value(numeral: str) -> int:
    """Return the value of a roman numeral; 0 if the text is not one."""
    values = [_ROMAN.get(character, 0) for character in numeral.casefold()]
    if not values or 0 in values:
        return 0
    total = sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
    return total if to_roman(total) == numeral.casefold() else 0


def to_roman(value: int) -> str:
    """Return a number as a lower-case roman numeral."""
    numeral = ""
    for step, sign in _STEPS.items():
        count, value = divmod(value, step)
        numeral += sign * count
    return numeral


def normal_head(text: str) -> str:
    """Normalise a running head: fold case and remove the page number and ornaments."""
    return fold_case(_LABEL.sub("", text.strip().casefold()), " ").strip()


def find_running_heads(lines: Sequence[Line], chunks: Sequence[Chunk]) -> set[int]:
    """Return the numbers of lines repeated at the edges of pages.

    A head occurs at least three times, at the edge of a chunk, and at half of the places it
    interrupts a sentence or is next to a page number.
    """
    edges = {line.number for chunk in chunks for line in (chunk.lines[0], chunk.lines[-1])}
    places: Mapping[str, list[int]] = defaultdict(list)
    for line in lines:
        if line.number in edges and can_be_head(line.text):
            places[normal_head(line.text)].append(line.number)
    found: set[int] = set()
    for head, numbers in places.items():
        if len(head) >= _SHORTEST and len(numbers) >= _OFTEN and _at_page_edges(lines, numbers):
            found.update(numbers)
    return found


def can_be_head(text: str) -> bool:
    """True for a line that has the length of a running head and does not end like a sentence."""
    stripped = text.strip()
    return _SHORTEST <= len(stripped) <= _LONGEST and stripped[-1] not in '.,;:?!"\u201d'


def _at_page_edges(lines: Sequence[Line], numbers: Sequence[int]) -> bool:
    proved = sum(_is_page_edge(lines, number) for number in numbers)
    return proved * 2 >= len(numbers)


_EDGE_NUMBER = re.compile(r"\s*\d{1,4}\b(?![.)])|.*\s\d{1,4}\s*$")
"""A page number at either end of a line: ``12 The Ferry``, not the section ``12. The Ferry``."""


def _is_page_edge(lines: Sequence[Line], number: int) -> bool:
    line = lines[number - 1]
    if _EDGE_NUMBER.match(line.text):
        return True
    before, after = _neighbour(lines, number, -1), _neighbour(lines, number, 1)
    if any(read_page_number(text) for text in (before, after)):
        return True
    return bool(before and after) and not ends_sentence(before) and goes_on(after)


def _neighbour(lines: Sequence[Line], number: int, step: int) -> str:
    index = number - 1 + step
    while 0 <= index < len(lines):
        if not lines[index].blank:
            return lines[index].text
        index += step
    return ""


# --- notices of text archives before and after the text ----------------------------------

_NOTICE = r"^[ \t]*\*{3}[ \t]*%s OF (?:THE|THIS) .{0,20}E-?(?:BOOK|TEXT).*$"
_START = re.compile(_NOTICE % "START", re.I | re.M)
_SIGNS = re.compile(r"^-{20,}\n【テキスト中に現れる記号について】\n(?:.*\n)*?-{20,}$", re.M)
"""The explanation of signs of a Japanese archive, between the title and the text."""
_END = re.compile(rf"{_NOTICE % 'END'}|^底本：", re.I | re.M)


def find_frame(source: Source) -> tuple[Furniture, ...]:
    """Return the notices as furniture (``file-header``, ``file-footer``)."""
    found: list[Furniture] = []
    start = _START.search(source.text)
    end = _END.search(source.text, start.end() if start else 0)
    if start:
        found.append(Furniture("file-header", Span(0, start.end())))
    elif signs := _SIGNS.search(source.text):
        found.append(Furniture("file-header", Span(*signs.span())))
    if end:
        found.append(Furniture("file-footer", Span(end.start(), len(source.text))))
    return tuple(found)
