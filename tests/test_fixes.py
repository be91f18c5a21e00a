"""Findings that a command mends, explains, or prints as annotations."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from edition.building.fixes import apply_fixes
from edition.diagnostics.catalogue import CATALOGUE
from edition.diagnostics.diagnostic import Diagnostic, format_diagnostics
from edition.records.acceptances import load_acceptances
from edition.text.slips import find_slip
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
    found = Diagnostic("R002", "", "file.yml").with_fix(Place(line, column), old, "two")
    assert bool(apply_fixes([found, found], tmp_path)) is (b"two" in file.read_bytes())
    assert file.read_bytes().decode() == written


def test_nothing_outside_the_project_is_mended(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yml"
    outside.write_text("one", "utf-8")
    (root := tmp_path / "project").mkdir()
    (root / "link.yml").symlink_to(outside)
    for path in ("../outside.yml", "link.yml"):
        assert not apply_fixes(
            [Diagnostic("R002", "", path).with_fix(Place(1, 1), "one", "two")], root
        )
    assert outside.read_text("utf-8") == "one"


BOOKS = """\
@boook{mole,
  titel = {The Mole of Sele},
  year = {1911},
}
"""
PERSONS = """\
mill-joan:
  name: Joan Mill
  at: {work: second}
  state: proposed
osk-peer:
  name: Peer Osk
  at: {work: second}
  relations:
    - {kind: related, to: mill-jaon, at: {work: second}}
  state: proposed
"""
KNOWN = """\
- code: N001
  reason: They are lost.
  at: [p1, n2]
- code: N002
  reason: It is gone.
  at:
    - n1
"""
SLIPS = {
    "R002: langauge is language now",
    "R007: frist is first now",
    "R011: 9 is 12 now",
    "R012: english-txet is english-text now",
    "S005: emphasys is emphasis now",
    "S005: brackets is bracket now",
    "K002: secnd is second now",
    "G005: mill-jaon is mill-joan now",
    "B004: @boook is @book now",
    "B008: titel is title now",
    "R017: n2 is removed",
    "R017: - code: N001 is removed",
    "R017: - code: N002 is removed",
}


def test_slips_in_every_file_are_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = {"emphasys": False, "markers": "brackets"}
    folder = make_source(
        tmp_path,
        FIRST,
        "first",
        citation="frist",
        extent={"words": 9},
        conventions=["english-txet"],
        reader={"kind": "plain", "options": options},
    )
    record = (folder / "source.yml").read_text("utf-8")
    (folder / "source.yml").write_text(record.replace("language:", "langauge:"), "utf-8")
    (folder / "accepted.yml").write_text(KNOWN, "utf-8")
    make_source(tmp_path, "A letter.\n\nIt was signed in the rain.\n", "second")
    (tmp_path / "bibliography.bib").open("a").write(BOOKS)
    (tmp_path / "sources/registers").mkdir()
    (tmp_path / "sources/registers/persons.yml").write_text(PERSONS, "utf-8")
    events = EVENTS.replace("evnt", "event").replace("par9", "par2").replace("par1", "par2")
    (tmp_path / "sources/correspondences.yml").write_text(events.replace("second,", "secnd,"))
    assert run(tmp_path, "check", "--fix") == 0
    said = capsys.readouterr().err.splitlines()
    assert {re.sub(r"^\S+: ", "", line) for line in said} >= SLIPS
    assert not (folder / "accepted.yml").exists()
    assert {code.partition(":")[0] for code in SLIPS} <= set(FIXED)


FIXED = [code for code, rule in CATALOGUE.items() if rule.fix]


@pytest.mark.parametrize(
    ("written", "address", "left"),
    [
        ("[a1, b1]", "a1", "[b1]"),
        ("[a1, b1]", "b1", "[a1]"),
        ("['a 1', b1]", "a 1", "[b1]"),
        ("[a1,\n    b1]", "a1", "[\n    b1]"),
        ("[\n    a1, b1,\n    c1,\n  ]", "b1", "[\n    a1,\n    c1,\n  ]"),
        ("[\n    a1, b1,\n    c1,\n  ]", "c1", "[\n    a1, b1,\n  ]"),
        ("\n    - a1\n    - b1", "b1", "\n    - a1"),
    ],
)
def test_an_address_is_taken_out_of_its_list(
    written: str, address: str, left: str, tmp_path: Path
) -> None:
    file = tmp_path / "accepted.yml"
    entry = "- code: N001\n  reason: Lost.\n  at: {}\n# The next.\n- code: N002\n"
    entry += "  reason: Gone.\n  at: [z1]\n"
    file.write_text(entry.format(written), "utf-8")
    known, faults = load_acceptances(tmp_path, ".", tmp_path)
    assert not faults
    assert apply_fixes([one.report_unused() for one in known if one.address == address], tmp_path)
    assert file.read_text("utf-8") == entry.format(left)


@pytest.mark.parametrize(
    ("id", "known", "meant"),
    [
        ("harbor-1905", "harbour-1905", True),
        ("Harbour_1905", "harbour-1905", True),
        ("frist", "first", True),
        ("harbour-1906", "harbour-1905", False),
        ("harbour-1905-b", "harbour-1905", False),
        ("treaty-ii", "treaty-i", False),
        ("volume-xvii", "volume-xviii", False),
        ("mill", "bill", False),
    ],
)
def test_an_id_is_meant_if_no_figure_and_no_letter_is_another(
    id: str, known: str, meant: bool
) -> None:
    assert find_slip(id, [known, "another"]) == (known if meant else "")


def test_a_finding_as_data_has_its_end_its_help_and_its_fix() -> None:
    one = Diagnostic("K003", "it is so", "a.yml", 3, 5, "par9", 4).with_fix(
        Place(3, 5), "par9", "par2"
    )
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
    assert f"edition check --fix corrects {CATALOGUE['R005'].fix}." in printed
    for code in ("N001", "R019", "C011"):
        assert run(tmp_path, "explain", code) == 0
        can_be_accepted = "accept it in sources/<id>/accepted.yml" in capsys.readouterr().out
        assert can_be_accepted is (code == "N001"), "R019 and C011 belong to no text"
    assert run(tmp_path, "explain") == 0
    assert len(capsys.readouterr().out.splitlines()) == len(CATALOGUE)
    with pytest.raises(SystemExit, match="2"):
        run(tmp_path, "explain", "Z999")
