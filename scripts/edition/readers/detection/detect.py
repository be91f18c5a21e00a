"""Guesses which reader serves an unknown text, with which options, and how sure that is.

Method: what can be counted decides which readers are worth a trial; each of those reads the
text, and what it makes of the notes speaks for it or against it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice, pairwise
from typing import Any

from edition.model.document import Division, Document, Heading, Matter, MatterKind, NoteState
from edition.model.traversal import inlines_of, plain_text, running_text, walk, walk_leaves
from edition.readers.chunks import split_chunks
from edition.readers.detection.observations import Observations, describe, observe
from edition.readers.lines import split_lines
from edition.readers.markers import MarkerKind
from edition.readers.registry import READERS, complete_options
from edition.readers.stamps import find_stamps
from edition.records.conventions import list_shipped, read_shipped, shipped_words
from edition.text.source import Source
from edition.text.span import Span

# --- Guesses the title of a text from its reading, and where to split it into files ----


_SPLIT_FROM = 150_000
"""Code points from which a text is split into files at its largest headings."""
_LONGEST = 150
_HEAD = 40
"""Blocks at the head of a text among which its title may stand."""
_LISTS = re.compile(r"(?:table of )?contents|(?:foot|end)?\s?notes", re.IGNORECASE)
_SUBJECT = re.compile(r"subj(?:ect|\.)?\s*:\s*(\S.*)", re.IGNORECASE)


def guess_title(*documents: Document) -> str:
    """Return a title as one reading of a text has it, the likeliest reading first.

    It is the first line of a title, or a subject; else the first heading; empty if none.
    """
    named = (text for document in documents for text in _name(document))
    headed = (text for document in documents for text in _head(document))
    lines = (" ".join(text.strip().split("\n")[0].split()) for text in chain(named, headed))
    return next((_shorten(line) for line in lines if line and not _LISTS.fullmatch(line)), "")


def _name(document: Document) -> list[str]:
    """Return what stands as title or subject at the head of a text."""
    leaves = islice(walk_leaves(running_text(document)), _HEAD)
    matter = [leaf for leaf in leaves if isinstance(leaf, Matter)]
    titles = [plain_text(m.inlines) for m in matter if m.kind is MatterKind.TITLE]
    lines = chain.from_iterable(plain_text(m.inlines).split("\n") for m in matter)
    return titles + [match[1] for match in map(_SUBJECT.match, lines) if match]


def _head(document: Document) -> list[str]:
    """Return the headings, minor ones at the head of the text first."""
    leaves = islice(walk_leaves(running_text(document)), _HEAD)
    headings = [plain_text(leaf.inlines) for leaf in leaves if isinstance(leaf, Heading)]
    return headings + [plain_text(d.heading) for d in walk(document.divisions, Division)]


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0]


def guess_split(document: Document) -> str | int:
    """Return the level of headings to split at, or ``none`` for a text that is short enough."""
    if document.length < _SPLIT_FROM or len(document.divisions) < 2:
        return "none"
    largest = max(len(division.span) for division in document.divisions)
    nested = any(division.divisions for division in document.divisions)
    return 2 if nested and largest > _SPLIT_FROM else 1


@dataclass(frozen=True, slots=True)
class Guess:
    """A reader with its options; ``confidence`` from 0 to 1."""

    kind: str
    confidence: float
    options: Mapping[str, Any]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Detection:
    """What was seen in a text and which readers may serve it, the likeliest first."""

    ranking: tuple[Guess, ...]
    title: str
    """A guess; empty if nothing looks like a title."""
    split: str | int
    """A level of headings, or ``none``."""
    report: tuple[str, ...]
    """What was seen and what speaks for the first reader, in sentences."""
    observations: Observations = field(repr=False)
    conventions: tuple[str, ...] = ()
    """Ids of conventions whose stamps were seen."""


def detect(source: Source) -> Detection:
    """Look at a text and rank the readers."""
    seen = observe(source)
    trials = _Trials(source, seen)
    guesses = [judge(trials) for judge in _JUDGES]
    best = max(guess.confidence for guess in guesses)
    ranking = sorted([*guesses, _judge_plain(trials, best)], key=lambda g: -g.confidence)
    first = ranking[0]
    document = trials.read(first.kind, first.options)
    return Detection(
        ranking=tuple(ranking),
        title=guess_title(document, trials.read("plain", {})),
        split=guess_split(document),
        report=(*describe(seen), *(f"for {first.kind}: {reason}" for reason in first.reasons)),
        observations=seen,
        conventions=_find_conventions(source) if seen.stamps else (),
    )


def _find_conventions(source: Source) -> tuple[str, ...]:
    chunks = split_chunks(split_lines(source))
    conventions = map(read_shipped, list_shipped())
    return tuple(
        one.id
        for one in conventions
        if find_stamps(chunks, one.words.get("reader", {}).get("stamps", ()))
    )


class _Trials:
    """Readings of one text, each made once."""

    def __init__(self, source: Source, seen: Observations) -> None:
        self.source = source
        self.seen = seen
        self._made: dict[tuple[str, str], Document] = {}

    def read(self, kind: str, options: Mapping[str, Any]) -> Document:
        """Return what a reader makes of the text."""
        key = (kind, repr(sorted(options.items())))
        if key not in self._made:
            words = shipped_words("reader") if self.seen.stamps else {}
            completed = complete_options(kind, options, words)
            self._made[key] = READERS[kind](self.source, completed).document
        return self._made[key]


@dataclass(slots=True)
class _Score:
    """Adds up what speaks for a reader."""

    total: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def add(self, weight: float, reason: str) -> None:
        self.total += weight
        self.reasons.append(reason)

    def guess(self, kind: str, options: Mapping[str, Any]) -> Guess:
        return Guess(kind, round(min(self.total, 0.98), 2), dict(options), tuple(self.reasons))


# --- Markdown -------------------------------------------------------------------------


def _judge_markdown(trials: _Trials) -> Guess:
    seen, score = trials.seen, _Score(0.02)
    if seen.definitions and seen.references:
        score.add(0.9, f"{seen.definitions} footnotes are defined and referred to as [^label]")
    if seen.hashes:
        score.add(0.15 + 0.1 * min(seen.hashes, 5), f"{seen.hashes} headings begin with #")
    return score.guess("markdown", {})


# --- notes at the foot of the page ----------------------------------------------------


def _judge_page_foot(trials: _Trials) -> Guess:
    seen, score = trials.seen, _Score(0.02)
    if seen.foot_notes >= 3:
        weight = 0.5 + 0.4 * min(seen.foot_notes / 20, 1)
        score.add(weight, f"{seen.foot_notes} notes are below their markers on the page")
        if seen.running_heads or seen.form_feeds:
            score.add(0.1, "running heads or form feeds mark the pages")
    return score.guess("page-foot", {})


# --- reports --------------------------------------------------------------------------


def _judge_report(trials: _Trials) -> Guess:
    seen, score = trials.seen, _Score(0.02)
    options = _report_options(seen)
    if seen.classification >= 2:
        score.add(0.4, f"{seen.classification} lines of classification")
    elif seen.classification:
        score.add(0.1, "a line of classification")
    if seen.stamps:
        score.add(0.15, f"{seen.stamps} stamps")
    if seen.addresses >= 2:
        score.add(0.25, f"{seen.addresses} lines such as To: and Subject:")
    lists = _count_lists_between(trials.read("report", options))
    if lists >= 2:
        score.add(0.6, f"{lists} lists of notes are between the pages")
    if seen.page_numbers >= 2 and not seen.foot_notes:
        score.add(0.15, f"{seen.page_numbers} page numbers on lines of their own")
    return score.guess("report", options)


def _report_options(seen: Observations) -> dict[str, Any]:
    options: dict[str, Any] = {}
    raised, brackets = seen.markers[MarkerKind.SUPERSCRIPT], seen.markers[MarkerKind.BRACKET]
    strokes = seen.markers[MarkerKind.SLASH]
    if max(brackets, strokes) > 2 * raised and max(brackets, strokes) >= 3:
        options["markers"] = "bracket" if brackets >= strokes else "slash"
    if seen.side_headings >= 2 and not seen.hashes:
        options["side_headings"] = True
    if seen.emphasis >= 3:
        options["emphasis"] = True
    return options


def _count_lists_between(document: Document) -> int:
    """Count lists of whole notes that running text follows."""
    notes = sorted(
        note.sign_span.start
        for note in document.notes
        if note.state is NoteState.WHOLE and note.sign_span
    )
    texts = [piece.start for piece in _text_places(document)]
    places = sorted([(start, "note") for start in notes] + [(start, "text") for start in texts])
    kinds = [kind for _, kind in places]
    return sum(a == "note" and b == "text" for a, b in pairwise(kinds))


def _text_places(document: Document) -> list[Span]:
    leaves = walk_leaves(running_text(document))
    return [inline.span for leaf in leaves for inline in inlines_of(leaf) if len(inline.span) > 20]


# --- end notes ------------------------------------------------------------------------


def _judge_end_notes(trials: _Trials) -> Guess:
    seen, score = trials.seen, _Score(0.02)
    document = trials.read("end-notes", {})
    states = [note.state for note in document.notes]
    whole, all_texts = states.count(NoteState.WHOLE), len(states) - states.count(NoteState.WANTING)
    if not whole:
        return score.guess("end-notes", {})
    share = whole / max(len(states), 1)
    known = 0.35 if seen.notes_headings or seen.blocks else 0.1
    between = _count_lists_between(document) if not seen.blocks else 0
    score.add(known + 0.5 * share, f"{whole} of {all_texts} notes find their markers")
    as_plain = _count_whole(trials.read("plain", {}))
    if whole > as_plain and share > 0.8:
        score.add(0.2, f"and only {as_plain} of them if it is read as plain prose")
    elif whole < 4 and not (seen.notes_headings or seen.blocks):
        score.add(-0.2, "but they are few, as at the end of an article")
    if whole >= 5:
        score.add(0.1, "there are enough notes to confirm each other")
    if between > 1:
        score.add(-0.2, f"but {between} lists have running text after them")
    return score.guess("end-notes", {})


def _count_whole(document: Document) -> int:
    return sum(note.state is NoteState.WHOLE for note in document.notes)


# --- plain ----------------------------------------------------------------------------


def _judge_plain(trials: _Trials, best: float) -> Guess:
    """What no other reader claims is plain prose."""
    seen, score = trials.seen, _Score(0.3 + 0.45 * (1 - best))
    notes = trials.read("plain", {}).notes
    if best < 0.5:
        score.reasons.append("nothing suggests notes of another kind")
    if 1 <= len(notes) <= 3 and all(note.state is NoteState.WHOLE for note in notes):
        score.add(0.15, f"{len(notes)} notes at the end find their markers")
    if seen.closings:
        score.add(0.1, "it ends like a letter")
    return score.guess("plain", {})


_JUDGES: tuple[Callable[[_Trials], Guess], ...] = (
    _judge_markdown,
    _judge_page_foot,
    _judge_report,
    _judge_end_notes,
)
