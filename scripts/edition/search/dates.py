"""Dates in running text, as the search finds them by their value.

``publishing/theme/assets/search-words.js`` has the same forms, and more for queries; a test runs
both over the same text.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from typing import Final

from edition.text.dates import MONTH, MONTHS, YEAR, Date, read_month, write_edtf

_DASH: Final = "\\s?[-\u2013]\\s?"
_FORMS: Final = (
    f"(?:{{d}}(?:{_DASH}{{d}})?\\s)?{{m}}(?:{_DASH}{{m}})?,?\\s{{y}}",
    f"{{m}}\\s{{d}}(?:{_DASH}{{d}})?,?\\s{{y}}",
    "{d}\\.{n}\\.{y}",
    "{y}-{n}-{d}",
    "{y}年{n}月(?:{d}日)?",
)
"""Days, months by name or number, and years; two days or months are the ends of a stretch."""
_FIELDS: Final = {
    "d": "([0-9]{1,2})(?:st|nd|rd|th)?",
    "n": "([0-9]{1,2})",
    "m": f"({MONTH})",
    "y": f"({YEAR})",
}
_FIELD: Final = re.compile(r"\{(.)\}")
_MOST_MONTHS, _MOST_DAYS = len(MONTHS), monthrange(1, 1)[1]


def _compile(form: str) -> re.Pattern[str]:
    filled = _FIELD.sub(lambda field: _FIELDS[field[1]], form)
    return re.compile(f"(?<![0-9A-Za-z.])(?:{filled})(?![0-9A-Za-z])", re.IGNORECASE)


_READERS: Final = [(_FIELD.findall(form), _compile(form)) for form in _FORMS]


def find_dates(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield where a date begins and its value in EDTF, or all days or months of a stretch."""
    for fields, pattern in _READERS:
        for match in pattern.finditer(text):
            yield match.start(), _read_fields(fields, match.groups())


def _read_fields(fields: Sequence[str], values: Sequence[str | None]) -> list[str]:
    found: dict[str, list[int]] = {"d": [], "m": [], "y": []}
    for field, value in zip(fields, values, strict=True):
        if value is not None:
            found["m" if field == "n" else field].append(
                int(value) if value.isdigit() else read_month(value)
            )
    days, months, (year,) = found["d"], found["m"], found["y"]
    if not 1 <= months[0] <= _MOST_MONTHS:
        return []
    by_month = len(months) > 1 or not days
    run = months if by_month else days
    if not 1 <= run[0] <= run[-1] <= (_MOST_MONTHS if by_month else _MOST_DAYS):
        return []
    stretch = range(run[0], run[-1] + 1)
    return [write_edtf(Date(year, n) if by_month else Date(year, months[0], n)) for n in stretch]
