"""Draws the places to be labelled: with a fixed seed, evenly over the whole text.

``python -m tests.measure.draw ID`` writes ``tests/measure/ID/{seen,unseen}/KIND.tsv`` without
labels. It refuses to write over a file that is there, because labels are work.
"""

from __future__ import annotations

import csv
import itertools
import random
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

from edition.readers.assembly import HYPHENS
from edition.readers.lines import split_lines
from edition.text.source import Source
from tests.measure.rough import RoughLine, classify_lines

Item = TypeVar("Item")
HERE = Path(__file__).parent
ROOT = HERE.parent.parent
COLUMNS = {
    "hyphens": ("place", "offset", "excerpt", "label", "remark"),
    "paragraphs": ("place", "last", "first", "stratum", "excerpt", "label", "remark"),
    "quotations": (
        *("place", "offset", "stratum", "excerpt", "label", "from_line", "to_line", "remark"),
    ),
    "notes": (
        *("place", "division", "number", "start", "stratum", "excerpt"),
        *("label", "end", "end_place", "remark"),
    ),
    "markers": (
        *("place", "division", "number", "stands", "stratum", "excerpt"),
        *("label", "belongs", "belongs_place", "remark"),
    ),
}
_DIGITS = re.compile(r"(?<=[^\W\d]|[.,;:!?”’)\]])\d{1,3}(?![\w.–-])|^ ?\d{1,3}(?=[\s.,;:])")
_MARKER_STEP = 25
"""A marker may be this much higher than the last: between them are some that hide."""
_SHORT = 60
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Lot:
    """A place that can be drawn: where it stands and what its row begins with."""

    offset: int
    row: Row


