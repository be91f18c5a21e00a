"""The proof: comparison of the characters of built pages with those of the witness.

It is independent of the writers: it parses the HTML as a browser does, removes the elements that
the site adds, and compares the remaining text, stream by stream, with the characters of the witness
that the ledger classifies as text. Body, captions and fragments are one stream each, and so is
every note.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model import ledger
from edition.model.document import SHOWN_AT_JOIN, JoinKind
from edition.model.parameters import (
    PROOF_AGREES,
    PROOF_NEAR,
    PROOF_SHOWN,
    SHOWN_AROUND,
    SHOWN_DIFFERENCE,
)
from edition.text.escape import show_controls
from edition.text.shortening import shorten_middle
from edition.text.source import Source
from edition.text.span import Span

ADDED = (
    "nav",
    "a.permalink",
    "a.page",
    "a.anchor",
    "a.sign",
    "a[role=doc-backlink]",
    "sup.marker",
    "ins:not(.emended)",
    "div.correspondence",
    "div.editors-beside",
    "section.correspondences",
    "section.editors",
    "div.moved",
    "section.notes > h2",
    "details.incoming",
    "details.named",
    "section.cite",
    "script",
    "style",
)
"""Elements that the site adds to the text; no others are removed."""

_BLOCKS = frozenset(
    {"p", "li", "dt", "dd", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "div", "blockquote"}
    | {"ul", "ol", "section", "br", "hr", "table", "tr"}
)
_READ = frozenset(
    {ledger.TEXT, ledger.NOTE_TEXT, ledger.HYPHEN_KEPT, ledger.EMENDED, ledger.ORNAMENT}
)
_JOINS: Final[Mapping[str, JoinKind]] = MappingProxyType({
    ledger.HYPHEN_JOINED: JoinKind.HYPHEN_JOINED, ledger.HYPHEN_KEPT: JoinKind.HYPHEN_KEPT,
    ledger.TIGHT: JoinKind.NOTHING,
})  # fmt: skip
"""Classes of line ends at which words are joined without a space."""


@dataclass(slots=True)
class Stream:
    """Non-space characters, with the positions of white space between them."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    spaces: set[int] = field(default_factory=set)
    """Indexes of characters after white space."""
    loose: set[int] = field(default_factory=set)
    """Indexes of characters before which white space is optional."""
    places: list[tuple[int, int, str]] = field(default_factory=list)
    """For the witness: index of a character, its offset in the witness, and the text from there."""

    def add(self, text: str) -> None:
        """Add text, with its white space."""
        words = text.split()
        ends = list(accumulate(map(len, words), initial=self.length))
        self.parts += words
        self.spaces.update(ends[1:-1])
        self.length = ends[-1]
        if text[:1].isspace():
            self.spaces.add(ends[0])
        if text[-1:].isspace():
            self.spaces.add(self.length)

    @property
    def text(self) -> str:
        """The non-space characters."""
        return "".join(self.parts)

    def place(self, count: int) -> int:
        """Return the offset in the witness of a character of the stream."""
        index = bisect_right(self.places, count, key=itemgetter(0)) - 1
        first, offset, text = self.places[index] if index >= 0 else (0, 0, "")
        rest = count - first
        for match in re.finditer(r"\S+", text):
            if rest < len(match[0]):
                return offset + match.start() + rest
            rest -= len(match[0])
        return offset + len(text) + rest


class BuiltPage(NamedTuple):
    """A built page."""

    name: str
    """Name of its file without suffix."""
    content: str | bytes
    in_xml: bool = False


class Difference(NamedTuple):
    """A difference between the pages and the witness."""

    stream: str
    span: Span
    """Position in the witness."""
    code: str
    fact: str


def verify_text(
    source: Source, entries: Sequence[ledger.Entry], pages: Iterable[Path]
) -> list[Diagnostic]:
    """Compare the built pages of a text, in order, with its witness.

    Return V001 to V004 for every difference, at its place in the witness. Without differences,
    nothing is missing, repeated, changed or out of order except as declared in the ledger.
    """
    return verify_pages(source, entries, map(_read_file, pages))


def verify_pages(
    source: Source, entries: Sequence[ledger.Entry], pages: Iterable[BuiltPage]
) -> list[Diagnostic]:
    """Compare pages in memory with the witness, see ``verify_text``."""
    found = find_differences(source, entries, pages)
    return [report_at(source, d.span, d.code, f"in {d.stream}, {d.fact}") for d in found]


