"""Find the citations of a passage with all detectors and resolve their overlaps.

The module also recognizes the conventions of a text by the number of notes that each can read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from edition.linking.citations.citation_parts import read_plain_citations
from edition.linking.citations.documents import (
    SHELF_MARK,
    ArchivePatterns,
    InterceptPatterns,
    NewspaperPatterns,
    find_documents,
    find_further_units,
    find_intercepts,
    find_newspapers,
)
from edition.linking.citations.drafts import LOCATOR, Draft, Taken, locator_span
from edition.linking.citations.forms import CHICAGO, make_draft, read_forms
from edition.linking.citations.matching import match_article, match_book, match_printed
from edition.linking.citations.passages import Passage, read_notes
from edition.linking.citations.printed_works import ContainerPatterns, find_articles, find_books
from edition.linking.citations.shortened import find_authors, find_shortened, find_unmatched
from edition.linking.citations.words import CitationWords, make_words
from edition.linking.citations.works import Titles
from edition.model.citation import CitationKind
from edition.model.document import Document
from edition.model.parameters import ADDRESS_GAP, NOTES_RECOGNIZED, NOTES_TRIED
from edition.records.conventions import Convention, extend_words, list_shipped, read_shipped
from edition.text.folding import fold_text

_URL = re.compile(r"https?:\s?/{0,2}[^\s;,)]+[^\s;,.)]")
_PAGES = re.compile(rf"\d{{4}}[a-z]?(?:[–-]\d+)?,?\s({LOCATOR})$")
_BETWEEN = re.compile(r"[,.]?\s*(?:\([^()]*\),?\s*)?(?:(?!\.\s[A-Z])[^;“”\n]){0,90}?\s*")


class CitationPatterns:
    """The compiled patterns of a convention."""

    def __init__(self, words: CitationWords) -> None:
        self.words = words
        self.reads_chicago = not words.forms or CHICAGO in words.forms
        """True if the built-in rules for Chicago notes apply in addition to declared forms."""
        self.containers = ContainerPatterns(words)
        self.archives = ArchivePatterns(words)
        self.newspapers = NewspaperPatterns(words)
        self.intercepts = InterceptPatterns(words)
        place = rf"{self.archives.levels.pattern}|{SHELF_MARK}|{LOCATOR}"
        self.ibid = re.compile(
            rf"{words.ibid.pattern}(?:(?:\s\([^()]{{2,30}}\))?,?\s+(?:at\s+)?(?P<locator>{place})"
            rf"(?!\s+{words.month}))?"
        )


make_patterns = lru_cache(maxsize=8)(CitationPatterns)


@dataclass(frozen=True, slots=True)
class Candidates:
    """The text of a passage that has the form of citations, before works are matched."""

    articles: tuple[Draft, ...]
    books: tuple[Draft, ...]
    others: tuple[Draft, ...]
    papers: tuple[Draft, ...]
    formed: tuple[Draft, ...] = ()
    """Citations that match a form of the convention."""


def find_printed(
    text: str, patterns: CitationPatterns, *, broken: bool = False
) -> tuple[list[Draft], list[Draft]]:
    """Return works cited by a title in quotation marks, and books by an imprint in brackets.

    If the text is ``broken`` off, the last citation may be incomplete.
    """
    words = patterns.words
    articles = list(find_articles(text, words, patterns.containers, broken))
    return articles, list(find_books(text, words, broken))


def find_candidates(passage: Passage, patterns: CitationPatterns) -> Candidates:
    """Find the text of a passage that has the form of citations."""
    text, words = passage.text, patterns.words
    formed = tuple(make_draft(found, words) for found in read_forms(text, words))
    if not patterns.reads_chicago:
        return Candidates((), (), (), (), formed)
    articles, books = find_printed(text, patterns, broken=passage.broken)
    return Candidates(
        tuple(articles),
        (*_drop_overlapping(text, _find_plain(text), articles), *books),
        (
            *find_documents(text, patterns.archives, words),
            *_find_ibid(text, patterns),
            *find_intercepts(text, patterns.intercepts),
        ),
        tuple(find_newspapers(text, patterns.newspapers, words)),
        formed,
    )


def match_candidates(
    passage: Passage, candidates: Candidates, titles: Titles, words: CitationWords
) -> Candidates:
    """Return the candidates with matching works; existing matches are preserved."""
    articles = [
        draft if draft.matches else match_article(passage, draft, titles)
        for draft in candidates.articles
    ]
    books: list[Draft] = []
    for draft in candidates.books:
        # Names and title of a book cannot extend into the preceding book.
        limit = books[-1].end if books else 0
        books.append(draft if draft.matches else match_book(passage, draft, limit, titles, words))
    formed = tuple(
        draft if draft.matches else match_printed(passage, draft, titles)
        for draft in candidates.formed
    )
    return replace(candidates, articles=tuple(articles), books=tuple(books), formed=formed)


def list_full(candidates: Candidates) -> list[Draft]:
    """Return the full citations among the candidates."""
    full = (draft for draft in candidates.formed if draft.kind is CitationKind.FULL)
    return _resolve_overlaps([*candidates.articles, *candidates.books, *full])


def find_drafts(
    passage: Passage, candidates: Candidates, patterns: CitationPatterns, titles: Titles
) -> list[Draft]:
    """Return the citations of a passage in order, with their matching works."""
    text, words = passage.text, patterns.words
    candidates = match_candidates(passage, candidates, titles, words)
    formed = [
        draft
        for draft in candidates.formed
        if draft.known or draft.matches or (draft.names and draft.title)
    ]
    drafts: list[Draft] = []
    if patterns.reads_chicago:
        drafts = _resolve_overlaps([*candidates.articles, *candidates.books, *candidates.others])
        drafts = _join_documents(text, drafts)
        # A bare title has no distinctive form: it is searched for last, in the remaining text.
        drafts += find_shortened(passage, titles, words, Taken(text, _bounds(drafts)))
        drafts += _drop_overlapping(text, _select_newspapers(candidates.papers, titles), drafts)
        drafts += _drop_overlapping(text, formed, drafts)
        drafts += find_unmatched(text, words, _bounds(drafts))
    else:
        drafts += formed
    taken = Taken(text, _bounds(drafts))
    found = (
        Draft(match.start(), match.end(), CitationKind.OTHER, url=match[0], known=False)
        for match in _URL.finditer(text)
    )
    addresses = _drop_overlapping(text, found, drafts)
    drafts += [address for address in addresses if not _follows(text, address, taken)]
    return sorted(_drop_excepted(text, drafts, words), key=lambda draft: draft.start)


def add_authors(
    passage: Passage, drafts: list[Draft], patterns: CitationPatterns, families: frozenset[str]
) -> list[Draft]:
    """Return the citations of a passage, including those by the author's name alone."""
    if not patterns.reads_chicago:
        return drafts
    taken = Taken(passage.text, _bounds(drafts))
    found = list(find_authors(passage.text, patterns.words, families, taken))
    kept = _drop_excepted(passage.text, found, patterns.words)
    return sorted([*drafts, *kept], key=lambda draft: draft.start)


