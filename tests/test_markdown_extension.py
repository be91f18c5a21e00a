"""The Markdown extension: printed signs, page starts, addresses, and inert source text."""

import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from edition.model.document import Inline, NoteMarker, Text
from edition.model.note_keys import MARK_NAMES, printed_mark
from edition.text.escape import escape_markdown
from edition.text.span import Span
from edition.writers.links import Linked
from edition.writers.markdown import MarkdownWriter

BACKLINK = "a[@role='doc-backlink']"


def converter() -> Markdown:
    return Markdown(
        extensions=["toc", "tables", "fenced_code", "edition.publishing.dialect"],
        extension_configs={"toc": {"marker": ""}},
    )


def render(text: str) -> ET.Element:
    return ET.fromstring(f"<article>{converter().convert(text)}</article>")


def text_of(element: ET.Element | None) -> str:
    assert element is not None
    return "".join(element.itertext())


def by_id(page: ET.Element, name: str) -> ET.Element:
    found = [element for element in page.iter() if element.get("id") == name]
    assert len(found) == 1, f"{len(found)} elements have the id {name}"
    return found[0]


@pytest.mark.parametrize(
    ("key", "sign"),
    [
        ("45", "45"),
        ("2.178", "178"),
        ("intro.1", "1"),
        ("leaf3.asterisk", "*"),
        ("leaf3.double-asterisk", "**"),
        ("leaf3.triple-asterisk", "***"),
        ("p5.quadruple-asterisk", "****"),
        ("p40.dagger", "†"),
        ("p40.double-dagger", "‡"),
        ("p40.two-daggers", "††"),
        ("p40.asterisk-2", "*"),
        ("9a", "9a"),
    ],
)
def test_a_note_shows_its_printed_sign(key: str, sign: str) -> None:
    page = render(f"Text.[^{key}]\n\n[^{key}]: The note.")
    assert printed_mark(key) == sign
    assert text_of(by_id(page, f"r{key}")) == sign
    assert text_of(by_id(page, f"n{key}").find("a[@class='sign']")) == sign


def test_every_sign_is_one_that_cannot_be_in_an_address() -> None:
    assert not any(character.isalnum() for sign in MARK_NAMES for character in sign)


def test_markers_and_notes_carry_their_roles_and_lead_to_each_other() -> None:
    page = render("One.[^2.178]\n\n[^2.178]: The note.")
    marker, note = by_id(page, "r2.178"), by_id(page, "n2.178")
    assert marker.get("role") == "doc-noteref"
    assert marker.get("href") == "#n2.178"
    assert page.find("section[@role='doc-endnotes']/ol/li") is note
    assert [back.get("href") for back in note.iter("a") if back.get("role")] == ["#r2.178"]


def test_notes_are_in_the_order_of_the_source() -> None:
    page = render("B[^2] and A[^1].\n\n[^2]: two\n[^1]: one\n[^10]: ten")
    assert [note.get("id") for note in page.iter("li")] == ["n2", "n1", "n10"]


def test_a_note_with_two_markers_has_two_ways_back() -> None:
    page = render("> Here[^5]\n\nand there[^5].\n\n[^5]: Once.")
    backs = by_id(page, "n5").findall(f".//{BACKLINK}")
    assert [back.get("href") for back in backs] == ["#r5", "#r5-2"]
    assert page.find("blockquote//a[@id='r5']") is not None
    assert len({back.get("aria-label") for back in backs}) == 2


def test_markers_are_named_in_reading_order_in_any_block() -> None:
    page = render("First, *nested[^5]*.\n\n- item[^5]\n\nLast[^5].\n\n[^5]: Once.")
    order = [a.get("id") for a in page.iter("a") if a.get("role") == "doc-noteref"]
    assert order == ["r5", "r5-2", "r5-3"]


