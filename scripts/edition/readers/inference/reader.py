"""Reads a text of any kind by inference over the whole of it; no option is needed.

Candidates for markers and openings are found (``candidates``), whole series of them aligned
(``alignment``), the forms that hold chosen (``hypotheses``), pages and what served them found by
recurrence (``pages``), and the extents of the notes decided (``extents``). What is not proved
stays text. A record may fix what it knows of a text (``options``).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain, pairwise
from typing import Any, Final, TypeAlias

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.document import Document, Furniture, Inline, Page, PageStart
from edition.readers import Options, Reading
from edition.readers.assembly import Marks
from edition.readers.captions import caption_signs
from edition.readers.chunks import Chunk, ends_sentence, goes_on, line_width, split_chunks
from edition.readers.composition import Scribe, compose, name_divisions
from edition.readers.contents import Contents, find_contents, read_contents
from edition.readers.drafts import Draft, DraftKind, finish_drafts
from edition.readers.furniture import PAGE_NUMBER, RUNNING_HEAD, find_frame, is_rule
from edition.readers.headings import Title, chapter_title, is_notes_heading, slug
from edition.readers.hyphens import learn_hyphenation
from edition.readers.inference.alignment import Locality, Pair, anywhere, expect_marker
from edition.readers.inference.candidates import (
    BARE,
    Candidate,
    find_markers,
    find_openings,
    find_touching,
    part_glued_openings,
)
from edition.readers.inference.columns import stand_side_by_side
from edition.readers.inference.extents import Extents, FoundNote, find_extents
from edition.readers.inference.foot_series import infer_from_feet
from edition.readers.inference.headings import (
    find_declared_headings,
    find_document_lines,
    find_labelled_headings,
    find_numbered_headings,
    find_recurring_lines,
    find_section_headings,
    heading_level,
    join_divided_headings,
)
from edition.readers.inference.hypotheses import (
    DETACHED,
    Forms,
    Hypothesis,
    find_displaced,
    find_faded,
    find_headed,
    find_lost,
    find_rivals,
    find_unmarked,
    infer,
    refine,
)
from edition.readers.inference.inline_pages import InlinePages, find_inline_pages
from edition.readers.inference.labels import LabelKind
from edition.readers.inference.leaves import Leaves, find_typed_furniture, label_leaves
from edition.readers.inference.notes import (
    make_markers,
    make_raising,
    name_notes,
    write_notes,
)
from edition.readers.inference.options import (
    BLOCK_FORM,
    DEFAULTS,
    LIST_FORMS,
    MARKER_FORMS,
    OPTIONS,
    is_certain,
    name_titles,
)
from edition.readers.inference.pages import (
    ANY,
    PageLayout,
    find_breaks,
    find_layout,
    list_furniture,
    list_pages,
    page_starts,
)
from edition.readers.inference.paragraphs import part_paragraphs
from edition.readers.inference.prose import Manner, draft_prose
from edition.readers.inference.set_off import SetOff, find_gaps, find_set_off
from edition.readers.inference.typescript import draft_typescript
from edition.readers.lines import Line, split_lines
from edition.readers.list_items import is_ornament
from edition.readers.markup import Notation, scan_notation
from edition.readers.matter import OfficeMarks
from edition.readers.page_ends import AUTO
from edition.readers.stamps import compile_stamps
from edition.readers.typeset.blocks import Block, compose_rows, decide
from edition.readers.typeset.book import BookLayout, lay_out_book
from edition.readers.typeset.foot_notes import Candidates
from edition.readers.typeset.measures import is_marker
from edition.readers.typeset.reader import compose_book
from edition.readers.typeset.rows import Kind, make_rows, mark_matter
from edition.readers.typeset.type_area import prove_type
from edition.records.options import settle
from edition.text.source import Source
from edition.text.span import Span

__all__ = ["OPTIONS", "Inference", "compose_reading", "infer_text", "read_inferred"]

Settings: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Inference:
    """What was inferred from a text, before its blocks are made."""

    lines: tuple[Line, ...]
    hypotheses: tuple[Hypothesis, ...]
    layout: PageLayout
    extents: Extents
    frame: tuple[Furniture, ...]
    notation: Notation
    inline: InlinePages
    """Numbers of pages that a transcription sets into the text."""
    lost: tuple[Candidate, ...] = ()
    """Markers whose notes the text has lost."""
    rivals: tuple[tuple[Candidate, ...], ...] = ()
    """Places of which any could be the marker of one note, so that none was taken."""
    markers: Forms = field(default_factory=dict, repr=False)
    openings: Forms = field(default_factory=dict, repr=False)
    """All candidates, by their form."""
    book: BookLayout | None = None
    """The pages of a printed book."""
    side_by_side: bool = False
    """True if an extraction left the columns of a page beside each other."""

    @property
    def confidence(self) -> float:
        """How sure the reading of the notes is, from 0 to 1.

        Labels that are missing on both sides are notes that went wrong; a note without a marker
        mostly lost it to damage, and is shown.
        """
        if not self.hypotheses:
            return 0.0 if self.side_by_side else _WITHOUT_NOTES
        pairs = sum(len(one.pairs) for one in self.hypotheses)
        sure: float = sum(one.confidence * len(one.pairs) for one in self.hypotheses) / pairs
        unmarked = sum(note.marker is None for note in self.extents.notes)
        missing = sum(one.missing for one in self.hypotheses) - unmarked
        sure *= (1 - min(max(missing, 0) / pairs, 1)) ** _BY_HOLES
        sure *= (pairs / (pairs + unmarked)) ** _BY_UNMARKED
        # One of two series of numbers may be a list, and a few pairs prove little.
        numbers = [len(one.pairs) for one in self.hypotheses if one.kind is LabelKind.NUMBER]
        alone = max(numbers) / sum(numbers) if numbers else 1.0
        return round(sure * alone * pairs / (pairs + _FEW_PAIRS), 2)


_BY_HOLES: Final = 4
"""Power by which missing labels count: with one in fifty, one in ten readings is wrong …"""
_BY_UNMARKED: Final = 1.5
"""… and notes without a marker, of which most are read right."""
_FEW_PAIRS: Final = 0.5
"""What the number of pairs is weighed against: of four, one in ten readings is wrong."""
_WITHOUT_NOTES: Final = 0.8
"""Confidence of a reading that found no notes."""


def describe_hypothesis(found: Hypothesis) -> str:
    """Return in one sentence what a hypothesis pairs and what it leaves."""
    form = "without brackets" if found.marker_form == BARE else f"written {found.marker_form}"
    return (
        f"{len(found.pairs)} {found.kind}s {form} call notes that open {found.opening_form!r}; "
        f"{found.marker_share:.0%} of the likely markers and {found.opening_share:.0%} of the "
        "likely openings are paired"
    )


def read_inferred(source: Source, options: Options) -> Reading:
    """Read a text; see ``OPTIONS``."""
    settings = settle(OPTIONS, options)
    return compose_reading(source, infer_text(source, settings), options)


# --- inference ------------------------------------------------------------------------


def infer_text(
    source: Source, settings: Settings = DEFAULTS, whole: AbstractSet[int] = frozenset()
) -> Inference:
    """Infer notes and pages of a text; ``settings`` are what its record says of it.

    A line with a number of ``whole`` holds no note that an extraction joined to it.
    """
    frame = find_frame(source)
    unframed = [line for line in split_lines(source) if not _is_framed(line, frame)]
    lines = part_glued_openings(unframed, whole)
    inline = find_inline_pages(lines)
    notation = _scan_notation(source, lines, settings)
    known = _Known(
        source, lines, notation, settings, _choose_layout(lines, inline, settings), inline
    )
    side_by_side = stand_side_by_side(lines)
    found = Inference(
        lines=lines,
        hypotheses=() if side_by_side else known.infer(),
        layout=PageLayout(),
        extents=Extents((), frozenset(), at_foot=False),
        frame=frame,
        notation=notation,
        inline=inline,
        markers=known.markers,
        openings=known.openings,
        side_by_side=side_by_side,
    )
    found = _infer_book(known, found) if settings["printed"] else _infer_places(known, found)
    # A line was divided on the guess that a note was joined to it: where no note opens there, the
    # text is read again with the line whole.
    opened = {note.opening.line for note in found.extents.notes}
    whole_lines = (
        -line.number for at, line in enumerate(lines) if line.number < 0 and at not in opened
    )
    unopened = frozenset(whole_lines)
    return infer_text(source, settings, whole | unopened) if unopened else found


def _infer_book(known: _Known, found: Inference) -> Inference:
    """Infer the pages of a printed book, and where at their feet its notes stand."""
    layout, extents = known.place(found.hypotheses)
    book, layout, extents = known.lay_out_book(layout, extents)
    return replace(found, layout=layout, extents=extents, book=book)


def _infer_places(known: _Known, found: Inference) -> Inference:
    """Infer where notes stand; what is known of it then decides what was open before."""
    first = found.hypotheses
    # Lines of notes are not known yet, and markers are looked for everywhere; once they are, what
    # is on them calls nothing, and all is decided again.
    faded = [pair for h in first for pair in known.find_faded(h, ())]
    layout, extents = known.place(first, faded)
    local = _same_page(layout) if extents.at_foot else anywhere
    hypotheses = refine(first, known.markers, known.openings, extents.lines, local)
    if known.settings["typescript"]:
        # Marks begin again on every leaf: that they are of one leaf decides if it pairs as many.
        leaf = _same_leaf(layout.furniture)
        near = refine(first, known.markers, known.openings, extents.lines, leaf)
        both = zip(near, hypotheses, strict=True)
        hypotheses = tuple(a if len(a.pairs) >= len(b.pairs) else b for a, b in both)
    displaced = [pair for h in hypotheses for pair in known.find_displaced(h, extents.lines)]
    series = [h for h in hypotheses if known.proves_more(h)]
    rivals = tuple(
        places for h in series for places in find_rivals(h, known.markers, extents.lines)
    )
    layout, extents = known.place(hypotheses, displaced, {places[0] for places in rivals})
    opened = [note.opening for note in extents.notes]
    lost = tuple(
        marker for h in series for marker in find_lost(h, known.markers, opened, extents.lines)
    )
    return replace(
        found, hypotheses=hypotheses, layout=layout, extents=extents, lost=lost, rivals=rivals
    )


def _is_framed(line: Line, frame: Sequence[Furniture]) -> bool:
    return any(piece.span.start <= line.start < piece.span.end for piece in frame)


def _scan_notation(source: Source, lines: Sequence[Line], settings: Settings) -> Notation:
    kinds = ["struck"]
    if settings["emphasis"]:
        kinds += ["bold", "asterisk"] if settings["typescript"] else []
        kinds.append("underscore")
    return scan_notation(source, [chunk.span for chunk in split_chunks(lines)], kinds)


Layouts: TypeAlias = Callable[[Collection[int]], PageLayout]
"""Lays out the pages of a text, given the lines that open notes."""


def _choose_layout(lines: Sequence[Line], inline: InlinePages, settings: Settings) -> Layouts:
    if settings["typescript"]:
        typed = PageLayout(furniture=find_typed_furniture(lines, settings))
        return lambda taken: typed
    if inline.marks:
        alone = {mark.span.start for mark in inline.marks if mark.alone}
        marked = {i: PAGE_NUMBER for i, line in enumerate(lines) if line.content.start in alone}
        return lambda taken: PageLayout(furniture=marked)
    kept = {PAGE_NUMBER: settings["page_numbers"], RUNNING_HEAD: settings["running_heads"]}
    page_ends: str = settings["page_ends"]
    if settings["printed"]:
        ends = ANY if page_ends == AUTO else page_ends
        return lambda taken: find_breaks(lines, taken, ends)

    def lay_out(taken: Collection[int]) -> PageLayout:
        layout = find_layout(lines, taken, page_ends)
        furniture = {index: kind for index, kind in layout.furniture.items() if kept[kind]}
        return replace(layout, furniture=furniture)

    return lay_out


_FEW_BESIDE: Final = 3
"""Notes beside which a list below a rule or heading may be of another form: notes of the text
beside notes on it."""


class _Known:
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
        near = _same_page(self._layout, _FARTHEST if self.settings["printed"] else 1)
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
        found = {o.line: FoundNote(o, m) for m, o in pairs}
        found |= {o.line: FoundNote(o, m) for m, o in displaced if o.line not in found}
        printed: bool = self.settings["printed"]
        headings = frozenset() if printed else self._find_documents(found)
        for hypothesis in hypotheses:
            for opening in find_unmarked(hypothesis, self.openings):
                if self._lines[opening.line].number not in headings:
                    found.setdefault(opening.line, FoundNote(opening, None))
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
        """Return the numbers of lines that are headings of documents; ``opened`` lines are none."""
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


def _same_page(layout: PageLayout, farthest: int = 1) -> Locality:
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


def _same_leaf(furniture: Collection[int]) -> Locality:
    """Prefer the pairs of one leaf of a typescript: between what served two of them."""
    lines = sorted(furniture)
    starts = [line for before, line in pairwise([-_APART, *lines]) if line - before >= _APART]

    def weigh(marker: Candidate, opening: Candidate) -> float:
        same = bisect_right(starts, marker.line) == bisect_right(starts, opening.line)
        return _SAME_PAGE if same else _NEXT_PAGE

    return weigh


# --- the document ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Drafted:
    """The running text as drafts, its pages, and what else stands in it."""

    drafts: list[Draft]
    furniture: Sequence[Furniture]
    pages: Sequence[Page]
    signs: Sequence[Inline]
    """Page starts and signs of notation."""
    diagnostics: Sequence[Diagnostic] = ()


def compose_reading(source: Source, found: Inference, options: Options) -> Reading:
    """Make the document of what was inferred from a text."""
    settings = settle(OPTIONS, options)
    if found.book:
        forms = {one.opening_form for one in found.hypotheses}
        openings = [one for form in forms for one in found.openings[form]]
        candidates = Candidates(found.markers[BARE], openings)
        reading = compose_book(
            source, found.book, found.layout, found.extents, candidates, {**options, **settings}
        )
        furniture = (*found.frame, *reading.document.furniture)
        return replace(reading, document=replace(reading.document, furniture=furniture))
    lines, notes = found.lines, found.extents.notes
    marks = OfficeMarks(
        tuple(settings["classification"]), compile_stamps(tuple(settings["stamps"]))
    )
    draft = _draft_typescript if settings["typescript"] else _draft_text
    made = draft(source, found, settings, marks)
    names = name_titles(settings["names"])
    declared = (
        replace(draft, name=names.get(draft.text(source), draft.name))
        if draft.kind is DraftKind.DIVISION
        else draft
        for draft in made.drafts
    )
    drafts = finish_drafts(source, name_divisions(declared))
    named = name_notes(source, notes, found.lost, drafts, made.pages)
    inlines: list[Inline] = [*found.notation.signs, *make_markers(source, named), *made.signs]
    inlines += [*make_raising(source, named), *caption_signs(source, drafts)]
    inlines += [note.closing for note in notes if note.closing]
    scribe = Scribe(
        source, Marks.of(inlines), found.notation.runs, learn_hyphenation(source, settings)
    )
    front, divisions = compose(scribe, drafts)
    served = list_furniture(lines, found.layout)
    furniture = (*found.frame, *served, *made.furniture, *_dashes(lines, notes))
    document = Document(
        front=front,
        divisions=divisions,
        notes=write_notes(scribe, named, made.pages),
        pages=tuple(made.pages),
        furniture=tuple(sorted(furniture, key=lambda piece: piece.span)),
        length=len(source.text),
    )
    found_nothing = _report_nothing(source, document, settings, side_by_side=found.side_by_side)
    return Reading(document, (*made.diagnostics, *report_unpaired(source, found), *found_nothing))


def _dashes(lines: Sequence[Line], notes: Sequence[FoundNote]) -> Iterator[Furniture]:
    """Yield the dashes that a transcription set before the labels of notes."""
    for note in notes:
        start = lines[note.opening.line].content.start
        if start < note.opening.start:
            yield Furniture("list-dash", Span(start, start + 1))


def _report_nothing(
    source: Source, document: Document, settings: Settings, *, side_by_side: bool
) -> tuple[Diagnostic, ...]:
    typed = settings["typescript"] and (len(document.pages) > 1 or document.furniture)
    if document.notes or typed or settings["notes"] in ("few", "none"):
        return ()
    if side_by_side:
        fact = "the columns of its pages stand side by side, so that no notes were looked for"
        hint = "Extract the PDF without -layout, or import the PDF itself: edition import FILE.pdf"
        return (report_at(source, Span(0, 0), "S002", fact, hint),)
    return (report_at(source, Span(0, 0), "S002", "no notes were found"),)


def _split(
    found: Inference, settings: Settings, captions: Collection[int] = ()
) -> tuple[list[Chunk], Mapping[int, Kind]]:
    """Return the running text as chunks; a declared caption is a chunk of its own.

    In a text that is typeset their kinds are returned as well, by the number of their first line.
    """
    lines = found.lines
    apart = {lines[i].number for i in (*found.extents.lines, *found.layout.furniture)}
    own = [line for line in lines if line.number in captions and line.number not in apart]
    apart |= {line.number for line in own}
    pages = frozenset(lines[i].start for i in found.layout.breaks)
    served = [i for i, line in enumerate(lines) if line.number in apart]
    rows = make_rows(lines, served, found.layout.breaks, found.layout.torn)
    area = prove_type(rows)
    blocks: list[Block] = []
    if area:
        mark_matter(rows, area.short, settings["ornaments"])
        blocks = compose_rows(rows, area, decide(settings))
    if blocks:
        chunks = [block.chunk for block in blocks]
    else:
        chunks = part_paragraphs(split_chunks(lines, lambda line: line.number in apart), pages)
    markers = {note.marker.start for note in found.extents.notes if note.marker}
    chunks = list(_return_markers(chunks, markers))
    chunks += [Chunk((line,)) for line in own if not line.blank]
    kinds = {block.rows[0].line.number: block.kind for block in blocks}
    return sorted(chunks, key=lambda chunk: chunk.start), kinds


def _return_markers(chunks: Sequence[Chunk], markers: Collection[int]) -> Iterator[Chunk]:
    """Yield the chunks, a marker that an extraction put on a line of its own behind its sentence.

    What goes on behind it is of the same paragraph.
    """

    def is_marker(line: Line) -> bool:
        return len(line.content) <= _LONGEST_MARKER and line.content.start in markers

    held: tuple[Line, ...] = ()
    for chunk in chunks:
        cut = len(held) > 1 and is_marker(held[-1]) and not ends_sentence(Chunk(held[:-1]).text)
        alone = len(chunk.lines) == 1 and is_marker(chunk.lines[0])
        if held and not (alone or (cut and goes_on(chunk.text))):
            yield Chunk(held)
            held = ()
        held += chunk.lines
    if held:
        yield Chunk(held)


_LONGEST_MARKER: Final = 4


def _draft_typescript(
    source: Source, found: Inference, settings: Settings, marks: OfficeMarks
) -> _Drafted:
    leaves = Leaves(found.lines, found.layout.furniture, found.extents.lines, marks.stamps)
    chunks, _ = _split(found, settings)
    leaves.walk(chunks)
    pages, diagnostics = label_leaves(source, leaves.leaves)
    drafts, dashes = draft_typescript(
        source,
        chunks,
        leaves,
        marks,
        side_headings=settings["side_headings"],
        ornaments=settings["ornaments"],
    )
    starts = [
        PageStart(page.label, Span(leaf.body, leaf.body))
        for page, leaf in zip(pages, leaves.leaves, strict=True)
    ]
    return _Drafted(drafts, dashes, pages, starts, diagnostics)


def _draft_text(
    source: Source, found: Inference, settings: Settings, marks: OfficeMarks
) -> _Drafted:
    lines, layout = found.lines, found.layout
    captions = frozenset(settings["captions"])
    chunks, kinds = _split(found, settings, captions)
    contents = find_contents(source, lines, chunks, settings["contents"])
    chunks, declared, signs = find_declared_headings(chunks)
    level = heading_level(chunks)
    chunks, labelled = find_labelled_headings(chunks, level)
    numbered = find_numbered_headings(chunks, level)
    series = numbered if len(numbered) > len(labelled) else labelled
    titles = {**series, **declared, **contents.titles}
    recurring = find_recurring_lines(chunks, titles, marks)
    text = {line.number for chunk in chunks for line in chunk.lines}
    known = (recurring.headings, recurring.signatures, recurring.speakers)
    passed = {*titles, *frozenset().union(*known), *(text & {*contents.lines})}
    breaks = () if kinds else _breaks(found, chunks)
    set_off = (
        SetOff() if kinds else find_set_off(chunks, find_gaps(lines, chunks, layout), passed, marks)
    )
    titles |= {
        chunk.lines[0].number: (
            chapter_title(chunk.text) or Title("", "", slug(chunk.text)),
            1,
            len(chunk.lines),
        )
        for chunk in chunks
        if chunk.lines[0].number in set_off.divisions
    }
    passed |= set_off.divisions
    manner = Manner(
        width=line_width([line for line in lines if line.number in text or line.blank]),
        captions=captions,
        short_headings=settings["short_headings"],
        contents=contents.lines,
        titles=titles,
        minor=recurring.headings,
        kinds=kinds,
        sections=set_off.sections | find_section_headings(chunks, passed, marks),
        signatures=recurring.signatures,
        speakers=recurring.speakers,
        marks=marks,
        ornaments=settings["ornaments"],
    )
    drafts, dashes = draft_prose(chunks, manner, breaks)
    drafts = join_divided_headings(source, drafts, manner.width)
    starts = [piece.start for chunk in chunks for piece in chunk.pieces]
    pages = found.inline.pages or tuple(list_pages(lines, layout))
    shown = found.inline.inlines(starts) or [
        PageStart(label, span) for label, span in page_starts(pages, starts)
    ]
    return _Drafted(drafts, dashes, pages, (*signs, *shown), contents.diagnostics)


def _breaks(found: Inference, chunks: Sequence[Chunk]) -> set[int]:
    """Return where running text begins after a page's end, furniture or notes."""
    apart = sorted((*found.extents.lines, *found.layout.furniture, *found.layout.breaks))
    index_of = {line.number: index for index, line in enumerate(found.lines)}
    breaks, position, last = set(), 0, -1
    for chunk in chunks:
        first = index_of[chunk.lines[0].number]
        while position < len(apart) and apart[position] <= first:
            position += 1
        if position and apart[position - 1] > last:
            breaks.add(chunk.lines[0].start)
        last = index_of[chunk.lines[-1].number]
    return breaks


