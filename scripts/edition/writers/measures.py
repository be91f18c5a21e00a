"""Writes the figures of the measures: how often the program was right where people labelled.

The figures of a text stand in ``measures.json`` beside its record; ``make measure`` renews them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from edition.records.measures import Figures
from edition.text.escape import escape_cell
from edition.writers.tables import write_table
from evaluation.citations import HALVES

# --- how often reading was right -----------------------------------------------------------


def write_measures(figures: Figures) -> str:
    """Return a table of the figures of reading, or an empty text."""
    if not figures:
        return ""
    rows = [
        (
            escape_cell(str(figure["measure"])),
            escape_cell(str(figure["half"])),
            str(figure["labelled"]),
            _share(figure["right"], figure["found"]),
            _share(figure["right"], figure["labelled"]),
            f"{figure['goal']:.1%}" if figure["goal"] is not None else "",
        )
        for figure in figures
    ]
    head = ("Decision", "Half", "Places", "Precision", "Recall", "Goal")
    return (
        "A random sample of places was labelled by hand. One half (seen) was used while the reader "
        "was developed, the other (unseen) was not; a difference between them would indicate that "
        f"the reader fits only its sample.\n\n{write_table(head, rows)}"
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else ""


# --- how often citations were right --------------------------------------------------------


def write_citation_measures(figures: Figures) -> str:
    """Return a table of the figures of citations, or an empty text."""
    if not any(figure["whole"] for figure in figures):
        return ""
    half = {figure["half"] for figure in figures if figure["whole"]}
    lead = "A sample of notes or paragraphs was labelled by hand with the works that they cite. "
    if "unseen" in half:
        lead += (
            "One half (seen) was used while the rules were developed, the other (unseen) was not; "
            "the page on [citations](../../citations.md) says what has been looked at since."
        )
    else:
        lead += "All of them were read before the rules were finished, so none are unseen."
    head = ("Measure", *(name.capitalize() for name in HALVES), "Goal")
    rows = ((escape_cell(name), *cells) for name, cells in list_citation_measures(figures))
    return f"{lead}\n\n{write_table(head, list(rows))}"


def list_citation_measures(figures: Figures) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each measure that counts anything, with a cell for each half and one for the goal."""
    rows: dict[str, dict[str, Mapping[str, Any]]] = {}
    for figure in figures:
        rows.setdefault(figure["measure"], {})[figure["half"]] = figure
    for name, halves in rows.items():
        if any(figure["whole"] for figure in halves.values()):
            first = next(iter(halves.values()))
            goal = first["goal"] and write_goal(first["goal"], most=first["goal_is_most"])
            yield name, (*(write_share(halves[half]) for half in HALVES), goal or "")


def write_share(figure: Mapping[str, Any]) -> str:
    """Return a figure as a share of what was counted, and that it missed its goal if it did."""
    part, whole = figure["part"], figure["whole"]
    if not whole:
        return "–"
    missed = ", missed" if figure["reached"] is False else ""
    return f"{part / whole:.1%} ({part} of {whole}){missed}"


def write_goal(goal: float, *, most: bool) -> str:
    """Return a goal; ``most`` if the figure may be at most that."""
    return f"{'at most' if most else 'at least'} {goal:.0%}"
