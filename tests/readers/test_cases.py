from __future__ import annotations

from pathlib import Path

import pytest

from edition.readers.registry import READERS
from tests.accepting import Accept
from tests.readers.coverage import check_coverage
from tests.readers.reading_cases import Case, find_cases, find_strays

ALL = list(find_cases())
EACH = pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])


@EACH
def test_a_reading_gives_its_dump_and_its_findings(case: Case, accept: Accept) -> None:
    for path, text in case.results().items():
        accept(path, text)


@EACH
def test_a_reading_accounts_for_every_character(case: Case) -> None:
    assert check_coverage(case.source, case.reading.document) == []


def test_every_file_belongs_to_a_case() -> None:
    assert find_strays() == []


def test_every_reader_has_a_case() -> None:
    assert {case.kind for case in ALL} == set(READERS)


@pytest.mark.parametrize(
    "name",
    ["plain/alone.dump", "plain/alone.findings", "plain/letter.text", "unknown-kind/letter.txt",
     "letter.txt", "plain/parts/letter.txt"],
)  # fmt: skip
def test_a_file_that_nothing_reads_is_reported(tmp_path: Path, name: str) -> None:
    for path in ("plain/letter.txt", "plain/letter.dump", name):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("A letter.\n", encoding="utf-8")
    assert find_strays(tmp_path) == [name]


def test_a_setting_that_no_case_has_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.yml").write_text("option: {}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="option"):
        _ = Case(tmp_path / "letter").settings
