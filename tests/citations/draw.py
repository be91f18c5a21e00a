"""Draws the notes to be labelled: with a fixed seed, evenly over the whole text.

``python -m tests.citations.draw ID`` writes ``tests/citations/ID/{seen,unseen}/DIVISION.yml`` with
notes that have no labels. It refuses to write over a file that is there, because labels are work.
"""

from __future__ import annotations

import itertools
import random
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

from edition.model.document import Document, Note, NoteState
from edition.records.loading import load_record
from edition.records.record import Record
from edition.text.source import Source
from tests.texts import read_text

Item = TypeVar("Item")
HERE = Path(__file__).parent
ROOT = HERE.parent.parent
HALVES = ("seen", "unseen")
ANY = "any"
_IBID = re.compile(r"\bibid\b", re.IGNORECASE)
_BRIEF, _MIDDLE = 70, 160
"""Lengths in code points, white space counted once: most short titles are under the first."""


@dataclass(frozen=True, slots=True)
class Lot:
    """A note that can be drawn: its key, the division and stratum that it is drawn from."""

    note: str
    division: str
    stratum: str
    begins: str
    """Its first words, so that a person finds it."""


def read_plan(id: str) -> dict[str, Any]:
    """Return what a sample says of itself."""
    plan: dict[str, Any] = yaml.safe_load((HERE / id / "sample.yml").read_text("utf-8"))
    return plan


def read_record(id: str) -> Record:
    """Return the record of the source of a sample; SystemExit if it is faulty."""
    folder = ROOT / "sources" / read_plan(id).get("source", id)
    record, faults = load_record(folder, ROOT)
    if record is None:
        raise SystemExit("\n".join(str(fault) for fault in faults))
    return record


def read_source(id: str) -> tuple[Source, Document]:
    """Read the source of a sample as its record says; SystemExit if it cannot be read."""
    reading = read_text(read_record(id).id)
    if reading is None:
        raise SystemExit(f"the witness of {id} is not on this machine")
    return reading.source, reading.document


def note_text(source: Source, note: Note) -> str:
    """Return the text of a note as the witness has it, white space as single spaces."""
    return " ".join(" ".join(source.slice(span) for span in note.segments).split())


def list_lots(source: Source, document: Document, divisions: Iterable[str]) -> list[Lot]:
    """Return all notes that have text, in their order; ``divisions`` are the series to draw from.

    A note of another series (``p43``) goes to the division of the note before it.
    """
    names, lots, division = set(divisions), [], ""
    for note in document.notes:
        division = note.series if note.series in names else division
        text = note_text(source, note)
        if text:
            begins = " ".join(text.split()[:8])
            lots.append(Lot(note.key, division, _stratum(note, text), begins))
    return lots


def _stratum(note: Note, text: str) -> str:
    if note.state not in (NoteState.WHOLE, NoteState.UNMARKED):
        return "cut"
    if _IBID.search(text):
        return "ibid"
    return "brief" if len(text) < _BRIEF else "middle" if len(text) < _MIDDLE else "long"


def spread(items: Sequence[Item], count: int, chance: random.Random) -> list[Item]:
    """Draw one item at random from each of ``count`` runs of equal length, in order."""
    count = min(count, len(items))
    edges = [index * len(items) // count for index in range(count + 1)] if count else []
    return [items[chance.randrange(low, high)] for low, high in itertools.pairwise(edges)]


def draw(lots: Sequence[Lot], plan: Mapping[str, Any]) -> dict[str, list[Lot]]:
    """Draw as the plan says and part the notes: of every two that follow, one goes to each half."""
    drawn: list[Lot] = []
    for division, counts in plan["counts"].items():
        for stratum, count in counts.items():
            chance = random.Random(f"{plan['seed']} {division} {stratum}")
            drawn += spread([t for t in lots if _is_of(t, division, stratum)], count, chance)
    chance = random.Random(f"{plan['seed']} halves")
    flips = [chance.randrange(2) for _ in range(0, len(drawn), 2)]
    order = {lot: index for index, lot in enumerate(lots)}
    halves: dict[str, list[Lot]] = {half: [] for half in HALVES}
    for index, lot in enumerate(drawn):
        halves[HALVES[(index + flips[index // 2]) % 2]].append(lot)
    return {half: sorted(chosen, key=order.__getitem__) for half, chosen in halves.items()}


def _is_of(lot: Lot, division: str, stratum: str) -> bool:
    return lot.division == division and stratum in (lot.stratum, ANY)


def write_halves(folder: Path, halves: Mapping[str, Sequence[Lot]]) -> list[Path]:
    """Write a file for each half and division; FileExistsError if one is there."""
    written = []
    for half, lots in halves.items():
        for division, group in itertools.groupby(lots, key=lambda lot: lot.division):
            path = folder / half / f"{division or 'notes'}.yml"
            path.parent.mkdir(exist_ok=True)
            rows = [{"note": t.note, "stratum": t.stratum, "begins": t.begins} for t in group]
            with path.open("x", encoding="utf-8") as handle:
                yaml.safe_dump(rows, handle, allow_unicode=True, sort_keys=False, width=100)
            written.append(path)
    return written


def main(id: str) -> int:
    """Draw the notes of one text and write them."""
    plan = read_plan(id)
    source, document = read_source(id)
    for path in write_halves(HERE / id, draw(list_lots(source, document, plan["counts"]), plan)):
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
