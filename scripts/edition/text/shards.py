"""Shards: consecutive parts of a long list, of limited size."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

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
