"""The archives of the generator hold all that it needs: an edition is made with nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "scripts/edition"
BUILD = "from setuptools import build_meta as b; import sys; getattr(b, sys.argv[1])(sys.argv[2])"
UNUSED = (".d.ts", "tsconfig.json")
"""Names of files that only check the theme."""


def tracked() -> set[str]:
    """Return the files of the package as git has them, by their paths in the wheel."""
    command = ["git", "-C", str(ROOT), "ls-files", PACKAGE]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")
    return {name.removeprefix("scripts/") for name in listed if name and not name.endswith(UNUSED)}


def start(words: list[str], folder: Path, **environment: str) -> str:
    """Run a program; returns what it printed."""
    done = subprocess.run(
        words, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    return done.stdout


def build(what: str, project: Path, target: Path) -> Path:
    """Build an archive as installers do, without a network; returns its path."""
    target.mkdir(exist_ok=True)
    start([sys.executable, "-c", BUILD, what, str(target)], project)
    [archive] = target.iterdir()
    return archive


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel that is built from the source archive, which is built from the files."""
    root = tmp_path_factory.mktemp("archives")
    copy = root / "copy"
    for name in (*tracked(), "../README.md", "../pyproject.toml", "../LICENSES/MIT.txt"):
        target = copy / "scripts" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "scripts" / name, target)
    source = build("build_sdist", copy, root / "source")
    with tarfile.open(source) as archive:
        archive.extractall(root / "unpacked", filter="data")
    [project] = (root / "unpacked").iterdir()
    return build("build_wheel", project, root / "wheel")


def test_the_wheel_has_every_file_of_the_package(wheel: Path) -> None:
    assert tracked() - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_an_edition_is_made_with_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    start([*pip, "--target", str(alone), str(wheel)], tmp_path)
    (tmp_path / "letter.txt").write_text(
        "A Letter\n\nDear friend,\n\nthe harbour froze.\n", "utf-8"
    )
    edition, where = [sys.executable, "-m", "edition"], {"PYTHONPATH": str(alone)}
    found = start(
        [sys.executable, "-c", "import edition; print(edition.__file__)"], tmp_path, **where
    )
    assert Path(found.strip()).is_relative_to(alone)
    start([*edition, "init", "letter.txt", "--project", "letters"], tmp_path, **where)
    start([*edition, "build", "--private", "--project", "letters"], tmp_path, **where)
    letters = tmp_path / "letters"
    assert "harbour froze" in (letters / "site-private/editions/letter/text.html").read_text(
        "utf-8"
    )
    for name in ("docs/schema/source.schema.json", ".github/workflows/edition.yml"):
        assert (letters / name).is_file()
