"""Restore notes that were typed as text: raised numbers and paragraphs with the same numbers.

Calls and notes are paired by the inference used for any plain text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, TypeAlias

from edition.importing.pandoc.nodes import (
    LEAVES,
    TAKEN,
    WRAPPERS,
    Node,
    content_of,
    drop_start,
    own_inlines,
    parts_of,
    plain,
)
from edition.readers.inference.extents import FoundNote
from edition.readers.inference.text_inference import infer_text
from edition.text.scripts import SUPERSCRIPTS
from edition.text.source import Source

_RAISED: Final = {digit: sign for sign, digit in SUPERSCRIPTS.items()}
_LABEL: Final = re.compile(r"\W{0,2}(\d{1,4})(?!\w)")
_TITLE: Final = re.compile(r"[^\W\d_][^\d.;!?]{1,30}")
"""A short line without the punctuation of a sentence, like the heading of notes."""


_Call: TypeAlias = tuple[int, int, Node]
"""Start and end, in a leaf, of the characters that call a note; and the note."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A paragraph or heading and its position in the text and in the document."""

    block: Node
    around: list[Node]
    place: int
    """Index among the blocks around it."""
    start: int
    skip: int
    """Length, in code points, of a list number before its text."""


def take_typed_notes(blocks: list[Node]) -> tuple[dict[int, str], tuple[str, ...]]:
    """Insert notes where their numbers are typed, changing ``blocks`` in place.

    Returns the labels of the notes, by the identity of their blocks, and the removed texts: labels
    and a heading above the notes. A note without a call stays in place.
    """
    _part_lines(blocks)
    text, leaves = _write(blocks)
    found = [note for note in infer_text(Source("import", text)).extents.notes if note.marker]
    labels: dict[int, str] = {}
    removed: list[str] = []
    calls: dict[int, list[_Call]] = {}
    starts = [leaf.start for leaf in leaves]
    for note in found:
        places = _list_places(note, starts)
        own = [leaves[place] for place in places]
        calling = bisect_right(starts, note.marker.start) - 1 if note.marker else -1
        if note.marker is None or calling in places:
            continue
        content = [leaf.block for leaf in own]
        labels[id(content)] = text[slice(*note.opening.sign)].translate(SUPERSCRIPTS)
        length = note.opening.end - own[0].start - own[0].skip
        removed.append(text[own[0].start : note.opening.end].translate(SUPERSCRIPTS))
        drop_start(next(own_inlines(own[0].block)), max(length, 0))
        offset = leaves[calling].start + leaves[calling].skip
        call = note.marker.start - offset, note.marker.end - offset, {"t": "Note", "c": content}
        calls.setdefault(calling, []).append(call)
        for leaf in own:
            leaf.around[leaf.place] = TAKEN
    for calling, put in calls.items():
        block = leaves[calling].block
        words = plain(block)
        removed += (words[start:end] for start, end, _ in put)
        put_notes(next(own_inlines(block)), sorted(put, key=lambda call: call[0]))
    removed += _take_titles(blocks)
    return labels, tuple(removed)


def _part_lines(blocks: list[Node]) -> None:
    """Split paragraphs whose lines begin with consecutive numbers into one for each line."""
    for place in range(len(blocks) - 1, -1, -1):
        for part in parts_of(blocks[place]):
            _part_lines(part)
        if blocks[place]["t"] not in ("Para", "Plain"):
            continue
        lines = [
            [*run]
            for breaks, run in groupby(
                blocks[place]["c"], lambda inline: inline["t"] == "LineBreak"
            )
            if not breaks
        ]
        numbers = [match and int(match[1]) for match in map(_LABEL.match, map(plain, lines))]
        first = numbers[0] if numbers else None
        if len(lines) > 1 and first and numbers == [*range(first, first + len(numbers))]:
            blocks[place : place + 1] = [{"t": "Para", "c": line} for line in lines]


def _write(blocks: list[Node]) -> tuple[str, list[_Leaf]]:
    """Return the text of a document, a line for each leaf, and the leaves."""
    parts: list[str] = []
    leaves: list[_Leaf] = []
    length = 0
    for block, around, place, number in _list_leaves(blocks, ""):
        leaves.append(_Leaf(block, around, place, length, len(number)))
        words = "".join(map(_characters, next(own_inlines(block))))
        parts.append(f"{number}{words}\n\n")
        length += len(parts[-1])
    return "".join(parts), leaves


def _list_leaves(blocks: list[Node], number: str) -> Iterator[tuple[Node, list[Node], int, str]]:
    """Yield each leaf, the list of blocks that contains it, its index there and list number."""
    for place, block in enumerate(blocks):
        if block["t"] in LEAVES:
            yield block, blocks, place, number
        first = block["c"][0][0] if block["t"] == "OrderedList" else None
        for count, part in enumerate(parts_of(block)):
            own = f"{first + count}. " if first is not None else number
            yield from _list_leaves(part, own)
        number = ""


def _characters(inline: Node) -> str:
    """Return the text of an inline, with raised digits as superscript characters."""
    if inline["t"] == "Superscript":
        return plain(inline).translate(_RAISED)
    if inline["t"] in WRAPPERS or inline["t"] in ("Span", "Link"):
        return "".join(map(_characters, content_of(inline) or ()))
    return plain(inline)


def _list_places(note: FoundNote, starts: Sequence[int]) -> list[int]:
    """Return the indices of the leaves that a note covers, in order."""
    pieces = (piece.start for paragraph in note.paragraphs for piece in paragraph)
    return sorted({bisect_right(starts, start) - 1 for start in (note.opening.start, *pieces)})


def put_notes(inlines: list[Node], calls: Sequence[_Call], covered: int = 0) -> None:
    """Replace the characters that call notes with the notes, in order.

    The characters before ``covered`` belong to a call that began in a preceding inline.
    """
    made: list[Node] = []
    high = first = 0
    for inline in inlines:
        low, high = high, high + len(plain(inline))
        last = first
        while last < len(calls) and calls[last][0] < high:
            last += 1
        own, first = calls[first:last], last
        before = covered
        covered = max([covered, *(end for _, end, _ in own)])
        inner = content_of(inline)
        if low == high or (not own and before <= low):
            made.append(inline)
        elif inner is not None and not (own and own[0][0] <= low and own[0][1] >= high):
            put_notes(
                inner, [(start - low, end - low, note) for start, end, note in own], before - low
            )
            made += [inline] if plain(inline) or own else []
        else:
            words = plain(inline)
            for start, end, note in own:
                made += _word(words[max(before - low, 0) : start - low])
                made.append(note)
                before = end
            made += _word(words[max(before - low, 0) :])
    inlines[:] = made


def _word(text: str) -> list[Node]:
    return [{"t": "Str", "c": text}] if text else []


def _take_titles(blocks: list[Node]) -> Iterator[str]:
    """Remove a short line that is followed only by notes; yield its text."""
    for place, block in enumerate(blocks):
        words = plain(block).strip() if block["t"] in ("Para", "Plain") else ""
        rest = blocks[place + 1 :] if _TITLE.fullmatch(words) else []
        if rest and all(map(_is_empty, rest)):
            blocks[place] = TAKEN
            yield words
        for part in parts_of(block):
            yield from _take_titles(part)


def _is_empty(block: Node) -> bool:
    """Return whether all content of a block was removed."""
    parts = [*parts_of(block)]
    return block is TAKEN or (
        bool(parts) and all(map(_is_empty, (child for part in parts for child in part)))
    )
