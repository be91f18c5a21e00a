"""Phrases that name places of a text: the words and numbers that belong to one reference.

A phrase is only what stands there; whether it refers to this text at all is decided in
``judgement``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from edition.linking.cross_references.words import NUMERALS, Words
from edition.model.parameters import DIRECTION_BEFORE

PLACES = frozenset({"page", "note", "figure"})
DIVISIONS = frozenset({"division", "title", "current", "prior", "next"})
_COMMA = re.compile(r",?\s+")
_ON = re.compile(r",?\s+(?:on|at)\s+")
_FOLLOWING = re.compile(r"(?<=\d)ff?$")
_NUMBER = re.compile(r"[\w.]+")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed, with its place in the run; ``last`` ends a range."""

    start: int
    end: int
    label: str
    last: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its numbers, a relative chapter, or the title of a division."""

    kind: str
    start: int
    end: int
    word: str
    numbers: tuple[Number, ...] = ()


@dataclass(slots=True)
class Phrase:
    """Tokens that name one place, or one row of places."""

    tokens: list[Token]
    start: int
    end: int
    direction: str = ""
    """``earlier`` or ``later`` if the phrase says so."""
    named: Token | None = None
    """The division that the words before the brackets name, if this one stands in brackets."""
    before: Phrase | None = field(default=None, repr=False)
    """The phrase before it in the block."""

    def of(self, kind: str) -> Token | None:
        """Return the token of a kind."""
        return next((token for token in self.tokens if token.kind == kind), None)

    @property
    def division(self) -> Token | None:
        """The division that the phrase names, itself or by the words before its brackets."""
        own = next((token for token in self.tokens if token.kind in DIVISIONS), None)
        return own or self.named

    @property
    def place(self) -> Token | None:
        """The most exact place that the phrase names: note, figure, page; None for a division."""
        return self.of("note") or self.of("figure") or self.of("page")


def find_phrases(text: str, words: Words) -> list[Phrase]:
    """Return the phrases of a block in reading order."""
    phrases: list[Phrase] = []
    for token in find_tokens(text, words):
        last = phrases[-1] if phrases else None
        if last is None or not _joins(text, words, last, token):
            phrases.append(Phrase([token], token.start, token.end, before=last))
            if last is not None and token.kind in PLACES and _opens(text, words, last, token):
                phrases[-1].named = last.tokens[-1]
    for phrase in phrases:
        _find_direction(text, words, phrase)
    return phrases


def find_tokens(text: str, words: Words) -> Iterator[Token]:
    """Yield the tokens of a block in reading order."""
    end = 0
    for head in words.heads.finditer(text):
        match = words.tokens.match(text, head.start()) if head.start() >= end else None
        if match is None:
            continue
        end = match.end()
        kind = (match.lastgroup or "").removesuffix("s")
        if kind in PLACES or kind == "division":
            word = match[kind]
            numbers = tuple(_numbers(match[f"{kind}s"], match.start(f"{kind}s"), _plural(word)))
            end = numbers[-1].end  # the word in the singular leaves the rest of a list
            yield Token(kind, match.start(), end, word, numbers)
        else:
            yield Token(kind, match.start(), match.end(), match[0].split()[-1])


def _plural(word: str) -> bool:
    bare = word.rstrip(".").casefold()
    return bare.endswith("s") or (len(bare) == 2 and bare[0] == bare[1])


def _numbers(text: str, offset: int, plural: bool) -> Iterator[Number]:
    """Yield the numbers of a list; the word in the singular takes one number or one range."""
    found = [m for m in _NUMBER.finditer(text) if m[0] not in ("and", "or")]
    index = 0
    while index < len(found):
        first = last = found[index]
        after = found[index + 1] if index + 1 < len(found) else None
        if after is not None and text[first.end() : after.start()].strip() in ("\u2013", "-"):
            last, index = after, index + 1
        ends = last[0] if last is not first else ""
        label = _FOLLOWING.sub("", NUMERALS.get(first[0].casefold(), first[0]).rstrip("."))
        end = offset + last.start() + len(last[0].rstrip("."))
        yield Number(offset + first.start(), end, label, ends.rstrip("."))
        index += 1
        if not plural:
            return


def _joins(text: str, words: Words, phrase: Phrase, token: Token) -> bool:
    """Add the token to the phrase if the words between them say that they are one."""
    last = phrase.tokens[-1]
    if any(_same_kind(known, token) for known in phrase.tokens):
        return False
    if not _is_joint(text[phrase.end : token.start], words, last.kind, token.kind):
        return False
    phrase.tokens.append(token)
    phrase.end = token.end
    return True


def _is_joint(between: str, words: Words, one: str, other: str) -> bool:
    if other in DIVISIONS:
        return one in PLACES and words.inside.fullmatch(between) is not None
    if other == "page" and _ON.fullmatch(between):
        return True
    return (one != "note" or other == "page") and _COMMA.fullmatch(between) is not None


def _same_kind(one: Token, other: Token) -> bool:
    return one.kind == other.kind or (one.kind in DIVISIONS and other.kind in DIVISIONS)


def _opens(text: str, words: Words, phrase: Phrase, token: Token) -> bool:
    last = phrase.tokens[-1]
    between = text[phrase.end : token.start]
    return last.kind in DIVISIONS and words.after_cue.fullmatch(between) is not None


def _find_direction(text: str, words: Words, phrase: Phrase) -> None:
    """Note ``earlier`` or ``later`` inside the phrase, or directly before or after it."""
    pairs = zip(phrase.tokens, phrase.tokens[1:], strict=False)
    inner = (words.inside.fullmatch(text[one.end : other.start]) for one, other in pairs)
    found = next((match[1] for match in inner if match and match[1]), "")
    if not found:
        after = words.direction_after.match(text, phrase.end)
        found = after[1] if after else ""
    if not found:
        before = text[max(0, phrase.start - DIRECTION_BEFORE) : phrase.start]
        cue = words.cue.search(before)
        found = (cue[1] or cue[2] or "") if cue else ""
        match = None if found else words.direction.search(before[: cue.start()] if cue else before)
        found = match[1] if match else found
    word = found.casefold()
    phrase.direction = "later" if word in words.later else "earlier" if found else ""
