"""Guesses the language of a title, and whether names stand family name first.

Only forms are looked at: the syllables of romanised Japanese and Chinese, endings of romanised
Russian, and the prepositions, conjunctions and articles of other languages. A guess that cannot be
made is empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from edition.model.parameters import EASTERN_NAME_WORDS, ROMANISED_SHARE
from edition.text.folding import fold_latin

EASTERN: Final = frozenset({"japanese", "chinese", "korean"})
"""Languages in which the family name stands first."""

_KANA = (
    r"(?:(?:[kgnhbpmr]y|sh|ch|ts|[kgsztdnhbpmyrwjf])?[aiueo]|n(?![aiueoy])"
    r"|(?:k(?=k)|s(?=s)|t(?=[tc])|p(?=p)|m(?=[bpm])))+"
)
_PINYIN = (
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ueng|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu"
    r"|ua|uo|ui|ue|a|e|i|o|u)r?)+"
)
_JAPANESE: Final = re.compile(_KANA)
_CHINESE: Final = re.compile(_PINYIN)
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*[’']?")
_RUSSIAN_END = re.compile(
    r"(?:sk(?:ii|aia|ogo|oi|ie|ikh)|ogo|nyi|naia|ovanie|ost[’']|iia|iiu?|ykh|tsii|iiu?)$"
)
_LITTLE: Final[Mapping[str, frozenset[str]]] = MappingProxyType({
    "english": frozenset("the of and from with against between his".split()),
    "german": frozenset("der die das und für zur im des ein eine zwischen".split()),
    "french": frozenset("les et une du des aux sur le la de dans".split()),
    "polish": frozenset("w przeciwko wobec między jak jako oraz przez dla".split()),
    "ukrainian": frozenset("ta shcho vid dlia pro pid pry iak abo chy".split()),
    "russian": frozenset("v na iz ob po protiv o s i ot pri posle".split()),
    "japanese": frozenset("no to ni o wa ga wo de e ka mo kara shi yori".split()),
})  # fmt: skip


def guess_language(title: str) -> str:
    """Return the language of a title as BibLaTeX names it, or an empty text."""
    small = [word.lower() for word in _WORD.findall(title)]
    if not small:
        return ""
    scores = {name: sum(w in known for w in small) for name, known in _LITTLE.items()}
    russian = sum(bool(_RUSSIAN_END.search(word)) for word in small)
    scores["russian"] += 2 * russian
    scores["german"] += 2 * sum(bool(re.search(r"[äöüß]|ung$|isch", word)) for word in small)
    scores["polish"] += 2 * sum(bool(re.search(r"[łżąęśńź]", word)) for word in small)
    eastern = _guess_eastern(small)
    if eastern and not russian:
        return eastern
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] else ""


def _guess_eastern(words: Sequence[str]) -> str:
    kana = sum(is_romanised(word, "japanese") for word in words) / len(words)
    pinyin = sum(is_romanised(word, "chinese") for word in words) / len(words)
    if max(kana, pinyin) < ROMANISED_SHARE:
        return ""
    return "japanese" if kana >= pinyin else "chinese"


def is_romanised(word: str, language: str) -> bool:
    """Tell whether every letter of a word fits the syllables of a language."""
    letters = fold_latin(word.replace("-", "")).replace(" ", "")
    pattern = _JAPANESE if language == "japanese" else _CHINESE
    return bool(letters) and pattern.fullmatch(letters) is not None


def is_eastern_name(name: str, language: str) -> bool:
    """Tell whether a name of an author of such a work stands family name first."""
    words = name.split()
    return (
        language in EASTERN
        and 1 < len(words) < EASTERN_NAME_WORDS
        and all(is_romanised(word, "chinese") or is_romanised(word, "japanese") for word in words)
    )
