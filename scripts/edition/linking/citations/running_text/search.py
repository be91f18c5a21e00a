"""What running text names, resolved to entries: statements, newspapers, archives, titles."""

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
from edition.linking.citations.words import Words, make_words
from edition.linking.citations.works import Match, Titles, Work, read_works
from edition.model.citation import Abstention, Citation, CitationKind
from edition.model.document import Document, Heading
from edition.model.parameters import NEWSPAPER_ALONE, NEWSPAPER_DAY, TITLE_IN_RUNNING_TEXT
from edition.model.traversal import running_text, walk_leaves
from edition.text.folding import fold_letters
from edition.text.tex import plain_tex

# --- Books and articles by their whole titles ---------------------------------------------------


_GROUPS = ("literature", "collection", "web")


def _choose_only(keys: Set[str | None], otherwise: Abstention = Abstention.NO_ENTRY) -> Choice:
    if len(keys) == 1:
        return Choice(next(iter(keys)), None)
    return Choice(None, Abstention.AMBIGUOUS if keys else otherwise)


class KnownTitles:
    """The whole titles of the books and articles of the bibliography."""

    def __init__(self, bibliography: Bibliography, words: Words) -> None:
        works = read_works(bibliography, words.articles)
        self.titles = Titles(work for work in works if work.group in _GROUPS)

    def find(self, clause: Clause, passage: Passage) -> Iterator[tuple[Mention, Choice]]:
        """Yield the whole titles that a clause has, with the work if only one has the title."""
        folded = passage.folded
        for start in folded.heads:
            if not clause.start <= folded.at[start] < clause.end:
                continue
            if found := self._whole(passage, start):
                last = max(one.end for one in found)
                keys = {one.work.key for one in found if one.end == last}
                extent = folded.at[start], folded.end_of(last)
                yield make_mention(clause, MentionKind.TITLE, (extent,), extent), _choose_only(keys)

    def _whole(self, passage: Passage, start: int) -> list[Match]:
        return [
            one
            for one in self.titles.match(passage.folded, start)
            if one.complete and one.end - one.start >= TITLE_IN_RUNNING_TEXT
        ]


# --- Archives by their titles in the bibliography -----------------------------------------------


_GROUP = "archive"


class Archives:
    """The archives of the bibliography by their names."""

    def __init__(self, bibliography: Bibliography) -> None:
        self.places: dict[str, dict[str, str]] = {}
        """For each name the keys, by the place that the entry gives, or by an empty text."""
        for key, entry in list_group(bibliography, _GROUP):
            place = plain_tex(entry.fields.get("location", "")).split(",")[0]
            for name in ("title", "shorttitle"):
                if name in entry.fields:
                    self.places.setdefault(plain_tex(entry.fields[name]), {})[place] = key
        self.pattern = any_title(self.places)

    def find(self, clause: Clause) -> Iterator[tuple[Mention, Choice]]:
        """Yield the archives that a clause names.

        That of a name is meant that has no place, or whose place the clause gives.
        """
        text = clause.text[clause.start : clause.end]
        for match in clause.find(self.pattern) if self.pattern else ():
            known = self.places[match[0]]
            places = "|".join(re.escape(place) for place in known if place)
            place = re.compile(rf"(?:\sin|\sat|,)\s(?:{places})\b") if places else None
            beside = place.match(clause.text, match.end(), clause.end) if place else None
            pieces = (match.span(), beside.span() if beside else None)
            keys = {key for place, key in known.items() if not place or place in text}
            mention = make_mention(clause, MentionKind.ARCHIVE, pieces, match.span())
            yield mention, _choose_only(keys, Abstention.NEVER_GIVEN)


# --- Newspapers, and articles of magazines by their authors -------------------------------------


class Press:
    """The newspapers of the bibliography, and the articles of its magazines."""

    def __init__(self, bibliography: Bibliography, words: Words) -> None:
        self.papers: dict[str, str] = {}
        """Keys by folded names."""
        self.articles: list[tuple[str, Work]] = []
        """Articles, each with the folded name of its magazine."""
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
        """Return the newspaper that the words for the speaker name; None if they name none."""
        words = re.findall(r"[^\s,]+", text[slice(*mention.who)])
        names = (fold_letters("".join(words[first:])) for first in range(len(words)))
        return next((self.papers[name] for name in names if name in self.papers), None)

    def voices(self) -> Iterator[tuple[str, str]]:
        """Yield the keys of the articles, each with the folded name of its author."""
        for _, work in self.articles:
            if work.key and len(work.names) == 1:
                yield work.key, work.names[0].family

    def find(self, clause: Clause) -> Iterator[tuple[Mention, Choice]]:
        """Yield known newspapers of which a clause says what they said, or on which day."""
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
        """Return the article of an author whom the clause names, or the newspaper."""
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


