"""Find the cross-references of a text, resolve them to places and check them against these.

The functions are pure: they take a source and its document, and return references and diagnostics.
A reference may be wrong in the witness; the text is not corrected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.linking.cross_references.judgement import Judge, Judgement
from edition.linking.cross_references.phrases import Phrase, ReferenceWords, find_phrases
from edition.linking.cross_references.places import Places, Previews, Target
from edition.linking.cross_references.runs import Run, read_runs
from edition.linking.cross_references.subjects import Finding, Subjects, sentence_at
from edition.model.document import Document, Reference, ReferenceKind, Verdict
from edition.model.parameters import PREVIEW_LENGTH, SUBJECT_CHAPTER
from edition.records.conventions import resolve_words
from edition.text.shortening import shorten_around
from edition.text.source import Source


@dataclass(frozen=True, slots=True)
class FoundReferences:
    """The cross-references of a text, in the order of the witness, with their diagnostics."""

    references: tuple[Reference, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A resolved reference before its check."""

    run: Run
    start: int
    end: int
    contexts: tuple[str, ...]
    """The sentence, and the sentence with its predecessor."""
    target: Target


def refer_document(
    source: Source, document: Document, options: Mapping[str, Any]
) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Return the document with its cross-references, and diagnostics X001 to X003."""
    found = find_references(source, document, options)
    return replace(document, references=found.references), found.diagnostics


def find_references(
    source: Source, document: Document, options: Mapping[str, Any]
) -> FoundReferences:
    """Find, resolve and check the cross-references of an addressed document.

    ``options`` is the section ``cross_references`` of the record, with words of its conventions.
    """
    places = Places(source, document, resolve_words("cross_references", options))
    words = ReferenceWords(options, places.titles, documents=places.has_documents)
    judge = Judge(words, places)
    drafts: list[_Draft] = []
    unsure: list[Diagnostic] = []
    runs = list(read_runs(document))
    for run in runs:
        phrases = find_phrases(run.text, words)
        bare = _blank_phrases(run.text, phrases)
        for phrase, judgement in zip(phrases, judge.judge(run, phrases), strict=True):
            if judgement is Judgement.REFERENCE:
                drafts += _resolve(run, phrase, places, bare)
            elif judgement is Judgement.UNSURE:
                shown = run.text[phrase.start : phrase.end]
                place = run.parts(phrase.start, phrase.end)[0]
                unsure.append(report_at(source, place, "X003", f'"{shown}" is not linked'))
    subjects = Subjects(source, document, [draft.contexts[-1] for draft in drafts], words.verbs)
    previews = Previews(runs, places)
    references = [_check(draft, places, subjects, previews) for draft in drafts]
    references.sort(key=lambda reference: reference.parts)
    return FoundReferences(tuple(references), (*unsure, *_report(source, references)))


def _blank_phrases(text: str, phrases: list[Phrase]) -> str:
    """Blank the phrases, because their words are no evidence of the subject of a page."""
    for phrase in phrases:
        text = text[: phrase.start] + " " * (phrase.end - phrase.start) + text[phrase.end :]
    return text


def _resolve(run: Run, phrase: Phrase, places: Places, bare: str) -> Iterator[_Draft]:
    """Yield a draft for the phrase, or one for each of its numbers if it lists several."""
    first, last = sentence_at(run.text, phrase.start, phrase.end)
    before = sentence_at(run.text, max(0, first - 2), max(0, first - 1))[0] if first else 0
    contexts = (bare[first:last], bare[before:last])
    token = phrase.place or phrase.tokens[0]
    numbers = token.numbers or (None,)
    for index, number in enumerate(numbers):
        target = places.resolve(phrase, number, run.place if run.note else run.offset(phrase.start))
        start = phrase.start if index == 0 or number is None else number.start
        listed = index < len(numbers) - 1 and number is not None
        end = number.end if listed and number is not None else phrase.end
        if index and not target.address:
            continue
        yield _Draft(run, start, end, contexts, target)


def _check(draft: _Draft, places: Places, subjects: Subjects, previews: Previews) -> Reference:
    run, target = draft.run, draft.target
    parts = run.parts(draft.start, draft.end)
    here = places.page_index(parts[0].start)
    finding = _compare(draft, places, subjects, here)
    verdict, reason = _decide(target, finding, sure=places.is_sure(target.page))
    return Reference(
        text=run.text[draft.start : draft.end],
        parts=parts,
        kind=target.kind,
        target=target.name,
        target_address=target.address,
        verdict=verdict,
        reason=reason,
        note=run.note,
        page=places.label_at(parts[0].start),
        address=run.address,
        last=target.last,
        context=_context(draft),
        preview=previews.excerpt(target, finding.shared),
    )


def _context(draft: _Draft) -> str:
    text = draft.run.text
    first, last = sentence_at(text, draft.start, draft.end)
    return shorten_around(text[first:last], draft.start - first, PREVIEW_LENGTH)


def _compare(draft: _Draft, places: Places, subjects: Subjects, here: int) -> Finding:
    """Compare the subject of the sentence, then also that of the sentence before it."""
    if draft.target.kind is ReferenceKind.DIVISION:
        findings = [_compare_division(draft, c, places, subjects, here) for c in draft.contexts]
    else:
        first = places.index_of(draft.target.page)
        last = places.index_of(draft.target.last) if draft.target.last else first
        pages = range(first, last + 1) if 0 <= first <= last else range(0)
        findings = [subjects.compare(context, pages, here) for context in draft.contexts]
    return next((finding for finding in findings if finding.proved), findings[0])


def _compare_division(
    draft: _Draft, context: str, places: Places, subjects: Subjects, here: int
) -> Finding:
    """Require that a third of the pages with most terms of the subject are in the chapter."""
    pages = places.pages_named(draft.target.name)
    leading = subjects.leading_pages(context, here)
    inside = [page for page in leading if page in pages]
    finding = subjects.compare(context, inside, here)
    proved = here not in pages and SUBJECT_CHAPTER * len(inside) >= len(leading) > 0
    return Finding(finding.shared, finding.proved and proved)


def _decide(target: Target, finding: Finding, *, sure: bool) -> tuple[Verdict, str]:
    """Return verdict and reason; only a page with a ``sure`` label can contradict a reference."""
    shared = ", ".join(finding.shared)
    if not target.address:
        return Verdict.MISSING, f"no such {target.kind} in this witness"
    if target.fault and sure:
        return Verdict.CONTRADICTED, target.fault + (f"; shared terms: {shared}" if shared else "")
    if finding.proved and not target.fault:
        return Verdict.PROVED, f"shared terms: {shared}"
    return Verdict.PLAUSIBLE, f"shared terms: {shared}" if shared else "no distinctive term shared"


def _report(source: Source, references: list[Reference]) -> Iterator[Diagnostic]:
    codes = {Verdict.CONTRADICTED: "X001", Verdict.MISSING: "X002"}
    for reference in references:
        if reference.verdict in codes:
            fact = f'"{reference.text}": {reference.reason}'
            yield report_at(source, reference.parts[0], codes[reference.verdict], fact)
