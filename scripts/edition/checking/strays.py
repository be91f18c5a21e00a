"""Reads past what stands between the words of a text: numbers, notes, remarks, notation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from edition.model.parameters import LEAK_FREQUENT, LEAK_STRAYS, LEAK_WORD_LETTERS, LEAK_WORDS


def _compile(*pairs: tuple[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((sign, re.compile(pattern)) for sign, pattern in pairs)


_ASIDE: Final = _compile(
    ("{--", r"\{--[^{}]*--\}"),
    ("{>>", r"\{>>[^{}]*<<\}"),
    ("{{", r"\{\{[^{}\n]{1,80}\}\}"),
    ("${", r"\$\{[^{}\n]{1,80}\}"),
    ("{.", r"\{\.[^{};,\n]{1,80}\}"),
    ("{:", r"\{:[^{};,\n]{1,80}\}"),
    ("{#", r"\{#[^{};,\n]{1,80}\}"),
    ("![", r"!\[[^\]\n]*\]\([^()\s]*\)"),
    ("[@", r"\[@[^\]\n]*\]"),
    ("[#", r"\[#[^\]\s]*\]_?"),
    ("[fn:", r"\[fn:[^\]\s]*\]"),
    ("\\foot", r"\\footnote\{[^{}]*\}"),
    ("cite", r"\\[a-z]*cite[a-z]*\{[^{}]*\}"),
    ("\\index{", r"\\index\{[^{}]*\}"),
    ("\\textsup", r"\\textsuperscript\{[^{}]{0,4}\}"),
)
"""What is inserted between words in Markdown, LaTeX, wikis and templates, by how it begins."""
_NOTATION: Final = _compile(
    ("\\emph{", r"\\emph\{"),
    ("\\text", r"\\text[a-z]{2,5}\{"),
    ("\\f", r"\\f[A-Z]"),
    ("[[", r"\[\[[^\[\]|\"\n]{1,80}\|"),
    (":`", r":\w+:(?=`)"),
    ("_NN", r"_[A-Z]{2,5}\b"),
    ("/NN", r"/[A-Z]{2,5}\b"),
    ("\x1b", r"\x1b\[[\d;]*m"),
    ("\x08", r".\x08"),
)
"""What stands at words: commands, names of pages and roles, parts of speech, colours."""
_LETTERS: Final = re.compile(r"(?<!\w)\w([ \u2009\u200a])\w(?!\w)(?:\1\w(?!\w))*")
"""Letters of one word with a space after each."""
_CHAINED: Final = re.compile(r"(?<![^\W\d_])[^\W\d_]+(?:[.,\u00b7\u3001]+[^\W\d_]+){6,}")
_VOWELS: Final = frozenset("aeiouy")
_REMARKS: Final = frozenset({"sic", "note", "pp", "fol", "page"})
"""What editors put between words."""
_PREFIXED: Final = re.compile(r"\d+([a-z]{2,})")
_DIGIT: Final = re.compile(r"\d")
_WORD, _LONG, _VOWEL, _STRAY, _LETTER = b"\0\1\2\3\4"
"""Words, words that may be several, letters that may be words; numbers and remarks, others."""
_WORDS: Final = re.compile(b"[\0\1\2]+")
_SPACED: Final = re.compile(b"[\2\4]{%d}" % (LEAK_WORDS * LEAK_STRAYS))


class _Kinds(dict[str, int]):
    def __missing__(self, word: str) -> int:
        if len(word) == 1:
            kind = _VOWEL if word in _VOWELS else _LETTER
        elif word in _REMARKS or _DIGIT.search(word):
            kind = _STRAY
        else:
            kind = _LONG if len(word) > 2 * LEAK_WORD_LETTERS else _WORD
        self[word] = kind
        return kind


_KINDS: Final = _Kinds()


def set_aside(text: str) -> tuple[str, str]:
    """Return a text without notation and what it inserts, and what was inserted."""
    asides: list[str] = []
    for sign, pattern in _ASIDE:
        if sign in text:
            asides += pattern.findall(text)
            text = pattern.sub(" ", text)
    for sign, pattern in _NOTATION:
        if sign in text:
            text = pattern.sub("", text)
    return text, " \u2029 ".join(asides)


def classify_words(words: Sequence[str]) -> bytes:
    """Return what each word is to the functions below."""
    return bytes(map(_KINDS.__getitem__, words))


def part_words(text: str, kinds: bytes) -> Iterator[str]:
    """Yield a text with its letterspaced words as words, and its words that only signs part."""
    if _SPACED.search(kinds):
        yield _LETTERS.sub(lambda match: re.sub(r"\s", "", match[0]), text)
    if _LONG in kinds:
        yield " \u2029 ".join(re.sub(r"\W+", " ", one) for one in _CHAINED.findall(text))


def drop_strays(words: Sequence[str], kinds: bytes) -> list[str]:
    """Return the words near numbers and remarks without these; none if there are few.

    Of a text that has one in each line, what it has over and over is left out as well.
    """
    strays = kinds.count(_STRAY) + kinds.count(_LETTER)
    if strays < LEAK_STRAYS:
        return []
    kept: list[str] = []
    for match in _WORDS.finditer(kinds):
        start, end = match.span()
        if start and (prefixed := _PREFIXED.fullmatch(words[start - 1])):
            kept.append(prefixed[1])
        if end - start <= 2 * LEAK_WORDS:
            kept += words[start:end]
        else:
            kept += [*words[start : start + LEAK_WORDS], "", *words[end - LEAK_WORDS : end]]
    if strays * LEAK_FREQUENT > len(words):
        counts = Counter(kept)
        kept = [word for word in kept if counts[word] * LEAK_FREQUENT <= len(kept)]
    return kept
