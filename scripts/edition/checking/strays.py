"""Reading of text without strays between its words: numbers, notes, remarks, notation."""

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

from edition.model import parameters

HASHED_FOR: Final = b"edition.leaks"
"""Personalisation of the hash function, so that these hashes differ from others."""

_Patterns = Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]
"""Patterns with their literal beginnings, by the first character, which few texts have."""


def _compile(*pairs: tuple[str, str]) -> _Patterns:
    found = defaultdict(list)
    for sign, pattern in pairs:
        found[sign[0]].append((sign, re.compile(pattern)))
    return MappingProxyType({first: tuple(listed) for first, listed in found.items()})


_INSERTIONS: Final = _compile(
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
"""Insertions between words in Markdown, LaTeX, wikis and templates."""
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
"""Notation attached to words: commands, names of pages and roles, parts of speech, colours."""
_LETTERS: Final = re.compile(r"(?<!\w)\w([ \u2009\u200a])\w(?!\w)(?:\1\w(?!\w))*")
"""A letterspaced word, with spaces between its letters."""
_CHAINED: Final = re.compile(r"(?<![^\W\d_])[^\W\d_]+(?:[.,\u00b7\u3001]+[^\W\d_]+){6,}")
_VOWELS: Final = frozenset("aeiouy")
_REMARKS: Final = frozenset({"sic", "note", "pp", "fol", "page"})
"""Words of remarks that editors insert."""
_PREFIXED_WORD: Final = re.compile(r"\d+([a-z]{2,})")

# Kinds of words; one is added for a word of a protected text.
_WORD, _LONG, _VOWEL, _PREFIXED, _STRAY, _LETTER = range(0, 0xC, 2)
"""Words, words that may be several, letters that may be words, words after a number; numbers and
remarks, other letters."""
_STRAYS: Final = bytes([_STRAY, _STRAY + 1, _LETTER, _LETTER + 1])
_NO_STRAYS: Final = bytes(code not in _STRAYS for code in range(0x100))
_PREFIXES: Final = re.compile(b"[\6\7]")
_DIGITS: Final = "0123456789"
_SPACED: Final = re.compile(b"[\4\5\n\x0b]{%d}" % (parameters.LEAK_WORDS * parameters.LEAK_STRAYS))
KNOWN: Final = re.compile(b"[\1\3\5\7\t\x0b]{%d,}" % parameters.LEAK_WORDS)
"""As many consecutive words of a protected text as make a leak."""
_NEARLY_KNOWN: Final = re.compile(
    b"(?:[\1\3\5\7][\0\2\4\6]{0,%d}){%d}" % (parameters.LEAK_FREQUENT - 1, parameters.LEAK_WORDS)
)
"""The same, with other words between them, as in a list."""


class WordKinds(dict[str, int]):
    """Codes of words: the kind in the last four bits, preceded by a hash of the word.

    ``known`` holds the words of protected texts. If it is None, any word may belong to one; only
    then do the codes have a hash.
    """

    def __init__(self, known: frozenset[str] | None = None) -> None:
        self.known = known

    def __missing__(self, word: str) -> int:
        kind = _classify(word)
        if self.known is None:
            kind += 1 + (_hash(word) << parameters.LEAK_KIND_BITS)
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
    return _LONG if len(word) > 2 * parameters.LEAK_WORD_LETTERS else _WORD


def take_out_insertions(text: str) -> tuple[str, str]:
    """Return a text without notation and insertions, and the insertions."""
    insertions: list[str] = []
    for pattern in _list_patterns(_INSERTIONS, text):
        insertions += pattern.findall(text)
        text = pattern.sub(" ", text)
    for pattern in _list_patterns(_NOTATION, text):
        text = pattern.sub("", text)
    return text, "\n".join(insertions)


def _list_patterns(patterns: _Patterns, text: str) -> list[re.Pattern[str]]:
    found = (listed for first, listed in patterns.items() if first in text)
    return [pattern for listed in found for sign, pattern in listed if sign in text]


class Reading(list[str]):
    """The words of a file with their kinds; ``tags`` are the tags that contained them, if any."""

    def __init__(self, words: Iterable[str], table: WordKinds, kinds: bytes = b"") -> None:
        super().__init__(words)
        self.table = table
        self._kinds = kinds
        self.tags: Sequence[str] = ()
        self._places: tuple[bytes, list[int]] = (b"", [])

    @cached_property
    def numbers(self) -> list[int]:
        """The code of each word; see WordKinds."""
        return list(map(self.table.__getitem__, self))

    @property
    def kinds(self) -> bytes:
        """The kind of each word; see WordKinds."""
        if len(self._kinds) != len(self):
            # If the words of protected texts are known, the codes have no hash.
            known = self.table.known is not None
            numbers = map(self.table.__getitem__, self) if known else self.numbers
            self._kinds = bytes(numbers if known else map(_KIND.__getitem__, numbers))
        return self._kinds

    def find_ends(self, ends: bytes) -> list[int]:
        """Return the indexes at which a run of a fingerprint may begin, by its end pairs."""
        if self._places[0] is not ends:
            flags = bytes(map(ends.__getitem__, _add_pairs(self.numbers)))
            self._places = ends, [match.start() for match in _ENDS.finditer(flags)]
        return self._places[1]

    def select(self, flags: Iterable[object], kinds: bytes) -> Reading:
        """Return the words with a true flag; ``kinds`` holds the kinds of these words."""
        chosen = list(map(bool, flags))
        picked = Reading(compress(self, chosen), self.table, kinds)
        picked.numbers = list(compress(self.numbers, chosen))
        return picked


def add_pair(first: str, second: str) -> int:
    """Return a hash of two words: 12 bits, enough to skip most pairs, too few to identify them."""
    return parameters.LEAK_PAIR_FACTOR * _hash(first) + _hash(second) & PAIR


def tabulate_ends(first: Collection[int], last: Collection[int]) -> bytes:
    """Return a table by the sums of ``_add_pairs``: whether a run begins or ends with a pair."""
    table = bytes(_FIRST * (v in first) + _LAST * (v in last) for v in range(PAIR + 1))
    # A sum of two hashes of 12 bits may have 13 bits; the kind of a word makes no difference.
    repeated = [
        bytes([value]) * (1 << parameters.LEAK_KIND_BITS) for value in range(_FIRST + _LAST + 1)
    ]
    return b"".join(map(repeated.__getitem__, table * 2))


def _add_pairs(numbers: Sequence[int]) -> Iterator[int]:
    """Yield a code for each pair of words, with their hash in the bits before the last four."""
    return map(add, map(_OPENINGS.__getitem__, numbers), islice(numbers, 1, None))


PAIR: Final = 0xFFF
_KIND: Final = bytes(range(1 << parameters.LEAK_KIND_BITS)) * (PAIR + 1)
_OPENINGS: Final = [
    (parameters.LEAK_PAIR_FACTOR * value & PAIR) << parameters.LEAK_KIND_BITS
    for value in range(PAIR + 1)
    for _ in range(1 << parameters.LEAK_KIND_BITS)
]
"""Contribution of the first of two words to their hash, by its code."""
_FIRST, _LAST = 1, 2
_BETWEEN: Final = parameters.LEAK_WORDS - 1 - 2
"""Number of pairs of words between the first and the last pair of a run."""
_ENDS: Final = re.compile(rb"[\x01\x03](?=.{%d}[\x02\x03])" % _BETWEEN, re.DOTALL)


def separate_words(text: str, kinds: bytes) -> Iterator[str]:
    """Yield a text with letterspaced words joined, and its words that only signs separate."""
    if _SPACED.search(kinds):
        yield _LETTERS.sub(lambda match: re.sub(r"\s", "", match[0]), text)
    if _LONG in kinds or _LONG + 1 in kinds:
        yield "\n".join(re.sub(r"\W+", " ", chain) for chain in _CHAINED.findall(text))


def drop_strays(words: Reading) -> Reading:
    """Return the words without strays; none if there are few strays.

    If there are many, as in a list, frequent words are left out as well. Nothing is returned if
    the text does not have enough words of a protected text near each other.
    """
    kinds = words.kinds.translate(None, _STRAYS)
    strays = len(words) - len(kinds) + len(_PREFIXES.findall(kinds))
    frequent = (
        _find_frequent(words, len(kinds)) if strays * parameters.LEAK_FREQUENT > len(words) else ()
    )
    if strays < parameters.LEAK_STRAYS or not (_NEARLY_KNOWN if frequent else KNOWN).search(kinds):
        return Reading((), words.table)
    found = words.select(words.kinds.translate(_NO_STRAYS), kinds)
    for match in _PREFIXES.finditer(kinds):
        found[match.start()] = word = found[match.start()].lstrip(_DIGITS)
        found.numbers[match.start()] = words.table[word]
    return found.select([word not in frequent for word in found], b"") if frequent else found


def _find_frequent(words: Sequence[str], count: int) -> set[str]:
    """Return the frequent words of a list with ``count`` words other than strays."""
    sample = words[:: parameters.LEAK_SAMPLE_STEP] if count > parameters.LEAK_LONG_LIST else words
    likely = (
        word
        for word, seen in Counter(sample).most_common(2 * parameters.LEAK_FREQUENT)
        if 2 * seen * parameters.LEAK_FREQUENT > len(sample) and word.isalpha()
    )
    return {word for word in likely if words.count(word) * parameters.LEAK_FREQUENT > count}
