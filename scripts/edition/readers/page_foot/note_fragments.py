"""Pieces of notes at the feet of pages, and to which note each belongs.

Notes stand in the order of their numbers, so that text right before note 46 is the end of note
45, on whatever page. Where the extraction lost text between two pieces, nothing is concluded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from edition.readers.lines import Line
from edition.readers.page_foot.note_openings import is_clear
from edition.readers.page_foot.pages import SIGN_OPENING, BookPage, ends_note
from edition.readers.sequences import Numbered, find_numbers
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
        return ends_note(self.lines[-1].text)

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
    pages: Sequence[BookPage], opening: re.Pattern[str], start: int, end: int
) -> dict[int, str]:
    """Return line numbers with the signs that open a note there, for one series of numbers.

    ``start`` and ``end`` are the offsets between which the series stands; ``opening`` matches
    the first line of a note.
    """
    candidates: list[Numbered] = []
    for page in pages:
        for line in page.foot:
            match = opening.match(line.text) if start <= line.start < end else None
            if match:
                weight = 1.0 if is_clear(line.text) else 0.3
                candidates.append(Numbered(int(match["number"]), weight, line.number))
    return {one.item: str(one.number) for one in find_numbers(candidates)}


def choose_sign_openings(page: BookPage) -> dict[int, str]:
    """Return line numbers with the asterisks or daggers that open a note at a page's foot."""
    found: dict[int, str] = {}
    for line in page.foot:
        match = SIGN_OPENING.match(line.text)
        if match and match["sign"] not in found.values():
            found[line.number] = match["sign"]
    return found


def cut_pieces(pages: Iterable[BookPage], openings: Mapping[int, str]) -> list[Piece]:
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
    page: int, line: Line, openings: Mapping[int, str], *, first: bool, lost: bool
) -> Piece:
    sign = openings.get(line.number, "")
    piece = Piece(page, sign=sign, after_loss=lost, first=first, owner=sign)
    if sign:
        start = line.start + len(line.text) - len(line.text.lstrip())
        stop = bool(re.match(r"[.)]\s", line.text.lstrip()[len(sign) :]))
        piece.sign_span = Span(start, start + len(sign) + stop)
    return piece


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


SIGN_MARKER = re.compile(
    r"(?<=[^\s*\u2020\u2021])(?P<sign>\*{1,3}|\u2020{1,2}|\u2021)(?![\w*\u2020\u2021])"
)
"""A sign glued to the word or stop before it."""
