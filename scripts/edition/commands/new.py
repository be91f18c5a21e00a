"""The command `new`: write a draft record for a text, with a guessed reader."""

from __future__ import annotations

import argparse
import re
import shutil
from pathlib import Path
from textwrap import shorten
from typing import Any

import yaml

from edition.building.project import Project
from edition.building.store import write_if_changed
from edition.checking.rights import UNDETERMINED
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.readers.detection.detect import Detection, detect
from edition.records.conventions import DEFAULT
from edition.records.loading import RECORD_NAME
from edition.records.record import Split
from edition.records.witness import read_witness
from edition.text.source import checksum

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HEAD = """\
# A draft record with guesses. Correct it; docs/schema/source.schema.json describes the fields.
# The rights are not determined yet: the text can be converted and built privately, but no public
# site is built before rights.statement says what they are.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("file", type=Path, help="the text, UTF-8")
    parser.add_argument(
        "--id", required=True, help="short name: lower-case letters, digits, hyphens"
    )


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Write a draft record for a text."""
    return write_first_record(project, options.file, options.id)


def write_first_record(project: Project, file: Path, id: str) -> list[Diagnostic]:
    """Copy a text into ``sources/<id>/`` and write a record with a guessed reader.

    Prints what was seen. Raises EditionError if the file cannot be read as text or the id is
    taken or ill-formed.
    """
    folder = _new_folder(project, id)
    if not file.is_file():
        raise EditionError(Diagnostic("W001", f"there is no file {file}"))
    source, found = read_witness(file, str(file))
    if source is None:
        raise EditionError(*found)
    detection = detect(source)
    folder.mkdir(parents=True)
    shutil.copyfile(file, folder / file.name)
    record = yaml.safe_dump(_first_record(file, id, detection), allow_unicode=True, sort_keys=False)
    write_if_changed(folder / RECORD_NAME, _HEAD + record)
    bibliography = project.root / "bibliography.bib"
    if not bibliography.is_file():
        bibliography.write_text("", encoding="utf-8")
    _add_entry(bibliography, id, detection.title or file.stem)
    print(describe_detection(detection))
    print(f"\nWrote sources/{id}/{RECORD_NAME}. Next: edition convert {id}")
    return found


def _new_folder(project: Project, id: str) -> Path:
    folder = project.root / "sources" / id
    if not _ID.fullmatch(id):
        hint = "Use lower-case letters, digits and hyphens, as in letter-1905."
        raise EditionError(Diagnostic("R002", f'"{id}" is not a valid id', hint=hint))
    if (folder / RECORD_NAME).exists():
        raise EditionError(Diagnostic("R008", f"sources/{id} already has a record"))
    return folder


def _first_record(file: Path, id: str, detection: Detection) -> dict[str, Any]:
    best = detection.ranking[0]
    title = detection.title or file.stem
    return {
        "id": id,
        "title": title,
        "short_title": shorten(title, width=60, placeholder=" \u2026"),
        "kind": "text",
        "language": "en",
        "citation": id,
        "summary": "Not described yet.",
        "rights": {
            "statement": UNDETERMINED,
            "publish": "full",
            "derivatives": True,
        },
        "witness": {"file": file.name, "sha256": checksum(file), "size": file.stat().st_size},
        "reader": {"kind": best.kind, "options": dict(best.options)},
        **_conventions(detection),
        "output": {"split": _split(detection.split)},
        "revisions": [],
    }


def _split(split: Split) -> str | int | dict[str, str | int]:
    """Return what the record says of a split: a level alone where it suffices."""
    level = split.level or "none"
    counts = {"pages": split.pages, "paragraphs": split.paragraphs}
    found = {name: count for name, count in counts.items() if count}
    return {"level": level, **found} if found else level


def _conventions(detection: Detection) -> dict[str, Any]:
    """Name the conventions only where the text follows others than the default."""
    return {"conventions": [*DEFAULT, *detection.conventions]} if detection.conventions else {}


def _add_entry(bibliography: Path, id: str, title: str) -> None:
    text = bibliography.read_text(encoding="utf-8")
    if f"{{{id}," in text:
        return
    plain = re.sub(r"[{}\\%#&$_^~\"]", " ", title)
    entry = f"@misc{{{id},\n  title = {{{{{' '.join(plain.split())}}}}},\n}}\n"
    write_if_changed(bibliography, f"{text}{chr(10) if text else ''}{entry}")


def describe_detection(detection: Detection) -> str:
    """Return what was found in a text, and how well each reader fits, as lines for people."""
    lines = ["What was found:", *(f"  {line}" for line in detection.report), "", "Readers:"]
    for guess in detection.ranking:
        lines.append(f"  {guess.kind:12} {guess.confidence:4.0%}")
    return "\n".join(lines)
