"""What is to be found on each page, kept between builds: only pages that changed are read again.

Of the others it is known in what order they are read and how many words they have, so that the
segments of the index are known; a segment none of whose pages changed is taken as it was made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from edition.search.files import MadeSegment, make_segment, write_index
from edition.search.postings import (
    KnownWords,
    PageWords,
    Segment,
    find_words,
    index_part,
    part_pages,
)
from edition.search.units import (
    PageInfo,
    SearchedPage,
    Tier,
    Unit,
    carry_label,
    find_last_label,
    order_files,
    read_page,
)
from edition.search.words import load_variants
from edition.text.digest import digest
from edition.text.results import Results

_PAGES: Final = "pages of the search"


@dataclass(frozen=True, slots=True)
class _Summary:
    """What tells the segment and the place in it of a page on which something can be found."""

    html: str
    """Digest of the page."""
    info: PageInfo
    words: dict[str, int]
    """Numbers of words by the tier of the units."""
    last: str | None
    """Label on which it ends, see ``find_last_label``."""


class PageFinder:
    """Gathers what is to be found on the pages of a site, and writes the index of the search."""

    def __init__(self, results: Path | None = None, version: str = "") -> None:
        """``results`` is a folder to keep what is found in."""
        self._results = Results(results) if results is not None else None
        self._version = version
        """Key of what reads pages."""
        self._known: dict[str, Any] = {}
        if self._results is not None:
            self._known = self._results.get(_PAGES, version) or {}
        self._read: dict[str, tuple[SearchedPage, KnownWords]] = {}
        self._pages: dict[str, _Summary] = {}
        self._paths: dict[str, Path] = {}
        """Pages of the last site."""
        self._empty: dict[str, str] = {}
        """Digests of the pages on which nothing can be found."""

    def read(self, html: str, file: str) -> None:
        """Read a page, and keep what was found."""
        sum = sha256(html.encode()).hexdigest()
        page = read_page(html, file)
        if page is None:
            self._empty[file] = sum
            return
        self._read[file] = page, (words := self._find_words(page, file))
        counts = {str(tier): one.words for tier, one in words.items()}
        self._pages[file] = _Summary(sum, page[0], counts, find_last_label(page[1]))
        if self._results is not None:
            self._results.put(file, self._version, {"html": sum, "found": [*_write(page), words]})

    def _find_words(self, page: SearchedPage, file: str) -> KnownWords:
        """Return the words of a page: those it had, if what is to be found on it is the same."""
        kept = self._results.get(file, self._version) if self._results is not None else None
        if kept is not None:
            _, units, words = kept["found"]
            if [_read_unit(one) for one in units] == page[1]:
                return _read_words(words)
        return find_words(page[1], load_variants())

    def recall(self, path: Path, file: str, digest: str) -> bool:
        """Take what was found on a page before, or read it; tell whether it has this digest."""
        known = self._known.get(file)
        if known is None or known["html"] != digest:
            return self._read_file(path, file, digest)
        if "info" in known:
            self._pages[file] = _Summary(**known | {"info": PageInfo(*known["info"])})
            self._paths[file] = path
        else:
            self._empty[file] = digest
        return True

    def _read_file(self, path: Path, file: str, digest: str) -> bool:
        content = path.read_bytes()
        if sha256(content).hexdigest() != digest:
            return False
        self.read(content.decode("utf-8"), file)
        return True

    def write(self, site: Path) -> bool:
        """Write the index into the site; returns False if a page that is needed is another now."""
        infos = {file: one.info for file, one in self._pages.items()}
        ordered = order_files(infos, {file: one.last for file, one in self._pages.items()})
        pages = [((info.file, label), self._pages[info.file].words) for info, label in ordered]
        made = {}
        for tier, part in part_pages(pages):
            name = f"{tier} from {part[0][0]}"
            if (segment := self._make(name, tier, part)) is None:
                return False
            made[name] = segment
        write_index(list(made.values()) or [make_segment(Segment())], site)
        if self._results is not None:
            known: dict[str, Any] = {file: {"html": one} for file, one in self._empty.items()}
            known |= {
                file: _list_fields(one) | {"info": astuple(one.info)}
                for file, one in self._pages.items()
            }
            self._results.put(_PAGES, self._version, known)
            self._results.prune([_PAGES, *made, *self._pages])
        return True

    def _make(self, name: str, tier: Tier, part: Sequence[tuple[str, str]]) -> MadeSegment | None:
        """Return a segment of files, each with the label that it begins in, as it was or new.

        Returns None if a file is needed and not what it was.
        """
        sums = (one for file, label in part for one in (file, self._pages[file].html, label))
        key = digest(self._version, tier, *sums)
        kept = self._results.get(name, key) if self._results is not None else None
        if kept is not None:
            return MadeSegment(**kept)
        pages = []
        for file, label in part:
            if (found := self._load(file)) is None:
                return None
            (info, units), words = found
            pages.append((info, carry_label(units, label), words))
        made = make_segment(index_part(tier, pages))
        if self._results is not None:
            self._results.put(name, key, _list_fields(made))
        return made

    def _load(self, file: str) -> tuple[SearchedPage, KnownWords] | None:
        if file not in self._read:
            html = self._pages[file].html
            kept = self._results.get(file, self._version) if self._results is not None else None
            if kept is not None and kept["html"] == html:
                info, units, words = kept["found"]
                page = PageInfo(*info), [_read_unit(one) for one in units]
                self._read[file] = page, _read_words(words)
            elif not self._read_file(self._paths[file], file, html):
                return None
        return self._read[file]


def _list_fields(one: MadeSegment | _Summary) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}


def _write(page: SearchedPage) -> list[Any]:
    info, units = page
    shown = [
        [u.address, u.kind, u.year, u.label, u.text, u.breaks, u.tier, u.names, u.forms]
        for u in units
    ]
    return [list(astuple(info)), shown]


def _read_words(value: dict[str, list[Any]]) -> KnownWords:
    return {tier: PageWords(*one) for tier, one in value.items()}


def _read_unit(value: list[Any]) -> Unit:
    address, kind, year, label, text, breaks, tier, names, forms = value
    pages = tuple((at, label) for at, label in breaks)
    facts = (address, kind, year, label, text, pages, Tier(tier), tuple(names), tuple(forms))
    return Unit(*facts)
