"""The words by which a text refers to itself, and how they become patterns.

The words are data: those of the conventions that the record names, and what it adds to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edition.records.conventions import default_words
from edition.records.options import NOTHING, Option, OptionType, settle, words_option

OPTIONS = (
    words_option("pages", "Words before the number of a page."),
    words_option("notes", "Words before the number of a note."),
    words_option("chapters", "Words before the number of a chapter."),
    words_option("parts", "Words before the number of a division other than a chapter."),
    words_option("figures", "Words before the number of a figure."),
    words_option("cues", "Words that send the reader to another place."),
    words_option(
        "verbs",
        "Verbs for what a passage does, in the infinitive; -s, -ed, -ing are added.",
    ),
    words_option("earlier", "Words for an earlier place."),
    words_option("later", "Words for a later place."),
    words_option("this", "Words before “chapter” for the current one."),
    words_option("previous", "Words for the previous chapter."),
    words_option("next", "Words for the next chapter."),
    Option(
        "exceptions",
        OptionType.TEXTS,
        (),
        "Passages, as they read in the text, that do not refer to the text itself.",
    ),
)

_NUMERALS = "one two three four five six seven eight nine ten eleven twelve".split()
NUMERALS = {word: str(number) for number, word in enumerate(_NUMERALS, 1)}
"""Numbers of chapters that may be written out."""


def one_of(words: Iterable[str], *, either_case: bool = False) -> str:
    """Return a pattern for any of the words, longest first; ``either_case`` for the first letter.

    A word of letters ends where the letters end; one with a full stop may touch its number.
    """
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + ("|".join(_word(word, either_case) for word in ordered) or NOTHING) + ")"


def _word(word: str, either_case: bool) -> str:
    escaped = re.escape(word)
    if either_case and word[:1].isalpha():
        escaped = f"[{word[0].upper()}{word[0].lower()}]{re.escape(word[1:])}"
    return escaped + (r"\b" if word[-1:].isalnum() else "")


def _verb(word: str) -> str:
    stem = re.escape(word.removesuffix("e"))
    return f"{stem}(?:e|es|ed|ing)" if word.endswith("e") else f"{stem}(?:s|es|ed|ing)?"


def _participle(word: str) -> str:
    if word.endswith(("ed", "wn", "een")):
        return re.escape(word)
    return re.escape(word.removesuffix("e")) + "ed"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, made into patterns."""

    heads: re.Pattern[str]
    """Matches wherever a token may begin; quick, but not exact."""
    tokens: re.Pattern[str]
    """Matches a word with its number, a relative chapter, or the title of a division."""
    cue: re.Pattern[str]
    """What stands directly before a reference that a cue introduces."""
    page_participle: re.Pattern[str]
    """What stands before a page: a participle and a preposition, ``discussed on``."""
    verb: re.Pattern[str]
    """What stands before: a verb of the kind, perhaps with a preposition."""
    direction: re.Pattern[str]
    """What stands before: a verb with earlier, above, later …, perhaps with a preposition."""
    verb_after: re.Pattern[str]
    """What stands after: a verb of the kind."""
    inside: re.Pattern[str]
    """Between a place and the division that it lies in: ``earlier in``."""
    direction_after: re.Pattern[str]
    verbs: re.Pattern[str]
    """One of the verbs, which say nothing of a subject."""
    after_cue: re.Pattern[str]
    """Between a division and a page in brackets: ``(see``."""
    earlier: frozenset[str]
    later: frozenset[str]
    exceptions: tuple[str, ...]


