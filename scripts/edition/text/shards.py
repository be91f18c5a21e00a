"""Natural order of texts with numbers, and division of long lists into parts of limited size."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

_PART: Final = re.compile(r"\d+|[^\W\d]+")


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts 9 before 10, numbers before words, and the end of a text before both.

    Case and signs between the words are ignored.
    """
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in _PART.findall(text.casefold())
    )


_Item = TypeVar("_Item")


def cut(items: Iterable[_Item], limit: int, measure: Callable[[_Item], int]) -> list[list[_Item]]:
    """Cut a list into as few consecutive parts as possible, of at most ``limit`` each.

    ``measure`` returns the size of an item. Only a part with a single item may be larger.
    """
    shards: list[list[_Item]] = []
    size = 0
    for item in items:
        length = measure(item)
        if not shards or size + length > limit:
            shards.append([])
            size = 0
        shards[-1].append(item)
        size += length
    return shards