# --- What a passage names -----------------------------------------------------------------------


class Known:
    """What the mentions of a text are compared with, for the words of a convention."""

    def __init__(self, bibliography: Bibliography, speech: SpeechWords, words: Words) -> None:
        self.speech = speech
        self.statements = read_statements(bibliography, speech)
        self.short = find_short_titles(bibliography)
        self.press = Press(bibliography, words)
        self.archives = Archives(bibliography)
        self.titles = KnownTitles(bibliography, words)
        self.exceptions = words.exceptions
        self.voices = {one.key: one.voice for one in self.statements if one.voice} | {
            key: frozenset((name,)) for key, name in self.press.voices()
        }
        """Authors, as folded words, who speak in one work: by the keys of the works."""


def find_named_in(passage: Passage, known: Known) -> list[tuple[Mention, Choice]]:
    """Return in order what a passage names, with entry or reason; nothing overlaps."""
    chosen: list[tuple[Mention, Choice]] = []
    for mention, choice in _find_mentions(passage, known):
        words = passage.text[mention.start : mention.end]
        if (choice.key or mention.sure) and words not in known.exceptions:
            chosen.append((mention, choice))
    return _part(chosen)


def _find_mentions(passage: Passage, known: Known) -> Iterator[tuple[Mention, Choice]]:
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


def _choose_statement(mention: Mention, text: str, known: Known) -> Choice:
    choice = choose_statement(mention, text, known.statements, known.speech)
    paper = None if choice.key else known.press.find_paper(mention, text)
    if paper is not None:
        return Choice(paper, None, paper=True)
    reported = mention.kind in (MentionKind.VERB, MentionKind.NOUN) and not mention.day
    if choice.reason is Abstention.NO_ENTRY and reported:
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


_KINDS = {
    MentionKind.PRESS: CitationKind.NEWSPAPER,
    MentionKind.ARCHIVE: CitationKind.ARCHIVE,
    MentionKind.TITLE: CitationKind.SHORT,
}
_SMALL = re.compile(r"(?<![\w’-])[^\W\d_A-Z][^\W\d_]+")


def find_named(
    document: Document,
    bibliography: Bibliography,
    options: Mapping[str, Any],
    cited: Sequence[Citation],
) -> tuple[Citation, ...]:
    """Find and resolve what a text names, where its options say that it is looked for.

    What overlaps a citation of the notes, one of ``cited``, is passed over.
    """
    where, found = options.get("statements", NOWHERE), list[Citation]()
    if where != NOWHERE:
        words = make_words(options)
        speech = SpeechWords(options, words, _common_words(document))
        known = Known(bibliography, speech, words)
        found += _find_in_text(document, known) if where in (IN_TEXT, EVERYWHERE) else ()
        found += _find_in_notes(document, known, cited) if where in (IN_NOTES, EVERYWHERE) else ()
    return tuple(found)


def _common_words(document: Document) -> frozenset[str]:
    passages = (*read_paragraphs(document), *read_notes(document))
    return frozenset(word for one in passages for word in _SMALL.findall(one.text))


def _find_in_text(document: Document, known: Known) -> Iterator[Citation]:
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
    mention: Mention, passage: Passage, known: Known, reported: Iterable[str]
) -> Choice | None:
    """Return the one work named before of a body, or of the author of an article, named again."""
    who = stem_words(passage.text[slice(*mention.who)])
    keys = [key for key in reported if known.voices.get(key, who | {""}) <= who]
    return Choice(keys[0], None) if len(keys) == 1 else None


def _find_in_notes(
    document: Document, known: Known, cited: Sequence[Citation]
) -> Iterator[Citation]:
    """Yield what notes speak of, where it is known: what they mean they cite."""
    taken: dict[str, list[Citation]] = {}
    for one in cited:
        taken.setdefault(one.place, []).append(one)
    for passage in read_notes(document):
        for mention, choice in find_named_in(passage, known):
            one = _make_citation(passage, mention, choice)
            if one.key and not overlaps(one, taken.get(passage.place, ())):
                yield one


def _make_citation(passage: Passage, mention: Mention, choice: Choice) -> Citation:
    kind = _KINDS.get(mention.kind, CitationKind.OTHER)
    issue = passage.printed[slice(*mention.dated)] if choice.paper else ""
    kind = CitationKind.NEWSPAPER if choice.paper else kind
    extent = (mention.start, mention.end)
    return passage.cite(*extent, kind, choice.key, choice.reason, issue, issue)
