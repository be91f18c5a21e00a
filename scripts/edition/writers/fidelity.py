"""Write the fidelity page: counts, evidence of pages and hyphens, and missing parts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from edition.linking.notes import find_markers
from edition.linking.page_proofs import Numbering, infer_numbering
from edition.model.addresses import marker_address, name_extent, name_label, note_address
from edition.model.counts import Losses
from edition.model.document import (
    EDITORIAL,
    Document,
    Fragment,
    NoteState,
    PageEvidence,
    PageSign,
    Style,
    Verdict,
)
from edition.model.layout import ERRATA, Layout
from edition.model.ledger import HYPHEN_JOINED, HYPHEN_KEPT, Entry, Ledger
from edition.model.traversal import running_text, scope_at, walk_leaves
from edition.records.record import Record
from edition.text.escape import escape_cell, escape_markdown
from edition.text.folding import fold_spaces
from edition.text.interface import N_, _, ngettext
from edition.text.shortening import shorten
from edition.text.source import Source
from edition.writers.errata import count_references, name_columns
from edition.writers.measures import write_citation_measures, write_measures, write_mention_measures
from edition.writers.page import Heading, write_page, write_sections
from edition.writers.shelf import LEAVES, MISSING, NOT_COLLATED, PAGES, write_losses
from edition.writers.tables import write_table

_SHOWN: Final = 50
"""Maximum characters of a restored passage in the table."""


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
        (_("Witness"), _write_witness(record, source)),
        (_(MISSING), _write_losses(record, layout, losses)),
        (_write_heading("every-character", _("Characters by class")), _write_classes(ledger)),
        (_("Notes"), _write_notes(document)),
        (_("Pages"), _write_pages(document)),
        (_("Cross-references"), _write_references(document)),
        (_write_heading("hyphens-at-line-ends", _("Line-end hyphens")), _write_hyphens(ledger)),
        (_write_heading("restored", _("Restorations")), _write_restorations(document, source)),
        (
            _write_heading("notes-that-the-witness-lacks", _("Missing and incomplete notes")),
            _write_incomplete_notes(document, layout),
        ),
        (_("Fragments"), _write_fragments(document, layout)),
        (
            _write_heading("how-often-reading-was-right", _("Accuracy of the reader")),
            write_measures(measures.reading),
        ),
        (
            _write_heading("how-often-citations-were-right", _("Accuracy of the citations")),
            write_citation_measures(measures.citations),
        ),
        (_("Accuracy of names and dates"), write_mention_measures(measures.mentions)),
    )
    return write_page(
        heading,
        _("Fidelity: {short_title}", short_title=record.short_title),
        write_sections(sections),
    )


def _write_heading(address: str, title: str) -> str:
    """Return a renamed heading with the anchor of its former name."""
    return f'<a id="{address}"></a>{title}'


def _write_witness(record: Record, source: Source) -> str:
    return _(
        "File `{file}`, {size} bytes, {text} characters (code points), {line_starts} lines. "
        "SHA-256: `{sha256}`",
        file=record.witness.file,
        size=f"{record.witness.size:,}",
        text=f"{len(source.text):,}",
        line_starts=f"{len(source.line_starts):,}",
        sha256=record.witness.sha256,
    )


def _write_losses(record: Record, layout: Layout, losses: Losses) -> str:
    parts = [
        record.witness.collation or _(NOT_COLLATED),
        write_losses(losses, record) or _("No part of the text is known to be missing."),
    ]
    italic = {Style.ITALIC, Style.BOLD}.intersection(losses.styles)
    typography = [] if italic else [_("The witness has no italics and no bold type.")]
    if signs := [EDITORIAL[style] for style in losses.styles if style in EDITORIAL]:
        shown = (f"{a}\u2026{b} {meaning}".replace("[", "\\[") for a, b, meaning in signs)
        typography.append(
            _("Signs of the editors of the witness: {shown}.", shown="; ".join(shown))
        )
    if losses.emphasis:
        counts = Counter(losses.emphasis)
        places = ", ".join(
            f"[{escape_markdown(a)}]({layout.addresses[a]}#{a})"
            + (_(" ({n} times)", n=n) * (n > 1))
            for a, n in counts.items()
        )
        typography.append(
            ngettext(
                "In {count} place the text refers to emphasis, but the witness has none there: "
                "{places}.",
                "In {count} places the text refers to emphasis, but the witness has none there: "
                "{places}.",
                len(losses.emphasis),
                places=places,
            )
        )
    if losses.doubtful_notes:
        parts.append(
            ngettext(
                "In {count} case a note that is counted as complete is followed by one whose text "
                "is missing; anything after its last full stop is lost too.",
                "In {count} cases a note that is counted as complete is followed by one whose text "
                "is missing; anything after its last full stop is lost too.",
                losses.doubtful_notes,
            )
        )
    return "\n\n".join(filter(None, [*parts, " ".join(typography)]))


def _write_classes(ledger: Ledger) -> str:
    totals = ledger.totals()
    places = Counter(entry.kind for entry in ledger.entries)
    rows = [
        (
            escape_cell(_name_class(kind)),
            f"{count:,}",
            f"{places[kind]:,}",
        )
        for kind, count in sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    ]
    rows.append((f"**{_('All')}**", f"**{sum(totals.values()):,}**", ""))
    lead = _(
        "Each character of the witness is in exactly one class; "
        "a gap or an overlap stops the build."
    )
    return f"{lead}\n\n" + write_table((_("Class"), _("Characters"), _("Places")), rows)


def _name_class(kind: str) -> str:
    name = ": ".join(map(_, kind.split(": ")))
    return name[:1].upper() + name[1:]


def _write_notes(document: Document) -> str:
    if not document.notes:
        return _("The text has no notes.")
    counts: dict[str, Counter[NoteState]] = defaultdict(Counter)
    for note in document.notes:
        places = [note.marker] if note.marker else [*note.segments[:1]]
        offset = places[0].start if places else 0
        counts[scope_at(document, offset) or _("text")][note.state] += 1
    states = [state for state in NoteState if any(c[state] for c in counts.values())]
    rows = [
        (escape_cell(name), *(str(c[state] or "") for state in states), str(c.total()))
        for name, c in counts.items()
    ]
    total: Counter[NoteState] = sum(counts.values(), Counter())
    rows.append(
        (f"**{_('All')}**", *(f"**{total[s]:,}**" for s in states), f"**{total.total():,}**")
    )
    markers = sum(1 for __ in find_markers(document))
    lead = _(
        "{total} notes, {markers} markers.", total=f"{total.total():,}", markers=f"{markers:,}"
    )
    head = (_("Division"), *(_(str(state)).capitalize() for state in states), _("All"))
    return f"{lead}\n\n" + write_table(head, rows)


_NUMBERINGS: Final = MappingProxyType({
    Numbering.PRINTED: N_("The number is printed on the page."),
    Numbering.PROVED: N_("Another place of the text proves the number."),
    Numbering.COUNTED: N_("The number is counted from pages whose numbers are printed or proved."),
    Numbering.SUPPLIED: N_("The page has no number; the edition names it."),
})  # fmt: skip


def _write_pages(document: Document) -> str:
    if not document.pages:
        return _("The witness does not show where pages begin.")
    pages = document.pages
    counts = Counter(map(infer_numbering, pages))
    kinds = Counter(kind for page in pages for kind in {name_sign(e) for e in page.evidence})
    number = ngettext(*(LEAVES if all(page.leaf for page in pages) else PAGES), len(pages))
    rows = [
        (_(str(kind)).capitalize(), _(_NUMBERINGS[kind]), f"{counts[kind]:,}") for kind in counts
    ]
    parts = [
        f"{number}: {escape_markdown(name_extent(pages))}.",
        write_table((_("Number"), _("Basis"), _("Pages")), sorted(rows)),
        *_write_contradictions(document),
    ]
    if kinds:
        parts.append(_("A page can have evidence of several kinds."))
        found = [(escape_cell(kind), f"{count:,}") for kind, count in sorted(kinds.items())]
        parts.append(write_table((_("Evidence"), _("Pages")), found))
    return "\n\n".join(parts)


def _write_contradictions(document: Document) -> Iterator[str]:
    """Yield the contradictions between the text and the numbers of pages."""
    for page in document.pages:
        if page.printed:
            printed, named = escape_markdown(page.printed), escape_markdown(name_label(page))
            yield (
                _(
                    "The page counted as {named} is printed “{printed}”, which the pages beside "
                    "it contradict.",
                    named=named,
                    printed=printed,
                )
            )
    wrong = sum(r.verdict is Verdict.CONTRADICTED for r in document.references)
    if wrong:
        yield ngettext(
            "{count} cross-reference names a page that is not in the chapter named: "
            "[errata]({file}).",
            "{count} cross-references name a page that is not in the chapter named: "
            "[errata]({file}).",
            wrong,
            file=ERRATA,
        )


def _write_references(document: Document) -> str:
    if not document.references:
        return ""
    lead = _(
        "{references} passages refer to another place in the text. Proved: the place exists and "
        "shares a rare name or term; plausible: it exists; contradicted: the reference names "
        "two places that do not agree (see the errata page).",
        references=f"{len(document.references):,}",
    )
    return f"{lead}\n\n" + write_table(name_columns(), count_references(document.references))


def _write_hyphens(ledger: Ledger) -> str:
    entries = [
        e
        for e in ledger.entries
        if HYPHEN_JOINED in (e.kind, e.base) or HYPHEN_KEPT in (e.kind, e.base)
    ]
    if not entries:
        return ""
    reasons = Counter((e.base or e.kind, _shorten_reason(e)) for e in entries)
    rows = [
        (escape_cell(_(kind.partition(", ")[2])), escape_cell(reason), f"{count:,}")
        for (kind, reason), count in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    ]
    return write_table((_("Hyphen"), _("Evidence"), _("Count")), rows)


def _shorten_reason(entry: Entry) -> str:
    """Return the evidence without the word to which it applies."""
    if entry.detail.startswith("\u201c"):
        return _("the form") + " " + entry.detail.rpartition("\u201d")[2].strip().rpartition(" ")[0]
    return _(entry.detail or "none")


def _write_restorations(document: Document, source: Source) -> str:
    rows = []
    for item in document.restorations:
        shown = shorten(fold_spaces(source.slice(item.span)), _SHOWN)
        rows.append(
            (
                f"{source.place(item.span.start).line}",
                escape_cell(_(item.kind)),
                escape_cell(shown),
                f"{source.place(item.to).line}",
                escape_cell(item.reason),
            )
        )
    return (
        write_table((_("Line"), _("Kind"), _("Text"), _("Moved to line"), _("Reason")), rows)
        if rows
        else ""
    )


def _write_incomplete_notes(document: Document, layout: Layout) -> str:
    parts: list[str] = []
    for state in (NoteState.MISSING, NoteState.TRUNCATED, NoteState.FRAGMENT, NoteState.UNMARKED):
        links = [
            f"[{escape_markdown(n.key)}]({layout.addresses[note_address(n.key)]}#"
            f"{marker_address(n.key) if state is NoteState.MISSING else note_address(n.key)})"
            for n in document.notes
            if n.state is state
        ]
        if links:
            parts.append(f"{_(str(state)).capitalize()} ({len(links)}): {', '.join(links)}")
    return "\n\n".join(parts)


def _write_fragments(document: Document, layout: Layout) -> str:
    leaves = walk_leaves(running_text(document))
    addresses = [leaf.address for leaf in leaves if isinstance(leaf, Fragment)]
    if not addresses:
        return ""
    shown = ", ".join(f"[{a}]({layout.addresses[a]}#{a})" for a in addresses)
    return _(
        "{addresses} passages of note text that cannot be attributed to a note: {shown}",
        addresses=len(addresses),
        shown=shown,
    )


# --- Evidence of page breaks and page numbers -----------------------------------------------------

_SIGNS: Final = MappingProxyType({
    PageSign.PRINTED: N_("printed on the page"),
    PageSign.LINE: N_("number on a line of its own"),
    PageSign.EDGE: N_("number at the edge of the page"),
    PageSign.TRANSCRIBED: N_("set into the text by the transcription"),
    PageSign.CONTENTS: N_("table of contents"),
    PageSign.ILLUSTRATIONS: N_("list of illustrations"),
    PageSign.REFERENCE: N_("cross-reference"),
    PageSign.NOTES: N_("notes at the foot"),
    PageSign.COUNTED: N_("counted from other pages"),
    PageSign.AGAINST: N_("counted from other pages"),
    PageSign.BEGINNING: N_("beginning of the text"),
    PageSign.TITLE: N_("the title of the cover is repeated"),
})  # fmt: skip


def name_sign(evidence: PageEvidence) -> str:
    """Return the name of a kind of evidence."""
    if evidence.sign is PageSign.AFTER:
        kinds = map(_, evidence.detail.replace("note-list", N_("a note list")).split(", "))
        return _("after {what}", what=_(" and ").join(kinds))
    return _(_SIGNS[evidence.sign])


def describe_evidence(evidence: PageEvidence) -> str:
    """Return the evidence of one page with its detail."""
    sign, detail = evidence.sign, evidence.detail
    if sign is PageSign.COUNTED:
        first, __, last = detail.partition("/")
        if not detail:
            return _("counted")
        return _("counted from page {first} to page {last}", first=first, last=last)
    if sign is PageSign.AGAINST:
        return _("counted; the witness prints {number}", number=detail)
    if sign is PageSign.AFTER or not detail:
        return name_sign(evidence)
    if sign is PageSign.REFERENCE:
        detail = _("from page {number}", number=detail)
    return f"{name_sign(evidence)}: {detail}"
