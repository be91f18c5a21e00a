"""Pages: where they end, what served them, and which numbers are proved to be theirs.

A line is page furniture because it recurs where pages end, whatever it says; digits are masked
and single letters may be misread. A number is a page's label only if others agree with it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import islice, pairwise
from operator import attrgetter
from typing import Final, NamedTuple

from edition.model.document import Furniture, Page, PageEvidence, PageSign
from edition.readers.chunks import ends_sentence
from edition.readers.furniture import PAGE_NUMBER, RUNNING_HEAD, roman_value, to_roman
from edition.readers.lines import Line
from edition.readers.page_ends import AUTO, find_form_feeds, find_set_in, find_signs
from edition.readers.sequences import find_longest
from edition.text.span import Span

ANY: Final = "any"

_MARKED: Final = re.compile(
    r"\W*(?:page|pg\.?|p\.|seite|с\.|стр\.)?\W*(?P<number>\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:of|/)\s*\d{1,4}(?:\s+pages)?)?\W*",
    re.IGNORECASE,
)
_EDGE: Final = re.compile(
    r"^\W*((?:\d{1,4}|[ivxlc]{1,7})\b|\d{1,4}(?=[\[(]?[^\W\d_]))(?!\s*[.)]\s)"
    r"|\b(\d{1,4}|[ivxlc]{1,7})\W*$"
)
"""A number at either end of a line; an extraction can glue it to the words of a running line."""
_FEWEST: Final = 3
"""Pages in a row on which a recurring line is furniture …"""
_FEWEST_PLAIN: Final = 2
"""… and for capitals and numbers."""
_STRIDE: Final = 2
"""Heads of left and right pages alternate: the same one comes on every second page."""
_DEEPEST: Final = 6
"""Lines on either side of a page's end among which furniture is looked for."""
_ALIKE: Final = 0.86
"""Share of letters in which two readings of one running line agree."""
_LONGER: Final = 0.1
"""Share of its letters by which a misread line may be longer or shorter."""
_CUTTING: Final = 1 / 3
"""Share of the page numbers that cut a sentence, as numbers of sections never do."""
_WIDE: Final = 0.8
"""Share of the line below up to which a head is wide that touches it."""
_LONGEST: Final = 120
"""Characters of the longest line that can be furniture."""
_FEWEST_NUMBERS: Final = 3
_TALLEST: Final = 200
"""Lines of the tallest page, blank ones counted: a series that leaves out more is none of pages."""
_SPACING: Final = 4.0
"""How many times the median distance two successive page numbers may be apart."""


@dataclass(frozen=True, slots=True)
class PageLayout:
    """The pages of a text as lines."""

    breaks: tuple[int, ...] = ()
    """Indices of the lines before which a page ends, in order."""
    furniture: Mapping[int, str] = field(default_factory=dict)
    """Kind of furniture by index of the line."""
    labels: Mapping[int, tuple[str, bool]] = field(default_factory=dict)
    """By number of the page, counted from 0: its label, and whether it was counted only."""
    proved: frozenset[int] = frozenset()
    """Indices of the lines that surely served a page: their numbers are labels, or they repeat a
    title."""
    torn: tuple[int, ...] = ()
    """Indices of the lines before which the extraction lost text, inside a page."""

    @property
    def known(self) -> bool:
        """True if the text has pages."""
        return bool(self.breaks)

    def page_of(self, line: int) -> int:
        """Return the number of the page, counted from 0, that a line stands on."""
        return bisect_right(self.breaks, line)


class _Number(NamedTuple):
    """A line with a number that could be that of a page."""

    line: int
    value: int
    alike: int
    """How many such lines have its form."""


def find_layout(lines: Sequence[Line], taken: Collection[int], page_ends: str = AUTO) -> PageLayout:
    """Find the pages; ``taken`` are lines that are proved to open a note, and so no furniture.

    ``page_ends`` says what marks the end of a page, see ``find_signs``.
    """
    layout = find_breaks(lines, taken, page_ends)
    breaks = layout.breaks
    if not breaks:
        return layout
    echoes = (_find_echoes(lines, breaks) | _find_titles(lines, breaks)) - set(taken)
    furniture = _find_furniture(lines, breaks, taken, echoes)
    labels, proved = _find_labels(lines, breaks, furniture)
    kept = {i: k for i, k in furniture.items() if k != PAGE_NUMBER or i in proved}
    served = frozenset(proved | echoes & kept.keys())
    return replace(layout, furniture=kept, labels=labels, proved=served)


# --- where pages end ------------------------------------------------------------------


