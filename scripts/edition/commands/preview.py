"""The command `preview`: make a site that others built safe to look at, for a proposed change."""

from __future__ import annotations

import argparse
from pathlib import Path

from edition.building.progress import say
from edition.building.project import Project
from edition.checking.preview import make_preview
from edition.diagnostics.diagnostic import Diagnostic, EditionError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("site", type=Path, help="folder of the site that was built")
    parser.add_argument("preview", type=Path, help="folder to write; what is there is replaced")


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Write a preview without scripts, by the records and rights of this project.

    The site is data: no file of it is carried out or read as a setting. Raises EditionError if
    there is none.
    """
    if not options.site.is_dir():
        raise EditionError(Diagnostic("V005", "there is no site", str(options.site)))
    omitted, found = make_preview(options.site, options.preview, project.records(), project.root)
    for one in omitted:
        print(f"left out {one}")
    if not found:
        say(f"wrote {options.preview}")
    return found
