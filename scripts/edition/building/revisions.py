"""Compares two states of a project: revisions of git, or one and the files as they are.

Both are read by the code that is running. A text of which nothing differs is not read; the other
editions are kept between runs.
"""

from __future__ import annotations

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
from edition.checking.address_lock import list_own, list_published
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
"""Where changes are merged, as far as it is not said."""
FILES: Final = "the files as they are"
_SHOWN_COMMIT: Final = 10


@contextmanager
def open_revisions(
    project: Project, revisions: Sequence[str], *, exact: bool
) -> Iterator[tuple[Comparison, Path, Path]]:
    """Give the names and folders of two states of a project.

    The first is what both have in common unless it is to be taken as it is. Raises EditionError
    (M006) if git has no such revision.
    """
    root = project.root
    known = (one for one in _UPSTREAM if find_commit(root, one))
    first = revisions[0] if revisions else next(known, "HEAD")
    second = revisions[1] if len(revisions) > 1 else ""
    base = find_commit(root, first) if exact else find_fork(root, first, second or "HEAD")
    named = (first, second) if exact or not base else ()
    missing = [one for one in named if one and not find_commit(root, one)]
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
            stack.enter_context(unpack_revision(root, one, *_READ, without=_GENERATED))
            if one
            else root
            for one in (base, second)
        ]
        old, new = (folder or root for folder in folders)
        for folder in {old, new} - {root}:
            _share(root, folder)
        names = [
            f"{name} ({base[:_SHOWN_COMMIT]})" if name == first else name
            for name in (first, second)
        ]
        yield Comparison(names[0], names[1] or FILES), old, new


def _share(root: Path, folder: Path) -> None:
    """Let a revision find what the project holds and does not commit: witnesses, kept results."""
    for name in (PRIVATE, CACHE):
        if (root / name).is_dir():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).symlink_to((root / name).resolve(), target_is_directory=True)


@dataclass(slots=True)
class State:
    """What one state of a project has of the texts that differ."""

    root: Path
    records: dict[str, Record]
    editions: dict[str, Edition] = field(default_factory=dict)
    found: list[Diagnostic] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def link(self, alike: Collection[str], link_entries: LinkEntries) -> None:
        """Link the editions with each other, and check what else rests on them.

        ``alike`` are the locks that the other state has alike: of them, those of texts that do not
        differ, and of what no text publishes, say nothing. ``link_entries`` looks for what the
        registers rest on.
        """
        needed = {(record.folder / LOCK).relative_to(self.root).as_posix()
                  for name, record in self.records.items() if name in self.editions}  # fmt: skip
        locks = load_locks(self.root)
        chosen = {path: text for path, text in locks.items() if path in needed or path not in alike}
        self.lock, faults = parse_locks(chosen)
        editions = list(self.editions.values())
        self.found += [*faults, *(one for edition in editions for one in edition.diagnostics)]
        sound = [one for one in editions if not one.has_errors]
        collection, unresolved = link_editions(self.root, sound, self.lock, link_entries)
        others = [one for name, one in self.records.items() if name not in self.editions]
        others = [one for one in others if is_published(one)]
        self.found += [*unresolved, *check_authorities(self.root, others, sound)]
        self.editions |= {one.record.id: one for one in collection.editions}

    @property
    def readable(self) -> dict[str, Edition]:
        """The editions without errors."""
        return {name: one for name, one in self.editions.items() if not one.has_errors}


@gc_paused()
def compare_projects(project: Project, names: Comparison, old: Path, new: Path) -> Comparison:
    """Return what differs between two folders of a project.

    Raises EditionError if the records of one of them cannot be read.
    """
    after = _load(project, new, {})  # it may have links that lead out: it is checked
    before = _load(project, old, after.records)
    differing, named = _list_differing(before, after), _list_named(before, after)
    locks = [load_locks(state.root) for state in (before, after)]
    alike = {path for path, text in locks[0].items() if locks[1].get(path) == text}
    evident = [(load_registers(one), summarise_bibliography(one).pages) for one in (old, new)]
    link_entries = check_evidence if evident[0] == evident[1] else link_registers
    for state, name in ((before, "before"), (after, "after")):
        _read(project, state, differing | named, name)
        state.link(alike, link_entries)
    return compare_states(names, before, after, differing)


def compare_states(
    names: Comparison, before: State, after: State, differing: AbstractSet[str]
) -> Comparison:
    """Return what differs between two states whose texts are read and linked.

    ``differing`` are the ids of the texts that may differ.
    """
    texts = [
        compare_texts(before.readable[one], after.readable[one], (before.lock, after.lock))
        for one in sorted(before.readable.keys() & after.readable.keys() & differing)
    ]
    changes = [*_compare_collections(before, after)]
    for text in texts:
        changes += _drop_shown(text, compare_records(text.old.record, text.new.record))
        changes += text.changes
    changes += _compare_written(before, after)
    consequences = [one for text in texts for one in text.consequences]
    consequences += _find_lost(before, after)
    consequences += _find_referring(texts, before)
    consequences += _find_freed(before, after, differing)
    consequences += _compare_findings(before.found, after.found)
    return replace(names, changes=tuple(changes), consequences=tuple(consequences))


