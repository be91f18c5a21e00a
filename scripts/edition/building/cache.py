"""Stores editions between runs: a source whose inputs are the same is not read again.

A stored file is signed with what only this user of this machine has, so that nothing is restored
from a folder that came from elsewhere; and what is restored are values of the model alone.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import fields, replace
from pathlib import Path, PurePath
from typing import Any, Final

from edition.bibliography.summary import summarise_bibliography
from edition.building.store import write_bytes_if_changed
from edition.model.edition import Edition
from edition.records.conventions import FOLDER as CONVENTIONS
from edition.records.loading import find_witness, open_witness
from edition.records.publication import allowed_content
from edition.records.record import Record
from edition.records.registers import FOLDER as REGISTERS
from edition.text.digest import digest, digest_folder, digest_package
from edition.text.packing import pack, unpack
from edition.text.results import FOLDER as CACHE
from edition.text.results import Results, add_signature, read_signed

_STORED: Final = tuple(
    one.name
    for one in fields(Edition)
    if one.name not in ("record", "allowed", "source", "links", "mentions", "dates")
)
"""Fields that are stored. The others are read again, or resolved with all texts at hand."""
_NAMED: Final = ("mentions", "dates")
"""Fields that are stored apart: they depend on the registers."""
_DESCRIPTIVE: Final = ("short_title", "summary", "revisions")
"""Fields of a record that describe a text; readers are not given them."""


def read_cached(
    record: Record,
    root: Path,
    *,
    private: bool,
    store: Path | None = None,
    known: Path | None = None,
) -> Edition:
    """Read a source, or return the edition that the same inputs gave before.

    The inputs are the code, the conventions, the witness, what is matched of the bibliography, and
    of the record what reading is given; where a finding is one of the record, all of its file.
    ``store`` keeps the edition, that of the project unless it is named; what ``known`` has is
    kept there as well.
    """
    allowed = allowed_content(record, private=private)
    if not allowed.description:
        return Edition(record, allowed)
    name = f"{record.id}{'-private' if private else ''}.edition"
    path = (store or root / CACHE) / name
    key, whole = key_reading(record, root), key_source(record, root)
    stored = _recall(path, known, key, _STORED) or _recall(path, known, whole, _STORED)
    if stored is not None:
        source, _ = open_witness(record, root)
        edition = Edition(record, allowed, source, **stored)
    else:
        # Readers and what finds citations are loaded only where a text is read.
        from edition.building.editions import read_edition

        plain = replace(record, short_title="", summary="", revisions=())
        kept = Results(store or root / CACHE)
        edition = replace(read_edition(plain, root, private=private, kept=kept), record=record)
        # A finding tells the line of the record that it concerns.
        told = any(one.path.endswith(".yml") for one in edition.diagnostics)
        _store(path, whole if told else key, edition, _STORED)
    return _name(edition, root, path.with_suffix(".names"), key, known)


def _recall(
    path: Path, known: Path | None, key: str, names: tuple[str, ...]
) -> dict[str, Any] | None:
    """Return what is stored for a key, here or in a store that is known; it is then copied."""
    stored = _load(path, key, names)
    if stored is None and known is not None:
        stored = _load(known / path.name, key, names)
        if stored is not None:
            write_bytes_if_changed(path, (known / path.name).read_bytes())
    return stored


def _name(edition: Edition, root: Path, path: Path, key: str, known: Path | None) -> Edition:
    """Return an edition with its names and dates, which a change of the registers renews."""
    if edition.document is None or edition.has_errors:
        return edition
    key = digest(key, digest_folder(root / REGISTERS, "*.yml"))
    stored = _recall(path, known, key, _NAMED)
    if stored is not None:
        return replace(edition, **stored)
    from edition.building.editions import name_from_registers

    edition = name_from_registers(edition, root)
    _store(path, key, edition, _NAMED)
    return edition


def _store(path: Path, key: str, edition: Edition, names: tuple[str, ...]) -> None:
    values = {name: getattr(edition, name) for name in names}
    write_bytes_if_changed(path, add_signature(key, pack(values)))


def key_source(record: Record, root: Path) -> str:
    """Return one value for all that an edition is made from."""
    return _key(record, root, digest_folder(record.folder, "**/*.yml"))


def key_reading(record: Record, root: Path, but: Collection[str] = ()) -> str:
    """Return one value for all that a text is read from, which is not all that is said of it.

    ``but`` names more fields of the record that count for nothing.
    """
    value, name = record.data.value, PurePath(record.path).name
    fields = value if isinstance(value, dict) else {}
    read = {field: one for field, one in fields.items() if field not in (*_DESCRIPTIVE, *but)}
    others = (path for path in sorted(record.folder.rglob("*.yml")) if path.name != name)
    beside = (part for path in others for part in (path.name, path.read_bytes()))
    return _key(record, root, digest(json.dumps(read), *beside))


def _key(record: Record, root: Path, described: str) -> str:
    witness = find_witness(record, root)
    return digest(
        digest_package(),
        str(record.state),
        described,
        digest_folder(record.folder, "*.json"),
        digest_folder(root / CONVENTIONS, "*.yml"),
        summarise_bibliography(root).matched,
        witness.read_bytes() if witness else b"",
    )


def _load(path: Path, key: str, names: tuple[str, ...]) -> dict[str, Any] | None:
    try:
        if (body := read_signed(path, key)) is None:
            return None
        values: dict[str, Any] = unpack(body)
        return values if tuple(values) == names else None
    except Exception:  # Whatever a damaged file raises: it is made again.
        return None