def settle_words(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words of every list for the options of a record."""
    return settle(OPTIONS, options, default_words("cross_references"))


def make_words(options: Mapping[str, Any], titles: Sequence[str]) -> Words:
    """Return the patterns for a text; ``titles`` are those of its divisions without a number."""
    settings = settle_words(options)
    cues = one_of(settings["cues"], either_case=True)
    verbs = f"(?:{'|'.join(map(_verb, settings['verbs']))})\\b"
    participles = "|".join(_participle(word) for word in settings["verbs"])
    directions = one_of((*settings["earlier"], *settings["later"]), either_case=True)
    filler = (
        r"(?:also|again|for\s+example,?|e\.g\.,?|esp\.|especially|the|discussions?|on|in|at|of)"
    )
    preposition = r"(?:\s+(?:on|in|at|by|from|throughout))?"
    opening = r"\s*[(\[]?\s*"
    return Words(
        heads=re.compile(_heads(settings, titles)),
        tokens=re.compile(_tokens(settings, titles)),
        cue=re.compile(
            rf"(?<!\w)(?:{cues}:?(?:\s+{filler})*(?:\s+({directions}),?)?(?:\s+{filler})*"
            rf"|(?:^|(?<=[(\[;.])|(?<=[(\[;.]\s))({directions}),?(?:\s+(?:on|at))?)\s*$"
        ),
        page_participle=re.compile(rf"\b(?:{participles})\s+(?:on|at)\s+$", re.IGNORECASE),
        verb=re.compile(
            rf"\b{verbs}(?:\s+\w+){{0,2}}?{preposition}(?:\s+the)?{opening}$", re.IGNORECASE
        ),
        direction=re.compile(
            rf"\b{verbs}\s+(?:\w+\s+)?({directions}){preposition}(?:\s+the)?{opening}(?:on\s+)?$",
            re.IGNORECASE,
        ),
        verb_after=re.compile(
            rf"\s+(?:(?:will|would|has|have|had|also|already|further)\s+)*{verbs}\b", re.IGNORECASE
        ),
        inside=re.compile(rf"\s*(?:({directions})\s+)?(?:in|of)\s+(?:the\s+)?"),
        direction_after=re.compile(rf",?\s+({directions})(?!\s+\w)"),
        verbs=re.compile(verbs, re.IGNORECASE),
        after_cue=re.compile(rf"\s*[(\[]\s*(?:{cues}\s+)?(?:(?:on|at)\s+)?"),
        earlier=frozenset(settings["earlier"]),
        later=frozenset(settings["later"]),
        exceptions=settings["exceptions"],
    )


_FIRST = (
    *("pages", "notes", "chapters", "parts", "figures"),
    *("this", "previous", "next", "earlier", "later"),
)
"""Options whose words may begin a token."""
_NUMBER = r"(?:[A-Z]\.)?\d+(?:\.\d+)*"
_PAGE = r"(?:\d+(?:ff?\.?)?|[ivxlc]+)(?!\w|\.\d)"
_TO = r"(?:\s?[–-]\s?{0})?"
_AND = r"(?:,\s*(?:and\s+|&\s*)?|\s+(?:and|or|&)\s+|–)"


def _tokens(settings: Mapping[str, Any], titles: Sequence[str]) -> str:
    """Return the pattern of a token; the name of the group that matched is its kind."""
    page = _PAGE + _TO.format(_PAGE)
    note = r"\d+(?!\w|\.\d)" + _TO.format(r"\d+(?!\w|\.\d)")
    written = f"{_NUMBER}|[IVX]+\\b|[A-Z]\\b(?!\\.)|{'|'.join(NUMERALS)}"
    divided = one_of((*settings["chapters"], *settings["parts"]), either_case=True)
    kinds = [
        _numbered("page", one_of(settings["pages"], either_case=True), page),
        _numbered("note", one_of(settings["notes"], either_case=True), note),
        _numbered("figure", one_of(settings["figures"], either_case=True), f"{_NUMBER}(?![\\w-])"),
        _numbered("division", divided, f"(?:{written})(?![\\w-])"),
        _relative("current", settings["this"], divided),
        _relative("prior", settings["previous"], divided),
        _relative("next", settings["next"], divided),
        _relative("vague", (*settings["earlier"], *settings["later"]), divided),
    ]
    kinds += [f"(?P<title>{one_of(titles)})"] if titles else []
    return rf"(?<![\w\u2019'])(?:{'|'.join(kinds)})"


def _heads(settings: Mapping[str, Any], titles: Sequence[str]) -> str:
    """Return a pattern that is quick and matches wherever a token may begin, and elsewhere too."""
    words = {word.casefold() for name in _FIRST for word in settings[name]}
    words |= {title.casefold() for title in titles}
    first = "".join(sorted({letter for word in words for letter in (word[0], word[0].upper())}))
    if not words:
        return NOTHING
    rests = sorted({word[1:4] for word in words})
    # The letter first: it rules out more places than what stands before it, and is tested sooner.
    return f"[{re.escape(first)}](?<![\\w\u2019'].)(?:{'|'.join(map(re.escape, rests))})"


def _relative(kind: str, words: Sequence[str], divided: str) -> str:
    return rf"(?P<{kind}>{one_of(words, either_case=True)})\s+(?={divided})\w+"


def _numbered(kind: str, words: str, number: str) -> str:
    return rf"(?P<{kind}>{words})\s*(?P<{kind}s>{number}(?:{_AND}{number})*)"
