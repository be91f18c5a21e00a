"""The order for the rendering process: where to cache results, and under which keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

PAGES: Final = "pages"
"""Name of the cached results of pages, and of their folder."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order to build a site."""

    results: str
    """Folder of the cache; empty for none."""
    frame: str
    """Key of everything shared by all pages: settings, templates, file names, the program."""
    keys: Mapping[str, str]
    """Keys of the Markdown of the pages."""
    nav: Any = None
    """The configured navigation, if the frame does not include it."""
    workers: tuple[int, str] = (1, "")
    """Fields of the ``Workers`` that render the pages."""

    def write(self) -> str:
        """Return the order as a line of JSON."""
        return json.dumps(asdict(self)) + "\n"


NO_CACHE: Final = Order("", "", {})


def read_order(line: str) -> Order:
    """Return the order in a line, or one without a cache."""
    return Order(**json.loads(line)) if line.startswith("{") else NO_CACHE
