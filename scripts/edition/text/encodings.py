"""Character encodings of texts: their names, and detection of the encoding of a file.

A wrong decoding shows in its words: capitals inside words, letters of two scripts in one word,
signs that texts do not use, only rare ideographs. Encodings are ranked by these signs.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

UTF_8: Final = "utf-8"
CODECS: Final = MappingProxyType(
    {
        UTF_8: "utf-8",
        "utf-16-le": "utf-16-le",
        "utf-16-be": "utf-16-be",
        "windows-1252": "cp1252",
        "windows-1250": "cp1250",
        "windows-1251": "cp1251",
        "koi8-r": "koi8-r",
        "ibm866": "cp866",
        "macintosh": "mac-roman",
        "shift-jis": "cp932",
        "euc-jp": "euc-jp",
        "gb18030": "gb18030",
        "big5": "big5",
        "euc-kr": "cp949",
    }
)
"""The encodings that a record can name, with their Python codecs."""

_EIGHT_BIT: Final = tuple(name for name in CODECS if not name.startswith("utf-"))
_MARKS: Final = (
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BOM: Final = "\ufeff"


def decode(data: bytes, encoding: str) -> str:
    """Decode a text strictly, without its byte order mark.

    Raises UnicodeDecodeError at the first byte that is invalid in the encoding.
    """
    return data.decode(CODECS[encoding]).removeprefix(_BOM)


@dataclass(frozen=True, slots=True)
class Guess:
    """A possible encoding of a text, with its score."""

    encoding: str
    score: float
    """Share of plausible words among the words with non-ASCII characters."""
    text: str
    """A decoded sample: the lines with such characters."""


def guess_encodings(data: bytes) -> tuple[Guess, ...]:
    """Return the possible encodings of a text: one, or several that are equally plausible.

    Return none if the text is in no supported encoding.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return (Guess(encoding, 1, ""),) if _is_valid(data, encoding) else ()
    wide = b"\0" in data
    if not wide and _is_valid(data, UTF_8):
        return (Guess(UTF_8, 1, ""),)
    names = [name for name in CODECS if name.startswith("utf-16" if wide else _EIGHT_BIT)]
    sample = data[:_SAMPLE] if wide else _sample_lines(data)
    guesses = [guess for name in names if (guess := _judge(sample, name)) is not None]
    best = max((guess.score for guess in guesses), default=0.0)
    near = (g for g in guesses if g.score >= max(_LEAST, best - _MARGIN))
    plausible = [guess for guess in near if _is_valid(data, guess.encoding)]
    return tuple({guess.text: guess for guess in reversed(plausible)}.values())[::-1]


_SAMPLE: Final = 200_000
"""Bytes that are examined."""
_LEAST: Final = 0.75
"""Lowest score of the encoding of a text."""
_MARGIN: Final = 0.15
"""Difference of scores that excludes the encoding with the lower one."""

_SURE: Final = 0.95
"""Score from which pairs of bytes are hardly characters by chance."""


def _is_valid(data: bytes, encoding: str) -> bool:
    try:
        data.decode(CODECS[encoding])
    except UnicodeDecodeError:
        return False
    return True


def _sample_lines(data: bytes) -> bytes:
    """Return the first lines with non-ASCII bytes, up to the size of a sample."""
    lines = (line for line in data[: 100 * _SAMPLE].splitlines() if not line.isascii())
    sample, length = [], 0
    for line in lines:
        sample.append(line)
        length += len(line)
        if length > _SAMPLE:
            break
    return b"\n".join(sample)


def _judge(sample: bytes, name: str) -> Guess | None:
    try:
        text = codecs.getincrementaldecoder(CODECS[name])().decode(sample)
    except UnicodeDecodeError:
        return None
    units = list(_judge_units(text, name))
    score = sum(units) / len(units) if units else 0.0
    if name in _FREQUENT and score >= _SURE:
        score += _MARGIN
    if name == "windows-1250" and score and _is_western(text):
        return None
    return Guess(name, score, text)


# --- plausible words ----------------------------------------------------------------------

_UNIT: Final = re.compile(r"[^\W\d_]+|[^\w\s]|\w")
_SIGNS: Final = frozenset(
    "\u2018\u2019\u201a\u201c\u201d\u201e\u2039\u203a\xab\xbb\u2013\u2014\u2015\u2026\xa7\xa9\xae"
    "\xb0\xb1\xb7\xb6\xd7\xbd\xbc\xbe\u2020\u2021\u2022\u2116\u2122\u20ac\xa3\xb4\xa1\xbf\xb9\xb2\xb3"
)
"""Signs that are usual in texts."""
_FREQUENT: Final = MappingProxyType(
    {
        "shift-jis": ("euc-jp", 0xCF),
        "euc-jp": ("euc-jp", 0xCF),
        "gb18030": ("gb2312", 0xD7),
        "big5": ("big5", 0xC6),
        "euc-kr": ("euc-kr", 0xC8),
    }
)
"""For each East Asian encoding, a standard and the last of its rows with frequent characters."""
_INNER: Final = frozenset("\u2018\u2019\u2013\u2014\u2026\xb7")
"""Signs that are usual between letters."""
_AROUND: Final = 3
"""Number of characters of a sign with its neighbours."""
_LONG: Final = 5
"""Letters of a Latin word that is implausible without ASCII letters."""
_WESTERN: Final = frozenset(
    "the of and to der die das und les des est que los las het een van och att che della".split()
)
_WESTERN_SHARE: Final = 0.04


def _judge_units(text: str, name: str) -> Iterator[bool]:
    """Yield for each non-ASCII word or sign whether it is plausible."""
    for match in _UNIT.finditer(text):
        if match[0].isascii():
            continue
        if name.startswith("utf-16"):
            yield unicodedata.category(match[0][0]) not in ("Cn", "Co", "Cs")
        elif name in _FREQUENT:
            codec, last = _FREQUENT[name]
            yield from (_is_frequent(char, codec, last) for char in match[0])
        else:
            yield _is_sign(text, match.start()) or _is_word(match[0])
    if name.startswith("utf-16"):
        # Text in any script has spaces and line ends; text with swapped bytes has none.
        yield from [bool(re.search(r"[ \n\u3000]", text))] * len(text)


def _is_frequent(char: str, codec: str, last: int) -> bool:
    try:
        encoded = char.encode(codec)
    except UnicodeEncodeError:
        return False
    # Bytes of other texts decode to half-width forms, and to ASCII between ideographs.
    return len(encoded) == 2 and encoded[0] != 0x8E and encoded[0] <= last


def _is_sign(text: str, place: int) -> bool:
    around = text[max(place - 1, 0) : place + 2]
    inside = len(around) == _AROUND and around[0].isalpha() and around[2].isalpha()
    # The sign precedes a number, not a word.
    if text[place] == "\u2116" and around[-1].isalpha():
        return False
    return text[place] in (_INNER if inside else _SIGNS)


def _is_word(word: str) -> bool:
    scripts = {_script(char) for char in word}
    if not word.isalpha() or len(scripts) > 1:
        return False
    if "latin" in scripts and len(word) >= _LONG and not any(map(str.isascii, word)):
        return False
    return word.islower() or word.isupper() or (word[0].isupper() and word[1:].islower())


def _script(char: str) -> str:
    return "latin" if char.isascii() else unicodedata.name(char, "").split(" ")[0].lower()


def _is_western(text: str) -> bool:
    words = re.findall(r"[a-z]+", text.lower())
    return sum(word in _WESTERN for word in words) > _WESTERN_SHARE * len(words)
