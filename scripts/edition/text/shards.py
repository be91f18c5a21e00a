"""Shards: a long list cut into consecutive parts of limited size."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

_Item = TypeVar("_Item")


def cut(items: Iterable[_Item], limit: int, measure: Callable[[_Item], int]) -> list[list[_Item]]:
    """Cut a list into parts whose items measure at most ``limit`` together, each as full as can be.

    Only a part of a single item may measure more.
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
