"""The files of the index: small scripts, each handing over one piece when it is asked for.

A file is named by what it holds and its number; ``search-index.js`` of the theme reads them.

- ``index``: the texts; the texts, kinds, years and tier of each segment; the first term of each
  file of words, endings and names. A list in many files is read from the one that may have a term.
- ``words-N``: a line for each term, with the segments that have it; ``#`` is before an
  address, ``@`` before a date. ``endings-N``: words reversed.
- ``sN``, of a segment: the first term of each file of places. ``sN-places-N``: where terms are.
- ``sN-units``: pages; runs of units with the same page, kind and year; how many units are in each
  file of texts. ``sN-texts-N``: units, each its address, printed page, text and page ends.
- ``names-N``: for each name of an entry of the registers, folded, its address and its forms.
- ``variants``: forms of characters, each before the one that stands for it.
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
    KnownWords,
    PageWords,
    Segment,
    find_words,
    index_part,
    part_pages,
    write_number,
)
from edition.search.units import (
    KINDS,
    PageInfo,
    SearchedPage,
    Tier,
    Unit,
    carry_label,
    find_last_label,
    find_searched,
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
"""Words for which a typing error is forgiven can be found by their endings too."""


@dataclass(frozen=True, slots=True)
class ListedSegment:
    """What lists of all segments need of one, as plain data."""

    terms: list[str]
    """Sorted."""
    texts: list[str]
    """Of its pages, in their order."""
    kinds: list[int]
    years: list[int]
    """The first and the last."""
    tier: int
    names: list[tuple[str, list[str]]]
    """Addresses of entries of registers, with their forms."""
    units: int
    """How many there are."""


class _Folder:
    """The folder of the index of a site: its files are written, or taken from the last site."""

    def __init__(self, site: Path, last: Path, sums: Mapping[str, str]) -> None:
        """``sums`` has the digests of the files of the last site, by their names in it."""
        self._folder, self._last, self._sums = site / FOLDER, last / FOLDER, sums
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir()

    def write(self, scripts: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Write files that have a name and data as a script; return their digests."""
        made = {}
        for name, script in scripts:
            text = f'editionSearch.take("{name}",{script})\n'.encode()
            made[f"{name}.js"] = one = sha256(text).hexdigest()
            if not self.take({f"{name}.js": one}):
                (self._folder / f"{name}.js").write_bytes(text)
        return made

    def take(self, sums: Mapping[str, str]) -> bool:
        """Take files with these digests from the last site; return whether it has all of them.

        Whether they still are what its list says, is seen when the site is put together.
        """
        if any(self._sums.get(f"{FOLDER}/{name}") != one for name, one in sums.items()):
            return False
        try:
            for name in sums:
                os.link(self._last / name, self._folder / name)
        except OSError:  # the file system may have no second names
            for name in sums:
                (self._folder / name).unlink(missing_ok=True)
            return False
        return True


