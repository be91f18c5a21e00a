"""Generated sections of pages, which are filled when a site is built and are not stored in git.

A page requests a section by two comments, ``<!-- edition:NAME -->`` and ``<!-- /edition:NAME -->``.
The contents, made from all texts of a project, are stored in one file below the pages, so that
unrelated changes of a project do not conflict in generated lines of a page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

FILE: Final = "editions/.sections.json"
"""File below the pages with the contents of their sections."""
SECTION: Final = re.compile(
    r"(?P<begin><!-- edition:(?P<name>[a-z-]+) -->).*?(?P<end><!-- /edition:(?P=name) -->)",
    re.DOTALL,
)
"""A generated section of a page."""
_BEGINNING: Final = "<!-- edition:"
PANELS: Final = "<!-- edition:panels --><!-- /edition:panels -->"
"""The section of a page of a text with the references to its places and the names in it."""


def name_sections(page: str) -> list[str]:
    """Return the names of the generated sections of a page."""
    return [match["name"] for match in SECTION.finditer(page)] if _BEGINNING in page else []


def fill_sections(page: str, write: Callable[[str], str | None]) -> str:
    """Fill the sections of a page with the text that ``write`` returns for their name, if any."""

    def fill(match: re.Match[str]) -> str:
        content = write(match["name"])
        if content is None:
            return match[0]
        inner = f"\n\n{content.strip()}\n\n" if content.strip() else "\n"
        return f"{match['begin']}{inner}{match['end']}"

    return SECTION.sub(fill, page) if _BEGINNING in page else page


@dataclass(frozen=True, slots=True)
class Sections:
    """The contents of the generated sections of a site."""

    shared: Mapping[str, str] = field(default_factory=dict)
    """Contents of the sections of hand-written pages, by name."""
    panels: Mapping[str, str] = field(default_factory=dict)
    """The panels of each page of a text, by the path of the page below the site's pages."""

    @staticmethod
    def load(docs: Path) -> Sections:
        """Load the contents stored below the pages of a site; none if there are none."""
        path = docs / FILE
        return Sections(**json.loads(path.read_text("utf-8"))) if path.is_file() else Sections()

    def write(self) -> str:
        """Return the file that ``load`` reads."""
        value = {"shared": self.shared, "panels": self.panels}
        return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=0) + "\n"

    def fill(self, name: str, page: str) -> str:
        """Return a page with its sections filled; ``name`` is its path below the pages."""
        if name in self.panels or PANELS in page:
            return page.replace(PANELS, self.panels.get(name, ""))
        return fill_sections(page, self.shared.get)
