"""Conventions of noting, citing and stamping: named lists of words that a record uses and adds to.

A convention is a data file, ``conventions/<id>.yml``, of this package or of a project. Words of a
record are added to the lists of the conventions that it names; words under ``only`` replace them.
A record that names no convention uses those of ``DEFAULT``, and its own lists replace theirs, as
they did before records could name conventions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from edition.diagnostics.diagnostic import Diagnostic
from edition.records.options import NOTHING
from edition.records.schema import Kind, check_schema, load_schema
from edition.records.yaml_positions import PositionedData, read_yaml
from edition.text.slips import find_slip

FOLDER: Final = "conventions"
"""Folder of a project for its own conventions."""
DEFAULT: Final = (
    "chicago-notes-en",
    "english-text",
    "german-notes",
    "french-notes",
    "russian-notes",
    "russian-archives",
)
"""Conventions of a record that names none."""
KIND: Final = Kind("convention.schema.json", "R013", "a convention")
SECTIONS: Final = ("citations", "cross_references", "names", "reader")
"""Fields of a record for which conventions have words."""
_SHIPPED: Final = Path(__file__).parents[1] / FOLDER
_ONLY: Final = "only"

Words = Mapping[str, tuple[str, ...]]
"""Lists of words by name."""


@dataclass(frozen=True, slots=True)
class Convention:
    """The words of a convention."""

    id: str
    title: str
    standard: str
    """The handbook that it follows, or the kind of texts that use it."""
    words: Mapping[str, Words]
    """The lists of words by section."""
    language: str = ""
    """BCP 47 tag of the texts that follow it; empty if they may be in any language."""


def list_shipped() -> tuple[str, ...]:
    """Return the ids of the conventions of this package."""
    return tuple(sorted(path.stem for path in _SHIPPED.glob("*.yml")))


@lru_cache(maxsize=64)
def read_shipped(id: str) -> Convention:
    """Return a convention of this package, whose file is checked by a test and not at run time."""
    data, faults = read_yaml((_SHIPPED / f"{id}.yml").read_bytes(), id)
    if data is None:
        raise ValueError(faults[0].format())
    return _build(data)


def find_convention(id: str, root: Path) -> tuple[Convention | None, list[Diagnostic]]:
    """Return a convention of the package or of the project at ``root``.

    Return None for an unknown id or a file with faults (R001, R003, R004, R013).
    """
    folder = root / FOLDER
    path, shown = folder / f"{id}.yml", f"{FOLDER}/{id}.yml"
    if not path.is_file():
        return (read_shipped(id) if id in list_shipped() else None), []
    if not path.resolve().is_relative_to(folder.resolve()):
        return None, [Diagnostic("R003", f"`{shown}` is not a file inside {FOLDER}/", shown)]
    data, faults = read_yaml(path.read_bytes(), shown)
    if data is None:
        return None, faults
    faults = check_convention(data, id)
    if id in list_shipped():
        fact = f"`{id}` is a convention of the program"
        faults.append(data.report(data.place(("id",)), KIND.code, fact, "Choose another id."))
    return (None if faults else _build(data)), faults


def load_conventions(data: PositionedData, root: Path) -> tuple[list[Convention], list[Diagnostic]]:
    """Return the conventions that a record names; reports R012 for an unknown one."""
    raw: Any = data.value
    found, faults = [], []
    for number, id in enumerate(raw.get("conventions", ())):
        convention, wrong = find_convention(id, root)
        if convention is not None:
            found.append(convention)
        elif not wrong:
            fact = f"there is no convention `{id}`"
            hint = f"Known: {', '.join(list_shipped())}; or write {FOLDER}/{id}.yml."
            place = data.place(("conventions", number))
            fault = data.report(place, "R012", fact, hint, len(id))
            wrong = [fault.with_fix(place, id, find_slip(id, list_shipped()))]
        faults += wrong
    return found, faults


def check_convention(data: PositionedData, id: str) -> list[Diagnostic]:
    """Check a convention against its schema, and its id against the file's name (R013)."""
    raw: Any = data.value
    faults = check_schema(data, KIND)
    if not faults and raw["id"] != id:
        fact = f"the id is `{raw['id']}`, the file is `{id}.yml`"
        faults = [data.report(data.place(("id",)), KIND.code, fact)]
    return faults


def _build(data: PositionedData) -> Convention:
    raw: Any = data.value
    words = {
        section: MappingProxyType({name: tuple(words) for name, words in raw[section].items()})
        for section in SECTIONS
        if section in raw
    }
    title, standard = " ".join(raw["title"].split()), " ".join(raw["standard"].split())
    return Convention(raw["id"], title, standard, MappingProxyType(words), raw.get("language", ""))


# --- merging --------------------------------------------------------------------------------------


def merge_words(conventions: Iterable[Convention], section: str) -> dict[str, tuple[str, ...]]:
    """Return the lists of a section with the words of all conventions, without duplicates."""
    merged: dict[str, dict[str, None]] = {name: {} for name in _list_names(section)}
    for convention in conventions:
        for name, words in convention.words.get(section, {}).items():
            merged[name] |= dict.fromkeys(words)
    return {name: tuple(words) for name, words in merged.items()}


@lru_cache(maxsize=len(SECTIONS))
def shipped_words(section: str) -> Words:
    """Return the lists with the words of all conventions of this package."""
    return MappingProxyType(merge_words(map(read_shipped, list_shipped()), section))


@lru_cache(maxsize=len(SECTIONS))
def default_words(section: str) -> Words:
    """Return the lists of a record that names no convention."""
    return MappingProxyType(merge_words(map(read_shipped, DEFAULT), section))


def resolve_words(section: str, options: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the lists of a section: those of a record, and the default lists that it lacks."""
    lists = {name: tuple(words) for name, words in options.items() if not isinstance(words, str)}
    return {**default_words(section), **lists}


def any_of(words: Iterable[str], *, either_case: bool = False) -> str:
    """Return a pattern that matches any of the words, trying longer ones first.

    With ``either_case``, the first letter may be small or capital. A word that ends with a letter
    must end there in the text; one that ends with a full stop may be followed by its number.
    """
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + ("|".join(_write_word(word, either_case) for word in ordered) or NOTHING) + ")"


def _write_word(word: str, either_case: bool) -> str:
    escaped = r"\s+".join(map(re.escape, word.split(" ")))
    if either_case and word[:1].isalpha():
        escaped = f"[{word[0].upper()}{word[0].lower()}]{escaped[1:]}"
    return escaped + (r"\b" if word[-1:].isalnum() else "")


def extend_words(
    conventions: Iterable[Convention], section: str, fields: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the fields of a record's section, with its lists added to those of its conventions."""
    named = list(conventions)
    words = merge_words(named, section) if named else {}
    return {**words, **dict(_extend(words, fields))}


def _extend(words: Words, fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if isinstance(value, Mapping):
            yield name, tuple(value[_ONLY])
        elif isinstance(value, str):
            yield name, value
        else:
            yield name, tuple(dict.fromkeys((*words.get(name, ()), *value)))


def _list_names(section: str) -> Iterable[str]:
    schema: Any = load_schema(KIND)
    names: Iterable[str] = schema["properties"][section]["properties"]
    return names
