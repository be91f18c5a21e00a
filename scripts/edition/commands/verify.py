"""The command `verify`: compare a built site with its manifest and with the witnesses."""

from __future__ import annotations

import argparse

from edition.building.cache import read_collection
from edition.building.lock import add_wait_argument, hold_project
from edition.building.manifest import digest_inputs, inspect_site, read_inputs
from edition.building.progress import say
from edition.building.project import EDITIONS, Project
from edition.checking.proof import verify_site
from edition.diagnostics.diagnostic import Diagnostic, EditionError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("ids", nargs="*", metavar="ID", help="sources (default: all)")
    parser.add_argument("--private", action="store_true", help="the private site")
    parser.add_argument(
        "--site", action="store_true", help="only compare every file with the manifest"
    )
    add_wait_argument(parser)


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Return every difference between the site, its manifest and the witnesses.

    Raises EditionError (V005) if no site has been built.
    """
    private = options.private
    with hold_project(project, "edition verify", options.wait):
        site = project.site(private=private)
        if not site.is_dir():
            raise EditionError(Diagnostic("V005", "there is no site yet", site.name))
        found = inspect_site(site) + _compare_inputs(project, private)
        if not options.site:
            records = project.choose(options.ids, private=private)
            collection = read_collection(project, records, private=private)
            found += verify_site(collection.editions, site / EDITIONS)
    if not found:
        say(f"{site.name}/ {_KEPT if options.site else _PROVED}")
    return found


_KEPT = "contains every file as it was built"
_PROVED = "contains every character of the texts that it publishes"


def _compare_inputs(project: Project, private: bool) -> list[Diagnostic]:
    site, docs = project.site(private=private), project.published_docs(private=private)
    if read_inputs(site) in ("", digest_inputs(project.root, docs)):
        return []
    return [Diagnostic("V007", "records or pages have changed since", site.name)]
