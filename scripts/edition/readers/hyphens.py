"""Line-end hyphens: joined or kept, with the evidence.

Method: the text itself is the first witness. The form that stands elsewhere in it, unbroken,
decides: the joined form (``under`` + ``standing``) or the hyphenated one (``well-known``). Where
neither stands, its parts do: what they are, and whether they stand in other compounds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from edition.model.document import JoinKind

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019\u02bc][^\W\d_]+)*")
_COMPOUND = re.compile(r"\b\w+(?:['\u2019\u02bc]\w+)*(?:[-\u2010]\w+(?:['\u2019\u02bc]\w+)*)+")
_BROKEN = re.compile(r"\b(\w++)[-\u2010\u00ad]\s*\n\s*\w+")
"""A word broken at a line's end: its parts are no words."""
_HYPHEN = re.compile(r"[-\u2010\u2013]")
_PREFIXES = frozenset("anti half mid non pan post quasi self semi ultra vice".split())
_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty "
    "sixty seventy eighty ninety hundred".split()
)
_FIRST_PARTS = frozenset("after counter fore inter out over super trans under with".split())
"""Words that make longer words without a hyphen."""
_LAST_PARTS = frozenset(
    "backed based controlled dominated driven educated minded occupied oriented owned speaking "
    "sponsored style trained".split()
)
"""Words that make compounds with whatever stands before them."""
_NAME_PARTS = frozenset(("mc", "mac"))
_SYLLABLE = re.compile(r"(?:[^\W\d_aeiou]{1,3})?[aeiou]{1,3}(?:h|ng?)?")
_VOWELS = frozenset("aeiou\u0101\u0113\u012b\u014d\u016b")
_LONG = 5
_STEM = 4


@dataclass(frozen=True, slots=True)
class TextHyphenation:
    """Decides by the words and compounds that stand unbroken in the text."""

    words: Counter[str] = field(repr=False)
    compounds: Counter[str] = field(repr=False)
    partners: dict[str, set[str]] = field(repr=False, default_factory=dict)
    """By the first part of a compound: the parts that stand behind it."""
    text: str = field(repr=False, default="")
    """The text itself, case-folded, without the words that line ends break."""
    pairs: dict[str, set[str]] = field(repr=False, default_factory=dict)
    """By the first part of a broken word: the words that stand behind it, a space between."""

    @classmethod
    def learn(cls, text: str) -> TextHyphenation:
        """Count the unbroken words and hyphenated compounds of a text; both case-folded."""
        pairs: dict[str, set[str]] = {}

        def take(broken: re.Match[str]) -> str:
            pairs[broken[1]] = set()
            return " "

        folded = _BROKEN.sub(take, text.casefold())
        # A stretch without white space is taken apart once, however often it stands there.
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
        return cls(words, compounds, partners, folded, pairs)

    def decide(self, left: str, right: str) -> tuple[JoinKind, str]:
        """Return the kind of join and its evidence; see ``Hyphenation.decide``."""
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
        for rule, evidence in _RULES:
            if rule(self, left, right, head.casefold(), tail.casefold()):
                return JoinKind.HYPHEN_KEPT, evidence
        return (
            JoinKind.HYPHEN_JOINED,
            "neither form occurs elsewhere; dropped by default",
        )

    def has_both(self, head: str, tail: str) -> bool:
        """True if both parts are words of the text."""
        return self.words[head] > 1 and self.words[tail] > 1

    def only_before_hyphens(self, head: str) -> bool:
        """True if a word stands in more than one compound, and nowhere by itself."""
        if len(self.partners.get(head, ())) < 2:
            return False
        bound = sum(n for form, n in self.compounds.items() if form.startswith(f"{head}-"))
        return self.words[head] <= bound


_Rule = Callable[[TextHyphenation, str, str, str, str], bool]


def _is_abbreviation(text: TextHyphenation, left: str, right: str, head: str, tail: str) -> bool:
    last, first = _HYPHEN.split(left)[-1], _HYPHEN.split(right)[0]
    if len(last) < 2 or not last.isupper():
        return False
    return not first.isupper() or text.has_both(head, tail)


