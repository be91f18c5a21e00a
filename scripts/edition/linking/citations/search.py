"""Resolve the citations of notes: first full citations, then short ones and “ibid.” in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from edition.bibliography.database import Bibliography
from edition.linking.citations.decided import find_answer
from edition.linking.citations.documents import find_numbered
from edition.linking.citations.drafts import Draft
from edition.linking.citations.finding import (
    Candidates,
    add_authors,
    find_candidates,
    find_drafts,
    list_full,
    make_patterns,
    match_candidates,
)
from edition.linking.citations.history import History
from edition.linking.citations.passages import Passage, read_fragments, read_notes
from edition.linking.citations.resolution import (
    CitableWorks,
    Resolved,
    choose_full,
    choose_short,
    find_address,
    find_named,
    find_newspaper,
    make_work,
)
from edition.linking.citations.words import make_words
from edition.linking.citations.works import Title, Titles, Work, make_title, read_works
from edition.model.citation import Abstention, Citation, CitationKind
from edition.model.document import Document
from edition.model.parameters import NAME_END
from edition.text.folding import fold_letters
from edition.text.page_ranges import complete_ranges
from edition.text.span import Span


def resolve_drafts(
    document: Document,
    bibliography: Bibliography,
    options: Mapping[str, Any],
    decided: Mapping[Span, str] = MappingProxyType({}),
) -> Iterator[tuple[Passage, Resolved]]:
    """Yield the resolved citations of notes and note fragments, in order, each with its note.

    The parameters are those of ``edition.linking.citations.find_citations``.
    """
    words = make_words(options)
    patterns = make_patterns(words)
    known = read_works(bibliography, words.articles)
    citable = CitableWorks(list(known), words)
    passages = [*read_notes(document), *read_fragments(document)]
    titles = Titles(known)
    candidates = [
        match_candidates(passage, find_candidates(passage, patterns), titles, words)
        for passage in passages
    ]
    # A short citation may precede the full citation, so all full ones are resolved first.
    _add_cited_works(candidates, citable)
    aliases = list(_find_aliases(passages, candidates, citable))
    titles = Titles(citable.works[len(known) :], titles)
    for title, work in aliases:
        titles.add(title, work)
    found = [
        (passage, find_drafts(passage, found_here, patterns, titles))
        for passage, found_here in zip(passages, candidates, strict=True)
    ]
    for passage, drafts in found:
        for draft in drafts:
            if draft.kind is CitationKind.FULL:
                chosen = choose_full(draft, citable)
                if chosen.work is not None:
                    citable.cite(chosen.work, passage.scope)
    # A name alone is a citation only if the text cites a work of this author in full.
    families = citable.families()
    found = [
        (passage, add_authors(passage, drafts, patterns, families)) for passage, drafts in found
    ]
    history = History(words, citable)
    history.survey(_list_archives(found, citable))
    entries = {work.key: work for work in known}
    scope = ""
    for passage, drafts in found:
        history.begin(passage)
        if passage.scope != scope:
            scope, citable.before = passage.scope, set()
        for draft in drafts:
            parts = passage.parts(draft.start, draft.end) if decided else ()
            answer = find_answer(parts, decided)
            if answer == "":
                continue  # The editors decided that this is no citation.
            if answer:
                work = entries.get(answer) or Work(answer, (), (), frozenset())
                resolved = Resolved(draft, work)
            else:
                resolved = _resolve(passage, draft, citable, history)
            if passage.fragment and (resolved.work is None or resolved.work.key is None):
                continue  # The missing text before it may have named the work.
            if draft.kind is CitationKind.FULL and resolved.work is not None:
                citable.before.add(resolved.work)
            history.add(resolved, passage.text[draft.start : draft.end])
            yield passage, resolved


def _list_archives(
    found: Iterable[tuple[Passage, Sequence[Draft]]], citable: CitableWorks
) -> Iterator[tuple[Work, str]]:
    """Yield the archives of the cited documents, with the text of each citation."""
    archives = citable.of_group("archive")
    for passage, drafts in found:
        for draft in drafts:
            work = find_named(draft.container, archives) if draft.container else None
            if draft.kind is CitationKind.ARCHIVE and work is not None:
                yield work, passage.text[draft.start : draft.end]


def _add_cited_works(candidates: Sequence[Candidates], citable: CitableWorks) -> None:
    """Add the works that the text cites in full and the bibliography lacks."""
    added: dict[tuple[str, str], Work] = {}
    for found in candidates:
        for draft in list_full(found):
            complete = draft.kind is CitationKind.FULL and draft.title
            if complete and choose_full(draft, citable).work is None:
                work = make_work(draft, citable.words)
                if work.titles:
                    added.setdefault((work.titles[0].text, draft.names[-NAME_END:].strip()), work)
    citable.works += added.values()


def _find_aliases(
    passages: Sequence[Passage], candidates: Sequence[Candidates], citable: CitableWorks
) -> Iterator[tuple[Title, Work]]:
    """Yield the short titles that the text introduces for works."""
    for passage, found in zip(passages, candidates, strict=True):
        for alias in citable.words.alias.finditer(passage.text):
            before = [draft for draft in list_full(found) if draft.end <= alias.start()]
            work = choose_full(before[-1], citable).work if before else None
            if work is not None:
                yield make_title(alias[1]), work


_PARTS = (CitationKind.IBID, CitationKind.NEWSPAPER, CitationKind.ARCHIVE)
"""Kinds that may have the title of a part with an entry of its own."""


def _resolve(passage: Passage, draft: Draft, citable: CitableWorks, history: History) -> Resolved:
    if draft.idem:
        draft = history.name_same(draft)
    if draft.note:
        return history.find_note(draft)
    if draft.matches and draft.kind in _PARTS:
        chosen = choose_full(draft, citable)
        if chosen.work is not None:
            return chosen
    if draft.kind is CitationKind.IBID:
        return history.resolve(draft, passage)
    if draft.kind is CitationKind.FULL:
        return choose_full(draft, citable)
    if draft.kind is CitationKind.NEWSPAPER:
        return _choose_newspaper(draft, citable, history)
    if draft.kind is CitationKind.ARCHIVE:
        return _choose_archive(passage, draft, citable, history)
    if draft.kind is CitationKind.OTHER:
        return _choose_other(passage, draft, citable)
    return choose_short(draft, passage.scope, citable)


def _choose_newspaper(draft: Draft, citable: CitableWorks, history: History) -> Resolved:
    papers = citable.of_group("newspaper")
    if not draft.container:
        return history.find_container(draft)
    return _choose(
        draft, find_newspaper(draft.container, papers) or find_named(draft.container, papers)
    )


def _choose_archive(
    passage: Passage, draft: Draft, citable: CitableWorks, history: History
) -> Resolved:
    archives = citable.of_group("archive")
    if not draft.container:
        return history.continue_holding(draft)
    work = find_named(draft.container, archives)
    work = work or find_named(passage.text[draft.start : draft.end], archives)
    work = work or history.find_holding(draft.container)
    if work is None and (
        address := re.search(r"https?:\S+", passage.text[draft.start : draft.end])
    ):
        work = find_address(address[0], archives)
    return _choose(draft, work)


def _choose_other(passage: Passage, draft: Draft, citable: CitableWorks) -> Resolved:
    if draft.matches:
        return choose_full(draft, citable)
    if draft.url:
        return _choose(draft, find_address(draft.url, citable.works))
    text = passage.text[draft.start : draft.end]
    return _choose(draft, find_numbered(draft.container, text, citable.of_group("intercept")))


def _choose(draft: Draft, work: Work | None) -> Resolved:
    return Resolved(draft, work, None if work else Abstention.NO_ENTRY)


def _include_first_author(passage: Passage, draft: Draft, work: Work | None) -> Draft:
    """Extend a citation to its first author, a body whose name does not have the form of a name."""
    before = passage.text[: draft.start]
    if work is None or not draft.names or not before.endswith(" and "):
        return draft
    lead = before.removesuffix(" and ")
    bodies = {name.family for name in work.names if not name.given}
    heads = (match.start() for match in re.finditer(r"(?<!\w)\w", lead))
    start = next((head for head in heads if fold_letters(lead[head:]) in bodies), draft.start)
    return replace(draft, start=start)


def _choose_kind(draft: Draft, work: Work | None) -> CitationKind:
    if work is not None and work.group == "web" and draft.kind is CitationKind.SHORT:
        # A broadcast has no address, so a complete title is not a short citation.
        complete = any(match.complete for match in draft.matches if match.work is work)
        return CitationKind.OTHER if complete else CitationKind.SHORT
    printed = work is not None and work.group == "literature" and not work.daily
    return CitationKind.FULL if printed and draft.kind is CitationKind.NEWSPAPER else draft.kind


def make_citation(passage: Passage, resolved: Resolved) -> Citation:
    """Return a resolved citation with its spans in the witness."""
    work = resolved.work
    draft = _include_first_author(passage, resolved.draft, work)
    printed = passage.printed[slice(*draft.locator)].strip()
    key = work.key if work is not None else None
    reason = None if key else resolved.reason or Abstention.NO_ENTRY
    locator = complete_ranges(printed)
    return passage.cite(
        draft.start, draft.end, _choose_kind(draft, work), key, reason, locator, printed
    )
