"""Resolves the citations of a text: full ones first, then short ones and “Ibid.” note by note.

“Ibid.” is the preceding work. After a note that is missing or truncated none is certain, unless the
words that follow prove which is meant: a call number that the text gives to one archive only, or
the names of all authors of a work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from edition.bibliography.database import Bibliography
from edition.linking.citations.decided import find_answer
from edition.linking.citations.documents import find_numbered
from edition.linking.citations.drafts import Draft
from edition.linking.citations.finding import (
    Forms,
    add_authors,
    find_drafts,
    find_forms,
    list_full,
    make_finder,
    match_forms,
)
from edition.linking.citations.matching import agree
from edition.linking.citations.passages import Passage, read_notes, read_remains
from edition.linking.citations.resolution import (
    Resolved,
    Shelf,
    choose_full,
    choose_short,
    find_address,
    find_named,
    find_newspaper,
    learn_work,
)
from edition.linking.citations.words import Words, make_words
from edition.linking.citations.works import (
    Title,
    Titles,
    Work,
    make_title,
    name_forms,
    read_works,
)
from edition.model.citation import Abstention, Citation, CitationKind
from edition.model.document import Document, NoteState
from edition.model.parameters import IBID_AHEAD, NAME_END
from edition.text.folding import fold_letters
from edition.text.page_ranges import complete_ranges
from edition.text.span import Span

# --- “Ibid.”: the preceding work, if it is certain which that is --------------------------------


_BROKEN = (NoteState.MISSING, NoteState.TRUNCATED)


@dataclass(frozen=True, slots=True)
class Cited:
    """An earlier citation, as printed."""

    resolved: Resolved
    text: str
    units: frozenset[tuple[str, str]]
    """Levels of its call number with their values: ``("f", "558")``."""

    @property
    def work(self) -> Work | None:
        """The work that it cites."""
        return self.resolved.work


class Chain:
    """The earlier citations, note by note."""

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
        self._notes: dict[str, list[Cited]] = {}
        """Citations of the chapter's notes, by their marks."""

    def survey(self, cited: Iterable[tuple[Work, str]]) -> None:
        """Learn which levels the call numbers of each archive have in the text."""
        for work, text in cited:
            self._levels.setdefault(work, set()).update(level for level, _ in self._units(text))

    def begin(self, passage: Passage) -> None:
        """Begin the next note."""
        last = self._passage
        if last is not None:
            # What “Ibid.” repeats may have been in the words that the witness lacks.
            self._lost = last.note is not None and last.note.state in _BROKEN
            if last.scope != passage.scope:
                self._chapter, self._notes = [], {}
        self._before, self._here = [] if passage.remains else self._here, []
        self._passage = passage
        if passage.note is not None:
            self._notes[passage.note.sign] = self._here

    def add(self, resolved: Resolved, text: str) -> None:
        """Add a citation of the current note; “Ibid.” never repeats a bare title."""
        draft = resolved.draft
        if draft.kind is CitationKind.FULL and draft.is_title_alone:
            return
        cited = Cited(resolved, text, self._units(text))
        self._here.append(cited)
        self._chapter.append(cited)

    def name_same(self, draft: Draft) -> Draft:
        """Return a draft with the author cited before, for a word such as “idem”."""
        before = [*self._before, *self._here][-1:]
        names = before[0].work.names if before and before[0].work is not None else ()
        return replace(draft, names=names[0].family) if names else draft

    def find_note(self, draft: Draft) -> Resolved:
        """Return the one work that a note cites to which a draft refers back."""
        works = {cited.work: None for cited in self._notes.get(draft.note, ()) if cited.work}
        names, title = draft.names, fold_letters(draft.title)
        found = []
        for work in works:
            # A work without an author is named by its title, which may have been read as names.
            words = title or ("" if work.names else fold_letters(names))
            same = not (work.names and names) or agree(names, name_forms(work), self._shelf.words)
            if same and any(words in one.text for one in work.titles):
                found.append(work)
        if len(found) == 1:
            return _repeat(draft, Cited(Resolved(draft, found[0]), "", frozenset()))
        return Resolved(draft, None, Abstention.AMBIGUOUS if found else Abstention.LOST)

    def resolve(self, draft: Draft, passage: Passage) -> Resolved:
        """Return what “Ibid.” repeats, or why that is not certain."""
        if self._here:
            return _repeat(draft, self._here[-1])
        works = {cited.work for cited in self._before}
        reason = self._doubt(passage, works)
        if reason is None:
            return _repeat(draft, self._before[-1])
        # After several works it is one of them; after a lost note it can be any.
        among = works if reason is Abstention.SEVERAL_BEFORE else None
        proved = self._prove(draft, passage, among)
        return Resolved(draft, proved, None if proved else reason)

    def _doubt(self, passage: Passage, works: set[Work | None]) -> Abstention | None:
        if self._lost or passage.headless:
            return Abstention.MISSING_BEFORE
        if not self._before:
            return Abstention.NONE_BEFORE
        single = len(works) == 1 and (None not in works or len(self._before) == 1)
        return None if single else Abstention.SEVERAL_BEFORE

    def _prove(self, draft: Draft, passage: Passage, works: set[Work | None] | None) -> Work | None:
        """Return the one work that the words after “Ibid.” allow, of the note before if given."""
        ahead = passage.text[draft.end : draft.end + IBID_AHEAD]
        address = re.match(r"[\s:,(]*(https?:\S+)", ahead)
        if address:
            return find_address(address[1].rstrip(";,."), self._shelf.works)
        if units := self._units(passage.text[draft.start : draft.end]):
            return self._by_units(units, works)
        return self._by_names(ahead) if works is None else None

    def _by_units(
        self, units: frozenset[tuple[str, str]], works: set[Work | None] | None
    ) -> Work | None:
        levels = {level for level, _ in units}
        fitting = [work for work, known in self._levels.items() if levels <= known]
        if works is not None:
            fitting = [work for work in fitting if work in works]
        if len(fitting) == 1:
            return fitting[0]
        # Leaves (l., ll.) differ from note to note, the levels above them are those of one file.
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


