"""The registers of a project as editors record them: entries for names in its texts.

``sources/registers/`` has a file for each class of entries, a mapping from id to entry; a folder
with the same name may have more such files. Ids are unique in all registers. The evidence of every
statement is a place in a text or a work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from edition.diagnostics.diagnostic import Diagnostic
from edition.records.annotations import DeclaredAuthority
from edition.records.building import build
from edition.records.schema import Kind, check_schema
from edition.records.yaml_positions import NO_FILE, FieldPath, PositionedData, read_yaml
from edition.text.dates import read_edtf, read_span
from edition.text.digest import digest, digest_package, find_files
from edition.text.packing import pack, unpack
from edition.text.results import FOLDER as RESULTS
from edition.text.results import Results
from edition.text.slips import find_intended, suggest
from edition.text.source import Place

FOLDER: Final = "sources/registers"
KIND: Final = Kind("register.schema.json", "G001", "a register")


class EntryClass(StrEnum):
    """The class of an entry."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    EVENT = "event"
    TERM = "term"


FILES: Final[Mapping[EntryClass, str]] = MappingProxyType(
    {entry_class: f"{FOLDER}/{entry_class}s.yml" for entry_class in EntryClass}
)
"""The file of each class; files in the folder beside it let two people add entries separately."""
ALL: Final = "**/*.yml"
"""Pattern of the files of all registers, below their folder."""


class NameKind(StrEnum):
    """The kind of a form of a name."""

    NATIVE = "native"
    ROMANISATION = "romanisation"
    TRANSLATION = "translation"
    FULL = "full"
    SHORT = "short"
    ALIAS = "alias"
    PSEUDONYM = "pseudonym"
    ABBREVIATION = "abbreviation"
    OFFICE = "office"
    MISPRINT = "misprint"
    CONTEMPORARY = "contemporary"


SHARED: Final = frozenset({NameKind.SHORT, NameKind.ABBREVIATION, NameKind.OFFICE})
"""Kinds of names that several entries may share without a disambiguation."""


class State(StrEnum):
    """Whether an editor read the evidence for every statement of an entry."""

    PROPOSED = "proposed"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Name:
    """A form of a name, with its evidence."""

    text: str
    kind: NameKind
    language: str
    system: str
    at: tuple[DeclaredAuthority, ...]


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates of an entry in EDTF; unknown ones are empty."""

    born: str = ""
    died: str = ""
    start: str = field(default="", metadata={"name": "from"})
    end: str = field(default="", metadata={"name": "to"})
    date: str = ""
    at: tuple[DeclaredAuthority, ...] = ()


@dataclass(frozen=True, slots=True)
class Coordinates:
    """Coordinates of a place in degrees, with their source and the reason for them."""

    latitude: float
    longitude: float
    gazetteer: str
    identifier: str
    today: str
    reason: str


@dataclass(frozen=True, slots=True)
class AuthorityFile:
    """An identifier in an authority file, and who looked it up."""

    file: str
    identifier: str
    by: str


@dataclass(frozen=True, slots=True)
class EntryRelation:
    """The relation of an entry to another one."""

    kind: str
    to: str
    at: tuple[DeclaredAuthority, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a register."""

    id: str
    entry_class: EntryClass
    name: str
    state: State
    names: tuple[Name, ...] = ()
    at: tuple[DeclaredAuthority, ...] = ()
    """Evidence for the name and the description."""
    description: str = ""
    surname: str = ""
    """Stated by the editor; empty if the rule finds it."""
    disambiguation: str = ""
    dates: Dates = Dates()
    coordinates: Coordinates | None = None
    authority: AuthorityFile | None = None
    relations: tuple[EntryRelation, ...] = ()
    formerly: tuple[str, ...] = ()

    @property
    def evidence(self) -> Iterator[DeclaredAuthority]:
        """The evidence for all statements of the entry."""
        names, relations = (name.at for name in self.names), (one.at for one in self.relations)
        return chain(self.at, self.dates.at, *names, *relations)


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """A file of a register; the positions of its values are read only to report a fault."""

    path: str
    raw: bytes
    entries: tuple[Entry, ...]

    @property
    def data(self) -> PositionedData:
        """The values with their positions."""
        return _read_data(self.raw, self.path)[0] or NO_FILE

    def place(self, path: Iterable[str | int]) -> Place:
        """Return the place of the value at ``path``, or of its nearest ancestor."""
        return self.data.place(path)

    def report(
        self, place: Place, code: str, message: str, hint: str = "", width: int = 1
    ) -> Diagnostic:
        """Make a diagnostic for a place in this file, with its line as excerpt."""
        return self.data.report(place, code, message, hint, width)