def _select_newspapers(papers: Iterable[Draft], titles: Titles) -> Iterator[Draft]:
    """Yield the newspapers with date and page, and known newspapers without a page."""
    for draft in papers:
        if draft.known or any(
            match.complete and match.work.group == "newspaper"
            for match in titles.match(fold_text(draft.container), 0)
        ):
            yield draft


def _bounds(drafts: Iterable[Draft]) -> list[tuple[int, int]]:
    return [(draft.start, draft.end) for draft in drafts]


def _drop_overlapping(text: str, found: Iterable[Draft], drafts: list[Draft]) -> list[Draft]:
    """Return the found drafts that do not overlap others."""
    taken = Taken(text, _bounds(drafts))
    return [draft for draft in found if not taken.touches(draft.start, draft.end)]


def _resolve_overlaps(drafts: list[Draft]) -> list[Draft]:
    """Drop overlapping drafts: the first stays, and takes the works of a book within it."""
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda draft: (draft.start, -draft.end)):
        if not kept or draft.start >= kept[-1].end:
            kept.append(draft)
        elif (
            not kept[-1].matches
            and draft.matches
            and kept[-1].kind is CitationKind.FULL is draft.kind
            and draft.end <= kept[-1].end
        ):
            kept[-1] = replace(kept[-1], matches=draft.matches, names="", year=draft.year)
    return kept


