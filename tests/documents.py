"""Documents made at random from the fields of their nodes, so that no type of node is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache
from random import Random
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from edition.model.document import Document
from edition.text.span import Span

_LETTERS = "aZ9 \n*_\u00e9\u0301\u6f22\U0001f409\u201d\u2028\u200b"
_DEEPEST = 5
"""How many nodes may stand in one another before only empty tuples are made."""

_Maker = Callable[[Random, int], Any]


def make(hint: object, seed: int) -> Any:  # noqa: ANN401
    """Return a value of a type, with fields made as their types say."""
    return _maker(hint)(Random(seed), 0)


@cache
def _maker(hint: Any) -> _Maker:  # noqa: ANN401
    if get_origin(hint) in (Union, UnionType):
        makers = [_maker(member) for member in get_args(hint)]
        return lambda random, depth: random.choice(makers)(random, depth)
    if get_origin(hint) is tuple:
        return _tuple_maker(get_args(hint))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return lambda random, depth: random.choice(list(hint))
    if isinstance(get_origin(hint), type) and issubclass(get_origin(hint), Mapping):
        return _mapping_maker(get_args(hint)[1])
    if hint is Span:
        return _make_span
    if is_dataclass(hint) or hasattr(hint, "_fields"):
        return _record_maker(cast(type, hint))
    return _PLAIN[hint]


def _tuple_maker(members: tuple[Any, ...]) -> _Maker:
    if members[-1] is not Ellipsis:
        return lambda random, depth: tuple(_maker(member)(random, depth) for member in members)

    def make_tuple(random: Random, depth: int) -> tuple[Any, ...]:
        size = random.randrange(4) if depth < _DEEPEST else 0
        return tuple(_maker(members[0])(random, depth) for _ in range(size))

    return make_tuple


def _mapping_maker(member: object) -> _Maker:
    def make_mapping(random: Random, depth: int) -> dict[str, object]:
        size = random.randrange(3) if depth < _DEEPEST else 0
        return {_make_text(random, depth): _maker(member)(random, depth) for _ in range(size)}

    return make_mapping


def _record_maker(record: type) -> _Maker:
    hints = get_type_hints(record)
    names = list(hints)
    if is_dataclass(record):
        kept = [one for one in fields(record) if one.metadata.get("exported", True)]
        names = [one.name for one in kept]

    def make_record(random: Random, depth: int) -> object:
        return record(**{name: _maker(hints[name])(random, depth + 1) for name in names})

    return make_record


def _make_span(random: Random, depth: int) -> Span:
    start = random.randrange(100)
    return Span(start, start + random.randrange(9))


def _make_text(random: Random, depth: int) -> str:
    return "".join(random.choices(_LETTERS, k=random.randrange(5)))


_PLAIN: dict[object, _Maker] = {
    str: _make_text,
    bool: lambda random, depth: random.random() < 0.5,
    int: lambda random, depth: random.randrange(100),
    float: lambda random, depth: random.random(),
    object: _make_text,
    Sequence[Mapping[str, Any]]: lambda random, depth: [{"share": random.random()}],
    NoneType: lambda random, depth: None,
}

seeds = st.integers(0, 2**32 - 1)
documents: st.SearchStrategy[Document] = seeds.map(
    lambda seed: cast(Document, make(Document, seed))
)
