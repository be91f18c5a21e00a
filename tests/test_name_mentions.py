"""Names and dates in texts with registers of their own. Cases: registers/cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from markdown_it.utils import read_fixture_file

from edition.building.cache import read_cached
from edition.building.project import Project
from edition.model.edition import Edition
from edition.model.mentions import DateReason
from edition.text.span import Span
from evaluation.mentions import Found, Labelled, list_misses, measure
from tests.projects import IN_COPYRIGHT, make_source, run

CASES = Path(__file__).parent / "registers" / "cases"
MENTIONS, DATES = (read_fixture_file(CASES / name) for name in ("mentions.txt", "dates.txt"))
REGISTERS = {
    "persons": """
ada-weaver:
  name: Ada Weaver
  names: [{text: Keeper of the Lamp, kind: office, at: {work: sample}}]
  at: {work: sample}
  state: read
he-long:
  name: He Long
  names: [{text: 賀龍, kind: native, at: {work: sample}}]
  at: {work: sample}
  state: read
orm-ferno:
  name: Orm Ferno
  at: {work: sample}
  state: read
orm-iii:
  name: Orm III
  at: {work: sample}
  state: read
sora-hikaru:
  name: Sora Hikaru
  names: [{text: 空ひかる, kind: native, at: {work: sample}}]
  at: {work: sample}
  state: read
sora-kenji:
  name: Sora Kenji
  names:
    - {text: 空健二, kind: native, at: {work: sample}}
    - {text: Lampman, kind: alias, at: {work: sample}}
    - {text: Kenji, kind: short, at: {work: sample}}
  at: {work: sample}
  state: read
""",
    "events": """
lamp-riot:
  name: Lamp Riot
  names: [{text: May 3 Riot, kind: full, at: {work: sample}}]
  dates: {date: 1911-05, at: {work: sample}}
  at: {work: sample}
  state: read
battle-of-ferno:
  name: Battle of Ferno
  names: [{text: Ferno, kind: short, at: {work: sample}}]
  at: {work: sample}
  state: read
""",
    "organisations": """
cabinet:
  name: Cabinet
  at: {work: sample}
  state: read
cabinet-guard:
  name: Guard of the Cabinet
  names: [{text: Lamp Guard, kind: short, at: {work: sample}}]
  at: {work: sample}
  relations: [{kind: superior, to: cabinet, at: {work: sample}}]
  state: read
lamp-guard:
  name: Lamp Guard
  at: {work: sample}
  state: read
lamp-legation:
  name: Lamp Legation in Orsk
  at: {work: sample}
  state: read
lamp-staff:
  name: Lamp Army General Staff
  names: [{text: Lamp Staff, kind: short, at: {work: sample}}]
  at: {work: sample}
  state: read
university-of-ferno:
  name: University of Ferno
  names: [{text: Ferno, kind: short, at: {work: sample}}]
  at: {work: sample}
  state: read
lampists:
  name: lampists
  names: [{text: 灯党, kind: native, language: ja, at: {work: sample}}]
  at: {work: sample}
  state: read
tarn-league:
  name: Tarn League
  names: [{text: Eastern Tarn League, kind: full, at: {work: sample}}]
  at: {work: sample}
  state: read
""",
    "places": """
lamp-union:
  name: Lamp Union
  names: [{text: L.U., kind: abbreviation, at: {work: sample}}]
  at: {work: sample}
  state: read
orsk:
  name: Orsk
  at: {work: sample}
  state: read
ferno:
  name: Ferno
  at: {work: sample}
  state: read