def find_breaks(lines: Sequence[Line], taken: Collection[int], page_ends: str) -> PageLayout:
    """Find where pages end, and where lines only look so because text was lost before them.

    ``ANY`` sign of a page end that there is marks one in a printed book.
    """
    if page_ends == ANY:
        signs = _marked_breaks(lines, AUTO) or _infer_breaks(lines, taken)
    else:
        signs = (
            _infer_breaks(lines, taken) if page_ends == AUTO else _marked_breaks(lines, page_ends)
        )
    breaks = tuple(_leave_out_torn(lines, signs, taken)) if signs else ()
    return PageLayout(breaks, torn=tuple(sorted({*signs} - {*breaks})))


def _infer_breaks(lines: Sequence[Line], taken: Collection[int]) -> list[int]:
    numbers = _number_lines(lines)
    found = find_form_feeds(lines) or _numbered_breaks(lines, numbers, taken)
    # Beside the lines set in, blank lines in a row part pages: where a chapter ends, for instance.
    return found or (_marked_breaks(lines, AUTO) if find_set_in(lines) else [])


def _marked_breaks(lines: Sequence[Line], page_ends: str) -> list[int]:
    return [index for index, _ in find_signs(lines, page_ends) if index]


def _leave_out_torn(
    lines: Sequence[Line], breaks: Sequence[int], taken: Collection[int]
) -> Iterator[int]:
    """Yield the breaks without those at lines that are set in because lines before them were lost.

    Such a line stands among the notes of its page: it opens one, or hardly a line follows it.
    """
    soft, page = frozenset(find_set_in(lines)) if taken else (), 0
    for start, end in pairwise([*breaks, len(lines)]):
        filled = [index for index in range(start, end) if not lines[index].blank]
        torn = len(filled) <= _MOST_TORN or filled[0] in taken
        if start in soft and torn and any(index in taken for index in range(page, start)):
            continue
        yield start
        page = start


_MOST_TORN: Final = 3
"""Lines between two lines that are set in, the first of which begins no page of its own."""


def _number_lines(lines: Sequence[Line]) -> list[_Number]:
    """Return the lines that are a number, or a recurring head with one, in order."""
    heads: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, line in enumerate(lines):
        text = line.text.strip()
        if not text or len(text) > _LONGEST:
            continue
        match = _MARKED.fullmatch(text)
        if match and (value := _value(match["number"])):
            heads[_ALONE + _mask(re.sub(r"\w*\d\w*", "", text))].append((index, value))
        elif (edge := _EDGE.search(text)) and (value := _value(edge[1] or edge[2])):
            words = " ".join(_EDGE.sub("", text.casefold()).split()).strip("[]()")
            heads[words].append((index, value))
    return sorted(
        _Number(index, value, len(found))
        for words, found in heads.items()
        if words.startswith(_ALONE) or (words and len(found) >= _FEWEST)
        for index, value in found
    )


_ALONE: Final = "\0"
"""Stands before the form of a line that has nothing but a number."""


def _value(text: str) -> int:
    return int(text) if text.isdecimal() else roman_value(text)


def _numbered_breaks(
    lines: Sequence[Line], numbers: Sequence[_Number], taken: Collection[int]
) -> list[int]:
    """Return the breaks that a series of numbers proves, which rises by one at even distances.

    Numbers that look like those of pages only may leave some out.
    """
    series = find_longest(numbers, attrgetter("value"), prefer=attrgetter("alike"))
    adorned = [number for number in numbers if _is_adorned(lines[number.line].text)]
    return _prove_breaks(lines, series, taken) or _prove_breaks(
        lines, find_longest(adorned, attrgetter("value"), _SKIPPED), taken
    )


_SKIPPED: Final = 4
"""How far the number of a page may be from the one before, if it looks like nothing else."""


def _prove_breaks(
    lines: Sequence[Line], series: Sequence[_Number], taken: Collection[int]
) -> list[int]:
    chain = [(number.line, number.value) for number in series]
    adorned = sum(_is_adorned(lines[i].text) for i, _ in chain) * 2 >= len(chain)
    if len(chain) < (2 if adorned else _FEWEST_NUMBERS) or not _is_even(chain):
        return []
    proved = adorned or _cut_sentences(lines, chain) or _end_notes(lines, chain, taken)
    if len(chain) * _TALLEST < len(lines) or not proved:
        return []
    at_foot = _stands_at_foot(lines, chain)
    return [
        index + 1 if at_foot else index for index, _ in chain if 0 < index + at_foot < len(lines)
    ]


