"""Conversion of values of the records and the model to plain data for JSON, and back.

The form follows from the fields of the dataclasses. A dataclass is an object of its fields without
those that have their default; where several classes are possible, ``type`` names the class. A tuple
is a list, an enumeration its value, a span ``[start, end]``. Untyped fields, such as the options
of a reader, hold plain data already.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import (
    Any,
    Final,
    NamedTuple,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    overload,
)

from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.text.span import Span

TYPE: Final = "type"
"""Member that names the class of an object where several are possible."""

Value = TypeVar("Value")


def encode(value: object, hint: object = None) -> Any:  # noqa: ANN401
    """Return a value as plain data; ``hint`` is its declared type if that is not its class."""
    return _find_codec(hint or type(value)).encode(value)


@overload
def decode(hint: type[Value], data: object, path: str = "") -> Value: ...
@overload
def decode(hint: object, data: object, path: str = "") -> Any: ...  # noqa: ANN401
def decode(hint: object, data: object, path: str = "") -> object:
    """Return the value of a declared type that plain data describe.

    ``path`` is the file in messages. Raises EditionError (D001) for invalid data.
    """
    try:
        return _find_codec(hint).decode(data)
    except _DataError as fault:
        place = "/".join(map(str, fault.steps))
        fact = f"at {place}: {fault.fact}" if place else fault.fact
    except RecursionError:
        fact = "the data are nested too deep"
    raise EditionError(Diagnostic("D001", fact, path))


class _DataError(Exception):
    """Invalid data, with the steps from the top to their place."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact
        self.steps: list[str | int] = []

    def within(self, step: str | int) -> _DataError:
        self.steps.insert(0, step)
        return self


class _Codec(NamedTuple):
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]
    form: type
    """Type of the plain data."""


