"""Folding: reduction of text to a form that different spellings of the same words share.

Each level removes more differences than the previous one:

- spaces: runs of white space become one space (``fold_spaces``);
- case: small letters and digits, without the signs between them (``fold_case``, ``fold_words``);
- marks: letters without accents (``fold_marks``);
- spelling: special letters are spelled out, ``o`` for ``ø`` (``fold_spelling``);
- letters: without spaces and hyphens, so that words may be divided anywhere (``fold_letters``, and
  ``fold_text``, which records the origin of each character);
- Latin: other alphabets are romanised (``fold_latin``).

The search folds its words in ``search/words.py``, in agreement with the script that reads queries.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

from edition.text.scripts import CJK, ROMANISED_CYRILLIC, is_cjk

SPELLED_OUT: Final[Mapping[int, str]] = MappingProxyType(
    str.maketrans({
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l",
        "ħ": "h", "ı": "i",
    })
)  # fmt: skip
"""Replacements of small letters that Unicode does not decompose."""
SPACING_ACCENTS: Final[Mapping[str, str]] = MappingProxyType(
    dict(
        zip(
            "`´ˆ˜¨ˇ¸˘¯˚",
            "\u0300\u0301\u0302\u0303\u0308\u030c\u0327\u0306\u0304\u030a",
            strict=True,
        )
    )
)
"""Accents that are characters of their own, each with its combining equivalent."""
WORD: Final = re.compile(r"[^\W_]+")
"""A run of letters and digits."""
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")
_MODIFIER_LETTERS: Final = dict.fromkeys(range(0x2B0, 0x300), "")
"""Apostrophes and similar signs that Unicode classifies as letters."""


# --- spaces, case, marks, spelling ------------------------------------------------------------


_SOUND_MARKS: Final = "\u3099\u309a"


def fold_spaces(text: str) -> str:
    """Return a text with single spaces, and none at its ends."""
    return " ".join(text.split())


def fold_case(text: str, between: str = "") -> str:
    """Return the letters and digits of a text, case folded; ``between`` replaces other runs."""
    return _BETWEEN_WORDS.sub(between, text).casefold()


def fold_marks(text: str) -> str:
    """Return a text without case and without accents and other combining marks.

    The voiced sound marks of kana stay, because they distinguish letters.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = (c for c in plain if c in _SOUND_MARKS or not unicodedata.combining(c))
    return unicodedata.normalize("NFC", "".join(letters))


def fold_spelling(text: str) -> str:
    """Return the words of a text, in letters without marks, with single spaces between them."""
    plain = fold_marks(text).translate(SPELLED_OUT).translate(_MODIFIER_LETTERS)
    return fold_spaces(re.sub(r"[^\w\s]", "", plain))


# --- words ------------------------------------------------------------------------------------

_NON_ASCII = re.compile("([^\x00-\x7f]+)")
_SEPARATORS = re.compile("[\u2014\u2013\u2015\u2212\u2026]+")
_NOT_WORD = re.compile(r"[^\x00-\x7f\w\s]+")
_ASCII = bytes(range(128))
_FORMAT = re.compile("[\u00ad\u115f\u1160\u200b-\u200f\u2060\u3164\ufeff\uffa0]")
_LOOKALIKES: Final = str.maketrans(
    "аеорсухіјѕһԁԛԝɡοαινρυκτεχᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
    "aeopcyxijshdqwgoaivpyktexabcdefghijklmnoprstuvwyz",
)
"""Small Cyrillic and Greek letters that OCR confuses with Latin ones, and small capitals."""
_ASCII_SEPARATORS = b'/|<>="~' + bytes({*range(1, 8), *range(14, 28)})
"""Signs that separate words, and the control characters that data files use for this purpose."""
_CAPITALS = bytes(range(ord("A"), ord("Z") + 1))
_FOLDED_ASCII = bytes.maketrans(
    _ASCII_SEPARATORS + _CAPITALS, b" " * len(_ASCII_SEPARATORS) + _CAPITALS.lower()
)
_DROPPED = bytes(
    code
    for code in range(128)
    if not (chr(code).isalnum() or chr(code).isspace() or code in _ASCII_SEPARATORS)
)


_LINE_END_HYPHEN = re.compile(r"[-\u00ad\u2010](?=[ \t\r]*\n)(?<=[^\W\d_].)[ \t\r]*\n[ \t>]*")
_NOTE_MARK = re.compile(r"[\[(](?:\d{1,3}|[a-z]|[*\u2020\u2021\u00a7]{1,4})[\])]")
_RAISED = re.compile("[\u00b9\u00b2\u00b3\u2070-\u207f]+")
_NUMBERED = re.compile("([a-z]{3,})[0-9]{1,3}")


def fold_words(text: str) -> list[str]:
    """Return the words of plain text, in small letters without accents, and digits.

    Words divided at the end of a line are joined; marks of notes are left out. Letters of other
    alphabets that look like Latin ones are replaced by these.
    """
    text = _NOTE_MARK.sub(" ", _LINE_END_HYPHEN.sub("", text))
    words = _split_words(text)
    ending = [word for word in set(words) if word[-1] < ":" < word[0]]
    numbered = {word: match[1] for word in ending if (match := _NUMBERED.fullmatch(word))}
    return list(map(numbered.get, words, words)) if numbered else words


