"""Register the readers by the kind of text that they read, with the options of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

from edition.diagnostics.diagnostic import Diagnostic
from edition.readers import Options, Reader, Reading
from edition.readers.inference.options import END_NOTES, PAGE_FOOT, PLAIN, REPORT
from edition.readers.partition import part_long_blocks
from edition.records.options import Option, OptionFault, check_options, resolve_options, suggest
from edition.records.record import Record
from edition.text.source import Source


@dataclass(frozen=True, slots=True)
class ReaderKind:
    """A registered reader, whose module is imported on first use."""

    name: str
    meaning: str
    """One line: the kind of text that it reads."""
    module: str
    function: str
    fixed: Mapping[str, Any] = field(default_factory=dict)
    """Defaults of the kind for options of the reader, which a record can override."""

    def load(self) -> Reader:
        """Import and return the reader function."""
        reader: Reader = getattr(import_module(self.module), self.function)
        return reader

    @property
    def options(self) -> tuple[Option, ...]:
        """The options of the reader, with the defaults of the kind."""
        options = getattr(import_module(self.module), "OPTIONS", ())
        return tuple(replace(o, default=self.fixed.get(o.name, o.default)) for o in options)

    @property
    def restorations(self) -> tuple[str, ...]:
        """The kinds of restorations that the reader supports."""
        return RESTORATIONS if self.fixed.get("printed") else ()

    def __call__(self, source: Source, options: Options) -> Reading:
        """Read a source and divide long blocks; see the module of the reader."""
        reading = self.load()(source, {**options, **resolve_options(self.options, options)})
        return replace(reading, document=part_long_blocks(reading.document))


_KINDS = (
    ReaderKind(
        "inferred",
        "any text: markers, notes, pages and headings are inferred from the whole of it",
        "edition.readers.inference.reader",
        "read_inferred",
    ),
    ReaderKind(
        "page-foot",
        "a book with notes at the foot of each page, as extracted from a PDF",
        "edition.readers.inference.reader",
        "read_inferred",
        PAGE_FOOT,
    ),
    ReaderKind(
        "report",
        "a typewritten report with note lists between pages, stamps and classification markings",
        "edition.readers.inference.reader",
        "read_inferred",
        REPORT,
    ),
    ReaderKind(
        "end-notes",
        "a text with markers such as [12] or 12/ and its notes in lists or blocks",
        "edition.readers.inference.reader",
        "read_inferred",
        END_NOTES,
    ),
    ReaderKind(
        "markdown",
        "a text in Markdown, with [^label] footnotes or without notes",
        "edition.readers.markdown.reader",
        "read_markdown",
    ),
    ReaderKind(
        "tei",
        "a text in TEI: divisions, notes, pages, names and apparatus as they are marked",
        "edition.readers.tei.reader",
        "read_tei",
    ),
    ReaderKind(
        "plain",
        "an article, a letter or a book without notes, or with a few at its end",
        "edition.readers.inference.reader",
        "read_inferred",
        PLAIN,
    ),
)


RESTORATIONS = ("order", "column")
"""Kinds of restorations for a printed book, see ``typeset.restorations``."""
READERS: Mapping[str, ReaderKind] = {kind.name: kind for kind in _KINDS}
"""All readers by their name in a record."""


def check_reader_options(kind: str, options: Mapping[str, Any]) -> tuple[OptionFault, ...]:
    """Return a fault for every option that is unknown to the reader or has an invalid value.

    Raises:
        KeyError: There is no such reader.
    """
    return check_options(READERS[kind].options, options, kind)


def complete_options(
    kind: str, options: Mapping[str, Any], words: Mapping[str, tuple[str, ...]]
) -> dict[str, Any]:
    """Return the options with the words of conventions for this reader added to their lists."""
    registered = {option.name: option for option in READERS[kind].options}
    completed = dict(options)
    for name, convention_words in words.items():
        if convention_words and name in registered:
            value = options.get(name, ())
            allowed = registered[name].allows(value)
            completed[name] = (*convention_words, *value) if allowed else convention_words
    return completed


def check_restorations(kind: str, names: Iterable[str]) -> Iterator[tuple[int, str, str]]:
    """Yield number, fact and hint for every restoration that the reader does not support.

    Raises:
        KeyError: There is no such reader.
    """
    supported = READERS[kind].restorations
    for number, name in enumerate(names):
        if name not in supported:
            fact = f"the reader {kind} has no restoration “{name}”"
            yield number, fact, suggest(name, supported, "Its restorations")


def _list_options(record: Record) -> dict[str, object]:
    """Return the options that a record passes to its reader, including its restorations."""
    restorations = [restoration.values for restoration in record.restorations]
    options = complete_options(record.reader.kind, record.reader.options, record.reader.words)
    return {**options, **({"restorations": restorations} if restorations else {})}


def _report_option(record: Record, fault: OptionFault) -> Diagnostic:
    path, data = ("reader", "options", fault.name), record.data
    place = data.key_place(path) if fault.misspelt == fault.name else data.place(path)
    found = record.report(path, "S005", fault.message, fault.hint)
    return found.with_fix(place, fault.misspelt, fault.intended)


def check_reader(record: Record) -> list[Diagnostic]:
    """Return S005 for every option and restoration of a record unknown to its reader."""
    kind, options = record.reader.kind, record.reader.options
    found = [_report_option(record, fault) for fault in check_reader_options(kind, options)]
    names = [restoration.kind for restoration in record.restorations]
    return found + [
        record.report(("restorations", number, "kind"), "S005", fact, hint)
        for number, fact, hint in check_restorations(kind, names)
    ]


def read_text(record: Record, source: Source) -> Reading:
    """Read a text with the reader and the options of its record."""
    return READERS[record.reader.kind](source, _list_options(record))


def describe_options() -> str:
    """Return the options of all readers as Markdown, for the documentation."""
    parts: list[str] = []
    for kind in READERS.values():
        parts += [f"## `{kind.name}`", "", kind.meaning[0].upper() + kind.meaning[1:] + ".", ""]
        parts += _describe_fixed(kind.fixed) if kind.fixed else _describe(kind.options)
    return "\n".join(parts)


def _describe(options: tuple[Option, ...]) -> list[str]:
    if not options:
        return ["It has no options.", ""]
    rows = [f"| `{o.name}` | {_values(o)} | `{_show(o.default)}` | {o.meaning} |" for o in options]
    return ["| option | value | default | meaning |", "|---|---|---|---|", *rows, ""]


def _describe_fixed(fixed: Mapping[str, Any]) -> list[str]:
    values = ", ".join(f"`{name}: {_show(value)}`" for name, value in fixed.items())
    return [f"The reader `inferred`, whose options it has; their defaults: {values}.", ""]


def _values(option: Option) -> str:
    return " · ".join(f"`{choice}`" for choice in option.choices) or str(option.type)


def _show(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "[]" if value == () else str(value)
