"""What editors decide by hand, checked against the words: works, labels and calls of notes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from edition.building.editions import read_edition
from edition.model.document import NoteMarker
from edition.model.edition import Edition
from edition.model.traversal import running_text, walk
from edition.records.loading import load_record
from tests.projects import make_source, run

TEXT = """A Report

The harbour was closed in spring.[1] The council met l2 times and wrote to the consul.

The treaty was signed and the ships sailed.[2] Nothing more is known.

Notes

[1] Averil, Strait, 12.

[2] Ormond to Averil, a letter.

[3] Averil, Strait, 14.
"""
WORKS = """
@book{averil-1911, author = {Averil, Tobias}, title = {Strait and Sound}, year = {1911}}
@book{averil-1920, author = {Averil, Tobias}, title = {Strait and Sea}, year = {1920}}
"""


def decide(question: str, at: int | str, words: str, answer: str) -> dict[str, Any]:
    return {"question": question, "at": at, "words": words, "answer": answer, "evidence": "Seen."}


def read(root: Path, *decisions: dict[str, Any], text: str = TEXT) -> Edition:
    folder = make_source(root, text, reader={"kind": "end-notes"}, decisions=list(decisions))
    with (root / "bibliography.bib").open("a", encoding="utf-8") as handle:
        handle.write(WORKS)
    record, faults = load_record(folder, root)
    assert record is not None, faults
    return read_edition(record, root)


def tell(edition: Edition) -> list[tuple[str, str, int, int]]:
    found = (d for d in edition.diagnostics if d.code in ("R007", "R018"))
    return [(d.code, d.path, d.line, d.column) for d in found]


def cited(edition: Edition) -> dict[str, str | None]:
    return {one.place: one.key for one in edition.citations}


def called(edition: Edition) -> list[tuple[str, int]]:
    assert edition.document is not None
    markers = walk(running_text(edition.document), NoteMarker)
    return [(one.note, one.span.start) for one in markers]


def test_a_work_is_decided_by_line_or_by_address(tmp_path: Path) -> None:
    assert cited(read(tmp_path / "open"))["1"] is None
    edition = read(
        tmp_path / "decided",
        decide("work", 9, "Averil, Strait, 12", "averil-1911"),
        decide("work", "n3", "Averil, Strait, 14", "averil-1920"),
        decide("work", 11, "Ormond to Averil, a letter", "averil-1920"),
    )
    assert tell(edition) == []
    assert cited(edition) == {"1": "averil-1911", "2": "averil-1920", "3": "averil-1920"}


def test_words_that_cite_no_work(tmp_path: Path) -> None:
    edition = read(tmp_path, decide("work", 9, "Averil, Strait, 12", "none"))
    assert "1" not in cited(edition)


def test_a_note_is_called_where_it_belongs(tmp_path: Path) -> None:
    before = called(read(tmp_path / "open"))
    assert [note for note, _ in before] == ["1", "2"]
    edition = read(
        tmp_path / "decided",
        decide("note", 3, "met l2 times", "3"),
        decide("note", 5, "sailed.[2]", "none"),
    )
    assert tell(edition) == []
    end = TEXT.index("times") + len("times")
    assert called(edition) == [("1", TEXT.index("[1]")), ("3", end)]
    # A call that is taken away is text again, and every letter of the witness is accounted for.
    assert not [one for one in edition.diagnostics if one.code.startswith("L")]


PAGED = "First page.\n\fSecond page.\n\fThird page.\n"


def test_a_page_has_the_label_that_is_decided(tmp_path: Path) -> None:
    edition = read(tmp_path, decide("page", 2, "Second page", "ii"), text=PAGED)
    assert edition.document is not None
    assert tell(edition) == []
    assert [page.label for page in edition.document.pages][1] == "ii"


@pytest.mark.parametrize(
    ("decision", "code", "field"),
    [
        (decide("work", 9, "Averil, Straits", "averil-1911"), "R018", "words"),
        (decide("work", "n9", "Averil", "averil-1911"), "R018", "words"),
        (decide("work", 9, "Averil, Strait, 12", "averil-1999"), "R007", "answer"),
        (decide("note", 3, "met 12 times", "3"), "R018", "words"),
        (decide("note", "p1", "met l2 times", "3"), "R018", "words"),
        (decide("note", 3, "met l2 times", "9"), "R018", "answer"),
        (decide("note", 5, "The treaty", "none"), "R018", "answer"),
        (decide("page", 3, "met l2 times", "7"), "R018", "answer"),
    ],
)
def test_a_stale_decision_is_an_error_at_its_place(
    decision: dict[str, Any], code: str, field: str, tmp_path: Path
) -> None:
    edition = read(tmp_path, decision)
    source = (tmp_path / "sources" / "sample" / "source.yml").read_text("utf-8").splitlines()
    line = next(n for n, row in enumerate(source, 1) if row.strip(" -").startswith(f"{field}:"))
    assert [found[:3] for found in tell(edition)] == [(code, "sources/sample/source.yml", line)]
    assert edition.has_errors


def test_a_site_shows_what_is_decided(tmp_path: Path) -> None:
    edition = read(
        tmp_path,
        decide("work", 9, "Averil, Strait, 12", "averil-1911"),
        decide("work", "n3", "Averil, Strait, 14", "averil-1920"),
        decide("note", 3, "met l2 times", "3"),
    )
    assert tell(edition) == []
    assert run(tmp_path, "build") == 0
    told = (tmp_path / "docs" / "editions" / "sample" / "index.md").read_text("utf-8")
    assert "- Line 9, “Averil, Strait, 12”, which work is cited: averil-1911. Seen." in told
    assert "- Note\u00a03, “Averil, Strait, 14”, which work is cited: averil-1920. Seen." in told
    page = next((tmp_path / "docs" / "editions" / "sample").glob("text*.md")).read_text("utf-8")
    assert "met l2 times" in page
    assert page.index("times") < page.index("[^3]") < page.index("and wrote")
