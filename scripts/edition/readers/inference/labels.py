"""Parse labels of notes, with the same grammar for markers and for openings.

A label is a number (optionally followed by a letter), a letter, or a mark such as ``*`` or ``††``.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final, NamedTuple

from edition.model.note_keys import MARKS, SYMBOLS
from edition.text.scripts import HAN_DIGITS, SUPERSCRIPTS, read_han_number


class LabelKind(StrEnum):
    """Kind of label; a series never mixes labels of different kinds."""

    NUMBER = "number"
    LETTER = "letter"
    MARK = "mark"


class Label(NamedTuple):
    """Value of a label, regardless of the characters with which it is printed."""

    kind: LabelKind
    value: int
    """The number, the position of the letter in the alphabet, or the index of the mark."""
    part: int = 0
    """For a number, the position of its letter in the alphabet, 0 without a letter.

    For a mark, the number of its repetitions; for a letter, 1 if it is a capital.
    """

    @property
    def opens(self) -> bool:
        """Whether a series can begin with this label."""
        if self.kind is LabelKind.MARK:
            return self.part == 1
        return self.value == 1 and self.part <= 1

    def forerunners(self) -> tuple[Label, ...]:
        """Return the labels that can directly precede this label in a series."""
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
"""Number of suffixes of a number that the next number can follow (none, a, b, c)."""
LARGEST: Final = 2999
"""Largest number of a note: larger numbers are quantities, not labels."""

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
"""A word for a note in Chinese, Japanese or Korean, which may state its author or position."""
MISREAD: Final = "(?=[0-9lIO]*[lO])[0-9lIO]{1,3}"
"""A number in which a scan misread 1 as l or I, or 0 as O."""
PREFIX: Final = (
    r"(?:[Ff]oot-?\s?[Nn]ote|FOOTNOTE|[Ee]nd-?\s?[Nn]ote|ENDNOTE|[Nn]ote|NOTE|FN|[Ff]n\.?|Anm\."
    rf"|{CHARACTER_PREFIX})\s?#?"
)
"""Words before a label that identify it as the label of a note."""

_NUMBERED = re.compile(r"([0-9]+)([a-z]?)")


def read_label(text: str) -> Label | None:
    """Return the label printed as ``text``, or None if ``text`` is not a label."""
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
    """Return the label of a number that a scan misread, or None."""
    return read_label(text.translate(str.maketrans("lIO", "110")))


_RANGE = re.compile(rf"\s*([,;、–-])\s*|(?<=[0-9a-z])(?=[{MARKS}])")
_LONGEST_RANGE = 12
"""Maximum step of a range of notes in a bracket, ``[9–11]``: larger ranges are years or pages."""


def read_group(text: str) -> tuple[tuple[Label, int, int], ...]:
    """Return the labels of a bracket, ``7, 8`` or ``9–11``, each with its offsets in ``text``.

    Of the labels implied by a range, the first has the dash, the others no characters.
    Return an empty tuple if the text contains anything else.
    """
    labels: list[tuple[Label, int, int]] = []
    position, separator = 0, ""
    for part in (*_RANGE.finditer(text), None):
        end = part.start() if part else len(text)
        label = read_label(text[position:end])
        if label is None:
            return ()
        if separator and separator in "–-":
            first = labels[-1][0]
            if first.kind is not LabelKind.NUMBER or label.kind is not first.kind:
                return ()
            if not 0 < label.value - first.value <= _LONGEST_RANGE:
                return ()
            dash = position - len(separator)
            for n in range(first.value + 1, label.value):
                labels.append((Label(first.kind, n), dash, position))
                dash = position
        labels.append((label, position, end))
        position, separator = (part.end(), part[1] or "") if part else (end, "")
    return tuple(labels)
