"""The tutorial is carried out as it stands: its files are written, and its commands run."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from edition.__main__ import main

PAGE = Path(__file__).resolve().parents[1] / "docs" / "tutorial.md"
KEY = re.compile(r"^(\w+):.*\n(?:(?: .*)?\n|- .*\n)*", re.MULTILINE)
# A server does not end; what it shows is what this builds.
INSTEAD = {"edition serve": "edition build --private"}
GIT = ["git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org"]


def write(path: Path, text: str) -> None:
    """Add a block to a file; what a record has under a key of the block is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = path.read_text("utf-8") if path.is_file() else ""
    if path.name == "source.yml":
        assert kept, f"{path} is not there yet"
        keys = {match[1] for match in KEY.finditer(text)}
        kept = KEY.sub(lambda match: "" if match[1] in keys else match[0], kept)
    path.write_text(kept + text, "utf-8")


def carry_out(line: str) -> None:
    """Run a command; ``# CODE`` after it is a finding that it reports."""
    command, _, code = line.partition("  # ")
    program, *arguments = shlex.split(INSTEAD.get(command, command))
    if program == "git":
        subprocess.run([*GIT, *arguments], check=True, capture_output=True)
        return
    assert program == "edition"
    assert main(arguments) == 0, line
    assert code == "" or code.startswith("S")


def test_the_tutorial_works_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    tokens = MarkdownIt().parse(PAGE.read_text("utf-8").partition("\n---\n")[2])
    printed = ""
    for token in (one for one in tokens if one.type == "fence" and one.info != "console"):
        if token.info != "sh":
            head, _, text = token.content.partition("\n")
            write(tmp_path / head.removeprefix("# "), text)
            continue
        for line in token.content.splitlines():
            carry_out(line)
            out, err = capsys.readouterr()
            reported = set(re.findall(r"(?:warning|error) ([A-Z]\d+)", out))
            assert reported == set(line.partition("  # ")[2].split()), f"{line}\n{out}{err}"
            printed = out if line == "edition diff" else printed
    assert "Reply of Mr. Osk" in printed.replace("{+", "").replace("+}", "")
    page = (tmp_path / "site/editions/letter/text.html").read_text("utf-8")
    for expected in (
        'title="',  # the reading of the witness, at the emendation
        'href="../../bibliography/literature.html#lindqvist-1887-harbours"',
        'id="n2"',
        'href="../reply/text.html#par3"',
    ):
        assert expected in page
    assert "received" in page
    home = (tmp_path / "site/index.html").read_text("utf-8")
    for name in ("editions/registers/index", "bibliography", "editions/correspondences"):
        assert f'<a href="{name}.html">' in home
