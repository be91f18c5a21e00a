"""Separate page furniture (running heads, page numbers) and footnotes from the text."""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Final

from edition.importing.pdf.characters import Sheet, even_sizes, mark_raised
from edition.importing.pdf.lines import Line, find_lines, plain_digits, set_edges
from edition.model.note_keys import MARKS
from edition.readers.furniture import is_rule, roman_value

_NUMBER: Final = re.compile(r"[\W_]*(\d{1,4}|[ivxlc]{1,8})[\W_]*", re.IGNORECASE)
_GAP: Final = 1.45
"""Minimum gap between the text and the lines above or below it, in distances of lines."""
_NUMBER_GAP: Final = 1.4
"""Minimum gap between a page number and the text, relative to the size of the number."""
_ZONE: Final = 4
"""Maximum number of lines at the edge of a page that are searched for running heads."""
_RECURS: Final = 0.25
"""Minimum share of pages on which a running head or a page number occurs."""
_FEW_PAGES: Final = 3
_STOPS: Final = tuple(".,;:!?")


@dataclass(slots=True)
class FootNote:
    """A note at the foot of a page: its label and the lines of its text."""

    label: str
    page: int
    lines: list[tuple[Line, int]]
    """Each line and the number of characters of the label at its start."""


@dataclass(slots=True)
class Page:
    """A page: its lines in reading order, its notes and its furniture."""

    sheet: Sheet
    label: str = ""
    printed: bool = False
    """True if the label is printed on the page."""
    stretches: list[list[Line]] = field(default_factory=list)
    notes: list[FootNote] = field(default_factory=list)
    continued: list[Line] = field(default_factory=list)
    """Lines at the foot that continue the last note of the preceding page."""
    furniture: list[Line] = field(default_factory=list)

    @property
    def lines(self) -> Iterator[Line]:
        """The lines of the running text."""
        return (line for stretch in self.stretches for line in stretch)


@dataclass(frozen=True, slots=True)
class Measures:
    """Typical measures of the file, in points except for rules."""

    body: float
    """Type size of the running text."""
    leading: float
    """Distance of the lines of the running text."""
    rules: frozenset[tuple[int, int]] = frozenset()
    """Position and width of the rules above notes, in units of two points."""
    ruled: bool = False
    """True if all notes are below a rule."""
    small_labels: bool = False
    """True if notes begin with raised or small labels."""
    note_sizes: frozenset[float] = frozenset()
    """Sizes of the lines at the foot that begin with raised or small labels."""


def read_pages(sheets: Sequence[Sheet]) -> tuple[list[Page], Measures]:
    """Return the pages of a file, with furniture and notes separated from the text."""
    pages = [Page(sheet, stretches=find_lines(sheet)) for sheet in mark_raised(even_sizes(sheets))]
    measures = _measure(pages)
    _take_line_numbers(pages)
    _take_furniture(pages, measures)
    _label(pages)
    feet = _count_feet(pages, measures)
    measures = replace(measures, rules=_find_note_rules(pages))
    measures = replace(measures, ruled=_count_feet(pages, measures, ruled=True) >= _MOST * feet > 0)
    measures = _measure_notes(pages, measures)
    last = ""
    for before, page in zip([None, *pages], pages, strict=False):
        last = before.notes[-1].label if before and before.notes else last
        _take_notes(page, before, last, measures)
        page.notes = [part for note in page.notes for part in _part(note, page)]
    if not any(page.notes for page in pages):
        _take_roman_list(pages)
    return pages, measures


def _measure(pages: Sequence[Page]) -> Measures:
    sizes: Counter[float] = Counter()
    for page in pages:
        # Notes may have more words and lines than the text, but are not in the upper half.
        heights = [line.base for line in page.lines]
        middle = (max(heights) + min(heights)) / 2 if heights else 0.0
        for line in page.lines:
            sizes[line.size] += len(line.glyphs) * (line.base >= middle)
    body = max(sizes, key=lambda size: (sizes[size], size), default=10.0)
    steps = [
        a.base - b.base
        for page in pages
        for stretch in page.stretches
        for a, b in itertools.pairwise(stretch)
        if a.size == b.size == body and 0 < a.base - b.base < 3 * body
    ]
    rounded = Counter(round(step, 1) for step in steps)
    return Measures(body, max(rounded, key=lambda s: rounded[s], default=1.2 * body))


