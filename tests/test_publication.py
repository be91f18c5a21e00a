"""The states of a text, and the commands that change them: new, promote, withdraw.

Every text here is made up.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from edition.checking.rights import UNDETERMINED, check_publication
from edition.records.loading import load_record
from edition.records.record import Record, State
from tests.projects import IN_COPYRIGHT, list_errors, make_source, run

VOCABULARY = "http://rightsstatements.org/vocab/"
LICENCES = "https://creativecommons.org/"
TEXT = (
    "The Ferry\n\nThe ferryman of the lower crossing kept two lamps and lit neither of them.\n\n"
    "In the winter of the flood his daughter rowed the bishop over for a basket of plums.\n"
)
OTHER = "The Bridge\n\nNobody has crossed here by boat since the bridge was built of grey stone.\n"
LINK = """\
events:
  - name: crossing
    title: The crossing
    correspondences:
      - from: {source: ferry, address: par3, words: basket of plums}
        to: {source: bridge, address: par2, words: by boat}
        relation: same-event
        reason: Both tell of the crossing.
"""
DATE = """\
events:
  - date: "1801"
    title: The flood
    at: [{source: ferry, address: par3, words: of the flood}]
  - date: "1830"
    title: The bridge
    at: [{source: bridge, address: par2, words: bridge was built}]
