"""The passages in which names and dates are found: headings, paragraphs and notes, in order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from edition.linking.cross_references.runs import Run, read_run
from edition.model.addresses import note_address
from edition.model.citation import Citation
from edition.model.document import Division, Document, Leaf, NoteMarker, Ornament, Style, Styled
from edition.model.traversal import (
    LEAVES,
    inlines_of,
    running_text,
    walk,
    walk_leaves,
    walk_with_ancestors,
)
from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a passage that cites a work or is set apart as a title."""

    start: int
    end: int
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading, a block of the running text, or a block of a note."""

    run: Run
    address: str
    scope: tuple[str, ...]
    """Names of the divisions that hold it, the outermost first."""
    apart: tuple[Stretch, ...]
    """Citations, and words in italics, in their order."""
    note: bool = False
    heading: bool = False

    @property
    def text(self) -> str:
        """The words as they are read."""
        return self.run.text

    def span(self, start: int, end: int) -> Span:
        """Return where a stretch of the text is in the witness."""
        return Span(self.run.offset(start), self.run.offset(end - 1) + 1)

    def locate(self, span: Span) -> tuple[int, int] | None:
        """Return where a stretch of the witness is in the text; None if it is not in it."""
        return _locate(self.run, span)


def list_passages(document: Document, citations: Iterable[Citation]) -> Iterator[Passage]:
    """Yield every passage in reading order, the notes of each after it."""
    cited: dict[str, list[Citation]] = {}
    for citation in citations:
        cited.setdefault(citation.address, []).append(citation)
    notes = {note.key: note for note in document.notes}

    def take_notes(keys: Iterable[str], scope: tuple[str, ...]) -> Iterator[Passage]:
        for key in keys:
            if (note := notes.pop(key, None)) is not None:
                address = note_address(key)
                for leaf in walk_leaves(note):
                    yield _make(leaf, address, scope, cited.get(address, ()), note=True)
                yield from take_notes([one.note for one in walk(note, NoteMarker)], scope)

    for node, ancestors in walk_with_ancestors(running_text(document), Division, *LEAVES):
        scope = tuple(one.name for one in ancestors if isinstance(one, Division))
        scope += (node.name,) if isinstance(node, Division) else ()
        if not isinstance(node, Ornament):
            yield _make(node, node.address, scope, cited.get(node.address, ()))
            yield from take_notes([m.note for m in walk(inlines_of(node), NoteMarker)], scope)
    yield from take_notes(list(notes), ())


def _make(
    node: Division | Leaf,
    address: str,
    scope: tuple[str, ...],
    citations: Sequence[Citation],
    *,
    note: bool = False,
) -> Passage:
    run = read_run(node)
    spans: Mapping[Span, Citation | None] = {
        **{one.span: None for one in walk(inlines_of(node), Styled) if one.style is Style.ITALIC},
        **{part: one for one in citations for part in one.parts},
    }
    apart = [
        Stretch(*found, citation)
        for span, citation in spans.items()
        if (found := _locate(run, span))
    ]
    apart.sort(key=lambda one: (one.start, one.end))
    return Passage(run, address, scope, tuple(apart), note, isinstance(node, Division))


def _locate(run: Run, span: Span) -> tuple[int, int] | None:
    """Return where a stretch of the witness is in a text; None if it is not in it."""
    if not run.spans or span.end <= run.spans[0].start or span.start >= run.spans[-1].end:
        return None
    return _index(run, span.start), _index(run, span.end)


def _index(run: Run, place: int) -> int:
    piece = max(bisect_right(run.spans, place, key=lambda one: one.start) - 1, 0)
    inside = max(min(place, run.spans[piece].end) - run.spans[piece].start, 0)
    return run.starts[piece] + inside
