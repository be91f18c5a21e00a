"""Keys of notes that a mark calls, not a number: ``*`` is ``asterisk``, ``p3.asterisk`` on page 3.

A mark cannot stand in an address, so a name stands for it. The key of a note is part of its
permanent address: a name that was given once stays, and no two marks share one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from string import ascii_lowercase
from typing import Final

from edition.text.unique_names import UniqueNames

_SINGLE: Final = {
    "*": "asterisk",
    "†": "dagger",
    "‡": "double-dagger",
    "§": "section-sign",
    "‖": "parallels",
    "¶": "pilcrow",
    "#": "number-sign",
}
SYMBOLS: Final = "†‡§‖¶"
"""Marks other than the asterisk that readers and importers look for, in printers’ order."""
MARKS: Final = f"*{SYMBOLS}"
_TIMES: Final = ("double", "triple", "quadruple", "quintuple", "sextuple")
_NUMBERS: Final = ("two", "three", "four", "five", "six")

MARK_NAMES: Final = {
    **_SINGLE,
    **{"*" * times: f"{word}-asterisk" for times, word in enumerate(_TIMES, 2)},
    # “Double dagger” is the name of ‡, so marks other than the asterisk are counted.
    **{
        mark * times: f"{word}-{name.removesuffix('s')}s"
        for mark, name in _SINGLE.items()
        if mark != "*"
        for times, word in enumerate(_NUMBERS, 2)
    },
}
"""The name of every mark, alone and repeated."""
_MARK_OF: Final = {name: mark for mark, name in MARK_NAMES.items()}
_UNNAMED: Final = re.compile(
    r"[\s\[\]\\\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+"
)
"""White space, marks of Markdown and characters that nobody sees: no key has them."""


def name_mark(mark: str) -> str:
    """Return the name of a mark in the key of its note; numbers and letters name themselves.

    It is safe in an address and in Markdown for any mark.
    """
    return MARK_NAMES.get(mark) or "-".join(filter(None, _UNNAMED.split(mark))) or "mark"


def printed_mark(key: str) -> str:
    """Return the mark shown for a note: ``2.178`` gives ``178``, ``p40.dagger-2`` gives ``†``."""
    name = key.rsplit(".", 1)[-1]
    return _MARK_OF.get(name) or _MARK_OF.get(re.sub(r"-\d+$", "", name), name)


def letter_mark(number: int) -> str:
    """Return the mark of the editors' note with a number from 1: a, b, … z, aa, ab."""
    rest, letter = divmod(number - 1, len(ascii_lowercase))
    return (letter_mark(rest) if rest else "") + ascii_lowercase[letter]


class NoteKeys:
    """Names notes by their marks: ``p3.asterisk``; the second of a mark on a page gets ``-2``."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._names = UniqueNames(taken)

    def name(self, series: str, mark: str) -> str:
        """Return a key that no note has yet, for the next note of a mark in a series."""
        return self._names.take(f"{series}.{name_mark(mark)}" if series else name_mark(mark))


def name_series(notes: Sequence[tuple[str, str]]) -> list[str]:
    """Return the keys of notes, each given by its mark and its place, in their order.

    Where numbers begin again another series begins, and keys then name theirs: ``2.1``. A mark that
    is no number has its place in its key.
    """
    found: list[int] = []
    series, last = 1, 0
    for mark, _ in notes:
        if mark.isdigit():
            series += int(mark) <= last
            last = int(mark)
        found.append(series)
    keys = NoteKeys()
    return [
        keys.name(place if not mark.isdigit() else str(number) if series > 1 else "", mark)
        for (mark, place), number in zip(notes, found, strict=True)
    ]
