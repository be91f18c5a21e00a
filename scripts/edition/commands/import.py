"""The command `import`: convert a file of another format to Markdown, with a draft record."""

from __future__ import annotations

import argparse
import shutil
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import yaml

from edition.building.project import Project
from edition.building.sources import DRAFT_HEAD
from edition.building.store import write_if_changed
from edition.commands.new import (
    find_claims,
    first_record,
    make_id,
    name_conventions,
    new_folder,
    prepare_drafts,
    require_file,
    write_split,
)
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.importing.forms import identify
from edition.importing.imported import Imported
from edition.readers.detection.detect import guess_title
from edition.readers.detection.splitting import guess_split
from edition.readers.detection.stated import read_stated
from edition.readers.registry import READERS
from edition.records.loading import RECORD_NAME
from edition.records.publication import DRAFTS
from edition.text.source import Source, checksum

LIMIT: Final = 200_000_000
"""Largest size of a file in bytes."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("file", type=Path, help="the file: PDF, Word, EPUB, HTML, LaTeX and others")
    parser.add_argument(
        "--id",
        help="short name: lower-case letters, digits, hyphens (default: from the file's name)",
    )


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Import a file, which is not changed. Raises EditionError before anything is written."""
    found = import_file(project, options.file, options.id or make_id(options.file))
    print(f"Next: {project.call('serve')}")
    return found


def import_file(project: Project, file: Path, id: str) -> list[Diagnostic]:
    """Write the text of a file and a draft of its record; raises the errors of ``run``."""
    folder = new_folder(project, id)
    imported = read_file(file)
    prepare_drafts(project.root)
    fresh = folder.with_name(f".{id}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        witness = fresh / f"{id}.md"
        witness.write_text(imported.markdown, encoding="utf-8", newline="\n")
        record = yaml.safe_dump(
            _make_record(witness, file, id, imported), allow_unicode=True, sort_keys=False
        )
        write_if_changed(fresh / RECORD_NAME, DRAFT_HEAD + record)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    print("\n".join(["Found:", *(f"  {line}" for line in imported.report)]))
    print(f"\nWrote {DRAFTS}/{id}/{id}.md and {RECORD_NAME}.")
    source = Source(f"{DRAFTS}/{id}/{id}.md", imported.markdown)
    return [*imported.findings, *find_claims(source)]


def read_file(file: Path) -> Imported:
    """Return the text of a file. Raises EditionError (I001 to I006, W001, W007)."""
    require_file(file)
    if (size := file.stat().st_size) > LIMIT:
        fact = f"the file has {size:,} bytes, the limit is {LIMIT:,}"
        raise EditionError(Diagnostic("W007", fact, str(file)))
    data = file.read_bytes()
    form = identify(data, str(file))
    try:
        importer = getattr(import_module(form.module), form.function)
    except ModuleNotFoundError as error:
        fact = f"{form.name} needs the library {error.name}"
        raise EditionError(Diagnostic("I011", fact, str(file))) from error
    imported: Imported = importer(data, str(file))
    return imported


def _make_record(witness: Path, file: Path, id: str, imported: Imported) -> dict[str, Any]:
    """Return the record of an imported text; it lists the original as a second witness."""
    options = {"series": True} if imported.series else {}
    document = READERS["markdown"](Source(witness.name, imported.markdown), options).document
    stated = read_stated(Source(witness.name, imported.markdown))
    title = stated.title or imported.title or guess_title(document) or file.stem
    record = first_record(witness, id, title, imported.markdown, stated)
    record["witness"]["transcription"] = (
        f"Imported from {file.name} by edition import with {imported.tool}."
    )
    record["other_witnesses"] = [
        {
            "siglum": "O",
            "description": "The file that the text was imported from.",
            "file": file.name,
            "sha256": checksum(file),
        }
    ]
    record |= name_conventions(document, record["language"])
    record["reader"] = {"kind": "markdown", "options": options}
    record["output"] = {"split": write_split(guess_split(document))}
    return record
