"""What git knows of a project."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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


@contextmanager
def unpack_revision(root: Path, revision: str, *names: str) -> Iterator[Path | None]:
    """Give a folder with some files and folders of a project as they were at a revision.

    None if git does not know the revision.
    """
    commit = run_git(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
    )
    if not commit:
        yield None
        return
    from tempfile import TemporaryDirectory

    known = run_git(root, "ls-tree", "-z", "--name-only", commit.decode().strip(), *names)
    chosen = [name.decode("utf-8", "surrogateescape") for name in known.split(b"\0") if name]
    with TemporaryDirectory() as folder:
        if chosen:
            packed = run_git(root, "archive", "--format=tar", commit.decode().strip(), *chosen)
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
