"""Candidates of a text that its record allows, and the hypotheses that they can prove."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, cached_property
from itertools import chain, pairwise
from typing import Any, Final, TypeAlias

from edition.readers.chunks import split_chunks
from edition.readers.contents import Contents, read_contents
from edition.readers.furniture import PAGE_NUMBER, is_rule
from edition.readers.headings import is_notes_heading
from edition.readers.inference.alignment import Locality, Pair, expect_marker
from edition.readers.inference.candidates import (
    BARE,
    Candidate,
    find_markers,
    find_openings,
    find_touching,
)
from edition.readers.inference.certain_series import (
    DETACHED,
    find_displaced,
    find_faded,
    find_headed,
    find_unmarked,
)
from edition.readers.inference.detached_markers import place_detached
from edition.readers.inference.extents import Extents, FoundNote, find_extents
from edition.readers.inference.headings import find_document_lines
from edition.readers.inference.hypotheses import infer
from edition.readers.inference.hypothesis import Forms, Hypothesis
from edition.readers.inference.inline_pages import InlinePages
from edition.readers.inference.labels import LabelKind
from edition.readers.inference.options import BLOCK_FORM, LIST_FORMS, MARKER_FORMS, is_certain
from edition.readers.inference.pages import PageLayout
from edition.readers.inference.paragraphs import part_paragraphs
from edition.readers.lines import Line
from edition.readers.list_items import is_ornament
from edition.readers.markup import Notation
from edition.readers.typeset.book import BookLayout, lay_out_book
from edition.readers.typeset.measures import is_marker
from edition.text.source import Source

Settings: TypeAlias = Mapping[str, Any]

Layouts: TypeAlias = Callable[[Collection[int]], PageLayout]
"""Function that lays out the pages of a text from the indices of the lines that open notes."""

_FEW_BESIDE: Final = 3
"""Number of notes up to which a list below a rule or heading may have another form: notes that
belong to the text, in addition to notes on the text."""


class AllowedCandidates:
    """Candidates of a text that its record allows, with the settings and layout to test them."""

    def __init__(
        self,
        source: Source,
        lines: Sequence[Line],
        notation: Notation,
        settings: Settings,
        lay_out: Layouts,
        inline: InlinePages,
    ) -> None:
        self._text, self._lines, self._lay_out = source.text, lines, lay_out
        self.settings = settings
        self.certain = is_certain(settings)
        layout = self._layout = lay_out(())
        typed = settings["typescript"]
        served = {i for i, kind in layout.furniture.items() if typed or kind == PAGE_NUMBER}
        served |= {i for i in layout.proved if i in layout.furniture}
        printed: bool = settings["printed"]
        self._contents = read_contents(lines, settings["contents"]) if printed else Contents()
        served |= {i for i, line in enumerate(lines) if line.number in self._contents.lines}
        served |= _find_ornaments(lines)
        spans = [sign.span for sign in notation.signs] + [mark.span for mark in inline.marks]
        signs = {place for span in spans for place in range(span.start, span.end)}
        numbered = MARKER_FORMS.get(settings["markers"])
        markers = _find_printed(source, lines) if printed else find_markers(source.text, lines)
        self._detached = [c for c in markers[BARE] if c.surroundings.startswith(DETACHED)]
        if not printed:
            markers = {form: place_detached(lines, markers[form], served) for form in markers}
        self.markers = _allow(markers, numbered, served, signs)
        listed = LIST_FORMS.get(settings["note_list"])
        listed = BLOCK_FORM if settings["notes"] == "blocks" else listed
        # Openings at the foot of a printed page already follow its text, and need no page breaks.
        breaks = () if printed else layout.breaks
        openings = _allow(find_openings(lines, breaks), listed, served, signs)
        if printed:
            openings = _leave_printed(lines, layout, openings)
        without = {"none": set(openings), "lists": {BLOCK_FORM}}.get(settings["notes"], set())
        self.openings = {form: openings[form] for form in openings if form not in without}

    def infer(self) -> tuple[Hypothesis, ...]:
        """Return the accepted hypotheses, except those whose markers all follow the same word.

        A single note is accepted only if no text follows it, or below a heading of notes.
        """
        found = self._infer()
        if self.certain:
            return found
        accepted = tuple(h for h in found if not (self._names_one_kind(h) or self._is_in_text(h)))
        opened = {opening.line for hypothesis in accepted for _, opening in hypothesis.pairs}
        if len(opened) > _FEW_BESIDE:
            return accepted
        set_off = self._infer_set_off()
        disjoint = opened.isdisjoint(o.line for hypothesis in set_off for _, o in hypothesis.pairs)
        return accepted + set_off if disjoint else accepted

    def _infer_set_off(self) -> tuple[Hypothesis, ...]:
        """Return the notes below the last rule or heading of notes, too few for a proof by chance.

        They begin immediately below it with the first label, and each has a marker above it.
        """
        lines = self._lines
        set_off = (
            index
            for index in reversed(range(len(lines)))
            if is_rule(lines[index].text) or is_notes_heading(lines[index].text)
        )
        if (rule := next(set_off, None)) is None:
            return ()
        first = next((i for i in range(rule + 1, len(lines)) if not lines[i].blank), rule)
        markers = {
            form: [marker for marker in found if marker.line < rule and expect_marker(marker) > 0]
            for form, found in self.markers.items()
        }
        openings = {
            form: [opening for opening in found if opening.line > rule]
            for form, found in self.openings.items()
        }
        return tuple(
            hypothesis
            for hypothesis in infer(markers, openings, certain=True)
            if hypothesis.opening_share == 1
            and hypothesis.pairs[0][1].line == first
            and hypothesis.pairs[0][1].label.opens
        )

    def _is_in_text(self, held: Hypothesis) -> bool:
        if held.kind is LabelKind.MARK or len(held.pairs) != 1:
            return False
        opening = held.pairs[0][1].line
        above = next((line for line in reversed(self._lines[:opening]) if not line.blank), None)
        if above is not None and is_notes_heading(above.text):
            return False
        blank = next((i for i in range(opening, len(self._lines)) if self._lines[i].blank), opening)
        return any(not line.blank for line in self._lines[blank:]) and blank > opening

    def _names_one_kind(self, held: Hypothesis) -> bool:
        """Return whether the same word precedes most markers, as before numbers of tables."""
        if held.kind is LabelKind.MARK or len(held.pairs) < _FEWEST_NAMED:
            return False
        words = Counter(
            word[0]
            for marker, _ in held.pairs
            if (word := _WORD_BEFORE.search(self._text, marker.start - _LONGEST_WORD, marker.start))
        )
        return max(words.values(), default=0) > _ONE_KIND * len(held.pairs)

    def _infer(self) -> tuple[Hypothesis, ...]:
        """Infer on single pages if they leave little unpaired, else over the complete text."""
        near = same_page(self._layout, _FARTHEST if self.settings["printed"] else 1)
        within: tuple[Hypothesis, ...] = ()
        if self._layout.known:
            # Labels that restart on every page are distinguished only by their pages.
            within = infer(self.markers, self.openings, certain=self.certain, locality=near)
            if self.settings["printed"] and within:
                return within
            if sum(len(h.pairs) for h in within if h.strength >= _FIRM) >= _MANY:
                return within
        found = infer(self.markers, self.openings, certain=self.certain)
        if found or not self._layout.known:
            return found
        return within if all(h.is_proved_by_pages or h.is_peculiar for h in within) else ()

    def place(
        self,
        hypotheses: Sequence[Hypothesis],
        displaced: Sequence[Pair] = (),
        refused: Collection[Candidate] = (),
    ) -> tuple[PageLayout, Extents]:
        """Return the layout of the pages and the extents of the notes.

        ``refused`` are markers that could equally be elsewhere: their notes get no marker.
        """
        pairs = [(None if m in refused else m, o) for h in hypotheses for m, o in h.pairs]
        printed: bool = self.settings["printed"]
        headings = frozenset() if printed else self._find_documents({o.line for _, o in pairs})
        pairs += [(marker, opening) for marker, opening in displaced]
        for hypothesis in hypotheses:
            pairs += [(None, opening) for opening in find_unmarked(hypothesis, self.openings)]
        found: dict[int, FoundNote] = {}
        for marker, opening in pairs:
            if self._lines[opening.line].number not in headings:
                found.setdefault(opening.line, FoundNote(opening, marker))
        if self.certain and not printed:
            for opening in find_headed(self._lines, self.openings, hypotheses):
                found.setdefault(opening.line, FoundNote(opening, None))
        layout = self._lay_out(found)
        notes = tuple(found.values())
        return layout, find_extents(self._lines, layout, notes, headings, at_foot=printed)

    def lay_out_book(
        self, layout: PageLayout, extents: Extents
    ) -> tuple[BookLayout, PageLayout, Extents]:
        """Determine the pages of a printed book, and from them the extents of its notes."""
        ends = self.settings["page_ends"]
        openings = chain.from_iterable(self.openings.values())
        book, layout = lay_out_book(self._lines, layout, extents, openings, ends, self._contents)
        return book, layout, find_extents(self._lines, layout, extents.notes, at_foot=True)

    def _find_documents(self, opened: Collection[int]) -> frozenset[int]:
        """Return the numbers of the lines that are headings of documents.

        Exclude the ``opened`` lines, unless they are a few in a series of such headings.
        """
        found, every = self._list_documents(opened), self._documents
        return every if found <= every and len(found) >= _MOST_HEADINGS * len(every) else found

    @cached_property
    def _documents(self) -> frozenset[int]:
        """The numbers of the lines that are headings of documents if no line opens a note."""
        return self._list_documents(())

    def _list_documents(self, opened: Collection[int]) -> frozenset[int]:
        served = {self._lines[i].number for i in (*opened, *self._layout.furniture)}
        chunks = split_chunks(self._lines, lambda line: line.number in served)
        return find_document_lines(part_paragraphs(chunks))

    def find_displaced(self, held: Hypothesis, in_notes: Collection[int]) -> Iterator[Pair]:
        """Yield pairs that the alignment cannot contain."""
        headed = set(find_headed(self._lines, self.openings, [held])) if self.certain else ()
        yield from find_displaced(held, self.markers, self.openings, in_notes, headed)
        yield from self.find_faded(held, in_notes)

    def find_faded(self, held: Hypothesis, in_notes: Collection[int]) -> Iterator[Pair]:
        """Yield pairs whose markers have lost their form."""
        if self.proves_more(held):
            unmarked = find_unmarked(held, self.openings)
            yield from find_faded(held, self._detached, unmarked, in_notes)

    def proves_more(self, held: Hypothesis) -> bool:
        """Return whether the order of a certain series proves further notes, without pairs."""
        return self.certain and held.kind is not LabelKind.MARK


def _find_ornaments(lines: Sequence[Line]) -> set[int]:
    """Return the indices of rows of spaced signs, and of ornaments adjacent to such a row."""
    rows = {i for i, line in enumerate(lines) if _ROW.fullmatch(line.text.strip())}
    beside = {i + step for i in rows for step in (-1, 1) if 0 <= i + step < len(lines)}
    return rows | {i for i in beside if is_ornament(lines[i].text)}


_ROW: Final = re.compile(r"(?:[*＊※]\s+)+[*＊※]")
_MOST_HEADINGS: Final = 0.8
"""Minimum share of document headings that open no note, if all of them are to be headings."""
_FEWEST_NAMED: Final = 3
_ONE_KIND: Final = 2 / 3
"""Share of markers preceded by the same word, above which they are not markers."""
_WORD_BEFORE: Final = re.compile(r"[^\W\d_]+(?:\.?\s)?[\[(]?$")
_LONGEST_WORD: Final = 16


def _allow(
    candidates: Forms, form: str | None, lines: Collection[int], signs: AbstractSet[int]
) -> Forms:
    """Return the candidates that are not on ``lines`` and do not overlap ``signs`` of notation.

    With ``form``, allow numbers and letters in this form only.
    """
    return {
        name: [
            candidate
            for candidate in members
            if candidate.line not in lines
            and (form is None or name == form or candidate.label.kind is LabelKind.MARK)
            and signs.isdisjoint(range(candidate.start, candidate.end))
        ]
        for name, members in candidates.items()
    }


_PRINTED: Final = (BARE, ".", ")")
"""Forms of labels that open a note at the foot of a printed page."""


def _find_printed(source: Source, lines: Sequence[Line]) -> Forms:
    """Return the candidate markers of a printed book: digits and signs that touch a word."""
    return {BARE: [c for c in find_touching(source.text, lines) if is_marker(source.text, c)]}


def _leave_printed(lines: Sequence[Line], layout: PageLayout, openings: Forms) -> Forms:
    """Return the openings below the rule that separates the notes of their page from its text.

    Exclude labels after a dash, which belong to lists.
    """
    rules = {layout.page_of(i): i for i, line in enumerate(lines) if is_rule(line.text)}
    return {
        form: [
            opening
            for opening in openings.get(form, ())
            if opening.line > rules.get(layout.page_of(opening.line), -1)
            and opening.start == lines[opening.line].content.start
        ]
        for form in _PRINTED
    }


_SAME_PAGE: Final = 1.0
"""Gain of a pair on a single page, if notes are at the foot of the page …"""
_NEXT_PAGE: Final = -1.5
"""… and loss of a pair whose note was carried over to the next page."""


def same_page(layout: PageLayout, farthest: int = 1) -> Locality:
    """Prefer pairs on the same page, and allow notes carried over up to ``farthest`` pages."""
    page_of = cache(layout.page_of)

    def weigh(marker: Candidate, opening: Candidate) -> float:
        pages = page_of(opening.line) - page_of(marker.line)
        if not 0 <= pages <= farthest:
            return -math.inf
        return _NEXT_PAGE if pages else _SAME_PAGE

    return weigh


_FARTHEST: Final = 12
"""Number of pages over which a note of a printed book may continue, if notes exceed the text."""

_FIRM: Final = 0.35
_MANY: Final = 20
"""Minimum strength and number of pairs that prove notes on the pages of their markers."""
_APART: Final = 4
"""Minimum number of lines between the furniture of consecutive leaves, more than a head takes."""


def same_leaf(furniture: Collection[int]) -> Locality:
    """Prefer pairs on the same leaf of a typescript, as divided by the furniture of its leaves."""
    lines = sorted(furniture)
    starts = [line for before, line in pairwise([-_APART, *lines]) if line - before >= _APART]

    def weigh(marker: Candidate, opening: Candidate) -> float:
        same = bisect_right(starts, marker.line) == bisect_right(starts, opening.line)
        return _SAME_PAGE if same else _NEXT_PAGE

    return weigh
