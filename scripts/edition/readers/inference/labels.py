"""Labels of notes: one grammar for the marker in the text and for the opening of the note.

A label is a number (with a letter behind it or not), a letter, or a mark such as ``*`` or ``††``.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final, NamedTuple

from edition.model.note_keys import MARKS, SYMBOLS
from edition.text.scripts import HAN_DIGITS, SUPERSCRIPTS, read_han_number


class LabelKind(StrEnum):
    """What a label is made of; labels of two kinds never stand in one series."""

    NUMBER = "number"
    LETTER = "letter"
    MARK = "mark"


class Label(NamedTuple):
    """The value of a label, whatever characters it is printed with."""

    kind: LabelKind
    value: int
    """The number; the place of the letter in the alphabet; which of the marks it is."""
    part: int = 0
    """For a number the place of the letter behind it, 0 without one; for a mark how often.

    For a letter 1 if it is a capital.
    """

    @property
    def opens(self) -> bool:
        """True if a series can begin with it."""
        if self.kind is LabelKind.MARK:
            return self.part == 1
        return self.value == 1 and self.part <= 1

    def forerunners(self) -> tuple[Label, ...]:
        """Return the labels that can stand right before it in a series."""
        kind, value, part = self
        if kind is LabelKind.MARK:
            return (Label(kind, value, part - 1), Label(kind, value - 1, part))
        if kind is LabelKind.LETTER:
            return (Label(kind, value - 1, part),)
        if part == 1:
            return (Label(kind, value), Label(kind, value - 1))
        if part:
            return (Label(kind, value, part - 1),)
        return tuple(Label(kind, value - 1, letter) for letter in range(_LETTERS_BEHIND))


_LETTERS_BEHIND = 4
"""Letters behind a number after which the next number can follow (none, a, b, c)."""
LARGEST: Final = 2999
"""The largest number that a note can have: larger ones are quantities, not labels."""

_REPEATED = "|".join(f"{symbol}{{1,4}}" for symbol in SYMBOLS)
_SAME_MARK = str.maketrans("＊※∗⁎", "****")

DIGITS: Final = r"[0-9０-９]{1,4}"
NUMBER: Final = rf"{DIGITS}[a-z]?"
HAN_NUMBER: Final = rf"[{HAN_DIGITS}○十百]{{1,5}}"
RAISED: Final = "[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}"
MARK: Final = rf"(?:[*＊∗⁎]{{1,6}}|{_REPEATED}|※)"
CIRCLED: Final = "[①-⑳㉑-㉟㊱-㊿❶-❿➀-➉⓵-⓾]"
LABEL: Final = rf"(?:{NUMBER}|{HAN_NUMBER}|{CIRCLED}|{MARK}|[a-zA-Z])"
CHARACTER_PREFIX: Final = "(?:[原訳譯译編编自脚腳補补後后校]?[註注][釈釋释解]?|주)"
"""A word for a note in Chinese, Japanese or Korean, which says whose it is or where it stands."""
MISREAD: Final = "(?=[0-9lIO]*[lO])[0-9lIO]{1,3}"
"""A number in which a scan took 1 for l or I, or 0 for O."""
PREFIX: Final = (
    r"(?:[Ff]oot-?\s?[Nn]ote|FOOTNOTE|[Ee]nd-?\s?[Nn]ote|ENDNOTE|[Nn]ote|NOTE|FN|[Ff]n\.?|Anm\."
    rf"|{CHARACTER_PREFIX})\s?#?"
)
"""Words before a label that say that it is one of a note."""

_NUMBERED = re.compile(r"([0-9]+)([a-z]?)")


def read_label(text: str) -> Label | None:
    """Return the label that is printed so, or None if it is none."""
    plain = text.translate(SUPERSCRIPTS).translate(_WIDE)
    match = _NUMBERED.fullmatch(plain)
    if match:
        value = int(match[1])
        part = ord(match[2]) - ord("a") + 1 if match[2] else 0
        return Label(LabelKind.NUMBER, value, part) if 0 < value <= LARGEST else None
    if re.fullmatch(CIRCLED, plain):
        return Label(LabelKind.NUMBER, int(unicodedata.numeric(plain)))
    if re.fullmatch(HAN_NUMBER, plain):
        value = read_han_number(plain)
        return Label(LabelKind.NUMBER, value) if value else None
    if re.fullmatch("[a-zA-Z]", plain):
        return Label(LabelKind.LETTER, ord(plain.lower()) - ord("a") + 1, int(plain.isupper()))
    mark = plain.translate(_SAME_MARK)
    if mark and mark == mark[0] * len(mark) and mark[0] in MARKS:
        return Label(LabelKind.MARK, MARKS.index(mark[0]), len(mark))
    return None


_WIDE = str.maketrans("０１２３４５６７８９○", "0123456789〇")


def read_misread(text: str) -> Label | None:
    """Return the number that a scan misread."""
    return read_label(text.translate(str.maketrans("lIO", "110")))


_RANGE = re.compile(rf"\s*([,;、–-])\s*|(?<=[0-9a-z])(?=[{MARKS}])")
_LONGEST_RANGE = 12
"""Notes that one bracket can call at once, ``[9–11]``: more is a range of years or pages."""


def read_group(text: str) -> tuple[tuple[Label, int, int], ...]:
    """Return the labels of one bracket, ``7, 8`` or ``9–11``, each with its offsets in ``text``.

    Of the labels that only a range implies, the first has the dash, the others no characters.
    Empty if the text holds anything else.
    """
    found: list[tuple[Label, int, int]] = []
    position, separator = 0, ""
    for part in (*_RANGE.finditer(text), None):
        end = part.start() if part else len(text)
        label = read_label(text[position:end])
        if label is None:
            return ()
        if separator and separator in "–-":
            first = found[-1][0]
            if first.kind is not LabelKind.NUMBER or label.kind is not first.kind:
                return ()
            if not 0 < label.value - first.value <= _LONGEST_RANGE:
                return ()
            dash = position - len(separator)
            for n in range(first.value + 1, label.value):
                found.append((Label(first.kind, n), dash, position))
                dash = position
        found.append((label, position, end))
        position, separator = (part.end(), part[1] or "") if part else (end, "")
    return tuple(found)
