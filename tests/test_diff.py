"""``edition diff`` reports each edit of a project and nothing else."""

from __future__ import annotations

import copy
import hashlib
import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from edition.bibliography import database, summary
from edition.building import editions
from edition.building.project import Project
from edition.building.revisions import compare_projects
from edition.checking.compared_data import list_field_changes
from edition.model.changes import Change, Comparison, Topic
from edition.records import schema
from edition.records.git import list_tracked, unpack_revision
from edition.text.word_diff import align, show_difference
from tests.projects import commit, make_source, run

LETTER = """A Letter from the Coast

The harbour was closed early in spring.[1] The council met twelve times and wrote to the consul.

The treaty was signed at the ferry house, and the grey ships sailed north.[2] Nothing more is known.

Seven witnesses remember the lanterns; others deny that anybody carried them.

Notes

[1] Averil, Strait and Sound, 12.

[2] Compare the second register of the council.
"""
BOOK = "".join(
    f"Page {name} opens with {name} crates of salted herring.\n\nIt rained {name} days.\n\f"
    for name in ("one", "two", "three", "four")
).removesuffix("\f")
NOTICE = "A notice was nailed to the door.\n\nIt said that bread is dear.\n"
WORKS = "\n".join(
    f"@book{{{key}, author = {{Averil, {name}}}, title = {{{title}}}, year = {{1911}}, "
    "langid = {english}, keywords = {literature}}"
    for key, name, title in (
        ("averil-1911", "Tobias", "Strait and Sound"),
        ("averil-1912", "Walter", "Harbours of Glass"),
        ("averil-1913", "Matilda", "Of Ferries"),
    )
)
NOTES = {
    "notes": [
        {
            "id": "ferry", "address": "par3", "words": "ferry house", "type": "explains",
            "text": "It burned down later.", "authority": [{"work": "averil-1912", "locator": "3"}],
        }
    ]
}  # fmt: skip
EVENTS = {
    "events": [
        {
            "name": "signing",
            "title": "The signing",
            "correspondences": [
                {
                    "from": {"source": "letter", "address": "par3", "words": "ferry house"},
                    "to": {"source": "notice", "address": "par1", "words": "nailed"},
                    "relation": "same-event",
                    "reason": "Both tell of one afternoon.",
                }
            ],
        }
    ]
}
DATES = {
    "events": [
        {
            "date": "1911",
            "title": "Closing of the harbour",
            "at": [{"source": "letter", "address": "par2", "words": "harbour"}],
        }
    ]
}
PLACES = {
    "ferry-house": {
        "name": "Ferry House",
        "at": {"source": "letter", "address": "par3", "words": "ferry house"},
        "state": "read",
    }
}
ABOUT = (
    "# About\n\nThis edition is kept by volunteers of the parish.\n\n## Thanks\n\nTo everybody.\n"
)
NONSENSE = "amber basalt cobalt dahlia ember fennel garnet hazel indigo juniper kestrel".split()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of three texts, converted."""
    root = tmp_path_factory.mktemp("diff") / "base"
    make_source(root, LETTER, "letter", reader={"kind": "end-notes"})
    make_source(root, BOOK, "book")
    make_source(root, NOTICE, "notice")
    with (root / "bibliography.bib").open("a", encoding="utf-8") as handle:
        handle.write(f"{WORKS}\n")
    _write(root / "sources/letter/annotations.yml", NOTES)
    _write(root / "sources/correspondences.yml", EVENTS)
    _write(root / "sources/chronology.yml", DATES)
    _write(root / "sources/registers/places.yml", PLACES)
    (root / "docs").mkdir()
    (root / "docs/about.md").write_text(ABOUT, "utf-8")
    assert run(root, "convert") == 0
    return root


@pytest.fixture
def fresh(base: Path, tmp_path: Path) -> Path:
    """A copy of the project, to be changed."""
    return Path(shutil.copytree(base, tmp_path / "copy"))


def _write(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")


def _edit(path: Path) -> Any:  # noqa: ANN401
    return yaml.safe_load(path.read_text("utf-8"))


def compare(old: Path, new: Path) -> Comparison:
    project = Project(new, quiet=True)
    return compare_projects(project, Comparison("before", "after"), old, new)


# --- edits: each changes a project and returns what must be reported -----------------------------

Expected = set[tuple[str, str, str]]
"""Subject, place and what became of it."""
Edit = Callable[[Path, random.Random], Expected]
CHECKSUM = ("witness.checksum", "changed")


def _set_field(root: Path, id: str, **changes: object) -> None:
    path = root / "sources" / id / "source.yml"
    _write(path, _edit(path) | changes)


def _field(name: str) -> Edit:
    def change(root: Path, rng: random.Random) -> Expected:
        id = rng.choice(["letter", "book"])
        _set_field(root, id, **{name: " ".join(rng.sample(NONSENSE, 3))})
        return {(id, name, "changed")}

    return change


def _lines(text: str) -> Iterator[tuple[int, str]]:
    lines = enumerate(text.split("\n"), 1)
    return ((n, line) for n, line in lines if line.startswith(("The ", "Sev")))


def emendation(root: Path, rng: random.Random) -> Expected:
    number, line = rng.choice([*_lines(LETTER)])
    word = rng.choice([w for w in re.findall(r"\b[a-z]{3,}\b", line) if line.count(w) == 1])
    one = {"line": number, "original": word, "reading": rng.choice(NONSENSE), "reason": "A slip.",
           "class": "wording"}  # fmt: skip
    _set_field(root, "letter", emendations=[one])
    return {("letter", f"par{[n for n, _ in _lines(LETTER)].index(number) + 2}", "changed")}


def split(root: Path, rng: random.Random) -> Expected:
    """Move what is on later pages to other files."""
    _set_field(root, "book", output={"split": {"pages": rng.choice([1, 2])}})
    return {("book", "split", "added"), ("book", "*", "moved")}


def split_with_redirects(root: Path, rng: random.Random) -> Expected:
    """Move it, and say where it went."""
    names = ("leaf2.1", "leaf2.2", "leaf3", "leaf3.1", "leaf3.2", "leaf4", "leaf4.1", "leaf4.2")
    moved = {f"text.md#{name}": name for name in names}
    moved |= {f"witness-text.md#w-leaf{n}": f"w-leaf{n}" for n in (2, 3, 4)}
    _set_field(root, "book", output={"split": {"pages": 1}}, moved=moved)
    del rng
    return {("book", "split", "added"), ("book", "moved", "added"), ("book", "*", "moved")}


def page_label(root: Path, rng: random.Random) -> Expected:
    number, name = rng.choice([(4, "two"), (7, "three"), (10, "four")])
    one = {"question": "page", "at": number, "words": f"Page {name} opens", "answer": "xii",
           "evidence": "Seen."}  # fmt: skip
    _set_field(root, "book", decisions=[one])
    return {("book", "decisions.page", "added"), ("book", "*", "moved")}


def _set_witness(root: Path, id: str, text: str) -> None:
    data = text.encode()
    path = root / "sources" / id / "source.yml"
    record = _edit(path)
    record["witness"] |= {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    _write(path, record)
    (path.parent / "witness.txt").write_bytes(data)


def witness_word(root: Path, rng: random.Random) -> Expected:
    number = rng.randrange(3)
    old = ["twelve", "grey", "lanterns"][number]
    _set_witness(root, "letter", LETTER.replace(old, rng.choice(NONSENSE)))
    return {("letter", *CHECKSUM), ("letter", f"par{number + 2}", "changed")}


def note_added(root: Path, rng: random.Random) -> Expected:
    words = " ".join(rng.sample(NONSENSE, 4))
    text = LETTER.replace("carried them.", "carried them.[3]") + f"\n[3] {words.capitalize()}.\n"
    _set_witness(root, "letter", text)
    return {("letter", *CHECKSUM), ("letter", "n3", "added")}


def paragraph_added(root: Path, rng: random.Random) -> Expected:
    words = " ".join(rng.sample(NONSENSE, 6)).capitalize()
    number = rng.randrange(1, 3)
    blocks = BOOK.split("\f")
    before = number == 2 or rng.random() < 0.5
    blocks[number] = f"{words}.\n\n{blocks[number]}" if before else f"{blocks[number]}\n{words}.\n"
    _set_witness(root, "book", "\f".join(blocks))
    moved = {("book", "*", "moved")} if before else set()
    return {("book", *CHECKSUM), ("book", "*", "added"), *moved}


def paragraph_gone(root: Path, rng: random.Random) -> Expected:
    del rng
    _set_witness(root, "letter", LETTER.replace(LETTER.split("\n\n")[3] + "\n\n", ""))
    return {("letter", *CHECKSUM), ("letter", "par4", "gone")}


def paragraphs_exchanged(root: Path, rng: random.Random) -> Expected:
    del rng
    first, second, third, *rest = LETTER.split("\n\n")[1:]
    head = LETTER.split("\n\n")[0]
    _set_witness(root, "letter", "\n\n".join([head, third, first, second, *rest]))
    return {("letter", *CHECKSUM), ("letter", "*", "moved")}


def _works(root: Path) -> tuple[Path, str]:
    path = root / "bibliography.bib"
    return path, path.read_text("utf-8")


def work_changed(root: Path, rng: random.Random) -> Expected:
    path, text = _works(root)
    key = rng.choice(["averil-1911", "averil-1912", "averil-1913"])
    entry = re.search(rf"@book\{{{key}.*", text)
    assert entry is not None
    year = str(rng.randrange(1800, 1900))
    path.write_text(text.replace(entry[0], entry[0].replace("{1911}", f"{{{year}}}")), "utf-8")
    return {(f"bibliography {key}", "year", "changed")}


def work_added(root: Path, rng: random.Random) -> Expected:
    path, text = _works(root)
    key = f"smith-{rng.randrange(1800, 1900)}"
    path.write_text(
        f"{text}\n@book{{{key}, author = {{Smith, Ann}}, title = {{{rng.choice(NONSENSE)}}}, "
        f"year = {{1801}}, langid = {{english}}, keywords = {{literature}}}}\n", "utf-8",
    )  # fmt: skip
    return {("bibliography", key, "added")}


def work_gone(root: Path, rng: random.Random) -> Expected:
    del rng
    path, text = _works(root)
    path.write_text(re.sub(r"@book\{averil-1913.*\n?", "", text), "utf-8")
    return {("bibliography", "averil-1913", "gone")}


def work_renamed(root: Path, rng: random.Random) -> Expected:
    path, text = _works(root)
    path.write_text(text.replace("averil-1913", f"averil-{rng.choice(NONSENSE)}"), "utf-8")
    return {("bibliography", "averil-1913", "moved")}


def editors_note(root: Path, rng: random.Random) -> Expected:
    path = root / "sources/letter/annotations.yml"
    data = _edit(path)
    if rng.random() < 0.5:
        data["notes"][0]["text"] = " ".join(rng.sample(NONSENSE, 4))
        _write(path, data)
        return {("letter", "notes.ferry.text", "changed")}
    other = {"id": "other", "words": "treaty", "text": " ".join(rng.sample(NONSENSE, 5))}
    data["notes"].append(copy.deepcopy(data["notes"][0]) | other)
    _write(path, data)
    return {("letter", "notes.other", "added")}


def correspondence(root: Path, rng: random.Random) -> Expected:
    path = root / "sources/correspondences.yml"
    data = _edit(path)
    name, value = rng.choice([("reason", rng.choice(NONSENSE)), ("relation", "same-subject")])
    data["events"][0]["correspondences"][0][name] = value
    _write(path, data)
    return {("correspondences", f"events.signing.correspondences.1.{name}", "changed")}


def date(root: Path, rng: random.Random) -> Expected:
    path = root / "sources/chronology.yml"
    data = _edit(path)
    name, value = rng.choice([("date", "1912"), ("title", " ".join(rng.sample(NONSENSE, 2)))])
    data["events"][0][name] = value
    _write(path, data)
    title = data["events"][0]["title"]
    return {("chronology", f"events.{title}.{name}", "changed")}


def register(root: Path, rng: random.Random) -> Expected:
    path = root / "sources/registers/places.yml"
    data = _edit(path)
    data["ferry-house"]["state"] = "proposed"
    if rng.random() < 0.5:
        data["door"] = {**data.pop("ferry-house"), "name": "Door"}
        data["door"]["at"] = {"source": "notice", "address": "par1", "words": "the door"}
        _write(path, PLACES | {"door": data["door"]})
        return {("places", "door", "added")}
    _write(path, data)
    return {("places", "ferry-house.state", "changed")}


def text_added(root: Path, rng: random.Random) -> Expected:
    id = rng.choice(NONSENSE)
    make_source(root, "Another text altogether.\n", id)
    return {(id, "", "added"), ("bibliography", id, "added")}


def text_withdrawn(root: Path, rng: random.Random) -> Expected:
    del rng
    rights = _edit(root / "sources/book/source.yml")["rights"]
    _set_field(root, "book", rights=rights | {"publish": "none"})
    return {("book", "rights.publish", "changed")}


def text_gone(root: Path, rng: random.Random) -> Expected:
    del rng
    shutil.rmtree(root / "sources/book")
    return {("book", "", "gone")}


def page_changed(root: Path, rng: random.Random) -> Expected:
    path = root / "docs/about.md"
    word, heading = rng.choice([("volunteers", "About"), ("everybody", "Thanks")])
    path.write_text(ABOUT.replace(word, rng.choice(NONSENSE)), "utf-8")
    return {("docs/about.md", heading, "changed")}


def page_added(root: Path, rng: random.Random) -> Expected:
    name = rng.choice(NONSENSE)
    (root / f"docs/{name}.md").write_text("# A page\n\nOf the site.\n", "utf-8")
    return {(f"docs/{name}.md", "", "added")}


def convention(root: Path, rng: random.Random) -> Expected:
    del rng
    (root / "mkdocs.yml").write_text("site_name: Of the parish\n", "utf-8")
    return {("mkdocs.yml", "", "added")}


LETTER_EDITS: tuple[Edit, ...] = (
    emendation, witness_word, note_added, paragraph_gone, paragraphs_exchanged,
)  # fmt: skip
BOOK_EDITS: tuple[Edit, ...] = (
    split, split_with_redirects, page_label, paragraph_added, text_withdrawn, text_gone,
)  # fmt: skip
WORK_EDITS: tuple[Edit, ...] = (work_changed, work_added, work_gone, work_renamed)
OTHER_EDITS: tuple[Edit, ...] = (
    editors_note, correspondence, date, register, text_added, page_changed, page_added, convention,
)  # fmt: skip
FIELDS: tuple[Edit, ...] = tuple(map(_field, ("title", "short_title", "summary")))
LOSING = {
    emendation, paragraph_gone, paragraphs_exchanged, paragraph_added, split, text_gone, work_gone,
    work_renamed,
}  # fmt: skip
"""Edits that may lose an address, a link or words that others quote."""
EVERY = (*LETTER_EDITS, *BOOK_EDITS, *WORK_EDITS, *OTHER_EDITS, *FIELDS)


def choose_edits(rng: random.Random) -> list[Edit]:
    """Return one to three edits that do not meddle with one another."""
    groups = (LETTER_EDITS, BOOK_EDITS, WORK_EDITS, OTHER_EDITS)
    count = rng.randint(1, 3)
    return [rng.choice(group) for group in rng.sample(groups, count)]


def match(change: Change, expected: tuple[str, str, str]) -> bool:
    subject, place, what = expected
    return (change.subject, change.what) == (subject, what) and place in ("*", change.place)


def check_report(comparison: Comparison, expected: Expected) -> None:
    """Every edit is reported, and every change that is reported is an edit."""
    for one in expected:
        assert [c for c in comparison.changes if match(c, one)], (one, comparison)
    for change in comparison.changes:
        assert [one for one in expected if match(change, one)], change
    unnamed = [one for one in expected if one[1] != "*"]
    assert len(comparison.changes) >= len(unnamed)


def try_edits(base: Path, fresh: Path, seed: int) -> Comparison:
    rng = random.Random(seed)
    expected: Expected = set()
    edits = [EVERY[seed]] if seed < len(EVERY) else choose_edits(rng)
    for edit in edits:
        expected |= edit(fresh, rng)
    comparison = compare(base, fresh)
    check_report(comparison, expected)
    if not LOSING & {*edits}:
        assert not comparison.lost, comparison.lost
    return comparison


@pytest.mark.parametrize("seed", range(60))
def test_each_edit_is_reported_and_nothing_else(base: Path, fresh: Path, seed: int) -> None:
    try_edits(base, fresh, seed)


@pytest.fixture
def project(fresh: Path) -> Path:
    """The project as a repository with one commit."""
    (fresh / ".gitignore").write_text("/build/\n/site/\n", "utf-8")
    commit(fresh)
    return fresh


def test_an_emendation_is_one_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = {"line": 7, "original": "lanterns", "reading": "lamps", "reason": "A slip.",
           "class": "wording"}  # fmt: skip
    _set_field(project, "letter", emendations=[one])
    assert run(project, "diff") == 0
    assert capsys.readouterr().out == (
        "letter par4: \u2026 Seven witnesses remember the [-lanterns;-]{+lamps;+} others deny that "
        "anybody \u2026\n"
    ).replace("\u2026 Seven", "Seven")


ELSEWHERE = {"source": "notice", "address": "par1", "words": "words that are nowhere"}


@pytest.mark.parametrize(
    ("file", "data", "code"),
    [
        ("registers/places/door.yml",
         {"door": {"name": "Door", "at": ELSEWHERE, "state": "read"}}, "G008"),
        ("chronology/door.yml", {"date": "1911", "title": "A door", "at": [ELSEWHERE]}, "K004"),
        ("letter/annotations/door.yml",
         {"id": "door", "address": "par4", "words": "lanterns", "type": "explains",
          "text": "Lamps.", "authority": [ELSEWHERE]}, "E005"),
    ],
)  # fmt: skip
def test_what_editors_say_in_vain_of_a_text_that_is_the_same_is_found(
    project: Path, file: str, data: object, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(project / "sources" / file, data)
    assert run(project, "diff") == 1
    shown = capsys.readouterr().out
    assert f"new: sources/{file}" in shown
    assert f"error {code}: \u201cwords that are nowhere\u201d is not at `par1`" in shown
    assert run(project, "diff") == 1, "and so with what is kept"
    assert capsys.readouterr().out == shown


@pytest.mark.parametrize(
    ("file", "data", "fault"),
    [
        ("letter/annotations/other.yml", {"id": "other", "address": "par4"}, "E001"),
        ("registers/places/other.yml", {"other": {"name": "Other"}}, "G001"),
        ("correspondences/other.yml", {"name": "other"}, "K001"),
    ],
)
def test_what_an_error_hides_is_not_lost(
    project: Path, file: str, data: object, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One error, one finding; what an error hides is not known to be gone."""
    _write(project / "sources" / file, data)
    assert run(project, "diff") == 1
    shown = capsys.readouterr()
    assert f"error {fault}" in shown.out
    assert "LOST" not in shown.out
    assert shown.err.count("error A006") == 1
    assert "Correct the new findings" in shown.err


