"""Writes the measures of a reader as a Markdown table and as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evaluation.reading import GOALS, SEEN, Figure, Table

_HEAD = "| Decision | Half | Places | Precision | Recall | Goal | Undecidable |"
_RULE = "| --- | --- | ---: | ---: | ---: | ---: | ---: |"


def write_markdown(table: Table, title: str) -> str:
    """Return the figures as a Markdown table, followed by the misses of the half ``seen``."""
    lines = [f"## {title}", "", _HEAD, _RULE, *(_row(figure) for figure in table.figures), ""]
    lines += [f"Misses among the places `{SEEN}`: {len(table.misses)}", ""]
    lines += _misses(table)
    return "\n".join(lines).rstrip() + "\n"


def _row(figure: Figure) -> str:
    goal = GOALS.get(figure.measure)
    shown = "" if goal is None else f"{_share(goal)}{'' if figure.reached else ' missed'}"
    cells = (
        *(figure.measure, figure.half, str(figure.labelled)),
        *(_counted(figure.precision, figure.right, figure.found),),
        *(_counted(figure.recall, figure.right, figure.labelled),),
        *(shown, str(figure.left_out)),
    )
    return f"| {' | '.join(cells)} |"


def _share(share: float) -> str:
    return f"{100 * share:.1f} %"


def _counted(share: float | None, part: int, whole: int) -> str:
    return "–" if share is None else f"{_share(share)} ({part}/{whole})"


def _misses(table: Table) -> Iterator[str]:
    for measure, verdict in table.misses:
        row = verdict.sample.row
        label, found = verdict.label or "nothing", verdict.found or "nothing"
        note = f" note {row['division']}.{row['number']}" if row.get("number") else ""
        yield f"- {measure}{note}, {row['place']}: {label}, read as {found}: “{row['excerpt']}”"


def make_data(table: Table) -> dict[str, Any]:
    """Return figures and misses as data for JSON; shares are between 0 and 1, or null."""
    return {
        "figures": [_figure_data(figure) for figure in table.figures],
        "misses": [
            {
                "measure": measure,
                "place": verdict.sample.row["place"],
                "excerpt": verdict.sample.row["excerpt"],
                "label": verdict.label,
                "found": verdict.found,
            }
            for measure, verdict in table.misses
        ],
    }


def _figure_data(figure: Figure) -> dict[str, Any]:
    return {
        "measure": figure.measure,
        "half": figure.half,
        "right": figure.right,
        "found": figure.found,
        "labelled": figure.labelled,
        "undecidable": figure.left_out,
        "precision": figure.precision,
        "recall": figure.recall,
        "goal": GOALS.get(figure.measure),
        "reached": figure.reached,
    }
