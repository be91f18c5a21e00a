"""Reading of YAML as plain data, with line and column of every value and every key.

Records are typed by people, so only plain data are supported: mappings, lists, strings, whole and
decimal numbers, ``true``, ``false`` and ``null``. Dates stay strings, ``no`` is a word, and
anchors, aliases and other tags are refused, so that no record can expand in memory or run code.
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
"""The path to a value: keys and list indexes from the top."""

LIMIT: Final = 5_000_000
"""Bytes of the largest file that is read."""

DEPTH: Final = 60
"""Deepest nesting that is read."""

# libyaml if it is installed; its composer is not used, since it recurses without limit.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Plain scalars as in the core schema of YAML 1.2; everything else is a string.
_WORDS: Final[Mapping[str, object]] = MappingProxyType(
    {"": None, "~": None, "null": None, "true": True, "false": False}
)
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}")


class Positions(Protocol):
    """A file with the positions of its values."""

    @property
    def path(self) -> str:
        """Path of the file in messages."""

    def place(self, path: Iterable[str | int]) -> Place:
        """Return the place of a value."""

    def report(
        self, place: Place, code: str, message: str, hint: str = "", width: int = 1
    ) -> Diagnostic:
        """Make a diagnostic for a place."""


@dataclass(frozen=True, slots=True, eq=False)
class PositionedData:
    """Plain data, with the places of its values and keys.

    Objects are compared by identity, so that results made from them can be cached.
    """

    path: str
    """Path of the file in messages."""
    lines: tuple[str, ...]
    value: object
    places: Mapping[FieldPath, Place]
    key_places: Mapping[FieldPath, Place]
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The lines of further files that contain some of the values, by path."""

    def place(self, path: Iterable[str | int]) -> Place:
        """Return the place of the value at ``path``, or of its nearest ancestor."""
        return _nearest(self.places, tuple(path))

    def key_place(self, path: Iterable[str | int]) -> Place:
        """Return the place of the key at ``path`` (of the value, if it is an item of a list)."""
        wanted = tuple(path)
        return self.key_places.get(wanted) or self.place(wanted)

    def report(
        self, place: Place, code: str, message: str, hint: str = "", width: int = 1
    ) -> Diagnostic:
        """Make a diagnostic for a place in this file or in a part, with its line as excerpt."""
        lines, path = self.parts.get(place.file, self.lines), place.file or self.path
        excerpt = lines[place.line - 1] if place.line <= len(lines) else ""
        return Diagnostic(code, message, path, place.line, place.column, excerpt, width, hint)


NO_FILE: Final = PositionedData("", (), None, {}, {})
"""The positions of data that came from no file of the project."""
NOT_EXPORTED: Final = MappingProxyType({"exported": False})
"""Metadata of a field that depends on the machine or the file and is not exported."""


