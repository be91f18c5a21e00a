"""The command `promote`: move a draft to the sources of the public edition."""

from __future__ import annotations

import argparse

from edition.building.progress import say
from edition.building.project import Project
from edition.building.sources import add_entry, move_draft
from edition.checking.rights import check_publication
from edition.checking.rights_lock import write_locks
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.records.record import Publish, Record


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("id", metavar="ID", help="draft")


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Move a draft to ``sources/``, if its record states the rights with evidence.

    Raises EditionError for each missing statement.
    """
    [draft] = project.choose([options.id])
    if not project.is_draft(draft):
        fact = f"`{draft.id}` is a source, not a draft"
        raise EditionError(draft.report(("rights", "publish"), "P012", fact))
    if faults := check_draft(draft):
        raise EditionError(*faults)
    move_draft(project.root, draft)
    entries = add_entry(project.root, draft.id, draft.citation, draft.title)
    sources = [record for record in project.records() if not project.is_draft(record)]
    promoted = [record for record in sources if record.id == draft.id]
    write_locks(promoted, sources, project.root, "The text was promoted with it.")
    say(f"moved the draft to sources/{draft.id}; `{draft.citation}` is in {entries}")
    return []


def check_draft(draft: Record) -> list[Diagnostic]:
    """Return the reasons why a draft cannot be published (P005, P007, P009 to P011)."""
    if draft.rights.publish is not Publish.NONE:
        return check_publication(draft)
    fact = "`rights.publish` is none"
    hint = "Set it to full or quotation, as the rights allow, and state them: statement, evidence."
    return [draft.report(("rights", "publish"), "P005", fact, hint)]
