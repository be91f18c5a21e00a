"""Line-end hyphens: joined or kept, with the evidence.

Method: the text itself is the first witness. The form that stands elsewhere in it, unbroken,
decides: the joined form (``under`` + ``standing``) or the hyphenated one (``well-known``).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from edition.model import JoinKind

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019\u02bc][^\W\d_]+)*")
_COMPOUND = re.compile(r"\w+(?:['\u2019\u02bc]\w+)*(?:[-\u2010]\w+(?:['\u2019\u02bc]\w+)*)+")
_PREFIXES = frozenset(
    "anti ex half mid non pan post pre pro pseudo quasi self semi ultra vice".split()
)


@dataclass(frozen=True, slots=True)
class TextHyphenation:
    """Decides by the words and compounds that stand unbroken in the text."""

    words: Counter[str] = field(repr=False)
    compounds: Counter[str] = field(repr=False)

    @classmethod
    def learn(cls, text: str) -> TextHyphenation:
        """Count the words and hyphenated compounds of a text; both case-folded."""
        folded = text.casefold()
        return cls(
            Counter(_WORD.findall(folded)),
            Counter(match.replace("\u2010", "-") for match in _COMPOUND.findall(folded)),
        )

    def decide(self, left: str, right: str) -> tuple[JoinKind, str]:
        """Return the kind of join and its evidence; see ``Hyphenation.decide``."""
        if left[-1].isdigit() or right[0].isdigit():
            return JoinKind.HYPHEN_KEPT, "a number stands at the hyphen"
        head, tail = re.split(r"[-\u2010\u2013]", left)[-1], re.split(r"[-\u2010\u2013]", right)[0]
        joined = self.words[(head + tail).casefold()]
        kept = self.compounds[f"{head}-{tail}".casefold()]
        if joined or kept:
            if kept > joined:
                return JoinKind.HYPHEN_KEPT, f"\u201c{head}-{tail}\u201d stands in the text {kept}\u00d7"
            return JoinKind.HYPHEN_JOINED, f"\u201c{head}{tail}\u201d stands in the text {joined}\u00d7"
        if tail[:1].isupper():
            return JoinKind.HYPHEN_KEPT, "a capital follows the hyphen"
        if head.casefold() in _PREFIXES:
            return JoinKind.HYPHEN_KEPT, "the first part is a prefix that takes a hyphen"
        return JoinKind.HYPHEN_JOINED, "neither form stands elsewhere; a line-end hyphen by default"
