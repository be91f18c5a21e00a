"""Compare the subject of a sentence with the pages of the text by the terms that they share.

A term on every page is no evidence. The pages are ranked by the terms that they share with the
sentence, weighted by rarity, and the referenced page must be among the first. It must also share a
rare name or a very rare word, because two common words are no convincing evidence.
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

from edition.model import parameters
from edition.model.document import Document
from edition.text.quotation_marks import AFTER_STOP
from edition.text.source import Source

_WORD = re.compile(r"[^\W_]+")
_ABBREVIATED = re.compile(r"(?:\b(?:[A-Z]|pp?|vols?|nos?|ed|eds|cf|al|Dr|Mr|Mrs|St|[a-z]))\.$")
_END = re.compile(rf"[.!?]{AFTER_STOP}*\s+(?=[\"\u201c\u2018(\[]*[A-Z])")
_CJK = 0x2E7F


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of comparing a sentence with pages."""

    shared: tuple[str, ...]
    """Distinctive terms of the sentence on the pages, the rarest first."""
    proved: bool


@dataclass(frozen=True, slots=True)
class _Ranked:
    """The pages of a text, ranked by the terms that they share with a sentence."""

    weights: Mapping[str, float]
    """Weights of the distinctive terms of the sentence."""
    ranks: Mapping[int, float]
    """The sum of the weights for each page with any of the terms."""
    ascending: Sequence[float]

    def of(self, page: int) -> float:
        """Return the rank of a page; 0 if it shares no term."""
        return self.ranks.get(page, 0.0)


class Subjects:
    """The distinctive terms of the sentences, with the pages of the text that have them."""

    def __init__(
        self,
        source: Source,
        document: Document,
        sentences: Iterable[str],
        verbs: re.Pattern[str],
    ) -> None:
        self._verbs = verbs
        self._terms_of: dict[str, dict[str, bool]] = {}
        self._needed: dict[str, bool] = {}
        self._ranked: dict[str, _Ranked] = {}
        for sentence in sentences:
            for term, name in self._terms(sentence).items():
                self._needed[term] = name or self._needed.get(term, False)
        self._lower_case: set[str] = set()
        """Terms that also occur in lower case, so that they are no names."""
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
            self._lower_case |= {word for word in needed & words if word[0].islower()}
            yield needed.intersection(map(str.casefold, words))

    def compare(self, sentence: str, pages: Sequence[int], here: int) -> Finding:
        """Compare a sentence on the page ``here`` with other pages."""
        ranked = self._rank(sentence)
        weights = ranked.weights
        present = set().union(*(self._on_page[page] for page in pages))
        shared = sorted(weights.keys() & present, key=lambda term: (-weights[term], term))
        best = max((ranked.of(page) for page in pages if page != here), default=0.0)
        before = len(ranked.ascending) - bisect_right(ranked.ascending, best)
        before -= ranked.of(here) > best
        leads = before < max(1.0, parameters.SUBJECT_LEADING * len(self._on_page))
        proved = leads and any(map(self._is_rare, shared))
        return Finding(tuple(shared[: parameters.SUBJECT_SHOWN]), proved)

    def _is_rare(self, term: str) -> bool:
        """Return True for a name on few pages, or another word on very few pages."""
        name = self._needed[term] and term not in self._lower_case and not term.isdecimal()
        share = parameters.RARE_NAME if name else parameters.RARE_WORD
        return len(self._pages[term]) <= max(parameters.RARE_PAGES, share * len(self._on_page))

    def leading_pages(self, sentence: str, here: int) -> list[int]:
        """Return the pages that share most with a sentence, the best first."""
        ranks = self._rank(sentence).ranks
        limit = max(1, round(parameters.SUBJECT_LEADING * len(self._on_page)))
        first = nsmallest(limit + 1, ranks, key=lambda page: (-ranks[page], page))
        return [page for page in first if page != here][:limit]

    def _rank(self, sentence: str) -> _Ranked:
        """Rank the pages; the result is cached, as a sentence may have several references."""
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
        """Return the distinctive terms of a sentence with their weights; rare terms weigh most."""
        count = len(self._on_page)
        weights = {}
        for term, name in self._terms(sentence).items():
            found = len(self._pages[term])
            if (
                0
                < found
                <= max(1.0, (parameters.COMMON_NAME if name else parameters.COMMON_WORD) * count)
            ):
                weights[term] = log((count + 1) / found)
        return weights

    def _terms(self, sentence: str) -> dict[str, bool]:
        """Return the words that can identify a subject, in lower case; True for a name or year."""
        if sentence in self._terms_of:
            return self._terms_of[sentence]
        terms = self._terms_of[sentence] = {}
        for match in _WORD.finditer(sentence):
            word = match[0]
            name = word[0].isupper() or word.isdecimal() or ord(word[0]) > _CJK
            if word.isdecimal():
                wanted = len(word) == parameters.SUBJECT_YEAR
            else:
                wanted = ord(word[0]) > _CJK or len(word) >= (
                    parameters.SUBJECT_NAME if name else parameters.SUBJECT_WORD
                )
            if wanted and not self._verbs.fullmatch(word):
                terms.setdefault(word.casefold(), name)
        return terms


def sentence_at(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the start and end of the sentence that contains a span of a block."""
    starts, ends = _find_stops(text)
    before = bisect_right(ends, start)
    after = max(before, bisect_left(starts, end - 1))
    first = ends[before - 1] if before else 0
    return first, starts[after] + 1 if after < len(starts) else len(text)


@lru_cache(maxsize=parameters.SENTENCES_CACHED)
def _find_stops(text: str) -> tuple[list[int], list[int]]:
    """Return the starts of sentence-ending punctuation, and the starts of the next sentences."""
    stops = [
        match.span()
        for match in _END.finditer(text)
        if not _ABBREVIATED.search(
            text[max(0, match.start() - parameters.ABBREVIATION_BEFORE) : match.start() + 1]
        )
    ]
    return [start for start, _ in stops], [end for _, end in stops]
