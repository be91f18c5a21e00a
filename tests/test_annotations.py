"""The editors' notes: found by address and words, kept apart from the text, and exported."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from selectolax.lexbor import LexborHTMLParser

from edition.checking.verification import ADDED
from edition.model.note_keys import letter_mark
from edition.records.annotations import KIND, Annotations, NoteType, load_annotations
from edition.records.schema import describe_field, load_schema
from edition.search.units import KINDS, read_page
from tests.projects import (
    IN_COPYRIGHT,
    list_errors,
    make_source,
    read_filled,
    run,
    sample_record,
    show_place,
)

ROOT = Path(__file__).parent.parent
TEXT = (
    "A treaty is signed at the\nferry house.[1]\n\nThe second paragraph says so.\n\n"
    "[1] In a note.\n"
)
OTHER = "A letter.\n\nIt was signed in the rain.\n"
VERBATIM: Mapping[str, Any] = {
    "rights": {
        **sample_record(b"")["rights"],
        "derivatives": False,
        "transformations": ["line-joining", "note-linking"],
    }
}
NOTES = """\
head_note:
  - text: What it is.
    authority:
      - {address: par1, words: A treaty}
notes:
  - id: later
    address: par2
    words: second
    type: compares
    text: As *the* letter says.
    authority:
      - {source: other, address: par2, words: in the rain}
  - id: ferry
    address: par1
    words: the ferry house
    type: identifies
    text: The house at the ferry.
    authority:
      - {work: other, locator: "12"}
  - id: in-a-note
    address: n1
    words: a note
    type: textual
    text: So the witness.
    authority:
      - {address: par1, words: A treaty}
