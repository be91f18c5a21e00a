"""The candidates of a text that its record allows, and the hypotheses that they can prove."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
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
from edition.readers.inference.extents import Extents, FoundNote, find_extents
from edition.readers.inference.foot_series import infer_from_feet
from edition.readers.inference.headings import (
    find_document_lines,
)
from edition.readers.inference.hypotheses import infer
from edition.readers.inference.hypothesis import Forms, Hypothesis
from edition.readers.inference.inline_pages import InlinePages
from edition.readers.inference.labels import LabelKind
from edition.readers.inference.options import (
    BLOCK_FORM,
    LIST_FORMS,
    MARKER_FORMS,
    is_certain,
)
from edition.readers.inference.pages import (
    PageLayout,
)
from edition.readers.inference.paragraphs import part_paragraphs
from edition.readers.lines import Line
from edition.readers.list_items import is_ornament
from edition.readers.markup import Notation
from edition.readers.typeset.book import BookLayout, lay_out_book
from edition.readers.typeset.measures import is_marker
from edition.text.source import Source

Settings: TypeAlias = Mapping[str, Any]

Layouts: TypeAlias = Callable[[Collection[int]], PageLayout]
"""Lays out the pages of a text, given the lines that open notes."""

_FEW_BESIDE: Final = 3
"""Notes beside which a list below a rule or heading may be of another form: notes of the text
beside notes on it."""


class AllowedCandidates:
    """The candidates of a text that its record allows, and what they are tried with."""

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
        self.markers = _allow(markers, numbered, served, signs)
        listed = LIST_FORMS.get(settings["note_list"])
        listed = BLOCK_FORM if settings["notes"] == "blocks" else listed
        # Notes at the foot of a printed page follow its text.
        breaks = () if printed else layout.breaks
        openings = _allow(find_openings(lines, breaks), listed, served, signs)
        if printed:
            openings = _leave_printed(lines, layout, openings)
        without = {"none": set(openings), "lists": {BLOCK_FORM}}.get(settings["notes"], set())
        self.openings = {form: openings[form] for form in openings if form not in without}

    def infer(self) -> tuple[Hypothesis, ...]:
        """Return the hypotheses that hold, none whose markers all follow one word.

        A single note is one only if no text follows it, or if a heading of notes stands above it.
        """
        found = self._infer()
        if self.certain:
            return found
        kept = tuple(h for h in found if not (self._names_one_kind(h) or self._stands_in_text(h)))
        opened = {opening.line for one in kept for _, opening in one.pairs}
        if len(opened) > _FEW_BESIDE:
            return kept
        others = self._infer_set_off()
        apart = not any(opening.line in opened for one in others for _, opening in one.pairs)
        return kept + others if apart else kept

    def _infer_set_off(self) -> tuple[Hypothesis, ...]:
        """Return the notes below the last rule or heading of notes, too few to be proved alone.

        They begin right below it with the first of their labels, and every one has a marker above.
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
            form: [one for one in found if one.line < rule and expect_marker(one) > 0]
            for form, found in self.markers.items()
        }
        openings = {
            form: [one for one in found if one.line > rule] for form, found in self.openings.items()
        }
        return tuple(
            one
            for one in infer(markers, openings, certain=True)
            if one.opening_share == 1
            and one.pairs[0][1].line == first
            and one.pairs[0][1].label.opens
        )

    def _stands_in_text(self, held: Hypothesis) -> bool:
        if held.kind is LabelKind.MARK or len(held.pairs) != 1:
            return False
        opening = held.pairs[0][1].line
        above = next((line for line in reversed(self._lines[:opening]) if not line.blank), None)
        if above is not None and is_notes_heading(above.text):
            return False
        blank = next((i for i in range(opening, len(self._lines)) if self._lines[i].blank), opening)
        return any(not line.blank for line in self._lines[blank:]) and blank > opening

    def _names_one_kind(self, held: Hypothesis) -> bool:
        """True if one word stands before most markers: they are tables or figures, not notes."""
        if held.kind is LabelKind.MARK or len(held.pairs) < _FEWEST_NAMED:
            return False
        words = Counter(
            found[0]
            for marker, _ in held.pairs
            if (
                found := _WORD_BEFORE.search(self._text, marker.start - _LONGEST_WORD, marker.start)
            )
        )
        return max(words.values(), default=0) > _ONE_KIND * len(held.pairs)

    def _infer(self) -> tuple[Hypothesis, ...]:
        """Infer on single pages if little is left over there, else over the whole text."""
        near = same_page(self._layout, _FARTHEST if self.settings["printed"] else 1)
        within: tuple[Hypothesis, ...] = ()
        if self._layout.known:
            # Labels that begin again on every page are distinguished by the pages only.
            within = infer(self.markers, self.openings, certain=self.certain, locality=near)
            if self.settings["printed"] and within:
                return within
            if sum(len(one.pairs) for one in within if one.strength >= _FIRM) >= _MANY:
                return within
        found = infer(self.markers, self.openings, certain=self.certain)
        if found or not self._layout.known:
            return found
        if within and all(one.is_proved_by_pages or one.is_peculiar for one in within):
            return within
        return infer_from_feet(self.markers, self.openings, near)

    def place(
        self,
        hypotheses: Sequence[Hypothesis],
        displaced: Sequence[Pair] = (),
        refused: Collection[Candidate] = (),
    ) -> tuple[PageLayout, Extents]:
        """Lay out pages and notes; ``refused`` are markers that could be other places as well."""
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
        """Settle the pages of a printed book, and with them where its notes stand."""
        ends = self.settings["page_ends"]
        openings = chain.from_iterable(self.openings.values())
        book, layout = lay_out_book(self._lines, layout, extents, openings, ends, self._contents)
        return book, layout, find_extents(self._lines, layout, extents.notes, at_foot=True)

    def _find_documents(self, opened: Collection[int]) -> frozenset[int]:
        """Return the numbers of lines that are headings of documents.

        The ``opened`` lines are none, unless they are a few in a series of such headings.
        """
        found, every = self._list_documents(opened), self._list_documents(())
        return every if found <= every and len(found) >= _MOST_HEADINGS * len(every) else found

    def _list_documents(self, opened: Collection[int]) -> frozenset[int]:
        served = {self._lines[i].number for i in (*opened, *self._layout.furniture)}
        chunks = split_chunks(self._lines, lambda line: line.number in served)
        return find_document_lines(part_paragraphs(chunks))

    def find_displaced(self, held: Hypothesis, in_notes: Collection[int]) -> Iterator[Pair]:
        """Yield pairs that the alignment cannot have."""
        headed = set(find_headed(self._lines, self.openings, [held])) if self.certain else ()
        yield from find_displaced(held, self.markers, self.openings, in_notes, headed)
        yield from self.find_faded(held, in_notes)

    def find_faded(self, held: Hypothesis, in_notes: Collection[int]) -> Iterator[Pair]:
        """Yield pairs whose markers lost their form."""
        if self.proves_more(held):
            unmarked = find_unmarked(held, self.openings)
            yield from find_faded(held, self._detached, unmarked, in_notes)

    def proves_more(self, held: Hypothesis) -> bool:
        """True for a certain series: its order proves notes beside those that were paired."""
        return self.certain and held.kind is not LabelKind.MARK


