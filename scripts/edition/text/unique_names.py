"""Unique names, such as those of divisions in addresses."""

from __future__ import annotations

from collections.abc import Iterable


class UniqueNames:
    """Assigns unique names: the second request for a name gets the suffix ``-2``."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._counts = dict.fromkeys(taken, 1)

    def take(self, name: str) -> str:
        """Return a name, or its first numbered form that is not taken."""
        number = self._counts.get(name, 0) + 1
        free = name if number == 1 else f"{name}-{number}"
        while free in self._counts:
            number += 1
            free = f"{name}-{number}"
        self._counts[free] = 1
        self._counts[name] = number
        return free
