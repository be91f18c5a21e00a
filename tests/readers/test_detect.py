from __future__ import annotations

import pytest
from hypothesis import given, settings

from edition.readers.detection.detect import detect
from edition.readers.registry import READERS, check_reader_options
from edition.text.source import Source
from tests.readers.laws import any_texts
from tests.readers.reading_cases import ROOT, Case, find_cases

DETECTED = [case for case in find_cases() if "detected" in case.settings]


@pytest.mark.parametrize("case", DETECTED, ids=[case.name for case in DETECTED])
def test_a_text_is_given_to_its_reader(case: Case) -> None:
    found = detect(case.source)
    first, second = found.ranking[:2]
    assert (first.kind, first.options, found.title) == (case.kind, {}, case.settings["detected"])
    assert first.confidence >= second.confidence + 0.1


@pytest.mark.parametrize(
    ("path", "kind", "options", "title"),
    [
        ("psis-1945/004_2cab4f4ef29340e9.txt", "report", {}, "RUSSO-JAPANESE RELATIONS"),
        ("memorandum-1953/001_8c20251515900275.txt", "report", {"side_headings": True},
         "Soviet Gestures to Japan"),
        ("kuromiya-2023/002_278adb613c7d7f2b.txt", "page-foot", {},
         "Stalin, Japan, and the Struggle for Supremacy"),
    ],
)  # fmt: skip
def test_a_witness_is_given_to_its_reader(
    path: str, kind: str, options: dict[str, object], title: str
) -> None:
    witness = ROOT / "sources" / path
    found = detect(Source(witness.name, witness.read_bytes().decode("utf-8")))
    assert (found.ranking[0].kind, found.ranking[0].options) == (kind, options)
    assert found.title == title


@given(any_texts)
@settings(max_examples=40, deadline=None)
def test_any_text_gets_every_reader_ranked(text: str) -> None:
    found = detect(Source("sample.txt", text))
    assert {guess.kind for guess in found.ranking} == set(READERS)
    assert all(0 <= guess.confidence < 1 for guess in found.ranking)
    for guess in found.ranking:
        assert check_reader_options(guess.kind, guess.options) == ()
    assert found.report
