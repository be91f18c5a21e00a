from __future__ import annotations

import pytest

from edition.readers.registry import READERS
from tests.readers.coverage import check_coverage
from tests.readers.reading_cases import CASES, FOLDERS, Case, find_cases

ALL = list(find_cases())


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.reader}/{case.path.stem}")
def test_a_reading_gives_its_dump(case: Case) -> None:
    assert case.read() == case.dump.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.reader}/{case.path.stem}")
def test_a_reading_accounts_for_every_character(case: Case) -> None:
    document = READERS[case.reader](case.source, case.options).document
    assert check_coverage(case.source, document) == []


def test_every_dump_has_its_case() -> None:
    assert {case.dump for case in ALL} == {
        path for name in FOLDERS for path in (CASES / name).glob("*.dump")
    }
