"""Find pages: their ends, their furniture and their proved labels.

A line is page furniture because it recurs where pages end, regardless of its content; digits are
masked, and single letters may be misread. A number is a page label only if others agree with it.
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
from edition.records.vocabulary import any_listed
from edition.text.span import Span

ANY: Final = "any"

_MARKED: Final = re.compile(
    rf"\W*{any_listed('pages')}?\W*(?P<number>\d{{1,4}}|[ivxlc]{{1,7}})"
    rf"(?:\s*(?:{any_listed('of_pages')}|/)\s*\d{{1,4}}(?:\s+{any_listed('pages')})?)?\W*",
    re.IGNORECASE,
)
_EDGE: Final = re.compile(
    r"^\W*((?:\d{1,4}|[ivxlc]{1,7})\b|\d{1,4}(?=[\[(]?[^\W\d_]))(?!\s*[.)]\s)"
    r"|\b(\d{1,4}|[ivxlc]{1,7})\W*$"
)
"""A number at either end of a line; an extraction can glue it to the words of a running head."""
_FEWEST: Final = 3
"""Minimum number of consecutive pages on which a recurring line is furniture …"""
_FEWEST_PLAIN: Final = 2
"""… and the same for capitals and numbers."""
_STRIDE: Final = 2
"""Distance in pages at which running heads recur: those of left and right pages alternate."""
_DEEPEST: Final = 6
"""Number of lines on either side of a page end that may be furniture."""
_SIMILAR: Final = 0.86
"""Minimum share of letters in which two readings of the same running head agree."""
_LONGER: Final = 0.1
"""Share of its letters by which a misread head may be longer or shorter."""
_CUTTING: Final = 1 / 3
"""Minimum share of page numbers that interrupt a sentence, as section numbers never do."""
_WIDE: Final = 0.8
"""Maximum width of a head, as a share of the width of an adjacent line below."""
_LONGEST: Final = 120
"""Maximum number of characters of a line of furniture."""
_FEWEST_NUMBERS: Final = 3
_TALLEST: Final = 200
"""Maximum number of lines of a page, including blank lines: a series with fewer numbers is not
of pages."""
_SPACING: Final = 4.0
"""Maximum distance of successive page numbers, as a multiple of the median distance."""


@dataclass(frozen=True, slots=True)
class PageLayout:
    """Layout of a text in pages, by indices of lines."""

    breaks: tuple[int, ...] = ()
    """Sorted indices of the lines before which a page ends."""
    furniture: Mapping[int, str] = field(default_factory=dict)
    """Kind of furniture by index of the line."""
    labels: Mapping[int, tuple[str, bool]] = field(default_factory=dict)
    """Label and whether it was only counted, by index of the page from 0."""
    proved: frozenset[int] = frozenset()
    """Indices of the lines that are certainly furniture: their numbers are labels, or they repeat
    a title."""
    torn: tuple[int, ...] = ()
    """Indices of the lines inside a page before which the extraction lost text."""

    @property
    def known(self) -> bool:
        """Whether the text has pages."""
        return bool(self.breaks)

    def page_of(self, line: int) -> int:
        """Return the index, from 0, of the page that contains a line."""
        return bisect_right(self.breaks, line)


class _Number(NamedTuple):
    """Line with a possible page number."""

    line: int
    value: int
    similar: int
    """Number of such lines with the same form."""


def find_layout(lines: Sequence[Line], taken: Collection[int], page_ends: str = AUTO) -> PageLayout:
    """Return the layout; ``taken`` are lines proved to open a note, and so not furniture.

    ``page_ends`` names the sign of a page end, see ``find_signs``.
    """
    layout = find_breaks(lines, taken, page_ends)
    breaks = layout.breaks
    if not breaks:
        return layout
    echoes = (_find_echoes(lines, breaks) | _find_titles(lines, breaks)) - set(taken)
    furniture = _find_furniture(lines, breaks, taken, echoes)
    labels, proved = _find_labels(lines, breaks, furniture)
    furniture = {i: k for i, k in furniture.items() if k != PAGE_NUMBER or i in proved}
    certain = frozenset(proved | echoes & furniture.keys())
    return replace(layout, furniture=furniture, labels=labels, proved=certain)


# --- page ends ------------------------------------------------------------------------


def find_breaks(lines: Sequence[Line], taken: Collection[int], page_ends: str) -> PageLayout:
    """Return the page ends, and the lines that only look like page ends because of lost text.

    With ``ANY``, as in a printed book, any sign of a page end that occurs marks page ends.
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
    # If lines are set in, consecutive blank lines also separate pages, as at the end of a chapter.
    return found or (_marked_breaks(lines, AUTO) if find_set_in(lines) else [])


