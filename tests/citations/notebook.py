"""A text made of notes alone, to try the finding of citations on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edition.bibliography.database import Bibliography, read_bibliography
from edition.model.document import Division, Document, Note, NoteState, Paragraph, Text
from edition.text.source import Source
from edition.text.span import Span

CASES = Path(__file__).parent / "cases"
_HEAD = re.compile(r"\[([\w.]+)([~!?]?)\] ?(.*)")
_STATES = {
    "": NoteState.WHOLE,
    "~": NoteState.TRUNCATED,
    "!": NoteState.MISSING,
    "?": NoteState.FRAGMENT,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A note as a case writes it."""

    key: str
    state: NoteState
    text: str


def read_line(line: str) -> Line | None:
    """Return the note that a line gives: ``[1.2~] Text``; None if it gives none."""
    match = _HEAD.fullmatch(line.rstrip("\n"))
    return Line(match[1], _STATES[match[2]], match[3]) if match else None


def make_notebook(lines: Sequence[Line]) -> tuple[Source, Document]:
    """Return a text of notes; what stands before the full stop of a key names its chapter."""
    text = "\n".join(line.text for line in lines)
    notes: list[Note] = []
    chapters: dict[str, int] = {}
    offset = 0
    for line in lines:
        span = Span(offset, offset + len(line.text))
        series = line.key.rpartition(".")[0]
        chapters.setdefault(series, offset)
        blocks = (Paragraph((Text(line.text, span),), span),) if line.text else ()
        sign = line.key.rpartition(".")[2]
        segments = (span,) if line.text else ()
        marker = Span(offset, offset)
        notes.append(Note(line.key, series, sign, blocks, segments, None, line.state, marker))
        offset += len(line.text) + 1
    ends = [*list(chapters.values())[1:], len(text)]
    divisions = tuple(
        Division(name or "text", 1, name, (), Span(start, start), (), (), Span(start, end))
        for (name, start), end in zip(chapters.items(), ends, strict=True)
    )
    return Source("notebook.txt", text), Document((), divisions, tuple(notes), (), length=len(text))


def make_prose(lines: Sequence[Line]) -> tuple[Source, Document]:
    """Return a text of paragraphs without notes; the keys are their addresses."""
    text = "\n".join(line.text for line in lines)
    paragraphs: list[Paragraph] = []
    offset = 0
    for line in lines:
        span = Span(offset, offset + len(line.text))
        paragraphs.append(Paragraph((Text(line.text, span),), span, line.key))
        offset += len(line.text) + 1
    source = Source("prose.txt", text)
    return source, Document(tuple(paragraphs), (), (), (), length=len(text))


def invented_works() -> Bibliography:
    """Return the bibliography of the cases."""
    bibliography, faults = read_bibliography((CASES / "works.bib").read_text("utf-8"))
    assert not faults
    return bibliography
