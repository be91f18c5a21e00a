"""The places of a text that can be referred to, and the resolution of phrases to places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from edition.linking.cross_references.phrases import Number, Phrase, Token
from edition.linking.cross_references.runs import Run
from edition.linking.cross_references.subjects import sentence_at
from edition.model.addresses import note_address, page_address
from edition.model.document import Caption, Division, Document, Note, Page, ReferenceKind
from edition.model.layout import name_division
from edition.model.parameters import PREVIEW_LENGTH, REFERENCE_TITLE_WORDS, VOLUME_DOCUMENTS
from edition.model.traversal import plain_text, running_text, walk, walk_leaves
from edition.records.conventions import any_of
from edition.text.page_ranges import complete_last
from edition.text.shortening import shorten_around
from edition.text.source import Source


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a phrase; ``address`` is empty if the text has no such place."""

    kind: ReferenceKind
    name: str
    address: str
    page: str = ""
    """Label of the page of the target, or of the page that the phrase names."""
    last: str = ""
    place: int = -1
    """Offset in the witness."""
    fault: str = ""
    """How the phrase contradicts the text, or an empty string."""


class Places:
    """Pages, divisions, notes and figures of a text, by their printed labels."""

    def __init__(
        self, source: Source, document: Document, words: Mapping[str, Iterable[str]]
    ) -> None:
        """``words`` are the lists of words for cross-references, see ``records.conventions``."""
        self._source = source
        self._chapters = frozenset(words["chapters"])
        self._document_words = frozenset(map(str.casefold, words["documents"]))
        self.pages = document.pages
        self._starts = [page.start for page in document.pages]
        self._length = document.length
        self._pages = {page.label: index for index, page in reversed([*enumerate(self.pages)])}
        self._all = list(walk(document.divisions, Division))
        self._documents = _find_documents(self._all, words["document_forms"])
        self.main = tuple(self._documents.values()) or document.divisions
        self._main_starts = [division.span.start for division in self.main]
        numbered = [division for division in document.divisions if division.number]
        self._numbers = len(numbered)
        self._numbered = {_to_arabic(division.number): division for division in reversed(numbered)}
        self._by_mark: dict[str, dict[str, list[Note]]] = {}
        """The notes of each mark, by series."""
        for note in document.notes:
            self._by_mark.setdefault(note.mark, {}).setdefault(note.series, []).append(note)
        leaves = walk_leaves(running_text(document))
        self.figures = {leaf.label: leaf for leaf in leaves if isinstance(leaf, Caption)}
        self.figures.pop("", None)

    # --- Pages ---

    def page_index(self, offset: int) -> int:
        """Return the index of the page at an offset, or -1."""
        return bisect_right(self._starts, offset) - 1

    def label_at(self, offset: int) -> str:
        """Return the label of the page at an offset, or an empty string."""
        index = self.page_index(offset)
        return self.pages[index].label if index >= 0 else ""

    def find_page(self, label: str) -> Page | None:
        """Return the page with a label, or None."""
        index = self._pages.get(label)
        return None if index is None else self.pages[index]

    def index_of(self, label: str) -> int:
        """Return the index of the page with a label, or -1."""
        return self._pages.get(label, -1)

    def has_words(self, label: str, words: str) -> bool:
        """Return True if a page contains these words in sequence."""
        index = self.index_of(label)
        if index < 0:
            return False
        ends = [*self._starts[1:], len(self._source.text)]
        text = self._source.text[self._starts[index] : ends[index]].replace("-\n", "")
        return _join_words(words) in _join_words(text)

    def pages_of(self, division: Division) -> range:
        """Return the indices of the pages of a division."""
        first = max(0, self.page_index(division.span.start))
        siblings = [d for d in self._all if d.level <= division.level]
        later = [d.span.start for d in siblings if d.span.start > division.span.start]
        end = min([*later, self._length])
        return range(first, self.page_index(max(end - 1, division.span.start)) + 1)

    def pages_named(self, name: str) -> range:
        """Return the indices of the pages of the division with a name."""
        division = next((d for d in self._all if d.name == name), None)
        return range(0) if division is None else self.pages_of(division)

    def title(self, name: str) -> str:
        """Return the title of the division with a name, or an empty string."""
        return next((name_division(d) for d in self._all if d.name == name), "")

    # --- Divisions ---

    @property
    def titles(self) -> list[str]:
        """Titles of the main divisions without a number, if they are short."""
        titles = (" ".join(plain_text(d.heading).split()) for d in self.main if not d.number)
        return [title for title in titles if title and len(title.split()) <= REFERENCE_TITLE_WORDS]

    def is_chapter(self, word: str) -> bool:
        """Return True for a word for chapters, not for smaller divisions."""
        return word.casefold() in self._chapters

    @property
    def has_documents(self) -> bool:
        """True for a volume whose divisions are documents."""
        return bool(self._documents)

    def is_document(self, word: str) -> bool:
        """Return True for a word for documents in a volume of documents."""
        return self.has_documents and word.casefold() in self._document_words

    def is_numbered(self, word: str) -> bool:
        """Return True if the divisions that the word names are numbered."""
        known = len(self._documents) if self.is_document(word) else self._numbers
        return (self.is_chapter(word) or self.is_document(word)) and known > 1

    def division_at(self, offset: int) -> Division | None:
        """Return the main division at an offset, or None."""
        index = bisect_right(self._main_starts, offset) - 1
        return self.main[index] if index >= 0 else None

    def find_division(self, token: Token, offset: int, label: str = "") -> Division | None:
        """Return the division that a token at an offset names, or None."""
        if token.kind == "division":
            wanted = _to_arabic(label or token.numbers[0].label)
            if self.is_chapter(token.word):
                return self._numbered.get(wanted)
            if self.is_document(token.word):
                return self._documents.get(wanted)
            found = (d for d in self._list_parts(token.word) if _to_arabic(d.number) == wanted)
            return next(found, None)
        if token.kind == "title":
            named = (d for d in self.main if " ".join(plain_text(d.heading).split()) == token.word)
            return next(named, None)
        step = {"prior": -1, "next": 1}.get(token.kind, 0)
        index = bisect_right(self._main_starts, offset) - 1 + step
        return self.main[index] if 0 <= index < len(self.main) else None

    def _list_parts(self, word: str) -> Iterator[Division]:
        """Yield the divisions that a word for a part of a chapter can name."""
        start = word.casefold().rstrip(".")[:4]
        return (
            d
            for d in self._all
            if "." in d.number or plain_text(d.heading).casefold().startswith(start)
        )

    # --- Notes and figures ---

    def count_notes(self, phrase: Phrase, offset: int) -> int:
        """Return the number of notes that a phrase at an offset of the witness can refer to."""
        token, page = phrase.of("note"), phrase.of("page")
        if token is None:
            return 0
        label = page.numbers[0].label if page else ""
        return len(self._list_notes(phrase, token.numbers[0].label, label, offset))

    def has_figure(self, phrase: Phrase) -> bool:
        """Return True if the phrase names a figure of the text."""
        token = phrase.of("figure")
        return token is not None and token.numbers[0].label in self.figures

    # --- Resolution ---

    def resolve(self, phrase: Phrase, number: Number | None, offset: int) -> Target:
        """Return the target of one number of a phrase at an offset of the witness."""
        place = phrase.place
        if place is None or number is None:
            return self._resolve_division(phrase.tokens[0], number, offset)
        found = {
            "page": self._resolve_page,
            "note": self._resolve_note,
            "figure": self._resolve_figure,
        }[place.kind](phrase, number, offset)
        fault = found.fault or self._fault_of_division(phrase, found, offset)
        fault = fault or self._fault_of_direction(phrase, found, offset)
        return replace(found, fault=fault)

    def _resolve_page(self, phrase: Phrase, number: Number, offset: int) -> Target:
        page = self.find_page(number.label)
        if page is None:
            return Target(ReferenceKind.PAGE, number.label, "")
        last = self._complete(number)
        return Target(
            ReferenceKind.PAGE, page.label, page_address(page), page.label, last, page.start
        )

    def _complete(self, number: Number) -> str:
        """Return the last page of a range, whose printed number may be shortened (``234–35``)."""
        if not number.last:
            return ""
        last = complete_last(number.label, number.last)
        return last if last in self._pages else ""

    def _resolve_note(self, phrase: Phrase, number: Number, offset: int) -> Target:
        page = phrase.of("page")
        label = page.numbers[0].label if page else ""
        found = self._list_notes(phrase, number.label, label, offset)
        note = found[0] if found else None
        if note is None and self.has_documents and phrase.division is not None:
            named = phrase.division
            return self._resolve_division(named, next(iter(named.numbers), None), offset)
        if note is None:
            return Target(ReferenceKind.NOTE, number.label, "", label)
        where = self._pages_of_note(note)
        if label in self._pages and label not in where:
            return self._make_faulty_target(label, f"note {note.mark} is on p. {where[0]}")
        shown = label or where[0]
        address = note_address(note.key)
        return Target(ReferenceKind.NOTE, note.key, address, shown, place=note.start)

    def _make_faulty_target(self, label: str, fault: str) -> Target:
        """Return the printed page as the target of a reference that contradicts the text."""
        page = self.pages[self._pages[label]]
        address = page_address(page)
        return Target(ReferenceKind.PAGE, label, address, label, place=page.start, fault=fault)

    def _list_notes(self, phrase: Phrase, sign: str, page: str, offset: int) -> list[Note]:
        """Return the notes with a mark in the named page, else the named chapter, else this one.

        If several notes of a chapter have the mark, a single one on this page is preferred. In a
        volume of documents only the named document, or this one, is searched.
        """
        notes = [note for group in self._by_mark.get(sign, {}).values() for note in group]
        on_page = [note for note in notes if page and page in self._pages_of_note(note)]
        if on_page:
            return on_page[:1]
        if page and page in self._pages:
            offset = self.pages[self._pages[page]].start
        token = phrase.division
        here = self.division_at(offset)
        division = self.find_division(token, offset) if token else here
        homes = [division] if self.has_documents else [division, here]
        groups = [[n for n in notes if self.division_at(n.start) is home] for home in homes if home]
        inside = next(filter(None, groups), [] if self.has_documents else notes)
        near = [note for note in inside if self.label_at(offset) in self._pages_of_note(note)]
        return near if len(near) == 1 else inside

    def _pages_of_note(self, note: Note) -> list[str]:
        offsets = [note.marker.start] if note.marker else []
        offsets += [segment.start for segment in note.segments]
        labels = [note.page, *(self.label_at(offset) for offset in offsets)]
        return list(dict.fromkeys(label for label in labels if label)) or [""]

    def _resolve_figure(self, phrase: Phrase, number: Number, offset: int) -> Target:
        caption = self.figures.get(number.label)
        page = phrase.of("page")
        label = page.numbers[0].label if page else ""
        if caption is None:
            return Target(ReferenceKind.FIGURE, number.label, "", label)
        where = self.label_at(caption.span.start)
        if label in self._pages and label != where:
            return self._make_faulty_target(label, f"figure {number.label} is on p. {where}")
        place = caption.span.start
        return Target(
            ReferenceKind.FIGURE, number.label, caption.address, label or where, place=place
        )

    def _resolve_division(self, token: Token, number: Number | None, offset: int) -> Target:
        division = self.find_division(token, offset, number.label if number else "")
        if division is None:
            return Target(ReferenceKind.DIVISION, number.label if number else token.word, "")
        address = division.address or division.name
        return Target(ReferenceKind.DIVISION, division.name, address, place=division.span.start)

    # --- Contradictions ---

    def is_sure(self, page: str) -> bool:
        """Return False if the label of a page is only counted, without proof."""
        index = self.index_of(page)
        return index < 0 or not self.pages[index].inferred

    def _fault_of_division(self, phrase: Phrase, target: Target, offset: int) -> str:
        token = phrase.division
        if token is None or not target.address:
            return ""
        division = self.find_division(token, offset)
        index = self.index_of(target.page)
        if division is None or index < 0 or index in self.pages_of(division):
            return ""
        home = next((d for d in reversed(self.main) if index in self.pages_of(d)), None)
        where = f"in {title_of(home)}" if home else "before the first chapter"
        return f"p. {target.page} is {where}, not in {title_of(division)}"

    def _fault_of_direction(self, phrase: Phrase, target: Target, offset: int) -> str:
        here, there = self.page_index(offset), self.index_of(target.page)
        if not phrase.direction or not target.address or here < 0 or there < 0:
            return ""
        if phrase.direction == "earlier" and there > here:
            return f"p. {target.page} is later, not earlier"
        if phrase.direction == "later" and there < here:
            return f"p. {target.page} is earlier, not later"
        return ""


