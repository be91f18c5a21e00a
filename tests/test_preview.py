"""A preview of what others built: nothing in it can run, and it has no word that is protected."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects import make_source, run

SECRET = "the ferryman kept the ledger of the harbour in a barrel of vinegar until the spring came"
HOSTILE = "\ufeff<html><head><script>document.title = 0</script></head><body>A page.</body></html>"
SENT_ON = '<meta http-equiv="refresh" content="0; url={}"><p>Moved.</p>'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that publishes one text and protects another, and a site that others built."""
    root = tmp_path / "project"
    make_source(root, "A public letter.\n", "letter")
    rights = {
        "statement": "http://rightsstatements.org/vocab/InC/1.0/",
        "publish": "quotation",
        "derivatives": False,
        "evidence": "The imprint.",
    }
    described = {"abstract": [{"of": 1, "text": "On a ferry."}], "where_to_read": [{"text": "-"}]}
    make_source(root, f"{SECRET}.\n", "ferry", rights=rights, **described)
    site = tmp_path / "site"
    for name, content in {
        "index.html": HOSTILE,
        "assets/base.css": "p { color: red }",
        "assets/code.js": "document.title = 'ran'",
        "assets/page.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script>0</script></svg>",
        "editions/index.html": "<body>Texts</body>",
        "editions/letter/text.html": "<body>A public letter.</body>",
        "editions/unheard/text.html": "<body>A text that only the proposal has.</body>",
        "moved.html": SENT_ON.format("index.html#p1"),
        "away.html": SENT_ON.format("https://example.org"),
        "beside.html": SENT_ON.format("//example.org"),
    }.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(content, "utf-8")
    (site / "bare.html").write_text('<meta http-equiv="REFRESH" content="0;//a.example">', "utf-8")
    (site / "latin.html").write_bytes(b"<body>caf\xe9</body>")
    (site / "linked.html").symlink_to(root / "sources/ferry/witness.txt")
    return root


def _preview(project: Path) -> int:
    site = project.parent
    return run(project, "preview", str(site / "site"), str(site / "preview"))


def test_a_preview_has_pages_and_nothing_that_runs(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _preview(project) == 0
    preview = project.parent / "preview"
    files = {one.relative_to(preview).as_posix() for one in preview.rglob("*") if one.is_file()}
    assert files == {
        "index.html",
        "assets/base.css",
        "editions/index.html",
        "editions/letter/text.html",
        "moved.html",
    }
    page = (preview / "index.html").read_text("utf-8")
    before = page.partition("<script>")[0]
    assert "default-src 'none'" in before
    assert "noindex" in before
    assert "not published" in page
    said = capsys.readouterr().out
    for name in ("away.html", "bare.html", "beside.html", "latin.html", "editions/unheard/"):
        assert f"left out {name}: " in said


@pytest.mark.parametrize("name", ["index.html", "assets/base.css"])
def test_a_preview_with_words_of_a_protected_text_is_not_written(
    project: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """What is protected is decided by the records of this project, not by those of the proposal."""
    path = project.parent / "site" / name
    path.write_text(f"{path.read_text('utf-8')} {SECRET}", "utf-8")
    assert _preview(project) == 1
    assert "error P003" in capsys.readouterr().out
    assert not (project.parent / "preview").exists()


def test_a_protected_text_that_cannot_be_looked_for_stops_a_preview(project: Path) -> None:
    (project / "sources/ferry/witness.txt").unlink()
    assert _preview(project) == 1
    assert not (project.parent / "preview").exists()


def test_there_must_be_a_site(project: Path) -> None:
    (project.parent / "site").rename(project.parent / "elsewhere")
    assert _preview(project) == 1
