"""Validation of editors' files against their published schemas, with messages for editors."""

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
"""Folder of a project with copies of the schemas, for people and their text editors."""
_SCHEMAS: Final = Path(__file__).with_name("schemas")
_NOTES: Final = frozenset({"title", "description", "default", "examples"})
"""Keywords without an effect on validation; a field with such a name has a schema as its value."""
_ACCEPTED: Final = "files that their schemas accept"
_MOST_ACCEPTED: Final = 999
"""Digests of valid files that are stored before another is added, for all compared states."""
_SHOWN: Final = 60
"""Most characters of a value that a diagnostic shows."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that editors write, with its schema."""

    schema: str
    """Name of the schema's file."""
    code: str
    """Diagnostic code of an invalid value."""
    name: str
    """Name of the kind of file in messages."""


RECORD: Final = Kind("source.schema.json", "R002", "a record")


def schema_line(kind: Kind, path: str, folder: str = PUBLISHED) -> str:
    """Return the comment by which a text editor finds the schema of a file of a project."""
    up = "../" * path.count("/")
    return f"# yaml-language-server: $schema={up}{folder}/{kind.schema}\n"


@cache
def load_schema(kind: Kind = RECORD) -> Mapping[str, Any]:
    """Return the schema of a kind of file."""
    return MappingProxyType(json.loads(_read(kind)))


def list_schemas(folder: str = PUBLISHED) -> dict[str, str]:
    """Return the text of every schema by its path in a folder of a project."""
    return {f"{folder}/{path.name}": path.read_text("utf-8") for path in _SCHEMAS.iterdir()}


def _read(kind: Kind) -> str:
    return _SCHEMAS.joinpath(kind.schema).read_text(encoding="utf-8")


@cache
def _validator(kind: Kind) -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    schema = _load_bare(kind)
    if kind is RECORD:
        # Readers warn of invalid options themselves (S005), and use the defaults.
        del schema["properties"]["reader"]["allOf"]
    return Draft202012Validator(schema)


