from __future__ import annotations

from hypothesis import given, settings

from edition.readers.page_foot.reader import read_page_foot
from tests.readers.laws import any_texts, check_laws


@given(any_texts)
@settings(max_examples=300, deadline=None)
def test_reading_loses_nothing(text: str) -> None:
    check_laws(read_page_foot, text)
