"""Bad input gives a clear error at its place, and leaves what was there untouched."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import markdown
import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.projects import make_source, run

GOOD = "A heading\n\nThe first paragraph of a text.\n\nThe second one.\n"


def _found(captured: str) -> list[tuple[str, str]]:
    """Return place and code of every finding that was printed."""
    return re.findall(r"^(\S+): (?:error|warning|info) ([A-Z]\d{3}): ", captured, re.MULTILINE)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    make_source(tmp_path, GOOD)
    assert run(tmp_path, "convert") == 0
    return tmp_path


def _snapshot(root: Path) -> dict[str, bytes]:
    docs = root / "docs"
    return {str(p.relative_to(docs)): p.read_bytes() for p in docs.rglob("*") if p.is_file()}


BAD_WITNESSES = {
    "a byte that is not UTF-8": (b"Good line.\nBad \xff byte.\n", "W003", "2:5"),
    "a NUL": (b"Good line.\nBad \x00 here.\n", "W004", "2:5"),
    "an empty file": (b"", "W006", ""),
    "nothing but white space": (b" \n\n\t\n", "W006", ""),
}


@pytest.mark.parametrize("name", BAD_WITNESSES)
def test_a_bad_witness_is_an_error_at_its_place(
    name: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, code, place = BAD_WITNESSES[name]
    before = _snapshot(project)
    make_source(project, data)
    (project / "bibliography.bib").write_text("@misc{sample,\n title = {A sample},\n}\n")
    capsys.readouterr()
    assert run(project, "convert") == 1
    where = "sources/sample/witness.txt" + (f":{place}" if place else "")
    assert (where, code) in _found(capsys.readouterr().out)
    assert _snapshot(project) == before


def test_an_altered_witness_is_an_error(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = _snapshot(project)
    (project / "sources/sample/witness.txt").write_text(GOOD.replace("first", "third"))
    assert run(project, "convert") == 1
    assert "W002" in [code for _, code in _found(capsys.readouterr().out)]
    assert _snapshot(project) == before


def test_a_missing_witness_is_an_error(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = _snapshot(project)
    (project / "sources/sample/witness.txt").unlink()
    assert run(project, "convert") == 1
    assert "W001" in [code for _, code in _found(capsys.readouterr().out)]
    assert _snapshot(project) == before


def test_mixed_line_ends_are_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_source(tmp_path, b"One line.\r\nOther line.\n\nThird.\r\n")
    assert run(tmp_path, "check") == 0
    assert ("sources/sample/witness.txt:2:12", "W005") in _found(capsys.readouterr().out)


def test_a_witness_over_the_limit_is_refused_unread(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_source(tmp_path, GOOD)
    with (folder / "witness.txt").open("r+b") as handle:
        handle.truncate(100_000_000)  # sparse: takes no room on the disk
    assert run(tmp_path, "convert") == 1
    assert [code for _, code in _found(capsys.readouterr().out)] == ["W007"]


def test_a_path_that_leaves_its_folder_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(
        tmp_path, GOOD, witness={"file": "../../../etc/passwd", "sha256": "0" * 64, "size": 1}
    )
    assert run(tmp_path, "convert") == 1
    assert "R003" in [code for _, code in _found(capsys.readouterr().out)]


def test_every_fault_of_a_record_is_reported_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, GOOD, kind=7, language=[], summary=None)
    assert run(tmp_path, "convert") == 1
    found = _found(capsys.readouterr().out)
    assert len([code for _, code in found if code == "R002"]) >= 3
    assert all(re.fullmatch(r"sources/sample/source\.yml:\d+:\d+", place) for place, _ in found)


def test_broken_yaml_is_an_error_at_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_source(tmp_path, GOOD)
    (folder / "source.yml").write_text("id: sample\ntitle: [unclosed\n")
    assert run(tmp_path, "convert") == 1
    [(place, code)] = _found(capsys.readouterr().out)
    assert code == "R001"
    assert place.startswith("sources/sample/source.yml:")


_CONFLICT = "<<<<<<< HEAD\n{0}=======\n{0}>>>>>>> other\n"


@pytest.mark.parametrize(
    ("name", "before", "code"),
    [
        ("bibliography.bib", "@book{smith-1900-x,\n  title = {X},\n", "B001"),
        ("sources/sample/source.yml", "id: sample\n", "R001"),
        ("sources/sample/addresses.lock", "", "A004"),
        ("sources/sample/rights.lock", "", "P015"),
        ("sources/rights.lock", "", "P015"),
        ("mkdocs.yml", "docs_dir: docs\n", "T001"),
    ],
)
def test_a_merge_that_nobody_decided_is_the_only_error_of_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, before: str, code: str
) -> None:
    make_source(tmp_path, GOOD, citation="smith-1900-x")
    line = "  year = {1900},\n" if code == "B001" else "title: A text\n"
    end = "}\n" if code == "B001" else ""
    bibliography = "@book{smith-1900-x,\n  title = {X},\n  year = {1900},\n}\n"
    (tmp_path / "bibliography.bib").write_text(bibliography, "utf-8")
    (tmp_path / name).write_text(before + _CONFLICT.format(line) + end, "utf-8")
    assert run(tmp_path, "check") == 1
    output = capsys.readouterr().out
    place = f"{name}:{before.count(chr(10)) + 1}:1"
    found = [one for one in _found(output) if one[0].partition(":")[0] == name or one[1] == "R007"]
    assert found == [(place, code)], output
    assert "Keep the correct lines of both sides" in output


def test_a_bibliography_that_is_not_utf_8_hides_none_of_its_keys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, GOOD, citation="smith-1900-x")
    entry = "@book{smith-1900-x,\n  title = {Caf\u00e9},\n  year = {1900},\n}\n"
    (tmp_path / "bibliography.bib").write_bytes(entry.encode("cp1252"))
    assert run(tmp_path, "check") == 1
    assert [code for _, code in _found(capsys.readouterr().out)] == ["B001"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("sources/sample/emendations/1.yaml", "sources/sample/emendations/1.yml"),
        ("sources/sample/emendations/1.yml.txt", "sources/sample/emendations/1.yml"),
        ("sources/sample/emendation/1.yml", "sources/sample/emendations/1.yml"),
        ("sources/other/source.yaml", "sources/other/source.yml"),
        ("sources/registers/person/a.yml", "sources/registers/persons/a.yml"),
        ("sources/registers/ships.yml", ""),
        ("private/sources/draft/Source.yml", "private/sources/draft/source.yml"),
        ("bibliography/more.bibtex", "bibliography/more.bib"),
        ("sources/sample/emendations", "a folder"),
        ("sources/registers/persons", "a folder"),
    ],
)
def test_a_file_that_nothing_reads_is_reported_with_what_it_is_meant_to_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, meant: str
) -> None:
    make_source(tmp_path, GOOD)
    kept = tmp_path / "sources" / "sample" / "annotations" / "0.yml"
    for path in (tmp_path / name, kept.with_suffix(".orig"), kept.with_name(".0.yml.swp")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("line: 1\n", "utf-8")
    assert run(tmp_path, "check") == 0
    output = capsys.readouterr().out
    assert [code for _, code in _found(output)] == ["R019"], output
    assert f"{name}: warning R019: nothing reads it" in output
    hint = f"Did you mean `{meant}`?" if "." in meant else "It must be a folder"
    assert (hint if meant else "from the recipes") in output


def test_a_folder_without_a_record_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, GOOD)
    for name in ("sources/letter/letter.txt", "sources/.trash/old.txt", "sources/registers/a.txt"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("A letter.\n", "utf-8")
    assert run(tmp_path, "check") == 0
    output = capsys.readouterr().out
    assert _found(output) == [("sources/letter", "R019")], output
    assert "edition new FILE" in output


@pytest.mark.parametrize("command", ["check", "build"])
@pytest.mark.parametrize(
    "raw", [_CONFLICT.format("# About\n").encode(), "Caf\u00e9\n".encode("cp1252")]
)
def test_a_page_that_cannot_be_published_is_an_error_at_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, raw: bytes
) -> None:
    make_source(tmp_path, GOOD)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "about.md").write_bytes(raw)
    assert run(tmp_path, command) == 1
    [(place, code)] = _found(capsys.readouterr().out)
    assert (place, code) == (f"docs/about.md:1:{1 if b'#' in raw else 4}", "C012")


def test_a_witness_whose_line_ends_were_changed_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    witness = make_source(tmp_path, GOOD) / "witness.txt"
    witness.write_bytes(witness.read_bytes().replace(b"\n", b"\r\n"))
    assert run(tmp_path, "check") == 1
    assert "Only its line ends were changed" in capsys.readouterr().out


def test_the_name_of_a_folder_that_is_taken_is_reported_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_source(tmp_path, GOOD)
    shutil.copytree(folder, folder.with_name("Sample"))
    assert run(tmp_path, "check") == 1
    assert capsys.readouterr().out.count(": error T003: ") == 1


def test_an_unknown_source_names_the_known_ones(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(project, "convert", "other") == 1
    output = capsys.readouterr().out
    assert "R010" in output
    assert "sample" in output


def test_a_folder_without_sources_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "convert") == 1
    assert "edition init FILE" in capsys.readouterr().out
    (tmp_path / "sources").mkdir()
    assert run(tmp_path, "convert") == 1
    assert "edition new FILE" in capsys.readouterr().out


def test_errors_have_excerpt_caret_and_hint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, b"Good line.\nBad \x00 here.\n")
    run(tmp_path, "convert")
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("    Bad ")
    assert lines[2] == "        ^"
    assert lines[3].startswith("  hint: ")


HOSTILE = """A heading

