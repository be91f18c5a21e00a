"""What the process that renders receives: where to keep what under which keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

PAGES: Final = "pages"
"""Name of what is kept of all pages, and of its folder."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order to build a site."""

    results: str
    """The folder of what is kept; empty if nothing is."""
    frame: str
    """Key of all that pages share: settings, templates, names of files, the program."""
    keys: Mapping[str, str]
    """Key of the Markdown of every page."""
    nav: Any = None
    """The navigation as the settings have it, where the frame leaves it out."""

    def write(self) -> str:
        """Return the order as a line."""
        return json.dumps(asdict(self)) + "\n"


NOTHING_KEPT: Final = Order("", "", {})


def read_order(line: str) -> Order:
    """Return the order that a line gives."""
    return Order(**json.loads(line)) if line.startswith("{") else NOTHING_KEPT
