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

from edition.model import JoinKind

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019\u02bc][^\W\d_]+)*")
_COMPOUND = re.compile(r"\b\w+(?:['\u2019\u02bc]\w+)*(?:[-\u2010]\w+(?:['\u2019\u02bc]\w+)*)+")
_BROKEN = re.compile(r"\b\w+[-\u2010\u00ad]\s*\n\s*\w+")
"""A word broken at a line's end: its parts are no words."""
_HYPHEN = re.compile(r"[-\u2010\u2013]")
_PREFIXES = frozenset("anti half mid non pan post quasi self semi ultra vice".split())
_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty "
    "sixty seventy eighty ninety hundred".split()
)
_FIRST_PARTS = frozenset("after counter fore inter out over super trans under with".split())
"""Words that make longer words without a hyphen."""
_LONG = 5
_STEM = 4


@dataclass(frozen=True, slots=True)
class TextHyphenation:
    """Decides by the words and compounds that stand unbroken in the text."""

    words: Counter[str] = field(repr=False)
    compounds: Counter[str] = field(repr=False)
    partners: dict[str, set[str]] = field(repr=False, default_factory=dict)
    """By the first part of a compound: the parts that stand behind it."""

    @classmethod
    def learn(cls, text: str) -> TextHyphenation:
        """Count the unbroken words and hyphenated compounds of a text; both case-folded."""
        folded = _BROKEN.sub(" ", text.casefold())
        compounds = Counter(m.replace("\u2010", "-") for m in _COMPOUND.findall(folded))
        partners: dict[str, set[str]] = {}
        for compound in compounds:
            first, second = compound.split("-")[:2]
            partners.setdefault(first, set()).add(second)
        return cls(Counter(_WORD.findall(folded)), compounds, partners)

    def decide(self, left: str, right: str) -> tuple[JoinKind, str]:
        """Return the kind of join and its evidence; see ``Hyphenation.decide``."""
        if left[-1].isdigit() or right[0].isdigit():
            return JoinKind.HYPHEN_KEPT, "a number stands at the hyphen"
        head, tail = _HYPHEN.split(left)[-1], _HYPHEN.split(right)[0]
        if head[-1:].islower() and tail[:1].isupper():
            return JoinKind.HYPHEN_KEPT, "a capital follows the hyphen"
        joined = self.words[(head + tail).casefold()]
        kept = self.compounds[f"{head}-{tail}".casefold()]
        if kept > joined:
            form = f"\u201c{head}-{tail}\u201d"
            return JoinKind.HYPHEN_KEPT, f"{form} stands in the text {kept}\u00d7"
        if joined:
            form = f"\u201c{head}{tail}\u201d"
            return JoinKind.HYPHEN_JOINED, f"{form} stands in the text {joined}\u00d7"
        for rule, evidence in _RULES:
            if rule(self, left, right, head.casefold(), tail.casefold()):
                return JoinKind.HYPHEN_KEPT, evidence
        return (
            JoinKind.HYPHEN_JOINED,
            "neither form stands elsewhere; a line-end hyphen by default",
        )

    def has_both(self, head: str, tail: str) -> bool:
        """True if both parts are words of the text."""
        return self.words[head] > 1 and self.words[tail] > 1


_Rule = Callable[[TextHyphenation, str, str, str, str], bool]


def _is_abbreviation(text: TextHyphenation, left: str, right: str, head: str, tail: str) -> bool:
    last = _HYPHEN.split(left)[-1]
    return len(last) > 1 and last.isupper() and not _HYPHEN.split(right)[0].isupper()


def _is_prefix(text: TextHyphenation, left: str, right: str, head: str, tail: str) -> bool:
    return head in _PREFIXES


def _is_number(text: TextHyphenation, left: str, right: str, head: str, tail: str) -> bool:
    return head in _NUMBERS and text.words[tail] > 0


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
    (_is_longer, "it stands in a longer compound, and both parts are words of the text"),
    (_has_kin, "a compound of the same stem stands in the text"),
    (_pairs_elsewhere, "the first part stands in other compounds, and the second is a word"),
    (_is_pair, "both parts are words of the text, and long ones"),
)
