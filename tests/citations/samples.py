"""Reads labelled notes, and finds the places that their excerpts name."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from edition.records.measures import SEEN, UNSEEN
from evaluation.citation_pairs import DOUBTFUL, IMPOSSIBLE, KINDS, SURE, Label, Stretch

HERE = Path(__file__).parent
GAP = "…"
"""Stands between the first and the last words of an excerpt."""
Row: TypeAlias = dict[str, Any]
_FIELDS = {
    *("excerpt", "start", "end", "gap_start", "gap_end", "wide", "wide_start", "wide_end"),
    *("kind", "or_kind", "work"),
    *("full", "cut", "locator", "resolvable", "optional", "key", "or_key", "remark"),
}
_NEEDED = {"start", "end", "kind"}
TELLING = {"excerpt", "work", "full"}
"""Fields that tell what the text says: those of a protected text have none of them."""


def sampled_texts() -> list[str]:
    """Return the ids of the texts that have labelled notes."""
    return sorted(path.parent.name for path in HERE.glob("*/sample.yml"))


def sample_files(id: str) -> list[tuple[str, Path]]:
    """Return the files of labelled notes of a text, each with its half."""
    return [(half, p) for half in (SEEN, UNSEEN) for p in sorted((HERE / id / half).glob("*.yml"))]


def read_rows(path: Path) -> list[Row]:
    """Return the notes of a file as they are written."""
    rows: list[Row] = yaml.safe_load(path.read_text("utf-8"))
    return rows


def read_notes(id: str) -> list[tuple[str, str]]:
    """Return half and key of every labelled note of a text."""
    files = sample_files(id)
    return [(half, row["note"]) for half, path in files for row in read_rows(path)]


def read_labels(id: str) -> list[Label]:
    """Return the labels of both halves; ValueError for one that is not as the README has it."""
    labels = []
    for half, path in sample_files(id):
        for row in read_rows(path):
            for citation in row["citations"]:
                fault = find_fault(citation)
                if fault:
                    raise ValueError(f"{path.name}: note {row['note']}: {fault}")
                labels.append(_make_label(half, row["note"], citation))
    return labels


def find_fault(row: Mapping[str, Any]) -> str:
    """Return what is wrong with a label, in words; empty if nothing is."""
    unknown, missing = set(row) - _FIELDS, _NEEDED - set(row)
    if unknown or missing:
        return f"unknown {sorted(unknown)}, missing {sorted(missing)}"
    kinds = (row["kind"], *row.get("or_kind", ()))
    if not set(kinds) <= set(KINDS):
        return f"no such kind: {kinds}"
    if row.get("resolvable", SURE) not in (SURE, DOUBTFUL, IMPOSSIBLE):
        return f"no such word: {row['resolvable']}"
    told = set(row.get("work", ()))
    return "" if told <= {"author", "year", "title"} else "work: author, year, title"


def _make_label(half: str, note: str, row: Mapping[str, Any]) -> Label:
    spans: list[Stretch] = [(row["start"], row["end"])]
    if "wide_start" in row:
        spans.append((row["wide_start"], row["wide_end"]))
    locator = row.get("locator")
    return Label(
        half,
        note,
        tuple(spans),
        (row["kind"], *row.get("or_kind", ())),
        ", ".join(str(value) for value in row.get("work", {}).values()),
        tuple(key for key in (row.get("key"), *row.get("or_key", ())) if key),
        locator,
        full_in_witness=row.get("full", note) not in ("lost", "never")
        and not row.get("cut", False),
        resolvable=row.get("resolvable", SURE),
        optional=row.get("optional", False),
        gap=(row["gap_start"], row["gap_end"]) if "gap_start" in row else None,
        excerpt=row.get("excerpt", ""),
    )


def words_of(row: Mapping[str, Any], text: str, prefix: str = "") -> str:
    """Return the words at the place of a label, without its gap; ``wide_`` for its wider place."""
    start, end = row[f"{prefix}start"], row[f"{prefix}end"]
    gap = row.get("gap_start", start), row.get("gap_end", start)
    return " ".join((text[start : gap[0]] + " " + text[gap[1] : end]).split())


def matches(excerpt: str, words: str) -> bool:
    """True if the words are what the excerpt names."""
    first, gap, last = (part.strip() for part in excerpt.partition(GAP))
    if not gap:
        return words == first
    return words.startswith(first) and words.endswith(last) and len(words) >= len(first + last)


def find_excerpt(excerpt: str, text: str, offsets: Sequence[int], after: int) -> Stretch:
    """Return where an excerpt stands: the first place, the shortest stretch.

    Args:
        excerpt: words, or first and last words with ``GAP`` between.
        text: the decoded witness.
        offsets: those of the characters that are the note's, in order.
        after: the place that it may not stand before.

    Raises:
        ValueError: it does not stand there.
    """
    kept = [offset for offset in offsets if offset >= after]
    parts = [r"\s+".join(map(re.escape, part.split())) for part in excerpt.split(GAP)]
    note = "".join(text[offset] for offset in kept)
    match = re.compile(".*?".join(parts), re.DOTALL).search(note)
    if match is None:
        raise ValueError(f"not in the note: {excerpt}")
    return kept[match.start()], kept[match.end() - 1] + 1


def find_gap(place: Stretch, offsets: Sequence[int]) -> Stretch | None:
    """Return the stretch inside a place that is not the note's, as at the end of a page."""
    inside = [offset for offset in offsets if place[0] <= offset < place[1]]
    for before, next_ in itertools.pairwise(inside):
        if next_ > before + 1:
            return before + 1, next_
    return None
