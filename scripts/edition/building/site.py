"""Builds a site, public or private, and proves it before it replaces the last one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any, Final, NamedTuple, TypeAlias

import yaml

from edition.bibliography.database import load_bibliography
from edition.building.bibliography_files import write_works
from edition.building.cache import digest_code, key_source
from edition.building.exchange import repair_site, replace_site
from edition.building.gc_paused import gc_paused
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
    Stamps,
    digest_file,
    digest_files,
    digest_inputs,
    inspect_site,
    read_sums,
    stamp_files,
    write_manifest,
)
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
from edition.checking.rights import allow_unsearched, protect
from edition.checking.rights_lock import find_weakened
from edition.diagnostics.catalogue import Severity
from edition.diagnostics.diagnostic import Diagnostic, EditionError, format_diagnostics
from edition.model.edition import Collection, Edition
from edition.publishing.mkdocs import (
    RELEASE,
    THEME,
    list_written,
    publish,
    read_defaults,
    run_mkdocs,
    start_mkdocs,
    write_configuration,
)
from edition.publishing.order import Order
from edition.publishing.page_policy import (
    check_page_budget,
    check_policy,
    read_policy,
    write_headers,
)
from edition.publishing.parallel import run_in_background
from edition.publishing.trust import CONFIGURATION, list_nodes
from edition.records.record import Record
from edition.records.witness import PRIVATE
from edition.search import SEARCH_PAGE
from edition.text.digest import digest, digest_folder
from edition.text.escape import escape_html, escape_markdown, replace_markup
from edition.text.results import Results

_INDEX = (
    "# {title}\n\n<!-- edition:texts -->\n<!-- /edition:texts -->\n\n"
    "<!-- edition:chronology -->\n<!-- /edition:chronology -->\n"
)


def build_site(
    project: Project, *, private: bool = False, full: bool = False, unsearched: bool = False
) -> list[Diagnostic]:
    """Convert every source and publish; returns the findings.

    With ``full``, every file of the last site is read before the site is called up to date. With
    ``unsearched``, protected texts that cannot be looked for are no hindrance. Raises EditionError
    if anything is an error; the last good site is then still in its place. A private site is built
    without the texts that have errors, which are among the findings.
    """
    repaired = repair_site(project.site(private=private))
    if private:
        return repaired + _build_what_can_be(project, full)
    records = project.records()
    if weakened := find_weakened(records, project.root):
        raise EditionError(*weakened)
    return repaired + _build_records(
        project, records, (), private=False, full=full, unsearched=unsearched
    )


def _build_what_can_be(project: Project, full: bool) -> list[Diagnostic]:
    """Build the private site, and again without the texts whose errors prevented it.

    Raises EditionError if no text is left, or an error belongs to none.
    """
    records, found = project.load_records(private=True)
    faults = list(found)
    while records:
        try:
            return faults + _build_records(project, records, faults, private=True, full=full)
        except EditionError as error:
            faults += [one for one in error.diagnostics if one.severity >= Severity.ERROR]
            failed = {one.id for one in records if any(_concerns(f, one) for f in faults)}
            if not failed:
                raise
            records = tuple(record for record in records if record.id not in failed)
    raise EditionError(*faults)


def _concerns(fault: Diagnostic, record: Record) -> bool:
    """Tell whether a fault is one of a text: of its folder, its witness or its pages."""
    parts = PurePosixPath(fault.path).parts
    places = ("sources", record.id), (EDITIONS, record.id)
    apart = parts in ((record.witness.file,), (PRIVATE, record.witness.file))
    return apart or any(pair in places for pair in pairwise(parts))


def _build_records(
    project: Project,
    records: Sequence[Record],
    faults: Sequence[Diagnostic],
    *,
    private: bool,
    full: bool,
    unsearched: bool = False,
) -> list[Diagnostic]:
    lay_out(project, records)
    bibliography, _ = load_bibliography(project.root)
    prepared = run_in_background(
        lambda: (write_works(bibliography), _protect(project, records, private))
    )
    with _start(project, records, private) as build:
        collection = read_collection(project, records, private=private)
        works, (protected, absent) = prepared()
        if absent and not unsearched:
            raise EditionError(*collection.diagnostics, *absent)
        bibliography.made.update(works)
        docs = _prepare_docs(project, collection, private)
        if faults:
            _write_faults(docs, faults)
        found = list(collection.diagnostics) + allow_unsearched(absent)
        looked_for = _digest_protected(protected)
        epoch = newest_revision(records)
        again = partial(run_mkdocs, project.scratch(private=private) / CONFIGURATION, epoch)
        last = _find_last(project, docs, private, epoch)
        prove = partial(_prove, project, collection, protected, _recall(last, looked_for))
        key = _key(project, docs, looked_for)
        wanted = _Build(private, key, full, build, again, last, prove)
        return found + _publish_if_changed(project, wanted)


_Protection: TypeAlias = tuple[tuple[Protected, ...], list[Diagnostic]]


def _protect(project: Project, records: Sequence[Record], private: bool) -> _Protection:
    """Return what the site must not hold, and what cannot be looked for."""
    return ((), []) if private else protect(records, project.root)


def _start(
    project: Project, records: Sequence[Record], private: bool
) -> AbstractContextManager[Callable[[Order], bool]]:
    """Start what publishes: it makes itself ready while the sources are converted."""
    docs = project.published_docs(private=private)
    docs.mkdir(parents=True, exist_ok=True)
    configuration = configure(project, project.scratch(private=private), docs, private)
    return start_mkdocs(configuration, newest_revision(records))


def _find_last(project: Project, docs: Path, private: bool, epoch: int) -> LastSite:
    """Return what of the last site can stay; nothing where settings may read what is not known."""
    site, kept = project.site(private=private), recall_site(project, private)
    keys, results = digest_pages(docs), project.build / "cache" / _kind(private)
    settings = (project.root / CONFIGURATION).read_bytes()
    if project.trusted or b"INHERIT" in settings:
        return LastSite(site, docs, THEME, results, "", keys)
    release = project.root / RELEASE
    frame = digest_frame(
        THEME, docs, digest_code(), settings, *_list_values(settings), str(private), str(epoch),
        release.read_bytes() if release.is_file() else b"",
    )  # fmt: skip
    if kept.get("frame") != frame or not _is_whole(site, kept):
        return LastSite(site, docs, THEME, results, frame, keys)
    sums = read_sums(site)
    same = {name for name, key in keys.items() if kept["pages"].get(name) == key}
    known = all(name_page(name) in sums for name in keys)
    return LastSite(site, docs, THEME, results, frame, keys, frozenset(same if known else ()), sums)


def _recall(last: LastSite, looked_for: str) -> Verdicts:
    """Return what was found good by the same checks."""
    key = digest(digest_code(), read_policy(), *list_installed(), looked_for)
    return Verdicts(Results(last.results), key)


def configure(project: Project, work: Path, docs: Path, private: bool) -> Path:
    """Write the configuration of a site that is made in ``work``; return its path."""
    extra = {"private": True} if private else {}
    return write_configuration(project.root, work, docs, work / "site", extra)


def lay_out(project: Project, records: Sequence[Record]) -> None:
    """Write the configuration, the home page and the page of the search that a project lacks."""
    # What this writes may be committed: nothing of a draft stands there.
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


FAULTS: Final = f"{EDITIONS}/faults.md"
_FAULTS: Final = """# Texts that are not on this site

