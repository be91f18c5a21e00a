"""Estimate the widths of lines from their characters, in ems of a serif face."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from edition.readers.lines import Line
from edition.text.scripts import is_cjk

_CLASSES = (
    ("ijl.,;:'\u2019\u2018|! ", 0.25),
    ('ftr()[]I-\u201c\u201d"/\u2010', 0.35),
    ("acesz", 0.42),
    ("0123456789", 0.47),
    ("ABCDEFGHKLNOPQRSTUVXYZ", 0.65),
    ("mw", 0.78),
    ("MW", 0.88),
    ("\u2014", 1.0),
)
_DEFAULT = 0.5


class _Widths(defaultdict[str, float]):
    def __missing__(self, character: str) -> float:
        self[character] = 1.0 if is_cjk(character) else _DEFAULT
        return self[character]


_WIDTHS = _Widths(None, {c: width for characters, width in _CLASSES for c in characters})


def estimate_width(text: str) -> float:
    """Return the width of a text in ems, excluding white space at either end."""
    return sum(map(_WIDTHS.__getitem__, text.strip()))


def widths_of(lines: Iterable[Line]) -> list[float]:
    """Return the estimated width of every line, in ems."""
    return [estimate_width(line.text) for line in lines]
