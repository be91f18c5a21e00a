"""Conventions: files of words that records name and add to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from edition.diagnostics.diagnostic import Diagnostic
from edition.linking.citations import find_citations
from edition.linking.cross_references import find_references
from edition.linking.registers.forms import NameWords
from edition.model.document import NoteState
from edition.readers.chunks import split_chunks
from edition.readers.detection.detect import detect
from edition.readers.lines import split_lines
from edition.readers.registry import READERS, complete_options
from edition.readers.stamps import compile_stamps, is_stamp
from edition.records.conventions import (
    DEFAULT,
    FOLDER,
    KIND,
    SECTIONS,
    check_convention,
    default_words,
    extend_words,
    find_convention,
    list_shipped,
    read_shipped,
)
from edition.records.loading import load_record, load_records
from edition.records.record import Record
from edition.records.schema import load_schema
from edition.records.yaml_positions import read_yaml
from edition.text.source import Source
from tests.citations.notebook import Line, invented_works, make_notebook
from tests.cross_references.book import make_book
from tests.projects import make_source

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "scripts" / "edition" / FOLDER
KESTREL = {
    "id": "kestrel-notes",
    "title": "Notes of the Kestrel Society",
    "standard": "As found in its proceedings.",
    "citations": {"ibid": ["In the same"]},
}


def load(
    root: Path, conventions: Sequence[str] = (), citations: Mapping[str, object] | None = None
) -> tuple[Record | None, list[Diagnostic]]:
    named: dict[str, object] = {"conventions": list(conventions)} if conventions else {}
    return load_record(
        make_source(root, "Text.", "sample", citations=citations or {}, **named), root
    )


def write_convention(root: Path, name: str = "kestrel-notes", **changes: object) -> Path:
    path = root / FOLDER / f"{name}.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(KESTREL | changes), "utf-8")
    return path


# --- the files of the program -------------------------------------------------------------------


@pytest.mark.parametrize("id", list_shipped())
def test_every_shipped_convention_is_sound(id: str) -> None:
    data, faults = read_yaml((SHIPPED / f"{id}.yml").read_bytes(), id)
    assert data is not None
    assert [*faults, *check_convention(data, id)] == []
    assert read_shipped(id).id == id
    assert read_shipped(id).standard.endswith(".")


def test_a_convention_has_the_lists_of_the_program_and_no_others() -> None:
    schema = load_schema(KIND)["properties"]
    lists = {section: set(schema[section]["properties"]) for section in SECTIONS}
    for section in ("citations", "cross_references"):
        fields = set(load_schema()["properties"][section]["properties"])
        assert lists[section] == fields - {"exceptions", "statements"}
    assert lists["names"] == set(NameWords.__slots__)
    read = {option.name for reader in READERS.values() for option in reader.options}
    assert lists["reader"] <= read


def test_the_schema_is_published() -> None:
    package = ROOT / "scripts" / "edition" / "records" / "schemas" / KIND.schema
    assert (ROOT / "docs" / "schema" / KIND.schema).read_bytes() == package.read_bytes()


def test_every_record_of_this_edition_names_its_conventions() -> None:
    records, _ = load_records(ROOT)
    assert [record.id for record in records if not record.conventions] == []


# --- the rule -------------------------------------------------------------------------------------


def test_a_list_adds_to_the_conventions_that_the_record_names(tmp_path: Path) -> None:
    record, _ = load(
        tmp_path,
        conventions=["german-notes"],
        citations={"ibid": ["Dortselbst", "Ebd."], "articles": {"only": ["Der"]}},
    )
    assert record is not None
    german = read_shipped("german-notes").words["citations"]
    assert record.citations["ibid"] == (*german["ibid"], "Dortselbst")
    assert record.citations["articles"] == ("Der",)
    assert record.citations["months"] == (), "no other convention is mixed in"


def test_without_conventions_a_list_replaces_that_of_the_default(tmp_path: Path) -> None:
    record, _ = load(tmp_path, citations={"ibid": ["Dortselbst"], "statements": "text"})
    assert record is not None
    assert record.conventions == ()
    assert record.citations == {"ibid": ("Dortselbst",), "statements": "text"}
    assert "months" in default_words("citations")


def test_conventions_are_joined_in_their_order_and_no_word_comes_twice() -> None:
    named = [read_shipped(id) for id in ("french-notes", "chicago-notes-en")]
    words = extend_words(named, "citations", {})
    assert words["cues"][:2] == ("voir", "voir aussi")
    assert len(set(words["ibid"])) == len(words["ibid"]) == 10


def test_the_words_of_readers_are_added_where_a_reader_has_the_option() -> None:
    words = {"classification": ("KESTREL",)}
    assert complete_options("report", {"classification": ["OPEN"]}, words) == {
        "classification": ("KESTREL", "OPEN")
    }
    assert complete_options("markdown", {}, words) == {}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("STAT", True),
        ("STATE", False),
        ("~~Declassified by the board~~", True),
        ("Declassification", False),
        ("25X1A, 25X6", True),
        ("RECEIVED 4 MAY 1955", True),
        ("Received with thanks", False),
        ("☑ yes", True),
    ],
)
def test_stamps_are_lines_that_are_words_of_the_convention(line: str, told: bool) -> None:
    stamps = compile_stamps(read_shipped("us-agency-stamps").words["reader"]["stamps"])
    [chunk] = split_chunks(split_lines(Source("a.txt", line)))
    assert is_stamp(chunk, stamps) is told
    assert not is_stamp(chunk) or line.startswith("☑"), "no agency is known by itself"


def test_a_text_with_stamps_is_described_with_their_convention(tmp_path: Path) -> None:
    text = "DECLASSIFIED by the board\n\nTO: All\n\nSUBJECT: Tides\n\nThe tides were low."
    assert detect(Source("a.txt", text)).conventions == ("us-agency-stamps",)
    assert detect(Source("a.txt", "The tides were low.")).conventions == ()


def test_only_general_conventions_are_the_default() -> None:
    assert set(DEFAULT) <= set(list_shipped())
    assert default_words("citations")["numbered"] == ()


def test_a_convention_without_a_list_matches_nothing(tmp_path: Path) -> None:
    nothing: dict[str, Any] = extend_words([read_shipped("intercepts-1945")], "citations", {})
    line = Line("1.1", NoteState.WHOLE, "Ibid., 4. See Averil, Strait of Kestrel Reopened, 12.")
    found, _ = find_citations(*make_notebook([line]), invented_works(), nothing)
    assert [one.kind for one in found] == ["short"]
    silent = extend_words([read_shipped("intercepts-1945")], "cross_references", {})
    assert find_references(*make_book("It was closed (see p. 7)."), silent).references == ()


@pytest.mark.parametrize(
    ("id", "sentence"),
    [
        ("german-text", "Das ist bekannt (siehe S. 7)."),
        ("french-text", "On le sait (voir p. 7)."),
        ("russian-text", "Это известно (см. с. 7)."),
        ("english-text", "It is known (see p. 7)."),
    ],
)
def test_the_words_of_a_language_make_cross_references(id: str, sentence: str) -> None:
    words = extend_words([read_shipped(id)], "cross_references", {})
    source, document = make_book(sentence)
    [reference] = find_references(source, document, words).references
    assert reference.text in sentence
    assert reference.target_address
    none = extend_words([read_shipped("chicago-notes-en")], "cross_references", {})
    assert find_references(source, document, none).references == ()


# --- conventions of a project ---------------------------------------------------------------------


def test_a_project_brings_a_convention_of_its_own(tmp_path: Path) -> None:
    write_convention(tmp_path)
    record, found = load(tmp_path, conventions=["kestrel-notes", "chicago-notes-en"])
    assert found == []
    assert record is not None
    notes = [
        Line("1.1", NoteState.WHOLE, "See Averil, Strait of Kestrel Reopened, 12."),
        Line("1.2", NoteState.WHOLE, "In the same, 13."),
    ]
    citations, _ = find_citations(*make_notebook(notes), invented_works(), record.citations)
    assert [(one.kind, one.key) for one in citations] == [
        ("short", "averil-1920-strait"),
        ("ibid", "averil-1920-strait"),
    ]


def test_an_unknown_convention_is_reported_with_those_that_are_known(tmp_path: Path) -> None:
    record, [found] = load(tmp_path, conventions=["kestrel-notes"])
    assert record is None
    assert found.code == "R012"
    assert "german-notes" in found.hint


@pytest.mark.parametrize("id", ["../kestrel", "/etc/passwd", "a/b", "A", "..", ""])
def test_no_id_leads_out_of_the_folder(id: str, tmp_path: Path) -> None:
    record, [found] = load(tmp_path, conventions=[id])
    assert record is None
    assert found.code == "R002"


def test_no_link_leads_out_of_the_folder(tmp_path: Path) -> None:
    outside = write_convention(tmp_path)
    project = tmp_path / "project"
    (project / FOLDER).mkdir(parents=True)
    (project / FOLDER / "kestrel-notes.yml").symlink_to(outside)
    convention, [found] = find_convention("kestrel-notes", project)
    assert convention is None
    assert found.code == "R003"


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "other"},
        {"standard": ""},
        {"citations": {"ibids": ["Ibid."]}},
        {"citations": {"ibid": []}},
        {"citations": {"ibid": ["Ibid.", "Ibid."]}},
        {"citations": {"ibid": [" Ibid."]}},
        {"citations": {}},
    ],
)
def test_a_fault_of_a_convention_is_reported_in_its_file(
    changes: dict[str, Any], tmp_path: Path
) -> None:
    write_convention(tmp_path, **changes)
    _, found = find_convention("kestrel-notes", tmp_path)
    assert [(one.code, one.path) for one in found] == [("R013", f"{FOLDER}/kestrel-notes.yml")]
    assert found[0].line > 0


def test_a_convention_cannot_take_the_place_of_one_of_the_program(tmp_path: Path) -> None:
    write_convention(tmp_path, "german-notes", id="german-notes")
    convention, [found] = find_convention("german-notes", tmp_path)
    assert convention is None
    assert found.code == "R013"


def test_a_broken_file_is_reported_at_its_place(tmp_path: Path) -> None:
    write_convention(tmp_path).write_text("id: [", "utf-8")
    _, [found] = find_convention("kestrel-notes", tmp_path)
    assert (found.code, found.path) == ("R001", f"{FOLDER}/kestrel-notes.yml")
