"""Tells whether a work that a note cites in full is in the bibliography already.

A variant that a person has written into ``annote`` of an entry counts as known; what is nearly
the same is left to a person to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from edition.bibliography.database import Bibliography
from edition.bibliography.work import Work
from edition.linking.citations.citation_parts import FullCitation
from edition.model.parameters import TITLE_ALIKE_IN_DRAFTS, TITLE_BLOCK, TITLE_PART
from edition.text.folding import fold_latin

_YEAR = re.compile(r"\d{4}")
_LABEL = re.compile(r"^[^:]{0,30}: | \(sic\)$")
"""What stands around a variant in ``annote``: the notes that have it, and a remark."""


class Likeness(Enum):
    """How a citation compares with an entry."""

    SAME = "same"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Known:
    """An entry as far as citations are compared with it; everything folded."""

    key: str
    titles: tuple[str, ...]
    """Title, short title and the variants that ``annote`` tells."""
    names: frozenset[str]
    years: frozenset[str]
    variants: frozenset[str]
    """Words of ``annote``."""
    open: bool
    """True if the entry lacks what its full citation would tell."""
    periodical: bool


class KnownWorks:
    """All entries of a bibliography, to be compared with citations."""

    def __init__(self, bibliography: Bibliography) -> None:
        self._by_start: dict[str, list[Known]] = {}
        self._by_end: dict[str, list[Known]] = {}
        self._periodicals: dict[str, Known] = {}
        self._books: set[str] = set()
        for key in bibliography.keys:
            self._add(_read(bibliography.work(key)))

    def _add(self, known: Known) -> None:
        for title in known.titles:
            self._by_start.setdefault(title[:TITLE_BLOCK], []).append(known)
            self._by_end.setdefault(title[-TITLE_BLOCK:], []).append(known)
            if known.periodical:
                self._periodicals[title] = known
        self._books.update(known.titles)

    def find(self, citation: FullCitation) -> tuple[str, Likeness] | None:
        """Return the key of the entry that a citation means or nearly means, or None."""
        container = self._find_container(citation)
        if container is not None:
            return container, Likeness.SAME
        found = {known.key: _compare(citation, known) for known in self._candidates(citation)}
        for likeness in Likeness:
            for key, verdict in found.items():
                if verdict is likeness:
                    return key, likeness
        return None

    def _candidates(self, citation: FullCitation) -> Iterator[Known]:
        title = fold_latin(citation.title)
        yield from self._by_start.get(title[:TITLE_BLOCK], ())
        yield from self._by_end.get(title[-TITLE_BLOCK:], ())

    def _find_container(self, citation: FullCitation) -> str | None:
        """An unsigned piece is cited by the newspaper or the book that it stands in."""
        if any(creator.role == "author" for creator in citation.creators):
            return None
        for name in ("journal", "booktitle"):
            title = fold_latin(citation.fields.get(name, ""))
            known = self._periodicals.get(title)
            if known is None and title and citation.type == "newspaper":
                known = self._find_alike(title)
            if known is not None:
                return known.key
            if name == "booktitle" and title in self._books:
                return title
        return None

    def _find_alike(self, title: str) -> Known | None:
        for known in self._periodicals.values():
            if set(title.split()) <= known.variants | set(known.titles[0].split()):
                return known
        return None


def _read(work: Work) -> Known:
    note = work.plain("annote")
    variants = [_LABEL.sub("", part.strip()) for part in note.split(";")]
    fields = [work.title(), work.plain("title"), work.plain("shorttitle")]
    fields += [variant for variant in variants if len(fold_latin(variant)) >= TITLE_PART]
    titles = tuple(dict.fromkeys(fold_latin(field) for field in fields if fold_latin(field)))
    people = [person for role in ("author", "editor", "translator") for person in work.people(role)]
    return Known(
        key=str(work.entry.key),
        titles=titles,
        names=frozenset(
            word for person in people for word in fold_latin(" ".join(person.last_names)).split()
        ),
        years=frozenset(_YEAR.findall(f"{work.plain('year')} {work.raw('date')} {note}")),
        variants=frozenset(fold_latin(note).split()),
        open="incomplete" in work.keywords,
        periodical=work.entry.type == "newspaper",
    )


def _compare(citation: FullCitation, known: Known) -> Likeness | None:
    title = fold_latin(citation.title)
    agrees = _year_agrees(citation, known)
    if agrees and any(_ends(title, other) for other in known.titles):
        return Likeness.SAME
    if not any(_begins(title, other) for other in known.titles):
        alike = any(_is_alike(title, other) for other in known.titles)
        told = alike and any(_is_told(title, other, known) for other in known.titles)
        if not alike or not _names_agree(citation, known):
            return None
        return Likeness.SAME if told and agrees else Likeness.NEAR
    if not _names_agree(citation, known):
        return None
    return Likeness.SAME if agrees else Likeness.NEAR


def _ends(title: str, other: str) -> bool:
    """Tell whether one title ends the other: a citation may be cut too early or too late."""
    short, long = sorted((title, other), key=len)
    return len(short) >= TITLE_PART and long.endswith(f" {short}")


def _begins(title: str, other: str) -> bool:
    """Tell whether one title is the other, or its beginning."""
    short, long = sorted((title, other), key=len)
    # A line end may have left a space inside a word.
    same = long.replace(" ", "") == short.replace(" ", "")
    return same or (len(short) >= TITLE_PART and long.startswith(f"{short} "))


def _is_alike(title: str, other: str) -> bool:
    matcher = SequenceMatcher(None, title, other, autojunk=False)
    return matcher.quick_ratio() > TITLE_ALIKE_IN_DRAFTS and matcher.ratio() > TITLE_ALIKE_IN_DRAFTS


def _is_told(title: str, other: str, known: Known) -> bool:
    """Tell whether the words in which two titles differ stand in ``annote``."""
    return set(title.split()) - set(other.split()) <= known.variants


def _names_agree(citation: FullCitation, known: Known) -> bool:
    cited = {
        word
        for creator in citation.creators
        for name in creator.names
        for word in fold_latin(name).split()
    }
    return not cited or not known.names or bool(cited & (known.names | known.variants))


def _year_agrees(citation: FullCitation, known: Known) -> bool:
    cited = set(_YEAR.findall(citation.fields.get("year", citation.fields.get("date", ""))))
    years = {int(year) for year in known.years}
    covered = bool(years) and all(min(years) <= int(year) <= max(years) for year in cited)
    return known.open or not cited or not known.years or covered
