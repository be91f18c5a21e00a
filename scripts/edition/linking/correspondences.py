"""Correspondences: places of different texts that speak of the same, as editors recorded them.

``sources/correspondences.yml`` names two places and a few words that stand at each. The words
prove the address, and find it again when it moves. A place of a text that is described and not
published is a part of its abstract, so that every machine sees the same, with or without the
witness. Nothing here writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from edition.bibliography.database import BIBLIOGRAPHY, load_bibliography
from edition.building.conversion import Conversion
from edition.checking.published import Passage, is_text, read_passages
from edition.diagnostics.diagnostic import Diagnostic
from edition.model.addresses import abstract_address
from edition.records.loading import RECORD_NAME
from edition.records.record import Publish, Record
from edition.records.schema import Kind, check_schema
from edition.records.yaml_positions import FieldPath, PositionedData, read_yaml
from edition.writers.text import INDEX

FILE: Final = "sources/correspondences.yml"
KIND: Final = Kind("correspondences.schema.json", "K001", "a correspondence")


class Relation(StrEnum):
    """What the first place is to the second."""

    SAME_EVENT = "same-event"
    SAME_DOCUMENT = "same-document"
    CONFIRMS = "confirms"
    CONTRADICTS = "contradicts"
    EARLIER_VERSION = "earlier-version"


@dataclass(frozen=True, slots=True)
class End:
    """A place as the editor named it."""

    source: str
    address: str
    words: str
    path: FieldPath
    """Where it stands in the file of correspondences."""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Two places, how they relate, and why."""

    origin: End
    target: End
    relation: Relation
    reason: str
    citation: str
    path: FieldPath


@dataclass(frozen=True, slots=True)
class Event:
    """What the places speak of."""

    name: str
    title: str
    correspondences: tuple[Correspondence, ...]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A file of a text's edition and an address in it."""

    file: str
    address: str


@dataclass(frozen=True, slots=True)
class Place:
    """An end that was found."""

    record: Record
    end: End
    anchors: tuple[Anchor, ...]
    """Where this build shows it; links lead to the last."""

    @property
    def described(self) -> bool:
        """True if the public edition has only an abstract of the text."""
        return self.record.rights.publish is not Publish.FULL


@dataclass(frozen=True, slots=True)
class Link:
    """A correspondence both ends of which were found."""

    event: Event
    correspondence: Correspondence
    origin: Place
    target: Place


# --- reading ----------------------------------------------------------------------------


def load_correspondences(
    root: Path,
) -> tuple[tuple[Event, ...], PositionedData | None, list[Diagnostic]]:
    """Read a project's correspondences, if it has any; reports R001, R004, K001, K005 and R007."""
    path = root / FILE
    if not path.is_file():
        return (), None, []
    events, data, faults = _read_correspondences(path.read_bytes())
    if data is None:
        return (), None, list(faults)
    return events, data, _check_names(events, data) + _check_citations(events, data, root)


@lru_cache(maxsize=2)
def _read_correspondences(
    raw: bytes,
) -> tuple[tuple[Event, ...], PositionedData | None, tuple[Diagnostic, ...]]:
    data, faults = read_yaml(raw, FILE)
    faults = faults if data is None else check_schema(data, KIND)
    if data is None or faults:
        return (), None, tuple(faults)
    return _build_events(data), data, ()


def _build_events(data: PositionedData) -> tuple[Event, ...]:
    raw: Any = data.value
    return tuple(
        Event(
            event["name"],
            _line(event["title"]),
            tuple(
                _build(entry, ("events", number, "correspondences", place))
                for place, entry in enumerate(event["correspondences"])
            ),
        )
        for number, event in enumerate(raw["events"])
    )


def _build(entry: Mapping[str, Any], path: FieldPath) -> Correspondence:
    return Correspondence(
        build_end(entry["from"], (*path, "from")),
        build_end(entry["to"], (*path, "to")),
        Relation(entry["relation"]),
        _line(entry["reason"]),
        entry.get("citation", ""),
        path,
    )


def build_end(raw: Mapping[str, Any], path: FieldPath) -> End:
    """Return an end as it stands in a file that follows its schema."""
    return End(raw["source"], _line(str(raw["address"])), _line(raw["words"]), path)


def _line(text: str) -> str:
    return " ".join(text.split())


def _check_names(events: Sequence[Event], data: PositionedData) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    names: set[str] = set()
    pairs: set[frozenset[tuple[str, str]]] = set()
    for number, event in enumerate(events):
        if event.name in names:
            place = data.place(("events", number, "name"))
            found.append(data.report(place, "K005", f"`{event.name}` already identifies an event"))
        names.add(event.name)
        for entry in event.correspondences:
            found += _check_pair(entry, pairs, data)
    return found


def _check_pair(
    entry: Correspondence, pairs: set[frozenset[tuple[str, str]]], data: PositionedData
) -> list[Diagnostic]:
    ends = (entry.origin, entry.target)
    pair = frozenset((end.source, end.address) for end in ends)
    known = pair in pairs
    pairs.add(pair)
    if entry.origin.source == entry.target.source:
        fact = f"both ends are in `{entry.origin.source}`"
    elif known:
        fact = "another entry already has these two places"
    else:
        return []
    return [data.report(data.place(entry.path), "K005", fact)]


def _check_citations(events: Sequence[Event], data: PositionedData, root: Path) -> list[Diagnostic]:
    cited = [entry for event in events for entry in event.correspondences if entry.citation]
    if not cited:
        return []
    bibliography, _ = load_bibliography(root)
    return [
        data.report(
            data.place((*entry.path, "citation")),
            "R007",
            f"`{entry.citation}` is not in {BIBLIOGRAPHY}",
        )
        for entry in cited
        if entry.citation not in bibliography
    ]


