"""Applies the editors' decisions, after checking them against the words of the text."""

from __future__ import annotations

from collections.abc import Iterator

from edition.bibliography.database import Bibliography
from edition.diagnostics.diagnostic import Diagnostic
from edition.linking.annotations import find_words
from edition.model.document import Document
from edition.readers.decisions import call_note, label_page, uncall_notes
from edition.readers.emendations import Change, find_change
from edition.records.record import NONE, Decision, Question, Record
from edition.text.slips import find_intended
from edition.text.source import Source
from edition.text.span import Span


def decide_reading(
    record: Record, source: Source, document: Document
) -> tuple[Document, list[Diagnostic]]:
    """Return the document with the decided page labels and note markers, and the faults.

    Reports R018.
    """
    faults: list[Diagnostic] = []
    for number, decision in _list_decisions(record, Question.PAGE, Question.NOTE):
        words = _find(decision, source, None)
        if not isinstance(words, Span):
            faults.append(_report(record, number, "words", *words))
        elif (decided := _decide(decision, source, document, words)) is not None:
            document = decided
        else:
            fact = f"{_FAULTS[decision.question]} `{decision.answer}`"
            faults.append(_report(record, number, "answer", fact))
    return document, faults


_FAULTS = {
    Question.PAGE: "no page is there, or another page has the label",
    Question.NOTE: "no running text is there, or the text has no note",
}


def _decide(decision: Decision, source: Source, document: Document, words: Span) -> Document | None:
    """Return the document with a decision applied, or None if it cannot be applied."""
    if decision.question is Question.PAGE:
        return label_page(document, source, words, decision.answer)
    if decision.answer == NONE:
        return uncall_notes(document, source, words)
    return call_note(document, source, words, decision.answer)


def decide_works(
    record: Record, source: Source, document: Document, bibliography: Bibliography
) -> tuple[dict[Span, str], list[Diagnostic]]:
    """Return the key of the cited work for the words of each decision, empty for none; and faults.

    Reports R007 and R018.
    """
    found: dict[Span, str] = {}
    faults: list[Diagnostic] = []
    for number, decision in _list_decisions(record, Question.WORK):
        answer = decision.answer
        words = _find(decision, source, document)
        if not isinstance(words, Span):
            faults.append(_report(record, number, "words", *words))
        elif answer != NONE and answer not in bibliography:
            path = ("decisions", number, "answer")
            fault = record.report(path, "R007", f"`{answer}` is not in the bibliography")
            meant = find_intended(answer, bibliography.keys, bibliography.former())
            faults.append(fault.with_fix(record.data.place(path), answer, meant))
        else:
            found[words] = "" if answer == NONE else answer
    return found, faults


def _list_decisions(record: Record, *questions: Question) -> Iterator[tuple[int, Decision]]:
    for number, decision in enumerate(record.decisions):
        if decision.question in questions:
            yield number, decision


def _find(decision: Decision, source: Source, document: Document | None) -> Span | tuple[str, str]:
    """Return the span of the words of a decision, or a fact and a hint if they are not found."""
    at, words = decision.at, decision.words
    if at.isdecimal():
        change = find_change(source, int(at), words, decision.answer, decision.evidence)
        return change.span if isinstance(change, Change) else (change.fact, change.hint)
    if document is None:
        return f"`{at}` is no line", "Give the line of the witness: addresses follow from it."
    span = find_words(document, at, words)
    return span or (f"\u201c{words}\u201d is not at the address `{at}`", "")


def _report(record: Record, number: int, field: str, fact: str, hint: str = "") -> Diagnostic:
    return record.report(("decisions", number, field), "R018", fact, hint)