def find_citations(
    document: Document,
    bibliography: Bibliography,
    options: Mapping[str, Any],
    decided: Mapping[Span, str] = MappingProxyType({}),
) -> tuple[Citation, ...]:
    """Find and resolve the citations of a text's notes, and of note text that has lost its note.

    ``options`` are those of ``OPTIONS``, the words of the text's convention of citing.
    """
    resolved = resolve_drafts(document, bibliography, options, decided)
    return tuple(_make_citation(passage, one) for passage, one in resolved)


def resolve_drafts(
    document: Document,
    bibliography: Bibliography,
    options: Mapping[str, Any],
    decided: Mapping[Span, str] = MappingProxyType({}),
) -> Iterator[tuple[Passage, Resolved]]:
    """Yield what the notes cite in order, each with its note and the work that it means."""
    words = make_words(options)
    finder = make_finder(words)
    known = read_works(bibliography, words.articles)
    shelf = Shelf(list(known), words)
    passages = [*read_notes(document), *read_remains(document)]
    titles = Titles(known)
    forms = [match_forms(one, find_forms(one, finder), titles, words) for one in passages]
    # A short form may come before the full citation: all full ones are known before any is read.
    _learn(forms, shelf)
    aliases = list(_learn_aliases(passages, forms, shelf))
    titles = Titles(shelf.works[len(known) :], titles)
    for title, work in aliases:
        titles.add(title, work)
    found = [
        (passage, find_drafts(passage, form, finder, titles))
        for passage, form in zip(passages, forms, strict=True)
    ]
    for passage, drafts in found:
        for draft in drafts:
            if draft.kind is CitationKind.FULL:
                chosen = choose_full(draft, shelf)
                if chosen.work is not None:
                    shelf.cite(chosen.work, passage.scope)
    # A name alone cites a work only if the text cites one of this author in full somewhere.
    families = shelf.families()
    found = [(passage, add_authors(passage, some, finder, families)) for passage, some in found]
    chain = Chain(words, shelf)
    chain.survey(_survey(found, shelf))
    entries = {one.key: one for one in known}
    scope = ""
    for passage, drafts in found:
        chain.begin(passage)
        if passage.scope != scope:
            scope, shelf.before = passage.scope, set()
        for draft in drafts:
            parts = passage.parts(draft.start, draft.end) if decided else ()
            answer = find_answer(parts, decided)
            if answer == "":
                continue  # The record decides that this cites nothing.
            if answer:
                work = entries.get(answer) or Work(answer, (), (), frozenset())
                resolved = Resolved(draft, work)
            else:
                resolved = _resolve(passage, draft, shelf, chain)
            if passage.remains and (resolved.work is None or resolved.work.key is None):
                continue  # The lost text before it may have named the work.
            if draft.kind is CitationKind.FULL and resolved.work is not None:
                shelf.before.add(resolved.work)
            chain.add(resolved, passage.text[draft.start : draft.end])
            yield passage, resolved


def _survey(
    found: Iterable[tuple[Passage, Sequence[Draft]]], shelf: Shelf
) -> Iterator[tuple[Work, str]]:
    """Yield the archives that documents are cited from, with the words of the citations."""
    archives = shelf.of_group("archive")
    for passage, drafts in found:
        for draft in drafts:
            work = find_named(draft.container, archives) if draft.container else None
            if draft.kind is CitationKind.ARCHIVE and work is not None:
                yield work, passage.text[draft.start : draft.end]


