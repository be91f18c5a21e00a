"""Findings that a command mends, explains, or prints as annotations."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from edition.building.fixes import apply_fixes
from edition.diagnostics.catalogue import CATALOGUE
from edition.diagnostics.diagnostic import Diagnostic, format_diagnostics
from edition.text.source import Place
from tests.projects import make_source, run

FIRST = "A treaty is signed at the ferry.\n\nThe second paragraph says so.\n"
EVENTS = """\
events:
  - name: signing
    title: The signing
    correspondences:
      - from: {source: first, address: par1, words: paragraph says}
        to: {source: second, address: par9, words: "in the rain"}
        relation: same-evnt
        reason: Both tell of the signing.
"""
DATES = """\
events:
  - date: 1911
    titel: The signing
    event: signng
    at:
      - {source: first, address: par1, words: treaty}
"""
EXPECTED = [
    "sources/first/source.yml:4:9: R005: 1 is 3 now",
    "sources/correspondences.yml:7:19: K001: same-evnt is same-event now",
    "sources/chronology.yml:3:5: K006: titel is title now",
    "sources/correspondences.yml:6:39: K003: par9 is par2 now",
    "sources/correspondences.yml:5:40: K004: par1 is par2 now",
    "sources/chronology.yml:4:12: K007: signng is signing now",
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    wrong = {"line": 1, "original": "says", "reading": "told", "reason": "x", "class": "wording"}
    make_source(tmp_path, FIRST, "first", emendations=[wrong])
    make_source(tmp_path, "A letter.\n\nIt was signed in the rain.\n", "second")
    (tmp_path / "sources/correspondences.yml").write_text(EVENTS, "utf-8")
    (tmp_path / "sources/chronology.yml").write_text(DATES, "utf-8")
    return tmp_path


def test_what_can_be_meant_in_one_way_is_mended(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "sources/correspondences.yml").write_text(
        EVENTS.replace("words: paragraph says", "words: second"), "utf-8"
    )
    assert run(project, "check") == 1
    assert run(project, "check", "--fix") == 0
    said = [line for line in capsys.readouterr().err.splitlines() if " now" in line]
    # An error hides others: each line is of one round after the other.
    assert said == EXPECTED
    mended = (project / "sources/correspondences.yml").read_text("utf-8")
    assert "{source: first, address: par2, words: second}" in mended
    assert run(project, "check", "--fix") == 0
    assert " now" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "line", "column", "written"),
    [
        ("one", 1, 4, "a: two\r\nb: 'one'\n"),
        ("one", 2, 4, "a: one\r\nb: 'two'\n"),
        ("two", 1, 4, "a: one\r\nb: 'one'\n"),
        ("one", 9, 1, "a: one\r\nb: 'one'\n"),
    ],
)
def test_only_the_characters_at_the_place_are_replaced(
    old: str, line: int, column: int, written: str, tmp_path: Path
) -> None:
    file = tmp_path / "file.yml"
    file.write_bytes(b"a: one\r\nb: 'one'\n")
    found = Diagnostic("R002", "", "file.yml").mend(Place(line, column), old, "two")
    assert bool(apply_fixes([found, found], tmp_path)) is (b"two" in file.read_bytes())
    assert file.read_bytes().decode() == written


def test_nothing_outside_the_project_is_mended(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yml"
    outside.write_text("one", "utf-8")
    (root := tmp_path / "project").mkdir()
    (root / "link.yml").symlink_to(outside)
    for path in ("../outside.yml", "link.yml"):
        assert not apply_fixes([Diagnostic("R002", "", path).mend(Place(1, 1), "one", "two")], root)
    assert outside.read_text("utf-8") == "one"


def test_a_finding_as_data_has_its_end_its_help_and_its_fix() -> None:
    one = Diagnostic("K003", "it is so", "a.yml", 3, 5, "par9", 4).mend(Place(3, 5), "par9", "par2")
    [data] = json.loads(format_diagnostics([one], "json"))
    assert (data["end_line"], data["end_column"]) == (3, 9)
    assert data["fix"] == {"line": 3, "column": 5, "old": "par9", "new": "par2"}
    page = (Path(__file__).parent.parent / "docs/diagnostics.md").read_text("utf-8")
    assert f'<a id="{data["help"].partition("#")[2]}"></a>' in page


def test_a_finding_as_an_annotation() -> None:
    one = Diagnostic("N001", "50 % of\nit, so: done", "a,b.txt", 3, 5, "excerpt", 4, "Mend it.")
    assert format_diagnostics([one], "github") == (
        "::warning file=a%2Cb.txt,line=3,endLine=3,col=5,endColumn=9,"
        "title=N001 Marker without a note::50 %25 of%0Ait, so: done%0AMend it."
    )
    assert format_diagnostics([Diagnostic("W009", "so")], "github").startswith(
        "::notice title=W009"
    )


def test_a_code_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "explain", "n001", "R005") == 0
    printed = capsys.readouterr().out
    assert CATALOGUE["N001"].advice in printed
    assert "R005: " in printed
    assert run(tmp_path, "explain") == 0
    assert len(capsys.readouterr().out.splitlines()) == len(CATALOGUE)
    with pytest.raises(SystemExit, match="2"):
        run(tmp_path, "explain", "Z999")
