"""Natural order: the key by which texts with numbers in them are sorted."""

from __future__ import annotations

import re
from typing import Final

_PART: Final = re.compile(r"\d+|[^\W\d]+")


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key by which 9 comes before 10, numbers before words, and nothing before both.

    Case and signs between the words make no difference.
    """
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in _PART.findall(text.casefold())
    )
