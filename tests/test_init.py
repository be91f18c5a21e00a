"""``edition init`` begins an edition that works at once."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import yaml

from edition.commands.new import make_id
from tests.projects import run

ROOT = Path(__file__).resolve().parents[1]

TEXT = "A Letter\n\nDear friend,\n\nthe harbour froze in March. Come soon.\n"


def _init(root: Path, *arguments: str) -> int:
    (root.parent / "letter.txt").write_text(TEXT, "utf-8")
    return run(root, "init", str(root.parent / "letter.txt"), *arguments)


def test_a_first_site_takes_two_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first text is a draft of a private site; once promoted, it is published with its work."""
    root = tmp_path / "edition"
    title = 'Letters: "of" a <Coast>'
    assert _init(root, "--title", title, "--licence", "CC-BY-4.0", "--repository", "") == 0
    assert capsys.readouterr().out.endswith("Next: edition serve\n")
    settings = (root / "mkdocs.yml").read_text("utf-8").splitlines()
    assert len(settings) == 5
    form = Path(".github/ISSUE_TEMPLATE/misreading.yml")
    assert (root / form).read_bytes() == (ROOT / form).read_bytes()
    assert yaml.safe_load(settings[3])["extra"] == {
        "generator": False,
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    assert run(root, "build", "--private") == 0
    home = (root / "site-private/index.html").read_text("utf-8")
    for page in ("editions/index", "search", "about", "rights", "cite"):
        assert f'<a href="{page}.html">' in home
    for page in ("bibliography", "editions/registers/index", "editions/correspondences"):
        assert f"{page}.html" not in home
    assert "<Coast>" not in home
    assert "froze in March" in (root / "site-private/editions/letter/text.html").read_text("utf-8")


def test_questions_are_asked_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = io.StringIO("Briefe\nde\n\n\n")
    monkeypatch.setattr(answers, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", answers)
    assert _init(tmp_path / "edition", "--id", "brief-1900") == 0
    settings = yaml.safe_load((tmp_path / "edition/mkdocs.yml").read_text("utf-8"))
    assert (settings["site_name"], settings["theme"]) == ("Briefe", {"language": "de"})
    record = tmp_path / "edition/private/sources/brief-1900/source.yml"
    assert yaml.safe_load(record.read_text("utf-8"))["language"] == "de"


@pytest.mark.parametrize("name", ["mkdocs.yml", "docs", "sources"])
def test_an_edition_that_is_there_stays_as_it_is(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "edition"
    (root / name).mkdir(parents=True)
    assert _init(root) == 1
    assert f"{name}: error R008: {name} is there already" in capsys.readouterr().out
    assert [path.name for path in root.iterdir()] == [name]


def test_an_edition_without_a_text(tmp_path: Path) -> None:
    assert run(tmp_path, "init", "no-such-file.txt") == 1
    assert list(tmp_path.iterdir()) == []
    assert run(tmp_path, "init") == 0
    assert "/private/" in (tmp_path / ".gitignore").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "id"), [("Über das Meer.txt", "uber-das-meer"), ("日本.txt", "text"), ("a.b", "a")]
)
def test_the_id_of_a_text_is_made_from_its_name(name: str, id: str) -> None:
    assert make_id(Path(name)) == id
