"""Compares two states of a project: two git revisions, or a revision and the working files.

The running code reads both states. Texts without differences are not read; the editions of the
others are cached between runs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Final

from edition.bibliography.summary import (
    BIBLIOGRAPHY,
    ENTRIES,
    list_bibliography,
    summarise_bibliography,
)
from edition.building.cache import key_source, read_cached
from edition.building.project import Project
from edition.building.store import list_written_pages
from edition.checking.address_lock import list_addresses
from edition.checking.compared_data import (
    compare_bibliographies,
    compare_pages,
    compare_records,
    list_field_changes,
)
from edition.checking.compared_texts import (
    TextComparison,
    compare_texts,
    find_lost_addresses,
    list_places,
)
from edition.checking.rights_lock import list_freed
from edition.diagnostics.catalogue import Severity
from edition.diagnostics.diagnostic import Diagnostic, EditionError, sort_diagnostics
from edition.linking.annotations import check_authorities
from edition.linking.collection import LinkEntries, link_editions
from edition.linking.registers.evidence import check_evidence, link_registers
from edition.model.addresses import EDITORS, EDITORS_MARKER
from edition.model.changes import Change, ChangeType, Comparison, Consequence, Topic
from edition.model.edition import Edition
from edition.records.address_lock import BIBLIOGRAPHY_KEYS, EVENTS, Lock, load_locks, parse_locks
from edition.records.address_lock import FILE as LOCK
from edition.records.address_lock import REGISTERS as REGISTER_IDS
from edition.records.annotations import ANNOTATIONS, load_annotations
from edition.records.chronology import FILE as CHRONOLOGY
from edition.records.chronology import load_chronology
from edition.records.correspondences import FILE as CORRESPONDENCES
from edition.records.correspondences import End, load_correspondences
from edition.records.git import NAME_REVISION, find_commit, find_fork, unpack_revision
from edition.records.loading import list_folders
from edition.records.publication import is_protected, is_published
from edition.records.record import Record
from edition.records.registers import FILES as REGISTER_FILES
from edition.records.registers import FOLDER as REGISTERS
from edition.records.registers import load_registers
from edition.records.witness import PRIVATE
from edition.records.yaml_positions import read_divided
from edition.text.digest import find_files
from edition.text.gc_paused import gc_paused
from edition.text.results import FOLDER as CACHE
from edition.text.sections import SECTION

_READ: Final = ("sources", BIBLIOGRAPHY, ENTRIES, "conventions", "docs", "mkdocs.yml")
_GENERATED: Final = ("docs/editions",)
_UPSTREAM: Final = ("origin/HEAD", "origin/main", "origin/master", "main", "master", "HEAD")
"""Default revisions to compare with, in order of preference: the branch that changes merge into."""
FILES: Final = "the working files"
_SHOWN_COMMIT: Final = 10
_COMMIT: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@contextmanager
def open_revisions(
    project: Project, revisions: Sequence[str], *, exact: bool
) -> Iterator[tuple[Comparison, Path, Path]]:
    """Yield the names and the folders of two states of a project.

    The first state is the merge base of the two revisions or, if ``exact``, the first revision
    itself. Raises EditionError (M006) if git has no such revision.
    """
    root = project.root
    existing = (name for name in _UPSTREAM if find_commit(root, name))
    first = revisions[0] if revisions else next(existing, "HEAD")
    second = revisions[1] if len(revisions) > 1 else ""
    base = find_commit(root, first) if exact else find_fork(root, first, second or "HEAD")
    required = (first, second) if exact or not base else ()
    missing = [name for name in required if name and not find_commit(root, name)]
    if missing or not base:
        fact = (
            f"git has no revision `{missing[0]}` here"
            if missing
            else "they have no commit in common"
        )
        hint = NAME_REVISION if missing else "Add --exact."
        raise EditionError(Diagnostic("M006", fact, hint=hint))
    with ExitStack() as stack:
        folders = [
            stack.enter_context(unpack_revision(root, revision, *_READ, without=_GENERATED))
            if revision
            else root
            for revision in (base, second)
        ]
        old, new = (folder or root for folder in folders)
        for folder in {old, new} - {root}:
            _link_uncommitted(root, folder)
        shown = second[:_SHOWN_COMMIT] if _COMMIT.fullmatch(second) else second or FILES
        yield Comparison(f"{first} ({base[:_SHOWN_COMMIT]})", shown), old, new


def _link_uncommitted(root: Path, folder: Path) -> None:
    """Link uncommitted files of the project (witnesses, cached results) into a revision."""
    for name in (PRIVATE, CACHE):
        if (root / name).is_dir():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).symlink_to((root / name).resolve(), target_is_directory=True)


@dataclass(slots=True)
class State:
    """A state of a project, with the editions of the texts that differ."""

    root: Path
    records: dict[str, Record]
    editions: dict[str, Edition] = field(default_factory=dict)
    found: list[Diagnostic] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def link(self, unchanged: Collection[str], link_entries: LinkEntries) -> None:
        """Link the editions with each other and check everything that refers to them.

        ``unchanged`` are the paths of the locks that are the same in both states; they are read
        only for texts that differ. ``link_entries`` checks the evidence of the registers.
        """
        needed = {(record.folder / LOCK).relative_to(self.root).as_posix()
                  for name, record in self.records.items() if name in self.editions}  # fmt: skip
        locks = load_locks(self.root)
        self.lock, faults = parse_locks({
            path: text
            for path, text in locks.items()
            if path in needed or path not in unchanged
        })  # fmt: skip
        self.found += faults
        for edition in self.editions.values():
            self.found += edition.diagnostics
        readable = list(self.readable.values())
        collection, unresolved = link_editions(self.root, readable, self.lock, link_entries)
        unread = [r for r in self.records.values() if r.id not in self.editions and is_published(r)]
        self.found += [*unresolved, *check_authorities(self.root, unread, readable)]
        self.editions |= {edition.record.id: edition for edition in collection.editions}

    @property
    def readable(self) -> dict[str, Edition]:
        """The editions without errors."""
        return {name: edition for name, edition in self.editions.items() if not edition.has_errors}


@gc_paused()
def compare_projects(project: Project, names: Comparison, old: Path, new: Path) -> Comparison:
    """Return the differences between two folders of a project.

    Raises EditionError if the records of either folder cannot be read.
    """
    after = _load(project, new, {})  # loaded first: its records are checked for links that lead out
    before = _load(project, old, after.records)
    differing, referred = _list_differing(before, after), _list_referred(before, after)
    locks = [load_locks(state.root) for state in (before, after)]
    unchanged = {path for path, text in locks[0].items() if locks[1].get(path) == text}
    evidence = [(load_registers(root), summarise_bibliography(root).pages) for root in (old, new)]
    link_entries = check_evidence if evidence[0] == evidence[1] else link_registers
    for state, name in ((before, "before"), (after, "after")):
        _read(project, state, differing | referred, name)
        state.link(unchanged, link_entries)
    return compare_states(names, before, after, differing)


def compare_states(
    names: Comparison, before: State, after: State, differing: AbstractSet[str]
) -> Comparison:
    """Return the differences between two states whose texts are read and linked.

    ``differing`` are the ids of the texts that may differ.
    """
    texts = [
        compare_texts(before.readable[name], after.readable[name], (before.lock, after.lock))
        for name in sorted(before.readable.keys() & after.readable.keys() & differing)
    ]
    changes = [*_compare_collections(before, after)]
    for text in texts:
        changes += _drop_shown(text, compare_records(text.old.record, text.new.record))
        changes += text.changes
    changes += _compare_written(before, after)
    consequences = [consequence for text in texts for consequence in text.consequences]
    consequences += _find_lost(before, after)
    consequences += _find_referring(texts, before)
    consequences += _find_freed(before, after, differing)
    consequences += _compare_findings(before.found, after.found)
    return replace(names, changes=tuple(changes), consequences=tuple(consequences))


def _load(project: Project, root: Path, known: Mapping[str, Record]) -> State:
    # A past revision is only read, so no program that its configuration names is run: it needs no
    # consent.
    trusted = project.trusted or root != project.root
    state = replace(project, root=root, quiet=True, trusted=trusted)
    records = state.records(known=known) if list_folders(root) else ()
    return State(root, {record.id: record for record in records})


def _list_differing(before: State, after: State) -> set[str]:
    keys = [
        {name: key_source(record, state.root) for name, record in state.records.items()}
        for state in (before, after)
    ]
    return {name for name in {**keys[0], **keys[1]} if keys[0].get(name) != keys[1].get(name)}


def _list_referred(before: State, after: State) -> set[str]:
    """Return the ids of texts with passages to which the editors' data refer in one state only."""
    pairs = [(before.root / file, after.root / file) for file in _SHARED]
    pairs += [
        (before.records[name].folder / ANNOTATIONS, after.records[name].folder / ANNOTATIONS)
        for name in before.records.keys() & after.records.keys()
    ]
    if all(_read_files(old) == _read_files(new) for old, new in pairs):
        return set()
    references = [
        {(kind, id, e.source, e.address, e.words) for kind, id, e in _list_references(state)}
        for state in (before, after)
    ]
    return {text for _, _, text, _, _ in references[0] ^ references[1]}


