"""What an entry of the bibliography says and cannot be: reported, and published as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from edition.bibliography.bibtex import Scan, ScannedEntry, ScannedField
from edition.bibliography.csl import LANGUAGES
from edition.bibliography.data_model import NO_WORKS, PEOPLE
from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.parameters import (
    CHECK_DIGIT_X,
    ISBN_DIGITS,
    ISBN_WEIGHT,
    ISSN_DIGITS,
    LONG_ISBN_DIGITS,
)

_LONG_YEAR: Final = re.compile(r"(?<!\d)\d{5,}(?!\d)")
_TAG: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
"""A language as BCP 47 writes it."""
_TITLES: Final = frozenset({
    "title", "booktitle", "shorttitle", "journal", "journaltitle", "howpublished", "number", "url",
    "crossref", "xdata", "maintitle", "eventtitle",
})  # fmt: skip
_DATES: Final = frozenset({"year", "date"})
_EMPTY_NAME: Final = re.compile(r"^\s*,|,\s*(?:,|$)|^\s*$|^\W+$")


def check_plausibility(scan: Scan) -> list[Diagnostic]:
    """Return a warning for each value that cannot be right (B009 to B013)."""
    return [found for entry in scan.entries for found in _check(scan, entry)]


def _check(scan: Scan, entry: ScannedEntry) -> Iterator[Diagnostic]:
    names = {one.name for one in entry.fields}
    complete = entry.type in NO_WORKS or names & (_TITLES | _DATES)
    if not scan.faults and not complete:
        fact = f"`{entry.key}` has neither a title nor a year"
        yield report_at(scan.source, entry.key_span, "B013", fact)
    for one in entry.fields:
        for code, fact in _find_faults(one):
            yield report_at(scan.source, one.value, code, fact)


def _find_faults(field: ScannedField) -> Iterator[tuple[str, str]]:
    value = field.text.strip()
    if field.name in _DATES and (year := _LONG_YEAR.search(value)):
        yield "B009", f"`{year[0]}` is no year"
    if field.name in ("isbn", "issn"):
        yield from (("B010", f"`{one}` {why}") for one in _numbers(value) if (why := _fault(one)))
    if field.name in PEOPLE and not value.startswith("{"):
        parts = re.split(r"\s+and\s+", f" {value} ")
        yield from (
            ("B011", f"a part of the name `{p.strip()}` is empty")
            for p in parts
            if _EMPTY_NAME.search(p.strip())
        )
    known = value.casefold() in LANGUAGES or _TAG.fullmatch(value)
    if field.name in ("langid", "language") and not known:
        yield "B012", f"`{value}` is not a language that is known"


def _numbers(value: str) -> list[str]:
    return [one for one in re.split(r"[,;\s]+", value) if re.search(r"\d", one)]


def _fault(number: str) -> str:
    """Return what is wrong with an ISBN or ISSN; empty if nothing is."""
    digits = [CHECK_DIGIT_X if d in "xX" else int(d) for d in re.sub(r"[^\dxX]", "", number)]
    if len(digits) not in (ISSN_DIGITS, ISBN_DIGITS, LONG_ISBN_DIGITS):
        return "has the length of neither an ISBN nor an ISSN"
    if len(digits) == LONG_ISBN_DIGITS:
        total, base = (
            sum(d * (ISBN_WEIGHT if n % 2 else 1) for n, d in enumerate(digits)),
            CHECK_DIGIT_X,
        )
    else:
        total, base = sum(d * (len(digits) - n) for n, d in enumerate(digits)), CHECK_DIGIT_X + 1
    return "has a wrong check digit" if total % base else ""
