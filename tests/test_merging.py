"""What two editors change in parallel is in different places of the files: plain git merges it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from edition.commands.new import prepare_drafts
from tests.projects import make_source, run

NUMBERS = "one two three four five six seven eight nine ten".split()
TEXT = "The {0}\n\n" + "\n\n".join(
    f"Paragraph {word} tells of the {{0}} in the year {1900 + count}."
    for count, word in enumerate(NUMBERS)
)
"""Paragraph n is on line 2n + 1."""
DATES = {"ark": "1900", "harbour": "1901", "zoo": "1905", "reply": "1913"}


def emendation(number: int) -> dict[str, object]:
    """Return the emendation of a word of a paragraph."""
    word = NUMBERS[number - 1]
    own = {"line": 2 * number + 1, "original": word, "reading": f"no. {number}"}
    return own | {"reason": "A slip.", "class": "wording"}


def write_text(root: Path, id: str, **fields: object) -> None:
    date = {"value": DATES[id], "certainty": "stated", "evidence": "The first line."}
    make_source(root, TEXT.format(id), id, date=date, **fields)
    write_bibliography(root)


def write_bibliography(root: Path, *keys: str) -> None:
    """Add entries, each at the place of its key, as ``edition promote`` adds that of a text."""
    path = root / "bibliography.bib"
    old = path.read_text("utf-8").replace("\n\n@", "\n@").split("\n@") if path.exists() else []
    entries = {one.strip().removeprefix("@") for one in old if one.strip()}
    fields = "author={{A. {0}}}, title={{{0}}}, year=1900, location={{X}}, keywords={{literature}}"
    entries |= {f"book{{{key}-1900, {fields.format(key.title())}}}" for key in keys}
    ordered = sorted(entries, key=lambda one: one.partition("{")[2])
    path.write_text("\n\n".join(f"@{one}" for one in ordered) + "\n", "utf-8")


def write_items(root: Path, file: str, item: str, *values: tuple[str, int]) -> None:
    """Write a file of the editors, its items in their order."""
    head = "" if "registers" in file else "events:\n"
    path = root / "sources" / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(head + "\n".join(item.format(*one) for one in sorted(values)), "utf-8")


PERSON = """{0}:
  name: {0}
  at: {{source: harbour, address: par{1}, words: tells of}}
  state: read
"""
EVENT = """  - name: {0}
    title: The {0}
    correspondences:
      - from: {{source: harbour, address: par{1}, words: tells of}}
        to: {{source: reply, address: par{1}, words: tells of}}
        relation: confirms
        reason: Both tell of it.
"""
DATE = """  - date: "{0}"
    title: Something happened
    at:
      - {{source: harbour, address: par{1}, words: tells of}}
"""
FILES = {
    "registers/persons.yml": (PERSON, [("mann", 5)]),
    "correspondences.yml": (EVENT, [("meeting", 5)]),
    "chronology.yml": (DATE, [("1904", 4), ("1907", 7), ("1911", 10)]),
}
Edit = Callable[[Path], None]


def emend(*numbers: int) -> Edit:
    return lambda root: write_text(
        root, "harbour", emendations=[emendation(one) for one in sorted([5, *numbers])]
    )


def add(file: str, value: str, number: int) -> Edit:
    item, kept = FILES[file]
    return lambda root: write_items(root, file, item, *kept, (value, number))


def write_about(root: Path) -> None:
    (root / "docs" / "about.md").write_text("# About\n\nWho we are.\n", "utf-8")


EDITS: dict[str, Edit] = {
    "a text": lambda root: write_text(root, "ark"),
    "another text": lambda root: write_text(root, "zoo"),
    "an emendation": emend(2),
    "another emendation": emend(9),
    "an entry": lambda root: write_bibliography(root, "dove"),
    "another entry": lambda root: write_bibliography(root, "nash"),
    "a person": add("registers/persons.yml", "adam", 3),
    "another person": add("registers/persons.yml", "zill", 8),
    "a correspondence": add("correspondences.yml", "arrival", 3),
    "another correspondence": add("correspondences.yml", "sailing", 8),
    "a date": add("chronology.yml", "1902", 2),
    "another date": add("chronology.yml", "1909", 9),
    "a summary": lambda root: write_text(root, "reply", summary="Another summary."),
    "a page": write_about,
}


def git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def commit(root: Path, message: str) -> None:
    assert run(root, "convert") == 0, message
    git(root, "add", ".")
    assert git(root, "commit", "-qm", message).returncode == 0, message


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a branch for each edit."""
    root = tmp_path_factory.mktemp("merging")
    git(root, "init", "-q", "-b", "main")
    prepare_drafts(root)
    write_text(root, "harbour", emendations=[emendation(5)])
    write_text(root, "reply")
    write_bibliography(root, "cole", "mole", "york")
    for file, (item, values) in FILES.items():
        write_items(root, file, item, *values)
    assert run(root, "build") == 0
    commit(root, "Base")
    for name, edit in EDITS.items():
        git(root, "checkout", "-q", "-b", name.replace(" ", "-"), "main")
        edit(root)
        commit(root, name)
    return root


def test_what_two_editors_change_in_parallel_merges(project: Path) -> None:
    pairs = [*combinations((one.replace(" ", "-") for one in EDITS), 2)]
    assert len(pairs) > 20
    merged = {pair: git(project, "merge-tree", "--write-tree", "--name-only", *pair)
              for pair in pairs}  # fmt: skip
    assert {pair: one.stdout for pair, one in merged.items() if one.returncode} == {}


def test_a_conflict_would_be_seen(project: Path) -> None:
    git(project, "checkout", "-q", "-b", "other", "main")
    write_text(project, "reply", summary="A third summary.")
    commit(project, "other")
    merged = git(project, "merge-tree", "--write-tree", "--name-only", "a-summary", "other")
    assert "sources/reply/source.yml" in merged.stdout
