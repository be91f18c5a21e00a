"""YAML as plain data, with line and column of every value and every key.

A record is data that people type, so only what such data needs is read: mappings,
lists, strings, whole and decimal numbers, ``true``, ``false`` and ``null``. Dates stay
strings, ``no`` is a word, and anchors, aliases and tags of other kinds are refused, so
that no record can grow in memory or run anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, Final, Protocol, TypeAlias

import yaml

from edition.diagnostics.diagnostic import Diagnostic, find_conflicts
from edition.text.digest import find_files
from edition.text.source import Place

FieldPath: TypeAlias = tuple[str | int, ...]
"""The way to a value: keys and list indexes from the top."""

LIMIT: Final = 5_000_000
"""Bytes of the largest file that is read."""

DEPTH: Final = 60
"""Levels of nesting that are read."""

# libyaml where the machine has it; its own composer is not used, since it recurses without limit.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Plain scalars by the core schema of YAML 1.2; everything else is a string.
_WORDS: Final[Mapping[str, object]] = MappingProxyType(
    {"": None, "~": None, "null": None, "true": True, "false": False}
)
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}")


class Positions(Protocol):
    """A file that knows where its values stand."""

    @property
    def path(self) -> str:
        """The file as it is known in messages."""

    def place(self, path: Iterable[str | int]) -> Place:
        """Return the place of a value."""

    def report(
        self, place: Place, code: str, message: str, hint: str = "", width: int = 1
    ) -> Diagnostic:
        """Make a diagnostic for a place."""


@dataclass(frozen=True, slots=True, eq=False)
class PositionedData:
    """Plain data, with the places of its values and of the keys that name them.

    It is identified by what it is, not by what it holds, so that what is made of it can be kept.
    """

    path: str
    """The file as it is known in messages."""
    lines: tuple[str, ...]
    value: object
    places: Mapping[FieldPath, Place]
    key_places: Mapping[FieldPath, Place]
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The lines of further files that some of the values come from, by the file."""

    def place(self, path: Iterable[str | int]) -> Place:
        """Return the place of the value at ``path``, or of what is nearest above it."""
        return _nearest(self.places, tuple(path))

    def key_place(self, path: Iterable[str | int]) -> Place:
        """Return the place of the key at ``path`` (of the value, if it is a list's item)."""
        wanted = tuple(path)
        return self.key_places.get(wanted) or self.place(wanted)

    def report(
        self, place: Place, code: str, message: str, hint: str = "", width: int = 1
    ) -> Diagnostic:
        """Make a diagnostic for a place in this file, or a part, with its line as excerpt."""
        lines, path = self.parts.get(place.file, self.lines), place.file or self.path
        excerpt = lines[place.line - 1] if place.line <= len(lines) else ""
        return Diagnostic(code, message, path, place.line, place.column, excerpt, width, hint)


NO_FILE: Final = PositionedData("", (), None, {}, {})
"""Of data that came from no file of the project."""
NOT_EXPORTED: Final = MappingProxyType({"exported": False})
"""Of a field that holds what belongs to the machine or the file, and is no part of the data."""


