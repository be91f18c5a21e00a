"""Builds a site, public or private, and proves it before it replaces the last one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeAlias

import yaml

from edition.bibliography.database import load_bibliography
from edition.building.bibliography_files import write_works
from edition.building.cache import digest_code
from edition.building.gc_paused import gc_paused
from edition.building.progress import say, step
from edition.building.project import (
    EDITIONS,
    Project,
    keep_addresses,
    read_collection,
    store_editions,
)
from edition.building.store import BuildCache, write_if_changed
from edition.checking.leaks import Protected, find_leaks
from edition.checking.proof import verify_site
from edition.checking.rights import check_determined, protect
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.model.edition import Collection
from edition.publishing.mkdocs import (
    THEME,
    list_written,
    publish,
    start_mkdocs,
    write_configuration,
)
from edition.publishing.page_policy import check_page_budget, check_policy, write_headers
from edition.publishing.parallel import run_in_background
from edition.publishing.trust import CONFIGURATION
from edition.records.record import Record
from edition.search import SEARCH_PAGE
from edition.text.digest import digest, digest_folder
from edition.text.escape import escape_markdown, replace_markup

_INDEX = (
    "# {title}\n\n<!-- edition:texts -->\n<!-- /edition:texts -->\n\n"
    "<!-- edition:chronology -->\n<!-- /edition:chronology -->\n"
)


def build_site(project: Project, *, private: bool = False) -> list[Diagnostic]:
    """Convert every source and publish; returns the findings that are no errors.

    Raises EditionError if anything is an error; the last good site is then still in its place.
    """
    records = project.records()
    if not private and (undetermined := check_determined(records)):
        raise EditionError(*undetermined)
    lay_out(project, records)
    bibliography, _ = load_bibliography(project.root)
    prepared = run_in_background(
        lambda: (write_works(bibliography), _protect(project, records, private))
    )
    with _start(project, records, private) as build:
        collection = read_collection(project, records, private=private)
        works, protected = prepared()
        bibliography.made.update(works)
        docs = _prepare_docs(project, collection, private)
        found = list(collection.diagnostics)
        prove = partial(_prove, project, collection, protected)
        return found + _publish_if_changed(project, docs, private, build, prove)


_Protection: TypeAlias = tuple[tuple[Protected, ...], list[Diagnostic]]


def _protect(project: Project, records: Sequence[Record], private: bool) -> _Protection:
    """Return what the site must not hold, and what cannot be looked for."""
    return ((), []) if private else protect(records, project.root)


def _start(
    project: Project, records: Sequence[Record], private: bool
) -> AbstractContextManager[Callable[[], None]]:
    """Start what publishes: it makes itself ready while the sources are converted."""
    docs = project.published_docs(private=private)
    docs.mkdir(parents=True, exist_ok=True)
    work = project.work(private=private)
    extra = {"private": True} if private else {}
    configuration = write_configuration(project.root, work, docs, work / "site", extra)
    return start_mkdocs(configuration, newest_revision(records))


def lay_out(project: Project, records: Sequence[Record]) -> None:
    """Write the configuration, the home page and the page of the search that a project lacks."""
    title = records[0].title if len(records) == 1 else "Edition"
    if not (project.root / CONFIGURATION).is_file():
        template = yaml.safe_load((THEME.with_name("defaults.yml")).read_text(encoding="utf-8"))
        content = yaml.safe_dump(
            {"site_name": replace_markup(title), **template}, allow_unicode=True
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
    """Write the Markdown to publish; returns its folder."""
    docs = project.published_docs(private=private)
    if not private:
        keep_addresses(project, collection)
        store_editions(project, collection, docs)
        return docs
    shutil.rmtree(docs, ignore_errors=True)
    shutil.copytree(project.docs, docs, ignore=shutil.ignore_patterns("editions"))
    store_editions(project, collection, docs)
    return docs


def _publish_if_changed(
    project: Project,
    docs: Path,
    private: bool,
    build: Callable[[], None],
    prove: Callable[[Path], list[Diagnostic]],
) -> list[Diagnostic]:
    kind = "private" if private else "public"
    site = project.site(private=private)
    cache = BuildCache(project.build / "cache" / "sites.json")
    key = digest(
        digest_code(),
        digest_folder(THEME),
        digest_folder(docs),
        (project.root / CONFIGURATION).read_bytes(),
        os.environ.get("SITE_URL", ""),
    )
    if cache.get(kind) == key and (site / "index.html").is_file():
        say(f"{site.name}/ is up to date")
        return []

    with step(f"Publishing to {site.name}/"):
        found = publish(site, project.work(private=private) / "site", build, prove)
    cache.put(kind, key)
    say(f"{site.name}/ is built; open {site.name}/index.html through a server (make serve)")
    return found


@gc_paused()
def _prove(
    project: Project, collection: Collection, protection: _Protection, site: Path
) -> list[Diagnostic]:
    """Add headers; check page budget, policy, text and rights, half of it in a second process."""
    protected, absent = protection
    write_headers(site)
    files = list_written(site)

    def prove_pages() -> list[Diagnostic]:
        leaks = find_leaks(protected, files, project.root)
        return verify_site(collection.editions, site / EDITIONS) + absent + leaks

    proved = run_in_background(prove_pages)
    return check_page_budget(site) + check_policy(site) + proved()


def newest_revision(records: Sequence[Record]) -> int:
    """Return the newest date of the records' revisions, as seconds since 1970 (UTC).

    It stands for the time of the build, so that the same sources give the same bytes.
    """
    dates = [revision.date for record in records for revision in record.revisions]
    newest = max(dates, default="1970-01-01")
    return int(datetime.fromisoformat(newest).replace(tzinfo=UTC).timestamp())