@cache
def _find_codec(hint: Any) -> _Codec:  # noqa: ANN401
    origin, members = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _make_union_codec(members)
    if origin is tuple and members[1:] == (Ellipsis,):
        return _make_list_codec(members[0])
    if origin is tuple:
        return _make_tuple_codec(members)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _make_mapping_codec(members[1])
    if hint is Span:
        return _Codec(lambda span: [span.start, span.end], _decode_span, list)
    if _is_record(hint):
        return _make_record_codec(hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _make_enumeration_codec(hint)
    if hint in _PLAIN:
        return _make_plain_codec(hint)
    if hint is float:
        return _Codec(lambda value: value, _decode_number, float)
    if hint in (object, Any) or origin is Sequence:
        return _Codec(lambda value: value, lambda data: data, object)
    raise TypeError(f"values of type {hint} cannot be serialised")


_PLAIN: Final = {str: "a text", int: "a whole number", bool: "true or false", NoneType: "null"}
_FORMS: Final = {**_PLAIN, list: "a list", dict: "an object"}


def _expect(form: type, data: object) -> None:
    if type(data) is not form:
        found = _FORMS.get(type(data), type(data).__name__)
        raise _DataError(f"{_FORMS[form]} is expected, not {found}")


def _make_plain_codec(form: type) -> _Codec:
    def decode_plain(data: object) -> object:
        if type(data) is not form:
            _expect(form, data)
        return data

    return _Codec(lambda value: value, decode_plain, form)


def _make_enumeration_codec(enumeration: type[StrEnum]) -> _Codec:
    members = {str(member): member for member in enumeration}

    def decode_member(data: object) -> StrEnum:
        _expect(str, data)
        if data not in members:
            raise _DataError(f"{data!r} is none of {', '.join(members)}")
        return members[data]

    return _Codec(str, decode_member, str)


def _decode_span(data: object) -> Span:
    if not (isinstance(data, list) and len(data) == 2 and all(type(end) is int for end in data)):
        raise _DataError("a span is expected: [start, end]")
    try:
        return Span(*data)
    except ValueError as error:
        raise _DataError(str(error)) from None


def _decode_number(data: object) -> object:
    if type(data) not in (int, float):
        raise _DataError("a number is expected")
    return data


def _make_list_codec(member: object) -> _Codec:
    codec = _find_codec(member)

    def decode_list(data: list[Any]) -> tuple[object, ...]:
        _expect(list, data)
        values: list[object] = []
        try:
            for item in data:
                values.append(codec.decode(item))
        except _DataError as fault:
            raise fault.within(len(values)) from None
        return tuple(values)

    return _Codec(lambda value: [codec.encode(item) for item in value], decode_list, list)


def _make_tuple_codec(members: Sequence[object]) -> _Codec:
    """Return the codec of a tuple of fixed length."""
    codecs = [_find_codec(member) for member in members]

    def encode_items(value: Sequence[object]) -> list[Any]:
        return [codec.encode(item) for codec, item in zip(codecs, value, strict=True)]

    def decode_items(data: list[Any]) -> tuple[object, ...]:
        _expect(list, data)
        if len(data) != len(codecs):
            raise _DataError(f"{len(codecs)} values are expected, not {len(data)}")
        return tuple(codec.decode(item) for codec, item in zip(codecs, data, strict=True))

    return _Codec(encode_items, decode_items, list)


def _make_mapping_codec(member: object) -> _Codec:
    codec = _find_codec(member)

    def decode_object(data: dict[str, Any]) -> dict[str, object]:
        _expect(dict, data)
        return {key: _decode_member(codec, key, item) for key, item in data.items()}

    return _Codec(lambda value: {k: codec.encode(v) for k, v in value.items()}, decode_object, dict)


def _decode_member(codec: _Codec, name: str, data: object) -> object:
    try:
        return codec.decode(data)
    except _DataError as fault:
        raise fault.within(name) from None


def _make_union_codec(members: tuple[Any, ...]) -> _Codec:
    records = [member for member in members if _is_record(member)]
    codecs = {get_origin(member) or member: _find_codec(member) for member in members}
    named = {record.__name__: codecs[record] for record in records}
    forms = {codec.form: codec for codec in codecs.values()}
    tagged = len(records) > 1

    def encode_member(value: object) -> object:
        data = codecs[type(value)].encode(value)
        return {TYPE: type(value).__name__, **data} if tagged and type(data) is dict else data

    def decode_any(data: Any) -> object:  # noqa: ANN401
        if tagged and type(data) is dict:
            name = data.get(TYPE)
            if not isinstance(name, str) or name not in named:
                raise _DataError(f"the type {name!r} is none of {', '.join(named)}")
            return named[name].decode(data)
        if type(data) not in forms:
            raise _DataError(f"{' or '.join(_FORMS[form] for form in forms)} is expected")
        return forms[type(data)].decode(data)

    return _Codec(encode_member, decode_any, object)


class _Field(NamedTuple):
    name: str
    codec: _Codec
    default: object


_REQUIRED: Final = object()


def _is_record(hint: object) -> bool:
    return is_dataclass(hint) or hasattr(hint, "_field_defaults")


def _defaults(record: Any) -> dict[str, object]:  # noqa: ANN401
    if not is_dataclass(record):
        return {name: record._field_defaults.get(name, _REQUIRED) for name in record._fields}
    return {
        field.name: field.default_factory()
        if field.default_factory is not MISSING
        else _REQUIRED
        if field.default is MISSING
        else field.default
        for field in fields(record)
        if field.init and field.metadata.get("exported", True)
    }


def _make_record_codec(record: type) -> _Codec:
    @cache
    def find_fields() -> dict[str, _Field]:
        """Return the fields; evaluated late, because a class may contain values of itself."""
        hints = get_type_hints(record)
        defaults = _defaults(record).items()
        return {name: _Field(name, _find_codec(hints[name]), value) for name, value in defaults}

    def encode_record(value: object) -> dict[str, Any]:
        data = {}
        for name, codec, default in find_fields().values():
            item = getattr(value, name)
            if item != default:
                data[name] = codec.encode(item)
        return data

    def decode_record(data: dict[str, Any]) -> object:
        _expect(dict, data)
        known = find_fields()
        values = {}
        for name, item in data.items():
            if name in known:
                values[name] = _decode_member(known[name].codec, name, item)
            elif name != TYPE or item != record.__name__:
                raise _DataError(f"{record.__name__} has no field {name!r}")
        for field in known.values():
            if field.default is _REQUIRED and field.name not in values:
                raise _DataError(f"the field {field.name!r} is missing")
        return record(**values)

    return _Codec(encode_record, decode_record, dict)