def name_field(path: FieldPath) -> str:
    """Return the name of a field for editors: ``rights.publish``, ``abstract[2].text``."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).removeprefix(".")


def _nearest(places: Mapping[FieldPath, Place], path: FieldPath) -> Place:
    while path and path not in places:
        path = path[:-1]
    return places.get(path, Place(1, 1))


def read_yaml(raw: bytes, path: str) -> tuple[PositionedData | None, list[Diagnostic]]:
    """Parse the bytes of a YAML file; ``path`` is the file in messages.

    Return no data if it cannot be parsed (R001) or has a duplicate key (R004). Recent results are
    cached and must not be changed.
    """
    data, faults = _read(raw, path)
    return data, [*faults]


def read_divided(
    path: Path, shown: str, name: str, folder: str = ""
) -> tuple[PositionedData | None, list[Diagnostic]]:
    """Read a YAML file together with further files, each with one item of its list ``name``.

    With an empty name, the further files have entries of the mapping itself. They are in a folder
    next to the file, ``folder`` or ``name``, and are added in the order of their names. They let
    people add items without changing the same file. Return no data and no fault if no file
    exists. Raises OSError.
    """
    parts_folder = path.with_name(folder or name)
    files = find_files(parts_folder, "*.yml")
    data, faults = read_yaml(path.read_bytes(), shown) if path.is_file() else (None, [])
    if files and not path.is_file():
        data = PositionedData(shown, (), {}, {}, {})
    if data is None or not files or not isinstance(data.value, dict):
        return data, faults
    items, places, keys = [*data.value.get(name, ())], {**data.places}, {**data.key_places}
    parts = {}
    for file in files:
        file_path = str(PurePosixPath(shown).with_name(parts_folder.name) / file.name)
        part, found = read_yaml(file.read_bytes(), file_path)
        faults += found
        if part is not None and (not isinstance(part.value, dict) or [*part.value] == [name]):
            faults.append(part.report(Place(1, 1), "R001", "this is not a single item", _ONE_ITEM))
        elif part is not None:
            at = (name, len(items)) if name else ()
            for added, merged in ((part.places, places), (part.key_places, keys)):
                merged |= {(*at, *field): replace(p, file=file_path) for field, p in added.items()}
            items.append(part.value)
            parts[file_path] = part.lines
    value = {**data.value, **({name: items} if name else {})}
    for entries in () if name else items:
        value |= entries
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
    """Report the first byte of a file that is not valid UTF-8, at its place."""
    before, byte = error.object[: error.start], error.object[error.start]
    start = before.rfind(b"\n") + 1
    column = len(before[start:].decode("utf-8", "replace")) + 1
    excerpt = error.object[start:].split(b"\n")[0].decode("utf-8", "replace").rstrip("\r")
    fact = f"byte 0x{byte:02X} is not valid UTF-8"
    return Diagnostic(code, fact, path, before.count(b"\n") + 1, column, excerpt, hint=hint)


def report_syntax(error: Exception, text: str, code: str, path: str) -> list[Diagnostic]:
    """Report the syntax error of a YAML file in words for editors."""
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
    # The parser misplaces a line with another kind of space at its start and fails at the next.
    for number in range(max(place.line - 1, 1), place.line + 1):
        if number <= len(lines) and (odd := _ODD_INDENT.match(lines[number - 1])):
            kind = "a tab" if odd[0].endswith("\t") else "a space of another kind"
            fact, hint = f"there is {kind} before this", "Indent with ordinary spaces."
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
"""Problems that the parser reports after the place of their cause."""
_SYNTAX: Final = (
    ("mapping values are not allowed", "a colon is not allowed here",
     "Put a value with a colon into quotation marks; or add the colon that the line before lacks."),
    (_UNCLOSED, "the quotation mark that begins here is not closed", "Close it."),
    (_NO_COLON, "a colon and an ordinary space are missing after the name of a field",
     "Write `field: value`; a value of several lines is indented."),
    ("expected key", "this is not a field",
     "Fields of one item begin in one column; a value with an apostrophe needs double quotes."),
    ("expected ','", "the bracket before this is not closed",
     "Close it, or add a comma; a value that begins with a bracket needs quotation marks."),
    ("expected '-' indicator", "this is not an item of the list before it",
     "Items of one list begin with a hyphen and a blank, in one column; fields, further left."),
    ("cannot start any token", "a value cannot begin with this sign", _QUOTE),
    ("expected alphabetic", "a value cannot begin with * or &", _QUOTE),
    ("expected comment or line break", "after | or > the value begins on the next line", _QUOTE),
    ("block sequence entries", "a list begins on the line after its field",
     "Begin it there, or put the value into quotation marks."),
    ("expected node content", "a value is missing here", _QUOTE),
)  # fmt: skip
"""Messages of the parser, each with a message and a hint for editors."""


def _place_of_index(text: str, index: int | None) -> Place:
    if index is None or index < 0:
        return Place(1, 1)
    before = text[:index]
    return Place(before.count("\n") + 1, index - before.rfind("\n"))


class _Builder:
    """Builds data from the events of one file, with places and faults."""

    def __init__(self, path: str, lines: tuple[str, ...], events: Iterator[Any]) -> None:
        self.file = PositionedData(path, lines, None, {}, {})
        self.events = events
        self.places: dict[FieldPath, Place] = {}
        self.key_places: dict[FieldPath, Place] = {}
        self.faults: list[Diagnostic] = []

    def result(self, value: object) -> tuple[PositionedData | None, list[Diagnostic]]:
        """Return the data, or None and the faults."""
        if self.faults:
            return None, self.faults
        places, keys = MappingProxyType(self.places), MappingProxyType(self.key_places)
        return PositionedData(self.file.path, self.file.lines, value, places, keys), []

    def document(self) -> object:
        """Return the value of the only document of the file."""
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
        """Return the value that begins with ``event``; ``path`` is its path."""
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
        """Raise an error about the nesting."""
        fact = f"the nesting is deeper than {DEPTH} levels"
        mark: Any = event.start_mark
        raise yaml.MarkedYAMLError(problem=fact, problem_mark=mark)

    def sequence(self, path: FieldPath) -> list[object]:
        """Read a list up to its end."""
        values: list[object] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self.value(event, (*path, len(values))))
        return values

    def mapping(self, path: FieldPath) -> dict[str, object]:
        """Read a mapping up to its end; a duplicate key is a fault."""
        values: dict[str, object] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.key(event, path, values)
            self.key_places.setdefault((*path, key), _place_of(event))
            value = self.value(next(self.events), (*path, key))
            values.setdefault(key, value)
        return values

    def key(self, event: yaml.Event, path: FieldPath, values: Mapping[str, object]) -> str:
        """Read the key that begins with ``event``."""
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
        """Read a string, number, Boolean or None."""
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
        """Add a fault at an event."""
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
