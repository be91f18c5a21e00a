"""The earlier citations of a text, which “ibid.” and “idem” refer to.

“Ibid.” is the preceding work. After a note that is missing or truncated it stays unresolved, unless
the words that follow identify the work: a call number that the text has for one archive only, or
the names of all authors of a work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from edition.linking.citations.drafts import Draft
from edition.linking.citations.matching import has_names
from edition.linking.citations.passages import Passage
from edition.linking.citations.resolution import CitableWorks, Resolved, find_address
from edition.linking.citations.words import CitationWords
from edition.linking.citations.works import Work, name_forms
from edition.model.citation import Abstention, CitationKind
from edition.model.document import NoteState
from edition.model.parameters import IBID_AHEAD
from edition.text.folding import fold_letters

_BROKEN = (NoteState.MISSING, NoteState.TRUNCATED)


@dataclass(frozen=True, slots=True)
class Cited:
    """An earlier citation with its printed text."""

    resolved: Resolved
    text: str
    units: frozenset[tuple[str, str]]
    """The levels of its call number with their values: ``("f", "558")``."""

    @property
    def work(self) -> Work | None:
        """The cited work, or None if it is unresolved."""
        return self.resolved.work


class History:
    """The earlier citations of a text, collected note by note."""

    def __init__(self, words: CitationWords, citable: CitableWorks) -> None:
        self._unit = re.compile(rf"(?<!\w){words.level},?[\s-]*(\w+)")
        self._citable = citable
        self._levels: dict[Work, set[str]] = {}
        self._passage: Passage | None = None
        self._incomplete = True
        self._before: list[Cited] = []
        """Citations of the preceding note."""
        self._here: list[Cited] = []
        self._chapter: list[Cited] = []
        self._notes: dict[str, list[Cited]] = {}
        """Citations of the notes of the chapter, by mark."""

    def survey(self, cited: Iterable[tuple[Work, str]]) -> None:
        """Record which levels the call numbers of each archive have in the text."""
        for work, text in cited:
            self._levels.setdefault(work, set()).update(level for level, _ in self._units(text))

    def begin(self, passage: Passage) -> None:
        """Start the next note."""
        last = self._passage
        if last is not None:
            # “Ibid.” may refer to a citation in the text that the witness lacks.
            self._incomplete = last.note is not None and last.note.state in _BROKEN
            if last.scope != passage.scope:
                self._chapter, self._notes = [], {}
        self._before, self._here = [] if passage.fragment else self._here, []
        self._passage = passage
        if passage.note is not None:
            self._notes[passage.note.mark] = self._here

    def add(self, resolved: Resolved, text: str) -> None:
        """Add a citation of the current note, unless it is a bare title, which “ibid.” ignores."""
        draft = resolved.draft
        if draft.kind is CitationKind.FULL and draft.is_title_alone:
            return
        cited = Cited(resolved, text, self._units(text))
        self._here.append(cited)
        self._chapter.append(cited)

    def name_same(self, draft: Draft) -> Draft:
        """Return a draft of “idem” with the author of the preceding citation."""
        before = [*self._before, *self._here][-1:]
        names = before[0].work.names if before and before[0].work is not None else ()
        return replace(draft, names=names[0].family) if names else draft

    def find_note(self, draft: Draft) -> Resolved:
        """Resolve a draft that refers back to a work by the number of an earlier note."""
        works = dict.fromkeys(cited.work for cited in self._notes.get(draft.note, ()) if cited.work)
        names, short_title = draft.names, fold_letters(draft.title)
        found = []
        for work in works:
            # The title of a work without an author may have been read as names.
            wanted = short_title or ("" if work.names else fold_letters(names))
            same_author = not (work.names and names) or has_names(
                names, name_forms(work), self._citable.words
            )
            if same_author and any(wanted in title.text for title in work.titles):
                found.append(work)
        if len(found) == 1:
            return _repeat(draft, Cited(Resolved(draft, found[0]), "", frozenset()))
        return Resolved(draft, None, Abstention.AMBIGUOUS if found else Abstention.LOST)

    def resolve(self, draft: Draft, passage: Passage) -> Resolved:
        """Resolve “ibid.”, or give the reason why it is not certain."""
        if self._here:
            return _repeat(draft, self._here[-1])
        works = {cited.work for cited in self._before}
        reason = self._doubt(passage, works)
        if reason is None:
            return _repeat(draft, self._before[-1])
        # After several works it is one of them; after an incomplete note it may be any work.
        candidates = works if reason is Abstention.SEVERAL_BEFORE else None
        identified = self._identify(draft, passage, candidates)
        return Resolved(draft, identified, None if identified else reason)

    def _doubt(self, passage: Passage, works: set[Work | None]) -> Abstention | None:
        if self._incomplete or passage.headless:
            return Abstention.MISSING_BEFORE
        if not self._before:
            return Abstention.NONE_BEFORE
        single = len(works) == 1 and (None not in works or len(self._before) == 1)
        return None if single else Abstention.SEVERAL_BEFORE

    def _identify(
        self, draft: Draft, passage: Passage, works: set[Work | None] | None
    ) -> Work | None:
        """Return the only work, among ``works`` if not None, that fits the words after “ibid.”."""
        ahead = passage.text[draft.end : draft.end + IBID_AHEAD]
        address = re.match(r"[\s:,(]*(https?:\S+)", ahead)
        if address:
            return find_address(address[1].rstrip(";,."), self._citable.works)
        if units := self._units(passage.text[draft.start : draft.end]):
            return self._by_units(units, works)
        return self._by_names(ahead) if works is None else None

    def _by_units(
        self, units: frozenset[tuple[str, str]], works: set[Work | None] | None
    ) -> Work | None:
        levels = {level for level, _ in units}
        fitting = [
            work
            for work, known in self._levels.items()
            if levels <= known and (works is None or work in works)
        ]
        if len(fitting) == 1:
            return fitting[0]
        # Leaves (l., ll.) differ from note to note; the levels above them identify the file.
        upper = {unit for unit in units if not unit[0].startswith("l")}
        same_file = {cited.work for cited in self._chapter if upper and upper <= cited.units}
        same_file.discard(None)
        return same_file.pop() if len(same_file) == 1 else None

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
        """Return the archive of the last citation in the chapter that contains a name, or None."""
        pattern = re.compile(rf"\b{re.escape(name)}\b")
        for cited in self._chapter[::-1]:
            if cited.work is not None and pattern.search(cited.text):
                return cited.work
        return None

    def continue_holding(self, draft: Draft) -> Resolved:
        """Resolve a further unit of the archive in the directly preceding citation."""
        return _repeat(draft, self._here[-1]) if self._here else Resolved(draft, None)

    def find_container(self, draft: Draft) -> Resolved:
        """Resolve a date alone as an issue of the last newspaper in this or the preceding note."""
        for cited in [*self._before, *self._here][::-1]:
            if cited.resolved.draft.kind is CitationKind.NEWSPAPER and cited.work is not None:
                return Resolved(draft, cited.work)
        return Resolved(draft, None, Abstention.NEVER_GIVEN)

    def _units(self, text: str) -> frozenset[tuple[str, str]]:
        matches = self._unit.finditer(text)
        return frozenset(
            (level[0], match[1]) for match in matches if (level := re.match(r"[\w/]+", match[0]))
        )


def _repeat(draft: Draft, before: Cited) -> Resolved:
    if before.work is None or before.work.key is None:
        return Resolved(draft, before.work, Abstention.UNRESOLVED_BEFORE)
    return Resolved(draft, before.work)
