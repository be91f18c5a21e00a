"""What is shortened keeps to its length, and says that something is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.text.page_ranges import complete_last, complete_ranges, count_pages, write_with_hyphens
from edition.text.shortening import (
    ELLIPSIS,
    shorten,
    shorten_around,
    shorten_middle,
    shorten_words,
)

TEXT = "The bridge was opened, and it fell."


def test_what_fits_is_left_alone() -> None:
    size = len(TEXT)
    whole = {shorten(TEXT, size), shorten_words(TEXT, size), shorten_middle(TEXT, size)}
    assert whole | {shorten_around(TEXT, 3, size)} == {TEXT}


def test_what_does_not_fit_is_cut() -> None:
    assert shorten(TEXT, 10) == "The bridg\u2026"
    assert shorten_words(TEXT, 24) == "The bridge was opened\u2026"
    assert shorten_words("Unparted", 4) == "Unpa\u2026"
    assert shorten_middle(TEXT, 13) == "The b \u2026 fell."
    assert shorten_around(TEXT, TEXT.index("was"), 20) == "\u2026bridge was opened\u2026"


def test_an_excerpt_does_not_end_within_a_parenthesis() -> None:
    text = "It was opened in spring (see the log of the harbour), and it fell."
    assert shorten_around(text, 0, 40) == "It was opened in spring\u2026"
    assert shorten_around(text, 30, 40).startswith("\u2026in spring (see the log")
    assert shorten_around(f"(a) {text}", 0, 62).endswith("(see the log of the harbour), and\u2026")


@given(st.text(max_size=40), st.integers(7, 30))
def test_nothing_is_longer_than_it_may_be(text: str, length: int) -> None:
    assert len(shorten(text, length)) <= length
    assert len(shorten_middle(text, length)) <= length
    assert len(shorten_words(text, length)) <= length + 1
    assert len(shorten_around(text, 0, length)) <= length + 2
    assert (len(text) > length) == (shorten(text, length) != text)
    assert len(text) <= length or shorten(text, length).endswith(ELLIPSIS)


@pytest.mark.parametrize(
    ("first", "last", "whole"),
    [("312", "13", "313"), ("74", "102", "102"), ("1996", "7", "1997"), ("9", "12", "12")],
)
def test_a_last_page_is_completed(first: str, last: str, whole: str) -> None:
    assert complete_last(first, last) == whole
    assert complete_ranges(f"{first}–{last}") == f"{first}–{whole}"
    assert write_with_hyphens(f"{first}--{last}") == f"{first}-{whole}"
    assert count_pages(f"{first}–{last}") == int(whole) - int(first) + 1


def test_pages_of_no_single_range_are_not_counted() -> None:
    assert [count_pages(pages) for pages in ("", "12", "1–2, 5", "iv–x")] == [0, 0, 0, 0]
