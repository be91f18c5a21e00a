"""What CONTRIBUTING.md tells a person to do is done, on a copy of the project, and works."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import TypeAlias

import pytest
from markdown_it import MarkdownIt

from edition.__main__ import main
from tests.whole_run import FOLDER

ROOT = Path(__file__).resolve().parent.parent
Start: TypeAlias = Callable[[list[str]], tuple[int, str]]
"""Runs a command; returns its exit status and what it printed."""
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
PLACE = re.compile(
    r"# (?P<path>[\w./<>-]+)(?:: (?P<where>at the end of|before) (?P<name>[\w.]+))?\n"
)
LETTER = "A LETTER\n\nThis paragarph is the whole of it.\n"


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code of a section, without the line that says where it goes."""

    path: str
    """The file that it belongs to; empty for commands."""
    where: str
    name: str
    text: str


def read_blocks(section: str) -> Iterator[Block]:
    """Yield the blocks of a section in their order."""
    [text] = re.findall(rf"^## {section}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    for token in MarkdownIt().parse(text):
        if token.type != "fence":
            continue
        place = PLACE.match(token.content)
        if token.info == "sh":
            yield Block("", "", "", token.content)
        else:
            assert place, f"{section}: a block does not say where it goes:\n{token.content}"
            rest = token.content[place.end() :]
            yield Block(place["path"], place["where"] or "", place["name"] or "", rest)


def follow(section: str, root: Path, start: Start) -> str:
    """Do what the blocks of a section say, in a copy of the project; return what was printed."""
    printed = ""
    for block in read_blocks(section):
        if block.path:
            put(block, root / block.path)
        else:
            printed += "".join([run(line, start) for line in block.text.splitlines()])
    return printed


def put(block: Block, path: Path) -> None:
    """Write a block into its file: at its place, at its end, or as a new file."""
    if not block.where:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as handle:
            handle.write(block.text)
        return
    if path.suffix == ".json":
        put_into_list(block, path)
        return
    lines = path.read_text("utf-8").splitlines(keepends=True)
    statement = find_statement("".join(lines), block.name)
    assert statement.end_lineno
    if block.where == "before":
        lines.insert(statement.lineno - 1, block.text)
    else:
        lines.insert(statement.end_lineno - 1, f"{block.text.rstrip()},\n")
    path.write_text("".join(lines), "utf-8")


def put_into_list(block: Block, path: Path) -> None:
    """Add a value to a list of a file of JSON, whose form is not kept."""
    data = json.loads(path.read_text("utf-8"))
    reduce(getitem, block.name.split("."), data).append(json.loads(block.text))
    path.write_text(json.dumps(data), "utf-8")


def find_statement(code: str, name: str) -> ast.stmt:
    """Return the statement of a module that gives a name its value."""
    for statement in ast.parse(code).body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        targets = [statement.target] if isinstance(statement, ast.AnnAssign) else targets
        if any(isinstance(one, ast.Name) and one.id == name for one in targets):
            return statement
    raise AssertionError(f"nothing is named {name}")


def run(line: str, start: Start) -> str:
    """Run a command of the page; one that is marked so must fail."""
    command, _, remark = line.partition("  # ")
    words = shlex.split(command)
    recipes = find_recipes(words) if words[0] == "make" else [words]
    results = [start(recipe) for recipe in recipes]
    printed = "".join(output for _, output in results)
    failed = any(status for status, _ in results)
    assert failed is (remark == "fails"), f"{line}\n{printed}"
    return printed


def find_recipes(words: list[str]) -> Iterator[list[str]]:
    """Yield the commands of a target of the Makefile, but for the one that seeks a browser."""
    _, target, *settings = words
    values = dict(setting.split("=", 1) for setting in settings)
    values = {"BIN": ".venv/bin", "WORKERS": "0", "ARGS": ""} | values
    [recipe] = re.findall(rf"^{target}:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    for line in recipe.splitlines():
        filled = re.sub(r"\$\((\w+)\)", lambda name: values[name[1]], line.strip().lstrip("@"))
        if "browser.py" not in filled:
            yield shlex.split(filled)


def start_in(root: Path) -> Start:
    """Return what runs a program on the package that is below a folder, in a process of its own."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", FOLDER))}
    environment = inherited | {"PYTHONPATH": str(root / "scripts")}

    def start(words: list[str]) -> tuple[int, str]:
        assert words[0] == ".venv/bin/python", words
        command = [sys.executable, *words[1:]]
        done = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    return start


def start_here(words: list[str]) -> tuple[int, str]:
    """Run the command line on the folder that this process is in."""
    assert words[0] == ".venv/bin/edition", words
    return main(words[1:]), ""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project: the package, and what runs the cases of readers."""
    root = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "scripts" / "edition", root / "scripts" / "edition")
    (root / "tests").mkdir()
    (root / "build").mkdir()
    # What is installed for the tests is not installed a second time.
    (root / "build" / "validators").symlink_to(ROOT / "build" / "validators")
    pinned = ROOT / "tests" / "validators.txt"
    for path in (*(ROOT / "tests").glob("*.py"), pinned, ROOT / "pyproject.toml"):
        if not path.name.startswith("test_"):
            shutil.copy2(path, root / path.relative_to(ROOT))
    others = shutil.ignore_patterns("test_[!cd]*", "page-foot", "report", "end-notes")
    shutil.copytree(ROOT / "tests" / "readers", root / "tests" / "readers", ignore=others)
    return root


def test_a_source_is_added_and_its_text_corrected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "letter.txt").write_text(LETTER, "utf-8")
    follow("Add a source", tmp_path, start_here)
    drafts = tmp_path / "build" / "private" / "docs" / "editions"
    assert "paragarph" in (drafts / "letter" / "text.md").read_text("utf-8")
    record = tmp_path / "private" / "sources" / "letter" / "source.yml"
    stated = record.read_text("utf-8").replace("vocab/UND", "vocab/NoC-US")
    stated = stated.replace(
        "publish: none", "publish: full\n  evidence: It is a letter of an office."
    )
    record.write_text(stated, "utf-8")
    assert start_here([".venv/bin/edition", "promote", "letter"])[0] == 0
    page = tmp_path / "docs" / "editions" / "letter" / "text.md"
    follow("Correct a text", tmp_path, start_here)
    corrected = page.read_text("utf-8")
    assert ">paragraph</ins>" in corrected
    assert "The witness reads: paragarph." in corrected


def test_a_reader_is_added(copy: Path) -> None:
    printed = follow("Add a reader", copy, start_in(copy))
    cases = copy / "tests" / "readers" / "cases" / "telegram"
    assert "PILOTS DRINK TEA STOP" in (cases / "harbour-closed.dump").read_text("utf-8")
    assert not (cases / "harbour-closed.findings").exists()
    assert len(re.findall(r"^=+ [3-9] passed, ", printed, re.MULTILINE)) == 2, printed


def test_a_case_is_added(copy: Path) -> None:
    printed = follow("Add a case", copy, start_in(copy))
    dump = copy / "tests" / "readers" / "cases" / "plain" / "two-paragraphs.dump"
    assert dump.read_text("utf-8").count("paragraph: ") == 2
    assert re.findall(r"^=+ (?:1 failed, )?\d passed", printed, re.MULTILINE)


SECTIONS = ("Correct a text", "Add a source", "Add a reader", "Add a case")


@pytest.mark.parametrize("section", SECTIONS)
def test_the_sections_that_are_followed_have_commands(section: str) -> None:
    assert any(not block.path for block in read_blocks(section))
