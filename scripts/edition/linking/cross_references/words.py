"""The words by which a text refers to itself, and how they become patterns.

The words are data: those of the conventions that the record names, and what it adds to them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from edition.records.conventions import any_of, settle_words
from edition.records.options import NOTHING

_NUMERALS = "one two three four five six seven eight nine ten eleven twelve".split()
NUMERALS = {word: str(number) for number, word in enumerate(_NUMERALS, 1)}
"""Numbers of chapters that may be written out."""


def _verb(word: str) -> str:
    stem = re.escape(word.removesuffix("e"))
    return f"{stem}(?:e|es|ed|ing)" if word.endswith("e") else f"{stem}(?:s|es|ed|ing)?"


def _participle(word: str) -> str:
    if word.endswith(("ed", "wn", "een")):
        return re.escape(word)
    return re.escape(word.removesuffix("e")) + "ed"


class Words:
    """The words of a text, made into patterns."""

    def __init__(self, options: Mapping[str, Any], titles: Sequence[str]) -> None:
        """``titles`` are those of the divisions without a number."""
        lists = settle_words("cross_references", {"exceptions": (), **options})
        cues = any_of(lists["cues"], either_case=True)
        verbs = f"(?:{'|'.join(map(_verb, lists['verbs']))})\\b"
        participles = "|".join(map(_participle, lists["verbs"]))
        directions = any_of((*lists["earlier"], *lists["later"]), either_case=True)
        filler = (
            r"(?:also|again|for\s+example,?|e\.g\.,?|esp\.|especially|the|discussions?|on|in|at|of)"
        )
        preposition = r"(?:\s+(?:on|in|at|by|from|throughout))?"
        opening = r"\s*[(\[]?\s*"
        self.heads = re.compile(_heads(lists, titles))
        """Matches wherever a token may begin; quick, but not exact."""
        self.tokens = re.compile(_tokens(lists, titles))
        """Matches a word with its number, a relative chapter, or the title of a division."""
        self.cue = re.compile(
            rf"(?<!\w)(?:{cues}:?(?:\s+{filler})*(?:\s+({directions}),?)?(?:\s+{filler})*"
            rf"|(?:^|(?<=[(\[;.])|(?<=[(\[;.]\s))({directions}),?(?:\s+(?:on|at))?)\s*$"
        )
        """What stands directly before a reference that a cue introduces."""
        self.page_participle = re.compile(rf"\b(?:{participles})\s+(?:on|at)\s+$", re.IGNORECASE)
        """What stands before a page: a participle and a preposition, ``discussed on``."""
        self.verb = re.compile(
            rf"\b{verbs}(?:\s+\w+){{0,2}}?{preposition}(?:\s+the)?{opening}$", re.IGNORECASE
        )
        """What stands before: a verb of the kind, perhaps with a preposition."""
        self.direction = re.compile(
            rf"\b{verbs}\s+(?:\w+\s+)?({directions}){preposition}(?:\s+the)?{opening}(?:on\s+)?$",
            re.IGNORECASE,
        )
        """What stands before: a verb with earlier, above, later …, perhaps with a preposition."""
        self.verb_after = re.compile(
            rf"\s+(?:(?:will|would|has|have|had|also|already|further)\s+)*{verbs}\b", re.IGNORECASE
        )
        """What stands after: a verb of the kind."""
        self.inside = re.compile(rf"\s*(?:({directions})\s+)?(?:in|of)\s+(?:the\s+)?")
        """Between a place and the division that it lies in: ``earlier in``."""
        self.direction_after = re.compile(rf",?\s+({directions})(?!\s+\w)")
        self.verbs = re.compile(verbs, re.IGNORECASE)
        """One of the verbs, which say nothing of a subject."""
        self.after_cue = re.compile(rf"\s*[(\[]\s*(?:{cues}\s+)?(?:(?:on|at)\s+)?")
        """Between a division and a page in brackets: ``(see``."""
        self.later = frozenset(lists["later"])
        self.exceptions = lists["exceptions"]


_FIRST = (
    *("pages", "notes", "chapters", "parts", "figures"),
    *("this", "previous", "next", "earlier", "later"),
)
"""Options whose words may begin a token."""
_NUMBER = r"(?:[A-Z]\.)?\d+(?:\.\d+)*"
_PAGE = r"(?:\d+(?:ff?\.?)?|[ivxlc]+)(?!\w|\.\d)"
_TO = r"(?:\s?[–-]\s?{0})?"
_AND = r"(?:,\s*(?:and\s+|&\s*)?|\s+(?:and|or|&)\s+|–)"


def _tokens(lists: Mapping[str, Any], titles: Sequence[str]) -> str:
    """Return the pattern of a token; the name of the group that matched is its kind."""
    page = _PAGE + _TO.format(_PAGE)
    note = r"\d+(?!\w|\.\d)" + _TO.format(r"\d+(?!\w|\.\d)")
    written = f"{_NUMBER}|[IVX]+\\b|[A-Z]\\b(?!\\.)|{'|'.join(NUMERALS)}"
    divided = any_of((*lists["chapters"], *lists["parts"]), either_case=True)
    kinds = [
        _numbered("page", any_of(lists["pages"], either_case=True), page),
        _numbered("note", any_of(lists["notes"], either_case=True), note),
        _numbered("figure", any_of(lists["figures"], either_case=True), f"{_NUMBER}(?![\\w-])"),
        _numbered("division", divided, f"(?:{written})(?![\\w-])"),
        _relative("current", lists["this"], divided),
        _relative("prior", lists["previous"], divided),
        _relative("next", lists["next"], divided),
        _relative("vague", (*lists["earlier"], *lists["later"]), divided),
    ]
    kinds += [f"(?P<title>{any_of(titles)})"] if titles else []
    return rf"(?<![\w\u2019'])(?:{'|'.join(kinds)})"


def _heads(lists: Mapping[str, Any], titles: Sequence[str]) -> str:
    """Return a pattern that is quick and matches wherever a token may begin, and elsewhere too."""
    words = {word.casefold() for name in _FIRST for word in lists[name]}
    words |= {title.casefold() for title in titles}
    first = "".join(sorted({letter for word in words for letter in (word[0], word[0].upper())}))
    if not words:
        return NOTHING
    rests = sorted({word[1:4] for word in words})
    # The letter first: it rules out more places than what stands before it, and is tested sooner.
    return f"[{re.escape(first)}](?<![\\w\u2019'].)(?:{'|'.join(map(re.escape, rests))})"


def _relative(kind: str, words: Sequence[str], divided: str) -> str:
    return rf"(?P<{kind}>{any_of(words, either_case=True)})\s+(?={divided})\w+"


def _numbered(kind: str, words: str, number: str) -> str:
    return rf"(?P<{kind}>{words})\s*(?P<{kind}s>{number}(?:{_AND}{number})*)"
