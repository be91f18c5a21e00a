"""Read tables of contents and lists of illustrations, whose lines end with page labels."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.readers.chunks import Chunk, ends_sentence, is_prose
from edition.readers.furniture import roman_value
from edition.readers.headings import LARGE, Title, chapter_title, slug
from edition.readers.lines import Line
from edition.records.vocabulary import any_listed, list_words
from edition.text.folding import fold_case
from edition.text.source import Source
from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a table of contents: number and title as printed, label of the page."""

    number: str
    title: str
    label: str

    @property
    def key(self) -> str:
        """Key for matching headings: number and title, case folded, without spaces and signs."""
        return fold_case(self.number + self.title)

    @property
    def level(self) -> int:
        """Level of the division: 1 for the largest, plus 1 for every stop inside the number.

        A letter as in ``a) Sources`` numbers a part of a numbered part.
        """
        lettered = bool(_LETTERED.match(self.title))
        return 1 + lettered + self.number.rstrip(".").count(".")


@dataclass(frozen=True, slots=True)
class Contents:
    """The divisions and figures of the text listed in its front matter."""

    entries: tuple[Entry, ...] = ()
    figures: tuple[Entry, ...] = ()
    lines: range = range(0)
    """Line numbers of the tables, including their headings."""


_TITLES = frozenset(map(fold_case, list_words("contents")))
_LISTS = re.compile(rf"{any_listed('figure_lists')}.*", re.IGNORECASE)
_LETTERED = re.compile(r"[^\W\d_]\)\s")
_LEADER = re.compile(
    r"^(?P<title>.*?\S)(?:\s*(?:\.\s*){3,}|\s*\t\s*|\s{2,})(?P<label>\d{1,4}|[ivxlc]+)$"
)
_PLAIN = re.compile(r"^(?P<title>.*[^\W\d].*?)\s(?P<label>\d{1,3}|[ivxlc]+)$")
_NUMBER = re.compile(r"^(?P<number>(?:[A-Z]\.)?\d+(?:\.\d+)*)\.?\s+(?P<title>\S.*)$")
_ROMAN_NUMBER = re.compile(r"^[IVXLC]+\.\s+")
_COLUMN = re.compile(any_listed("page_columns"), re.IGNORECASE)
"""A heading of the column of page labels."""
_LONGEST = 300
_ROMAN = 1000
"""Amount by which roman labels are reduced, so that their pages come first."""
_LONGEST_HEADING = 60
_LONGEST_TITLE = 120
"""Greatest length in characters of the heading of a table, and of a line of a title."""
_TALLEST, _SPREAD = 3, 5
"""Greatest number of lines of a title, without and with the blank lines between them."""
_HEAD, _COMPARED = 5, 40
"""Letters compared in a first test of titles, and characters sufficient to contain them."""
_PART, _LINES, _CHUNKS = 3, 40, 10
"""A table begins within the first third of a text plus this number of lines or chunks."""
_MOST_ENTRIES = 400
_FEWEST, _FOUND = 3, 0.5
"""Number and share of entries that must recur as headings to prove a table."""
_LISTED = 0.7
"""Share of the lines of a block that must recur as blocks, if it is a table without a heading."""
_SUMMARIES = 2
"""Blocks below the summary of a chapter that are searched for the next entry."""
_PENDING = 4
"""Greatest number of lines without a page label before the table is assumed to have ended."""


