"""What a repository still has of a text that was taken down."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from edition.checking.leaks import find_leaks
from edition.checking.protection import protect_alone, repository_files
from edition.records.git import run_git
from edition.records.record import Record


def list_remains(record: Record, root: Path) -> list[str]:
    """Return each file of the repository with running text of a source, and its first line there.

    Nothing is exempt: quotations, titles and words that other texts share are listed as well.
    """
    protected = protect_alone(record, root)
    if protected is None:
        return []
    found: dict[str, list[int]] = {}
    for leak in find_leaks([protected], repository_files(root), root):
        found.setdefault(leak.path, []).append(leak.line)
    return [f"{path}:{lines[0]} ({len(lines):,} runs of words)" for path, lines in found.items()]


def list_history(record: Record, root: Path) -> tuple[list[str], Sequence[str]]:
    """Return the commits that hold files made from a source, newest first, and their folders.

    Empty outside a git work tree. The commits of every branch and tag count.
    """
    folders = (f"sources/{record.id}", f"docs/editions/{record.id}")
    log = run_git(root, "log", "--all", "--format=%h %as %s", "--", *folders)
    return log.decode("utf-8", "replace").splitlines(), folders
