"""Guesses the language of a text from its script, where that tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from edition.text.scripts import CYRILLIC, HAN, HANGUL, HIRAGANA, KATAKANA

_SCRIPT_SHARE: Final = 0.5
"""A script that has fewer of the letters is that of quotations, names or notes."""
_KANA_SHARE: Final = 0.1
"""Kana for fewer Chinese characters are Japanese names in a Chinese text."""
_SCRIPTS: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        name: re.compile(f"[{characters}]")
        for name, characters in (
            ("kana", HIRAGANA + KATAKANA), ("hangul", HANGUL), ("han", HAN), ("cyrillic", CYRILLIC),
            ("ukrainian", "\u0404\u0406\u0407\u0454\u0456\u0457\u0490\u0491"),
        )
    }
)  # fmt: skip


def guess_language(text: str) -> str:
    """Return the language tag of a text; empty if its script tells none, as the Latin one."""
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    letters = sum(map(str.isalpha, text)) * _SCRIPT_SHARE
    if counts["cyrillic"] > letters:
        return "uk" if counts["ukrainian"] else "ru"
    if counts["hangul"] > letters:
        return "ko"
    if counts["kana"] + counts["han"] > letters:
        return "ja" if counts["kana"] > counts["han"] * _KANA_SHARE else "zh"
    return ""
