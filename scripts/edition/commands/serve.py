"""The command `serve`: show the site on this machine while it is being worked on."""

from __future__ import annotations

import argparse
from contextlib import suppress

from edition.building.live import EDITOR, serve_site
from edition.building.project import Project
from edition.diagnostics.diagnostic import Diagnostic, EditionError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument(
        "--public", action="store_true", help="the public site, without drafts and protected texts"
    )
    shown.add_argument(
        "--private", action="store_true", help="the private site, with drafts (default)"
    )
    parser.add_argument(
        "--port",
        type=int,
        default=8000,
        help="port; if it is busy, the next free one (default: 8000; 0: any)",
    )
    parser.add_argument(
        "--editor",
        default=EDITOR,
        metavar="ADDRESS",
        help="address that opens a finding in your editor (default: %(default)s)",
    )


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Serve the site, and rebuild it whenever a file changes, until interrupted.

    Raises EditionError (R010) if the project is not a folder, OSError if no port is free.
    """
    if not project.root.is_dir():
        raise EditionError(Diagnostic("R010", f"{project.root} is not a folder"))
    with suppress(KeyboardInterrupt):
        serve_site(project, private=not options.public, port=options.port, editor=options.editor)
    return []