"""


def _project(root: Path, notes: str = NOTES, **changes: object) -> Path:
    make_source(root, TEXT, "first", **{"reader": {"kind": "end-notes"}, **changes})
    make_source(root, OTHER, "other")
    (root / "sources/first/annotations.yml").write_text(notes, "utf-8")
    return root


def _read(root: Path, name: str) -> str:
    """Return a page below ``docs/editions`` as a site fills it."""
    return read_filled(root / "docs", f"editions/{name}")


def test_notes_have_letters_in_the_order_of_the_text_and_a_list_of_their_own(
    tmp_path: Path,
) -> None:
    assert run(_project(tmp_path), "convert") == 0
    first, other = _read(tmp_path, "first/text.md"), _read(tmp_path, "other/text.md")
    assert "at the ferry house[^ed-ferry].[^1]" in first
    assert "The second[^ed-later] paragraph" in first
    assert "[^1]: In a note[^ed-in-a-note]." in first
    assert first.endswith(
        "\n\n[^ed-ferry]: **[the ferry house](#par1)** *Identification.* The house at the ferry. "
        "([A sample](../../bibliography/edited.md#other), 12)\n\n"
        "[^ed-later]: **[second](#par2)** *Comparison.* As \\*the\\* letter says. "
        "([Sample, ¶\u00a02](../other/text.md#par2))\n\n"
        "[^ed-in-a-note]: **[a note](#n1)** *Textual note.* So the witness. "
        "([Sample, ¶\u00a01](../first/text.md#par1))\n"
    )
    assert "- [¶\u00a02](#par2): [Sample, editors’ note\u00a0b](../first/text.md#ed-later)" in other
    resting = "(#par1): [Sample, editors’ note\u00a0c](../first/text.md#ed-in-a-note), "
    assert resting + "[Sample, head-note](../first/index.md#head-note)\n" in first
    works = (tmp_path / "docs/bibliography/edited.md").read_text(encoding="utf-8")
    cited = "Cited in Sample, [editors’ note\u00a0a](../editions/first/text.md#ed-ferry) (12)"
    assert cited in works[works.index('id="other"') :]
    assert "Head-note\n\nWhat it is. ([Sample, ¶\u00a01]" in _read(tmp_path, "first/index.md")


def test_the_built_pages_are_proved_and_searched_with_notes_in_them(tmp_path: Path) -> None:
    assert {"section.editors", "sup.marker"} <= set(ADDED)
    assert run(_project(tmp_path), "build") == 0
    html = (tmp_path / "site/editions/first/text.html").read_text(encoding="utf-8")
    page = LexborHTMLParser(html)
    marks = [node.text() for node in page.css("article p sup.editors > a")]
    assert marks == ["a", "b", "c"]
    listed = {n.attributes["id"]: n.css(".sign")[0].text() for n in page.css(".editors li")}
    assert listed == {"ed-ferry": "a", "ed-later": "b", "ed-in-a-note": "c"}
    assert [n.attributes["id"] for n in page.css(".notes:not(.editors) li")] == ["n1"]
    backs = [n.attributes["href"] for n in page.css(".editors [role=doc-backlink]")]
    assert backs == ["#edr-ferry", "#edr-later", "#edr-in-a-note"]
    found = read_page(html, "text.html")
    assert found is not None
    kinds = {unit.address: unit.kind for unit in found[1]}
    assert kinds["ed-ferry"] == "commentary" in KINDS
    assert kinds["n1"] == "note"
    lock = (tmp_path / "sources/first/addresses.lock").read_text(encoding="utf-8")
    assert "ed-ferry" in lock


def test_beside_a_text_that_may_not_be_adapted_nothing_is_set_among_the_words(
    tmp_path: Path,
) -> None:
    _project(tmp_path, **VERBATIM)
    (tmp_path / "sources/first/annotations.yml").unlink()
    assert run(tmp_path, "convert") == 0
    before = _read(tmp_path, "first/text.md")
    _project(tmp_path, **VERBATIM)
    (tmp_path / "bibliography.bib").write_text(
        "@misc{first,\n title = {A},\n}\n@misc{other,\n title = {B},\n}\n", "utf-8"
    )
    assert run(tmp_path, "build") == 0
    after = _read(tmp_path, "first/text.md")
    lines = after.split("\n")
    assert [line for line in before.split("\n") if line not in lines] == []
    assert "\n\nEditors’ note[^ed-ferry]\n\nEditors’ note[^ed-in-a-note]\n\n</div>" in after
    assert "[^ed-ferry]: ¶\u00a01, **[the ferry house](#par1)**" in after


def test_notes_on_an_abstract_stand_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = NOTES[NOTES.index("notes:") : NOTES.index("  - id: ferry")]
    note = note.replace("address: par2\n    words: second", "address: 1\n    words: kept out")
    assert run(_project(tmp_path, note, **IN_COPYRIGHT), "convert") == 0
    index = _read(tmp_path, "first/index.md")
    assert "    - Editors’ note[^ed-later]\n" in index
    assert "\n[^ed-later]: ¶\u00a01, **[kept out](#abstract-1)** *Comparison.*" in index
    capsys.readouterr()
    assert run(tmp_path, "export", "first", "--as", "annotations") == 0
    [item] = json.loads(capsys.readouterr().out)["items"]
    assert item["target"]["source"] == "editions/first/index.html#abstract-1"
    assert item["target"]["selector"] == {"type": "TextQuoteSelector", "exact": "kept out"}


def test_notes_are_exported_with_their_places_in_the_witness(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(_project(tmp_path), "export", "first", "--as", "annotations") == 0
    items = json.loads(capsys.readouterr().out)["items"]
    assert [item["motivation"] for item in items] == ["identifying", "linking", "commenting"]
    for item, words in zip(items, ("the\nferry house", "second", "a note"), strict=True):
        quote, position = item["target"]["selector"]
        assert quote["exact"] == TEXT[position["start"] : position["end"]] == words
        assert TEXT.index(quote["prefix"] + words + quote["suffix"]) <= position["start"]
    assert items[0]["target"]["source"] == "sources/first/witness.txt"
    assert items[0]["target"]["scope"] == "editions/first/text.html#par1"
    assert items[1]["body"][2]["source"] == "editions/other/text.html#par2"
    assert items[0]["body"][2]["source"]["label"] == "A sample, 12"


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("", {}),
        ("extra: {license: }\ntheme: {name: material}\n", {}),
        ("extra: {license: 'https://terms.example/1'}\n", {"rights": "https://terms.example/1"}),
        ("theme: {language: fr}\nextra: {license: !ENV [TERMS, x]}\n", {"language": "fr"}),
    ],
)
def test_an_export_states_the_terms_and_language_of_this_edition_or_none(
    settings: str, told: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mkdocs.yml").write_text(f"site_name: Letters\n{settings}", "utf-8")
    assert run(_project(tmp_path), "export", "first", "--as", "annotations") == 0
    item = json.loads(capsys.readouterr().out)["items"][0]
    stated = {"rights": item.get("rights"), "language": item["body"][0].get("language")}
    assert {name: value for name, value in stated.items() if value} == told


def test_a_draft_has_no_published_notes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = tmp_path / "private/sources/first"
    _project(tmp_path)
    draft.parent.mkdir(parents=True)
    (tmp_path / "sources/first").rename(draft)
    arguments = ("export", "first", "--as", "annotations")
    assert run(tmp_path, *arguments) == 1
    capsys.readouterr()
    assert run(tmp_path, *arguments, "--private") == 0
    assert len(json.loads(capsys.readouterr().out)["items"]) == 3


FAULTS = {
    "an unknown type": ("identifies", "identify", "E001", "identify", "`identifies`?"),
    "an unknown field": ("    type: textual", "    kind: textual", "E001", "", ""),
    "a locator without a work": ("work: other, ", "", "E001", "", ""),
    "no such address": ("address: par2\n    words: s", "address: par9\n    words: s", "E002",
                        "par9", "`par2`"),
    "words elsewhere": ("the ferry house", "second", "E003", "second\n    type: id", "`par2`"),
    "words nowhere": ("the ferry house", "the inn", "E003", "the inn", "do not occur"),
    "no authority": ('    authority:\n      - {work: other, locator: "12"}\n', "", "E004",
                     "id: ferry", ""),
    "an empty authority": ('\n      - {work: other, locator: "12"}', " []", "E004", "id: ferry",
                           ""),
    "an unknown text": ("source: other", "source: ohter", "E005", "ohter", "`other`?"),
    "an unknown place": ("address: par2, w", "address: par9, w", "E005", "par9", "`par2`"),
    "unknown words": ("in the rain", "in the snow", "E005", "in the snow", "do not occur"),
    "an unknown work": ("work: other", "work: none", "E005", "none", ""),
    "a page that the work lacks": ("work: other, locator: \"12\"", "work: part, locator: \"12\"",
                                   "E005", "\"12\"", "pages 14-19"),
    "an id twice": ("id: ferry", "id: later", "E006", "later\n    address: par1", ""),
    "broken YAML": ("So the", "[So the", "R001", "", "quotation marks"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_reported_at_its_place(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, code, marked, hint = FAULTS[name]
    assert old in NOTES
    text = NOTES.replace(old, new)
    _project(tmp_path, text)
    with (tmp_path / "bibliography.bib").open("a", encoding="utf-8") as bibliography:
        bibliography.write("@article{part,\n title = {C},\n year = 1900,\n pages = {14--19},\n}\n")
    assert run(tmp_path, "convert") == 1
    output = capsys.readouterr().out
    errors = list_errors(output)
    assert [found for _, found in errors] == [code] * len(errors), errors
    if marked:
        assert errors == [(show_place("sources/first/annotations.yml", text, marked), code)]
    assert hint in output
    assert not (tmp_path / "docs/editions/first").exists()


def test_the_schema_is_sound_published_and_describes_every_field() -> None:
    schema = load_schema(KIND)
    Draft202012Validator.check_schema(dict(schema))
    for folder in ("docs/schema", "scripts/edition/records/schemas"):
        assert yaml.safe_load((ROOT / folder / KIND.schema).read_text("utf-8")) == dict(schema)
    assert schema["$defs"]["note"]["properties"]["type"]["enum"] == [str(one) for one in NoteType]
    for path in (("notes",), ("notes", 0, "words"), ("notes", 0, "authority", 0, "locator")):
        assert describe_field(path, KIND)


@pytest.mark.parametrize(
    ("number", "mark"), [(1, "a"), (26, "z"), (27, "aa"), (52, "az"), (53, "ba"), (703, "aaa")]
)
def test_letters_go_on_after_z(number: int, mark: str) -> None:
    assert letter_mark(number) == mark


def own_notes() -> dict[str, Annotations]:
    """Return what this edition says of its texts, by text."""
    found = {}
    for path in sorted((ROOT / "sources").glob("*/annotations.yml")):
        annotations, faults = load_annotations(path.parent, path.parent.name, ROOT)
        assert annotations is not None, faults
        found[path.parent.name] = annotations
    return found


_LINK = re.compile(r"\]\(([^()#]*)#([^()]+)\)")
_OWN = re.compile(r"^\[\^(ed-[^\]]+)\]:.*?\*\* \*[A-Z][a-z ]+\.\* (.*)")
_LISTED = re.compile(r"head-note$|^ed-")


def _read_references(page: Path) -> Iterator[tuple[Path, str, str, bool]]:
    """Yield page and address that the editors refer to, their statement, whether this lists it."""
    docs, own = ROOT / "docs", ""
    text = read_filled(docs, page.relative_to(docs).as_posix())
    head = text.partition("Head-note\n")[2].partition("\n## ")[0].splitlines()
    for line in text.splitlines():
        note = _OWN.match(line)
        statement = f"{page}#{note[1] if note else 'head-note'}"
        for target, address in _LINK.findall(note[2] if note else line if line in head else ""):
            yield (page.parent / (target or page.name)).resolve(), address, statement, False
        own = (re.findall(r'id="([^"]+)"', line) or [own])[-1]
        item = _LINK.match(line, line.index("](")) if line.startswith("- [") else None
        here = item[2] if item else own
        for target, address in _LINK.findall(line):
            if _LISTED.search(address) and not note and target:
                yield page, here, f"{(page.parent / target).resolve()}#{address}", True


def test_what_the_editors_refer_to_says_so() -> None:
    pages = (*ROOT.glob("docs/editions/*/*.md"), *ROOT.glob("docs/bibliography/*.md"))
    found = [one for page in pages for one in _read_references(page)]
    ways = [{one[:3] for one in found if one[3] is listed} for listed in (False, True)]
    assert len(ways[0]) > 100
    assert ways[0] == ways[1]


def test_every_text_published_here_has_a_head_note_and_the_documents_have_notes() -> None:
    known = own_notes()
    assert {"kuromiya-2023", "memorandum-1953", "psis-1945"} <= set(known)
    assert all(found.head_note for found in known.values())
    assert len(known["memorandum-1953"].notes) + len(known["psis-1945"].notes) >= 60
