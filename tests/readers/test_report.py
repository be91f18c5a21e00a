from __future__ import annotations

from hypothesis import given, settings

from edition.readers.report import read_report
from tests.readers.laws import any_texts, check_laws


@given(any_texts)
@settings(max_examples=300, deadline=None)
def test_reading_loses_nothing(text: str) -> None:
    check_laws(read_report, text)
    check_laws(read_report, text, {"emphasis": True, "side_headings": True, "markers": "bracket"})
