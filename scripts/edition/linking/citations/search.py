"""The way through a text: full citations first, then short ones and “Ibid.” note by note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from edition.bibliography.database import Bibliography
from edition.linking.citations.chains import Chain
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
from edition.linking.citations.intercepts import find_numbered
from edition.linking.citations.passages import Passage, read_notes
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
from edition.linking.citations.words import make_words
from edition.linking.citations.works import Title, Titles, Work, make_title, read_works
from edition.model.citation import Abstention, Citation, CitationKind
from edition.model.document import Document
from edition.model.parameters import NAME_END
from edition.text.page_ranges import complete_ranges


def find_citations(
    document: Document, bibliography: Bibliography, options: Mapping[str, Any]
) -> tuple[Citation, ...]:
    """Find and resolve the citations of a text's notes.

    ``options`` are those of ``OPTIONS``, the words of the text's convention of citing.
    """
    resolved = resolve_drafts(document, bibliography, options)
    return tuple(_make_citation(passage, one) for passage, one in resolved)


def resolve_drafts(
    document: Document, bibliography: Bibliography, options: Mapping[str, Any]
) -> Iterator[tuple[Passage, Resolved]]:
    """Yield what the notes cite in order, each with its note and the work that it means."""
    words = make_words(options)
    finder = make_finder(words)
    known = read_works(bibliography, words.articles)
    shelf = Shelf(list(known), words)
    passages = list(read_notes(document))
    titles = Titles(known)
    forms = [
        match_forms(passage, find_forms(passage, finder), titles, words) for passage in passages
    ]
    _learn(forms, shelf)
    aliases = list(_learn_aliases(passages, forms, shelf))
    titles = Titles(shelf.works[len(known) :], titles)
    for title, work in aliases:
        titles.add(title, work)
    drafts = [
        find_drafts(passage, form, finder, titles)
        for passage, form in zip(passages, forms, strict=True)
    ]
    for passage, found in zip(passages, drafts, strict=True):
        for draft in found:
            if draft.kind is CitationKind.FULL:
                chosen = choose_full(draft, shelf)
                if chosen.work is not None:
                    shelf.cite(chosen.work, passage.scope)
    families = shelf.families()
    drafts = [
        add_authors(passage, found, words, families)
        for passage, found in zip(passages, drafts, strict=True)
    ]
    chain = Chain(words, shelf)
    chain.survey(_survey(passages, drafts, shelf))
    scope = ""
    for passage, found in zip(passages, drafts, strict=True):
        chain.begin(passage)
        if passage.scope != scope:
            scope, shelf.before = passage.scope, set()
        for draft in found:
            resolved = _resolve(passage, draft, shelf, chain)
            if draft.kind is CitationKind.FULL and resolved.work is not None:
                shelf.before.add(resolved.work)
            chain.add(resolved, passage.text[draft.start : draft.end])
            yield passage, resolved


def _survey(
    passages: Sequence[Passage], drafts: Sequence[Sequence[Draft]], shelf: Shelf
) -> Iterator[tuple[Work, str]]:
    """Yield the archives that documents are cited from, with the words of the citations."""
    archives = shelf.of_group("archive")
    for passage, found in zip(passages, drafts, strict=True):
        for draft in found:
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


def _resolve(passage: Passage, draft: Draft, shelf: Shelf, chain: Chain) -> Resolved:
    if draft.kind is CitationKind.IBID and draft.matches:
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
    if draft.matches:
        chosen = choose_full(draft, shelf)
        if chosen.work is not None:
            return chosen
    papers = shelf.of_group("newspaper")
    if not draft.container:
        return chain.find_container(draft)
    work = find_newspaper(draft.container, papers) or find_named(draft.container, papers)
    return Resolved(draft, work, None if work else Abstention.NO_ENTRY)


def _choose_archive(passage: Passage, draft: Draft, shelf: Shelf, chain: Chain) -> Resolved:
    if draft.matches:
        chosen = choose_full(draft, shelf)
        if chosen.work is not None:
            return chosen
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
    return Resolved(draft, work, None if work else Abstention.NO_ENTRY)


def _choose_other(passage: Passage, draft: Draft, shelf: Shelf) -> Resolved:
    if draft.matches:
        return choose_full(draft, shelf)
    if draft.url:
        work = find_address(draft.url, shelf.works)
    else:
        text = passage.text[draft.start : draft.end]
        work = find_numbered(draft.container, text, shelf.of_group("intercept"))
    return Resolved(draft, work, None if work else Abstention.NO_ENTRY)


def _kind(draft: Draft, work: Work | None) -> CitationKind:
    if work is not None and work.group == "web" and draft.kind is CitationKind.SHORT:
        # A broadcast has no address: its whole title is not a short one.
        whole = any(match.complete for match in draft.matches if match.work is work)
        return CitationKind.OTHER if whole else CitationKind.SHORT
    if work is None or draft.kind not in (CitationKind.FULL, CitationKind.NEWSPAPER):
        return draft.kind
    if draft.kind is CitationKind.FULL and work.group == "newspaper":
        return CitationKind.NEWSPAPER
    if draft.kind is CitationKind.NEWSPAPER and work.group == "literature" and not work.daily:
        return CitationKind.FULL
    return draft.kind


def _make_citation(passage: Passage, resolved: Resolved) -> Citation:
    draft, work = resolved.draft, resolved.work
    printed = passage.printed[draft.locator[0] : draft.locator[1]].strip()
    kind = _kind(draft, work)
    key = work.key if work is not None else None
    return Citation(
        place=passage.place,
        parts=passage.parts(draft.start, draft.end),
        kind=kind,
        key=key,
        locator=complete_ranges(printed),
        printed=printed,
        reason=None if key else resolved.reason or Abstention.NO_ENTRY,
        text=passage.printed[draft.start : draft.end],
        note=passage.note is not None,
        address=passage.address,
    )
