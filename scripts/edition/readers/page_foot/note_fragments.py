"""Pieces of notes at the feet of pages, and to which note each belongs.

Notes stand in the order of their numbers, so that text right before note 46 is the end of note
45, on whatever page. Where the extraction lost text between two pieces, nothing is concluded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from edition.readers.chunks import ends_sentence
from edition.readers.lines import Line
from edition.readers.page_foot.pages import SIGN_OPENING, BookPage
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
                candidates.append(Numbered(int(match["number"]), 1.0, line.number))
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


# --- Places in running text where bare digits may be note markers, and where they belong ---


_GLUED = re.compile(
    r"(?<=[^\s\d(\[{/\u2013\u201c\u2018+=<>_*\u2016-])(?P<number>\d{1,3})"
    r"(?=$|[\s\u2014.,;:!?)\]\"\u201d\u2019])"
)
_AFTER_YEAR = re.compile(r"(?<=\b1[5-9]\d\d|\b20\d\d)(?P<number>\d{1,3})(?=$|[\s\u2014.,;:)])")
_AT_START = re.compile(r"\s?(?P<number>\d{1,3})(?= ?[^\W\d_])")

_STOP = re.compile(rf"[.!?]{AFTER_STOP}*(?=$|\s)")
_ABBREVIATION = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Dr|St|pp?|vol|no|ca|al|ed|Jr|Gen|Col))\.$")


@dataclass(frozen=True, slots=True)
class MarkerPlace:
    """Digits that may be a marker. ``belongs`` is set if they slid to the start of their line."""

    number: int
    span: Span
    page: int
    weight: float
    belongs: int | None = None


def scan_markers(lines: Iterable[Line], page: int) -> Iterator[MarkerPlace]:
    """Yield every place of a page's text that may be a marker, in reading order."""
    for line in lines:
        if not re.search(r"\d", line.text):
            continue
        found = []
        slid = _AT_START.match(line.text)
        if slid:
            span = Span(line.start + slid.start("number"), line.start + slid.end("number"))
            glued = 0.2 if line.text[slid.end() : slid.end() + 1] != " " else 0.1
            stop = find_stop(line, slid.end())
            found.append(MarkerPlace(int(slid["number"]), span, page, glued, stop))
        for match in _GLUED.finditer(line.text):
            found.append(_place(line, match, page, _weigh(line.text, match.start())))
        for match in _AFTER_YEAR.finditer(line.text):
            found.append(_place(line, match, page, 0.3))
        yield from sorted(found, key=lambda place: place.span.start)


def _place(line: Line, match: re.Match[str], page: int, weight: float) -> MarkerPlace:
    span = Span(line.start + match.start(), line.start + match.end())
    return MarkerPlace(int(match["number"]), span, page, weight)


def _weigh(text: str, start: int) -> float:
    before, earlier = text[start - 1], text[start - 2 : start - 1]
    if before in ".,:" and earlier.isdigit():
        return 0.4
    return 1.0


def find_stop(line: Line, start: int) -> int | None:
    """Return the offset behind the first stop of a line, from column ``start`` on."""
    for match in _STOP.finditer(line.text, start):
        if not _ABBREVIATION.search(line.text[: match.start() + 1]):
            return line.start + match.end()
    return None


def choose_markers(
    places: Sequence[MarkerPlace], notes: Mapping[int, int]
) -> dict[int, MarkerPlace]:
    """Choose the markers of one series. ``notes`` gives the page on which a note begins.

    A marker stands on the page of its note, or on the one before if the note was pushed over;
    that weighs more than the look of a place.
    """
    candidates = [
        Numbered(place.number, _with_page(place, notes), place) for place in places if place.number
    ]
    return {one.number: one.item for one in find_numbers([c for c in candidates if c.weight > 0])}


def _with_page(place: MarkerPlace, notes: Mapping[int, int]) -> float:
    if place.number not in notes:
        return place.weight
    pushed = notes[place.number] - place.page
    return place.weight + {0: 1.0, 1: 0.3}.get(pushed, -0.6)
