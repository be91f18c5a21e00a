"""Notes under captions: a sign in the caption, the same sign before a note in small type.

The extraction tears both signs out of their lines. The first stays where it is; the second is the
sign of the note, which stands in the type of notes right under the caption.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from edition.model.document import Note, NoteMarker, NoteState, Paragraph, Restoration
from edition.model.note_keys import NoteKeys
from edition.readers.assembly import NO_MARKS, build_inlines
from edition.readers.page_foot.book import Book
from edition.readers.page_foot.text_rows import NOTE_SIGNS, Row, RowKind, groups_of
from edition.text.span import Span

NOTE_SIGN = "note-sign"
_REASON = (
    "The mark occurs twice, separated from its lines, in a caption: as the marker, and as the "
    "mark of the note in small type below the caption, which has none."
)


@dataclass(slots=True)
class CaptionNotes:
    """Notes under captions with their markers, and the signs put back."""

    notes: list[Note] = field(default_factory=list)
    markers: list[NoteMarker] = field(default_factory=list)
    restorations: list[Restoration] = field(default_factory=list)


def read_caption_notes(book: Book, rows: Sequence[Row], taken: Iterable[str]) -> CaptionNotes:
    """Find the notes under captions and take their rows out of the text.

    ``taken`` are the keys of the other notes.
    """
    keys = NoteKeys(taken)
    found = CaptionNotes()
    for start, end in groups_of(rows):
        group = rows[start:end]
        signs = [row for row in _caption_before(rows, start) if row.text in NOTE_SIGNS]
        if len(signs) != 2 or signs[0].text != signs[1].text or not _is_small(book, group):
            continue
        _add(found, book, keys, group, signs)
        for row in (*group, signs[1]):
            row.kind = RowKind.MOVED
    return found


def _caption_before(rows: Sequence[Row], end: int) -> Sequence[Row]:
    start = end
    while start and rows[start - 1].kind is RowKind.CAPTION:
        start -= 1
        if rows[start].begins:
            break
    same = start < end and rows[start].page == rows[end].page
    return rows[start:end] if same else ()


def _is_small(book: Book, group: Sequence[Row]) -> bool:
    limit = book.setting.measures.note_limit
    plain = all(row.kind is RowKind.TEXT for row in group)
    return plain and all(row.width > limit for row in group[:-1] or group)


def _add(
    found: CaptionNotes, book: Book, keys: NoteKeys, group: Sequence[Row], signs: Sequence[Row]
) -> None:
    label = book.pages[group[0].page].label
    sign = signs[0].text
    key = keys.name(f"p{label}", sign)
    pieces = [row.line.content for row in group]
    span = Span(pieces[0].start, pieces[-1].end)
    inlines = build_inlines(book.source, pieces, NO_MARKS, book.hyphenation)
    marker, moved = signs[0].line.content, signs[1].line.content
    found.markers.append(NoteMarker(key, sign, marker))
    blocks, whole = (Paragraph(inlines, span),), NoteState.WHOLE
    found.notes.append(
        Note(key, f"p{label}", sign, blocks, (span,), moved, whole, marker, page=label)
    )
    found.restorations.append(Restoration(NOTE_SIGN, moved, span.start, _REASON))