_RESULT: Final = "registers"


def load_registers(root: Path) -> tuple[tuple[RegisterFile, ...], list[Diagnostic]]:
    """Read the registers of a project; a file with a fault has no entries.

    Reports R001, R004 and G001 to G006.
    """
    raw = tuple(
        _Raw(entry_class, path.relative_to(root).as_posix(), path.read_bytes())
        for entry_class, name in FILES.items()
        for path in (root / name, *find_files((root / name).with_suffix(""), "*.yml"))
        if path.is_file()
    )
    files, faults = _load(raw, (root / RESULTS).resolve())
    return files, [*faults]


class _Raw(NamedTuple):
    entry_class: EntryClass
    path: str
    content: bytes


@lru_cache(maxsize=2)
def _load(
    found: tuple[_Raw, ...], store: Path
) -> tuple[tuple[RegisterFile, ...], tuple[Diagnostic, ...]]:
    """Read registers, or load the stored result of reading the same files."""
    key = digest(digest_package(), *(part for raw in found for part in (raw.path, raw.content)))
    results = Results(store)
    if (stored := results.get_bytes(_RESULT, key)) is not None:
        entries: tuple[tuple[Entry, ...], ...] = unpack(stored)
        pairs = zip(found, entries, strict=True)
        return tuple(RegisterFile(raw.path, raw.content, some) for raw, some in pairs), ()
    read = [_read_register(raw) for raw in found]
    files = tuple(file for file, _ in read if file is not None)
    faults = tuple(fault for _, faults in read for fault in faults)
    faults = faults or (*_check_ids(files), *_check_names(files), *_check_relations(files))
    if not faults and len(files) == len(found) and store.is_dir():
        results.put_bytes(_RESULT, key, pack(tuple(file.entries for file in files)))
    return files, faults


def _read_register(raw: _Raw) -> tuple[RegisterFile | None, tuple[Diagnostic, ...]]:
    data, faults = _read_data(raw.content, raw.path)
    if data is None or data.value is None:
        return None, faults
    found = tuple(check_schema(data, KIND) or _check_entries(data, raw.entry_class))
    values: Any = data.value
    entries = tuple(
        build(Entry, entry, (id,), id=id, entry_class=raw.entry_class)
        for id, entry in (() if found else values.items())
    )
    return RegisterFile(raw.path, raw.content, entries), found


@lru_cache(maxsize=len(FILES))
def _read_data(raw: bytes, path: str) -> tuple[PositionedData | None, tuple[Diagnostic, ...]]:
    data, faults = read_yaml(raw, path)
    return data, tuple(faults)


def list_ids(files: Iterable[RegisterFile]) -> Iterator[str]:
    """Yield the present and former ids of all entries."""
    for file in files:
        for entry in file.entries:
            yield from (entry.id, *entry.formerly)


def list_forms(entry: Entry) -> list[str]:
    """Return the name of an entry and all its other forms."""
    return [entry.name, *(name.text for name in entry.names)]


def list_full_forms(entry: Entry) -> list[str]:
    """Return the name of an entry and its other forms, without those that entries may share."""
    return [entry.name, *(name.text for name in entry.names if name.kind not in SHARED)]


# --- one file ------------------------------------------------------------------------------------


_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FIELDS_OF: Final[Mapping[FieldPath, tuple[EntryClass, ...]]] = MappingProxyType({
    ("surname",): (EntryClass.PERSON,),
    ("coordinates",): (EntryClass.PLACE, EntryClass.EVENT),
    ("dates", "born"): (EntryClass.PERSON,),
    ("dates", "died"): (EntryClass.PERSON,),
    ("dates", "date"): (EntryClass.EVENT,),
})  # fmt: skip
"""Fields that only some classes of entries have."""


def _check_entries(data: PositionedData, entry_class: EntryClass) -> Iterator[Diagnostic]:
    raw: Any = data.value
    for id, entry in raw.items():
        if not _ID.fullmatch(id):
            fact = f"`{id}` is not a valid id: use small letters, digits and hyphens"
            yield data.report(data.key_place((id,)), "G001", fact, width=len(id))
        for path, classes in _FIELDS_OF.items():
            if entry_class not in classes and _has(entry, path):
                fact = f"`{path[-1]}` is not a field of a {entry_class}"
                yield data.report(data.key_place((id, *path)), "G001", fact)
        yield from _check_evidence(data, id, entry)
        yield from _check_values(data, id, entry)