def _marked_breaks(lines: Sequence[Line], page_ends: str) -> list[int]:
    return [index for index, _ in find_signs(lines, page_ends) if index]


def _leave_out_torn(
    lines: Sequence[Line], breaks: Sequence[int], taken: Collection[int]
) -> Iterator[int]:
    """Yield the breaks, except at lines that are set in because preceding lines were lost.

    Such a line is among the notes of its page: it opens a note, or hardly any lines follow it.
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
"""Maximum number of lines up to the next line that is set in, if the first begins no page."""


def _number_lines(lines: Sequence[Line]) -> list[_Number]:
    """Return in order the lines that consist of a number or are a recurring head with a number."""
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
"""Prefix of the form of a line that contains only a number."""


def _value(text: str) -> int:
    return int(text) if text.isdecimal() else roman_value(text)


def _numbered_breaks(
    lines: Sequence[Line], numbers: Sequence[_Number], taken: Collection[int]
) -> list[int]:
    """Return the breaks proved by a series of numbers that rises by one at even distances.

    The series may have gaps if its numbers can only be page numbers by their form.
    """
    series = find_longest(numbers, attrgetter("value"), prefer=attrgetter("similar"))
    adorned = [number for number in numbers if _is_adorned(lines[number.line].text)]
    return _prove_breaks(lines, series, taken) or _prove_breaks(
        lines, find_longest(adorned, attrgetter("value"), _SKIPPED), taken
    )


_SKIPPED: Final = 4
"""Largest step between numbers that can only be page numbers by their form."""


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
    at_foot = _is_at_foot(lines, chain)
    return [
        index + 1 if at_foot else index for index, _ in chain if 0 < index + at_foot < len(lines)
    ]


def _is_even(chain: Sequence[tuple[int, int]]) -> bool:
    steps = sorted(b - a for (a, _), (b, _) in pairwise(chain))
    return steps[-1] <= _SPACING * steps[len(steps) // 2] + 2 * _DEEPEST


def _is_adorned(text: str) -> bool:
    """Return whether a number is between dashes, glued to a running head or after "page"."""
    return _ADORNED.fullmatch(text.strip()) is not None


_ADORNED: Final = re.compile(
    rf"[-–—]\s*\w+\s*[-–—]|\W*{any_listed('pages')}\W.*"
    rf"|\d+ {any_listed('of_pages')} \d+\b.*|\d+[\[(]?[^\W\d_].*",
    re.IGNORECASE,
)


def _cut_sentences(lines: Sequence[Line], chain: Sequence[tuple[int, int]]) -> bool:
    """Return whether a third of the numbers interrupt a sentence, as section numbers never do."""
    return sum(_is_cut(lines, i) for i, _ in chain) >= _CUTTING * len(chain)


def _end_notes(
    lines: Sequence[Line], chain: Sequence[tuple[int, int]], taken: Collection[int]
) -> bool:
    """Return whether the numbers have no gaps and most of them directly follow notes.

    A number with a stop after a line without one ends the sentence of a note: a day of a month.
    """
    steps = all(b == a + 1 for (_, a), (_, b) in pairwise(chain))
    below = 0
    for index, _ in chain:
        top = index
        while top and not lines[top - 1].blank:
            top -= 1
        stopped = lines[index].text.rstrip().endswith(".")
        if not stopped or ends_sentence(lines[index - 1].text):
            below += any(line in taken for line in range(top, index))
    return steps and below >= _BELOW_NOTES * len(chain)


_BELOW_NOTES: Final = 2 / 3
"""Minimum share of the numbers at the feet of pages that are below notes."""


def _is_cut(lines: Sequence[Line], index: int) -> bool:
    """Return whether a number interrupts a sentence.

    Below a head with words, a following lower-case letter suffices, because the notes of the
    preceding page end with a stop. A line that continues on the next line is not a head: it is
    nearly as long as the next line and adjacent to it.
    """
    head, below = lines[index], lines[min(index + 1, len(lines) - 1)]
    if not _is_number(head) and not below.blank and len(head.text) > _WIDE * len(below.text):
        return False
    before = next((lines[i].text for i in range(index - 1, -1, -1) if not lines[i].blank), "")
    after = next((lines[i].text for i in range(index + 1, len(lines)) if not lines[i].blank), "")
    open_before = before.rstrip()[-1:].isalnum() or not _is_number(lines[index])
    return open_before and after.lstrip()[:1].islower()


def _is_at_foot(lines: Sequence[Line], chain: Sequence[tuple[int, int]]) -> bool:
    """Return whether the first page precedes its number and nothing follows the last number."""
    first, value = chain[0]
    before = sum(not line.blank for line in lines[:first])
    after = sum(not line.blank for line in lines[chain[-1][0] + 1 :])
    return before >= after if value == 1 else after <= 2 * (before > _DEEPEST)


# --- furniture ------------------------------------------------------------------------


def _mask(text: str) -> str:
    """Return the recurring form of a line: case-folded, without numbers, signs and extra spaces."""
    folded = re.sub(r"\b(?:\d+|[ivxlc]{2,7})\b|^\d+(?=[\[(]?[^\W\d_])", " ", text.casefold())
    words = " ".join(re.sub(r"[_\-–—#*.]+", " ", folded).split())
    if words:
        return words
    return "0" if any(character.isalnum() for character in text) else text.strip()


def _digits(text: str) -> str:
    """Return a line with its numbers masked."""
    return re.sub(r"\d+", "0", " ".join(text.split()))


def _find_echoes(lines: Sequence[Line], breaks: Sequence[int]) -> set[int]:
    """Return the lines at the heads of pages that repeat a title in the text.

    Each head is the beginning of a line of the text; it may be cut off or have several lines.
    """
    heads: list[list[int]] = []
    for start, end in pairwise([0, *breaks, len(lines)]):
        head = [i for i in _walk(lines, start, 1, end) if not _is_number(lines[i])]
        heads.append(head[:_TALLEST_HEAD])
    # The first line of a page is not the title of another page, unless the text begins there.
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
    """Return the single lines next to the number at the heads of pages, if nearly all have one.

    A line in this position is a running title, even if no other page repeats it.
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
"""Minimum number of pages with a number at their heads, and minimum share of them with a title
next to it."""
_TALLEST_HEAD: Final = 3
_SHORTEST_HEAD: Final = 5
"""Maximum number of lines and minimum number of letters of a head that repeats a title."""
_ECHOING: Final = 0.2
"""Minimum share of pages whose heads repeat titles, to exclude chance."""


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _count_echoed(
    head: Sequence[int], texts: Mapping[int, str], openings: Sequence[tuple[str, int]]
) -> int:
    """Return the number of lines of a head that together are the beginning of other lines."""
    repeated, count = "", 0
    for number, index in enumerate(head, 1):
        repeated += texts[index]
        place = bisect_left(openings, (repeated, -1))
        # One more than the lines of the head, each of which may match itself.
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
    """Return the kinds of the lines that recur near page ends, by index, from the end inwards."""
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
            # At the beginning of the text, a line that only resembles a running head is the title.
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
        # If hardly any page would have a line left, the recurring lines are the text.
        return {index: kind for index, kind in found.items() if kind == PAGE_NUMBER}
    return found


