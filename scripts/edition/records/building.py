"""Makes values of dataclasses from data that follow their schema: both name fields alike.

Texts are read as one line, however YAML folds them. A field that the data have otherwise says so in
its metadata: under another ``name``; ``exact``, with its white space; ``whole``, as all that the
data have; ``beside``, if its own fields are among those of the whole, of which it names one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any, Final, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from edition.records.yaml_positions import FieldPath

_T = TypeVar("_T")
_Read = Callable[[Any, FieldPath], object]
"""Makes a value from data, given where they stand."""
_EMPTY: Final[Mapping[Any, object]] = MappingProxyType({str: "", tuple: (), UnionType: None})


def build(kind: type[_T], raw: Mapping[str, Any], path: FieldPath = (), **given: object) -> _T:
    """Return a value from the data at a path; data that it has no field for are left out.

    ``given`` are fields that are made already. A field of the type FieldPath is where the data
    stand. A field that the data lack has its default, or else is empty.
    """
    values = dict(given)
    for name, key, whole, read, empty in _list_fields(kind):  # type: ignore[arg-type]  # it is hashable
        if name not in given and (not key or key in raw):
            values[name] = read(raw, path) if whole else read(raw[key], (*path, key))
        elif name not in given and empty is not MISSING:
            values[name] = empty
    return kind(**values)


def fold_line(text: str) -> str:
    """Return text that YAML folds or keeps on several lines as one line."""
    return " ".join(text.split())


def fold_all(value: object) -> Any:  # noqa: ANN401
    """Return data with each text on one line."""
    if isinstance(value, str):
        return fold_line(value)
    if isinstance(value, list):
        return [fold_all(one) for one in value]
    return {key: fold_all(one) for key, one in value.items()} if isinstance(value, dict) else value


class _Field(NamedTuple):
    name: str
    key: str
    """The name in the data that it needs; empty if it needs none."""
    whole: bool
    """Whether it is made from all data, not from those of its key."""
    read: _Read
    empty: object
    """What it has without data; MISSING if it has a default."""


@cache
def _list_fields(kind: Any) -> list[_Field]:  # noqa: ANN401
    hints = get_type_hints(kind)
    return [_describe(one, hints[one.name]) for one in fields(kind)]


def _describe(field: Field[Any], hint: Any) -> _Field:  # noqa: ANN401
    how, needed = field.metadata, field.default is field.default_factory is MISSING
    empty = _EMPTY.get(get_origin(hint) or hint, MISSING) if needed else MISSING
    if hint == FieldPath:
        return _Field(field.name, "", True, lambda raw, path: path, empty)
    if "whole" in how:
        return _Field(field.name, "", True, lambda raw, path: raw, empty)
    if "beside" in how:
        return _Field(field.name, how["beside"], True, _find_reader(hint), empty)
    read = (lambda value, path: str(value)) if "exact" in how else _find_reader(hint)
    return _Field(field.name, how.get("name", field.name), False, read, empty)


def _find_reader(hint: Any) -> _Read:  # noqa: ANN401
    origin, members, nested = get_origin(hint), get_args(hint), is_dataclass(hint)
    if origin is tuple:
        return _read_list(_find_reader(members[0]))
    if origin is UnionType:
        return _find_reader(members[0])
    if origin is not None and issubclass(origin, Mapping):
        member = _find_reader(members[1])
        return lambda value, path: {key: member(one, path) for key, one in value.items()}
    if nested:
        return lambda value, path: build(hint, value, path)
    if hint is str:
        return lambda value, path: fold_line(str(value))
    if hint is float or issubclass(hint, StrEnum):
        return lambda value, path: hint(value)
    return lambda value, path: value


def _read_list(item: _Read) -> _Read:
    """Return what reads a list; a mapping is a list of one."""

    def read(value: Any, path: FieldPath) -> object:  # noqa: ANN401
        if isinstance(value, Mapping):
            return (item(value, path),)
        return tuple(item(one, (*path, number)) for number, one in enumerate(value))

    return read
