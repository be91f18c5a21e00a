"""What ``edition export`` prints follows its schema, agrees with the witness and is read back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from edition.building.editions import name_from_registers, read_edition
from edition.building.project import Project
from edition.diagnostics.diagnostic import EditionError
from edition.model.edition import Edition
from edition.records.serialisation import encode
from edition.writers.data import export_edition, read_export
from tests.export_schema import complete, write
from tests.projects import IN_COPYRIGHT, make_source, run
from tests.readers.reading_cases import Case, find_cases
from tests.texts import own_edition, own_records

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "docs" / "schema" / "edition.schema.json"
CASES = list(find_cases())
WHOLE = ("kuromiya-2023", "memorandum-1953", "psis-1945")


def test_the_schema_describes_the_edition_as_it_is() -> None:
    kept = SCHEMA.read_text(encoding="utf-8")
    assert kept == write(complete(json.loads(kept))) + "\n", "run: python -m tests.export_schema"


def test_the_published_schema_is_the_one_of_the_package() -> None:
    packaged = ROOT / "scripts" / "edition" / "records" / "schemas" / SCHEMA.name
    assert SCHEMA.read_bytes() == packaged.read_bytes()


@pytest.mark.parametrize("id", WHOLE)
def test_an_export_follows_its_schema_and_covers_the_witness(id: str) -> None:
    printed = export_edition(own_edition(id), whole=True)
    data: dict[str, Any] = json.loads(printed)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    shown = dict(data)
    if id == "kuromiya-2023":
        # 13 MB. Its nodes are those of the other texts and of the cases; of its 40,000 entries of
        # the ledger one of each class is checked here, and the places of all of them below.
        del shown["edition"]
        shown["ledger"] = list({(e["class"], e.get("detail")): e for e in data["ledger"]}.values())
    faults = list(Draft202012Validator(schema).iter_errors(shown))
    assert [f"{fault.json_path}: {fault.message}" for fault in faults[:5]] == []
    _check_ledger(data)
    _check_notes(data)
    record = own_records()[id]
    edition = read_export(printed, record.folder)
    assert edition.record == record
    assert edition.document is not None
    assert edition.source is not None
    assert edition.source.text == record.witness_path.read_bytes().decode()
    assert export_edition(edition, whole=True) == printed


@pytest.mark.parametrize("id", WHOLE[1:])
def test_the_command_prints_the_export_of_a_text(
    id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(ROOT, "export", id) == 0
    named = name_from_registers(own_edition(id), ROOT)
    assert named.mentions
    assert capsys.readouterr().out == export_edition(named, whole=True) + "\n"


def test_an_export_is_read_back_as_the_edition_that_it_was(tmp_path: Path) -> None:
    edition = _read(tmp_path)
    assert edition.document is not None
    assert edition.index.entries
    printed = export_edition(edition, whole=True)
    assert read_export(printed, tmp_path / "sources" / "sample") == edition


def _read(root: Path, **changes: object) -> Edition:
    make_source(
        root, "A letter.\n\nIt says \u201cso\u201d.[1]\n\n[1] A note.\n", "sample", **changes
    )
    [record] = Project(root).choose(["sample"])
    return read_edition(record, root, private=True)


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        (lambda text: text[:-9], "this is not an export of a whole edition"),
        (lambda text: "[" * 100_000, "this is not an export of a whole edition"),
        (lambda text: "{}", "this is not an export of a whole edition"),
        (lambda text: "[]", "this is not an export of a whole edition"),
        (lambda text: text.replace('"counts":{', '"sums":{'), "this is not an export of a whole"),
        (
            lambda text: text.replace('"size":', '"bytes":'),
            "at witness: Witness has no",
        ),
        (lambda text: text.replace('"Paragraph"', '"Poem"'), "at front/0: the type 'Poem' is none"),
    ],
)
def test_what_is_no_export_is_refused(
    tmp_path: Path, change: Callable[[str], str], fact: str
) -> None:
    edition = _read(tmp_path)
    with pytest.raises(EditionError, match=re.escape(fact)) as caught:
        read_export(change(export_edition(edition, whole=True)), Path("sources"), "copy.json")
    assert [(found.code, found.path) for found in caught.value.diagnostics] == [
        ("D001", "copy.json")
    ]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_every_reading_follows_the_schema(case: Case) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = Draft202012Validator({"$ref": "#/$defs/Document", "$defs": schema["$defs"]})
    assert list(validator.iter_errors(encode(case.reading.document))) == []


def test_a_text_in_copyright_is_exported_whole_only_when_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _read(tmp_path, **IN_COPYRIGHT)
    assert run(tmp_path, "export", "sample") == 0
    public = capsys.readouterr().out
    assert "edition" not in json.loads(public)
    assert "It says" not in public
    assert run(tmp_path, "export", "sample", "--private") == 0
    assert "It says" in json.dumps(json.loads(capsys.readouterr().out)["edition"]["document"])


def _check_ledger(data: dict[str, Any]) -> None:
    position = 0
    for entry in data["ledger"]:
        assert type(entry["start"]) is type(entry["end"]) is int
        assert entry["start"] == position or entry["start"] == entry["end"]
        position = max(position, entry["end"])
    assert position == data["witness"]["length"]


def _check_notes(data: dict[str, Any]) -> None:
    witness = ROOT / "sources" / data["id"] / data["witness"]["file"]
    text = witness.read_text(encoding="utf-8")
    for note in data["notes"]:
        assert (note["segments"] == []) == (note["state"] == "missing")
        if note["marker"] is not None and note["number"].isdecimal():
            assert (
                text[note["marker"] :][:1]
                in "0123456789\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079"
            )