# --- numbers of lines ---------------------------------------------------------------------

_LINE_NUMBER: Final = re.compile(r"\d{1,3}(?:\.\d{1,2})?")
_FEWEST_NUMBERED: Final = 4
"""Minimum number of lines numbered in the margin of a page."""


def _take_line_numbers(pages: Sequence[Page]) -> None:
    """Remove line numbers from the margins of a proof copy, if on at least a quarter of its pages.

    The numbers of left and right pages may be in different margins.
    """
    found = [_keep_even([*_find_line_numbers(page)]) for page in pages]
    numbered = sum(len(numbers) >= _FEWEST_NUMBERED for numbers in found)
    if numbered < max(2, _RECURS * len(pages)):
        return
    for page, numbers in zip(pages, found, strict=True):
        cut = {id(line): place for line, place in numbers}
        page.furniture += [replace(line, glyphs=line.glyphs[place]) for line, place in numbers]
        page.stretches = [
            set_edges(kept)
            for stretch in page.stretches
            if (kept := [rest for line in stretch if (rest := _cut(line, cut.get(id(line))))])
        ]


def _find_line_numbers(page: Page) -> Iterator[tuple[Line, slice]]:
    """Yield numbered lines with the range of the characters of the number beside the text."""
    if not (lines := [*page.lines]):
        return
    left = statistics.median(line.x0 for line in lines)
    right = statistics.quantiles([0.0, *(line.x1 for line in lines)], n=4)[-1]
    for line in lines:
        before = sum(glyph.x1 < left for glyph in line.glyphs)
        after = sum(glyph.x0 > right + line.size / 2 for glyph in line.glyphs)
        for place in (slice(before), slice(len(line.glyphs) - after, None)):
            if _LINE_NUMBER.fullmatch("".join(glyph.text for glyph in line.glyphs[place])):
                yield line, place
                break


_EVEN: Final = 0.15
_MOSTLY: Final = 0.6
"""Minimum share of even steps between line numbers; ``_EVEN`` is their relative tolerance."""


def _keep_even(numbers: list[tuple[Line, slice]]) -> list[tuple[Line, slice]]:
    """Return line numbers if they are evenly spaced, unlike labels of notes, or an empty list."""
    places = [(line.base, _read_last(line, place)) for line, place in numbers]
    heights = [
        (above - base) / (number - before)
        for (above, before), (base, number) in itertools.pairwise(places)
        if number > before
    ]
    usual = statistics.median(heights) if heights else 0.0
    even = sum(abs(height - usual) <= _EVEN * usual for height in heights)
    return numbers if even >= _MOSTLY * (len(numbers) - 1) > 0 else []


def _read_last(line: Line, place: slice) -> int:
    return int("".join(glyph.text for glyph in line.glyphs[place]).rpartition(".")[2])


def _cut(line: Line, place: slice | None) -> Line | None:
    """Return a line without the given range of characters, or None if no others remain."""
    if place is None:
        return line
    glyphs = line.glyphs[: place.start] if place.stop is None else line.glyphs[place.stop :]
    return replace(line, glyphs=glyphs) if glyphs else None


# --- furniture ----------------------------------------------------------------------------


