"""Results kept between runs, as data: each with the key of all that it was made from.

A result is a file of JSON under its name; the digest in its first line is that of the key and of
what follows, so that a file that is damaged, half-written or of another key is passed over. Without
what is kept, a run only takes longer: what cannot be written is not kept.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from edition.text.digest import digest

_MOST: Final = 64_000_000
"""Bytes that one result may have: what is larger costs more to read than to make."""


class Results:
    """A folder of results by their names, of each name the last one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str, key: str) -> Any:  # noqa: ANN401 - JSON has no type
        """Return the result that has this name and key, or None."""
        try:
            head, _, body = self._path(name).read_bytes().partition(b"\n")
            return json.loads(body) if head.decode("ascii") == digest(key, body) else None
        except (OSError, ValueError):
            return None

    def put(self, name: str, key: str, value: object) -> None:
        """Keep a result in place of the last one of this name."""
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        if len(body) > _MOST:
            return
        path = self._path(name)
        fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                fresh.write_bytes(b"%s\n%s" % (digest(key, body).encode(), body))
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
