"""The forms of the shipped conventions against their labelled samples, and forms of a project."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from edition.linking.citations import find_citations
from edition.linking.citations.finding import recognize_conventions
from edition.model.document import NoteState
from edition.records.conventions import FOLDER, extend_words, find_convention
from tests.citations.habits import CONVENTIONS, HALVES, Score, measure, read_sample
from tests.citations.notebook import CASES, Line, invented_works, make_notebook, read_line

PAGE = Path(__file__).parents[2] / "docs" / "citations.md"


def tell(convention: str, half: str, score: Score) -> str:
    """Return the row of the page for a half."""
    lines, _ = read_sample(convention, half)
    right = f"{score.recall:.1%} ({score.right} of {score.wanted})"
    sure = f"{score.precision:.1%} ({score.found - len(score.wrong)} of {score.found})"
    fields = f"{score.fields - len(score.wrong_fields)} of {score.fields}"
    return f"| `{convention}` | {half} | {len(lines)} | {right} | {sure} | {fields} |"


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_a_convention_reads_its_sample_as_the_page_says(convention: str, half: str) -> None:
    score = measure(convention, half)
    assert score.wrong_fields == []
    assert tell(convention, half, score) in PAGE.read_text("utf-8"), [*score.missed, *score.wrong]


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_a_convention_is_recognized_by_the_notes(convention: str) -> None:
    _, document = make_notebook(read_sample(convention, "seen")[0])
    [first, *_] = recognize_conventions(document)
    assert first.id == convention
    assert first.language


def test_notes_as_in_chicago_are_recognized_as_no_other() -> None:
    rows = (CASES / "full.txt").read_text("utf-8").splitlines()
    _, document = make_notebook([line for row in rows if (line := read_line(row))])
    assert recognize_conventions(document) == ()


KESTREL = {
    "id": "kestrel-notes",
    "title": "Notes of the Kestrel Society",
    "standard": "As found in its proceedings.",
    "citations": {
        "forms": [
            "book: {title} * {names} * {place}, {year}[ * {locators} {locator}]",
            "short: {names} * {opcit}[ * {locators} {locator}]",
            "ibid: {ibid}[ * {locators} {locator}]",
        ],
        "ibid": ["In the same"],
        "opcit": ["as above"],
        "locators": ["leaf"],
    },
}


def test_a_project_gives_a_convention_of_its_own(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "kestrel-notes.yml").write_text(yaml.safe_dump(KESTREL), "utf-8")
    convention, faults = find_convention("kestrel-notes", tmp_path)
    assert convention is not None
    assert faults == []
    rows = (
        "The Strait of Kestrel Reopened * Tobias Averil * Lindholm, 1920 * leaf 7",
        "In the same * leaf 12",
        "Averil * as above * leaf 33–5",
    )
    source, document = make_notebook(
        [Line(str(n), NoteState.WHOLE, row) for n, row in enumerate(rows, 1)]
    )
    options = extend_words([convention], "citations", {})
    found, reports = find_citations(source, document, invented_works(), options)
    assert reports == []
    assert [(str(one.kind), one.key, one.locator) for one in found] == [
        ("full", "averil-1920-strait", "7"),
        ("ibid", "averil-1920-strait", "12"),
        ("short", "averil-1920-strait", "33–35"),
    ]


@pytest.mark.parametrize(
    "form", ["book {title}", "book: {titel}", "novel: {title}", "book: {title", "book: [{title}"]
)
def test_a_form_that_is_none_is_refused(form: str, tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    wrong = {**KESTREL, "citations": {"forms": [form]}}
    (tmp_path / FOLDER / "kestrel-notes.yml").write_text(yaml.safe_dump(wrong), "utf-8")
    convention, [fault] = find_convention("kestrel-notes", tmp_path)
    assert convention is None
    assert (fault.code, fault.line) == ("R013", 3)