def _take_furniture(pages: Sequence[Page], measures: Measures) -> None:
    """Remove lines that recur at the edges of pages, and page numbers on their own."""
    for top in (True, False):
        found = [_find_edge(page, measures, top=top) for page in pages]
        wide = [_find_edge(page, measures, top=top, last=True) for page in pages]
        texts = Counter(t for lines in wide for t in {_mask(line) for line in lines})
        noting = [any(map(_find_small_label, lines)) for lines in found]
        places = _count_places(found)
        # Notes also end at the same height, and the continuation of a note has no label.
        ends = _count_places(itertools.compress(found, noting))
        least = max(_FEW_PAGES, _RECURS * len(pages))
        shifts = Counter(s for lines in found for s in {s for line in lines for s in _shifts(line)})
        lone = {s for lines in found if len(lines) == 1 for s in _shifts(lines[0])}
        for page, lines, noted, edge in zip(pages, found, noting, wide, strict=True):
            # A running head may have several lines, of which a single line has the page number.
            own = {shift for line in lines for shift in _shifts(line)}
            numbered = any(
                shifts[shift] >= (_AGREEING if shift in lone else least) for shift in own
            )
            taken = {
                id(line)
                for line in lines
                if _is_number(line, shifts)
                or (not noted and numbered and line.size <= measures.body)
                or (
                    not noted
                    and _is_foot(line, measures)
                    and _near(places, line) >= least
                    and not _near(ends, line)
                )
            }
            taken |= {
                id(line)
                for line in ([] if noted else edge)
                if texts[_mask(line)] >= _count_heads(line, pages, measures)
            }
            page.furniture += [line for line in edge if id(line) in taken]
            page.stretches = [
                kept
                for stretch in page.stretches
                if (kept := [line for line in stretch if id(line) not in taken])
            ]


def _is_number(line: Line, shifts: Mapping[int, int]) -> bool:
    """Return whether a line is a page number; a number with a full stop may end a sentence."""
    if not _NUMBER.fullmatch(line.words):
        return False
    found = re.findall(r"\d+", line.words)
    return not line.words.endswith(_STOPS) or any(
        shifts.get(int(numeral) - line.page, 0) >= _AGREEING for numeral in found
    )


def _shifts(line: Line) -> set[int]:
    """Return the differences of the numbers at the ends of a line from the index of its page."""
    found = re.findall(r"^\d{1,4}(?!\d)|(?<!\d)\d{1,4}$|^[ivxl]+\b|\b[ivxl]+$", line.words)
    numbers = (int(numeral) if numeral.isdigit() else roman_value(numeral) for numeral in found)
    return {number - line.page for number in numbers if number}


def _count_places(found: Iterable[Sequence[Line]]) -> Counter[int]:
    """Count the heights at which lines are."""
    return Counter(place for lines in found for place in {round(line.base / 4) for line in lines})


def _is_foot(line: Line, measures: Measures) -> bool:
    return line.size <= _FOOT * measures.body


def _near(places: Counter[int], line: Line) -> int:
    place = round(line.base / 4)
    return max(places[place] + places[place - 1], places[place] + places[place + 1])


def _mask(line: Line) -> tuple[str, int]:
    """Return the text of a line with numbers masked, and its height on the page."""
    return re.sub(r"\d+|^[ivxlc]+\b|\b[ivxlc]+$", "#", line.text), round(line.base / 4)


def _find_edge(page: Page, measures: Measures, *, top: bool, last: bool = False) -> list[Line]:
    """Return the lines at the top or bottom of a page that a gap separates from the text.

    The only line of a page is returned as well. ``last`` selects the last gap instead of the first.
    """
    lines = sorted(page.lines, key=lambda line: -line.base if top else line.base)
    if len(lines) == 1:
        return lines
    counts = range(1, min(_ZONE, len(lines) - 1) + 1)
    for count in reversed(counts) if last else counts:
        step = abs(lines[count].base - lines[count - 1].base)
        number = count == 1 and _NUMBER.fullmatch(lines[0].text)
        if step > (_NUMBER_GAP * lines[0].size if number else _GAP * measures.leading):
            return lines[:count]
    return []


def _count_heads(line: Line, pages: Sequence[Page], measures: Measures) -> float:
    """Return the minimum pages of a running head; more in large type, as for chapter headings."""
    return _FEW_PAGES if line.size <= measures.body else max(_FEW_PAGES, len(pages) / 2)


# --- labels of pages ----------------------------------------------------------------------

_AGREEING: Final = 2


