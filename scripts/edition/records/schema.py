"""What editors write against its published schema, with faults in an editor's words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from edition.diagnostics.diagnostic import Diagnostic
from edition.records.yaml_positions import FieldPath, PositionedData, name_field
from edition.text.digest import digest, digest_package
from edition.text.results import FOLDER, Results
from edition.text.shortening import shorten
from edition.text.slips import find_only_match
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


def check_schema(
    data: PositionedData, kind: Kind = RECORD, root: Path | None = None
) -> list[Diagnostic]:
    """Return a diagnostic for every value that the schema refuses (in a record, R002 or P005).

    A file that is kept below ``root`` as one that the schema accepts is not compared again.
    """
    if root is None or not (root / FOLDER).is_dir():
        return _compare(data, kind)
    accepted = _recall_accepted(folder := (root / FOLDER).resolve(), package := digest_package())
    parts = (part for name, lines in data.parts.items() for part in (name, "\n".join(lines)))
    if (key := digest(kind.schema, "\n".join(data.lines), *parts)) in accepted:
        return []
    found = _compare(data, kind)
    if not found:
        accepted[:] = [*accepted[-_MOST_ACCEPTED:], key]
        Results(folder).put(_ACCEPTED, package, accepted)
    return found


@lru_cache(maxsize=2)
def _recall_accepted(folder: Path, package: str) -> list[str]:
    found: list[str] | None = Results(folder).get(_ACCEPTED, package)
    return found or []


def _compare(data: PositionedData, kind: Kind) -> list[Diagnostic]:
    errors = sorted(_validator(kind).iter_errors(data.value), key=lambda e: str(e.json_path))
    return [found for error in errors for found in _reword(_Fault(error, data, kind))]


class _Fault:
    """One finding of the validator."""

    def __init__(self, error: ValidationError, data: PositionedData, kind: Kind) -> None:
        schema: Any = error.schema
        self.rule = str(error.validator)
        """Keyword of the schema, such as ``enum``."""
        self.wanted: Any = error.validator_value
        """Value of that keyword."""
        self.value: Any = error.instance
        """What the file has."""
        self.known = sorted(schema.get("properties", ()))
        """Fields that the schema knows at this place."""
        self.message = error.message
        self.path: FieldPath = tuple(error.absolute_path)
        self.name = f"`{name_field(self.path)}`"
        self.data, self.kind = data, kind

    def report(self, fact: str, hint: str = "") -> Diagnostic:
        """Report it at its place, with what the field is as a hint if there is no other."""
        place, hint = self.data.place(self.path), hint or _hint(self.path, self.kind)
        return self.data.report(place, self.kind.code, fact, hint)


def _reword(fault: _Fault) -> Iterator[Diagnostic]:
    """Yield what an editor learns about a finding."""
    match fault.rule:
        case "required":
            yield from _report_missing(fault)
        case "additionalProperties":
            yield from _report_unknown(fault)
        case "enum":
            yield _report_value(fault)
        case "type":
            yield _report_type(fault)
        case "oneOf" | "anyOf":
            meaning = describe_field(fault.path, fault.kind)
            hint = f"See {PUBLISHED}/{fault.kind.schema}."
            yield fault.report(f"{fault.name} is not {meaning}", hint)
        case "dependentRequired" if fault.kind is RECORD:
            return  # oneOf on the same mapping already says what is missing
        case "dependentRequired":
            # jsonschema names what is missing first in its message only.
            missing = fault.message.split("'")[1]
            yield fault.report(f"`{name_field((*fault.path, missing))}` is missing")
        case "pattern" if str(fault.value).strip():
            yield fault.report(f"{fault.name} cannot be `{_show(fault.value)}`")
        case rule if rule in _BOUNDS:
            yield fault.report(f"{fault.name} {_BOUNDS[rule].format(fault.wanted)}")
        case _:
            yield fault.report(f"{fault.name}: {fault.message}")


_BOUNDS: Final[Mapping[str, str]] = MappingProxyType({
    **dict.fromkeys(("minItems", "minProperties", "minLength", "pattern"), "is empty"),
    "maxLength": "is longer than {} characters", "minimum": "is less than {}",
    "maximum": "is more than {}", "uniqueItems": "has the same value twice",
})  # fmt: skip


def _show(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return shorten(text, _SHOWN)


def _hint(path: FieldPath, kind: Kind) -> str:
    meaning = describe_field(path, kind)
    return f"`{name_field(path)}` is {meaning}." if meaning else ""


def _find_meant(name: object, known: Iterable[object]) -> str:
    """Return the name that may be meant by one that is none, or an empty text."""
    return next(iter(get_close_matches(str(name), [*map(str, known)], n=1)), "")


_PUBLICATION: Final = frozenset({("rights",), ("rights", "publish")})
"""Fields whose absence is always reported, since they say what may be published."""


def _report_missing(fault: _Fault) -> Iterator[Diagnostic]:
    # jsonschema reports each missing field apart, and names it only in its message.
    missing = [name for name in fault.wanted if f"'{name}'" in fault.message[:80]]
    misspelt = {_find_meant(name, fault.known) for name in set(fault.value) - set(fault.known)}
    place = fault.data.key_place(fault.path) if fault.path else Place(1, 1)
    for name in missing:
        full = (*fault.path, name)
        fact = f"`{name_field(full)}` is missing"
        if full in _PUBLICATION:
            yield fault.data.report(place, "P005", fact)
        elif name not in misspelt:  # else the name that stands in its place is reported
            yield fault.data.report(place, fault.kind.code, fact, _hint(full, fault.kind))


def _report_unknown(fault: _Fault) -> Iterator[Diagnostic]:
    for name in (name for name in fault.value if name not in fault.known):
        meant = _find_meant(name, fault.known)
        hint = f"Did you mean `{meant}`?" if meant else f"Known fields: {', '.join(fault.known)}."
        path = (*fault.path, name)
        place = fault.data.key_place(path)
        fact = f"`{name_field(path)}` is not a field of {fault.kind.name}"
        sure = find_only_match(str(name), set(fault.known) - set(fault.value))
        found = fault.data.report(place, fault.kind.code, fact, hint, len(str(name)))
        yield found.mend(place, str(name), sure)


def _report_value(fault: _Fault) -> Diagnostic:
    allowed, meant = ", ".join(map(_show, fault.wanted)), _find_meant(fault.value, fault.wanted)
    guess = f" Did you mean `{meant}`?" if meant else ""
    found = fault.report(f"{fault.name} is `{_show(fault.value)}`", f"Allowed: {allowed}.{guess}")
    sure = find_only_match(str(fault.value), map(str, fault.wanted))
    return found.mend(fault.data.place(fault.path), str(fault.value), sure)


_TYPES: Final[Mapping[str, str]] = MappingProxyType({
    "string": "text", "integer": "a whole number", "number": "a number", "array": "a list",
    "object": "a mapping", "boolean": "true or false",
})  # fmt: skip


def _report_type(fault: _Fault) -> Diagnostic:
    wanted, name = fault.wanted, fault.name if fault.path else "the file"
    names = " or ".join(_TYPES[one] for one in ([wanted] if isinstance(wanted, str) else wanted))
    if fault.value is None:
        hint = "Leave out a field whose value is not known."
        return fault.report(f"{name} is empty, not {names}", hint)
    scalar = isinstance(fault.value, bool | int | float)
    hint = "Put it in quotation marks." if wanted == "string" and scalar else ""
    return fault.report(f"{name} is `{_show(fault.value)}`, not {names}", hint)


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
