"""Correspondences: found by address and words, shown at both ends, faults told by place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from edition.checking.verification import ADDED
from edition.records.correspondences import KIND, Relation, load_correspondences
from edition.records.schema import describe_field, load_schema
from edition.writers.address_names import name_address
from tests.projects import list_errors, make_source, run, show_place

ROOT = Path(__file__).parent.parent
FIRST = "A treaty is signed at the ferry.\n\nThe second paragraph says so.\n\nThe third does not.\n"
SECOND = "A letter.\n\nIt was signed in the rain.\n"
PROTECTED: dict[str, Any] = {
    "rights": {
        "statement": "http://rightsstatements.org/vocab/InC/1.0/",
        "publish": "quotation",
        "derivatives": False,
        "evidence": "The last line.",
    },
    "where_to_read": [{"text": "In the archive."}],
    "abstract": [{"of": 1, "text": "Tells of the treaty."}, {"of": "2-3", "text": "The rest."}],
}
ENTRY = """\
      - from: {source: first, address: par2, words: paragraph says}
        to: {source: second, address: par2, words: in the rain}
        relation: same-event
        reason: Both tell of the signing.
"""
EVENT = """\
events:
  - name: signing
    title: The signing
    correspondences:
"""

DATED = """\
events:
  - date: 1911
    title: The signing
    event: signing
    at:
      - {source: first, address: par2, words: paragraph says}
