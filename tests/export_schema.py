"""The schema of an exported edition, written from the dataclasses of the model.

``docs/schema/edition.schema.json`` is checked against it. Run this file to write the schemas anew,
those of ``field_schemas`` too: `python -m tests.export_schema`.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from edition.model.document import Block, Inline
from edition.model.edition import Edition
from edition.records.serialisation import TYPE
from edition.text.span import Span
from edition.writers.data import EDITION

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (ROOT / "docs" / "schema", ROOT / "scripts" / "edition" / "records" / "schemas")
_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}
_UNIONS = {Inline: "Inline", Block: "Block"}
"""Where records of several types may stand, ``type`` names the one."""
_WIDTH = 200


def complete(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema with the exported edition described anew."""
    definitions = {name: part for name, part in schema["$defs"].items() if name.islower()}
    parts: dict[str, Any] = {}
    hints = get_type_hints(Edition)
    shown = {name: _describe(hints[name], parts) for name in hints}
    whole = {
        "type": "object",
        "description": "The whole edition, to be read back; absent where the text may not be shown."
        " A field of an object that is absent has its default. Positions are segments.",
        "required": list(shown),
        "additionalProperties": False,
        "properties": shown,
    }
    return {
        **schema,
        "$defs": definitions | dict(sorted(parts.items())),
        "properties": schema["properties"] | {EDITION: whole},
    }


def _describe(hint: Any, parts: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    origin, members = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        choice = {"anyOf": [_describe(member, parts) for member in members]}
        if hint not in _UNIONS:
            return choice
        parts[_UNIONS[hint]] = {"required": [TYPE], **choice}
        return {"$ref": f"#/$defs/{_UNIONS[hint]}"}
    if origin is tuple and members[1:] != (Ellipsis,):
        places = [_describe(member, parts) for member in members]
        return {"type": "array", "prefixItems": places, "items": False, "minItems": len(places)}
    if origin is tuple:
        return {"type": "array", "items": _describe(members[0], parts)}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _describe(members[1], parts)}
    if hint in (object, Any) or origin is Sequence:
        return {}
    if hint is Span:
        return {"$ref": "#/$defs/segment"}
    if _is_record(hint):
        if hint.__name__ not in parts:
            parts[hint.__name__] = {}  # A record may hold records of its own type.
            parts[hint.__name__] = _describe_record(hint, parts)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if issubclass(hint, StrEnum):
        parts.setdefault(hint.__name__, {"enum": [str(member) for member in hint]})
        return {"$ref": f"#/$defs/{hint.__name__}"}
    return {"type": _PLAIN[hint]}


def _describe_record(record: Any, parts: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    hints, notes = get_type_hints(record), field_notes(record)
    properties: dict[str, Any] = {TYPE: {"const": record.__name__}}
    for name in _fields(record):
        note = {"description": notes[name]} if name in notes else {}
        properties[name] = _describe(hints[name], parts) | note
    return {
        "type": "object",
        "description": _plain((inspect.getdoc(record) or "").split("\n\n")[0]),
        "required": [name for name, required in _fields(record).items() if required],
        "additionalProperties": False,
        "properties": properties,
    }


def _is_record(hint: object) -> bool:
    return is_dataclass(hint) or hasattr(hint, "_field_defaults")


def _fields(record: Any) -> dict[str, bool]:  # noqa: ANN401
    """Return the fields, each with whether it has no default."""
    if not is_dataclass(record):
        return {name: name not in record._field_defaults for name in record._fields}
    return {
        field.name: field.default is MISSING and field.default_factory is MISSING
        for field in fields(record)
        if field.init and field.metadata.get("exported", True)
    }


def field_notes(record: type) -> dict[str, str]:
    """Return what the source says of each field, in the string below it."""
    [body] = [
        node.body
        for node in ast.parse(inspect.getsource(record)).body
        if isinstance(node, ast.ClassDef)
    ]
    notes = {}
    for before, after in pairwise(body):
        if isinstance(before, ast.AnnAssign) and isinstance(after, ast.Expr):
            assert isinstance(before.target, ast.Name)
            assert isinstance(after.value, ast.Constant)
            notes[before.target.id] = _plain(str(after.value.value))
    return notes


def _plain(text: str) -> str:
    words = {"None": "null", "True": "true", "False": "false"}
    return re.sub(
        r"\b(None|True|False)\b", lambda m: words[m[0]], " ".join(text.replace("``", "").split())
    )


def write(value: Any, indent: str = "") -> str:  # noqa: ANN401
    """Return a schema as it is kept: what fits on a line stands on one."""
    line = _write_line(value)
    if not isinstance(value, dict | list) or (indent and len(indent) + len(line) <= _WIDTH):
        return line
    inner = indent + "  "
    if isinstance(value, list):
        return "[\n" + ",\n".join(inner + write(item, inner) for item in value) + f"\n{indent}]"
    members = (f"{inner}{json.dumps(name)}: {write(item, inner)}" for name, item in value.items())
    return "{\n" + ",\n".join(members) + f"\n{indent}}}"


def _write_line(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, dict) and value:
        members = (f"{json.dumps(name)}: {_write_line(item)}" for name, item in value.items())
        return "{ " + ", ".join(members) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_write_line, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    from tests.field_schemas import complete_convention, complete_record

    for name, change in (
        ("edition", complete),
        ("source", complete_record),
        ("convention", complete_convention),
    ):
        published, used = (folder / f"{name}.schema.json" for folder in FOLDERS)
        written = write(change(json.loads(used.read_text("utf-8")))) + "\n"
        for path in (published, used):
            path.write_text(written, "utf-8")
