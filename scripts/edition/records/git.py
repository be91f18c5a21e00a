"""Queries to git about a project.

The settings of a repository can name programs that git runs, and a folder of texts may be a
repository with such settings. So only commands that read objects are used, with such settings
turned off.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_RUN_NOTHING: Final = ("-c", "core.fsmonitor=false", "-c", "log.showSignature=false")
_FETCH_NOTHING: Final = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1"}
"""Missing objects would be fetched by programs that the repository names."""

NAME_REVISION: Final = "Name one that exists, such as HEAD~1, or fetch it."


def run_git(root: Path, *arguments: str, input: bytes = b"") -> bytes:
    """Return the output of a git command; empty without git or a work tree, or if it fails."""
    command = ["git", *_RUN_NOTHING, "-C", str(root), *arguments]
    environment = os.environ | _FETCH_NOTHING
    try:
        done = subprocess.run(
            command, capture_output=True, check=False, input=input, env=environment
        )
    except OSError:
        return b""
    return b"" if done.returncode else done.stdout


def list_tracked(root: Path, *folders: str) -> list[Path]:
    """Return the files below some folders that git tracks, ignored or not."""
    names = run_git(root, "ls-files", "-z", "--", *folders).split(b"\0")
    return [root / name.decode("utf-8", "surrogateescape") for name in names if name]


def find_commit(root: Path, revision: str) -> str:
    """Return the commit of a revision; an empty string if it does not exist."""
    name = f"{revision}^{{commit}}"
    found = run_git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    return found.decode("ascii", "replace").strip()


def find_fork(root: Path, revision: str, other: str = "HEAD") -> str:
    """Return the last common commit of two revisions; an empty string if there is none."""
    found = run_git(root, "merge-base", "--", revision, other)
    return found.decode("ascii", "replace").strip()


@contextmanager
def unpack_revision(
    root: Path, revision: str, *names: str, without: Sequence[str] = ()
) -> Iterator[Path | None]:
    """Yield a temporary folder with files and folders of a project as they were at a revision.

    Yield None if the revision does not exist. Paths in ``without`` are left out.
    """
    commit = find_commit(root, revision)
    if not commit:
        yield None
        return
    from tempfile import TemporaryDirectory  # every command loads this module

    listed = run_git(root, "ls-tree", "-r", "-z", commit, "--", *names)
    files = dict(_read_entry(entry) for entry in listed.split(b"\0") if entry.startswith(_FILE))
    left_out = tuple(f"{name}/" for name in without)
    chosen = {
        name: blob
        for name, blob in files.items()
        if not name.startswith(left_out) and ".." not in name.split("/")
    }
    with TemporaryDirectory() as folder:
        contents = _read_blobs(root, chosen.values())
        for parent in {Path(folder, name).parent for name in chosen}:
            parent.mkdir(parents=True, exist_ok=True)
        for name, content in zip(chosen, contents, strict=True):
            Path(folder, name).write_bytes(content)
        yield Path(folder)


_FILE: Final = b"100"
"""Prefix of the mode of a file in a list of git; links, which may point anywhere, have another."""


def _read_entry(entry: bytes) -> tuple[str, bytes]:
    """Return the path and the blob of a file from an entry of ``git ls-tree``."""
    facts, _, name = entry.partition(b"\t")
    return name.decode("utf-8", "surrogateescape"), facts.split()[2]


def _read_blobs(root: Path, blobs: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the contents of blobs."""
    listed = b"".join(b"%s\n" % blob for blob in blobs)
    packed = run_git(root, "cat-file", "--batch", input=listed) if listed else b""
    at = 0
    while at < len(packed):
        start = packed.index(b"\n", at) + 1
        at = start + int(packed[at:start].split()[2]) + 1
        yield packed[start : at - 1]
