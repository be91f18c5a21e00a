"""The command `export`: print a text, the editors' notes on it, or the registers, as JSON."""

from __future__ import annotations

import argparse

from edition.bibliography.database import load_bibliography
from edition.building.editions import read_edition
from edition.building.project import Project, read_collection
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.publishing.mkdocs import read_setting
from edition.records.publication import is_protected
from edition.records.record import Record
from edition.writers.annotations import export_notes
from edition.writers.data import export_edition
from edition.writers.registers.data import export_registers


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("id", nargs="?", metavar="ID", help="source")
    parser.add_argument("--registers", action="store_true", help="print the registers instead")
    parser.add_argument(
        "--private", action="store_true", help="include the text even if it is protected"
    )
    parser.add_argument(
        "--as",
        dest="form",
        choices=("edition", "annotations"),
        default="edition",
        help="what is printed: the edition, or the editors' notes as Web Annotations in JSON-LD",
    )
    parser.set_defaults(reports=False)


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Print a text or the registers as data. Raises EditionError if they cannot be read."""
    if options.registers:
        records = project.records(private=options.private)
        print(export_registers(read_collection(project, records, private=options.private)))
        return []
    if options.id is None:
        hint = "Run: edition export ID, or edition export --registers"
        raise EditionError(Diagnostic("R010", "no source is named", hint=hint))
    [record] = project.choose([options.id])
    if options.form == "annotations":
        print(_export_notes(project, record, private=options.private))
        return []
    edition = read_edition(record, project.root, private=True)
    print(export_edition(edition, whole=options.private or not is_protected(record)))
    return []


def _export_notes(project: Project, record: Record, *, private: bool) -> str:
    """Return the notes on a text, which rest on places of the others."""
    records = project.records(private=private)
    collection = read_collection(project, records, private=private)
    found = [one for one in collection.editions if one.record.id == record.id]
    if not found:
        hint = f"Run: edition export {record.id} --as annotations --private"
        raise EditionError(Diagnostic("R010", f"{record.id} is a draft", record.path, hint=hint))
    bibliography, _ = load_bibliography(project.root)
    rights = read_setting(project.root, "extra", "license")
    return export_notes(
        found[0], bibliography, rights, read_setting(project.root, "theme", "language")
    )
