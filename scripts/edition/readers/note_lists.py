"""Beginnings of notes at the start of a line, and the texts of notes that they open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from edition.model.note_keys import SYMBOLS
from edition.readers.lines import Line
from edition.readers.markers import MARKS
from edition.text.scripts import SUPERSCRIPTS
from edition.text.source import Source
from edition.text.span import Span

_FORMS = {
    "parenthesis": re.compile(r"\s*(?P<dash>[-•]\s+)?(?P<sign>\((?P<number>\d{1,4})\))(?=\s|$)"),
    "bracket": re.compile(
        rf"\s*(?P<dash>[-•]\s+)?(?P<sign>\[(?P<number>\d{{1,4}}|[A-Z]|\*{{1,4}}|[{SYMBOLS}])\])"
        r"(?=\s|$)"
    ),
    "slash": re.compile(r"\s*(?P<dash>[-•]\s+)?(?P<sign>(?P<number>\d{1,4})/)(?=\s|$)"),
    "stop": re.compile(r"\s*(?P<dash>[-•]\s+)?(?P<sign>(?P<number>\d{1,4})\.)(?=\s|$)"),
    "superscript": re.compile(
        r"\s*(?P<dash>[-•]\s+)?(?P<sign>(?P<number>[⁰¹²³⁴-⁹]{1,4}))(?=\s|\w)"
    ),
    "number": re.compile(r"\s*(?P<dash>[-•]\s+)?(?P<sign>(?P<number>\d{1,4}))(?=\s+[^\s\d])"),
    "sign": re.compile(
        rf"\s*(?P<dash>[-•]\s+)?(?P<sign>(?P<number>{MARKS}))(?=\s*[^\s*{SYMBOLS}])"
    ),
}
FORMS = tuple(_FORMS)


@dataclass(frozen=True, slots=True)
class NoteStart:
    """The sign that opens a note, at the start of a line."""

    form: str
    sign: str
    span: Span
    """The sign with its brackets or stop."""
    dash: Span | None
    """A dash that the transcription put before it."""
    rest: Span
    """What follows on the line, without white space at either end."""

    @property
    def number(self) -> int | None:
        """The number, if the sign is one."""
        return int(self.sign) if self.sign.isdecimal() else None


def match_start(line: Line, forms: Sequence[str] = FORMS) -> NoteStart | None:
    """Return the beginning of a note that the line could be, in the first form that fits."""
    for form in forms:
        match = _FORMS[form].match(line.text)
        if match:
            return _make_start(form, match, line)
    return None


def _make_start(form: str, match: re.Match[str], line: Line) -> NoteStart:
    dash = None
    if match["dash"]:
        place = line.start + match.start("dash")
        dash = Span(place, place + 1)
    end = line.start + match.end("sign")
    content = line.content
    skipped = len(line.text[match.end("sign") :]) - len(line.text[match.end("sign") :].lstrip())
    rest = Span(min(end + skipped, max(content.end, end)), max(content.end, end))
    sign = match["number"].translate(SUPERSCRIPTS)
    return NoteStart(form, sign, Span(line.start + match.start("sign"), end), dash, rest)


@dataclass(frozen=True, slots=True)
class NoteText:
    """A note as it stands in a list: its sign and its paragraphs, piece by piece."""

    sign: str
    sign_span: Span
    dash: Span | None
    paragraphs: tuple[tuple[Span, ...], ...]
    leaf: int = 0
    """Index of the leaf that the note stands on."""

    @property
    def number(self) -> int | None:
        """The number, if the sign is one."""
        return int(self.sign) if self.sign.isdecimal() else None

    def extend(self, piece: Span, *, paragraph: bool = False) -> NoteText:
        """Return the note with another line; with ``paragraph`` it begins a new paragraph."""
        if paragraph or not self.paragraphs:
            return replace(self, paragraphs=(*self.paragraphs, (piece,)))
        last = (*self.paragraphs[-1], piece)
        return replace(self, paragraphs=(*self.paragraphs[:-1], last))


def open_note(start: NoteStart, leaf: int = 0) -> NoteText:
    """Begin a note with the rest of its first line."""
    first = ((start.rest,),) if len(start.rest) else ()
    return NoteText(start.sign, start.span, start.dash, first, leaf)


def merge_pieces(source: Source, paragraphs: Sequence[Sequence[Span]]) -> tuple[Span, ...]:
    """Return the segments of a note: its pieces, joined where only white space parts them."""
    merged: list[Span] = []
    for piece in (piece for paragraph in paragraphs for piece in paragraph):
        if merged and not source.text[merged[-1].end : piece.start].strip():
            merged[-1] = Span(merged[-1].start, piece.end)
        else:
            merged.append(piece)
    return tuple(merged)