def _label(pages: Sequence[Page]) -> None:
    """Label pages by their printed numbers, if these agree in distance and order.

    A page without a number between two that agree is labelled by counting.
    """
    printed = {
        page.sheet.index: int(match[1])
        for page in pages
        for line in page.furniture
        if (match := _find_number(line)) and match[1].isdigit()
    }
    shifts = Counter(number - index for index, number in printed.items())
    usual, count = shifts.most_common(1)[0] if shifts else (0, 0)
    agreeing = [index for index, number in printed.items() if number - index == usual]
    counted = range(min(agreeing), max(agreeing)) if count >= _AGREEING else range(0)
    for page in pages:
        index = page.sheet.index
        number = printed.get(index)
        if number is not None and shifts[number - index] >= _AGREEING:
            page.label, page.printed = str(number), True
        else:
            page.label = str(index + usual) if index in counted else page.sheet.label


def _find_number(line: Line) -> re.Match[str] | None:
    """Return the number that makes up a line, or with which it begins or ends."""
    within = (re.search(pattern, line.text) for pattern in (r"^(\d{1,4})\s", r"\s(\d{1,4})$"))
    return _NUMBER.fullmatch(line.text) or next(filter(None, within), None)


# --- notes at the foot --------------------------------------------------------------------

_FOOT: Final = 0.94
"""Maximum type size of notes, relative to the text."""
_BESIDE: Final = 12.0
"""Maximum distance between the rule above notes and the edge of its column, in points."""
_FEWEST_STROKES: Final = 3
_RULE: Final = (0.06, 0.5)
"""Minimum and maximum width of the rule above notes, relative to the page."""
_LABEL: Final = re.compile(rf"\[?(\d{{1,4}}(?!\d)|[{MARKS}]{{1,3}})[\].):]?\s?(?=\S)")
_RAISED_LABEL: Final = re.compile(rf"\[?(\d{{1,4}}[a-z]?|[{MARKS}]{{1,3}}|[a-z])[\].)]?")


