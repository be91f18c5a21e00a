"""Choose the statement of the bibliography that a mention refers to.

An entry matches if speaker and date agree, or its name; a contradicting date excludes it.
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
from edition.model import parameters
from edition.model.citation import Abstention
from edition.text.dates import Date, read_common
from edition.text.folding import fold_letters
from edition.text.tex import plain_tex

GROUP = "statement"
_DATED = ("date", "year")
_NAMED = ("title", "shorttitle", "titleaddon")


@dataclass(frozen=True, slots=True)
class Statement:
    """The parts of an entry that mentions are compared with; words are folded."""

    key: str
    names: tuple[frozenset[str], ...]
    """The words of the name of each author; of a body, those before the first comma."""
    bodies: frozenset[str]
    """All words of the names of the authors."""
    titles: tuple[frozenset[str], ...]
    proper: frozenset[str]
    """Capitalized words of the title, except the first."""
    day: Date
    voice: frozenset[str]
    """The words of a single author that is a body; people make more than one statement."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The entry that a mention refers to, or the reason why none is chosen."""

    key: str | None
    reason: Abstention | None
    paper: bool = False
    """True for a newspaper, whose issue is the date of the mention."""


@lru_cache(maxsize=8)
def list_group(bibliography: Bibliography, group: str) -> tuple[tuple[str, Entry], ...]:
    """Return the entries with a keyword, by key; texts share the cached result."""
    return tuple(
        (key, entry)
        for key, entry in bibliography.data.entries.items()
        if group in re.split(r"\s*,\s*", entry.fields.get("keywords", ""))
    )


def read_statements(bibliography: Bibliography, speech: SpeechWords) -> tuple[Statement, ...]:
    """Return the entries of the group of statements."""
    return tuple(
        _read_statement(key, entry, speech) for key, entry in list_group(bibliography, GROUP)
    )


def find_short_titles(bibliography: Bibliography) -> re.Pattern[str] | None:
    """Return a pattern for the short titles of statements, or None if there are none."""
    titles = {
        plain_tex(entry.fields["shorttitle"])
        for _, entry in list_group(bibliography, GROUP)
        if "shorttitle" in entry.fields
    }
    return any_title(titles)


def any_title(titles: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern for any of the titles, the longest first, or None if there are none."""
    # An empty title would match everywhere.
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
    """Return the folded words of a text without ’s and plural; long compounds are divided."""
    stems = set()
    for word in re.findall(r"[\w.’'-]*\w", text):
        bare = re.sub(r"[’']s?$", "", word)
        parts = bare.split("-")
        is_short = any(len(part) <= parameters.AUTHOR_PART for part in parts)
        for stem in map(fold_letters, [bare] if is_short else parts):
            plural = len(stem) > parameters.PLURAL_LETTERS and stem.endswith("s")
            stems.add(stem[:-1] if plural else stem)
    return frozenset(stems - {""})


def choose_statement(
    mention: Mention, text: str, statements: Iterable[Statement], speech: SpeechWords
) -> Choice:
    """Choose the entry with most in common with a mention."""
    rank_entry = _rank_name if mention.kind is MentionKind.NAME else _rank_speech_act
    ranked: list[tuple[tuple[int, ...], str]] = []
    for statement in statements:
        if statement.day.contradicts(mention.day):
            continue
        rank = rank_entry(mention, text, statement, speech)
        if rank is not None:
            ranked.append((rank, statement.key))
    best = max((rank for rank, _ in ranked), default=())
    keys = [key for rank, key in ranked if rank == best]
    if len(keys) == 1:
        return Choice(keys[0], None)
    return Choice(None, Abstention.AMBIGUOUS if keys else Abstention.NO_ENTRY)


def _rank_name(
    mention: Mention, text: str, statement: Statement, speech: SpeechWords
) -> tuple[int, ...] | None:
    """Rank an entry whose title contains all words of the name, or the name all of the title."""
    plain = _plain(speech)
    named = stem_words(text[mention.start : mention.end])
    words = frozenset(word for word in named if not word.isdigit()) - plain
    for title in statement.titles:
        own = frozenset(word for word in title if not word.isdigit()) - plain
        shared = words & own
        if len(shared) < min(2, len(own)) or not shared:
            continue
        if words <= own | statement.bodies or own <= words:
            return int(mention.day.satisfies(statement.day)), len(shared), -len(own - words)
    return None


def _plain(speech: SpeechWords) -> frozenset[str]:
    return frozenset(fold_letters(word) for word in speech.plain)


def _rank_speech_act(
    mention: Mention, text: str, statement: Statement, speech: SpeechWords
) -> tuple[int, ...] | None:
    clause = stem_words(text[slice(*mention.clause)])
    speaker = stem_words(text[slice(*mention.who)])
    if speaker <= speech.pronouns:
        # The antecedent of a pronoun is earlier in the same paragraph.
        clause |= stem_words(text[: mention.end])
    who = _match_author(statement, speaker, clause)
    pointed = bool(speaker & speech.possessives) and bool(mention.day.day)
    if not (who or pointed):
        return None
    title = frozenset().union(*statement.titles) - _plain(speech) - statement.bodies
    shared = len(title & clause)
    dated = mention.day.satisfies(statement.day)
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
    """Return True if author and words of the title identify an entry without its date."""
    if who < parameters.AUTHOR_CERTAIN:
        return False
    clause = len(title & stem_words(text[slice(*mention.clause)]))
    if mention.kind is MentionKind.VERB and not statement.day and clause >= parameters.TITLE_WORDS:
        return True
    return bool(title & stem_words(text[mention.start : mention.end]))


def _match_author(statement: Statement, speaker: frozenset[str], clause: frozenset[str]) -> int:
    """Return 2 if the speaker is an author, 1 if the clause contains the name of one, else 0.

    For an entry without authors, the proper names of its title are compared with the clause.
    """
    if not statement.names:
        known = statement.proper & clause
        return int(bool(known) and len(known) >= parameters.NAME_HALF * len(statement.proper))
    if any(name and name <= speaker for name in statement.names):
        return parameters.AUTHOR_CERTAIN
    return int(any(name and name <= clause for name in statement.names))
