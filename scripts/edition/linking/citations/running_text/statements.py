"""Entries for what was said, written and agreed, and which of them a mention means.

An entry is meant if who and when agree, or its name; a day that contradicts rules it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pybtex.database import Entry

from edition.bibliography.database import Bibliography
from edition.bibliography.work import plain_names
from edition.linking.citations.running_text.clauses import SpeechWords
from edition.linking.citations.running_text.mentions import Mention, MentionKind
from edition.model.citation import Abstention
from edition.model.parameters import (
    AUTHOR_CERTAIN,
    AUTHOR_PART,
    NAME_HALF,
    PLURAL_LETTERS,
    TITLE_WORDS,
)
from edition.text.dates import Date, read_common
from edition.text.folding import fold_letters
from edition.text.tex import plain_tex

GROUP = "statement"
_DATED = ("date", "year")
_NAMED = ("title", "shorttitle", "titleaddon")


@dataclass(frozen=True, slots=True)
class Statement:
    """An entry as far as mentions are compared with it; words are folded."""

    key: str
    names: tuple[frozenset[str], ...]
    """The words of the name of each author; of a body, those before the first comma."""
    bodies: frozenset[str]
    """All words of the names of authors."""
    titles: tuple[frozenset[str], ...]
    proper: frozenset[str]
    """Words with capitals in the title, but for the first."""
    day: Date
    voice: frozenset[str]
    """The words of its one author, if that is a body; people speak in more than one work."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The entry that a mention means, or why none is chosen."""

    key: str | None
    reason: Abstention | None
    paper: bool = False
    """True if it is a newspaper, of which the day gives the issue."""


@lru_cache(maxsize=8)
def list_group(bibliography: Bibliography, group: str) -> tuple[tuple[str, Entry], ...]:
    """Return the entries that have a keyword, with their keys; every text asks for the same."""
    return tuple(
        (key, entry)
        for key, entry in bibliography.data.entries.items()
        if group in re.split(r"\s*,\s*", entry.fields.get("keywords", ""))
    )


def read_statements(bibliography: Bibliography, speech: SpeechWords) -> tuple[Statement, ...]:
    """Return the entries whose keywords say that they are statements."""
    return tuple(
        _read_statement(key, entry, speech) for key, entry in list_group(bibliography, GROUP)
    )


def find_short_titles(bibliography: Bibliography) -> re.Pattern[str] | None:
    """Return a pattern for the short titles of statements; None if there are none."""
    titles = {
        plain_tex(entry.fields["shorttitle"])
        for _, entry in list_group(bibliography, GROUP)
        if "shorttitle" in entry.fields
    }
    return any_title(titles)


