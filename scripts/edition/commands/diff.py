"""The command `diff`: show the changes for readers between two states of the project."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

from edition.building.change_report import write_html, write_json, write_markdown, write_text
from edition.building.project import Project
from edition.building.revisions import compare_projects, open_revisions
from edition.diagnostics.diagnostic import Diagnostic
from edition.model.changes import Comparison, Topic


def _write_page(comparison: Comparison) -> str:
    variables = Path(__file__).parents[1] / "publishing" / "theme" / "assets" / "variables.css"
    templates = Path(__file__).parent / "templates"
    style, own, page = (
        path.read_text("utf-8")
        for path in (variables, templates / "diff.css", templates / "diff.html")
    )
    return write_html(comparison, page.replace("%style%", style + own))


FORMS: Final[Mapping[str, Callable[[Comparison], str]]] = MappingProxyType(
    {"text": write_text, "markdown": write_markdown, "json": write_json, "html": _write_page}
)
"""The writers of a comparison, by output format."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "revisions",
        nargs="*",
        metavar="REVISION",
        help="git revisions: the branch to merge into (default: the main branch), and the one to "
        "compare with it (default: the files of the working tree)",
    )
    parser.add_argument(
        "--exact",
        action="store_true",
        help="compare with the first revision itself instead of the merge base",
    )
    parser.add_argument(
        "--as", dest="form", choices=tuple(FORMS), default="text", help="output format"
    )
    parser.add_argument(
        "--site",
        metavar="ADDRESS",
        default="",
        help="with --as markdown: address of the site to which places are linked",
    )
    parser.set_defaults(reports=False)


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Print the changes and their consequences; report A006 for silent losses.

    Raises EditionError if git has no such revision, or a record cannot be read.
    """
    if len(options.revisions) > 2:
        raise SystemExit("edition diff: at most two revisions can be compared")
    with open_revisions(project, options.revisions, exact=options.exact) as (names, old, new):
        comparison = compare_projects(project, names, old, new)
    write = FORMS[options.form]
    if options.form == "markdown":
        write = partial(write_markdown, site=options.site)
    print(write(comparison).rstrip("\n"))
    return list_lost(comparison)


_HINTS: Final[Mapping[Topic, str]] = MappingProxyType({
    Topic.LINK: "Restore it, or state under decisions which work is meant.",
    Topic.ADDRESS: "Restore it, state its new address (moved, formerly, ids), or withdraw it: "
    "edition convert --accept-addresses.",
    Topic.FINDING: "Correct the new findings: edition check shows each at its place.",
})  # fmt: skip
"""The hint for each kind of loss."""


def list_lost(comparison: Comparison) -> list[Diagnostic]:
    """Return A006 for each kind of silent loss: the first case, and the number of others."""
    found = []
    for matter, hint in _HINTS.items():
        lost = [loss for loss in comparison.lost if loss.matter is matter]
        if lost:
            more = f"; and {len(lost) - 1:,} more, listed above" if len(lost) > 1 else ""
            found.append(Diagnostic("A006", lost[0].message + more, hint=hint))
    return found
