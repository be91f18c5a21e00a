"""Pieces of notes at the feet of pages, and to which note each belongs.

Notes stand in the order of their numbers, so that text right before note 46 is the end of note
45, on whatever page. Where the extraction lost text between two pieces, nothing is concluded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from edition.readers.chunks import ends_sentence
from edition.readers.inference.candidates import Candidate
from edition.readers.lines import Line
from edition.readers.page_foot.measure import Setting, weigh_marker
from edition.readers.page_foot.pages import BookPage
from edition.readers.sequences import Numbered, find_numbers
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


def choose_openings(
    pages: Sequence[BookPage], openings: Mapping[int, Candidate], inside: range
) -> dict[int, Candidate]:
    """Return the numbers that open a note, by line number, for one series of numbers.

    ``inside`` are the offsets of the series; ``openings`` are those that may open one.
    """
    lines = (line for page in pages for line in page.foot if line.start in inside)
    found = (openings[line.number] for line in lines if line.number in openings)
    series = find_numbers([Numbered(one.label.value, 1.0, one) for one in found])
    return {one.item.line + 1: one.item for one in series}


def choose_sign_openings(page: BookPage, signs: Mapping[int, Candidate]) -> dict[int, Candidate]:
    """Return the asterisks or daggers that open a note at a page's foot, by line number."""
    found = [signs[line.number] for line in page.foot if line.number in signs]
    return {one.line + 1: one for one in {one.label: one for one in reversed(found)}.values()}


def cut_pieces(pages: Iterable[BookPage], openings: Mapping[int, Candidate]) -> list[Piece]:
    """Cut the feet of pages at every opening and at every loss, in reading order."""
    pieces: list[Piece] = []
    for index, page in enumerate(pages):
        first = True
        for line in page.foot:
            if line.blank:
                continue
            lost = line.number in page.losses
            if first or lost or line.number in openings:
                pieces.append(_open_piece(index, line, openings, first=first, lost=lost))
            pieces[-1].lines.append(line)
            first = False
    return pieces


def _open_piece(
    page: int, line: Line, openings: Mapping[int, Candidate], *, first: bool, lost: bool
) -> Piece:
    one = openings.get(line.number)
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
    pages: Sequence[BookPage], setting: Setting, inside: range, notes: Mapping[int, int]
) -> dict[int, tuple[Candidate, int]]:
    """Choose the markers of one series, by their number, each with the index of its page.

    ``inside`` are the offsets of the series; ``notes`` gives the page on which a note begins.
    """
    pushed = {0: _SAME_PAGE, 1: _NEXT_PAGE}
    candidates = []
    for index, page in enumerate(pages):
        lines = (line for line in page.text if line.start in inside)
        for one in (one for line in lines for one in setting.markers.get(line.number, ())):
            number, weight = one.label.value, weigh_marker(one)
            if weight and number in notes:
                weight += pushed.get(notes[number] - index, _ELSEWHERE)
            if weight > 0:
                candidates.append(Numbered(number, weight, (one, index)))
    return {one.number: one.item for one in find_numbers(candidates)}
