from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edition.model.addresses import page_address
from edition.model.document import (
    Document,
    Heading,
    Leaf,
    Matter,
    MatterKind,
    NoteState,
    Quotation,
    Style,
    Styled,
)
from edition.model.traversal import (
    INLINES,
    inlines_of,
    plain_text,
    running_text,
    walk,
    walk_leaves,
)
from edition.readers import Reading
from edition.readers.registry import READERS
from edition.records.conventions import read_shipped
from edition.text.source import Source
from tests.readers.laws import any_texts, check_laws

SOURCES = Path(__file__).parents[2] / "sources"


@given(any_texts)
@settings(max_examples=300, deadline=None)
def test_reading_loses_nothing(text: str) -> None:
    check_laws(READERS["report"], text)
    options = {"emphasis": True, "side_headings": True, "markers": "bracket"}
    check_laws(READERS["report"], text, options)


def read(text: str, **options: object) -> Reading:
    return READERS["report"](Source("sample.txt", text), options)


@cache
def intelligence_report() -> Document:
    path = SOURCES / "psis-1945" / "004_2cab4f4ef29340e9.txt"
    return read(path.read_text(encoding="utf-8")).document


@cache
def memorandum() -> Reading:
    path = SOURCES / "memorandum-1953" / "001_8c20251515900275.txt"
    stamps = read_shipped("us-agency-stamps").words["reader"]["stamps"]
    return read(path.read_text(encoding="utf-8"), side_headings=True, stamps=stamps)


def show(leaf: Leaf) -> str:
    return plain_text(inlines_of(leaf))


def matter_of(document: Document) -> list[Matter]:
    return [leaf for leaf in walk_leaves(running_text(document)) if isinstance(leaf, Matter)]


# --- the report of 1945 ---------------------------------------------------------------


def test_every_numbered_note_of_the_report_has_its_marker() -> None:
    notes = [note for note in intelligence_report().notes if note.mark.isdecimal()]
    assert [note.key for note in notes] == [str(n) for n in range(1, 29)]
    assert {note.state for note in notes} == {NoteState.WHOLE}


def test_asterisk_notes_of_the_report_belong_to_their_leaves() -> None:
    keys = [note.key for note in intelligence_report().notes if not note.mark.isdecimal()]
    second = [f"leaf2.{name}asterisk" for name in ("", "double-", "triple-", "quadruple-")]
    assert keys == [*second, *(f"leaf{leaf}.asterisk" for leaf in (3, 4, 9, 10, 11))]


def test_leaves_of_the_report_end_with_their_note_lists() -> None:
    pages = intelligence_report().pages
    assert [page.label for page in pages] == ["cover", *map(str, range(1, 14))]
    assert all(page.inferred for page in pages)


def test_sources_between_two_notes_belong_to_the_first() -> None:
    notes = {note.key: note for note in intelligence_report().notes}
    assert [len(notes[key].blocks) for key in ("19", "20", "22")] == [2, 2, 1]


def test_a_number_that_lost_its_superscript_is_a_marker() -> None:
    note = intelligence_report().notes[-1]
    assert note.key == "28"
    assert note.marker is not None
    assert len(note.marker) == 2


def test_quotations_of_the_report_keep_their_lists() -> None:
    quotations = [
        b for d in intelligence_report().divisions for b in d.blocks if isinstance(b, Quotation)
    ]
    assert [len(quotation.blocks) for quotation in quotations] == [4, 1, 1, 2]


def test_struck_text_of_the_report_runs_over_its_lines() -> None:
    matter = matter_of(intelligence_report())
    notice = next(m for m in matter if m.kind is MatterKind.CLASSIFICATION)
    struck = [i for i in walk(notice.inlines, *INLINES) if isinstance(i, Styled)]
    assert [(run.style, run.span) for run in struck] == [(Style.STRUCK, notice.span)]


# --- the memorandum of 1953 -----------------------------------------------------------


def test_pages_of_the_memorandum_are_counted_where_the_number_is_misread() -> None:
    pages = memorandum().document.pages
    assert [page.label for page in pages] == ["leaf 1", "1", "2", "3", "4", "5", "6"]
    assert [page.label for page in pages if not page.inferred] == ["3", "5", "6"]
    assert [page_address(page) for page in pages[:2]] == ["leaf1", "p1"]
    assert [(page.label, page.printed) for page in pages if page.printed] == [("4", "- 1 -")]
    assert [(d.code, d.line) for d in memorandum().diagnostics] == [("S003", 87)]


def test_the_attachment_is_a_division() -> None:
    divisions = memorandum().document.divisions
    assert [division.name for division in divisions] == ["attachment"]
    headings = [plain_text(b.inlines) for b in divisions[0].blocks if isinstance(b, Heading)]
    assert headings == [
        "PROBLEM:", "CONCLUSION:", "DISCUSSION:", "Gestures.", "Soviet Attitude Toward Japan.",
        "Soviet Tactics.",
    ]  # fmt: skip


def test_matter_of_the_memorandum() -> None:
    kinds = [m.kind for m in matter_of(memorandum().document)]
    assert kinds == [
        MatterKind.DISTRIBUTION, MatterKind.CLASSIFICATION, MatterKind.DATELINE,
        MatterKind.LETTERHEAD, MatterKind.SIGNATURE, MatterKind.CONTENTS, MatterKind.DISTRIBUTION,
        MatterKind.STAMP, MatterKind.STAMP, MatterKind.DATELINE,
    ]  # fmt: skip


# --- what any report may have ---------------------------------------------------------

