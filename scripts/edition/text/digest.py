"""Digests of text, files and folders, which identify the input of a result; lists of files."""

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
    """Return the SHA-256 of several parts, in order and each with its length."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(str(len(data)).encode() + b":" + data)
    return total.hexdigest()


def digest_package() -> str:
    """Return the SHA-256 of the package's code, schemas and conventions, and of the interface."""
    words = list_words()
    return digest(_digest_code(), repr(words)) if words else _digest_code()


@cache
def _digest_code() -> str:
    return digest(*(digest_folder(_PACKAGE, f"**/*.{kind}") for kind in ("py", *_DATA)))


_DATA: Final = ("json", "yml")
_PACKAGE: Final = Path(__file__).parents[1]


def digest_folder(folder: Path, pattern: str = _ALL) -> str:
    """Return the SHA-256 of the names and contents of the files below a folder.

    ``pattern`` is a pattern of file names below named folders; ``**`` matches folders at any depth.
    """
    *folders, pattern = pattern.split("/")
    start = folder.joinpath(*(part for part in folders if part != "**"))
    found: list[str] = []
    for inner, below, names in os.walk(start, onerror=_raise_unless_missing):
        below[:] = [name for name in below if "**" in folders and name != "__pycache__"]
        found += [f"{inner}{os.sep}{name}" for name in names if fnmatchcase(name, pattern)]
    files = {path[len(f"{folder}{os.sep}") :].replace(os.sep, "/"): path for path in found}
    existing = (name for name, path in files.items() if os.path.isfile(path))  # noqa: PTH113 - many
    ordered = sorted(existing, key=_list_parts)
    return digest(*(part for name in ordered for part in (name, _digest_file(files[name]))))


_digests: dict[str, list[object]] = {}
"""Digest and status of each file that this process digested."""
_earlier_digests: dict[str, list[object]] = {}
"""The same from earlier processes."""
_TICK: Final = 20_000_000
"""Nanoseconds within which a file can change twice with the same modification time."""


def _digest_file(name: str) -> str:
    """Return the SHA-256 of a file; the cached one if its status is unchanged."""
    found = os.stat(name)  # noqa: PTH116 - thousands of files
    status = [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_dev]
    cached, *cached_status = _digests.get(name) or _earlier_digests.get(name, [""])
    if cached_status == status:
        _digests[name] = [cached, *status]
        return str(cached)
    made = hashlib.sha256(Path(name).read_bytes()).hexdigest()
    if time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) > _TICK:
        _digests[name] = [made, *status]
    return made


def load_digests(digests: Mapping[str, list[object]]) -> None:
    """Add the digests that ``list_digests`` returned in an earlier process to the cache."""
    _earlier_digests.update(digests)


def list_digests() -> dict[str, list[object]]:
    """Return digest and status of each file that this process digested."""
    return _digests


def _list_parts(path: str) -> list[str]:
    return path.split("/")


def walk_files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder; raises OSError for unreadable folders, which glob skips."""
    yield from (folder / name for name in walk_names(folder))


def find_files(folder: Path, pattern: str) -> list[Path]:
    """Return the paths below a folder that match a pattern such as ``*/*.yml``, sorted.

    Return nothing for a missing folder. Raises OSError for unreadable folders, which glob skips:
    their files would be taken for removed ones.
    """
    first, _, rest = pattern.partition("/")
    try:
        found = sorted(path for path in folder.iterdir() if fnmatchcase(path.name, first))
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [below for path in found for below in find_files(path, rest)] if rest else found


def list_names(folder: Path) -> list[str]:
    """Return the paths of the files below a folder, relative to it and sorted by their parts."""
    return sorted(walk_names(folder), key=_list_parts)


def walk_names(folder: Path) -> Iterator[str]:
    """Yield the paths of the files below a folder, relative to it; raises as ``walk_files``."""
    for inner, _, names in os.walk(folder, onerror=_raise_unless_missing):
        start = os.path.relpath(inner, folder).replace(os.sep, "/")
        yield from names if start == "." else (f"{start}/{name}" for name in names)


def _raise_unless_missing(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error
