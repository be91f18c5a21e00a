"""What serves the printed page (running heads, page numbers), and the notes at its foot."""

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
from edition.readers.furniture import roman_value

_NUMBER: Final = re.compile(r"[\W_]*(\d{1,4}|[ivxlc]{1,8})[\W_]*", re.IGNORECASE)
_GAP: Final = 1.45
"""Distances of lines that part the text from what is above or below it."""
_NUMBER_GAP: Final = 1.4
"""Part of its size that parts a page number from the text."""
_ZONE: Final = 4
"""Lines at an edge of a page among which running heads are looked for."""
_RECURS: Final = 0.25
"""Part of the pages on which a running head or a page number is."""
_FEW_PAGES: Final = 3
_STOPS: Final = tuple(".,;:!?")


@dataclass(slots=True)
class FootNote:
    """A note at the foot of a page: its label and the lines of its text."""

    label: str
    page: int
    lines: list[tuple[Line, int]]
    """Each line, with the count of its first characters that are the label."""


@dataclass(slots=True)
class Page:
    """A page: its lines in reading order, its notes, and what served the page alone."""

    sheet: Sheet
    label: str = ""
    printed: bool = False
    """True if the label is printed on the page."""
    stretches: list[list[Line]] = field(default_factory=list)
    notes: list[FootNote] = field(default_factory=list)
    continued: list[Line] = field(default_factory=list)
    """Lines at the foot that go on with the last note of the page before."""
    furniture: list[Line] = field(default_factory=list)

    @property
    def lines(self) -> Iterator[Line]:
        """The lines of the running text."""
        return (line for stretch in self.stretches for line in stretch)


@dataclass(frozen=True, slots=True)
class Measures:
    """What is usual in the file."""

    body: float
    """Size of the running text."""
    leading: float
    """Distance of its lines."""
    rules: frozenset[tuple[int, int]] = frozenset()
    """Place and width of the rules above notes."""
    ruled: bool = False
    """True if a rule is above all notes."""
    small_labels: bool = False
    """True if notes begin with raised or small labels."""
    note_sizes: frozenset[float] = frozenset()
    """Sizes of the lines at the foot that begin with such labels."""
    hanging: float = 0.0
    """How far the other lines of notes begin from the edge of their column."""


def read_pages(sheets: Sequence[Sheet]) -> tuple[list[Page], Measures]:
    """Return the pages of a file, without their furniture, the notes apart."""
    pages = [Page(sheet, stretches=find_lines(sheet)) for sheet in mark_raised(even_sizes(sheets))]
    measures = _measure(pages)
    _take_line_numbers(pages)
    _take_furniture(pages, measures)
    _label(pages)
    feet = _count_feet(pages, measures)
    measures = replace(measures, rules=_find_note_rules(pages))
    measures = replace(measures, ruled=_count_feet(pages, measures, ruled=True) >= _MOST * feet > 0)
    measures = _measure_notes(pages, measures)
    for before, page in zip([None, *pages], pages, strict=False):
        _take_notes(page, before, measures)
        page.notes = [part for note in page.notes for part in _part(note, page)]
    if not any(page.notes for page in pages):
        _take_roman_list(pages)
    return pages, measures


