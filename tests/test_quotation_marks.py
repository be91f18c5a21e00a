"""Quotation marks of every convention are read as one pair, and nothing moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.text.quotation_marks import normalise_marks

CASES = [
    ('See "The Convention," Journal 4', "See “The Convention,” Journal 4"),
    ('("Petitions," 79)', "(“Petitions,” 79)"),
    ("„Der Hering“, in: Blätter", "“Der Hering”, in: Blätter"),
    ("«Сельдь», с. 4", "“Сельдь”, с. 4"),
    ("Pugh, 'Slate Boats', p. 110.", "Pugh, “Slate Boats”, p. 110."),
    ("Rees, ‘Harbour Dues’, in The Sea", "Rees, “Harbour Dues”, in The Sea"),
    # An apostrophe is no mark, and single marks inside double ones stay what they are.
    ("Holm's boats and the men's nets", "Holm’s boats and the men’s nets"),
    ("“He said ‘no’.”", "“He said ‘no’.”"),
    # A low mark that is never closed is left alone: it may be a misread comma.
    ("Izvestiia„ 5 May", "Izvestiia„ 5 May"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_marks(text: str, wanted: str) -> None:
    assert normalise_marks(text) == wanted


@given(st.text(alphabet="ab ,.'\"“”‘’„«»\n", max_size=60))
def test_nothing_moves(text: str) -> None:
    read = normalise_marks(text)
    assert len(read) == len(text)
    assert all(one == other or one in "'\"‘’„“”«»" for one, other in zip(text, read, strict=True))
    assert '"' not in read
