"""What an edition says of its addresses: their words, and what stands beside them."""

from __future__ import annotations

from edition.linking.layout import lay_out_text, read_words
from edition.model.document import (
    Block,
    Caption,
    Document,
    Emended,
    Inline,
    ItemList,
    Join,
    JoinKind,
    Lacuna,
    LineBreak,
    ListItem,
    Matter,
    MatterKind,
    Note,
    NoteMarker,
    NoteState,
    Ornament,
    Page,
    PageStart,
    Paragraph,
    Quotation,
    Style,
    Styled,
    Supplied,
    Text,
)
from edition.records.record import Split
from edition.text.span import Span
from edition.writers.links import link_contents
from edition.writers.markdown import MarkdownWriter
from edition.writers.page import Anchors, Annotation

HERE = Span(0, 0)


def text(words: str) -> Text:
    return Text(words, HERE)


def paragraph(address: str, *inlines: Inline) -> Paragraph:
    return Paragraph(inlines or (text(f"Words of {address}."),), HERE, address)


def test_the_words_of_an_address_are_what_a_reader_reads() -> None:
    inlines: tuple[Inline, ...] = (
        text("One "),
        PageStart("2", HERE),
        Styled(Style.ITALIC, (text("t*w*o"), NoteMarker("1", "1", HERE)), HERE),
        NoteMarker("", "9", HERE),
        LineBreak(HERE),
        Join(JoinKind.HYPHEN_KEPT, HERE),
        Supplied("three", "damaged", HERE),
        Emended("four", "for", "slip", HERE),
        Lacuna("torn", HERE),
        text("<five> &amp;"),
    )
    assert read_words(inlines, frozenset({"1"})) == "One t*w*o9 -[three]four [\u2026] <five> &amp;"


BLOCKS: tuple[Block, ...] = (
    paragraph("p1.1", text("With a note"), NoteMarker("1", "1", HERE), text(".")),
    Quotation((paragraph("p1.2"), paragraph("p1.3")), HERE),
    ItemList((ListItem("(a)", HERE, (paragraph("p1.4"), paragraph("p1.5")), HERE),), HERE),
    Matter(MatterKind.STAMP, (text("A stamp"),), HERE, "p1.6"),
)


def write_with(*addresses: str) -> list[str]:
    """Return the Markdown of the blocks with a line beside each of the addresses."""
    annotations = [Annotation(address, f"Beside {address}") for address in addresses]
    return MarkdownWriter((), ["1"], annotations=annotations).blocks(BLOCKS, 1).split("\n")


def test_an_annotation_follows_the_whole_block_that_has_its_address() -> None:
    plain = write_with()
    before = {"p1.1": "With", "p1.2": "p1.3", "p1.4": "</div>", "p1.6": "</div>", "n1": "With"}
    for address, last in before.items():
        lines = write_with(address)
        start = lines.index('<div class="correspondence" markdown="1">')
        assert lines[start + 2] == f"Beside {address}"
        assert last in lines[start - 2]
        assert lines[: start - 1] + lines[start + 5 :] == plain, "nothing else changes"


def test_an_annotation_that_no_block_has_is_not_lost() -> None:
    writer = MarkdownWriter((), ["1"], annotations=[Annotation("n1", "Beside n1")])
    writer.blocks((paragraph("p1.1"),), 1)
    assert "Beside n1" in writer.remaining_annotations()


def test_old_addresses_are_beside_the_address_that_replaced_them() -> None:
    new = ("p1", "p1.1", "r1", "r1-2", "n1")
    anchors = Anchors({address: [f"old-{address}"] for address in new})
    writer = MarkdownWriter([Page("1", 0, False)], ["1"], anchors=anchors)
    marker = NoteMarker("1", "1", HERE)
    written = writer.blocks((paragraph("p1.1", text("A"), marker, text("B"), marker),), 1)
    assert written == (
        '<a id="p1">[p. 1]</a><a id="old-p1"></a><a id="p1.1"></a><a id="old-p1.1"></a>A'
        '<a id="old-r1"></a>[^1]B<a id="old-r1-2"></a>[^1]'
    )
    note = Note("1", "", "1", (paragraph(""),), (HERE,), None, NoteState.WHOLE, HERE)
    assert writer.note(note).startswith('[^1]: <a id="old-n1"></a>Words')


def test_a_note_without_a_marker_is_laid_out_and_not_lost() -> None:
    note = Note("7", "", "7", (paragraph(""),), (HERE,), None, NoteState.UNMARKED, None)
    layout = lay_out_text(Document((paragraph("p1.1"),), (), (note,), ()), "Title", Split())
    assert layout.addresses["n7"] == "text.md"


DOI = "[doi:10.1/x](https://doi.org/10.1/x)"


def test_what_is_missing_is_said_with_the_page_of_the_original() -> None:
    note = Note("2.7", "2", "7", (), (), None, NoteState.MISSING, HERE, page="129")
    writer = MarkdownWriter([], ["2.7"], original=DOI)
    place = f"the marker is on p.\u00a0129 of {DOI}"
    assert writer.note(note) == f"[^2.7]: <ins>[Text missing from this witness; {place}]</ins>"
    caption = Caption("1", (text("Figure 1. A boat"),), HERE, "p119.1")
    assert f"<ins>[Picture not in this witness; see p.\u00a0119 of {DOI}]</ins>" in writer.blocks(
        (caption,), 1
    )
    alone = MarkdownWriter([], []).note(note)
    assert alone == "[^2.7]: <ins>[Text missing from this witness.]</ins>"


def test_letters_that_were_an_ornament_are_shown_as_one() -> None:
    writer = MarkdownWriter([], [])
    shown = writer.blocks((Ornament("QXZ", HERE),), 1)
    assert "An ornament in print; the witness has \u201cQXZ\u201d." in shown
    assert ">\u2766</ins>" in shown
    assert "\u2766" not in writer.blocks((Ornament("* * *", HERE),), 1)


def test_the_numbers_of_a_table_of_contents_lead_to_their_pages() -> None:
    words = "The Sea . . . 40"
    line = Text(words, Span(0, len(words)))
    other = Text("In the year 1936", Span(20, 36))
    matter = Matter(MatterKind.CONTENTS, (line, LineBreak(HERE), other), Span(0, 36))
    document = Document((matter,), (), (), (Page("40", 0, False),))
    [link] = link_contents(document, {"p40": "2.md"})
    assert (link.parts, link.href) == ((Span(14, 16),), "2.md#p40")
