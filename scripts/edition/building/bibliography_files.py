"""Makes what the site shows of the bibliography: its pages, and the files to take away."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Final, TypeAlias

from edition.bibliography.database import (
    Bibliography,
    Form,
    digest_work,
    load_bibliography,
)
from edition.building.store import write_if_changed
from edition.linking.works_cited import (
    CitedAt,
    cite_containers,
    cite_from_editors,
    cite_from_record,
    cite_from_text,
    gather,
    omit_repository,
)
from edition.model.edition import Edition
from edition.records.address_lock import Lock, list_listed, read_locks
from edition.text.digest import digest_package, find_files
from edition.text.escape import escape_script
from edition.text.results import FOLDER as RESULTS
from edition.text.results import Results
from edition.writers.bibliography import FILE, FOLDER
from edition.writers.bibliography.division import Moved, Page, divide, find_moved
from edition.writers.bibliography.entries import write_blocks
from edition.writers.bibliography.grouping import Entry, list_entries
from edition.writers.bibliography.pages import (
    GENERATED,
    list_words,
    write_index,
    write_overview,
    write_pages,
)
from edition.writers.coins import mark_work
from edition.writers.formats import FORMATS, Format

Forms: TypeAlias = Mapping[str, str]
"""A work in every form, by the name of the form."""

WHOLE: Final = "all"
"""Name of the files that hold every work."""
FORMS: Final = ".forms.js"
"""Ending of a script with the works of a page in every form, for the page's own script."""
WORKS: Final = ".works.js"
"""Ending of a script with the works of a page as they are printed, for what refers to them."""
_SHOWN: Final[tuple[Form, ...]] = ("markdown", "text")


@dataclass(frozen=True, slots=True)
class Listing:
    """The works of a project, filed and laid out on pages."""

    bibliography: Bibliography
    entries: Sequence[Entry]
    groups: tuple[Page, ...]
    texts: Mapping[str, str]
    """Short titles of all sources by their ids."""
    moved: Moved
    """Works that were published on another page than theirs."""

    @property
    def leaves(self) -> list[Page]:
        """The pages on which works stand."""
        return [leaf for group in self.groups for leaf in group.leaves()]

    def places(self) -> dict[str, str]:
        """Return for every key, and those of before, the name of the page that it stands on."""
        return {key: leaf.name for leaf in self.leaves for one in leaf.works for key in one.keys}

    def addresses(self, lock: Lock) -> Iterator[tuple[str, str]]:
        """Yield each page with the keys that it lists, or lists no more and leads on from."""
        places = self.places()
        yield from ((page, key) for key, page in places.items())
        yield from ((page, key) for page, key in list_listed(lock) if key in places)


def lay_out_works(root: Path, editions: Sequence[Edition]) -> Listing:
    """Return the works of a project on their pages."""
    editions = [one for one in editions if one.allowed.description]
    bibliography, _ = load_bibliography(root)
    edited = {c.record.citation: c.record.id for c in editions if c.record.citation}
    entries = list_entries(bibliography, _gather_places(bibliography, editions), edited)
    groups = tuple(
        divide(group, list(write_blocks(bibliography, list(members))))
        for group, members in groupby(entries, key=lambda entry: entry.group)
    )
    texts = {c.record.id: c.record.short_title for c in editions}
    moved = find_moved(groups, list_listed(read_locks(root)[0]))
    return Listing(bibliography, entries, groups, texts, moved)


def note_moved(listing: Listing, root: Path) -> Listing:
    """Return the works with those that the locks, as they are now, list on other pages."""
    return replace(listing, moved=find_moved(listing.groups, list_listed(read_locks(root)[0])))


def _gather_places(
    bibliography: Bibliography, editions: Sequence[Edition]
) -> Mapping[str, Sequence[CitedAt]]:
    """Return where each work is cited, and what holds it with it, in the order of the texts."""
    places = [
        (key, _without_repository(bibliography, key, place)) for key, place in _cited(editions)
    ]
    held = cite_containers(bibliography, gather(places))
    order: dict[tuple[str, str], int] = {}
    for number, (_, place) in enumerate(places):
        order.setdefault((place.source, place.address), number)
    return gather(sorted([*places, *held], key=lambda one: order[one[1].source, one[1].address]))


def _without_repository(bibliography: Bibliography, key: str, place: CitedAt) -> CitedAt:
    archive = bibliography.work(key) if key in bibliography else None
    if archive is None or "archive" not in archive.keywords or not place.locator:
        return place
    return replace(place, locator=omit_repository(place.locator, archive))


def _cited(editions: Iterable[Edition]) -> Iterator[tuple[str, CitedAt]]:
    for edition in editions:
        yield from cite_from_text(edition.record, edition.layout.addresses, edition.citations)
        yield from cite_from_record(edition.record)
        yield from cite_from_editors(edition)


