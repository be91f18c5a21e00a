"""The words of the interface: English in the code, in another language what a catalogue has.

The functions have the names by which the tools of gettext know them. The same words are given to
the templates (``extra.words``) and to the scripts (``assets/words.js``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

Words: TypeAlias = Mapping[str, str | Sequence[str]]
"""The translation of each message, and of a count in every form; the message "" has a digit for
each number below 200, the form that the language has for it."""

GAP: Final = re.compile(r"\{(\w+)\}")
"""What a value stands for in a message."""
_HUNDRED: Final = 100
_installed: dict[str, str | Sequence[str]] = {}


def install_words(words: Words) -> None:
    """Use the words of a language from now on; English where it has none."""
    _installed.clear()
    _installed.update(words)


def list_words() -> dict[str, str | Sequence[str]]:
    """Return the words that are used; none in English."""
    return dict(_installed)


def _(message: str, /, **values: object) -> str:
    """Return a message in the language of the interface, with values for its gaps."""
    found = _installed.get(message, message)
    return _fill(found if isinstance(found, str) else message, values)


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """Return a message with ``{count}`` in the form that the language has for the number."""
    forms, table = _installed.get(one), _installed.get("")
    chosen = one if count == 1 else many
    if table and forms and not isinstance(forms, str):
        # No language distinguishes a number of hundreds from one that ends alike.
        at = count if count < _HUNDRED else _HUNDRED + count % _HUNDRED
        chosen = forms[int(table[at])]
    return _fill(chosen, {"count": f"{count:,}", **values})


def N_(message: str) -> str:  # noqa: N802 - its name in gettext
    """Return a message as it is: it is a constant, and translated where it is used."""
    return message


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - as ``N_``
    """Return a message with ``{count}`` in both forms, for ``ngettext`` where it is used."""
    return one, many


def _fill(message: str, values: Mapping[str, object]) -> str:
    if not values:
        return message
    return GAP.sub(lambda gap: str(values.get(gap[1], gap[0])), message)
