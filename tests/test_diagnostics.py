"""The catalogue of findings, their form, and the codes that no other test brings about."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from edition.checking.proof import find_pages
from edition.checking.rights import UNDETERMINED
from edition.diagnostics.catalogue import CATALOGUE, Severity
from edition.diagnostics.diagnostic import (
    Diagnostic,
    exit_status,
    format_diagnostics,
    report_at,
    sort_diagnostics,
)
from edition.linking.notes import link_document
from edition.model.document import Document, Note, NoteMarker, NoteState, Paragraph, Text
from edition.publishing.page_policy import check_page_budget
from edition.text.source import Source
from edition.text.span import Span
from tests.projects import commit, make_source, run
from tests.sharing import own_project

ROOT = Path(__file__).resolve().parent.parent


def _constants(path: Path) -> Iterator[object]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant):
            yield node.value


def test_every_code_is_given_by_the_code_of_the_package() -> None:
    """That a test makes the package report each of them, a whole run proves at its end."""
    modules = (ROOT / "scripts" / "edition").rglob("*.py")
    used = {value for path in modules for value in _constants(path)}
    assert [code for code in CATALOGUE if code not in used] == []


def test_no_code_is_defined_twice() -> None:
    text = (ROOT / "scripts/edition/diagnostics/catalogue.yml").read_text(encoding="utf-8")
    assert re.findall(r"^(\w+):", text, re.M) == list(CATALOGUE)


def test_every_code_has_its_form_and_says_what_to_do() -> None:
    for code, rule in CATALOGUE.items():
        assert re.fullmatch(r"[A-Z]\d{3}", code)
        assert rule.title
        assert not rule.title.endswith(".")
        assert rule.advice


SOURCE = Source("a.txt", "One line.\nAnother \u5f35 line.\n")


def test_the_excerpt_of_a_line_has_no_carriage_return() -> None:
    found = report_at(Source("t.txt", "The lamp\r\nwas lit.\r\n"), Span(0, 3), "N001", "it is so")
    assert found.excerpt == "The lamp"


def test_a_finding_has_place_excerpt_caret_and_hint() -> None:
    start = SOURCE.text.index("\u5f35")
    found = report_at(SOURCE, Span(start, start + 6), "N001", "it is so", "Do this.")
    assert found.format().splitlines() == [
        "a.txt:2:9: warning N001: it is so",
        "    Another \u5f35 line.",
        "            ^^^^^^",
        "  hint: Do this.",
    ]


def test_findings_are_reported_once_and_by_place() -> None:
    late, early = Diagnostic("N001", "b", "a", 9, 1), Diagnostic("N002", "a", "a", 10, 1)
    assert sort_diagnostics([early, late, late]) == [late, early]
    assert format_diagnostics([late, late]).count("N001") == 1


@pytest.mark.parametrize(
    ("codes", "status"), [([], 0), (["W009"], 0), (["N001"], 0), (["N001", "R005"], 1)]
)
def test_only_errors_decide_the_exit_status(codes: list[str], status: int) -> None:
    assert exit_status(Diagnostic(code, "") for code in codes) == status


# --- codes that no other test brings about ------------------------------------------------


def _note(sign: str, at: int, state: NoteState = NoteState.WHOLE) -> Note:
    span = Span(at, at + 1)
    return Note(sign, "", sign, (), (span,), span, state, None)


def _link(markers: list[str], *notes: Note) -> set[str]:
    inlines = tuple(NoteMarker(sign, sign, Span(i, i + 1)) for i, sign in enumerate(markers))
    paragraph = Paragraph((*inlines, Text("line", Span(4, 8))), Span(0, 9))
    document = Document((paragraph,), (), notes, ())
    return {found.code for found in link_document(SOURCE, document).diagnostics}


def test_notes_and_markers_that_do_not_meet_are_reported() -> None:
    assert _link(["1"], _note("1", 10)) == set()
    assert _link(["2"]) == {"N001"}
    assert _link([], _note("1", 10)) == {"N002"}
    assert _link(["1"], _note("1", 10), _note("1", 12)) == {"N002", "N003"}
    assert _link(["1", "1"], _note("1", 10), _note("1", 12)) == {"N003"}
    assert _link(["1", "3"], _note("1", 10), _note("3", 12)) == {"N004"}
    assert _link(["1"], _note("1", 10, NoteState.TRUNCATED)) == {"N006"}


def test_control_characters_are_a_warning_and_are_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, "A heading\n\nA paragraph with \x02 in it.\n")
    assert run(tmp_path, "check") == 0
    assert "sources/sample/witness.txt:3:18: warning W008" in capsys.readouterr().out


def test_an_emendation_that_does_not_fit_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {"line": 1, "original": "nowhere", "reading": "here", "reason": "x", "class": "wording"}
    make_source(tmp_path, "A heading\n\nA paragraph.\n", emendations=[wrong])
    assert run(tmp_path, "convert") == 1
    assert "error R005" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("original", "reading", "fact"),
    [
        ("paragraph", "paragraph", "the reading is that of the witness"),
        ("a", "e", "occurs 3 times on line 3 [emendations[1].line]\n"),
    ],
)
def test_an_emendation_that_changes_nothing_or_could_be_of_several_words_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], original: str, reading: str, fact: str
) -> None:
    wrong = {"line": 3, "original": original, "reading": reading, "reason": "x", "class": "wording"}
    make_source(tmp_path, "A heading\n\nA paragraph.\n", emendations=[wrong])
    assert run(tmp_path, "convert") == 1
    assert fact in capsys.readouterr().out


def test_two_emendations_of_the_same_words_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two editors wrote them in files of their own, which merged."""
    one = {"line": 3, "original": "par agraph", "reading": "paragraph", "reason": "x"}
    two = {"line": 3, "original": "A par", "reading": "The par", "reason": "y"}
    both = [{**emendation, "class": "wording"} for emendation in (one, two)]
    make_source(tmp_path, "A heading\n\nA par agraph.\n", emendations=both)
    assert run(tmp_path, "check") == 1
    found = capsys.readouterr().out
    assert found.count("error R005") == found.count(" error ") == 1
    assert re.search(r"R005: sources/sample/source.yml:\d+ emends some of these words", found)