def _load_bare(kind: Kind) -> dict[str, Any]:
    """Return a schema for validation, which is faster without explanations and references."""
    references: list[dict[str, Any]] = []

    def strip(part: dict[str, Any]) -> dict[str, Any]:
        part = {k: v for k, v in part.items() if k not in _NOTES or type(v) is dict}
        if "$ref" in part:
            references.append(part)
        return part

    schema: dict[str, Any] = json.loads(_read(kind), object_hook=strip)
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

    With ``root``, a file is not validated again if its digest is stored there as valid.
    """
    if root is None or not (root / FOLDER).is_dir():
        return _validate(data, kind)
    accepted = _load_accepted(folder := (root / FOLDER).resolve(), package := digest_package())
    parts = (part for name, lines in data.parts.items() for part in (name, "\n".join(lines)))
    if (key := digest(kind.schema, "\n".join(data.lines), *parts)) in accepted:
        return []
    found = _validate(data, kind)
    if not found:
        accepted[:] = [*accepted[-_MOST_ACCEPTED:], key]
        Results(folder).put(_ACCEPTED, package, accepted)
    return found


@lru_cache(maxsize=2)
def _load_accepted(folder: Path, package: str) -> list[str]:
    found: list[str] | None = Results(folder).get(_ACCEPTED, package)
    return found or []


def _validate(data: PositionedData, kind: Kind) -> list[Diagnostic]:
    errors = sorted(_validator(kind).iter_errors(data.value), key=lambda e: str(e.json_path))
    return [found for error in errors for found in _reword(_Fault(error, data, kind))]


class _Fault:
    """An error of the validator."""

    def __init__(self, error: ValidationError, data: PositionedData, kind: Kind) -> None:
        schema: Any = error.schema
        self.rule = str(error.validator)
        """Keyword of the schema, such as ``enum``."""
        self.expected: Any = error.validator_value
        """Value of that keyword."""
        self.value: Any = error.instance
        """Value in the file."""
        self.known = sorted(schema.get("properties", ()))
        """Fields that the schema allows at this place."""
        self.message = error.message
        self.path: FieldPath = tuple(error.absolute_path)
        self.name = f"`{name_field(self.path)}`"
        self.data, self.kind = data, kind

    def report(self, fact: str, hint: str = "") -> Diagnostic:
        """Report it at its place; the default hint is the description of the field."""
        place, hint = self.data.place(self.path), hint or _hint(self.path, self.kind)
        return self.data.report(place, self.kind.code, fact, hint)


def _reword(fault: _Fault) -> Iterator[Diagnostic]:
    """Yield diagnostics for editors about an error of the validator."""
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
            return  # oneOf on the same mapping already reports the missing field
        case "dependentRequired":
            # The missing field is only in the message of jsonschema, as its first name.
            missing = fault.message.split("'")[1]
            yield fault.report(f"`{name_field((*fault.path, missing))}` is missing")
        case "pattern" if str(fault.value).strip():
            yield fault.report(f"{fault.name} cannot be `{_show(fault.value)}`")
        case rule if rule in _BOUNDS:
            yield fault.report(f"{fault.name} {_BOUNDS[rule].format(fault.expected)}")
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


def _find_similar(name: object, known: Iterable[object]) -> str:
    """Return the most similar known name, or an empty string."""
    return next(iter(get_close_matches(str(name), [*map(str, known)], n=1)), "")


_PUBLICATION: Final = frozenset({("rights",), ("rights", "publish")})
"""Fields whose absence is always reported, since they state what may be published."""


def _report_missing(fault: _Fault) -> Iterator[Diagnostic]:
    # jsonschema reports each missing field separately, and names it only in its message.
    missing = [name for name in fault.expected if f"'{name}'" in fault.message[:80]]
    misspelt = {_find_similar(name, fault.known) for name in set(fault.value) - set(fault.known)}
    place = fault.data.key_place(fault.path) if fault.path else Place(1, 1)
    for name in missing:
        full = (*fault.path, name)
        fact = f"`{name_field(full)}` is missing"
        if full in _PUBLICATION:
            yield fault.data.report(place, "P005", fact)
        elif name not in misspelt:  # else the misspelt name is reported
            yield fault.data.report(place, fault.kind.code, fact, _hint(full, fault.kind))


def _report_unknown(fault: _Fault) -> Iterator[Diagnostic]:
    for name in (name for name in fault.value if name not in fault.known):
        near = _find_similar(name, fault.known)
        hint = f"Did you mean `{near}`?" if near else f"Known fields: {', '.join(fault.known)}."
        path = (*fault.path, name)
        place = fault.data.key_place(path)
        fact = f"`{name_field(path)}` is not a field of {fault.kind.name}"
        intended = find_only_match(str(name), set(fault.known) - set(fault.value))
        found = fault.data.report(place, fault.kind.code, fact, hint, len(str(name)))
        yield found.with_fix(place, str(name), intended)


def _report_value(fault: _Fault) -> Diagnostic:
    allowed = ", ".join(map(_show, fault.expected))
    near = _find_similar(fault.value, fault.expected)
    guess = f" Did you mean `{near}`?" if near else ""
    found = fault.report(f"{fault.name} is `{_show(fault.value)}`", f"Allowed: {allowed}.{guess}")
    intended = find_only_match(str(fault.value), map(str, fault.expected))
    return found.with_fix(fault.data.place(fault.path), str(fault.value), intended)


_TYPES: Final[Mapping[str, str]] = MappingProxyType({
    "string": "text", "integer": "a whole number", "number": "a number", "array": "a list",
    "object": "a mapping", "boolean": "true or false",
})  # fmt: skip


def _report_type(fault: _Fault) -> Diagnostic:
    expected, name = fault.expected, fault.name if fault.path else "the file"
    types = [expected] if isinstance(expected, str) else expected
    names = " or ".join(_TYPES[type] for type in types)
    if fault.value is None:
        hint = "Leave out a field whose value is not known."
        return fault.report(f"{name} is empty, not {names}", hint)
    scalar = isinstance(fault.value, bool | int | float)
    hint = "Put it in quotation marks." if expected == "string" and scalar else ""
    return fault.report(f"{name} is `{_show(fault.value)}`, not {names}", hint)


def describe_field(path: FieldPath, kind: Kind = RECORD) -> str:
    """Return the description of the field at ``path`` in the schema; empty if it has none."""
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