def read_contents(lines: Sequence[Line], titles: Collection[str] = ()) -> Contents:
    """Read the table of contents, found by its heading, and the list of illustrations after it.

    ``titles`` are further headings of the table, in addition to the usual ones.
    """
    wanted = _TITLES | {fold_case(title) for title in titles}
    for index, line in enumerate(lines[: len(lines) // _PART + _LINES]):
        if len(line.text) < _LONGEST_HEADING and fold_case(line.text) in wanted:
            contents = _read_from(lines, index)
            if len(contents.entries) > 1:
                return contents
    return Contents()


def _read_from(lines: Sequence[Line], start: int) -> Contents:
    entries: list[Entry] = []
    figures: list[Entry] = []
    found, pending, last = entries, "", start
    waiting, highest = 0, -_ROMAN
    for index in range(start + 1, len(lines)):
        text = lines[index].text.strip()
        if not text or _COLUMN.fullmatch(text):
            continue
        if _begins_list(text, entries) and not figures:
            found, pending, waiting, highest = figures, "", 0, -_ROMAN
            continue
        match = _match_entry(text)
        if match and not _is_head(text) and _order(match["label"]) >= highest:
            highest = _order(match["label"])
            found.append(_entry(f"{pending} {match['title']}".strip(), match["label"]))
            pending, waiting, last = "", 0, index
            continue
        if _is_head(text):
            continue
        pending, waiting = f"{pending} {text}".strip(), waiting + 1
        if waiting > _PENDING:
            break
    return Contents(
        tuple(entries), tuple(figures), range(lines[start].number, lines[last].number + 1)
    )


def _match_entry(text: str) -> re.Match[str] | None:
    if len(text) > _LONGEST:
        return None
    return _LEADER.match(text) or _PLAIN.match(text)


def _order(label: str) -> int:
    """Return a number that rises with the pages; roman labels come first."""
    return int(label) if label.isdecimal() else roman_value(label) - _ROMAN


def _begins_list(text: str, entries: Iterable[Entry]) -> bool:
    return bool(_LISTS.fullmatch(text)) and any(entry.key == fold_case(text) for entry in entries)


def _is_head(text: str) -> bool:
    """True for a page number or a running head between the entries."""
    return bool(re.fullmatch(r"[ivxlc]+|\d+|[A-Z]{2,4}|(?:[ivxlc]+|\d+) [^A-Z]{8,}", text))


def _entry(title: str, label: str) -> Entry:
    title = re.sub(r"(?<=[a-z])- (?=[a-z])", "", title)
    match = _NUMBER.match(re.sub(r"\s+", " ", title))
    if match:
        return Entry(match["number"], match["title"].strip(" ."), label)
    return Entry("", re.sub(r"\s+", " ", title).strip(" ."), label)


class TitleMatch(NamedTuple):
    """Lines that match an entry; ``start`` and ``end`` are indices of lines."""

    entry: Entry
    start: int
    end: int


def match_titles(lines: Sequence[Line], entries: Sequence[Entry], after: int) -> list[TitleMatch]:
    """Return the places after line number ``after`` that match one of the entries.

    Ignore spacing and case; the lines of the table itself have page labels and do not match.
    """
    keys = {
        key: entry for entry in reversed(entries) for key in (entry.key, fold_case(entry.title))
    }
    heads = {key[:_HEAD] for key in keys}
    letters = {key[:2] for key in keys}
    found = []
    for index, line in enumerate(lines):
        if line.number <= after or line.blank or len(line.text) > _LONGEST_TITLE:
            continue
        first = line.text[:2]
        if first.isalnum() and first.casefold()[:2] not in letters:
            continue
        key = fold_case(line.text[:_COMPARED])
        number = roman_value(key) and any(head.startswith(key) for head in heads)
        if number or key[:_HEAD] in heads:
            match = _match_at(lines, index, keys)
            if match:
                found.append(match)
    return found


def _match_at(lines: Sequence[Line], index: int, keys: dict[str, Entry]) -> TitleMatch | None:
    key = ""
    taken = 0
    for end in range(index, min(index + _SPREAD, len(lines))):
        if lines[end].blank:
            continue
        key += fold_case(lines[end].text)
        taken += 1
        if key in keys:
            return TitleMatch(keys[key], index, end + 1)
        if taken == _TALLEST:
            break
    return None


# --- the table of a text, and the headings that it proves -------------------------------


@dataclass(frozen=True, slots=True)
class ProseContents:
    """The line numbers of the table of contents, and the headings that it proves."""

    lines: range = range(0)
    titles: dict[int, tuple[Title, int, int]] = field(default_factory=dict)
    """Title, level and number of lines of each heading, by the number of its first line."""
    diagnostics: tuple[Diagnostic, ...] = ()


def find_contents(
    source: Source, lines: Sequence[Line], chunks: Sequence[Chunk], headings: Collection[str] = ()
) -> ProseContents:
    """Find the table of contents, with or without page numbers, and the headings it lists.

    ``headings`` are further headings of the table, in addition to the usual ones.
    """
    contents = read_contents(lines, headings)
    if not contents.entries:
        named = _TITLES.union(map(fold_case, headings))
        bare = _find_bare(chunks, named) or _find_unnamed(chunks)
        return ProseContents(bare, _find_again(lines, chunks, bare))
    last = contents.lines.stop - 1
    matches = match_titles(lines, contents.entries, last)
    titles = {
        lines[start].number: (title_of(entry), entry.level, end - start)
        for entry, start, end in matches
    }
    found = {entry.key for entry, _, _ in matches}
    missing = [entry for entry in contents.entries if entry.key not in found]
    reported = (
        _report(source, contents.lines, missing) if len(found) * 2 >= len(contents.entries) else ()
    )
    return ProseContents(contents.lines, titles if reported or not missing else {}, reported)


def _find_again(
    lines: Sequence[Line], chunks: Sequence[Chunk], table: range
) -> dict[int, tuple[Title, int, int]]:
    """Return the headings listed in a table without page numbers, if enough of them are found.

    An entry is a line or a block of the table. Headings formed with words for parts of a book, such
    as ``Chapter I``, are recognised elsewhere; the others rank below parts and books.
    """
    listed = [chunk for chunk in chunks if chunk.lines[0].number in table][1:]
    rows = [line.text.strip() for chunk in listed for line in chunk.lines]
    texts = dict.fromkeys([*rows, *(chunk.text for chunk in listed)])
    entries = [_entry(text, "") for text in texts if len(text) <= _LONGEST_TITLE]
    heights = {chunk.lines[0].number: len(chunk.lines) for chunk in chunks}
    found: dict[str, tuple[int, Entry]] = {}
    for entry, start, end in match_titles(lines, entries, table.stop - 1):
        number = lines[start].number
        if heights.get(number) == sum(not line.blank for line in lines[start:end]):
            found.setdefault(entry.key, (number, entry))
    if len(found) < max(_FEWEST, _FOUND * min(len(rows), len(listed))):
        return {}
    formed = {text: chapter_title(text) for text in rows}
    level = 1 + any(title.word in LARGE for title in formed.values() if title)
    return {
        number: (title_of(entry), level, heights[number])
        for number, entry in found.values()
        if chapter_title(entry.title) is None
    }


def title_of(entry: Entry) -> Title:
    """Return the parsed heading of an entry, with the name of its division."""
    formed = chapter_title(f"{entry.number} {entry.title}".strip()) or chapter_title(entry.title)
    if formed:
        return formed
    return Title("", entry.number, entry.number.replace(".", "-") or slug(entry.title))


def _report(source: Source, lines: range, missing: Sequence[Entry]) -> tuple[Diagnostic, ...]:
    place = source.line_span(lines.start) if lines else Span(0, 0)
    return tuple(
        report_at(source, place, "S001", f"the text has no heading \u201c{entry.title}\u201d")
        for entry in missing
    )


def _find_bare(chunks: Sequence[Chunk], titles: Collection[str]) -> range:
    """Return the lines of a table without page numbers, up to a paragraph or the first title."""
    for index, chunk in enumerate(chunks[: len(chunks) // _PART + _CHUNKS]):
        if fold_case(chunk.text) in titles:
            end = _end_of_bare(chunks, index)
            if end > index + 1:
                return range(chunk.lines[0].number, chunks[end - 1].lines[-1].number + 1)
    return range(0)


def _find_unnamed(chunks: Sequence[Chunk]) -> range:
    """Return the lines of a table without a usual heading, proved by its entries.

    Most of its lines are separate blocks further on. A line above it is its heading.
    """
    again = {fold_case(chunk.text): chunk.start for chunk in chunks}
    for above, table in pairwise(chunks[: len(chunks) // _PART + _CHUNKS]):
        if len(table.lines) <= _FEWEST or len(above.lines) > 1:
            continue
        keys = [fold_case(_ROMAN_NUMBER.sub("", line.text.strip())) for line in table.lines]
        found = sum(again.get(key, 0) > table.start for key in dict.fromkeys(keys))
        if found >= max(_FEWEST, _LISTED * len(keys)):
            return range(above.lines[0].number, table.lines[-1].number + 1)
    return range(0)


def _end_of_bare(chunks: Sequence[Chunk], index: int) -> int:
    """Return the index after the table: of an entry listed before, or of prose before no entry."""
    seen: set[str] = set()
    bare: set[str] = set()
    parts: set[str] = set()
    heads = [fold_case(chunk.lines[0].text) for chunk in chunks]
    again = {head: position for position, head in enumerate(heads)}
    for position in range(index + 1, len(chunks)):
        first = heads[position]
        below = range(position + 1, min(position + 1 + _SUMMARIES, len(chunks)))
        named = any(again[heads[i]] > i and heads[i] not in seen for i in below)
        last = heads[below.start : below.start + 1] == [heads[index + 1]]
        named = named or (last and not ends_sentence(chunks[position].text))
        summary = is_prose(chunks[position].text) and len(chunks[position].lines) <= _TALLEST
        part = chapter_title(chunks[position].text)
        # The title of a listed chapter may follow its number as a separate block, or a word and a
        # number that the table omits.
        listed = part and part.number and (part.name in parts or first.endswith(tuple(bare)))
        begun = listed and any(is_prose(chunks[i].text) for i in below)
        if begun or first in seen or (summary and not named):
            # The number of the first chapter may precede its title.
            numbered = chapter_title(chunks[position - 1].text) if first in bare else None
            return position - bool(numbered and numbered.number)
        parts |= {part.name} if part else set()
        entries = [_entry(line.text.strip(), "") for line in chunks[position].lines]
        bare |= {fold_case(_ROMAN_NUMBER.sub("", entry.title)) for entry in entries}
        seen |= bare | {entry.key for entry in entries}
        if len(seen) > _MOST_ENTRIES:
            break
    return index
