"""The files of the index: small scripts, each with a piece of data that is loaded on demand.

A file is named after its content and its number; ``search-index.js`` of the theme reads them.

- ``index``: the texts; the texts, kinds, years and tier of each segment; the first term of each
  file of words, endings and names, by which the file that may have a term is found.
- ``words-N``: a line for each term, with the segments that have it; ``#`` precedes addresses,
  ``@`` dates. ``endings-N``: words reversed.
- ``sN``, of a segment: the first term of each file of places. ``sN-places-N``: places of terms.
- ``sN-units``: pages; runs of units with the same page, kind and year; number of units in each
  file of texts. ``sN-texts-N``: units, each with address, printed page, text and page starts.
- ``names-N``: for each folded name of an entry of the registers, its address and its forms.
- ``variants``: forms of characters, each followed by its representative form.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from edition.model.parameters import SEARCH_PLACES_FILE, SEARCH_TEXTS_FILE, SEARCH_WORDS_FILE
from edition.search.postings import (
    PageWords,
    Segment,
    TierWords,
    divide_pages,
    find_words,
    index_segment,
    write_number,
)
from edition.search.units import (
    KINDS,
    PageInfo,
    SearchedPage,
    Tier,
    Unit,
    carry_label,
    extract_searched,
    find_last_label,
    order_files,
    read_page,
)
from edition.search.words import Variants, list_names, load_variants
from edition.text.digest import digest
from edition.text.escape import escape_script
from edition.text.results import Results
from edition.text.scripts import CYRILLIC
from edition.text.shards import cut

FOLDER: Final = "search"
_BY_ENDING: Final = re.compile(f"[a-z0-9{CYRILLIC}]{{5,}}")
"""Words that are also listed by their endings, to find them despite a typing error."""


@dataclass(frozen=True, slots=True)
class ListedSegment:
    """The data of a segment for the lists of all segments."""

    terms: list[str]
    """Sorted."""
    texts: list[str]
    """Texts of its pages, in order."""
    kinds: list[int]
    years: list[int]
    """The first and the last year."""
    tier: int
    names: list[tuple[str, list[str]]]
    """Addresses of entries of registers, with their forms."""
    units: int
    """Number of units."""


class _Folder:
    """The folder of the index of a site; unchanged files are linked from the last site."""

    def __init__(self, site: Path, last: Path, sums: Mapping[str, str]) -> None:
        """Create the folder; ``sums`` has the digests of the files of the last site, by name."""
        self._folder, self._last, self._sums = site / FOLDER, last / FOLDER, sums
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir()

    def write(self, scripts: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Write scripts, given as name and data; return their digests."""
        sums = {}
        for name, script in scripts:
            text = f'editionSearch.take("{name}",{script})\n'.encode()
            sums[f"{name}.js"] = sum = sha256(text).hexdigest()
            if not self.link({f"{name}.js": sum}):
                (self._folder / f"{name}.js").write_bytes(text)
        return sums

    def link(self, sums: Mapping[str, str]) -> bool:
        """Link the files with these digests from the last site; return False if it lacks any.

        The build checks later that the linked files still have these digests.
        """
        if any(self._sums.get(f"{FOLDER}/{name}") != sum for name, sum in sums.items()):
            return False
        try:
            for name in sums:
                os.link(self._last / name, self._folder / name)
        except OSError:  # the file system may not support hard links
            for name in sums:
                (self._folder / name).unlink(missing_ok=True)
            return False
        return True


