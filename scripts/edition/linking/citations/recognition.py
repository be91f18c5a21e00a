"""Recognizes the convention by which the notes of a text cite, by how many of them it reads."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from edition.linking.citations.finding import find_printed, make_finder
from edition.linking.citations.forms import CHICAGO, make_draft, read_forms
from edition.linking.citations.passages import read_notes
from edition.linking.citations.words import Words, make_words
from edition.model.citation import CitationKind
from edition.model.document import Document
from edition.model.parameters import NOTES_RECOGNIZED, NOTES_TRIED
from edition.records.conventions import Convention, extend_words, list_shipped, read_shipped


def recognize_conventions(document: Document) -> tuple[Convention, ...]:
    """Return the convention of the notes, then the others in its language; none if in doubt.

    One is recognized if it reads several notes, and more of them than notes in the manner of
    Chicago would be read of.
    """
    texts = [passage.text for passage in islice(read_notes(document), NOTES_TRIED)]
    shipped = [read_shipped(id) for id in list_shipped()]
    counts = {
        one.id: _count(texts, _words_of(one))
        for one in shipped
        if "forms" in one.words.get("citations", {})
    }
    best = max(shipped, key=lambda one: counts.get(one.id, 0))
    most = counts[best.id]
    if most < NOTES_RECOGNIZED or any(counts[id] == most for id in counts if id != best.id):
        return ()
    if CHICAGO in best.words["citations"]["forms"]:
        return ()
    kin = (one for one in shipped if one.language == best.language and one.id not in counts)
    return (best, *kin) if best.language else (best,)


def _words_of(convention: Convention) -> Words:
    return make_words(extend_words([convention], "citations", {}))


def _count(texts: Sequence[str], words: Words) -> int:
    """Return how many notes have a citation that only this convention is sure to read."""
    if CHICAGO in words.forms:
        finder = make_finder(words)
        return sum(
            any(one.known for found in find_printed(text, finder) for one in found)
            for text in texts
        )
    return sum(any(_tells(text, words)) for text in texts)


def _tells(text: str, words: Words) -> Sequence[bool]:
    drafts = (make_draft(found, words) for found in read_forms(text, words))
    return [one.known and one.kind is not CitationKind.IBID for one in drafts]
