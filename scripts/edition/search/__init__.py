"""The search of a site: an index in many small files, made from the HTML of the pages.

A page loads the few files that a query needs with script elements, so that the search works on a
server and from a folder on a disk. It does not depend on the program that built the pages.
"""

from pathlib import Path
from typing import Final

from edition.search.files import FOLDER, PageFinder
from edition.search.units import SearchedPage, read_page

SEARCH_PAGE: Final = Path(__file__).with_name("search.md")
"""The search page of a new project; a template of the theme adds the form."""

__all__ = ["FOLDER", "SEARCH_PAGE", "PageFinder", "SearchedPage", "read_page"]
