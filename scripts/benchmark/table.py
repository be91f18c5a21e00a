"""What came out: figures beside each other, ratios beside their goals."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmark.clock import Timing


@dataclass(frozen=True, slots=True)
class Row:
    """A ratio of two times, in wall and in processor seconds."""

    label: str
    ours: Timing
    other: Timing
    goal: float
    meets_at: bool = True
    """Whether a ratio that equals the goal meets it."""

    @property
    def wall(self) -> float:
        """Our wall time in units of the other's."""
        return self.ours.wall / self.other.wall

    @property
    def processor(self) -> float:
        """Our processor time in units of the other's."""
        return self.ours.processor / self.other.processor

    @property
    def verdict(self) -> str:
        """Whether the goal is met, by both figures, by one or by neither."""
        met = [self._meets(self.wall), self._meets(self.processor)]
        return "met" if all(met) else "in part" if any(met) else "not met"

    def _meets(self, ratio: float) -> bool:
        return ratio < self.goal or (self.meets_at and ratio == self.goal)

    def as_data(self) -> dict[str, object]:
        """Return the row for a file of JSON."""
        return {
            "label": self.label,
            "ours": {"wall": self.ours.wall, "processor": self.ours.processor},
            "other": {"wall": self.other.wall, "processor": self.other.processor},
            "ratio": {"wall": self.wall, "processor": self.processor},
            "goal": self.goal,
            "verdict": self.verdict,
        }


_HEAD = ("", "ours, s", "other, s", "ratio", "ours, CPU s", "other, CPU s", "ratio", "goal", "")


def format_rows(rows: Sequence[Row]) -> str:
    """Return the ratios as a table of Markdown, which is also read on a terminal."""
    lines = [
        (
            row.label,
            f"{row.ours.wall:.2f}",
            f"{row.other.wall:.2f}",
            f"{row.wall:.2f}",
            f"{row.ours.processor:.2f}",
            f"{row.other.processor:.2f}",
            f"{row.processor:.2f}",
            f"{'≤' if row.meets_at else '<'} {row.goal:g}",
            row.verdict,
        )
        for row in rows
    ]
    return format_table(_HEAD, lines)


def format_table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Return a table of Markdown with columns of even width, numbers to the right."""
    table = [tuple(head), *map(tuple, lines)]
    widths = [max(len(line[n]) for line in table) for n in range(len(head))]
    rule = [f"{'-' * (width - bool(n))}{':' * bool(n)}" for n, width in enumerate(widths)]
    rows = [table[0], tuple(rule), *table[1:]]
    return "\n".join(
        "| "
        + " | ".join(
            cell.rjust(widths[n]) if n else cell.ljust(widths[n]) for n, cell in enumerate(row)
        )
        + " |"
        for row in rows
    )


def grow_ratios(times: dict[int, float]) -> dict[int, float]:
    """Return each time in units of so many times the first: 1 is growth in proportion."""
    return {n: seconds / (n * times[1]) for n, seconds in times.items()}


def describe_machine(processors: int | None) -> str:
    """Return what the figures were taken on, without the machine's name."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{sys.platform} {platform.machine()}, {processors} processors, {python}"
