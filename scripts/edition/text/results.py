"""Results stored between runs as data, each with a key of everything it was made from.

A result is a file with a signature of key and content in its first line. The secret of the
signature belongs to this user on this machine: a file that is damaged or incomplete, has another
key, or came with a project from elsewhere is ignored. Results only save time, so that one which
cannot be written is not stored.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar

from edition.text.digest import digest, walk_files

Value = TypeVar("Value")
FOLDER: Final = "build/cache"
"""Folder of a project for its results."""
_SECRET: Final = 32
"""Bytes of the secret that signs the files."""
_TOTAL: Final = 1_000_000_000
"""Bytes of all results of a project."""
_MOST: Final = 64_000_000
"""Bytes of one result: a larger one takes longer to read than to make."""


def mark_used(path: Path) -> None:
    """Record that a result was used now, so that others are removed before it."""
    with suppress(OSError):
        os.utime(path)


def limit_size(folder: Path, limit: int = _TOTAL) -> None:
    """Remove the least recently used results of a folder until its files fit the limit in bytes."""
    with suppress(OSError):
        found = [(path, path.stat()) for path in walk_files(folder)]
        total = sum(stat.st_size for _, stat in found)
        for path, stat in sorted(found, key=lambda pair: pair[1].st_mtime_ns):
            if total <= limit:
                return
            path.unlink()
            total -= stat.st_size


def sign(key: str, body: bytes) -> bytes:
    """Return the first line of a stored file: the signature of key and content."""
    return hmac.digest(_find_secret(), digest(key, body).encode(), "sha256").hex().encode()


@cache
def _find_secret() -> bytes:
    """Return the secret of the signatures; one for this run alone if it cannot be stored."""
    with suppress(OSError, RuntimeError):  # there may be no home
        home = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
        path = home / "edition" / "store.key"
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
            fresh.touch(mode=0o600, exist_ok=False)
            fresh.write_bytes(os.urandom(_SECRET))
            fresh.replace(path)
        if len(stored := path.read_bytes()) == _SECRET:
            return stored
    return os.urandom(_SECRET)


def read_signed(path: Path, key: str) -> bytes | None:
    """Return the content of a stored file; None if the signature does not match key and content.

    Raises OSError if the file cannot be read.
    """
    signature, _, body = path.read_bytes().partition(b"\n")
    if not hmac.compare_digest(signature, sign(key, body)):
        return None
    mark_used(path)
    return body


def add_signature(key: str, body: bytes) -> bytes:
    """Return the content of a stored file: a line with the signature, then ``body``."""
    return b"%s\n%s" % (sign(key, body), body)


class Results:
    """A folder of results, with the last result for each name."""

    def __init__(self, folder: Path | None) -> None:
        """Take the folder; without one nothing is stored."""
        self._folder = folder

    def recall(self, name: str, key: str, make: Callable[[], Value]) -> Value:
        """Return the result with a name and key; if there is none, make and store it."""
        found: Value | None = self.get(name, key)
        if found is None:
            self.put(name, key, found := make())
        return found

    def get(self, name: str, key: str) -> Any:  # noqa: ANN401 - JSON has no type
        """Return the result with a name and key, or None."""
        try:
            body = self.get_bytes(name, key)
            return None if body is None else json.loads(body)
        except ValueError:
            return None

    def get_bytes(self, name: str, key: str) -> bytes | None:
        """Return the stored bytes of the result with a name and key, or None."""
        if (path := self._find_path(name)) is None:
            return None
        try:
            return read_signed(path, key)
        except OSError:
            return None

    def get_signature(self, name: str) -> str:
        """Return the signature of the result with a name; empty if there is none."""
        if (path := self._find_path(name)) is None:
            return ""
        try:
            with path.open("rb") as file:
                return file.readline().decode("ascii", "replace")
        except OSError:
            return ""

    def put(self, name: str, key: str, value: object) -> None:
        """Store a result, replacing the last one with this name."""
        if self._folder is not None:
            body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            self.put_bytes(name, key, body.encode())

    def put_bytes(self, name: str, key: str, body: bytes) -> None:
        """Store bytes, replacing the last result with this name."""
        path = self._find_path(name)
        if path is None or len(body) > _MOST:
            return
        fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                fresh.write_bytes(add_signature(key, body))
                fresh.replace(path)
            except OSError:
                fresh.unlink(missing_ok=True)

    def prune(self, names: Collection[str]) -> None:
        """Remove all results with other names."""
        if self._folder is None:
            return
        kept = {self._find_path(name) for name in names}
        with suppress(OSError):
            for path in self._folder.glob("*.json"):
                if path not in kept:
                    path.unlink(missing_ok=True)

    def _find_path(self, name: str) -> Path | None:
        file = f"{sha256(name.encode()).hexdigest()[:32]}.json"
        return None if self._folder is None else self._folder / file
