"""Draws the passages to be labelled: paragraphs and notes of the published texts.

``python -m tests.mentions.draw`` prints text, half, kind, address and words of each, to be
labelled by reading. Nothing here knows how names or dates are found.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from edition.model.addresses import note_address
from edition.model.document import Document, Leaf, Paragraph, Text
from edition.model.traversal import (
    SHOWN,
    inlines_of,
    plain_text,
    running_text,
    walk,
    walk_leaves,
)
from edition.records.measures import SEEN, UNSEEN
from tests.texts import read_whole

HERE = Path(__file__).parent
DATED = "dated"
"""Kind of the passages that are labelled for dates alone."""
BODIES = ("bodies", "bodies_in_note")
"""Kinds of the paragraphs and notes that are labelled for organisations and places alone."""
BODY_CLASSES = ("organisation", "place")
"""Classes of the labels in passages of these kinds."""
_LEAST = 12
"""Letters that a passage has at least."""
Character: TypeAlias = tuple[str, int, int]
"""A character that a reader reads, with the stretch of the witness that it stands for."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, a note, or another block that holds words."""

    address: str
    leaves: tuple[Leaf, ...]
    is_note: bool

    @property
    def characters(self) -> tuple[Character, ...]:
        """The characters in order, runs of white space as one space."""
        kept: list[Character] = []
        for text, start, end in self._read():
            if not text.isspace():
                kept.append((text, start, end))
            elif kept and kept[-1][0] != " ":
                kept.append((" ", start, end))
        return tuple(kept[:-1] if kept and kept[-1][0] == " " else kept)

    @property
    def words(self) -> str:
        """What the labels are counted in."""
        return " ".join(" ".join(plain_text(inlines_of(leaf)) for leaf in self.leaves).split())

    def _read(self) -> Iterator[Character]:
        for leaf in self.leaves:
            for inline in walk(inlines_of(leaf), *SHOWN):
                start, end = inline.span.start, inline.span.end
                for place, text in enumerate(inline.text, start):
                    yield (text, place, place + 1) if type(inline) is Text else (text, start, end)
            yield " ", leaf.span.end, leaf.span.end


def sampled_texts() -> list[str]:
    """Return the ids of the texts that have labelled passages, the longest text first."""
    return ["kuromiya-2023", "psis-1945", "memorandum-1953"]


def draw(id: str) -> list[tuple[str, str, Passage]]:
    """Return the passages drawn from a text, each with half and kind: by turns, as drawn."""
    sample: dict[str, Any] = yaml.safe_load((HERE / id / "sample.yml").read_text("utf-8"))
    passages = [p for p in _list_passages(read_whole(id).document) if _is_long(p)]
    drawn: dict[str, tuple[str, Passage]] = {}
    for again in (sample, *sample.get("again", ())):
        chance = random.Random(again["seed"])
        passages = [p for p in passages if p.address not in drawn]
        for kind, count in again["counts"].items():
            wanted = _KINDS.get(kind) or _holds(sample[kind])
            lot = [p for p in passages if p.address not in drawn and wanted(p)]
            drawn |= {p.address: (kind, p) for p in chance.sample(lot, min(count, len(lot)))}
    return [((SEEN, UNSEEN)[i % 2], *one) for i, one in enumerate(drawn.values())]


def _list_passages(document: Document) -> Iterator[Passage]:
    for leaf in walk_leaves(running_text(document)):
        yield Passage(leaf.address, (leaf,), is_note=False)
    for note in document.notes:
        leaves = tuple(walk_leaves(note.blocks))
        yield Passage(note_address(note.key), leaves, is_note=True)


def _is_long(passage: Passage) -> bool:
    return sum(map(str.isalpha, passage.words)) >= _LEAST


def _is_paragraph(passage: Passage) -> bool:
    return not passage.is_note and type(passage.leaves[0]) is Paragraph


_KINDS: dict[str, Callable[[Passage], bool]] = {
    "paragraph": _is_paragraph,
    "leaf": lambda passage: not passage.is_note,
    "note": lambda passage: passage.is_note,
    "bodies": _is_paragraph,
    "bodies_in_note": lambda passage: passage.is_note,
}


def _holds(pattern: str) -> Callable[[Passage], bool]:
    return lambda p: _is_paragraph(p) and re.search(pattern, p.words) is not None


if __name__ == "__main__":
    for id in sampled_texts():
        for half, kind, passage in draw(id):
            print(id, half, kind, passage.address, passage.words, sep="\t")
