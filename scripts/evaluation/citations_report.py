"""Writes the measures of citations as a Markdown table and as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edition.records.measures import GOALS, HALVES, SEEN
from evaluation.citations import Share, Table


def write_markdown(tables: Mapping[str, Table]) -> str:
    """Return the figures of each named table, each followed by the misses of the half ``seen``."""
    return "\n".join(_section(name, table) for name, table in tables.items())


def _section(name: str, table: Table) -> str:
    head = "| Measure | " + " | ".join(HALVES) + " | Goal |"
    rule = "| --- |" + " ---: |" * (len(HALVES) + 1)
    measures = dict.fromkeys(share.measure for share in table.shares)
    rows = [_row(table, measure) for measure in measures]
    misses = [
        f"- {m.measure}, note {m.note}: {m.label}, read as {m.found}: “{m.excerpt}”"
        for m in table.misses
    ]
    report = [f"Misses in the half `{SEEN}`: {len(misses)}", "", *misses, ""] if misses else []
    return "\n".join([f"## {name}", "", head, rule, *rows, "", *report])


def _row(table: Table, measure: str) -> str:
    shares = [table.share(measure, half) for half in HALVES]
    return f"| {measure} | {' | '.join(_cell(share) for share in shares)} | {_goal(measure)} |"


def _cell(share: Share) -> str:
    if share.value is None:
        return "–"
    missed = " missed" if share.reached is False else ""
    return f"{100 * share.value:.1f} % ({share.part}/{share.whole}){missed}"


def _goal(measure: str) -> str:
    if measure not in GOALS:
        return ""
    goal, most = GOALS[measure]
    return f"{'at most' if most else 'at least'} {100 * goal:.0f} %"


def make_data(table: Table) -> dict[str, Any]:
    """Return figures and misses as data for JSON; values are between 0 and 1, or null."""
    return {
        "figures": [_figure(share) for share in table.shares],
        "misses": [
            {
                "measure": miss.measure,
                "note": miss.note,
                "excerpt": miss.excerpt,
                "label": miss.label,
                "found": miss.found,
            }
            for miss in table.misses
        ],
    }


def _figure(share: Share) -> dict[str, Any]:
    goal, most = GOALS.get(share.measure, (None, None))
    return {
        "measure": share.measure,
        "half": share.half,
        "part": share.part,
        "whole": share.whole,
        "value": share.value,
        "goal": goal,
        "goal_is_most": most,
        "reached": share.reached,
    }
