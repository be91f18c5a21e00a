"""Writes the figures of the measures: how often reading was right on samples labelled by people.

The figures of a text stand in ``measures.json`` beside its record; ``make measure`` renews them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from edition.escape import escape_cell
from edition.writers.tables import write_table

MEASURES = "measures.json"
Figures: TypeAlias = Sequence[Mapping[str, Any]]


def read_measures(folder: Path) -> Figures:
    """Return the figures kept in a source's folder; none if it was not measured."""
    path = folder / MEASURES
    if not path.is_file():
        return ()
    figures: Figures = json.loads(path.read_text(encoding="utf-8"))
    return figures


def write_measures(figures: Figures) -> str:
    """Return a table of the figures, or an empty text."""
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
        "Places were drawn at random and labelled by reading. One half was looked at while the "
        "reader was made, the other was not; two halves that differ would tell of a reader made "
        f"to fit its sample.\n\n{write_table(head, rows)}"
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else ""