def find_differences(
    source: Source, entries: Sequence[ledger.Entry], pages: Iterable[BuiltPage]
) -> list[Difference]:
    """Return every difference between the pages of a text, in order, and its witness."""
    expected = expect_streams(source, entries)
    shown = _read_pages(pages)
    found: list[Difference] = []
    for name in sorted(expected.keys() | shown.keys()):
        found += _compare(name, expected.get(name, Stream()), shown.get(name, Stream()))
    length = len(source.text)
    return [each._replace(span=_clip(each.span, length)) for each in found]


def _clip(span: Span, length: int) -> Span:
    start = min(span.start, max(0, length - 1))
    return Span(start, max(start, min(span.end, length)))


def _read_file(path: Path) -> BuiltPage:
    name = path.parent.name if path.stem == "index" else path.stem
    return BuiltPage(name, path.read_bytes(), path.suffix == ".xhtml")


# --- the witness ----------------------------------------------------------------------


def expect_streams(source: Source, entries: Sequence[ledger.Entry]) -> dict[str, Stream]:
    """Return the expected text of a witness by stream, according to its ledger."""
    streams: dict[str, Stream] = {}
    previous: dict[str, ledger.Entry] = {}
    joined: dict[str, str] = {}
    for entry in sorted(entries, key=_reading_place):
        kind = entry.base if entry.kind == ledger.RESTORED else entry.kind
        if kind in _READ:
            stream = streams.setdefault(entry.stream, Stream())
            before, join = previous.get(entry.stream), joined.pop(entry.stream, "")
            if join == ledger.TIGHT:  # A marker after it may have a space.
                stream.loose.add(stream.length)
            elif before is not None and not join:
                _add_gap(source, stream, before, entry)
            _add_solid(source, stream, entry, kind)
            previous[entry.stream] = entry
        if kind in _JOINS:
            joined[entry.stream] = kind
    return streams


def _reading_place(entry: ledger.Entry) -> tuple[int, bool, int]:
    """Return the sort key of an entry; restored text precedes the offset where it belongs."""
    place = entry.span.start if entry.to is None else entry.to
    return (place, entry.to is None, entry.span.start)


def _add_gap(source: Source, stream: Stream, before: ledger.Entry, entry: ledger.Entry) -> None:
    """Add the white space between two entries; it is optional if one of them was moved."""
    between = source.text[before.span.end : entry.span.start]
    moved = before.to is not None or entry.to is not None
    if moved or entry.span.start < before.span.end:
        stream.loose.add(stream.length)
    elif between[:1].isspace() or between[-1:].isspace() or "\n" in between:
        stream.spaces.add(stream.length)
    elif between:
        stream.loose.add(stream.length)


def _add_solid(source: Source, stream: Stream, entry: ledger.Entry, kind: str) -> None:
    shown = entry.detail if kind in (ledger.EMENDED, ledger.ORNAMENT) else source.slice(entry.span)
    text = SHOWN_AT_JOIN[_JOINS[kind]] if kind in _JOINS else show_controls(shown)
    stream.places.append((stream.length, entry.span.start, text))
    stream.add(text)


# --- the pages ------------------------------------------------------------------------

_CODE_POINT: Final = re.compile("_([0-9a-f]+)_")
"""The form in XML of a character that names cannot have there, explained in docs/addresses.md."""


def _read_pages(pages: Iterable[BuiltPage]) -> dict[str, Stream]:
    streams: dict[str, Stream] = {}
    for page in pages:
        article = LexborHTMLParser(page.content).css_first("article")
        if article is None:
            continue
        heading = article.css_first("h1")
        # The title of a page that is not a division of the text comes from the record.
        if heading is not None and heading.attributes.get("id") != page.name:
            heading.decompose()
        for selector in ADDED:
            for node in article.css(selector):
                node.decompose()
        _read_notes(article, streams, in_xml=page.in_xml)
        for selector, name in ((".caption", ledger.CAPTION), (".fragment", ledger.FRAGMENT)):
            for node in article.css(selector):
                _read_node(node, streams.setdefault(name, Stream()))
                node.decompose()
        _read_node(article, streams.setdefault(ledger.BODY, Stream()))
    return {name: stream for name, stream in streams.items() if stream.length}


