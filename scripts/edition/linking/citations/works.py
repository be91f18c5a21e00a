"""Find works by their titles: entries of the bibliography, and works cited in full in the text.

A work matches if the text has the beginning of one of its titles, in whole words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from pybtex.database import Entry, Person

from edition.bibliography.database import Bibliography
from edition.model.parameters import (
    TITLE_BLOCK,
    TITLE_BROKEN_OFF,
    TITLE_LONGEST,
    TITLE_MAIN,
    TITLE_NEIGHBOURS,
)
from edition.text.folding import Folded, fold_letters, fold_text
from edition.text.tex import plain_tex

_TITLES = ("title", "shorttitle", "maintitle", "origtitle", "titleaddon")
_BREAK = re.compile(r"[:.?!—]\s|\s\(|:\s")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Name:
    """The folded family and given names of a person, or the folded name of a body."""

    family: str
    given: str

    def forms(self) -> tuple[str, ...]:
        """Return the folded forms that may be printed before a title."""
        if not self.given:
            return (self.family,)
        return (self.family, self.family + self.given, self.given + self.family)


@dataclass(frozen=True, slots=True)
class Title:
    """A folded title with the ends of its words, in order."""

    text: str
    ends: tuple[int, ...]
    main: int
    """Length of the main title, which ends at the first colon or full stop."""
    first: int
    """Length of its first word."""


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """A work that can be cited."""

    key: str | None
    """Key in the bibliography; None for a work that only the text cites."""
    names: tuple[Name, ...]
    titles: tuple[Title, ...]
    years: frozenset[str]
    group: str = ""
    """Group: literature, archive, newspaper, collection, web or intercept."""
    keywords: frozenset[str] = field(default_factory=frozenset)
    book: tuple[Title, ...] = ()
    """Titles of the book or journal that contains it."""
    daily: bool = False
    """True for an article in a newspaper."""
    number: str = ""
    date: str = ""
    """Date of the entry: ``1931-09-24``."""
    address: str = ""
    """Web address, without its protocol."""


@lru_cache(maxsize=8192)
def name_forms(work: Work) -> tuple[str, ...]:
    """Return the folded forms of all names of a work."""
    return tuple(form for name in work.names for form in name.forms() if form)


def make_title(text: str) -> Title:
    """Return the folded title."""
    folded = fold_text(text)
    breaks = (folded.index(broken.start()) for broken in _BREAK.finditer(text))
    main = next((length for length in breaks if length >= TITLE_MAIN), len(folded.text))
    ends = tuple(sorted(folded.ends))
    return Title(folded.text, ends, main, ends[0] if ends else 0)


def make_titles(texts: Iterable[str], articles: tuple[str, ...]) -> tuple[Title, ...]:
    """Return the folded titles, with and without a leading article."""
    found: dict[str, Title] = {}
    for text in texts:
        bare = text.lstrip("“‘\"' ")
        first, _, rest = bare.partition(" ")
        for title in map(make_title, (text, rest if first in articles and rest else bare)):
            if len(title.text) > 1:
                found.setdefault(title.text, title)
    return tuple(found.values())


@lru_cache(maxsize=4)
def read_works(bibliography: Bibliography, articles: tuple[str, ...]) -> tuple[Work, ...]:
    """Return a work for every entry of the bibliography that has a title."""

    def read() -> tuple[Work, ...]:
        return tuple(
            _read_work(key, entry, articles)
            for key, entry in bibliography.data.entries.items()
            if "edited" not in _keywords(entry)
        )

    return bibliography.load_or_make(f"works without {' '.join(articles)}", read)


def _keywords(entry: Entry) -> frozenset[str]:
    return frozenset(word.strip() for word in entry.fields.get("keywords", "").split(","))


def _read_work(key: str, entry: Entry, articles: tuple[str, ...]) -> Work:
    fields = {name.lower(): plain_tex(value) for name, value in entry.fields.items()}
    titles = [fields[name] for name in _TITLES if fields.get(name)]
    if fields.get("subtitle") and titles:
        titles.insert(0, f"{titles[0]}: {fields['subtitle']}")
    if fields.get("volume") and titles:
        titles.append(f"{titles[0]} {fields['volume']}")
    keywords = _keywords(entry)
    groups = ("literature", "archive", "newspaper", "collection", "web", "intercept")
    books = [fields[n] for n in ("booktitle", "journal", "journaltitle") if fields.get(n)]
    people = [p for role in ("author", "editor", "translator") for p in entry.persons.get(role, ())]
    names = [_read_name(person) for person in people]
    if fields.get("printedas") and not any(name.given for name in names):
        names.append(Name(fold_letters(fields["printedas"]), ""))
    return Work(
        key=key,
        names=tuple(names),
        titles=make_titles(titles, articles),
        years=frozenset(
            _YEAR.findall(
                fields.get("year", "")
                + " "
                + fields.get("date", "")
                + " "
                + fields.get("origdate", "")
            )
        ),
        group=next((group for group in groups if group in keywords), ""),
        keywords=keywords,
        book=make_titles(books, articles),
        daily=fields.get("entrysubtype") == "newspaper",
        number=fields.get("number", ""),
        date=fields.get("date", ""),
        address=re.sub(r"^https?://|\s", "", entry.fields.get("url", "")),
    )


def _read_name(person: Person) -> Name:
    family = " ".join((*person.prelast_names, *person.last_names, *person.lineage_names))
    given = " ".join((*person.first_names, *person.middle_names))
    return Name(fold_letters(plain_tex(family)), fold_letters(plain_tex(given)))


class Match(NamedTuple):
    """A span of a folded text that has the beginning of a title of a work."""

    work: Work
    start: int
    end: int
    whole: bool
    """True if the text has the complete title, or the complete main title."""
    complete: bool
    """True if the text has the complete title."""

    @property
    def rank(self) -> tuple[int, bool, bool]:
        """Sort key; the best match has the greatest."""
        return self.end, self.complete, self.whole


_IndexedTitle = tuple[str, Title, Work]
"""The first word of a title, the title and the work."""


@lru_cache(maxsize=8)
def _index(works: tuple[Work, ...]) -> dict[str, tuple[_IndexedTitle, ...]]:
    """Return all titles by their first letters; texts share the index of the bibliography."""
    found: dict[str, list[_IndexedTitle]] = {}
    for work in works:
        for title in work.titles:
            for start, indexed in _starts(title, work):
                found.setdefault(start, []).append(indexed)
    return {start: tuple(sorted(titles, key=_title_text)) for start, titles in found.items()}


def _title_text(found: _IndexedTitle) -> str:
    return found[1].text


def _list_nearest(
    found: tuple[_IndexedTitle, ...], folded: Folded, start: int
) -> Iterable[_IndexedTitle]:
    """Return the titles that have most in common with a text, in order.

    These are the neighbours of the text in alphabetical order, and the titles that it contains in
    full.
    """
    if len(found) <= 2 * TITLE_NEIGHBOURS:
        return found
    text = folded.text[start : start + TITLE_LONGEST]
    place = bisect_left(found, text, key=_title_text)
    neighbours = range(max(0, place - TITLE_NEIGHBOURS), min(len(found), place + TITLE_NEIGHBOURS))
    equal = (
        index
        for size in range(1, len(text))
        if start + size in folded.ends
        for index in _find_equal(found, text[:size])
    )
    return [found[index] for index in sorted({*neighbours, *equal})]


def _find_equal(found: tuple[_IndexedTitle, ...], text: str) -> Iterator[int]:
    """Yield the indices of the titles equal to a text, which several works may share."""
    first = bisect_left(found, text, key=_title_text)
    for index in range(first, min(first + TITLE_NEIGHBOURS, len(found))):
        if found[index][1].text != text:
            return
        yield index


def _starts(title: Title, work: Work) -> Iterator[tuple[str, _IndexedTitle]]:
    """Yield the index keys of a title: its first letters, and its first words if they are short."""
    found = (title.text[: title.first], title, work)
    yield title.text[:TITLE_BLOCK], found
    for end in title.ends:
        if end < min(TITLE_BLOCK, len(title.text)):
            yield title.text[:end], found


class Titles:
    """All titles of works, to be searched for in folded texts.

    Results are cached, so titles must not be added after the first search.
    """

    def __init__(self, works: Iterable[Work], base: Titles | None = None) -> None:
        self._base = base
        self._by_start = dict(_index(tuple(works)))
        self._found: dict[tuple[Folded, int], list[Match]] = {}

    def add(self, title: Title, work: Work) -> None:
        """Add a title of a work."""
        for start, found in _starts(title, work):
            self._by_start[start] = tuple(
                sorted((*self._by_start.get(start, ()), found), key=_title_text)
            )

    def match(self, folded: Folded, start: int) -> list[Match]:
        """Return the titles that match the text at an index of the folded text."""
        place = (folded, start)
        found = self._found.get(place)
        if found is None:
            found = [
                *self._find(folded, start),
                *(self._base.match(folded, start) if self._base else ()),
            ]
            self._found[place] = found
        return found

    def _find(self, folded: Folded, start: int) -> list[Match]:
        text = folded.text
        found: dict[int, Match] = {}
        for size in range(min(TITLE_BLOCK, len(text) - start), 0, -1):
            if size < TITLE_BLOCK and start + size not in folded.ends:
                continue
            found_here = self._by_start.get(text[start : start + size], ())
            for head, title, work in _list_nearest(found_here, folded, start):
                if not text.startswith(head, start):
                    continue
                end = _find_common_end(title, folded, start)
                if not end:
                    continue
                length = end - start
                match = Match(work, start, end, length >= title.main, length == len(title.text))
                best = found.get(id(work))
                if best is None or best.rank < match.rank:
                    found[id(work)] = match
        return list(found.values())


def _find_common_end(title: Title, folded: Folded, start: int) -> int:
    """Return the end of the words that a title and the text from ``start`` share, or 0."""
    text, words, ends = folded.text, title.text, title.ends
    if TITLE_BROKEN_OFF <= len(text) - start <= len(words) and words.startswith(text[start:]):
        # The text may break off within a word.
        return len(text)
    if text.startswith(words, start):
        same = len(ends)
    else:
        same, last = 0, 0
        # Most titles share only their first word with the text.
        for end in ends:
            if not text.startswith(words[last:end], start + last):
                break
            same, last = same + 1, end
    for end in reversed(ends[:same]):
        if start + end in folded.ends:
            return start + end
    return 0