""",
}


def _project(root: Path, text: str, **changes: Any) -> Path:  # noqa: ANN401
    names = {"adjectival": ["L.U."], "functions": ["and", "he"]}
    make_source(root, text, names=names, **changes)
    folder = root / "sources" / "registers"
    folder.mkdir()
    for name, entries in REGISTERS.items():
        (folder / f"{name}.yml").write_text(entries, "utf-8")
    return root


def _read(root: Path, text: str, **changes: Any) -> Edition:  # noqa: ANN401
    [record] = Project(_project(root, text, **changes), quiet=True).records()
    edition = read_cached(record, root, private=False)
    again = read_cached(record, root, private=False)
    assert (again.mentions, again.dates) == (edition.mentions, edition.dates), "as they are stored"
    return edition


@pytest.mark.parametrize(
    ("text", "expected"), [(c[2], c[3]) for c in MENTIONS], ids=[c[1] for c in MENTIONS]
)
def test_names_lead_to_entries_or_to_none(text: str, expected: str, tmp_path: Path) -> None:
    edition = _read(tmp_path, text)
    assert edition.source is not None
    assert [
        f"{edition.source.slice(one.span)}: {one.entry or 'none'} ({one.reason.name.lower()})"
        for one in edition.mentions
    ] == expected.splitlines()


@pytest.mark.parametrize(
    ("text", "expected"), [(c[2], c[3]) for c in DATES], ids=[c[1] for c in DATES]
)
def test_dates_are_read(text: str, expected: str, tmp_path: Path) -> None:
    edition = _read(tmp_path, text)
    assert edition.source is not None
    found = []
    for one in edition.dates:
        reason = "" if one.reason is DateReason.STATED else f" ({one.reason.name.lower()})"
        found.append(f"{edition.source.slice(one.span)}: {one.edtf or 'none'}{reason}")
    assert found == expected.splitlines()


def test_a_text_of_a_day_tells_of_the_year_before_it(tmp_path: Path) -> None:
    date = {"value": "1911-05-03", "certainty": "stated", "evidence": "the seal"}
    text = "In April it stood; last autumn it was built. It will fall in July. June was warm.\n"
    edition = _read(tmp_path, text, date=date)
    assert [one.edtf for one in edition.dates] == ["1911-04", "1910-23", "1911-07", "1910-06"]


def test_a_name_in_the_title_of_a_cited_work_is_no_mention(tmp_path: Path) -> None:
    note = "[^1]: Jan Tarn, Home from Orsk (Ferno, 1911), 12.\n"
    text = f"She read Home from Orsk in Orsk.[^1]\n\n{note}"
    root = _project(tmp_path, text)
    work = "@book{tarn, author = {Tarn, Jan}, title = {Home from Orsk}, year = {1911}}"
    with (root / "bibliography.bib").open("a", encoding="utf-8") as handle:
        handle.write(work)
    [record] = Project(root, quiet=True).records()
    edition = read_cached(record, root, private=False)
    assert [citation.key for citation in edition.citations] == ["tarn"]
    assert [mention.span.start for mention in edition.mentions] == [text.index("Orsk.")]


def test_mentions_and_dates_are_exported_but_not_of_a_protected_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Ada Weaver came to Orsk in 1881.\n"
    assert run(_project(tmp_path / "open", text), "export", "sample") == 0
    data = json.loads(capsys.readouterr().out)
    assert [text[one["start"] : one["end"]] for one in data["mentions"]] == ["Ada Weaver", "Orsk"]
    assert data["mentions"][0]["entry"] == "ada-weaver"
    assert [(one["edtf"], one["reason"]) for one in data["dates"]] == [
        ("1881", "the expression states it")
    ]
    closed = _project(tmp_path / "closed", text, **IN_COPYRIGHT)
    assert run(closed, "export", "sample") == 0
    assert "ada-weaver" not in (printed := capsys.readouterr().out)
    assert not {"mentions", "dates"} & json.loads(printed).keys()
    assert run(closed, "export", "sample", "--private") == 0
    assert "ada-weaver" in capsys.readouterr().out


def test_stretch_and_entry_both_count_and_an_abstention_is_missed() -> None:
    spans = [Span(number, number + 1) for number in range(5)]
    entry = frozenset({"a"})
    labels = [Labelled("seen", span, "persons", entry) for span in spans[:3]]
    labels.append(Labelled("seen", spans[3], "persons", None))
    values = ["a", "b", "", "", "a"]
    found = [Found("seen", s, "persons", v) for s, v in zip(spans, values, strict=True)]
    figure = measure(labels, found)[0]
    assert [figure[name] for name in ("labelled", "found", "right")] == [3, 3, 1]
    assert len(list_misses(labels, found, "seen")) == 3
    assert list_misses(labels, found, "unseen") == []
