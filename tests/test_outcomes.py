"""A command whose inputs are the same is not run again; anything else makes it run."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from edition.building.outcomes import Call, Outcome, prepare_call
from edition.building.store import write_if_changed
from edition.records import WITNESS_FOLDERS
from tests.projects import commit, make_source, run

TOLD = Outcome("printed", "counted")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that was built: with a text, a folder of witnesses beside it, and a site."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv(WITNESS_FOLDERS, str(tmp_path / "held"))
    root = tmp_path / "edition"
    make_source(root, "A REPORT\n\nA paragraph.\n")
    for name in ("docs/index.md", "site/index.html", "site-private/index.html", "../held/a.txt"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("One.\n", encoding="utf-8")
    (root / "mkdocs.yml").write_text("site_name: !ENV [TITLE_OF_SITE, A]\n", encoding="utf-8")
    commit(root)
    return root


def call(root: Path, *arguments: str) -> Call:
    made = prepare_call([*(arguments or ("build",)), "--project", str(root)])
    assert made is not None
    return made


def write(name: str, text: str = "Two.\n") -> Callable[[Path], object]:
    return lambda root: (root / name).write_text(text, encoding="utf-8")


def rewrite_in_secret(root: Path) -> None:
    """Change a letter of a file, and give it its old times."""
    path = root / "docs" / "index.md"
    old = path.stat()
    path.write_text("Owe.\n", encoding="utf-8")
    os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "a page": write("docs/index.md"),
    "a page, with its old length and times": rewrite_in_secret,
    "a new page": write("docs/new.md"),
    "a page that is no more": lambda root: (root / "docs" / "index.md").unlink(),
    "a witness": write("sources/sample/witness.txt"),
    "a witness outside": write("../held/a.txt"),
    "the settings": write("mkdocs.yml", "site_name: B\n"),
    "the bibliography": write("bibliography.bib", "@book{a, title = {A}}\n"),
    "a page of the site": write("site/index.html"),
    "a stray page of the site": write("site/stray.html"),
    "the whole site": lambda root: (root / "site").rename(root / "away"),
    "a link": lambda root: (root / "docs" / "link.md").symlink_to("index.md"),
    "the commit": lambda root: commit(root) if write("docs/new.md")(root) else None,
    "what was kept": lambda root: [
        path.write_text("{}", encoding="utf-8") for path in root.glob("build/cache/outcomes/*")
    ],
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_makes_a_command_run(name: str, root: Path) -> None:
    call(root).store(TOLD)
    assert call(root).recall() == TOLD
    CHANGES[name](root)
    assert call(root).recall() is None


@pytest.mark.parametrize("name", ["TITLE_OF_SITE", "EDITION_ANYTHING", WITNESS_FOLDERS])
def test_a_variable_makes_a_command_run(
    name: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call(root).store(TOLD)
    monkeypatch.setenv("OTHER", "A")
    assert call(root).recall() == TOLD
    monkeypatch.setenv(name, "A")
    assert call(root).recall() is None


def test_only_the_same_call_has_the_same_outcome(root: Path) -> None:
    call(root).store(TOLD)
    for other in (("build", "--private"), ("build", "--format", "json"), ("convert", "--check")):
        assert call(root, *other).recall() is None


def test_what_the_site_is_not_made_of_makes_nothing_run(root: Path) -> None:
    for one in (call(root), call(root, "convert", "--check")):
        one.store(TOLD)
    for name in ("build/log", "site-private/index.html", ".cache"):
        write(name)(root)
    assert call(root).recall() == TOLD
    write("site/index.html")(root)
    assert call(root, "convert", "--check").recall() == TOLD


def test_a_file_that_changes_during_a_command_makes_it_run(root: Path) -> None:
    first = call(root)
    write_if_changed(root / "docs" / "index.md", "Made.\n")  # the command itself may write
    first.store(TOLD)
    assert call(root).recall() == TOLD
    second = call(root)
    write("docs/other.md")(root)
    second.store(Outcome("", ""))
    assert call(root).recall() is None


def test_a_link_to_its_own_folder_is_followed_once(root: Path) -> None:
    (root / "docs" / "again").symlink_to(".", target_is_directory=True)
    call(root).store(TOLD)
    assert call(root).recall() == TOLD


@pytest.mark.parametrize(
    "arguments", [(), ("--version",), ("convert",), ("check",), ("offline",), ("verify",)]
)
def test_other_commands_always_run(arguments: tuple[str, ...]) -> None:
    assert prepare_call(arguments) is None


def test_in_a_workflow_every_file_is_inspected(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert prepare_call(["build", "--project", str(root)]) is None


def test_a_command_tells_again_what_it_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CI", raising=False)
    make_source(tmp_path, "A REPORT\n\nA paragraph with one note.[^9]\n")
    commit(tmp_path)
    assert run(tmp_path, "convert") == 0
    printed = []
    for _ in range(3):
        assert run(tmp_path, "convert", "--check") == 0
        printed.append(capsys.readouterr())
    assert "Converting" in printed[0].err
    assert "Converting" not in printed[1].err
    assert printed[1] == printed[2]
    write("sources/sample/source.yml", "id: [\n")(tmp_path)
    for _ in range(2):
        assert run(tmp_path, "convert", "--check") == 1
        assert "error R001: " in capsys.readouterr().out
