"""The labelled mentions and dates are those of the passages drawn, and stand where they say."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from edition.records.measures import SEEN
from edition.text.dates import read_edtf
from tests.mentions.draw import BODIES, BODY_CLASSES, DATED, Passage, draw, sampled_texts
from tests.mentions.samples import (
    CLASSES,
    Label,
    digest_words,
    find_in_witness,
    find_label,
    find_overlaps,
    read_dates,
    read_mentions,
    read_names,
    read_passages,
)
from tests.texts import read_whole

LEAST_PASSAGES, LEAST_DATES = 300, 200


@pytest.mark.parametrize("id", sampled_texts())
def test_the_labels_are_of_the_passages_drawn(id: str) -> None:
    drawn = draw(id)
    assert read_passages(id) == {p.address: (half, k, digest_words(p)) for half, k, p in drawn}
    passages = {p.address: p for _, _, p in drawn}
    halves = {p.address: half for half, _, p in drawn}
    dated = {p.address for _, kind, p in drawn if kind == DATED}
    mentions, dates = read_mentions(id), read_dates(id)
    assert not dated & {label.address for label in mentions}
    bodies = {p.address for _, kind, p in drawn if kind in BODIES}
    assert not bodies & {label.address for label in dates}
    assert {x.kind for x in mentions if x.address in bodies} <= set(BODY_CLASSES)
    assert find_overlaps([*mentions, *dates], passages) == []
    assert all(label.half == halves[label.address] for label in (*mentions, *dates))
    text = read_whole(id).source.text
    for label in mentions:
        span = find_in_witness(label, passages[label.address])
        assert text[span.start] == label.words[0]


def test_every_entry_has_its_name_and_class_and_every_date_is_edtf() -> None:
    names = read_names()
    mentions = [label for id in sampled_texts() for label in read_mentions(id)]
    dates = [label for id in sampled_texts() for label in read_dates(id)]
    assert {label.value for label in mentions if label.value} == set(names)
    assert [x for x in mentions if x.kind != names.get(x.value, x.kind)] == []
    assert {label.kind for label in mentions} == set(names.values()) == set(CLASSES)
    assert [label for label in dates if label.value and not read_edtf(label.value)] == []


def test_the_sample_is_large_enough() -> None:
    passages = [row for id in sampled_texts() for row in read_passages(id).values()]
    assert sum(kind != DATED for _, kind, _ in passages) >= LEAST_PASSAGES
    dates = Counter(x.half == SEEN for id in sampled_texts() for x in read_dates(id))
    assert min(dates.values()) >= LEAST_DATES / 2


def test_a_label_that_stands_nowhere_or_twice_is_found() -> None:
    passage = next(p for _, _, p in draw("memorandum-1953") if "Japan" in p.words)
    label = Label(SEEN, passage.address, "Japan", 1, "place", "Japan")
    start, end = find_label(label, passage)
    assert passage.words[start:end] == "Japan"
    with pytest.raises(ValueError, match="not there"):
        find_label(replace(label, occurrence=9), passage)
    with pytest.raises(ValueError, match="not there"):
        find_label(replace(label, words="apan"), passage)
    passages: dict[str, Passage] = {passage.address: passage}
    assert find_overlaps([label, label], passages) == [label]
