"""Books and articles that running text names by their whole titles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from edition.bibliography.database import Bibliography
from edition.linking.citations.passages import Passage
from edition.linking.citations.running_text.clauses import Clause
from edition.linking.citations.running_text.mentions import Mention, Sign, make_mention
from edition.linking.citations.running_text.statements import Choice
from edition.linking.citations.words import Words
from edition.linking.citations.works import Match, Titles, read_works
from edition.model.citation import Abstention
from edition.model.parameters import TITLE_IN_RUNNING_TEXT

_GROUPS = ("literature", "collection", "web")


@dataclass(frozen=True, slots=True)
class NamedTitles:
    """The whole titles of the books and articles of the bibliography."""

    titles: Titles

    def find(self, clause: Clause, passage: Passage) -> Iterator[Mention]:
        """Yield the whole titles that a clause has."""
        folded = passage.folded
        for start in folded.heads:
            if not clause.start <= folded.at[start] < clause.end:
                continue
            found = self._whole(passage, start)
            if found:
                stretch = folded.at[start], folded.end_of(max(one.end for one in found))
                yield make_mention(clause, Sign.TITLE, (stretch,), stretch)

    def choose(self, mention: Mention, passage: Passage) -> Choice:
        """Return the work of a title, if only one has it."""
        found = self._whole(passage, passage.folded.index(mention.start))
        last = max((one.end for one in found), default=0)
        keys = {one.work.key for one in found if one.end == last}
        if len(keys) == 1:
            return Choice(keys.pop(), None)
        return Choice(None, Abstention.AMBIGUOUS if keys else Abstention.NO_ENTRY)

    def _whole(self, passage: Passage, start: int) -> list[Match]:
        return [
            one
            for one in self.titles.match(passage.folded, start)
            if one.complete and one.end - one.start >= TITLE_IN_RUNNING_TEXT
        ]


def read_titles(bibliography: Bibliography, words: Words) -> NamedTitles:
    """Return the whole titles of the books and articles of the bibliography."""
    works = read_works(bibliography, words.articles)
    return NamedTitles(Titles(work for work in works if work.group in _GROUPS))
