"""Measures the finding and resolving of citations against notes labelled by reading.

A label names a stretch of the witness, so that any program can be measured; programs never see the
labels. Every figure is a share of counted labels or citations, so that the figures of several texts
can be added. Misses are reported for the half ``seen`` only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from edition.records.measures import (
    ABSTAINED,
    BOTH,
    ENTRY,
    FOUND,
    GOALS,
    HALVES,
    RIGHT,
    SEEN,
    TRUE_FINDS,
)
from evaluation.citation_pairs import IMPOSSIBLE, SURE, Cited, Label, Pair, Stretch, pair_note


@dataclass(frozen=True, slots=True)
class Share:
    """A figure of one half: a part of a whole."""

    measure: str
    half: str
    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """Between 0 and 1; None if there is nothing to count."""
        return self.part / self.whole if self.whole else None

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None without a goal or without anything to count."""
        if self.value is None or self.measure not in GOALS:
            return None
        goal, most = GOALS[self.measure]
        return self.value <= goal if most else self.value >= goal


@dataclass(frozen=True, slots=True)
class Miss:
    """An error of the program in the half that may be read."""

    measure: str
    note: str
    excerpt: str
    label: str
    found: str


@dataclass(frozen=True, slots=True)
class Table:
    """The figures, and the errors in the half that may be read."""

    shares: tuple[Share, ...]
    misses: tuple[Miss, ...]

    def share(self, measure: str, half: str = BOTH) -> Share:
        """Return a figure. Raises KeyError if there is none of this name."""
        for share in self.shares:
            if (share.measure, share.half) == (measure, half):
                return share
        raise KeyError(f"{measure}, {half}")


def measure_citations(
    notes: Iterable[tuple[str, str]],
    labels: Iterable[Label],
    citations: Iterable[Cited],
    text: str,
) -> Table:
    """Measure the citations of one text.

    Args:
        notes: half and key of every labelled note, including those without citations.
        labels: the labels of these notes.
        citations: the citations that the program found; those of other notes are ignored.
        text: the decoded witness to which all offsets refer.
    """
    halves = {note: half for half, note in notes}
    labelled, found = defaultdict(list), defaultdict(list)
    for label in labels:
        labelled[label.note].append(label)
    for citation in citations:
        if citation.place in halves:
            found[citation.place].append(citation)
    pairs: list[Pair] = []
    strays: list[tuple[str, Cited]] = []
    for note, half in halves.items():
        own, left = pair_note(labelled[note], found[note], text)
        pairs += own
        strays += [(half, citation) for citation in left]
    return Table(tuple(_shares(pairs, strays)), tuple(_misses(pairs, strays, text)))


def add_tables(tables: Iterable[Table]) -> Table:
    """Add the figures of several texts."""
    parts: dict[tuple[str, str], Stretch] = {}
    misses: list[Miss] = []
    for table in tables:
        misses += table.misses
        for share in table.shares:
            part, whole = parts.get((share.measure, share.half), (0, 0))
            parts[share.measure, share.half] = part + share.part, whole + share.whole
    return Table(tuple(Share(*name, *counts) for name, counts in parts.items()), tuple(misses))


# --- the figures ------------------------------------------------------------------------

Question: TypeAlias = Callable[[Pair], bool | None]
"""Returns True to count a pair as right, False as wrong, None to ignore it."""


def normalise_locator(locator: str) -> str:
    """Return a locator for comparison: one kind of dash, no white space, no final full stop."""
    return re.sub(r"[-‐‑–—]", "–", re.sub(r"\s", "", locator)).rstrip(".,;")


def _of_found(pair: Pair, right: bool) -> bool | None:
    return right if pair.found is not None else None


def is_right(pair: Pair) -> bool:
    """Return whether a citation was found, and rightly resolved or rightly not resolved."""
    if pair.found is None:
        return False
    if pair.found.key is None:
        return pair.label.resolvable != SURE
    return pair.found.key in pair.label.keys


def _has_kind(pair: Pair) -> bool | None:
    return _of_found(pair, pair.found is not None and pair.found.kind in pair.label.kinds)


def _has_locator(pair: Pair) -> bool | None:
    if pair.label.locator is None or pair.found is None:
        return None
    return normalise_locator(pair.found.locator) == normalise_locator(pair.label.locator)


def _has_entry(pair: Pair) -> bool | None:
    if pair.found is None or pair.found.key is None:
        return None
    return is_right(pair)


def _abstains(pair: Pair) -> bool | None:
    if pair.found is None or not pair.label.full_in_witness or pair.label.resolvable != SURE:
        return None
    return pair.found.key is None


def _abstains_rightly(pair: Pair) -> bool | None:
    if pair.found is None or pair.label.resolvable != IMPOSSIBLE:
        return None
    return pair.found.key is None


def _right_of(kind: str) -> Question:
    return lambda pair: is_right(pair) if pair.label.kinds[0] == kind else None


QUESTIONS: dict[str, Question] = {
    FOUND: lambda pair: pair.found is not None,
    "both ends exact": lambda pair: _of_found(pair, pair.exact),
    "kind right": _has_kind,
    ENTRY: _has_entry,
    ABSTAINED: _abstains,
    "abstained where nobody can resolve": _abstains_rightly,
    **{name: _right_of(kind) for kind, name in RIGHT.items()},
    "locator right": _has_locator,
}


def _shares(pairs: Sequence[Pair], strays: Sequence[tuple[str, Cited]]) -> Iterable[Share]:
    counted = [pair for pair in pairs if not pair.label.optional]
    for half in HALVES:
        right = sum(1 for p in counted if p.found is not None and half in (p.label.half, BOTH))
        wrong = sum(1 for own, _ in strays if half in (own, BOTH))
        yield Share(TRUE_FINDS, half, right, right + wrong)
    for measure, ask in QUESTIONS.items():
        for half in HALVES:
            answers = [ask(pair) for pair in counted if half in (pair.label.half, BOTH)]
            right, wrong = answers.count(True), answers.count(False)
            yield Share(measure, half, right, right + wrong)


# --- the misses -------------------------------------------------------------------------


def _misses(
    pairs: Sequence[Pair], strays: Sequence[tuple[str, Cited]], text: str
) -> Iterable[Miss]:
    for half, citation in strays:
        if half == SEEN:
            words = " ".join(text[citation.start : citation.end].split())
            yield Miss(TRUE_FINDS, citation.place, words, "nothing", citation.kind)
    for pair in pairs:
        if pair.label.half == SEEN and not pair.label.optional:
            yield from _misses_of(pair, text)


def _misses_of(pair: Pair, text: str) -> Iterable[Miss]:
    label, found = pair.label, pair.found
    name = (label.note, label.excerpt)
    if found is None:
        yield Miss(FOUND, *name, label.kinds[0], "nothing")
        return
    if not pair.exact:
        words = " ".join(text[found.start : found.end].split())
        yield Miss("both ends exact", *name, label.excerpt, words)
    if found.kind not in label.kinds:
        yield Miss("kind right", *name, label.kinds[0], found.kind)
    if not is_right(pair):
        entry = " or ".join(label.keys) or f"no entry ({label.work})"
        yield Miss(RIGHT[label.kinds[0]], *name, entry, found.key or "abstained")
    if _has_locator(pair) is False:
        yield Miss("locator right", *name, label.locator or "none", found.locator or "none")
