"""What is to be found on each page, kept between builds: only pages that changed are read again."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from edition.search.files import write_search
from edition.search.postings import KnownWords, PageWords, find_words
from edition.search.units import PageInfo, SearchedPage, Tier, Unit, read_page
from edition.search.words import load_variants
from edition.text.results import Results


class PageFinder:
    """Gathers what is to be found on the pages of a site, and writes the index of the search."""

    def __init__(self, results: Results | None, version: str = "") -> None:
        self._results = results
        self._version = version
        """Key of what reads pages."""
        self._pages: list[SearchedPage] = []
        self._words: dict[str, KnownWords] = {}

    def read(self, html: str, file: str) -> None:
        """Read a page, and keep what was found."""
        if (page := read_page(html, file)) is not None:
            self._pages.append(page)
            self._words[file] = find_words(page[1], load_variants())
        if self._results is not None:
            found = None if page is None else [*_write(page), self._words[file]]
            key = self._version + sha256(html.encode()).hexdigest()
            self._results.put(file, key, {"found": found})

    def recall(self, path: Path, file: str, digest: str) -> bool:
        """Take what was found on a page before, or read it; tell whether it has this digest."""
        key = self._version + digest
        found = None if self._results is None else self._results.get(file, key)
        if found is None:
            content = path.read_bytes()
            if sha256(content).hexdigest() != digest:
                return False
            self.read(content.decode("utf-8"), file)
        elif found["found"] is not None:
            info, units, words = found["found"]
            self._words[file] = {tier: PageWords(*one) for tier, one in words.items()}
            self._pages.append((PageInfo(*info), [_read_unit(one) for one in units]))
        return True

    def write(self, site: Path) -> None:
        """Write the index into the site."""
        write_search(self._pages, site, self._words)


def _write(page: SearchedPage) -> list[Any]:
    info, units = page
    shown = [
        [u.address, u.kind, u.year, u.label, u.text, u.breaks, u.tier, u.names, u.forms]
        for u in units
    ]
    return [[info.file, info.title, info.text, info.kind, info.year, info.next], shown]


def _read_unit(value: list[Any]) -> Unit:
    address, kind, year, label, text, breaks, tier, names, forms = value
    pages = tuple((at, label) for at, label in breaks)
    facts = (address, kind, year, label, text, pages, Tier(tier), tuple(names), tuple(forms))
    return Unit(*facts)
