"""The kinds of pages that a site has, told by its files."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

OWN = frozenset({"index", "404", "bibliography", "search"})
"""Pages at the top of the site that are like no other."""


@cache
def find_kinds(site: Path) -> tuple[str, ...]:
    """Return the longest page of each kind: what differs in one does so by length alone."""
    longest: dict[str, Path] = {}
    for path in sorted(site.rglob("*.html")):
        kind = name_kind(path, site)
        if kind not in longest or path.stat().st_size > longest[kind].stat().st_size:
            longest[kind] = path
    return tuple(path.relative_to(site).as_posix() for path in longest.values())


def name_kind(path: Path, site: Path) -> str:
    """Return a name that pages of one kind share."""
    text = path.read_text(encoding="utf-8")
    if path.parent == site:
        return path.stem if path.stem in OWN else "written by hand"
    if path.parent == site / "bibliography":
        return name_works(text) if "Z3988" in text else "parts of the bibliography"
    if path.stem.startswith("witness-"):
        return "witness"
    if path.parent.name == "registers":
        # There is a page for each letter, and for each year.
        first, parted, _ = path.stem.partition("-")
        return f"register {first}{parted}"
    if "running-head" in text:
        return "text with notes" if "doc-noteref" in text else "text"
    return f"{len(path.relative_to(site).parts)} {path.stem}"


def name_works(text: str) -> str:
    """Return a name for how a page of the bibliography lists its works."""
    article = text.partition("<article")[2].partition("</article")[0]
    if "<table" in article:
        return "works in a table"
    return "works with lists of their own" if re.search(r"</ul>\s*</li>", article) else "works"
