"""Measures the names and dates that are found against the labels; ``make measure`` calls it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache

from edition.building.editions import name_from_registers
from edition.model.edition import Edition
from edition.records.measures import Figures
from edition.records.registers import list_forms, load_registers
from edition.text.folding import fold_letters
from edition.writers.measures import write_mention_measures
from evaluation.mentions import (
    DATES,
    Found,
    Labelled,
    list_dates,
    list_mentions,
    measure,
)
from tests.mentions.draw import BODIES, BODY_CLASSES, DATED, HERE, Passage, draw
from tests.mentions.samples import Label, find_in_witness, read_dates, read_mentions, read_passages
from tests.texts import ROOT, own_edition


@cache
def _entries() -> Mapping[str, frozenset[str]]:
    """Return the ids of the entries with each folded form, and of each labelled name."""
    found: dict[str, set[str]] = {}
    for file in load_registers(ROOT)[0]:
        for entry in file.entries:
            for form in list_forms(entry):
                found.setdefault(fold_letters(form), set()).add(entry.id)
    with (HERE / "entries.tsv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE):
            found[fold_letters(row["name"])] = set(row["entry"].split())
    return {form: frozenset(ids) for form, ids in found.items()}


@cache
def measure_text(id: str) -> tuple[list[Labelled], list[Found]]:
    """Return the labels of a text, and what is found in the labelled passages."""
    passages = {passage.address: passage for _, _, passage in draw(id)}
    drawn = [(address, half, kind) for address, (half, kind, _) in read_passages(id).items()]
    named = {address: half for address, half, kind in drawn if kind not in (DATED, *BODIES)}
    bodies = {address: half for address, half, kind in drawn if kind in BODIES}
    timed = {address: half for address, half, kind in drawn if kind not in BODIES}
    edition: Edition = name_from_registers(own_edition(id), ROOT)
    labels = [_make(label, f"{label.kind}s", passages) for label in read_mentions(id)]
    labels += [_make(label, DATES, passages) for label in read_dates(id)]
    found = [*list_mentions(edition.mentions, named), *list_dates(edition.dates, timed)]
    of_bodies = [f"{kind}s" for kind in BODY_CLASSES]
    found += [x for x in list_mentions(edition.mentions, bodies) if x.measure in of_bodies]
    return labels, found


def _make(label: Label, name: str, passages: Mapping[str, Passage]) -> Labelled:
    span = find_in_witness(label, passages[label.address])
    if name == DATES:
        return Labelled(label.half, span, name, frozenset((label.value,)))
    known = _entries().get(fold_letters(label.value), frozenset())
    return Labelled(label.half, span, name, known if label.value else None)


def figures_of(id: str) -> Figures:
    """Return the figures of a text as the fidelity page reads them."""
    return measure(*measure_text(id))


def write_all(figures: Mapping[str, Figures]) -> str:
    """Return the tables of all texts."""
    return "\n".join(
        f"## {id}: names and dates\n\n{write_mention_measures(f)}\n" for id, f in figures.items()
    )
