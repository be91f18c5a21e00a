"""A witness file: its path, its decoded text, and the lines of offsets."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class Place:
    """A position for people: line and column are counted from 1, in code points."""

    line: int
    column: int
    file: str = ""
    """The file, if it is not that of the context."""


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded text with the path that messages show."""

    path: str
    text: str
    line_starts: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "line_starts", _find_line_starts(self.text))

    def place(self, offset: int) -> Place:
        """Return the line and column of an offset."""
        line = bisect_right(self.line_starts, offset)
        return Place(line, offset - self.line_starts[line - 1] + 1)

    def offset(self, place: Place) -> int:
        """Return the offset of a line and column."""
        return self.line_starts[place.line - 1] + place.column - 1

    def line_span(self, line: int) -> Span:
        """Return the span of a line (counted from 1) without its line end."""
        start = self.line_starts[line - 1]
        if line < len(self.line_starts):
            return Span(start, self.line_starts[line] - 1)
        return Span(start, len(self.text))

    def slice(self, span: Span) -> str:
        """Return the characters of a span."""
        return self.text[span.start : span.end]

    def locate(self, line: int) -> tuple[str, int]:
        """Return the file of a line, and the number of the line in it."""
        return self.path, line


@dataclass(frozen=True, slots=True)
class JoinedSource(Source):
    """The concatenated texts of several files, each ending with a line end."""

    parts: tuple[tuple[int, str], ...] = ()
    """The first line of each file, with the path that messages show."""

    def locate(self, line: int) -> tuple[str, int]:
        """Return the file of a line, and the number of the line in it."""
        first, path = [part for part in self.parts if part[0] <= line][-1]
        return path, line - first + 1


def _find_line_starts(text: str) -> tuple[int, ...]:
    starts = [0]
    position = text.find("\n")
    while position >= 0:
        starts.append(position + 1)
        position = text.find("\n", position + 1)
    return tuple(starts)


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        for block in iter(lambda: handle.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()
