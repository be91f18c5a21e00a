from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from edition.readers.detection.detect import detect
from edition.readers.registry import READERS, check_reader_options
from edition.text.source import Source
from tests.readers.laws import any_texts
from tests.readers.reading_cases import CASES, ROOT

EXPECTED: dict[str, tuple[str, dict[str, object], str]] = {
    "report/harbour-survey": ("report", {}, "LOWMOOR HARBOUR SURVEY"),
    "report/ferry-memorandum": ("report", {}, "OFFICE OF COASTAL STUDIES"),
    "end-notes/pilots-scan": ("end-notes", {}, ""),
    "end-notes/salt-road": ("end-notes", {}, "THE SALT ROAD"),
    "end-notes/ferry-leases": ("end-notes", {}, "ON THE DATING OF THE FERRY LEASES"),
    "end-notes/canal-study": ("end-notes", {}, "THE UNFINISHED CANAL"),
    "end-notes/river-songs": ("end-notes", {}, "SONGS OF THE LOWER RIVER"),
    "end-notes/toll-road": ("end-notes", {}, "THE TOLL ROAD AND ITS KEEPERS"),
    "end-notes/worn-scan": ("end-notes", {}, "THE TWO HALVES OF A BELL"),
    "markdown/sandring-light": ("markdown", {}, "The Light at Sandring"),
    "plain/clock-with-one-hand": ("plain", {}, "A Clock With One Hand"),
    "plain/letter-from-ferry-end": ("plain", {}, ""),
    "detection/bridge-book": ("page-foot", {}, "THE BRIDGE OF OSTREY"),
}


def open_source(path: Path) -> Source:
    return Source(path.name, path.read_bytes().decode("utf-8"))


def test_every_case_is_expected_to_be_something() -> None:
    texts = {f"{path.parent.name}/{path.stem}" for path in CASES.rglob("*.txt")}
    assert {name for name in texts if not name.startswith("page-foot/")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_text_is_given_to_its_reader(name: str) -> None:
    kind, options, title = EXPECTED[name]
    found = detect(open_source(CASES / f"{name}.txt"))
    first, second = found.ranking[:2]
    assert (first.kind, first.options, found.title) == (kind, options, title)
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
    found = detect(open_source(ROOT / "sources" / path))
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
