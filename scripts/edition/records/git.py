"""What git knows of a project."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

NAME_REVISION: Final = "Name one that exists, such as HEAD~1, or fetch it."


def run_git(root: Path, *arguments: str) -> bytes:
    """Return what git prints; nothing without git or outside a work tree."""
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    except OSError:
        return b""
    return b"" if done.returncode else done.stdout


def list_tracked(root: Path, *folders: str) -> list[Path]:
    """Return the files below some folders that git tracks, ignored or not."""
    names = run_git(root, "ls-files", "-z", "--", *folders).split(b"\0")
    return [root / name.decode("utf-8", "surrogateescape") for name in names if name]


def find_commit(root: Path, revision: str) -> str:
    """Return the commit that a revision names; nothing if git does not know it."""
    name = f"{revision}^{{commit}}"
    found = run_git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    return found.decode("ascii", "replace").strip()


def find_fork(root: Path, revision: str, other: str = "HEAD") -> str:
    """Return the last commit that two revisions have in common; nothing if they have none."""
    commits = [find_commit(root, one) for one in (revision, other)]
    found = run_git(root, "merge-base", *commits) if all(commits) else b""
    return found.decode("ascii", "replace").strip()


@contextmanager
def unpack_revision(
    root: Path, revision: str, *names: str, without: Sequence[str] = ()
) -> Iterator[Path | None]:
    """Give a folder with some files and folders of a project as they were at a revision.

    None if git does not know the revision. ``without`` are paths that are left out.
    """
    commit = find_commit(root, revision)
    if not commit:
        yield None
        return
    from tempfile import TemporaryDirectory

    known = run_git(root, "ls-tree", "-z", "--name-only", commit, *names)
    chosen = [name.decode("utf-8", "surrogateescape") for name in known.split(b"\0") if name]
    with TemporaryDirectory() as folder:
        if chosen:
            chosen += [f":(exclude){name}" for name in without]
            packed = run_git(root, "archive", "--format=tar", commit, "--", *chosen)
            _unpack(packed, Path(folder))
        yield Path(folder)


def _unpack(packed: bytes, folder: Path) -> None:
    """Write the files of an archive; links are left out, which may lead anywhere."""
    import io
    import tarfile  # only this function needs them, and every command loads this module

    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive:
            if member.isfile() and (content := archive.extractfile(member)) is not None:
                path = folder / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())
