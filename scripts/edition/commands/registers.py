"""The command `registers`: propose entries of the registers from a text."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from edition.bibliography.database import load_bibliography
from edition.building.editions import read_edition
from edition.building.progress import say
from edition.building.project import Project
from edition.building.store import write_if_changed
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.harvest.register_drafts import (
    draft_entries,
    format_draft,
    format_name,
    make_id,
)
from edition.records.registers import (
    FILES,
    KIND,
    EntryClass,
    list_ids,
    load_registers,
)
from edition.records.schema import schema_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("id", metavar="ID", help="source")
    parser.add_argument(
        "--add",
        action="store_true",
        help="write them to the files of the text, sources/registers/*/ID.yml",
    )


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Print entries proposed from a text, or add them; existing entries are never changed.

    Further names of existing entries are only printed. Raises EditionError for errors in the text
    or in the registers.
    """
    [record] = project.choose([options.id])
    edition = read_edition(record, project.root, private=True)
    files, faults = load_registers(project.root)
    if faults or edition.document is None or edition.has_errors:
        raise EditionError(*faults, *edition.diagnostics)
    known = [entry for file in files for entry in file.entries]
    bibliography, _ = load_bibliography(project.root)
    taken = {*list_ids(files)}
    drafted: dict[EntryClass, dict[str, str]] = {entry_class: {} for entry_class in EntryClass}
    entries, names = draft_entries(edition, bibliography, known)
    for draft in entries:
        id = make_id(draft.name, taken)
        taken.add(id)
        drafted[draft.entry_class][id] = format_draft(id, draft)
    for entry_class, made in drafted.items():
        if made and options.add:
            _add_entries(
                project.root, f"{FILES[entry_class].removesuffix('.yml')}/{record.id}.yml", made
            )
        elif made:
            print(f"# {FILES[entry_class]}\n\n" + "\n".join(made[id] for id in sorted(made)))
    for id in sorted(names):
        print(
            "\n".join([f"# names of {id}:", *(f"#    {format_name(name)}" for name in names[id])])
        )
    say(f"{sum(map(len, drafted.values())):,} entries and {sum(map(len, names.values())):,} names")
    return []


def _add_entries(root: Path, path: str, entries: Mapping[str, str]) -> None:
    """Add entries to the file of a text, so that branches with two texts do not conflict."""
    file = root / path
    known = file.read_text(encoding="utf-8") if file.is_file() else schema_line(KIND, path)
    write_if_changed(file, "\n".join([known, *(entries[id] for id in sorted(entries))]))
    say(f"wrote {len(entries):,} entries to {path}")
