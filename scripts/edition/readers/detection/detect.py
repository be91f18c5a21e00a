"""Guess the reader and the options for an unknown text, with a confidence.

Markdown footnotes are recognised by their form; the notes of any other text are inferred from the
complete text, and the numbers of paired and unpaired notes determine the confidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from edition.model.document import Division, Document, Heading, Matter, MatterKind, Paragraph
from edition.model.traversal import plain_text, running_text, walk_leaves
from edition.readers.chunks import is_prose, split_chunks
from edition.readers.detection.observations import Observations, observe
from edition.readers.detection.splitting import guess_split
from edition.readers.detection.stated import Stated, is_tei, read_stated
from edition.readers.inference.reading import compose_reading
from edition.readers.inference.text_inference import Inference, describe_hypothesis, infer_text
from edition.readers.lines import split_lines
from edition.readers.partition import part_long_blocks
from edition.readers.registry import READERS
from edition.readers.stamps import find_stamps
from edition.records.conventions import list_shipped, read_shipped
from edition.records.record import Split
from edition.records.vocabulary import any_listed
from edition.text.source import Source

# --- title ---

_LONGEST = 150
_HEAD = 40
"""Number of blocks at the head of a text that are searched for its title."""
_NO_TITLE = re.compile(
    rf"{any_listed('contents', 'note_lists')}|.*[,:;\u3001\uff0c\uff1a]", re.IGNORECASE
)
_SHORT_WORD = 3
"""Greatest number of letters of a word that is too short for a title."""
_SUBJECT = re.compile(r"subj(?:ect|\.)?\s*:\s*(\S.*)", re.IGNORECASE)


def guess_title(*documents: Document) -> str:
    """Return a title from the readings of a text, passed in descending order of likelihood.

    Prefer the first line of a title, or a subject, to a heading of the complete text; return ``""``
    if there is none. A line that ends like a salutation is not a title.
    """
    named = (text for document in documents for text in _list_titles(document))
    headed = (text for document in documents for text in _list_headings(document))
    lines = (" ".join(text.strip().split("\n")[0].split()) for text in chain(named, headed))
    return next((_shorten(line) for line in lines if line and not _NO_TITLE.fullmatch(line)), "")


def _list_titles(document: Document) -> list[str]:
    """Return the titles and subjects at the head of a text."""
    leaves = islice(walk_leaves(running_text(document)), _HEAD)
    matter = [leaf for leaf in leaves if isinstance(leaf, Matter)]
    titles = list(_join_titles(plain_text(m.inlines) for m in matter if m.kind is MatterKind.TITLE))
    lines = chain.from_iterable(plain_text(m.inlines).split("\n") for m in matter)
    return titles + [match[1] for match in map(_SUBJECT.match, lines) if match]


def _join_titles(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a title, joining a short word alone, such as ``THE``, to the next line."""
    begun = ""
    for line in lines:
        begun = f"{begun} {line}".strip()
        if any(len(word) > _SHORT_WORD for word in begun.split()):
            yield begun
            begun = ""


def _list_headings(document: Document) -> list[str]:
    """Return the headings that may be the title, starting with those before the first division.

    The heading of one of several divisions is the title of that part only, unless it is followed
    by a title page only; the same is true of text below the heading of a document, like SUBJECT.
    """
    leaves = list(islice(walk_leaves(running_text(document)), _HEAD))
    divisions = document.divisions
    start = divisions[0].span.start if divisions else document.length
    above = [leaf for leaf in leaves if isinstance(leaf, Heading) and leaf.span.start < start]
    whole = len(divisions) == 1 or not any(map(_has_prose, divisions[:1]))
    first = divisions[:1] if whole else ()
    return [plain_text(heading.inlines) for heading in above] + [
        plain_text(d.heading) for d in first
    ]


def _has_prose(division: Division) -> bool:
    """True if a division itself contains prose, not only divisions or a title page."""
    return any(
        is_prose(plain_text(leaf.inlines))
        for leaf in walk_leaves(division.blocks)
        if isinstance(leaf, Paragraph)
    )


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0]


