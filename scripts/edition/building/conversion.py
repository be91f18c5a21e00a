"""Converts all texts of a project for a site: writes its Markdown and returns the findings."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Final

import yaml

from edition.bibliography.database import open_bibliography
from edition.building.bibliography_files import Listing, recall_works
from edition.building.cache import key_reading, read_collection
from edition.building.collection import store_editions, write_locks
from edition.building.kept_conversion import Converted, Evidence
from edition.building.progress import say
from edition.building.project import EDITIONS, Project
from edition.building.store import write_if_changed
from edition.checking.leaks import digest_protected
from edition.checking.protection import allow_unsearched, protect
from edition.diagnostics.diagnostic import Diagnostic, EditionError, format_diagnostics
from edition.model.edition import Collection
from edition.publishing.mkdocs import read_defaults
from edition.publishing.trust import CONFIGURATION
from edition.records.record import Record
from edition.records.witness import PRIVATE
from edition.search import SEARCH_PAGE
from edition.text.escape import escape_html, escape_markdown, replace_markup

_INDEX = (
    "# {title}\n\n<!-- edition:texts -->\n<!-- /edition:texts -->\n\n"
    "<!-- edition:chronology -->\n<!-- /edition:chronology -->\n"
)


def convert_all(
    project: Project,
    records: Sequence[Record],
    faults: Sequence[Diagnostic],
    *,
    private: bool,
    unsearched: bool,
) -> tuple[Converted, Evidence]:
    """Convert texts and write the Markdown of a site. Raises EditionError with all errors."""
    epoch = newest_revision(records)
    prepare = cache(
        lambda: (
            recall_works(project.root),
            ((), []) if private else protect(records, project.root),
        )
    )
    collection = read_collection(project, records, private=private, beside=prepare)
    works, (protected, absent) = prepare()
    if absent and not unsearched:
        raise EditionError(*collection.diagnostics, *absent)
    open_bibliography(project.root).made.update(works)
    docs = _prepare_docs(project, collection, private)
    if faults:
        _write_faults(docs, faults)
    found = (*collection.diagnostics, *allow_unsearched(absent))
    editions = collection.editions
    texts = {text.record.id: key_reading(text.record, project.root) for text in editions}
    free = [text.record.witness.sha256 for text in editions if text.allowed.full_text]
    looked_for = digest_protected(protected)
    converted = Converted(found, epoch, texts, looked_for, free)
    return converted, Evidence(lambda: editions, lambda: protected)


def lay_out(project: Project, records: Sequence[Record]) -> None:
    """Write the configuration, the home page and the search page, if the project lacks them."""
    # These files may be committed, so they must not name a draft.
    alone = len(records) == 1 and not project.is_draft(records[0])
    title = records[0].title if alone else "Edition"
    if not (project.root / CONFIGURATION).is_file():
        content = yaml.safe_dump(
            {"site_name": replace_markup(title), **read_defaults()}, allow_unicode=True
        )
        write_if_changed(project.root / CONFIGURATION, content)
        say(f"created {CONFIGURATION}")
    if not (project.docs / "index.md").is_file():
        write_if_changed(project.docs / "index.md", _INDEX.format(title=escape_markdown(title)))
        say("created docs/index.md")
    if not (project.docs / SEARCH_PAGE.name).is_file():
        write_if_changed(project.docs / SEARCH_PAGE.name, SEARCH_PAGE.read_text(encoding="utf-8"))
        say(f"created docs/{SEARCH_PAGE.name}")


def _prepare_docs(project: Project, collection: Collection, private: bool) -> Path:
    """Write the Markdown to publish; return its folder."""
    docs = project.published_docs(private=private)
    works = Listing(project.root, collection.editions)
    if not private:
        write_locks(project, collection, works)
        store_editions(project, collection, docs, works)
        return docs
    # Keep the folder itself, which the configuration of a running MkDocs may name.
    docs.mkdir(parents=True, exist_ok=True)
    for old in docs.iterdir():
        if old.is_dir() and not old.is_symlink():
            shutil.rmtree(old)
        else:
            old.unlink()
    ignored = shutil.ignore_patterns("editions")
    shutil.copytree(project.docs, docs, ignore=ignored, dirs_exist_ok=True)
    store_editions(project, collection, docs, works)
    return docs


FAULTS: Final = f"{EDITIONS}/faults.md"
_FAULTS: Final = """# Texts that are not on this site

These errors kept them from it. Correct them, and build again; a public site is not built before.

<pre>
{}
</pre>
"""
_LEAD: Final = "\n**[Some texts are not on this site because of errors.]({})**\n"


def _write_faults(docs: Path, faults: Sequence[Diagnostic]) -> None:
    """Write a page of the errors that excluded texts from a private site, and link to it."""
    shown = escape_html(format_diagnostics(faults)).replace("\n\n", "\n")
    write_if_changed(docs / FAULTS, _FAULTS.format(shown))
    with (docs / "index.md").open("a", encoding="utf-8") as home:
        home.write(_LEAD.format(FAULTS))


def concerns(fault: Diagnostic, record: Record) -> bool:
    """Return whether a fault belongs to a text: to its folder, its witness or its pages."""
    parts = PurePosixPath(fault.path).parts
    places = ("sources", record.id), (EDITIONS, record.id)
    is_witness = parts in ((record.witness.file,), (PRIVATE, record.witness.file))
    return is_witness or any(pair in places for pair in pairwise(parts))


def newest_revision(records: Sequence[Record]) -> int:
    """Return the newest date of the revisions of records, in seconds since 1970 (UTC).

    It is used as the time of the build, so that the same sources give the same bytes. Raises
    EditionError (M009) for a date that files cannot have.
    """
    seconds = [0]
    for record in records:
        for number, revision in enumerate(record.revisions):
            second = int(datetime.fromisoformat(revision.date).replace(tzinfo=UTC).timestamp())
            if not 0 <= second < _LATEST:
                fact = f"{revision.date} cannot be the date of a file"
                place = ("revisions", number, "date")
                raise EditionError(record.report(place, "M009", fact))
            seconds.append(second)
    return max(seconds)


_LATEST = 2**32
"""First second after 1970 that a compressed file cannot record (in 2106)."""
