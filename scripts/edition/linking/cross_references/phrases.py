"""Find phrases that name places of a text: the words and numbers of one reference.

The words are data: those of the conventions that a record names, and its own additions. This module
only finds phrases; ``judgement`` decides which of them refer to this text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from edition.model.parameters import DIRECTION_BEFORE
from edition.records.conventions import any_of, resolve_words
from edition.records.options import NOTHING

PLACES = frozenset({"page", "note", "figure"})
DIVISIONS = frozenset({"division", "title", "current", "prior", "next"})
_COMMA = re.compile(r",?\s+")
_ON = re.compile(r",?\s+(?:on|at)\s+")
_FOLLOWING = re.compile(r"(?<=\d)ff?$")
_NUMBER = re.compile(r"[\w.]+")


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number with its offsets in the block; ``last`` is the end of a range."""

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
    """Tokens that name one place, or one list of places."""

    tokens: list[Token]
    start: int
    end: int
    direction: str = ""
    """``earlier``, ``later`` or empty."""
    named: Token | None = None
    """For a phrase in brackets, the division named before the brackets."""
    before: Phrase | None = field(default=None, repr=False)
    """The preceding phrase in the block."""

    def of(self, kind: str) -> Token | None:
        """Return the token of a kind."""
        return next((token for token in self.tokens if token.kind == kind), None)

    @property
    def division(self) -> Token | None:
        """The division that the phrase names, or that is named before its brackets."""
        own = next((token for token in self.tokens if token.kind in DIVISIONS), None)
        return own or self.named

    @property
    def place(self) -> Token | None:
        """The most specific place of the phrase: note, figure or page; None for a division."""
        return self.of("note") or self.of("figure") or self.of("page")


def find_phrases(text: str, words: ReferenceWords) -> list[Phrase]:
    """Return the phrases of a block in reading order."""
    phrases: list[Phrase] = []
    for token in find_tokens(text, words):
        last = phrases[-1] if phrases else None
        if last is not None and _continues(text, words, last, token):
            last.tokens.append(token)
            last.end = token.end
            continue
        phrases.append(Phrase([token], token.start, token.end, before=last))
        if last is not None and token.kind in PLACES and _opens(text, words, last, token):
            phrases[-1].named = last.tokens[-1]
    for phrase in phrases:
        _find_direction(text, words, phrase)
    return phrases


def find_tokens(text: str, words: ReferenceWords) -> Iterator[Token]:
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
            numbers = tuple(
                _read_numbers(match[f"{kind}s"], match.start(f"{kind}s"), _is_plural(word))
            )
            end = numbers[-1].end  # A word in the singular takes only the first number of a list.
            yield Token(kind, match.start(), end, word, numbers)
        else:
            yield Token(kind, match.start(), match.end(), match[0].split()[-1])


def _is_plural(word: str) -> bool:
    """Return True for “pages”, “pp.” and “nn.”."""
    bare = word.rstrip(".").casefold()
    return bare.endswith("s") or (len(bare) == 2 and bare[0] == bare[1])


def _read_numbers(text: str, offset: int, plural: bool) -> Iterator[Number]:
    """Yield the numbers of a list; after a word in the singular only the first number or range."""
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


def _continues(text: str, words: ReferenceWords, phrase: Phrase, token: Token) -> bool:
    """Return True if the words between a phrase and a token join them."""
    kinds = {known.kind for known in phrase.tokens}
    if token.kind in kinds or (token.kind in DIVISIONS and kinds & DIVISIONS):
        return False
    between, last = text[phrase.end : token.start], phrase.tokens[-1]
    return _is_joint(between, words, last.kind, token.kind)


def _is_joint(between: str, words: ReferenceWords, first: str, second: str) -> bool:
    """Return True if the text can join two tokens of the kinds ``first`` and ``second``."""
    if second in DIVISIONS:
        listed = second not in ("title", "current") and _COMMA.fullmatch(between) is not None
        return first in PLACES and (listed or words.inside.fullmatch(between) is not None)
    if second == "page" and _ON.fullmatch(between):
        return True
    return (first != "note" or second == "page") and _COMMA.fullmatch(between) is not None


def _opens(text: str, words: ReferenceWords, phrase: Phrase, token: Token) -> bool:
    """Return True for a token that opens brackets after a division: “chapter 2 (see page 40)”."""
    between = text[phrase.end : token.start]
    return phrase.tokens[-1].kind in DIVISIONS and words.after_cue.fullmatch(between) is not None


