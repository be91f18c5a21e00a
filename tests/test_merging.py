"""What two editors change in parallel is in different places of the files: plain git merges it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from edition.commands.new import prepare_drafts
from tests.projects import make_source, run

ROOT = Path(__file__).resolve().parents[1]

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


def write_person(root: Path, name: str) -> None:
    path = root / "sources" / "registers" / "persons" / f"{name}.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(PERSON.format(name, 6), "utf-8")


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
    "a person of its own file": lambda root: write_person(root, "baker"),
    "its neighbour": lambda root: write_person(root, "bacon"),
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


# --- in this edition ----------------------------------------------------------------------------


def write_item(name: str, text: str) -> Edit:
    """Return the edit that adds a file with one item."""

    def write(root: Path) -> None:
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")

    return write


def bring(id: str) -> Edit:
    def write(root: Path) -> None:
        entries = (root / "bibliography.bib").read_bytes()
        make_source(root, TEXT.format(id), id)
        (root / "bibliography.bib").write_bytes(entries)
        write_item(f"bibliography/{id}.bib", f"@misc{{{id},\n  title = {{A sample}},\n}}\n")(root)

    return write


def correct(id: str, line: int, original: str, reading: str) -> Edit:
    own = f"line: {line}\noriginal: {original}\nreading: {reading}\n"
    text = f"{own}reason: It tries a merge.\nclass: wording\n"
    return write_item(f"sources/{id}/emendations/{line}.yml", text)


def enter(key: str) -> Edit:
    fields = "author = {Tanaka, Ichiro}, title = {Ports}, location = {X}, keywords = {literature}"
    text = f"@book{{{key}, {fields}, year = {key[-4:]}}}\n"
    return write_item(f"bibliography/{key}.bib", text)


def register(name: str) -> Edit:
    entry = f"{name}:\n  name: {name}\n  at: {AT}\n  state: read\n"
    return write_item(f"sources/registers/persons/{name}.yml", entry)


AT = "{source: memorandum-1953, address: p4.1, words: entry into the UN}"
THERE = "{source: psis-1945, address: leaf3.1, words: First Mate}"
DATED = f"date: 1952-09\ntitle: A vote\nat:\n  - {AT}\n"
PAIRED = (
    "name: merge-{0}\ntitle: A merge\ncorrespondences:\n"
    "  - from: {{source: memorandum-1953, address: p{1}, words: {3}}}\n"
    "    to: {{source: kuromiya-2023, address: p{2}, words: Stalin}}\n"
    "    relation: same-subject\n    reason: It tries a merge.\n"
)
NOTED = "id: {0}\naddress: {1}\nwords: {2}\ntype: explains\ntext: A merge.\n"
NOTED += "authority:\n  - {{address: p4.1, words: entry into the UN}}\n"
MEMORANDUM, REPORT = "memorandum-1953", "psis-1945"
REAL: tuple[dict[str, Edit], ...] = (
    {"a text": bring("arbour")},
    {"another text": bring("arc")},
    {
        "a first emendation": correct(REPORT, 72, "Complementing", "Completing"),
        "one of another text": correct(MEMORANDUM, 76, "considerable", "large"),
        "a note": write_item(
            f"sources/{MEMORANDUM}/annotations/a.yml",
            NOTED.format("entry", "p4.1", "entry into the UN"),
        ),
    },
    {
        "another first emendation": correct(REPORT, 101, "mindful", "aware"),
        "one of the next paragraph": correct(MEMORANDUM, 78, "numerous gestures", "many gestures"),
        "another note": write_item(
            f"sources/{MEMORANDUM}/annotations/b.yml", NOTED.format("calls", "leaf1.5", "inquiry")
        ),
    },
    {
        "an entry": enter("tanaka-1981"),
        "a person": register("aaron"),
        "a date": write_item("sources/chronology/a.yml", DATED),
        "a correspondence": write_item(
            "sources/correspondences/a.yml", PAIRED.format("a", "4.1", "398.3", "Malenkov")
        ),
    },
    {
        "an entry of the same author": enter("tanaka-1982"),
        "another person": register("aaron-again"),
        "another date": write_item("sources/chronology/b.yml", DATED),
        "another correspondence": write_item(
            "sources/correspondences/b.yml", PAIRED.format("b", "5.2", "411.1", "Japanese")
        ),
    },
)
"""What several people do at once. With ``EDITION_TEST_POINTS=all`` each does one thing.

No two change one paragraph: it is one line of the text.
"""


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A copy of this edition, and the names of its branches."""
    root = tmp_path_factory.mktemp("parallel") / "edition"
    for name in ("sources", "docs", "build/cache"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name)
    for name in ("bibliography.bib", "mkdocs.yml", "requirements.lock", ".gitignore"):
        shutil.copy(ROOT / name, root / name)
    git(root, "init", "-q", "-b", "main")
    commit(root, "Base")
    alone = os.environ.get("EDITION_TEST_POINTS") == "all"
    together = [{name: edit} for one in REAL for name, edit in one.items()] if alone else REAL
    branches = []
    for edits in together:
        branches.append("-".join(next(iter(edits)).split()))
        git(root, "checkout", "-q", "-b", branches[-1], "main")
        for edit in edits.values():
            edit(root)
        commit(root, branches[-1])
    return root, branches


def test_what_is_done_in_this_edition_in_parallel_merges(edition: tuple[Path, list[str]]) -> None:
    root, branches = edition
    merged = {pair: git(root, "merge-tree", "--write-tree", "--name-only", *pair)
              for pair in combinations(branches, 2)}  # fmt: skip
    assert {pair: one.stdout for pair, one in merged.items() if one.returncode} == {}


def test_what_was_merged_is_current(edition: tuple[Path, list[str]]) -> None:
    """No page and no lock has to be made again after a merge."""
    root, branches = edition
    git(root, "checkout", "-q", "main")
    for one in branches:
        assert git(root, "merge", "-q", "--no-edit", one).returncode == 0, one
    assert run(root, "convert", "--check") == 0