def _find_ornaments(lines: Sequence[Line]) -> set[int]:
    """Return the indices of rows of signs with blanks between them, and of signs next to one."""
    rows = {i for i, line in enumerate(lines) if _ROW.fullmatch(line.text.strip())}
    beside = {i + step for i in rows for step in (-1, 1) if 0 <= i + step < len(lines)}
    return rows | {i for i in beside if is_ornament(lines[i].text)}


_ROW: Final = re.compile(r"(?:[*＊※]\s+)+[*＊※]")
_MOST_HEADINGS: Final = 0.8
"""Share of the headings of documents that no note seems to open, if all of them are headings."""
_FEWEST_NAMED: Final = 3
_ONE_KIND: Final = 2 / 3
"""Share of the markers that one word stands before, if they are no markers."""
_WORD_BEFORE: Final = re.compile(r"[^\W\d_]+(?:\.?\s)?[\[(]?$")
_LONGEST_WORD: Final = 16


def _allow(
    candidates: Forms, form: str | None, lines: Collection[int], signs: AbstractSet[int]
) -> Forms:
    """Return the candidates that are on none of the lines and no signs of notation.

    With ``form`` numbers and letters are allowed in this form only.
    """
    return {
        name: [
            one
            for one in found
            if one.line not in lines
            and (form is None or name == form or one.label.kind is LabelKind.MARK)
            and signs.isdisjoint(range(one.start, one.end))
        ]
        for name, found in candidates.items()
    }


_PRINTED: Final = (BARE, ".", ")")
"""Forms of labels that open a note at the foot of a printed page."""


def _find_printed(source: Source, lines: Sequence[Line]) -> Forms:
    """Return what could be markers in a printed book: digits and signs that touch their word."""
    return {BARE: [c for c in find_touching(source.text, lines) if is_marker(source.text, c)]}


def _leave_printed(lines: Sequence[Line], layout: PageLayout, openings: Forms) -> Forms:
    """Return the openings without those above the rule that parts notes from text on their page.

    A dash before a label is that of a list.
    """
    rules = {layout.page_of(i): i for i, line in enumerate(lines) if is_rule(line.text)}
    return {
        form: [
            one
            for one in openings.get(form, ())
            if one.line > rules.get(layout.page_of(one.line), -1)
            and one.start == lines[one.line].content.start
        ]
        for form in _PRINTED
    }


_SAME_PAGE: Final = 1.0
"""What a pair gains if notes are at the foot of the page and it is on one page …"""
_NEXT_PAGE: Final = -1.5
"""… and what it loses if the note was carried over to the next."""


def same_page(layout: PageLayout, farthest: int = 1) -> Locality:
    """Prefer the pairs of one page; ``farthest`` is how many pages a note may be carried over."""
    page_of = cache(layout.page_of)

    def weigh(marker: Candidate, opening: Candidate) -> float:
        pages = page_of(opening.line) - page_of(marker.line)
        if not 0 <= pages <= farthest:
            return -math.inf
        return _NEXT_PAGE if pages else _SAME_PAGE

    return weigh


_FARTHEST: Final = 12
"""Pages over which a note of a printed book may be carried, if notes are longer than the text."""

_FIRM: Final = 0.35
_MANY: Final = 20
"""Strength, and number of pairs, from which notes on the pages of their markers are proved."""
_APART: Final = 4
"""Lines between what served one leaf and what served the next: more than their heads take."""


def same_leaf(furniture: Collection[int]) -> Locality:
    """Prefer the pairs of one leaf of a typescript: between what served two of them."""
    lines = sorted(furniture)
    starts = [line for before, line in pairwise([-_APART, *lines]) if line - before >= _APART]

    def weigh(marker: Candidate, opening: Candidate) -> float:
        same = bisect_right(starts, marker.line) == bisect_right(starts, opening.line)
        return _SAME_PAGE if same else _NEXT_PAGE

    return weigh
