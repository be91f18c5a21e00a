"""Guess the language of a text from its script or its commonest words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from edition.text.scripts import CYRILLIC, HAN, HANGUL, HIRAGANA, KATAKANA

_SCRIPT_SHARE: Final = 0.5
"""Least share of letters of the script of a text; others are of quotations, names or notes."""
_KANA_SHARE: Final = 0.1
"""Least ratio of kana to Chinese characters in Japanese; below it kana are names in Chinese."""
_SCRIPTS: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        name: re.compile(f"[{characters}]")
        for name, characters in (
            ("kana", HIRAGANA + KATAKANA), ("hangul", HANGUL), ("han", HAN), ("cyrillic", CYRILLIC),
            ("ukrainian", "\u0404\u0406\u0407\u0454\u0456\u0457\u0490\u0491"),
            ("el", "\u0370-\u03ff\u1f00-\u1fff"), ("he", "\u0590-\u05ff"), ("ar", "\u0600-\u06ff"),
        )
    }
)  # fmt: skip


_COMMON: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        tag: frozenset(words.split())
        for tag, words in (
            ("en", "the of and to in that was is for with his by which from had be it"),
            ("de", "der die und den von zu das dem des ein eine ist mit sich auf nicht"),
            ("sv", "och i att det som en p\u00e5 av f\u00f6r med den till \u00e4r var inte"),
            ("fr", "le la les de des et du un une que qui dans est pour par au sur"),
            ("es", "el la los las de y que del en por una con para su se fue como"),
            ("it", "il la di che della e per nel con una del dei si sono alla le non"),
            ("nl", "de het een en van dat is op te zijn met voor niet aan der in"),
            ("pt", "o os as a de que e do da dos em uma para com n\u00e3o foi ao se"),
            ("la", "et in est non ut ad cum quod qui ex sed ab esse si per atque"),
            ("da", "og i at det som en p\u00e5 af for med den til er var ikke de"),
            ("pl", "i w na z do nie si\u0119 \u017ce to jest o od za przez po jak"),
            ("cs", "a v na se \u017ee je z do to s o pro by ve jako byl"),
        )
    }
)
"""The commonest words of languages in the Latin script."""
_TRIED: Final = 100_000
"""Number of code points at the start of a text whose words are counted."""
_COMMON_SHARE: Final = 0.15
"""Least share of the words of a text that are among the commonest of its language."""
_LEAD: Final = 1.4
"""Least ratio of these to the commonest words of any other language."""
_WORD: Final = re.compile(r"[^\W\d_]+")


def guess_language(text: str) -> str:
    """Return the language tag of a text; empty if neither script nor words determine it."""
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    letters = sum(map(str.isalpha, text)) * _SCRIPT_SHARE
    if counts["cyrillic"] > letters:
        return "uk" if counts["ukrainian"] else "ru"
    if counts["hangul"] > letters:
        return "ko"
    for tag in ("el", "he", "ar"):
        if counts[tag] > letters:
            return tag
    if counts["kana"] + counts["han"] > letters:
        return "ja" if counts["kana"] > counts["han"] * _KANA_SHARE else "zh"
    words = Counter(_WORD.findall(text[:_TRIED].casefold()))
    shares = {tag: sum(words[word] for word in own) for tag, own in _COMMON.items()}
    second, first = sorted(shares, key=lambda tag: shares[tag])[-2:]
    proved = shares[first] >= max(_COMMON_SHARE * words.total(), _LEAD * shares[second], 1)
    return first if proved else ""