@dataclass(frozen=True, slots=True)
class Guess:
    """A reader with its options, and the confidence from 0 to 1."""

    kind: str
    confidence: float
    options: Mapping[str, Any]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Detection:
    """The features found in a text, and the readers suited to it, the likeliest first."""

    ranking: tuple[Guess, ...]
    title: str
    """The stated title, or else a guess; empty if nothing looks like a title."""
    stated: Stated
    split: Split
    report: tuple[str, ...]
    """The features found and the reasons for the first reader, as sentences."""
    document: Document = field(repr=False)
    """The document made by the first reader."""
    conventions: tuple[str, ...] = ()
    """Ids of the conventions whose stamps were found."""
    typed_notes: int = 0
    """Number of notes typed as numbers or signs that the notation of the text does not mark up."""


def detect(source: Source) -> Detection:
    """Analyse a text and rank the readers."""
    if is_tei(source):
        return _detect_tei(source)
    found, stated = infer_text(source), read_stated(source)
    seen = observe(source)
    claims = [judge(source, seen) for judge in _JUDGES]
    surest = max(claim.confidence for claim in claims)
    guesses = (*claims, _judge_inferred(found, seen, 1 - surest))
    ranking = tuple(sorted(guesses, key=_rank))
    first = ranking[0]
    inferred = compose_reading(source, found, {}).document
    document = part_long_blocks(inferred)
    typed = 0
    if first.kind != INFERRED:
        document = READERS[first.kind](source, first.options).document
        typed = (
            0 if document.notes else sum(note.marker is not None for note in found.extents.notes)
        )
    return Detection(
        ranking=ranking,
        title=_shorten(stated.title) or guess_title(document) or guess_title(inferred),
        stated=stated,
        split=guess_split(document),
        report=(*seen.report, *(f"for {first.kind}: {reason}" for reason in first.reasons)),
        document=document,
        conventions=_find_conventions(source) if seen.stamps else (),
        typed_notes=typed,
    )


def _rank(guess: Guess) -> tuple[bool, float]:
    """Return the sort key of a guess: inference precedes readers that do not claim the text."""
    claims = guess.kind == INFERRED or guess.confidence > 1 - _SURE
    return (not claims, -guess.confidence)


def _detect_tei(source: Source) -> Detection:
    """Return the detection for a TEI text, without inference from its markup."""
    document, stated = READERS["tei"](source, {}).document, read_stated(source)
    reason = f"the root is TEI, with {len(document.notes)} notes and {len(document.pages)} pages"
    return Detection(
        ranking=(Guess("tei", _SURE, {}, (reason,)), Guess(INFERRED, 1 - _SURE, {}, ())),
        title=_shorten(stated.title) or guess_title(document),
        stated=stated,
        split=guess_split(document),
        report=(f"for tei: {reason}",),
        document=document,
    )


def _find_conventions(source: Source) -> tuple[str, ...]:
    chunks = split_chunks(split_lines(source))
    conventions = map(read_shipped, list_shipped())
    return tuple(
        convention.id
        for convention in conventions
        if find_stamps(chunks, convention.words.get("reader", {}).get("stamps", ()))
    )


INFERRED = "inferred"


_SURE = 0.98
"""Confidence that a text with Markdown footnotes is Markdown, and one without them is not."""


def _judge_markdown(source: Source, seen: Observations) -> Guess:
    if Path(source.path).suffix.casefold() in _MARKDOWN and _NOTATION.search(source.text):
        return Guess("markdown", _SURE, {}, ("it is called Markdown, and has its notation",))
    if not (seen.definitions and seen.references):
        return Guess("markdown", 1 - _SURE, {}, ())
    reason = f"{seen.definitions} footnotes are defined and referred to as [^label]"
    return Guess("markdown", _SURE, {}, (reason,))


_JUDGES: Final[Sequence[Callable[[Source, Observations], Guess]]] = [
    _judge_markdown,
]
"""Judges of the readers that claim texts by their form; all other texts are inferred."""


def _judge_inferred(found: Inference, seen: Observations, most: float) -> Guess:
    options = {"emphasis": True} if seen.emphasis >= _FEWEST_EMPHASES else {}
    reasons = [describe_hypothesis(hypothesis) for hypothesis in found.hypotheses]
    if not reasons:
        reasons.append("no notes were found")
    return Guess(INFERRED, min(most, found.confidence), options, tuple(reasons))


_MARKDOWN = (".md", ".markdown", ".qmd", ".rmd", ".myst")
_NOTATION = re.compile(
    r"^(?:---$|\#{1,6} \S|\|.*\|$|```|:{3})|\[\^|\^\[|\]\([^()\s]+\)|\*\*\w|\[-?@\w", re.MULTILINE
)
_FEWEST_EMPHASES = 3
