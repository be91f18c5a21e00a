"""The command `export`: print a text, its editors' notes, or the registers, as data."""

from __future__ import annotations

import argparse

from edition.bibliography.database import load_bibliography
from edition.building.cache import read_collection
from edition.building.editions import name_from_registers, read_edition, require_text
from edition.building.project import Project
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.model.edition import Edition
from edition.publishing.mkdocs import read_setting
from edition.records.publication import is_protected
from edition.records.record import Record
from edition.writers.annotations import export_notes
from edition.writers.books.tei import write_tei
from edition.writers.books.tei_header import Publication
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
        choices=("edition", "tei", "annotations"),
        default="edition",
        help="the edition as JSON, the text as TEI P5 (the description of a protected text), or "
        "the editors' notes as Web Annotations in JSON-LD",
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
    if options.form == "edition":
        edition = read_edition(record, project.root, private=True)
        require_text(edition)
        edition = name_from_registers(edition, project.root)
        print(export_edition(edition, whole=options.private or not is_protected(record)))
        return []
    edition = _read_linked(project, record, options)
    bibliography, _ = load_bibliography(project.root)
    rights = read_setting(project.root, "extra", "license")
    if options.form == "tei":
        publication = Publication(bibliography, read_setting(project.root, "site_name"), rights)
        print(write_tei(edition, publication, whole=edition.allowed.full_text), end="")
    else:
        language = read_setting(project.root, "theme", "language")
        print(export_notes(edition, bibliography, rights, language))
    return []


def _read_linked(project: Project, record: Record, options: argparse.Namespace) -> Edition:
    """Return a text with its links, which depend on the other texts."""
    records = project.records(private=options.private)
    collection = read_collection(project, records, private=options.private)
    found = [edition for edition in collection.editions if edition.record.id == record.id]
    if not found:
        hint = f"Run: edition export {record.id} --as {options.form} --private"
        raise EditionError(Diagnostic("R010", f"{record.id} is a draft", record.path, hint=hint))
    return found[0]
