"""The parts of the schemas of records and conventions that the code declares.

Options of the readers and lists of words that tell names have the types, defaults and meanings of
the code; other lists have those of the schema of records, which conventions repeat. Examples are
those of the schema's file, or words of the conventions.
`python -m tests.export_schema` writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from edition.linking.registers.forms import NameWords
from edition.readers.inference.options import OPTIONS as ENGINE
from edition.readers.registry import READERS
from edition.records.conventions import shipped_words
from edition.records.options import Option, OptionType
from edition.records.schema import load_schema
from tests.export_schema import field_notes

Schema = dict[str, Any]
_TYPES: Final[Mapping[OptionType, Schema]] = {
    OptionType.FLAG: {"type": "boolean"},
    OptionType.TEXTS: {"type": "array", "items": {"type": "string"}},
    OptionType.LINES: {"type": "array", "items": {"type": "integer", "minimum": 1}},
}
_SHOWN: Final = 2
"""Words of a list that stand as its example."""
_ENGINE: Final = "inferred_options"
"""Definition of the options that several kinds of texts share, with defaults of their own."""


def meanings(section: str) -> dict[str, str]:
    """Return what each list of words of a section has."""
    if section == "names":
        return dict(field_notes(NameWords))
    if section == "reader":
        return {option.name: option.meaning for option in ENGINE}
    fields = load_schema()["properties"][section]["properties"]
    told = {name: field["description"].removeprefix(_LEAD) for name, field in fields.items()}
    sentences = {name: f"{one[:1].upper()}{one[1:]}." for name, one in told.items()}
    return {name: one.replace("docs/citations.md", "see below") for name, one in sentences.items()}


def complete_record(schema: Schema) -> Schema:
    """Return the schema of records with the options of each reader and the lists of words."""
    fields = schema["properties"]
    kept = schema["$defs"].get(_ENGINE, {}).get("properties", {})
    by_kind = {name for kind in READERS.values() for name in kind.fixed}
    engine = {o.name: _option(o, kept, default=o.name not in by_kind) for o in ENGINE}
    reader = {**fields["reader"], "allOf": list(_kinds(fields["reader"], sorted(by_kind)))}
    changed = {name: _words(name, fields[name], _LEAD) for name in _SECTIONS}
    return {
        **schema,
        "properties": {**fields, "reader": reader, **changed},
        "$defs": {**schema["$defs"], _ENGINE: _options(engine)},
    }


def complete_convention(schema: Schema) -> Schema:
    """Return the schema of conventions with what each list of words has."""
    fields = schema["properties"]
    changed = {name: _words(name, fields[name], "a list: ") for name in (*_SECTIONS, "reader")}
    return {**schema, "properties": {**fields, **changed}}


_LEAD: Final = "a list, added to that of the conventions: "
_SECTIONS: Final = ("citations", "cross_references", "names")


def _kinds(reader: Schema, by_kind: Iterable[str]) -> Iterator[Schema]:
    """Yield what holds for the options where the reader is of a kind."""
    kept = [one["then"]["properties"]["options"] for one in reader.get("allOf", ())]
    examples = {name: part for one in kept for name, part in one.get("properties", {}).items()}
    for name, kind in READERS.items():
        shared = kind.module == READERS["inferred"].module
        known = {option.name: option for option in kind.options}
        parts = (
            {"$ref": f"#/$defs/{_ENGINE}", "properties": {
                one: {"default": known[one].default} for one in by_kind
            }}
            if shared
            else _options({o.name: _option(o, examples) for o in kind.options})
        )  # fmt: skip
        yield {
            "if": {"required": ["kind"], "properties": {"kind": {"const": name}}},
            "then": {"properties": {"options": {"description": _plain(kind.meaning), **parts}}},
        }


def _options(properties: Schema) -> Schema:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _option(option: Option, kept: Mapping[str, Schema], *, default: bool = True) -> Schema:
    examples = [(option.choices or (not option.default,))[-1]]
    if option.type in (OptionType.TEXTS, OptionType.LINES):
        examples = kept.get(option.name, {}).get("examples", [])
    value = list(option.default) if isinstance(option.default, tuple) else option.default
    return {
        "description": _plain(option.meaning),
        **_TYPES.get(option.type, {"enum": list(option.choices)}),
        **({"default": value} if default else {}),
        "examples": examples,
    }


def _words(section: str, kept: Schema, lead: str) -> Schema:
    told, known = meanings(section), shipped_words(section)
    properties = {
        name: _word_list(name, field, lead + _plain(told[name]), known.get(name, ()))
        for name, field in kept["properties"].items()
    }
    return {**kept, "properties": properties}


def _word_list(name: str, field: Schema, meaning: str, words: tuple[str, ...]) -> Schema:
    kept = {key: value for key, value in field.items() if key not in ("description", "examples")}
    if "$ref" not in field:
        meaning = meaning.partition(": ")[2]
    # Forms are long: the shortest shows enough.
    shown = [min(words, key=len)] if name == "forms" else list(words[:_SHOWN])
    examples = [shown] if shown else field.get("examples", [])
    return {"description": meaning, **kept, "examples": examples}


def _plain(meaning: str) -> str:
    """Return a sentence as the schemas have their descriptions."""
    first = meaning[:1] if meaning[1:2].isupper() else meaning[:1].lower()
    plain = re.sub(r"(?<!\.[A-Z])\.$", "", f"{first}{meaning[1:]}")
    return plain.replace("see below", "docs/citations.md")
