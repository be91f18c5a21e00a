"""Records: what they hold, and how faults are told. Cases: records/cases/record-faults.txt."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import copy
from dataclasses import fields, is_dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it.utils import read_fixture_file

from edition.bibliography.database import load_bibliography
from edition.building.editions import attach_images, read_edition
from edition.diagnostics.diagnostic import Diagnostic, sort_diagnostics
from edition.model.document import Document, Page
from edition.readers.registry import READERS, check_reader_options, check_restorations
from edition.records.acceptances import ACCEPTED
from edition.records.conventions import list_shipped
from edition.records.loading import is_inside, load_chosen, load_record, load_records
from edition.records.record import Agent, Publish, Record, RecordDate, Rights, Split, Witness
from edition.records.schema import PUBLISHED, RECORD, describe_field, load_schema
from edition.records.yaml_positions import FieldPath, read_yaml
from edition.text.dates import display_date
from tests.projects import make_source, sample_record

ROOT = Path(__file__).parent.parent
FAULTS = read_fixture_file(Path(__file__).parent / "records" / "cases" / "record-faults.txt")


def _write_case(folder: Path, fragment: str) -> None:
    """Write the fragment, and below it whatever it lacks of a valid record."""
    named = set(re.findall(r"^([a-z_]+):", fragment, re.MULTILINE))
    rest = {key: value for key, value in sample_record(b"x").items() if key not in named}
    folder.mkdir(parents=True)
    (folder / "source.yml").write_text(fragment + yaml.safe_dump(rest, sort_keys=False), "utf-8")


def _tell(found: list[Diagnostic]) -> list[str]:
    return [f"{d.line}:{d.column} {d.code} {d.message}" for d in sort_diagnostics(found)]


@pytest.mark.parametrize(
    ("fragment", "expected"), [(c[2], c[3]) for c in FAULTS], ids=[c[1] for c in FAULTS]
)
def test_faults_are_reported_by_place(fragment: str, expected: str, tmp_path: Path) -> None:
    folder = tmp_path / "sources" / "sample"
    _write_case(folder, fragment)
    record, found = load_record(folder, tmp_path)
    assert record is None
    assert _tell(found) == expected.splitlines()


def test_every_case_has_a_title_of_its_own() -> None:
    titles = [case[1] for case in FAULTS]
    assert len(set(titles)) == len(titles)


def test_allowed_values_and_likely_ones_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "sources" / "sample"
    _write_case(folder, "kind: monograf\ntitel: x\n")
    hints = {d.line: d.hint for d in load_record(folder, tmp_path)[1]}
    assert "Allowed: article, chapter" in hints[1]
    assert "Did you mean `monograph`?" in hints[1]
    assert hints[2] == "Did you mean `title`?"


def test_the_reader_that_may_be_meant_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "sources" / "sample"
    _write_case(folder, "reader:\n  kind: rapport\n")
    [fault] = load_record(folder, tmp_path)[1]
    assert "Did you mean `report`?" in fault.hint


def test_the_schema_names_every_reader() -> None:
    assert load_schema()["properties"]["reader"]["properties"]["kind"]["enum"] == list(READERS)


def test_a_fault_of_an_option_and_of_a_restoration_is_reported_at_its_place(tmp_path: Path) -> None:
    reader = {"kind": "page-foot", "options": {"numbering": "books", "ornament": ["*"]}}
    restorations = [{"kind": "ordr", "reason": "Scrambled."}]
    make_source(tmp_path, "Text.", reader=reader, restorations=restorations)
    record, _ = load_record(tmp_path / "sources" / "sample", tmp_path)
    assert record is not None
    found = read_edition(record, tmp_path).diagnostics
    assert [(d.line, d.message, d.hint) for d in found if d.code == "S005"] == [
        (
            _line_of(record, "numbering: books"),
            "the option “numbering” of the reader page-foot cannot be 'books'",
            "It takes auto or division or book; the default 'auto' is used.",
        ),
        (
            _line_of(record, "ornament:") + 1,
            "the reader page-foot has no option “ornament”",
            "Did you mean “ornaments”?",
        ),
        (
            _line_of(record, "- kind: ordr"),
            "the reader page-foot has no restoration “ordr”",
            "Did you mean “order”?",
        ),
    ]


def _line_of(record: Record, start: str) -> int:
    [line] = [n for n, text in enumerate(record.data.lines, 1) if text.strip().startswith(start)]
    return line


def test_a_folder_without_record_is_reported(tmp_path: Path) -> None:
    record, [found] = load_record(tmp_path, tmp_path)
    assert record is None
    assert found.code == "R010"


@pytest.mark.parametrize("raw", [b"title: \xff\n", b"title: a\0b\n", b"\x81"])
def test_bytes_that_are_not_text_are_reported(raw: bytes) -> None:
    data, [found] = read_yaml(raw, "source.yml")
    assert data is None
    assert (found.code, found.line) == ("R001", 1)


@pytest.mark.parametrize(
    "raw", [b"[" * 100_000, b"".join(b"%sa:\n" % (b" " * n) for n in range(900))]
)
def test_deep_nesting_is_refused(raw: bytes) -> None:
    data, [found] = read_yaml(raw, "source.yml")
    assert data is None
    assert "deeper than" in found.message


def test_a_record_without_end_is_refused() -> None:
    data, [found] = read_yaml(b"a: b\n" * 2_000_000, "source.yml")
    assert data is None
    assert "10,000,000 bytes" in found.message


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(raw: bytes) -> None:
    data, found = read_yaml(raw, "source.yml")
    assert (data is None) == bool(found)


_PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.text("abcé日 :#-'\"\n", max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abcdé", min_size=1, max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(_PLAIN)
def test_plain_data_comes_back_and_every_value_has_a_place(value: object) -> None:
    text = yaml.safe_dump(value, allow_unicode=True)
    data, found = read_yaml(text.encode(), "source.yml")
    assert not found
    assert data is not None
    assert data.value == value
    assert all(1 <= place.line <= len(data.lines) for place in data.places.values())


@pytest.mark.parametrize(
    ("text", "value"),
    [("1945-06-18", "1945-06-18"), ("no", "no"), ("1945", 1945), ("1_000", "1_000"),
     ("12:30", "12:30"), ("0x10", "0x10"), ("~", None), ("true", True), ("0.1", 0.1),
     ("010", "010")],
)  # fmt: skip
def test_scalars_are_what_they_look_like(text: str, value: object) -> None:
    data, _ = read_yaml(f"x: {text}\n".encode(), "source.yml")
    assert data is not None
    assert data.value == {"x": value}


def test_a_link_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "sources" / "sample"
    folder.mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    (folder / "witness.txt").symlink_to(tmp_path / "secret.txt")
    assert not is_inside(folder, "witness.txt")
    assert is_inside(folder, "parts/witness.txt")
    assert not any(is_inside(folder, name) for name in ("", ".", "a/../../b", "\\\\host\\x", "a\0"))


def test_a_copied_record_is_reported_by_its_folder(tmp_path: Path) -> None:
    make_source(tmp_path, "Text.", id="first")
    copy = make_source(tmp_path, "Text.", id="second") / "source.yml"
    copy.write_bytes((tmp_path / "sources" / "first" / "source.yml").read_bytes())
    records, found = load_records(tmp_path)
    assert [record.id for record in records] == ["first"]
    assert [d.code for d in found] == ["R009"]


def test_the_schema_is_sound_published_and_describes_every_field() -> None:
    Draft202012Validator.check_schema(dict(load_schema()))
    published = json.loads((ROOT / PUBLISHED / RECORD.schema).read_text("utf-8"))
    assert published == dict(load_schema())
    package = ROOT / "scripts" / "edition" / "records" / "schemas" / "source.schema.json"
    assert (ROOT / PUBLISHED / RECORD.schema).read_bytes() == package.read_bytes()
    for name in load_schema()["properties"]:
        assert describe_field((name,)), name


def test_every_field_of_the_schema_reaches_the_record(tmp_path: Path) -> None:
    """A record with every field filled in, and accepted findings, has no empty field."""
    folder = make_source(tmp_path, "Text.", **_whole_record())
    (folder / ACCEPTED).write_text("- {code: N001, reason: Torn off., at: [r1]}\n", "utf-8")
    records, found = load_records(tmp_path)
    assert _tell(found) == []
    [record] = records
    assert set(_whole_record()) | set(sample_record(b"x")) == set(load_schema()["properties"])
    for name in (field.name for field in fields(record)):
        assert getattr(record, name) not in ("", None, ()), name
    assert is_dataclass(record)
    assert record.split == Split(2)
    assert record.rights.publish is Publish.QUOTATION
    assert record.emendations[0].original == "a\nb", "white space counts in a reading"
    assert record.restorations[0].values["to"] == 7
    assert [agent.display for agent in record.authors] == ["Ozaki Hotsumi", "An Office"]
    assert [witness.siglum for witness in record.other_witnesses] == ["B"]


@pytest.mark.parametrize(
    ("text", "place", "fact", "hint"),
    [
        ("a: b: c\n", (1, 5), "a colon is not allowed here", "quotation marks"),
        ("a:\n\t- b\n", (2, 1), "there is a tab before this", "ordinary spaces"),
        ("a:\n\u00a0 b: 1\n  c: 2\n", (2, 1), "a space of another kind", "ordinary spaces"),
        ("x: 1\na:\u00a0b\nc: d\n", (2, 1), "a colon and an ordinary space", "`field: value`"),
        ("x: 1\na:b\nc: d\n", (2, 1), "a colon and an ordinary space", "`field: value`"),
        ("a: b\n<<<<<<< HEAD\nc: d\n=======\nc: e\n>>>>>>> x\n", (2, 1), "of a merge", "Keep"),
        ("x: 1\na: 'open\nb: c\n", (2, 4), "the quotation mark that begins here", "Close it"),
        ("a:\n  b: 1\n c: 2\n", (3, 2), "this is not a field", "in one column"),
        ("a: [1, 2\nb: 3\n", (2, 2), "the bracket before this is not closed", "comma"),
        ("- a\nb: c\n", (2, 1), "this is not an item of the list", "with a hyphen"),
        ("a: @b\n", (1, 4), "a value cannot begin with this sign", "quotation marks"),
        ("a: *b*\n", (1, 6), "a value cannot begin with * or &", "quotation marks"),
        ("a: - b\n", (1, 4), "a list begins on the line after its field", "Begin it there"),
    ],
)
def test_a_slip_in_yaml_is_told_in_the_words_of_an_editor(
    text: str, place: tuple[int, int], fact: str, hint: str
) -> None:
    data, [fault] = read_yaml(text.encode(), "source.yml")
    assert data is None
    assert (fault.code, fault.line, fault.column) == ("R001", *place)
    assert fact in fault.message
    assert hint in fault.hint


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("", False),
        ("sources/sample/emendations/1.yml", True),
        ("sources/sample/measures.json", True),
        ("conventions/own.yml", True),
    ],
)
def test_a_record_is_taken_over_from_a_state_in_which_no_file_differs(
    tmp_path: Path, changed: str, again: bool
) -> None:
    folders = [make_source(tmp_path / name, "Text.") for name in ("old", "new")]
    known = {one.id: one for one in load_chosen(folders[:1], tmp_path / "old")[0]}
    if changed:
        path = tmp_path / "new" / changed
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}", "utf-8")
    records, _ = load_chosen(folders[1:], tmp_path / "new", known)
    taken_over = [one for one in records if one.rights is known["sample"].rights]
    assert bool(taken_over) is not again
    assert all(one.folder == folders[1] for one in records)


def test_what_is_added_to_an_accepted_record_is_compared_with_the_schema(tmp_path: Path) -> None:
    folder = make_source(tmp_path, "Text.")
    (tmp_path / "build" / "cache").mkdir(parents=True)
    assert load_records(tmp_path)[1] == []
    own = folder / "emendations" / "1.yml"
    own.parent.mkdir()
    own.write_text("line: 1\noriginal: T\nreading: t\nreason: A slip.\nclass: slip\n", "utf-8")
    [fault] = load_records(tmp_path)[1]
    assert (fault.code, fault.path, fault.line) == ("R002", "sources/sample/emendations/1.yml", 5)


@pytest.mark.parametrize("text", ["", "- {line: 1}\n", "emendations:\n  - line: 1\n"])
def test_a_file_of_a_list_has_the_fields_of_one_item(tmp_path: Path, text: str) -> None:
    own = make_source(tmp_path, "Text.") / "emendations" / "1.yml"
    own.parent.mkdir()
    own.write_text(text, "utf-8")
    [fault] = load_records(tmp_path)[1]
    assert (fault.code, fault.path, fault.line) == ("R001", "sources/sample/emendations/1.yml", 1)
    assert "one item" in fault.hint


@pytest.mark.parametrize("image", ["../1.png", "/etc/1.png", "file:///1.png", "a/../../1.png"])
def test_an_image_is_inside_the_folder_or_on_a_server(tmp_path: Path, image: str) -> None:
    make_source(tmp_path, "Text.", images={"1": image})
    assert [one.code for one in load_records(tmp_path)[1]] == ["R002"]


def test_an_image_belongs_to_a_page_of_the_text(tmp_path: Path) -> None:
    make_source(tmp_path, "Text.", images={"1": "images/1.png", "9": "images/9.png"})
    [record], _ = load_records(tmp_path)
    pages = (Page("1", 0, False), Page("2", 3, False))
    document, found = attach_images(record, Document((), (), (), pages))
    assert [page.image for page in document.pages] == ["images/1.png", ""]
    assert [(one.code, one.message) for one in found] == [("R014", "the text has no page `9`")]


def _whole_record() -> dict[str, Any]:
    statement = {"text": "A statement.", "evidence": "p. 1", "citation": "sample",
                 "url": "https://example.org/"}  # fmt: skip
    return {
        "authors": [
            {"family": "Ozaki", "given": "Hotsumi", "family_first": True},
            {"name": "An Office", "role": "issuer"},
        ],
        "date": {"value": "1945-04/1945-05", "certainty": "inferred", "evidence": "p. 1"},
        "holder": "An Archive", "shelfmark": "F. 1, d. 2",
        "provenance": [dict(statement)], "observations": [dict(statement)],
        "where_to_read": [dict(statement)],
        "identifiers": [{"type": "isbn", "value": "978-1-032-06673-8", "note": "hbk"}],
        "extent": {"words": 1, "paragraphs": 1, "notes": 0, "pages": 1},
        "rights": {
            "statement": "http://rightsstatements.org/vocab/InC/1.0/", "publish": "quotation",
            "derivatives": False, "holder": "Somebody", "licence": "LicenseRef-None",
            "evidence": "p. ii", "permission": "By letter.", "withdrawal": "By request.",
            "transformations": ["line-joining"], "quotation_share": 0.05,
        },
        "output": {"split": 2},
        "emendations": [{"line": 1, "original": "a\nb", "reading": "ab", "reason": "A fault.",
                         "class": "line-joining", "citation": "sample"}],
        "decisions": [{"question": "page", "at": 1, "words": "Text", "answer": 1,
                       "evidence": "It is the first."}],
        "restorations": [{"kind": "move", "line": 1, "reason": "It belongs there.", "to": 7}],
        "conventions": ["chicago-notes-en", "english-text"],
        "cross_references": {"pages": ["p."], "exceptions": ["see p. 7"]},
        "citations": {"ibid": ["Ibid."], "exceptions": ["in Q. Author, Work, 7"]},
        "names": {"titles": ["Harbour Master"]},
        "structure": ["Two parts."],
        "abstract": [{"of": "1-2", "text": "It says."}],
        "quotations": [{"of": 1, "text": "Text.", "speaker": "Somebody"}],
        "references": [{"of": "note 1", "text": "A book.", "citation": "sample"}],
        "other_witnesses": [{"siglum": "B", "description": "A carbon copy.", "file": "b.txt",
                             "sha256": "0" * 64}],
        "images": {"1": "images/1.png", "2": "https://example.org/iiif/2"},
        "moved": {"p12.3": "p12.4"},
    }  # fmt: skip


def test_the_records_of_this_edition_are_sound() -> None:
    records, found = load_records(ROOT)
    assert not found
    assert [record.id for record in records] == [
        "karniol-2024", "kuromiya-2023", "memorandum-1953", "news-report", "psis-1945",
    ]  # fmt: skip


def test_records_and_bibliography_give_one_date() -> None:
    bibliography, _ = load_bibliography(ROOT)
    for record in load_records(ROOT)[0]:
        assert record.citation
        work = bibliography.work(record.citation)
        dated = work.raw("date") or work.raw("year")
        assert (record.date.value if record.date else "") == dated, record.id


def test_what_is_not_known_is_absent() -> None:
    records = {record.id: record for record in load_records(ROOT)[0]}
    assert not records["news-report"].authors
    assert not records["news-report"].rights.holder
    # No witness names the institution that holds the original.
    assert not any(record.holder for record in records.values())


def test_every_inferred_date_has_evidence_and_every_abstract_covers_its_text() -> None:
    for record in load_records(ROOT)[0]:
        if record.abstract:
            covered = [n for p in record.abstract if p.of[0].isdigit() for n in _numbers(p.of)]
            assert covered == list(range(1, (record.extent.paragraphs or 0) + 1)), record.id


def _numbers(of: str) -> list[int]:
    first, _, last = of.partition("-")
    return list(range(int(first), int(last or first) + 1))


@pytest.mark.parametrize(
    ("value", "shown", "american"),
    [
        ("1945-06-18", "18 June 1945", "June 18, 1945"),
        ("1953-08", "August 1953", "August 1953"),
        ("1950~", "about 1950", "about 1950"),
        ("1950?", "1950 (?)", "1950 (?)"),
        ("1945-04/1945-05", "April–May 1945", "April–May 1945"),
        ("1945/..", "from 1945", "from 1945"),
        ("MAY 2024", "MAY 2024", "MAY 2024"),
    ],
)
def test_dates_are_shown_in_words(value: str, shown: str, american: str) -> None:
    assert display_date(value) == shown
    assert display_date(value, month_first=True) == american


def test_names_are_shown_in_their_own_order() -> None:
    assert Agent(family="Kuromiya", given="Hiroaki").display == "Hiroaki Kuromiya"
    assert Agent(family="Ozaki", given="Hotsumi", family_first=True).display == "Ozaki Hotsumi"


_WRONG: list[object] = [
    None, "", "  ", "x", "-1", -1, 0, 1.5, True, [], {}, [None], ["x"], [[]], {"a": 1},
    {"stamps": 5}, "1945-13-45", "x" * 300, "x" * 5000, 10**17, "[", "(?P<",
]  # fmt: skip


def _list_paths(value: object, path: FieldPath = ()) -> Iterator[FieldPath]:
    yield path
    inner = value.items() if isinstance(value, dict) else ()
    for key, one in inner or (enumerate(value) if isinstance(value, list) else ()):
        yield from _list_paths(one, (*path, key))


def _changed(value: object, path: FieldPath, new: object) -> object:
    if not path:
        return new
    changed: Any = copy(value)
    changed[path[0]] = _changed(changed[path[0]], path[1:], new)
    return changed


_TEXT = "A title\n\nA paragraph.* Averil, 12.\n\n* A note.\n"
_RECORDS = [
    sample_record(_TEXT.encode()) | _whole_record() | {
        "rights": sample_record(b"")["rights"], "witness": sample_record(_TEXT.encode())["witness"],
        "reader": {"kind": kind, "options": {o.name: o.default for o in READERS[kind].options}},
        "conventions": list(list_shipped()), "emendations": [], "decisions": [],
    }
    for kind in READERS
]  # fmt: skip


@settings(deadline=None, max_examples=200)
@example(_RECORDS[0], ("reader", "kind"), "rapport")
@example(_RECORDS[1], ("reader", "options"), {"stamps": 5})
@example(_RECORDS[0], ("cross_references", "pages", 0), "  ")
@example(_RECORDS[0], ("citations", "ibid", 0), "  ")
@example(_RECORDS[0], ("conventions", 0), "x" * 300)
@example(_RECORDS[0], ("witness", "file"), "x" * 300)
@given(st.sampled_from(_RECORDS), st.data(), st.sampled_from(_WRONG))
def test_no_value_of_a_field_breaks_the_reading(
    record: dict[str, Any], data: st.DataObject | FieldPath, value: object
) -> None:
    """Whatever a field holds, faults are reported, or the text is read."""
    paths = list(_list_paths(record))
    path = data if isinstance(data, tuple) else data.draw(st.sampled_from(paths))
    with TemporaryDirectory() as name:
        root = Path(name)
        folder = make_source(root, _TEXT)
        written = yaml.safe_dump(_changed(record, path, value), allow_unicode=True)
        (folder / "source.yml").write_text(written, "utf-8")
        loaded, found = load_record(folder, root)
        assert (loaded is None) == bool(found)
        if loaded is not None:
            read_edition(loaded, root)


def test_a_record_has_the_fields_of_the_schema() -> None:
    schema = load_schema()
    own = {"folder", "data", "state", "measures", "split", "accepted"}
    assert {field.name for field in fields(Record)} - own == set(schema["properties"]) - {"output"}
    for name, kind in (("rights", Rights), ("witness", Witness), ("date", RecordDate)):
        known = schema["properties"][name]
        known = schema["$defs"][known["$ref"].rpartition("/")[2]] if "$ref" in known else known
        assert {field.name for field in fields(kind)} == set(known["properties"])


def test_the_readers_know_every_option_and_restoration_of_this_edition() -> None:
    for record in load_records(ROOT)[0]:
        found = check_reader_options(record.reader.kind, record.reader.options)
        names = [restoration.kind for restoration in record.restorations]
        assert [*found, *check_restorations(record.reader.kind, names)] == [], record.id
