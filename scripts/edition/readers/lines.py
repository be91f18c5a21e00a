"""Lines of a witness with their places; what every reader starts from."""

from __future__ import annotations

from dataclasses import dataclass

from edition.model import Span
from edition.source import Source


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its line end. ``start`` is the offset of its first code point."""

    number: int
    start: int
    text: str

    @property
    def end(self) -> int:
        """Offset after the last code point, the line end excluded."""
        return self.start + len(self.text)

    @property
    def blank(self) -> bool:
        """True if nothing but white space stands on the line."""
        return not self.text.strip()

    @property
    def content(self) -> Span:
        """Span of the line without white space at either end."""
        stripped = self.text.strip()
        if not stripped:
            return Span(self.start, self.start)
        start = self.start + self.text.index(stripped)
        return Span(start, start + len(stripped))


def split_lines(source: Source) -> list[Line]:
    """Split at LF; a CR before it counts as white space at the end of the line."""
    return [
        Line(number, start, source.slice(source.line_span(number)))
        for number, start in enumerate(source.line_starts, 1)
    ]