@pytest.mark.parametrize(
    ("line", "place", "hint"),
    [
        (1, "emendations[1].line", "The words stand on line 3."),
        (9, "emendations[1].line", "line 3"),
    ],
)
def test_an_emendation_of_the_wrong_line_names_the_right_one(
    line: int, place: str, hint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {
        "line": line,
        "original": "paragraph",
        "reading": "x",
        "reason": "x",
        "class": "wording",
    }
    make_source(tmp_path, "A heading\n\nA paragraph.\n", emendations=[wrong])
    assert run(tmp_path, "convert") == 1
    output = capsys.readouterr().out
    assert f"[{place}]" in output
    assert hint in output


REPORT = "A HEADING\n\nThe first page ends here.\n\n- {} -\n\f\nThe second page.\n\n- 2 -\n"


def test_an_emendation_corrects_page_numbers_and_furniture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change = {
        "line": 5, "original": "- 1 -", "reading": "- 4 -", "reason": "A slip.", "class": "wording",
    }  # fmt: skip
    make_source(tmp_path, REPORT.format(1), emendations=[change], reader={"kind": "report"})
    assert run(tmp_path, "convert") == 0
    page = (tmp_path / "docs/editions/sample/text.md").read_text(encoding="utf-8")
    assert '<a id="p4">[p. 4]</a>' in page
    assert 'id="p1"' not in page


def test_the_addresses_of_a_page_lead_to_its_corrected_number(tmp_path: Path) -> None:
    change = {
        "line": 5, "original": "- 1 -", "reading": "- 4 -", "reason": "A slip.", "class": "wording",
    }  # fmt: skip
    make_source(tmp_path, REPORT.format(1), reader={"kind": "report"})
    assert run(tmp_path, "convert") == 0
    commit(tmp_path)
    (tmp_path / "bibliography.bib").unlink()
    make_source(tmp_path, REPORT.format(1), emendations=[change], reader={"kind": "report"})
    assert run(tmp_path, "build") == run(tmp_path, "convert", "--check") == 0
    for name, old in (("text", "p1"), ("text", "p1.1"), ("witness-text", "w-p1")):
        page = (tmp_path / f"site/editions/sample/{name}.html").read_text("utf-8")
        assert f'id="{old}"' in page, old
        assert f'id="{old.replace("p1", "p4")}"' in page, old
    lock = (tmp_path / "sources/sample/addresses.lock").read_text("utf-8")
    assert {"text.md p1", "text.md p4"} <= set(lock.splitlines())


def test_a_page_number_is_not_changed_into_that_of_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change = {
        "line": 5, "original": "1", "reading": "2", "reason": "A slip.", "class": "wording",
    }  # fmt: skip
    make_source(tmp_path, REPORT.format(1), emendations=[change], reader={"kind": "report"})
    assert run(tmp_path, "convert") == 1
    assert "[emendations[1]]" in capsys.readouterr().out


def test_an_emendation_corrects_a_heading(tmp_path: Path) -> None:
    change = {
        "line": 1, "original": "Haeding", "reading": "Heading", "reason": "x", "class": "wording",
    }  # fmt: skip
    make_source(
        tmp_path, "# A Haeding\n\nText.\n", emendations=[change], reader={"kind": "markdown"}
    )
    assert run(tmp_path, "build") == 0
    assert ">Heading</ins>" in (tmp_path / "site/editions/sample/text.html").read_text("utf-8")


def test_an_emendation_within_a_link_leaves_the_link(tmp_path: Path) -> None:
    change = {
        "line": 3, "original": "noet", "reading": "note", "reason": "x", "class": "wording",
    }  # fmt: skip
    text = "# A\n\nA word[^1] and more; see noet 1.\n\n[^1]: The note.\n"
    make_source(tmp_path, text, emendations=[change], reader={"kind": "markdown"})
    assert run(tmp_path, "build") == 0
    page = (tmp_path / "docs/editions/sample/text.md").read_text(encoding="utf-8")
    assert re.search(r"\[<ins [^>]*>note</ins> 1\]\([^)]*#n1", page)


def test_a_number_that_two_notes_have_is_kept(tmp_path: Path) -> None:
    text = "# A\n\nOne[^12] and two[^12].\n\n[^12]: The first.\n\n[^12]: The second.\n"
    make_source(tmp_path, text, reader={"kind": "markdown"})
    assert run(tmp_path, "build") == 0
    page = (tmp_path / "site/editions/sample/text.html").read_text(encoding="utf-8")
    assert re.findall(r'href="#(n[^"]+)" [^>]*>([^<]+)</a></sup>', page) == [
        ("n12", "12"), ("n12-2", "12"),
    ]  # fmt: skip


CHARACTERS = "A heading\r\rOne\x07 word.\fThe next\rline\x0b with \x7f in it.\r"


def test_a_text_of_old_line_ends_and_controls_is_published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, CHARACTERS)
    assert run(tmp_path, "build") == 0
    page = (tmp_path / "docs/editions/sample/text.md").read_text(encoding="utf-8")
    # A form feed ends a page.
    text = re.sub(r'<a id="leaf2">\[leaf 2\]</a>', "", page)
    assert "One\u2407 word. The next line\u240b with \u2421 in it." in text


