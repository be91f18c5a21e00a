"""Checks the editors' decisions against the words of the text, and applies them."""

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
    """Return the document with the labels and calls of notes that the record decides.

    Reports R018.
    """
    faults: list[Diagnostic] = []
    for number, one in _decisions(record, Question.PAGE, Question.NOTE):
        words = _find(one, source, None)
        if isinstance(words, Span):
            decided = _decide(one, source, document, words)
            document = decided or document
            if decided is None:
                faults.append(
                    _report(record, number, "answer", f"{_KINDS[one.question]} `{one.answer}`")
                )
        else:
            faults.append(_report(record, number, "words", *words))
    return document, faults


_KINDS = {
    Question.PAGE: "no page is there, or another page has the label",
    Question.NOTE: "no running text is there, or the text has no note",
}


def _decide(one: Decision, source: Source, document: Document, words: Span) -> Document | None:
    if one.question is Question.PAGE:
        return label_page(document, source, words, one.answer)
    if one.answer == NONE:
        return uncall_notes(document, source, words)
    return call_note(document, source, words, one.answer)


def decide_works(
    record: Record, source: Source, document: Document, bibliography: Bibliography
) -> tuple[dict[Span, str], list[Diagnostic]]:
    """Return for words that are decided the key of the work that they cite; empty for none.

    Reports R007 and R018.
    """
    found: dict[Span, str] = {}
    faults: list[Diagnostic] = []
    for number, one in _decisions(record, Question.WORK):
        words = _find(one, source, document)
        if not isinstance(words, Span):
            faults.append(_report(record, number, "words", *words))
        elif one.answer != NONE and one.answer not in bibliography:
            path = ("decisions", number, "answer")
            fault = record.report(path, "R007", f"`{one.answer}` is not in the bibliography")
            meant = find_intended(one.answer, bibliography.keys, bibliography.former())
            faults.append(fault.with_fix(record.data.place(path), one.answer, meant))
        else:
            found[words] = "" if one.answer == NONE else one.answer
    return found, faults


def _decisions(record: Record, *questions: Question) -> Iterator[tuple[int, Decision]]:
    for number, one in enumerate(record.decisions):
        if one.question in questions:
            yield number, one


def _find(one: Decision, source: Source, document: Document | None) -> Span | tuple[str, str]:
    """Return where the words of a decision are, or what is wrong and what to do."""
    if one.at.isdecimal():
        change = find_change(source, int(one.at), one.words, one.answer, one.evidence)
        return change.span if isinstance(change, Change) else (change.fact, change.hint)
    if document is None:
        return f"`{one.at}` is no line", "Give the line of the witness: addresses follow from it."
    words = find_words(document, one.at, one.words)
    return words or (f"\u201c{one.words}\u201d is not at the address `{one.at}`", "")


def _report(record: Record, number: int, field: str, fact: str, hint: str = "") -> Diagnostic:
    return record.report(("decisions", number, field), "R018", fact, hint)