def name_field(path: FieldPath) -> str:
    """Name a field as an editor would: ``rights.publish``, ``abstract[2].text``."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).removeprefix(".")


def _nearest(places: Mapping[FieldPath, Place], path: FieldPath) -> Place:
    while path and path not in places:
        path = path[:-1]
    return places.get(path, Place(1, 1))


def read_yaml(raw: bytes, path: str) -> tuple[PositionedData | None, list[Diagnostic]]:
    """Read the bytes of a YAML file known as ``path``; report every fault by its place.

    Returns no data if the file cannot be parsed (R001) or a key stands twice (R004). The data of
    the files that were read last are kept: nobody changes them.
    """
    data, faults = _read(raw, path)
    return data, [*faults]


def read_divided(
    path: Path, shown: str, name: str, folder: str = ""
) -> tuple[PositionedData | None, list[Diagnostic]]:
    """Read a file of which a list, ``name``, may have further items in files of their own.

    Without a name it is the mapping itself that may have further entries, in files of their own.
    They are in a folder beside the file, that of the list's name unless it is given, and follow in
    the order of the names of their files: two people who add an item change no file in common.
    Returns no data and no fault where there is nothing to read. Raises OSError.
    """
    beside = path.with_name(folder or name)
    files = find_files(beside, "*.yml")
    data, faults = read_yaml(path.read_bytes(), shown) if path.is_file() else (None, [])
    if files and not path.is_file():
        data = PositionedData(shown, (), {}, {}, {})
    if data is None or not files or not isinstance(data.value, dict):
        return data, faults
    items, places, keys = [*data.value.get(name, ())], {**data.places}, {**data.key_places}
    parts = {}
    for file in files:
        known = PurePosixPath(shown).with_name(beside.name) / file.name
        part, found = read_yaml(file.read_bytes(), str(known))
        faults += found
        if part is not None and (not isinstance(part.value, dict) or [*part.value] == [name]):
            faults.append(part.report(Place(1, 1), "R001", "this is no single item", _ONE_ITEM))
        elif part is not None:
            at = (name, len(items)) if name else ()
            for own, whole in ((part.places, places), (part.key_places, keys)):
                whole |= {(*at, *one): replace(p, file=str(known)) for one, p in own.items()}
            items.append(part.value)
            parts[str(known)] = part.lines
    value = {**data.value, **({name: items} if name else {})}
    for one in () if name else items:
        value |= one
    return None if faults else PositionedData(shown, data.lines, value, places, keys, parts), faults


_ONE_ITEM: Final = (
    "Such a file has the fields of one item, with neither a hyphen nor the name of the list."
)


@lru_cache(maxsize=32)
def _read(raw: bytes, path: str) -> tuple[PositionedData | None, Sequence[Diagnostic]]:
    if len(raw) > LIMIT:
        fact = f"the file has {len(raw):,} bytes; {LIMIT:,} is the limit for a record"
        return None, [Diagnostic("R001", fact, path)]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [report_bytes(error, "R001", path, "Save the file as UTF-8.")]
    lines = tuple(_LINE_END.split(text))
    builder = _Builder(path, lines, yaml.parse(text, Loader=_LOADER))
    try:
        value = builder.document()
    except yaml.YAMLError as error:
        return None, [*builder.faults, *report_syntax(error, text, "R001", path)]
    return builder.result(value)


def report_bytes(error: UnicodeDecodeError, code: str, path: str, hint: str = "") -> Diagnostic:
    """Report the first byte of a file that is not UTF-8, at its place."""
    before, byte = error.object[: error.start], error.object[error.start]
    start = before.rfind(b"\n") + 1
    column = len(before[start:].decode("utf-8", "replace")) + 1
    excerpt = error.object[start:].split(b"\n")[0].decode("utf-8", "replace").rstrip("\r")
    fact = f"byte 0x{byte:02X} is not valid UTF-8"
    return Diagnostic(code, fact, path, before.count(b"\n") + 1, column, excerpt, hint=hint)


def report_syntax(error: Exception, text: str, code: str, path: str) -> list[Diagnostic]:
    """Report why a file is not YAML, as whoever wrote it would say it."""
    if conflicts := find_conflicts(text, code, path):
        return conflicts
    lines = _LINE_END.split(text)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        place = Place(mark.line + 1, mark.column + 1)
    else:
        place = _place_of_index(text, getattr(error, "position", None))
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
    fact, hint = problem or "this is not valid YAML", ""
    for known, explanation, advice in _SYNTAX:
        if known in problem:
            fact, hint = explanation, advice
            if known in _BEGUN_BEFORE and (opening := getattr(error, "context_mark", None)):
                place = Place(opening.line + 1, opening.column + 1)
            break
    # A line that begins with another blank belongs elsewhere, and the line after it fails.
    for number in range(max(place.line - 1, 1), place.line + 1):
        if number <= len(lines) and (odd := _ODD_INDENT.match(lines[number - 1])):
            kind = "a tab" if odd[0].endswith("\t") else "a space of another kind"
            fact, hint = f"{kind} stands before this", "Indent with ordinary spaces."
            place = Place(number, odd.end())
            break
    excerpt = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    return [Diagnostic(code, fact, path, place.line, place.column, excerpt, hint=hint)]


_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_ODD_INDENT: Final = re.compile(r" *[^\S \r\n](?=\s*\S)")
_QUOTE: Final = "Put the value into quotation marks."
_UNCLOSED: Final = "unexpected end of stream"
_NO_COLON: Final = "could not find expected ':'"
_BEGUN_BEFORE: Final = (_UNCLOSED, _NO_COLON)
"""Problems that are seen later than where what is wrong begins."""
_SYNTAX: Final = (
    ("mapping values are not allowed", "a colon stands where none can",
     "Put a value that has a colon into quotation marks; or the line before lacks its colon."),
    (_UNCLOSED, "the quotation mark that begins here is not closed", "Close it."),
    (_NO_COLON, "no colon and ordinary space end the name of a field here",
     "Write `field: value`; a value of several lines is indented."),
    ("expected key", "this is no field",
     "Fields of one item begin in one column; an apostrophe needs double quotation marks."),
    ("expected ','", "the bracket before this is not closed",
     "Close it, or put a comma; a value that begins with one needs quotation marks."),
    ("expected '-' indicator", "this is no item of the list before it",
     "Items of one list begin with a hyphen and a blank, in one column; fields, further left."),
    ("cannot start any token", "no value begins with this sign", _QUOTE),
    ("expected alphabetic", "no value begins with * or &", _QUOTE),
    ("expected comment or line break", "after | or > the value begins on the next line", _QUOTE),
    ("block sequence entries", "a list begins on the line after its field",
     "Begin it there, or put the value into quotation marks."),
    ("expected node content", "here a value is missing", _QUOTE),
)  # fmt: skip
"""What the parser says, what it means to somebody who writes a record, and what to do."""


def _place_of_index(text: str, index: int | None) -> Place:
    if index is None or index < 0:
        return Place(1, 1)
    before = text[:index]
    return Place(before.count("\n") + 1, index - before.rfind("\n"))


class _Builder:
    """Turns the events of one file into data, collecting places and faults."""

    def __init__(self, path: str, lines: tuple[str, ...], events: Iterator[Any]) -> None:
        self.file = PositionedData(path, lines, None, {}, {})
        self.events = events
        self.places: dict[FieldPath, Place] = {}
        self.key_places: dict[FieldPath, Place] = {}
        self.faults: list[Diagnostic] = []

    def result(self, value: object) -> tuple[PositionedData | None, list[Diagnostic]]:
        """Return the data, or nothing if there are faults."""
        if self.faults:
            return None, self.faults
        places, keys = MappingProxyType(self.places), MappingProxyType(self.key_places)
        return PositionedData(self.file.path, self.file.lines, value, places, keys), []

    def document(self) -> object:
        """Return the value of the one document of the file."""
        value: object = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.fault("R001", event, "a second document begins here")
            elif isinstance(event, yaml.NodeEvent):
                node = self.value(event, ())
                value = node if documents == 1 else value
        return value

    def value(self, event: yaml.Event, path: FieldPath) -> object:
        """Return the value that begins with ``event`` and stands at ``path``."""
        self.places[path] = _place_of(event)
        if len(path) > DEPTH:
            self.too_deep(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path)
        if isinstance(event, yaml.AliasEvent):
            self.fault(
                "R001",
                event,
                "an alias repeats another part of the file",
                "Write the value out; aliases are not allowed.",
            )
            return None
        return self.scalar(event)

    def too_deep(self, event: yaml.Event) -> None:
        """Stop reading."""
        fact = f"the nesting is deeper than {DEPTH} levels"
        mark: Any = event.start_mark
        raise yaml.MarkedYAMLError(problem=fact, problem_mark=mark)

    def sequence(self, path: FieldPath) -> list[object]:
        """Return a list up to its end."""
        values: list[object] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self.value(event, (*path, len(values))))
        return values

    def mapping(self, path: FieldPath) -> dict[str, object]:
        """Return a mapping up to its end; a key that stands twice is a fault."""
        values: dict[str, object] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.key(event, path, values)
            self.key_places.setdefault((*path, key), _place_of(event))
            value = self.value(next(self.events), (*path, key))
            values.setdefault(key, value)
        return values

    def key(self, event: yaml.Event, path: FieldPath, values: Mapping[str, object]) -> str:
        """Return the key that begins with ``event``."""
        if not isinstance(event, yaml.ScalarEvent) or not event.value:
            self.value(event, path)
            self.fault("R001", event, "a key must be a string")
            return ""
        if event.value in values:
            first = self.key_places[(*path, event.value)].line
            fact = f"`{event.value}` already occurs on line {first}"
            self.fault("R004", event, fact)
        return str(event.value)

    def scalar(self, event: yaml.Event) -> object:
        """Return a string, number, truth value or None."""
        assert isinstance(event, yaml.ScalarEvent)
        if event.tag is not None:
            self.fault(
                "R001",
                event,
                f"the tag `{event.tag}` is not allowed",
                "Remove the tag; a record contains plain data only.",
            )
        text = str(event.value)
        return _resolve(text) if event.implicit[0] else text

    def fault(self, code: str, event: yaml.Event, fact: str, hint: str = "") -> None:
        """Add a finding at an event."""
        width = len(event.value) if isinstance(event, yaml.ScalarEvent) else 1
        self.faults.append(self.file.report(_place_of(event), code, fact, hint, width))


def _resolve(text: str) -> object:
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _place_of(event: yaml.Event) -> Place:
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
