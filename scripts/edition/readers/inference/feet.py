"""Find the notes at the foot of a page by the widths of lines: small type has longer lines.

Lines of notes are wider than lines of the text, or begin with a number proved to open a note.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from edition.readers.chunks import ends_sentence, goes_on
from edition.readers.lines import Line

_NO_WORD_CUT: Final = re.compile(r"\s*(?:[^\W\d_a-z]|(?:https?:)?//|www\.)")
"""A capital letter or a web address, with which no interrupted sentence continues."""
_CUT: Final = re.compile(r"(?:[^\W\d_]|[,;-])\s*$")
_OPENS: Final = 2.0
_WIDE: Final = 1.0
_AFTER_LOSS: Final = 0.6
"""Evidence for notes: a line that opens a note, a wide line, a line after lost text."""
_NEAR_LIMIT: Final = 0.06
"""Distance from the limit, as a share of it, below which the width of a line is weak evidence …"""
FULL: Final = 0.8
_SHORT_COST: Final = 0.3
"""… as is a line shorter than the share ``FULL`` of the width, which is this much evidence for
text."""
_NARROWER: Final = 0.95
"""Share of the limit below which the width of the line above must be where notes begin."""
_REACHES: Final = 0.9
"""Share of the width of notes above which a line continues on the next one."""


def single_width(width: float, limit: float) -> float:
    """Return the width of a line, or the mean width of several lines that an extraction joined.

    Extractions join lines divided by a hyphen. ``limit`` is the width above which a line belongs
    to notes.
    """
    return width / max(1, round(width / limit))


def weigh_width(width: float, body: float, limit: float) -> float:
    """Return the evidence of a line's width for notes, or if negative for text; at least -1.

    ``body`` is the width of full lines of the text.
    """
    doubt = (width - limit) / (_NEAR_LIMIT * limit)
    return max(-1.0, doubt) if width > FULL * body else -_SHORT_COST


@dataclass(frozen=True, slots=True)
class Feet:
    """Features that distinguish the notes at the feet of pages from the text above them."""

    lines: Sequence[Line]
    widths: Sequence[float]
    body: float
    note: float
    """Width of full lines of the notes; ``body`` is that of the text."""
    openings: Collection[int]
    """Indices of the lines that open a note."""
    torn: Collection[int] = ()
    """Indices of the lines before which the extraction lost text."""

    @property
    def limit(self) -> float:
        """Width above which a line belongs to notes."""
        return (self.body + self.note) / 2

    def _width(self, index: int) -> float:
        return single_width(self.widths[index], self.limit)

    def find(self, page: Sequence[int], *, unfinished: bool) -> int | None:
        """Return the index of the first line of notes on a page, or None without notes.

        ``page`` are the indices of its lines without furniture; ``unfinished`` states that the
        last note of the preceding page has no final stop.
        """
        best, best_score, total = len(page), 0.0, 0.0
        for place in range(len(page) - 1, -1, -1):
            total += self._score(page, place) + _AFTER_LOSS * (page[place] in self.torn)
            may_begin = self._may_begin(page, place, unfinished=unfinished)
            if total > best_score and may_begin:
                best, best_score = place, total
        # A clear first line that opens no note already continues the preceding note.
        clear = best < len(page) and page[best] not in self.torn
        unfinished = unfinished and (not clear or page[best] in self.openings)
        best = self._with_carried_line(page, best, unfinished=unfinished)
        return page[best] if best < len(page) else None

    def breaks_off(self, foot: Sequence[int]) -> bool:
        """Return whether the last line at the foot of a page is full and has no final stop."""
        last = next((i for i in reversed(foot) if not self.lines[i].blank), None)
        if last is None or ends_sentence(self.lines[last].text):
            return False
        return self._width(last) > _REACHES * self.note

    def _score(self, page: Sequence[int], place: int) -> float:
        index = page[place]
        if self.lines[index].blank:
            return 0.0
        if index in self.openings:
            return _OPENS
        width, limit = self._width(index), self.limit
        if width > limit:
            return _WIDE
        following = page[place + 1] if place + 1 < len(page) else None
        if following is None or self.lines[following].blank:
            return 0.0
        if following in self.openings or following in self.torn:
            return 0.0
        return weigh_width(width, self.body, limit)

    def _may_begin(self, page: Sequence[int], place: int, *, unfinished: bool) -> bool:
        index = page[place]
        if self.lines[index].blank:
            return False
        if index in self.torn or index in self.openings:
            return True
        if place == 0:
            return unfinished
        return self.lines[page[place - 1]].blank or (unfinished and self._widens(page, place))

    def _widens(self, page: Sequence[int], place: int) -> bool:
        """Return whether lines of the width of notes begin here, as of a note carried over."""
        above, width = self._width(page[place - 1]), self._width(page[place])
        return above < _NARROWER * self.limit < self.limit < width

    def _with_carried_line(self, page: Sequence[int], foot: int, *, unfinished: bool) -> int:
        """Return the place of a single line above the first note, carried over from the last page.

        A single line after a blank line ends a note that broke off, or cannot belong to the text:
        it begins with a capital although the preceding line has no final stop, or it continues a
        sentence although the preceding line ends one.
        """
        above = [place for place in range(foot) if not self.lines[page[place]].blank]
        if len(above) < 2:
            return foot
        last, before = above[-1], above[-2]
        text = self.lines[page[last]].text
        if last - before == 1 or not ends_sentence(text) or self._width(page[last]) > self.limit:
            return foot
        text_before = self.lines[page[before]].text
        tears = _CUT.search(text_before) and _NO_WORD_CUT.match(text)
        strange = tears or (ends_sentence(text_before) and goes_on(text))
        return last if unfinished or (foot < len(page) and strange) else foot
