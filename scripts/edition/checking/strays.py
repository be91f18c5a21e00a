"""Reads past what is between the words of a text: numbers, notes, remarks, notation."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import compress, islice
from operator import add
from types import MappingProxyType
from typing import Final

from edition.model.parameters import (
    LEAK_FREQUENT,
    LEAK_KIND_BITS,
    LEAK_LONG_LIST,
    LEAK_PAIR_FACTOR,
    LEAK_SAMPLE_STEP,
    LEAK_STRAYS,
    LEAK_WORD_LETTERS,
    LEAK_WORDS,
)

HASHED_FOR: Final = b"edition.leaks"
"""Parts these hashes from those of any other use."""

_Patterns = Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]
"""Patterns with how each begins, by the first sign, which few texts have."""


def _compile(*pairs: tuple[str, str]) -> _Patterns:
    found = defaultdict(list)
    for sign, pattern in pairs:
        found[sign[0]].append((sign, re.compile(pattern)))
    return MappingProxyType({first: tuple(listed) for first, listed in found.items()})


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
    ("\\", r"\\[a-z]*cite[a-z]*\{[^{}]*\}"),
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
"""What is at words: commands, names of pages and roles, parts of speech, colours."""
_LETTERS: Final = re.compile(r"(?<!\w)\w([ \u2009\u200a])\w(?!\w)(?:\1\w(?!\w))*")
"""Letters of one word with a space after each."""
_CHAINED: Final = re.compile(r"(?<![^\W\d_])[^\W\d_]+(?:[.,\u00b7\u3001]+[^\W\d_]+){6,}")
_VOWELS: Final = frozenset("aeiouy")
_REMARKS: Final = frozenset({"sic", "note", "pp", "fol", "page"})
"""What editors put between words."""
_PREFIXED_WORD: Final = re.compile(r"\d+([a-z]{2,})")

# What a word is; one more if it is a word of a protected text.
_WORD, _LONG, _VOWEL, _PREFIXED, _STRAY, _LETTER = range(0, 0xC, 2)
"""Words, words that may be several, letters that may be words, words with a number before them;
numbers and remarks, other letters."""
_STRAYS: Final = bytes([_STRAY, _STRAY + 1, _LETTER, _LETTER + 1])
_KEPT: Final = bytes(code not in _STRAYS for code in range(0x100))
_PREFIXES: Final = re.compile(b"[\6\7]")
_DIGITS: Final = "0123456789"
_SPACED: Final = re.compile(b"[\4\5\n\x0b]{%d}" % (LEAK_WORDS * LEAK_STRAYS))
KNOWN: Final = re.compile(b"[\1\3\5\7\t\x0b]{%d,}" % LEAK_WORDS)
"""As many words of a protected text as are looked for."""
_NEARLY_KNOWN: Final = re.compile(
    b"(?:[\1\3\5\7][\0\2\4\6]{0,%d}){%d}" % (LEAK_FREQUENT - 1, LEAK_WORDS)
)
"""The same, with words between them that the form of a list may put there."""


class WordKinds(dict[str, int]):
    """What words are, in the last four bits of a number; a hash of the word before them.

    ``known`` are the words of protected texts. Without it any word may be of one, and only then
    has a number a hash.
    """

    def __init__(self, known: frozenset[str] | None = None) -> None:
        self.known = known

    def __missing__(self, word: str) -> int:
        kind = _classify(word)
        if self.known is None:
            kind += 1 + (_hash(word) << LEAK_KIND_BITS)
        elif word in self.known or word.lstrip(_DIGITS) in self.known:
            kind += 1
        self[word] = kind
        return kind


def _hash(word: str) -> int:
    raw = hashlib.blake2b(word.encode(), digest_size=2, person=HASHED_FOR).digest()
    return int.from_bytes(raw) & PAIR


def _classify(word: str) -> int:
    if len(word) == 1:
        return _VOWEL if word in _VOWELS else _LETTER
    if not word.isalpha():
        return _PREFIXED if _PREFIXED_WORD.fullmatch(word) else _STRAY
    if word in _REMARKS:
        return _STRAY
    return _LONG if len(word) > 2 * LEAK_WORD_LETTERS else _WORD


def set_aside(text: str) -> tuple[str, str]:
    """Return a text without notation and what it inserts, and what was inserted."""
    asides: list[str] = []
    for pattern in _list_patterns(_ASIDE, text):
        asides += pattern.findall(text)
        text = pattern.sub(" ", text)
    for pattern in _list_patterns(_NOTATION, text):
        text = pattern.sub("", text)
    return text, "\n".join(asides)


def _list_patterns(patterns: _Patterns, text: str) -> list[re.Pattern[str]]:
    found = (listed for first, listed in patterns.items() if first in text)
    return [pattern for listed in found for sign, pattern in listed if sign in text]


class Reading(list[str]):
    """The words of a file, and what each of them is; ``tags`` are what they were taken from."""

    def __init__(self, words: Iterable[str], table: WordKinds, kinds: bytes = b"") -> None:
        super().__init__(words)
        self.table = table
        self._kinds = kinds
        self.tags: Sequence[str] = ()
        self._places: tuple[bytes, list[int]] = (b"", [])

    @cached_property
    def numbers(self) -> list[int]:
        """The number of each word in the table."""
        return list(map(self.table.__getitem__, self))

    @property
    def kinds(self) -> bytes:
        """What each word is; see WordKinds."""
        if len(self._kinds) != len(self):
            # Where words are known, their numbers have no hash.
            known = self.table.known is not None
            numbers = map(self.table.__getitem__, self) if known else self.numbers
            self._kinds = bytes(numbers if known else map(_KIND.__getitem__, numbers))
        return self._kinds

    def find_ends(self, ends: bytes) -> list[int]:
        """Return the places whose first and last two words may be those of a fingerprint's run."""
        if self._places[0] is not ends:
            flags = bytes(map(ends.__getitem__, _add_pairs(self.numbers)))
            self._places = ends, [match.start() for match in _ENDS.finditer(flags)]
        return self._places[1]

    def pick(self, kept: Iterable[object], kinds: bytes) -> Reading:
        """Return the words for which ``kept`` has a true value; ``kinds`` are theirs."""
        chosen = list(map(bool, kept))
        picked = Reading(compress(self, chosen), self.table, kinds)
        picked.numbers = list(compress(self.numbers, chosen))
        return picked