def _join_documents(text: str, drafts: list[Draft]) -> list[Draft]:
    """Join the quoted title of a document with the following archive."""
    joined: list[Draft] = []
    for draft in drafts:
        last = joined[-1] if joined else None
        if (
            last is not None
            and draft.kind is CitationKind.ARCHIVE
            and "“" in text[last.start : last.end]
            and last.kind in (CitationKind.ARCHIVE, CitationKind.NEWSPAPER, CitationKind.SHORT)
            and _BETWEEN.fullmatch(text, last.end, draft.start)
        ):
            # The archive locates the document, so the joined citation is one of the archive.
            joined[-1] = replace(
                draft, start=last.start, title=last.title, names=last.names, matches=last.matches
            )
        else:
            joined.append(draft)
    joined = [_close_document(text, draft) for draft in joined]
    return [draft for draft in joined if draft.known or draft.kind is not CitationKind.ARCHIVE]


_SYMBOL = re.compile(r",?\s*([A-Z]{2,6})(?=[.;,\s])")


def _close_document(text: str, draft: Draft) -> Draft:
    """Include the abbreviation of an archive that follows the title of a document."""
    symbol = None if draft.known else _SYMBOL.match(text, draft.end)
    if symbol is None or draft.kind is not CitationKind.ARCHIVE:
        return draft
    return replace(draft, end=symbol.end(), container=symbol[1], known=True)


def _drop_excepted(text: str, drafts: Iterable[Draft], words: CitationWords) -> list[Draft]:
    """Return the drafts without excluded passages and without the definitions of short titles."""
    aliases = Taken(text, (alias.span() for alias in words.alias.finditer(text)))
    return [
        draft
        for draft in drafts
        if text[draft.start : draft.end] not in words.exceptions and draft.start not in aliases
    ]


def _find_plain(text: str) -> Iterator[Draft]:
    """Yield the works cited with place and year without brackets."""
    for found in read_plain_citations(text):
        names = found.creators[0].names
        start = found.span.start
        end = start + len(text[start : found.span.end].rstrip(" .\n"))
        year = found.fields.get("year", "")
        located = _PAGES.search(text, text.rfind(year[:4], start, end), end)
        yield Draft(
            start,
            end,
            CitationKind.FULL,
            located.span(1) if located else (0, 0),
            title=found.title,
            names=" and ".join(names),
            year=year,
        )


def _find_ibid(text: str, patterns: CitationPatterns) -> Iterator[Draft]:
    for match in patterns.ibid.finditer(text):
        located = locator_span(match)
        yield Draft(match.start(), match.end(), CitationKind.IBID, located, ibid=match.start())
        yield from find_further_units(text, match.end(), patterns.archives)


def _follows(text: str, address: Draft, taken: Taken) -> bool:
    """Return True if a web address belongs to the citation before it in the same sentence."""
    before = taken.end_before(address.start)
    gap = text[before : address.start]
    if before and gap.rstrip().endswith(":"):
        return True
    return before > 0 and len(gap) < ADDRESS_GAP and not re.search(r"[.;]\s", gap)


# --- The convention of a text, recognized by how many of its notes it reads -----------------------


def recognize_conventions(document: Document) -> tuple[Convention, ...]:
    """Return the convention of the notes, then other conventions in its language.

    A convention is recognized if it reads several notes, and more than any other convention does.
    The result is empty if there is none, or if Chicago, the default, reads the most.
    """
    texts = [passage.text for passage in islice(read_notes(document), NOTES_TRIED)]
    shipped = [read_shipped(id) for id in list_shipped()]
    counts = {
        convention.id: _count_read(texts, make_words(extend_words([convention], "citations", {})))
        for convention in shipped
        if "forms" in convention.words.get("citations", {})
    }
    best = max(shipped, key=lambda convention: counts.get(convention.id, 0))
    most = counts[best.id]
    if most < NOTES_RECOGNIZED or any(counts[id] == most for id in counts if id != best.id):
        return ()
    if CHICAGO in best.words["citations"]["forms"]:
        return ()
    if not best.language:
        return (best,)
    return (best, *(c for c in shipped if c.language == best.language and c.id not in counts))


def _count_read(texts: Sequence[str], words: CitationWords) -> int:
    """Return the number of notes with a citation whose form is typical of this convention."""
    if CHICAGO in words.forms:
        patterns = make_patterns(words)
        return sum(
            any(draft.known for drafts in find_printed(text, patterns) for draft in drafts)
            for text in texts
        )
    return sum(_has_typical_form(text, words) for text in texts)


def _has_typical_form(text: str, words: CitationWords) -> bool:
    drafts = (make_draft(reading, words) for reading in read_forms(text, words))
    return any(draft.known and draft.kind is not CitationKind.IBID for draft in drafts)