def _measure(pages: Sequence[Page]) -> Measures:
    sizes: Counter[float] = Counter()
    for page in pages:
        # Notes may have more words than the text, but none at the head of a page.
        for line in (one for s in page.stretches for one in s[: (len(s) + 1) // 2]):
            sizes[line.size] += len(line.glyphs)
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
"""Lines of a page that are numbered in its margin at least."""


def _take_line_numbers(pages: Sequence[Page]) -> None:
    """Take away the numbers of lines that a proof copy has in a margin, on a quarter of its pages.

    Those of left and right pages are in different margins.
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
            if (kept := [rest for one in stretch if (rest := _cut(one, cut.get(id(one))))])
        ]


def _find_line_numbers(page: Page) -> Iterator[tuple[Line, slice]]:
    """Yield lines with their characters that number them, beside the text."""
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
"""Part of the steps between numbers of lines that are even, and by which part they may differ."""


def _keep_even(numbers: list[tuple[Line, slice]]) -> list[tuple[Line, slice]]:
    """Return numbers if as many lines as they say are between them; labels of notes are uneven."""
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
    """Return a line without the characters at a place, or None if it has no others."""
    if place is None:
        return line
    glyphs = line.glyphs[: place.start] if place.stop is None else line.glyphs[place.stop :]
    return replace(line, glyphs=glyphs) if glyphs else None


# --- furniture ----------------------------------------------------------------------------


def _take_furniture(pages: Sequence[Page], measures: Measures) -> None:
    """Take away lines that recur at the edges of pages, and page numbers that are alone."""
    for top in (True, False):
        found = [_find_edge(page, measures, top=top) for page in pages]
        wide = [_find_edge(page, measures, top=top, last=True) for page in pages]
        texts = Counter(t for lines in wide for t in {_mask(line) for line in lines})
        noting = [any(map(_find_small_label, lines)) for lines in found]
        places = _count_places(found)
        # Notes end at one place too, and what the next page has of the last one has no label.
        ends = _count_places(itertools.compress(found, noting))
        least = max(_FEW_PAGES, _RECURS * len(pages))
        shifts = Counter(s for lines in found for s in {s for line in lines for s in _shifts(line)})
        lone = {s for lines in found if len(lines) == 1 for s in _shifts(lines[0])}
        for page, lines, noted, edge in zip(pages, found, noting, wide, strict=True):
            # A running head may have several lines; one of them has the number of the page.
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
    """Return whether a line is the number of a page; one with a stop may end a sentence."""
    if not _NUMBER.fullmatch(line.words):
        return False
    found = re.findall(r"\d+", line.words)
    return not line.words.endswith(_STOPS) or any(
        shifts.get(int(one) - line.page, 0) >= _AGREEING for one in found
    )


def _shifts(line: Line) -> set[int]:
    """Return by how much the numbers at the ends of a line exceed the index of its page."""
    found = re.findall(r"^\d{1,4}(?!\d)|(?<!\d)\d{1,4}$|^[ivxl]+\b|\b[ivxl]+$", line.words)
    numbers = (int(one) if one.isdigit() else roman_value(one) for one in found)
    return {number - line.page for number in numbers if number}


def _count_places(found: Iterable[Sequence[Line]]) -> Counter[int]:
    """Count at which heights lines are."""
    return Counter(place for lines in found for place in {round(line.base / 4) for line in lines})


def _is_foot(line: Line, measures: Measures) -> bool:
    return line.size <= _FOOT * measures.body


def _near(places: Counter[int], line: Line) -> int:
    place = round(line.base / 4)
    return max(places[place] + places[place - 1], places[place] + places[place + 1])


def _mask(line: Line) -> tuple[str, int]:
    """Return the words of a line, its numbers masked, and its place on the page."""
    return re.sub(r"\d+|^[ivxlc]+\b|\b[ivxlc]+$", "#", line.text), round(line.base / 4)


def _find_edge(page: Page, measures: Measures, *, top: bool, last: bool = False) -> list[Line]:
    """Return the lines at the top or the bottom of a page that a gap parts from the text.

    So is the line of a page that has no other. ``last`` asks for the last gap, not for the first.
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
    """Return on how many pages a running head is; headings of chapters are large as well."""
    return _FEW_PAGES if line.size <= measures.body else max(_FEW_PAGES, len(pages) / 2)


# --- labels of pages ----------------------------------------------------------------------

_AGREEING: Final = 2


def _label(pages: Sequence[Page]) -> None:
    """Label pages by the numbers printed on them that agree in distance and order.

    A page between two that agree is counted from them.
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
    """Return the number that a line is, begins with or ends with."""
    within = (re.search(pattern, line.text) for pattern in (r"^(\d{1,4})\s", r"\s(\d{1,4})$"))
    return _NUMBER.fullmatch(line.text) or next(filter(None, within), None)


# --- notes at the foot --------------------------------------------------------------------

_FOOT: Final = 0.94
"""Part of the size of the text up to which type is that of notes."""
_BESIDE: Final = 12.0
"""Points by which the rule above notes begins beside the edge of its column at most."""
_TYPED_RULE: Final = re.compile(r"[-_\u2013-\u2015\u2500\s]{3,}")
_RULE: Final = (0.06, 0.5)
"""Parts of the width of a page between which that of the rule above notes is."""
_LABEL: Final = re.compile(rf"\[?(\d{{1,4}}(?!\d)|[{MARKS}]{{1,3}})[\].):]?\s?(?=\S)")
_RAISED_LABEL: Final = re.compile(rf"\[?(\d{{1,4}}[a-z]?|[{MARKS}]{{1,3}}|[a-z])[\].)]?")


def _measure_notes(pages: Sequence[Page], measures: Measures) -> Measures:
    """Return measures with what lines that begin with small labels show of the notes."""
    sizes: Counter[float] = Counter()
    edges: list[float] = []
    for page in pages:
        for stretch in page.stretches:
            foot = stretch[_find_foot(stretch, page.sheet, measures) :]
            for line, after in itertools.zip_longest(foot, foot[1:]):
                if _find_small_label(line):
                    sizes[line.size] += 1
                    if after and not _find_small_label(after):
                        edges.append(after.x0 - after.left)
    usual = frozenset(size for size, count in sizes.items() if count >= _SEVERAL * sizes.total())
    hanging = statistics.median(edges) if edges else 0.0
    labelled = sizes.total() >= _FEW_PAGES
    return replace(measures, small_labels=labelled, note_sizes=usual, hanging=hanging)


_SEVERAL: Final = 0.1
"""Part of the notes with small labels whose size is one of those of notes."""


def _goes_on(carried: Sequence[Line], labelled: Sequence[Line], measures: Measures) -> bool:
    """Return whether lines at a foot go on with a note, and are no quotation in small type.

    ``labelled`` are the lines below them, from the first label on.
    """
    sizes = measures.note_sizes or {line.size for line in labelled[:1]}
    if any(min(abs(line.size - size) for size in sizes) > _LIKE for line in carried if sizes):
        return False
    edge = min(line.x0 - line.left for line in carried)
    if measures.small_labels and abs(edge - measures.hanging) > carried[0].size / 2:
        return False
    lines = [*carried, *labelled]
    steps = [above.base - line.base for above, line in itertools.pairwise(lines)]
    return not labelled or steps[len(carried) - 1] <= max(
        _GAP * statistics.median(steps), *steps[len(carried) :], 0.0
    )


_LIKE: Final = 0.3
"""Points by which the sizes of the lines of notes differ at most."""


def _take_notes(page: Page, before: Page | None, measures: Measures) -> None:
    """Take the notes at the foot of each stretch out of a page."""
    last = before.notes[-1].label if before and before.notes else ""
    find = _find_small_label if measures.small_labels else find_label
    open_note = bool(before and (before.notes or before.continued))
    stretches = []
    for stretch in page.stretches:
        start = _find_foot(stretch, page.sheet, measures)
        # A typed rule serves the page; it is above the foot, or the first of its small lines.
        ruled = [n for n in (start - 1, start) if 0 <= n < len(stretch)]
        for number in [n for n in ruled if start < len(stretch) and _is_typed_rule(stretch[n])]:
            page.furniture.append(stretch[number])
            stretch, start = [*stretch[:number], *stretch[number + 1 :]], number
        foot = stretch[start:]
        last = page.notes[-1].label if page.notes else last
        first = next((i for i, line in enumerate(foot) if find(line, last)), len(foot))
        if first == len(foot) and not measures.small_labels:
            # Where notes before were not seen, the text above shows which come here.
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
                # The label of a note that goes on may be repeated.
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
    """Yield a note, and those that are set on the same lines behind it, which the page calls."""
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
    """Take the notes at the end of a text whose labels, and the signs that call them, are Roman.

    Word processors number end notes so unless they are told otherwise.
    """
    lines = [line for page in pages for line in page.lines]
    called, last = 0, 0
    for number, line in enumerate(lines):
        for raised, glyphs in itertools.groupby(line.glyphs, line.is_raised):
            if raised and roman_value("".join(one.text for one in glyphs)) == called + 1:
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
            kept = ([one for one in part if id(one) not in taken] for part in page.stretches)
            page.stretches = [part for part in kept if part]
            page.notes = [note for note in notes if note.page == page.sheet.index]


def _find_called(foot: Sequence[Line], page: Page) -> tuple[int, str] | None:
    """Return the index of the first note that the page calls, and the number before its own."""
    calls = _list_calls(page.lines)
    for index, line in enumerate(foot):
        match = _LABEL.match(line.text)
        if match and match[1].isdigit() and match[1] in calls:
            return index, str(int(match[1]) - 1)
    return None


def _list_calls(lines: Iterable[Line]) -> set[str]:
    """Return the raised signs of lines."""
    return {
        plain_digits("".join(glyph.text for glyph in glyphs))
        for line in lines
        for raised, glyphs in itertools.groupby(line.glyphs, line.is_raised)
        if raised
    }


def _find_foot(stretch: Sequence[Line], sheet: Sheet, measures: Measures) -> int:
    """Return the index of the first line at the foot: in the type of notes, or below their rule."""
    ruled = [first for mark, first in _find_ruled(stretch, sheet) if mark in measures.rules]
    if ruled or measures.ruled:
        return min(ruled, default=len(stretch))
    start = len(stretch)
    while start and _is_foot(stretch[start - 1], measures):
        start -= 1
    return start


_MOST: Final = 0.8
"""Part of the feet with notes that a rule parts from the text, if one parts all."""


def _count_feet(pages: Sequence[Page], measures: Measures, *, ruled: bool = False) -> int:
    """Count the columns that end with small type and a note in it, or with notes below a rule."""
    count = 0
    for page in pages:
        for stretch in page.stretches:
            marks = {mark for mark, _ in _find_ruled(stretch, page.sheet)}
            foot = stretch[_find_foot(stretch, page.sheet, measures) :]
            if any(map(_find_small_label, foot)) and (not ruled or marks & measures.rules):
                count += 1
    return count


def _find_ruled(stretch: Sequence[Line], sheet: Sheet) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield place and width of each short rule, and the index of the first line below it.

    A rule is drawn, or typed as a line of dashes.
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
    return _TYPED_RULE.fullmatch(line.text) is not None


def _find_note_rules(pages: Sequence[Page]) -> frozenset[tuple[int, int]]:
    """Return the rules below which notes begin on several pages, or with a raised label."""
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
    """Return the label that a line at the foot begins with, and how many characters it takes.

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
