"""Split a witness into lines with their offsets: the first step of every reader."""

from __future__ import annotations

from dataclasses import dataclass, field

from edition.text.source import Source
from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its line terminator; ``start`` is the offset of its first code point."""

    number: int
    start: int
    text: str
    blank: bool = field(init=False, repr=False, compare=False)
    """True if the line contains only white space."""
    content: Span = field(init=False, repr=False, compare=False)
    """The span of the line without white space at either end; empty, at its start, if blank."""

    def __post_init__(self) -> None:
        stripped = self.text.strip()
        start = self.start + self.text.index(stripped) if stripped else self.start
        object.__setattr__(self, "blank", not stripped)
        object.__setattr__(self, "content", Span(start, start + len(stripped)))

    @property
    def end(self) -> int:
        """Offset after the last code point, excluding the line terminator."""
        return self.start + len(self.text)


def split_lines(source: Source) -> list[Line]:
    """Split at LF; a CR before it counts as white space at the end of the line."""
    return [
        Line(number, start, source.slice(source.line_span(number)))
        for number, start in enumerate(source.line_starts, 1)
    ]
