"""Digests of text and of folders: what a result was made from, in one value."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Mapping
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
    return digest(*(digest_folder(_PACKAGE, f"**/*.{kind}") for kind in ("py", *_DATA)))


_DATA: Final = ("json", "yml")
_PACKAGE: Final = Path(__file__).parents[1]


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
    files = {one[len(f"{folder}{os.sep}") :].replace(os.sep, "/"): one for one in found}
    there = (one for one, path in files.items() if os.path.isfile(path))  # noqa: PTH113 - many
    ordered = sorted(there, key=_list_parts)
    return digest(*(part for one in ordered for part in (one, _digest_file(files[one]))))


_known: dict[str, list[object]] = {}
"""Digest and stamp of each file that was digested by this process."""
_kept: dict[str, list[object]] = {}
"""The same of processes before it."""
_TICK: Final = 20_000_000
"""Nanoseconds in which a file can change twice under one time."""


def _digest_file(name: str) -> str:
    """Return the SHA-256 of a file, which is not read where it was with the same stamp before."""
    found = os.stat(name)  # noqa: PTH116 - thousands of files
    stamp = [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_dev]
    sum, *known = _known.get(name) or _kept.get(name, [""])
    if known == stamp:
        _known[name] = [sum, *stamp]
        return str(sum)
    made = hashlib.sha256(Path(name).read_bytes()).hexdigest()
    if time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) > _TICK:
        _known[name] = [made, *stamp]
    return made


def load_digests(kept: Mapping[str, list[object]]) -> None:
    """Read no file again whose digest was taken before, as ``list_digests`` listed it."""
    _kept.update(kept)


def list_digests() -> dict[str, list[object]]:
    """Return digest and stamp of each file that was digested by this process."""
    return _known


def _list_parts(path: str) -> list[str]:
    return path.split("/")


def walk_files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder; raises OSError where glob passes over what it cannot read."""
    yield from (folder / name for name in walk_names(folder))


def find_files(folder: Path, pattern: str) -> list[Path]:
    """Return the paths below a folder that a pattern such as ``*/*.yml`` matches, sorted.

    Nothing is found in a folder that is not there. Raises OSError where glob passes over what it
    cannot read: what was not seen would be taken for what is gone.
    """
    first, _, rest = pattern.partition("/")
    try:
        found = sorted(path for path in folder.iterdir() if fnmatchcase(path.name, first))
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [below for one in found for below in find_files(one, rest)] if rest else found


def list_names(folder: Path) -> list[str]:
    """Return the paths of the files below a folder, relative to it, in the order of paths."""
    return sorted(walk_names(folder), key=_list_parts)


def walk_names(folder: Path) -> Iterator[str]:
    """Yield the paths of the files below a folder, relative to it; raises as ``walk_files``."""
    for inner, _, names in os.walk(folder, onerror=_fail):
        start = os.path.relpath(inner, folder).replace(os.sep, "/")
        yield from names if start == "." else (f"{start}/{name}" for name in names)


def _fail(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error
