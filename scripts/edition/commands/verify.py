"""The command `verify`: compare a built site with the witnesses."""

from __future__ import annotations

import argparse

from edition.building.progress import say
from edition.building.project import EDITIONS, Project, read_collection
from edition.checking.proof import verify_site
from edition.diagnostics.diagnostic import Diagnostic, EditionError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("ids", nargs="*", metavar="ID", help="sources (default: all)")
    parser.add_argument("--private", action="store_true", help="the private site")


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Return every difference between the site and the witnesses.

    Raises EditionError (V005) if no site has been built.
    """
    collection = read_collection(project, project.choose(options.ids), private=options.private)
    site = project.site(private=options.private)
    if not site.is_dir():
        raise EditionError(Diagnostic("V005", "there is no site yet", site.name))
    found = verify_site(collection.editions, site / EDITIONS)
    if not found:
        say(f"{site.name}/ contains every character of the texts that it publishes")
    return found
