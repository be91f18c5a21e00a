"""Options of the readers as data: what is allowed, what holds when nothing is said.

The schema of a reader's options is used to check records and to write their documentation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Final

from edition.text.slips import find_only_match

NOTHING: Final = "(?!)"
"""The pattern of a list without words: it matches nowhere."""


class OptionType(StrEnum):
    """What a value of an option must be."""

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
    """One option of a reader."""

    name: str
    type: OptionType
    default: Any
    meaning: str
    """One line: what the option says about the text."""
    choices: tuple[str, ...] = ()

    def allows(self, value: object) -> bool:
        """True if the value is of the option's type."""
        return _CHECKS[self.type](self, value)


def _is_list_of(value: object, allows: Callable[[object], bool]) -> bool:
    return isinstance(value, list | tuple) and all(map(allows, value))


_CHECKS: Final[Mapping[OptionType, Callable[[Option, object], bool]]] = {
    OptionType.FLAG: lambda option, value: isinstance(value, bool),
    OptionType.CHOICE: lambda option, value: value in option.choices,
    OptionType.TEXTS: lambda option, value: _is_list_of(value, lambda one: isinstance(one, str)),
    OptionType.LINES: lambda option, value: _is_list_of(
        value, lambda one: isinstance(one, int) and not isinstance(one, bool) and one > 0
    ),
}


def settle(schema: Iterable[Option], options: Mapping[str, Any]) -> dict[str, Any]:
    """Return a value for every option of the schema; a value that is not allowed is passed over."""
    return {
        option.name: options[option.name]
        if option.name in options and option.allows(options[option.name])
        else option.default
        for option in schema
    }


@dataclass(frozen=True, slots=True)
class OptionFault:
    """An option that the schema does not have, or whose value it refuses."""

    name: str
    message: str
    hint: str
    misspelt: str
    """What is written there: the name, or its value."""
    meant: str
    """The one name or value that it is near to, or nothing."""


def check_options(
    schema: Iterable[Option], options: Mapping[str, Any], reader: str
) -> tuple[OptionFault, ...]:
    """Return a fault for every option that the schema does not have or whose value it refuses."""
    known = {option.name: option for option in schema}
    return tuple(
        _refuse(name, value, known, reader, options.keys())
        for name, value in sorted(options.items())
        if name not in known or not known[name].allows(value)
    )


def _refuse(
    name: str, value: object, known: Mapping[str, Option], reader: str, given: Set[str]
) -> OptionFault:
    if name not in known:
        fact = f"the reader {reader} has no option “{name}”"
        meant = find_only_match(name, known.keys() - given)
        return OptionFault(name, fact, suggest(name, known, "Its options"), name, meant)
    option = known[name]
    wanted = " or ".join(option.choices) or _WANTED[option.type]
    fact = f"the option “{name}” of the reader {reader} cannot be {value!r}"
    hint = f"It takes {wanted}; the default {option.default!r} is used."
    return OptionFault(name, fact, hint, str(value), find_only_match(str(value), option.choices))


def suggest(name: str, known: Iterable[str], what: str) -> str:
    """Return the hint for a name that is not known: the nearest that is, or all of them."""
    near = get_close_matches(name, known := sorted(known), 1)
    return f"Did you mean “{near[0]}”?" if near else f"{what}: {', '.join(known) or 'none'}."


_WANTED = {
    OptionType.FLAG: "true or false",
    OptionType.CHOICE: "one of its values",
    OptionType.TEXTS: "a list of texts",
    OptionType.LINES: "a list of line numbers, counted from 1",
}
