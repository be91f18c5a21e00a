"""Turns drafts into sources, and sources into withdrawn texts: moves and edits their files."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Final

from edition.bibliography.summary import ENTRIES, list_bibliography
from edition.building.progress import say
from edition.building.store import write_if_changed
from edition.checking.protection import write_fingerprints
from edition.diagnostics.diagnostic import EditionError
from edition.records.loading import RECORD_NAME, load_record
from edition.records.publication import DRAFTS, find_state, is_protected
from edition.records.record import Publish, Record, State
from edition.records.schema import RECORD, list_schemas, schema_line
from edition.records.witness import PRIVATE

_KEY: Final = re.compile(r"^@\w+\s*[{(]\s*([^,\s]+)\s*,", re.MULTILINE)
SCHEMAS: Final = f"{PRIVATE}/schema"
"""Folder of the schemas of drafts: a draft changes no file that git tracks."""
_DRAFT_LINE: Final = schema_line(RECORD, f"{DRAFTS}/ID/{RECORD_NAME}", SCHEMAS)
DRAFT_HEAD: Final = f"""\
{_DRAFT_LINE}\
# A draft record with guesses. Correct it; {SCHEMAS}/{RECORD.schema} describes the fields.
# It and the text are in private/, which git ignores: they are converted and built privately only.
# State the rights; then "edition promote" makes the text a source of the public edition.
"""
_HEAD: Final = schema_line(RECORD, f"sources/ID/{RECORD_NAME}")
_VALUE: Final = re.compile(r"(['\"]?)\w+\1")


def move_draft(root: Path, draft: Record) -> Record:
    """Move the folder of a draft to ``sources/``; return its record as it is then.

    The witness of a text that is only described is moved to ``private/``.
    """
    folder = root / "sources" / draft.id
    folder.parent.mkdir(exist_ok=True)
    shutil.move(draft.folder, folder)
    file = folder / RECORD_NAME
    text = file.read_text(encoding="utf-8").replace(DRAFT_HEAD, _HEAD)
    write_if_changed(file, text.replace(_DRAFT_LINE, _HEAD))
    for name, schema in list_schemas().items():
        write_if_changed(root / name, schema)
    shutil.rmtree(root / "build" / "private" / "docs" / "editions" / draft.id, ignore_errors=True)
    record = _reload(folder, root)
    if is_protected(record):
        hide_witness(root, record)
    return record


def _reload(folder: Path, root: Path) -> Record:
    record, faults = load_record(folder, root)
    if record is None:
        raise EditionError(*faults)
    return record


def hide_witness(root: Path, record: Record) -> None:
    """Move the witness of a source to ``private/``, leaving its fingerprint in the folder."""
    write_fingerprints([record], root)
    if record.witness_path.is_file():
        target = root / PRIVATE / record.witness_path.name
        if target.exists():
            target = target.with_name(f"{record.id}-{target.name}")
        target.parent.mkdir(exist_ok=True)
        shutil.move(record.witness_path, target)
        say(f"moved the witness to {target.relative_to(root)}, where git ignores it")


def add_entry(root: Path, id: str, key: str, title: str) -> str:
    """Add the entry of a text in its own file, unless it exists; return the path of the file."""
    for path in list_bibliography(root):
        if key in _KEY.findall(path.read_text(encoding="utf-8")):
            return path.relative_to(root).as_posix()
    plain = " ".join(re.sub(r"[{}\\%#&$_^~\"]", " ", title).split())
    name = f"{ENTRIES}/{id}.bib"
    add_entries(root / name, f"@misc{{{key},\n  title = {{{{{plain}}}}},\n}}\n")
    return name


def add_entries(path: Path, entries: str) -> None:
    """Append entries to a file, which may be new; its content stays, byte for byte."""
    before = path.read_bytes().decode("utf-8") if path.exists() else ""
    joint = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    write_if_changed(path, f"{before}{joint}{entries}")


def withdraw_source(root: Path, record: Record, reason: str) -> Record:
    """Set the state of a published source to withdrawn; return its record as it is then.

    Changes ``rights.publish`` and ``rights.withdrawal`` of the record, and moves the witness to
    ``private/``. Raises EditionError if the text was never published or is withdrawn already.
    """
    if record.state is State.WITHDRAWN or record.rights.withdrawal:
        fact = f"`{record.id}` was withdrawn before; its record has `rights.withdrawal`"
        raise EditionError(record.report(("rights", "withdrawal"), "P012", fact))
    if find_state(Publish.NONE, record.folder, root) is not State.WITHDRAWN:
        fact = f"`{record.id}` was not published: no address of it is in a committed addresses.lock"
        raise EditionError(record.report(("rights", "publish"), "P012", fact))
    path = root / record.path
    path.write_text(_set_withdrawn(path.read_text(encoding="utf-8"), record, reason), "utf-8")
    hide_witness(root, record)
    return _reload(record.folder, root)


def _set_withdrawn(text: str, record: Record, reason: str) -> str:
    """Return the file of a record with ``rights.publish: none``, followed by the reason."""
    place = record.data.place(("rights", "publish"))
    lines = text.split("\n")
    line = lines[place.line - 1]
    before, after = line[: place.column - 1], line[place.column - 1 :]
    key = record.data.key_place(("rights", "publish"))
    alone = key.line == place.line and not line[: key.column - 1].strip()
    field = f"withdrawal: {json.dumps(reason, ensure_ascii=False)}"
    value = "none" if alone else f"none, {field}"
    lines[place.line - 1] = before + _VALUE.sub(lambda _: value, after, count=1)
    if alone:
        lines.insert(place.line, line[: key.column - 1] + field)
    return "\n".join(lines)
