"""Loading of the records of a project: ``sources/<id>/source.yml``.

Every fault is reported with its line and column; a record with a fault is not used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import MappingProxyType
from typing import Any, Final

from edition.diagnostics.diagnostic import Diagnostic
from edition.records.acceptances import Acceptance, load_acceptances
from edition.records.building import build, fold_all
from edition.records.conventions import (
    FOLDER,
    Convention,
    extend_words,
    load_conventions,
    merge_words,
)
from edition.records.measures import MEASURES, read_measures
from edition.records.publication import DRAFTS, find_state
from edition.records.record import ReaderChoice, Record, Split, State
from edition.records.schema import check_schema
from edition.records.witness import find_by_checksum, list_private_folders, read_witness
from edition.records.yaml_positions import FieldPath, PositionedData, read_divided
from edition.text.dates import OPEN_END, read_edtf
from edition.text.digest import digest_folder, find_files
from edition.text.source import Source

RECORD_NAME: Final = "source.yml"
_LONGEST_NAME: Final = 255
"""Bytes of the longest file name that common file systems allow."""


def load_record(folder: Path, root: Path) -> tuple[Record | None, list[Diagnostic]]:
    """Read ``folder/source.yml``; paths in messages are relative to ``root``.

    Return no record if there is a fault, and all faults
    (R001 to R004, R009, R010, R012, R013, R015, R016, P005).
    """
    path = _relative(folder / RECORD_NAME, root)
    try:
        (folder / RECORD_NAME).stat()
        data, faults = read_divided(folder / RECORD_NAME, path, "emendations")
    except OSError as error:
        return None, [Diagnostic("R010", f"the record cannot be read: {error.strerror}", path)]
    if data is None:
        return None, faults
    faults = check_schema(data, root=root) or _check_facts(data, folder)
    if faults:
        return None, faults
    conventions, faults = load_conventions(data, root)
    accepted, wrong = load_acceptances(folder, _relative(folder, root), root)
    faults += wrong
    if faults:
        return None, faults
    record = _build_record(data, folder, conventions, accepted)
    return replace(record, state=find_state(record.rights.publish, folder, root)), []


def load_records(root: Path) -> tuple[tuple[Record, ...], list[Diagnostic]]:
    """Read every record of a project's ``sources`` folder, in the order of the folders."""
    return load_chosen(list_folders(root), root)


def list_folders(root: Path) -> list[Path]:
    """Return the folders of a project with a record, sorted, without drafts."""
    return [found.parent for found in find_files(root / "sources", f"*/{RECORD_NAME}")]


def list_drafts(root: Path) -> list[Path]:
    """Return the folders of unpublished texts, sorted."""
    taken = {folder.name for folder in list_folders(root)}
    found = [path.parent for path in find_files(root / DRAFTS, f"*/{RECORD_NAME}")]
    return [folder for folder in found if folder.name not in taken]


def load_chosen(
    folders: Iterable[Path], root: Path, loaded: Mapping[str, Record] = MappingProxyType({})
) -> tuple[tuple[Record, ...], list[Diagnostic]]:
    """Read the records of some folders, in their order.

    ``loaded`` holds records of another state of the project by id; one whose files are the same is
    not read again.
    """
    old_roots = {_find_root(record) for record in loaded.values()}
    same = all(_has_same_data(old_root / FOLDER, root / FOLDER) for old_root in old_roots)
    reusable = loaded if same else {}
    results = [
        _reuse_record(folder, root, reusable) or load_record(folder, root) for folder in folders
    ]
    records = tuple(record for record, _ in results if record is not None)
    faults = [fault for _, found in results for fault in found]
    return records, faults


def _reuse_record(
    folder: Path, root: Path, loaded: Mapping[str, Record]
) -> tuple[Record, list[Diagnostic]] | None:
    record = loaded.get(folder.name)
    if record is None or record.path != _relative(folder / RECORD_NAME, root):
        return None
    if not _has_same_data(record.folder, folder):
        return None
    state = find_state(record.rights.publish, folder, root)
    return replace(record, folder=folder, state=state), []


def _find_root(record: Record) -> Path:
    """Return the folder of the project from which a record was read."""
    return record.folder.parents[len(PurePosixPath(record.path).parts) - 2]


def _has_same_data(folder: Path, other: Path) -> bool:
    patterns = ("**/*.yml", "**/*.json")
    return all(digest_folder(folder, name) == digest_folder(other, name) for name in patterns)


def _relative(path: Path, root: Path) -> str:
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


# --- the witness -------------------------------------------------------------------------------


def find_witness(record: Record, root: Path) -> Path | None:
    """Find a record's witness in its folder, or elsewhere by checksum; None if it is missing."""
    if record.witness_path.is_file():
        return record.witness_path
    return find_by_checksum(list_private_folders(root), record.witness.sha256, record.witness.size)


