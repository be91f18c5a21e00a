"""Digests of text and of folders: what a result was made from, in one value."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Final

from edition.text.interface import list_words

_ALL: Final = "**/*"


def digest(*parts: str | bytes) -> str:
    """Return one SHA-256 for several parts, in order and each with its length."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(str(len(data)).encode() + b":" + data)
    return total.hexdigest()


def digest_package() -> str:
    """Return one SHA-256 for the package's code, schemas and conventions, and the interface."""
    words = list_words()
    return digest(_digest_code(), repr(words)) if words else _digest_code()


@cache
def _digest_code() -> str:
    package = Path(__file__).parents[1]
    return digest(*(digest_folder(package, f"**/*.{kind}") for kind in ("py", "json", "yml")))


def digest_folder(folder: Path, pattern: str = _ALL) -> str:
    """Return one SHA-256 for the names and contents of the files below a folder.

    ``pattern`` is that of a file name, below named folders; ``**`` stands for folders at any depth.
    """
    *folders, name = pattern.split("/")
    start = folder.joinpath(*(part for part in folders if part != "**"))
    found: list[str] = []
    for inner, below, names in os.walk(start, onerror=_fail):
        below[:] = [one for one in below if "**" in folders and one != "__pycache__"]
        found += [f"{inner}{os.sep}{one}" for one in names if fnmatchcase(one, name)]
    files = {one[len(f"{folder}{os.sep}") :].replace(os.sep, "/"): Path(one) for one in found}
    ordered = sorted((one for one, path in files.items() if path.is_file()), key=_list_parts)
    return digest(*(part for one in ordered for part in (one, files[one].read_bytes())))


def _list_parts(path: str) -> list[str]:
    return path.split("/")


def walk_files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder; raises OSError where glob passes over what it cannot read."""
    for inner, _, names in os.walk(folder, onerror=_fail):
        yield from (Path(inner, name) for name in names)


def _fail(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error
