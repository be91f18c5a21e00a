"""Links the editions of a project: correspondences, chronology, registers, redirects, references.

Editors record the first three: in ``sources/correspondences.yml``, ``sources/chronology.yml`` and
under ``moved`` in a record, which leads from ``p12.3``, ``text.md#p12.3`` or ``text.md`` to the
address or file that has the words now.
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
from edition.model.links import Link, Links, LocatedEntry, Redirect, Redirects
from edition.model.registers import Registers
from edition.records.address_lock import Lock
from edition.records.chronology import load_chronology
from edition.records.correspondences import Event, load_correspondences
from edition.records.git import run_git
from edition.records.record import Record, State
from edition.records.yaml_positions import PositionedData
from edition.text.dates import read_span
from edition.text.slips import find_intended

# --- Correspondences ----------------------------------------------------------------------------


def find_correspondences(
    root: Path, editions: Sequence[Edition]
) -> tuple[tuple[Link, ...], tuple[Event, ...], list[Diagnostic]]:
    """Find both ends of every correspondence of a project; return the events as well.

    Reports R001, R004, R007 and K001 to K005. A correspondence with a text that is not among the
    editions is left out.
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
    for key, path in ((one.citation, one.path) for one in cited):
        if key not in works:
            place = data.place((*path, "citation"))
            fault = data.report(place, "R007", f"`{key}` is not in {BIBLIOGRAPHY}")
            found.append(fault.mend(place, key, find_intended(key, works, bibliography.former)))
    return found


# --- The chronology -----------------------------------------------------------------------------


def find_dated(
    root: Path, editions: Sequence[Edition]
) -> tuple[tuple[LocatedEntry, ...], list[Diagnostic]]:
    """Find the places of all entries, in their order in time.

    Reports R001, R004, K002 to K004, K006 and K007. Places of texts that are not among the
    editions are left out, and with them an entry that has no other.
    """
    entries, data, faults = load_chronology(root)
    if data is None:
        return (), faults
    finder = PlaceFinder(data, root, editions)
    found = []
    for entry in entries:
        places = [finder.find(end) for end in entry.at if not finder.is_left_out(end)]
        found.append(LocatedEntry(entry, tuple(filter(None, places))))
    dated = sorted((entry for entry in found if entry.places), key=_order)
    return tuple(dated), faults + finder.faults + finder.report_left_out("places of dates")


def _order(dated: LocatedEntry) -> tuple[float, bool, float, str]:
    start, end = read_span(dated.entry.date) or (0.0, 0.0)
    return start, not dated.entry.period, end, dated.entry.title


# --- Redirects: where published addresses went --------------------------------------------------


_SUFFIX = ".md"


def find_redirects(edition: Edition, lock: Lock) -> tuple[Redirects, list[Diagnostic]]:
    """Return where the addresses of a text went; reports A002 and A003 at their places.

    Beside what the record says, the published addresses of a page lead to its corrected label, and
    an address leads to the file that has its words now.
    """
    pages = edition.document.pages if edition.document is not None else ()
    relabelled = [page for page in pages if page.original]
    finder = _RedirectFinder(edition, lock)
    for key, value in edition.record.moved.items():
        finder.add(key, value)
    for page in relabelled:
        before = replace(page, label=page.original)
        for name_of in (page_address, transcription_address):
            finder.follow_page(name_of(before), name_of(page))
    finder.follow_words()
    redirects = Redirects(tuple(finder.redirects.values()), finder.files)
    return redirects, finder.faults


@dataclass(slots=True)
class _RedirectFinder:
    """Follows the entries of one record."""

    edition: Edition
    lock: Lock
    redirects: dict[tuple[str, str], Redirect] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)
    now: dict[str, list[str]] = field(init=False)
    """The files of each address that is published now."""

    def __post_init__(self) -> None:
        self.now = self.edition.index.files_by_address()

    @property
    def record(self) -> Record:
        return self.edition.record

    def add(self, key: str, value: str) -> None:
        """Follow one entry."""
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

    def follow_page(self, old: str, new: str) -> None:
        """Lead from the addresses of a page that the lock has to those that it has now."""
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

    def follow_words(self) -> None:
        """Lead from an address in a file to that in another file, where the words are the same."""
        folder = f"{self.record.id}/"
        now = {one.address: one for one in reversed(self.edition.index.entries)}
        for (path, address), words in self.lock.addresses.items():
            one, file = now.get(address), path.removeprefix(folder)
            if one is None or not path.startswith(folder) or file in self.now[address]:
                continue
            # Words that were published there may have been emended since.
            published = self.lock.addresses.get((folder + one.file, address))
            if words in (published, one.digest):
                redirect = Redirect(file, address, one.file, address)
                self.redirects.setdefault((file, address), redirect)

    def _old_files(self, address: str) -> list[str]:
        """Return the files that the lock knows an address in, those apart that still have it."""
        folder = f"{self.record.id}/"
        files = [f for f, name in self.lock.addresses if name == address and f.startswith(folder)]
        names = [file.removeprefix(folder) for file in files]
        gone = [name for name in names if name not in self.now.get(address, ())]
        return gone or names

    def _follow(self, value: str) -> tuple[str, str] | None:
        """Return file and address that an entry leads to in the end."""
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
    """Return the editions with their links, and every fault of what editors recorded of them.

    Correspondences, the chronology, the editors' notes, the registers and redirects are read from
    ``root`` and the records; ``lock`` states which addresses were published before, and
    ``link_entries`` finds what the registers rest on.
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
            gone = _find_withdrawn(edition, lock, root)
            linked.append(replace(edition, links=Links(withdrawn=gone)))
            continue
        id = edition.record.id
        edition = replace(edition, index=index_notes(edition.index, annotated[id].notes))
        redirects, found = find_redirects(edition, lock)
        faults += found
        mine = (one for one in correspondences if id in (one.origin.source, one.target.source))
        incoming = find_incoming(edition.document, edition.layout.addresses)
        links = replace(
            annotated[id],
            correspondences=tuple(mine),
            redirects=redirects,
            incoming=incoming,
        )
        linked.append(replace(edition, links=links))
    left_out = tuple(one for one in faults if one.severity is Severity.INFO)
    return Collection(tuple(linked), correspondences, events, dated, registers, left_out), faults


def _find_withdrawn(edition: Edition, lock: Lock, root: Path) -> dict[str, dict[str, str]]:
    """Return the addresses that a withdrawn text had, by file; none of a draft.

    Files without addresses are known from the last commit only.
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
    # Pages about a text are in no commit.
    return {name: {} for name in REPORTS if found.keys() - {DESCRIPTION}} | found


def find_incoming(
    document: Document | None, addresses: Container[str]
) -> dict[str, tuple[Reference, ...]]:
    """Return for each address of a text the references of the text that lead to it.

    References to what is not among ``addresses`` are left out.
    """
    incoming: dict[str, list[Reference]] = {}
    for reference in document.references if document is not None else ():
        if reference.target_address in addresses:
            incoming.setdefault(reference.target_address, []).append(reference)
    return {address: tuple(found) for address, found in incoming.items()}
