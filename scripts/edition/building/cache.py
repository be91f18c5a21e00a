"""Remembers conversions between runs: a source whose inputs are the same is not read again."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from functools import cache as once
from pathlib import Path

from edition.building.conversion import Conversion, convert_source, find_witness
from edition.building.store import digest, digest_folder, write_if_changed
from edition.diagnostics.diagnostic import Diagnostic
from edition.linking.citations import Citation
from edition.model.ledger import Entry, Ledger
from edition.records.conventions import FOLDER as CONVENTIONS
from edition.records.record import Record
from edition.text.span import Span
from edition.writers.counts import Counts

_DIAGNOSTIC = tuple(field.name for field in fields(Diagnostic))
_PACKAGE = Path(__file__).parents[1]


@once
def digest_code() -> str:
    """Return one SHA-256 for the package's code, schemas and conventions."""
    return digest(*(digest_folder(_PACKAGE, f"**/*.{kind}") for kind in ("py", "json", "yml")))


def convert_cached(record: Record, root: Path, *, private: bool) -> Conversion:
    """Convert a source, or return what the same inputs gave before.

    The inputs are the code, the record, the conventions, the bibliography and the witness.
    """
    path = root / "build" / "cache" / f"{record.id}{'-private' if private else ''}.json"
    key = _key(record, root)
    known = _load(path, key, record)
    if known is not None:
        return known
    conversion = convert_source(record, root, private=private)
    write_if_changed(path, _dump(conversion, key))
    return conversion


def _key(record: Record, root: Path) -> str:
    witness = find_witness(record, root)
    bibliography = root / "bibliography.bib"
    return digest(
        digest_code(),
        digest_folder(record.folder, "*.yml"),
        digest_folder(record.folder, "*.json"),
        digest_folder(root / CONVENTIONS, "*.yml"),
        bibliography.read_bytes() if bibliography.is_file() else b"",
        witness.read_bytes() if witness else b"",
    )


def _dump(conversion: Conversion, key: str) -> str:
    counts = asdict(conversion.counts) if conversion.counts else None
    found = [_dump_diagnostic(diagnostic) for diagnostic in conversion.diagnostics]
    entries = conversion.ledger.entries if conversion.ledger else ()
    content = {
        "key": key,
        "citations": [citation.to_json() for citation in conversion.citations],
        "files": conversion.files,
        "counts": counts,
        "diagnostics": found,
        "ledger": [
            (e.span.start, e.span.end, e.kind, e.stream, e.detail, e.base, e.to) for e in entries
        ],
    }
    return json.dumps(content, check_circular=False)


def _dump_diagnostic(diagnostic: Diagnostic) -> dict[str, object]:
    return {name: getattr(diagnostic, name) for name in _DIAGNOSTIC}


def _load(path: Path, key: str, record: Record) -> Conversion | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["key"] != key:
            return None
        counts = Counts(**content["counts"]) if content["counts"] else None
        found = tuple(Diagnostic(**fields) for fields in content["diagnostics"])
        entries = tuple(Entry(Span(row[0], row[1]), *row[2:]) for row in content["ledger"])
        ledger = Ledger(entries) if entries else None
        citations = tuple(Citation.from_json(fields) for fields in content["citations"])
        return Conversion(record, content["files"], counts, found, ledger, citations=citations)
    except (OSError, ValueError, KeyError, TypeError):
        return None
