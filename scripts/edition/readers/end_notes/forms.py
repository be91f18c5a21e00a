"""How the markers and the numbers of end notes are written: the pair that agrees most often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from edition.readers.chunks import Chunk
from edition.readers.markers import Candidate, MarkerKind, find_candidates
from edition.readers.note_blocks import NoteBlock
from edition.readers.note_lists import FORMS, match_start
from edition.text.source import Source

_FITTING = {
    MarkerKind.BRACKET: ("block", "bracket", "stop", "parenthesis", "number"),
    MarkerKind.SLASH: ("slash", "block"),
    MarkerKind.SUPERSCRIPT: ("superscript", "stop", "bracket", "parenthesis", "number", "block"),
    MarkerKind.GLUED: ("stop", "number", "block"),
}


def choose_forms(
    source: Source,
    chunks: Sequence[Chunk],
    blocks: Sequence[NoteBlock],
    settings: Mapping[str, Any],
) -> tuple[MarkerKind, str]:
    """Choose how markers and numbers of notes are written: the pair that agrees most often."""
    kinds = list(_FITTING) if settings["markers"] == "auto" else [MarkerKind(settings["markers"])]
    signs = {form: _signs(chunks, blocks, form) for form in ("block", *FORMS)}
    best, choice = -1, (kinds[0], "block" if blocks else "bracket")
    for kind in kinds:
        attached = {c.sign for c in scan_chunks(source, chunks, kind) if c.weight > 1}
        for form in _allowed_forms(kind, blocks, settings):
            if len(attached & signs[form]) > best:
                best, choice = len(attached & signs[form]), (kind, form)
    return choice


def _allowed_forms(
    kind: MarkerKind, blocks: Sequence[NoteBlock], settings: Mapping[str, Any]
) -> tuple[str, ...]:
    if settings["note_list"] != "auto":
        return (settings["note_list"],)
    if settings["notes"] == "blocks":
        return ("block",)
    return tuple(f for f in _FITTING[kind] if f != "block" or blocks)


def _signs(chunks: Sequence[Chunk], blocks: Sequence[NoteBlock], form: str) -> set[str]:
    if form == "block":
        return {block.note.sign for block in blocks}
    starts = (match_start(line, (form,)) for chunk in chunks for line in chunk.lines)
    return {start.sign for start in starts if start}


def scan_chunks(source: Source, chunks: Sequence[Chunk], kind: MarkerKind) -> list[Candidate]:
    """Return the candidates of a kind in chunks."""
    return find_candidates(source, [p for chunk in chunks for p in chunk.pieces], (kind,))