def _load(project: Project, root: Path, known: Mapping[str, Record]) -> State:
    # A state of the past is only read; what its configuration names is not run.
    side = replace(project, root=root, quiet=True, trusted=project.trusted or root != project.root)
    records = side.records(known=known) if list_folders(root) else ()
    return State(root, {record.id: record for record in records})


def _list_differing(before: State, after: State) -> set[str]:
    keys = [
        {name: key_source(record, state.root) for name, record in state.records.items()}
        for state in (before, after)
    ]
    return {name for name in {**keys[0], **keys[1]} if keys[0].get(name) != keys[1].get(name)}


def _list_named(before: State, after: State) -> set[str]:
    """Return the texts of the passages of which the editors do not say the same in both states."""
    pairs = [(before.root / file, after.root / file) for file in _list_shared()]
    pairs += [
        (before.records[name].folder / ANNOTATIONS, after.records[name].folder / ANNOTATIONS)
        for name in before.records.keys() & after.records.keys()
    ]
    if all(_read_parts(old) == _read_parts(new) for old, new in pairs):
        return set()
    said = [
        {(kind, name, end.source, end.address, end.words) for kind, name, end in _list_resting(one)}
        for one in (before, after)
    ]
    return {text for _, _, text, _, _ in said[0] ^ said[1]}


def _read(project: Project, state: State, names: set[str], store: str) -> None:
    cache = project.root / CACHE
    for name in sorted(names & state.records.keys()):
        place = cache if state.root == project.root else cache / "compared" / store
        state.editions[name] = read_cached(
            state.records[name],
            state.root,
            private=False,
            store=place,
            known=cache,
            named=False,
        )


def _drop_shown(text: TextComparison, changes: Iterator[Change]) -> list[Change]:
    """Leave out the emendations that a change of the text shows."""
    shown = [*_list_shown(text)]
    kept = []
    for change in changes:
        emendation = change.place.startswith("emendations.")
        if not (
            emendation
            and change.what in (ChangeType.ADDED, ChangeType.GONE)
            and _line_of(change) in shown
        ):
            kept.append(change)
    return kept


def _line_of(change: Change) -> int:
    return int(change.place.rpartition(".")[2])


def _list_shown(text: TextComparison) -> Iterator[int]:
    """Yield the lines of the witness that what changed or moved covers."""
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
    """Yield the texts that are new, gone, or published in another state."""
    for name in sorted({**before.records, **after.records}):
        old, new = before.records.get(name), after.records.get(name)
        if old is None and new is not None:
            yield Change(name, "", ChangeType.ADDED, "", f"{new.title} ({new.state})", kind="text")
        elif new is None and old is not None:
            yield Change(name, "", ChangeType.GONE, f"{old.title} ({old.state})", kind="text")


def _compare_written(before: State, after: State) -> Iterator[Change]:
    """Yield what differs in files that concern more than one text, and in the editors' notes."""
    for name in sorted(before.records.keys() & after.records.keys()):
        files = (state.records[name].folder / ANNOTATIONS for state in (before, after))
        yield from _compare_data(name, "editors' note", *files)
    for file in _list_shared():
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
"""What an item of a file is; one of a register is named by the file."""


def _list_shared() -> list[str]:
    """Return the files of the editors that concern more than one text."""
    return sorted({*_FILES, *REGISTER_FILES.values()})


def _compare_data(name: str, subject: str, old: Path, new: Path) -> Iterator[Change]:
    """Yield the changed fields of a file of the editors, which is parsed only if it differs."""
    if _read_parts(old) != _read_parts(new):
        yield from list_field_changes(name, subject, _read_data(old), _read_data(new))


def _read_parts(path: Path) -> list[tuple[str, str]]:
    """Return a file of the editors, and those of the folder that has further items of it."""
    files = [path, *find_files(path.parent / path.stem, "*.yml")]
    return [(one.name, _read_file(one)) for one in files]


def _read_data(path: Path) -> object:
    """Return what a file of the editors says; of one with a fault, which is a finding, its text."""
    items = _ITEMS.get(path.name, "")
    data, faults = read_divided(path, path.name, items, path.stem)
    return data.value if data is not None else _read_parts(path) if faults else {}


_ITEMS: Final = {ANNOTATIONS: "notes", **{PurePath(one).name: "events" for one in _FILES}}
"""The list in a file that may have further items in files of their own; a register is all items."""


def _read_entries(root: Path) -> list[bytes]:
    return [path.read_bytes() for path in list_bibliography(root)]