def _find_direction(text: str, words: ReferenceWords, phrase: Phrase) -> None:
    """Set the direction from words such as “above” in, before or after the phrase."""
    pairs = zip(phrase.tokens, phrase.tokens[1:], strict=False)
    inner = (words.inside.fullmatch(text[first.end : second.start]) for first, second in pairs)
    found = next((match[1] for match in inner if match and match[1]), "")
    if not found:
        after = words.direction_after.match(text, phrase.end)
        found = after[1] if after else ""
    if not found:
        before = text[max(0, phrase.start - DIRECTION_BEFORE) : phrase.start]
        cue = words.cue.search(before)
        found = (cue[1] or cue[2] or "") if cue else ""
        match = None if found else words.direction.search(before[: cue.start()] if cue else before)
        if match is None and not found and phrase.of("note") is not None:
            match = words.direction_before.search(before)
        found = match[1] if match else found
    word = found.casefold()
    phrase.direction = "later" if word in words.later else "earlier" if found else ""


# --- Words ----------------------------------------------------------------------------------------


_NUMERALS = "one two three four five six seven eight nine ten eleven twelve".split()
NUMERALS = {word: str(number) for number, word in enumerate(_NUMERALS, 1)}
"""Numbers of chapters that may be spelled out."""


def _make_verb(word: str) -> str:
    """Return a pattern for the forms of a regular English verb."""
    stem = re.escape(word.removesuffix("e"))
    return f"{stem}(?:e|es|ed|ing)" if word.endswith("e") else f"{stem}(?:s|es|ed|ing)?"


def _make_participle(word: str) -> str:
    """Return a pattern for the past participle of a verb; the word may already be one."""
    if word.endswith(("ed", "wn", "een")):
        return re.escape(word)
    return re.escape(word.removesuffix("e")) + "ed"


class ReferenceWords:
    """The compiled words of a text for cross-references."""

    def __init__(
        self, options: Mapping[str, Any], titles: Sequence[str], *, documents: bool = False
    ) -> None:
        """Compile the words.

        Args:
            options: the section ``cross_references`` of the record.
            titles: titles of the divisions without a number.
            documents: True if the divisions are documents, so that words for documents apply.
        """
        lists = resolve_words("cross_references", {"exceptions": (), **options})
        if not documents:
            lists |= dict.fromkeys(("documents", "document_before", "document_after"), ())
        cues = any_of(lists["cues"], either_case=True)
        verbs = f"(?:{'|'.join(map(_make_verb, lists['verbs']))})\\b"
        participles = "|".join(map(_make_participle, lists["verbs"]))
        directions = any_of((*lists["earlier"], *lists["later"]), either_case=True)
        filler = (
            r"(?:also|again|for\s+example,?|e\.g\.,?|esp\.|especially|the|discussions?|on|in|at|of)"
        )
        preposition = r"(?:\s+(?:on|in|at|by|from|throughout))?"
        opening = r"\s*[(\[]?\s*"
        self.heads = re.compile(_make_head_pattern(lists, titles))
        """Matches at every start of a token, and elsewhere; a fast test before ``tokens``."""
        self.tokens = re.compile(_make_token_pattern(lists, titles))
        """Matches a word with its number, a relative chapter, or the title of a division."""
        self.cue = re.compile(
            rf"(?<!\w)(?:{cues}:?(?:\s+{filler})*(?:\s+({directions}),?)?(?:\s+{filler})*"
            rf"|(?:^|(?<=[(\[;.])|(?<=[(\[;.]\s))({directions}),?(?:\s+(?:on|at))?)\s*$"
        )
        """Matches a cue directly before a reference: ``see``, ``see also above, on``."""
        self.page_participle = re.compile(rf"\b(?:{participles})\s+(?:on|at)\s+$", re.IGNORECASE)
        """Matches a participle and a preposition before a page: ``discussed on``."""
        self.verb = re.compile(
            rf"\b{verbs}(?:\s+\w+){{0,2}}?{preposition}(?:\s+the)?{opening}$", re.IGNORECASE
        )
        """Matches one of the verbs before a reference, with or without a preposition."""
        self.direction = re.compile(
            rf"\b{verbs}\s+(?:\w+\s+)?({directions}){preposition}(?:\s+the)?{opening}(?:on\s+)?$",
            re.IGNORECASE,
        )
        """Matches a verb and a direction before a reference: ``discussed above on``."""
        self.verb_after = re.compile(
            rf"\s+(?:(?:will|would|has|have|had|also|already|further)\s+)*{verbs}\b", re.IGNORECASE
        )
        """Matches one of the verbs after a reference: ``Chapter 2 will discuss``."""
        self.inside = re.compile(rf"\s*(?:({directions})\s+)?(?:in|of)\s+(?:the\s+)?")
        """Matches the words between a place and its division: ``earlier in``."""
        self.direction_after = re.compile(rf",?\s+({directions})(?!\s+\w)")
        self.direction_before = re.compile(rf"(?<!\w)({directions}),?\s+$")
        """Matches a direction directly before a note: ``supra note 12``."""
        self.verbs = re.compile(verbs, re.IGNORECASE)
        """Matches one of the verbs, which are not terms of a subject."""
        self.after_cue = re.compile(rf"\s*[(\[]\s*(?:{cues}\s+)?(?:(?:on|at)\s+)?")
        """Matches the words between a division and a page in brackets: ``(see``."""
        self.later = frozenset(lists["later"])
        self.neighbours = frozenset((*lists["document_before"], *lists["document_after"]))
        """Words that by themselves refer to the preceding or following document."""
        self.exceptions = lists["exceptions"]


