"""Reads a book with notes at the foot of each page, as ``pdftotext`` and its like leave it.

Method: the measures of the lines are learned; the witness is cut into pages, which the table of
contents and whatever the pages say of themselves prove; the foot of each page is told from its
text by measure; notes and markers are the likeliest rising sequences; what is left is prose.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from edition.diagnostics import Diagnostic, report_at
from edition.model import Block, Document, Restoration, Span
from edition.readers import Options, Reading
from edition.readers.assembly import Marks
from edition.readers.book_blocks import Scrivener, fragment_places, page_marks
from edition.readers.book_divisions import Title, find_titles, mark_titles, nest_divisions
from edition.readers.contents import Contents, read_contents
from edition.readers.displaced import Displacements
from edition.readers.foot_notes import FootNotes, read_foot_notes
from edition.readers.front_rows import mark_front
from edition.readers.heading_rows import mark_headings, mark_verse
from edition.readers.hyphens import TextHyphenation
from edition.readers.labels import Anchor, find_anchors, label_stretches
from edition.readers.lines import split_lines
from edition.readers.measure import learn_measures, widths_of
from edition.readers.numbering import find_series
from edition.readers.options import Option, OptionType, settle
from edition.readers.pages import BookPage, Setting, make_pages
from edition.readers.paragraph_rows import Unit, make_units, single_items
from edition.readers.quotation_rows import mark_quotations
from edition.readers.reordering import read_orders
from edition.readers.sheets import split_stretches
from edition.readers.text_rows import Row, RowKind, make_rows, mark_matter
from edition.source import Source

OPTIONS = (
    Option(
        "contents",
        OptionType.TEXTS,
        (),
        "Headings of the table of contents, beside Contents and Table of Contents.",
    ),
    Option(
        "names",
        OptionType.TEXTS,
        (),
        "Names of divisions in addresses and keys of notes, each as `title: name`.",
    ),
    Option(
        "ornaments",
        OptionType.TEXTS,
        (),
        "Lines that stand for an ornament, each as the witness has it.",
    ),
    Option(
        "numbering",
        OptionType.CHOICE,
        "auto",
        "Where the numbers of notes begin again: in each largest division, or nowhere.",
        ("auto", "division", "book"),
    ),
)


def read_page_foot(source: Source, options: Options) -> Reading:
    """Read a book; see ``OPTIONS``.

    ``options["restorations"]`` may hold restorations of the record, see ``reordering``.
    """
    settings = settle(OPTIONS, options)
    lines = split_lines(source)
    widths = widths_of(lines)
    setting = Setting(lines, widths, learn_measures(lines, widths))
    contents = read_contents(lines, settings["contents"])
    stretches = split_stretches(lines, widths, setting.measures, contents)
    labelled, wrong = label_stretches(stretches, find_anchors(lines, stretches, contents))
    losses = [stretch.start for stretch in stretches if not stretch.is_page]
    pages, furniture = make_pages(setting, labelled, losses)
    titles = find_titles(lines, pages, contents, _names(settings["names"]))
    hyphenation = TextHyphenation.learn(source.text)
    series = find_series(pages, titles, settings["numbering"], len(source.text))
    notes = read_foot_notes(source, setting, pages, series, hyphenation)
    displaced = Displacements()
    displaced.move_markers(notes.markers, notes.belongs)
    rows = _kinds_of_rows(setting, pages, contents, titles, settings["ornaments"], displaced)
    units = make_units(rows, setting.measures)
    single_items(units)
    orders = read_orders(source, options.get("restorations", ()), units)
    marks = [m for m in notes.markers if m.span.start not in notes.belongs]
    scrivener = Scrivener(
        source, Marks.of([*marks, *page_marks(units, [p.label for p in pages])]),
        hyphenation, displaced.moves(orders.glued), orders.pieces,
    )
    front, parts, heads = _part(scrivener, titles, units, notes)
    document = Document(
        front=tuple(front),
        divisions=nest_divisions(scrivener, titles, parts, heads),
        notes=notes.notes,
        pages=tuple(page.page for page in pages),
        furniture=tuple(furniture),
        restorations=_sort([*displaced.restorations, *orders.restorations]),
        length=len(source.text),
    )
    return Reading(document, tuple(_report(source, titles, pages, wrong, notes)))


def _names(options: Iterable[str]) -> dict[str, str]:
    pairs = (option.rpartition(":") for option in options)
    return {title.strip(): name.strip() for title, _, name in pairs if title.strip()}


def _kinds_of_rows(
    setting: Setting,
    pages: Sequence[BookPage],
    contents: Contents,
    titles: Sequence[Title],
    ornaments: Sequence[str],
    displaced: Displacements,
) -> list[Row]:
    """Return the rows of the text, each with its kind."""
    rows = make_rows(setting, pages)
    measures = setting.measures
    mark_titles(rows, titles)
    mark_matter(rows, measures, frozenset(ornaments))
    mark_front(rows, pages, contents, titles, measures)
    mark_verse(rows, measures)
    displaced.move_torn_words(rows)
    mark_headings(rows, measures)
    mark_quotations(rows, measures)
    return rows


def _part(
    scrivener: Scrivener, titles: Sequence[Title], units: Sequence[Unit], notes: FootNotes
) -> tuple[list[Block], list[list[Block]], list[Unit | None]]:
    """Return the blocks before the first title, those of each title, and the units of headings."""
    starts, heads = _title_places(titles, units)
    fragments = fragment_places(units, notes.fragments)
    bounds = [0, *starts, len(units)]
    made: list[list[Block]] = []
    for number, (start, end) in enumerate(itertools.pairwise(bounds)):
        first = start + (number > 0 and heads[number - 1] is not None)
        blocks: list[Block] = []
        covered = set(map(id, units[start:first]))
        for block, last in scrivener.blocks(units[first:end]):
            blocks.append(block)
            covered.add(id(last))
            blocks += fragments.pop(id(last), [])
        for unit in units[start:end]:
            blocks += fragments.pop(id(unit), [])
        made.append(blocks)
    if not units:
        made[0] += [fragment for _, fragment in notes.fragments]
    return made[0], made[1:], heads


def _title_places(
    titles: Sequence[Title], units: Sequence[Unit]
) -> tuple[list[int], list[Unit | None]]:
    """Return for each title the index of its unit, or of the unit before which it is supplied."""
    by_line = {unit.rows[0].line.number: i for i, unit in enumerate(units) if unit.rows}
    starts: list[int] = []
    heads: list[Unit | None] = []
    for title in titles:
        floor = starts[-1] if starts else 0
        index = by_line.get(title.lines[0]) if title.lines else None
        if index is not None and units[index].kind is RowKind.TITLE and index >= floor:
            starts.append(index)
            heads.append(units[index])
            continue
        after = (i for i, u in enumerate(units) if u.rows[0].line.start >= title.start)
        starts.append(max(floor, next(after, len(units))))
        heads.append(None)
    return starts, heads


def _sort(restorations: Iterable[Restoration]) -> tuple[Restoration, ...]:
    return tuple(sorted(restorations, key=lambda r: (r.span, r.to)))


def _report(
    source: Source,
    titles: Sequence[Title],
    pages: Sequence[BookPage],
    wrong: Sequence[Anchor],
    notes: FootNotes,
) -> Iterable[Diagnostic]:
    for title in titles:
        if not title.lines:
            fact = f"the heading \u201c{title.entry.title}\u201d is not on page {title.entry.label}"
            yield report_at(source, Span(title.start, title.start), "S001", fact)
    for anchor in wrong:
        fact = f"{anchor.evidence} does not agree with the pages around it"
        yield Diagnostic("S003", fact, source.path)
    for _, fragment in notes.fragments:
        fact = "note text stands here whose number the witness has lost"
        yield report_at(source, fragment.span, "N005", fact)
