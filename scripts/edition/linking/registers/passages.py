"""The passages searched for names and dates: headings, paragraphs and notes, in order."""

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
    """A part of a passage that cites a work or is set in italics as a title."""

    start: int
    end: int
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading, a block of the running text, or a block of a note."""

    run: Run
    address: str
    scope: tuple[str, ...]
    """Names of the enclosing divisions, the outermost first."""
    apart: tuple[Stretch, ...]
    """Citations and words in italics, in order."""
    note: bool = False
    heading: bool = False

    @property
    def text(self) -> str:
        """The text of the passage as a reader sees it."""
        return self.run.text

    def span(self, start: int, end: int) -> Span:
        """Return the span in the witness of a range of the text."""
        return Span(self.run.offset(start), self.run.offset(end - 1) + 1)

    def locate(self, span: Span) -> tuple[int, int] | None:
        """Return the range in the text of a span of the witness; None if outside the passage."""
        return _locate(self.run, span)


def list_passages(document: Document, citations: Iterable[Citation]) -> Iterator[Passage]:
    """Yield every passage in reading order, each followed by its notes."""
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
                yield from take_notes([marker.note for marker in walk(note, NoteMarker)], scope)

    for node, ancestors in walk_with_ancestors(running_text(document), Division, *LEAVES):
        scope = tuple(ancestor.name for ancestor in ancestors if isinstance(ancestor, Division))
        scope += (node.name,) if isinstance(node, Division) else ()
        if not isinstance(node, Ornament):
            yield _make(node, node.address, scope, cited.get(node.address, ()))
            yield from take_notes(
                [marker.note for marker in walk(inlines_of(node), NoteMarker)], scope
            )
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
        **{
            styled.span: None
            for styled in walk(inlines_of(node), Styled)
            if styled.style is Style.ITALIC
        },
        **{part: citation for citation in citations for part in citation.parts},
    }
    apart = [
        Stretch(*found, citation)
        for span, citation in spans.items()
        if (found := _locate(run, span))
    ]
    apart.sort(key=lambda stretch: (stretch.start, stretch.end))
    return Passage(run, address, scope, tuple(apart), note, isinstance(node, Division))


def _locate(run: Run, span: Span) -> tuple[int, int] | None:
    """Return the range in a text of a span of the witness; None if outside the text."""
    if not run.spans or span.end <= run.spans[0].start or span.start >= run.spans[-1].end:
        return None
    return _index(run, span.start), _index(run, span.end)


def _index(run: Run, place: int) -> int:
    piece = max(bisect_right(run.spans, place, key=lambda span: span.start) - 1, 0)
    inside = max(min(place, run.spans[piece].end) - run.spans[piece].start, 0)
    return run.starts[piece] + inside
