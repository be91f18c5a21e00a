"""Natural order: the sort key of texts that contain numbers."""

from __future__ import annotations

import re
from typing import Final

_PART: Final = re.compile(r"\d+|[^\W\d]+")


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts 9 before 10, numbers before words, and the end of a text before both.

    Case and signs between the words are ignored.
    """
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in _PART.findall(text.casefold())
    )
