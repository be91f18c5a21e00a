"""An address is taken apart and named by one grammar, which the scripts of the theme share."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from edition.model.addresses import (
    MARKER,
    NOTE,
    PATTERNS,
    TRANSCRIPTION,
    Address,
    find_retired,
    free_name,
    name_extent,
    parse_address,
)
from edition.model.document import Document, Fragment, Page, Paragraph
from edition.model.index import AddressKind as Kind
from edition.model.numbering import assign_addresses
from edition.model.traversal import walk_leaves
from edition.publishing.mkdocs import THEME
from edition.text.span import Span
from edition.writers.address_names import name_address
from tests.projects import make_source, run

CASES = [
    ("p239", Address(Kind.PAGE, "p239"), "p. 239"),
    ("pvii", Address(Kind.PAGE, "pvii"), "p. vii"),
    ("leaf3", Address(Kind.PAGE, "leaf3"), "leaf 3"),
    ("p239.3", Address(Kind.PARAGRAPH, "p239", "3"), "p. 239, \u00b6 3"),
    ("p12-bis.3", Address(Kind.PARAGRAPH, "p12-bis", "3"), "p. 12-bis, \u00b6 3"),
    ("leaf3.h1", Address(Kind.HEADING, "leaf3", "1"), "leaf 3, heading 1"),
    ("p239.f2", Address(Kind.FRAGMENT, "p239", "2"), "p. 239, note fragment 2"),
    ("frag2", Address(Kind.FRAGMENT, "", "2"), "note fragment 2"),
    ("leafcover", Address(Kind.PAGE, "leafcover"), "cover"),
    ("leafcover.3", Address(Kind.PARAGRAPH, "leafcover", "3"), "cover, \u00b6 3"),
    ("par12", Address(Kind.PARAGRAPH, "", "12"), "\u00b6 12"),
    ("head2", Address(Kind.HEADING, "", "2"), "heading 2"),
    ("n2.45", Address(Kind.NOTE, key="2.45"), "note 2.45"),
    ("r2.45", Address(Kind.MARKER, key="2.45"), "marker of note 2.45"),
    ("n7", Address(Kind.NOTE, key="7"), "note 7"),
    ("np3.asterisk", Address(Kind.NOTE, key="p3.asterisk"), "p. 3, note \\*"),
    ("preface", Address(Kind.DIVISION), "section preface"),
    ("notes", Address(Kind.DIVISION), "section notes"),
    ("2-4", Address(Kind.DIVISION), "section 2-4"),
    ("heading", Address(Kind.DIVISION), "section heading"),
]


@pytest.mark.parametrize(("address", "parts", "name"), CASES)
def test_an_address_is_taken_apart_and_named(address: str, parts: Address, name: str) -> None:
    assert parse_address(address) == parts
    assert name_address(address).replace("\u00a0", " ") == name


@pytest.mark.parametrize(
    ("labels", "leaves", "name"),
    [
        ("ix x 1 2", False, "pp. ix–2"),
        ("7", False, "p. 7"),
        ("leaf 1,1,2,6", False, "leaf 1, pp. 1–6"),
        ("leaf 1,leaf 2,1,leaf 3,2,leaf 4", False, "leaves 1–2, pp. 1–2, leaf 4"),
        ("cover 1 2 13", True, "cover, leaves 1–13"),
        ("cover,cover 2,1", True, "cover–cover 2, leaf 1"),
        ("cover", True, "cover"),
        ("", True, ""),
    ],
)
def test_pages_are_named_with_those_that_have_no_number(
    labels: str, leaves: bool, name: str
) -> None:
    names = labels.split("," if "," in labels else None)
    pages = [Page(label, n, leaves, leaf=leaves or " " in label) for n, label in enumerate(names)]
    assert name_extent(pages).replace("\u00a0", " ") == name


def list_addresses() -> list[str]:
    """Return the cases, and addresses made of every label with every ending."""
    pages = [*map("".join, product(("p", "leaf"), ("7", "239", "xiv", "12-bis", "A.2", "\u4e09")))]
    endings = ("", ".3", ".h2", ".12.4", ".h", ".x", "-2")
    others = ["par7", "head7", "par", "head", "par7.2", "part-2", "p", "leaf", "w-p7", "from-p7.2"]
    return [case[0] for case in CASES] + [*map("".join, product(pages, endings))] + others


def test_the_scripts_have_the_same_grammar() -> None:
    script = (THEME / "assets" / "library.js").read_text("utf-8")
    patterns = dict(re.findall(r"^    (\w+): /\^(.+)\$/,$", script, re.MULTILINE))
    assert patterns == dict(PATTERNS)
    prefixes = dict(re.findall(r'^  const ([A-Z]+) = "([^"]+)";$', script, re.MULTILINE))
    assert prefixes == {"NOTE": NOTE, "MARKER": MARKER, "TRANSCRIPTION": TRANSCRIPTION}


def test_no_division_has_the_name_of_a_generated_page(tmp_path: Path) -> None:
    chapters = "\n\n".join(f"# {name}\n\nA paragraph." for name in ("One", "Endnotes", "Cite"))
    make_source(tmp_path, chapters + "\n", reader={"kind": "markdown"}, output={"split": 1})
    assert run(tmp_path, "convert") == 0
    folder = tmp_path / "docs" / "editions" / "sample"
    generated = {path.stem for path in folder.glob("*.md")} | {"errata", "front", "text", "p7"}
    generated -= {"one", "section-endnotes", "section-cite"}
    assert {"index", "fidelity", "witness-one"} <= generated

    clashing = tmp_path / "clashing"
    titles = [name.replace("-", " ").capitalize() for name in sorted(generated)]
    text = "\n\n".join(f"# {title}\n\nParagraph of {title}." for title in [*titles, "One"])
    make_source(clashing, f"{text}\n", reader={"kind": "markdown"}, output={"split": 1})
    assert run(clashing, "convert") == 0
    folder = clashing / "docs" / "editions" / "sample"
    for title in titles:
        name = title.lower().replace(" ", "-")
        page = (folder / f"section-{name}.md").read_text("utf-8")
        assert f"Paragraph of {title}." in page
        assert f'<a id="section-{name}"></a>' in page


def test_a_name_that_is_free_stays() -> None:
    assert free_name("preface", {"preface"}) == "preface"
    assert free_name("index", {"index", "section-index"}) == "section-section-index"


def test_an_address_that_other_words_had_is_not_given_again() -> None:
    moved = {"leaf1.1": "leafcover.1", "text.md#leaf1.2": "leafcover.2", "p3.2": "p3.f1"}
    # Within one page and kind the count may have changed: that is for the lock to report.
    retired = find_retired({**moved, "p4.1": "p4.2", "n7": "n8"})
    assert retired == {"leaf1.1", "leaf1.2", "p3.2"}
    pages = (Page("1", 0, True), Page("2", 50, True))
    blocks = tuple(Paragraph((), Span(start, start + 1)) for start in (1, 2, 51))
    named = assign_addresses(Document(blocks, (), (), pages), retired)
    assert [leaf.address for leaf in walk_leaves(named)] == ["leaf1.3", "leaf1.4", "leaf2.1"]


def test_fragments_of_notes_are_not_counted_with_the_paragraphs() -> None:
    blocks = (
        Paragraph((), Span(1, 2)), Fragment((), Span(3, 4)), Paragraph((), Span(5, 6)),
    )  # fmt: skip
    named = assign_addresses(Document(blocks, (), (), (Page("7", 0, False),)))
    assert [leaf.address for leaf in walk_leaves(named)] == ["p7.1", "p7.f1", "p7.2"]