def _has(entry: Mapping[str, Any], path: FieldPath) -> bool:
    value: Any = entry
    for part in path:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value is not None


def _check_evidence(
    data: PositionedData, id: str, entry: Mapping[str, Any]
) -> Iterator[Diagnostic]:
    if not entry.get("at"):
        yield data.report(data.key_place((id,)), "G002", f"nothing attests `{id}`", width=len(id))
    statements: list[tuple[FieldPath, Mapping[str, Any]]] = []
    statements += [((id, "dates"), entry["dates"])] if "dates" in entry else []
    for name in ("names", "relations"):
        statements += [((id, name, n), item) for n, item in enumerate(entry.get(name, ()))]
    for path, statement in statements:
        if not statement.get("at"):
            fact = f"nothing attests this statement of `{id}`"
            yield data.report(data.place(path), "G002", fact)


def _check_values(data: PositionedData, id: str, entry: Mapping[str, Any]) -> Iterator[Diagnostic]:
    for name, limit in (("latitude", 90), ("longitude", 180)):
        value = entry.get("coordinates", {}).get(name, 0)
        if abs(value) > limit:
            place = data.place((id, "coordinates", name))
            fact = f"a {name} is between -{limit} and {limit}, not {value}"
            yield data.report(place, "G004", fact, width=len(str(value)))
    dates = {k: str(v) for k, v in entry.get("dates", {}).items() if k != "at"}
    for name, date in dates.items():
        if not (read_span(date) if "/" in date else read_edtf(date)):
            place = data.place((id, "dates", name))
            hint = "Write EDTF: 1931, 1931-09, 1931-09-18, 1931~, 1931/1933."
            yield data.report(place, "G004", f"`{date}` is not a date", hint, len(date))
    for first, last in (("born", "died"), ("from", "to")):
        spans = [read_span(dates.get(name, "")) for name in (first, last)]
        if spans[0] and spans[1] and spans[0][0] >= spans[1][1]:
            place = data.place((id, "dates", last))
            fact = f"`{dates[last]}` is before `{dates[first]}`"
            yield data.report(place, "G004", fact, width=len(dates[last]))


# --- all files -----------------------------------------------------------------------------------


def _check_ids(files: Iterable[RegisterFile]) -> Iterator[Diagnostic]:
    known: dict[str, str] = {}
    for file in files:
        for entry in file.entries:
            paths: list[FieldPath] = [(entry.id,)]
            paths += [(entry.id, "formerly", n) for n in range(len(entry.formerly))]
            for path, id in zip(paths, (entry.id, *entry.formerly), strict=True):
                if id in known:
                    fact = f"`{id}` already identifies an entry in {known[id]}"
                    yield file.data.report(file.data.key_place(path), "G006", fact, width=len(id))
                known[id] = file.path


def _check_names(files: Iterable[RegisterFile]) -> Iterator[Diagnostic]:
    """Report full names that two entries share, unless both have a disambiguation."""
    first: dict[str, Entry] = {}
    for file in files:
        for entry in file.entries:
            for name, path in _list_full_names(entry):
                other = first.setdefault(name.casefold(), entry)
                if other is not entry and not (entry.disambiguation and other.disambiguation):
                    fact = f"`{name}` is also a name of `{other.id}`"
                    yield file.data.report(file.data.place(path), "G003", fact, width=len(name))


def _list_full_names(entry: Entry) -> Iterator[tuple[str, FieldPath]]:
    yield entry.name, (entry.id, "name")
    for number, name in enumerate(entry.names):
        if name.kind not in SHARED:
            yield name.text, (entry.id, "names", number, "text")


def _check_relations(files: Iterable[RegisterFile]) -> Iterator[Diagnostic]:
    ids = frozenset(entry.id for file in files for entry in file.entries)
    former = {old: entry.id for file in files for entry in file.entries for old in entry.formerly}
    for file in files:
        for entry in file.entries:
            for number, relation in enumerate(entry.relations):
                if relation.to not in ids or relation.to == entry.id:
                    intended = find_intended(relation.to, ids - {entry.id}, former)
                    hint = suggest(intended or relation.to, ids)
                    place = file.data.place((entry.id, "relations", number, "to"))
                    fact = f"`{relation.to}` is not another entry of the registers"
                    found = file.data.report(place, "G005", fact, hint, len(relation.to))
                    yield found.with_fix(place, relation.to, intended)
