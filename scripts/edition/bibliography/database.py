"""The bibliography: ``bibliography.bib`` read whole or not at all, and its entries formatted.

Every fault is reported at its line and column.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from pybtex.backends import BaseBackend
from pybtex.database import BibliographyData, Entry, Person
from pybtex.richtext import BaseText

from edition.bibliography.bibtex import Scan, ScannedEntry, ScannedField, build_data, scan_bibtex
from edition.bibliography.chicago import format_work
from edition.bibliography.data_model import LANGUAGES, NO_WORKS, PEOPLE, is_known
from edition.bibliography.summary import BIBLIOGRAPHY, list_bibliography
from edition.bibliography.work import Work
from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.parameters import (
    CHECK_DIGIT_X,
    ISBN_DIGITS,
    ISBN_WEIGHT,
    ISSN_DIGITS,
    LONG_ISBN_DIGITS,
)
from edition.records.record import Record, State
from edition.records.yaml_positions import report_bytes
from edition.text.digest import digest
from edition.text.escape import escape_html, escape_markdown, picture_controls
from edition.text.slips import find_slip
from edition.text.source import JoinedSource, Source
from edition.text.span import Span
from edition.text.tex import plain_tex, read_tex

_NO_TEX: Final = frozenset({"abstract", "doi", "file", "url"})
"""Fields in which a tilde or an underscore stands for itself, or that no form prints."""
_MATCHED: Final = frozenset(
    "title subtitle shorttitle maintitle origtitle titleaddon booktitle journal journaltitle "
    "year date origdate volume number printedas keywords entrysubtype url crossref".split()
)
"""Fields by which texts can cite a work; others only describe it."""
_MATCHED_IN: Final[Mapping[str, str]] = MappingProxyType(
    {"archive": "location", "statement": "note"}
)
"""Fields by which works are cited that have a keyword."""
_MATCHED_PEOPLE: Final = ("author", "editor", "translator")
_SAFE_URL = re.compile(r"https?://[^\s<>\"'`\\]+")

Form: TypeAlias = Literal["html", "markdown", "text"]


class _TextBackend(BaseBackend):  # type: ignore[misc]  # pybtex publishes no types
    def format_tag(self, tag_name: str, text: str) -> str:
        return text

    def format_href(self, url: str, text: str, external: bool = False) -> str:
        return text


class _RunsBackend(_TextBackend):
    def format_str(self, str_: str) -> str:
        return picture_controls(str_)

    def format_tag(self, tag_name: str, text: str) -> str:
        return f"\0{text}\0"


class _HtmlBackend(_TextBackend):
    def format_str(self, str_: str) -> str:
        return escape_html(str_)

    def format_tag(self, tag_name: str, text: str) -> str:
        return f"<{tag_name}>{text}</{tag_name}>" if text else ""

    def format_href(self, url: str, text: str, external: bool = False) -> str:
        # pybtex hands the address over as a rendered text.
        address = html.unescape(url)
        return f'<a href="{escape_html(address)}">{text}</a>' if _is_safe(address) else text


class _MarkdownBackend(_TextBackend):
    def format_str(self, str_: str) -> str:
        return escape_markdown(str_)

    def format_tag(self, tag_name: str, text: str) -> str:
        inner = text.strip()
        if not inner:
            return text
        # A sign of emphasis beside a space is no emphasis.
        before = text[: len(text) - len(text.lstrip())]
        return f"{before}*{inner}*{text[len(text.rstrip()) :]}"

    def format_href(self, url: str, text: str, external: bool = False) -> str:
        address = html.unescape(re.sub(r"\\(.)", r"\1", url))
        if not _is_safe(address):
            return text
        inert = re.sub(r"[()\[\]*|]", lambda sign: f"%{ord(sign[0]):02X}", address)
        return f"[{text}]({inert})"


def _is_safe(address: str) -> bool:
    return bool(_SAFE_URL.fullmatch(address))


_BACKENDS: Final[Mapping[str, Callable[[], BaseBackend]]] = MappingProxyType(
    {"html": _HtmlBackend, "markdown": _MarkdownBackend, "text": _TextBackend}
)


@dataclass(frozen=True, slots=True, eq=False)
class Bibliography:
    """The entries of a project's bibliography."""

    data: BibliographyData
    made: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)
    """What was made of entries, by key and form: each is made once, however many pages show it."""
    _works: dict[tuple[str, bool], Work] = field(default_factory=dict, repr=False)
    _formatted: dict[tuple[str, bool], BaseText] = field(default_factory=dict, repr=False)

    def __contains__(self, key: str) -> bool:
        return key in self.data.entries

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all entries, in the order of the file."""
        return tuple(self.data.entries)

    def work(self, key: str, *, repeated: bool = False) -> Work:
        """Return an entry with what it inherits. Raises KeyError if there is none."""
        known = self._works.get((key, repeated))
        if known is None:
            known = Work(self.data.entries[key], self.data, repeated=repeated)
            self._works[key, repeated] = known
        return known

    def format_entry(self, key: str, form: Form = "markdown", *, repeated: bool = False) -> str:
        """Return an entry in Chicago style. Raises KeyError if there is none.

        ``repeated`` puts a dash for names that the entry before has.
        """
        name = f"{form}, repeated" if repeated else form
        return self.make(key, name, lambda: self._render(key, repeated, _BACKENDS[form]()))

    def format_runs(self, key: str) -> list[str]:
        """Return an entry in roman and italics by turns, roman first."""
        made = self.make(key, "runs", lambda: self._render(key, False, _RunsBackend()))
        return made.split("\0")

    def make(self, key: str, form: str, write: Callable[[], str]) -> str:
        """Return an entry in a form; it is written when it is first asked for."""
        known = self.made.get((key, form))
        if known is None:
            known = self.made[key, form] = write()
        return known

    def _render(self, key: str, repeated: bool, backend: BaseBackend) -> str:
        known = self._formatted.get((key, repeated))
        if known is None:
            known = format_work(self.work(key, repeated=repeated))
            self._formatted[key, repeated] = known
        return str(known.render(backend))

    def titles(self) -> tuple[str, ...]:
        """Return the titles of all works, those of books and journals included."""
        names = ("title", "booktitle", "journal", "journaltitle", "series", "origtitle")
        return tuple(
            plain_tex(entry.fields[name])
            for entry in self.data.entries.values()
            for name in names
            if name in entry.fields
        )


def read_bibliography(text: str, path: str = BIBLIOGRAPHY) -> tuple[Bibliography, list[Diagnostic]]:
    """Read a bibliography known as ``path``; reports every fault (B001 to B013)."""
    return _read_source(Source(path, text))


def _read_source(source: Source) -> tuple[Bibliography, list[Diagnostic]]:
    scan = scan_bibtex(source)
    data = build_data(scan)
    return Bibliography(data), [*scan.faults, *_check_commands(scan), *check_plausibility(scan)]


def load_bibliography(root: Path) -> tuple[Bibliography, list[Diagnostic]]:
    """Read the bibliography of a project; one that has none has an empty one."""
    files = list_bibliography(root)
    return _load(tuple((one.relative_to(root).as_posix(), one.read_bytes()) for one in files))


@lru_cache(maxsize=2)
def _load(files: tuple[tuple[str, bytes], ...]) -> tuple[Bibliography, list[Diagnostic]]:
    joined, parts = "", []
    for path, raw in files:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            empty, _ = read_bibliography("")
            return empty, [report_bytes(error, "B001", path)]
        joined += "\n" if joined and not joined.endswith("\n") else ""
        parts.append((joined.count("\n") + 1, path))
        joined += re.sub(r"\r\n?", "\n", text)
    return _read_source(JoinedSource(BIBLIOGRAPHY, joined, tuple(parts) or ((1, BIBLIOGRAPHY),)))


def join_bibliography(root: Path) -> str:
    """Return the files with the entries of a project as one text."""
    texts = (path.read_text(encoding="utf-8-sig") for path in list_bibliography(root))
    return "\n".join(text if text.endswith("\n") else f"{text}\n" for text in texts)


@lru_cache(maxsize=2)
def keep_matched(bibliography: Bibliography) -> Bibliography:
    """Return the entries with nothing but what shows which of them a text cites or names.

    What matches texts with works is given this alone, so that its results depend on nothing else.
    """
    data = BibliographyData()
    for key, entry in bibliography.data.entries.items():
        words = re.split(r"\s*,\s*", entry.fields.get("keywords", "").strip())
        names = _MATCHED | {_MATCHED_IN[word] for word in words if word in _MATCHED_IN}
        fields = {name: value for name, value in entry.fields.items() if name in names}
        people = {role: entry.persons[role] for role in _MATCHED_PEOPLE if role in entry.persons}
        data.add_entry(key, Entry("misc", fields, people))
    return Bibliography(data)


def digest_matched(root: Path) -> str:
    """Return one value for the faults of a project's bibliography and for what is matched of it."""
    bibliography, faults = load_bibliography(root)
    return _digest_matched(keep_matched(bibliography), tuple(faults))