def _write_script(data: object) -> str:
    return escape_script(json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def _make_lists(segments: Sequence[ListedSegment]) -> Iterator[tuple[str, str]]:
    """Yield what lists the terms and the names of all segments, and the segments."""
    used = {character for segment in segments for term in segment.terms for character in term}
    variants = {form: one for form, one in load_variants().items() if one in used}
    texts, words = _list_texts(segments), _count_words(segments)
    lines = [f"{term} {known}" for term, known in words.items()]
    shards = cut(lines, SEARCH_WORDS_FILE, len)
    reversed_words = sort_terms(term[::-1] for term in words if _BY_ENDING.fullmatch(term))
    endings = cut(reversed_words, SEARCH_WORDS_FILE, len)
    names = list_names((one for segment in segments for one in segment.names), variants)
    named = cut(
        ((key, names[key]) for key in sort_terms(names)),
        SEARCH_WORDS_FILE,
        lambda one: len(one[0]) + sum(map(len, one[1])),
    )
    contents: list[tuple[str, object]] = [
        *_number("words", ["\n".join(shard) for shard in shards]),
        *_number("endings", ["\n".join(shard) for shard in endings]),
        *_number("names", map(dict, named)),
        ("variants", "".join(form + one for form, one in sorted(variants.items()))),
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


def _count_words(segments: Sequence[ListedSegment]) -> dict[str, str]:
    """Return each term, sorted, with the segments that have it."""
    found: dict[str, list[int]] = {}
    for number, segment in enumerate(segments):
        for term in segment.terms:
            found.setdefault(term, []).append(number)
    return {term: write_segments(found[term]) for term in sort_terms(found)}


@cache
def _write_run(first: int, last: int) -> str:
    return write_number(first) + (f"-{write_number(last)}" if last > first else "")


def write_segments(numbers: Sequence[int]) -> str:
    """Return sorted numbers in base 36, those that follow one another as ``first-last``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(_write_run(first, last) for first, last in runs)


def sort_terms(terms: Iterable[str]) -> list[str]:
    """Sort as a browser compares strings: by units of UTF-16."""
    return sorted(terms, key=lambda term: term.encode("utf-16-be"))


def _list_texts(segments: Sequence[ListedSegment]) -> list[str]:
    return list(dict.fromkeys(text for segment in segments for text in segment.texts))


def _describe_segment(segment: ListedSegment, texts: Sequence[str]) -> list[object]:
    """Return what filters ask first: numbers of the texts, the kinds, the years; and the tier."""
    numbers = [n for n, text in enumerate(texts) if text in segment.texts]
    return [numbers, segment.kinds, *segment.years, segment.tier]


def make_segment(segment: Segment) -> tuple[ListedSegment, list[tuple[str, str]]]:
    """Return what is listed of a segment, and its files: end of the name, and data as a script."""
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
        *_number("-texts", ([_write_unit(unit) for unit in part] for part in texts)),
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
    """Count as a browser counts: characters outside the first plane are two."""
    return len(text.encode("utf-16-le")) // 2


def _list_runs(segment: Segment) -> list[list[int]]:
    """Return stretches of units of the same page, kind and year: length and these three."""
    runs: list[list[int]] = []
    for page, unit in segment.units:
        facts = [page, KINDS.index(unit.kind), unit.year]
        if runs and runs[-1][1:] == facts:
            runs[-1][0] += 1
        else:
            runs.append([1, *facts])
    return runs


# --- What is to be found on each page, kept between builds ----------------------------------------


_PAGES: Final = "pages of the search"
_LISTS: Final = "lists of the search"
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Summary:
    """What identifies the segment and the place in it of a page on which something can be found."""

    html: str
    """Digest of the page."""
    part: str
    """Digest of what is read of it."""
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
        self._site = Path()
        """The new site, with the pages that were read."""
        self._empty: dict[str, str] = {}
        """Digests of the pages on which nothing can be found."""

    def read(self, html: str, file: str) -> None:
        """Read a page, and keep what was found."""
        sum, part = (sha256(one.encode()).hexdigest() for one in (html, find_searched(html)))
        known = self._known.get(file, {})
        if known.get("part") == part:
            # Only what surrounds it is another.
            self._pages[file] = _Summary(**known | {"html": sum, "info": PageInfo(*known["info"])})
            return
        page = read_page(html, file)
        if page is None:
            self._empty[file] = sum
            return
        self._read[file] = page, (words := self._find_words(page, file))
        counts = {str(tier): one.words for tier, one in words.items()}
        self._pages[file] = _Summary(sum, part, page[0], counts, find_last_label(page[1]))
        if self._results is not None:
            found = [*_write(page), _write_words(words)]
            self._results.put(file, self._version, {"part": part, "found": found})

    def _find_words(self, page: SearchedPage, file: str) -> KnownWords:
        """Return the words of a page: those it had, if what is to be found on it is the same."""
        kept = self._results.get(file, self._version) if self._results is not None else None
        if kept is not None:
            _, units, words = kept["found"]
            if list(map(_read_unit, units)) == page[1]:
                return _read_words(words)
        return find_words(page[1], Variants())

    def recall(self, path: Path, file: str, digest: str) -> bool:
        """Take what was found on a page before, or read it; return whether it has this digest."""
        known = self._known.get(file)
        if known is None or known["html"] != digest:
            self._paths[file] = path
            return self._read_file(file, digest)
        if "info" in known:
            self._pages[file] = _Summary(**known | {"info": PageInfo(*known["info"])})
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
        """Write the index into the site; returns False if a page that is needed is another now.

        ``last`` is the last site, and ``sums`` has the digests of its files.
        """
        folder, self._site = _Folder(site, last, sums), site
        infos = {file: one.info for file, one in self._pages.items()}
        ordered = order_files(infos, {file: one.last for file, one in self._pages.items()})
        pages = [((info.file, label), self._pages[info.file].words) for info, label in ordered]
        made: dict[str, ListedSegment] = {}
        for number, (tier, part) in enumerate(part_pages(pages) or [(Tier.TEXT, [])]):
            name = f"{tier} from {part[0][0] if part else ''}"
            if (segment := self._make(folder, name, number, tier, part)) is None:
                return False
            made[name] = segment
        self._make_lists(folder, list(made.values()))
        if self._results is not None:
            known: dict[str, Any] = {file: {"html": one} for file, one in self._empty.items()}
            known |= {
                file: _list_fields(one) | {"info": astuple(one.info)}
                for file, one in self._pages.items()
            }
            self._results.put(_PAGES, self._version, known)
            self._results.prune([_PAGES, _LISTS, *made, *self._pages])
        return True

    def _make_lists(self, folder: _Folder, segments: Sequence[ListedSegment]) -> None:
        """Give the index what lists all segments, as it was or new."""
        key = digest(self._version, *(json.dumps(_list_fields(one)) for one in segments))
        kept = self._results.get(_LISTS, key) if self._results is not None else None
        if kept is None or not folder.take(kept):
            made = folder.write(_make_lists(segments))
            if self._results is not None:
                self._results.put(_LISTS, key, made)

    def _make(
        self,
        folder: _Folder,
        name: str,
        number: int,
        tier: Tier,
        part: Sequence[tuple[str, str]],
    ) -> ListedSegment | None:
        """Give the index a segment, as it was or new; with each file is the label it begins in.

        Returns None if a file is needed and not what it was.
        """
        sums = (one for file, label in part for one in (file, self._pages[file].part, label))
        key = digest(self._version, str(number), tier, *sums)
        kept = self._results.get(name, key) if self._results is not None else None
        if kept is not None and folder.take(kept["sums"]):
            return ListedSegment(**kept["listed"])
        pages = []
        for file, label in part:
            if (found := self._load(file)) is None:
                return None
            (info, units), words = found
            pages.append((info, carry_label(units, label), words))
        listed, files = make_segment(index_part(tier, pages))
        made = folder.write((f"s{number}{end}", script) for end, script in files)
        if self._results is not None:
            self._results.put(name, key, {"listed": _list_fields(listed), "sums": made})
        return listed

    def _load(self, file: str) -> tuple[SearchedPage, KnownWords] | None:
        if file not in self._read:
            page = self._pages[file]
            kept = self._results.get(file, self._version) if self._results is not None else None
            if kept is not None and kept["part"] == page.part:
                info, units, words = kept["found"]
                found = PageInfo(*info), list(map(_read_unit, units))
                self._read[file] = found, _read_words(words)
            else:
                # What was kept of it is lost.
                self._known.pop(file, None)
                self._paths.setdefault(file, self._site / file)
                if not self._read_file(file, page.html):
                    return None
        return self._read[file]


def _list_fields(one: ListedSegment | _Summary) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}


def _write(page: SearchedPage) -> list[Any]:
    info, units = page
    return [list(astuple(info)), units]


def _write_words(words: KnownWords) -> dict[str, list[Any]]:
    """Return the words of a page in few values: none of them has a space."""
    return {
        tier: [" ".join(one.places), " ".join(one.places.values()), one.words]
        for tier, one in words.items()
    }


def _read_words(value: dict[str, list[Any]]) -> KnownWords:
    return {
        tier: PageWords(dict(zip(terms.split(), places.split(), strict=True)), count)
        for tier, (terms, places, count) in value.items()
    }


def _read_unit(value: list[Any]) -> Unit:
    unit = Unit._make(value)
    breaks = tuple((at, label) for at, label in unit.breaks)
    return unit._replace(breaks=breaks, names=tuple(unit.names), forms=tuple(unit.forms))
