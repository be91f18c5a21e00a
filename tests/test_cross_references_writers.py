"""Cross-references on the page: the words stay, the links land, what is wrong is listed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from edition.linking.collection import find_incoming
from edition.linking.cross_references import refer_document
from edition.linking.layout import lay_out_text
from edition.model.document import (
    Document,
    Inline,
    Join,
    JoinKind,
    NoteMarker,
    PageStart,
    Reference,
    ReferenceKind,
    Style,
    Styled,
    Text,
    Verdict,
)
from edition.model.layout import Layout
from edition.model.traversal import (
    INLINES,
    inlines_of,
    plain_text,
    running_text,
    walk,
    walk_leaves,
)
from edition.records.record import Split
from edition.text.span import Span
from edition.writers.errata import count_references, name_columns, write_errata
from edition.writers.incoming import ReferenceWriter
from edition.writers.links import Linked, TextLinks, link_references, preview_title
from edition.writers.markdown import MarkdownWriter
from edition.writers.page import Heading
from tests.cross_references.book import make_book

SIC = '<ins class="erratum">[[sic](errata.md#erratum-1)]</ins>'
HEADING = Heading("book", "The Strait", "Strait", "full", Split(1))


def refer_book(case: str, where: str = "body") -> tuple[Document, Mapping[str, str]]:
    source, document = make_book(case, where)
    document, _ = refer_document(source, document, {})
    return document, lay_out_text(document, "The Strait", Split(1)).addresses


def write_case(case: str) -> str:
    """Return the Markdown of the paragraph that holds a case."""
    document, files = refer_book(case)
    keys = [note.key for note in document.notes]
    links = TextLinks(link_references(document.references, files))
    writer = MarkdownWriter(document.pages, keys, links)
    leaves = walk_leaves(running_text(document))
    leaf = next(leaf for leaf in leaves if leaf.address == "p12.2")
    return writer.inlines(inlines_of(leaf), line_start=True)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("Averil (see p. 4).", "Averil (see [p. 4](1.md#p4 ~))."),
        ("Averil (see Chapter|1, p. 4).", "Averil (see [Chapter 1, p. 4](1.md#p4 ~))."),
        ("Tobias (see p. 5, n. 1).", "Tobias (see [p. 5, n. 1](1.md#n1.1 ~))."),
        ("As Chapter 1 shows.", "As [Chapter 1](1.md#1 ~) shows."),
        ("See Figure 2.1.", "See [Figure 2.1](2.md#p10.2 ~)."),
        ("Averil (see^ p. 4).", "Averil (see[^2.1] [p. 4](1.md#p4 ~))."),
        ("Averil (see p.^ 4).", "Averil (see [p.](1.md#p4 ~)[^2.1][ 4](1.md#p4 ~))."),
        ("Nothing is said (see p. 400).", "Nothing is said (see p. 400)."),
        (
            "Ferreira (see Chapter 1, p. 9).",
            "Ferreira (see [Chapter 1, p. 9](2.md#p9 ~)" + SIC + ").",
        ),
    ],
)
def test_the_words_become_the_text_of_a_link(case: str, expected: str) -> None:
    assert re.sub(r' "[^"]*"\)', " ~)", write_case(case)) == expected


def test_a_reference_over_a_page_end_is_two_links_to_one_place() -> None:
    written = write_case("Averil (see Chapter 1,\u00b6p. 4).")
    assert re.findall(r"\[([^\[\]]*)\]\((\S+)", written) == [
        ("Chapter 1,", "1.md#p4"),
        ("p. 4", "1.md#p4"),
    ]
    assert '</a>[p. 4](1.md#p4 "' in written


def test_the_title_of_a_link_is_inert_and_says_the_words() -> None:
    hostile = 'a "b" \\ `c` *d* [e](f) <img src=x onerror=1> &amp; ${g}$ _h_ ) "'
    title = preview_title(_reference(Span(0, 4), preview=hostile))
    text = f'[p. 4](1.md#p4 "{title}") and on'
    for html in (Markdown().convert(text), MarkdownIt().render(text)):
        tree = LexborHTMLParser(html)
        [link] = tree.css("a")
        assert link.attributes == {"href": "1.md#p4", "title": hostile}
        assert tree.body is not None
        assert tree.body.text().strip() == "p. 4 and on"


def _reference(*parts: Span, **changes: object) -> Reference:
    plain = Reference(
        "p. 4", parts, ReferenceKind.PAGE, "4", "p4", Verdict.PLAUSIBLE, "", preview="A preview."
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


@st.composite
def runs(draw: st.DrawFn) -> tuple[tuple[Inline, ...], list[Reference]]:
    """Draw a run of inlines that cover a witness, and references anywhere in it."""
    inlines: list[Inline] = []
    place = 0
    for kind in draw(st.lists(st.sampled_from("ttjnps"), max_size=12)):
        length = draw(st.integers(1, 6)) if kind in "ts" else 1
        span = Span(place, place + length)
        text = Text("abcdefgh"[:length], span)
        made: dict[str, Inline] = {
            "t": text,
            "s": Styled(Style.ITALIC, (text,), span),
            "j": Join(JoinKind.SPACE, Span(place, place)),
            "n": NoteMarker("1", "1", span),
            "p": PageStart("4", Span(place, place)),
        }
        inlines.append(made[kind])
        place += length
    edges = sorted(draw(st.sets(st.integers(0, max(place, 1)), max_size=6)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple(inlines), [_reference(Span(a, b)) for a, b in pairs]


def _unlink(inlines: Iterable[Inline | Linked]) -> Iterator[Inline]:
    for inline in inlines:
        if isinstance(inline, Linked):
            yield from inline.children
        else:
            yield inline


@given(runs())
def test_cutting_loses_and_moves_nothing(drawn: tuple[tuple[Inline, ...], list[Reference]]) -> None:
    inlines, references = drawn
    cut = tuple(_unlink(TextLinks(link_references(references, {"p4": "1.md"})).cut(inlines)))
    assert plain_text(cut) == plain_text(inlines)
    others = [inline for inline in inlines if not isinstance(inline, Text)]
    assert [inline for inline in cut if not isinstance(inline, Text)] == others
    pieces = [inline.span for inline in walk(cut, *INLINES) if isinstance(inline, Text)]
    assert pieces == sorted(pieces)
    assert all(len(span) for span in pieces)


@given(runs())
def test_every_character_of_a_reference_is_linked(
    drawn: tuple[tuple[Inline, ...], list[Reference]],
) -> None:
    inlines, references = drawn
    plain = tuple(inline for inline in inlines if not isinstance(inline, Styled))
    cut = TextLinks(link_references(references, {"p4": "1.md"})).cut(plain)
    linked = [child for link in cut if isinstance(link, Linked) for child in link.children]
    found = _offsets(child.span for child in linked if isinstance(child, Text))
    wanted = _offsets(part for reference in references for part in reference.parts)
    assert found == wanted & _offsets(i.span for i in plain if isinstance(i, Text))


def _offsets(spans: Iterable[Span]) -> set[int]:
    return {offset for span in spans for offset in range(span.start, span.end)}


def test_every_address_has_the_file_that_holds_it() -> None:
    _, files = refer_book("")
    assert files["pi"] == "front.md"
    assert files["p1"] == "intro.md"
    assert files["p4.1"] == files["1"] == files["n1.2"] == "1.md"
    assert files["p15"] == files["concl"] == "concl.md"


def _incoming(document: Document, files: Mapping[str, str], path: str) -> str:
    incoming = find_incoming(document, files)
    mine = {address: found for address, found in incoming.items() if files[address] == path}
    return ReferenceWriter(document, files).write_incoming(mine)


def test_a_place_knows_who_refers_to_it() -> None:
    document, files = refer_book("Averil (see p. 4; see p. 4) and Tobias (see p. 5, n. 1).")
    incoming = _incoming(document, files, "1.md")
    assert "- [p. 4](#p4): [Chapter 2, p. 12](2.md#p12.2)\n" in incoming
    assert "- [n. 1](#n1.1): [Chapter 2, p. 12](2.md#p12.2)\n" in incoming
    assert _incoming(document, files, "2.md") == ""
    document, files = refer_book("Averil (see p. 4).", "note")
    assert "[Chapter 2, p. 12, n. 3](2.md#n2.3)" in _incoming(document, files, "1.md")


def _errata(case: str) -> str:
    document, files = refer_book(case)
    return write_errata(document, HEADING, Layout(addresses=files))


def test_the_errata_page_quotes_both_places_and_links_them() -> None:
    page = _errata("The consul Ferreira knew (see Chapter 1, p. 9).")
    assert "Page 9 is in Chapter 2, not in Chapter 1. Words in both passages: Ferreira." in page
    assert '## <a id="erratum-1"></a>\u201cChapter 1, p. 9\u201d' in page
    assert "[Chapter 2, p. 12](2.md#p12.2) reads:" in page
    assert "> The consul Ferreira knew (see Chapter 1, p. 9)." in page
    assert "[p. 9](2.md#p9) reads:\n\n> Ten years later the consul Ferreira came back." in page


def test_the_errata_page_lists_missing_targets() -> None:
    assert "[Chapter 2, p. 12](2.md#p12.2): \u201cp. 400\u201d" in _errata("Quist (see p. 400).")


def test_a_text_in_order_has_no_errata_page() -> None:
    assert _errata("Averil (see p. 4).") == ""


def test_references_are_counted_by_kind_and_verdict() -> None:
    document, _ = refer_book("Averil (see p. 4; see Chapter 1, p. 9; see Figure 2.1).")
    assert name_columns() == ("Target", "Proved", "Plausible", "Contradicted", "Missing", "All")
    rows = {row[0]: row[1:] for row in count_references(document.references)}
    assert rows["Page"] == ("1", "0", "1", "0", "2")
    assert rows["All"][-1] == "3"