def test_a_note_that_nothing_points_to_is_shown_with_its_number() -> None:
    page = render("Text.\n\n[^7]: Unmarked.")
    note = by_id(page, "n7")
    assert note.get("class") == "unmarked"
    assert text_of(note).split() == ["7", "Unmarked."]
    assert note.find(f".//{BACKLINK}") is None


def test_a_marker_without_a_note_is_inert() -> None:
    page = render("Text.[^99] More.")
    assert text_of(page) == "Text.[^99] More."
    assert page.find(".//a") is None


def test_a_note_keeps_its_paragraphs_and_its_quotation() -> None:
    page = render("T.[^1]\n\n[^1]: First.\n\n    Second.\n\n    > Quoted.\n[^2]: Next.\n\nAfter.")
    note = by_id(page, "n1")
    assert [text_of(p) for p in note.findall("div/p")][:2] == ["First.", "Second."]
    assert text_of(note.find("div/blockquote")).strip() == "Quoted."
    assert text_of(by_id(page, "n2").find("div/p")) == "Next."
    assert text_of(page.findall("p")[-1]) == "After."


def test_a_note_may_point_to_a_note() -> None:
    page = render("T.[^1]\n\n[^1]: See below.[^2]\n[^2]: Below.")
    assert by_id(page, "n1").find(".//a[@id='r2']") is not None


def test_a_definition_that_occurs_twice_loses_no_text() -> None:
    page = render("T.[^1]\n\n[^1]: First.\n\n[^1]: Again.")
    assert "First." in text_of(by_id(page, "n1"))
    assert "Again." in text_of(by_id(page, "n1"))


def test_a_definition_inside_a_note_loses_no_text() -> None:
    page = render("T.[^1]\n\n[^1]: First.\n\n    [^2]: Inner.")
    assert text_of(by_id(page, "n2").find("div/p")) == "Inner."


def test_notes_of_one_page_do_not_reach_the_next() -> None:
    markdown = converter()
    markdown.convert("T.[^1]\n\n[^1]: One.")
    markdown.reset()
    assert "One." not in markdown.convert("T.[^1]")


def test_a_page_start_carries_no_text() -> None:
    page = render('<a id="p117.1"></a>Un<a id="p118">[p. 118]</a>broken.')
    start = by_id(page, "p118")
    assert text_of(page.find("p")) == "Unbroken."
    assert start.get("class") == "page"
    assert start.get("href") == "#p118"
    assert start.get("data-label") == "118"
    assert start.get("aria-label") == "Page 118"


def test_a_page_that_begins_with_its_paragraph_is_distinguished_from_one_that_begins_within() -> (
    None
):
    page = render('<a id="p8">[p. 8]</a><a id="p8.1"></a>Text <a id="p9">[p. 9]</a>more.')
    assert by_id(page, "p8").get("class") == "page opening"
    assert by_id(page, "p9").get("class") == "page"


def test_an_inferred_leaf_is_distinguished_from_a_printed_page() -> None:
    start = by_id(render('<a id="leaf3">[leaf 3]</a>Text.'), "leaf3")
    assert start.get("class") == "page inferred"
    assert start.get("data-label") == "3"
    assert start.get("aria-label") == "Leaf 3"


def test_a_page_start_says_what_its_number_rests_on() -> None:
    start = by_id(render('<a id="p4">[p. 4, counted; printed: - 1 -]</a>Text.'), "p4")
    assert start.get("class") == "page counted"
    assert (start.get("data-label"), start.get("data-printed")) == ("4", "- 1 -")
    assert start.get("title") == "Page 4: counted; the witness prints \u201c- 1 -\u201d"
    assert by_id(render('<a id="leafcover">[cover]</a>T.'), "leafcover").get("class") == "page"


