"""What git knows of a project.

The settings of a repository can name programs that git runs. A folder of texts may be a repository
with such settings: only what reads objects as they are is asked for, and the rest is turned off.
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
"""Objects that a repository lacks would be fetched by programs that it names."""

NAME_REVISION: Final = "Name one that exists, such as HEAD~1, or fetch it."


def run_git(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    """Return what git prints, with ``given`` as its input; nothing without git or a work tree."""
    command = ["git", *_RUN_NOTHING, "-C", str(root), *arguments]
    environment = os.environ | _FETCH_NOTHING
    try:
        done = subprocess.run(
            command, capture_output=True, check=False, input=given, env=environment
        )
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
    found = run_git(root, "merge-base", "--", revision, other)
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
    from tempfile import TemporaryDirectory  # every command loads this module

    known = run_git(root, "ls-tree", "-r", "-z", commit, "--", *names)
    files = dict(_read_entry(one) for one in known.split(b"\0") if one.startswith(_FILE))
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
"""How the mode of a file begins in a list of git; links are left out, which may lead anywhere."""


def _read_entry(entry: bytes) -> tuple[str, bytes]:
    """Return the path and the blob of a file from a line of a list."""
    facts, _, name = entry.partition(b"\t")
    return name.decode("utf-8", "surrogateescape"), facts.split()[2]


def _read_blobs(root: Path, blobs: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the contents of blobs."""
    listed = b"".join(b"%s\n" % blob for blob in blobs)
    packed = run_git(root, "cat-file", "--batch", given=listed) if listed else b""
    at = 0
    while at < len(packed):
        start = packed.index(b"\n", at) + 1
        at = start + int(packed[at:start].split()[2]) + 1
        yield packed[start : at - 1]
