"""The texts that are searched for citations: notes, note fragments and paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from edition.linking.cross_references.runs import Run, read_note_runs, read_run, read_runs
from edition.model.citation import Abstention, Citation, CitationKind
from edition.model.document import Document, Fragment, Note, NoteState
from edition.model.traversal import running_text, scope_at, walk
from edition.text.folding import Folded, fold_text
from edition.text.quotation_marks import normalise_marks
from edition.text.span import Span


@dataclass(slots=True)
class Block:
    """The text of a block of a note, or of a paragraph."""

    run: Run
    offset: int
    """Start of its text in the text of the passage."""


class Passage:
    """A note, a note fragment or a paragraph, searched as one text."""

    def __init__(
        self, place: str, scope: str, note: Note | None, runs: list[Run], *, fragment: bool = False
    ) -> None:
        self.place = place
        """Key of the note, or address of the paragraph."""
        self.scope = scope
        """Name of the chapter, within which a short title refers to an earlier full citation."""
        self.note = note
        self.fragment = fragment
        """True for note text that cannot be attributed to a note."""
        self.blocks: list[Block] = []
        pieces: list[str] = []
        length = 0
        for run in runs:
            self.blocks.append(Block(run, length))
            pieces.append(run.text + "\n")
            length += len(run.text) + 1
        self.printed = "".join(pieces)
        """The text as printed in the witness."""
        self.text = normalise_marks(self.printed)
        """The text with quotation marks of one form; all offsets are those of ``printed``."""

    @cached_property
    def folded(self) -> Folded:
        """The folded text."""
        return fold_text(self.text)

    @property
    def address(self) -> str:
        """Address of the note or paragraph."""
        return self.blocks[0].run.address if self.blocks else ""

    @property
    def broken(self) -> bool:
        """True if the witness lacks the end of the text."""
        return self.fragment or (self.note is not None and self.note.state is NoteState.TRUNCATED)

    @property
    def headless(self) -> bool:
        """True if the witness lacks the beginning of the text."""
        return self.fragment or (self.note is not None and self.note.state is NoteState.FRAGMENT)

    def parts(self, start: int, end: int) -> tuple[Span, ...]:
        """Return the spans in the witness of the text from start to end."""
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
    """Join adjacent spans."""
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].end == span.start:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(joined)


def overlaps(citation: Citation, spans: Iterable[Citation | Span]) -> bool:
    """Return True if a citation shares text of the witness with another citation or a span."""
    return any(span.start < citation.end and citation.start < span.end for span in spans)


def read_notes(document: Document) -> Iterator[Passage]:
    """Yield a passage for every note, in order; a missing note has an empty text."""
    runs: dict[str, list[Run]] = {}
    for run in read_note_runs(document):
        runs.setdefault(run.note, []).append(run)
    for note in document.notes:
        yield Passage(note.key, scope_at(document, note.start), note, runs.get(note.key, []))


def read_fragments(document: Document) -> Iterator[Passage]:
    """Yield a passage for every stretch of note text that cannot be attributed to a note."""
    for fragment in walk(running_text(document), Fragment):
        scope = scope_at(document, fragment.span.start)
        yield Passage(fragment.address, scope, None, [read_run(fragment)], fragment=True)


def read_paragraphs(document: Document) -> Iterator[Passage]:
    """Yield a passage for every block of the running text."""
    for run in read_runs(document):
        if not run.note and not run.caption:
            yield Passage(run.address, scope_at(document, run.place), None, [run])