@pytest.mark.parametrize(
    ("text", "name", "tag"),
    [
        ('<a id="p239.3"></a>Text.', "p239.3", "p"),
        ('<a id="p240">[p. 240]</a><a id="p240.1"></a>Text.', "p240.1", "p"),
        ('> <a id="p3.4"></a>Quoted.', "p3.4", "p"),
        ('<div class="verse" markdown="1">\n\n<a id="p5.2"></a>Line.\n\n</div>', "p5.2", "p"),
        ('- <a id="par12"></a>Item.', "par12", "li"),
        ('- (a) <a id="par13"></a>Item.', "par13", "li"),
        ('- (a) <a id="par14"></a>Item.\n\n    More.', "par14", "p"),
        ('## <a id="2-4"></a>2.4 Heading', "2-4", "h2"),
    ],
)
def test_an_address_is_the_id_of_what_it_names(text: str, name: str, tag: str) -> None:
    element = by_id(render(text), name)
    assert element.tag == tag
    link = element.find("a[@class='permalink']")
    assert link is not None
    assert link.get("href") == f"#{name}"
    assert text_of(link) == ""


def test_a_printed_mark_is_set_apart_from_its_item() -> None:
    mark = render('- (a) <a id="par13"></a>Item.').find(".//span[@class='mark']")
    assert text_of(mark) == "(a) "


def test_an_address_inside_a_paragraph_stays_where_it_is() -> None:
    page = render('Before <a id="here"></a>after.')
    assert by_id(page, "here").get("class") == "anchor"
    assert text_of(page) == "Before after."


def test_a_page_start_on_a_line_of_its_own_is_no_paragraph() -> None:
    paragraph = render('<a id="p9">[p. 9]</a>\n\nText.').find("p")
    assert paragraph is not None
    assert paragraph.get("class") == "page-start"


def test_the_links_between_divisions_are_navigation() -> None:
    page = render('<a id="nav-top"></a>[Contents](index.md) · [Next →](2.md)')
    navigation = by_id(page, "nav-top")
    assert navigation.tag == "nav"
    assert navigation.find("a[@class='permalink']") is None
    # The points between them are drawn: none begins or ends a line.
    assert "".join(navigation.itertext()) == "Contents  Next\u00a0→"


def test_headings_are_listed_without_their_note_markers() -> None:
    markdown = converter()
    markdown.convert('# <a id="1"></a>Title[^1]\n\n[^1]: Note.')
    (title,) = markdown.toc_tokens  # type: ignore[attr-defined]
    assert (title["id"], title["name"]) == ("1", "Title")


@pytest.mark.parametrize(
    "escaped",
    [
        "\\[^1\\]",
        "\\[^1\\]: no definition",
        '\\<a id="p1"\\>\\</a\\>',
        "&lt;a id=&quot;p1&quot;&gt;",
    ],
)
def test_escaped_marks_of_the_dialect_are_text(escaped: str) -> None:
    page = render(f"Word {escaped}\n\n[^1]: A note.")
    paragraph = page.find("p")
    assert paragraph is not None
    assert list(paragraph) == []


DIALECT = st.sampled_from(
    ["[^1]", "[^1]: ", '<a id="p1">', "[p. 1]", "</a>", "`", "*", "\\", "&lt;", "<", "|", "word"]
)


@given(st.lists(DIALECT | st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]))))
def test_source_text_is_inert(pieces: list[str]) -> None:
    text = "a" + "".join(pieces) + "z"
    page = render(f'<a id="p1.1"></a>{escape_markdown(text)}[^1]\n\n[^1]: Note.')
    paragraph = by_id(page, "p1.1")
    assert text_of(paragraph) == f"{text}1"
    # What the site adds to a paragraph: the language of another script, and what is not broken.
    spans = [child for child in paragraph if child.tag == "span"]
    unbroken = {"class": "unbroken"}
    assert all("lang" in span.attrib or span.attrib == unbroken for span in spans)
    assert all(len(span.attrib) == 1 and len(span) == 0 for span in spans)
    assert [child.tag for child in paragraph if child.tag != "span"] == ["a", "sup"]


