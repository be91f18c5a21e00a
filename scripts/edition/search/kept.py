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
            self._words[file] = self._find_words(page, file)
        if self._results is not None:
            found = None if page is None else [*_write(page), self._words[file]]
            digest = sha256(html.encode()).hexdigest()
            self._results.put(file, self._version, {"html": digest, "found": found})

    def _find_words(self, page: SearchedPage, file: str) -> KnownWords:
        """Return the words of a page: those it had, if what is to be found on it is the same."""
        kept = self._results.get(file, self._version) if self._results is not None else None
        if kept is not None and kept["found"] is not None:
            _, units, words = kept["found"]
            if [_read_unit(one) for one in units] == page[1]:
                return _read_words(words)
        return find_words(page[1], load_variants())

    def recall(self, path: Path, file: str, digest: str) -> bool:
        """Take what was found on a page before, or read it; tell whether it has this digest."""
        found = None if self._results is None else self._results.get(file, self._version)
        if found is None or found["html"] != digest:
            content = path.read_bytes()
            if sha256(content).hexdigest() != digest:
                return False
            self.read(content.decode("utf-8"), file)
        elif found["found"] is not None:
            info, units, words = found["found"]
            self._words[file] = _read_words(words)
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


def _read_words(value: dict[str, list[Any]]) -> KnownWords:
    return {tier: PageWords(*one) for tier, one in value.items()}


def _read_unit(value: list[Any]) -> Unit:
    address, kind, year, label, text, breaks, tier, names, forms = value
    pages = tuple((at, label) for at, label in breaks)
    facts = (address, kind, year, label, text, pages, Tier(tier), tuple(names), tuple(forms))
    return Unit(*facts)