These errors kept them from it. Correct them, and build again; a public site is not built before.

<pre>
{}
</pre>
"""
_LEAD: Final = "\n**[Some texts are not on this site because of errors.]({})**\n"


def _write_faults(docs: Path, faults: Sequence[Diagnostic]) -> None:
    """Write a page of the errors that kept texts from a private site, and lead to it from home."""
    told = escape_html(format_diagnostics(faults)).replace("\n\n", "\n")
    write_if_changed(docs / FAULTS, _FAULTS.format(told))
    with (docs / "index.md").open("a", encoding="utf-8") as home:
        home.write(_LEAD.format(FAULTS))


class _Build(NamedTuple):
    """What a build of a site needs, and by what it is known to be up to date."""

    private: bool
    key: str
    full: bool
    build: Callable[[Order], bool]
    again: Callable[[Order], None]
    """Builds in a second process, where the first was asked for a part."""
    last: LastSite
    prove: Callable[[Path], list[Diagnostic]]

    def make(self, fresh: Path) -> None:
        """Make the site in the folder ``fresh``, with what stays of the last one."""
        last = self.last
        if not last.same:
            self.build(last.order_all())
        elif not ((last.is_whole or self.build(last.order())) and last.complete(fresh)):
            shutil.rmtree(fresh, ignore_errors=True)
            (self.build if last.is_whole else self.again)(last.order_all())


def _digest_protected(protected: Sequence[Protected]) -> str:
    """Return one value for all that is looked for."""
    parts: list[str | bytes] = []
    for one in protected:
        parts += (one.name, str(one.words is None), "\n".join(sorted(one.shingles)), one.ends)
    return digest(*parts)


def _key(project: Project, docs: Path, looked_for: str) -> str:
    """Return one value for all that a site depends on, and the search for protected text."""
    settings = (project.root / CONFIGURATION).read_bytes()
    return digest(
        digest_code(), digest_folder(THEME), digest_folder(docs), settings,
        *_list_values(settings), *list_installed(), looked_for,
    )  # fmt: skip


def _list_values(settings: bytes) -> list[str]:
    """Return the variables of the environment that a configuration may read, with their values."""
    return [f"{name}={os.environ.get(name)}" for name in list_variables(settings)]


def list_variables(settings: bytes) -> list[str]:
    """Return the words after every ``!ENV`` of a configuration, environment variables or not."""
    try:
        root = yaml.compose(settings)
    except yaml.YAMLError:
        return []
    found: list[str] = []
    for node in list_nodes(root) if root is not None else ():
        if node.tag == "!ENV":
            parts = node.value if isinstance(node, yaml.SequenceNode) else [node]
            found += [str(part.value) for part in parts]
    return found


def _publish_if_changed(project: Project, wanted: _Build) -> list[Diagnostic]:
    site = project.site(private=wanted.private)
    fresh = project.scratch(private=wanted.private) / "site"
    found = []
    if _is_remembered(project, wanted):
        full = wanted.full or os.environ.get("CI") == "true"
        found = inspect_site(site, None if full else _stamps(project, wanted.private))
        if not found:
            say(f"{site.name}/ is up to date")
            return []
        fact = f"{found[0].path}: {found[0].message}; the site is built again"
        found = [Diagnostic("C007", fact, site.name)]
    with step(f"Publishing to {site.name}/"):
        found += publish(fresh, partial(wanted.make, fresh), wanted.prove)
        inputs = digest_inputs(project.root, wanted.last.docs)
        put_in_place(project, fresh, wanted.private, wanted.key, inputs, wanted.last)
    say(f"{site.name}/ is built; open {site.name}/index.html through a server (edition serve)")
    return found


def put_in_place(
    project: Project,
    fresh: Path,
    private: bool,
    key: str,
    inputs: str,
    made: LastSite | None = None,
) -> None:
    """List the files of a new site, let it replace the last one, and remember its key.

    ``made`` is what its pages were made from, if they are as they were rendered.
    """
    site = project.site(private=private)
    write_manifest(fresh, inputs)
    replace_site(fresh, site)
    kept: dict[str, object] = {"key": key, "manifest": digest_file(site / MANIFEST)}
    kept |= {"stamps": stamp_files(site)}
    if made is not None and made.frame:
        kept |= {"frame": made.frame, "pages": dict(made.keys)}
    _cache(project).put(_kind(private), kept)


def _is_remembered(project: Project, wanted: _Build) -> bool:
    """Tell whether the site was made from the same, and its manifest is the one of then."""
    kept = recall_site(project, wanted.private)
    return kept.get("key") == wanted.key and _is_whole(project.site(private=wanted.private), kept)


def _is_whole(site: Path, kept: Mapping[str, Any]) -> bool:
    """Tell whether the manifest of a site is the one that was put in place last."""
    manifest = site / MANIFEST
    return manifest.is_file() and kept.get("manifest") == digest_file(manifest)


def recall_site(project: Project, private: bool) -> Mapping[str, Any]:
    """Return what was kept of the site that was put in place last: key, manifest, stamps."""
    kept = _cache(project).get(_kind(private))
    return kept if isinstance(kept, dict) else {}


def _stamps(project: Project, private: bool) -> Stamps:
    return dict(recall_site(project, private).get("stamps", {}))


def _cache(project: Project) -> BuildCache:
    return BuildCache(project.build / "cache" / "sites.json")


def _kind(private: bool) -> str:
    return "private" if private else "public"


@gc_paused()
def _prove(
    project: Project,
    collection: Collection,
    protected: Sequence[Protected],
    verdicts: Verdicts,
    site: Path,
) -> list[Diagnostic]:
    """Add headers; check page budget, policy, text and rights, half of it in a second process.

    What was found good before is not checked again.
    """
    write_headers(site)
    sums = digest_files(site)
    names = verdicts.list_open(sums)
    texts = {one.record.id: _digest_text(one, project.root, sums) for one in collection.editions}
    editions = [
        one for one in collection.editions
        if not verdicts.has_text(one.record.id, texts[one.record.id])
    ]  # fmt: skip

    def prove_pages() -> tuple[list[Diagnostic], list[Diagnostic]]:
        leaks = find_leaks(protected, list_written(site, names), project.root)
        return leaks, verify_site(editions, site / EDITIONS)

    proved = run_in_background(prove_pages)
    found = check_page_budget(site, names) + check_policy(site, names)
    leaks, differences = proved()
    if not leaks:
        verdicts.keep(sums, {} if differences else texts, {one.path for one in found})
    return found + differences + leaks


def _digest_text(edition: Edition, root: Path, sums: Mapping[str, str]) -> str:
    """Return one value for what the proof of a text reads: its sources, and its built files."""
    start = f"{EDITIONS}/{edition.record.id}/"
    pages = (part for name in sorted(sums) if name.startswith(start) for part in (name, sums[name]))
    return digest(key_source(edition.record, root), *pages)


def newest_revision(records: Sequence[Record]) -> int:
    """Return the newest date of the records' revisions, as seconds since 1970 (UTC).

    It stands for the time of the build, so that the same sources give the same bytes. Raises
    EditionError (M009) for a date that the files of a site cannot have.
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
"""Seconds after 1970 that a compressed file cannot write down (in 2106)."""