def bibliography_pages(listing: Listing) -> dict[str, str]:
    """Return the Markdown of the bibliography by its name below ``docs``; none without works."""
    if not listing.entries:
        return {}
    overview = write_overview(listing.entries, listing.groups, listing.texts)
    return {FILE: overview} | write_pages(listing.groups, listing.moved)


def bibliography_downloads(listing: Listing) -> dict[str, str]:
    """Return the files to take away, and the data of the pages' scripts, below ``docs``."""
    written = {entry.key: _write_work(listing.bibliography, entry.key) for entry in listing.entries}
    files = dict(_write_selections(listing, written))
    for leaf in listing.leaves:
        files |= _write_data(listing.bibliography, leaf, written)
    if listing.entries:
        files |= dict(write_index(listing.bibliography, listing.leaves))
    return {f"{FOLDER}/{name}": content for name, content in files.items()}


def _write_work(bibliography: Bibliography, key: str) -> Forms:
    def write(form: Format) -> str:
        return bibliography.make(key, form.name, lambda: form.write_one(bibliography.work(key)))

    return {form.name: write(form) for form in FORMATS}


def recall_works(root: Path) -> Mapping[tuple[str, str], str]:
    """Return every work in every form that the site shows, as it was kept or written now."""
    bibliography, _ = load_bibliography(root)
    results = Results(root / RESULTS)
    kept: dict[str, dict[str, str]] = results.get("works", digest_package()) or {}
    sums = {key: digest_work(bibliography, key) for key in bibliography.keys}
    new = [key for key, one in sums.items() if one not in kept]
    made = write_works(bibliography, new) if new else {}
    for (key, form), text in made.items():
        kept.setdefault(sums[key], {})[form] = text
    if new or len(kept) > len(sums):
        results.put("works", digest_package(), {one: kept[one] for one in sums.values()})
    return {(key, form): text for key, one in sums.items() for form, text in kept[one].items()}


def write_works(bibliography: Bibliography, keys: Iterable[str]) -> Mapping[tuple[str, str], str]:
    """Write works in every form that the site shows, before it is known where they are cited."""
    for key in keys:
        _write_work(bibliography, key)
        for form in _SHOWN:
            bibliography.format_entry(key, form)
        bibliography.format_runs(key)
        mark_work(bibliography, key)
        list_words(bibliography, key)
    return bibliography.made


def _write_selections(listing: Listing, written: Mapping[str, Forms]) -> Iterator[tuple[str, str]]:
    """Yield the whole in every form, and what each text cites."""
    selections = {WHOLE: list(listing.entries)} | {
        id: [entry for entry in listing.entries if id in entry.sources] for id in listing.texts
    }
    for name, entries in selections.items():
        for form in FORMATS if entries else ():
            content = form.join(written[entry.key][form.name] for entry in entries)
            yield f"{name}{form.suffix}", content


def _write_data(
    bibliography: Bibliography, leaf: Page, written: Mapping[str, Forms]
) -> dict[str, str]:
    keys = [entry.key for entry in leaf.works]
    forms = {key: _write_forms(bibliography, key, written[key]) for key in keys}
    runs = {key: bibliography.format_runs(key) for key in keys}
    return {
        f"{leaf.name}{FORMS}": _write_script("bibliographyForms", forms),
        f"{leaf.name}{WORKS}": _write_script("bibliographyWorks", runs),
    }


def _write_forms(bibliography: Bibliography, key: str, forms: Forms) -> Forms:
    chicago = bibliography.format_entry(key, "text")
    return {"chicago": chicago, **{f.name: f.join([forms[f.name]]) for f in FORMATS}}


def _write_script(name: str, data: Mapping[str, object]) -> str:
    """Return a script that only sets data: pages opened from a disk may not fetch a file."""
    lines = ",\n".join(
        f"{json.dumps(key)}: {escape_script(json.dumps(data[key], ensure_ascii=False))}"
        for key in sorted(data)
    )
    return f'"use strict";\nself.{name} = Object.assign(self.{name} || {{}}, {{\n{lines}\n}});\n'


# --- on disk -------------------------------------------------------------------------------


def store_bibliography(listing: Listing, docs: Path) -> list[Path]:
    """Write pages and downloads below ``docs``, delete what is no more; return what changed."""
    files = bibliography_pages(listing) | bibliography_downloads(listing)
    changed = [docs / name for name in sorted(files) if write_if_changed(docs / name, files[name])]
    for stray in _find_strays(docs, files):
        stray.unlink()
        changed.append(stray)
    return changed


def _find_strays(docs: Path, files: Mapping[str, str]) -> Iterator[Path]:
    """Yield what was generated before; the folder of the bibliography holds nothing else."""
    for path in find_files(docs / FOLDER, "*"):
        if f"{FOLDER}/{path.name}" not in files:
            yield path
    page = docs / FILE
    if FILE not in files and page.is_file() and GENERATED in page.read_text(encoding="utf-8"):
        yield page
