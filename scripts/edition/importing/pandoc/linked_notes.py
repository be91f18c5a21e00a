"""Restore notes that exist only as links: from a call to a passage, and from there back to it.

If a file has neither notes nor such links, its notes may be typed; see ``typed_notes``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from typing import Any, Final

from edition.importing.pandoc.nodes import (
    LEAVES,
    TAKEN,
    Node,
    content_of,
    drop_start,
    list_blocks,
    list_inlines,
    list_links,
    list_notes,
    parts_of,
    plain,
)
from edition.importing.pandoc.typed_notes import take_typed_notes
from edition.model.note_keys import MARKS

_CALL: Final = re.compile(
    r"\W*(?:[^\W\d_]{1,9}\.?\s*)?(\d{1,4}[a-z]?|[^\W\d_]{1,2}|[ivxlc]+)[^\w*]*"
    rf"|[\s\[(]*([{MARKS}#]{{1,4}})[\s\])]*",
    re.IGNORECASE,
)
"""Text of a link that may call a note, including the label."""
_DECLARED: Final = re.compile(r"(?:foot|end|rear)-?notes?|note-?ref", re.IGNORECASE)
_BACK: Final = re.compile(r"back-?(?:link|ref)", re.IGNORECASE)
_BEFORE: Final = " .:^\u2191\u21a9"
"""Characters that may remain between a label and the text of its note."""
_LEAST: Final = 3
"""Minimum number of calls without backlinks in a series."""


@dataclass(slots=True)
class _Leaf:
    """The text of a block and the position of the block."""

    block: Node
    around: list[Node]
    """The list of blocks that contains the block."""
    order: int
    words: str = ""


@dataclass(slots=True)
class _Call:
    """A link that may call a note."""

    within: list[Node]
    """The list of inlines that contains the link."""
    link: Node
    leaf: _Leaf
    label: str
    declared: bool
    first: bool
    """True if the link is at the start of its block."""
    name: str
    """Target fragment."""


@dataclass(slots=True)
class _Unit:
    """The blocks that make up a note."""

    around: list[Node]
    block: Node
    order: int
    calls: list[_Call] = field(default_factory=list)
    blocks: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Restored:
    """The result of moving the notes of a document to their calls."""

    labels: Mapping[int, str]
    """Printed labels of notes, by the identity of their blocks."""
    removed: tuple[str, ...]
    """Removed texts: labels and headings of the notes, and backlinks."""


def restore_notes(blocks: list[Node]) -> Restored:
    """Insert notes where they are called, changing ``blocks`` in place.

    A link calls a note if its text may be a label, if its target is the beginning of a block, and
    if that block links back, is declared to be a note, or begins with the same label as part of a
    series.
    """
    document = _Document(blocks)
    units = document.find_units()
    removed: list[str] = []
    labels: dict[int, str] = {}
    taken = document.take(units)
    for unit in taken:
        backlinks = document.list_ids(unit)
        _clean(unit.blocks, unit.calls[0].label, backlinks, removed)
        labels[id(unit.blocks)] = unit.calls[0].label
        for call in unit.calls:
            _put_note(call, unit.blocks)
    if not any(list_notes(blocks)):
        typed, left = take_typed_notes(blocks)
        labels |= typed
        removed += left
    _prune(blocks, removed)
    for note in list_notes(blocks):
        if id(note) not in labels:
            _clean(note, "", None, removed)
    return Restored(labels, tuple(removed))


def mark_notes(blocks: list[Node], marks: Sequence[str]) -> dict[int, str]:
    """Return the marks of notes by the identity of their blocks; none if the counts differ.

    A mark that is not alphanumeric is removed from the beginning of its note, where authors type
    it again.
    """
    notes = [*list_notes(blocks)]
    if len(notes) != len(marks):
        return {}
    for note, mark in zip(notes, marks, strict=True):
        first = next(list_inlines(note), [])
        if mark and not mark.isalnum() and plain(first).lstrip().startswith(mark):
            drop_start(first, _label_length(plain(first), mark))
    return {id(note): mark for note, mark in zip(notes, marks, strict=True) if mark}


class _Document:
    """The leaves, anchors and links of a document."""

    def __init__(self, blocks: list[Node]) -> None:
        self._blocks = blocks
        self._owners: dict[int, tuple[list[Node], Node | None]] = {}
        """By id of a block list: its parent list, and the block around it or None for an item."""
        self._anchors: dict[str, tuple[list[Node], Node, int, bool]] = {}
        """By anchor: the list around its block, the block, its order, True if at its start."""
        self._calls: list[_Call] = []
        self._order = 0
        self._walk(blocks)

    # --- reading ---

    def _walk(self, blocks: list[Node]) -> None:
        for block in blocks:
            self._order += 1
            if block["t"] in LEAVES:
                self._read_leaf(block, blocks)
            elif block["t"] == "Div":
                self._name(block["c"][0][0], blocks, block, first=True)
            for part in parts_of(block):
                single = block["t"] in ("Div", "BlockQuote", "Figure")
                self._owners[id(part)] = blocks, (block if single else None)
                self._walk(part)

    def _name(self, name: str, around: list[Node], block: Node, *, first: bool) -> None:
        if name:
            self._anchors.setdefault(name, (around, block, self._order, first))

    def _read_leaf(self, block: Node, around: list[Node]) -> None:
        leaf = _Leaf(block, around, self._order)
        inlines = block["c"][2] if block["t"] == "Header" else block["c"]
        if block["t"] == "Header":
            self._name(block["c"][1][0], around, block, first=True)
        self._read_inlines(inlines, leaf)

    def _read_inlines(self, inlines: list[Node], leaf: _Leaf) -> None:
        for inline in inlines:
            kind = inline["t"]
            content: Any = inline.get("c")
            if kind == "Str":
                leaf.words += content
            elif kind in ("Space", "SoftBreak", "LineBreak"):
                leaf.words += " "
            elif kind in ("Link", "Span"):
                self._name(content[0][0], leaf.around, leaf.block, first=not leaf.words.strip())
                if kind == "Link" and content[2][0].startswith("#"):
                    self._read_link(inline, inlines, leaf)
                self._read_inlines(content[1], leaf)
            elif (within := content_of(inline)) is not None:
                self._read_inlines(within, leaf)

    def _read_link(self, link: Node, within: list[Node], leaf: _Leaf) -> None:
        match = _CALL.fullmatch(plain(link["c"][1]))
        (_, classes, pairs), _, (address, _) = link["c"]
        declared = _is_declared(classes, pairs)
        if match or declared:
            label = (match[1] or match[2]) if match else ""
            first = not leaf.words.strip(" [(")
            call = _Call(within, link, leaf, label, declared, first, address[1:])
            self._calls.append(call)

    # --- pairing ---

    def find_units(self) -> list[_Unit]:
        """Return the notes called by links, in document order."""
        units: dict[int, _Unit] = {}
        doubtful: list[tuple[_Call, _Unit]] = []
        for call in self._calls:
            found = self._anchors.get(call.name)
            if not found or not found[3] or found[1]["t"] == "Header":
                continue
            around, block, order, _ = found
            if block is call.leaf.block or order < call.leaf.order:
                continue
            unit = units.get(id(block)) or _Unit(around, block, order)
            text = plain(block)
            if call.declared or _is_declared_block(block) or self._leads_back(block, call):
                unit.calls.append(call)
                units.setdefault(id(block), unit)
            elif not call.first and call.label and 0 < _label_length(text, call.label) < len(text):
                doubtful.append((call, unit))
        if len(doubtful) >= _LEAST and _rises([unit.order for _, unit in doubtful]):
            for call, unit in doubtful:
                called = units.setdefault(id(unit.block), unit)
                called.calls.append(call)
        return sorted(units.values(), key=lambda unit: unit.order)

    def _leads_back(self, block: Node, call: _Call) -> bool:
        """Return whether a block links back to its call, or to an unknown target.

        A call at the start of its block may be an entry in a table of contents. In that case the
        backlink must have the same number or sign as the call, and text must follow the call.
        """
        if call.first and (call.label.isalpha() or len(call.leaf.words) <= len(call.label) + 2):
            return False
        for link in list_links(block):
            target = self._anchors.get(link["c"][2][0][1:])
            words = plain(link["c"][1])
            if call.first and words.strip() != plain(call.link["c"][1]).strip():
                continue
            if target[1] is call.leaf.block if target else _is_sign(words) or _is_back(link):
                return True
        return False

    # --- taking ---

    def take(self, units: Sequence[_Unit]) -> list[_Unit]:
        """Remove the blocks of notes from the document; return the notes that have blocks."""
        targets = {id(unit.block) for unit in units}
        for unit in units:
            self._widen(unit, targets)
        by_list: dict[int, list[_Unit]] = {}
        for unit in units:
            by_list.setdefault(id(unit.around), []).append(unit)
        for inner in by_list.values():
            _take_from(inner[0].around, inner)
        return [unit for unit in units if unit.blocks]

    def _widen(self, unit: _Unit, targets: set[int]) -> None:
        """Extend a note to the division or item that begins with it and contains no other note."""
        while unit.around[0] is unit.block and id(unit.around) in self._owners:
            inner = unit.around
            if sum(id(child) in targets for child in list_blocks(inner)) > 1:
                return
            if any(child["t"] == "Header" for child in inner):
                return
            around, block = self._owners[id(inner)]
            if block is None:
                # An item is not a block itself: wrap its blocks in a single division.
                division: Node = {"t": "Div", "c": [["", [], []], [*inner]]}
                inner[:] = [division]
                unit.block = division
                targets.add(id(division))
                return
            targets.discard(id(unit.block))
            targets.add(id(block))
            unit.around, unit.block = around, block

    def list_ids(self, unit: _Unit) -> frozenset[int]:
        """Return the identities of the links in a note that lead back to its calls."""
        return frozenset(
            id(link)
            for block in unit.blocks
            for link in list_links(block)
            if self._is_backlink(link, unit)
        )

    def _is_backlink(self, link: Node, unit: _Unit) -> bool:
        target = self._anchors.get(link["c"][2][0][1:])
        words = plain(link["c"][1])
        if _is_back(link):
            return True
        if not (_is_sign(words) or _CALL.fullmatch(words)):
            return False
        return target is None or any(target[1] is call.leaf.block for call in unit.calls)


def _take_from(around: list[Node], units: Sequence[_Unit]) -> None:
    """Remove notes from a list of blocks.

    A note extends to the next note where notes directly follow a heading or begin the list.
    """
    starts = {id(unit.block): unit for unit in units}
    current: _Unit | None = None
    pending: list[int] = []
    headed = True
    for place, block in enumerate(around):
        if (unit := starts.get(id(block))) and (headed or current or _has_words(block, unit)):
            if current:
                current.blocks += (around[index] for index in pending)
                for index in pending:
                    around[index] = TAKEN
            unit.blocks.append(block)
            around[place] = TAKEN
            current, pending = (unit if headed or current else None), []
        elif block["t"] in ("Header", "HorizontalRule"):
            current, pending, headed = None, [], True
        elif plain(block).strip():
            headed = False
            pending.append(place)


def _has_words(block: Node, unit: _Unit) -> bool:
    text = plain(block)
    return re.search(r"\w", text[_label_length(text, unit.calls[0].label) :]) is not None


# --- cleaning -----------------------------------------------------------------------------


def _clean(
    blocks: list[Node], label: str, backlinks: frozenset[int] | None, removed: list[str]
) -> None:
    """Remove the label and the backlinks from a note."""
    for inlines in list_inlines(blocks):
        remaining = []
        for inline in inlines:
            back = inline["t"] == "Link" and (
                id(inline) in backlinks
                if backlinks is not None
                else _is_back(inline)
                or (inline["c"][2][0].startswith("#") and _is_sign(plain(inline["c"][1])))
            )
            if back:
                removed.append(plain(inline["c"][1]))
            else:
                remaining.append(inline)
        inlines[:] = remaining
    for inlines in reversed([*list_inlines(blocks)]):
        inlines[:] = [
            inline for inline in inlines if content_of(inline) != [] or inline["t"] == "Cite"
        ]
    first = next(
        (candidate for candidate in list_inlines(blocks) if plain(candidate).strip()), None
    )
    if first is None or first[0]["t"] == "Cite":
        return
    text = plain(first)
    length = _label_length(text, label) if label else 0
    if not length and re.match(r"\s*[\[(]?\s*[\])][.:]?", text):
        length = text.index("]" if "]" in text else ")") + 1
    if length:
        removed.append(text[:length])
        drop_start(first, length)
        if text[:length].count("[") > text[:length].count("]"):
            _drop_bracket(blocks)
    rest = plain(first)
    drop_start(first, len(rest) - len(rest.lstrip(_BEFORE)))


def _label_length(text: str, label: str) -> int:
    """Return the length of the label of a note, including words and brackets around it."""
    match = re.match(
        rf"\s*(?:\[\s*[^\W\d_]+\.?\s+|[^\W\d_]+\.?\s+(?={re.escape(label)}\W*[:.\])]))?"
        rf"[\[(]?\s*{re.escape(label)}(?!\w)\s*[\])]?\s?[.:)\]]*\s*",
        text,
    )
    return match.end() if match and match.end() else 0


def _drop_bracket(blocks: Sequence[Node]) -> None:
    """Remove the bracket at the end of a note that was opened before its label."""
    leaves = [
        child for child in list_blocks(blocks) if child["t"] in LEAVES and plain(child).strip()
    ]
    last = leaves[-1]["c"] if leaves else None
    while last:
        inline = last[-1]
        if inline["t"] == "Str" and inline["c"].endswith("]"):
            inline["c"] = inline["c"][:-1]
        last = content_of(inline) if inline["t"] == "Str" or plain(inline).strip() else last[:-1]


def _put_note(call: _Call, blocks: list[Node]) -> None:
    """Replace a call, and any brackets around it, with the note."""
    note = {"t": "Note", "c": blocks}
    at = next((n for n, inline in enumerate(call.within) if inline is call.link), None)
    if at is None:
        return
    before, after = call.within[:at], call.within[at + 1 :]
    opened = before and before[-1]["t"] == "Str" and before[-1]["c"].endswith(("[", "("))
    if opened and after and after[0]["t"] == "Str" and after[0]["c"].startswith(("]", ")")):
        before[-1]["c"] = before[-1]["c"][:-1]
        after[0]["c"] = after[0]["c"][1:]
    if not plain([*before, *after]).strip(" []()"):
        before = after = []
    call.within[:] = [*before, note, *after]


def _prune(blocks: list[Node], removed: list[str]) -> bool:
    """Remove blocks that contained only notes, and their headings; return if none remain."""
    for place, block in enumerate(blocks):
        parts = [*parts_of(block)]
        emptied = [_prune(part, removed) for part in parts]
        if parts and all(emptied) and block["t"] not in ("Table", "Figure"):
            blocks[place] = TAKEN
        elif any(emptied) and block["t"] in ("OrderedList", "BulletList"):
            items = block["c"][1] if block["t"] == "OrderedList" else block["c"]
            items[:] = [item for item, empty in zip(items, emptied, strict=True) if not empty]
    for place in range(len(blocks) - 1, -1, -1):
        if (level := _level(blocks[place])) is not None:
            after = [
                *takewhile(lambda following: _goes_below(following, level), blocks[place + 1 :])
            ]
            if after and all(following is TAKEN for following in after):
                removed.append(plain(blocks[place]))
                blocks[place] = TAKEN
    taken = bool(blocks) and all(following is TAKEN for following in blocks)
    blocks[:] = [following for following in blocks if following is not TAKEN]
    for block in blocks:
        if block["t"] in LEAVES:
            for inlines in list_inlines([block]):
                _unwrap(inlines)
    return taken


_RULE: Final = 9
"""Level of a horizontal rule, below the levels of all headings."""


def _level(block: Node) -> int | None:
    if block["t"] == "HorizontalRule":
        return _RULE
    return int(block["c"][0]) if block["t"] == "Header" else None


def _goes_below(block: Node, level: int) -> bool:
    own = _level(block)
    return own is None or own > level


def _unwrap(inlines: list[Node]) -> None:
    for n, inline in enumerate(inlines):
        while (inner := content_of(inline)) and len(inner) == 1 and inner[0]["t"] == "Note":
            inline = inlines[n] = inner[0]


# --- declarations in links and blocks ---


def _is_declared(classes: Sequence[str], pairs: Sequence[Sequence[str]]) -> bool:
    values = [value for name, value in pairs if name in ("epub:type", "role", "type")]
    return any(map(_DECLARED.search, (*classes, *values)))


def _is_declared_block(block: Node) -> bool:
    """Return whether a division is declared to be a single note."""
    return block["t"] == "Div" and any(
        re.fullmatch(r"(?:doc-)?(?:foot|end|rear)-?note", value, re.IGNORECASE)
        for value in (*block["c"][0][1], *(value for _, value in block["c"][0][2]))
    )


def _is_sign(words: str) -> bool:
    """Return whether the text of a link has no letters: an arrow, a sign or a number."""
    return re.fullmatch(r"[\W\d_]*", words) is not None


def _is_back(link: Node) -> bool:
    (_, classes, pairs), _, _ = link["c"]
    return any(map(_BACK.search, (*classes, *(value for _, value in pairs))))


def _rises(places: Sequence[int]) -> bool:
    """Return whether positions are in ascending order, with at most one exception in ten."""
    falls = sum(b < a for a, b in pairwise(places))
    return falls <= len(places) // 10
