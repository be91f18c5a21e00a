"""The proof from the pages back to the witness: it holds, and every kind of damage is caught."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edition.checking.verification import verify_text
from edition.model.ledger import Ledger
from edition.readers.registry import READERS
from edition.text.source import Source
from tests.pages import render_text
from tests.readers.laws import FRAGMENTS

REPORT = """A REPORT

The first paragraph has a note\u00b9 and goes on with a K\u014dmoto in it, as para-
graphs do, and ends here.

The second paragraph has another\u00b2 and a third\u00b3 marker.

(1) The text of the first note.
(2) The text of the second note.
(3) The text of the third note,
which runs on.

The third paragraph closes the report, and no note is in it.
"""


@pytest.fixture
def built(tmp_path: Path) -> tuple[Source, Ledger, list[Path]]:
    source = Source("report.txt", REPORT)
    _, ledger, pages = render_text(source, tmp_path, "report", {}, None)
    return source, ledger, pages


def test_an_undamaged_text_is_proved(built: tuple[Source, Ledger, list[Path]]) -> None:
    source, ledger, pages = built
    assert verify_text(source, ledger.entries, pages) == []


def _replace(old: str, new: str) -> Callable[[str], str]:
    def damage(page: str) -> str:
        assert old in page
        return page.replace(old, new, 1)

    return damage


def _swap_notes(page: str) -> str:
    first, second = "The text of the first note.", "The text of the second note."
    return page.replace(first, "@").replace(second, first).replace("@", second)


def _double_paragraph(page: str) -> str:
    paragraph = re.search(r"<p[^>]*>(?:(?!</p>).)*second paragraph.*?</p>", page, re.DOTALL)
    assert paragraph
    return page.replace(paragraph[0], paragraph[0] * 2)


def _swap_paragraphs(page: str) -> str:
    second = re.search(r"<p[^>]*>(?:(?!</p>).)*second paragraph.*?</p>", page, re.DOTALL)
    third = re.search(r"<p[^>]*>(?:(?!</p>).)*third paragraph.*?</p>", page, re.DOTALL)
    assert second
    assert third
    swapped = page.replace(second[0], "@@").replace(third[0], second[0])
    return swapped.replace("@@", third[0])


DAMAGES: dict[str, tuple[Callable[[str], str], set[str]]] = {
    "a word gone": (_replace(" closes", ""), {"V001"}),
    "a word added": (_replace("closes", "closes quickly"), {"V002"}),
    "two letters transposed": (_replace("closes", "colses"), {"V001", "V002", "V003"}),
    "a macron stripped": (_replace("K\u014dmoto", "Komoto"), {"V003"}),
    "a capital lowered": (_replace("The third", "the third"), {"V003"}),
    "a full stop gone": (_replace("in it.", "in it"), {"V001"}),
    "two words joined": (_replace("no note is", "nonote is"), {"V004"}),
    "a word parted": (_replace("paragraphs do", "para graphs do"), {"V004"}),
    "a hyphen brought back": (_replace("paragraphs do", "para-graphs do"), {"V002"}),
    "two notes swapped": (_swap_notes, {"V001", "V002", "V003"}),
    "a note gone": (_replace("The text of the second note.", ""), {"V001"}),
    "a note under another number": (_replace('id="n3"', 'id="n4"'), {"V001", "V002"}),
    "a paragraph twice": (_double_paragraph, {"V002"}),
    "two paragraphs swapped": (_swap_paragraphs, {"V001", "V002", "V003"}),
    "a digit changed": (_replace("second paragraph", "2nd paragraph"), {"V001", "V002", "V003"}),
    "everything gone": (lambda page: "<article></article>", {"V001"}),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_caught(name: str, built: tuple[Source, Ledger, list[Path]]) -> None:
    source, ledger, pages = built
    damage, codes = DAMAGES[name]
    page = pages[0].read_text(encoding="utf-8")
    damaged = damage(page)
    assert damaged != page
    pages[0].write_text(damaged, encoding="utf-8")
    found = verify_text(source, ledger.entries, pages)
    assert found
    assert {diagnostic.code for diagnostic in found} <= codes


def test_what_the_site_adds_is_excluded(built: tuple[Source, Ledger, list[Path]]) -> None:
    source, ledger, pages = built
    page = pages[0].read_text(encoding="utf-8")
    added = page.replace("<article>", "<article><nav>Contents of the text</nav>")
    pages[0].write_text(f"<header>Search</header>{added}<footer>End</footer>", encoding="utf-8")
    assert verify_text(source, ledger.entries, pages) == []


def test_a_difference_is_reported_at_its_place(built: tuple[Source, Ledger, list[Path]]) -> None:
    source, ledger, pages = built
    page = pages[0].read_text(encoding="utf-8")
    pages[0].write_text(page.replace(" closes", ""), encoding="utf-8")
    [found] = verify_text(source, ledger.entries, pages)
    line = REPORT[: REPORT.index("closes")].count("\n") + 1
    assert (found.code, found.path, found.line) == ("V001", "report.txt", line)


# --- what is read can be published --------------------------------------------------------------

HARD = (
    "1. 1917.\n2. 1918.\n",
    "690. 1. The visit\n\n2. The pilot\n",
    "1. 1. a\n   2. b\n2. c\n",
    "1. Item\n2. A\n3. Item\n\n   Second par.\n4.\n",
    "- a\n\n  b\n- c\n",
    "- a\n  - b\n  -\n- \n  - c\n",
    "7. # # #",
    "7. > quoted\n",
    "S\n# # #\n",
    "3\n\n#\n##\n",
    "7\n\n#\n--",
    "[^1]\n# [^1]\n",
    "[^a]:.\n[^a]:",
    "*[ \\*",
    "here.\fThe second page",
    "the \x07 and \x0b and \x1c and \x7f and \x85 then",
    "First line\rSecond line\r\rNew paragraph.\r",
    "a*\r\n\r\n*b\r\n\r\n      *\r\n    *   *\r\n",
    "[^a]:[^a]: x\n",
    "[^1]:___\n\n> 1. * * *\n",
    "W[^a][^b]\n\n[^a]: x\n\n    [^b]: y\n",
    "(,\n\u5927\u6d77\n\u738b\u5927",
    "Contents\nTheCatalogues 1\n1...1\n\x0cTheCatalogues",
    "A well\u2010\nknown thing is well\u2010known and well-known here.\n",
    "A well\u00ad\nknown thing is well-known and well-known here.\n",
    "\u6f22\u5b57\n\u5927\u6d77 a\u2014\nb\n\u2014c -\nz and pre-\n1914\n",
    "A.[1]\n\n[^1]:\n\nNotes\n\n[1]\n\n[2]\n",
    "A.\u00b9\n\n(1) One.\n(2)\n(3)\n\nB.\n",
    "<TEI><text><front><div><head>H</head></div></front>stray<body><p>B.</p></body></text></TEI>",
    "2 \n\x0c,3e3 L",
    "1. s|\n|-",
    "<TEI><p><choice><sic>2.\n\n3.</sic><corr>4</corr></choice> a</p></TEI>",
    "A[********************************]b",
    "```\n| a | b |\n|---|---|\n```\n\n| c | d |\n|---|---|\n--\n",
    "<TEI><list><item><p>A.</p><figure><figDesc>C.</figDesc></figure></item></list>B.</TEI>",
    "<TEI><list>A<note>B.</note> c<app><lem>l</lem><rdg>r</rdg></app><item>D</item> e</list></TEI>",
    "<TEI><list><label>a</label><item>A</item><label>b</label><head>B</head></list>c</TEI>",
    "<TEI><lg><l>A<note><lg><l>B</l></lg></note></l><row><cell>C</cell></row></lg>d</TEI>",
    "<TEI><table><row><cell>A<table><row><cell>B</cell></row></table></cell></row></table></TEI>",
)
"""Texts that were read and could not be published."""
_MARKS = st.sampled_from(
    [
        "1. 1917.",
        "690. 1. The visit",
        "-",
        "- - a",
        "2.",
        "7. # # #",
        "- > y",
        "  - sub",
        "   more",
        "#",
        "##",
        "# # #",
        "[^1]",
        "[^1]:",
        "[^a]:",
        "===",
        "---",
        "\x07",
        "\x0b",
        "\x1c",
        "\x7f",
        "\x85",
        "&amp;",
        "&#35;",
        "<!-- c -->",
        "*[a]: b",
        "{: #x}",
        "Term\n: def",
        "[TOC]",
        "\\*",
    ]
)
_texts = st.lists(
    st.tuples(
        st.one_of(FRAGMENTS, _MARKS),
        st.sampled_from(["", " ", "\n", "\n\n", "\n\n\n", "\r\n", "\r", "\n  ", "\n    "]),
    ),
    max_size=20,
).map(lambda pairs: "".join(a + b for a, b in pairs))


def _prove(text: str, kind: str, folder: Path) -> list[str]:
    source = Source("sample.txt", text)
    _, ledger, pages = render_text(source, folder, kind, {}, None)
    return [one.message for one in verify_text(source, ledger.entries, pages)]


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("text", HARD)
def test_a_text_that_was_hard_to_publish_is_proved(text: str, kind: str, tmp_path: Path) -> None:
    assert _prove(text, kind, tmp_path) == []


@pytest.mark.parametrize("kind", READERS)
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=_texts.filter(str.strip))
def test_what_is_read_is_proved(kind: str, text: str, tmp_path: Path) -> None:
    assert _prove(text, kind, tmp_path) == []
