"""The texts that are searched: notes, what remains of some, and paragraphs, as they read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from edition.linking.cross_references.runs import Run, read_note_runs, read_run, read_runs
from edition.model.citation import Abstention, Citation, CitationKind
from edition.model.document import Document, Fragment, Note, NoteState
from edition.model.traversal import running_text, walk
from edition.text.folding import Folded, fold_text
from edition.text.quotation_marks import read_marks
from edition.text.span import Span


@dataclass(slots=True)
class Block:
    """A block of a note or a paragraph."""

    run: Run
    offset: int
    """Where its text begins in the text of its passage."""


class Passage:
    """A note, or a paragraph: what is read in one go."""

    def __init__(
        self, place: str, scope: str, note: Note | None, runs: list[Run], *, remains: bool = False
    ) -> None:
        self.place = place
        """Key of the note, or address of the paragraph."""
        self.scope = scope
        """Name of the chapter within which short titles are explained."""
        self.note = note
        self.remains = remains
        """True for note text that nothing attributes to a note."""
        self.blocks: list[Block] = []
        pieces: list[str] = []
        length = 0
        for run in runs:
            self.blocks.append(Block(run, length))
            pieces.append(run.text + "\n")
            length += len(run.text) + 1
        self.printed = "".join(pieces)
        """The text as the witness has it."""
        self.text = read_marks(self.printed)
        """The text with quotation marks of one form, every place as in the witness."""

    @cached_property
    def folded(self) -> Folded:
        """The text folded."""
        return fold_text(self.text)

    @property
    def address(self) -> str:
        """Address of the note or paragraph in the edition."""
        return self.blocks[0].run.address if self.blocks else ""

    @property
    def broken(self) -> bool:
        """True if the end of the text is not in the witness."""
        return self.remains or (self.note is not None and self.note.state is NoteState.TRUNCATED)

    @property
    def headless(self) -> bool:
        """True if the beginning of the text is not in the witness."""
        return self.remains or (self.note is not None and self.note.state is NoteState.FRAGMENT)

    def parts(self, start: int, end: int) -> tuple[Span, ...]:
        """Return the spans of the witness that hold the text from start to end."""
        found: list[Span] = []
        for block in self.blocks:
            low, high = start - block.offset, end - block.offset
            if low < len(block.run.text) and high > 0:
                found += block.run.parts(max(0, low), min(high, len(block.run.text)))
        return _join(found)

    def cite(
        self,
        start: int,
        end: int,
        kind: CitationKind,
        key: str | None,
        reason: Abstention | None = None,
        locator: str = "",
        printed: str = "",
    ) -> Citation:
        """Return the text from start to end as a citation."""
        return Citation(
            self.place,
            self.parts(start, end),
            kind,
            key,
            locator,
            printed,
            reason,
            self.printed[start:end],
            self.note is not None,
            self.address,
        )


def _join(spans: list[Span]) -> tuple[Span, ...]:
    """Join spans that touch or that only white space parts."""
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].end == span.start:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(joined)


def overlaps(citation: Citation, others: Iterable[Citation | Span]) -> bool:
    """Return whether a citation has words of the witness that one of some others has."""
    return any(one.start < citation.end and citation.start < one.end for one in others)


def read_notes(document: Document) -> Iterator[Passage]:
    """Yield a passage for every note in order; one that is missing has no text."""
    runs: dict[str, list[Run]] = {}
    for run in read_note_runs(document):
        runs.setdefault(run.note, []).append(run)
    for note in document.notes:
        yield Passage(note.key, scope_at(document, note.start), note, runs.get(note.key, []))


def read_remains(document: Document) -> Iterator[Passage]:
    """Yield a passage for every stretch of note text that nothing attributes to a note."""
    for one in walk(running_text(document), Fragment):
        scope = scope_at(document, one.span.start)
        yield Passage(one.address, scope, None, [read_run(one)], remains=True)


def scope_at(document: Document, offset: int) -> str:
    """Return the name of the largest division at an offset, or an empty text."""
    starts = [division.span.start for division in document.divisions]
    index = bisect_right(starts, offset) - 1
    return document.divisions[index].name if index >= 0 else ""


def read_paragraphs(document: Document) -> Iterator[Passage]:
    """Yield a passage for every block of the running text."""
    for run in read_runs(document):
        if not run.note and not run.caption:
            yield Passage(run.address, scope_at(document, run.place), None, [run])
