"""What each citation leads to: works by their titles and names, “Ibid.” by what stands before.

A short title is looked for among the works cited in full in the same chapter, then in the whole
text, then in the bibliography. Where more than one work remains, none is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from edition.citations.drafts import Draft
from edition.citations.folding import fold
from edition.citations.model import Abstention
from edition.citations.names import agree
from edition.citations.shortened import name_forms
from edition.citations.words import Words
from edition.citations.works import Name, Work, make_titles

ALIKE = 0.86
"""How much two spellings of a title must have in common to be one."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A draft with the work that it cites, or why it cites none that is known."""

    draft: Draft
    work: Work | None
    reason: Abstention | None = None


@dataclass(slots=True)
class Shelf:
    """The works that a text can cite, and where it cites them in full."""

    works: list[Work]
    words: Words
    cited: dict[str, set[Work]] = field(default_factory=dict)
    """Works cited in full, by chapter."""

    def of_group(self, *groups: str) -> list[Work]:
        """Return the works of some groups."""
        return [work for work in self.works if work.group in groups]

    def cite(self, work: Work, scope: str) -> None:
        """Note that a chapter cites a work in full."""
        self.cited.setdefault(scope, set()).add(work)

    def nearness(self, work: Work, scope: str) -> int:
        """Return 2 for a work cited in full in the chapter, 1 for one of the text, else 0."""
        if work in self.cited.get(scope, ()):
            return 2
        return int(any(work in works for works in self.cited.values()))


def choose_full(draft: Draft, shelf: Shelf) -> Resolved:
    """Return the work that a full citation gives, if the bibliography has it."""
    works = _agreeing(draft, shelf.words)
    works = _prefer(works, lambda work: draft.year in work.years)
    if not works:
        works = _alike(draft, shelf)
    if len(works) > 1:
        works = _prefer(works, lambda work: bool(work.names) == bool(draft.names))
    if len(works) == 1:
        return Resolved(draft, works[0])
    return Resolved(draft, None, Abstention.AMBIGUOUS if works else Abstention.NO_ENTRY)


def choose_short(draft: Draft, scope: str, shelf: Shelf) -> Resolved:
    """Return the work that a short citation means in a chapter."""
    works = _agreeing(draft, shelf.words) or _alike(draft, shelf)
    if not works:
        return Resolved(draft, None, Abstention.LOST)
    nearest = max(shelf.nearness(work, scope) for work in works)
    works = [work for work in works if shelf.nearness(work, scope) == nearest]
    if len(works) > 1:
        matched = {match.work: match for match in draft.matches}
        works = _prefer(works, lambda work: work in matched and matched[work].complete)
        works = _prefer(works, lambda work: work in matched and matched[work].whole)
    if len(works) > 1:
        works = _prefer(works, lambda work: bool(work.names) == bool(draft.names))
    if len(works) > 1 and draft.year:
        works = _prefer(works, lambda work: draft.year in work.years)
    if len(works) == 1:
        return Resolved(draft, works[0])
    return Resolved(draft, None, Abstention.AMBIGUOUS)


def _agreeing(draft: Draft, words: Words) -> list[Work]:
    """Return the works of a draft whose names go along with those that are printed."""
    works = list(dict.fromkeys(match.work for match in draft.matches))
    if not draft.names:
        return works
    agreed = [work for work in works if agree(draft.names, name_forms(work), words)]
    return agreed or [work for work in works if not work.names]


def _prefer(works: list[Work], wanted: object) -> list[Work]:
    assert callable(wanted)
    return [work for work in works if wanted(work)] or works


def _alike(draft: Draft, shelf: Shelf) -> list[Work]:
    """Return the works with a title that is spelled nearly like that of a draft."""
    title = fold(draft.title)
    if len(title) < 5:
        return []
    found = []
    for work in shelf.works:
        if work.group in {"archive", "newspaper", "intercept"}:
            continue
        if draft.names and not agree(draft.names, name_forms(work), shelf.words):
            continue
        if not draft.names and work.names:
            continue
        if any(_similar(title, one.text) for one in work.titles):
            found.append(work)
    return found


def _similar(short: str, title: str) -> bool:
    head = title[: len(short)]
    if abs(len(head) - len(short)) > 3 or head[:1] != short[:1]:
        return False
    matcher = SequenceMatcher(None, short, head, autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def find_named(text: str, works: Iterable[Work]) -> Work | None:
    """Return the work whose title is longest among those that a text names, or None."""
    folded = fold(text)
    best: tuple[int, Work] | None = None
    for work in works:
        for title in work.titles:
            if title.text in folded and (best is None or len(title.text) > best[0]):
                best = (len(title.text), work)
    return best[1] if best else None


def find_newspaper(name: str, works: Iterable[Work]) -> Work | None:
    """Return the newspaper with a name, misprints allowed, or None."""
    folded = fold(name)
    candidates = [(title.text, work) for work in works for title in work.titles]
    for text, work in candidates:
        if text == folded:
            return work
    for text, work in candidates:
        if abs(len(text) - len(folded)) < 4 and SequenceMatcher(None, text, folded).ratio() > ALIKE:
            return work
    return None


def learn_work(draft: Draft, words: Words) -> Work:
    """Return a work that the text alone tells of, from its full citation."""
    return Work(
        key=None,
        names=tuple(_names(draft.names, words)),
        titles=make_titles([draft.title] if draft.title else [draft.container], words.articles),
        years=frozenset({draft.year} if draft.year else ()),
    )


def _names(printed: str, words: Words) -> Iterable[Name]:
    bare = re.sub(r"[(\[][^()\[\]]*[)\]]", " ", printed)
    for person in re.split(r",\s+(?:and\s+)?|\s+and\s+|/", bare):
        parts = [part for part in person.split() if fold(part) not in words.editors]
        if parts:
            yield Name(fold(parts[-1]), fold(" ".join(parts[:-1])))
            if len(parts) > 1:
                yield Name(fold(parts[0]), fold(" ".join(parts[1:])))