def fold_each(texts: Iterable[str]) -> list[list[str]]:
    """Return the words of many plain texts; faster than folding many short texts one by one."""
    listed = list(texts)
    parts: list[list[str]] = [[]]
    for word in fold_words(f" {_PART} ".join(listed)):
        if word == _PART:
            parts.append([])
        else:
            parts[-1].append(word)
    # A text may contain the separator, or its end may be joined to it.
    return parts if len(parts) == len(listed) else list(map(fold_words, listed))


_PART: Final = "xqpartqx"
"""A word that separates texts."""


def _split_words(text: str) -> list[str]:
    raw = text.encode("utf-8", "surrogatepass")
    non_ascii = raw.translate(None, _ASCII).decode("utf-8", "surrogatepass")
    if non_ascii:
        if _RAISED.search(non_ascii):
            text = _RAISED.sub("", text)
        parts = _NON_ASCII.split(text)
        parts[1::2] = map(_fold_non_ascii, parts[1::2])
        raw = "".join(parts).encode("utf-8", "surrogatepass")
    # A byte table is many times as fast as a pattern, and most characters of any file are ASCII.
    raw = raw.replace(b"--", b"  ").replace(b"~~", b"").translate(_FOLDED_ASCII, _DROPPED)
    return raw.decode("utf-8", "surrogatepass").split()


@cache
def _fold_non_ascii(signs: str) -> str:
    """Fold non-ASCII characters to spaces, small letters or nothing."""
    signs = unicodedata.normalize("NFKC", signs)
    folded = _NOT_WORD.sub("", _SEPARATORS.sub(" ", _FORMAT.sub("", signs)))
    return fold_marks(folded).translate(_LOOKALIKES)


# --- letters ----------------------------------------------------------------------------------

_INSIDE = frozenset("’'ʼʹʺ‘`´\u00ad")
"""Signs inside words: soft and hard signs of romanisations, apostrophes."""
_PIECE = re.compile(r"([A-Za-z0-9]+)([\s!-&(-/:-@\[-_{-~]*)|(.)", re.DOTALL)
"""ASCII letters and digits with the separators after them, or any one character."""


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str:
    """Return the letters or digits that a character represents; empty if it represents neither."""
    plain = unicodedata.normalize("NFKD", character.casefold())
    return "".join(filter(str.isalnum, plain)).translate(SPELLED_OUT)


def fold_letters(text: str) -> str:
    """Return only the letters and digits of a text."""
    return "".join(map(fold_character, text))


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """A folded text, with the index of each character in the original text."""

    text: str
    at: tuple[int, ...]
    """For each folded character, its index in the original text."""
    starts: tuple[int, ...]
    """Beginnings of words in the folded text."""
    heads: tuple[int, ...]
    """Those of the starts at which a title can begin: not at a small letter."""
    ends: frozenset[int]
    """Ends of words in the folded text."""

    def index(self, offset: int) -> int:
        """Return the index of the first folded character at or after an original index."""
        return bisect_left(self.at, offset)

    def end_of(self, index: int) -> int:
        """Return the original index after the folded text up to ``index``."""
        return self.at[index - 1] + 1


def fold_text(text: str) -> Folded:
    """Fold a text and record the origin of each character."""
    out: list[str] = []
    at: list[int] = []
    starts: list[int] = []
    ends: set[int] = set()
    inside = False
    before = ""
    for piece in _PIECE.finditer(text):
        word, gap, character = piece.groups()
        index = piece.start()
        # Chinese and Japanese words may follow others without a space.
        if inside and before and is_cjk(before) != is_cjk((word or character)[0]):
            ends.add(len(at))
            inside = False
        if word:
            # ASCII letters and digits need not be folded one by one.
            if not inside:
                starts.append(len(at))
            out.append(word.lower())
            at += range(index, index + len(word))
            before = word[-1]
            inside = not gap
            if gap:
                ends.add(len(at))
            continue
        letters = fold_character(character)
        if letters:
            if not inside:
                starts.append(len(at))
                inside = True
            out.append(letters)
            before = character
            at += [index] * len(letters)
        elif inside and character not in _INSIDE and not unicodedata.combining(character):
            ends.add(len(at))
            inside = False
    if inside:
        ends.add(len(at))
    heads = tuple(start for start in starts if not text[at[start]].islower())
    return Folded("".join(out), tuple(at), tuple(starts), heads, frozenset(ends))


# --- Latin ------------------------------------------------------------------------------------

_LATIN_WORD: Final = re.compile("[a-z0-9]+")
_EAST_ASIAN: Final = re.compile(f"[{CJK}]+")


def fold_latin(text: str) -> str:
    """Return the words of a text in small ASCII letters and digits, with single spaces.

    Cyrillic letters are romanised. A text only in Chinese, Japanese or Korean script keeps its
    characters.
    """
    small = text.lower().translate(ROMANISED_CYRILLIC).translate(SPELLED_OUT)
    letters = unicodedata.normalize("NFKD", small).encode("ascii", "ignore").decode()
    # Spellings differ in their apostrophes, which do not separate words.
    words = _LATIN_WORD.findall(re.sub("['`_]", "", letters))
    return " ".join(words or _EAST_ASIAN.findall(text))
