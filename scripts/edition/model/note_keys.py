"""Keys of notes whose mark is not a number: ``asterisk`` for ``*``, ``p3.asterisk`` on page 3.

An address cannot contain such a mark, so the key has its name. The key of a note is part of its
permanent address: names never change, and no two marks share one.
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
"""Marks other than the asterisk that readers and importers recognize, in printers’ order."""
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
"""The names of all marks, single and repeated."""
_MARK_OF: Final = {name: mark for mark, name in MARK_NAMES.items()}
_UNNAMED: Final = re.compile(
    r"[\s\[\]\\\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+"
)
"""White space, Markdown syntax and invisible characters, which keys must not contain."""


def name_mark(mark: str) -> str:
    """Return the name of a mark in the key of its note; numbers and letters are unchanged.

    The name is safe in addresses and in Markdown.
    """
    return MARK_NAMES.get(mark) or "-".join(filter(None, _UNNAMED.split(mark))) or "mark"


def printed_mark(key: str) -> str:
    """Return the mark of the note with a key: ``178`` for ``2.178``, ``†`` for ``p40.dagger-2``."""
    name = key.rsplit(".", 1)[-1]
    return _MARK_OF.get(name) or _MARK_OF.get(re.sub(r"-\d+$", "", name), name)


def letter_mark(number: int) -> str:
    """Return the mark of the editors' note with a number, from 1: a, b, … z, aa, ab."""
    rest, letter = divmod(number - 1, len(ascii_lowercase))
    return (letter_mark(rest) if rest else "") + ascii_lowercase[letter]


class NoteKeys:
    """Assigns unique keys to notes: ``p3.asterisk``, then ``p3.asterisk-2``."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._names = UniqueNames(taken)

    def name(self, series: str, mark: str) -> str:
        """Return an unused key for the next note with a mark in a series."""
        return self._names.take(f"{series}.{name_mark(mark)}" if series else name_mark(mark))


def name_series(notes: Sequence[tuple[str, str]]) -> list[str]:
    """Return the keys of notes in order; each note is a pair of its mark and its place.

    A new series begins where the numbers start again; with several series, the key includes the
    number of the series: ``2.1``. The key of a mark that is not a number includes its place.
    """
    numbers: list[int] = []
    series, last = 1, 0
    for mark, _ in notes:
        if mark.isdigit():
            series += int(mark) <= last
            last = int(mark)
        numbers.append(series)
    keys = NoteKeys()
    return [
        keys.name(place if not mark.isdigit() else str(number) if series > 1 else "", mark)
        for (mark, place), number in zip(notes, numbers, strict=True)
    ]
