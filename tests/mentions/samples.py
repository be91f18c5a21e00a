"""Reads the labelled mentions and dates, and finds where they stand in passage and witness."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from edition.records.measures import SEEN, UNSEEN
from edition.text.digest import digest
from edition.text.span import Span
from tests.mentions.draw import HERE, Passage

CLASSES = ("person", "place", "organisation", "event")
_DIGITS = 16
"""Digits of a digest that are kept."""
_SPACELESS = "\u3000"
"""From here on scripts write words without spaces between them."""


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """What is read in some words of a passage."""

    half: str
    address: str
    words: str
    occurrence: int
    """Which of the places where these words stand by themselves in the passage, from 1."""
    kind: str
    """One of ``CLASSES``; empty for a date."""
    value: str
    """Canonical name of the entry, or date in EDTF; empty if the text does not decide it."""


def read_passages(id: str) -> dict[str, tuple[str, str, str]]:
    """Return half, kind and digest of every labelled passage of a text by its address."""
    return {
        row["address"]: (half, row["kind"], row["digest"])
        for half in (SEEN, UNSEEN)
        for row in _read(HERE / id / half / "passages.tsv")
    }


def read_mentions(id: str) -> list[Label]:
    """Return the labelled mentions of both halves of a text."""
    return [*_read_labels(id, "mentions.tsv", "entry")]


def read_dates(id: str) -> list[Label]:
    """Return the labelled expressions of time of both halves of a text."""
    return [*_read_labels(id, "dates.tsv", "edtf")]


def read_names() -> dict[str, str]:
    """Return the class of every canonical name."""
    return {row["name"]: row["class"] for row in _read(HERE / "names.tsv")}


def digest_words(passage: Passage) -> str:
    """Return what a passage's words are recognised by."""
    return digest(passage.words)[:_DIGITS]


def find_label(label: Label, passage: Passage) -> tuple[int, int]:
    """Return where the labelled words stand in the words of the passage; ValueError if nowhere."""
    for number, start in enumerate(_find_words(label.words, passage.words), 1):
        if number == label.occurrence:
            return start, start + len(label.words)
    raise ValueError(f"{label.address}: not there: {label.words!r}, {label.occurrence}")


def find_in_witness(label: Label, passage: Passage) -> Span:
    """Return the stretch of the witness that the labelled words stand for."""
    start, end = find_label(label, passage)
    stretch = passage.characters[start:end]
    return Span(stretch[0][1], stretch[-1][2])


def find_overlaps(labels: Sequence[Label], passages: Mapping[str, Passage]) -> list[Label]:
    """Return the labels that share a character with the one before them."""
    places = sorted((x.address, *find_label(x, passages[x.address]), x) for x in labels)
    pairs = itertools.pairwise(places)
    return [two[3] for one, two in pairs if one[0] == two[0] and two[1] < one[2]]


def _find_words(words: str, text: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        if not _is_inside(text[start - 1 : start + 1]) and not _is_inside(text[end - 1 : end + 1]):
            yield start
        start = text.find(words, start + 1)


def _is_inside(two: str) -> bool:
    """True if two characters stand in one word."""
    return len(two) > 1 and all(char.isalnum() and char < _SPACELESS for char in two)


def _read_labels(id: str, name: str, value: str) -> Iterator[Label]:
    for half in (SEEN, UNSEEN):
        for row in _read(HERE / id / half / name):
            place = (half, row["address"], row["words"], int(row["occurrence"]))
            yield Label(*place, row.get("class", ""), row[value])


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
