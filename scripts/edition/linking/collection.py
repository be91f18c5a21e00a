"""Link the editions of a project: correspondences, chronology, registers and redirects.

Editors record correspondences in ``sources/correspondences.yml``, the chronology in
``sources/chronology.yml`` and redirects under ``moved`` in a record: from ``p12.3``,
``text.md#p12.3`` or ``text.md`` to the address or file that now has the words.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from edition.bibliography.summary import BIBLIOGRAPHY, summarise_bibliography
from edition.diagnostics.catalogue import Severity
from edition.diagnostics.diagnostic import Diagnostic
from edition.linking.annotations import index_notes, link_notes
from edition.linking.place_finder import PlaceFinder
from edition.linking.registers.evidence import link_registers
from edition.model.addresses import page_address, transcription_address
from edition.model.document import Document, Reference
from edition.model.edition import Collection, Edition
from edition.model.layout import DESCRIPTION, REPORTS
from edition.model.links import Link, Links, LocatedEntry, Redirect, Redirects, Registers
from edition.records.address_lock import Lock
from edition.records.chronology import load_chronology
from edition.records.correspondences import Event, load_correspondences
from edition.records.git import run_git
from edition.records.record import Record, State
from edition.records.yaml_positions import PositionedData
from edition.text.dates import read_span
from edition.text.slips import find_intended

# --- Correspondences ------------------------------------------------------------------------------


def find_correspondences(
    root: Path, editions: Sequence[Edition]
) -> tuple[tuple[Link, ...], tuple[Event, ...], list[Diagnostic]]:
    """Return the correspondences of a project with both ends found, the events and diagnostics.

    Reports R001, R004, R007, K001 to K005 and K009. A correspondence with a text that is not among
    the editions is omitted.
    """
    events, data, faults = load_correspondences(root)
    if data is None or faults:
        return (), (), faults
    finder = PlaceFinder(data, root, editions)
    links: list[Link] = []
    for event in events:
        for entry in event.correspondences:
            if finder.is_left_out(entry.origin, entry.target):
                continue
            origin, target = finder.find(entry.origin), finder.find(entry.target)
            if origin is not None and target is not None:
                links.append(Link(event, entry, origin, target))
    found = _check_cited(events, data, root) + finder.faults
    return tuple(links), events, found + finder.report_left_out("correspondences")


def _check_cited(events: Sequence[Event], data: PositionedData, root: Path) -> list[Diagnostic]:
    cited = [entry for event in events for entry in event.correspondences if entry.citation]
    if not cited:
        return []
    bibliography = summarise_bibliography(root)
    works = bibliography.pages
    found = []
    for key, path in ((entry.citation, entry.path) for entry in cited):
        if key not in works:
            place = data.place((*path, "citation"))
            fault = data.report(place, "R007", f"`{key}` is not in {BIBLIOGRAPHY}")
            found.append(fault.with_fix(place, key, find_intended(key, works, bibliography.former)))
    return found


# --- Chronology -----------------------------------------------------------------------------------


def find_dated(
    root: Path, editions: Sequence[Edition]
) -> tuple[tuple[LocatedEntry, ...], list[Diagnostic]]:
    """Return the entries of the chronology with their places, in chronological order.

    Reports R001, R004, K002 to K004, K006, K007 and K009. Places in texts that are not among the
    editions are omitted, as are entries without another place.
    """
    entries, data, faults = load_chronology(root)
    if data is None:
        return (), faults
    finder = PlaceFinder(data, root, editions)
    dated: list[LocatedEntry] = []
    for entry in entries:
        places = (finder.find(end) for end in entry.at if not finder.is_left_out(end))
        if found := tuple(filter(None, places)):
            dated.append(LocatedEntry(entry, found))
    return tuple(sorted(dated, key=_order)), faults + finder.faults + finder.report_left_out(
        "places of dates"
    )


def _order(dated: LocatedEntry) -> tuple[float, bool, float, str]:
    start, end = read_span(dated.entry.date) or (0.0, 0.0)
    return start, not dated.entry.period, end, dated.entry.title


# --- Redirects from former addresses --------------------------------------------------------------


_SUFFIX = ".md"


def find_redirects(edition: Edition, lock: Lock) -> tuple[Redirects, list[Diagnostic]]:
    """Return the redirects of a text; reports A002 and A003.

    In addition to those of the record, addresses with a corrected page label redirect to the new
    label, and addresses whose words moved redirect to their new file.
    """
    pages = edition.document.pages if edition.document is not None else ()
    relabelled = [page for page in pages if page.original]
    finder = _RedirectFinder(edition, lock)
    for key, value in edition.record.moved.items():
        finder.add(key, value)
    for page in relabelled:
        before = replace(page, label=page.original)
        for name_of in (page_address, transcription_address):
            finder.add_page(name_of(before), name_of(page))
    finder.add_moved_words()
    redirects = Redirects(tuple(finder.redirects.values()), finder.files)
    return redirects, finder.faults


@dataclass(slots=True)
class _RedirectFinder:
    """Collects the redirects of one text."""

    edition: Edition
    lock: Lock
    redirects: dict[tuple[str, str], Redirect] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)
    now: dict[str, list[str]] = field(init=False)
    """The files of each current address."""

    def __post_init__(self) -> None:
        self.now = self.edition.index.files_by_address()

    @property
    def record(self) -> Record:
        return self.edition.record

    def add(self, key: str, value: str) -> None:
        """Add an entry of the record."""
        if "#" not in key and key.endswith(_SUFFIX):
            self._add_file(key, value)
        else:
            file, _, address = key.rpartition("#")
            self._add_address(key, file, address, value)

    def _add_file(self, key: str, value: str) -> None:
        if key in self.edition.layout.files:
            self._report(key, "A003", f"the file `{key}` still exists")
        elif value not in self.edition.layout.files:
            self._report(key, "A002", f"the text has no file `{value}`")
        else:
            self.files[key] = value
            path = f"{self.record.id}/{key}"
            for address in (address for name, address in self.lock.addresses if name == path):
                files = self.now.get(address)
                if files and (key, address) not in self.redirects:
                    self.redirects[key, address] = Redirect(key, address, files[0], address)

    def _add_address(self, key: str, file: str, address: str, value: str) -> None:
        target = self._follow(value)
        if target is None:
            self._report(key, "A002", f"`{value}` is not an address of the text")
            return
        old_files = [file] if file else self._old_files(address) or [target[0]]
        for old in old_files:
            if old in self.now.get(address, ()):
                self._report(key, "A003", f"`{address}` in {old} now identifies another place")
            else:
                self.redirects[old, address] = Redirect(old, address, *target)

    def add_page(self, old: str, new: str) -> None:
        """Redirect the published addresses of a page to those with its new label."""
        for path, address in self.lock.addresses:
            text, _, file = path.partition("/")
            page, dot, rest = address.partition(".")
            files = self.now.get(f"{new}{dot}{rest}")
            if text != self.record.id or page != old or address in self.now or not files:
                continue
            target = file if file in files else files[0]
            self.redirects.setdefault(
                (file, address), Redirect(file, address, target, f"{new}{dot}{rest}")
            )

    def add_moved_words(self) -> None:
        """Redirect published addresses to the file that now has their words."""
        folder = f"{self.record.id}/"
        entries = {entry.address: entry for entry in reversed(self.edition.index.entries)}
        for (path, address), words in self.lock.addresses.items():
            entry, file = entries.get(address), path.removeprefix(folder)
            if entry is None or not path.startswith(folder) or file in self.now[address]:
                continue
            # The words published in the new file may have been emended since.
            published = self.lock.addresses.get((folder + entry.file, address))
            if words in (published, entry.digest):
                redirect = Redirect(file, address, entry.file, address)
                self.redirects.setdefault((file, address), redirect)

    def _old_files(self, address: str) -> list[str]:
        """Return the files in which an address was published, preferably those without it now."""
        folder = f"{self.record.id}/"
        files = [f for f, name in self.lock.addresses if name == address and f.startswith(folder)]
        names = [file.removeprefix(folder) for file in files]
        gone = [name for name in names if name not in self.now.get(address, ())]
        return gone or names

    def _follow(self, value: str) -> tuple[str, str] | None:
        """Return the final file and address of an entry, or None."""
        seen: set[str] = set()
        while value not in seen:
            seen.add(value)
            file, _, address = value.rpartition("#")
            files = self.now.get(address, [])
            if files and (not file or file in files):
                return (file or files[0], address)
            value = self.record.moved.get(value, value)
        return None

    def _report(self, key: str, code: str, fact: str) -> None:
        data = self.record.data
        self.faults.append(data.report(data.key_place(("moved", key)), code, fact, "", len(key)))


LinkEntries: TypeAlias = Callable[[Path, Sequence[Edition]], tuple[Registers, list[Diagnostic]]]


def link_editions(
    root: Path, editions: Sequence[Edition], lock: Lock, link_entries: LinkEntries = link_registers
) -> tuple[Collection, list[Diagnostic]]:
    """Return the editions with their links, and the diagnostics of the links.

    Correspondences, the chronology, the editors' notes, the registers and redirects are read from
    ``root`` and the records. ``lock`` has the published addresses; ``link_entries`` links the
    registers.
    """
    correspondences, events, faults = find_correspondences(root, editions)
    dated, found = find_dated(root, editions)
    faults += found
    annotated, found = link_notes(root, editions)
    faults += found
    registers, found = link_entries(root, editions)
    faults += found
    linked = []
    for edition in editions:
        if not edition.allowed.description:
            withdrawn = _list_withdrawn(edition, lock, root)
            linked.append(replace(edition, links=Links(withdrawn=withdrawn)))
            continue
        id = edition.record.id
        edition = replace(edition, index=index_notes(edition.index, annotated[id].notes))
        redirects, found = find_redirects(edition, lock)
        faults += found
        own = (link for link in correspondences if id in (link.origin.source, link.target.source))
        incoming = find_incoming(edition.document, edition.layout.addresses)
        links = replace(
            annotated[id],
            correspondences=tuple(own),
            redirects=redirects,
            incoming=incoming,
        )
        linked.append(replace(edition, links=links))
    remarks = tuple(fault for fault in faults if fault.severity is not Severity.ERROR)
    return Collection(tuple(linked), correspondences, events, dated, registers, remarks), faults


def _list_withdrawn(edition: Edition, lock: Lock, root: Path) -> dict[str, dict[str, str]]:
    """Return the former addresses of a withdrawn text by file; the result is empty for others.

    Files without addresses are listed from the last commit.
    """
    if edition.record.state is not State.WITHDRAWN:
        return {}
    folder = f"{edition.record.id}/"
    path = f"docs/editions/{folder}"
    listed = run_git(root, "ls-tree", "-z", "--name-only", "HEAD", path).decode().split("\0")
    found: dict[str, dict[str, str]] = {
        name.removeprefix(path): {} for name in listed if name.endswith(_SUFFIX)
    }
    for (file, address), words in lock.addresses.items():
        if file.startswith(folder):
            found.setdefault(file.removeprefix(folder), {})[address] = words
    # Pages about a text are not committed.
    return {name: {} for name in REPORTS if found.keys() - {DESCRIPTION}} | found


def find_incoming(
    document: Document | None, addresses: Container[str]
) -> dict[str, tuple[Reference, ...]]:
    """Return the references to each address of a text; targets must be among ``addresses``."""
    incoming: dict[str, list[Reference]] = {}
    for reference in document.references if document is not None else ():
        if reference.target_address in addresses:
            incoming.setdefault(reference.target_address, []).append(reference)
    return {address: tuple(found) for address, found in incoming.items()}
