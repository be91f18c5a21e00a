"""Restores notes that a file has as words only: raised numbers, and paragraphs with the same.

Calls and notes are paired by the inference that reads any plain text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

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
from edition.readers.inference.reader import infer_text
from edition.text.scripts import SUPERSCRIPTS
from edition.text.source import Source

_RAISED: Final = {digit: sign for sign, digit in SUPERSCRIPTS.items()}
_LABEL: Final = re.compile(r"\W{0,2}(\d{1,4})(?!\w)")
_TITLE: Final = re.compile(r"[^\W\d_][^\d.;!?]{1,30}")
"""A short line without the stops of a sentence, as the heading of notes is."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A paragraph or heading, and where it stands in the text and in the document."""

    block: Node
    around: list[Node]
    start: int
    skip: int
    """Code points of a number that a list gives it, before its words."""


def take_typed_notes(blocks: list[Node]) -> tuple[dict[int, str], tuple[str, ...]]:
    """Put notes where their numbers are typed; ``blocks`` of a document are changed.

    Returns the labels of the notes, by the identity of their blocks, and what was left out: labels
    and a heading above the notes. A note that nothing calls stays where it is.
    """
    _part_lines(blocks)
    text, leaves = _write(blocks)
    found = [note for note in infer_text(Source("import", text)).extents.notes if note.marker]
    labels: dict[int, str] = {}
    removed: list[str] = []
    calls: list[tuple[_Leaf, int, int, list[Node]]] = []
    starts = [leaf.start for leaf in leaves]
    for note in found:
        own = [leaves[place] for place in _list_places(note, starts)]
        caller = leaves[bisect_right(starts, note.marker.start) - 1] if note.marker else None
        if note.marker is None or caller is None or any(leaf is caller for leaf in own):
            continue
        content = [leaf.block for leaf in own]
        labels[id(content)] = text[slice(*note.opening.sign)].translate(SUPERSCRIPTS)
        length = note.opening.end - own[0].start - own[0].skip
        removed.append(text[own[0].start : note.opening.end].translate(SUPERSCRIPTS))
        drop_start(next(own_inlines(own[0].block)), max(length, 0))
        offset = caller.start + caller.skip
        calls.append((caller, note.marker.start - offset, note.marker.end - offset, content))
        for leaf in own:
            place = next(n for n, one in enumerate(leaf.around) if one is leaf.block)
            leaf.around[place] = TAKEN
    # From the end, because a note takes the place of the characters that call it.
    for leaf, start, end, content in sorted(calls, key=lambda call: call[1], reverse=True):
        removed.append(plain(leaf.block)[start:end])
        _replace(next(own_inlines(leaf.block)), start, end, {"t": "Note", "c": content})
    removed += _take_titles(blocks)
    return labels, tuple(removed)


def _part_lines(blocks: list[Node]) -> None:
    """Make paragraphs of the lines of one that begin with numbers which go on."""
    for place in range(len(blocks) - 1, -1, -1):
        for part in parts_of(blocks[place]):
            _part_lines(part)
        if blocks[place]["t"] not in ("Para", "Plain"):
            continue
        lines = [
            [*run]
            for breaks, run in groupby(blocks[place]["c"], lambda one: one["t"] == "LineBreak")
            if not breaks
        ]
        numbers = [match and int(match[1]) for match in map(_LABEL.match, map(plain, lines))]
        first = numbers[0]
        if len(lines) > 1 and first and numbers == [*range(first, first + len(numbers))]:
            blocks[place : place + 1] = [{"t": "Para", "c": line} for line in lines]


def _write(blocks: list[Node]) -> tuple[str, list[_Leaf]]:
    """Return the words of a document, a line for each leaf, and where each stands."""
    parts: list[str] = []
    leaves: list[_Leaf] = []
    length = 0
    for block, around, number in _list_leaves(blocks, ""):
        leaves.append(_Leaf(block, around, length, len(number)))
        words = "".join(map(_characters, next(own_inlines(block))))
        parts.append(f"{number}{words}\n\n")
        length += len(parts[-1])
    return "".join(parts), leaves


def _list_leaves(blocks: list[Node], number: str) -> Iterator[tuple[Node, list[Node], str]]:
    """Yield each leaf with the blocks around it and the number that a list gives it."""
    for block in blocks:
        if block["t"] in LEAVES:
            yield block, blocks, number
        first = block["c"][0][0] if block["t"] == "OrderedList" else None
        for count, part in enumerate(parts_of(block)):
            own = f"{first + count}. " if first is not None else number
            yield from _list_leaves(part, own)
        number = ""


def _characters(inline: Node) -> str:
    """Return the words of an inline, raised digits as such."""
    if inline["t"] == "Superscript":
        return plain(inline).translate(_RAISED)
    if inline["t"] in WRAPPERS or inline["t"] in ("Span", "Link"):
        return "".join(map(_characters, content_of(inline) or ()))
    return plain(inline)


def _list_places(note: FoundNote, starts: Sequence[int]) -> list[int]:
    """Return the indices of the leaves that a note takes, in order."""
    pieces = (piece.start for paragraph in note.paragraphs for piece in paragraph)
    return sorted({bisect_right(starts, start) - 1 for start in (note.opening.start, *pieces)})


def _replace(inlines: list[Node], start: int, end: int, note: Node) -> bool:
    """Put a note in the place of characters; tell whether it was put."""
    made: list[Node] = []
    at, done = 0, False
    for inline in inlines:
        low, high = at, at + len(plain(inline))
        at = high
        if low == high or high <= start or low >= end:
            made.append(inline)
        elif start <= low and high <= end:
            made += [] if done else [note]
            done = True
        elif inline["t"] == "Str":
            before, after = inline["c"][: max(0, start - low)], inline["c"][end - low :]
            made += [{"t": "Str", "c": before}] if before else []
            made += [] if done else [note]
            made += [{"t": "Str", "c": after}] if after and end < high else []
            done = True
        else:
            inner = content_of(inline)
            if inner is not None:
                done = _replace(inner, start - low, end - low, note) or done
            made.append(inline)
    inlines[:] = made
    return done


def _take_titles(blocks: list[Node]) -> Iterator[str]:
    """Take a short line that has nothing but notes after it; yield its words."""
    for place, block in enumerate(blocks):
        rest = blocks[place + 1 :]
        words = plain(block).strip() if block["t"] in ("Para", "Plain") else ""
        if rest and _TITLE.fullmatch(words) and all(_is_empty(one) for one in rest):
            blocks[place] = TAKEN
            yield words
        for part in parts_of(block):
            yield from _take_titles(part)


def _is_empty(block: Node) -> bool:
    """Tell whether all of a block was taken."""
    parts = [*parts_of(block)]
    return block is TAKEN or (
        bool(parts) and all(map(_is_empty, (one for p in parts for one in p)))
    )
