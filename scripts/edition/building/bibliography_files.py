"""Makes the bibliography of the site: its pages, and the files for download."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Final, TypeAlias

from edition.bibliography.database import (
    Bibliography,
    Form,
    digest_work,
    load_bibliography,
    open_bibliography,
)
from edition.bibliography.summary import digest_bibliography
from edition.building.cache import find_results
from edition.building.store import write_if_changed
from edition.linking.works_cited import (
    CitedAt,
    cite_containers,
    cite_from_editors,
    cite_from_record,
    cite_from_text,
    group_by_work,
    omit_repository,
)
from edition.model.edition import Edition
from edition.records.address_lock import Lock, list_listed_works, read_locks
from edition.text.digest import digest, digest_folder, digest_package, find_files
from edition.text.escape import escape_script
from edition.text.results import FOLDER as RESULTS
from edition.text.results import Results
from edition.writers.annotations import name_work
from edition.writers.bibliography import FILE, FOLDER
from edition.writers.bibliography.division import Page, divide, find_moved
from edition.writers.bibliography.entries import write_blocks
from edition.writers.bibliography.grouping import Entry, list_entries
from edition.writers.bibliography.pages import (
    GENERATED,
    list_words,
    write_index,
    write_overview,
    write_pages,
)
from edition.writers.formats import FORMATS, Format, mark_work

Forms: TypeAlias = Mapping[str, str]
"""A work in every form, by the name of the form."""

WHOLE: Final = "all"
"""Name of the files with all works."""
FORMS: Final = ".forms.js"
"""Suffix of scripts with the works of a page in every form, for the script of this page."""
WORKS: Final = ".works.js"
"""Suffix of scripts with the formatted works of a page, for pages that refer to them."""
_PLACES: Final = "pages of works"
_WORKS: Final = "works"
_FILES: Final = "files of works"
_SHOWN: Final[tuple[Form, ...]] = ("markdown", "text")


class Listing:
    """The works of a project, sorted and laid out on pages.

    Everything is read and laid out on demand; the places of works are cached.
    """

    def __init__(self, root: Path, editions: Sequence[Edition]) -> None:
        self.root = root
        shown = [edition for edition in editions if edition.allowed.description]
        self.bibliography = open_bibliography(root)
        self.texts = {edition.record.id: edition.record.short_title for edition in shown}
        """Short titles of all sources by their ids."""
        self.results = Results(find_results(root, editions))
        self._cited = [*_list_cited(shown)]
        records = [edition.record for edition in shown]
        self._edited = {record.citation: record.id for record in records if record.citation}
        listed = repr((self.texts, self._cited, self._edited))
        self.key = digest(digest_bibliography(root), listed)
        """A digest of everything that it depends on."""

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """All works, in order."""
        places = _gather_places(self.bibliography, self._cited)
        return list_entries(self.bibliography, places, self._edited)

    @cached_property
    def groups(self) -> tuple[Page, ...]:
        """The pages of all works."""
        return tuple(
            divide(group, list(write_blocks(self.bibliography, list(members))))
            for group, members in groupby(self.entries, key=lambda entry: entry.group)
        )

    @property
    def leaves(self) -> list[Page]:
        """The pages that list works."""
        return [leaf for group in self.groups for leaf in group.leaves()]

    def places(self) -> dict[str, str]:
        """Return the name of the page of every key, including former keys."""
        return self.results.recall(_PLACES, self.key, self._list_places)

    def _list_places(self) -> dict[str, str]:
        return {key: leaf.name for leaf in self.leaves for work in leaf.works for key in work.keys}

    def addresses(self, lock: Lock) -> Iterator[tuple[str, str]]:
        """Yield each page with the keys that it lists, or has listed and now redirects."""
        places = self.places()
        yield from ((page, key) for key, page in places.items())
        yield from ((page, key) for page, key in list_listed_works(lock) if key in places)


def _gather_places(
    bibliography: Bibliography, cited: Iterable[tuple[str, CitedAt]]
) -> Mapping[str, Sequence[CitedAt]]:
    """Return the places that cite each work or its container, in the order of the texts."""
    places = [(key, _without_repository(bibliography, key, place)) for key, place in cited]
    held = cite_containers(bibliography, group_by_work(places))
    order: dict[tuple[str, str], int] = {}
    for number, (_, place) in enumerate(places):
        order.setdefault((place.source, place.address), number)
    return group_by_work(
        sorted([*places, *held], key=lambda item: order[item[1].source, item[1].address])
    )


def _without_repository(bibliography: Bibliography, key: str, place: CitedAt) -> CitedAt:
    archive = bibliography.work(key) if key in bibliography else None
    if archive is None or "archive" not in archive.keywords or not place.locator:
        return place
    return replace(place, locator=omit_repository(place.locator, archive))


def _list_cited(editions: Iterable[Edition]) -> Iterator[tuple[str, CitedAt]]:
    for edition in editions:
        yield from cite_from_text(edition.record, edition.layout.addresses, edition.citations)
        yield from cite_from_record(edition.record)
        yield from cite_from_editors(edition)


def bibliography_pages(listing: Listing) -> dict[str, str]:
    """Return the Markdown files of the bibliography, by path below ``docs``; none without works."""
    if not listing.entries:
        return {}
    overview = write_overview(listing.entries, listing.groups, listing.texts)
    moved = find_moved(listing.groups, list_listed_works(read_locks(listing.root)[0]))
    return {FILE: overview} | write_pages(listing.groups, moved)


def bibliography_downloads(listing: Listing) -> dict[str, str]:
    """Return the files for download and the data of the scripts, by path below ``docs``."""
    written = {entry.key: _write_work(listing.bibliography, entry.key) for entry in listing.entries}
    files = dict(_write_selections(listing, written))
    for leaf in listing.leaves:
        files |= _write_data(listing.bibliography, leaf, written)
    if listing.entries:
        files |= dict(write_index(listing.bibliography, listing.leaves))
    return {f"{FOLDER}/{name}": content for name, content in files.items()}


def _write_work(bibliography: Bibliography, key: str) -> Forms:
    def write(form: Format) -> str:
        return bibliography.make(key, form.name, lambda: form.write_work(bibliography.work(key)))

    return {form.name: write(form) for form in FORMATS}


def recall_works(root: Path) -> Mapping[tuple[str, str], str]:
    """Return every work in every form that the site shows, cached or written now."""
    results, whole = Results(root / RESULTS), digest_bibliography(root)
    cached = results.get(_WORKS, digest_package()) or {"forms": {}}
    forms: dict[str, dict[str, str]] = cached["forms"]
    if cached.get("whole") != whole:
        bibliography, _ = load_bibliography(root)
        sums = {key: digest_work(bibliography, key) for key in bibliography.keys}
        new = [key for key, sum in sums.items() if sum not in forms]
        for (key, form), text in (write_works(bibliography, new) if new else {}).items():
            forms.setdefault(sums[key], {})[form] = text
        forms = {sum: forms[sum] for sum in sums.values()}
        cached = {"whole": whole, "sums": sums, "forms": forms}
        results.put(_WORKS, digest_package(), cached)
    return {(key, f): text for key, sum in cached["sums"].items() for f, text in forms[sum].items()}


def write_works(bibliography: Bibliography, keys: Iterable[str]) -> Mapping[tuple[str, str], str]:
    """Write works in every form that the site shows, which does not depend on their places."""
    for key in keys:
        _write_work(bibliography, key)
        for form in _SHOWN:
            bibliography.format_entry(key, form)
        bibliography.format_runs(key)
        mark_work(bibliography, key)
        list_words(bibliography, key)
        name_work(bibliography, key)
    return bibliography.made


def _write_selections(listing: Listing, written: Mapping[str, Forms]) -> Iterator[tuple[str, str]]:
    """Yield the files with all works, and with the works that each text cites, in every form."""
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
    """Return data as a script, because pages opened from a disk cannot fetch files."""
    lines = ",\n".join(
        f"{json.dumps(key)}: {escape_script(json.dumps(data[key], ensure_ascii=False))}"
        for key in sorted(data)
    )
    return f'"use strict";\nself.{name} = Object.assign(self.{name} || {{}}, {{\n{lines}\n}});\n'


# --- on disk -------------------------------------------------------------------------------


def store_bibliography(listing: Listing, docs: Path) -> list[Path]:
    """Write pages and downloads below ``docs`` and delete old ones; return the changed paths."""
    key = digest(listing.key, repr(sorted(list_listed_works(read_locks(listing.root)[0]))))
    if listing.results.get(_FILES, key) == _digest_files(docs):
        return []
    files = bibliography_pages(listing) | bibliography_downloads(listing)
    changed = [docs / name for name in sorted(files) if write_if_changed(docs / name, files[name])]
    for stray in _find_strays(docs, files):
        stray.unlink()
        changed.append(stray)
    listing.results.put(_FILES, key, _digest_files(docs))
    return changed


def _digest_files(docs: Path) -> str:
    page = docs / FILE
    return digest(digest_folder(docs / FOLDER), page.read_bytes() if page.is_file() else b"")


def _find_strays(docs: Path, files: Mapping[str, str]) -> Iterator[Path]:
    """Yield files generated earlier; the folder of the bibliography contains no other files."""
    for path in find_files(docs / FOLDER, "*"):
        if f"{FOLDER}/{path.name}" not in files:
            yield path
    page = docs / FILE
    if FILE not in files and page.is_file() and GENERATED in page.read_text(encoding="utf-8"):
        yield page