def spread(items: Sequence[Item], count: int, chance: random.Random) -> list[Item]:
    """Draw one item at random from each of ``count`` runs of equal length, in order."""
    count = min(count, len(items))
    edges = [index * len(items) // count for index in range(count + 1)] if count else []
    return [items[chance.randrange(low, high)] for low, high in itertools.pairwise(edges)]


def draw(source: Source, plan: Mapping[str, Any]) -> dict[str, list[Row]]:
    """Draw the rows of every kind, each kind with a generator of its own."""
    rough = classify_lines(split_lines(source), plan["divisions"])
    lots = {
        "hyphens": {"": _hyphens(source, rough)},
        "paragraphs": _by_stratum(_paragraphs(source, rough)),
        "quotations": _by_stratum(_quotations(source, rough, plan["measure"])),
        "notes": _by_stratum(_notes(source, rough)),
        "markers": _by_stratum(_markers(source, rough)),
    }
    return {kind: _draw_kind(kind, lots[kind], plan) for kind in COLUMNS}


def _draw_kind(
    kind: str, strata: Mapping[str, Sequence[Lot]], plan: Mapping[str, Any]
) -> list[Row]:
    chance = random.Random(f"{plan['seed']} {kind}")
    counts = plan["counts"][kind]
    counts = {"": counts} if isinstance(counts, int) else counts
    drawn = [lot for name, count in counts.items() for lot in spread(strata[name], count, chance)]
    return [lot.row for lot in sorted(drawn, key=lambda lot: lot.offset)]


def _by_stratum(lots: Iterator[Lot]) -> dict[str, list[Lot]]:
    strata: dict[str, list[Lot]] = {}
    for lot in lots:
        strata.setdefault(lot.row["stratum"], []).append(lot)
    return strata


def _place(source: Source, offset: int) -> str:
    place = source.place(offset)
    return f"{place.line}:{place.column}"


def excerpt(text: str, words: int = 10) -> str:
    """Return the first words of a text, few enough to find the place by."""
    return " ".join(text.split()[:words])


def _hyphens(source: Source, rough: Sequence[RoughLine]) -> list[Lot]:
    lots = []
    for item in rough:
        if source.text[item.line.content.end - 1] in HYPHENS and len(item.line.content) > 1:
            offset = item.line.content.end - 1
            words = " ".join(item.line.text.split()[-4:])
            row = {"place": _place(source, offset), "offset": str(offset), "excerpt": words}
            lots.append(Lot(offset, row))
    return lots


def _paragraphs(source: Source, rough: Sequence[RoughLine]) -> Iterator[Lot]:
    previous: RoughLine | None = None
    caption = False
    for item in rough:
        caption = caption or item.role == "caption"
        if item.role != "body":
            continue
        if previous is not None and previous.division == item.division:
            last, first = previous.line.content.end - 1, item.line.content.start
            stratum = "caption" if caption else _paragraph_stratum(previous, item)
            row = {"last": str(last), "first": str(first), "stratum": stratum}
            row |= {"place": _place(source, first), "excerpt": excerpt(item.line.text)}
            yield Lot(first, row)
        previous, caption = item, False


def _paragraph_stratum(previous: RoughLine, item: RoughLine) -> str:
    if previous.page != item.page:
        return "page"
    if item.gap:
        short = len(previous.line.content) < _SHORT
        return "gap-after-short-line" if short else "gap-after-full-line"
    return "no-gap-after-short-line" if len(previous.line.content) < _SHORT else "no-gap"


def _quotations(source: Source, rough: Sequence[RoughLine], measure: int) -> Iterator[Lot]:
    groups: list[list[RoughLine]] = []
    for item in rough:
        if item.role != "body":
            continue
        if item.gap or not groups or groups[-1][-1].page != item.page:
            groups.append([])
        groups[-1].append(item)
    narrow = [len(g) > 1 and max(len(i.line.content) for i in g) <= measure for g in groups]
    for index, group in enumerate(groups):
        beside = any(narrow[max(index - 1, 0) : index + 2])
        for item in group:
            short = len(item.line.content) < _SHORT
            other = "beside" if beside else "short" if short else "plain"
            row = {"stratum": "narrow" if narrow[index] else other}
            start = item.line.content.start
            row |= {"place": _place(source, start), "offset": str(start)}
            yield Lot(start, row | {"excerpt": excerpt(item.line.text)})


def _notes(source: Source, rough: Sequence[RoughLine]) -> Iterator[Lot]:
    """Every number up to the highest of its division; and stretches that begin after a space."""
    yield from _by_number(source, rough, "start")
    for before, item in itertools.pairwise(rough):
        stray = item.line.text.startswith(" ") and not item.number and item.role == "body"
        if stray and before.role == "note" and not before.line.text.rstrip().endswith("."):
            start = item.line.content.start
            row = {"division": item.division, "number": "", "stratum": "stretch"}
            row |= {"place": _place(source, start), "start": str(start)}
            yield Lot(start, row | {"excerpt": excerpt(item.line.text)})


def _by_number(source: Source, rough: Sequence[RoughLine], column: str) -> Iterator[Lot]:
    """Numbers without a line of their own stand at the line of the next that has one."""
    for division in dict.fromkeys(item.division for item in rough):
        number = 0
        for item in (i for i in rough if i.division == division and i.number):
            while number < item.number:
                number += 1
                start = item.line.content.start
                row = {"division": division, "number": str(number), "stratum": "number"}
                row |= {"place": _place(source, start), column: str(start)}
                yield Lot(start, row | {"excerpt": excerpt(item.line.text)})


def _markers(source: Source, rough: Sequence[RoughLine]) -> Iterator[Lot]:
    """Every number; and digits in the running text where no marker is expected."""
    yield from _by_number(source, rough, "stands")
    last = {item.division: 0 for item in rough}
    for item in rough:
        if item.role != "body":
            continue
        for found in _DIGITS.finditer(item.line.text):
            number = int(found[0])
            if (
                last[item.division] < number <= last[item.division] + _MARKER_STEP
                and found.start() > 1
            ):
                last[item.division] = number
                continue
            start = item.line.start + found.end() - len(found[0].strip())
            row = {"division": item.division, "number": found[0].strip(), "stratum": "digits"}
            row |= {"place": _place(source, start), "stands": str(start)}
            words = (
                item.line.text[: found.end()].split()[-4:]
                + item.line.text[found.end() :].split()[:4]
            )
            yield Lot(start, row | {"excerpt": " ".join(words)})


def write_tables(folder: Path, drawn: Mapping[str, Sequence[Row]], seed: int) -> None:
    """Write each kind in two halves, split at random with the same seed; never over a file."""
    for kind, rows in drawn.items():
        chance = random.Random(f"{seed} {kind} halves")
        unseen = set(chance.sample(range(len(rows)), len(rows) // 2))
        for half in ("seen", "unseen"):
            path = folder / half / f"{kind}.tsv"
            path.parent.mkdir(parents=True, exist_ok=True)
            chosen = [row for i, row in enumerate(rows) if (i in unseen) == (half == "unseen")]
            with path.open("x", encoding="utf-8", newline="") as handle:
                writer = csv.DictWriter(
                    handle, COLUMNS[kind], restval="", delimiter="\t", lineterminator="\n"
                )
                writer.writeheader()
                writer.writerows(chosen)


def main(arguments: Sequence[str]) -> int:
    """Draw for the text of this id, as its ``sample.yml`` says."""
    folder = HERE / arguments[0]
    plan = yaml.safe_load((folder / "sample.yml").read_text("utf-8"))
    source = Source(plan["witness"], (ROOT / plan["witness"]).read_text("utf-8"))
    write_tables(folder, draw(source, plan), plan["seed"])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
