"""Reading of bibliography files, with a report of every fault and every implausible value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from pybtex.database import BibliographyData

from edition.bibliography.bibtex import Scan, ScannedEntry, ScannedField, build_data, scan_bibtex
from edition.bibliography.work import LANGUAGES, NO_WORKS, PEOPLE, is_known
from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.parameters import (
    CHECK_DIGIT_X,
    ISBN_DIGITS,
    ISBN_WEIGHT,
    ISSN_DIGITS,
    LONG_ISBN_DIGITS,
)
from edition.text.source import Source
from edition.text.span import Span
from edition.text.tex import read_tex

_NO_TEX: Final = frozenset({"abstract", "doi", "file", "url"})
"""Fields that are not TeX, so that a tilde is a tilde, or that are never printed."""


def read_entries(source: Source) -> tuple[BibliographyData, list[Diagnostic]]:
    """Read the entries of a bibliography; reports every fault (B001 to B013)."""
    scan = scan_bibtex(source)
    data = build_data(scan)  # adds faults to the scan
    return data, [*scan.faults, *_check_commands(scan), *check_plausibility(scan)]


def _check_commands(scan: Scan) -> list[Diagnostic]:
    faults: list[Diagnostic] = []
    for entry in scan.entries:
        for field in entry.fields:
            if field.name not in _NO_TEX and is_known(field.name):
                value = scan.source.slice(field.value)
                if "\\" in value or "$" in value:
                    read_tex(value, _make_reporter(scan, field.value.start, faults))
    return faults


def _make_reporter(scan: Scan, start: int, faults: list[Diagnostic]) -> Callable[[int, str], None]:
    def report(offset: int, command: str) -> None:
        span = Span(start + offset, start + offset + len(command))
        fact = f"`{command}` cannot be rendered"
        faults.append(report_at(scan.source, span, "B006", fact))

    return report


# --- Implausible values ---------------------------------------------------------------------------


_LONG_YEAR: Final = re.compile(r"(?<![\d-])\d{5,}(?!\d)")
"""A year that EDTF would write differently: ``Y-12000``."""
_DAY: Final = re.compile(r"(?<![\d-])(\d{4})-(\d\d)-(\d\d)(?!\d)")
_TAG: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
"""A language tag of BCP 47."""
_TITLES: Final = frozenset({
    "title", "booktitle", "shorttitle", "journal", "journaltitle", "howpublished", "number", "url",
    "crossref", "xdata", "maintitle", "eventtitle",
})  # fmt: skip
_DATES: Final = frozenset({"year", "date"})
_MORE_DATES: Final = frozenset({*_DATES, "eventdate", "origdate", "urldate"})
_BRACES: Final = re.compile(r"\{[^{}]*[^{}\s][^{}]*\}")
_EMPTY_NAME: Final = re.compile(r"^\s*,|,\s*(?:,|$)|^\W*$|\b(?:family|given)\s*=\s*(?:,|$)")
_LANGUAGES: Final = re.compile(r"\s*(?:\([^)]*\)|[,;/]|\band\b)\s*")
"""Separators of the languages of a work, and details of a language in brackets."""


def check_plausibility(scan: Scan) -> list[Diagnostic]:
    """Return a warning for each implausible value (B009 to B013)."""
    return [found for entry in scan.entries for found in _check(scan, entry)]


def _check(scan: Scan, entry: ScannedEntry) -> Iterator[Diagnostic]:
    names = {field.name for field in entry.fields if field.text.strip()}
    complete = entry.type in NO_WORKS or names & (_TITLES | _DATES)
    if not scan.faults and not complete:
        fact = f"`{entry.key}` has neither a title nor a year"
        yield report_at(scan.source, entry.key_span, "B013", fact)
    for field in entry.fields:
        for code, fact in _find_faults(field):
            yield report_at(scan.source, field.value, code, fact)


def _find_faults(field: ScannedField) -> Iterator[tuple[str, str]]:
    value = field.text.strip()
    if field.name in _MORE_DATES and (year := _LONG_YEAR.search(value)):
        yield "B009", f"`{year[0]}` is not a valid year"
    if field.name in _MORE_DATES:
        days = (found for found in _DAY.finditer(value) if not _is_day(found))
        yield from (("B009", f"`{found[0]}` is not a valid date") for found in days)
    if field.name in ("isbn", "issn"):
        for number in _list_numbers(value):
            if fault := _check_number(number):
                yield "B010", f"`{number}` {fault}"
    if field.name in PEOPLE:
        parts = re.split(r"\s+and(?=\s)", f" {_hide_braces(value)} ")
        yield from (
            ("B011", f"a part of the name `{p.strip()}` is empty")
            for p in parts
            if _EMPTY_NAME.search(p.strip())
        )
    if field.name in ("langid", "language"):
        for name in filter(None, _LANGUAGES.split(value)):
            if not _is_language(name):
                yield "B012", f"`{name}` is not a known language"


def _hide_braces(value: str) -> str:
    """Replace each group in braces, which is never split, by an ``x``."""
    while (shown := _BRACES.sub("x", value)) != value:
        value = shown
    return value


def _is_day(found: re.Match[str]) -> bool:
    try:
        date(*map(int, found.groups()))
    except ValueError:
        return False
    return True


def _is_language(name: str) -> bool:
    # Names of languages in these languages themselves are not listed.
    return not name.isascii() or name.casefold() in LANGUAGES or bool(_TAG.fullmatch(name))


def _list_numbers(value: str) -> list[str]:
    return [part for part in re.split(r"[,;\s]+", value) if re.search(r"\d", part)]


def _check_number(number: str) -> str:
    """Return the fault of an ISBN or ISSN; an empty string if it is valid."""
    digits = [CHECK_DIGIT_X if d in "xX" else int(d) for d in re.sub(r"[^\dxX]", "", number)]
    if len(digits) not in (ISSN_DIGITS, ISBN_DIGITS, LONG_ISBN_DIGITS):
        return "has the length of neither an ISBN nor an ISSN"
    if len(digits) == LONG_ISBN_DIGITS:
        total, extra = sum(d * (ISBN_WEIGHT if n % 2 else 1) for n, d in enumerate(digits)), 0
    else:
        total, extra = sum(d * (len(digits) - n) for n, d in enumerate(digits)), 1
    return "has a wrong check digit" if total % (CHECK_DIGIT_X + extra) else ""
