"""Write the errata page: contradictory cross-references with both places quoted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from edition.linking.layout import list_missing_targets, number_faults
from edition.model.document import Document, Reference, ReferenceKind, Verdict
from edition.model.layout import Layout
from edition.text.escape import escape_markdown
from edition.text.interface import N_, _
from edition.writers.incoming import ReferenceWriter
from edition.writers.page import Anchors, Heading, write_page

_LEAD = N_(
    "The text is reproduced as the witness has it. Where a cross-reference contradicts itself, its "
    "link leads to the page that it names, and both passages are quoted here."
)
_MISSING = '<a id="what-is-referred-to-and-is-not-there"></a>'


def write_errata(
    document: Document, heading: Heading, layout: Layout, anchors: Anchors | None = None
) -> str:
    """Return the errata page of a text, or an empty string if it would have no entries."""
    files = layout.addresses
    faults = number_faults(document.references)
    missing = list_missing_targets(document.references)
    if not faults and not missing:
        return ""
    sections = [_(_LEAD)]
    writer = ReferenceWriter(document, files)
    for reference, address in faults.items():
        anchor = (anchors or Anchors()).empty(address)
        sections += _write_fault(reference, anchor, writer, files)
    if missing:
        sections.append(f"## {_MISSING}{_('Targets not found')}")
        for reference in missing:
            words = f"\u201c{escape_markdown(reference.text)}\u201d"
            sections.append(f"- {writer.link_source(reference)}: {words}: {reference.reason}.")
    return write_page(
        heading, _("Errata: {short_title}", short_title=heading.short_title), sections
    )


def _write_fault(
    reference: Reference, anchor: str, writer: ReferenceWriter, files: Mapping[str, str]
) -> Iterator[str]:
    yield f"## {anchor}\u201c{escape_markdown(reference.text)}\u201d"
    yield _explain(reference)
    yield _("{place} reads:", place=writer.link_source(reference))
    yield f"> {escape_markdown(reference.context, line_start=True)}"
    name = escape_markdown(writer.target_name(reference))
    file = files.get(reference.target_address, "")
    yield _("{place} reads:", place=f"[{name}]({file}#{reference.target_address})")
    yield f"> {escape_markdown(reference.preview, line_start=True)}"


def _explain(reference: Reference) -> str:
    fault, __, shared = reference.reason.partition("; ")
    fault = fault[:1].upper() + fault[1:]
    if fault.startswith("P. "):
        fault = "Page" + fault.removeprefix("P.")
    if not shared:
        return f"{escape_markdown(fault)}."
    terms = shared.removeprefix("shared terms: ").split(", ")
    words = escape_markdown(", ".join(_restore_capitals(term, reference.context) for term in terms))
    return _("{fault}. Words in both passages: {words}.", fault=escape_markdown(fault), words=words)


def _restore_capitals(term: str, text: str) -> str:
    """Return a term with the capitals that it has in a text."""
    place = text.casefold().find(term)
    return text[place : place + len(term)] if place >= 0 else term


def count_references(references: Sequence[Reference]) -> list[tuple[str, ...]]:
    """Return table rows with the number of references by kind and verdict, and their sums."""
    rows: list[tuple[str, ...]] = []
    for kind in [*ReferenceKind, None]:
        of_kind = [r for r in references if kind is None or r.kind is kind]
        counts = Counter(reference.verdict for reference in of_kind)
        if of_kind:
            name = _("all") if kind is None else _(str(kind))
            cells = (f"{counts[verdict]:,}" for verdict in Verdict)
            rows.append((name.capitalize(), *cells, f"{len(of_kind):,}"))
    return rows


def name_columns() -> tuple[str, ...]:
    """Return the column headings of the table of ``count_references``."""
    return (_("Target"), *(_(str(verdict)).capitalize() for verdict in Verdict), _("All"))