def add_pair(first: str, second: str) -> int:
    """Return the hash of two words: 12 bits, enough to pass most over, too few to identify them."""
    return LEAK_PAIR_FACTOR * _hash(first) + _hash(second) & PAIR


def tabulate_ends(first: Collection[int], last: Collection[int]) -> bytes:
    """Return whether a run begins or ends with two words, by the sum that _add_pairs makes."""
    table = bytes(_FIRST * (v in first) + _LAST * (v in last) for v in range(PAIR + 1))
    # A sum of two hashes of 12 bits may have 13; the kind of a word makes no difference.
    alike = [bytes([value]) * (1 << LEAK_KIND_BITS) for value in range(_FIRST + _LAST + 1)]
    return b"".join(map(alike.__getitem__, table * 2))


def _add_pairs(numbers: Sequence[int]) -> Iterator[int]:
    """Yield, for each two words, a number whose bits before the last four have their hash."""
    return map(add, map(_OPENINGS.__getitem__, numbers), islice(numbers, 1, None))


PAIR: Final = 0xFFF
_KIND: Final = bytes(range(1 << LEAK_KIND_BITS)) * (PAIR + 1)
_OPENINGS: Final = [
    (LEAK_PAIR_FACTOR * value & PAIR) << LEAK_KIND_BITS
    for value in range(PAIR + 1)
    for _ in range(1 << LEAK_KIND_BITS)
]
"""What the first of two words adds to their hash, by its number."""
_FIRST, _LAST = 1, 2
_BETWEEN: Final = LEAK_WORDS - 1 - 2
"""Pairs of words between the first and the last pair of a run."""
_ENDS: Final = re.compile(rb"[\x01\x03](?=.{%d}[\x02\x03])" % _BETWEEN, re.DOTALL)


def part_words(text: str, kinds: bytes) -> Iterator[str]:
    """Yield a text with its letterspaced words as words, and its words that only signs part."""
    if _SPACED.search(kinds):
        yield _LETTERS.sub(lambda match: re.sub(r"\s", "", match[0]), text)
    if _LONG in kinds or _LONG + 1 in kinds:
        yield "\n".join(re.sub(r"\W+", " ", one) for one in _CHAINED.findall(text))


def drop_strays(words: Reading) -> Reading:
    """Return the words without numbers and remarks; none if there are few of these.

    Of a text that has one in each line, what it has over and over is left out as well. Nothing is
    returned of a text that has not enough words of a protected text near each other either.
    """
    kinds = words.kinds.translate(None, _STRAYS)
    strays = len(words) - len(kinds) + len(_PREFIXES.findall(kinds))
    often = _find_frequent(words, len(kinds)) if strays * LEAK_FREQUENT > len(words) else ()
    if strays < LEAK_STRAYS or not (_NEARLY_KNOWN if often else KNOWN).search(kinds):
        return Reading((), words.table)
    kept = words.pick(words.kinds.translate(_KEPT), kinds)
    for match in _PREFIXES.finditer(kinds):
        kept[match.start()] = word = kept[match.start()].lstrip(_DIGITS)
        kept.numbers[match.start()] = words.table[word]
    return kept.pick([word not in often for word in kept], b"") if often else kept


def _find_frequent(words: Sequence[str], count: int) -> set[str]:
    """Return the words that a list of so many words, numbers apart, has over and over."""
    sample = words[::LEAK_SAMPLE_STEP] if count > LEAK_LONG_LIST else words
    likely = (
        word
        for word, seen in Counter(sample).most_common(2 * LEAK_FREQUENT)
        if 2 * seen * LEAK_FREQUENT > len(sample) and word.isalpha()
    )
    return {word for word in likely if words.count(word) * LEAK_FREQUENT > count}
