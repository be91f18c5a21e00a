"""Proposed entries of the registers: what a text says of names, and what is never changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from edition.records.registers import load_registers
from tests.projects import make_source, run

TEXT = """\
CRP: Crossing Railway Party

In Orsk (Орск) General Sora Hikaru (空ひかる, 1875–1928, better known as Blue Sora) met Ada Weaver
(1871–1946) and Tsora Hikalu [Sora Hikaru]. See *A Study* (Ferry Town, 1975).

The Lamp Society (灯会) was near. So Joan Mill came, and Joan Mill left; then Joan Mill wrote, as
Joan Mill said, to Joan Mill.
"""
PERSONS = """\
# Read by hand.
mill-joan:
  name: Joan  Mill   # spaced so
  at: {source: sample, address: par3, words: Joan Mill}
  state: read

weaver-ada:
  name: Ada Weaver
  at: {source: sample, address: par2, words: Ada Weaver}
  state: read
"""


def _add(root: Path) -> str:
    assert run(root, "registers", "sample", "--add") == 0
    return (root / "sources/registers/persons/sample.yml").read_text("utf-8")


def test_a_text_proposes_entries_and_leaves_what_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, TEXT)
    path = tmp_path / "sources/registers/persons.yml"
    path.parent.mkdir()
    path.write_text(PERSONS, "utf-8")
    written = _add(tmp_path)
    assert path.read_text("utf-8") == PERSONS, "what a person wrote stays, byte for byte"
    at = "{source: sample, address: par2, words: "
    assert written == (
        "# yaml-language-server: $schema=../../../docs/schema/register.schema.json\n\n"
        "sora-hikaru:\n  name: Sora Hikaru\n  names:\n"
        f"    - text: 空ひかる\n      kind: native\n      language: ja\n      at: {at}"
        '"Sora Hikaru (空ひかる, 1875–1928, better known as Blue Sora)"}\n'
        f"    - text: Blue Sora\n      kind: alias\n      at: {at}"
        '"Sora Hikaru (空ひかる, 1875–1928, better known as Blue Sora)"}\n'
        f"    - text: Tsora Hikalu\n      kind: romanisation\n      at: {at}"
        '"Tsora Hikalu [Sora Hikaru]"}\n'
        f"  dates: {{born: 1875, died: 1928, at: {at}"
        '"Sora Hikaru (空ひかる, 1875–1928, better known as Blue Sora)"}}\n'
        f'  at: {at}"Sora Hikaru (空ひかる, 1875–1928, better known as Blue Sora)"}}\n'
        "  state: proposed\n"
    )
    files, faults = load_registers(tmp_path)
    assert faults == []
    found = {e.name: str(e.entry_class) for f in files for e in f.entries if e.state == "proposed"}
    assert found == {
        "Sora Hikaru": "person",
        "Orsk": "place",
        "Crossing Railway Party": "organisation",
        "Lamp Society": "organisation",
    }
    assert run(tmp_path, "check") == 0, "each place of evidence is found"
    assert _add(tmp_path) == written, "a second run adds nothing"


def test_forms_of_an_entry_that_is_there_are_printed_for_its_editor(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, TEXT)
    path = tmp_path / "sources/registers/persons.yml"
    path.parent.mkdir()
    path.write_text(PERSONS.replace("Ada Weaver", "Sora Hikaru"), "utf-8")
    assert run(tmp_path, "registers", "sample") == 0
    printed = capsys.readouterr().out
    assert "# names of weaver-ada:\n#    - {text: 空ひかる, kind: native" in printed
    assert "sora-hikaru" not in printed


def test_an_author_whose_surname_comes_first_is_proposed_with_it_and_one_with_an_initial_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = "Text.[^1][^2]\n\n[^1]: Mori Sora, *Lamps* (Orsk, 1999), 3.\n\n"
    notes += "[^2]: Ada Weaver, *Roads* (Orsk, 2001), 5.\n"
    make_source(tmp_path, notes, reader={"kind": "markdown"})
    with (tmp_path / "bibliography.bib").open("a", encoding="utf-8") as handle:
        handle.write(
            "@book{sora-1999-lamps, author = {Mori, Sora}, title = {Lamps},"
            " publisher = {P}, address = {Orsk}, year = {1999}, nameorder = {eastern}}\n"
            "@book{weaver-2001-roads, author = {Weaver, Ada}, title = {Roads},"
            " publisher = {P}, address = {Orsk}, year = {2001}}\n"
        )
    path = tmp_path / "sources/registers/persons.yml"
    path.parent.mkdir()
    path.write_text(PERSONS.replace("name: Ada Weaver", "name: Ada B. Weaver"), "utf-8")
    run(tmp_path, "registers", "sample")
    printed = capsys.readouterr().out
    assert "Ada Weaver" not in printed
    assert "name: Mori Sora\n  surname: Mori\n" in printed


REPEATED = """\
General Weaver marched to Orsk River in April, and the Tarnish army met Weaver near Ferry Town.

