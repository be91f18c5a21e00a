"""Pages of a book: the lines of the running text, the lines at the foot, and the furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from edition.model.document import Furniture, Page, PageEvidence
from edition.readers.chunks import ends_sentence
from edition.readers.furniture import NOTE_RULE
from edition.readers.lines import Line
from edition.readers.page_foot.measure import Setting
from edition.readers.page_foot.page_breaks import Stretch
from edition.readers.page_foot.page_heads import PageHeads, set_aside

_NO_WORD_CUT = re.compile(r"\s*(?:[^\W\d_a-z]|(?:https?:)?//|www\.)")
"""A capital or an address: what a sentence that was cut does not go on with."""


@dataclass(frozen=True, slots=True)
class BookPage:
    """A page with its lines, blank ones included, in the order of the witness."""

    label: str
    start: int
    evidence: tuple[PageEvidence, ...]
    text: tuple[Line, ...]
    foot: tuple[Line, ...]
    losses: frozenset[int]
    """Numbers of lines before which the extraction lost text."""
    open_end: bool
    """True if text may be lost at the page's end, because nothing but a space marks it."""

    @property
    def page(self) -> Page:
        """The page as the model has it."""
        return Page(self.label, self.start, not self.evidence, self.evidence)


def make_pages(
    setting: Setting, stretches: Sequence[Stretch], losses: Sequence[int], heads: PageHeads
) -> tuple[list[BookPage], list[Furniture]]:
    """Make the pages from labelled stretches. ``losses`` are indices of lines after lost text."""
    pages: list[BookPage] = []
    furniture: list[Furniture] = []
    unfinished = False
    for index, stretch in enumerate(stretches):
        last = index + 1 == len(stretches)
        end = len(setting.lines) if last else stretches[index + 1].start
        inside, found = set_aside(setting.lines[stretch.start : end], stretch.label, heads)
        furniture += found
        lost = frozenset(setting.lines[i].number for i in losses if stretch.start < i < end)
        split = _under_rule(setting, inside, found, unfinished=unfinished)
        if split is None:
            split = find_foot(setting, inside, lost, unfinished=unfinished)
        text, foot = inside[:split], inside[split:]
        unfinished = _breaks_off(setting, foot)
        first = next(line for line in setting.lines[stretch.start : end] if not line.blank)
        firm = last or stretches[index + 1].firm
        pages.append(
            BookPage(
                stretch.label, first.content.start, stretch.evidence, text, foot, lost, not firm
            )
        )
    return pages, furniture


def _under_rule(
    setting: Setting, lines: Sequence[Line], furniture: Sequence[Furniture], *, unfinished: bool
) -> int | None:
    """Return the index of the first line under the rule above the notes; None without a rule."""
    rules = [item.span.end for item in furniture if item.kind == NOTE_RULE]
    for rule in reversed(rules):
        below = (i for i, line in enumerate(lines) if line.start >= rule and not line.blank)
        first = next(below, None)
        if first is not None and (unfinished or _is_opening(setting, lines[first])):
            return first
    return None


def _breaks_off(setting: Setting, foot: Sequence[Line]) -> bool:
    """True if the last line at a foot is full and comes to no stop."""
    last = next((line for line in reversed(foot) if not line.blank), None)
    if last is None or ends_sentence(last.text):
        return False
    measure = setting.measures.note or setting.measures.body
    return setting.width(last) > 0.9 * measure


def find_foot(
    setting: Setting,
    lines: Sequence[Line],
    losses: frozenset[int] = frozenset(),
    *,
    unfinished: bool = False,
) -> int:
    """Return the index of the first line at the foot of a page; ``len(lines)`` if there is none.

    Lines of notes are wider than the measure of the text, or begin with a number or sign.
    ``losses`` are numbers of lines after lost text; ``unfinished`` says that the last note of
    the page before has not come to a stop.
    """
    scores = [
        _foot_score(setting, lines, index, losses) + 0.6 * (line.number in losses)
        for index, line in enumerate(lines)
    ]
    best, best_score, total = len(lines), 0.0, 0.0
    for index in range(len(lines) - 1, -1, -1):
        total += scores[index]
        may_begin = _may_begin_foot(setting, lines, index, losses) or (
            unfinished and _widens(setting, lines, index)
        )
        if total > best_score + 1e-9 and may_begin:
            best, best_score = index, total
    begins = best < len(lines) and lines[best].number not in losses
    if begins and not _is_opening(setting, lines[best]):
        return best
    return _with_carried_line(setting, lines, best, unfinished=unfinished)


def _foot_score(
    setting: Setting, lines: Sequence[Line], index: int, losses: frozenset[int]
) -> float:
    line = lines[index]
    if line.blank:
        return 0.0
    width, measures = setting.width(line), setting.measures
    if _is_opening(setting, line) and _is_clear(setting, line):
        return 2.0
    if width > measures.note_limit:
        return 1.0
    following = lines[index + 1] if index + 1 < len(lines) else None
    if following is None or following.blank or _is_opening(setting, following):
        return 0.0
    if following.number in losses:
        return 0.0
    if not measures.note:
        return -0.25
    # Near the limit the width says little; a line much too short for either says little too.
    doubt = (width - measures.note_limit) / (0.06 * measures.note_limit)
    return max(-1.0, doubt) if width > 0.8 * measures.body else -0.3


def _is_opening(setting: Setting, line: Line) -> bool:
    return setting.opens_note(line) or line.number in setting.signs


def _is_clear(setting: Setting, line: Line) -> bool:
    return setting.opens_clearly(line) or line.number in setting.signs


def _may_begin_foot(
    setting: Setting, lines: Sequence[Line], index: int, losses: frozenset[int]
) -> bool:
    if lines[index].blank:
        return False
    if lines[index].number in losses:
        return True
    return index == 0 or lines[index - 1].blank or _is_opening(setting, lines[index])


def _widens(setting: Setting, lines: Sequence[Line], index: int) -> bool:
    """True if the measure of notes begins with a line: a note carried over stands right there."""
    if index == 0 or lines[index].blank or lines[index - 1].blank:
        return False
    limit = setting.measures.note_limit
    return setting.width(lines[index - 1]) < 0.95 * limit < limit < setting.width(lines[index])


def _with_carried_line(
    setting: Setting, lines: Sequence[Line], foot: int, *, unfinished: bool
) -> int:
    """Return the start of a single line above the first note, carried over from the last page.

    A line alone behind a blank line ends a note that broke off, or it would tear a sentence of
    the text: it begins with a capital where the line before it has not come to a stop.
    """
    above = [i for i in range(foot) if not lines[i].blank]
    if len(above) < 2:
        return foot
    last, before = above[-1], above[-2]
    alone = last - before > 1 and ends_sentence(lines[last].text)
    if not alone or setting.width(lines[last]) > setting.measures.note_limit:
        return foot
    cut = re.search(r"(?:[^\W\d_]|[,;-])\s*$", lines[before].text) and foot < len(lines)
    tears = bool(cut) and bool(_NO_WORD_CUT.match(lines[last].text))
    return last if unfinished or tears else foot