def _learn(forms: Sequence[Forms], shelf: Shelf) -> None:
    """Add works that the text cites in full and the bibliography does not have."""
    learned: dict[tuple[str, str], Work] = {}
    for form in forms:
        for draft in list_full(form):
            complete = draft.kind is CitationKind.FULL and draft.title
            if complete and choose_full(draft, shelf).work is None:
                work = learn_work(draft, shelf.words)
                if work.titles:
                    learned.setdefault((work.titles[0].text, draft.names[-NAME_END:].strip()), work)
    shelf.works += learned.values()


def _learn_aliases(
    passages: Sequence[Passage], forms: Sequence[Forms], shelf: Shelf
) -> Iterator[tuple[Title, Work]]:
    """Yield the short forms that the text gives works."""
    for passage, form in zip(passages, forms, strict=True):
        for alias in shelf.words.alias.finditer(passage.text):
            before = [draft for draft in list_full(form) if draft.end <= alias.start()]
            work = choose_full(before[-1], shelf).work if before else None
            if work is not None:
                yield make_title(alias[1]), work


_TITLED = (CitationKind.IBID, CitationKind.NEWSPAPER, CitationKind.ARCHIVE)
"""Kinds for which the title of a part may lead to an entry of its own."""


def _resolve(passage: Passage, draft: Draft, shelf: Shelf, chain: Chain) -> Resolved:
    if draft.idem:
        draft = chain.name_same(draft)
    if draft.note:
        return chain.find_note(draft)
    if draft.matches and draft.kind in _TITLED:
        chosen = choose_full(draft, shelf)
        if chosen.work is not None:
            return chosen
    if draft.kind is CitationKind.IBID:
        return chain.resolve(draft, passage)
    if draft.kind is CitationKind.FULL:
        return choose_full(draft, shelf)
    if draft.kind is CitationKind.NEWSPAPER:
        return _choose_newspaper(draft, shelf, chain)
    if draft.kind is CitationKind.ARCHIVE:
        return _choose_archive(passage, draft, shelf, chain)
    if draft.kind is CitationKind.OTHER:
        return _choose_other(passage, draft, shelf)
    return choose_short(draft, passage.scope, shelf)


def _choose_newspaper(draft: Draft, shelf: Shelf, chain: Chain) -> Resolved:
    papers = shelf.of_group("newspaper")
    if not draft.container:
        return chain.find_container(draft)
    return _choose(
        draft, find_newspaper(draft.container, papers) or find_named(draft.container, papers)
    )


def _choose_archive(passage: Passage, draft: Draft, shelf: Shelf, chain: Chain) -> Resolved:
    archives = shelf.of_group("archive")
    if not draft.container:
        return chain.continue_holding(draft)
    work = find_named(draft.container, archives)
    work = work or find_named(passage.text[draft.start : draft.end], archives)
    work = work or chain.find_holding(draft.container)
    if work is None and (
        address := re.search(r"https?:\S+", passage.text[draft.start : draft.end])
    ):
        work = find_address(address[0], archives)
    return _choose(draft, work)


def _choose_other(passage: Passage, draft: Draft, shelf: Shelf) -> Resolved:
    if draft.matches:
        return choose_full(draft, shelf)
    if draft.url:
        return _choose(draft, find_address(draft.url, shelf.works))
    text = passage.text[draft.start : draft.end]
    return _choose(draft, find_numbered(draft.container, text, shelf.of_group("intercept")))


def _choose(draft: Draft, work: Work | None) -> Resolved:
    return Resolved(draft, work, None if work else Abstention.NO_ENTRY)


def _take_in_first_author(passage: Passage, draft: Draft, work: Work | None) -> Draft:
    """Begin a citation at the first of its authors, a body whose name does not look like one."""
    before = passage.text[: draft.start]
    if work is None or not draft.names or not before.endswith(" and "):
        return draft
    lead = before.removesuffix(" and ")
    bodies = {name.family for name in work.names if not name.given}
    heads = (match.start() for match in re.finditer(r"(?<!\w)\w", lead))
    start = next((head for head in heads if fold_letters(lead[head:]) in bodies), draft.start)
    return replace(draft, start=start)


def _kind(draft: Draft, work: Work | None) -> CitationKind:
    if work is not None and work.group == "web" and draft.kind is CitationKind.SHORT:
        # A broadcast has no address: its whole title is not a short one.
        whole = any(match.complete for match in draft.matches if match.work is work)
        return CitationKind.OTHER if whole else CitationKind.SHORT
    printed = work is not None and work.group == "literature" and not work.daily
    return CitationKind.FULL if printed and draft.kind is CitationKind.NEWSPAPER else draft.kind


def _make_citation(passage: Passage, resolved: Resolved) -> Citation:
    work = resolved.work
    draft = _take_in_first_author(passage, resolved.draft, work)
    printed = passage.printed[slice(*draft.locator)].strip()
    key = work.key if work is not None else None
    reason = None if key else resolved.reason or Abstention.NO_ENTRY
    locator = complete_ranges(printed)
    return passage.cite(draft.start, draft.end, _kind(draft, work), key, reason, locator, printed)
