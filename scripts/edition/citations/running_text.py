"""What the running text names, resolved to entries: statements, treaties, newspapers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edition.bibliography import Bibliography
from edition.citations.clauses import Clause, part_clauses
from edition.citations.mentions import Mention, Sign
from edition.citations.model import Abstention, Citation, CitationKind
from edition.citations.named import find_names, find_periodicals
from edition.citations.named_archives import Archives, read_archives
from edition.citations.named_press import Press, read_press
from edition.citations.passages import Passage, read_notes, read_paragraphs
from edition.citations.said import find_said
from edition.citations.sayings import Sayings, make_sayings
from edition.citations.statements import (
    Choice,
    Statement,
    choose_statement,
    find_short_titles,
    read_statements,
)
from edition.citations.words import make_words
from edition.diagnostics import Diagnostic, report_at
from edition.model import Document, Heading, body_blocks, walk_leaves
from edition.source import Source

_KINDS = {Sign.PRESS: CitationKind.NEWSPAPER, Sign.ARCHIVE: CitationKind.ARCHIVE}
_SHOWN = 80
"""Characters of a mention that a diagnostic shows at most."""


@dataclass(frozen=True, slots=True)
class Known:
    """What mentions are compared with."""

    sayings: Sayings
    statements: tuple[Statement, ...]
    short: re.Pattern[str] | None
    press: Press
    archives: Archives
    exceptions: frozenset[str]


def find_named(
    source: Source,
    document: Document,
    bibliography: Bibliography,
    options: Mapping[str, Any],
    cited: Sequence[Citation],
) -> tuple[tuple[Citation, ...], list[Diagnostic]]:
    """Find and resolve what a text names, where its options say that it is looked for.

    What overlaps a citation of the notes, one of ``cited``, is passed over.
    """
    words = make_words(options)
    sayings = make_sayings(options, words)
    if not (sayings.in_text or sayings.in_notes):
        return (), []
    known = Known(
        sayings,
        read_statements(bibliography, sayings.days),
        find_short_titles(bibliography),
        read_press(bibliography, words),
        read_archives(bibliography),
        frozenset(words.exceptions),
    )
    found = list(_find_all(document, known, cited))
    return tuple(found), [_report(source, one) for one in found if one.reason]


def _find_all(document: Document, known: Known, cited: Sequence[Citation]) -> Iterator[Citation]:
    if known.sayings.in_text:
        headings = {
            leaf.address
            for leaf in walk_leaves(tuple(body_blocks(document)))
            if isinstance(leaf, Heading)
        }
        for passage in read_paragraphs(document):
            if passage.address not in headings:
                yield from _find_in(passage, known)
    if known.sayings.in_notes:
        taken: dict[str, list[Citation]] = {}
        for one in cited:
            taken.setdefault(one.place, []).append(one)
        for passage in read_notes(document):
            for one in _find_in(passage, known):
                # A note cites what it means; what it only speaks of is taken if it is known.
                if one.key and not _overlaps(one, taken.get(passage.place, ())):
                    yield one


def _overlaps(one: Citation, others: Iterable[Citation]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def _find_in(passage: Passage, known: Known) -> Iterator[Citation]:
    text = passage.text
    chosen: list[tuple[Mention, Choice]] = []
    for mention in _find_mentions(text, known):
        choice = _choose(mention, text, known)
        if (choice.key or mention.sure) and text[
            mention.start : mention.end
        ] not in known.exceptions:
            chosen.append((mention, choice))
    for mention, choice in _part(chosen):
        yield _make_citation(passage, mention, choice)


def _find_mentions(text: str, known: Known) -> Iterator[Mention]:
    for start, end in part_clauses(text):
        clause = Clause(text, start, end, known.sayings)
        yield from find_names(clause, known.sayings.instrument)
        yield from find_names(clause, known.short, known=True) if known.short else ()
        yield from find_said(clause)
        yield from find_periodicals(clause)
        yield from known.press.find(clause)
        yield from known.archives.find(clause)


def _choose(mention: Mention, text: str, known: Known) -> Choice:
    if mention.sign is Sign.PRESS:
        return known.press.choose(mention, text)
    if mention.sign is Sign.ARCHIVE:
        return known.archives.choose(mention, text)
    return choose_statement(mention, text, known.statements, known.sayings)


def _part(chosen: list[tuple[Mention, Choice]]) -> list[tuple[Mention, Choice]]:
    """Return mentions that do not overlap: those with an entry first, then the longer ones."""
    kept: list[tuple[Mention, Choice]] = []
    ranked = sorted(
        chosen,
        key=lambda one: (
            one[1].key is None,
            not one[0].day,
            one[0].start - one[0].end,
            one[0].start,
        ),
    )
    for mention, choice in ranked:
        if all(mention.end <= other.start or other.end <= mention.start for other, _ in kept):
            kept.append((mention, choice))
    return sorted(kept, key=lambda one: one[0].start)


def _make_citation(passage: Passage, mention: Mention, choice: Choice) -> Citation:
    return Citation(
        place=passage.place,
        parts=passage.parts(mention.start, mention.end),
        kind=_KINDS.get(mention.sign, CitationKind.OTHER),
        key=choice.key,
        reason=choice.reason,
        text=passage.printed[mention.start : mention.end],
        note=passage.note is not None,
        address=passage.address,
    )


def _report(source: Source, citation: Citation) -> Diagnostic:
    shown = citation.text if len(citation.text) <= _SHOWN else citation.text[:_SHOWN] + "…"
    code = "Q001" if citation.reason is Abstention.NO_ENTRY else "Q002"
    return report_at(source, citation.parts[0], code, f'"{shown}": {citation.reason}')
