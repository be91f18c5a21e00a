"""Registers: faults told by place, evidence found, ids kept. Cases: records/cases."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from markdown_it.utils import read_fixture_file

from edition.building.cache import read_collection
from edition.building.project import Project
from edition.model.edition import Collection
from edition.model.links import Registers
from edition.records import registers
from edition.records.registers import KIND, load_registers
from edition.records.schema import describe_field, load_schema
from edition.records.serialisation import decode, encode
from tests.projects import commit, list_errors, make_source, run

ROOT = Path(__file__).parent.parent
CASES = read_fixture_file(Path(__file__).parent / "records" / "cases" / "register-faults.txt")
TEXT = "Ada Weaver built the bridge at the ferry house.\n\nIt fell in 1920.\n"
PLACES = """\
bridge:
  name: The Bridge
  at: {source: first, address: par1, words: the bridge}
  dates: {to: 1920, at: {source: first, address: par2, words: It fell in 1920}}
  relations:
    - {kind: whole, to: ferry-house, at: {source: first, address: par1, words: at the ferry}}
  state: read

ferry-house:
  name: Ferry House
  names:
    - {text: the house, kind: alias, at: {work: other, locator: "12"}}
  at: {source: other, address: par1, words: ferry house}
  state: proposed
"""


def _project(root: Path, places: str = PLACES, **changes: object) -> Path:
    make_source(root, TEXT, "first")
    make_source(root, "At the ferry house.\n", "other", **changes)
    folder = root / "sources" / "registers"
    folder.mkdir()
    (folder / "places.yml").write_text(places, "utf-8")
    return root


def _collect(root: Path) -> Collection:
    project = Project(root, quiet=True)
    return read_collection(project, project.records())


@pytest.mark.parametrize(
    ("places", "expected"), [(c[2], c[3]) for c in CASES], ids=[c[1] for c in CASES]
)
def test_faults_are_reported_by_place(
    places: str, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(_project(tmp_path, places), "check") == 1
    path = "sources/registers/places.yml:"
    found = [
        line.removeprefix(path).replace(": error ", " ", 1).replace(": ", " ", 1)
        for line in capsys.readouterr().out.split("\n")
        if line.startswith(path)
    ]
    assert found == expected.splitlines()


def test_an_entry_may_be_in_a_file_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = _project(tmp_path)
    first, _, second = PLACES.partition("\nferry-house:")
    folder = root / "sources" / "registers"
    (folder / "places.yml").write_text(first, "utf-8")
    (folder / "places").mkdir()
    own = folder / "places" / "ferry.yml"
    own.write_text(f"ferry-house:{second}", "utf-8")
    assert [one.id for one in _collect(root).registers.entries] == ["bridge", "ferry-house"]
    own.write_text(f"bridge:{second}".replace("words: ferry", "words: fairy"), "utf-8")
    assert run(root, "check") == 1
    assert "sources/registers/places/ferry.yml:1:1: error G006: `bridge`" in capsys.readouterr().out
    own.write_text(f"ferry-house:{second}".replace("words: ferry", "words: fairy"), "utf-8")
    assert run(root, "check") == 1
    shown = capsys.readouterr().out
    assert "sources/registers/places/ferry.yml:5:45: error G008" in shown
    assert "The words do not occur in the text. It has \u201cferry house.\u201d there." in shown
    (folder / "places.yml").unlink()
    assert [one.path for one in load_registers(root)[0]] == ["sources/registers/places/ferry.yml"]


def test_an_entry_has_the_places_of_its_evidence(tmp_path: Path) -> None:
    registers = _collect(_project(tmp_path)).registers
    bridge, house = registers.entries
    assert [bridge.dates.end, house.names[0].text, house.state] == ["1920", "the house", "proposed"]
    [place] = map(registers.place, bridge.relations[0].at)
    assert place is not None
    assert (place.short_title, place.anchors[-1].address) == ("Sample", "par1")
    assert registers.place(house.names[0].at[0]) is None
    assert decode(Registers, encode(registers)) == registers


def test_what_rests_on_a_text_that_is_not_published_is_left_out(tmp_path: Path) -> None:
    assert run(_project(tmp_path), "convert") == 0
    commit(tmp_path)
    assert run(tmp_path, "withdraw", "other", "--reason", "For a test.") == 0
    registers = _collect(tmp_path).registers
    assert [entry.id for entry in registers.entries] == ["bridge"]
    assert registers.entries[0].relations == ()


def test_a_project_without_registers_has_none(tmp_path: Path) -> None:
    make_source(tmp_path, TEXT, "first")
    assert _collect(tmp_path).registers == Registers()


def test_an_id_that_was_published_stays_or_leads_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _project(tmp_path)
    assert run(tmp_path, "convert") == 0
    path = tmp_path / "sources/registers/places.yml"
    renamed = PLACES.replace("bridge:\n", "old-bridge:\n", 1)
    path.write_text(renamed, "utf-8")
    capsys.readouterr()
    assert run(tmp_path, "convert") == 1
    output = capsys.readouterr().out
    assert [code for _, code in list_errors(output)] == ["A001"]
    assert "formerly: [bridge]" in output
    moved = renamed.replace("  state: read", "  formerly: [bridge]\n  state: read", 1)
    path.write_text(moved, "utf-8")
    assert run(tmp_path, "convert") == 0


def test_the_schema_is_published_as_it_is_used_and_describes_every_field() -> None:
    published, used = (
        (ROOT / folder / KIND.schema).read_bytes()
        for folder in ("docs/schema", "scripts/edition/records/schemas")
    )
    assert published == used
    Draft202012Validator.check_schema(dict(load_schema(KIND)))
    assert "one line" in describe_field(("bridge", "description"), KIND)


def test_the_registers_of_this_edition_have_no_fault() -> None:
    assert load_registers(ROOT)[1] == []


def test_registers_without_a_fault_are_recalled_as_they_were_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _project(tmp_path)
    (tmp_path / "build" / "cache").mkdir(parents=True)
    read, _ = load_registers(tmp_path)
    registers._load.cache_clear()
    monkeypatch.setattr(registers, "check_schema", None)
    recalled, faults = load_registers(tmp_path)
    assert recalled == read
    assert faults == []
    assert recalled[0].place(("bridge", "name")).line == 2