BODY = "The pilots were heard in the morning, and the owners of the boats in the afternoon"


@pytest.mark.parametrize(
    ("marker", "note"),
    [
        ("\u00b9", "(1) Log, p. 3."),
        ("^{1}", "- (1) Log, p. 3."),
        ("\u00b9", " 1. Log, p. 3."),
        ("<sup>1</sup>", "\u00b9 Log, p. 3."),
        ("\u00b9", "1/ Log, p. 3."),
    ],
)
def test_notes_in_every_form(marker: str, note: str) -> None:
    document = read(f"{BODY}.{marker}\n\n{note}\n\n{BODY}.\n").document
    assert [(n.key, n.state, n.page) for n in document.notes] == [("1", NoteState.WHOLE, "1")]
    assert [show(b) for b in walk_leaves(document.notes[0].blocks)] == ["Log, p. 3."]


def test_a_list_in_the_text_is_no_list_of_notes() -> None:
    text = f"{BODY}.\u00b9\n\n(1) Log.\n\n{BODY}:\n\n(1) the bar;\n(2) the mole;\n(3) the light.\n"
    document = read(text).document
    assert [note.key for note in document.notes] == ["1"]


def test_a_marker_without_note_and_a_note_without_marker_are_kept() -> None:
    text = f"{BODY}.\u00b9 {BODY}.\u00b2\n\n(1) Log.\n(3) Ledger.\n\n{BODY}.\n"
    states = {note.key: note.state for note in read(text).document.notes}
    assert states == {"1": NoteState.WHOLE, "2": NoteState.MISSING}


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("were drawn up by the", "clerk on the same day.", True),
        ("were drawn up by the", "Clerk of the Board.", True),
        ("were drawn up.", "clerks drew them up.", False),
        ("were drawn up.", "The clerk drew them up.", False),
        ("were drawn up:", '"The clerk drew them up."', False),
    ],
)
def test_paragraphs_are_joined_over_a_note_list(before: str, after: str, joined: bool) -> None:
    text = f"{BODY}.* They {before}\n\n* The log.\n\n{after} {BODY}.\n"
    document = read(text).document
    assert len(list(walk_leaves(running_text(document)))) == (1 if joined else 2)


def test_a_number_at_the_foot_belongs_to_the_page_above() -> None:
    text = f"{BODY}.\n\n- 1 -\n\n{BODY}.\n\n- 2 -\n\n{BODY}.\n\n- 3 -\n"
    pages = read(text).document.pages
    assert [(page.label, page.inferred) for page in pages] == [
        ("1", False),
        ("2", False),
        ("3", False),
    ]


def test_a_cover_has_the_title_that_stands_again_above_the_text() -> None:
    title = "THE HARBOUR OF LODE"
    text = f"{title}\n\nCOPY NO. 2\n\n{title}\n\n{BODY}.\n\n- 2 -\n\n{BODY}.\n"
    pages = read(text).document.pages
    assert [page_address(page) for page in pages] == ["leafcover", "p1", "p2"]
    other = read(text.replace("HARBOUR", "PORT", 1)).document.pages
    assert [page_address(page) for page in other] == ["p1", "p2"]


def test_divisions_have_names_of_their_own() -> None:
    names = [division.name for division in intelligence_report().divisions]
    assert names == ["russo-japanese-relations"]


# --- laws on generated reports --------------------------------------------------------


@st.composite
def typed_reports(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """A report with asterisk notes on every page; the texts of its notes by their keys."""
    pages = draw(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 4)), min_size=2, max_size=6))
    heads = ["", "CONFIDENTIAL", *(["THE FERRY INQUIRY"] if len(pages) > 3 else [])]
    head = draw(st.sampled_from(heads))
    numbered = draw(st.booleans())
    rule = draw(st.booleans())
    wide = draw(st.booleans())
    texts: dict[str, str] = {}
    sheets = []
    for number, (paragraphs, notes) in enumerate(pages, 1):
        signs = ["*" * n for n in range(1, notes + 1)]
        rows = [f"{BODY}, page {number}, row {row}." for row in range(max(paragraphs, 1))]
        rows = [row + (signs[i] if i < len(signs) else "") for i, row in enumerate(rows)]
        rows[-1] += "".join(f" {BODY}.{sign}" for sign in signs[len(rows) :])
        listed = [
            f"{sign}{' ' if wide else ''}Note {sign.count('*')} of page {number}." for sign in signs
        ]
        for sign, note in zip(signs, listed, strict=True):
            name = ("", "double-", "triple-", "quadruple-")[len(sign) - 1]
            texts[f"{'p' if numbered else 'leaf'}{number}.{name}asterisk"] = note.lstrip("* ")
        top = [head] if head and number > 1 else []
        top += [f"- {number} -"] if numbered and number > 1 else []
        sheets.append([*top, *rows, *(["________"] if rule and listed else []), *listed])
    return "\n\n".join("\n\n".join(sheet) for sheet in sheets) + "\n", texts


@given(typed_reports())
@settings(max_examples=200, deadline=None)
def test_asterisk_notes_of_a_report_come_back(made: tuple[str, dict[str, str]]) -> None:
    text, texts = made
    document = check_laws(READERS["report"], text)
    found = {
        note.key: " ".join(show(leaf) for leaf in walk_leaves(note.blocks))
        for note in document.notes
    }
    assert {note.state for note in document.notes} <= {NoteState.WHOLE}
    assert sorted(found.values()) == sorted(texts.values())
    pages = {key.partition(".")[0] for key in texts}
    if len(pages) == text.count(", row 0."):
        assert found == texts
