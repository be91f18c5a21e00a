"""Names of the entries of registers, by which the search finds all forms of a name at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from edition.search.words import read_tokens
from edition.text.scripts import CJK

DERIVED: Final = "~"
"""Before a form that tables give: it finds the entry, and is never shown."""
_CHARACTER: Final = re.compile(f"[{CJK}]")


def fold_name(name: str, variants: Mapping[str, str]) -> str:
    """Return a name as it is looked up: its words folded, as one.

    ``editionWords.foldName`` of the theme does the same to a query.
    """
    words: dict[int, str] = {}
    for term, position in read_tokens(name, variants):
        words.setdefault(position, term[0] if _CHARACTER.match(term) else term)
    return "".join(words.values())


def list_names(
    entries: Iterable[tuple[str, Iterable[str]]], variants: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Return for each folded name of one entry alone the entry's address and its forms.

    ``entries`` are addresses with forms.
    """
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for address, forms in entries:
        shown = [form for form in forms if not form.startswith(DERIVED)]
        for form in forms:
            name = fold_name(form.removeprefix(DERIVED), variants)
            found.setdefault(name, {})[address] = (address, *shown)
    return {key: min(of.values()) for key, of in found.items() if key and len(of) == 1}