def _measure_notes(pages: Sequence[Page], measures: Measures) -> Measures:
    """Return the measures completed from the lines of notes that begin with small labels."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for stretch in page.stretches:
            foot = stretch[_find_foot(stretch, page.sheet, measures) :]
            sizes.update(line.size for line in foot if _find_small_label(line))
    usual = frozenset(size for size, count in sizes.items() if count >= _SEVERAL * sizes.total())
    labelled = sizes.total() >= _FEW_PAGES
    return replace(measures, small_labels=labelled, note_sizes=usual)


_SEVERAL: Final = 0.1
"""Minimum share of the notes with small labels for their size to be a size of notes."""


def _goes_on(carried: Sequence[Line], labelled: Sequence[Line], measures: Measures) -> bool:
    """Return whether lines at the foot continue a note, and are not a quotation in small type.

    ``labelled`` are the lines below them, from the first label onwards.
    """
    sizes = measures.note_sizes or {line.size for line in labelled[:1]}
    if any(min(abs(line.size - size) for size in sizes) > _LIKE for line in carried if sizes):
        return False
    lines = [*carried, *labelled]
    steps = [above.base - line.base for above, line in itertools.pairwise(lines)]
    return not labelled or steps[len(carried) - 1] <= max(
        _GAP * statistics.median(steps), *steps[len(carried) :], 0.0
    )


_LIKE: Final = 0.3
"""Maximum difference of the type sizes of lines of notes, in points."""


def _take_notes(page: Page, before: Page | None, last: str, measures: Measures) -> None:
    """Move notes at the feet of stretches to the notes of a page; ``last`` is the label before."""
    find = _find_small_label if measures.small_labels else find_label
    open_note = bool(before and (before.notes or before.continued))
    stretches = []
    for stretch in page.stretches:
        start = _find_foot(stretch, page.sheet, measures)
        # A typed rule is furniture; it is above the foot, or the first of its small lines.
        ruled = [n for n in (start - 1, start) if 0 <= n < len(stretch)]
        for number in [n for n in ruled if start < len(stretch) and _is_typed_rule(stretch[n])]:
            page.furniture.append(stretch[number])
            stretch, start = [*stretch[:number], *stretch[number + 1 :]], number
        foot = stretch[start:]
        last = page.notes[-1].label if page.notes else last
        first = next((i for i, line in enumerate(foot) if find(line, last)), len(foot))
        if first == len(foot) and not measures.small_labels:
            # If earlier notes were not found, the calls in the text show which notes are here.
            first, last = _find_called(foot, page) or (first, last)
        carries = first and (open_note or page.notes) and _is_apart(stretch, start)
        carried = foot[:first] if carries and _goes_on(foot[:first], foot[first:], measures) else []
        if first == len(foot) and not carried:
            stretches.append(stretch)
            continue
        body = stretch[: start + (0 if carried else first)]
        if page.notes:
            page.notes[-1].lines.extend((line, 0) for line in carried)
        else:
            page.continued += carried
        for line in foot[first:]:
            label = find(line, page.notes[-1].label if page.notes else last)
            again = label and open_note and not page.notes and label[0] == last
            if label and again and last not in _list_calls(body):
                # The label of a continued note may be repeated.
                page.continued += filter(None, [_cut(line, slice(label[1]))])
            elif not label and not page.notes:
                page.continued.append(line)
            elif label:
                page.notes.append(FootNote(label[0], page.sheet.index, [(line, label[1])]))
            else:
                page.notes[-1].lines.append((line, 0))
        stretches.append(body)
    page.stretches = [set_edges(stretch) for stretch in stretches if stretch]


def _part(note: FootNote, page: Page) -> Iterator[FootNote]:
    """Yield a note and the notes that follow on the same lines, if the page calls them."""
    calls = _list_calls(page.lines)
    current = FootNote(note.label, note.page, [])
    for line, skip in note.lines:
        start, spaced = 0, [*line.spaced()]
        for at in range(skip + 1, len(spaced)):
            space, glyph = spaced[at]
            if not space or not line.is_raised(glyph):
                continue
            signs = [*takewhile(line.is_raised, line.glyphs[at:])]
            label = plain_digits("".join(sign.text for sign in signs))
            if label.isdigit() and _is_next(label, current.label) and label in calls:
                current.lines.append((replace(line, glyphs=line.glyphs[start:at]), skip))
                yield current
                current, start, skip = FootNote(label, note.page, []), at, len(signs)
        current.lines.append((replace(line, glyphs=line.glyphs[start:]), skip))
    yield current


def _take_roman_list(pages: Sequence[Page]) -> None:
    """Extract endnotes with Roman numerals as labels and calls.

    Word processors number endnotes in this way by default.
    """
    lines = [line for page in pages for line in page.lines]
    called, last = 0, 0
    for number, line in enumerate(lines):
        for raised, glyphs in itertools.groupby(line.glyphs, line.is_raised):
            if raised and roman_value("".join(glyph.text for glyph in glyphs)) == called + 1:
                called, last = called + 1, number
    notes: list[FootNote] = []
    for line in lines[last + 1 :]:
        label = line.text.partition(" ")[0]
        if roman_value(label) == len(notes) + 1 <= called:
            notes.append(FootNote(label, line.page, [(line, len(label))]))
        elif notes:
            notes[-1].lines.append((line, 0))
    if called >= _FEW_PAGES and len(notes) == called:
        taken = {id(line) for note in notes for line, _ in note.lines}
        for page in pages:
            kept = ([line for line in part if id(line) not in taken] for part in page.stretches)
            page.stretches = [part for part in kept if part]
            page.notes = [note for note in notes if note.page == page.sheet.index]


def _find_called(foot: Sequence[Line], page: Page) -> tuple[int, str] | None:
    """Return the index of the first note that the page calls, and the preceding note number."""
    calls = _list_calls(page.lines)
    for index, line in enumerate(foot):
        match = _LABEL.match(line.text)
        if match and match[1].isdigit() and match[1] in calls:
            return index, str(int(match[1]) - 1)
    return None


def _list_calls(lines: Iterable[Line]) -> set[str]:
    """Return the raised signs of lines."""
    return {
        plain_digits("".join(glyph.text for glyph in glyphs)).strip("[]()")
        for line in lines
        for raised, glyphs in itertools.groupby(line.glyphs, line.is_raised)
        if raised
    }


def _find_foot(stretch: Sequence[Line], sheet: Sheet, measures: Measures) -> int:
    """Return the index of the first line at the foot: below a note rule, or in note size."""
    ruled = [first for mark, first in _find_ruled(stretch, sheet) if mark in measures.rules]
    if ruled or measures.ruled:
        return min(ruled, default=len(stretch))
    start = len(stretch)
    while start and _is_foot(stretch[start - 1], measures):
        start -= 1
    return start


_MOST: Final = 0.8
"""Minimum share of feet with notes below a rule for all notes to be below a rule."""


def _count_feet(pages: Sequence[Page], measures: Measures, *, ruled: bool = False) -> int:
    """Count the columns that end with notes in small type, or with notes below a rule."""
    count = 0
    for page in pages:
        for stretch in page.stretches:
            marks = {mark for mark, _ in _find_ruled(stretch, page.sheet)}
            foot = stretch[_find_foot(stretch, page.sheet, measures) :]
            if any(map(_find_small_label, foot)) and (not ruled or marks & measures.rules):
                count += 1
    return count


def _find_ruled(stretch: Sequence[Line], sheet: Sheet) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield the position and width of each short rule, and the index of the first line below it.

    A rule is drawn or typed as a line of dashes.
    """
    for number, line in enumerate(stretch[:-1], 1):
        if _is_typed_rule(line):
            yield (round(line.x0 / 2), round((line.x1 - line.x0) / 2)), number
    for left, right, height in sheet.rules:
        width = right - left
        if _RULE[0] * sheet.width < width < _RULE[1] * sheet.width:
            first = next((i for i, line in enumerate(stretch) if line.base < height), len(stretch))
            if first < len(stretch) and abs(stretch[first].left - left) < _BESIDE:
                yield (round(left / 2), round(width / 2)), first


