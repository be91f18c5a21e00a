"""Resolve mentions in running text to entries: statements, newspapers, archives and titles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from edition.bibliography.database import Bibliography
from edition.linking.citations.passages import Passage, overlaps, read_notes, read_paragraphs
from edition.linking.citations.running_text.clauses import (
    EVERYWHERE,
    IN_NOTES,
    IN_TEXT,
    NOWHERE,
    Clause,
    SpeechWords,
    divide_clauses,
)
from edition.linking.citations.running_text.mentions import (
    Mention,
    MentionKind,
    find_names,
    find_periodicals,
    find_speech_acts,
    make_mention,
)
from edition.linking.citations.running_text.statements import (
    Choice,
    any_title,
    choose_statement,
    find_short_titles,
    list_group,
    read_statements,
    stem_words,
)
from edition.linking.citations.words import CitationWords, make_words
from edition.linking.citations.works import Match, Titles, Work, read_works
from edition.model.citation import Abstention, Citation, CitationKind
from edition.model.document import Document, Heading
from edition.model.parameters import NEWSPAPER_ALONE, NEWSPAPER_DAY, TITLE_IN_RUNNING_TEXT
from edition.model.traversal import running_text, walk_leaves
from edition.text.folding import fold_letters
from edition.text.tex import plain_tex

# --- Books and articles by their complete titles --------------------------------------------------


_TITLE_GROUPS = ("literature", "collection", "web")


def _choose_only(keys: Set[str | None], otherwise: Abstention = Abstention.NO_ENTRY) -> Choice:
    if len(keys) == 1:
        return Choice(next(iter(keys)), None)
    return Choice(None, Abstention.AMBIGUOUS if keys else otherwise)


class KnownTitles:
    """The complete titles of the books and articles of the bibliography."""

    def __init__(self, bibliography: Bibliography, words: CitationWords) -> None:
        works = read_works(bibliography, words.articles)
        self.titles = Titles(work for work in works if work.group in _TITLE_GROUPS)

    def find(self, clause: Clause, passage: Passage) -> Iterator[tuple[Mention, Choice]]:
        """Yield the complete titles in a clause, each with its work if only one has the title."""
        folded = passage.folded
        for start in folded.heads:
            if not clause.start <= folded.at[start] < clause.end:
                continue
            if found := self._list_complete(passage, start):
                last = max(match.end for match in found)
                keys = {match.work.key for match in found if match.end == last}
                extent = folded.at[start], folded.end_of(last)
                yield make_mention(clause, MentionKind.TITLE, (extent,), extent), _choose_only(keys)

    def _list_complete(self, passage: Passage, start: int) -> list[Match]:
        return [
            match
            for match in self.titles.match(passage.folded, start)
            if match.complete and match.end - match.start >= TITLE_IN_RUNNING_TEXT
        ]


# --- Archives by their titles in the bibliography -------------------------------------------------


_ARCHIVE_GROUP = "archive"


class KnownArchives:
    """The archives of the bibliography, by name."""

    def __init__(self, bibliography: Bibliography) -> None:
        self.places: dict[str, dict[str, str]] = {}
        """The keys for each name, by the place of the entry, which may be empty."""
        for key, entry in list_group(bibliography, _ARCHIVE_GROUP):
            place = plain_tex(entry.fields.get("location", "")).split(",")[0]
            for name in ("title", "shorttitle"):
                if name in entry.fields:
                    self.places.setdefault(plain_tex(entry.fields[name]), {})[place] = key
        self.pattern = any_title(self.places)

    def find(self, clause: Clause) -> Iterator[tuple[Mention, Choice]]:
        """Yield the archives that a clause names.

        An entry with a place matches only if the clause contains the place.
        """
        text = clause.text[clause.start : clause.end]
        for match in clause.find(self.pattern) if self.pattern else ():
            known = self.places[match[0]]
            places = "|".join(re.escape(place) for place in known if place)
            place = re.compile(rf"(?:\sin|\sat|,)\s(?:{places})\b") if places else None
            after = place.match(clause.text, match.end(), clause.end) if place else None
            pieces = (match.span(), after.span() if after else None)
            keys = {key for place, key in known.items() if not place or place in text}
            mention = make_mention(clause, MentionKind.ARCHIVE, pieces, match.span())
            yield mention, _choose_only(keys, Abstention.NEVER_GIVEN)


# --- Newspapers, and articles of magazines by their authors ---------------------------------------


class KnownPeriodicals:
    """The newspapers of the bibliography, and the articles of its magazines."""

    def __init__(self, bibliography: Bibliography, words: CitationWords) -> None:
        self.papers: dict[str, str] = {}
        """Keys of newspapers, by folded name."""
        self.articles: list[tuple[str, Work]] = []
        """Articles with the folded names of their magazines."""
        titles: list[str] = []
        for work in read_works(bibliography, words.articles):
            fields = bibliography.data.entries[work.key].fields
            if work.group == "newspaper":
                for title in work.titles:
                    self.papers.setdefault(title.text, work.key or "")
                titles.append(plain_tex(fields.get("title", "")))
            elif work.book and "journal" in fields:
                self.articles += [(title.text, work) for title in work.book]
        self.pattern = any_title(title for title in titles if len(title) >= NEWSPAPER_ALONE)

    def find_paper(self, mention: Mention, text: str) -> str | None:
        """Return the newspaper named as the speaker, or None."""
        words = re.findall(r"[^\s,]+", text[slice(*mention.who)])
        names = (fold_letters("".join(words[first:])) for first in range(len(words)))
        return next((self.papers[name] for name in names if name in self.papers), None)

    def voices(self) -> Iterator[tuple[str, str]]:
        """Yield the keys of the articles with a single author, each with the folded name."""
        for _, work in self.articles:
            if work.key and len(work.names) == 1:
                yield work.key, work.names[0].family

    def find(self, clause: Clause) -> Iterator[tuple[Mention, Choice]]:
        """Yield the known newspapers that a clause quotes or names with a date."""
        if self.pattern is None:
            return
        speech, span = clause.speech, (clause.text, clause.start, clause.end)
        reported = speech.reporting.search(*span) or speech.noun.search(*span)
        for match in clause.find(self.pattern):
            day = next((d for d in clause.days if 0 <= d.start - match.end() < NEWSPAPER_DAY), None)
            if reported or day:
                mention = make_mention(
                    clause, MentionKind.PRESS, (match.span(),), match.span(), day
                )
                yield mention, self.choose(mention, clause.text)

    def choose(self, mention: Mention, text: str) -> Choice:
        """Choose the article of an author whom the clause names, or the newspaper."""
        words = re.findall(r"\S+", text[slice(*mention.who)])
        names = [fold_letters("".join(words[first:])) for first in range(len(words))]
        clause = stem_words(text[slice(*mention.clause)])
        written = [
            work.key
            for magazine, work in self.articles
            if magazine in names and any({name.family} <= clause for name in work.names)
        ]
        if len(written) == 1:
            return Choice(written[0], None)
        key = next((self.papers[name] for name in names if name in self.papers), None)
        return Choice(key, None if key else Abstention.NO_ENTRY, paper=True)


# --- Mentions of a passage ------------------------------------------------------------------------


class KnownEntries:
    """The entries of the bibliography that mentions are compared with."""

    def __init__(
        self, bibliography: Bibliography, speech: SpeechWords, words: CitationWords
    ) -> None:
        self.speech = speech
        self.statements = read_statements(bibliography, speech)
        self.short = find_short_titles(bibliography)
        self.press = KnownPeriodicals(bibliography, words)
        self.archives = KnownArchives(bibliography)
        self.titles = KnownTitles(bibliography, words)
        self.exceptions = words.exceptions
        self.voices = {entry.key: entry.voice for entry in self.statements if entry.voice} | {
            key: frozenset((name,)) for key, name in self.press.voices()
        }
        """The folded words of authors with a single work, by the key of the work."""


def find_named_in(passage: Passage, known: KnownEntries) -> list[tuple[Mention, Choice]]:
    """Return the mentions of a passage in order, without overlaps, with entry or reason."""
    chosen: list[tuple[Mention, Choice]] = []
    for mention, choice in _find_mentions(passage, known):
        words = passage.text[mention.start : mention.end]
        if (choice.key or mention.sure) and words not in known.exceptions:
            chosen.append((mention, choice))
    return _drop_overlapping(chosen)


def _find_mentions(passage: Passage, known: KnownEntries) -> Iterator[tuple[Mention, Choice]]:
    text = passage.text
    for start, end in divide_clauses(text):
        clause = Clause(text, start, end, known.speech)
        names = find_names(clause, known.speech.instrument)
        short = find_names(clause, known.short, known=True) if known.short else ()
        for mention in (*names, *short, *find_speech_acts(clause)):
            yield mention, _choose_statement(mention, text, known)
        for mention in find_periodicals(clause):
            yield mention, known.press.choose(mention, text)
        yield from known.press.find(clause)
        yield from known.archives.find(clause)
        yield from known.titles.find(clause, passage)


def _choose_statement(mention: Mention, text: str, known: KnownEntries) -> Choice:
    choice = choose_statement(mention, text, known.statements, known.speech)
    paper = None if choice.key else known.press.find_paper(mention, text)
    if paper is not None:
        return Choice(paper, None, paper=True)
    reported = mention.kind in (MentionKind.VERB, MentionKind.NOUN) and not mention.day
    if choice.reason is Abstention.NO_ENTRY and reported:
        return Choice(None, Abstention.NEVER_GIVEN)
    return choice


def _drop_overlapping(chosen: list[tuple[Mention, Choice]]) -> list[tuple[Mention, Choice]]:
    """Drop overlapping mentions; those with an entry take precedence, then the longest."""
    kept: list[tuple[Mention, Choice]] = []
    for mention, choice in sorted(chosen, key=_rank):
        if not any(mention.start < known.end and known.start < mention.end for known, _ in kept):
            kept.append((mention, choice))
    return sorted(kept, key=lambda item: item[0].start)


def _rank(item: tuple[Mention, Choice]) -> tuple[bool, bool, int, int]:
    mention, choice = item
    return choice.key is None, not mention.day, mention.start - mention.end, mention.start


_KINDS = {
    MentionKind.PRESS: CitationKind.NEWSPAPER,
    MentionKind.ARCHIVE: CitationKind.ARCHIVE,
    MentionKind.TITLE: CitationKind.SHORT,
}
_LOWER_CASE = re.compile(r"(?<![\w’-])[^\W\d_A-Z][^\W\d_]+")


def find_named(
    document: Document,
    bibliography: Bibliography,
    options: Mapping[str, Any],
    cited: Sequence[Citation],
) -> tuple[Citation, ...]:
    """Find and resolve the mentions in the parts of a text that its options specify.

    Mentions that overlap a citation of the notes, one of ``cited``, are dropped.
    """
    where, found = options.get("statements", NOWHERE), list[Citation]()
    if where != NOWHERE:
        words = make_words(options)
        passages = (*read_paragraphs(document), *read_notes(document))
        common = frozenset(word for p in passages for word in _LOWER_CASE.findall(p.text))
        speech = SpeechWords(options, words, common)
        known = KnownEntries(bibliography, speech, words)
        found += _find_in_text(document, known) if where in (IN_TEXT, EVERYWHERE) else ()
        found += _find_in_notes(document, known, cited) if where in (IN_NOTES, EVERYWHERE) else ()
    return tuple(found)


def _find_in_text(document: Document, known: KnownEntries) -> Iterator[Citation]:
    leaves = walk_leaves(running_text(document))
    headings = {leaf.address for leaf in leaves if isinstance(leaf, Heading)}
    reported: set[str] = set()
    for passage in read_paragraphs(document):
        if passage.address in headings:
            continue
        clauses: set[tuple[str, int, int]] = set()
        for mention, choice in find_named_in(passage, known):
            if choice.reason is Abstention.NEVER_GIVEN:
                choice = _repeat(mention, passage, known, reported) or choice
            if choice.key and (choice.key, *mention.clause) in clauses:
                continue
            if choice.key:
                reported.add(choice.key)
                clauses.add((choice.key, *mention.clause))
            yield _make_citation(passage, mention, choice)


def _repeat(
    mention: Mention, passage: Passage, known: KnownEntries, reported: Iterable[str]
) -> Choice | None:
    """Return the only earlier work of a body or author of an article that is named again."""
    who = stem_words(passage.text[slice(*mention.who)])
    keys = [key for key in reported if known.voices.get(key, who | {""}) <= who]
    return Choice(keys[0], None) if len(keys) == 1 else None


def _find_in_notes(
    document: Document, known: KnownEntries, cited: Sequence[Citation]
) -> Iterator[Citation]:
    """Yield the mentions in notes that have an entry; notes cite other works in full."""
    taken: dict[str, list[Citation]] = {}
    for citation in cited:
        taken.setdefault(citation.place, []).append(citation)
    for passage in read_notes(document):
        for mention, choice in find_named_in(passage, known):
            citation = _make_citation(passage, mention, choice)
            if citation.key and not overlaps(citation, taken.get(passage.place, ())):
                yield citation


def _make_citation(passage: Passage, mention: Mention, choice: Choice) -> Citation:
    kind = _KINDS.get(mention.kind, CitationKind.OTHER)
    issue = passage.printed[slice(*mention.dated)] if choice.paper else ""
    kind = CitationKind.NEWSPAPER if choice.paper else kind
    extent = (mention.start, mention.end)
    return passage.cite(*extent, kind, choice.key, choice.reason, issue, issue)