def _to_arabic(number: str) -> str:
    """Return a Roman number in Arabic digits; other numbers are returned unchanged."""
    if not number or number.strip("IVX"):
        return number
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in number]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return str(sum(-value if value < after else value for value, after in pairs))


_LEADING = re.compile(r"(\d{1,4})[.)]?\s+\S")
"""The number of a document before its title."""


def _find_documents(divisions: Iterable[Division], forms: Iterable[str]) -> Mapping[str, Division]:
    """Return the documents of a volume by number; the result is empty for other texts.

    Divisions are documents if most numbered headings name a form of document, such as a letter.
    """
    named = re.compile(any_of(forms, either_case=True))
    found: dict[str, Division] = {}
    formal = 0
    for division in divisions:
        heading = " ".join(plain_text(division.heading).split())
        leading = _LEADING.match(heading)
        if number := division.number or (leading[1] if leading else ""):
            found.setdefault(number, division)
            formal += named.search(heading) is not None
    return found if formal >= VOLUME_DOCUMENTS and 2 * formal > len(found) else {}


def _join_words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def title_of(division: Division) -> str:
    """Return the name of a division in a sentence: ``Chapter 4``, ``Introduction``."""
    if not division.number:
        return " ".join(plain_text(division.heading).split())
    return f"Chapter {division.number}" if division.level == 1 else f"section {division.number}"


