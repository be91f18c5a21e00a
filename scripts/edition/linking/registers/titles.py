"""Tells what in a passage is the title of a work, where names are no mentions, or its author."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from edition.linking.registers.forms import Claim
from edition.linking.registers.passages import Passage
from edition.linking.registers.words import NameWords
from edition.model.citation import Citation, CitationKind
from edition.model.parameters import (
    LISTED_WORKS,
    QUOTED_TITLE_CAPITALS,
    QUOTED_TITLE_LETTERS,
    QUOTED_TITLE_WORDS,
)
from edition.records.registers import EntryClass, list_forms
from edition.text.dates import YEAR
from edition.text.folding import fold_letters
from edition.text.scripts import CAPITALS

_QUOTED = re.compile(r"“[^“”]+”")
_INSERTED = re.compile(r"\[[^\[\]]*\]")
_UNQUOTED = re.compile(rf"\b(?P<kind>[a-z]+)\s(?P<title>[{CAPITALS}][\w’' -]*)")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_WORK = re.compile(
    rf"(?:[,:;]|\band)\s(?P<title>[{CAPITALS}“][^().;]*(?:\([^()\d]*\)\s)?)\({YEAR}[),]"
)
"""A title in a list of works, before its year in brackets."""
_CITED = re.compile(rf",\s(?P<title>[{CAPITALS}][^.;()“”]*)\s\([{CAPITALS}][^()]*,\s{YEAR}\)")
"""A title before place and year in brackets."""
_CORRESPONDENT = re.compile(r"(?:[^\d,“”\"]{1,60}\sto\s)?")
"""What is before the author of a document of an archive."""
_AFTER_AUTHOR = re.compile(r",\s|\sto\s")
_WITH_AUTHORS = frozenset((CitationKind.FULL, CitationKind.SHORT, CitationKind.IBID))
_BETWEEN_AUTHORS = re.compile(r"[^A-Z\d“”\"‘]{0,24}")
_EDITED = re.compile(r"\b(?:eds?|trans|comps?)\.\s(?:by\s)?[^\d]{0,40}$")


def find_titles(passage: Passage, words: NameWords) -> Iterator[tuple[int, int]]:
    """Yield what is a title by its capitals or its place: quoted, listed or before a year."""
    text = passage.text
    small = frozenset((*words.functions, *words.places, *words.particles))
    for match in _QUOTED.finditer(text):
        quoted = _WORD.findall(_INSERTED.sub("", match[0]))
        long = [w for w in quoted if len(w) >= QUOTED_TITLE_LETTERS and w not in small]
        told = text[: match.start()].rstrip().endswith(words.works)
        if len(quoted) < QUOTED_TITLE_WORDS or (len(long) < QUOTED_TITLE_CAPITALS and not told):
            continue
        if not any(word[0].islower() for word in (quoted[0], *long)):
            yield match.start() + 1, match.end() - 1
    yield from _find_unquoted(text, words.works, small)
    works = list(_WORK.finditer(text))
    if len(works) >= LISTED_WORKS:
        yield from (match.span("title") for match in works)
    for match in _CITED.finditer(text) if passage.note else ():
        start, end = match.span("title")
        if not any(one.citation and one.start < end and start < one.end for one in passage.apart):
            yield start, end


def _find_unquoted(
    text: str, works: Collection[str], small: Collection[str]
) -> Iterator[tuple[int, int]]:
    """Yield the words with capitals after "the book": a title has three or more, a name fewer."""
    for match in _UNQUOTED.finditer(text):
        if match["kind"] not in works:
            continue
        end, long = 0, 0
        for word in _WORD.finditer(text, match.start("title"), match.end("title")):
            if word[0][0].isupper():
                end, long = word.end(), long + 1
            elif word[0] not in small:
                break
        if long >= QUOTED_TITLE_CAPITALS:
            yield match.start("title"), end


def has_name(claim: Claim, names: Collection[str]) -> bool:
    """Tell whether a form of an entry is among folded names."""
    return any(fold_letters(form) in names for form in list_forms(claim.entry))


def is_all(claims: Iterable[Claim], entry_class: EntryClass) -> bool:
    """Tell whether all entries that have a form are of one class."""
    return all(one.entry.entry_class is entry_class for one in claims)


class AuthorFinder:
    """Tells for each form of a passage, in order, whether it is in a title or is an author."""

    def __init__(self, passage: Passage, people: Mapping[str, frozenset[str]]) -> None:
        self._passage = passage
        self._people = people
        self._found: set[tuple[int, str]] = set()
        """The authors found in each citation: named again, they are in its title."""
        self._end: dict[int, int] = {}
        """Where the last author of each citation ends."""
        self._last: dict[int, str] = {}
        """That author: named again, it is the title."""

    def place(self, start: int, end: int, claims: Sequence[Claim]) -> tuple[bool, Citation | None]:
        """Return whether a form is inside a work's title or the like, and whose author it is."""
        text = self._passage.text
        for stretch in self._passage.apart:
            if not (stretch.start < end and start < stretch.end):
                continue
            citation = stretch.citation
            if citation is None:
                whole = stretch.start == 0 and stretch.end >= len(text.rstrip())
                return not whole, None
            if citation.kind not in _WITH_AUTHORS:
                author = citation.kind is CitationKind.ARCHIVE
                author = author and any(one.is_person for one in claims)
                author = author and bool(_CORRESPONDENT.fullmatch(text, stretch.start, start))
                author = author and bool(_AFTER_AUTHOR.match(text, end))
                return citation.kind is not CitationKind.OTHER and not author, None
            before = text[self._end.get(stretch.start, stretch.start) : start]
            known = self._people.get(citation.key or "")
            body = is_all(claims, EntryClass.ORGANISATION)
            if known and not body and not _EDITED.search(before):
                found = {(id(citation), one.entry.id) for one in claims if has_name(one, known)}
                new = found - self._found
                self._found |= found
                return not new, citation
            again = text[start:end] == self._last.get(stretch.start)
            if not again and (_BETWEEN_AUTHORS.fullmatch(before) or _EDITED.search(before)):
                self._end[stretch.start], self._last[stretch.start] = end, text[start:end]
                return False, citation
            return True, None
        return False, None
