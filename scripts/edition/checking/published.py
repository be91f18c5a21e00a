"""Reads a generated file back: the addresses that it publishes, and the words that stand there."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_FENCE = re.compile(r"^(`{3,})text\n.*?^\1$", re.MULTILINE | re.DOTALL)
_ANCHOR = re.compile(r'<a id="([^"<>\s]+)">')
_OPENING = re.compile(r'<a id="([^"<>\s]+)"></a>')
_NOTE_SIGN = re.compile(r"\\[\\\[]|(?P<line>^)?\[\^(?P<key>[^\]\s]+)\](?P<colon>:)?", re.MULTILINE)
_DEFINITION = re.compile(r"\[\^([^\]\s]+)\]:[ \t]*")
_MARKUP = re.compile(
    r"\\([\\`*_\[\]{}])"  # an escaped sign stays
    r'|<a id="[^"]*">[^<]*</a>'
    r"|\[\^[^\]\s]+\]"
    r"|<[^>]*>"
    r"|\*+"
)
_LINK = re.compile(r"(?<!\\)\[((?:[^\[\]\\]|\\.)*)\]\([^()\"\s]*(?: \"[^\"]*\")?\)")
_MARK = re.compile(r'<ins class="erratum">.*?</ins>')
_LEAD = re.compile(r"^(?:> ?)+", re.MULTILINE)
_DIVISION = re.compile(r"^  division: ", re.MULTILINE)
_NAVIGATION = "nav-"
_LIST = 'class="marked-list"'


@dataclass(frozen=True, slots=True)
class Passage:
    """What stands at the address of a paragraph, heading or note."""

    address: str
    text: str
    """The words as a reader sees them, without markers and page numbers; white space is one space.
    """
    line: int
    """Index of the line that it begins on, in the file's lines."""
    prose: bool = True
    """True for a paragraph; false for a heading, a note and matter whose lines are kept."""
    note: bool = False


def list_addresses(content: str) -> list[str]:
    """Return every address that a file publishes, without the links that lead about in it."""
    body = _FENCE.sub("", content)
    anchors = [name for name in _ANCHOR.findall(body) if not name.startswith(_NAVIGATION)]
    return anchors + list(_list_notes(body))


def _list_notes(body: str) -> Iterator[str]:
    signs = [match for match in _NOTE_SIGN.finditer(body) if match["key"]]
    defined = {match["key"] for match in signs if _defines(match)}
    markers = Counter[str]()
    for match in signs:
        key = match["key"]
        if _defines(match):
            yield f"n{key}"
        elif key in defined:
            markers[key] += 1
            yield f"r{key}" + (f"-{markers[key]}" if markers[key] > 1 else "")


def _defines(match: re.Match[str]) -> bool:
    return match["line"] is not None and match["colon"] is not None


def is_text(content: str) -> bool:
    """Tell whether a generated file holds a part of an edited text."""
    return _DIVISION.search(content.partition("\n---\n")[0]) is not None


@lru_cache(maxsize=1024)
def read_passages(content: str) -> tuple[Passage, ...]:
    """Return the passages of a file that holds an edited text, in their order."""
    lines = content.split("\n")
    passages: list[Passage] = []
    kept = False
    for index, line in enumerate(lines):
        if line.startswith("<div "):
            kept = _LIST not in line
        elif line == "</div>":
            kept = False
        note = _DEFINITION.match(line) if line.startswith("[^") else None
        if note:
            text = "\n".join([line[note.end() :], *_rest_of_note(lines, index)])
            passages.append(Passage(f"n{note[1]}", plain(text), index, prose=False, note=True))
        elif '<a id="' in line:
            prose = not kept and not line.startswith("#")
            passages += _read_line(lines, index, prose)
    return tuple(passages)


def _read_line(lines: Sequence[str], index: int, prose: bool) -> Iterator[Passage]:
    """Yield what begins on a line; addresses that stand together name the same words."""
    if "<a id=" not in lines[index]:
        return
    found = list(_OPENING.finditer(lines[index]))
    text = "\n".join([lines[index], *_rest_of_block(lines, index)]) if found else ""
    for number, match in enumerate(found):
        ends = (other.start() for other in found[number + 1 :])
        words = (plain(text[match.end() : end]) for end in (*ends, len(text)))
        if not match[1].startswith(_NAVIGATION):
            yield Passage(match[1], next(filter(None, words), ""), index, prose)


def _rest_of_block(lines: Sequence[str], index: int) -> Iterator[str]:
    """Yield the lines that go on with a block: up to a blank line or the next address."""
    for line in lines[index + 1 :]:
        if not line.strip("> ") or _OPENING.search(line):
            return
        yield line


def _rest_of_note(lines: Sequence[str], index: int) -> Iterator[str]:
    for line in lines[index + 1 :]:
        if line.strip() and not line.startswith(" "):
            return
        yield line


def plain(markdown: str) -> str:
    """Return what a reader reads of a stretch of the dialect, in one line."""
    words = _LEAD.sub("", markdown) if ">" in markdown else markdown
    words = _MARK.sub("", words) if "<ins" in words else words
    words = _LINK.sub(r"\1", words) if "](" in words else words
    text = _MARKUP.sub(lambda match: match[1] or "", words)
    return " ".join(html.unescape(text).split())


def find_marker(content: str, key: str) -> int | None:
    """Return the index of the line on which the first marker of a note stands."""
    for match in _NOTE_SIGN.finditer(content):
        if match["key"] == key and not _defines(match):
            return content.count("\n", 0, match.start())
    return None


def place_of(content: str, address: str) -> int:
    """Return the offset in a file at which an empty anchor stands beside an address.

    Raises KeyError if the file does not publish the address.
    """
    if anchor := re.search(rf'<a id="{re.escape(address)}">[^<]*</a>', content):
        return anchor.end()
    markers = Counter[str]()
    for match in _NOTE_SIGN.finditer(content):
        key = match["key"]
        if key and _defines(match):
            if address == f"n{key}":
                return match.end() + (content[match.end()] == " ")
        elif key:
            markers[key] += 1
            if address == f"r{key}" + (f"-{markers[key]}" if markers[key] > 1 else ""):
                return match.start()
    raise KeyError(address)


def block_end(lines: Sequence[str], index: int) -> int:
    """Return the index behind the last line of the outermost block that holds a line.

    A division opened by ``<div`` ends with its ``</div>``, everything else at a blank line.
    """
    depth = 0
    for number in range(index, -1, -1):
        if lines[number] == "</div>" and number != index:
            break
        if lines[number].startswith("<div "):
            depth = 1
            break
    for number in range(index, len(lines)):
        if depth and lines[number] == "</div>":
            return number + 1
        if not depth and not lines[number]:
            return number
    return len(lines)
