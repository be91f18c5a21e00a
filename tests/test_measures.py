"""The figures that the site shows are those that the readers and the citations reach now."""

from __future__ import annotations

import pytest

from edition.records.measures import read_measures
from edition.records.record import Publish
from edition.writers.measures import write_citation_measures, write_measures, write_reasons
from tests.citations.__main__ import figures_by_source, is_held, measure_all
from tests.citations.draw import read_record
from tests.citations.samples import sampled_texts as texts_with_citations
from tests.measure.__main__ import figures_of, measure_source
from tests.measure.samples import sampled_texts
from tests.texts import ROOT

RENEW = "run: make measure ARGS=--write"
SHARE = {"measure": "a|b", "part": 3, "whole": 4, "goal": 0.98, "goal_is_most": False}


@pytest.mark.parametrize("id", sampled_texts())
def test_the_figures_are_current(id: str) -> None:
    assert figures_of(measure_source(id)) == read_measures(ROOT / "sources" / id).reading, RENEW


@pytest.mark.parametrize("id", texts_with_citations())
def test_the_figures_of_citations_are_current(id: str) -> None:
    if not is_held(id):
        pytest.skip("the witness is not on this machine")
    for source, figures in figures_by_source(measure_all([id])).items():
        kept = read_measures(ROOT / "sources" / source)
        for name, now in figures.items():
            assert now == getattr(kept, name), f"{name}: {RENEW}"


def test_every_text_that_was_measured_has_figures() -> None:
    for id in texts_with_citations():
        kept = read_measures(ROOT / "sources" / id.removesuffix("-text"))
        assert kept.citations, id
        assert bool(kept.counts) is (read_record(id).rights.publish is not Publish.FULL), id


def test_a_text_that_was_not_measured_shows_no_figures() -> None:
    assert write_measures(()) == ""
    assert write_citation_measures(()) == ""
    assert write_reasons(()).count("\n") <= 2


def test_a_figure_shows_precision_recall_and_goal() -> None:
    figure = {"measure": "a|b", "half": "seen", "right": 3, "found": 4, "labelled": 6, "goal": 0.5}
    assert "| a&#124;b | seen | 6 | 75.0% | 50.0% | 50.0% |" in write_measures([figure])


def test_a_figure_of_citations_is_shown_with_its_goal() -> None:
    halves = [
        {**SHARE, "half": half, "reached": reached, "whole": whole}
        for half, whole, reached in (("seen", 3, True), ("unseen", 0, None), ("both", 4, False))
    ]
    shown = write_citation_measures(halves)
    assert "| a&#124;b | 100.0% (3 of 3) | – | 75.0% (3 of 4), missed | at least 98% |" in shown
    assert "none are unseen" in shown
