"""The command `fingerprint`: hash the protected texts whose witnesses are available."""

from __future__ import annotations

import argparse

from edition.building.progress import say
from edition.building.project import Project
from edition.checking.protection import write_fingerprints
from edition.diagnostics.diagnostic import Diagnostic


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("ids", nargs="*", metavar="ID", help="sources (default: all)")


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Write the fingerprints of the chosen sources."""
    if not options.ids and project.has_only_drafts():
        say("there are only drafts; edition promote hashes what it does not publish")
        return []
    for path in write_fingerprints(project.choose(options.ids), project.root):
        say(f"wrote {path.relative_to(project.root)}")
    return []
