"""Export an Edition as data, and read it back; docs/schema/edition.schema.json is the schema.

Offsets are code points of the decoded witness; a segment of a note begins after its printed mark.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias, get_type_hints

from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.linking.page_proofs import infer_numbering
from edition.model import document as nodes
from edition.model.citation import Citation
from edition.model.edition import Edition
from edition.model.layout import name_division
from edition.model.traversal import (
    plain_text,
    running_text,
    scope_at,
    walk,
    walk_leaves,
    walk_with_ancestors,
)
from edition.records.serialisation import decode, encode
from edition.text.span import Span
from edition.writers.fidelity import describe_evidence

Data: TypeAlias = dict[str, Any]

EDITION: Final = "edition"
"""Member of an export with the complete edition, which can be read back."""


def export_edition(edition: Edition, *, whole: bool) -> str:
    """Return a text as JSON: its structure, notes, pages and ledger, with offsets.

    ``whole`` adds the complete edition on a line of its own.
    """
    described = _describe(edition) | (_describe_names(edition) if whole else {})
    shown = json.dumps(described, ensure_ascii=False, indent=1)
    if not whole:
        return shown
    data = {name: encode(getattr(edition, name), hint) for name, hint in _list_fields().items()}
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"), check_circular=False)
    return f'{shown.removesuffix("}").rstrip()},\n "{EDITION}": {written}\n}}'


def read_export(text: str, folder: Path, path: str = "") -> Edition:
    """Return a completely exported edition; ``folder`` has its record and its witness.

    Diagnostics about the record have no line, because it is not read from a file. Raises
    EditionError (D001) for other text.
    """
    try:
        data = json.loads(text)[EDITION]
        missing = _list_fields().keys() - data.keys()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        missing = {EDITION}
    if missing:
        raise EditionError(Diagnostic("D001", "this is not an export of a whole edition", path))
    parts = {name: decode(hint, data[name], path) for name, hint in _list_fields().items()}
    return Edition(**parts | {"record": replace(parts["record"], folder=folder)})


@cache
def _list_fields() -> dict[str, Any]:
    return get_type_hints(Edition)


def _describe(edition: Edition) -> Data:
    record, document, ledger = edition.record, edition.document, edition.ledger
    if document is None or ledger is None:
        raise EditionError(*edition.diagnostics)
    leaves = list(walk_leaves(running_text(document)))
    return {
        "id": record.id,
        "title": record.title,
        "witness": {
            "file": record.witness.file,
            "sha256": record.witness.sha256,
            "size": record.witness.size,
            "length": document.length,
        },
        "pages": [
            {
                "label": page.label,
                "start": page.start,
                "inferred": page.inferred,
                "numbering": str(infer_numbering(page)),
                **({"printed": page.printed} if page.printed else {}),
                "evidence": list(map(describe_evidence, page.evidence)),
            }
            for page in document.pages
        ],
        "divisions": [
            _describe_division(division) for division in walk(document.divisions, nodes.Division)
        ],
        "headings": sorted(_describe_headings(document), key=lambda heading: int(heading["start"])),
        "notes": [_describe_note(note, document) for note in document.notes],
        "fragments": [_pair(leaf.span) for leaf in leaves if isinstance(leaf, nodes.Fragment)],
        "figures": [
            {"label": leaf.label, **_range(leaf.span), "address": leaf.address}
            for leaf in leaves
            if isinstance(leaf, nodes.Caption)
        ],
        "quotations": [
            _range(quotation.span)
            for quotation, ancestors in walk_with_ancestors(running_text(document), nodes.Quotation)
            if not any(isinstance(node, nodes.Quotation) for node in ancestors)
        ],
        "references": [_describe_reference(reference) for reference in document.references],
        "citations": [_describe_citation(citation) for citation in edition.citations],
        "restorations": [
            {"kind": item.kind, **_range(item.span), "to": item.to, "reason": item.reason}
            for item in document.restorations
        ],
        "ledger": [
            {
                "class": entry.kind,
                **_range(entry.span),
                **({"detail": entry.detail} if entry.detail else {}),
            }
            for entry in ledger.entries
        ],
    }


def _describe_names(edition: Edition) -> Data:
    """Return the mentions and dates of a text, which for a protected text reveal its content."""
    return {
        "mentions": [
            {
                **_range(mention.span),
                "class": str(mention.entry_class),
                "entry": mention.entry or None,
                "reason": str(mention.reason),
                "address": mention.address,
            }
            for mention in edition.mentions
        ],
        "dates": [
            {
                **_range(date.span),
                "edtf": date.edtf or None,
                "reason": str(date.reason),
                "address": date.address,
            }
            for date in edition.dates
        ],
    }


def _describe_citation(citation: Citation) -> Data:
    return {
        "start": citation.start,
        "end": citation.end,
        "parts": [_pair(part) for part in citation.parts],
        "text": citation.text,
        "note": citation.place if citation.note else None,
        "address": citation.address,
        "kind": str(citation.kind),
        "key": citation.key,
        "locator": citation.locator,
        "printed": citation.printed,
        "reason": None if citation.reason is None else str(citation.reason),
    }


def _describe_reference(reference: nodes.Reference) -> Data:
    return {
        "start": reference.start,
        "end": reference.end,
        "parts": [_pair(part) for part in reference.parts],
        "text": reference.text,
        "location": "note" if reference.note else "body",
        "note": reference.note or None,
        "page": reference.page,
        "kind": str(reference.kind),
        "target": reference.target,
        "last": reference.last or None,
        "address": reference.target_address or None,
        "check": str(reference.verdict),
        "reason": reference.reason,
    }


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


def _range(span: Span) -> Data:
    return {"start": span.start, "end": span.end}


def _describe_division(division: nodes.Division) -> Data:
    return {
        "name": division.name,
        "level": division.level,
        "number": division.number,
        "title": name_division(division),
        "supplied": division.supplied,
        **_range(division.span),
    }


def _describe_headings(document: nodes.Document) -> Iterator[Data]:
    for division in walk(document.divisions, nodes.Division):
        text = plain_text(division.heading)
        yield {"level": division.level, **_range(division.heading_span), "text": text}
    for leaf in walk_leaves(running_text(document)):
        if isinstance(leaf, nodes.Heading):
            yield {"level": leaf.level, **_range(leaf.span), "text": plain_text(leaf.inlines)}


def _describe_note(note: nodes.Note, document: nodes.Document) -> Data:
    return {
        "key": note.key,
        "division": scope_at(document, note.start),
        "series": note.series,
        "number": note.mark,
        "page": note.page,
        "marker": None if note.marker is None else note.marker.start,
        "belongs": note.belongs,
        "segments": [_pair(segment) for segment in note.segments],
        "state": str(note.state),
    }