# --- Previews of targets --------------------------------------------------------------------------


class Previews:
    """Short excerpts of the pages, notes and figures of a document."""

    def __init__(self, runs: Sequence[Run], places: Places) -> None:
        self._places = places
        self._notes = {run.address: run for run in reversed(runs) if run.note}
        self._figures = {run.address: run for run in runs if run.caption}
        self._on_page: dict[int, list[Run]] = defaultdict(list)
        for run in runs:
            if run.text and not run.note and not run.caption:
                first = places.page_index(run.spans[0].start)
                last = places.page_index(run.spans[-1].start)
                for index in range(first, max(first, last) + 1):
                    self._on_page[index].append(run)

    def excerpt(self, target: Target, shared: Iterable[str]) -> str:
        """Return an excerpt of a target, if possible a sentence with one of the shared terms."""
        if target.kind is ReferenceKind.NOTE:
            run = self._notes.get(note_address(target.name))
            return shorten_around(run.text, 0, PREVIEW_LENGTH) if run else ""
        if target.kind is ReferenceKind.FIGURE:
            run = self._figures.get(target.address)
            return shorten_around(run.text, 0, PREVIEW_LENGTH) if run else ""
        if target.kind is ReferenceKind.DIVISION:
            return shorten_around(self._places.title(target.name), 0, PREVIEW_LENGTH)
        return self._excerpt_page(self._places.index_of(target.page), list(shared))

    def _excerpt_page(self, index: int, shared: Sequence[str]) -> str:
        texts = [self._part_on(run, index) for run in self._on_page.get(index, ())]
        for term in shared:
            for text in texts:
                place = text.casefold().find(term)
                if place >= 0:
                    first, last = sentence_at(text, place, place + len(term))
                    return shorten_around(text[first:last], place - first, PREVIEW_LENGTH)
        return shorten_around(next((text for text in texts if text.strip()), ""), 0, PREVIEW_LENGTH)

    def _part_on(self, run: Run, index: int) -> str:
        """Return the part of a block that is on a page."""
        pages = [self._places.page_index(span.start) for span in run.spans]
        here = [piece for piece, page in enumerate(pages) if page == index]
        if not here:
            return ""
        ends = [*run.starts[1:], len(run.text)]
        return run.text[run.starts[here[0]] : ends[here[-1]]]