KEYS = st.lists(st.integers(1, 40), min_size=1, max_size=12)


@given(KEYS, KEYS)
def test_every_id_is_unique_and_every_link_lands(markers: list[int], notes: list[int]) -> None:
    body = " ".join(f"w[^2.{key}]" for key in markers)
    page = render(body + "\n\n" + "\n".join(f"[^2.{key}]: Note {key}." for key in notes))
    ids = [name for element in page.iter() if (name := element.get("id"))]
    assert len(ids) == len(set(ids))
    assert {a.get("href", "")[1:] for a in page.iter("a")} <= set(ids)
    assert {f"n2.{key}" for key in notes} <= set(ids)


def test_the_alignment_of_a_column_is_a_class() -> None:
    page = render("| a | b | c | d |\n| --- | ---: | :---: | :--- |\n| 1 | 2 | 3 | 4 |\n")
    for row in page.iter("tr"):
        classes = [cell.get("class") for cell in row]
        assert classes == [None, "align-right", "align-center", "align-left"]
    assert not [element for element in page.iter() if element.get("style")]


# --- what begins a block ------------------------------------------------------------------------

_AT = Span(0, 1)


@pytest.mark.parametrize(
    ("first", "rest", "shown"),
    [
        (Linked((Text("note 2]:there", _AT),), "x.md", ""), "", "note 2]:there"),
        (Linked((Text("note 2]:", _AT),), "x.md", "A title"), " and more", "note 2]: and more"),
        (NoteMarker("2", "2", _AT), ": and more", "2: and more"),
    ],
)
@pytest.mark.parametrize("before", ["", "- ", "> ", "[^3]: "])
def test_a_block_that_begins_with_a_link_or_a_marker_is_no_definition(
    before: str, first: Inline | Linked, rest: str, shown: str
) -> None:
    inlines: list[Any] = [first, Text(rest, _AT)]
    text = MarkdownWriter((), {"2"}).inlines(inlines, line_start=True)
    page = render(f"A.[^3]\n\n{before}{text}\n\n[^2]: Note.\n")
    assert shown in text_of(page)
    words = [text_of(one) for one in page.iter("a") if one.get("href") in ("x.md", "#n2")]
    assert [one for one in words if one.startswith(("note 2]:", "2"))]


def test_a_line_of_a_printed_table_of_contents_has_a_title_a_leader_and_a_number() -> None:
    lines = [
        '<a id="pv.1"></a>List of Maps   [vii](#maps)',
        "1.1 Harbours and *Straits* . . . . . . [29](#p29)",
        "1.2 A Title on Two Lines of",
        "the Page, 1911–1913 . . . . 49",
        "Index.....viii",
        "1.3 Lanterns, etc. [51](#p51)",
        "1.4 Ferries . [60](#p60)",
        "In 1911 there were three ferries . . . and more",
        "Sold in 1911",
        "Acknowledgments 62",
        "Chapter 3",
    ]
    text = '<div class="contents" markdown>\n\n{}\n\n</div>'.format("<br/>\n".join(lines))
    page = render(text)
    parts = [[text_of(one) for one in line] for line in page.iter("span")
             if line.get("class") == "contents-line"]  # fmt: skip
    assert [(title.strip(), number) for title, _, number in (p for p in parts if len(p) == 3)] == [
        ("List of Maps", "vii"),
        ("1.1 Harbours and Straits", "29"),
        ("1.3 Lanterns, etc.", "51"),
        ("1.4 Ferries", "60"),
    ]
    assert [title.strip() for title, _ in (p for p in parts if len(p) == 2)] == [
        "1.2 A Title on Two Lines of\nthe Page, 1911–1913",
        "Index",
        "Acknowledgments",
    ]
    # What is wrapped is what stands there, letter for letter.
    plain = render(text.replace("contents", "verse"))
    assert text_of(page) == text_of(plain)