# --- finding the places -----------------------------------------------------------------


def find_links(
    events: Sequence[Event], data: PositionedData, root: Path, conversions: Sequence[Conversion]
) -> tuple[tuple[Link, ...], list[Diagnostic]]:
    """Find both ends of every correspondence; reports K002, K003 and K004.

    A correspondence with a text that is not among the conversions is left out.
    """
    finder = Finder(data, root, conversions)
    links: list[Link] = []
    for event in events:
        for entry in event.correspondences:
            origin, target = finder.find(entry.origin), finder.find(entry.target)
            if origin is not None and target is not None:
                links.append(Link(event, entry, origin, target))
    return tuple(links), finder.faults


class Finder:
    """Finds ends in what was converted, and collects what is wrong with them (K002 to K004)."""

    def __init__(self, data: PositionedData, root: Path, conversions: Sequence[Conversion]) -> None:
        self.faults: list[Diagnostic] = []
        self._data = data
        self._root = root
        self._conversions = {conversion.record.id: conversion for conversion in conversions}
        self._known: dict[str, _Text] = {}

    def find(self, end: End) -> Place | None:
        """Return the place of an end, or None if there is none or its text was not converted."""
        conversion = self._conversions.get(end.source)
        if conversion is None:
            self._check_source(end)
            return None
        text = self._known.get(end.source)
        if text is None:
            text = self._known[end.source] = _read_text(conversion)
        passage = text.passages.get(end.address)
        if passage is None or not _has(passage, end):
            self._report(end, text)
            return None
        return Place(conversion.record, end, text.anchors(end.address))

    def _check_source(self, end: End) -> None:
        if (self._root / "sources" / end.source / RECORD_NAME).is_file():
            return
        close = get_close_matches(end.source, sorted(self._conversions), n=1)
        hint = f"Did you mean `{close[0]}`?" if close else ""
        hint = hint or "The texts are: " + ", ".join(sorted(self._conversions))
        self._add(end, "source", "K002", f"there is no text `{end.source}`", hint)

    def _report(self, end: End, text: _Text) -> None:
        hint = text.hint(end)
        if end.address not in text.passages:
            fact = f"`{end.source}` has no paragraph, heading or note `{end.address}`"
            self._add(end, "address", "K003", fact, hint)
        else:
            fact = f"\u201c{end.words}\u201d is not at `{end.address}` of `{end.source}`"
            self._add(end, "words", "K004", fact, hint)

    def _add(self, end: End, name: str, code: str, fact: str, hint: str) -> None:
        place = self._data.place((*end.path, name))
        width = len(end.address) if name == "address" else 1
        self.faults.append(self._data.report(place, code, fact, hint, width))


_SIGNS: Final = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")


def _has(passage: Passage, end: End) -> bool:
    """Tell whether the words stand in a passage; quotation marks of any form are the same."""
    return end.words.translate(_SIGNS) in passage.text.translate(_SIGNS)


@dataclass(frozen=True, slots=True)
class _Text:
    """What an end may name in one text, by address, in reading order."""

    passages: Mapping[str, Passage]
    files: Mapping[str, str]
    """The file of each address that stands in a file of its own name."""
    shown: Mapping[str, tuple[Anchor, ...]]
    """Where the parts of an abstract are shown."""

    def anchors(self, address: str) -> tuple[Anchor, ...]:
        """Return where an address is shown."""
        return self.shown.get(address) or (Anchor(self.files[address], address),)

    def hint(self, end: End) -> str:
        """Name the address nearest to the one wanted that has the words."""
        order = list(self.passages)
        known = end.address in self.passages
        close = [end.address] if known else get_close_matches(end.address, order, n=1)
        wanted = order.index(close[0]) if close else 0
        having = [i for i, name in enumerate(order) if _has(self.passages[name], end)]
        if having:
            nearest = min(having, key=lambda index: (abs(index - wanted), index))
            return f"The words are at `{order[nearest]}`."
        guess = f" Did you mean `{close[0]}`?" if close and not known else ""
        return f"The words do not occur in the text.{guess}"


def _read_text(conversion: Conversion) -> _Text:
    if conversion.record.rights.publish is Publish.FULL:
        return _read_full(conversion.files)
    return _read_abstract(conversion)


def _read_full(files: Mapping[str, str]) -> _Text:
    passages: dict[str, Passage] = {}
    where: dict[str, str] = {}
    for name, content in files.items():
        for passage in read_passages(content) if is_text(content) else ():
            passages.setdefault(passage.address, passage)
            where.setdefault(passage.address, name)
    return _Text(passages, where, {})


def _read_abstract(conversion: Conversion) -> _Text:
    record = conversion.record
    if INDEX not in conversion.files:
        return _Text({}, {}, {})
    paragraphs = _list_paragraphs(conversion.files)
    # The text itself is at hand in a private build only.
    matching = len(paragraphs) == record.extent.paragraphs
    passages = {}
    shown = {}
    for part in record.abstract:
        anchors = [Anchor(INDEX, abstract_address(part.of))]
        first = part.of.partition("-")[0]
        if matching and first.isdigit() and 0 < int(first) <= len(paragraphs):
            anchors.append(paragraphs[int(first) - 1])
        passages[part.of] = Passage(part.of, _line(part.text), 0)
        shown[part.of] = tuple(anchors)
    return _Text(passages, {}, shown)


def _list_paragraphs(files: Mapping[str, str]) -> list[Anchor]:
    return [
        Anchor(name, passage.address)
        for name, content in files.items()
        if is_text(content)
        for passage in read_passages(content)
        if passage.prose
    ]
