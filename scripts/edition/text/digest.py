"""Digests of text and of folders: what a result was made from, in one value."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Final

_ALL: Final = "**/*"


def digest(*parts: str | bytes) -> str:
    """Return one SHA-256 for several parts, in order and each with its length."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(str(len(data)).encode() + b":" + data)
    return total.hexdigest()


@cache
def digest_package() -> str:
    """Return one SHA-256 for the package's code, schemas and conventions."""
    package = Path(__file__).parents[1]
    return digest(*(digest_folder(package, f"**/*.{kind}") for kind in ("py", "json", "yml")))


def digest_folder(folder: Path, pattern: str = _ALL) -> str:
    """Return one SHA-256 for the names and contents of the files below a folder.

    ``pattern`` is that of a file name, below named folders; ``**`` stands for folders at any depth.
    """
    *folders, name = pattern.split("/")
    start = folder.joinpath(*(part for part in folders if part != "**"))
    found = (path for path in walk_files(start) if fnmatchcase(path.name, name))
    paths = (path for path in found if "**" in folders or path.parent == start)
    files = sorted(p for p in paths if p.is_file() and "__pycache__" not in p.parts)
    return digest(
        *(part for p in files for part in (p.relative_to(folder).as_posix(), p.read_bytes()))
    )


def walk_files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder; raises OSError where glob passes over what it cannot read."""

    def fail(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            raise error

    for inner, _, names in os.walk(folder, onerror=fail):
        yield from (Path(inner, name) for name in names)
