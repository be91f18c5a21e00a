"""Findings that a record accepts: by code and address, with a reason, and none left over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from edition.records.acceptances import ACCEPTED, KIND
from edition.records.schema import describe_field, load_schema
from tests.projects import IN_COPYRIGHT, list_errors, make_source, run
from tests.sharing import own_project

ROOT = Path(__file__).resolve().parent.parent
TEXT = "# A heading\n\nOne.[^1]\n\nTwo.[^2] Again.[^2]\n"
MARKDOWN = {"kind": "markdown"}
REASON = "The last leaf is torn off."


def _accept(folder: Path, *entries: tuple[str, list[str]], reason: str = REASON) -> None:
    written = [{"code": code, "reason": reason, "at": at} for code, at in entries]
    (folder / ACCEPTED).write_text(yaml.safe_dump(written), "utf-8")


def test_a_finding_is_printed_with_its_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, TEXT, reader=MARKDOWN)
    assert run(tmp_path, "check") == 0
    printed = capsys.readouterr().out
    assert [line.rpartition(" ")[2] for line in printed.splitlines() if "N001" in line] == [
        "[r1]", "[r2]", "[r2]",
    ]  # fmt: skip


def test_nothing_is_printed_if_everything_is_accepted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _accept(make_source(tmp_path, TEXT, reader=MARKDOWN), ("N001", ["r1", "r2", "r2"]))
    for _ in ("read", "read from the store"):
        assert run(tmp_path, "check", "--quiet") == 0
        assert capsys.readouterr() == ("", "")
    assert run(tmp_path, "convert", "--quiet") == 0
    assert "N001" not in capsys.readouterr().err


def test_accepted_findings_are_printed_when_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _accept(make_source(tmp_path, TEXT, reader=MARKDOWN), ("N001", ["r1"]))
    assert run(tmp_path, "check", "--all") == 0
    printed = capsys.readouterr()
    assert printed.out.count(f"\n  accepted: {REASON}") == 1
    assert printed.out.count("\n  hint: ") == 2
    assert "3 × N001 warning" in printed.err
    assert run(tmp_path, "check", "--all", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [(one["address"], one["accepted"], one["severity"]) for one in found] == [
        ("r1", REASON, "warning"), ("r2", "", "warning"), ("r2", "", "warning"),
    ]  # fmt: skip


def test_an_address_accepts_one_finding_of_one_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _accept(make_source(tmp_path, TEXT, reader=MARKDOWN), ("N001", ["r1", "r2"]))
    assert run(tmp_path, "check") == 0
    assert capsys.readouterr().out.count("warning N001") == 1


@pytest.mark.parametrize(("code", "address"), [("N001", "r3"), ("N006", "r1")])
def test_an_acceptance_without_a_finding_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str, address: str
) -> None:
    folder = make_source(tmp_path, TEXT, reader=MARKDOWN)
    _accept(folder, ("N001", ["r1", "r2", "r2"]), (code, [address]))
    assert run(tmp_path, "check") == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"sources/sample/{ACCEPTED}:")
    assert f"warning R017: {code} is not reported at {address}\n" in printed


def test_with_an_error_an_acceptance_may_be_without_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {"line": 1, "original": "nowhere", "reading": "here", "reason": "x", "class": "wording"}
    _accept(make_source(tmp_path, TEXT, reader=MARKDOWN, emendations=[wrong]), ("N004", ["r1"]))
    assert run(tmp_path, "check") == 1
    assert "R017" not in capsys.readouterr().out


def test_what_a_missing_witness_does_not_show_is_not_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_source(tmp_path, TEXT, reader=MARKDOWN, **IN_COPYRIGHT)
    _accept(folder, ("N001", ["r1", "r2", "r2"]), ("W009", ["witness.file"]))
    witness = folder / "witness.txt"
    text = witness.read_bytes()
    witness.unlink()
    assert run(tmp_path, "check", "--quiet", "--allow-unsearched") == 0
    assert "R017" not in capsys.readouterr().out
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "witness.txt").write_bytes(text)
    assert run(tmp_path, "check", "--quiet", "--allow-unsearched") == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("written", "code", "fact"),
    [
        ("- {code: N001, at: [r1]}", "R015", "`[1].reason` is missing"),
        ('- {code: N001, reason: " ", at: [r1]}', "R015", "`[1].reason` is empty"),
        ("- {code: N001, reason: Known., at: []}", "R015", "`[1].at`"),
        ("- {code: N001, reason: Known., at: ['*']}", "R015", "`[1].at[1]`"),
        ("- {code: N001, reason: Known., at: ['p*']}", "R015", "`[1].at[1]`"),
        ("- {code: W*, reason: Known., at: [r1]}", "R015", "`[1].code`"),
        ("- {code: W999, reason: Known., at: [r1]}", "R016", "no finding has the code W999"),
        ("- {code: S004, reason: Known., at: [n1]}", "R016", "S004 cannot be accepted"),
        ("- {code: R019, reason: Known., at: [n1]}", "R016", "R019 cannot be accepted"),
        ("- {code: R017, reason: Known., at: [n1]}", "R016", "R017 cannot be accepted"),
        ("- {code: N001", "R001", ""),
        ("- {code: N001, code: N001, reason: Known., at: [r1]}", "R004", "code"),
    ],
)
def test_a_fault_of_an_acceptance_is_an_error_at_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], written: str, code: str, fact: str
) -> None:
    folder = make_source(tmp_path, TEXT, reader=MARKDOWN)
    (folder / ACCEPTED).write_text(f"{written}\n", "utf-8")
    for command in ("check", "build"):
        assert run(tmp_path, command) == 1
        printed = capsys.readouterr().out
        [(place, found)] = list_errors(printed)
        assert place.startswith(f"sources/sample/{ACCEPTED}:")
        assert found == code
        assert fact in printed


def test_the_schema_is_sound_published_and_describes_every_field() -> None:
    schema = load_schema(KIND)
    Draft202012Validator.check_schema(dict(schema))
    for folder in ("docs/schema", "scripts/edition/records/schemas"):
        assert json.loads((ROOT / folder / KIND.schema).read_text("utf-8")) == dict(schema)
    for name in ("code", "reason", "at"):
        assert describe_field((0, name), KIND)


def test_the_findings_of_this_edition_are_all_accepted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with own_project():
        assert run(ROOT, "check", "--quiet") == 0
    assert capsys.readouterr() == ("", "")