def _read(project: Project, state: State, names: set[str], store: str) -> None:
    cache = project.root / CACHE
    for name in sorted(names & state.records.keys()):
        folder = cache if state.root == project.root else cache / "compared" / store
        state.editions[name] = read_cached(
            state.records[name],
            state.root,
            private=False,
            store=folder,
            known=cache,
            named=False,
        )


def _drop_shown(text: TextComparison, changes: Iterator[Change]) -> list[Change]:
    """Return the changes without the emendations whose effect a change of the text shows."""
    shown = {*_list_shown(text)}
    return [
        change
        for change in changes
        if not (
            change.place.startswith("emendations.")
            and change.what in (ChangeType.ADDED, ChangeType.GONE)
            and _line_of(change) in shown
        )
    ]


def _line_of(change: Change) -> int:
    return int(change.place.rpartition(".")[2])


def _list_shown(text: TextComparison) -> Iterator[int]:
    """Yield the numbers of the lines of the witness that changed or moved units cover."""
    for before, after in text.pairs:
        if (
            before is None
            or after is None
            or (before.words, before.address) != (after.words, after.address)
        ):
            for unit, edition in ((before, text.old), (after, text.new)):
                for span in unit.spans if unit is not None else ():
                    assert edition.source is not None
                    first, last = (edition.source.place(at).line for at in (span.start, span.end))
                    yield from range(first, last + 1)


