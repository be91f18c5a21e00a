"""The figures that the site shows are those that the readers reach now."""

from __future__ import annotations

import pytest

from edition.writers.measures import MEASURES, write_measures
from tests.measure.__main__ import ROOT, figures_of, measure_source
from tests.measure.samples import sampled_texts


@pytest.mark.parametrize("id", sampled_texts())
def test_the_figures_are_current(id: str) -> None:
    kept = (ROOT / "sources" / id / MEASURES).read_text(encoding="utf-8")
    assert figures_of(measure_source(id)) == kept, "run: make measure ARGS=--write"


def test_a_text_that_was_not_measured_shows_no_figures() -> None:
    assert write_measures(()) == ""


def test_a_figure_shows_precision_recall_and_goal() -> None:
    figure = {"measure": "a|b", "half": "seen", "right": 3, "found": 4, "labelled": 6, "goal": 0.5}
    assert "| a&#124;b | seen | 6 | 75.0% | 50.0% | 50.0% |" in write_measures([figure])
