"""What the running text names, resolved to entries: statements, treaties, newspapers, archives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from edition.bibliography.database import Bibliography
from edition.linking.citations.passages import Passage, read_notes, read_paragraphs
from edition.linking.citations.running_text.mentions import Mention, Sign
from edition.linking.citations.running_text.named_works import Known, find_named_in, read_known
from edition.linking.citations.running_text.speech_words import make_sayings
from edition.linking.citations.running_text.statements import Choice, stem_words
from edition.linking.citations.words import make_words
from edition.model.citation import Abstention, Citation, CitationKind
from edition.model.document import Document, Heading
from edition.model.traversal import running_text, walk_leaves

_KINDS = {
    Sign.PRESS: CitationKind.NEWSPAPER,
    Sign.ARCHIVE: CitationKind.ARCHIVE,
    Sign.TITLE: CitationKind.SHORT,
}
_SMALL = re.compile(r"(?<![\w’-])[^\W\d_A-Z][^\W\d_]+")


def find_named(
    document: Document,
    bibliography: Bibliography,
    options: Mapping[str, Any],
    cited: Sequence[Citation],
) -> tuple[Citation, ...]:
    """Find and resolve what a text names, where its options say that it is looked for.

    What overlaps a citation of the notes, one of ``cited``, is passed over.
    """
    words = make_words(options)
    sayings = make_sayings(options, words)
    found: list[Citation] = []
    if sayings.in_text or sayings.in_notes:
        sayings = replace(sayings, common=_common_words(document))
        known = read_known(bibliography, sayings, words)
        found += _find_in_text(document, known) if sayings.in_text else ()
        found += _find_in_notes(document, known, cited) if sayings.in_notes else ()
    return tuple(found)


def _common_words(document: Document) -> frozenset[str]:
    passages = (*read_paragraphs(document), *read_notes(document))
    return frozenset(word for one in passages for word in _SMALL.findall(one.text))


def _find_in_text(document: Document, known: Known) -> Iterator[Citation]:
    leaves = walk_leaves(running_text(document))
    headings = {leaf.address for leaf in leaves if isinstance(leaf, Heading)}
    told: set[str] = set()
    for passage in read_paragraphs(document):
        if passage.address in headings:
            continue
        clauses: set[tuple[str, int, int]] = set()
        for mention, choice in find_named_in(passage, known):
            if choice.reason is Abstention.NEVER_GIVEN:
                choice = _repeat(mention, passage, known, told) or choice
            if choice.key and (choice.key, *mention.clause) in clauses:
                continue
            if choice.key:
                told.add(choice.key)
                clauses.add((choice.key, *mention.clause))
            yield _make_citation(passage, mention, choice)


def _repeat(mention: Mention, passage: Passage, known: Known, told: Iterable[str]) -> Choice | None:
    """Return the one work told before of a body, or of the author of an article, named again."""
    who = stem_words(passage.text[slice(*mention.who)])
    keys = [key for key in told if known.voices.get(key, who | {""}) <= who]
    return Choice(keys[0], None) if len(keys) == 1 else None


def _find_in_notes(
    document: Document, known: Known, cited: Sequence[Citation]
) -> Iterator[Citation]:
    """Yield what notes speak of, where it is known: what they mean they cite."""
    taken: dict[str, list[Citation]] = {}
    for one in cited:
        taken.setdefault(one.place, []).append(one)
    for passage in read_notes(document):
        for mention, choice in find_named_in(passage, known):
            one = _make_citation(passage, mention, choice)
            if one.key and not _overlaps(one, taken.get(passage.place, ())):
                yield one


def _overlaps(one: Citation, others: Iterable[Citation]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def _make_citation(passage: Passage, mention: Mention, choice: Choice) -> Citation:
    kind = _KINDS.get(mention.sign, CitationKind.OTHER)
    issue = passage.printed[slice(*mention.dated)] if choice.paper else ""
    return Citation(
        place=passage.place,
        parts=passage.parts(mention.start, mention.end),
        kind=CitationKind.NEWSPAPER if choice.paper else kind,
        key=choice.key,
        locator=issue,
        printed=issue,
        reason=choice.reason,
        text=passage.printed[mention.start : mention.end],
        note=passage.note is not None,
        address=passage.address,
    )
