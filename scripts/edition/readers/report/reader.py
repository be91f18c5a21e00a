"""Reads typewritten reports in transcription: notes between the pages, stamps, classification.

A leaf ends with its note list, with classification lines, or with a page number; what stands
before the first paragraph is the document's front matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.document import Document, Inline, Page, PageStart
from edition.readers import Options, Reading
from edition.readers.assembly import Marks
from edition.readers.chunks import is_prose, split_chunks
from edition.readers.composition import Scribe, compose, name_divisions
from edition.readers.drafts import finish_drafts
from edition.readers.furniture import (
    CLASSIFICATION,
    NOTE_RULE,
    PAGE_NUMBER,
    RUNNING_HEAD,
    find_running_heads,
    is_classification,
    is_rule,
    read_page_number,
)
from edition.readers.hyphens import JOINED_HYPHENS, KEPT_HYPHENS, learn_hyphenation
from edition.readers.leaves import label_leaves
from edition.readers.lines import Line, split_lines
from edition.readers.markers import Candidate, MarkerKind, find_candidates
from edition.readers.markup import Notation, scan_notation
from edition.readers.matter import OfficeMarks
from edition.readers.note_lists import FORMS, match_start
from edition.readers.note_makers import (
    NumberedNotes,
    Pairs,
    find_bare_markers,
    gather_pairs,
    note_dashes,
    number_entries,
    pair_leaf_signs,
    pair_series,
    write_notes,
)
from edition.readers.report.layout import Layout, lay_out
from edition.readers.report.typescript_drafts import draft_typescript
from edition.readers.stamps import STAMPS, compile_stamps
from edition.records.options import Option, OptionType, settle
from edition.text.source import Source
from edition.text.span import Span

OPTIONS = (
    Option(
        "markers",
        OptionType.CHOICE,
        "superscript",
        "How numbered notes are marked in the text; asterisks and daggers are always recognized.",
        ("superscript", "bracket", "slash", "none"),
    ),
    Option(
        "note_list",
        OptionType.CHOICE,
        "auto",
        "How the note lists are numbered: (1), [1], 1/, 1., a superscript 1 or a bare 1.",
        ("auto", "parenthesis", "bracket", "slash", "stop", "superscript", "number"),
    ),
    Option(
        "page_numbers",
        OptionType.FLAG,
        True,
        "Lines that contain only a number are page numbers.",
    ),
    Option(
        "side_headings",
        OptionType.FLAG,
        False,
        "Paragraphs may begin with a run-in heading that ends with a full stop.",
    ),
    Option(
        "emphasis",
        OptionType.FLAG,
        False,
        "Asterisks and underscores around words mark italics or bold.",
    ),
    Option(
        "classification",
        OptionType.TEXTS,
        (),
        "Further classification markings, each as it appears on its line.",
    ),
    STAMPS,
    KEPT_HYPHENS,
    JOINED_HYPHENS,
)


def read_report(source: Source, options: Options) -> Reading:
    """Read a typewritten report; see ``OPTIONS``."""
    settings = settle(OPTIONS, options)
    lines = split_lines(source)
    notation = _scan_notation(source, lines, settings)
    scan = _Scan(source, settings, notation)
    furniture = find_furniture(lines, settings)
    forms = _choose_forms(source, lines, settings, scan)
    stamps = compile_stamps(tuple(settings["stamps"]))
    layout = lay_out(source, lines, furniture, forms, scan, stamps)
    return _finish(source, layout, notation, scan, settings)


def _scan_notation(source: Source, lines: Sequence[Line], settings: Mapping[str, Any]) -> Notation:
    kinds = ("struck", "bold", "asterisk", "underscore") if settings["emphasis"] else ("struck",)
    return scan_notation(source, [chunk.span for chunk in split_chunks(lines)], kinds)


class _Scan:
    """Finds the candidates for markers that no sign of notation covers."""

    def __init__(self, source: Source, settings: Mapping[str, Any], notation: Notation) -> None:
        chosen = settings["markers"]
        self._kinds = (
            [MarkerKind.SIGN] if chosen == "none" else [MarkerKind(chosen), MarkerKind.SIGN]
        )
        if chosen != "superscript":
            self._kinds.append(MarkerKind.SUPERSCRIPT)
        self._source = source
        self._taken = {sign.span.start for sign in notation.signs}

    def __call__(self, pieces: Iterable[Span]) -> list[Candidate]:
        found = find_candidates(self._source, pieces, self._kinds)
        return [
            c for c in found if not any(i in self._taken for i in range(c.span.start, c.span.end))
        ]


def find_furniture(lines: Sequence[Line], settings: Mapping[str, Any]) -> dict[int, str]:
    """Return the kind of every line that served the page, from the first paragraph on."""
    chunks = split_chunks(lines)
    first = next((chunk.start for chunk in chunks if is_prose(chunk.text)), 0)
    body = [line for line in lines if line.start >= first and not line.blank]
    heads = find_running_heads(lines, chunks)
    kinds = {line.number: RUNNING_HEAD for line in body if line.number in heads}
    for line in body:
        if is_classification(line.text, settings["classification"]):
            kinds[line.number] = CLASSIFICATION
    kinds |= dict.fromkeys(_find_rules(body), NOTE_RULE)
    if settings["page_numbers"]:
        kinds |= dict.fromkeys(_page_numbers(lines, body, kinds), PAGE_NUMBER)
    return kinds


def _find_rules(body: Sequence[Line]) -> Iterable[int]:
    """Return the rules above lists of notes."""
    for line, following in pairwise(body):
        if is_rule(line.text) and match_start(following):
            yield line.number


def _page_numbers(
    lines: Sequence[Line], body: Iterable[Line], kinds: Mapping[int, str]
) -> Iterable[int]:
    for line in body:
        if not read_page_number(line.text):
            continue
        around = (line.number - 1, line.number + 1)
        apart = [_is_apart(lines, number, kinds) for number in around]
        adorned = read_page_number(line.text, bare=False)
        if all(apart) or (adorned and any(apart)):
            yield line.number


def _is_apart(lines: Sequence[Line], number: int, kinds: Mapping[int, str]) -> bool:
    outside = not 1 <= number <= len(lines)
    return outside or lines[number - 1].blank or number in kinds


def _choose_forms(
    source: Source, lines: Sequence[Line], settings: Mapping[str, Any], scan: _Scan
) -> tuple[str, ...]:
    """Return the form of the numbered lists, and the form of asterisk notes."""
    form = settings["note_list"]
    if form == "auto":
        numbers = {c.number for c in scan(line.content for line in lines) if c.number}
        counts = {name: _count_starts(lines, name, numbers) for name in _NUMBERED}
        form = max(_NUMBERED, key=lambda name: counts[name])
    return (form, "sign")


_NUMBERED = tuple(form for form in FORMS if form != "sign")


def _count_starts(lines: Sequence[Line], form: str, numbers: set[int]) -> int:
    starts = (match_start(line, (form,)) for line in lines)
    return len({start.number for start in starts if start} & numbers)


def _finish(
    source: Source, layout: Layout, notation: Notation, scan: _Scan, settings: Mapping[str, Any]
) -> Reading:
    pages, found = label_leaves(source, layout.leaves)
    starts = [leaf.start for leaf in layout.leaves]
    pairs = _pair(source, layout, scan, starts, pages)
    made = draft_typescript(
        source,
        layout.body,
        OfficeMarks(tuple(settings["classification"]), compile_stamps(tuple(settings["stamps"]))),
        side_headings=settings["side_headings"],
    )
    marks: list[Inline] = [*notation.signs, *pairs.markers, *pairs.markup]
    marks += _page_starts(pages, layout)
    scribe = Scribe(source, Marks.of(marks), notation.runs, learn_hyphenation(source, settings))
    drafts = finish_drafts(source, made.drafts)
    front, divisions = compose(scribe, name_divisions(drafts))
    furniture = (*layout.furniture, *made.furniture, *note_dashes(layout.notes))
    document = Document(
        front=front,
        divisions=divisions,
        notes=write_notes(scribe, pairs, starts, pages),
        pages=pages,
        furniture=tuple(sorted(furniture, key=lambda piece: piece.span)),
        length=len(source.text),
    )
    return Reading(document, (*found, *_report_nothing(source, document)))


def _page_starts(pages: Sequence[Page], layout: Layout) -> list[Inline]:
    return [
        PageStart(page.label, Span(leaf.body, leaf.body))
        for page, leaf in zip(pages, layout.leaves, strict=True)
    ]


def _pair(
    source: Source, layout: Layout, scan: _Scan, starts: Sequence[int], pages: Sequence[Page]
) -> Pairs:
    """Pair one numbered series for the whole text; asterisks and daggers leaf by leaf."""
    pieces = [piece for part in layout.body for piece in part.chunk.pieces]
    candidates = scan(pieces)
    numbered = NumberedNotes.of(note for note in layout.notes if note.number is not None)
    chosen, pairing = pair_series(numbered, candidates)
    missing = [n for n in numbered.texts if n not in chosen and n not in pairing.ambiguous]
    chosen |= find_bare_markers(source, pieces, missing, chosen)
    signed = [note for note in layout.notes if note.number is None]
    entries = number_entries(numbered, chosen, "")
    return gather_pairs([*entries, *pair_leaf_signs(signed, candidates, starts, pages)], candidates)


def _report_nothing(source: Source, document: Document) -> tuple[Diagnostic, ...]:
    if document.notes or len(document.pages) > 1 or document.furniture:
        return ()
    fact = "no note, no page end and no classification line was found"
    return (report_at(source, Span(0, 0), "S002", fact),)
