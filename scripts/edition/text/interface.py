"""The words of the interface: English in the code, translated by the catalogue of a language.

The functions have the names that the gettext tools recognize. Templates get the same words as
``extra.words``, scripts as ``assets/words.js``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

Words: TypeAlias = Mapping[str, str | Sequence[str]]
"""The translation of each message; of a message with a count, all plural forms. The message ""
has a digit for each number below 200: the index of the plural form of that number."""

GAP: Final = re.compile(r"\{(\w+)\}")
"""A placeholder of a value in a message."""
_HUNDRED: Final = 100
_installed: dict[str, str | Sequence[str]] = {}


def install_words(words: Words) -> None:
    """Use the words of a language from now on, with English as the fallback."""
    _installed.clear()
    _installed.update(words)


def list_words() -> dict[str, str | Sequence[str]]:
    """Return the installed words; none for English."""
    return dict(_installed)


def _(message: str, /, **values: object) -> str:
    """Return a message in the language of the interface, with values for its placeholders."""
    found = _installed.get(message, message)
    return _fill(found if isinstance(found, str) else message, values)


def ngettext(singular: str, plural: str, count: int, /, **values: object) -> str:
    """Return a message with ``{count}`` in the plural form of the language for the number."""
    forms, table = _installed.get(singular), _installed.get("")
    chosen = singular if count == 1 else plural
    if table and forms and not isinstance(forms, str):
        # In every language, the form of a larger number depends on its last two digits.
        at = count if count < _HUNDRED else _HUNDRED + count % _HUNDRED
        chosen = forms[int(table[at])]
    return _fill(chosen, {"count": f"{count:,}", **values})


def N_(message: str) -> str:  # noqa: N802 - its name in gettext
    """Mark a constant as a message and return it unchanged; it is translated where it is used."""
    return message


def NN_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802 - as ``N_``
    """Mark both forms of a message with ``{count}``, for ``ngettext`` where they are used."""
    return singular, plural


def _fill(message: str, values: Mapping[str, object]) -> str:
    if not values:
        return message
    return GAP.sub(lambda gap: str(values.get(gap[1], gap[0])), message)
