"""The command `preview`: make a safe preview of a site that a contributor built."""

from __future__ import annotations

import argparse
from pathlib import Path

from edition.building.progress import say
from edition.building.project import Project
from edition.checking.preview import make_preview
from edition.diagnostics.diagnostic import Diagnostic, EditionError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("site", type=Path, help="folder of the built site")
    parser.add_argument(
        "preview", type=Path, help="folder of the preview; its contents are replaced"
    )


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Write a preview without scripts, checked against the records and rights of this project.

    The site is treated as data: none of its files is executed or read as configuration. Raises
    EditionError (V005) if it does not exist.
    """
    if not options.site.is_dir():
        raise EditionError(Diagnostic("V005", "there is no site", str(options.site)))
    omitted, found = make_preview(options.site, options.preview, project.records(), project.root)
    for name in omitted:
        print(f"left out {name}")
    if not found:
        say(f"wrote {options.preview}")
    return found
