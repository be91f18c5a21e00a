"""Signs in the running text that may be note markers, by the way they are written.

Finding is generous: what a sign is, is decided when it is paired with a note (``pairing``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from edition.model.document import Markup
from edition.model.note_keys import SYMBOLS
from edition.text.scripts import SUPERSCRIPTS
from edition.text.source import Source
from edition.text.span import Span


class MarkerKind(StrEnum):
    """How a marker is written."""

    SUPERSCRIPT = "superscript"
    """superscript digits, or digits in ``^{ }`` or ``<sup>``"""
    SIGN = "sign"
    """asterisks and daggers"""
    BRACKET = "bracket"
    """``[12]``"""
    SLASH = "slash"
    """``12/``"""
    GLUED = "glued"
    """digits that touch the word or the stop before them"""
    BARE = "bare"
    """digits that have lost their superscript and stand after a space"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sign that may be a marker. ``weight`` tells how much it looks like one."""

    sign: str
    span: Span
    kind: MarkerKind
    weight: int
    markup: tuple[Markup, ...] = field(default=())
    """Signs of notation around it, shared by the candidates of one group."""

    @property
    def number(self) -> int | None:
        """The number that the sign stands for, if it is one."""
        return int(self.sign) if self.sign.isdecimal() else None


MARKS = "|".join([r"\*{1,6}", *(f"{symbol}{{1,2}}" for symbol in SYMBOLS)])
"""A pattern of marks that are no numbers."""
_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}")
_CARET = re.compile(
    r"(?P<open>\$?\^\{|<sup>)(?P<body>[\d*" + SYMBOLS + r", ]{1,20})(?P<close>\}\$?|</sup>)"
    r"|(?P<caret>\^)(?P<bare>\d{1,4}|\*{1,6})"
)
_INNER = re.compile(rf"\d{{1,4}}|{MARKS}")
_SIGN = re.compile(rf"(?<![*{SYMBOLS}])(?:{MARKS})(?![\w*{SYMBOLS}])")
_BRACKET = re.compile(rf"\[(\d{{1,4}}|[A-Z]|\*{{1,4}}|[{SYMBOLS}])\](?!\()")
_SLASH = re.compile(r"(?<![\d/])(\d{1,4})/(?![\d/\w])")
_GLUED = re.compile(
    r"(?:(?<=[^\d\s][.,;:!?])|(?<=[^\W\d_]{2})|(?<=[\"\u201d\u2019)\]]))(\d{1,3})"
    r"(?=\s|$|[.,;:!?\"\u201d\u2019)\]](?:\D|$))"
)


def _scan_raised(text: str) -> Iterator[Candidate]:
    for match in _RAISED.finditer(text):
        sign = match[0].translate(SUPERSCRIPTS)
        yield Candidate(
            sign, Span(*match.span()), MarkerKind.SUPERSCRIPT, _weigh(text, match.start())
        )
    for match in _CARET.finditer(text):
        yield from _split_group(text, match)


def _split_group(text: str, match: re.Match[str]) -> Iterator[Candidate]:
    group = "body" if match["body"] else "bare"
    body = Span(*match.span(group))
    edges = (Span(match.start(), body.start), Span(body.end, match.end()))
    markup = tuple(Markup(text[e.start : e.end], e) for e in edges if len(e))
    weight = _weigh(text, match.start())
    for inner in _INNER.finditer(text, body.start, body.end):
        kind = MarkerKind.SUPERSCRIPT if inner[0].isdecimal() else MarkerKind.SIGN
        yield Candidate(inner[0], Span(*inner.span()), kind, weight, markup)


def _scan_signs(text: str) -> Iterator[Candidate]:
    groups = [match.span() for match in _CARET.finditer(text)]
    for match in _SIGN.finditer(text):
        inside = any(start <= match.start() < end for start, end in groups)
        if not inside and match.start() and text.strip(f"* \t{SYMBOLS}"):
            yield Candidate(
                match[0], Span(*match.span()), MarkerKind.SIGN, _weigh(text, match.start())
            )


def _scan_brackets(text: str) -> Iterator[Candidate]:
    for match in _BRACKET.finditer(text):
        weight = _weigh(text, match.start())
        if text[: match.start()].endswith(("  ", "\t")):
            # A number at the right margin, as verses have.
            weight = 0
        elif text[match.end() : match.end() + 1].isalnum():
            # Touching the next word: the sign slid, or the space after it was lost.
            weight = max(weight - 1, 1)
        yield Candidate(match[1], Span(*match.span()), MarkerKind.BRACKET, weight)


def _scan_slashes(text: str) -> Iterator[Candidate]:
    for match in _SLASH.finditer(text):
        yield Candidate(
            match[1], Span(*match.span()), MarkerKind.SLASH, _weigh(text, match.start())
        )


def _scan_glued(text: str) -> Iterator[Candidate]:
    for match in _GLUED.finditer(text):
        yield Candidate(match[1], Span(*match.span()), MarkerKind.GLUED, 4)


Scan: TypeAlias = Callable[[str], Iterator[Candidate]]

SCANS: dict[MarkerKind, Scan] = {
    MarkerKind.SUPERSCRIPT: _scan_raised,
    MarkerKind.SIGN: _scan_signs,
    MarkerKind.BRACKET: _scan_brackets,
    MarkerKind.SLASH: _scan_slashes,
    MarkerKind.GLUED: _scan_glued,
}


def _weigh(text: str, place: int) -> int:
    """4 for a sign that touches what stands before it, 2 after a space, 1 at a line's start."""
    before = text[:place]
    if not before.strip():
        return 1
    return 2 if before[-1].isspace() else 4


def find_candidates(
    source: Source, pieces: Iterable[Span], kinds: Iterable[MarkerKind]
) -> list[Candidate]:
    """Return the candidates of the given kinds in stretches of the witness, by place."""
    wanted = [SCANS[kind] for kind in kinds]
    found = {
        candidate.span: candidate
        for piece in pieces
        for scan in wanted
        for candidate in (_move(c, piece.start) for c in scan(source.slice(piece)))
    }
    return [found[span] for span in sorted(found)]


def _move(candidate: Candidate, offset: int) -> Candidate:
    markup = tuple(Markup(m.text, _shift(m.span, offset)) for m in candidate.markup)
    span = _shift(candidate.span, offset)
    return Candidate(candidate.sign, span, candidate.kind, candidate.weight, markup)


def _shift(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)


def find_bare(source: Source, pieces: Iterable[Span], number: int) -> list[Candidate]:
    """Return the places where a number stands alone after closing punctuation."""
    pattern = re.compile(rf"(?<=[\"\u201d\u2019.,;:!?)\]])\s{{1,2}}({number})(?=\s|$)")
    return [
        Candidate(match[1], _shift(Span(*match.span(1)), piece.start), MarkerKind.BARE, 1)
        for piece in pieces
        for match in pattern.finditer(source.slice(piece))
    ]


_ILLEGIBLE = re.compile(
    r"(?<=\S)\[(?:[?#~. ]{1,3}|[\dlIOoSB?]{0,3}[lIOoSB?][\dlIOoSB?]{0,3})\](?![(\w])"
)


def find_illegible(source: Source, pieces: Iterable[Span]) -> list[Span]:
    """Return bracketed signs that stand where a marker stands and cannot be read."""
    return [
        _shift(Span(*match.span()), piece.start)
        for piece in pieces
        for match in _ILLEGIBLE.finditer(source.slice(piece))
    ]