def any_title(titles: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern for any of the titles, the longest first; None if there are none."""
    # An empty title would be found everywhere.
    ordered = sorted(map(re.escape, filter(None, titles)), key=lambda title: (-len(title), title))
    return re.compile(rf"(?<![\w“-])(?:{'|'.join(ordered)})(?![\w-])") if ordered else None


def _read_statement(key: str, entry: Entry, speech: SpeechWords) -> Statement:
    fields = {name.lower(): plain_tex(value) for name, value in entry.fields.items()}
    people = entry.persons.get("author", ())
    names = tuple(stem_words(plain_names(person)[0].split(",")[0]) for person in people)
    dated = next((read_common(fields[name]) for name in _DATED if fields.get(name)), Date())
    title = fields.get("title", "")
    words = re.findall(r"[\w’'-]+", title)
    return Statement(
        key,
        names,
        stem_words(" ".join(plain_tex(str(person)) for person in people)),
        tuple(stem_words(fields[name]) for name in _NAMED if fields.get(name)),
        stem_words(" ".join(word for word in words[1:] if word[0].isupper())),
        dated or speech.first_day(fields.get("note", "")),
        names[0] if len(people) == 1 and not people[0].first_names else frozenset(),
    )


@lru_cache(maxsize=4096)
def stem_words(text: str) -> frozenset[str]:
    """Return the words of a text folded, without ’s and the plural; parts of long compounds."""
    stems = set()
    for word in re.findall(r"[\w.’'-]*\w", text):
        bare = re.sub(r"[’']s?$", "", word)
        parts = bare.split("-")
        whole = any(len(part) <= AUTHOR_PART for part in parts)
        for stem in map(fold_letters, [bare] if whole else parts):
            plural = len(stem) > PLURAL_LETTERS and stem.endswith("s")
            stems.add(stem[:-1] if plural else stem)
    return frozenset(stems - {""})


def choose_statement(
    mention: Mention, text: str, statements: Iterable[Statement], speech: SpeechWords
) -> Choice:
    """Return the entry that a mention means: the one with most in common, if there is one."""
    judge = _judge_name if mention.kind is MentionKind.NAME else _judge_speech_act
    ranked: list[tuple[tuple[int, ...], str]] = []
    for statement in statements:
        if statement.day.contradicts(mention.day):
            continue
        rank = judge(mention, text, statement, speech)
        if rank is not None:
            ranked.append((rank, statement.key))
    best = max((rank for rank, _ in ranked), default=())
    keys = [key for rank, key in ranked if rank == best]
    if len(keys) == 1:
        return Choice(keys[0], None)
    return Choice(None, Abstention.AMBIGUOUS if keys else Abstention.NO_ENTRY)


def _distinctive_words(text: str, speech: SpeechWords) -> frozenset[str]:
    return frozenset(word for word in stem_words(text) if not word.isdigit()) - _plain(speech)


def _judge_name(
    mention: Mention, text: str, statement: Statement, speech: SpeechWords
) -> tuple[int, ...] | None:
    """Rank an entry whose title has all words of the name, or whose title the name has."""
    words = _distinctive_words(text[mention.start : mention.end], speech)
    for title in statement.titles:
        own = frozenset(word for word in title if not word.isdigit()) - _plain(speech)
        shared = words & own
        if len(shared) < min(2, len(own)) or not shared:
            continue
        if words <= own | statement.bodies or own <= words:
            return int(mention.day.meets(statement.day)), len(shared), -len(own - words)
    return None


def _plain(speech: SpeechWords) -> frozenset[str]:
    return frozenset(fold_letters(word) for word in speech.plain)


def _judge_speech_act(
    mention: Mention, text: str, statement: Statement, speech: SpeechWords
) -> tuple[int, ...] | None:
    clause = stem_words(text[slice(*mention.clause)])
    speaker = stem_words(text[slice(*mention.who)])
    if speaker <= speech.pronouns:
        # The name that a pronoun stands for was given before, in the same paragraph.
        clause |= stem_words(text[: mention.end])
    who = _match_author(statement, speaker, clause)
    pointed = bool(speaker & speech.possessives) and bool(mention.day.day)
    if not (who or pointed):
        return None
    title = frozenset().union(*statement.titles) - _plain(speech) - statement.bodies
    shared = len(title & clause)
    dated = mention.day.meets(statement.day)
    if dated and statement.day.day:
        wanted = 0 if who else 2
    elif dated:
        wanted = 1 if statement.day.month else 2
    else:
        wanted = 2 if statement.day else 1
    if not dated and not _is_named_undated(mention, text, statement, title, who):
        return None
    return (int(dated), who, shared) if shared >= wanted else None


def _is_named_undated(
    mention: Mention, text: str, statement: Statement, title: frozenset[str], who: int
) -> bool:
    """True if an entry is named without its day: by its author and words of its title."""
    if who < AUTHOR_CERTAIN:
        return False
    clause = len(title & stem_words(text[slice(*mention.clause)]))
    if mention.kind is MentionKind.VERB and not statement.day and clause >= TITLE_WORDS:
        return True
    return bool(title & stem_words(text[mention.start : mention.end]))


def _match_author(statement: Statement, speaker: frozenset[str], clause: frozenset[str]) -> int:
    """Return 2 if the name of the speaker is the author's, 1 if the clause has that name, else 0.

    Of an entry without an author, the proper names of its title are looked for.
    """
    if not statement.names:
        known = statement.proper & clause
        return int(bool(known) and len(known) >= NAME_HALF * len(statement.proper))
    if any(name and name <= speaker for name in statement.names):
        return AUTHOR_CERTAIN
    return int(any(name and name <= clause for name in statement.names))
