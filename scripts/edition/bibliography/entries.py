"""Reads a bibliography from its files, and reports every fault of it and what cannot be right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from pybtex.database import BibliographyData

from edition.bibliography.bibtex import Scan, ScannedEntry, ScannedField, build_data, scan_bibtex
from edition.bibliography.data_model import LANGUAGES, NO_WORKS, PEOPLE, is_known
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
"""Fields in which a tilde or an underscore stands for itself, or that no form prints."""


def read_entries(source: Source) -> tuple[BibliographyData, list[Diagnostic]]:
    """Read the entries of a bibliography; reports every fault (B001 to B013)."""
    scan = scan_bibtex(source)
    data = build_data(scan)  # it finds faults too
    return data, [*scan.faults, *_check_commands(scan), *check_plausibility(scan)]


def _check_commands(scan: Scan) -> list[Diagnostic]:
    faults: list[Diagnostic] = []
    for entry in scan.entries:
        for one in entry.fields:
            if one.name not in _NO_TEX and is_known(one.name):
                value = scan.source.slice(one.value)
                if "\\" in value or "$" in value:
                    read_tex(value, _collect(scan, one.value.start, faults))
    return faults


def _collect(scan: Scan, start: int, faults: list[Diagnostic]) -> Callable[[int, str], None]:
    def report(offset: int, command: str) -> None:
        span = Span(start + offset, start + offset + len(command))
        fact = f"`{command}` cannot be rendered"
        faults.append(report_at(scan.source, span, "B006", fact))

    return report


# --- Values that cannot be right ------------------------------------------------------------------


_LONG_YEAR: Final = re.compile(r"(?<![\d-])\d{5,}(?!\d)")
"""EDTF writes such years otherwise: ``Y-12000``."""
_DAY: Final = re.compile(r"(?<![\d-])(\d{4})-(\d\d)-(\d\d)(?!\d)")
_TAG: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
"""A language as BCP 47 writes it."""
_TITLES: Final = frozenset({
    "title", "booktitle", "shorttitle", "journal", "journaltitle", "howpublished", "number", "url",
    "crossref", "xdata", "maintitle", "eventtitle",
})  # fmt: skip
_DATES: Final = frozenset({"year", "date"})
_MORE_DATES: Final = frozenset({*_DATES, "eventdate", "origdate", "urldate"})
_BRACES: Final = re.compile(r"\{[^{}]*[^{}\s][^{}]*\}")
_EMPTY_NAME: Final = re.compile(r"^\s*,|,\s*(?:,|$)|^\W*$|\b(?:family|given)\s*=\s*(?:,|$)")
_LANGUAGES: Final = re.compile(r"\s*(?:\([^)]*\)|[,;/]|\band\b)\s*")
"""What separates the languages of a work; brackets have details of one."""


def check_plausibility(scan: Scan) -> list[Diagnostic]:
    """Return a warning for each value that cannot be right (B009 to B013)."""
    return [found for entry in scan.entries for found in _check(scan, entry)]


def _check(scan: Scan, entry: ScannedEntry) -> Iterator[Diagnostic]:
    names = {one.name for one in entry.fields if one.text.strip()}
    complete = entry.type in NO_WORKS or names & (_TITLES | _DATES)
    if not scan.faults and not complete:
        fact = f"`{entry.key}` has neither a title nor a year"
        yield report_at(scan.source, entry.key_span, "B013", fact)
    for one in entry.fields:
        for code, fact in _find_faults(one):
            yield report_at(scan.source, one.value, code, fact)


def _find_faults(field: ScannedField) -> Iterator[tuple[str, str]]:
    value = field.text.strip()
    if field.name in _MORE_DATES and (year := _LONG_YEAR.search(value)):
        yield "B009", f"`{year[0]}` is no year"
    if field.name in _MORE_DATES:
        days = (found for found in _DAY.finditer(value) if not _is_day(found))
        yield from (("B009", f"`{found[0]}` is no day") for found in days)
    if field.name in ("isbn", "issn"):
        yield from (("B010", f"`{one}` {why}") for one in _numbers(value) if (why := _fault(one)))
    if field.name in PEOPLE:
        parts = re.split(r"\s+and(?=\s)", f" {_hide_braces(value)} ")
        yield from (
            ("B011", f"a part of the name `{p.strip()}` is empty")
            for p in parts
            if _EMPTY_NAME.search(p.strip())
        )
    if field.name in ("langid", "language"):
        named = filter(None, _LANGUAGES.split(value))
        unknown = (one for one in named if not _is_language(one))
        yield from (("B012", f"`{one}` is not a language that is known") for one in unknown)


def _hide_braces(value: str) -> str:
    """Return names with an ``x`` in place of each group in braces, which is never divided."""
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
    # Names in their own language are not listed.
    return not name.isascii() or name.casefold() in LANGUAGES or bool(_TAG.fullmatch(name))


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
