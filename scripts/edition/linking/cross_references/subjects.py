"""Whether the place referred to speaks of the subject: names and terms that both places share.

A name that is on every page proves nothing. So the pages of the text are ranked by the terms
they share with the sentence, rare ones counting most, and the page named must be among the first.
It must also share a rare name or a very rare word: two common words prove nothing to a reader.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from math import log

from edition.model.document import Document
from edition.model.parameters import (
    ABBREVIATION_BEFORE,
    COMMON_NAME,
    COMMON_WORD,
    RARE_NAME,
    RARE_PAGES,
    RARE_WORD,
    SENTENCES_KEPT,
    SUBJECT_LEADING,
    SUBJECT_NAME,
    SUBJECT_SHOWN,
    SUBJECT_WORD,
    SUBJECT_YEAR,
)
from edition.text.quotation_marks import AFTER_STOP
from edition.text.source import Source

_WORD = re.compile(r"[^\W_]+")
_ABBREVIATED = re.compile(r"(?:\b(?:[A-Z]|pp?|vols?|nos?|ed|eds|cf|al|Dr|Mr|Mrs|St|[a-z]))\.$")
_END = re.compile(rf"[.!?]{AFTER_STOP}*\s+(?=[\"\u201c\u2018(\[]*[A-Z])")
_CJK = 0x2E7F


@dataclass(frozen=True, slots=True)
class Finding:
    """How far a page speaks of a sentence's subject."""

    shared: tuple[str, ...]
    """Distinctive terms of the sentence that the page has, the rarest first."""
    proved: bool


@dataclass(frozen=True, slots=True)
class _Ranked:
    """The pages of a text by what they share with a sentence."""

    weights: Mapping[str, float]
    """The sentence's distinctive terms."""
    ranks: Mapping[int, float]
    """For each page that has any of them, the sum of their weights."""
    ascending: Sequence[float]

    def of(self, page: int) -> float:
        """Return the rank of a page, 0 if it shares nothing."""
        return self.ranks.get(page, 0.0)


class Subjects:
    """The distinctive terms of every page of a text, as far as any of the sentences has them."""

    def __init__(
        self,
        source: Source,
        document: Document,
        sentences: Iterable[str],
        verbs: re.Pattern[str],
    ) -> None:
        self._verbs = verbs
        self._known: dict[str, dict[str, bool]] = {}
        self._needed: dict[str, bool] = {}
        self._ranked: dict[str, _Ranked] = {}
        for sentence in sentences:
            for term, name in self._terms(sentence).items():
                self._needed[term] = name or self._needed.get(term, False)
        self._small: set[str] = set()
        """Terms that the text also writes with a small letter: no names."""
        self._on_page = list(self._read_pages(source, document))
        self._pages: dict[str, list[int]] = {term: [] for term in self._needed}
        for index, terms in enumerate(self._on_page):
            for term in terms:
                self._pages[term].append(index)

    def _read_pages(self, source: Source, document: Document) -> Iterator[set[str]]:
        starts = [page.start for page in document.pages]
        ends = [*starts[1:], len(source.text)]
        needed = set(self._needed)
        for start, end in zip(starts, ends, strict=False):
            joined = source.text[start:end].replace("-\n", "") if needed else ""
            words = set(_WORD.findall(joined))
            self._small |= {word for word in needed & words if word[0].islower()}
            yield needed.intersection(map(str.casefold, words))

    def compare(self, sentence: str, pages: Sequence[int], here: int) -> Finding:
        """Say what the pages share with a sentence that is on another page."""
        ranked = self._rank(sentence)
        weights = ranked.weights
        held = set().union(*(self._on_page[page] for page in pages))
        shared = sorted(weights.keys() & held, key=lambda term: (-weights[term], term))
        best = max((ranked.of(page) for page in pages if page != here), default=0.0)
        before = len(ranked.ascending) - bisect_right(ranked.ascending, best)
        before -= ranked.of(here) > best
        leads = before < max(1.0, SUBJECT_LEADING * len(self._on_page))
        proved = leads and any(map(self._is_rare, shared))
        return Finding(tuple(shared[:SUBJECT_SHOWN]), proved)

    def _is_rare(self, term: str) -> bool:
        """True for a name on few pages of the text, or another word on hardly any."""
        name = self._needed[term] and term not in self._small and not term.isdecimal()
        share = RARE_NAME if name else RARE_WORD
        return len(self._pages[term]) <= max(RARE_PAGES, share * len(self._on_page))

    def leading_pages(self, sentence: str, here: int) -> list[int]:
        """Return the pages that speak most of a sentence's subject, best first."""
        ranks = self._rank(sentence).ranks
        limit = max(1, round(SUBJECT_LEADING * len(self._on_page)))
        first = nsmallest(limit + 1, ranks, key=lambda page: (-ranks[page], page))
        return [page for page in first if page != here][:limit]

    def _rank(self, sentence: str) -> _Ranked:
        """Return how the pages are ranked; a sentence that lists places asks for each of them."""
        ranked = self._ranked.get(sentence)
        if ranked is None:
            weights = self._weigh(sentence)
            ranks: dict[int, float] = defaultdict(float)
            for term, weight in weights.items():
                for page in self._pages[term]:
                    ranks[page] += weight
            ranked = self._ranked[sentence] = _Ranked(weights, ranks, sorted(ranks.values()))
        return ranked

    def _weigh(self, sentence: str) -> dict[str, float]:
        """Return the sentence's distinctive terms with their weight, the rarer the more."""
        count = len(self._on_page)
        weights = {}
        for term, name in self._terms(sentence).items():
            found = len(self._pages[term])
            if 0 < found <= max(1.0, (COMMON_NAME if name else COMMON_WORD) * count):
                weights[term] = log((count + 1) / found)
        return weights

    def _terms(self, sentence: str) -> dict[str, bool]:
        """Return words that can identify a subject, in lower case; True for a name or year."""
        if sentence in self._known:
            return self._known[sentence]
        terms = self._known[sentence] = {}
        for match in _WORD.finditer(sentence):
            word = match[0]
            name = word[0].isupper() or word.isdecimal() or ord(word[0]) > _CJK
            if word.isdecimal():
                wanted = len(word) == SUBJECT_YEAR
            else:
                wanted = ord(word[0]) > _CJK or len(word) >= (
                    SUBJECT_NAME if name else SUBJECT_WORD
                )
            if wanted and not self._verbs.fullmatch(word):
                terms.setdefault(word.casefold(), name)
        return terms


def sentence_at(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence that holds a span of a block begins and ends."""
    starts, ends = _find_stops(text)
    before = bisect_right(ends, start)
    after = max(before, bisect_left(starts, end - 1))
    first = ends[before - 1] if before else 0
    return first, starts[after] + 1 if after < len(starts) else len(text)


@lru_cache(maxsize=SENTENCES_KEPT)
def _find_stops(text: str) -> tuple[list[int], list[int]]:
    """Return where the signs that end a sentence begin, and where the next sentence does."""
    stops = [
        match.span()
        for match in _END.finditer(text)
        if not _ABBREVIATED.search(
            text[max(0, match.start() - ABBREVIATION_BEFORE) : match.start() + 1]
        )
    ]
    return [start for start, _ in stops], [end for _, end in stops]
