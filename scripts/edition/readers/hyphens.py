"""Decide whether hyphens at the ends of lines are dropped or kept, and state the evidence.

Method: the text itself is the first evidence. The form that occurs elsewhere in it, undivided,
decides: the joined form (``under`` + ``standing``) or the hyphenated form (``well-known``). If
neither occurs, the parts decide: their nature, and whether they occur in other compounds. The
record settles cases that no rule of the language decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

from edition.model.document import JoinKind
from edition.records.options import Option, OptionType
from edition.text.source import Source

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019\u02bc][^\W\d_]+)*")
_COMPOUND = re.compile(r"\b\w+(?:['\u2019\u02bc]\w+)*(?:[-\u2010]\w+(?:['\u2019\u02bc]\w+)*)+")
_BROKEN = re.compile(r"\b(\w++)[-\u2010\u00ad]\s*\n\s*\w+")
"""A word divided at the end of a line; its parts are not words."""
_HYPHEN = re.compile(r"[-\u2010\u2013]")
_PREFIXES = frozenset("anti half mid non pan post quasi self semi ultra vice".split())
_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty "
    "sixty seventy eighty ninety hundred".split()
)
_FIRST_PARTS = frozenset("after counter fore inter out over super trans under with".split())
"""First parts of words that are written without a hyphen."""
_NAME_PARTS = frozenset(("mc", "mac"))
_LONG = 5
_STEM = 4


@dataclass(frozen=True, slots=True)
class TextHyphenation:
    """Hyphenation learned from the undivided words and compounds of a text."""

    words: Counter[str] = field(repr=False)
    compounds: Counter[str] = field(repr=False)
    partners: dict[str, set[str]] = field(repr=False, default_factory=dict)
    """Second parts of compounds, by their first part."""
    text: str = field(repr=False, default="")
    """The text, case-folded, without the words divided at the ends of lines."""
    pairs: dict[str, set[str]] = field(repr=False, default_factory=dict)
    """Words that follow the first part of a divided word after a space, by that part."""
    settled: Mapping[range, JoinKind] = field(repr=False, default_factory=dict)
    """Decisions of the record about hyphens, by stretches of the witness."""

    @classmethod
    def learn(
        cls, text: str, settled: Mapping[range, JoinKind] = MappingProxyType({})
    ) -> TextHyphenation:
        """Count the undivided words and hyphenated compounds of a text, case-folded."""
        pairs: dict[str, set[str]] = {}

        def take(broken: re.Match[str]) -> str:
            pairs[broken[1]] = set()
            return " "

        folded = _BROKEN.sub(take, text.casefold())
        # Analyse each distinct stretch without white space only once.
        stretches = Counter(folded.split())
        words: Counter[str] = Counter()
        compounds: Counter[str] = Counter()
        for stretch, count in stretches.items():
            for word in _WORD.findall(stretch):
                words[word] = words.get(word, 0) + count
            if "-" in stretch or "\u2010" in stretch:
                for compound in _COMPOUND.findall(stretch):
                    compounds[compound.replace("\u2010", "-")] += count
        partners: dict[str, set[str]] = {}
        for compound in compounds:
            first, second = compound.split("-")[:2]
            partners.setdefault(first, set()).add(second)
        spaced = folded.split(" ")
        for word, following in pairwise(spaced[1:-1]):
            if word in pairs:
                pairs[word].add(following)
        return cls(words, compounds, partners, folded, pairs, settled)

    def decide(self, left: str, right: str, offset: int = -1) -> tuple[JoinKind, str]:
        """Return the kind of join and its evidence; see ``Hyphenation.decide``."""
        for stretch, kind in self.settled.items():
            if offset in stretch:
                return kind, "the record says so"
        if left[-1].isdigit() or right[0].isdigit():
            return JoinKind.HYPHEN_KEPT, "a number at the hyphen"
        head, tail = _HYPHEN.split(left)[-1], _HYPHEN.split(right)[0]
        if head[-1:].islower() and tail[:1].isupper():
            if head.casefold() in _NAME_PARTS:
                return JoinKind.HYPHEN_JOINED, "a name prefix that takes no hyphen"
            return JoinKind.HYPHEN_KEPT, "a capital after the hyphen"
        joined = self.words[(head + tail).casefold()]
        kept = self.compounds[f"{head}-{tail}".casefold()]
        if kept > joined:
            form = f"\u201c{head}-{tail}\u201d"
            return JoinKind.HYPHEN_KEPT, f"{form} occurs in the text {kept}\u00d7"
        if joined:
            form = f"\u201c{head}{tail}\u201d"
            return JoinKind.HYPHEN_JOINED, f"{form} occurs in the text {joined}\u00d7"
        for holds, evidence in self._list_reasons(left, right, head.casefold(), tail.casefold()):
            if holds:
                return JoinKind.HYPHEN_KEPT, evidence
        return JoinKind.HYPHEN_JOINED, "neither form occurs elsewhere; dropped by default"

    def _list_reasons(
        self, left: str, right: str, head: str, tail: str
    ) -> Iterator[tuple[object, str]]:
        """Yield the reasons to keep a hyphen, the strongest first, each with whether it holds.

        ``head`` and ``tail`` are the parts at the hyphen, ``left`` and ``right`` the complete
        compounds.
        """
        words, partners = self.words, self.partners.get(head, set())
        begins_words = head in _FIRST_PARTS
        are_long = len(head) >= _LONG and len(tail) >= _LONG and not begins_words
        have_stems = len(head) >= _STEM and len(tail) >= _STEM and not begins_words
        are_words = words[head] > 1 and words[tail] > 1
        yield head in _PREFIXES, "the first part is a prefix that takes a hyphen"
        yield head in _NUMBERS and words[tail], "the first part is a number word"
        yield self._are_neighbours(head, tail), "the two words occur side by side in the text"
        yield (
            are_long and self._only_before_hyphens(head),
            "the first part occurs only before hyphens",
        )
        # life-or- + death, six- + year-old: a compound on either side.
        yield (
            _HYPHEN.search(left + right) and are_words,
            "part of a longer compound, and both parts are words of the text",
        )
        # left- + wingers where left-wing occurs in the text.
        yield (
            len(tail) >= _STEM and any(p[:_STEM] == tail[:_STEM] for p in partners),
            "a compound of the same stem occurs in the text",
        )
        yield (
            have_stems and len(partners) > 1 and words[tail],
            "the first part occurs in other compounds, and the second is a word",
        )
        yield are_long and are_words, "both parts are long words of the text"

    def _are_neighbours(self, head: str, tail: str) -> bool:
        if not (self.words[head] and self.words[tail]):
            return False
        following = self.pairs.get(head)
        return f" {head} {tail} " in self.text if following is None else tail in following

    def _only_before_hyphens(self, head: str) -> bool:
        """True if a word occurs in more than one compound and never outside compounds."""
        if len(self.partners.get(head, ())) < 2:
            return False
        bound = sum(n for form, n in self.compounds.items() if form.startswith(f"{head}-"))
        return self.words[head] <= bound


KEPT_HYPHENS: Final = Option(
    "kept_hyphens",
    OptionType.LINES,
    (),
    "Lines whose last hyphen belongs to the word, where the text does not show it elsewhere.",
)
JOINED_HYPHENS: Final = Option(
    "joined_hyphens", OptionType.LINES, (), "Lines whose last hyphen only parts the word."
)


def learn_hyphenation(source: Source, settings: Mapping[str, Any]) -> TextHyphenation:
    """Learn the hyphenation of a text, with the decisions of the options."""
    return TextHyphenation.learn(source.text, settle_hyphens(source, settings))


def settle_hyphens(source: Source, settings: Mapping[str, Any]) -> Mapping[range, JoinKind]:
    """Return the decisions of the options about hyphens, by the stretches of their lines."""
    starts = (*source.line_starts, len(source.text))
    return {
        range(starts[line - 1], starts[line]): kind
        for option, kind in (
            (KEPT_HYPHENS, JoinKind.HYPHEN_KEPT),
            (JOINED_HYPHENS, JoinKind.HYPHEN_JOINED),
        )
        for line in settings[option.name]
        if line < len(starts)
    }
