"""Recognise list items by their printed marks at the start of lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from edition.model.document import Furniture
from edition.readers.chunks import Chunk
from edition.readers.drafts import Draft, DraftKind
from edition.readers.lines import Line
from edition.records.options import Option, OptionType
from edition.text.span import Span

_ITEM = re.compile(
    r"\s*(?P<dash>-\s+)?(?P<mark>\((?:[a-z]|[ivx]{1,5}|\d{1,2}|[A-Z])\)|(?:[a-z]|\d{1,2})[.)]|[•▪◦])\s+(?=\S)"
)
_DASHED = re.compile(r"\s*(?P<dash>)(?P<mark>[-–*])\s+(?=\S)")
_ORNAMENT = re.compile(r"(?:[*＊•.#~_=–—―─━═-]\s*){3,}|(?:[*＊]\s+)+[*＊]|[*＊⁂❦☙]")


ORNAMENTS: Final = Option(
    "ornaments", OptionType.TEXTS, (), "Lines that are ornaments, each as in the witness."
)


def is_ornament(text: str) -> bool:
    """True for a line of signs that separates sections."""
    return bool(_ORNAMENT.fullmatch(text.strip()))


@dataclass(frozen=True, slots=True)
class Items:
    """The items of a chunk, and as furniture the dashes that the transcription added to marks."""

    drafts: tuple[Draft, ...]
    furniture: tuple[Furniture, ...]

    def __bool__(self) -> bool:
        return bool(self.drafts)


def split_items(chunk: Chunk) -> Items:
    """Return the items of a chunk; none unless its first line begins an item."""
    drafts: list[Draft] = []
    furniture: list[Furniture] = []
    for line in chunk.lines:
        # A negative number denotes the second part of a line, where no item begins.
        match = _match_item(line.text) if line.number >= 0 else None
        if match is None and not drafts:
            return Items((), ())
        if match is None:
            drafts[-1] = replace(drafts[-1], pieces=(*drafts[-1].pieces, line.content))
            continue
        drafts.append(_draft_item(line, match))
        if match["dash"]:
            place = line.start + match.start("dash")
            furniture.append(Furniture("list-dash", Span(place, place + 1)))
    return Items(tuple(drafts), tuple(furniture))


def _match_item(text: str) -> re.Match[str] | None:
    return _ITEM.match(text) or _DASHED.match(text)


def _draft_item(line: Line, match: re.Match[str]) -> Draft:
    mark = Span(line.start + match.start("mark"), line.start + match.end("mark"))
    piece = Span(line.start + match.end(), line.content.end)
    return Draft(DraftKind.ITEM, (piece,), mark=match["mark"], mark_span=mark)