Then General Sora came from Ferry Town; Sora held the Orsk. Moreover the Army of the Orsk was in
Ferry Town.

The Orsk was high, and Weaver crossed the Orsk River in Tarnish boats with the Army of the Orsk.

Joan Mill saw the Orsk River from Sora's Landing. Weaver's men stood in the Orsk and in the Tarnish
wood; the Army of the Orsk rested, General Mill too, and Sora, in April.

The Senate wrote to A. B. Mill. The Senate heard A. B. Mill; in April the Senate praised A. B. Mill.
Sora's Landing was far; at Sora's Landing nobody was. Moreover it rained. Moreover it snowed in the
Orsk.

THE BATTLE OF FERRY TOWN. WEAVER CROSSES THE ORSK RIVER.
"""


def test_repeated_names_have_the_kind_that_the_words_about_them_tell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, REPEATED)
    run(tmp_path, "registers", "sample", "--add")
    files, faults = load_registers(tmp_path)
    assert faults == []
    found = {e.name: str(e.entry_class) for f in files for e in f.entries}
    assert found == {
        "Weaver": "person",
        "Sora": "person",
        "A. B. Mill": "person",
        "Joan Mill": "person",
        "Ferry Town": "place",
        "Orsk River": "place",
        "Sora's Landing": "place",
        "Army of the Orsk": "organisation",
        "Senate": "organisation",
    }
    river = next(e for f in files for e in f.entries if e.name == "Orsk River")
    assert [name.text for name in river.names] == ["Orsk"]
    assert run(tmp_path, "check") == 0, "each place of evidence is found"


def test_a_title_with_a_year_is_no_entry_and_a_name_seldom_after_a_preposition_no_place(
    tmp_path: Path,
) -> None:
    told = "Sorau came and Sorau left. " * 20
    make_source(
        tmp_path, f"Kyo, 85th Emperor (1221).\n\nGo-Orsk (1326).\n\n{told}In Sorau, at Sorau."
    )
    assert run(tmp_path, "registers", "sample", "--add") == 0
    files, faults = load_registers(tmp_path)
    assert [entry.name for file in files for entry in file.entries] == []
    assert faults == []


GENERAL = """\
Henry Tarnow rode to the village of Dorn. Mr. Tarnow saw Dorn. To-day no men of
Dorn are there; in Bohemia he died. In Dorn it rained. They looked at Tarnow's house.

Alder was brother of the king. Birken wrote to them, and Birken said no. Birken's men came.
Christmas came; Christmas said nothing, and Christmas wrote. At Christmas it rained.

B. Treating of lamps. He heard the Quartet, the Quartet of Mr. Quartet. Fall Of The Dorn came.
"""


def test_titles_relatives_given_names_verbs_and_known_places_give_names_their_kind(
    tmp_path: Path,
) -> None:
    make_source(tmp_path, GENERAL)
    assert run(tmp_path, "registers", "sample", "--add") == 0
    files, faults = load_registers(tmp_path)
    assert faults == []
    assert {e.name: str(e.entry_class) for f in files for e in f.entries} == {
        "Henry Tarnow": "person",
        "Birken": "person",
        "Dorn": "place",
        "Bohemia": "place",
    }