# --- the project as a whole -----------------------------------------------------------------------


def _compare_collections(before: State, after: State) -> Iterator[Change]:
    """Yield the texts that were added or removed."""
    for name in sorted({**before.records, **after.records}):
        old, new = before.records.get(name), after.records.get(name)
        if old is None and new is not None:
            yield Change(name, "", ChangeType.ADDED, "", f"{new.title} ({new.state})", kind="text")
        elif new is None and old is not None:
            yield Change(name, "", ChangeType.GONE, f"{old.title} ({old.state})", kind="text")


def _compare_written(before: State, after: State) -> Iterator[Change]:
    """Yield the changes in files that concern more than one text, and in the editors' notes."""
    for name in sorted(before.records.keys() & after.records.keys()):
        files = (state.records[name].folder / ANNOTATIONS for state in (before, after))
        yield from _compare_data(name, "editors' note", *files)
    for file in _SHARED:
        subject = Path(file).stem
        kind = _KINDS.get(subject, subject.removesuffix("s"))
        yield from _compare_data(subject, kind, *(s.root / file for s in (before, after)))
    if _read_entries(before.root) != _read_entries(after.root):
        from edition.bibliography.database import load_bibliography

        yield from compare_bibliographies(*(load_bibliography(s.root)[0] for s in (before, after)))
    pages = [_read_pages(state.root) for state in (before, after)]
    for path in sorted({**pages[0], **pages[1]}):
        yield from compare_pages(path, pages[0].get(path, ""), pages[1].get(path, ""))


_FILES: Final = (CORRESPONDENCES, CHRONOLOGY)


_KINDS: Final = {"correspondences": "event", "chronology": "date"}
"""Name of an item of a file; items of registers are named after the file."""


_SHARED: Final = sorted({*_FILES, *REGISTER_FILES.values()})
"""Paths of the editors' files that concern more than one text."""


def _compare_data(name: str, subject: str, old: Path, new: Path) -> Iterator[Change]:
    """Yield the changed fields of one of the editors' files; parse it only if it differs."""
    if _read_files(old) != _read_files(new):
        depth = 2 if old.name in _ITEMS else 1
        yield from list_field_changes(name, subject, _read_data(old), _read_data(new), depth)


def _read_files(path: Path) -> list[tuple[str, str]]:
    """Return the name and text of one of the editors' files and of those in its folder of items."""
    paths = [path, *find_files(path.parent / path.stem, "*.yml")]
    return [(path.name, _read_file(path)) for path in paths]


def _read_data(path: Path) -> object:
    """Return the data of one of the editors' files, or its text if it has a fault."""
    items = _ITEMS.get(path.name, "")
    data, faults = read_divided(path, path.name, items, path.stem)
    return data.value if data is not None else _read_files(path) if faults else {}


_ITEMS: Final = {ANNOTATIONS: "notes", **{PurePath(path).name: "events" for path in _FILES}}
"""Field with the list of items, for files whose items may also have files of their own.

A register has no such field: the whole file is the list.
"""


def _read_entries(root: Path) -> list[bytes]:
    return [path.read_bytes() for path in list_bibliography(root)]