_TOKEN_OPTIONS = (
    *("pages", "notes", "chapters", "parts", "documents", "figures"),
    *("document_before", "document_after"),
    *("this", "previous", "next", "earlier", "later"),
)
"""Options with words that begin a token."""
_FIGURE = r"(?:[A-Z]\.)?\d+(?:\.\d+)*"
_PAGE = r"(?:\d+(?:ff?\.?)?|[ivxlc]+)(?!\w|\.\d)"
_TO = r"(?:\s?[–-]\s?{0})?"
_AND = r"(?:,\s*(?:and\s+|&\s*)?|\s+(?:and|or|&)\s+|–)"


def _make_token_pattern(lists: Mapping[str, Any], titles: Sequence[str]) -> str:
    """Return the pattern of a token; the name of the group that matched is its kind."""
    page = _PAGE + _TO.format(_PAGE)
    note = r"\d+(?!\w|\.\d)" + _TO.format(r"\d+(?!\w|\.\d)")
    written = f"{_FIGURE}|[IVX]+\\b|[A-Z]\\b(?!\\.)|{'|'.join(NUMERALS)}"
    words = (*lists["chapters"], *lists["parts"])
    divided, numbered = (
        any_of(nouns, either_case=True) for nouns in (words, (*words, *lists["documents"]))
    )
    kinds = [
        _make_numbered("page", any_of(lists["pages"], either_case=True), page),
        _make_numbered("note", any_of(lists["notes"], either_case=True), note),
        _make_numbered(
            "figure", any_of(lists["figures"], either_case=True), f"{_FIGURE}(?![\\w-])"
        ),
        _make_numbered("division", numbered, f"(?:{written})(?![\\w-])"),
        _make_relative("current", lists["this"], divided),
        _make_relative("prior", lists["previous"], divided, lists["document_before"]),
        _make_relative("next", lists["next"], divided, lists["document_after"]),
        _make_relative("vague", (*lists["earlier"], *lists["later"]), divided),
    ]
    kinds += [f"(?P<title>{any_of(titles)})"] if titles else []
    return rf"(?<![\w\u2019'])(?:{'|'.join(kinds)})"


def _make_head_pattern(lists: Mapping[str, Any], titles: Sequence[str]) -> str:
    """Return a pattern that matches at every start of a token, and at some other places."""
    words = {word.casefold() for name in _TOKEN_OPTIONS for word in lists[name]}
    words |= {title.casefold() for title in titles}
    first = "".join(sorted({letter for word in words for letter in (word[0], word[0].upper())}))
    if not words:
        return NOTHING
    rests = sorted({word[1:4] for word in words})
    # The letter precedes the lookbehind because it excludes more places.
    return f"[{re.escape(first)}](?<![\\w\u2019'].)(?:{'|'.join(map(re.escape, rests))})"


def _make_relative(kind: str, words: Sequence[str], divided: str, alone: Sequence[str] = ()) -> str:
    """Return a pattern for “the next chapter” and the like; ``alone`` need no noun after them."""
    chapter = rf"{any_of(words, either_case=True)}\s+(?={divided})\w+"
    return rf"(?P<{kind}>{chapter}|{any_of(alone, either_case=True)})"


def _make_numbered(kind: str, words: str, number: str) -> str:
    return rf"(?P<{kind}>{words})\s*(?P<{kind}s>{number}(?:{_AND}{number})*)"