@lru_cache(maxsize=2)
def _digest_matched(matched: Bibliography, faults: tuple[Diagnostic, ...]) -> str:
    entries = matched.data.entries.items()
    return digest(*(_describe(key, entry) for key, entry in entries), *map(repr, faults))


def digest_work(bibliography: Bibliography, key: str) -> str:
    """Return one value for all that the forms of a work are made from."""
    work = bibliography.work(key)
    parent = _describe("", work.parent) if work.parent is not None else ""
    return digest(_describe(key, work.entry), parent)


def _describe(key: str, entry: Entry) -> str:
    people = {role: [_list_parts(p) for p in found] for role, found in entry.persons.items()}
    return json.dumps([key, str(entry.type), dict(entry.fields.items()), people])


def _list_parts(person: Person) -> list[list[str]]:
    return [
        person.first_names,
        person.middle_names,
        person.prelast_names,
        person.last_names,
        person.lineage_names,
    ]


def check_citations(record: Record, bibliography: Bibliography) -> list[Diagnostic]:
    """Return R007 for every key in a record that the bibliography has not."""
    # Its entry is written when a draft is promoted.
    own = "" if record.state is State.DRAFT else record.citation
    cited: dict[tuple[str | int, ...], str] = {("citation",): own}
    for name in ("provenance", "observations", "where_to_read", "references", "emendations"):
        for number, entry in enumerate(getattr(record, name)):
            cited[name, number, "citation"] = entry.citation
    return [
        record.report(path, "R007", f"`{key}` is not in {BIBLIOGRAPHY}").mend(
            record.data.place(path), key, find_slip(key, bibliography.keys)
        )
        for path, key in cited.items()
        if key and key not in bibliography
    ]


# --- reading --------------------------------------------------------------------------------


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