def _is_prefix(text: TextHyphenation, left: str, right: str, head: str, tail: str) -> bool:
    return head in _PREFIXES


def _is_number(text: TextHyphenation, left: str, right: str, head: str, tail: str) -> bool:
    return head in _NUMBERS and text.words[tail] > 0


def _is_chinese_name(text: TextHyphenation, left: str, right: str, head: str, tail: str) -> bool:
    """``Hsiao-`` + ``wen``: the spelling of Wade and Giles, told by a sound that no other has."""
    parts = (head, tail)
    return (
        any(part.startswith("hs") for part in parts)
        and _HYPHEN.split(left)[-1][:1].isupper()
        and all(_SYLLABLE.fullmatch(part) for part in parts)
    )


def _is_japanese_name(text: TextHyphenation, left: str, right: str, head: str, tail: str) -> bool:
    """``Kan-`` + ``in`` where ``Kan-ichi`` stands in the text."""
    if not (head.endswith("n") and tail[0] in _VOWELS and _HYPHEN.split(left)[-1][0].isupper()):
        return False
    return any(partner[:1] in _VOWELS for partner in text.partners.get(head, ()))


def _is_phrase(text: TextHyphenation, left: str, right: str, head: str, tail: str) -> bool:
    if not (text.words[head] and text.words[tail]):
        return False
    if head in text.pairs:
        return tail in text.pairs[head]
    return f" {head} {tail} " in text.text


def _has_common_end(text: TextHyphenation, left: str, right: str, head: str, tail: str) -> bool:
    return tail in _LAST_PARTS and len(head) >= _STEM and text.words[head] > 1


def _is_bound(text: TextHyphenation, left: str, right: str, head: str, tail: str) -> bool:
    long = len(head) >= _LONG and len(tail) >= _LONG
    return long and head not in _FIRST_PARTS and text.only_before_hyphens(head)


def _is_longer(text: TextHyphenation, left: str, right: str, head: str, tail: str) -> bool:
    """``life-or-`` + ``death``, ``six-`` + ``year-old``: a compound on either side."""
    return bool(_HYPHEN.search(left) or _HYPHEN.search(right)) and text.has_both(head, tail)


def _has_kin(text: TextHyphenation, left: str, right: str, head: str, tail: str) -> bool:
    """``left-`` + ``wingers`` where ``left-wing`` stands in the text."""
    partners = text.partners.get(head, set())
    return len(tail) >= _STEM and any(p[:_STEM] == tail[:_STEM] for p in partners)


def _pairs_elsewhere(text: TextHyphenation, left: str, right: str, head: str, tail: str) -> bool:
    return (
        len(text.partners.get(head, ())) > 1
        and len(head) >= _STEM
        and len(tail) >= _STEM
        and head not in _FIRST_PARTS
        and text.words[tail] > 0
    )


def _is_pair(text: TextHyphenation, left: str, right: str, head: str, tail: str) -> bool:
    long = len(head) >= _LONG and len(tail) >= _LONG
    return long and head not in _FIRST_PARTS and text.has_both(head, tail)


_RULES: tuple[tuple[_Rule, str], ...] = (
    (_is_abbreviation, "the first part is an abbreviation"),
    (_is_prefix, "the first part is a prefix that takes a hyphen"),
    (_is_number, "the first part is a number word"),
    (_is_chinese_name, "Wade\u2013Giles names are hyphenated"),
    (_is_japanese_name, "the first part is hyphenated before other vowels in names"),
    (_is_phrase, "the two words occur side by side in the text"),
    (_has_common_end, "the second part forms compounds freely"),
    (_is_bound, "the first part occurs only before hyphens"),
    (_is_longer, "part of a longer compound, and both parts are words of the text"),
    (_has_kin, "a compound of the same stem occurs in the text"),
    (_pairs_elsewhere, "the first part occurs in other compounds, and the second is a word"),
    (_is_pair, "both parts are long words of the text"),
)