def open_witness(
    record: Record, root: Path, *, needed: bool = False
) -> tuple[Source | None, list[Diagnostic]]:
    """Find and decode a record's witness.

    A missing witness is an error (W001) if it is ``needed``, or if the text is a draft or published
    in full; otherwise it is a remark (W009).
    """
    path = find_witness(record, root)
    witness = record.witness
    if path is None:
        needed = needed or record.state in (State.FULL, State.DRAFT)
        return None, [report_missing(record, needed=needed)]
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    facts = (witness.sha256, witness.size, witness.limit, witness.encoding)
    return read_witness(path, shown, *facts)


def report_missing(record: Record, *, needed: bool) -> Diagnostic:
    """Report a missing witness: W001 if it is needed, else W009."""
    fact = f"{record.witness.file} was not found by its checksum"
    return record.report(("witness", "file"), "W001" if needed else "W009", fact)


# --- checks beyond the schema -----------------------------------------------------------


def _check_facts(data: PositionedData, folder: Path) -> list[Diagnostic]:
    raw: Any = data.value
    faults: list[Diagnostic] = []
    if str(raw["id"]) != folder.resolve().name:
        fact = f"the id is `{raw['id']}`, the folder is `{folder.resolve().name}`"
        faults.append(data.report(data.place(("id",)), "R009", fact))
    if not is_inside(folder, str(raw["witness"]["file"])):
        fact = f"`{raw['witness']['file']}` is not a file inside the source's folder"
        faults.append(data.report(data.place(("witness", "file")), "R003", fact))
    return faults + _check_dates(data) + _check_measures(data, folder)


def _check_measures(data: PositionedData, folder: Path) -> list[Diagnostic]:
    try:
        read_measures(folder)
    except (TypeError, ValueError) as error:
        path = (PurePosixPath(data.path).parent / MEASURES).as_posix()
        return [Diagnostic("R001", str(error), path, hint="Run: make measure ARGS=--write")]
    return []


def is_inside(folder: Path, name: str) -> bool:
    """Return whether ``name`` is a path inside ``folder``, after resolving symbolic links."""
    paths = (PurePosixPath(name), PureWindowsPath(name))
    if any(path.is_absolute() or path.drive or ".." in path.parts for path in paths):
        return False
    if not name.strip() or not name.isprintable() or "\\" in name:
        return False
    if any(len(part.encode()) > _LONGEST_NAME for part in PurePosixPath(name).parts):
        return False
    target = (folder / name).resolve()
    return target.is_relative_to(folder.resolve()) and target != folder.resolve()


_DAYS: Final = "Write an existing year, month or day: 1953, 1953-08 or 1953-08-12."


def _check_dates(data: PositionedData) -> list[Diagnostic]:
    raw: Any = data.value
    dates: dict[FieldPath, str] = {}
    if "date" in raw:
        dates["date", "value"] = str(raw["date"]["value"])
    for number, revision in enumerate(raw.get("revisions", ())):
        dates["revisions", number, "date"] = revision["date"]
    return [
        data.report(data.place(path), "R002", f"there is no such date: `{part}`", _DAYS, len(value))
        for path, value in dates.items()
        for part in value.split("/")
        if part != OPEN_END and not read_edtf(part)
    ]


# --- from data to a record -----------------------------------------------------------------


def _build_record(
    data: PositionedData,
    folder: Path,
    conventions: Sequence[Convention],
    accepted: Sequence[Acceptance],
) -> Record:
    raw: Any = data.value
    # Options are not folded: white space matters in regular expressions and readings.
    options, words = raw["reader"].get("options", {}), merge_words(conventions, "reader")
    return build(
        Record,
        raw,
        reader=ReaderChoice(raw["reader"]["kind"], options, words),
        folder=folder,
        data=data,
        split=_build_split(raw.get("output", {}).get("split", "none")),
        cross_references=_extend(conventions, "cross_references", raw),
        citations=_extend(conventions, "citations", raw),
        names=_extend(conventions, "names", raw),
        measures=read_measures(folder),
        accepted=tuple(accepted),
    )


def _extend(conventions: Sequence[Convention], name: str, raw: Mapping[str, Any]) -> object:
    return extend_words(conventions, name, fold_all(raw.get(name, {})))


def _build_split(raw: object) -> Split:
    if isinstance(raw, Mapping):
        level, pages, paragraphs = (raw.get(name) for name in ("level", "pages", "paragraphs"))
        return Split(_number(level), _number(pages), _number(paragraphs))
    return Split(_number(raw))


def _number(raw: object) -> int | None:
    return raw if isinstance(raw, int) else None
