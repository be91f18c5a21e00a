"""Notes in blocks of their own: ``[Footnote 12: …]``, of one paragraph or several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from edition.model.document import Markup
from edition.model.note_keys import SYMBOLS
from edition.readers.lines import Line
from edition.readers.note_lists import NoteText
from edition.text.span import Span

_OPENING = re.compile(
    r"\s*(?P<sign>\[(?:foot\s?|end\s?)?note\s+"
    rf"(?P<name>\d{{1,4}}|[A-Z]{{1,2}}|\*{{1,4}}|[{SYMBOLS}])\s*[:.])\s*",
    re.IGNORECASE,
)
_LONGEST = 400
"""Lines after which a bracket that is not closed counts as forgotten."""


@dataclass(frozen=True, slots=True)
class NoteBlock:
    """A note with the lines that it takes, and its closing bracket."""

    note: NoteText
    lines: range
    """Line numbers."""
    closing: Markup | None


def find_blocks(lines: Sequence[Line]) -> list[NoteBlock]:
    """Return the blocks, in reading order. An unclosed one ends with its paragraph."""
    blocks: list[NoteBlock] = []
    index = 0
    while index < len(lines):
        match = _OPENING.match(lines[index].text)
        if match:
            block = _read_block(lines, index, match)
            blocks.append(block)
            index = block.lines.stop - 1
        else:
            index += 1
    return blocks


def _read_block(lines: Sequence[Line], index: int, match: re.Match[str]) -> NoteBlock:
    last, close = _find_end(lines, index)
    sign_span = _shift(lines[index], match.span("sign"))
    paragraphs: list[list[Span]] = [[]]
    for line in lines[index : last + 1]:
        if line.blank and paragraphs[-1]:
            paragraphs.append([])
        start = lines[index].start + match.end() if line is lines[index] else line.content.start
        # The line ends with the bracket, which belongs to the paragraph as markup.
        if start < line.content.end:
            paragraphs[-1].append(Span(start, line.content.end))
    note = NoteText(match["name"], sign_span, None, tuple(tuple(p) for p in paragraphs if p))
    closing = Markup("]", Span(close, close + 1)) if close is not None else None
    return NoteBlock(note, range(lines[index].number, lines[last].number + 1), closing)


def _shift(line: Line, span: tuple[int, int]) -> Span:
    return Span(line.start + span[0], line.start + span[1])


def _find_end(lines: Sequence[Line], index: int) -> tuple[int, int | None]:
    """Return the last line of the block and the offset of the bracket that closes it."""
    depth = 0
    for position in range(index, min(index + _LONGEST, len(lines))):
        line = lines[position]
        if position > index and _OPENING.match(line.text):
            break
        for column, character in enumerate(line.text):
            depth += (character == "[") - (character == "]")
            if depth == 0 and character == "]":
                if line.text[column + 1 :].strip():
                    return _end_of_paragraph(lines, index), None
                return position, line.start + column
    return _end_of_paragraph(lines, index), None


def _end_of_paragraph(lines: Sequence[Line], index: int) -> int:
    position = index
    while position + 1 < len(lines) and not lines[position + 1].blank:
        position += 1
        if _OPENING.match(lines[position].text):
            return position - 1
    return position