"""


def _project(root: Path, correspondences: str, **changes: object) -> Path:
    make_source(root, FIRST, "first")
    make_source(root, SECOND, "second", **changes)
    (root / "sources" / "correspondences.yml").write_text(correspondences, "utf-8")
    return root


def _read(root: Path, name: str) -> str:
    return (root / "docs" / "editions" / name).read_text(encoding="utf-8")


def test_both_places_and_the_page_show_it(tmp_path: Path) -> None:
    assert run(_project(tmp_path, EVENT + ENTRY), "convert") == 0
    first, second = _read(tmp_path, "first/text.md"), _read(tmp_path, "second/text.md")
    assert (
        '<a id="par2"></a>The second paragraph says so.\n\n'
        '<div class="correspondence" markdown="1">\n\n'
        "Same event: [Sample, ¶\u00a02](../second/text.md#par2) · "
        "[The signing](../correspondences.md#signing)\n\n</div>\n\n"
    ) in first
    assert "[Sample, ¶\u00a02](../first/text.md#par2)" in second
    page = _read(tmp_path, "correspondences.md")
    assert '## <a id="signing"></a>The signing' in page
    assert (
        "[Sample, ¶\u00a02](first/text.md#par2) (“paragraph says”) and "
        "[Sample, ¶\u00a02](second/text.md#par2) (“in the rain”) concern the same event. "
        "Both tell of the signing."
    ) in page


RELATIONS = {
    "same-event": ("Same event", "Same event"),
    "same-document": ("Same document", "Same document"),
    "confirms": ("Confirms", "Confirmed by"),
    "contradicts": ("Contradicts", "Contradicted by"),
    "same-subject": ("Same subject", "Same subject"),
    "differs": ("Differs from", "Differs from"),
    "earlier-version": ("Earlier version of", "Earlier version"),
}


@pytest.mark.parametrize("relation", [str(relation) for relation in Relation])
def test_each_end_names_its_relation_to_the_other(relation: str, tmp_path: Path) -> None:
    text = EVENT + ENTRY.replace("same-event", relation)
    assert run(_project(tmp_path, text), "convert") == 0
    for name, shown in zip(("first", "second"), RELATIONS[relation], strict=True):
        assert f"\n{shown}: [" in _read(tmp_path, f"{name}/text.md")


def _list_passages(root: Path) -> list[str]:
    """Return the words of the passages below the pairs, without their links."""
    page = _read(root, "correspondences.md")
    return re.findall(r'<div class="passage" markdown="1">\n\n.*\n\n(.*)\n\n</div>', page)


def test_both_passages_stand_side_by_side_with_the_words_that_correspond(tmp_path: Path) -> None:
    assert run(_project(tmp_path, EVENT + ENTRY), "convert") == 0
    assert _list_passages(tmp_path) == [
        "The second <mark>paragraph says</mark> so.",
        "It was signed <mark>in the rain</mark>.",
    ]


def test_the_passage_of_a_described_text_is_that_of_its_abstract(tmp_path: Path) -> None:
    text = EVENT + ENTRY.replace("par2, words: in the rain", "1, words: of the treaty")
    assert run(_project(tmp_path, text, **PROTECTED), "convert") == 0
    assert _list_passages(tmp_path)[1] == "Tells of the treaty."


def test_a_passage_is_inert(tmp_path: Path) -> None:
    hostile = "First.\n\nIt was <b onclick=x>*said*</b> [so](javascript:x).\n"
    make_source(tmp_path, hostile, "first")
    make_source(tmp_path, SECOND, "second")
    text = EVENT + ENTRY.replace("words: paragraph says", "words: was")
    (tmp_path / "sources" / "correspondences.yml").write_text(text, "utf-8")
    assert run(tmp_path, "build") == 0
    page = (tmp_path / "site/editions/correspondences.html").read_text("utf-8")
    assert "<mark>was</mark> &lt;b onclick=x&gt;*said*&lt;/b&gt; [so](javascript:x)." in page


@pytest.mark.parametrize(("address", "anchor"), [("1", "abstract-1"), ("2-3", "abstract-2-3")])
def test_a_described_text_is_named_by_its_abstract(
    address: str, anchor: str, tmp_path: Path
) -> None:
    words = {"1": "of the treaty", "2-3": "rest"}[address]
    text = EVENT + ENTRY.replace("par2, words: in the rain", f"{address}, words: {words}")
    assert run(_project(tmp_path, text, **PROTECTED), "convert") == 0
    assert f"../second/index.md#{anchor})" in _read(tmp_path, "first/text.md")
    index = _read(tmp_path, "second/index.md").split("\n")
    [line] = [n for n, line in enumerate(index) if f'<a id="{anchor}"></a>' in line]
    assert index[line + 1].startswith("    - Same event: [Sample, ¶\u00a02](../first/text.md#par2)")
    assert f"“{words}”" not in _read(tmp_path, "correspondences.md")


def test_public_files_are_the_same_without_the_protected_witness(tmp_path: Path) -> None:
    text = EVENT + ENTRY.replace("par2, words: in the rain", "1, words: of the treaty")
    _project(tmp_path, text, **PROTECTED)
    assert run(tmp_path, "convert") == 0
    before = {p: p.read_bytes() for p in (tmp_path / "docs").rglob("*.md")}
    (tmp_path / "sources/second/witness.txt").unlink()
    assert run(tmp_path, "convert", "--check") == 0
    assert {p: p.read_bytes() for p in (tmp_path / "docs").rglob("*.md")} == before


FAULTS = {
    "an unknown text": ("source: second", "source: secnod", "K002", "secnod", "`second`?"),
    "no such address": ("par2, words: in", "par9, words: in", "K003", "par9", "`par2`"),
    "words elsewhere": ("par2, words: in", "par1, words: in", "K004", "in the rain", "`par2`"),
    "words nowhere": ("in the rain", "in the snow", "K004", "in the snow", "do not occur"),
    "an unknown relation": ("same-event", "same-evnt", "K001", "same-evnt", "`same-event`?"),
    "an unknown field": ("reason:", "reasons:", "K001", "reasons:", "`reason`?"),
    "a work unknown": ("reason:", "citation: none\n        reason:", "R007", "none", "Add"),
    "an end in the same text": ("second", "first", "K005", "from:", "different texts"),
    "broken YAML": ("Both tell", "[Both tell", "R001", "", "quotation marks"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_reported_at_its_place(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, code, marked, hint = FAULTS[name]
    assert old in ENTRY
    text = EVENT + ENTRY.replace(old, new)
    _project(tmp_path, text)
    (tmp_path / "sources" / "chronology.yml").write_text(DATED, "utf-8")
    assert run(tmp_path, "convert") == 1
    output = capsys.readouterr().out
    where = show_place("sources/correspondences.yml", text, marked)
    assert list_errors(output) == [(where, code)], "one fault is one finding"
    assert hint in output
    assert not (tmp_path / "docs/editions/correspondences.md").exists()


def test_words_that_occur_twice_at_an_address_are_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _project(tmp_path, EVENT + ENTRY.replace("paragraph says", "a"))
    assert run(tmp_path, "check") == 0
    assert "sources/correspondences.yml:5:53: warning K009: " in capsys.readouterr().out


def test_an_entry_that_occurs_twice_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    turned = ENTRY.replace("from:", "x:").replace("to:", "from:").replace("x:", "to:")
    assert run(_project(tmp_path, EVENT + ENTRY + turned), "convert") == 1
    assert list_errors(capsys.readouterr().out) == [("sources/correspondences.yml:9:9", "K005")]


def test_an_event_that_occurs_twice_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = EVENT.removeprefix("events:\n") + ENTRY.replace("par2, words: p", "par3, words: d")
    again = again.replace("daragraph says", "does not")
    assert run(_project(tmp_path, EVENT + ENTRY + again), "convert") == 1
    assert ("sources/correspondences.yml:9:11", "K005") in list_errors(capsys.readouterr().out)


def test_a_name_that_an_event_had_before_identifies_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = EVENT.removeprefix("events:\n").replace(
        "name: signing", "name: other\n    formerly: [x]"
    )
    other += ENTRY.replace("par2, words: p", "par3, words: d").replace("daragraph says", "does not")
    text = EVENT.replace("    title", "    formerly: [x, signing]\n    title", 1) + ENTRY + other
    assert run(_project(tmp_path, text), "convert") == 1
    assert list_errors(capsys.readouterr().out) == [
        ("sources/correspondences.yml:3:19", "K005"),
        ("sources/correspondences.yml:11:16", "K005"),
    ]


def test_a_date_of_an_event_that_was_renamed_is_mended(tmp_path: Path) -> None:
    renamed = EVENT.replace("name: signing", "name: oath\n    formerly: [signing]")
    _project(tmp_path, renamed + ENTRY)
    (tmp_path / "sources" / "chronology.yml").write_text(DATED, "utf-8")
    assert run(tmp_path, "check") == 1
    assert run(tmp_path, "check", "--fix") == 0
    assert "event: oath\n" in (tmp_path / "sources" / "chronology.yml").read_text("utf-8")


def test_a_vanished_end_leaves_the_last_edition(tmp_path: Path) -> None:
    _project(tmp_path, EVENT + ENTRY)
    assert run(tmp_path, "convert") == 0
    before = _read(tmp_path, "second/text.md")
    make_source(tmp_path, SECOND.replace("rain", "snow"), "second")
    (tmp_path / "bibliography.bib").write_text(
        "@misc{first,\n title = {A},\n}\n@misc{second,\n title = {B},\n}\n", "utf-8"
    )
    assert run(tmp_path, "convert") == 1
    assert _read(tmp_path, "second/text.md") == before


def test_one_text_alone_is_converted_without_the_others(tmp_path: Path) -> None:
    _project(tmp_path, EVENT + ENTRY)
    assert run(tmp_path, "check", "first") == 0


def test_the_site_is_proved_with_correspondences_in_it(tmp_path: Path) -> None:
    assert "div.correspondence" in ADDED
    _project(tmp_path, EVENT + ENTRY)
    assert run(tmp_path, "build") == 0
    page = (tmp_path / "site/editions/first/text.html").read_text(encoding="utf-8")
    assert '<div class="correspondence">' in page
    assert 'href="../second/text.html#par2"' in page
    assert 'href="../correspondences.html#signing"' in page


def test_markup_in_what_editors_write_is_inert(tmp_path: Path) -> None:
    text = (EVENT + ENTRY).replace("The signing", '"*The* <b>signing</b>"')
    assert run(_project(tmp_path, text), "convert") == 0
    assert "\\*The\\* &lt;b&gt;signing&lt;/b&gt;" in _read(tmp_path, "first/text.md")


def test_the_schema_is_sound_published_and_describes_every_field() -> None:
    schema = load_schema(KIND)
    Draft202012Validator.check_schema(dict(schema))
    for folder in ("docs/schema", "scripts/edition/records/schemas"):
        assert yaml.safe_load((ROOT / folder / KIND.schema).read_text("utf-8")) == dict(schema)
    for path in (("events",), ("events", 0, "title"), ("events", 0, "correspondences", 0, "from")):
        assert describe_field(path, KIND)


def test_the_correspondences_of_this_edition_are_sound() -> None:
    events, data, faults = load_correspondences(ROOT)
    assert data is not None
    assert faults == []
    assert {e.relation for event in events for e in event.correspondences} <= set(Relation)


# --- reading files back -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("p239.3", "p.\u00a0239, ¶\u00a03"),
        ("pvii.1", "p.\u00a0vii, ¶\u00a01"),
        ("leaf3.2", "leaf\u00a03, ¶\u00a02"),
        ("p239.h1", "p.\u00a0239, heading\u00a01"),
        ("par12", "¶\u00a012"),
        ("head2", "heading\u00a02"),
        ("n2.178", "note\u00a02.178"),
        ("n45", "note\u00a045"),
        ("nleaf3.asterisk", "leaf\u00a03, note\u00a0\\*"),
        ("r2.45", "marker of note\u00a02.45"),
        ("p239", "p.\u00a0239"),
        ("2-4", "section\u00a02-4"),
        ("intro", "section\u00a0intro"),
        ("notes", "section\u00a0notes"),
    ],
)
def test_addresses_have_names(address: str, name: str) -> None:
    assert name_address(address) == name
