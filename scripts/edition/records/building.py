"""Construction of dataclasses from data that follow their schema, with the same names of fields.

Strings are folded into one line. The metadata of a field describe exceptions: ``name`` is its name
in the data; ``exact`` preserves white space; ``all`` assigns the complete data; ``inline`` builds
the field from the complete data if they have the member that it names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any, Final, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from edition.records.yaml_positions import FieldPath
from edition.text.folding import fold_spaces

_T = TypeVar("_T")
_Read = Callable[[Any, FieldPath], object]
"""A function that makes a value from data and their path."""
_EMPTY: Final[Mapping[Any, object]] = MappingProxyType({str: "", tuple: (), UnionType: None})


def build(kind: type[_T], raw: Mapping[str, Any], path: FieldPath = (), **made: object) -> _T:
    """Build a dataclass from the data at a path, ignoring data without a field.

    ``made`` holds fields that are already built. A field of type FieldPath gets the path of the
    data. A field that the data lack gets its default, or else an empty value.
    """
    values = dict(made)
    for name, key, from_all, read, empty in _list_fields(kind):  # type: ignore[arg-type]  # it is hashable
        if name not in made and (not key or key in raw):
            values[name] = read(raw, path) if from_all else read(raw[key], (*path, key))
        elif name not in made and empty is not MISSING:
            values[name] = empty
    return kind(**values)


def fold_all(value: object) -> Any:  # noqa: ANN401
    """Return data with each text on one line."""
    if isinstance(value, str):
        return fold_spaces(value)
    if isinstance(value, list):
        return [fold_all(item) for item in value]
    return {k: fold_all(item) for k, item in value.items()} if isinstance(value, dict) else value


class _Field(NamedTuple):
    name: str
    key: str
    """Member that the data must have; empty if none is required."""
    from_all: bool
    """Whether it is made from the complete data, not from the member ``key``."""
    read: _Read
    empty: object
    """Its value without data; MISSING if it has a default."""


@cache
def _list_fields(kind: Any) -> list[_Field]:  # noqa: ANN401
    hints = get_type_hints(kind)
    return [_describe(field, hints[field.name]) for field in fields(kind)]


def _describe(field: Field[Any], hint: Any) -> _Field:  # noqa: ANN401
    options, required = field.metadata, field.default is field.default_factory is MISSING
    empty = _EMPTY.get(get_origin(hint) or hint, MISSING) if required else MISSING
    if hint == FieldPath:
        return _Field(field.name, "", True, lambda raw, path: path, empty)
    if "all" in options:
        return _Field(field.name, "", True, lambda raw, path: raw, empty)
    if "inline" in options:
        return _Field(field.name, options["inline"], True, _find_reader(hint), empty)
    read = (lambda value, path: str(value)) if "exact" in options else _find_reader(hint)
    return _Field(field.name, options.get("name", field.name), False, read, empty)


def _find_reader(hint: Any) -> _Read:  # noqa: ANN401
    origin, members, nested = get_origin(hint), get_args(hint), is_dataclass(hint)
    if origin is tuple:
        return _read_list(_find_reader(members[0]))
    if origin is UnionType:
        return _find_reader(members[0])
    if origin is not None and issubclass(origin, Mapping):
        member = _find_reader(members[1])
        return lambda value, path: {key: member(item, path) for key, item in value.items()}
    if nested:
        return lambda value, path: build(hint, value, path)
    if hint is str:
        return lambda value, path: fold_spaces(str(value))
    if hint is float or issubclass(hint, StrEnum):
        return lambda value, path: hint(value)
    return lambda value, path: value


def _read_list(read_item: _Read) -> _Read:
    """Return a function that reads a list; a mapping is read as a list with one item."""

    def read(value: Any, path: FieldPath) -> object:  # noqa: ANN401
        if isinstance(value, Mapping):
            return (read_item(value, path),)
        return tuple(read_item(item, (*path, number)) for number, item in enumerate(value))

    return read
