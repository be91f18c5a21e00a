"""The search of a site: an index in many small files, made from the HTML of the pages.

A page asks for the few files that a query needs, by script elements, so that the search is the
same on a server and from a folder on a disk. Nothing in it knows which builder made the pages.
"""

from pathlib import Path
from typing import Final

from edition.search.files import FOLDER, PageFinder
from edition.search.units import SearchedPage, read_page

SEARCH_PAGE: Final = Path(__file__).with_name("search.md")
"""The page of the search that a project begins with; a theme's template makes the form on it."""

__all__ = ["FOLDER", "SEARCH_PAGE", "PageFinder", "SearchedPage", "read_page"]
