"""What the bibliography knows by name, found in a passage, with the entry that each name means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from edition.bibliography.database import Bibliography
from edition.linking.citations.passages import Passage
from edition.linking.citations.running_text.clauses import Clause, part_clauses
from edition.linking.citations.running_text.mentions import Mention, Sign
from edition.linking.citations.running_text.named_archives import Archives, read_archives
from edition.linking.citations.running_text.named_entities import find_names, find_periodicals
from edition.linking.citations.running_text.named_press import Press, read_press
from edition.linking.citations.running_text.named_titles import NamedTitles, read_titles
from edition.linking.citations.running_text.speech_acts import find_said
from edition.linking.citations.running_text.speech_words import Sayings
from edition.linking.citations.running_text.statements import (
    Choice,
    Statement,
    choose_statement,
    find_short_titles,
    read_statements,
)
from edition.linking.citations.words import Words
from edition.model.citation import Abstention


@dataclass(frozen=True, slots=True)
class Known:
    """What the mentions of a text are compared with."""

    sayings: Sayings
    statements: tuple[Statement, ...]
    short: re.Pattern[str] | None
    press: Press
    archives: Archives
    titles: NamedTitles
    exceptions: frozenset[str]
    voices: Mapping[str, frozenset[str]]
    """Authors, as folded words, who are known to speak in one work: by the keys of the works."""


def read_known(bibliography: Bibliography, sayings: Sayings, words: Words) -> Known:
    """Return what the bibliography knows, for the words of a convention."""
    statements = read_statements(bibliography, sayings.days)
    press = read_press(bibliography, words)
    return Known(
        sayings,
        statements,
        find_short_titles(bibliography),
        press,
        read_archives(bibliography),
        read_titles(bibliography, words),
        frozenset(words.exceptions),
        {one.key: one.voice for one in statements if one.voice}
        | {key: frozenset((name,)) for key, name in press.voices()},
    )


def find_named_in(passage: Passage, known: Known) -> list[tuple[Mention, Choice]]:
    """Return in order what a passage names, with entry or reason; nothing overlaps."""
    chosen: list[tuple[Mention, Choice]] = []
    for mention in _find_mentions(passage, known):
        choice = _choose(mention, passage, known)
        words = passage.text[mention.start : mention.end]
        if (choice.key or mention.sure) and words not in known.exceptions:
            chosen.append((mention, choice))
    return _part(chosen)


def _find_mentions(passage: Passage, known: Known) -> Iterator[Mention]:
    for start, end in part_clauses(passage.text):
        clause = Clause(passage.text, start, end, known.sayings)
        yield from find_names(clause, known.sayings.instrument)
        yield from find_names(clause, known.short, known=True) if known.short else ()
        yield from find_said(clause)
        yield from find_periodicals(clause)
        yield from known.press.find(clause)
        yield from known.archives.find(clause)
        yield from known.titles.find(clause, passage)


def _choose(mention: Mention, passage: Passage, known: Known) -> Choice:
    text = passage.text
    if mention.sign is Sign.TITLE:
        return known.titles.choose(mention, passage)
    if mention.sign is Sign.PRESS:
        return known.press.choose(mention, text)
    if mention.sign is Sign.ARCHIVE:
        return known.archives.choose(mention, text)
    choice = choose_statement(mention, text, known.statements, known.sayings)
    paper = None if choice.key else known.press.find_paper(mention, text)
    if paper is not None:
        return Choice(paper, None, paper=True)
    told = mention.sign in (Sign.VERB, Sign.NOUN) and not mention.day
    if choice.reason is Abstention.NO_ENTRY and told:
        return Choice(None, Abstention.NEVER_GIVEN)
    return choice


def _part(chosen: list[tuple[Mention, Choice]]) -> list[tuple[Mention, Choice]]:
    """Return mentions that do not overlap: those with an entry first, then the longer ones."""
    kept: list[tuple[Mention, Choice]] = []
    for mention, choice in sorted(chosen, key=_rank):
        if all(mention.end <= other.start or other.end <= mention.start for other, _ in kept):
            kept.append((mention, choice))
    return sorted(kept, key=lambda one: one[0].start)


def _rank(one: tuple[Mention, Choice]) -> tuple[bool, bool, int, int]:
    mention, choice = one
    return choice.key is None, not mention.day, mention.start - mention.end, mention.start
