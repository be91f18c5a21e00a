"""Compares a result with the file that holds what is expected, or rewrites the file.

``pytest --accept`` rewrites; a person then reads the difference before committing it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Accept:
    """Compares results with files; with ``rewrite`` it first writes what it was given."""

    rewrite: bool

    def __call__(self, path: Path, found: str) -> None:
        """Assert that a file holds a result; a file that is not there holds the empty text."""
        if self.rewrite:
            _write(path, found)
        expected = path.read_text(encoding="utf-8") if path.is_file() else ""
        assert found == expected, f"{path.name} expects something else (--accept rewrites it)"


def _write(path: Path, text: str) -> None:
    if text:
        path.write_text(text, encoding="utf-8", newline="\n")
    else:
        path.unlink(missing_ok=True)