# --- what was not paired --------------------------------------------------------------

_ILLEGIBLE: Final = re.compile(
    r"(?<=\S)\[(?:[?#~. ]{1,3}|[\dlIOoSB?]{0,3}[lIOoSB?][\dlIOoSB?]{0,3})\](?![(\w])"
)
_STAYS: Final = "The mark stays in the text as it is; compare the original."


def report_unpaired(source: Source, found: Inference) -> Iterator[Diagnostic]:
    """Yield N001 for marks that several notes could have, and for those that cannot be read."""
    for places in found.rivals:
        lines = " and ".join(str(source.place(place.start).line) for place in places)
        mark = source.text[slice(*places[0].sign)]
        fact = f"the mark {mark} occurs on lines {lines}; none was taken as its marker"
        span = Span(places[0].start, places[0].end)
        yield report_at(source, span, "N001", fact, _STAYS)
    if not any(held.marker_form == "[]" for held in found.hypotheses):
        return
    for index, span in find_illegible(found.lines):
        if index not in found.extents.lines:
            fact = f"the mark {source.slice(span)} looks like a marker but cannot be read"
            yield report_at(source, span, "N001", fact, _STAYS)


def find_illegible(lines: Sequence[Line]) -> Iterator[tuple[int, Span]]:
    """Yield index of the line and place of signs that stand as markers and cannot be read."""
    for index, line in enumerate(lines):
        for match in _ILLEGIBLE.finditer(line.text) if "[" in line.text else ():
            yield index, Span(line.start + match.start(), line.start + match.end())
