"""The command `withdraw`: withdraw a text, or list its remains."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from edition.building.progress import say
from edition.building.project import Project
from edition.building.releases.withdrawal import (
    list_deposits,
    remove_from_dist,
    withdraw_from_releases,
)
from edition.building.sources import withdraw_source
from edition.checking.leaks import find_leaks
from edition.checking.protection import list_repository_files, protect_alone
from edition.diagnostics.diagnostic import Diagnostic
from edition.records.git import run_git
from edition.records.record import Record


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("id", metavar="ID", help="source")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--reason", help="why the text is withdrawn; readers see it")
    what.add_argument(
        "--remains",
        action="store_true",
        help="change nothing; list the files and commits in git that still have the text",
    )


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Withdraw a source, or list its remains. Raises EditionError if it was never published."""
    [record] = project.choose([options.id])
    if options.remains:
        _print_remains(project, record)
        return []
    withdrawn = withdraw_source(project.root, record, options.reason)
    withdraw_from_releases(project, [withdrawn])
    remove_from_dist(project, withdrawn)
    say(f"withdrew {record.id}. Next: edition convert and edition build, then commit and publish")
    say(f"then, for what git still has of it: edition withdraw {record.id} --remains")
    return []


def _print_remains(project: Project, record: Record) -> None:
    files = list_remains(record, project.root)
    print(f"Files with words of {record.id}: {len(files) or 'none'}")
    print("".join(f"  {line}\n" for line in files), end="")
    deposits = list_deposits(project.root)
    print(f"Deposits that CITATION.cff names: {len(deposits) or 'none'}")
    print("".join(f"  {line}\n" for line in deposits), end="")
    commits, folders = list_history(record, project.root)
    print(f"Commits with files of it: {len(commits) or 'none'}")
    print("".join(f"  {line}\n" for line in commits), end="")
    if commits:
        print(
            "Whoever has a copy of the repository has these. To remove them, rewrite the history "
            "in every copy:\n  git filter-repo --invert-paths "
            + " ".join(f"--path {folder}" for folder in folders)
        )


def list_remains(record: Record, root: Path) -> list[str]:
    """Return the files of the repository with running text of a source, with the first line of it.

    Nothing is exempt: quotations, titles and words that other texts share are listed as well.
    """
    protected = protect_alone(record, root)
    if protected is None:
        return []
    found: dict[str, list[int]] = {}
    for leak in find_leaks([protected], list_repository_files(root), root):
        found.setdefault(leak.path, []).append(leak.line)
    return [f"{path}:{lines[0]} ({len(lines):,} runs of words)" for path, lines in found.items()]


def list_history(record: Record, root: Path) -> tuple[list[str], Sequence[str]]:
    """Return the commits that changed files of a source, newest first, and the folders of these.

    All branches and tags are searched. There are no commits outside a git work tree.
    """
    folders = (f"sources/{record.id}", f"docs/editions/{record.id}")
    log = run_git(root, "log", "--all", "--format=%h %as %s", "--", *folders)
    return log.decode("utf-8", "replace").splitlines(), folders
