"""Group the lines of a witness into chunks, and classify chunks by their form.

A chunk ends at a blank line or at a line that the reader excludes (furniture).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from edition.readers.lines import Line
from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class Chunk:
    """Adjacent lines, none of them blank."""

    lines: tuple[Line, ...]

    @property
    def start(self) -> int:
        """Offset of the first character that is not white space."""
        return self.lines[0].content.start

    @property
    def end(self) -> int:
        """Offset after the last character that is not white space."""
        return self.lines[-1].content.end

    @property
    def pieces(self) -> tuple[Span, ...]:
        """The contents of the lines, without white space at either end."""
        return tuple(line.content for line in self.lines)

    @property
    def span(self) -> Span:
        """The span from the first to the last character that is not white space."""
        return Span(self.start, self.end)

    @property
    def text(self) -> str:
        """The lines joined by spaces."""
        return " ".join(line.text.strip() for line in self.lines)

    @property
    def indent(self) -> int:
        """The smallest indentation of its lines, in blanks."""
        return min(indent_of(line.text) for line in self.lines)


_TAB = 8
"""Columns from one tab stop of a typewriter to the next."""


def indent_of(text: str) -> int:
    """Return the number of blanks before the text, counting tab stops of eight columns."""
    expanded = text.expandtabs(_TAB)
    return len(expanded) - len(expanded.lstrip(" "))


def split_chunks(
    lines: Iterable[Line], is_apart: Callable[[Line], bool] = lambda line: False
) -> list[Chunk]:
    """Group lines into chunks; lines for which ``is_apart`` is true separate them."""
    chunks: list[Chunk] = []
    current: list[Line] = []
    for line in lines:
        if line.blank or is_apart(line):
            _close(chunks, current)
        else:
            current.append(line)
    _close(chunks, current)
    return chunks


def _close(chunks: list[Chunk], current: list[Line]) -> None:
    if current:
        chunks.append(Chunk(tuple(current)))
        current.clear()


_NEARLY_ALL = 0.9
"""Share of the lines that do not exceed the width: a few overrun it."""


def line_width(lines: Sequence[Line]) -> int:
    """Return the width of the text in characters: nine lines in ten do not exceed it.

    Exclude the last line of each chunk, as it may be short. Return 0 for a text of single lines.
    """
    inner = sorted(len(line.text) for chunk in split_chunks(lines) for line in chunk.lines[:-1])
    if not inner:
        return 0
    # Some extractions join lines at a hyphen: exclude those, as they are several lines wide.
    single = inner[: bisect_right(inner, _JOINED * inner[len(inner) // 2])]
    width = single[int(_NEARLY_ALL * len(single))]
    set_to_width = len(single) - bisect_right(single, _FULL * width)
    return width if set_to_width * 2 >= len(inner) else inner[int(_NEARLY_ALL * len(inner))]


_JOINED, _FULL = 1.5, 0.85
"""Ratio to the median above which a line is several joined; share of the width of a full line."""


_WORDS = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_TRAILERS = (
    "\"'\u201d\u2019\u00bb)]}*\u2020\u2021_~ 」』）］】"
    "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
)


def words_of(text: str) -> list[str]:
    """Return the words of a text, excluding numbers."""
    return _WORDS.findall(text)


def is_capitals(text: str) -> bool:
    """True if the text has two letters or more, some of them capitals and none lower-case."""
    letters = [character for character in text if character.isalpha()]
    # Most scripts have no capitals, and the test means nothing for them.
    return (
        len(letters) > 1 and any(map(str.isupper, letters)) and not any(map(str.islower, letters))
    )


_FEW_SMALL = 1 / 8
"""Share of lower-case letters allowed in capitals: “Mc”, or a misread letter."""


def is_mostly_capitals(text: str) -> bool:
    """True if at most one letter in eight is lower-case."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 1 and sum(c.islower() for c in letters) <= _FEW_SMALL * len(letters)


def bare_end(text: str) -> str:
    """Return the last character before closing quotation marks, brackets and note signs."""
    return re.sub(r"\^\{[^{}]*\}$|\[\d+\]$", "", text.rstrip()).rstrip(_TRAILERS)[-1:]


def ends_sentence(text: str) -> bool:
    """True if the text ends with a full stop, question mark, exclamation mark or ellipsis."""
    text = _END_MARKER.sub(r"\1", text.rstrip())
    return bare_end(text) in tuple(".?!\u2026。？！")


_END_MARKER = re.compile(
    r"([.?!\u2026](?:\s?[\"'\u201d\u2019)\]])*)(?:\d{1,4}|[(（]?\d{1,4}[)）])$"
)
"""A note marker, bare digits or in parentheses, directly after the end of a sentence."""


def goes_on(text: str) -> bool:
    """True if the text begins inside a sentence, with a lower-case letter."""
    first = text.lstrip(" \"'\u201c\u2018(\u00ab[_~")[:1]
    return first.islower()


_ENCLOSED = re.compile(r"\[[^\[\]]+\]|\([^()]+\)")


def is_enclosed(text: str) -> bool:
    """True for a text completely enclosed in brackets: an archival reference, a remark."""
    return bool(_ENCLOSED.fullmatch(text.strip()))


_SENTENCE = 12
"""Fewest words of prose: no heading, address or line of verse has as many."""


_LETTERS = 24
"""Fewest characters of prose in a script without capitals and without spaces between words."""


def is_prose(text: str) -> bool:
    """True for running prose: long enough and mostly of lower-case words, complete or cut off."""
    if 2 * len(_EAST_ASIAN.findall(text)) > len(text):
        return len(text) >= _LETTERS and bool(_CLAUSE.search(text))
    words = words_of(text)
    small = sum(word[0].islower() for word in words)
    return len(words) >= _SENTENCE and small * 2 > len(words)


_EAST_ASIAN = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
_CLAUSE = re.compile("[\u3001\u3002\uff0c\uff0e\uff01\uff1f]")


_MARGIN = re.compile(r"(?<!\s)\s{2,}\[?\d{1,4}\]?$")
"""A verse number at the right margin."""


_SHORT = 0.8
"""Greatest width of a line of verse, as a share of the width of the text."""
_CAPITALS = 0.75
"""Least share of the lines of verse that begin with a capital."""


def begins_with_capital(line: str) -> bool:
    """True if the first letter of a line of verse is a capital; a number may precede it."""
    return line.lstrip("\"'\u201c\u2018_[(0123456789]). ")[:1].isupper()


def is_verse(chunk: Chunk, width: int) -> bool:
    """True for lines that end before the margin and begin with capitals."""
    lines = [_MARGIN.sub("", line.text.strip()) for line in chunk.lines]
    if len(lines) < 2 or not width:
        return False
    short = max(map(len, lines)) <= _SHORT * width and all(
        len(words_of(line)) <= _SENTENCE for line in lines
    )
    capital = sum(map(begins_with_capital, lines))
    return short and capital >= _CAPITALS * len(lines)