First <script>alert("x")</script> and [x](javascript:alert(1)) and {{ config }}.

Then [^2]: a line that looks like a note, {% raw %} and <!-- a comment --> and &lt;.

[^1]: And one at a line's start.

<div onclick="evil()">A division</div>

| a | b |
"""


def test_markup_in_a_witness_is_inert_in_the_edition(tmp_path: Path) -> None:
    make_source(tmp_path, HOSTILE)
    assert run(tmp_path, "convert") == 0
    text = (tmp_path / "docs/editions/sample/text.md").read_text(encoding="utf-8")
    body = text.split("-->", 1)[1]
    page = markdown.markdown(body, extensions=["tables", "toc", "edition.publishing.dialect"])
    tree = LexborHTMLParser(page)
    assert tree.css("script, div[onclick], table, [href^=javascript]") == []
    for shown in (
        "&lt;script&gt;",
        "javascript:alert(1)",
        "{{ config }}",
        "[^2]: a line",
        "[^1]: And",
    ):
        assert shown in page


def test_a_stale_edition_fails_the_check_and_a_stray_file_too(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(project, "convert", "--check") == 0
    page = project / "docs/editions/sample/text.md"
    page.write_text(page.read_text("utf-8").replace("second", "other"), "utf-8")
    stray = page.with_name("stray.md")
    stray.write_text('<!-- Generated by "edition convert" -->\n', "utf-8")
    capsys.readouterr()
    assert run(project, "convert", "--check") == 1
    codes = {code for _, code in _found(capsys.readouterr().out)}
    assert codes == {"C001", "C002"}
    assert run(project, "convert") == 0
    assert not stray.exists()
    assert run(project, "convert", "--check") == 0


def test_converting_twice_gives_the_same_bytes(project: Path) -> None:
    before = _snapshot(project)
    import shutil

    shutil.rmtree(project / "build")
    shutil.rmtree(project / "docs/editions")
    assert run(project, "convert") == 0
    assert _snapshot(project) == before


def test_a_private_site_is_built_without_the_texts_that_fail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, GOOD, "harbour")
    make_source(tmp_path, b"Good line.\nBad \x00 here.\n", "market")
    make_source(tmp_path, GOOD, "tower", language=[])
    assert run(tmp_path, "build", "--private") == 1
    assert {"W004", "R002"} == {code for _, code in _found(capsys.readouterr().out)}
    site = tmp_path / "site-private"
    assert "The first paragraph" in (site / "editions/harbour/text.html").read_text("utf-8")
    assert not (site / "editions/market").exists()
    faults = LexborHTMLParser((site / "editions/faults.html").read_bytes()).body
    assert faults is not None
    assert "sources/market/witness.txt:2:5: error W004" in faults.text()
    assert "sources/tower/source.yml:" in faults.text()
    assert 'href="editions/faults.html"' in (site / "index.html").read_text("utf-8")

    assert run(tmp_path, "build") == 1
    assert not (tmp_path / "site").exists()
    make_source(tmp_path, GOOD, "market")
    make_source(tmp_path, GOOD, "tower")
    (tmp_path / "bibliography.bib").write_text(
        "".join(f"@misc{{{id},\n title = {{A}},\n}}\n" for id in ("harbour", "market", "tower"))
    )
    assert run(tmp_path, "build", "--private") == 0
    assert not (site / "editions/faults.html").exists()


def test_a_page_that_leads_to_a_text_with_errors_does_not_hide_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, GOOD, "harbour")
    make_source(tmp_path, b"Good line.\nBad \x00 here.\n", "market")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n\n[A](editions/market/text.md)\n")
    assert run(tmp_path, "build", "--private") == 1
    output = capsys.readouterr().out
    assert "error W004" in output
    assert "error C003" in output


@pytest.mark.parametrize("length", [80, 300])
def test_a_long_title_is_set_smaller(tmp_path: Path, length: int) -> None:
    make_source(tmp_path, GOOD, title=("A ferry " * length)[:length].strip())
    assert run(tmp_path, "build") == 0
    page = LexborHTMLParser((tmp_path / "site/editions/sample/text.html").read_bytes())
    assert bool(page.css("article.long-title h1")) == (length > 80)