def _is_end(lines: Sequence[Line], index: int, side: int) -> bool:
    """Return whether a line is the end of a sentence adjacent to the text, not furniture.

    Notes have the same ends on several pages. The figures of a reference are such an end too,
    unless they are a page number, and even after a blank line if a stop ends them.
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
    """Yield page, edge, direction and opposite edge for the head and the foot of each page."""
    for page, (start, end) in enumerate(pairwise([0, *breaks, count])):
        yield page, start, 1, end
        yield page, end, -1, start


def _walk(lines: Sequence[Line], edge: int, side: int, stop: int) -> Iterator[int]:
    """Yield the indices of filled lines from one end of a page towards the other."""
    path = range(edge, stop) if side > 0 else range(edge - 1, stop - 1, -1)
    yield from islice((index for index in path if not lines[index].blank), _DEEPEST)


def _is_number(line: Line) -> bool:
    return _MARKED.fullmatch(line.text.strip()) is not None


def _recurring(places: Mapping[str, Sequence[int]], shown: Mapping[str, str]) -> set[str]:
    """Return the forms of lines that recur on nearby pages, and misreadings of them."""
    often = {
        text
        for text, pages in places.items()
        if _run(pages) >= (_FEWEST_PLAIN if _is_plain(shown[text]) else _FEWEST)
    }
    firm = [text for text in often if len(text) > _DEEPEST and len(places[text]) >= _FEWEST]
    rare = [text for text in places if text not in often and len(text) > _DEEPEST]
    return often | {text for text in rare if any(_is_similar(text, head) for head in firm)}


def _run(pages: Sequence[int]) -> int:
    """Return the length of the longest run of pages with a line; a run may skip single pages."""
    best = length = 1
    for before, page in pairwise(sorted(set(pages))):
        length = length + 1 if page - before <= _STRIDE else 1
        best = max(best, length)
    return best if pages else 0


def _is_plain(text: str) -> bool:
    """Return whether a line is in capitals, or a number with signs, unlike any sentence."""
    capitals = any(c.isalnum() for c in text) and not any(c.islower() for c in text)
    return capitals or bool(_MARKED.fullmatch(text.strip()))


def _is_similar(text: str, head: str) -> bool:
    if abs(len(text) - len(head)) > 2 + _LONGER * len(head):
        return False
    matcher = SequenceMatcher(None, text, head, autojunk=False)
    return matcher.quick_ratio() >= _SIMILAR and matcher.ratio() >= _SIMILAR


# --- labels ---------------------------------------------------------------------------


def _find_labels(
    lines: Sequence[Line], breaks: Sequence[int], furniture: Mapping[int, str]
) -> tuple[dict[int, tuple[str, bool]], set[int]]:
    """Return the labels proved by at least two numbers at the same distance from their pages.

    Also return the indices of the lines whose numbers are labels.
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
        # Text after the last number at a foot is the last page.
        last = max(found) + (max(found) == pages - 2 and ends_in_text)
        for page in range(min(found), last + 1):
            if page not in labels and page + distance > 0:
                value = page + distance
                labels[page] = (to_roman(value) if roman else str(value), page not in found)
        lines_of |= {index for indices in found.values() for index in indices}
    unique = len({label for label, _ in labels.values()}) == len(labels)
    return (labels, lines_of) if unique else ({}, lines_of)


def _numbers_in(text: str) -> Iterator[tuple[int, bool]]:
    """Yield value and whether it is Roman of the numbers at either end of a line of furniture."""
    stripped = text.strip()
    match = _MARKED.fullmatch(stripped)
    ends = (
        [match["number"]] if match else [first or last for first, last in _EDGE.findall(stripped)]
    )
    for number in ends:
        if number.isdecimal():
            yield int(number), False
        elif value := roman_value(number):
            yield value, True


def list_furniture(lines: Sequence[Line], layout: PageLayout) -> Iterator[Furniture]:
    """Yield the furniture of the pages."""
    for index, kind in sorted(layout.furniture.items()):
        yield Furniture(kind, lines[index].content)


def list_pages(lines: Sequence[Line], layout: PageLayout) -> Iterator[Page]:
    """Yield the pages of a layout; if any page has a label, omit pages without one."""
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
    """Yield label and start of each page: the offset at which its running text begins."""
    for page in pages:
        index = bisect_left(starts, page.start)
        if index < len(starts):
            yield page.label, Span(starts[index], starts[index])
