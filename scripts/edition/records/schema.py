"""What editors write against its published schema, with faults in an editor's words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from edition.diagnostics.diagnostic import Diagnostic
from edition.records.yaml_positions import FieldPath, PositionedData, name_field
from edition.text.digest import digest, digest_package
from edition.text.results import FOLDER, Results
from edition.text.shortening import shorten
from edition.text.slips import find_only
from edition.text.source import Place

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

PUBLISHED: Final = "docs/schema"
"""Folder of a project that has the same schemas, for people and their editors."""
_SCHEMAS: Final = Path(__file__).with_name("schemas")
_NOTES: Final = frozenset({"title", "description", "default", "examples"})
"""Keywords that allow and refuse nothing; as names of fields they have a schema."""
_ACCEPTED: Final = "files that their schemas accept"
_MOST_ACCEPTED: Final = 999
"""Digests that are kept of such files, of all states that are compared, before another is added."""
_SHOWN: Final = 60
"""Characters of a value that a diagnostic shows at most."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that editors write, and the schema that it follows."""

    schema: str
    """Name of the schema's file."""
    code: str
    """Code of a value that the schema refuses."""
    name: str
    """What the file is in a message."""


RECORD: Final = Kind("source.schema.json", "R002", "a record")


def schema_line(kind: Kind, path: str, folder: str = PUBLISHED) -> str:
    """Return the line by which an editor program finds the schema of a file of a project."""
    up = "../" * path.count("/")
    return f"# yaml-language-server: $schema={up}{folder}/{kind.schema}\n"


@cache
def load_schema(kind: Kind = RECORD) -> Mapping[str, Any]:
    """Return the schema of a kind of file."""
    return MappingProxyType(json.loads(_read(kind)))


def list_schemas(folder: str = PUBLISHED) -> dict[str, str]:
    """Return the text of every schema by the path that it has in a folder of a project."""
    return {f"{folder}/{one.name}": one.read_text(encoding="utf-8") for one in _SCHEMAS.iterdir()}


def _read(kind: Kind) -> str:
    return _SCHEMAS.joinpath(kind.schema).read_text(encoding="utf-8")


@cache
def _validator(kind: Kind) -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    schema = _load_bare(kind)
    if kind is RECORD:
        # Of an option that is wrong its reader warns (S005), and takes the default.
        del schema["properties"]["reader"]["allOf"]
    return Draft202012Validator(schema)


def _load_bare(kind: Kind) -> dict[str, Any]:
    """Return a schema for comparing: what it says to people, and references, cost time."""
    references: list[dict[str, Any]] = []

    def keep(part: dict[str, Any]) -> dict[str, Any]:
        part = {k: v for k, v in part.items() if k not in _NOTES or type(v) is dict}
        if "$ref" in part:
            references.append(part)
        return part

    schema: dict[str, Any] = json.loads(_read(kind), object_hook=keep)
    for part in references:
        target = schema["$defs"][part["$ref"].rpartition("/")[2]]
        if "$ref" not in target and dict not in map(type, target.values()):
            part.update({**target, **part})
            del part["$ref"]
    return schema


@dataclass(frozen=True, slots=True)
class _Fault:
    """One finding of the validator."""

    kind: Kind
    rule: str
    """Keyword of the schema, such as ``enum``."""
    wanted: Any
    """Value of that keyword."""
    value: Any
    """What the record has."""
    known: tuple[str, ...]
    """Fields that the schema knows at this place."""
    message: str


def check_schema(
    data: PositionedData, kind: Kind = RECORD, root: Path | None = None
) -> list[Diagnostic]:
    """Return a diagnostic for every value that the schema refuses (in a record, R002 or P005).

    A file that is kept below ``root`` as one that the schema accepts is not compared again.
    """
    if root is None or not (root / FOLDER).is_dir():
        return _compare(data, kind)
    results, package = Results(root / FOLDER), digest_package()
    accepted: list[str] = results.get(_ACCEPTED, package) or []
    if (key := digest(kind.schema, *data.lines)) in accepted:
        return []
    found = _compare(data, kind)
    if not found:
        results.put(_ACCEPTED, package, [*accepted[-_MOST_ACCEPTED:], key])
    return found


