"""Results kept between runs, as data: each with the key of all that it was made from.

A result is a file of JSON under its name; the digest in its first line is that of the key and of
what follows, signed with what only this user of this machine has: a file that is damaged, or
half-written, or of another key, or that came with a project from elsewhere, is passed over. Without
what is kept, a run only takes longer: what cannot be written is not kept.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Collection
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from edition.text.digest import digest, walk_files

FOLDER: Final = "build/cache"
"""Where a project keeps its results."""
_SECRET: Final = 32
"""Bytes of what files are signed with."""
_ROOM: Final = 1_000_000_000
"""Bytes that a project's results may have together."""
_MOST: Final = 64_000_000
"""Bytes that one result may have: what is larger costs more to read than to make."""


def note_used(path: Path) -> None:
    """Remember that a result was used now, so that others are removed before it."""
    with suppress(OSError):
        os.utime(path)


def limit_size(folder: Path, room: int = _ROOM) -> None:
    """Remove what was used longest ago of the results in a folder that have too many bytes."""
    with suppress(OSError):
        found = [(path, path.stat()) for path in walk_files(folder)]
        total = sum(one.st_size for _, one in found)
        for path, one in sorted(found, key=lambda pair: pair[1].st_mtime_ns):
            if total <= room:
                return
            path.unlink()
            total -= one.st_size


def sign(key: str, body: bytes) -> bytes:
    """Return the first line of a stored file: a digest of key and content that is signed."""
    return hmac.digest(_find_secret(), digest(key, body).encode(), "sha256").hex().encode()


@cache
def _find_secret() -> bytes:
    """Return what files are signed with; where it cannot be kept, it is good for this run."""
    with suppress(OSError, RuntimeError):  # there may be no home
        home = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
        path = home / "edition" / "store.key"
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
            fresh.touch(mode=0o600, exist_ok=False)
            fresh.write_bytes(os.urandom(_SECRET))
            fresh.replace(path)
        if len(kept := path.read_bytes()) == _SECRET:
            return kept
    return os.urandom(_SECRET)


def read_signed(path: Path, key: str) -> bytes | None:
    """Return what a stored file has, or None if its signature is not that of the key and of it.

    Raises OSError if it cannot be read.
    """
    signature, _, body = path.read_bytes().partition(b"\n")
    if not hmac.compare_digest(signature, sign(key, body)):
        return None
    note_used(path)
    return body


def add_signature(key: str, body: bytes) -> bytes:
    """Return what is stored of a result: a line that signs key and content, and the content."""
    return b"%s\n%s" % (sign(key, body), body)


class Results:
    """A folder of results by their names, of each name the last one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str, key: str) -> Any:  # noqa: ANN401 - JSON has no type
        """Return the result that has this name and key, or None."""
        try:
            body = self.get_bytes(name, key)
            return None if body is None else json.loads(body)
        except ValueError:
            return None

    def get_bytes(self, name: str, key: str) -> bytes | None:
        """Return the result that has this name and key as it was kept, or None."""
        try:
            return read_signed(self._path(name), key)
        except OSError:
            return None

    def get_signature(self, name: str) -> str:
        """Return what identifies the result of this name; empty if there is none."""
        try:
            with self._path(name).open("rb") as file:
                return file.readline().decode("ascii", "replace")
        except OSError:
            return ""

    def put(self, name: str, key: str, value: object) -> None:
        """Keep a result in place of the last one of this name."""
        self.put_bytes(
            name, key, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        )

    def put_bytes(self, name: str, key: str, body: bytes) -> None:
        """Keep bytes in place of the last result of this name."""
        if len(body) > _MOST:
            return
        path = self._path(name)
        fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                fresh.write_bytes(add_signature(key, body))
                fresh.replace(path)
            except OSError:
                fresh.unlink(missing_ok=True)

    def prune(self, names: Collection[str]) -> None:
        """Remove what has another name than these."""
        kept = {self._path(name) for name in names}
        with suppress(OSError):
            for path in self._folder.glob("*.json"):
                if path not in kept:
                    path.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{sha256(name.encode()).hexdigest()[:32]}.json"
