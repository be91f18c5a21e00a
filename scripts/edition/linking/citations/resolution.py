"""Choose the work that a citation cites, by its title and names.

A short title is searched for among the works cited in full in the same chapter, then in the text,
then in the bibliography. If more than one work remains, none is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import IntEnum, auto

from edition.linking.citations.drafts import Draft
from edition.linking.citations.matching import has_names
from edition.linking.citations.words import CitationWords
from edition.linking.citations.works import Name, Work, make_titles, name_forms
from edition.model import parameters
from edition.model.citation import Abstention
from edition.text.folding import fold_letters


@dataclass(frozen=True, slots=True)
class Resolved:
    """A draft with the cited work, or with the reason why none was chosen."""

    draft: Draft
    work: Work | None
    reason: Abstention | None = None


class Nearness(IntEnum):
    """How near to a place a text cites a work in full, in ascending order."""

    NOWHERE = auto()
    TEXT = auto()
    CHAPTER = auto()
    BEFORE = auto()
    """In the same chapter, before the place."""


@dataclass(slots=True)
class CitableWorks:
    """The works that a text can cite, and the chapters that cite them in full."""

    works: list[Work]
    words: CitationWords
    cited: dict[str, set[Work]] = field(default_factory=dict)
    """Works cited in full, by chapter."""
    before: set[Work] = field(default_factory=set)
    """Works already cited in full in the current chapter."""

    def of_group(self, *groups: str) -> list[Work]:
        """Return the works of the groups."""
        return [work for work in self.works if work.group in groups]

    def cite(self, work: Work, scope: str) -> None:
        """Record that a chapter cites a work in full."""
        self.cited.setdefault(scope, set()).add(work)

    def families(self) -> frozenset[str]:
        """Return the folded family names of all authors whose works the text cites in full."""
        return frozenset(
            name.family for works in self.cited.values() for work in works for name in work.names
        )

    def nearness(self, work: Work, scope: str) -> Nearness:
        """Return how near to the current place in a chapter a work is cited in full."""
        if work in self.before:
            return Nearness.BEFORE
        if work in self.cited.get(scope, ()):
            return Nearness.CHAPTER
        found = any(work in works for works in self.cited.values())
        return Nearness.TEXT if found else Nearness.NOWHERE


def choose_full(draft: Draft, citable: CitableWorks) -> Resolved:
    """Choose the work of a full citation."""
    works = _list_with_names(draft, citable.words)
    works = _prefer(works, lambda work: draft.year in work.years)
    date = citable.words.read_date(draft.date) if len(works) > 1 else ""
    works = _prefer(works, lambda work: bool(date) and work.date == date)
    if draft.year and not any(draft.year in work.years or not work.years for work in works):
        # Another volume or edition with a similar title may have the year.
        works = [
            work for work in _list_similar(draft, citable) if draft.year in work.years
        ] or works
    works = works or _list_similar(draft, citable)
    complete = {match.work for match in draft.matches if match.complete}
    works = _prefer(works, lambda work: work in complete)
    # A citation without a name probably cites an entry without one.
    works = _prefer(works, lambda work: bool(work.names) == bool(draft.names))
    return _choose_only(draft, works, Abstention.NO_ENTRY)


def choose_short(draft: Draft, scope: str, citable: CitableWorks) -> Resolved:
    """Choose the work of a short citation in a chapter."""
    if not (draft.title or draft.matches):
        return _choose_author(draft, citable)
    # From the strictest rule to the most lenient; each applies if the one before finds nothing.
    works = (
        _list_with_names(draft, citable.words)
        or _list_similar(draft, citable)
        or _list_containing(draft, citable)
    )
    if not works:
        return Resolved(draft, None, Abstention.LOST)
    if draft.volume or draft.year:
        works = _prefer(works, lambda work: _has_volume(work, draft, citable.words))
    nearest = max(citable.nearness(work, scope) for work in works)
    works = [work for work in works if citable.nearness(work, scope) == nearest]
    matched = {match.work: match for match in draft.matches}
    works = _prefer(works, lambda work: work in matched and matched[work].complete)
    works = _prefer(works, lambda work: work in matched and matched[work].whole)
    works = _prefer(works, lambda work: bool(work.names) == bool(draft.names))
    if draft.names:
        count = len(re.findall(r",\s(?!eds?\b|comps?\b)|\sand\s", draft.names)) + 1
        works = _prefer(works, lambda work: len(work.names) == count)
    return _choose_only(draft, works, Abstention.LOST)


def _choose_author(draft: Draft, citable: CitableWorks) -> Resolved:
    """Choose the only work of an author that the text cites in full."""
    cited: set[Work] = set().union(*citable.cited.values())
    works = [w for w in cited if has_names(draft.names, name_forms(w), citable.words)]
    works = _prefer(works, lambda work: work in citable.before)
    return _choose_only(draft, works, Abstention.LOST)


def _has_volume(work: Work, draft: Draft, words: CitationWords) -> bool:
    """Return True if a work has the year, or its title the volume, printed after a short title."""
    if draft.year:
        return draft.year in work.years
    numbers = re.findall(r"\b(?:\d+|[IVXLC]+)\b", draft.volume)
    return bool(numbers) and any(
        fold_letters(volume + numbers[-1]) in title.text
        for volume in words.volumes
        for title in work.titles
    )


def _list_with_names(draft: Draft, words: CitationWords) -> list[Work]:
    """Return the matched works of a draft whose names are those printed."""
    works = list(dict.fromkeys(match.work for match in draft.matches))
    if not draft.names:
        return works
    agreed = [work for work in works if has_names(draft.names, name_forms(work), words)]
    if agreed:
        return agreed
    # With a pen name or a misprinted name, the complete title may still identify the work.
    exact = {
        match.work
        for match in draft.matches
        if match.whole and match.end - match.start >= parameters.TITLE_DISTINCTIVE
    }
    return [work for work in works if not work.names or work in exact]


def _prefer(works: list[Work], wanted: Callable[[Work], bool]) -> list[Work]:
    """Return the works that satisfy a condition, or all if none does."""
    return [work for work in works if wanted(work)] or works


def _choose_only(draft: Draft, works: list[Work], otherwise: Abstention) -> Resolved:
    if len(works) == 1:
        return Resolved(draft, works[0])
    return Resolved(draft, None, Abstention.AMBIGUOUS if works else otherwise)


def _list_similar(draft: Draft, citable: CitableWorks) -> list[Work]:
    """Return the works with a title spelled almost like that of a draft."""
    title = fold_letters(draft.title)
    if len(title) < parameters.TITLE_SIMILARITY_LETTERS:
        return []
    found = []
    for work in citable.works:
        if work.group in {"archive", "newspaper", "intercept"}:
            continue
        if not draft.names and work.names:
            continue
        parts = [part for known in work.titles for part in _cut_title(title, known.text)]
        if not parts or not any(
            _compare(title, part) >= parameters.TITLE_SIMILARITY for part in parts
        ):
            continue
        if not draft.names or has_names(draft.names, name_forms(work), citable.words):
            found.append(work)
    return found


def _list_containing(draft: Draft, citable: CitableWorks) -> list[Work]:
    """Return the works cited in full whose title contains the title of a draft anywhere.

    The Chicago Manual of Style forms short titles from key words of the main title; most texts use
    its beginning.
    """
    title = fold_letters(draft.title)
    if len(title) < parameters.TITLE_WORD or not (draft.names or draft.container):
        return []
    cited: set[Work] = set().union(*citable.cited.values())
    return [
        work
        for work in citable.works
        if work in cited
        and any(title in known.text for known in work.titles)
        and (
            has_names(draft.names, name_forms(work), citable.words)
            if draft.names
            else not work.names
        )
    ]


def _cut_title(short: str, title: str) -> list[str]:
    """Return the beginning and the ends of a title that may be a variant of a short title."""
    size = len(short)
    if len(title) < size - parameters.TITLE_CUT_LETTERS:
        return []
    parts = (title[:size], title[1 - size :], title[-size:], title[-size - 1 :])
    return [part for part in parts if part[:1] == short[:1]]


def _compare(first: str, second: str) -> float:
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= parameters.TITLE_LIKELY else 0.0


def find_named(text: str, works: Iterable[Work]) -> Work | None:
    """Return the work with the longest title that a text contains, or None."""
    folded = fold_letters(text)
    best: tuple[int, Work] | None = None
    for work in works:
        for title in work.titles:
            if title.text in folded and (best is None or len(title.text) > best[0]):
                best = (len(title.text), work)
    return best[1] if best else None


def find_newspaper(name: str, works: Iterable[Work]) -> Work | None:
    """Return the newspaper with a name, which may have misprints, or None."""
    folded = fold_letters(name)
    candidates = [(title.text, work) for work in works for title in work.titles]
    for text, work in candidates:
        if text == folded:
            return work
    near = [
        (_compare(text, folded), work)
        for text, work in candidates
        if abs(len(text) - len(folded)) < parameters.NEWSPAPER_LETTERS and text[:1] == folded[:1]
    ]
    ratio, best = max(near, key=lambda item: item[0], default=(0.0, None))
    return best if ratio >= parameters.TITLE_LIKELY else None


def find_address(text: str, works: Iterable[Work]) -> Work | None:
    """Return the work at a web address, or the only archive on its host, or None."""
    address = re.sub(r"^https?:\s?/{0,2}|\s", "", text).rstrip("/.")
    with_address = [work for work in works if work.address]
    for work in with_address:
        if work.address.rstrip("/") == address:
            return work
    host, _, _ = address.partition("/")
    on_host = [
        work
        for work in with_address
        if work.address.partition("/")[0] == host and work.group == "archive"
    ]
    return on_host[0] if len(on_host) == 1 and host else None


def make_work(draft: Draft, words: CitationWords) -> Work:
    """Return the work of a full citation that has no entry in the bibliography."""
    return Work(
        key=None,
        names=tuple(_split_names(draft.names, words)),
        titles=make_titles([draft.title] if draft.title else [draft.container], words.articles),
        years=frozenset({draft.year} if draft.year else ()),
    )


def _split_names(printed: str, words: CitationWords) -> Iterable[Name]:
    bare = re.sub(r"[(\[][^()\[\]]*[)\]]", " ", printed)
    for person in re.split(r",\s+(?:and\s+)?|\s+and\s+|/", bare):
        parts = [part for part in person.split() if fold_letters(part) not in words.editors]
        if parts:
            yield Name(fold_letters(parts[-1]), fold_letters(" ".join(parts[:-1])))
            if len(parts) > 1:
                yield Name(fold_letters(parts[0]), fold_letters(" ".join(parts[1:])))
