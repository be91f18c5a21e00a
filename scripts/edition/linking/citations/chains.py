"""“Ibid.”: the same work as before, as long as it is certain what stands before.

After a note that is wanting or breaks off nothing is certain, unless the words that follow
“Ibid.” prove what is meant: a call number that the text gives to one archive only, or the names
of all authors of a work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from edition.linking.citations.drafts import Draft
from edition.linking.citations.passages import Passage
from edition.linking.citations.resolution import Resolved, Shelf, find_address
from edition.linking.citations.words import Words
from edition.linking.citations.works import Work
from edition.model.citation import Abstention, CitationKind
from edition.model.document import NoteState
from edition.model.parameters import IBID_AHEAD
from edition.text.folding import fold_letters

_BROKEN = (NoteState.WANTING, NoteState.TRUNCATED)


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation that stands before, as printed."""

    resolved: Resolved
    text: str
    units: frozenset[tuple[str, str]]
    """Levels of its call number with their values: ``("f", "558")``."""

    @property
    def work(self) -> Work | None:
        """The work that it cites."""
        return self.resolved.work


class Chain:
    """What is cited before, note by note."""

    def __init__(self, words: Words, shelf: Shelf) -> None:
        self._unit = re.compile(rf"(?<!\w){words.level},?[\s-]*(\w+)")
        self._shelf = shelf
        self._levels: dict[Work, set[str]] = {}
        self._passage: Passage | None = None
        self._lost = True
        self._before: list[Cited] = []
        """Citations of the note before."""
        self._here: list[Cited] = []
        self._chapter: list[Cited] = []

    def survey(self, cited: Iterable[tuple[Work, str]]) -> None:
        """Learn which levels the call numbers of each archive have in the text."""
        for work, text in cited:
            self._levels.setdefault(work, set()).update(level for level, _ in self._units(text))

    def begin(self, passage: Passage) -> None:
        """Go on to the next note."""
        last = self._passage
        if last is not None:
            self._lost = last.note is not None and last.note.state in _BROKEN
            if last.scope != passage.scope:
                self._chapter = []
        self._before, self._here = self._here, []
        self._passage = passage

    def add(self, resolved: Resolved, text: str) -> None:
        """Note a citation of the note that is read."""
        cited = Cited(resolved, text, self._units(text))
        self._here.append(cited)
        self._chapter.append(cited)

    def resolve(self, draft: Draft, passage: Passage) -> Resolved:
        """Return what “Ibid.” repeats, or why that is not certain."""
        if self._here:
            return _repeat(draft, self._here[-1])
        text = passage.text[draft.start : draft.end]
        works = {cited.work for cited in self._before}
        reason = self._doubt(passage, works)
        if reason is None:
            return _repeat(draft, self._before[-1])
        proved = self._prove(
            draft, passage, text, works if reason is Abstention.SEVERAL_BEFORE else None
        )
        return Resolved(draft, proved, None if proved else reason)

    def _doubt(self, passage: Passage, works: set[Work | None]) -> Abstention | None:
        if self._lost or passage.headless:
            return Abstention.WANTING_BEFORE
        if not self._before:
            return Abstention.NONE_BEFORE
        single = len(works) == 1 and (None not in works or len(self._before) == 1)
        return None if single else Abstention.SEVERAL_BEFORE

    def _prove(
        self, draft: Draft, passage: Passage, text: str, works: set[Work | None] | None
    ) -> Work | None:
        """Return the one work that the words after “Ibid.” allow, of the note before if given."""
        ahead = passage.text[draft.end : draft.end + IBID_AHEAD]
        address = re.match(r"[\s:,(]*(https?:\S+)", ahead)
        if address:
            return find_address(address[1].rstrip(";,."), self._shelf.works)
        units = self._units(text)
        if units:
            return self._by_units(units, works)
        mark = re.match(r"\W*(?:ibid\.,?\s*)?([A-Z]{2,6}),?\s\d", text, re.IGNORECASE)
        if mark:
            return self.find_holding(mark[1])
        return (
            self._by_names(passage.text[draft.end : draft.end + IBID_AHEAD])
            if works is None
            else None
        )

    def _by_units(
        self, units: frozenset[tuple[str, str]], works: set[Work | None] | None
    ) -> Work | None:
        levels = {level for level, _ in units}
        fitting = [work for work, known in self._levels.items() if levels <= known]
        if works is not None:
            fitting = [work for work in fitting if work in works]
        if len(fitting) == 1:
            return fitting[0]
        firm = {unit for unit in units if not unit[0].startswith("l")}
        same = {cited.work for cited in self._chapter if firm and firm <= cited.units}
        same.discard(None)
        return same.pop() if len(same) == 1 else None

    def _by_names(self, ahead: str) -> Work | None:
        folded = fold_letters(ahead)
        named = {
            cited.work
            for cited in self._chapter
            if cited.work is not None
            and len(cited.work.names) > 1
            and all(name.family in folded for name in cited.work.names)
        }
        return named.pop() if len(named) == 1 else None

    def find_holding(self, name: str) -> Work | None:
        """Return the archive of the last document of the chapter whose shelf mark has a name."""
        pattern = re.compile(rf"\b{re.escape(name)}\b")
        for cited in self._chapter[::-1]:
            if cited.work is not None and pattern.search(cited.text):
                return cited.work
        return None

    def continue_holding(self, draft: Draft) -> Resolved:
        """Return the archive of the citation directly before, for a further unit of it."""
        return _repeat(draft, self._here[-1]) if self._here else Resolved(draft, None)

    def find_container(self, draft: Draft) -> Resolved:
        """Return the newspaper of the citation before, for one that gives only its date."""
        for cited in [*self._before, *self._here][::-1]:
            if cited.resolved.draft.kind is CitationKind.NEWSPAPER and cited.work is not None:
                return Resolved(draft, cited.work)
        return Resolved(draft, None, Abstention.NEVER_GIVEN)

    def _units(self, text: str) -> frozenset[tuple[str, str]]:
        found = set()
        for match in self._unit.finditer(text):
            level = re.match(r"[\w/]+", match[0])
            if level is not None:
                found.add((level[0], match[1]))
        return frozenset(found)


def _repeat(draft: Draft, before: Cited) -> Resolved:
    if before.work is None or before.work.key is None:
        return Resolved(draft, before.work, Abstention.UNRESOLVED_BEFORE)
    return Resolved(draft, before.work)