def test_a_short_title_is_one_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _set_field(project, "letter", short_title="Coast")
    assert run(project, "diff", "HEAD") == 0
    assert capsys.readouterr().out == "letter short_title: [-Sample-]{+Coast+}\n"


def test_nothing_changes(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(project, "diff", "HEAD", "HEAD") == 0
    assert capsys.readouterr().out == "Nothing changes for readers.\n"


def test_what_is_known_of_both_states_is_not_made_again(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither text is read again, no file compared with its schema, no entry parsed."""
    _set_field(project, "letter", short_title="Coast")
    assert run(project, "diff") == 0
    shown = capsys.readouterr().out
    summary._summarise.cache_clear()
    for module, name in ((editions, "read_edition"), (schema, "_validate"),
                         (database, "read_bibliography")):  # fmt: skip
        monkeypatch.setattr(module, name, None)
    assert run(project, "diff") == 0
    assert capsys.readouterr().out == shown


def test_what_only_reading_needs_is_not_loaded() -> None:
    code = "import sys, edition.commands.diff; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    ).stdout.split()
    assert "edition.building.revisions" in loaded
    for name in ("edition.readers", "jsonschema", "markdown", "pybtex"):
        assert name not in loaded


def test_a_link_of_a_revision_is_left_out(project: Path) -> None:
    (project / "docs/elsewhere.md").symlink_to("/etc/hostname")
    commit(project)
    with unpack_revision(project, "HEAD", "docs", "sources", without=["docs/editions"]) as folder:
        assert folder is not None
        names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
        assert (folder / "docs/about.md").read_bytes() == (project / "docs/about.md").read_bytes()
    tracked = list_tracked(project, "docs", "sources")
    known = {path.relative_to(project).as_posix() for path in tracked} - {"docs/elsewhere.md"}
    assert names == {name for name in known if not name.startswith("docs/editions/")}


def test_a_field_of_an_item_is_no_item() -> None:
    old = {"events": [{"date": "1911", "title": "A door"}]}
    new = {"events": [{"date": "1911", "title": "A door", "event": "door"}, {"date": "1912"}]}
    found = {
        each.place: each.kind for each in list_field_changes("chronology", "date", old, new, 2)
    }
    assert found == {"events.A door.event": "field of the date", "events.1912": "date"}


@pytest.mark.parametrize("form", ["markdown", "json", "html"])
def test_the_forms_of_a_report(
    project: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = LETTER.replace("lanterns; others", "<b>lamps</b>; others")
    _set_witness(project, "letter", text)
    site = "https://example.org/"
    assert run(project, "diff", "--as", form, "--site", site) == 0
    out = capsys.readouterr().out
    if form == "json":
        changes = {one["place"]: one for one in json.loads(out)["changes"]}
        assert changes["par4"]["new"].startswith("Seven witnesses remember the <b>lamps</b>;")
        assert (changes["par4"]["line"], changes["par4"]["what"]) == (7, "changed")
    elif form == "markdown":
        assert "the <del>lanterns;</del><ins>&lt;b&gt;lamps&lt;/b&gt;;</ins> others" in out
        assert f"- [`letter par4`]({site}editions/letter/text.html#par4): " in out
    else:
        assert "<ins>&lt;b&gt;lamps&lt;/b&gt;;</ins> others" in out
        assert "<del>lanterns;</del> others" in out
        assert "<b>Line 7 of the witness:</b> Seven witnesses remember the &lt;b&gt;" in out
        assert not re.search(r"<script|(?:src|href|url)\s*[=(]|@import", out)
        assert "default-src 'none'" in out
        assert "--book-face" in out


def test_a_key_renamed_with_a_redirect_is_one_change(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, text = _works(project)
    path.write_text(text.replace("{averil-1913,", "{averil-1914,\n  ids = {averil-1913},"), "utf-8")
    assert run(project, "diff") == 0
    assert capsys.readouterr().out == "bibliography averil-1913 \u2192 averil-1914: moved\n"


def test_a_lost_link_ends_with_an_error(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An emendation that takes a citation away is told, unless a decision says so."""
    one = {"line": 11, "original": "Averil, Strait", "reading": "He, Straits", "reason": "A slip.",
           "class": "wording"}  # fmt: skip
    _set_field(project, "letter", emendations=[one])
    assert run(project, "diff") == 1
    printed = capsys.readouterr()
    assert "LOST: letter n1: citation to `averil-1911` leads nowhere" in printed.out
    assert "error A006: letter n1: citation to `averil-1911`" in printed.err


def test_a_text_that_is_not_published_is_not_told(base: Path, fresh: Path, tmp_path: Path) -> None:
    """Of a protected text, no word of the witness gets into a report."""
    for root in (older := Path(shutil.copytree(base, tmp_path / "older")), fresh):
        rights = _edit(root / "sources/notice/source.yml")["rights"]
        changes = {"statement": "http://rightsstatements.org/vocab/InC/1.0/",
                   "publish": "quotation", "derivatives": False}  # fmt: skip
        _set_field(root, "notice", rights=rights | changes, where_to_read=[{"text": "Nowhere."}],
                   abstract=[{"of": 1, "text": "Of a door."}])  # fmt: skip
    _set_witness(fresh, "notice", NOTICE.replace("bread", "butter"))
    comparison = compare(older, fresh)
    assert [one.place for one in comparison.changes] == ["witness.checksum"]
    assert "butter" not in repr(comparison)
    assert [one.message for one in comparison.consequences if one.matter is Topic.RIGHTS] == [
        "notice: the witness is not the one that is protected"
    ]


def test_the_base_is_what_both_have_in_common(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the main branch went on with is no change of a proposal; hooks of git do not run."""
    hook = project / ".git/hooks/post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ntouch ran\n", "utf-8")
    hook.chmod(0o755)
    _git(project, "checkout", "-q", "-b", "proposal")
    _set_field(project, "letter", title="A proposal")
    commit(project)
    _git(project, "checkout", "-q", "-b", "trunk", "HEAD~1")
    _set_field(project, "book", title="A trunk")
    commit(project)
    (project / "ran").unlink()
    assert run(project, "diff", "trunk", "proposal") == 0
    assert capsys.readouterr().out == "letter title: A [-sample-]{+proposal+}\n"
    assert run(project, "diff", "trunk", "proposal", "--exact") == 0
    assert capsys.readouterr().out == (
        "book title: A [-trunk-]{+sample+}\nletter title: A [-sample-]{+proposal+}\n"
    )
    assert not (project / "ran").exists()
    assert run(project, "diff", "elsewhere") == 1
    assert "git has no revision `elsewhere` here" in capsys.readouterr().err


def _git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True)


def test_items_are_aligned_by_what_they_have_in_common() -> None:
    old = ["a b c d", "e f g h", "i j k l"]
    new = ["e f g h", "a b c x", "m n o p", "i j k l"]
    pairs = list(align(old, new, key=str, words=str))
    assert sorted(pairs, key=repr) == sorted(
        [("e f g h", "e f g h"), ("a b c d", "a b c x"), (None, "m n o p"), ("i j k l", "i j k l")],
        key=repr,
    )


def test_a_difference_is_shown_with_the_words_about_it() -> None:
    old = "one two three four five six seven eight nine ten eleven twelve"
    new = old.replace("six", "6").removesuffix(" twelve")
    assert show_difference(old, new) == (
        "\u2026 two three four five [-six-]{+6+} seven eight nine ten eleven [-twelve-]"
    )
