"""``edition upgrade`` shows what another version of the generator changes, and then names it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

import edition
from edition.building.project import Project
from edition.building.upgrade import find_requirement, write_requirement
from tests.projects import IN_COPYRIGHT, list_errors, make_source, run

LETTER = "A Letter\n\nThe harbour was closed early in spring.\n\nNobody asked why.\n"


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A project of one text, and of one that is kept out and whose witness is not here."""
    root = tmp_path / "project"
    make_source(root, LETTER, "letter")
    (make_source(root, "Kept out.\n", "secret", **IN_COPYRIGHT) / "witness.txt").unlink()
    return root


def make_version(folder: Path, changes: dict[str, tuple[str, str]]) -> Path:
    """Copy the package with words replaced in some modules; return a Python that has it."""
    package = folder / "edition"
    shutil.copytree(Path(edition.__file__).parent, package)
    for name, (old, new) in changes.items():
        text = (package / name).read_text("utf-8")
        assert old in text
        (package / name).write_text(text.replace(old, new), "utf-8")
    program = folder / "python"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{folder}" exec "{sys.executable}" "$@"\n')
    program.chmod(0o755)
    return program


def test_what_another_version_changes_is_shown_by_address(
    letter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changes = {
        "__init__.py": (edition.__version__, "7.0.0"),
        "model/numbering.py": ('"par"', '"passage"'),
    }
    python = make_version(tmp_path / "other", changes)
    before = {path: path.read_bytes() for path in letter.rglob("*.*") if "build" not in path.parts}
    assert run(letter, "upgrade", str(python)) == 1
    shown = capsys.readouterr()
    assert "letter par1 → passage1: moved, 3 addresses" in shown.out
    assert "LOST: 3 × letter/text.md `par1 to par3` no longer exists" in shown.out
    assert "A006" in shown.err
    assert {path: path.read_bytes() for path in before} == before


def test_a_version_that_changes_nothing_says_so(
    letter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(letter, "upgrade", str(make_version(tmp_path / "same", {}))) == 0
    assert capsys.readouterr().out == "Nothing changes for readers.\n"


@pytest.mark.parametrize(
    ("answer", "code"), [("echo no module >&2; exit 1", "M010"), ("echo edition 7.0.0", "D001")]
)
def test_a_version_that_cannot_be_used_is_reported(
    letter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], answer: str, code: str
) -> None:
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\n{answer}\n")
    program.chmod(0o755)
    assert run(letter, "upgrade", str(program)) == 1
    assert f"error {code}: " in capsys.readouterr().err


def test_the_requirement_is_named_in_place_of_the_present_one(tmp_path: Path) -> None:
    wheel = tmp_path / "scholarly_edition-7.0.0-py3-none-any.whl"
    wheel.touch()
    assert find_requirement("7.0.0") == "scholarly-edition==7.0.0"
    assert find_requirement(str(wheel)) == f"scholarly-edition @ {wheel.as_uri()}"
    address = "git+https://example.org/generator@1234"
    assert find_requirement(address) == f"scholarly-edition @ {address}"
    path = tmp_path / "requirements.txt"
    path.write_text("scholarly-edition @ https://example.org/old.whl\nother==1\n")
    write_requirement(Project(tmp_path), "scholarly-edition==7.0.0")
    assert path.read_text() == "scholarly-edition==7.0.0\nother==1\n"


@pytest.mark.parametrize("command", ["ledger", "harvest", "export"])
def test_a_command_that_needs_a_witness_says_that_it_is_missing(
    letter: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert run(letter, command, "secret") == 1
    shown = capsys.readouterr()
    [(place, code)] = list_errors(shown.out + shown.err)
    assert (place.startswith("sources/secret/source.yml:"), code) == (True, "W001")
