"""Guess how to split a text into files, so that no page of the site is too large to load."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from typing import Final

from edition.model.document import Division, Document, Leaf, Ornament
from edition.model.layout import split_document
from edition.model.traversal import LEAVES, plain_text, running_text, walk, walk_leaves
from edition.records.record import Split
from edition.text.span import Span

_HEAVIEST: Final = 150_000
"""Greatest size of a file of the text in bytes of HTML: half the limit of a page."""
_MARKED_UP: Final = 1.25
"""Bytes of HTML per byte of text."""
_FRAME: Final = 450
"""Bytes of HTML of a paragraph in addition to its words."""
_NOTE_FRAME: Final = 900
_DEEPEST: Final = 6
"""Deepest level of headings at which a record can split."""
_PAGES: Final = (80, 40, 20, 10, 5, 2, 1)
_PARAGRAPHS: Final = (400, 200, 100, 50, 25, 10, 5, 2, 1)
"""Greatest numbers per file, tried in this order until every file is small enough."""


def guess_split(document: Document) -> Split:
    """Return a split of a text that makes no file too large to load, at headings if possible.

    Split files that are still too large by pages or by paragraphs, whichever gives fewer files.
    """
    weights = _Weights(document)
    found = {division.level for division in walk(document.divisions, Division)}
    levels = sorted(level for level in found if level <= _DEEPEST)
    splits = [Split(level) for level in (None, *levels)]
    for split in splits:
        if weights.fits(split):
            return split
    # Parts remain undivided at levels without a split: of equal splits, take the deepest.
    best = min(splits, key=lambda split: (weights.heaviest(split), -(split.level or 0)))
    least = weights.heaviest(best)
    fitting = [
        further
        for split in splits
        if weights.heaviest(split) == least
        for further in _split_further(split, weights, paged=bool(document.pages))
    ]
    if fitting:
        # One long index is no reason to split every chapter after two pages.
        return min(fitting, key=lambda split: len(split_document(document, "", split)))
    # One paragraph is too long for any split: do not isolate the others because of it.
    lightest = min(weights.heaviest(replace(best, paragraphs=count)) for count in _PARAGRAPHS)
    heavy = (c for c in _PARAGRAPHS if weights.heaviest(replace(best, paragraphs=c)) <= lightest)
    return replace(best, paragraphs=next(heavy))


def _split_further(split: Split, weights: _Weights, *, paged: bool) -> Iterator[Split]:
    """Yield the split by the most pages per file, and by the most paragraphs, that fits."""
    for name, counts in (("pages", _PAGES if paged else ()), ("paragraphs", _PARAGRAPHS)):
        choices = [replace(split, **{name: count}) for count in counts]
        first = bisect_left(choices, True, key=weights.fits)
        yield from choices[first : first + 1]


class _Weights:
    """Estimated sizes, in bytes of HTML, of the site pages of a text."""

    def __init__(self, document: Document) -> None:
        self._document = document
        weights = [
            (leaf.span.start, _weigh(leaf, _FRAME))
            for leaf in walk(running_text(document), *LEAVES)
        ]
        for note in document.notes:
            place = note.marker or note.mark_span
            weight = sum(_weigh(leaf, 0) for leaf in walk_leaves(note)) + _NOTE_FRAME
            weights.append((place.start if place else 0, weight))
        weights.sort()
        self._starts = [start for start, _ in weights]
        self._sums = list(accumulate((weight for _, weight in weights), initial=0))

    def fits(self, split: Split) -> bool:
        """True if no file is larger than ``_HEAVIEST``."""
        return self.heaviest(split) <= _HEAVIEST

    def heaviest(self, split: Split) -> int:
        """Return the size of the largest file, in bytes of HTML."""
        files = split_document(self._document, "", split)
        return max(self._weigh_span(file.span) for file in files)

    def _weigh_span(self, span: Span) -> int:
        first, last = (bisect_left(self._starts, offset) for offset in (span.start, span.end))
        return self._sums[last] - self._sums[first]


def _weigh(leaf: Leaf, frame: int) -> int:
    text = leaf.text if isinstance(leaf, Ornament) else plain_text(leaf.inlines)
    return int(len(text.encode()) * _MARKED_UP) + frame