def _read_notes(article: LexborNode, streams: dict[str, Stream], *, in_xml: bool) -> None:
    for section in article.css("section.notes"):
        for item in section.css("li[id]"):
            key = (item.attributes.get("id") or "").removeprefix("n")
            if in_xml:
                key = _CODE_POINT.sub(lambda match: chr(int(match[1], 16)), key)
            _read_node(item, streams.setdefault(ledger.NOTE + key, Stream()))
        section.decompose()


def _read_node(node: LexborNode, stream: Stream) -> None:
    stream.add("".join(_texts(node)))
    stream.spaces.add(stream.length)


def _texts(node: LexborNode) -> Iterator[str]:
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            yield child.text_content or ""
        else:
            block = child.tag in _BLOCKS
            if block:
                yield "\n"
            yield from _texts(child)
            if block:
                yield "\n"


# --- comparing ------------------------------------------------------------------------


def _compare(name: str, expected: Stream, shown: Stream) -> list[Difference]:
    if expected.text == shown.text:
        return _compare_spaces(name, expected, shown)
    return _compare_words(name, expected, shown)


def _compare_spaces(name: str, expected: Stream, shown: Stream) -> list[Difference]:
    wrong = (expected.spaces ^ shown.spaces) - expected.loose - {0, expected.length}
    text = expected.text
    found = []
    for count in sorted(wrong)[:PROOF_SHOWN]:
        before = text[max(0, count - SHOWN_AROUND) : count]
        context = f"\u201c{before}|{text[count : count + SHOWN_AROUND]}\u201d"
        what = "missing" if count in expected.spaces else "added"
        place = expected.place(count)
        fact = f"a space is {what} at {context}"
        found.append(Difference(name, Span(place, place), "V004", fact))
    return found


def _compare_words(name: str, expected: Stream, shown: Stream) -> list[Difference]:
    """Return the differences of the characters."""
    a, b = expected.text, shown.text
    head = _common_prefix(a, b)
    tail = _common_prefix(a[head:][::-1], b[head:][::-1])
    a_part, b_part = a[head : len(a) - tail], b[head : len(b) - tail]
    return [
        _describe_change(name, expected, head + i, a_part[i:j], b_part[k:m])
        for i, j, k, m in _list_changes(a_part, b_part)
    ]


def _list_changes(a: str, b: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield the ranges of two texts that differ, in time proportional to their length."""
    i = k = found = 0
    runs: dict[str, list[int]] = {}
    while True:
        while i < len(a) and k < len(b) and a[i] == b[k]:
            i, k = i + 1, k + 1
        if i == len(a) and k == len(b):
            return
        found += 1
        if not runs:
            for start in range(len(b) - PROOF_AGREES + 1):
                runs.setdefault(b[start : start + PROOF_AGREES], []).append(start)
        j, m = (len(a), len(b)) if found == PROOF_SHOWN else _find_agreement(a, b, i, k, runs)
        yield i, j, k, m
        i, k = j, m


def _find_agreement(
    a: str, b: str, i: int, k: int, runs: Mapping[str, Sequence[int]]
) -> tuple[int, int]:
    """Return the indexes at which two texts agree again: nearby, or at the next common words."""
    for total in range(1, PROOF_NEAR):
        for ahead in range(total + 1):
            x, y = i + ahead, k + total - ahead
            if x > len(a) or y > len(b):
                continue
            words = a[x : x + PROOF_AGREES // 2]
            if words == b[y : y + PROOF_AGREES // 2] and (words or (x, y) == (len(a), len(b))):
                return x, y
    for x in range(i, len(a) - PROOF_AGREES + 1):
        starts = runs.get(a[x : x + PROOF_AGREES], ())
        place = bisect_left(starts, k)
        if place < len(starts):
            return x, starts[place]
    return len(a), len(b)


def _describe_change(name: str, expected: Stream, count: int, lost: str, added: str) -> Difference:
    place = expected.place(count)
    old, new = (f"\u201c{shorten_middle(text, SHOWN_DIFFERENCE)}\u201d" for text in (lost, added))
    code, fact = (
        ("V003", f"{old} is shown as {new}")
        if lost and added
        else (("V001", f"{old} is missing") if lost else ("V002", f"{new} is added"))
    )
    return Difference(name, Span(place, place + max(1, len(lost))), code, fact)


def _common_prefix(a: str, b: str) -> int:
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[:middle] == b[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
