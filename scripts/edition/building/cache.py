"""Caches editions between runs: a source with unchanged inputs is not read again.

A stored file is signed with a secret of this user on this machine, so that files from elsewhere are
never loaded; and only values of the model are loaded.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from importlib import import_module
from pathlib import Path, PurePath
from typing import Any, Final

from edition.bibliography.summary import summarise_bibliography
from edition.building.progress import track
from edition.building.project import Project
from edition.building.store import write_bytes_if_changed
from edition.diagnostics.catalogue import Severity
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.linking.collection import link_editions
from edition.linking.layout import lay_out_edition
from edition.model.document import Document
from edition.model.edition import Collection, Edition
from edition.records.acceptances import ACCEPTED
from edition.records.address_lock import read_locks
from edition.records.annotations import ANNOTATIONS
from edition.records.conventions import FOLDER as CONVENTIONS
from edition.records.loading import find_witness, load_record, open_witness
from edition.records.publication import allowed_content
from edition.records.record import Record, State
from edition.records.registers import ALL as REGISTER_FILES
from edition.records.registers import FOLDER as REGISTERS
from edition.text.digest import digest, digest_folder, digest_package, walk_files
from edition.text.gc_paused import gc_paused
from edition.text.packing import pack, unpack
from edition.text.results import FOLDER as CACHE
from edition.text.results import Results, add_signature, limit_size, read_signed
from edition.text.source import Source

_LEAST_SHARED: Final = 100_000
"""Bytes of witnesses to read that are worth the start of processes, of about a second each."""
_LAID_OUT: Final = ("layout", "index", "counts")
"""Fields that are stored separately, because they depend on the title of the text."""
_NAMED: Final = ("mentions", "dates")
"""Fields that are stored separately, because they depend on the registers."""
_STORED: Final = tuple(
    field.name
    for field in fields(Edition)
    if field.name not in ("record", "allowed", "source", "links", *_LAID_OUT, *_NAMED)
)
"""Other fields that are stored. The rest is read again, or resolved with all texts."""
_READ: Final = ("document", "found")
"""Results of reading, stored separately because they do not depend on the bibliography."""
_DESCRIPTIVE: Final = ("short_title", "summary", "revisions")
"""Fields of a record that describe a text and are not passed to readers."""
_SHARED: Final = ("*.yml", "correspondences/*.yml", "chronology/*.yml")
"""Files of the editors about several texts."""
_TITLE: Final = ("title",)
"""Another such field, which is the title of the page of a text without divisions."""
_NOT_READ: Final = (*_TITLE, "emendations")
_NOT_READ_FILES: Final = (ACCEPTED, ANNOTATIONS, "emendations.yml")
"""Fields and files without influence on the reading of a text without its emendations."""


def read_cached(
    record: Record,
    root: Path,
    *,
    private: bool,
    store: Path | None = None,
    known: Path | None = None,
    named: bool = True,
) -> Edition:
    """Read a source, or return its cached edition if its inputs are unchanged.

    The inputs are the code, the conventions, the witness, the matched parts of the bibliography and
    the fields of the record that reading uses or, if a finding refers to the record, all its files.
    ``store`` is the folder of the cache, by default that of the project; results in the folder
    ``known`` are copied to it. Without ``named``, names and dates are left out.
    """
    allowed = allowed_content(record, private=private)
    if not allowed.description:
        return Edition(record, allowed)
    path, key, whole = _locate(record, root, private, store or root / CACHE)
    reading = _find_reading(record, root, path, known)
    stored = _recall(path, known, key, _STORED) or _recall(path, known, whole, _STORED)
    if stored is not None and stored["document"] == _SEPARATE:
        stored = {**stored, "document": reading.document} if reading.recall() else None
    if stored is not None:
        source, _ = open_witness(record, root)
        edition = Edition(record, allowed, source, **stored)
    else:
        # Imported here because readers are needed only if a text is read.
        from edition.building.editions import read_edition

        plain = replace(record, title=record.id, short_title="", summary="", revisions=())
        kept = Results(store or root / CACHE)
        edition = read_edition(plain, root, private=private, kept=kept, read=reading.read)
        values = {name: getattr(edition, name) for name in _STORED}
        if edition.document is not None and edition.document is reading.document:
            values["document"] = _SEPARATE
        _store(path, whole if _names_line(edition.diagnostics) else key, values)
        edition = replace(edition, record=record)
    title = digest(key, whole if _names_line(edition.diagnostics) else "", record.title)
    edition = _lay_out(edition, path.with_suffix(".layout"), title, known)
    return _name(edition, root, path.with_suffix(".names"), key, known) if named else edition


def _locate(record: Record, root: Path, private: bool, store: Path) -> tuple[Path, str, str]:
    """Return the file of an edition, and its keys without and with a finding on the record."""
    path = store / f"{record.id}{'-private' if private else ''}.edition"
    return path, key_reading(record, root, _TITLE, (ANNOTATIONS,)), key_source(record, root)


def _list_unread(
    project: Project, records: Iterable[Record], *, private: bool
) -> list[tuple[str, str, bool]]:
    """Return the units of work to read texts that are not cached; none if they are few or short.

    A scheduler gets only texts that are published in full.
    """
    workers, root = project.workers, project.root
    sizes: dict[str, int] = {}
    for record in () if workers.is_alone else records:
        witness = find_witness(record, root)
        if witness is not None and (record.state is State.FULL or not workers.scheduler):
            path, *keys = _locate(record, root, private, root / CACHE)
            if not path.is_file() or not any(read_signed(path, key) for key in keys):
                sizes[str(record.folder)] = witness.stat().st_size
    if len(sizes) == 1 or sum(sizes.values()) < _LEAST_SHARED:
        return []
    # The longest first, so that no process works alone at the end.
    return [(str(root), folder, private) for folder in sorted(sizes, key=lambda f: -sizes[f])]


def read_text(root: str, folder: str, private: bool) -> None:
    """Read the text of a record and cache its edition: a unit of work."""
    record, _ = load_record(Path(folder), Path(root))
    if record is not None:
        read_cached(record, Path(root), private=private)


@gc_paused()
def read_collection(
    project: Project,
    records: Sequence[Record],
    *,
    private: bool = False,
    beside: Callable[[], object] | None = None,
) -> Collection:
    """Read records in order and link their editions.

    ``beside`` is called first, while other processes may read. Raises EditionError with all errors
    at the end.
    """
    with project.workers.share(read_text, _list_unread(project, records, private=private)):
        if beside is not None:
            beside()
    names = {record.id: record for record in records}
    editions = [
        read_cached(names[name], project.root, private=private)
        for name in (names if project.quiet else track(list(names), "Converting"))
    ]
    limit_size(project.root / CACHE)
    found = [diagnostic for edition in editions for diagnostic in edition.diagnostics]
    if any(diagnostic.severity >= Severity.ERROR for diagnostic in found):
        raise EditionError(*found)
    lock, faults = read_locks(project.root)
    collection, unresolved = link_editions(project.root, editions, lock)
    if faults or any(finding.severity >= Severity.ERROR for finding in unresolved):
        raise EditionError(*found, *faults, *unresolved)
    return collection


_SEPARATE: Final = "apart"
"""Placeholder of a document that is stored separately, as it was read."""


def _names_line(found: Iterable[Diagnostic]) -> bool:
    """Return whether a finding names a line of the record."""
    return any(finding.path.endswith(".yml") for finding in found)


@dataclass(slots=True)
class _Reading:
    """The cache of the reading of a text, under a key of everything that it depends on."""

    path: Path
    known: Path | None
    key: str
    function: str
    """Name of the function in ``editions`` that reads the text."""
    arguments: tuple[Any, ...] = ()
    """Its arguments after record and source."""
    document: Document | None = None
    """The document, once it was loaded or read."""
    found: list[Diagnostic] = field(default_factory=list)

    def recall(self) -> bool:
        """Load the stored reading; return whether there is one."""
        if (stored := _recall(self.path, self.known, self.key, _READ)) is not None:
            self.document, self.found = stored["document"], stored["found"]
        return self.document is not None

    def read(self, record: Record, source: Source) -> tuple[Document, list[Diagnostic]]:
        """Read a text according to its record, or return its cached reading."""
        if not self.recall():
            # Imported here because readers are needed only if a text is read.
            make = getattr(import_module("edition.building.editions"), self.function)
            document, self.found = make(record, source, *self.arguments)
            if _names_line(self.found):
                return document, self.found
            self.document = document
            _store(self.path, self.key, {"document": document, "found": self.found})
        assert self.document is not None
        return self.document, [*self.found]


def _find_reading(record: Record, root: Path, path: Path, known: Path | None) -> _Reading:
    """Return the cache of the reading of a text, based on a cache of it without emendations."""
    key = key_reading(record, root, _NOT_READ, _NOT_READ_FILES, cited=False)
    unemended = _Reading(path.with_suffix(".witness"), known, key, "read_witness")
    path = path.with_suffix(".reading")
    key = key_reading(record, root, _TITLE, (ACCEPTED, ANNOTATIONS), cited=False)
    return _Reading(path, known, key, "read_document", (unemended.read,))


def _recall(
    path: Path, known: Path | None, key: str, names: tuple[str, ...]
) -> dict[str, Any] | None:
    """Return the values stored under a key, here or in the folder ``known``, copied from there."""
    stored = _load(path, key, names)
    if stored is None and known is not None:
        stored = _load(known / path.name, key, names)
        if stored is not None:
            write_bytes_if_changed(path, (known / path.name).read_bytes())
    return stored


def _lay_out(edition: Edition, path: Path, key: str, known: Path | None) -> Edition:
    """Return an edition with its layout, which depends on the title."""
    stored = _recall(path, known, key, _LAID_OUT)
    if stored is None:
        edition = lay_out_edition(edition)
        _store(path, key, {name: getattr(edition, name) for name in _LAID_OUT})
        return edition
    return replace(edition, **stored)


def _name(edition: Edition, root: Path, path: Path, key: str, known: Path | None) -> Edition:
    """Return an edition with its names and dates, which depend on the registers."""
    if edition.document is None or edition.has_errors:
        return edition
    key = digest(key, digest_folder(root / REGISTERS, REGISTER_FILES))
    stored = _recall(path, known, key, _NAMED)
    if stored is not None:
        return replace(edition, **stored)
    from edition.building.editions import name_from_registers

    edition = name_from_registers(edition, root)
    _store(path, key, {name: getattr(edition, name) for name in _NAMED})
    return edition


def _store(path: Path, key: str, values: Mapping[str, object]) -> None:
    write_bytes_if_changed(path, add_signature(key, pack(values)))


def key_source(record: Record, root: Path) -> str:
    """Return a digest of everything that an edition is made from."""
    described = digest_folder(record.folder, "**/*.yml")
    return _key(record, root, described, summarise_bibliography(root).matched)


def key_reading(
    record: Record, root: Path, but: Sequence[str] = (), without: Sequence[str] = (), *,
    cited: bool = True,
) -> str:  # fmt: skip
    """Return a digest of everything that a text is read from, without descriptive fields.

    ``but`` names further fields of the record to leave out, ``without`` files next to it, with the
    folders of the same names. Without ``cited``, the bibliography is left out.
    """
    excluded = {*without, *(name.removesuffix(".yml") for name in without)}
    value = record.data.value
    fields = value if isinstance(value, dict) else {}
    read = {name: field for name, field in fields.items() if name not in (*_DESCRIPTIVE, *but)}
    others = (
        part
        for path in sorted(walk_files(record.folder))
        if path.suffix == ".yml"
        and path.name != PurePath(record.path).name
        and path.relative_to(record.folder).parts[0] not in excluded
        for part in (path.name, path.read_bytes())
    )
    works = summarise_bibliography(root).matched if cited else ""
    return _key(record, root, digest(json.dumps(read), *others), works)


def describe_text(edition: Edition, root: Path) -> Iterator[str]:
    """Yield everything about a text that registers and lists of works depend on.

    This includes its title only as that of its files.
    """
    layout = edition.layout
    several = layout.contents if len(layout.contents) > 1 else ()
    yield key_reading(edition.record, root, but=_TITLE)
    yield edition.record.short_title
    yield repr((edition.allowed, layout.addresses, layout.text_files, several))


def digest_shared(root: Path) -> str:
    """Return a digest of the files of the editors about several texts."""
    return digest(*(digest_folder(root / "sources", pattern) for pattern in _SHARED))


def find_results(root: Path, editions: Iterable[Edition]) -> Path:
    """Return the folder of the results of texts, a separate one for drafts and protected texts."""
    public = all(e.allowed == allowed_content(e.record, private=False) for e in editions)
    return root / CACHE if public else root / CACHE / "private"


def _key(record: Record, root: Path, *described: str) -> str:
    witness = find_witness(record, root)
    return digest(
        digest_package(),
        str(record.state),
        *described,
        digest_folder(record.folder, "*.json"),
        digest_folder(root / CONVENTIONS, "*.yml"),
        witness.read_bytes() if witness else b"",
    )


def _load(path: Path, key: str, names: tuple[str, ...]) -> dict[str, Any] | None:
    try:
        if (body := read_signed(path, key)) is None:
            return None
        values: dict[str, Any] = unpack(body)
        return values if tuple(values) == names else None
    except Exception:  # of any kind, from a damaged file: it is made again
        return None