def _is_typed_rule(line: Line) -> bool:
    return is_rule("".join(line.text.split()), _FEWEST_STROKES)


def _find_note_rules(pages: Sequence[Page]) -> frozenset[tuple[int, int]]:
    """Return the rules below which notes begin on several pages or with a raised label."""
    below = [
        (mark, stretch[first])
        for page in pages
        for stretch in page.stretches
        for mark, first in _find_ruled(stretch, page.sheet)
        if find_label(stretch[first], "")
    ]
    found = Counter(mark for mark, _ in below)
    raised = {mark for mark, line in below if _find_small_label(line)}
    return frozenset(raised.union(mark for mark, count in found.items() if count >= _AGREEING))


def _is_apart(stretch: Sequence[Line], start: int) -> bool:
    """Return whether a gap separates the foot from the text above it."""
    if not start:
        return True
    above, first = stretch[start - 1], stretch[start]
    steps = [a.base - b.base for a, b in zip(stretch[start:], stretch[start + 1 :], strict=False)]
    usual = statistics.median(steps) if steps else 1.2 * first.size
    return above.base - first.base > 1.2 * usual


def find_label(line: Line, last: str) -> tuple[str, int] | None:
    """Return the label at the start of a line at the foot, and its length in characters.

    A label in the size of its line must be the next number after ``last``, or 1, or a symbol.
    """
    if small := _find_small_label(line):
        return small
    match = _LABEL.match(line.text)
    if not match or (match[1].isdigit() and not _is_next(match[1], last)):
        return None
    return match[1], len("".join(match[0].split()))


def _find_small_label(line: Line, last: str = "") -> tuple[str, int] | None:
    small = [glyph.text for glyph in takewhile(line.is_small, line.glyphs)]
    match = _RAISED_LABEL.fullmatch(plain_digits("".join(small)))
    return (match[1], len(small)) if match else None


def _is_next(label: str, last: str) -> bool:
    return label == "1" or (last.isdigit() and int(label) == int(last) + 1)