def _write_script(data: object) -> str:
    return escape_script(json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def _write_lists(segments: Sequence[ListedSegment]) -> Iterator[tuple[str, str]]:
    """Yield the files that list the terms and names of all segments, and the segments."""
    used = set("".join(term for segment in segments for term in segment.terms))
    variants = {form: common for form, common in load_variants().items() if common in used}
    texts = list(dict.fromkeys(text for segment in segments for text in segment.texts))
    words = _list_words(segments)
    lines = [f"{term} {numbers}" for term, numbers in words.items()]
    shards = cut(lines, SEARCH_WORDS_FILE, len)
    reversed_words = sort_terms(term[::-1] for term in words if _BY_ENDING.fullmatch(term))
    endings = cut(reversed_words, SEARCH_WORDS_FILE, len)
    names = list_names((entry for segment in segments for entry in segment.names), variants)
    named = cut(
        ((key, names[key]) for key in sort_terms(names)),
        SEARCH_WORDS_FILE,
        lambda item: len(item[0]) + sum(map(len, item[1])),
    )
    contents: list[tuple[str, object]] = [
        *_number("words", ["\n".join(shard) for shard in shards]),
        *_number("endings", ["\n".join(shard) for shard in endings]),
        *_number("names", map(dict, named)),
        ("variants", "".join(form + common for form, common in sorted(variants.items()))),
        (
            "index",
            {
                "texts": texts,
                "segments": [_describe_segment(segment, texts) for segment in segments],
                "words": [shard[0].split(" ")[0] for shard in shards],
                "endings": [shard[0] for shard in endings],
                "names": [shard[0][0] for shard in named],
            },
        ),
    ]
    yield from ((name, _write_script(data)) for name, data in contents)


def _number(name: str, contents: Iterable[object]) -> Iterator[tuple[str, object]]:
    for number, content in enumerate(contents):
        yield f"{name}-{number}", content


def _list_words(segments: Sequence[ListedSegment]) -> dict[str, str]:
    """Return the terms, sorted, with the numbers of the segments that have them."""
    found: dict[str, list[int]] = {}
    for number, segment in enumerate(segments):
        for term in segment.terms:
            found.setdefault(term, []).append(number)
    return {term: write_segments(tuple(found[term])) for term in sort_terms(found)}


def _write_run(first: int, last: int) -> str:
    return write_number(first) + (f"-{write_number(last)}" if last > first else "")


@cache
def write_segments(numbers: tuple[int, ...]) -> str:
    """Return sorted numbers in base 36, with consecutive ones as ``first-last``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(_write_run(first, last) for first, last in runs)


def sort_terms(terms: Iterable[str]) -> list[str]:
    """Return terms in the order in which browsers compare strings: by UTF-16 code units."""
    found = list(terms)
    units = "".join(found).encode("utf-16-be")
    # Where each character is one code unit, code points have the same order.
    plain = len(units) == sum(map(len, found)) * 2
    return sorted(found) if plain else sorted(found, key=lambda term: term.encode("utf-16-be"))


def _describe_segment(segment: ListedSegment, texts: Sequence[str]) -> list[object]:
    """Return the data for filters: numbers of the texts, kinds, years, tier."""
    numbers = [n for n, text in enumerate(texts) if text in segment.texts]
    return [numbers, segment.kinds, *segment.years, segment.tier]


def make_segment(segment: Segment) -> tuple[ListedSegment, list[tuple[str, str]]]:
    """Return the data of a segment for the lists, and its files: end of the name, and script."""
    terms = sort_terms(segment.places)
    entries = [(term, segment.places[term]) for term in terms]
    shards = cut(entries, SEARCH_PLACES_FILE, lambda entry: len(entry[0]) + len(entry[1]))
    units = [unit for _, unit in segment.units]
    texts = cut(units, SEARCH_TEXTS_FILE, lambda unit: len(unit.text))
    numbered = {
        "pages": [[page.file, page.title, page.text] for page in segment.pages],
        "runs": _list_runs(segment),
        "texts": [len(shard) for shard in texts],
    }
    contents: list[tuple[str, object]] = [
        *_number("-places", map(dict, shards)),
        *_number("-texts", ([_write_unit(unit) for unit in shard] for shard in texts)),
        ("", [shard[0][0] for shard in shards]),
        ("-units", numbered),
    ]
    years = [unit.year for unit in units if unit.year] or [0]
    listed = ListedSegment(
        terms,
        list(dict.fromkeys(page.text for page in segment.pages if page.text)),
        sorted({KINDS.index(unit.kind) for unit in units}),
        [min(years), max(years)],
        list(Tier).index(segment.tier),
        [(unit.address, list(unit.forms)) for unit in units if unit.forms],
        len(units),
    )
    return listed, [(end, _write_script(data)) for end, data in contents]


def _write_unit(unit: Unit) -> list[object]:
    breaks: list[object] = []
    done = length = 0
    for at, label in unit.breaks:
        length += _length16(unit.text[done:at])
        breaks += (length, label)
        done = at
    return [unit.address, unit.label, unit.text, *breaks]


def _length16(text: str) -> int:
    """Return the length in browsers, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def _list_runs(segment: Segment) -> list[list[int]]:
    """Return runs of units with the same page, kind and year: length, page, kind, year."""
    runs: list[list[int]] = []
    for page, unit in segment.units:
        facts = [page, KINDS.index(unit.kind), unit.year]
        if runs and runs[-1][1:] == facts:
            runs[-1][0] += 1
        else:
            runs.append([1, *facts])
    return runs


# --- The units of each page, cached between builds ------------------------------------------------


_PAGES: Final = "pages of the search"
_LISTS: Final = "lists of the search"
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Summary:
    """The data of a page with units that determine its segment and its place there."""

    html: str
    """Digest of the page."""
    part: str
    """Digest of the parts that are searched, see ``extract_searched``."""
    info: PageInfo
    words: dict[str, int]
    """Number of words by the tier of the units."""
    last: str | None
    """Label of its last printed page, see ``find_last_label``."""


class PageFinder:
    """Collects the units of the pages of a site, and writes the index of the search."""

    def __init__(self, results: Path | None = None, version: str = "") -> None:
        """Prepare for a site; ``results`` is the folder of the cache."""
        self._results = Results(results)
        self._version = version
        """Key of the program that reads pages."""
        self._cached: dict[str, Any] = self._results.get(_PAGES, version) or {}
        """Summaries of the pages of the last site, as data."""
        self._read: dict[str, tuple[SearchedPage, TierWords]] = {}
        self._pages: dict[str, _Summary] = {}
        self._paths: dict[str, Path] = {}
        """Pages of the last site."""
        self._site = Path()
        """The new site, with the pages that were read."""
        self._empty: dict[str, str] = {}
        """Digests of the pages without units."""

    def read(self, html: str, file: str) -> None:
        """Read a page and store its units."""
        sum = sha256(html.encode()).hexdigest()
        part = sha256(extract_searched(html).encode()).hexdigest()
        cached = self._cached.get(file, {})
        if cached.get("part") == part:
            # Only parts of the page that are not searched have changed.
            self._pages[file] = _read_summary(cached, sum)
            return
        page = read_page(html, file)
        if page is None:
            self._empty[file] = sum
            return
        self._read[file] = page, (words := self._find_words(page, file))
        counts = {str(tier): found.words for tier, found in words.items()}
        self._pages[file] = _Summary(sum, part, page[0], counts, find_last_label(page[1]))
        info, units = page
        found = [list(astuple(info)), units, _write_words(words)]
        self._results.put(file, self._version, {"part": part, "found": found})

    def _find_words(self, page: SearchedPage, file: str) -> TierWords:
        """Return the words of a page, from the cache if its units are unchanged."""
        cached = self._results.get(file, self._version)
        if cached is not None:
            _, units, words = cached["found"]
            if list(map(_read_unit, units)) == page[1]:
                return _read_words(words)
        return find_words(page[1], Variants())

    def recall(self, path: Path, file: str, digest: str) -> bool:
        """Use the cached units of a page, or read it; return False if its digest is another."""
        cached = self._cached.get(file)
        if cached is None or cached["html"] != digest:
            self._paths[file] = path
            return self._read_file(file, digest)
        if "info" in cached:
            self._pages[file] = _read_summary(cached, digest)
            self._paths[file] = path
        else:
            self._empty[file] = digest
        return True

    def _read_file(self, file: str, digest: str) -> bool:
        content = self._paths[file].read_bytes()
        if sha256(content).hexdigest() != digest:
            return False
        self.read(content.decode("utf-8"), file)
        return True

    def write(self, site: Path, last: Path = Path(), sums: Mapping[str, str] = _NOTHING) -> bool:
        """Write the index into the site; return False if a required page has changed meanwhile.

        ``last`` is the last site, and ``sums`` has the digests of its files.
        """
        folder, self._site = _Folder(site, last, sums), site
        infos = {file: page.info for file, page in self._pages.items()}
        ordered = order_files(infos, {file: page.last for file, page in self._pages.items()})
        pages = [((info.file, label), self._pages[info.file].words) for info, label in ordered]
        segments: dict[str, ListedSegment] = {}
        for number, (tier, files) in enumerate(divide_pages(pages) or [(Tier.TEXT, [])]):
            name = f"{tier} from {files[0][0] if files else ''}"
            if (segment := self._write_segment(folder, name, number, tier, files)) is None:
                return False
            segments[name] = segment
        self._write_lists(folder, list(segments.values()))
        summaries: dict[str, Any] = {file: {"html": sum} for file, sum in self._empty.items()}
        summaries |= {
            file: _list_fields(page) | {"info": astuple(page.info)}
            for file, page in self._pages.items()
        }
        self._results.put(_PAGES, self._version, summaries)
        self._results.prune([_PAGES, _LISTS, *segments, *self._pages])
        return True

    def _write_lists(self, folder: _Folder, segments: Sequence[ListedSegment]) -> None:
        """Write the lists of all segments, or link them if they are unchanged."""
        key = digest(self._version, *(json.dumps(_list_fields(each)) for each in segments))
        cached = self._results.get(_LISTS, key)
        if cached is None or not folder.link(cached):
            sums = folder.write(_write_lists(segments))
            self._results.put(_LISTS, key, sums)

    def _write_segment(
        self, folder: _Folder, name: str, number: int, tier: Tier, files: Sequence[tuple[str, str]]
    ) -> ListedSegment | None:
        """Write a segment, or link it if it is unchanged.

        ``files`` are its pages, each with the label of the printed page on which it begins. Returns
        None if a page has to be read but has changed meanwhile.
        """
        facts = [fact for file, label in files for fact in (file, self._pages[file].part, label)]
        key = digest(self._version, str(number), tier, *facts)
        cached = self._results.get(name, key)
        if cached is not None and folder.link(cached["sums"]):
            return ListedSegment(**cached["listed"])
        pages = []
        for file, label in files:
            if (found := self._load(file)) is None:
                return None
            (info, units), words = found
            pages.append((info, carry_label(units, label), words))
        listed, scripts = make_segment(index_segment(tier, pages))
        sums = folder.write((f"s{number}{end}", script) for end, script in scripts)
        self._results.put(name, key, {"listed": _list_fields(listed), "sums": sums})
        return listed

    def _load(self, file: str) -> tuple[SearchedPage, TierWords] | None:
        if file not in self._read:
            page = self._pages[file]
            cached = self._results.get(file, self._version)
            if cached is not None and cached["part"] == page.part:
                info, units, words = cached["found"]
                found = PageInfo(*info), list(map(_read_unit, units))
                self._read[file] = found, _read_words(words)
            else:
                # Its cached results are lost.
                self._cached.pop(file, None)
                self._paths.setdefault(file, self._site / file)
                if not self._read_file(file, page.html):
                    return None
        return self._read[file]


def _list_fields(value: ListedSegment | _Summary) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def _read_summary(fields: dict[str, Any], html: str) -> _Summary:
    return _Summary(**fields | {"html": html, "info": PageInfo(*fields["info"])})


def _write_words(words: TierWords) -> dict[str, list[Any]]:
    """Return the words of a page as joined strings: no term and no place contains a space."""
    return {
        tier: [" ".join(found.places), " ".join(found.places.values()), found.words]
        for tier, found in words.items()
    }


def _read_words(value: dict[str, list[Any]]) -> TierWords:
    return {
        tier: PageWords(dict(zip(terms.split(), places.split(), strict=True)), count)
        for tier, (terms, places, count) in value.items()
    }


def _read_unit(value: list[Any]) -> Unit:
    unit = Unit._make(value)
    breaks = tuple((at, label) for at, label in unit.breaks)
    return unit._replace(breaks=breaks, names=tuple(unit.names), forms=tuple(unit.forms))
