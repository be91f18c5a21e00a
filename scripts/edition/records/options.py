"""Options of the readers as data: their types, defaults and meanings.

They are used to check records and to generate the documentation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Final

from edition.text.slips import find_only_match

NOTHING: Final = "(?!)"
"""The pattern of an empty list of words, which matches nowhere."""


class OptionType(StrEnum):
    """The type of the value of an option."""

    FLAG = "flag"
    """true or false"""
    CHOICE = "choice"
    """one of the words listed"""
    TEXTS = "texts"
    """a list of texts"""
    LINES = "lines"
    """a list of line numbers of the witness, counted from 1"""


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a reader."""

    name: str
    type: OptionType
    default: Any
    meaning: str
    """One line: what the option states about the text."""
    choices: tuple[str, ...] = ()

    def allows(self, value: object) -> bool:
        """Return True if the value has the option's type."""
        return _CHECKS[self.type](self, value)


def _is_list_of(value: object, allows: Callable[[object], bool]) -> bool:
    return isinstance(value, list | tuple) and all(map(allows, value))


_CHECKS: Final[Mapping[OptionType, Callable[[Option, object], bool]]] = {
    OptionType.FLAG: lambda option, value: isinstance(value, bool),
    OptionType.CHOICE: lambda option, value: value in option.choices,
    OptionType.TEXTS: lambda option, value: _is_list_of(value, lambda item: isinstance(item, str)),
    OptionType.LINES: lambda option, value: _is_list_of(
        value, lambda line: isinstance(line, int) and not isinstance(line, bool) and line > 0
    ),
}


def resolve_options(schema: Iterable[Option], options: Mapping[str, Any]) -> dict[str, Any]:
    """Return a value for every option of the schema, with defaults for missing or invalid ones."""
    return {
        option.name: options[option.name]
        if option.name in options and option.allows(options[option.name])
        else option.default
        for option in schema
    }


@dataclass(frozen=True, slots=True)
class OptionFault:
    """An unknown option or an invalid value."""

    name: str
    message: str
    hint: str
    misspelt: str
    """The wrong name or value as written."""
    intended: str
    """The only similar name or value, or an empty string."""


def check_options(
    schema: Iterable[Option], options: Mapping[str, Any], reader: str
) -> tuple[OptionFault, ...]:
    """Return a fault for every unknown option and every invalid value."""
    known = {option.name: option for option in schema}
    return tuple(
        _refuse(name, value, known, reader, options.keys())
        for name, value in sorted(options.items())
        if name not in known or not known[name].allows(value)
    )


def _refuse(
    name: str, value: object, known: Mapping[str, Option], reader: str, used: Set[str]
) -> OptionFault:
    if name not in known:
        fact = f"the reader {reader} has no option “{name}”"
        intended = find_only_match(name, known.keys() - used)
        return OptionFault(name, fact, suggest(name, known, "Its options"), name, intended)
    option = known[name]
    expected = " or ".join(option.choices) or _EXPECTED[option.type]
    fact = f"the option “{name}” of the reader {reader} cannot be {value!r}"
    hint = f"It takes {expected}; the default {option.default!r} is used."
    return OptionFault(name, fact, hint, str(value), find_only_match(str(value), option.choices))


def suggest(name: str, known: Iterable[str], what: str) -> str:
    """Return a hint for an unknown name: the most similar known name, or all of them."""
    near = get_close_matches(name, known := sorted(known), 1)
    return f"Did you mean “{near[0]}”?" if near else f"{what}: {', '.join(known) or 'none'}."


_EXPECTED = {
    OptionType.FLAG: "true or false",
    OptionType.CHOICE: "one of its values",
    OptionType.TEXTS: "a list of texts",
    OptionType.LINES: "a list of line numbers, counted from 1",
}
