"""Citations in Markdown: the words of the notes become links and are not altered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from hypothesis import given, settings
from hypothesis import strategies as st

from edition.linking.citations import find_citations
from edition.linking.layout import lay_out_text
from edition.linking.notes import link_document
from edition.model.document import NoteState
from edition.records.record import Split
from edition.writers.bibliography import FILE, FOLDER
from edition.writers.links import BIBLIOGRAPHY
from edition.writers.page import Heading
from edition.writers.text import TextContext, write_text
from tests.citations.notebook import Line, invented_works, make_notebook

PAGE = f"{BIBLIOGRAPHY}.md"
HEADING = Heading("book", "Book", "Book", "full", Split())
_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\(" + re.escape(PAGE) + r"#([\w-]+)\)")


def write_notes(
    *texts: str, linked: bool = True, pages: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return the Markdown of notes, with or without links to the pages of the bibliography."""
    lines = [Line(f"1.{number}", NoteState.WHOLE, text) for number, text in enumerate(texts, 1)]
    source, document = make_notebook(lines)
    document = link_document(source, document).document
    citations, _ = find_citations(source, document, invented_works(), {})
    layout = lay_out_text(document, HEADING.title, HEADING.split)
    shown = citations if linked else ()
    [text] = write_text(document, HEADING, layout, shown, TextContext(pages)).values()
    return text[text.index("[^1.1]:") :]


def test_the_page_of_the_bibliography_is_where_the_links_go() -> None:
    assert f"../../{FILE}" == PAGE


def test_a_citation_leads_to_the_page_of_its_work() -> None:
    assert f"../../{FOLDER}" == BIBLIOGRAPHY
    cited = "Averil, Strait of Kestrel Reopened, 12"
    text = write_notes(f"See {cited}.", pages={"averil-1920-strait": "literature-a"})
    page = f"{BIBLIOGRAPHY}/literature-a.md"
    assert text.startswith(f"[^1.1]: See [{cited}]({page}#averil-1920-strait).")
    # What only looks like a link of the edition is text, and stays what it is.
    likeness = "[a](../../bibliography.md#averil-1920-strait)"
    assert "literature-a" not in write_notes(likeness, pages={"averil-1920-strait": "literature-a"})


def test_a_resolved_citation_is_a_link_and_the_rest_is_none() -> None:
    text = write_notes(
        "See Averil, Strait of Kestrel Reopened, 12; Zell, Book Nobody Knows, 4.", "Ibid., 13."
    )
    assert text.splitlines()[0] == (
        f"[^1.1]: See [Averil, Strait of Kestrel Reopened, 12]({PAGE}#averil-1920-strait); "
        "Zell, Book Nobody Knows, 4."
    )
    assert "[^1.2]: Ibid., 13." in text, "after two works it is not certain"


def test_brackets_in_a_title_stay_what_they_are() -> None:
    text = write_notes("Averil [the elder], Strait of Kestrel Reopened, 12.")
    assert _LINK.findall(text) == [
        (r"Averil \[the elder\], Strait of Kestrel Reopened, 12", "averil-1920-strait")
    ]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Averil, Strait of Kestrel Reopened, 12", "Ibid., 3*4*", "GLAM, f. 1, l. 2_3_", "[x]",
             "Quist, “Mutiny and Its Admirals,” 7", "`code`", "<b>", "Kestrel Times, 1 May 1911, 2"]
        ),
        min_size=1,
        max_size=6,
    )
)  # fmt: skip
def test_without_the_links_the_markdown_is_the_same(pieces: list[str]) -> None:
    note = "; ".join(pieces) + "."
    assert _LINK.sub(r"\1", write_notes(note)) == write_notes(note, linked=False)
