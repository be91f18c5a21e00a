"""What ``edition export`` prints follows its schema and agrees with the witness."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.projects import run

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "docs" / "schema" / "edition.schema.json"
WHOLE = ("kuromiya-2023", "memorandum-1953", "psis-1945")


def test_the_published_schema_is_the_one_of_the_package() -> None:
    packaged = ROOT / "scripts" / "edition" / "records" / "schemas" / SCHEMA.name
    assert SCHEMA.read_bytes() == packaged.read_bytes()


@pytest.mark.parametrize("id", WHOLE)
def test_an_export_follows_its_schema_and_covers_the_witness(
    id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(ROOT, "export", id) == 0
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    faults = list(Draft202012Validator(schema).iter_errors(data))
    assert [f"{fault.json_path}: {fault.message}" for fault in faults[:5]] == []
    _check_ledger(data)
    _check_notes(data)


def _check_ledger(data: dict[str, Any]) -> None:
    position = 0
    for entry in data["ledger"]:
        assert entry["start"] == position or entry["start"] == entry["end"]
        position = max(position, entry["end"])
    assert position == data["witness"]["length"]


def _check_notes(data: dict[str, Any]) -> None:
    witness = ROOT / "sources" / data["id"] / data["witness"]["file"]
    text = witness.read_text(encoding="utf-8")
    for note in data["notes"]:
        assert (note["segments"] == []) == (note["state"] == "wanting")
        if note["marker"] is not None and note["number"].isdecimal():
            assert (
                text[note["marker"] :][:1]
                in "0123456789\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079"
            )
