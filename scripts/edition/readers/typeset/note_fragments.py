"""Pieces of notes at the feet of pages, and to which note each belongs.

Notes stand in the order of their numbers, so that text right before note 46 is the end of note
45, on whatever page. Where the extraction lost text between two pieces, nothing is concluded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from edition.readers.chunks import ends_sentence
from edition.readers.inference.candidates import Candidate
from edition.readers.inference.labels import LabelKind
from edition.readers.lines import Line
from edition.readers.sequences import Numbered, find_numbers
from edition.readers.typeset.measures import weigh_marker
from edition.readers.typeset.pages import BookPage
from edition.text.quotation_marks import AFTER_STOP
from edition.text.span import Span


@dataclass(slots=True)
class Piece:
    """A stretch of note text without a page end or a loss in it."""

    page: int
    lines: list[Line] = field(default_factory=list)
    sign: str = ""
    """Number or sign that opens it; empty if it has none."""
    sign_span: Span | None = None
    after_loss: bool = False
    """True if the extraction lost text right before it."""
    first: bool = False
    """True if it is the first at the foot of its page."""
    owner: str = ""
    """Number or sign of the note that it belongs to; empty if that cannot be told."""

    @property
    def number(self) -> int:
        """The number that opens it; 0 if it has none."""
        return int(self.sign) if self.sign.isdecimal() else 0

    @property
    def ends(self) -> bool:
        """True if its last line comes to a stop."""
        return ends_sentence(self.lines[-1].text)

    @property
    def spans(self) -> list[Span]:
        """Spans of its lines without the opening sign and white space."""
        spans = [line.content for line in self.lines if not line.blank]
        if self.sign_span:
            rest = self.lines[0].text[self.sign_span.end - self.lines[0].start :]
            start = self.sign_span.end + len(rest) - len(rest.lstrip())
            spans[0] = Span(start, max(start, spans[0].end))
        return [span for span in spans if len(span)]


_PAIRED: Final = 2.0
"""What a candidate gains that the inference paired."""


def choose_openings(
    pages: Sequence[BookPage], candidates: Iterable[Candidate], found: Mapping[int, Candidate]
) -> dict[int, Candidate]:
    """Return the openings of one series by the offset of their line, those found among them.

    ``candidates`` may open a note; one at the foot of a page does where its number is missing and
    it looks as others that were found.
    """
    feet = {line.content.start: line.start for page in pages for line in page.foot}
    looks = {_look(one) for one in found.values()}
    paired = {one.start for one in found.values()}
    alike = (one for one in candidates if one.start in feet and _look(one) in looks)
    numbers = [
        Numbered(one.label.value, 1.0 + _PAIRED * (one.start in paired), one)
        for one in sorted(alike)
        if one.label.kind is LabelKind.NUMBER and not one.label.part
    ]
    chosen = (one.item for one in find_numbers(numbers))
    return {**{feet[one.start]: one for one in chosen}, **found}


def _look(one: Candidate) -> tuple[str, str]:
    """Return how the label is written and what follows it."""
    words = one.surroundings.split()
    return words[0], words[-1]


def cut_pieces(pages: Iterable[BookPage], openings: Mapping[int, Candidate]) -> list[Piece]:
    """Cut the feet of pages at every opening and at every loss, in reading order."""
    pieces: list[Piece] = []
    for index, page in enumerate(pages):
        first = True
        for line in page.foot:
            if line.blank:
                continue
            lost = line.start in page.losses
            if first or lost or line.start in openings:
                pieces.append(_open_piece(index, line, openings, first=first, lost=lost))
            pieces[-1].lines.append(line)
            first = False
    return pieces


def _open_piece(
    page: int, line: Line, openings: Mapping[int, Candidate], *, first: bool, lost: bool
) -> Piece:
    one = openings.get(line.start)
    if one is None:
        return Piece(page, after_loss=lost, first=first)
    sign = read_sign(line, one)
    length = len(line.text[one.start - line.start : one.end - line.start].rstrip())
    span = Span(one.start, one.start + length)
    return Piece(page, [], sign, span, after_loss=lost, first=first, owner=sign)


def read_sign(line: Line, one: Candidate) -> str:
    """Return the number or sign of a candidate as its line has it."""
    return line.text[one.sign[0] - line.start : one.sign[1] - line.start]


def give_owners(
    pieces: Sequence[Piece], pages: Sequence[BookPage], last_marker: Callable[[int], int]
) -> None:
    """Tell for every piece without a number which note it belongs to, where that is certain.

    ``last_marker`` returns the number of the last marker on the page of an index or before it.
    """
    for index, piece in enumerate(pieces):
        if piece.sign:
            continue
        before = pieces[index - 1] if index else None
        after = pieces[index + 1] if index + 1 < len(pieces) else None
        piece.owner = (
            _owner_by_next(piece, before, after, pages)
            or _owner_by_last(piece, before, last_marker)
            or _owner_between(pieces, index, last_marker(len(pages)))
        )


def _owner_by_next(
    piece: Piece, before: Piece | None, after: Piece | None, pages: Sequence[BookPage]
) -> str:
    """Text right before a numbered note belongs to the number before.

    If the notes at the end of a page may be lost, any of them could be what stands last on it.
    """
    if after is None or after.number < 2 or after.after_loss:
        return ""
    wanted = after.number - 1
    if after.page == piece.page:
        return str(wanted)
    if after.page != piece.page + 1 or not after.first:
        return ""
    begun = before is not None and before.owner == str(wanted)
    return str(wanted) if begun or not pages[piece.page].open_end else ""


def _owner_by_last(piece: Piece, before: Piece | None, last_marker: Callable[[int], int]) -> str:
    """Text carried to the foot of a page belongs to the last note of the page before."""
    if before is None or not piece.first or piece.after_loss or before.page + 1 != piece.page:
        return ""
    if not before.owner.isdecimal():
        return before.owner if before.sign and not before.ends else ""
    return before.owner if int(before.owner) == last_marker(before.page) else ""


def _owner_between(pieces: Sequence[Piece], index: int, highest: int) -> str:
    """Text between notes 45 and 46, nothing being lost between, belongs to note 45."""
    before = pieces[index - 1] if index else None
    if before is None or not before.owner.isdecimal():
        return ""
    page = before.page
    for piece in pieces[index:]:
        if piece.after_loss or piece.page > page + 1 or not (piece.first or piece.sign):
            return ""
        if piece.number:
            return before.owner if piece.number == int(before.owner) + 1 else ""
        page = piece.page
    return before.owner if int(before.owner) == highest else ""


# --- Places in running text where bare digits may be note markers, and where they belong ---


_STOP = re.compile(rf"[.!?]{AFTER_STOP}*(?=$|\s)")
_ABBREVIATION = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Dr|St|pp?|vol|no|ca|al|ed|Jr|Gen|Col))\.$")


def find_stop(line: Line, start: int) -> int | None:
    """Return the offset behind the first stop of a line, from offset ``start`` on."""
    for match in _STOP.finditer(line.text, start - line.start):
        if not _ABBREVIATION.search(line.text[: match.start() + 1]):
            return line.start + match.end()
    return None


_SAME_PAGE, _NEXT_PAGE, _ELSEWHERE = 1.0, 0.3, -0.6
"""What a marker gains that stands on the page of its note, or on the one before if the note was
pushed over; and loses elsewhere. That weighs more than the look of a place."""


def choose_markers(
    pages: Sequence[BookPage],
    near: Mapping[int, Sequence[Candidate]],
    notes: Mapping[int, int],
    paired: Collection[int],
) -> dict[int, tuple[Candidate, int]]:
    """Choose the markers of one series, by their number, each with the index of its page.

    ``near`` are the candidates by the offset of their line, those of the series only;
    ``notes`` gives the page on which a note begins; ``paired`` are the offsets of the markers
    that the inference paired. What lies between these is told by the numbers that are missing.
    """
    pushed = {0: _SAME_PAGE, 1: _NEXT_PAGE}
    candidates = []
    for index, page in enumerate(pages):
        for one in (one for line in page.text for one in near.get(line.start, ())):
            number, weight = one.label.value, weigh_marker(one)
            if weight and number in notes:
                weight += pushed.get(notes[number] - index, _ELSEWHERE)
            if weight > 0:
                candidates.append(
                    Numbered(number, weight + _PAIRED * (one.start in paired), (one, index))
                )
    return {one.number: one.item for one in find_numbers(candidates)}