"""


def _load(root: Path, **rights: object) -> Record:
    fields = {"evidence": "The imprint.", "derivatives": False, "transformations": []} | rights
    fields = {name: value for name, value in fields.items() if value is not None}
    more: dict[str, Any] = {
        "abstract": [{"of": 1, "text": "On a ferry."}],
        "where_to_read": [{"text": "-"}],
    }
    record, found = load_record(make_source(root, TEXT, rights=fields, **more), root)
    assert record is not None, [d.format() for d in found]
    return record


# --- what a statement allows ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "codes"),
    [(f"{VOCABULARY}NoC-{name}/1.0/", set()) for name in ("US", "NC", "CR", "OKLR")]
    + [(f"{LICENCES}publicdomain/{name}/1.0/", set()) for name in ("mark", "zero")]
    + [(f"{LICENCES}licenses/by{name}/4.0/", set()) for name in ("", "-nc-sa", "-nd", "-nc-nd")]
    + [
        (f"{VOCABULARY}{name}/1.0/", {"P009"})
        for name in ("InC", "InC-OW-EU", "InC-EDU", "InC-NC", "InC-RUU", "CNE", "NKC")
    ]
    + [(UNDETERMINED, {"P007"})],
)
def test_a_statement_allows_the_full_text_or_not(
    statement: str, codes: set[str], tmp_path: Path
) -> None:
    record = _load(tmp_path, statement=statement, publish="full")
    assert {found.code for found in check_publication(record)} == codes


@pytest.mark.parametrize(
    ("rights", "code", "field"),
    [
        ({"publish": "full"}, "P009", "rights.publish"),
        ({"publish": "full", "permission": "By letter.", "evidence": None}, "P011",
         "rights.permission"),
        ({"publish": "quotation", "evidence": None}, "P011", "rights.publish"),
        ({"publish": "quotation", "statement": UNDETERMINED}, "P007", "rights.statement"),
        ({"publish": "full", "permission": "By letter.", "statement": UNDETERMINED}, "P007",
         "rights.statement"),
        ({"publish": "full", "statement": f"{LICENCES}licenses/by-nc-nd/4.0/", "derivatives": True},
         "P010", "rights.derivatives"),
    ],
)  # fmt: skip
def test_what_the_rights_do_not_allow_is_an_error_at_the_field(
    rights: dict[str, Any], code: str, field: str, tmp_path: Path
) -> None:
    record = _load(tmp_path, **{"statement": f"{VOCABULARY}InC/1.0/"} | rights)
    [found] = check_publication(record)
    place = record.data.place(field.split("."))
    assert (found.code, found.path) == (code, "sources/sample/source.yml")
    assert (found.line, found.column) == (place.line, place.column)
    assert found.advice


def test_permission_with_its_evidence_allows_the_full_text(tmp_path: Path) -> None:
    rights = {"statement": f"{VOCABULARY}InC/1.0/", "publish": "full"}
    record = _load(tmp_path, **rights, permission="The holder, by letter.", evidence="In the file.")
    assert check_publication(record) == []
    assert record.state is State.FULL


def test_a_text_in_copyright_is_not_published_in_full(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _load(tmp_path, statement=f"{VOCABULARY}InC/1.0/", publish="full")
    for command in ("check", "convert", "build"):
        assert run(tmp_path, command) == 1
        assert "P009" in [code for _, code in list_errors(capsys.readouterr().out)], command
    assert not (tmp_path / "docs" / "editions").exists()


# --- states -----------------------------------------------------------------------------------


def _git(root: Path, *arguments: str) -> str:
    person = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    command = ["git", "-C", str(root), *person, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _commit(root: Path) -> None:
    _git(root, "init", "-q", ".")
    _git(root, "add", "-A")
    _git(root, "commit", "-q", "-m", "State")


def _set(root: Path, id: str, **rights: object) -> None:
    path = root / "sources" / id / "source.yml"
    record = yaml.safe_load(path.read_text("utf-8"))
    record["rights"] |= rights
    path.write_text(yaml.safe_dump(record), "utf-8")


def _state(root: Path, id: str = "ferry") -> State:
    record, found = load_record(root / "sources" / id, root)
    assert record is not None, found
    return record.state


def test_nothing_is_published_of_a_draft_or_of_a_withdrawn_text(tmp_path: Path) -> None:
    make_source(tmp_path, TEXT, "ferry")
    _commit(tmp_path)
    assert _state(tmp_path) is State.FULL
    _set(tmp_path, "ferry", publish="none")
    assert _state(tmp_path) is State.DRAFT
    _set(tmp_path, "ferry", publish="full")
    assert run(tmp_path, "convert") == 0
    _set(tmp_path, "ferry", publish="none")
    _git(tmp_path, "add", "-A")
    _git(tmp_path, "commit", "-q", "-m", "Published")
    assert _state(tmp_path) is State.WITHDRAWN


# --- new and promote ----------------------------------------------------------------------------


def _new(root: Path, text: str = TEXT) -> int:
    file = root.parent / f"{root.name}-ferry.txt"
    file.write_text(text, "utf-8")
    return run(root, "new", str(file), "--id", "ferry")


def test_a_draft_stays_out_of_git(tmp_path: Path) -> None:
    root = tmp_path / "edition"
    root.mkdir()
    (root / ".gitignore").write_text("/build/\n/site-private/\n", "utf-8")
    make_source(root, OTHER, "bridge")
    assert run(root, "convert") == 0
    _commit(root)
    assert _new(root) == 0
    assert run(root, "convert") == 0
    assert _git(root, "status", "--porcelain") == ""
    page = root / "build/private/docs/editions/ferry/text.md"
    assert "two lamps" in page.read_text("utf-8")
    assert run(root, "convert", "--check") == run(root, "check", "ferry") == 0


def test_a_new_project_gets_an_ignore_file(tmp_path: Path) -> None:
    root = tmp_path / "edition"
    root.mkdir()
    assert _new(root) == 0
    _git(root, "init", "-q", ".")
    _git(root, "add", "-A")
    assert _git(root, "diff", "--cached", "--name-only").split() == [".gitignore"]


def test_a_draft_is_built_privately_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "edition"
    root.mkdir()
    assert _new(root) == 0
    assert run(root, "build", "--private") == 0
    assert "two lamps" in (root / "site-private/editions/ferry/text.html").read_text("utf-8")
    assert "two lamps" not in "".join(p.read_text("utf-8") for p in (root / "docs").rglob("*.md"))
    capsys.readouterr()
    assert run(root, "build") == 1
    assert "edition promote ID" in capsys.readouterr().out


def test_whole_texts_are_converted_where_nothing_is_committed(tmp_path: Path) -> None:
    make_source(tmp_path, TEXT, "ferry", **IN_COPYRIGHT)
    assert run(tmp_path, "convert", "--private") == 0
    assert not (tmp_path / "docs").exists()
    written = tmp_path / "build/private/docs/editions/ferry/text.md"
    assert "two lamps" in written.read_text("utf-8")


def test_words_of_a_draft_are_in_no_public_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "edition"
    make_source(root, OTHER, "bridge")
    assert _new(root) == 0
    assert run(root, "build") == run(root, "check") == 0
    (root / "docs/index.md").write_text(f"# Home\n\n{TEXT}\n", "utf-8")
    # A record that is not finished, or broken, protects as well.
    for record in ((root / "private/sources/ferry/source.yml").read_text("utf-8"), "id: ["):
        (root / "private/sources/ferry/source.yml").write_text(record, "utf-8")
        capsys.readouterr()
        assert run(root, "build") == 1
        printed = capsys.readouterr().out
        assert "error P003" in printed
        assert "`private/sources/ferry`" in printed
    shutil.rmtree(root / "private")
    assert run(root, "build") == 0


def test_a_file_of_the_private_folder_that_git_tracks_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, OTHER, "bridge")
    (tmp_path / ".gitignore").write_text("/private/\n/build/\n", "utf-8")
    for name in ("private/held.txt", "site-private/index.html"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("Kept.", "utf-8")
    _commit(tmp_path)
    assert run(tmp_path, "check") == 0
    _git(tmp_path, "add", "-f", "private")
    capsys.readouterr()
    assert run(tmp_path, "check") == 1
    assert list_errors(capsys.readouterr().out) == [("private/held.txt", "P004")]


def test_what_git_tracks_of_a_private_site_is_searched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, OTHER, "bridge")
    folder = make_source(tmp_path, TEXT, "ferry", **IN_COPYRIGHT)
    (tmp_path / "private").mkdir()
    (folder / "witness.txt").rename(tmp_path / "private/ferry.txt")
    (tmp_path / ".gitignore").write_text("/private/\n/build/\n/site-private/\n", "utf-8")
    assert run(tmp_path, "build", "--private") == 0
    _commit(tmp_path)
    assert run(tmp_path, "check") == 0
    _git(tmp_path, "add", "-f", "site-private/editions/ferry/text.html")
    capsys.readouterr()
    assert run(tmp_path, "check") == 1
    [(place, code)] = list_errors(capsys.readouterr().out)
    assert (place.partition(":")[0], code) == ("site-private/editions/ferry/text.html", "P003")


def test_a_project_with_drafts_only_can_be_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "edition"
    assert _new(root) == 0
    for arguments in (("convert", "--check"), ("fingerprint",), ("check",)):
        assert run(root, *arguments) == 0, arguments
    assert run(root, "convert", "--check", "ferry") == 0
    assert not (root / "build/private").exists()
    assert "error" not in capsys.readouterr().out


def test_a_protected_text_that_cannot_be_looked_for_stops_a_public_build(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, OTHER, "bridge")
    folder = make_source(tmp_path, TEXT, "ferry", **IN_COPYRIGHT)
    (folder / "witness.txt").unlink()
    for command in ("build", "offline", "check"):
        assert run(tmp_path, command) == 1, command
        assert "error P008: neither the witness of `ferry`" in capsys.readouterr().out
        assert not (tmp_path / "site").exists()
    for command in ("build", "offline", "check", "build"):  # the last is up to date
        assert run(tmp_path, command, "--allow-unsearched") == 0, command
        assert "1 \u00d7 P016 warning" in capsys.readouterr().err
    assert run(tmp_path, "build") == 1
    assert run(tmp_path, "build", "--private") == 0


@pytest.mark.parametrize("line", ["\u00a9 1999 A. F.", "All rights reserved.", "Copyright 1999"])
def test_a_claim_of_copyright_is_reported(
    line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _new(tmp_path / "a", TEXT) == 0
    assert "W010" not in capsys.readouterr().out
    assert _new(tmp_path / "b", f"{TEXT}\n{line}\n") == 0
    assert ":7:1: warning W010" in capsys.readouterr().out


def test_a_draft_is_promoted_once_its_rights_are_stated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "edition"
    make_source(root, OTHER, "bridge")
    make_source(root, OTHER, "zeppelin")
    assert _new(root) == 0
    record = root / "private/sources/ferry/source.yml"
    for change, code in [
        (("", ""), "P005"),
        (("publish: none", "publish: full"), "P007"),
        (("vocab/UND", "vocab/InC"), "P009"),
        (("vocab/InC", "vocab/NoC-US"), "P011"),
    ]:
        record.write_text(record.read_text("utf-8").replace(*change), "utf-8")
        capsys.readouterr()
        assert run(root, "promote", "ferry") == 1
        assert code in [one for _, one in list_errors(capsys.readouterr().out)]
        assert record.is_file()
    text = record.read_text("utf-8").replace("publish: full", "publish: full\n  evidence: Its age.")
    record.write_text(text, "utf-8")
    assert run(root, "promote", "ferry") == 0
    assert not record.exists()
    assert "@misc{ferry,\n" in (root / "bibliography" / "ferry.bib").read_text("utf-8")
    assert run(root, "convert") == 0
    assert "two lamps" in (root / "docs/editions/ferry/text.md").read_text("utf-8")
    assert run(root, "promote", "ferry") == 1
    assert "error P012" in capsys.readouterr().out


def test_the_witness_of_a_promoted_quotation_stays_private(tmp_path: Path) -> None:
    assert _new(tmp_path / "edition") == 0
    root = tmp_path / "edition"
    record = root / "private/sources/ferry/source.yml"
    data = yaml.safe_load(record.read_text("utf-8"))
    data["rights"] = {
        "statement": f"{VOCABULARY}InC/1.0/", "publish": "quotation", "derivatives": False,
        "evidence": "The imprint.",
    }  # fmt: skip
    data |= {"abstract": [{"of": 1, "text": "-"}], "where_to_read": [{"text": "Here."}]}
    record.write_text(yaml.safe_dump(data), "utf-8")
    assert run(root, "promote", "ferry") == 0
    left = {path.name for path in (root / "sources/ferry").iterdir()}
    assert left == {"rights.lock", "shingles.txt", "source.yml"}
    assert run(root, "build") == 0


# --- withdraw -----------------------------------------------------------------------------------


def _publish(root: Path) -> None:
    make_source(root, TEXT, "ferry", title="The Ferry", short_title="Ferry")
    make_source(root, OTHER, "bridge", title="The Bridge", short_title="Bridge")
    (root / "sources/correspondences.yml").write_text(LINK, "utf-8")
    (root / "sources/chronology.yml").write_text(DATE, "utf-8")
    (root / ".gitignore").write_text("/build/\n/site/\n/private/\n", "utf-8")
    assert run(root, "build") == 0
    _commit(root)


def test_a_withdrawn_text_leaves_a_page_and_none_of_its_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "edition"
    _publish(root)
    lock = (root / "sources/ferry/addresses.lock").read_text("utf-8")
    reason = "The heirs of the ferryman: object \u201cfirmly\u201d."
    assert run(root, "withdraw", "ferry", "--reason", reason) == 0
    capsys.readouterr()
    assert "winter of the flood" in (root / "docs/editions/correspondences.md").read_text("utf-8")
    assert run(root, "check") == 0
    printed = capsys.readouterr().out
    assert "info K008: 1 correspondences are left out (`ferry`: 1)" in printed
    assert "info K008: 1 places of dates are left out (`ferry`: 1)" in printed
    for _ in range(2):
        assert run(root, "build") == 0
        assert run(root, "convert", "--check") == run(root, "offline") == 0
        pages = root / "site/editions/ferry"
        for name in ("index", "text", "witness-text", "fidelity"):
            page = (pages / f"{name}.html").read_text("utf-8")
            assert "has been withdrawn" in page
            assert "object \u201cfirmly\u201d" in page
        assert 'id="par2"' in (pages / "text.html").read_text("utf-8")
        assert (root / "sources/ferry/addresses.lock").read_text("utf-8") == lock
        for folder in (root / "site", root / "docs", root / "sources"):
            for path in filter(Path.is_file, folder.rglob("*")):
                assert b"lower crossing" not in path.read_bytes(), path
        works = "".join(p.read_text("utf-8") for p in (root / "docs/bibliography").glob("*.md"))
        assert 'id="ferry"' in works
        _git(root, "add", "-A")
        _git(root, "commit", "-q", "--allow-empty", "-m", "Withdraw the text")


def test_what_remains_of_a_withdrawn_text_is_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "edition"
    _publish(root)
    (root / "notes.md").write_text(f"We read: {TEXT}", "utf-8")
    assert run(root, "withdraw", "ferry", "--reason", "By request.") == 0
    assert run(root, "convert") == 0
    capsys.readouterr()
    assert run(root, "withdraw", "ferry", "--remains") == 0
    printed = capsys.readouterr().out
    assert "Files with words of ferry: 1\n  notes.md:" in printed
    assert "Commits with files of it: 1\n" in printed
    assert "--invert-paths --path sources/ferry --path docs/editions/ferry" in printed


def test_only_a_published_text_can_be_withdrawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "edition"
    make_source(root, OTHER, "bridge")
    _commit(root)
    assert run(root, "withdraw", "bridge", "--reason", "By request.") == 1
    assert "error P012" in capsys.readouterr().out
    assert (root / "sources/bridge/witness.txt").is_file()
