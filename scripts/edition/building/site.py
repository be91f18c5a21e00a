"""Builds a site, public or private, and proves it before it replaces the last one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from edition.building.exchange import repair_site, replace_site
from edition.building.kept_conversion import (
    Conversions,
    Converted,
    Evidence,
    read_evidence,
    search_files,
)
from edition.building.last_site import (
    LastSite,
    Verdicts,
    digest_frame,
    digest_pages,
    list_installed,
    name_page,
)
from edition.building.manifest import (
    MANIFEST,
    digest_file,
    digest_files,
    digest_inputs,
    inspect_site,
    read_sums,
    recall_sums,
    stamp_files,
    write_manifest,
)
from edition.building.progress import say, step
from edition.building.project import EDITIONS, Project
from edition.building.releases.interface import Interface, WrittenFiles, report_address
from edition.diagnostics.catalogue import Severity
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.publishing.dialect import STATED
from edition.publishing.mkdocs import (
    RELEASE,
    THEME,
    compose_settings,
    list_written,
    part_navigation,
    publish,
    run_mkdocs,
    write_configuration,
)
from edition.publishing.order import PAGES
from edition.publishing.scripts import write_scripts
from edition.publishing.trust import CONFIGURATION, list_nodes
from edition.publishing.workers import Workers
from edition.text.digest import digest, digest_folder, digest_package, list_digests, load_digests
from edition.text.gc_paused import gc_paused
from edition.text.results import Results

if TYPE_CHECKING:
    from edition.records.record import Record


@gc_paused()
def build_site(
    project: Project, *, private: bool = False, full: bool = False, unsearched: bool = False
) -> list[Diagnostic]:
    """Convert every source and publish; return the findings.

    With ``full``, every file of the last site is read before it is considered up to date. With
    ``unsearched``, protected texts that cannot be searched for do not prevent the build. Raises
    EditionError on any error, leaving the last good site in place. A private site is built without
    the texts that have errors, which are among the findings.
    """
    repaired = repair_site(project.site(private=private))
    # Findings may quote a protected text, so they are cached with the private results.
    results = Results(_results(project, private=True))
    known = results.get(_DIGESTS, "") or {}
    load_digests(known)
    try:
        return repaired + _build(project, results, private, full, unsearched)
    finally:
        if list_digests() != known:
            results.put(_DIGESTS, "", list_digests())


def _build(
    project: Project, results: Results, private: bool, full: bool, unsearched: bool
) -> list[Diagnostic]:
    from edition.checking.project_files import find_unreadable

    if found := find_unreadable(project.docs):
        raise EditionError(*found)
    if private:
        return _build_private(project, full)
    repaired = report_address(project.root)
    conversions = Conversions(project.root, results, THEME, unsearched=unsearched)
    full = full or os.environ.get("CI") == "true"
    if not project.trusted and not full and (converted := conversions.recall()) is not None:
        evidence = read_evidence(project, converted.looked_for)
        wanted = _plan(project, converted, evidence, private=False, full=False)
        return [*repaired, *converted.found, *_publish_if_changed(project, wanted)]
    from edition.checking.rights_lock import find_weakened

    records = project.records()
    if weakened := find_weakened(records, project.root):
        raise EditionError(*weakened)
    return repaired + _build_records(
        project, records, (), full=full, unsearched=unsearched, conversions=conversions
    )


def _build_private(project: Project, full: bool) -> list[Diagnostic]:
    """Build the private site, without the texts whose errors prevent it.

    Raises EditionError if no text is left or an error belongs to no text.
    """
    from edition.building.conversion import concerns

    records, found = project.load_records(private=True)
    faults = list(found)
    while records:
        try:
            return faults + _build_records(project, records, faults, full=full)
        except EditionError as error:
            faults += [f for f in error.diagnostics if f.severity >= Severity.ERROR]
            failed = {record.id for record in records if any(concerns(f, record) for f in faults)}
            if not failed:
                # A page by hand may lead to a text that is left out: its errors are why.
                raise EditionError(*faults) from error
            records = tuple(record for record in records if record.id not in failed)
    raise EditionError(*faults)


def _build_records(
    project: Project,
    records: Sequence[Record],
    faults: Sequence[Diagnostic],
    *,
    full: bool,
    unsearched: bool = False,
    conversions: Conversions | None = None,
) -> list[Diagnostic]:
    """Convert records and publish; ``conversions`` is the cache of a public build."""
    from edition.building.conversion import convert_all, lay_out

    private = conversions is None
    lay_out(project, records)
    converted, evidence = convert_all(
        project, records, faults, private=private, unsearched=unsearched
    )
    if conversions is not None:
        conversions.keep(converted)
    wanted = _plan(project, converted, evidence, private=private, full=full)
    return [*converted.found, *_publish_if_changed(project, wanted)]


def _find_last(project: Project, docs: Path, private: bool, epoch: int) -> LastSite:
    """Return the reusable parts of the last site; none if settings may read unknown files."""
    site, stored = project.site(private=private), recall_site(project, private)
    keys, results = digest_pages(docs), _results(project, private)
    settings = (project.root / CONFIGURATION).read_bytes()
    if project.trusted or b"INHERIT" in settings:
        return LastSite(site, docs, THEME, results, "", keys)
    release = project.root / RELEASE
    others, nav = part_navigation(settings)
    frame = digest_frame(
        THEME, docs, digest_package(), others, *_list_values(settings), str(private), str(epoch),
        *(path.read_bytes() for path in (release, docs / STATED) if path.is_file()),
    )  # fmt: skip
    rendered = Results(results / PAGES).get_signature(PAGES)
    # After a failed build, the cached pages are not those of this site.
    is_unchanged = stored.get("frame") == frame and stored.get("rendered") == rendered
    if not is_unchanged or not _has_same_manifest(site, stored):
        return LastSite(site, docs, THEME, results, frame, keys, nav=nav)
    sums = read_sums(site)
    apart = stored.get("interface", {})
    same = {name for name, key in keys.items() if stored["pages"].get(name) == key}
    known = all(name_page(name) in sums for name in keys)
    return LastSite(
        site, docs, THEME, results, frame, keys, frozenset(same if known else ()), sums, apart,
        nav, stored.get("nav") != nav,
    )  # fmt: skip


def _results(project: Project, private: bool) -> Path:
    return project.build / "cache" / _kind(private)


def configure(project: Project, work: Path, docs: Path, private: bool) -> Path:
    """Write the configuration of a site that is built in ``work``; return its path."""
    extra = {"private": True} if private else {}
    return write_configuration(project.root, work, docs, work / "site", extra)


def _plan(
    project: Project,
    converted: Converted,
    evidence: Evidence,
    *,
    private: bool,
    full: bool,
) -> _Build:
    docs = project.published_docs(private=private)
    last = _find_last(project, docs, private, converted.epoch)
    if last.sums and not full:
        last.read.update(recall_sums(last.site, recall_site(project, private).get("stamps", {})))
    key = _key(project, docs, converted.looked_for)
    prove = partial(_prove, project, converted, evidence, last)

    def build() -> None:
        docs.mkdir(parents=True, exist_ok=True)
        configuration = configure(project, project.scratch(private=private), docs, private)
        workers = project.workers.processes, project.workers.scheduler
        run_mkdocs(configuration, converted.epoch, replace(last.order, workers=workers))

    interface = None
    if not private:
        interface = Interface(project, converted.texts, evidence.editions)
        key = digest(key, interface.key)
    return _Build(private, key, full, build, last, prove, interface)


_DIGESTS: Final = "digests of files"


class _Build(NamedTuple):
    """The data for the build of a site, and the key that shows whether it is up to date."""

    private: bool
    key: str
    full: bool
    build: Callable[[], None]
    last: LastSite
    prove: Callable[[Path], list[Diagnostic]]
    interface: Interface | None
    """The files for programs of a public site."""

    def make(self, fresh: Path) -> None:
        """Make the site in the folder ``fresh``, reusing parts of the last one."""
        if not self.last.renew(fresh):
            shutil.rmtree(fresh, ignore_errors=True)
            self.build()
        write_scripts(fresh)
        if self.interface is not None:
            self.interface.write(fresh, self.last)


def _key(project: Project, docs: Path, looked_for: str) -> str:
    """Return a digest of everything that a site and the search for protected text depend on."""
    settings = (project.root / CONFIGURATION).read_bytes()
    return digest(
        digest_package(), digest_folder(THEME), digest_folder(docs), settings,
        *_list_values(settings), *list_installed(), looked_for,
    )  # fmt: skip


def _list_values(settings: bytes) -> list[str]:
    """Return the environment variables that a configuration may read, with their values."""
    return [f"{name}={os.environ.get(name)}" for name in list_variables(settings)]


def list_variables(settings: bytes) -> list[str]:
    """Return the words after every ``!ENV`` of a configuration, environment variables or not."""
    if b"!ENV" not in settings:
        return []
    found: list[str] = []
    for node in list_nodes(compose_settings(settings)):
        if node.tag == "!ENV":
            parts = [node] if isinstance(node.value, str) else node.value
            found += [str(part.value) for part in parts]
    return found


def _publish_if_changed(project: Project, wanted: _Build) -> list[Diagnostic]:
    site = project.site(private=wanted.private)
    fresh = project.scratch(private=wanted.private) / "site"
    found = []
    if _is_up_to_date(project, wanted):
        full = wanted.full or os.environ.get("CI") == "true"
        stamps = None if full else recall_site(project, wanted.private).get("stamps", {})
        found = inspect_site(site, stamps)
        if not found:
            say(f"{site.name}/ is up to date")
            return []
        fact = f"{found[0].path}: {found[0].message}; the site is built again"
        found = [Diagnostic("C007", fact, site.name)]
    with step(f"Publishing to {site.name}/"):
        found += publish(fresh, partial(wanted.make, fresh), wanted.prove)
        inputs = digest_inputs(project.root, wanted.last.docs)
        apart = wanted.interface.written if wanted.interface is not None else None
        put_in_place(project, fresh, wanted.private, wanted.key, inputs, wanted.last, apart)
    say(f"{site.name}/ is built; open {site.name}/index.html through a server (edition serve)")
    return found


def put_in_place(
    project: Project,
    fresh: Path,
    private: bool,
    key: str,
    inputs: str,
    made: LastSite | None = None,
    interface: WrittenFiles | None = None,
) -> None:
    """Write the manifest of a new site, replace the last site with it, and store its key.

    ``made`` describes its pages, if they are as rendered; ``interface`` its files for programs.
    """
    site = project.site(private=private)
    write_manifest(fresh, inputs, made.read if made is not None else None)
    replace_site(fresh, site)
    stored: dict[str, object] = {"key": key, "manifest": digest_file(site / MANIFEST)}
    stored |= {"stamps": stamp_files(site), "interface": interface or {}}
    if made is not None and made.frame:
        stored |= {"frame": made.frame, "pages": dict(made.keys), "nav": made.nav}
        stored["rendered"] = Results(made.results / PAGES).get_signature(PAGES)
    _open_results(project).put(_kind(private), "", stored)


def _is_up_to_date(project: Project, wanted: _Build) -> bool:
    """Return whether the site was made from the same inputs and has an unchanged manifest."""
    site, stored = project.site(private=wanted.private), recall_site(project, wanted.private)
    return stored.get("key") == wanted.key and _has_same_manifest(site, stored)


def _has_same_manifest(site: Path, stored: Mapping[str, Any]) -> bool:
    """Return whether the manifest of a site is that of its last build."""
    manifest = site / MANIFEST
    return manifest.is_file() and stored.get("manifest") == digest_file(manifest)


def recall_site(project: Project, private: bool) -> Mapping[str, Any]:
    """Return the stored data of the last build of a site: key, manifest, stamps."""
    stored = _open_results(project).get(_kind(private), "")
    return stored if isinstance(stored, dict) else {}


def _open_results(project: Project) -> Results:
    return Results(project.build / "cache" / "sites")


def _kind(private: bool) -> str:
    return "private" if private else "public"


def _prove(
    project: Project,
    converted: Converted,
    evidence: Evidence,
    last: LastSite,
    site: Path,
) -> list[Diagnostic]:
    """Add headers; check page budget, policy, texts and rights, partly in other processes.

    Files that passed the same checks, for the same protected texts, are not checked again.
    """
    from edition.publishing.page_policy import (
        check_page_budget,
        check_policy,
        read_policy,
        write_headers,
    )

    write_headers(site)
    key = digest(digest_package(), read_policy(), *list_installed(), converted.looked_for)
    verdicts, sums = Verdicts(Results(last.results), key), digest_files(site, last.read)
    names = verdicts.list_unproved(sums)
    parts = verdicts.digest_parts(site, sums)
    texts = {name: _digest_text(name, key, parts) for name, key in converted.texts.items()}
    unproved = {name for name, key in texts.items() if not verdicts.has_text(name, key)}
    if not names and not unproved:
        return []

    # The witnesses of texts published in full are exempt from the search.
    searched = list_written(site, [name for name in names if sums[name] not in converted.free])
    earlier = [name for name in names if last.is_earlier(name, verdicts)]
    before = {site / name: last.site / name for name in earlier}
    # The search stays on this machine, as the protected texts do.
    here = Workers(project.workers.processes)
    size = sum(path.stat().st_size for path in searched)
    divided = here.divide(list(map(str, searched)), size, _LEAST_SEARCHED)
    known = [evidence.protected()] if len(divided) == 1 else []
    root, looked_for = str(project.root), converted.looked_for
    units = [(root, looked_for, files, before, *known) for files in divided]
    differences: list[Diagnostic] = []
    with here.share(search_files, units) as searches:
        found = check_page_budget(site, names) + check_policy(site, names)
        if unproved:
            from edition.checking.proof import verify_site

            editions = [text for text in evidence.editions() if text.record.id in unproved]
            differences = verify_site(editions, site / EDITIONS)
    leaks = sorted((leak for search in searches for leak in search), key=lambda leak: leak.path)
    if not leaks:
        bad = {finding.path for finding in found}
        verdicts.keep(sums, parts, {} if differences else texts, bad)
    return found + differences + leaks


_LEAST_SEARCHED: Final = 5_000_000
"""Bytes of files to search that are worth the start of processes, of half a second each."""


def _digest_text(name: str, sources: str, parts: Mapping[str, str]) -> str:
    """Return a digest of everything that the proof of a text reads: its sources and its pages."""
    start = f"{EDITIONS}/{name}/"
    pages = (page for page in sorted(parts) if page.startswith(start))
    return digest(sources, *(part for page in pages for part in (page, parts[page])))
