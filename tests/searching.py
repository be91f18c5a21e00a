"""Makes the index of the search of pages that stand in a folder."""

from __future__ import annotations

from pathlib import Path

from benchmark.search_collections import index_site, read_site

__all__ = ["add_search", "read_site"]


def add_search(site: Path) -> None:
    """Write the index of the pages of a folder into it."""
    index_site(site)