def _read_file(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.is_file() else ""


def _read_pages(root: Path) -> dict[str, str]:
    names = [f"docs/{name}" for name in list_written_pages(root / "docs")]
    names += [one.relative_to(root).as_posix() for one in find_files(root / "conventions", "*.yml")]
    return {
        name: SECTION.sub(r"\1\n\n\3", _read_file(root / name))  # what they hold is generated
        for name in [*names, "mkdocs.yml"]
    }


# --- consequences ---------------------------------------------------------------------------------


def _find_lost(before: State, after: State) -> Iterator[Consequence]:
    published = [
        list_published(state.editions.values())
        | list_own(state.root, list_written_pages(state.root / "docs"))
        for state in (before, after)
    ]
    broken = {f"{name}/" for name in after.editions.keys() - after.readable.keys()}
    faulty = {one.path for one in after.found if one.severity is Severity.ERROR}
    unknown = {file for place, file in _UNKNOWN.items() if any(p.startswith(place) for p in faulty)}
    old = {
        (file, name): words
        for (file, name), words in published[0].items()
        if not file.startswith(tuple(broken))
        and file not in unknown
        and not (name.startswith(_NOTES) and _has_faulty_notes(file, after, faulty))
    }
    return find_lost_addresses(old, published[1], (before.lock, after.lock))


_NOTES: Final = (EDITORS, EDITORS_MARKER)
_UNKNOWN: Final = {
    REGISTERS: REGISTER_IDS,
    PurePath(CORRESPONDENCES).with_suffix("").as_posix(): EVENTS,
    ENTRIES: BIBLIOGRAPHY_KEYS,
}
"""Of which files an error hides what they define, and the file of the lock that has it."""


def _has_faulty_notes(file: str, state: State, faulty: Collection[str]) -> bool:
    """Return whether the editors' notes on a text are unknown: an error hides them all."""
    folder = f"sources/{file.partition('/')[0]}/{PurePath(ANNOTATIONS).stem}"
    return any(path.startswith(folder) for path in faulty)


def _find_referring(texts: Sequence[TextComparison], before: State) -> Iterator[Consequence]:
    """Yield the dates, correspondences and notes that rest on passages that changed."""
    touched = {(text.new.record.id, address) for text in texts for address in text.touched}
    if not touched:
        return
    resting = _list_resting(before)
    for kind in dict.fromkeys(kind for kind, _, _ in resting):
        hit = {
            name: None
            for one, name, end in resting
            if one == kind and (end.source, end.address) in touched
        }
        if hit:
            fact = f"{kind} on a passage that changed: {list_places(hit)}"
            yield Consequence(Topic.REFERRED, fact, len(hit))


def _list_resting(state: State) -> list[tuple[str, str, End]]:
    """Return all that the editors say of passages: its kind, its name, and the passage."""
    entries, _, _ = load_chronology(state.root)
    events, _, _ = load_correspondences(state.root)
    resting = [("date", one.date, end) for one in entries for end in one.at]
    resting += [
        ("correspondence", event.name, end)
        for event in events
        for one in event.correspondences
        for end in (one.origin, one.target)
    ]
    for record in state.records.values():
        notes, _ = load_annotations(record.folder, record.id, state.root)
        for note in notes.notes if notes else ():
            ends = (note.end, *(one.end for one in note.authorities if one.end))
            resting += [("editors' note", f"{record.id} {note.id}", end) for end in ends]
    resting += [
        ("register entry", entry.id, one.end)
        for file in load_registers(state.root)[0]
        for entry in file.entries
        for one in entry.evidence
        if one.end
    ]
    return resting


def _find_freed(before: State, after: State, names: AbstractSet[str]) -> Iterator[Consequence]:
    chosen = [
        [one for name, one in state.records.items() if name in names or is_protected(one)]
        for state in (before, after)
    ]
    if names:
        for name, fact in list_freed(chosen[0], before.root, chosen[1], after.root):
            yield Consequence(Topic.RIGHTS, f"{name}: {fact}")


def _compare_findings(
    before: Sequence[Diagnostic], after: Sequence[Diagnostic]
) -> Iterator[Consequence]:
    """Yield findings that are new or gone, wherever in their file they stand."""
    old, new = ({_name(one): one for one in sort_diagnostics(found)} for found in (before, after))
    counts = [Counter(map(_name, sort_diagnostics(found))) for found in (before, after)]
    for sign, more, known in (
        ("new", counts[1] - counts[0], new),
        ("gone", counts[0] - counts[1], old),
    ):
        for name, count in more.items():
            one = known[name]
            place = ":".join(str(part) for part in (one.path, one.line) if part)
            at = f" [{one.address}]" if one.address else ""
            fact = f"{sign}: {place}: {one.severity} {one.code}: {one.message}{at}"
            lost = sign == "new" and one.severity is Severity.ERROR
            yield Consequence(Topic.FINDING, fact, count, lost)


def _name(one: Diagnostic) -> tuple[str, str, str, str]:
    return one.code, one.path, one.address, one.message
