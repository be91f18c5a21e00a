"""Sections of pages that are filled when a site is built: what they hold is in no file of git.

A page asks for a section by two comments, ``<!-- edition:NAME -->`` and ``<!-- /edition:NAME -->``.
What the texts of a project, taken together, give for them is kept in one file beside the pages, so
that two changes of a project have no line of a page in common that neither of them is about.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

FILE: Final = "editions/.sections.json"
"""File below the pages with what their sections hold."""
SECTION: Final = re.compile(
    r"(?P<begin><!-- edition:(?P<name>[a-z-]+) -->).*?(?P<end><!-- /edition:(?P=name) -->)",
    re.DOTALL,
)
"""A generated section of a page."""
_ASKED: Final = "<!-- edition:"
PANELS: Final = "<!-- edition:panels --><!-- /edition:panels -->"
"""The section of a page of a text with what refers to its places, and what is named there."""


def list_asked(page: str) -> list[str]:
    """Return the names of the generated sections of a page."""
    return [match["name"] for match in SECTION.finditer(page)] if _ASKED in page else []


def fill_sections(page: str, write: Callable[[str], str | None]) -> str:
    """Return a page with every section filled for which ``write``, given its name, has a text."""

    def fill(match: re.Match[str]) -> str:
        content = write(match["name"])
        if content is None:
            return match[0]
        inner = f"\n\n{content.strip()}\n\n" if content.strip() else "\n"
        return f"{match['begin']}{inner}{match['end']}"

    return SECTION.sub(fill, page) if _ASKED in page else page


@dataclass(frozen=True, slots=True)
class Sections:
    """What the sections of the pages of a site hold."""

    shared: Mapping[str, str] = field(default_factory=dict)
    """Content of a section of pages that people write, by its name."""
    panels: Mapping[str, str] = field(default_factory=dict)
    """The panels of each page of a text, by the path of the page below the site's pages."""

    @staticmethod
    def load(docs: Path) -> Sections:
        """Return what was kept below the pages of a site; nothing where nothing was."""
        path = docs / FILE
        return Sections(**json.loads(path.read_text("utf-8"))) if path.is_file() else Sections()

    def write(self) -> str:
        """Return the file that ``load`` reads."""
        value = {"shared": self.shared, "panels": self.panels}
        return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=0) + "\n"

    def fill(self, name: str, page: str) -> str:
        """Return a page, known by its path below the pages, as a site shows it."""
        if name in self.panels or PANELS in page:
            return page.replace(PANELS, self.panels.get(name, ""))
        return fill_sections(page, self.shared.get)
