"""Series of notes: where numbering begins again, and which part of the text each series serves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edition.readers.note_lists import NoteText
from edition.text.folding import fold_case
from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class Series:
    """Notes numbered in one go, and the stretch of the text in which their markers stand."""

    name: str
    """Empty for a series that serves the whole text."""
    notes: tuple[NoteText, ...]
    region: Span


@dataclass(frozen=True, slots=True)
class Part:
    """A division as series know it: its name, its heading, its stretch."""

    name: str
    heading: str
    span: Span


def split_series(
    notes: Sequence[NoteText],
    parts: Sequence[Part],
    subheadings: Mapping[int, str],
    text_between: Sequence[bool],
    length: int,
) -> list[Series]:
    """Part notes where numbering begins again, and find the region of each series.

    ``text_between[i]`` is true if running text stands between note i - 1 and note i. A series
    whose region cannot be told gets the empty region, so that nothing is paired by chance.
    """
    starts = [i for i in range(len(notes)) if not i or _restarts(notes[i - 1], notes[i])]
    if len(starts) <= 1:
        return [Series("", tuple(notes), Span(0, length))] if notes else []
    runs = [tuple(notes[a:b]) for a, b in zip(starts, [*starts[1:], len(notes)], strict=True)]
    if all(text_between[start] for start in starts[1:]):
        return _in_place(runs, parts)
    return _gathered(runs, starts, parts, subheadings)


def _restarts(before: NoteText, after: NoteText) -> bool:
    """A number that is a little too small is a misread one; a much smaller one begins again."""
    if before.number is None or after.number is None:
        return False
    return after.number <= before.number and (
        after.number == 1 or after.number * 2 <= before.number
    )


def _in_place(runs: Sequence[tuple[NoteText, ...]], parts: Sequence[Part]) -> list[Series]:
    """Each list serves the text between it and the list before it."""
    names: dict[str, int] = {}
    series: list[Series] = []
    start = 0
    for run in runs:
        end = run[-1].sign_span.start
        series.append(
            Series(_own_name(_part_at(parts, run[0].sign_span.start), names), run, Span(start, end))
        )
        start = end
    return series


def _part_at(parts: Sequence[Part], offset: int) -> str:
    inside = [part.name for part in parts if part.span.start <= offset < part.span.end]
    named = [name for name in inside if not name.startswith(("notes", "footnotes", "endnotes"))]
    if named:
        return named[-1]
    before = [part.name for part in parts if part.span.end <= offset]
    return before[-1] if before else "text"


def _own_name(name: str, names: dict[str, int]) -> str:
    names[name] = names.get(name, 0) + 1
    return name if names[name] == 1 else f"{name}-{names[name]}"


def _gathered(
    runs: Sequence[tuple[NoteText, ...]],
    starts: Sequence[int],
    parts: Sequence[Part],
    subheadings: Mapping[int, str],
) -> list[Series]:
    """All lists stand together: each names its chapter, or there are as many as chapters."""
    first = runs[0][0].sign_span.start
    body = [part for part in parts if part.span.start < first and part.span.end <= first]
    headed = [_part_called(body, subheadings.get(start, "")) for start in starts]
    if not all(headed) and len(body) == len(runs):
        headed = list(body)
    names: dict[str, int] = {}
    return [
        Series(
            _own_name(part.name if part else "unknown", names),
            run,
            part.span if part else Span(0, 0),
        )
        for run, part in zip(runs, headed, strict=True)
    ]


def _part_called(parts: Sequence[Part], heading: str) -> Part | None:
    wanted = fold_case(heading)
    if not wanted:
        return None
    called = [p for p in parts if fold_case(p.heading).startswith(wanted)]
    called = called or [p for p in parts if wanted.startswith(fold_case(p.heading))]
    return called[0] if len(called) == 1 else None
