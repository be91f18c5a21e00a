"""TEI that is written: valid, and the same text when it is read back, according to the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from edition.building.cache import read_collection
from edition.building.editions import make_edition, read_edition
from edition.building.project import Project
from edition.checking.verification import Stream, expect_streams
from edition.diagnostics.diagnostic import EditionError
from edition.model.document import Document, Join
from edition.model.edition import Edition
from edition.model.ledger import NOTE, make_ledger
from edition.model.traversal import walk
from edition.readers.tei.reader import read_tei
from edition.records.conventions import merge_words, read_shipped
from edition.records.record import ReaderChoice
from edition.text.source import Source
from edition.writers.books.markup import xml_id
from edition.writers.books.tei import write_tei
from edition.writers.books.tei_header import Publication
from tests.projects import IN_COPYRIGHT, make_source, run
from tests.readers.reading_cases import Case, find_cases
from tests.texts import own_bibliography, own_edition
from tests.validators import tei_schemas, validate_tei

ROOT = Path(__file__).resolve().parent.parent
WHOLE = ("kuromiya-2023", "memorandum-1953", "psis-1945")
CASES = list(find_cases())
TEI = "{http://www.tei-c.org/ns/1.0}"
ID = "{http://www.w3.org/XML/1998/namespace}id"
PUBLICATION = Publication(own_bibliography(), "Sample", "https://example.org/terms")


def _write(edition: Edition, *, whole: bool = True) -> str:
    return write_tei(edition, PUBLICATION, whole=whole)


def read_case(case: Case) -> Edition:
    """Return the edition of a case of reading, as if its record were that of a report."""
    own = own_edition("psis-1945")
    words = merge_words(map(read_shipped, case.settings.get("conventions", ())), "reader")
    reader = ReaderChoice(case.kind, case.settings.get("options", {}), words)
    record = replace(own.record, reader=reader, decisions=(), moved={}, accepted=())
    return make_edition(Edition(record, own.allowed, case.source), own_bibliography())


def _streams(source: Source, document: Document) -> dict[str, Stream]:
    ledger, faults = make_ledger(source, document)
    assert faults == []
    return {name: one for name, one in expect_streams(source, ledger.entries).items() if one.length}


def _check_round_trip(edition: Edition) -> None:
    """Read back what is written; notes are named by their marks, so they are told by their order.

    The ledger of the copy must have the same words, notes and spaces in each stream.
    """
    document, source = edition.document, edition.source
    assert document is not None
    assert source is not None
    text = _write(edition)
    written = Source("copy.xml", text)
    copy = read_tei(written, {}).document
    keys = {xml_id(f"n{note.key}"): note.key for note in document.notes}
    notes = _parse(text).iter(f"{TEI}note")
    order = [keys[one.get(ID)] for one in notes if one.get("resp") is None]
    names = {NOTE + n.key: NOTE + key for n, key in zip(copy.notes, order, strict=True)}
    found = {names.get(name, name): one for name, one in _streams(written, copy).items()}
    wanted = _streams(source, document)
    assert {name: one.text for name, one in found.items()} == {
        name: one.text for name, one in wanted.items()
    }
    for name, one in found.items():
        loose = one.loose | wanted[name].loose | {0, one.length}
        assert (one.spaces ^ wanted[name].spaces) - loose == set(), name
    assert len(copy.notes) == len(document.notes)
    assert [page.label for page in copy.pages] == [page.label for page in document.pages]


@pytest.mark.parametrize("id", WHOLE)
def test_a_text_read_back_from_tei_is_the_same_text(id: str) -> None:
    _check_round_trip(own_edition(id))


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_case_read_back_from_tei_is_the_same_text(case: Case) -> None:
    _check_round_trip(read_case(case))


def test_what_is_written_is_valid(tmp_path: Path) -> None:
    project = Project(ROOT, quiet=True)
    linked = read_collection(project, project.records()).editions
    texts = {one.record.id: _write(one, whole=one.allowed.full_text) for one in linked}
    texts |= {case.name.replace("/", "-"): _write(read_case(case)) for case in CASES}
    for name, text in texts.items():
        (tmp_path / f"{name}.xml").write_text(text, "utf-8")
    wrong = tmp_path / "wrong.txt"
    wrong.write_text(texts["psis-1945"].replace("<ab ", "<abb "), "utf-8")
    for schema in tei_schemas():
        assert validate_tei(schema, *tmp_path.glob("*.xml")) == []
        assert validate_tei(schema, wrong) != []
    psis = _parse(texts["psis-1945"])
    named = {one.entry for one in _find(linked, "psis-1945").mentions if one.entry}
    elements = [psis.iter(f"{TEI}{name}Name") for name in ("pers", "place", "org")]
    shown = {one.get("ref", "").partition(":")[2] for some in elements for one in some}
    assert shown
    assert shown <= named
    assert {one.get("when") for one in psis.iter(f"{TEI}date")} >= {"1931", "1945-04"}
    _check_round_trip(_find(linked, "psis-1945"))
    assert len(psis.findall(f".//{TEI}standOff/{TEI}note[@resp='#editors']")) > 60
    ids = {one.get(ID) for one in psis.iter() if one.get(ID)}
    inside = [one for one in _list_targets(psis) if one.startswith("#")]
    assert len(inside) > 150
    assert [one for one in inside if one[1:] not in ids] == []


def _find(editions: Iterable[Edition], id: str) -> Edition:
    return next(one for one in editions if one.record.id == id)


def _parse(text: str) -> etree._Element:
    return etree.fromstring(text.encode())


def _list_targets(root: etree._Element) -> list[str]:
    values = (one.get(name, "") for one in root.iter() for name in ("target", "corresp"))
    return [value for value in values if value]


def test_a_text_that_may_not_be_adapted_has_every_letter_of_its_witness() -> None:
    edition = own_edition("kuromiya-2023")
    assert edition.source is not None
    assert edition.document is not None
    text = _write(edition)
    assert {one.tag for one in _parse(text).iter(f"{TEI}corr", f"{TEI}reg")} == set()
    hyphens = [one.span for one in walk(edition.document, Join) if len(one.span)]
    kept = text.count('<pc force="weak">-</pc><lb break="no"/>') + text.count('-<lb break="no"/>')
    assert len(hyphens) > 1000
    assert kept >= len(hyphens)


RECORD: Mapping[str, object] = {
    "emendations": [{"line": 3, "original": "fery", "reading": "ferry", "reason": "A slip.",
                     "class": "transcription"}],
}  # fmt: skip
LETTER = "A letter.\n\nThe fery <sails> & \f so\u0007.[1] See note 1.\n\n[1] A note.\n"


def test_an_emendation_has_both_readings_where_the_text_may_be_adapted(tmp_path: Path) -> None:
    make_source(tmp_path, LETTER, "sample", **RECORD)
    [record] = Project(tmp_path).choose(["sample"])
    edition = read_edition(record, tmp_path, private=True)
    written = _write(edition)
    assert '<choice><sic>fery</sic><corr resp="#editors">ferry</corr></choice>' in written
    assert "&lt;sails&gt; &amp;   so\u2407." in written
    _check_round_trip(edition)
    kept = replace(record, rights=replace(record.rights, derivatives=False))
    written = _write(replace(edition, record=kept))
    assert "The <sic>fery</sic> &lt;sails" in written
    assert "ferry" not in written


def test_a_protected_text_is_described_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, LETTER, "sample", **IN_COPYRIGHT)
    assert run(tmp_path, "export", "sample", "--as", "tei", "--quiet") == 0
    public = capsys.readouterr().out
    assert "It says that it is kept out." in public
    assert "fery" not in public
    assert "restricted" in public
    assert run(tmp_path, "export", "sample", "--as", "tei", "--private", "--quiet") == 0
    assert "fery" in capsys.readouterr().out


def test_a_text_without_its_witness_cannot_be_written() -> None:
    edition = replace(own_edition("psis-1945"), source=None, document=None)
    with pytest.raises(EditionError):
        _write(edition)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("p239.3", "p239.3"), ("n2.45", "n2.45"), ("2-4", "_2-4"), ("_2", "_5f_2"),
        ("\u6f22", "_6f22_"), ("nleaf3.asterisk", "nleaf3.asterisk"),
    ],
)  # fmt: skip
def test_an_address_is_a_name(address: str, name: str) -> None:
    assert xml_id(address) == name
