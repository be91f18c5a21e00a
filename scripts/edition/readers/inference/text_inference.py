"""Infer notes and pages of a text from complete series, before blocks are made."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Final

from edition.model.document import Furniture
from edition.readers.chunks import split_chunks
from edition.readers.columns import stand_side_by_side
from edition.readers.furniture import PAGE_NUMBER, RUNNING_HEAD, find_frame
from edition.readers.inference.alignment import anywhere
from edition.readers.inference.allowed_candidates import (
    AllowedCandidates,
    Layouts,
    Settings,
    same_leaf,
    same_page,
)
from edition.readers.inference.candidates import BARE, Candidate, part_glued_openings
from edition.readers.inference.certain_series import find_lost, find_rivals
from edition.readers.inference.extents import Extents
from edition.readers.inference.hypotheses import refine
from edition.readers.inference.hypothesis import Forms, Hypothesis
from edition.readers.inference.inline_pages import InlinePages, find_inline_pages
from edition.readers.inference.labels import LabelKind
from edition.readers.inference.leaves import find_typed_furniture
from edition.readers.inference.options import DEFAULTS
from edition.readers.inference.pages import ANY, PageLayout, find_breaks, find_layout
from edition.readers.lines import Line, split_lines
from edition.readers.markup import Notation, scan_notation
from edition.readers.page_ends import AUTO
from edition.readers.typeset.book import BookLayout
from edition.text.source import Source


@dataclass(frozen=True, slots=True)
class Inference:
    """Result of the inference on a text, before blocks are made."""

    lines: tuple[Line, ...]
    hypotheses: tuple[Hypothesis, ...]
    layout: PageLayout
    extents: Extents
    frame: tuple[Furniture, ...]
    notation: Notation
    inline: InlinePages
    """Page numbers that a transcription inserted into the text."""
    lost: tuple[Candidate, ...] = ()
    """Markers whose notes are missing from the text."""
    rivals: tuple[tuple[Candidate, ...], ...] = ()
    """Groups of places that could equally be the marker of a note, so that none was chosen."""
    markers: Forms = field(default_factory=dict, repr=False)
    openings: Forms = field(default_factory=dict, repr=False)
    """All openings, by form, as ``markers`` are all markers."""
    book: BookLayout | None = None
    """Pages of a printed book."""
    side_by_side: bool = False
    """Whether an extraction left the columns of a page side by side."""

    @property
    def confidence(self) -> float:
        """Confidence in the reading of the notes, from 0 to 1.

        Labels without marker and opening are notes read wrongly; a note without a marker has
        usually lost it to damage, and is shown.
        """
        if not self.hypotheses:
            return 0.0 if self.side_by_side else _WITHOUT_NOTES
        pairs = sum(len(h.pairs) for h in self.hypotheses)
        sure: float = sum(h.confidence * len(h.pairs) for h in self.hypotheses) / pairs
        unmarked = sum(note.marker is None for note in self.extents.notes)
        missing = sum(h.missing for h in self.hypotheses) - unmarked
        sure *= (1 - min(max(missing, 0) / pairs, 1)) ** _BY_HOLES
        sure *= (pairs / (pairs + unmarked)) ** _BY_UNMARKED
        # One of two series of numbers may be a list, and a few pairs prove little.
        numbers = [len(h.pairs) for h in self.hypotheses if h.kind is LabelKind.NUMBER]
        alone = max(numbers) / sum(numbers) if numbers else 1.0
        return round(sure * alone * pairs / (pairs + _FEW_PAIRS), 2)


_BY_HOLES: Final = 4
"""Exponent for missing labels: with one in fifty missing, one in ten readings is wrong …"""
_BY_UNMARKED: Final = 1.5
"""… and for notes without a marker, most of which are read correctly."""
_FEW_PAIRS: Final = 0.5
"""Weight, in pairs, of the doubt about short series: with four pairs, one in ten readings is
wrong."""
_WITHOUT_NOTES: Final = 0.8
"""Confidence of a reading that found no notes."""


def describe_hypothesis(found: Hypothesis) -> str:
    """Return a sentence on the pairs of a hypothesis and its unpaired candidates."""
    form = "without brackets" if found.marker_form == BARE else f"written {found.marker_form}"
    return (
        f"{len(found.pairs)} {found.kind}s {form} call notes that open {found.opening_form!r}; "
        f"{found.marker_share:.0%} of the likely markers and {found.opening_share:.0%} of the "
        "likely openings are paired"
    )


def infer_text(
    source: Source, settings: Settings = DEFAULTS, whole: AbstractSet[int] = frozenset()
) -> Inference:
    """Infer notes and pages of a text; ``settings`` are the options of its record.

    Do not divide the lines numbered in ``whole``: no note was joined to them.
    """
    frame = find_frame(source)
    unframed = [line for line in split_lines(source) if not _is_framed(line, frame)]
    lines = part_glued_openings(unframed, whole)
    inline = find_inline_pages(lines)
    notation = _scan_notation(source, lines, settings)
    candidates = AllowedCandidates(
        source, lines, notation, settings, _choose_layout(lines, inline, settings), inline
    )
    side_by_side = stand_side_by_side(lines)
    found = Inference(
        lines=lines,
        hypotheses=() if side_by_side else candidates.infer(),
        layout=PageLayout(),
        extents=Extents((), frozenset(), at_foot=False),
        frame=frame,
        notation=notation,
        inline=inline,
        markers=candidates.markers,
        openings=candidates.openings,
        side_by_side=side_by_side,
    )
    found = (
        _infer_book(candidates, found) if settings["printed"] else _infer_places(candidates, found)
    )
    # Lines were divided on the assumption that a note was joined to them. If no note opens at such
    # a division, the text is read again with the line undivided.
    opened = {note.opening.line for note in found.extents.notes}
    whole_lines = (
        -line.number for at, line in enumerate(lines) if line.number < 0 and at not in opened
    )
    unopened = frozenset(whole_lines)
    return infer_text(source, settings, whole | unopened) if unopened else found


def _infer_book(candidates: AllowedCandidates, found: Inference) -> Inference:
    """Infer the pages of a printed book, and the extents of the notes at their feet."""
    layout, extents = candidates.place(found.hypotheses)
    book, layout, extents = candidates.lay_out_book(layout, extents)
    return replace(found, layout=layout, extents=extents, book=book)


def _infer_places(candidates: AllowedCandidates, found: Inference) -> Inference:
    """Infer the extents of notes, and use them to refine the hypotheses."""
    first = found.hypotheses
    # The lines of notes are not known yet, so markers are sought everywhere. Once they are known,
    # markers on them are excluded, and everything is decided again.
    faded = [pair for h in first for pair in candidates.find_faded(h, ())]
    layout, extents = candidates.place(first, faded)
    local = same_page(layout) if extents.at_foot else anywhere
    hypotheses = refine(first, candidates.markers, candidates.openings, extents.lines, local)
    if candidates.settings["typescript"]:
        # Marks restart on every leaf: prefer pairs on the same leaf if there are as many of them.
        leaf = same_leaf(layout.furniture)
        near = refine(first, candidates.markers, candidates.openings, extents.lines, leaf)
        alternatives = zip(near, hypotheses, strict=True)
        hypotheses = tuple(a if len(a.pairs) >= len(b.pairs) else b for a, b in alternatives)
    displaced = [pair for h in hypotheses for pair in candidates.find_displaced(h, extents.lines)]
    series = [h for h in hypotheses if candidates.proves_more(h)]
    rivals = tuple(
        places for h in series for places in find_rivals(h, candidates.markers, extents.lines)
    )
    layout, extents = candidates.place(hypotheses, displaced, {places[0] for places in rivals})
    opened = [note.opening for note in extents.notes]
    lost = tuple(
        marker for h in series for marker in find_lost(h, candidates.markers, opened, extents.lines)
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


def _choose_layout(lines: Sequence[Line], inline: InlinePages, settings: Settings) -> Layouts:
    if settings["typescript"]:
        typed = PageLayout(furniture=find_typed_furniture(lines, settings))
        return lambda taken: typed
    if inline.marks:
        alone = {mark.span.start for mark in inline.marks if mark.alone}
        marked = {i: PAGE_NUMBER for i, line in enumerate(lines) if line.content.start in alone}
        return lambda taken: PageLayout(furniture=marked)
    allowed = {PAGE_NUMBER: settings["page_numbers"], RUNNING_HEAD: settings["running_heads"]}
    page_ends: str = settings["page_ends"]
    if settings["printed"]:
        ends = ANY if page_ends == AUTO else page_ends
        return lambda taken: find_breaks(lines, taken, ends)

    def lay_out(taken: Collection[int]) -> PageLayout:
        layout = find_layout(lines, taken, page_ends)
        furniture = {index: kind for index, kind in layout.furniture.items() if allowed[kind]}
        return replace(layout, furniture=furniture)

    return lay_out
