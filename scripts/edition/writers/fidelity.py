"""Writes the fidelity page: counts, evidence of pages and hyphens, and what is missing."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final

from edition.linking.notes import find_markers
from edition.linking.page_proofs import Numbering, tell_numbering
from edition.model.addresses import marker_address, name_extent, name_label, note_address
from edition.model.document import (
    EDITORIAL,
    Division,
    Document,
    Fragment,
    NoteState,
    Style,
    Verdict,
)
from edition.model.layout import ERRATA, Layout
from edition.model.ledger import HYPHEN_JOINED, HYPHEN_KEPT, Entry, Ledger
from edition.model.losses import Losses
from edition.model.traversal import running_text, walk_leaves
from edition.records.record import Record
from edition.text.escape import escape_cell, escape_markdown
from edition.text.folding import fold_spaces
from edition.text.shortening import shorten
from edition.text.source import Source
from edition.writers.address_names import name_sign
from edition.writers.errata import COLUMNS, count_references
from edition.writers.measures import write_citation_measures, write_measures, write_mention_measures
from edition.writers.page import Heading, write_page, write_sections
from edition.writers.shelf import MISSING, NOT_COLLATED, count, write_losses
from edition.writers.tables import write_table

_SHOWN: Final = 50
"""Characters of a restored passage that the table shows at most."""


def write_fidelity(
    record: Record,
    heading: Heading,
    source: Source,
    document: Document,
    ledger: Ledger,
    layout: Layout,
    losses: Losses,
) -> str:
    """Return the fidelity page of a text that is published in full."""
    measures = record.measures
    sections = (
        ("Witness", _witness(record, source)),
        (MISSING, _write_losses(record, layout, losses)),
        (_heading("every-character", "Characters by class"), _classes(ledger)),
        ("Notes", _notes(document)),
        ("Pages", _pages(document)),
        ("Cross-references", _references(document)),
        (_heading("hyphens-at-line-ends", "Line-end hyphens"), _hyphens(ledger)),
        (_heading("restored", "Restorations"), _restorations(document, source)),
        (
            _heading("notes-that-the-witness-lacks", "Missing and incomplete notes"),
            _lacunae(document, layout),
        ),
        ("Fragments", _fragments(document, layout)),
        (
            _heading("how-often-reading-was-right", "Accuracy of the reader"),
            write_measures(measures.reading),
        ),
        (
            _heading("how-often-citations-were-right", "Accuracy of the citations"),
            write_citation_measures(measures.citations),
        ),
        ("Accuracy of names and dates", write_mention_measures(measures.mentions)),
    )
    return write_page(heading, f"Fidelity: {record.short_title}", write_sections(sections))


def _heading(address: str, title: str) -> str:
    """Return a heading that was renamed, with the address of its old name."""
    return f'<a id="{address}"></a>{title}'


def _witness(record: Record, source: Source) -> str:
    return (
        f"File `{record.witness.file}`, {record.witness.size:,} bytes, "
        f"{len(source.text):,} characters (code points), {len(source.line_starts):,} lines, "
        f"SHA-256 `{record.witness.sha256}`."
    )


def _write_losses(record: Record, layout: Layout, losses: Losses) -> str:
    parts = [
        record.witness.collation or NOT_COLLATED,
        write_losses(losses, record) or "No part of the text is known to be missing.",
    ]
    italic = {Style.ITALIC, Style.BOLD}.intersection(losses.styles)
    typography = [] if italic else ["The witness has no italics and no bold type."]
    if signs := [EDITORIAL[style] for style in losses.styles if style in EDITORIAL]:
        shown = (f"{a}\u2026{b} {meaning}".replace("[", "\\[") for a, b, meaning in signs)
        typography.append(f"Signs of the editors of the witness: {'; '.join(shown)}.")
    if losses.emphasis:
        counts = Counter(losses.emphasis)
        places = ", ".join(
            f"[{escape_markdown(a)}]({layout.addresses[a]}#{a})" + (f" ({n} times)" * (n > 1))
            for a, n in counts.items()
        )
        typography.append(
            f"In {count(len(losses.emphasis), 'place')} the text speaks of an emphasis, and "
            f"nothing there is set apart: {places}."
        )
    if losses.doubtful_notes:
        parts.append(
            f"In {count(losses.doubtful_notes, 'case')} a note that is counted as complete is "
            "followed by one whose text is missing; anything after its last full stop is lost too."
        )
    return "\n\n".join(filter(None, [*parts, " ".join(typography)]))


def _classes(ledger: Ledger) -> str:
    totals = ledger.totals()
    places = Counter(entry.kind for entry in ledger.entries)
    rows = [
        (escape_cell(kind[0].upper() + kind[1:]), f"{count:,}", f"{places[kind]:,}")
        for kind, count in sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    ]
    rows.append(("**All**", f"**{sum(totals.values()):,}**", ""))
    lead = (
        "Each character of the witness is in exactly one class; "
        "a gap or an overlap stops the build."
    )
    return f"{lead}\n\n" + write_table(("Class", "Characters", "Places"), rows)


def _notes(document: Document) -> str:
    if not document.notes:
        return "The text has no notes."
    counts: dict[str, Counter[NoteState]] = defaultdict(Counter)
    for note in document.notes:
        places = [note.marker] if note.marker else [*note.segments[:1]]
        offset = places[0].start if places else 0
        counts[_division_name(document.divisions, offset)][note.state] += 1
    states = [state for state in NoteState if any(c[state] for c in counts.values())]
    rows = [
        (escape_cell(name), *(str(c[state] or "") for state in states), str(c.total()))
        for name, c in counts.items()
    ]
    total: Counter[NoteState] = sum(counts.values(), Counter())
    rows.append(("**All**", *(f"**{total[s]:,}**" for s in states), f"**{total.total():,}**"))
    markers = sum(1 for _ in find_markers(document))
    lead = f"{total.total():,} notes, {markers:,} markers."
    head = ("Division", *(str(state).capitalize() for state in states), "All")
    return f"{lead}\n\n" + write_table(head, rows)


def _division_name(divisions: Sequence[Division], offset: int) -> str:
    index = bisect_right([division.span.start for division in divisions], offset) - 1
    return divisions[index].name if index >= 0 else "text"


_NUMBERINGS: Final = MappingProxyType({
    Numbering.PRINTED: "The number is printed on the page.",
    Numbering.PROVED: "Another place of the text proves the number.",
    Numbering.COUNTED: "The number is counted from pages whose numbers are printed or proved.",
    Numbering.SUPPLIED: "The page has no number; the edition names it.",
})  # fmt: skip


def _pages(document: Document) -> str:
    if not document.pages:
        return "The witness does not show where pages begin."
    pages = document.pages
    counts = Counter(map(tell_numbering, pages))
    kinds = Counter(kind for page in pages for kind in {name_sign(e) for e in page.evidence})
    unit = "leaf" if all(page.leaf for page in pages) else "page"
    number = count(len(pages), unit).replace("leafs", "leaves")
    rows = [(str(kind).capitalize(), _NUMBERINGS[kind], f"{counts[kind]:,}") for kind in counts]
    parts = [
        f"{number}: {escape_markdown(name_extent(pages))}.",
        write_table(("Number", "What it rests on", "Pages"), sorted(rows)),
        *_write_contradictions(document),
    ]
    if kinds:
        parts.append("A page can have evidence of several kinds.")
        found = [(escape_cell(kind), f"{count:,}") for kind, count in sorted(kinds.items())]
        parts.append(write_table(("Evidence", "Pages"), found))
    return "\n\n".join(parts)


def _write_contradictions(document: Document) -> Iterator[str]:
    """Yield what in the text contradicts the number of a page."""
    for page in document.pages:
        if page.printed:
            printed, named = escape_markdown(page.printed), escape_markdown(name_label(page))
            yield (
                f"The page counted as {named} is printed \u201c{printed}\u201d, which the pages "
                "beside it contradict."
            )
    wrong = sum(r.verdict is Verdict.CONTRADICTED for r in document.references)
    if wrong:
        name = "cross-reference names" if wrong == 1 else "cross-references name"
        yield (f"{wrong} {name} a page that is not in the chapter named: [errata]({ERRATA}).")


def _references(document: Document) -> str:
    if not document.references:
        return ""
    lead = (
        f"{len(document.references):,} passages refer to another place in the text. Proved: the "
        "place exists and shares a rare name or term; plausible: it exists; contradicted: "
        "the reference names two places that do not agree (see the errata page)."
    )
    return f"{lead}\n\n" + write_table(COLUMNS, count_references(document.references))


def _hyphens(ledger: Ledger) -> str:
    entries = [
        e
        for e in ledger.entries
        if HYPHEN_JOINED in (e.kind, e.base) or HYPHEN_KEPT in (e.kind, e.base)
    ]
    if not entries:
        return ""
    reasons = Counter((e.base or e.kind, _reason(e)) for e in entries)
    rows = [
        (escape_cell(kind.partition(", ")[2]), escape_cell(reason), f"{count:,}")
        for (kind, reason), count in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    ]
    return write_table(("Hyphen", "Evidence", "Count"), rows)


def _reason(entry: Entry) -> str:
    """Return the evidence without the word that it is about."""
    if entry.detail.startswith("\u201c"):
        return "the form " + entry.detail.rpartition("\u201d")[2].strip().rpartition(" ")[0]
    return entry.detail or "none"


def _restorations(document: Document, source: Source) -> str:
    rows = []
    for item in document.restorations:
        shown = shorten(fold_spaces(source.slice(item.span)), _SHOWN)
        rows.append(
            (
                f"{source.place(item.span.start).line}",
                escape_cell(item.kind),
                escape_cell(shown),
                f"{source.place(item.to).line}",
                escape_cell(item.reason),
            )
        )
    return write_table(("Line", "Kind", "Text", "Moved to line", "Reason"), rows) if rows else ""


def _lacunae(document: Document, layout: Layout) -> str:
    parts: list[str] = []
    for state in (NoteState.MISSING, NoteState.TRUNCATED, NoteState.FRAGMENT, NoteState.UNMARKED):
        links = [
            f"[{escape_markdown(n.key)}]({layout.addresses[note_address(n.key)]}#"
            f"{marker_address(n.key) if state is NoteState.MISSING else note_address(n.key)})"
            for n in document.notes
            if n.state is state
        ]
        if links:
            parts.append(f"{str(state).capitalize()} ({len(links)}): {', '.join(links)}")
    return "\n\n".join(parts)


def _fragments(document: Document, layout: Layout) -> str:
    leaves = walk_leaves(running_text(document))
    addresses = [leaf.address for leaf in leaves if isinstance(leaf, Fragment)]
    if not addresses:
        return ""
    shown = ", ".join(f"[{a}]({layout.addresses[a]}#{a})" for a in addresses)
    return f"{len(addresses)} passages of note text that cannot be attributed to a note: {shown}"
