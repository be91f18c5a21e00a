"""Search for remains of a withdrawn text in a repository."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from edition.checking.leaks import find_leaks
from edition.checking.protection import list_repository_files, protect_alone
from edition.records.git import run_git
from edition.records.record import Record


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
