"""The monograph: what its own tables, pages and notes say of the reading."""

from __future__ import annotations

from edition.model.document import (
    Caption,
    Division,
    Document,
    Note,
    NoteMarker,
    NoteState,
    PageStart,
)
from edition.model.traversal import (
    INLINES,
    inlines_of,
    running_text,
    walk,
    walk_leaves,
)
from edition.readers.contents import read_contents
from edition.readers.lines import split_lines
from edition.text.source import Source
from tests.readers.coverage import check_coverage
from tests.texts import read_whole


def _source() -> Source:
    return read_whole("kuromiya-2023").source


def _document() -> Document:
    return read_whole("kuromiya-2023").document


def _series(name: str) -> list[Note]:
    return [note for note in _document().notes if note.series == name]


def test_every_character_is_accounted_for() -> None:
    assert check_coverage(_source(), _document()) == []


def test_the_pages_are_those_of_the_book() -> None:
    front = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"]
    assert [p.label for p in _document().pages] == [*front, *(str(n) for n in range(1, 451))]
    assert sum(not page.inferred for page in _document().pages) > 440


def test_every_page_begins_once_in_the_text() -> None:
    starts = [
        inline.label
        for leaf in walk_leaves(running_text(_document()))
        for inline in walk(inlines_of(leaf), *INLINES)
        if isinstance(inline, PageStart)
    ]
    starts += [
        inline.label
        for division in walk(_document().divisions, Division)
        for inline in walk(division.heading, *INLINES)
        if isinstance(inline, PageStart)
    ]
    assert sorted(starts) == sorted(page.label for page in _document().pages)


def test_every_division_begins_on_the_page_that_the_contents_say() -> None:
    contents = read_contents(split_lines(_source()))
    found = {division.name: division for division in walk(_document().divisions, Division)}
    pages = _document().pages
    for entry in contents.entries:
        if not any(page.label == entry.label for page in pages):
            continue
        name = {"Introduction": "intro", "Conclusion": "concl"}.get(
            entry.title, entry.number.replace(".", "-")
        )
        if not name:
            continue
        start = found[name].heading_span.start
        label = [page.label for page in pages if page.start <= start][-1]
        assert (name, label) == (name, entry.label)


def test_the_lost_heading_is_supplied() -> None:
    assert [d.name for d in walk(_document().divisions, Division) if d.supplied] == ["concl"]


def test_every_figure_is_on_the_page_that_the_list_says() -> None:
    contents = read_contents(split_lines(_source()))
    pages = _document().pages
    captions = {
        leaf.label: [page.label for page in pages if page.start <= leaf.span.start][-1]
        for leaf in walk_leaves(running_text(_document()))
        if isinstance(leaf, Caption)
    }
    assert captions == {entry.number: entry.label for entry in contents.figures}


def test_every_number_has_its_marker() -> None:
    last = {"intro": 81, "1": 143, "2": 449, "3": 387, "4": 446, "5": 247, "concl": 37}
    for name, count in last.items():
        notes = _series(name)
        assert [note.mark for note in notes] == [str(n) for n in range(1, count + 1)]
        assert all(note.marker for note in notes)


def test_markers_are_in_the_text_once() -> None:
    markers = [
        inline.note
        for leaf in walk_leaves(running_text(_document()))
        for inline in walk(inlines_of(leaf), *INLINES)
        if isinstance(inline, NoteMarker)
    ]
    assert sorted(markers) == sorted(note.key for note in _document().notes)


def test_notes_are_on_the_page_of_their_marker_or_the_next() -> None:
    order = {page.label: index for index, page in enumerate(_document().pages)}
    starts = [page.start for page in _document().pages]
    for note in _document().notes:
        assert note.marker is not None
        marked = max(i for i, start in enumerate(starts) if start <= note.marker.start)
        if note.state is not NoteState.FRAGMENT:
            assert order[note.page] - marked in (0, 1), note.key


def test_a_missing_note_has_no_text_and_any_other_has() -> None:
    for note in _document().notes:
        assert bool(note.blocks) == (note.state is not NoteState.MISSING)