def _compare(data: PositionedData, kind: Kind) -> list[Diagnostic]:
    errors = sorted(_validator(kind).iter_errors(data.value), key=lambda e: str(e.json_path))
    return [finding for error in errors for finding in _reword(error, data, kind)]


def _reword(error: ValidationError, data: PositionedData, kind: Kind) -> list[Diagnostic]:
    schema: Any = error.schema
    known = tuple(sorted(schema.get("properties", ())))
    fault = _Fault(
        kind, str(error.validator), error.validator_value, error.instance, known, error.message
    )
    reword = _REWORDINGS.get(fault.rule, _reword_other)
    return reword(fault, tuple(error.absolute_path), data)


def _show(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return shorten(text, _SHOWN)


def _report(
    fault: _Fault, data: PositionedData, path: FieldPath, fact: str, hint: str = ""
) -> list[Diagnostic]:
    kind = fault.kind
    return [data.report(data.place(path), kind.code, fact, hint or _hint(path, kind))]


def _hint(path: FieldPath, kind: Kind) -> str:
    meaning = describe_field(path, kind)
    return f"`{name_field(path)}` is {meaning}." if meaning else ""


def _find_meant(name: str, known: Sequence[str]) -> str:
    """Return the field that may be meant by a name that is none, or an empty text."""
    return next(iter(get_close_matches(name, known, n=1)), "")


_PUBLICATION: Final = frozenset({("rights",), ("rights", "publish")})
"""Fields whose absence is always reported, since they say what may be published."""


def _reword_required(fault: _Fault, path: FieldPath, data: PositionedData) -> list[Diagnostic]:
    findings = []
    # jsonschema reports each missing field apart, and names it only in its message.
    missing = [name for name in fault.wanted if f"'{name}'" in fault.message[:80]]
    misspelt = {_find_meant(str(name), fault.known) for name in set(fault.value) - set(fault.known)}
    for name in missing:
        code = "P005" if (*path, name) in _PUBLICATION else fault.kind.code
        if name in misspelt and code != "P005":
            # The name that stands in its place is reported.
            continue
        place = data.key_place(path) if path else Place(1, 1)
        full = (*path, name)
        hint = "" if code == "P005" else _hint(full, fault.kind)
        findings.append(data.report(place, code, f"`{name_field(full)}` is missing", hint))
    return findings


def _reword_additional(fault: _Fault, path: FieldPath, data: PositionedData) -> list[Diagnostic]:
    findings = []
    for name in fault.value:
        if name in fault.known:
            continue
        meant = _find_meant(str(name), fault.known)
        hint = f"Did you mean `{meant}`?" if meant else f"Known fields: {', '.join(fault.known)}."
        place = data.key_place((*path, name))
        fact = f"`{name_field((*path, name))}` is not a field of {fault.kind.name}"
        sure = find_only(str(name), set(fault.known) - set(fault.value))
        found = data.report(place, fault.kind.code, fact, hint, len(str(name)))
        findings.append(found.mend(place, str(name), sure))
    return findings


def _reword_enum(fault: _Fault, path: FieldPath, data: PositionedData) -> list[Diagnostic]:
    allowed = ", ".join(_show(value) for value in fault.wanted)
    close = get_close_matches(str(fault.value), [str(v) for v in fault.wanted], n=1)
    guess = f" Did you mean `{close[0]}`?" if close else ""
    fact = f"`{name_field(path)}` is `{_show(fault.value)}`"
    [found] = _report(fault, data, path, fact, f"Allowed: {allowed}.{guess}")
    sure = find_only(str(fault.value), map(str, fault.wanted))
    return [found.mend(data.place(path), str(fault.value), sure)]


_TYPES = MappingProxyType(
    {
        "string": "text",
        "integer": "a whole number",
        "number": "a number",
        "array": "a list",
        "object": "a mapping",
        "boolean": "true or false",
    }
)


def _reword_type(fault: _Fault, path: FieldPath, data: PositionedData) -> list[Diagnostic]:
    wanted = fault.wanted
    names = [_TYPES[name] for name in ([wanted] if isinstance(wanted, str) else wanted)]
    name = f"`{name_field(path)}`" if path else "the file"
    shown = "empty" if fault.value is None else f"`{_show(fault.value)}`"
    hint = "Put it in quotation marks." if wanted == "string" and _is_scalar(fault.value) else ""
    if fault.value is None:
        hint = "Leave out a field whose value is not known."
    return _report(fault, data, path, f"{name} is {shown}, not {' or '.join(names)}", hint)


def _is_scalar(value: object) -> bool:
    return isinstance(value, bool | int | float)


def _reword_choice(fault: _Fault, path: FieldPath, data: PositionedData) -> list[Diagnostic]:
    fact = f"`{name_field(path)}` is not {describe_field(path, fault.kind)}"
    return _report(fault, data, path, fact, f"See docs/schema/{fault.kind.schema}.")


def _reword_dependent(fault: _Fault, path: FieldPath, data: PositionedData) -> list[Diagnostic]:
    if fault.kind is RECORD:  # oneOf on the same mapping already says what is missing.
        return []
    # jsonschema names what is missing first in its message only.
    name = fault.message.split("'")[1]
    return _report(fault, data, path, f"`{name_field((*path, name))}` is missing")


def _reword_size(fault: _Fault, path: FieldPath, data: PositionedData) -> list[Diagnostic]:
    bound = {
        "minItems": "is empty",
        "minProperties": "is empty",
        "minLength": "is empty",
        "maxLength": f"is longer than {fault.wanted} characters",
        "minimum": f"is less than {fault.wanted}",
        "maximum": f"is more than {fault.wanted}",
        "uniqueItems": "has the same value twice",
    }[fault.rule]
    return _report(fault, data, path, f"`{name_field(path)}` {bound}")


def _reword_pattern(fault: _Fault, path: FieldPath, data: PositionedData) -> list[Diagnostic]:
    if not str(fault.value).strip():
        return _report(fault, data, path, f"`{name_field(path)}` is empty")
    return _report(fault, data, path, f"`{name_field(path)}` cannot be `{_show(fault.value)}`")


def _reword_other(fault: _Fault, path: FieldPath, data: PositionedData) -> list[Diagnostic]:
    return _report(fault, data, path, f"`{name_field(path)}`: {fault.message}")


_REWORDINGS: Mapping[str, Callable[[_Fault, FieldPath, PositionedData], list[Diagnostic]]] = (
    MappingProxyType(
        {
            "required": _reword_required,
            "additionalProperties": _reword_additional,
            "enum": _reword_enum,
            "type": _reword_type,
            "oneOf": _reword_choice,
            "anyOf": _reword_choice,
            "dependentRequired": _reword_dependent,
            "pattern": _reword_pattern,
            **dict.fromkeys(
                (
                    "minItems",
                    "minProperties",
                    "minLength",
                    "maxLength",
                    "minimum",
                    "maximum",
                    "uniqueItems",
                ),
                _reword_size,
            ),
        }
    )
)


def describe_field(path: FieldPath, kind: Kind = RECORD) -> str:
    """Return what the schema says of the field at ``path``; empty if it says nothing."""
    schema: Mapping[str, Any] = load_schema(kind)
    meaning = ""
    for part in path:
        step = (
            schema.get("items")
            if isinstance(part, int)
            else schema.get("properties", {}).get(part, schema.get("additionalProperties"))
        )
        if not isinstance(step, Mapping):
            return ""
        meaning = str(step.get("description", ""))
        schema = _follow(step, kind)
        meaning = meaning or str(schema.get("description", ""))
    return meaning


def _follow(schema: Mapping[str, Any], kind: Kind) -> Mapping[str, Any]:
    reference = str(schema.get("$ref", ""))
    if not reference.startswith("#/$defs/"):
        return schema
    target: Mapping[str, Any] = load_schema(kind)["$defs"][reference.removeprefix("#/$defs/")]
    return target
