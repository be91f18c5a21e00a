"""A BibTeX parser that records the place of every entry and field, and reports every fault.

The parser of pybtex stops at the first fault of an entry and silently drops the rest. This one
continues; it returns the entries as data of pybtex, which formats them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from pybtex.bibtex.utils import split_name_list
from pybtex.database import BibliographyData, Entry, Person
from pybtex.errors import capture
from pybtex.exceptions import PybtexError

from edition.bibliography.work import (
    FIELDS,
    FORMS,
    KEY,
    NO_WORKS,
    PEOPLE,
    is_known,
    names_file,
)
from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.parameters import LONGEST_EXPANSION
from edition.text.dates import MONTH_MACROS, MONTHS
from edition.text.folding import fold_spaces
from edition.text.slips import find_only_match, suggest
from edition.text.source import Place, Source
from edition.text.span import Span

_NAME = re.compile(r"[A-Za-z][^\s,={}()\"#%']*")
_NUMBER = re.compile(r"[0-9]+(?=[\s,})#])")
_BRACKET = re.compile(r"[{}()]")
_QUOTE = re.compile(r'[{}"]')
_SPACE = re.compile(r"\s*")
_ITEM = re.compile(r"@(?=[ \t]*[A-Za-z]+\s*[{(])")
_LOST = re.compile(r"[A-Za-z][\w+-]*[ \t]*=[ \t]*[{\"]|[A-Za-z]+[ \t]*\{[^\s,{}]+,")
"""A field outside an entry, or an entry without its ``@``."""
_NAME_PART = re.compile(r"\s*(family|given|prefix|suffix|useprefix|[a-z]+-i)\s*=\s*([^,]*)")
_NEXT_ENTRY = re.compile(r"^[ \t]*@[A-Za-z]+[ \t]*[{(]", re.MULTILINE)
_SWALLOWED = re.compile(r"\n\s*([A-Za-z]+)\s*=\s*[{\"]")
_CLOSING = {"{": "}", "(": ")"}


@dataclass(frozen=True, slots=True)
class ScannedField:
    """A field with the spans of its name and of the text of its value."""

    name: str
    span: Span
    value: Span
    """Span of the text between the delimiters; for joined values, of the complete expression."""
    text: str
    """The value with macros replaced, parts joined, and single spaces."""


@dataclass(slots=True)
class ScannedEntry:
    """An entry as written in the file."""

    type: str
    key: str
    span: Span
    """Span of the ``@`` and the type."""
    key_span: Span
    fields: list[ScannedField] = field(default_factory=list)


@dataclass(slots=True)
class Scan:
    """All entries of a file in order, and all faults."""

    source: Source
    entries: list[ScannedEntry] = field(default_factory=list)
    macros: dict[str, str] = field(
        default_factory=lambda: dict(zip(MONTH_MACROS, MONTHS, strict=True))
    )
    """Values of the macros by name."""
    faults: list[Diagnostic] = field(default_factory=list)

    def report(self, span: Span, code: str, fact: str, hint: str = "") -> None:
        """Add a fault."""
        self.faults.append(report_at(self.source, span, code, fact, hint))

    def report_name(self, span: Span, code: str, fact: str, name: str, known: Set[str]) -> None:
        """Add a fault about an unknown name, with a correction if there is a similar known one."""
        self.report(span, code, fact, suggest(name, known))
        written, intended = self.source.slice(span), find_only_match(name, known)
        corrected = written.lower().replace(name, intended) if intended else ""
        place = self.source.place(span.start)
        place = Place(self.source.locate(place.line)[1], place.column)
        self.faults[-1] = self.faults[-1].with_fix(place, written, corrected)


class _FaultyEntryError(Exception):
    """The rest of an entry is unreadable; the fault is already reported."""


def scan_bibtex(source: Source) -> Scan:
    """Scan a BibTeX file; never raises."""
    scanner = _Scanner(source)
    scanner.scan_file()
    _check_keys(scanner.scan)
    _check_entries(scanner.scan)
    return scanner.scan


class _Scanner:
    def __init__(self, source: Source) -> None:
        self.text = source.text
        self.scan = Scan(source)
        self.at = 0
        self._expanded = 0
        self._next = Span(0, 0)

    def scan_file(self) -> None:
        while (start := self._next_sign()) is not None:
            self.at = start + 1
            try:
                self._scan_item(start)
            except _FaultyEntryError:
                self._resume()

    def _next_sign(self) -> int | None:
        """Return the offset of the next ``@`` that begins an item; text before it is a comment."""
        item = _ITEM.search(self.text, self.at)
        start, stop = self._skip_space(self.at), item.start() if item else len(self.text)
        if item and "%" in self.text[self._line_start(stop) : stop]:
            fact = "an @ in a comment would be read as an entry"
            self.scan.report(Span(stop, stop + 1), "B001", fact, "Remove it, or use @comment.")
        lost = _LOST.search(self.text, start, stop)
        if lost and "%" not in self.text[self._line_start(lost.start()) : lost.start()]:
            line = self.text[start:stop].split("\n")[0].rstrip()
            hint = "There may be an extra brace above, or the @ of an entry may be missing."
            fact = "this text is outside any entry"
            self.scan.report(Span(start, start + len(line)), "B001", fact, hint)
        return item.start() if item else None

    def _skip_space(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def _resume(self) -> None:
        match = _NEXT_ENTRY.search(self.text, self.at)
        self.at = match.start() if match else len(self.text)

    def _fail(self, span: Span, fact: str, hint: str = "") -> _FaultyEntryError:
        self.scan.report(span, "B001", fact, hint)
        return _FaultyEntryError()

    # --- items -------------------------------------------------------------------------------

    def _scan_item(self, start: int) -> None:
        name = _NAME.match(self.text, self.at)
        if not name:
            raise self._fail(Span(start, start + 1), "no entry type follows the @")
        self.at = self._skip_space(name.end())
        opening = self.text[self.at : self.at + 1]
        if opening not in _CLOSING:
            raise self._fail(Span(start, name.end()), f"no brace follows @{name[0]}")
        opened, kind = self.at, name[0].lower()
        self.at += 1
        if kind in {"comment", "preamble"}:
            self.at = self._find_end(opened, opening)
        elif kind == "string":
            self._scan_macro(_CLOSING[opening])
        else:
            self._scan_entry(kind, Span(start, name.end()), _CLOSING[opening])

    def _scan_macro(self, closing: str) -> None:
        self.at = self._skip_space(self.at)
        name = _NAME.match(self.text, self.at)
        if not name:
            raise self._fail(Span(self.at, self.at + 1), "a macro must have a name")
        _, self.scan.macros[name[0].lower()] = self._scan_value_of(name)
        self.at = self._skip_space(self.at)
        if self.text[self.at : self.at + 1] != closing:
            raise self._fail(Span(*name.span()), f"the macro `{name[0]}` is not closed")
        self.at += 1

    def _scan_entry(self, kind: str, span: Span, closing: str) -> None:
        self.at = self._skip_space(self.at)
        key = KEY.match(self.text, self.at)
        if not key:
            raise self._fail(span, "the entry has no key")
        entry = ScannedEntry(kind, key[0], span, Span(*key.span()))
        self.scan.entries.append(entry)
        self.at = self._skip_space(key.end())
        if self.text[self.at : self.at + 1] not in {",", closing}:
            raise self._fail(Span(*key.span()), f"a comma must follow the key `{key[0]}`")
        while not self._scan_field(entry, closing):
            pass

    def _scan_field(self, entry: ScannedEntry, closing: str) -> bool:
        """Read one field; return True if the entry ends instead."""
        self.at = self._skip_space(self.at)
        comma = self.text[self.at : self.at + 1] == ","
        if comma:
            self.at = self._skip_space(self.at + 1)
        if self.text[self.at : self.at + 1] == closing:
            self.at += 1
            return True
        name = _NAME.match(self.text, self.at)
        if not name:
            raise self._report_stray(entry)
        if not comma and entry.fields:
            fact = (
                f"the comma before `{name[0]}` is missing; it and everything after it would be lost"
            )
            self.scan.report(Span(*name.span()), "B007", fact, "Put a comma after the field before")
        value, text = self._scan_value_of(name)
        entry.fields.append(
            ScannedField(name[0].lower(), Span(*name.span()), value, fold_spaces(text))
        )
        return False

    def _report_stray(self, entry: ScannedEntry) -> _FaultyEntryError:
        found = self.text[self.at : self.at + 1]
        if not found or (found == "@" and _NEXT_ENTRY.match(self.text, self._line_start(self.at))):
            self.at = self._line_start(self.at) if found else self.at
            return self._report_unclosed(entry)
        return self._fail(Span(self.at, self.at + 1), f"`{found}` is not allowed here")

    def _report_unclosed(self, entry: ScannedEntry) -> _FaultyEntryError:
        for scanned in entry.fields:
            swallowed = _SWALLOWED.search(self.scan.source.slice(scanned.value))
            if swallowed:
                fact = f"the brace that opens here is not closed and swallows `{swallowed[1]}`"
                return self._fail(Span(scanned.value.start - 1, scanned.value.start), fact)
        fact = f"the entry `{entry.key}` is not closed"
        return self._fail(entry.span, fact, "The closing brace at its end is missing.")

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    # --- values --------------------------------------------------------------------------------

    def _scan_value_of(self, name: re.Match[str]) -> tuple[Span, str]:
        self.at = self._skip_space(name.end())
        if self.text[self.at : self.at + 1] != "=":
            raise self._fail(Span(*name.span()), f"no = follows `{name[0]}`")
        self.at = self._skip_space(self.at + 1)
        first, text = self._scan_part(name)
        end, parts = first.end, [text]
        while self.text[(mark := self._skip_space(self.at)) : mark + 1] == "#":
            self.at = self._skip_space(mark + 1)
            last, more = self._scan_part(name)
            end, self._expanded = last.end, self._expanded + len(more)
            parts.append(more)
            if self._expanded > max(LONGEST_EXPANSION, len(self.text)):
                fact = f"the macros are expanded to more than {LONGEST_EXPANSION:,} characters"
                raise self._fail(Span(*name.span()), fact, "Write the value out.")
        return Span(first.start, end), "".join(parts)

    def _scan_part(self, name: re.Match[str]) -> tuple[Span, str]:
        start = self.at
        sign = self.text[start : start + 1]
        if sign in ("{", '"'):
            self.at = self._find_end(start, sign) if sign == "{" else self._find_quote(start)
            span = Span(start + 1, self.at - 1)
            return span, self.scan.source.slice(span)
        match = _NUMBER.match(self.text, start) or _NAME.match(self.text, start)
        if not match:
            raise self._fail(Span(*name.span()), f"`{name[0]}` has no value")
        self.at = match.end()
        span, value = Span(*match.span()), match[0]
        if not value.isdigit():
            value = self.scan.macros.get(match[0].lower(), "")
            if match[0].lower() not in self.scan.macros:
                self.scan.report(span, "B003", f"the macro `{match[0]}` is not defined")
        return span, value

    def _find_end(self, start: int, opening: str) -> int:
        """Return the offset after the closing brace for the one at ``start``."""
        closing, depth = _CLOSING[opening], 0
        limit = self._next_entry_after(start)
        for match in _BRACKET.finditer(self.text, start, limit):
            depth += (match[0] == opening) - (match[0] == closing)
            if depth == 0:
                return match.end()
        self.at = limit
        raise self._fail(Span(start, start + 1), "the brace that opens here is not closed")

    def _find_quote(self, start: int) -> int:
        depth = 0
        limit = self._next_entry_after(start)
        for match in _QUOTE.finditer(self.text, start + 1, limit):
            depth += (match[0] == "{") - (match[0] == "}")
            if match[0] == '"' and depth == 0:
                return match.end()
        self.at = limit
        fact = "the quotation mark that opens here is not closed"
        raise self._fail(Span(start, start + 1), fact)

    def _next_entry_after(self, start: int) -> int:
        if not self._next.start <= start < self._next.end:
            match = _NEXT_ENTRY.search(self.text, start)
            self._next = Span(start, match.start() if match else len(self.text))
        return self._next.end


# --- data -----------------------------------------------------------------------------------


def build_data(scan: Scan) -> BibliographyData:
    """Return the works as data of pybtex; reports unreadable names (B001).

    Entries get the fields that they include by ``xdata``; sets are not works.
    """
    data = BibliographyData()
    shared = {entry.key: entry for entry in scan.entries if entry.type == "xdata"}
    for entry in scan.entries:
        if entry.key not in data.entries and entry.type not in NO_WORKS:
            data.add_entry(entry.key, _build_entry(scan, entry, shared))
    return data


def _build_entry(scan: Scan, item: ScannedEntry, shared: Mapping[str, ScannedEntry]) -> Entry:
    entry = Entry(item.type)
    for scanned in _list_fields(item, shared):
        if scanned.name in PEOPLE:
            if scanned.name not in entry.persons:
                entry.persons[scanned.name] = _read_people(scan, scanned)
        elif not names_file(scanned.name):
            entry.fields.setdefault(scanned.name, scanned.text)
    return entry


def _list_fields(item: ScannedEntry, shared: Mapping[str, ScannedEntry]) -> Iterator[ScannedField]:
    """Yield the fields of an entry, then those that it includes by ``xdata``."""
    pending, seen = [item], {item.key}
    while pending:
        for scanned in pending.pop(0).fields:
            if scanned.name != "xdata":
                yield scanned
                continue
            named = [key for key in re.split(r"[\s,]+", scanned.text) if key in shared]
            pending += [shared[key] for key in named if key not in seen]
            seen.update(named)


def _read_people(scan: Scan, scanned: ScannedField) -> list[Person]:
    people: list[Person] = []
    with capture() as errors:
        try:
            people = [_read_person(name) for name in split_name_list(scanned.text)]
        except PybtexError as nesting:  # braces are nested too deep
            errors.append(nesting)
    for error in errors:
        scan.report(scanned.value, "B001", str(error))
    return people


def _read_person(name: str) -> Person:
    """Parse a name in the form of BibTeX, or with named parts: ``family=…, given=…``."""
    parts = dict(_NAME_PART.findall(name.replace('"', "")))
    if "family" not in parts:
        return Person(name)
    return Person(
        first=parts.get("given", "").strip(),
        prelast=parts.get("prefix", "").strip(),
        last=parts["family"].strip(),
        lineage=parts.get("suffix", "").strip(),
    )


# --- checks of the complete file ---------------------------------------------------------


def _check_keys(scan: Scan) -> None:
    first: dict[str, ScannedEntry] = {}
    for entry in scan.entries:
        keys = [(entry.key, entry.key_span)]
        former = (field for field in entry.fields if field.name == "ids")
        keys += [(key, field.value) for field in former for key in KEY.findall(field.text)]
        for key, span in keys:
            earlier = first.setdefault(key.lower(), entry)
            if earlier is not entry:
                fact = f"`{key}` is already defined on {_name_lines(scan.source, earlier, entry)}"
                scan.report(span, "B002", fact)


def _name_lines(source: Source, entry: ScannedEntry, context: ScannedEntry) -> str:
    """Name the line of an entry, with its file if ``context`` is in another file."""
    path, line = source.locate(source.place(entry.key_span.start).line)
    context_path, _ = source.locate(source.place(context.key_span.start).line)
    return f"line {line}" if path == context_path else f"line {line} of {path}"


def _check_entries(scan: Scan) -> None:
    keys = {entry.key.lower() for entry in scan.entries}
    for entry in scan.entries:
        for scanned in _find_repeated(entry.fields):
            fact = f"`{scanned.name}` occurs twice in `{entry.key}`; one would be lost"
            scan.report(scanned.span, "B007", fact, "Keep one of the two.")
        for scanned in entry.fields:
            target = scan.source.slice(scanned.value).strip()
            if scanned.name == "crossref" and target.lower() not in keys:
                fact = f"there is no entry `{target}` to refer to"
                scan.report(scanned.value, "B005", fact)
    _check_types(scan)
    _check_fields(scan)


def _check_types(scan: Scan) -> None:
    known = {*FORMS, *NO_WORKS}
    unknown = [(entry.type, entry.span) for entry in scan.entries if entry.type not in known]
    for kind, span, count in _group(unknown):
        fact = f"@{kind} is not an entry type; {_count(count)} printed as @misc"
        scan.report_name(span, "B004", fact, kind, set(FORMS))


def _check_fields(scan: Scan) -> None:
    fields = (field for entry in scan.entries for field in entry.fields)
    unknown = [(field.name, field.span) for field in fields if not is_known(field.name)]
    for name, span, count in _group(unknown):
        fact = f"`{name}` is not a known field; {_count(count)} printed without it"
        candidates = set(FIELDS) - _list_fields_with(name, scan.entries)
        scan.report_name(span, "B008", fact, name, candidates)


def _list_fields_with(name: str, entries: Iterable[ScannedEntry]) -> set[str]:
    """Return the fields of entries with a field ``name``, which cannot be misspellings of them."""
    names_of_entries = ({field.name for field in entry.fields} for entry in entries)
    return set().union(*(names for names in names_of_entries if name in names))


def _group(unknown: Sequence[tuple[str, Span]]) -> Iterator[tuple[str, Span, int]]:
    """Yield each name once, with its first place and number of occurrences."""
    first = dict(reversed(unknown))
    for name, count in Counter(name for name, _ in unknown).items():
        yield name, first[name], count


def _count(entries: int) -> str:
    return "1 entry is" if entries == 1 else f"{entries:,} entries are"


def _find_repeated(fields: list[ScannedField]) -> Iterator[ScannedField]:
    seen: set[str] = set()
    for scanned in fields:
        if scanned.name in seen:
            yield scanned
        seen.add(scanned.name)
