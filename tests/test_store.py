"""The store: an edition is the same value whether it was read in this run or comes from it."""

from __future__ import annotations

import os
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from edition.bibliography import database
from edition.bibliography.database import load_matched
from edition.building.cache import key_source, read_cached
from edition.building.editions import name_from_registers, read_edition
from edition.linking.citations import find_citations
from edition.linking.citations.works import read_works
from edition.model.document import Emended
from edition.model.edition import Edition
from edition.model.traversal import running_text, walk
from edition.publishing.page_proof import render_article
from edition.records.loading import load_records
from edition.records.record import Record
from edition.text.results import Results, limit_size, sign
from tests.projects import make_source
from tests.texts import ROOT, own_bibliography, own_edition, own_records

TEXT = "A heading\n\nA paragraph with a note\u00b9 in it.\n\n(1) The text of the note.\n"


def read_record(root: Path) -> Record:
    [record], faults = load_records(root)
    assert faults == []
    return record


@pytest.fixture
def record(tmp_path: Path) -> Record:
    make_source(tmp_path, TEXT, reader={"kind": "report"})
    return read_record(tmp_path)


def stored_file(root: Path) -> Path:
    [path] = (root / "build" / "cache").glob("sample*.edition")
    return path


@pytest.mark.parametrize("private", [False, True])
def test_an_edition_is_the_same_from_the_store(
    tmp_path: Path, record: Record, private: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = read_cached(record, tmp_path, private=private)
    monkeypatch.setattr("edition.building.editions.read_edition", None)
    assert read_cached(record, tmp_path, private=private) == fresh
    read = read_edition(record, tmp_path, private=private)
    assert fresh == name_from_registers(read, tmp_path)
    assert fresh.document is not None
    assert fresh.index.entries


@pytest.mark.parametrize("id", own_records())
def test_an_edition_of_this_project_is_the_same_from_the_store(
    id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = own_edition(id)
    monkeypatch.setattr("edition.building.editions.read_edition", lambda *_, **__: edition)
    named = read_cached(edition.record, tmp_path, private=False)
    assert bool(named.dates) is (edition.document is not None)
    assert replace(named, mentions=(), dates=()) == edition
    monkeypatch.setattr("edition.building.editions.read_edition", None)
    stored = read_cached(edition.record, tmp_path, private=False)
    # A witness is opened again, and shown by its path in the project.
    assert (stored.source and stored.source.text) == (edition.source and edition.source.text)
    assert replace(stored, source=edition.source) == named


def test_a_changed_witness_is_read_again(tmp_path: Path, record: Record) -> None:
    before = read_cached(record, tmp_path, private=False)
    make_source(tmp_path, TEXT.replace("paragraph", "passage"), reader={"kind": "report"})
    after = read_cached(read_record(tmp_path), tmp_path, private=False)
    assert before.document != after.document


@pytest.mark.parametrize(
    ("field", "again"),
    [
        ("short_title", False),
        ("summary", False),
        ("revisions", False),
        ("title", False),
        ("abstract", True),
    ],
)
@pytest.mark.parametrize("accepted", [False, True])
def test_a_text_is_read_again_only_for_what_reading_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, field: str, again: bool, accepted: bool
) -> None:
    # A finding at a line of the record may stand on another line after any edit of it.
    told: dict[str, Any] = {"reader": {"kind": "report"}}
    told |= {"extent": {"words": 1000}} if accepted else {}
    make_source(tmp_path, TEXT, **told)
    before = read_cached(read_record(tmp_path), tmp_path, private=False)
    assert any(one.path == before.record.path for one in before.diagnostics) is accepted
    said = [{"date": "2026-01-02", "by": "editor", "what": "Said more."}]
    value: Any = said if field == "revisions" else "Another one"
    value = [{"of": "par1", "text": "It says so."}] if field == "abstract" else value
    (tmp_path / "bibliography.bib").unlink()
    make_source(tmp_path, TEXT, **told, **{field: value})
    read: list[Record] = []

    def read_again(one: Record, *_: object, **__: object) -> Edition:
        read.append(one)
        return replace(before, record=one)

    monkeypatch.setattr("edition.building.editions.read_edition", read_again)
    after = read_cached(read_record(tmp_path), tmp_path, private=False)
    assert bool(read) is (again or accepted)
    assert all((one.short_title, one.summary, one.revisions) == ("", "", ()) for one in read)
    assert getattr(after.record, field) == getattr(read_record(tmp_path), field)


def test_a_text_without_divisions_has_the_new_title_of_its_record(tmp_path: Path) -> None:
    for title in ("First title", "Second title"):
        (tmp_path / "bibliography.bib").unlink(missing_ok=True)
        make_source(tmp_path, "Only a paragraph.\n", reader={"kind": "plain"}, title=title)
        found = read_cached(read_record(tmp_path), tmp_path, private=False)
        assert [one.title for one in found.layout.contents] == [title]
        assert found == read_edition(read_record(tmp_path), tmp_path)


class Malicious:
    """Runs a command when it is restored by an unpickler that allows everything."""

    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (self.command,)


@pytest.mark.parametrize("signed", [False, True])
def test_a_stored_file_runs_no_code(tmp_path: Path, record: Record, signed: bool) -> None:
    fresh = read_cached(record, tmp_path, private=False)
    trace = tmp_path / "trace"
    body = pickle.dumps(Malicious(f"touch {trace}"))
    head = sign(key_source(record, tmp_path), body) if signed else b"0" * 64
    stored_file(tmp_path).write_bytes(b"%s\n%s" % (head, body))
    assert read_cached(record, tmp_path, private=False) == fresh
    assert not trace.exists()


@pytest.mark.parametrize("content", [b"", b"x", b"\x80\x05.", pickle.dumps(("key", {}))])
def test_a_damaged_file_is_ignored(tmp_path: Path, record: Record, content: bytes) -> None:
    fresh = read_cached(record, tmp_path, private=False)
    stored_file(tmp_path).write_bytes(content)
    assert read_cached(record, tmp_path, private=False) == fresh


def test_a_truncated_file_is_ignored(tmp_path: Path, record: Record) -> None:
    fresh = read_cached(record, tmp_path, private=False)
    whole = stored_file(tmp_path).read_bytes()
    for end in range(0, len(whole), max(1, len(whole) // 40)):
        stored_file(tmp_path).write_bytes(whole[:end])
        assert read_cached(record, tmp_path, private=False) == fresh


def test_what_somebody_else_stored_is_ignored(
    tmp_path: Path, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = read_cached(record, tmp_path, private=False)
    results = Results(tmp_path / "results")
    results.put("name", "key", ["value"])
    assert results.get("name", "key") == ["value"]
    monkeypatch.setattr("edition.text.results._find_secret", lambda: b"of somebody else")
    assert results.get("name", "key") is None
    read = []

    def read_again(one: Record, *_: object, **__: object) -> Edition:
        read.append(one)
        return fresh

    monkeypatch.setattr("edition.building.editions.read_edition", read_again)
    read_cached(record, tmp_path, private=False)
    assert [one.id for one in read] == [record.id]


def test_the_results_used_longest_ago_are_removed(tmp_path: Path) -> None:
    for age, name in enumerate(["new", "used", "old"]):
        (tmp_path / name).write_bytes(b"1234")
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    limit_size(tmp_path, limit=12)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "old", "used"]
    limit_size(tmp_path, limit=11)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "used"]


ENTRY = (
    "@book{orsk, author = {Orsk, Ada}, title = {A paragraph}, publisher = {Some}, year = {1950}}\n"
)


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("publisher = {Some}", "publisher = {Other}, pages = {3}, note = {Bound}", False),
        ("@book{orsk", "\n@collection{orsk", False),
        ("Orsk, Ada", "Orsk, Ida", True),
        ("{A paragraph}", "{The paragraph}", True),
        ("{1950}", "{1951}", True),
        ("year = {1950}", "year = {1950}, colour = {red}", True),
    ],
)
def test_a_text_is_read_again_only_where_what_it_can_cite_differs(
    tmp_path: Path, record: Record, old: str, new: str, again: bool
) -> None:
    path = tmp_path / "bibliography.bib"
    path.write_text(ENTRY, "utf-8")
    before = key_source(record, tmp_path)
    path.write_text(ENTRY.replace(old, new), "utf-8")
    assert (key_source(record, tmp_path) != before) is again


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bibliography.bib", ENTRY.replace("1950", "1951")),
        ("sources/sample/annotations.yml", "notes: []\n"),
        ("sources/sample/annotations/first.yml", "id: first\n"),
        ("sources/sample/accepted.yml", "[]\n"),
    ],
)
def test_what_no_word_is_read_from_lets_no_text_be_read_again(
    tmp_path: Path, record: Record, name: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = read_cached(record, tmp_path, private=False)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.setattr("edition.building.editions.read_document", None)
    again = read_cached(record, tmp_path, private=False)
    assert again.document == fresh.document
    assert read_cached(record, tmp_path, private=False) == again


def test_an_emendation_lets_no_text_be_read_again_from_its_witness(
    tmp_path: Path, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_cached(record, tmp_path, private=False)
    emended = {"line": 3, "original": "A paragraph", "reading": "One", "reason": "Clearer."}
    emended |= {"class": "wording"}
    (tmp_path / "bibliography.bib").unlink()
    make_source(tmp_path, TEXT, reader={"kind": "report"}, emendations=[emended])
    with monkeypatch.context() as patch:
        patch.setattr("edition.building.editions.read_witness", None)
        again = read_cached(read_record(tmp_path), tmp_path, private=False)
    assert again.document is not None
    assert [one.text for one in walk(running_text(again.document), Emended)] == ["One"]
    read = read_edition(read_record(tmp_path), tmp_path)
    assert again == name_from_registers(read, tmp_path)


def test_entries_are_parsed_once_for_what_is_matched_of_them(
    tmp_path: Path, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "build" / "cache").mkdir(parents=True)
    read, faults = load_matched(tmp_path)
    works = read_works(read, ("The",))
    database._load_matched.cache_clear()
    monkeypatch.setattr("edition.bibliography.entries.read_entries", None)
    monkeypatch.setattr("edition.bibliography.database._load", None)
    monkeypatch.setattr("edition.linking.citations.works._read_work", None)
    again, same = load_matched(tmp_path)
    assert (list(again.keys), same) == (list(read.keys), faults)
    assert [one.titles for one in read_works(again, ("The",))] == [one.titles for one in works]


@pytest.mark.parametrize("id", own_records())
def test_what_is_kept_of_a_bibliography_is_all_that_texts_are_matched_with(id: str) -> None:
    edition, whole = own_edition(id), own_bibliography()
    if edition.source is None or edition.document is None:
        pytest.skip("the witness is not on this machine")
    options = edition.record.citations
    found, doubts = find_citations(edition.source, edition.document, whole, options)
    matched = find_citations(edition.source, edition.document, load_matched(ROOT)[0], options)
    assert matched == (found, doubts)


def test_only_pages_that_changed_are_rendered_to_prove_a_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[str] = []

    def render(content: str) -> str:
        rendered.append(content)
        return render_article(content)

    monkeypatch.setattr("edition.publishing.page_proof.render_article", render)

    def read(text: str) -> Edition:
        (tmp_path / "bibliography.bib").unlink(missing_ok=True)
        make_source(tmp_path, text, reader={"kind": "markdown"}, output={"split": 1})
        return read_cached(read_record(tmp_path), tmp_path, private=False)

    text = "# One\n\nFirst words.\n\n# Two\n\nSecond words.\n\n# Three\n\nThird words.\n"
    read(text)
    assert len(rendered) == 3
    rendered.clear()
    assert not read(text.replace("Second", "Other")).has_errors
    [page] = rendered
    assert "Other words." in page
