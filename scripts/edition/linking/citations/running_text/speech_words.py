"""The words by which running text names speech acts and agreements.

The words are data, as those of the notes are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edition.linking.citations.running_text.days import Days
from edition.linking.citations.words import Words, any_of
from edition.records.conventions import default_words
from edition.records.options import Option, OptionType, settle, words_option

NOWHERE, IN_TEXT, IN_NOTES, EVERYWHERE = "nowhere", "text", "notes", "everywhere"


OPTIONS = (
    Option(
        "statements",
        OptionType.CHOICE,
        NOWHERE,
        "Where to look for statements, speeches, letters, treaties and the press by the words "
        "below: nowhere, in the running text, in the notes, or everywhere.",
        (NOWHERE, IN_TEXT, IN_NOTES, EVERYWHERE),
    ),
    words_option("utterances", "Nouns for something said or written on a given day."),
    words_option("instruments", "Nouns in the names of agreements: the Treaty of …, the … Pact."),
    words_option("sayings", "Reporting verbs."),
    words_option("givings", "Transfer verbs: what is done with a statement, letter or treaty."),
    words_option("venues", "Nouns for the occasion of a speech: at the … Congress in 1952."),
    words_option("periodicals", "Nouns that follow the name of a newspaper or magazine."),
    words_option("owners", "Possessives that replace the name of an author."),
    words_option("pronouns", "Pronouns that replace the name of a speaker."),
)


@dataclass(frozen=True, slots=True)
class SpeechWords:
    """The words for what is said, made into patterns."""

    where: str
    """One of the choices of the option ``statements``."""
    days: Days
    noun: re.Pattern[str]
    instrument: re.Pattern[str]
    reporting: re.Pattern[str]
    transfer: re.Pattern[str]
    venue: re.Pattern[str]
    periodical: str
    possessives: frozenset[str]
    pronouns: frozenset[str]
    plain: frozenset[str]
    """Words in small letters that tell nothing of who said something, or what."""
    common: frozenset[str] = frozenset()
    """Words that the text has in small letters: at the head of a sentence they are no names."""

    @property
    def in_text(self) -> bool:
        """True if the running text is read."""
        return self.where in (IN_TEXT, EVERYWHERE)

    @property
    def in_notes(self) -> bool:
        """True if the notes are read."""
        return self.where in (IN_NOTES, EVERYWHERE)


def make_speech_words(options: Mapping[str, Any], words: Words) -> SpeechWords:
    """Return the patterns for the options of a record."""
    settings = settle(OPTIONS, options, default_words("citations"))
    instruments = any_of(settings["instruments"], either_case=True)
    return SpeechWords(
        where=settings["statements"],
        days=Days(words.month, words.months),
        noun=re.compile(rf"(?<![\w’-]){any_of(settings['utterances'], either_case=True)}(?!-)"),
        instrument=re.compile(rf"(?<![\w’-]){instruments}(?![\w-])"),
        reporting=re.compile(rf"(?<![\w’-]){any_of(settings['sayings'])}(?!-)"),
        transfer=re.compile(rf"(?<![\w’-]){any_of(settings['givings'])}(?!-)"),
        venue=re.compile(rf"(?<![\w’-]){any_of(settings['venues'])}(?!-)"),
        periodical=any_of(settings["periodicals"]),
        possessives=frozenset(settings["owners"]),
        pronouns=frozenset(settings["pronouns"]),
        plain=frozenset(
            (*_PLAIN, *settings["owners"], *(name.casefold() for name in words.months))
        ),
    )


_PLAIN = (
    "the|a|an|of|in|on|at|by|to|with|and|or|for|from|into|as|that|this|these|those|it|he|she|"
    "they|we|i|who|which|when|while|was|were|is|are|had|has|have|been|be|but|not|also|however|"
    "there|finally|both|if|after|before|until|since|although|moreover|any|such"
).split("|")