def test_an_emendation_shows_both_readings(tmp_path: Path) -> None:
    change = {
        "line": 3, "original": "paragarph", "reading": "paragraph",
        "reason": "A slip of the typist.", "class": "wording",
    }  # fmt: skip
    make_source(tmp_path, "A heading\n\nA paragarph.\n", emendations=[change])
    assert run(tmp_path, "convert") == 0
    page = (tmp_path / "docs/editions/sample/text.md").read_text(encoding="utf-8")
    assert ">paragraph</ins>" in page
    assert "The witness reads: paragarph." in page


def test_a_site_of_undetermined_rights_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rights = {"statement": UNDETERMINED, "publish": "full", "derivatives": True, "evidence": "-"}
    make_source(tmp_path, "A letter\n\nIt has a paragraph.\n", rights=rights)
    assert run(tmp_path, "convert") == 1
    assert run(tmp_path, "build") == 1
    assert "error P007" in capsys.readouterr().out
    assert not (tmp_path / "site").exists()


def test_an_id_that_is_taken_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_source(tmp_path, "A heading\n\nA paragraph.\n", "letter")
    file = tmp_path / "letter.txt"
    file.write_text("Another.\n", encoding="utf-8")
    assert run(tmp_path, "new", str(file), "--id", "letter") == 1
    assert "error R008" in capsys.readouterr().out


def test_a_witness_in_copyright_may_be_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EDITION_WITNESSES", raising=False)
    rights = {
        "statement": "http://rightsstatements.org/vocab/InC/1.0/",
        "publish": "quotation",
        "derivatives": False,
        "evidence": "The last line.",
    }
    folder = make_source(
        tmp_path,
        "A heading\n\nA paragraph.\n",
        rights=rights,
        abstract=[{"of": 1, "text": "It is short."}],
        where_to_read=[{"text": "Nowhere."}],
        extent={"words": 4},
    )
    (folder / "witness.txt").unlink()
    assert run(tmp_path, "check", "--allow-unsearched") == 0
    assert "info W009" in capsys.readouterr().out


def test_a_page_over_the_budget_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "light.html").write_text("x" * 200_000, encoding="utf-8")
    (tmp_path / "long.html").write_text("x" * 300_001, encoding="utf-8")
    dense = "".join(chr(33 + (n * n * 7919 + n // 3) % 90) for n in range(250_000))
    (tmp_path / "dense.html").write_text(dense, encoding="utf-8")
    found = check_page_budget(tmp_path)
    assert [(d.code, d.path) for d in found if d.path != "dense.html"] == [("C004", "long.html")]


def test_a_page_that_the_site_lacks_is_reported(tmp_path: Path) -> None:
    from edition.building.editions import read_edition
    from edition.records.loading import load_records

    make_source(tmp_path, "A heading\n\nA paragraph.\n")
    records, _ = load_records(tmp_path)
    conversion = read_edition(records[0], tmp_path)
    _, missing = find_pages(tmp_path / "site", conversion)
    assert [d.code for d in missing] == ["V005"]


def test_severities_are_ordered() -> None:
    assert Severity.INFO < Severity.WARNING < Severity.ERROR


def test_a_reader_that_sees_nothing_of_its_kind_says_so() -> None:
    from edition.readers.registry import READERS

    reading = READERS["end-notes"](Source("a.txt", "A heading\n\nA paragraph.\n"), {})
    assert "S002" in {found.code for found in reading.diagnostics}


def test_the_losses_of_the_monograph_are_reported(capsys: pytest.CaptureFixture[str]) -> None:
    with own_project():
        assert run(ROOT, "check", "--all", "kuromiya-2023") == 0
    codes = set(re.findall(r"^\S+: \w+ ([A-Z]\d{3}): ", capsys.readouterr().out, re.MULTILINE))
    assert {"N001", "N005", "N006", "S001", "X001"} <= codes
