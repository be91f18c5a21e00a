"""Dates are read from EDTF and from print, and what is no date is told from one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.text.dates import (
    MONTH,
    MONTHS,
    Date,
    display_date,
    read_common,
    read_edtf,
    read_month,
    read_printed_date,
    write_edtf,
)

FRENCH = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
RUSSIAN = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь",
    "ноябрь", "декабрь",
)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "dates"),
    [
        ("1945-06-18", (Date(1945, 6, 18),)),
        ("1945~/1946-02?", (Date(1945, doubt="~"), Date(1946, 2, doubt="?"))),
        ("1945/..", (Date(1945), Date())),
        ("-0044-03-15", (Date(-44, 3, 15),)),
        ("1945/", (Date(1945), Date())),
        ("193X", (Date(1930), Date(1939))),
        ("19XX~", (Date(1900, doubt="~"), Date(1999, doubt="~"))),
        ("1931-XX-XX", (Date(1931),)),
        ("1931-09-XX", (Date(1931, 9),)),
        ("1931-21", (Date(1931),)),
        ("1931-34?", (Date(1931, doubt="?"),)),
        ("1931-21-05", ()),
        ("0X", ()),
        ("../1945", ()),
        ("1945-13", ()),
        ("1945-02-30", ()),
        ("1945-2", ()),
        ("1943/1944/1945", ()),
        ("forthcoming", ()),
        ("", ()),
    ],
)
def test_edtf(value: str, dates: tuple[Date, ...]) -> None:
    assert read_edtf(value) == dates


@given(st.dates(), st.sampled_from(["", "?", "~", "%"]))
def test_what_is_written_is_read_again(day: object, doubt: str) -> None:
    value = f"{day}{doubt}"
    assert [write_edtf(found) for found in read_edtf(value)] == [value]


@pytest.mark.parametrize(
    ("value", "common"),
    [
        ("1952-09-18", Date(1952, 9, 18)),
        ("1952-09-18/1952-09-20", Date(1952, 9)),
        ("1952-09/1952-10", Date(1952)),
        ("1951/1952", Date()),
        ("1951/..", Date()),
        ("no date", Date()),
    ],
)
def test_what_an_interval_has_in_common(value: str, common: Date) -> None:
    assert read_common(value) == common


@pytest.mark.parametrize(
    ("printed", "edtf"),
    [
        ("3 May 1881", "1881-05-03"),
        ("May 3rd, 1881", "1881-05-03"),
        ("Sept. 1881", "1881-09"),
        ("1881", "1881"),
        ("3 May", ""),
        ("Spring 1881", ""),
        ("3 1881", ""),
        ("3 May 1881 and 4 May 1881", ""),
    ],
)
def test_printed_dates(printed: str, edtf: str) -> None:
    assert write_edtf(read_printed_date(printed)) == edtf


def test_a_day_without_its_year_is_kept() -> None:
    assert read_printed_date("3 May") == Date(0, 5, 3)


def test_months_of_other_languages() -> None:
    french = [read_month(name, FRENCH) for name in ("juin", "juil.", "Juillet", "août")]
    assert french == [6, 7, 7, 8]
    assert [read_month(name, RUSSIAN) for name in ("января", "сент.")] == [1, 9]
    assert [read_month(name) for name in ("sep", "Sept.", "Ma", "Brumaire", "")] == [9, 9, 0, 0, 0]


@given(st.integers(1, 12), st.integers(3, 9))
def test_the_pattern_of_months_knows_what_is_read(number: int, length: int) -> None:
    name = MONTHS[number - 1]
    for printed in (name, name[:3], f"{name[:3]}."):
        assert re.fullmatch(MONTH, printed)
        assert read_month(printed) == number
    assert not re.fullmatch(MONTH, name[:length] + "x")


def test_words_of_a_date_that_is_none_are_kept() -> None:
    assert display_date("1945-02-30") == "1945-02-30"
    assert display_date("spring") == "spring"
