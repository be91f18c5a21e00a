"""``edition init`` begins an edition that works at once."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
import yaml

from edition.__main__ import main
from edition.building.project import Project
from edition.commands.new import make_id
from tests import template
from tests.projects import run

ROOT = Path(__file__).resolve().parents[1]

TEXT = "A Letter\n\nDear friend,\n\nthe harbour froze in March. Come soon.\n"


SCHEMA = ROOT / "docs/schema/source.schema.json"


def find_schema(record: Path) -> Path:
    """Return the file that an editor program finds by the first line of a record."""
    line = record.read_text("utf-8").partition("\n")[0]
    return (record.parent / line.partition("$schema=")[2]).resolve()


def _init(root: Path, *arguments: str) -> int:
    (root.parent / "letter.txt").write_text(TEXT, "utf-8")
    return run(root, "init", str(root.parent / "letter.txt"), *arguments)


@pytest.mark.parametrize(
    ("command", "told"),
    [("chek", "Did you mean: edition check"), ("frobnicate", "edition --help lists all.")],
)
def test_a_misspelt_command_names_the_one_that_is_meant(
    command: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "ID"]) == 2
    assert capsys.readouterr().err == f"edition has no command `{command}`. {told}\n"


def test_the_next_command_names_the_project_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project(tmp_path / "an edition")
    project.root.mkdir()
    for folder, named in ((tmp_path, " --project 'an edition'"), (project.root, "")):
        monkeypatch.chdir(folder)
        assert project.call("serve") == f"edition serve{named}"


def test_a_first_site_takes_two_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first text is a draft of a private site; once promoted, it is published with its work."""
    root = tmp_path / "edition"
    title = 'Letters: "of" a <Coast>'
    assert _init(root, "--title", title, "--licence", "CC-BY-4.0", "--repository", "") == 0
    assert capsys.readouterr().out.endswith(f"Next: edition serve --project {root}\n")
    settings = (root / "mkdocs.yml").read_text("utf-8").splitlines()
    assert len(settings) == 5
    for form in (".github/ISSUE_TEMPLATE/misreading.yml", ".vscode/settings.json"):
        assert (root / form).read_bytes() == (ROOT / form).read_bytes()
    assert yaml.safe_load(settings[3])["extra"] == {
        "generator": False,
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    draft = root / "private/sources/letter/source.yml"
    assert find_schema(draft).read_bytes() == SCHEMA.read_bytes()
    assert run(root, "build", "--private") == 0
    home = (root / "site-private/index.html").read_text("utf-8")
    for page in ("editions/index", "search", "about", "rights", "cite"):
        assert f'<a href="{page}.html">' in home
    for page in ("bibliography", "editions/registers/index", "editions/correspondences"):
        assert f"{page}.html" not in home
    assert "<Coast>" not in home
    assert "froze in March" in (root / "site-private/editions/letter/text.html").read_text("utf-8")


def test_questions_are_asked_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The language of the pages is not that of the text; what cannot be used is asked again."""
    answers = io.StringIO("Briefe\nDeutsch\nde\nCC BY-SA 4.0\ngithub\n\n")
    monkeypatch.setattr(answers, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", answers)
    assert _init(tmp_path / "edition", "--id", "brief-1900") == 0
    settings = yaml.safe_load((tmp_path / "edition/mkdocs.yml").read_text("utf-8"))
    assert (settings["site_name"], settings["theme"]) == ("Briefe", {"language": "de"})
    assert settings["extra"]["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    said = capsys.readouterr().out
    assert "Deutsch cannot be used." in said
    assert "github cannot be used." in said
    record = tmp_path / "edition/private/sources/brief-1900/source.yml"
    assert yaml.safe_load(record.read_text("utf-8"))["language"] == "en"


def test_the_end_of_the_answers_ends_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = io.StringIO("Briefe\n")
    monkeypatch.setattr(answers, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", answers)
    assert run(tmp_path, "init") == 130
    assert list(tmp_path.iterdir()) == []


def test_an_answer_that_cannot_be_used_begins_no_edition(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for flag, answer in (("--language", "English"), ("--repository", "github.com/x")):
        with pytest.raises(SystemExit, match="2"):
            run(tmp_path, "init", flag, answer)
        assert f"{answer} cannot be used. " in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["mkdocs.yml", "docs", "sources"])
def test_an_edition_that_is_there_stays_as_it_is(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "edition"
    (root / name).mkdir(parents=True)
    assert _init(root) == 1
    assert f"{name}: error R008: {name} already exists" in capsys.readouterr().out
    assert [path.name for path in root.iterdir()] == [name]


def test_a_text_without_notes_can_say_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("A Letter\n\nDear friend,\n\nthe harbour froze in March.\n", "utf-8")
    assert run(tmp_path, "init", str(letter)) == 0
    capsys.readouterr()
    assert run(tmp_path, "check") == 0
    assert "reader.options.notes: none" in capsys.readouterr().out
    record = tmp_path / "private/sources/letter/source.yml"
    fields = yaml.safe_load(record.read_text("utf-8"))
    fields["reader"]["options"]["notes"] = "none"
    record.write_text(yaml.safe_dump(fields), "utf-8")
    assert run(tmp_path, "check", "--quiet") == 0
    assert capsys.readouterr().out == ""


def test_an_edition_without_a_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "init", "no-such-file.txt") == 1
    assert "hint: Check its path." in capsys.readouterr().out
    assert run(tmp_path, "init", str(tmp_path)) == 1
    assert "is a folder\n  hint: Name a text; --project names" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
    assert run(tmp_path, "check") == 1
    assert "hint: Run: edition init FILE" in capsys.readouterr().out
    assert run(tmp_path, "init") == 0
    assert run(tmp_path, "check") == 1
    assert "hint: Run: edition new FILE" in capsys.readouterr().out
    assert "/private/" in (tmp_path / ".gitignore").read_text("utf-8")


def test_what_is_promoted_names_its_schema_and_is_told_by_folders(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "edition"
    assert _init(root) == 0
    draft = root / "private/sources/letter/source.yml"
    mark = "https://creativecommons.org/publicdomain/mark/1.0/"
    stated = draft.read_text("utf-8").replace(
        "publish: none", "publish: full\n  evidence: It says so."
    )
    draft.write_text(re.sub("statement: .*", f"statement: {mark}", stated), "utf-8")
    assert run(root, "promote", "letter") == 0
    record = root / "sources/letter/source.yml"
    assert find_schema(record) == root / "docs/schema/source.schema.json"
    assert "draft" not in record.read_text("utf-8")
    capsys.readouterr()
    assert run(root, "convert") == 0
    folders = re.findall(
        r"^wrote (?:[\d,]+ files in (\S+)/|(\S+)/[^/\s]+)$", capsys.readouterr().err, re.M
    )
    told = ["".join(pair) for pair in folders]
    assert "docs/editions/letter" in told
    assert len(told) == len(set(told))
    shutil.rmtree(root / "docs/editions")
    assert run(root, "convert", "--quiet") == 0
    said = capsys.readouterr().err
    assert "wrote" not in said
    assert "Converting" not in said
    assert (root / "docs/editions/letter/text.md").is_file()


def test_the_template_repository_has_what_is_written(tmp_path: Path) -> None:
    page = template.PAGE.read_text("utf-8")
    written = template.list_written(tmp_path / "edition")
    assert page == template.show_files(page, written), "run: python -m tests.template"


@pytest.mark.parametrize(
    ("name", "id"), [("Über das Meer.txt", "uber-das-meer"), ("日本.txt", "text"), ("a.b", "a")]
)
def test_the_id_of_a_text_is_made_from_its_name(name: str, id: str) -> None:
    assert make_id(Path(name)) == id


@pytest.mark.parametrize(
    ("text", "convention"),
    [
        (
            "Маяк стоял на берегу, и никто не знал, когда он погас. Это было в мае, как и раньше.",
            "russian-text",
        ),
        (
            "Der Turm stand auf der Klippe, und niemand wusste, wann das Licht nicht mehr brannte.",
            "german-text",
        ),
        ("The lamp stood on the pier, and nobody knew when it had gone out in that year.", None),
    ],
)
def test_a_new_text_names_the_convention_of_its_language(
    tmp_path: Path, text: str, convention: str | None
) -> None:
    file = tmp_path / "text.txt"
    file.write_text(f"{text}\n\n{text}\n", encoding="utf-8")
    assert run(tmp_path / "edition", "init", str(file)) == 0
    record = yaml.safe_load(
        (tmp_path / "edition/private/sources/text/source.yml").read_text("utf-8")
    )
    assert (convention in record.get("conventions", ())) == bool(convention)
    assert ("english-text" in record["conventions"]) if convention else "conventions" not in record
