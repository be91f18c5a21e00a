"""Works that can be cited: the entries of the bibliography, and works cited in full in the text.

A work is found by any of its titles, as far as the words of the text agree with one.
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
    TITLES_BESIDE,
)
from edition.text.folding import Folded, fold_letters, fold_text
from edition.text.tex import plain_tex

_TITLES = ("title", "shorttitle", "maintitle", "origtitle", "titleaddon")
_BREAK = re.compile(r"[:.?!—]\s|\s\(|:\s")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Name:
    """A person or body as far as texts name it: folded family and given names."""

    family: str
    given: str

    def forms(self) -> tuple[str, ...]:
        """Return the folded forms that end what is before a title."""
        if not self.given:
            return (self.family,)
        return (self.family, self.family + self.given, self.given + self.family)


@dataclass(frozen=True, slots=True)
class Title:
    """A folded title with where its words end, in order."""

    text: str
    ends: tuple[int, ...]
    main: int
    """Length of the main title: what is before the first colon or full stop."""
    first: int
    """Length of its first word."""


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """Something that is cited."""

    key: str | None
    """Key in the bibliography; None for a work known from the text alone."""
    names: tuple[Name, ...]
    titles: tuple[Title, ...]
    years: frozenset[str]
    group: str = ""
    """Keyword of its group: literature, archive, newspaper, collection, web, intercept."""
    keywords: frozenset[str] = field(default_factory=frozenset)
    book: tuple[Title, ...] = ()
    """Titles of the book or journal that it is in."""
    daily: bool = False
    """True for an article of a newspaper."""
    number: str = ""
    date: str = ""
    """Date as the bibliography has it: ``1931-09-24``."""
    address: str = ""
    """Address on the web, without its protocol."""


@lru_cache(maxsize=8192)
def name_forms(work: Work) -> tuple[str, ...]:
    """Return the folded forms of all names of a work."""
    return tuple(form for name in work.names for form in name.forms() if form)


def make_title(text: str) -> Title:
    """Return a title folded."""
    folded = fold_text(text)
    breaks = (folded.index(broken.start()) for broken in _BREAK.finditer(text))
    main = next((length for length in breaks if length >= TITLE_MAIN), len(folded.text))
    ends = tuple(sorted(folded.ends))
    return Title(folded.text, ends, main, ends[0] if ends else 0)


def make_titles(texts: Iterable[str], articles: tuple[str, ...]) -> tuple[Title, ...]:
    """Return titles folded, with and without a leading article."""
    found: dict[str, Title] = {}
    for text in texts:
        for form in (text, _without_article(text, articles)):
            title = make_title(form)
            if len(title.text) > 1:
                found.setdefault(title.text, title)
    return tuple(found.values())


def _without_article(text: str, articles: tuple[str, ...]) -> str:
    bare = text.lstrip("“‘\"' ")
    first, _, rest = bare.partition(" ")
    return rest if first in articles and rest else bare


@lru_cache(maxsize=4)
def read_works(bibliography: Bibliography, articles: tuple[str, ...]) -> tuple[Work, ...]:
    """Return a work for every entry of the bibliography that has a title."""

    def read() -> tuple[Work, ...]:
        return tuple(
            _read_work(key, entry, articles)
            for key, entry in bibliography.data.entries.items()
            if "edited" not in _keywords(entry)
        )

    return bibliography.recall(f"works without {' '.join(articles)}", read)


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
    """A span of a folded text that agrees with a title of a work from its beginning."""

    work: Work
    start: int
    end: int
    whole: bool
    """True if the title, or its main part, is there to its end."""
    complete: bool
    """True if the title is there to its last word."""

    @property
    def rank(self) -> tuple[int, bool, bool]:
        """What the better match has more of."""
        return self.end, self.complete, self.whole


_Found = tuple[str, Title, Work]
"""The first word of a title, the title and the work."""


@lru_cache(maxsize=8)
def _index(works: tuple[Work, ...]) -> dict[str, tuple[_Found, ...]]:
    """Return all titles by their first letters; those of the bibliography serve every text."""
    found: dict[str, list[_Found]] = {}
    for work in works:
        for title in work.titles:
            for start, one in _starts(title, work):
                found.setdefault(start, []).append(one)
    return {start: tuple(sorted(titles, key=_text)) for start, titles in found.items()}


def _text(found: _Found) -> str:
    return found[1].text


def _nearest(found: tuple[_Found, ...], folded: Folded, start: int) -> Iterable[_Found]:
    """Return of many titles in order those that have most in common with a text.

    They are beside the place of the text; those that the text has whole are found by their ends.
    """
    if len(found) <= 2 * TITLES_BESIDE:
        return found
    text = folded.text[start : start + TITLE_LONGEST]
    place = bisect_left(found, text, key=_text)
    beside = range(max(0, place - TITLES_BESIDE), min(len(found), place + TITLES_BESIDE))
    equal = (
        index
        for size in range(1, len(text))
        if start + size in folded.ends
        for index in _find_equal(found, text[:size])
    )
    return [found[index] for index in sorted({*beside, *equal})]


def _find_equal(found: tuple[_Found, ...], text: str) -> Iterator[int]:
    """Yield the indices of the titles that are a text, of which many works may have one."""
    first = bisect_left(found, text, key=_text)
    for index in range(first, min(first + TITLES_BESIDE, len(found))):
        if found[index][1].text != text:
            return
        yield index


def _starts(title: Title, work: Work) -> Iterator[tuple[str, _Found]]:
    """Yield the letters by which a title is looked for: the first, and its first short words."""
    found = (title.text[: title.first], title, work)
    yield title.text[:TITLE_BLOCK], found
    for end in title.ends:
        if end < min(TITLE_BLOCK, len(title.text)):
            yield title.text[:end], found


class Titles:
    """All titles of works, to be found in folded texts.

    What is found is kept, so that works must not be added to one that has been asked.
    """

    def __init__(self, works: Iterable[Work], base: Titles | None = None) -> None:
        self._base = base
        self._by_start = dict(_index(tuple(works)))
        self._found: dict[tuple[Folded, int], list[Match]] = {}

    def add(self, title: Title, work: Work) -> None:
        """Let a work be found by a title."""
        for start, found in _starts(title, work):
            self._by_start[start] = tuple(
                sorted((*self._by_start.get(start, ()), found), key=_text)
            )

    def match(self, folded: Folded, start: int) -> list[Match]:
        """Return the titles with which a text agrees from an index of the folded text."""
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
            for head, title, work in _nearest(found_here, folded, start):
                if not text.startswith(head, start):
                    continue
                end = _common(title, folded, start)
                if not end:
                    continue
                size_of = end - start
                match = Match(work, start, end, size_of >= title.main, size_of == len(title.text))
                best = found.get(id(work))
                if best is None or best.rank < match.rank:
                    found[id(work)] = match
        return list(found.values())


def _common(title: Title, folded: Folded, start: int) -> int:
    """Return where the common words of a title and of the text from ``start`` end, or 0."""
    text, words, ends = folded.text, title.text, title.ends
    if TITLE_BROKEN_OFF <= len(text) - start <= len(words) and words.startswith(text[start:]):
        # The end of the text may cut a word.
        return len(text)
    if text.startswith(words, start):
        same = len(ends)
    else:
        same, last = 0, 0
        # Most titles have only the first word in common with the text.
        for end in ends:
            if not text.startswith(words[last:end], start + last):
                break
            same, last = same + 1, end
    for end in reversed(ends[:same]):
        if start + end in folded.ends:
            return start + end
    return 0
