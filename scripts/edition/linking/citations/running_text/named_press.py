"""Newspapers and magazines in running text, with the work of an author named beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from edition.bibliography.database import Bibliography
from edition.linking.citations.running_text.clauses import Clause
from edition.linking.citations.running_text.mentions import Mention, Sign, make_mention
from edition.linking.citations.running_text.statements import Choice, any_title, stem_words
from edition.linking.citations.words import Words
from edition.linking.citations.works import Work, read_works
from edition.model.citation import Abstention
from edition.model.parameters import NEWSPAPER_ALONE, NEWSPAPER_DAY
from edition.text.folding import fold_letters
from edition.text.tex import plain_tex


@dataclass(frozen=True, slots=True)
class Press:
    """The newspapers of the bibliography, and the articles of its magazines."""

    papers: dict[str, str]
    """Keys by folded names."""
    articles: tuple[tuple[str, Work], ...]
    """Articles, each with the folded name of its magazine."""
    pattern: re.Pattern[str] | None

    def find_paper(self, mention: Mention, text: str) -> str | None:
        """Return the newspaper that the words which tell who name; None if they name none."""
        words = re.findall(r"[^\s,]+", text[slice(*mention.who)])
        names = (fold_letters("".join(words[first:])) for first in range(len(words)))
        return next((self.papers[name] for name in names if name in self.papers), None)

    def voices(self) -> Iterator[tuple[str, str]]:
        """Yield the keys of the articles, each with the folded name of its author."""
        for _, work in self.articles:
            if work.key and len(work.names) == 1:
                yield work.key, work.names[0].family

    def find(self, clause: Clause) -> Iterator[Mention]:
        """Yield known newspapers of which a clause tells what they said, or on which day."""
        if self.pattern is None:
            return
        sayings, span = clause.sayings, (clause.text, clause.start, clause.end)
        told = sayings.saying.search(*span) or sayings.utterance.search(*span)
        for match in clause.find(self.pattern):
            day = next((d for d in clause.days if 0 <= d.start - match.end() < NEWSPAPER_DAY), None)
            if told or day:
                yield make_mention(clause, Sign.PRESS, (match.span(),), match.span(), day)

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


def read_press(bibliography: Bibliography, words: Words) -> Press:
    """Return the newspapers and articles of the bibliography."""
    papers: dict[str, str] = {}
    titles: list[str] = []
    articles = []
    for work in read_works(bibliography, words.articles):
        entry = bibliography.data.entries[work.key]
        if work.group == "newspaper":
            for title in work.titles:
                papers.setdefault(title.text, work.key or "")
            titles.append(plain_tex(entry.fields.get("title", "")))
        elif work.book and "journal" in entry.fields:
            articles += [(title.text, work) for title in work.book]
    pattern = any_title(title for title in titles if len(title) >= NEWSPAPER_ALONE)
    return Press(papers, tuple(articles), pattern)
