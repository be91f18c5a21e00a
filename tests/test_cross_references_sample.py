"""The labelled sample: places of the monograph, read by a person, against what is found."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from edition.linking.cross_references import find_references
from edition.model.document import Reference, ReferenceKind, Verdict
from edition.text.span import Span
from evaluation.cross_references import NONE, Label, Score, measure_references
from tests.cross_references.draw import draw
from tests.texts import read_whole

SAMPLE = Path(__file__).parent / "cross_references"
LEAST = 150
"""Places that the sample must have."""


def read_labels(half: str) -> list[Label]:
    with (SAMPLE / f"{half}.tsv").open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Label(int(row["offset"]), row["kind"], row["target"]) for row in rows]


@pytest.mark.parametrize("half", ["seen", "unseen"])
def test_every_labelled_reference_is_found_and_no_link_is_wrong(half: str) -> None:
    text = read_whole("kuromiya-2023")
    found = find_references(text.source, text.document, {})
    score = measure_references(found.references, read_labels(half))
    assert score.mistaken == ()
    assert (score.precision, score.recall) == (1, 1)


def test_the_sample_is_what_was_drawn() -> None:
    witness = read_whole("kuromiya-2023").source.text
    drawn = {(half, offset) for half, offset, _ in draw(witness)}
    kept = {(half, label.offset) for half in ("seen", "unseen") for label in read_labels(half)}
    assert drawn == kept
    assert len(drawn) >= LEAST


@pytest.mark.parametrize("id", ["psis-1945", "memorandum-1953"])
def test_texts_without_cross_references_have_none(id: str) -> None:
    text = read_whole(id)
    assert find_references(text.source, text.document, {}).references == ()


def test_the_measure_counts_what_is_missed_and_what_is_wrong() -> None:
    page = (ReferenceKind.PAGE, "4", "p4", Verdict.PROVED, "")
    found = [Reference("p. 4", (Span(start, start + 4),), *page) for start in (0, 10, 20)]
    right, wrong, missed, false, passed = (
        Label(0, "page", "4"),
        Label(10, "page", "5"),
        Label(50, "page", "4"),
        Label(20, NONE, ""),
        Label(60, NONE, ""),
    )
    score = measure_references(found, [right, wrong, missed, false, passed])
    assert score == Score(3, 3, 1, (wrong, missed, false))
    assert (score.precision, score.recall) == (1 / 3, 1 / 3)
    assert measure_references([], []) == Score(0, 0, 0, ())