def _read_file(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.is_file() else ""


def _read_pages(root: Path) -> dict[str, str]:
    names = [f"docs/{name}" for name in list_written_pages(root / "docs")]
    conventions = find_files(root / "conventions", "*.yml")
    names += [path.relative_to(root).as_posix() for path in conventions]
    return {
        name: SECTION.sub(r"\1\n\n\3", _read_file(root / name))  # without the generated content
        for name in [*names, "mkdocs.yml"]
    }


# --- consequences ---------------------------------------------------------------------------------


def _find_lost(before: State, after: State) -> Iterator[Consequence]:
    published = [
        list_addresses(state.root, state.editions.values(), list_written_pages(state.root / "docs"))
        for state in (before, after)
    ]
    broken = {f"{name}/" for name in after.editions.keys() - after.readable.keys()}
    faulty = {finding.path for finding in after.found if finding.severity is Severity.ERROR}
    unknown = {
        file for start, file in _LOCK_FILES.items() if any(p.startswith(start) for p in faulty)
    }
    old = {
        (file, name): words
        for (file, name), words in published[0].items()
        if not file.startswith(tuple(broken))
        and file not in unknown
        and not (name.startswith(_NOTES) and _has_faulty_notes(file, after, faulty))
    }
    return find_lost_addresses(old, published[1], (before.lock, after.lock))


_NOTES: Final = (EDITORS, EDITORS_MARKER)
_LOCK_FILES: Final = {
    REGISTERS: REGISTER_IDS,
    PurePath(CORRESPONDENCES).with_suffix("").as_posix(): EVENTS,
    ENTRIES: BIBLIOGRAPHY_KEYS,
}
"""Start of the paths of files, to the file of the lock with the addresses that they define.

An error in such a file hides these addresses, so they are not reported as lost.
"""


def _has_faulty_notes(file: str, state: State, faulty: Collection[str]) -> bool:
    """Return whether a file of editors' notes on a text has an error, which hides all of them."""
    folder = f"sources/{file.partition('/')[0]}/{PurePath(ANNOTATIONS).stem}"
    return any(path.startswith(folder) for path in faulty)


def _find_referring(texts: Sequence[TextComparison], before: State) -> Iterator[Consequence]:
    """Yield the dates, correspondences, notes and entries that refer to changed passages."""
    touched = {(text.new.record.id, address) for text in texts for address in text.touched}
    if not touched:
        return
    affected: dict[str, dict[str, None]] = {}
    for kind, name, end in _list_references(before):
        if (end.source, end.address) in touched:
            affected.setdefault(kind, {})[name] = None
    for kind, names in affected.items():
        fact = f"{kind} on a passage that changed: {list_places(names)}"
        yield Consequence(Topic.REFERRED, fact, len(names))


def _list_references(state: State) -> list[tuple[str, str, End]]:
    """Return the kind, name and passage of each of the editors' references to a passage."""
    dates, _, _ = load_chronology(state.root)
    events, _, _ = load_correspondences(state.root)
    references = [("date", date.date, end) for date in dates for end in date.at]
    references += [
        ("correspondence", event.name, end)
        for event in events
        for correspondence in event.correspondences
        for end in (correspondence.origin, correspondence.target)
    ]
    for record in state.records.values():
        notes, _ = load_annotations(record.folder, record.id, state.root)
        for note in notes.notes if notes else ():
            ends = (note.end, *(authority.end for authority in note.authorities if authority.end))
            references += [("editors' note", f"{record.id} {note.id}", end) for end in ends]
    references += [
        ("register entry", entry.id, evidence.end)
        for file in load_registers(state.root)[0]
        for entry in file.entries
        for evidence in entry.evidence
        if evidence.end
    ]
    return references


def _find_freed(before: State, after: State, names: AbstractSet[str]) -> Iterator[Consequence]:
    if not names:
        return
    old, new = (
        [record for name, record in state.records.items() if name in names or is_protected(record)]
        for state in (before, after)
    )
    for name, fact in list_freed(old, before.root, new, after.root):
        yield Consequence(Topic.RIGHTS, f"{name}: {fact}")


def _compare_findings(
    before: Sequence[Diagnostic], after: Sequence[Diagnostic]
) -> Iterator[Consequence]:
    """Yield findings that are new or gone, regardless of their line in the file."""
    old, new = ({_identify(f): f for f in sort_diagnostics(found)} for found in (before, after))
    counts = [Counter(map(_identify, sort_diagnostics(found))) for found in (before, after)]
    for sign, more, findings in (
        ("new", counts[1] - counts[0], new),
        ("gone", counts[0] - counts[1], old),
    ):
        for identity, count in more.items():
            finding = findings[identity]
            place = ":".join(str(part) for part in (finding.path, finding.line) if part)
            at = f" [{finding.address}]" if finding.address else ""
            fact = f"{sign}: {place}: {finding.severity} {finding.code}: {finding.message}{at}"
            lost = sign == "new" and finding.severity is Severity.ERROR
            yield Consequence(Topic.FINDING, fact, count, lost)


def _identify(finding: Diagnostic) -> tuple[str, str, str, str]:
    return finding.code, finding.path, finding.address, finding.message
