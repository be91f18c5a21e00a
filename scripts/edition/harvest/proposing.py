"""Proposes entries for the bibliography from the works that notes cite in full.

What a person has entered is never changed: proposals are printed, or appended to the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from edition.bibliography.database import Bibliography
from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.harvest.entry_drafts import Proposal, make_proposal
from edition.harvest.known_works import KnownWorks, Likeness
from edition.linking.citations.citation_parts import FullCitation
from edition.linking.citations.full_citations import read_citations
from edition.linking.citations.words import make_words
from edition.model.document import Document, Fragment
from edition.model.traversal import inlines_of, plain_text, running_text, walk_leaves
from edition.text.folding import fold_latin
from edition.text.quotation_marks import read_marks
from edition.text.source import Source
from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of a note or of a stray piece of one, with its key or address."""

    key: str
    text: str
    span: Span


def propose_entries(
    source: Source, document: Document, bibliography: Bibliography, options: Mapping[str, Any]
) -> tuple[tuple[Proposal, ...], list[Diagnostic]]:
    """Return an entry for every work that is cited in full and not in the bibliography.

    A work that is similar to one of the bibliography is not proposed but reported (H001).
    ``options`` are the words of the text's convention of citing.
    """
    words = make_words(options)
    known = KnownWorks(bibliography)
    groups: dict[tuple[str, str], list[tuple[FullCitation, str]]] = {}
    near: list[Diagnostic] = []
    for passage in list_passages(document):
        for citation in read_citations(passage.text, words):
            found = known.find(citation)
            if found is None and not _is_unsigned(citation):
                group = (fold_latin(citation.title), citation.fields.get("year", ""))
                groups.setdefault(group, []).append((citation, passage.key))
            elif found is not None and found[1] is Likeness.NEAR:
                near.append(_report_near(source, passage, citation, found[0]))
    return _make_proposals(groups.values(), bibliography), near


def _is_unsigned(citation: FullCitation) -> bool:
    """True for a piece without an author in a newspaper: the newspaper has the entry."""
    return citation.type == "newspaper" and not citation.creators


def list_passages(document: Document) -> list[Passage]:
    """Return the notes that have text, and pieces whose note cannot be told."""
    passages = [
        Passage(
            note.key,
            read_marks(" ".join(plain_text(inlines_of(leaf)) for leaf in walk_leaves(note.blocks))),
            note.segments[0],
        )
        for note in document.notes
        if note.segments
    ]
    return passages + [
        Passage(leaf.address, read_marks(plain_text(leaf.inlines)), leaf.span)
        for leaf in walk_leaves(running_text(document))
        if isinstance(leaf, Fragment)
    ]


def format_proposals(proposals: Iterable[Proposal], source: str) -> str:
    """Return proposals as they are written into the file, in the order of their keys."""
    return "\n".join(p.format(source) for p in sorted(proposals, key=lambda p: p.key))


def _make_proposals(
    groups: Iterable[list[tuple[FullCitation, str]]], bibliography: Bibliography
) -> tuple[Proposal, ...]:
    taken = set(bibliography.keys)
    proposals = []
    for group in groups:
        citations, notes = [c for c, _ in group], [key for _, key in group]
        proposals.append(make_proposal(citations, notes, taken))
        taken.add(proposals[-1].key)
    return tuple(proposals)


def _report_near(source: Source, passage: Passage, citation: FullCitation, key: str) -> Diagnostic:
    fact = f"note {passage.key} cites \u201c{citation.title}\u201d, similar to the entry `{key}`"
    hint = "If it is the same work, add the variant to its annote; if not, add an entry for it."
    return report_at(source, passage.span, "H001", fact, hint)