def _is_even(chain: Sequence[tuple[int, int]]) -> bool:
    steps = sorted(b - a for (a, _), (b, _) in pairwise(chain))
    return steps[-1] <= _SPACING * steps[len(steps) // 2] + 2 * _DEEPEST


def _is_adorned(text: str) -> bool:
    """True for a number between dashes, glued to a running line, or with the word for a page."""
    return bool(
        re.fullmatch(
            r"[-–—]\s*\w+\s*[-–—]|\W*(?:page|seite)\W.*|\d+ of \d+\b.*|\d+[\[(]?[^\W\d_].*",
            text.strip(),
            re.IGNORECASE,
        )
    )


def _cut_sentences(lines: Sequence[Line], chain: Sequence[tuple[int, int]]) -> bool:
    """True if a third of the numbers cut a sentence, as numbers of sections never do."""
    return sum(_is_cut(lines, i) for i, _ in chain) >= _CUTTING * len(chain)


def _end_notes(
    lines: Sequence[Line], chain: Sequence[tuple[int, int]], taken: Collection[int]
) -> bool:
    """True if most of the numbers stand right below notes, one after the other without a leap."""
    steps = all(b == a + 1 for (_, a), (_, b) in pairwise(chain))
    below = 0
    for index, _ in chain:
        top = index
        while top and not lines[top - 1].blank:
            top -= 1
        below += any(line in taken for line in range(top, index))
    return steps and below >= _BELOW_NOTES * len(chain)


_BELOW_NOTES: Final = 2 / 3
"""Share of the numbers at the feet of pages that stand below notes."""


def _is_cut(lines: Sequence[Line], index: int) -> bool:
    """True if a number cuts a sentence.

    Below a head with words small letters are enough: the notes of the page before end with a stop.
    A line that goes on in the next one is no head: it is nearly as long, and touches it.
    """
    head, below = lines[index], lines[min(index + 1, len(lines) - 1)]
    if not _is_number(head) and not below.blank and len(head.text) > _WIDE * len(below.text):
        return False
    before = next((lines[i].text for i in range(index - 1, -1, -1) if not lines[i].blank), "")
    after = next((lines[i].text for i in range(index + 1, len(lines)) if not lines[i].blank), "")
    open_before = before.rstrip()[-1:].isalnum() or not _is_number(lines[index])
    return open_before and after.lstrip()[:1].islower()


def _stands_at_foot(lines: Sequence[Line], chain: Sequence[tuple[int, int]]) -> bool:
    """True if the first page stands before its number, and nothing after the last number."""
    first, value = chain[0]
    before = sum(not line.blank for line in lines[:first])
    after = sum(not line.blank for line in lines[chain[-1][0] + 1 :])
    return before >= after if value == 1 else after <= 2 * (before > _DEEPEST)


# --- what served the pages ------------------------------------------------------------


def _mask(text: str) -> str:
    """Return a line as it recurs: case folded, numbers and signs gone, blanks single."""
    folded = re.sub(r"\b(?:\d+|[ivxlc]{2,7})\b|^\d+(?=[\[(]?[^\W\d_])", " ", text.casefold())
    words = " ".join(re.sub(r"[_\-–—#*.]+", " ", folded).split())
    if words:
        return words
    return "0" if any(character.isalnum() for character in text) else text.strip()


def _digits(text: str) -> str:
    """Return a line with its numbers masked."""
    return re.sub(r"\d+", "0", " ".join(text.split()))


def _find_echoes(lines: Sequence[Line], breaks: Sequence[int]) -> set[int]:
    """Return the lines at the heads of pages that repeat the title of what stands there.

    Each is how a line of the text begins; a head may be cut off, or run over several lines.
    """
    heads: list[list[int]] = []
    for start, end in pairwise([0, *breaks, len(lines)]):
        head = [i for i in _walk(lines, start, 1, end) if not _is_number(lines[i])]
        heads.append(head[:_TALLEST_HEAD])
    # What begins a page is no title of another, unless the text begins there.
    first = {head[0] for head in heads[1:] if head}
    filled = [i for i, line in enumerate(lines) if not line.blank]
    texts = {i: _letters(lines[i].text) for i in filled}
    openings = sorted(
        ("".join(texts[i] for i in filled[place : place + _TALLEST_HEAD + 1]), index)
        for place, index in enumerate(filled)
        if index not in first
    )
    echoes = [head[: _count_echoed(head, texts, openings)] for head in heads]
    count = sum(map(bool, echoes))
    if count < max(_FEWEST, _ECHOING * len(heads)):
        return set()
    return {index for echo in echoes for index in echo}


def _find_titles(lines: Sequence[Line], breaks: Sequence[int]) -> set[int]:
    """Return the single lines beside the number at the heads of pages, if nearly all have one.

    What stands in that place is a running title, even if no other page repeats it.
    """
    numbered, titles = 0, set()
    for page, start in enumerate(breaks, 1):
        end = breaks[page] if page < len(breaks) else len(lines)
        head = list(islice((i for i in range(start, end) if not lines[i].blank), 2))
        numbers = [i for i in head if lines[i].text.strip().isdecimal()]
        if len(head) < 2 or len(numbers) != 1:
            continue
        numbered += 1
        title = sum(head) - numbers[0]
        if head[1] + 1 == end or lines[head[1] + 1].blank:
            titles.add(title)
    enough = numbered >= _FEWEST_HEADS and len(titles) >= _NEARLY_ALL * numbered
    return titles if enough and numbered * 2 >= len(breaks) else set()


_FEWEST_HEADS: Final = 5
_NEARLY_ALL: Final = 0.8
"""Pages with a number at their heads, and share of them that have a title beside it."""
_TALLEST_HEAD: Final = 3
_SHORTEST_HEAD: Final = 5
"""Lines of the tallest head, and letters of the shortest, that repeats a title."""
_ECHOING: Final = 0.2
"""Share of the pages whose heads repeat titles, so that this is no chance."""


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _count_echoed(
    head: Sequence[int], texts: Mapping[int, str], openings: Sequence[tuple[str, int]]
) -> int:
    """Return how many lines of a head together are how other lines begin."""
    repeated, count = "", 0
    for number, index in enumerate(head, 1):
        repeated += texts[index]
        place = bisect_left(openings, (repeated, -1))
        # One more than the lines of the head, which begin as itself does.
        near = openings[place : place + number + 1]
        if len(repeated) >= _SHORTEST_HEAD and any(
            text.startswith(repeated) and other not in head[:number] for text, other in near
        ):
            count = number
    return count


def _find_furniture(
    lines: Sequence[Line],
    breaks: Sequence[int],
    taken: Collection[int],
    echoes: Collection[int] = (),
) -> dict[int, str]:
    """Return the lines near the ends of pages that recur there, from the end inwards."""
    near: dict[int, str] = {}
    places: dict[str, list[int]] = defaultdict(list)
    ends = list(_page_ends(breaks, len(lines)))
    for page, edge, side, stop in ends:
        for index in _walk(lines, edge, side, stop):
            if len(lines[index].content) <= _LONGEST and index not in near:
                near[index] = _mask(lines[index].text)
                places[near[index]].append(page)
    recurring = _recurring(places, {text: lines[i].text for i, text in near.items()})
    printed = Counter(_digits(lines[index].text) for index in near)
    found: dict[int, str] = {}
    for _, edge, side, stop in ends:
        for index in _walk(lines, edge, side, stop):
            text = near.get(index)
            # Where the text begins, what only resembles a running head is the title.
            title = side > 0 and edge == 0 and printed[_digits(lines[index].text)] < _FEWEST_PLAIN
            if index in echoes:
                found[index] = RUNNING_HEAD
                continue
            if index in taken or text not in recurring or title or _is_end(lines, index, side):
                break
            found[index] = PAGE_NUMBER if _is_number(lines[index]) else RUNNING_HEAD
    filled = {bisect_right(breaks, i) for i, line in enumerate(lines) if not line.blank}
    left = {
        bisect_right(breaks, i) for i, line in enumerate(lines) if not line.blank and i not in found
    }
    if len(left) * 2 < len(filled):
        # Where hardly a page would keep a line, what recurs is the text.
        return {index: kind for index, kind in found.items() if kind == PAGE_NUMBER}
    return found


def _is_end(lines: Sequence[Line], index: int, side: int) -> bool:
    """True for the end of a sentence that touches the text: notes end alike on several pages.

    The figures of a reference are such an end as well, if they are no number of a page: after a
    blank line too, if a stop ends them.
    """
    line, inward = lines[index], index + side
    if not any(map(str.isalpha, line.text)) and ends_sentence(line.text) and not _is_number(line):
        return True
    if not 0 <= inward < len(lines) or lines[inward].blank:
        return False
    if _is_plain(line.text):
        return not _is_number(line) and not any(map(str.isalpha, line.text))
    return ends_sentence(line.text)


def _page_ends(breaks: Sequence[int], count: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield page, edge, direction and the other edge for the head and the foot of each page."""
    for page, (start, end) in enumerate(pairwise([0, *breaks, count])):
        yield page, start, 1, end
        yield page, end, -1, start


def _walk(lines: Sequence[Line], edge: int, side: int, stop: int) -> Iterator[int]:
    """Yield the lines from one end of a page towards the other, blank ones left out."""
    path = range(edge, stop) if side > 0 else range(edge - 1, stop - 1, -1)
    yield from islice((index for index in path if not lines[index].blank), _DEEPEST)


def _is_number(line: Line) -> bool:
    return _MARKED.fullmatch(line.text.strip()) is not None


def _recurring(places: Mapping[str, Sequence[int]], shown: Mapping[str, str]) -> set[str]:
    """Return the lines that recur on pages close to each other, and misreadings of them."""
    often = {
        text
        for text, pages in places.items()
        if _run(pages) >= (_FEWEST_PLAIN if _is_plain(shown[text]) else _FEWEST)
    }
    firm = [text for text in often if len(text) > _DEEPEST and len(places[text]) >= _FEWEST]
    rare = [text for text in places if text not in often and len(text) > _DEEPEST]
    return often | {text for text in rare if any(_alike(text, other) for other in firm)}


def _run(pages: Sequence[int]) -> int:
    """Return the most pages in a row, every other page counted as a row, that hold a line."""
    best = length = 1
    for before, page in pairwise(sorted(set(pages))):
        length = length + 1 if page - before <= _STRIDE else 1
        best = max(best, length)
    return best if pages else 0


def _is_plain(text: str) -> bool:
    """True for a line in capitals, or of a number and signs only: no sentence looks so."""
    capitals = any(c.isalnum() for c in text) and not any(c.islower() for c in text)
    return capitals or bool(_MARKED.fullmatch(text.strip()))


def _alike(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 2 + _LONGER * len(other):
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


# --- labels ---------------------------------------------------------------------------


def _find_labels(
    lines: Sequence[Line], breaks: Sequence[int], furniture: Mapping[int, str]
) -> tuple[dict[int, tuple[str, bool]], set[int]]:
    """Return the labels that at least two numbers prove, equal in distance and order.

    The second part are the lines whose numbers are labels.
    """
    pages = len(breaks) + 1
    tail = range(breaks[-1], len(lines))
    ends_in_text = any(not lines[index].blank and index not in furniture for index in tail)
    votes: dict[tuple[int, bool], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index in furniture:
        page = bisect_right(breaks, index)
        for value, roman in _numbers_in(lines[index].text):
            votes[value - page, roman][page].append(index)
    labels: dict[int, tuple[str, bool]] = {}
    lines_of: set[int] = set()
    for (distance, roman), found in sorted(votes.items(), key=lambda vote: -len(vote[1])):
        if len(found) < (2 if pages <= 2 * _FEWEST_NUMBERS else _FEWEST_NUMBERS):
            break
        # What stands behind the last number of a foot is the last page.
        last = max(found) + (max(found) == pages - 2 and ends_in_text)
        for page in range(min(found), last + 1):
            if page not in labels and page + distance > 0:
                value = page + distance
                labels[page] = (to_roman(value) if roman else str(value), page not in found)
        lines_of |= {index for indices in found.values() for index in indices}
    unique = len({label for label, _ in labels.values()}) == len(labels)
    return (labels, lines_of) if unique else ({}, lines_of)


def _numbers_in(text: str) -> Iterator[tuple[int, bool]]:
    """Yield the numbers at either end of a line that served a page."""
    stripped = text.strip()
    match = _MARKED.fullmatch(stripped)
    ends = [match["number"]] if match else [one or two for one, two in _EDGE.findall(stripped)]
    for number in ends:
        if number.isdecimal():
            yield int(number), False
        elif value := roman_value(number):
            yield value, True


def list_furniture(lines: Sequence[Line], layout: PageLayout) -> Iterator[Furniture]:
    """Yield what served the pages."""
    for index, kind in sorted(layout.furniture.items()):
        yield Furniture(kind, lines[index].content)


def list_pages(lines: Sequence[Line], layout: PageLayout) -> Iterator[Page]:
    """Yield the pages of a layout; where some have labels, those without are left out."""
    if not layout.known:
        return
    starts = [0, *(lines[index].start for index in layout.breaks)]
    for page, start in enumerate(starts):
        if layout.labels:
            if page in layout.labels:
                label, counted = layout.labels[page]
                yield Page(label, start, counted, (PageEvidence(PageSign.EDGE),) * (not counted))
        else:
            yield Page(str(page + 1), start, True, leaf=True)


def page_starts(pages: Sequence[Page], starts: Sequence[int]) -> Iterator[tuple[str, Span]]:
    """Yield label and place of each page: where running text first begins on it."""
    for page in pages:
        index = bisect_left(starts, page.start)
        if index < len(starts):
            yield page.label, Span(starts[index], starts[index])
