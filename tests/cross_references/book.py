"""A small book to refer to: an introduction, two chapters and a conclusion on seventeen pages.

Page by page: i and ii before the text, 1 to 3 Introduction, 4 to 8 Chapter 1, 9 to 13 Chapter 2,
14 and 15 Conclusion. Notes 1 and 2 in each chapter; Figure 1.1 on p. 6, Figure 2.1 on p. 10.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from edition.linking.cross_references import FoundReferences, find_references
from edition.model.document import (
    Block,
    Caption,
    Division,
    Document,
    Inline,
    Join,
    JoinKind,
    Note,
    NoteMarker,
    NoteState,
    Page,
    PageStart,
    Paragraph,
    Quotation,
    Text,
)
from edition.model.numbering import assign_addresses
from edition.text.source import Source
from edition.text.span import Span

WORDS = {
    "i": "The Harbour Press.",
    "ii": "All rights are reserved.",
    "1": "Ambassador Vellamo left the port of Kestrel in silence.",
    "2": "The herring fleet of Captain Ormond never returned.",
    "3": "Nobody asked why.",
    "4": "The treaty of Lindholm was signed by Baroness Averil.",
    "5": "The lighthouse keeper Tobias wrote to the ministry.",
    "6": "A map of the strait was drawn by Wenceslas.",
    "7": "The customs house burned down in 1911.",
    "8": "Merchants from Zanderij protested.",
    "9": "Ten years later the consul Ferreira came back.",
    "10": "A portrait shows Ferreira with a telescope.",
    "11": "The mutiny of the Halcyon began at dawn.",
    "12": "",
    "13": "Admiral Quist surrendered the keys.",
    "14": "So the strait was closed to Ormond for ever.",
    "15": "The rest is silence, \u201ca hollow crown\u201d for the victors.",
}
DIVISIONS = (
    ("intro", "", "Introduction", "1", "4"),
    ("1", "1", "The Treaty", "4", "9"),
    ("2", "2", "The Mutiny", "9", "14"),
    ("concl", "", "Conclusion", "14", ""),
)
HERE = "12"
"""Label of the page that a case stands on."""


@dataclass(slots=True)
class Draft:
    """A witness that grows, with the nodes that cover it."""

    text: str = ""
    pages: list[Page] = field(default_factory=list)
    blocks: dict[str, list[Block]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def add(self, words: str) -> Text:
        start = len(self.text)
        self.text += words
        return Text(words, Span(start, len(self.text)))


def make_book(case: str = "", where: str = "body") -> tuple[Source, Document]:
    """Return the book with a case on p. 12; ``where`` is ``body``, ``note`` or ``quotation``.

    In a case ``|`` ends a line, ``\u00b6`` ends the page (p. 13 begins), ``^`` is a note marker.
    """
    draft = Draft()
    name = "front"
    spans: dict[str, tuple[int, Span]] = {}
    for label, words in WORDS.items():
        draft.pages.append(Page(label, len(draft.text), inferred=False))
        for division, number, title, first, _ in DIVISIONS:
            if first == label:
                name = division
                head = draft.add(f"{number} {title}".strip())
                spans[name] = (head.span.start, head.span)
                draft.add("\n")
        draft.blocks.setdefault(name, []).append(_paragraph(draft, words))
        if label in ("6", "10"):
            caption = draft.add(f"Figure {'1' if label == '6' else '2'}.1. A picture.")
            draft.blocks[name].append(Caption(caption.text[7:10], (caption,), caption.span))
            draft.add("\n")
        if label in ("5", "7", "10", "11"):
            _note(draft, name, {"5": "1", "7": "2", "10": "1", "11": "2"}[label], label)
        if label == HERE and case:
            _place_case(draft, name, case, where)
    return Source("book.txt", draft.text), assign_addresses(_assemble(draft, spans))


def _paragraph(draft: Draft, words: str) -> Paragraph:
    text = draft.add(words)
    draft.add("\n")
    return Paragraph((text,), text.span)


def _note(draft: Draft, name: str, sign: str, page: str) -> None:
    marker = draft.add(sign)
    draft.add(" ")
    text = draft.add(f"The archive of Brumal is silent on {page}-{sign}.")
    draft.add("\n")
    block = Paragraph((text,), text.span)
    key = f"{name}.{sign}"
    note = Note(
        key, name, sign, (block,), (text.span,), None, NoteState.WHOLE, marker.span, page=page
    )
    draft.notes.append(note)


def _place_case(draft: Draft, name: str, case: str, where: str) -> None:
    start = len(draft.text)
    inlines = tuple(_inlines(draft, case))
    block = Paragraph(inlines, Span(start, len(draft.text)))
    draft.add("\n")
    if where == "note":
        sign = draft.add("3")
        draft.notes.append(
            Note(
                f"{name}.3",
                name,
                "3",
                (block,),
                (block.span,),
                None,
                NoteState.WHOLE,
                sign.span,
                page=HERE,
            )
        )
    else:
        placed = Quotation((block,), block.span) if where == "quotation" else block
        draft.blocks[name].append(placed)


def _inlines(draft: Draft, case: str) -> list[Inline]:
    inlines: list[Inline] = []
    words = ""
    for sign in [*case, ""]:
        if sign and sign not in "|\u00b6^":
            words += sign
            continue
        if words:
            inlines.append(draft.add(words))
            words = ""
        end = Span(len(draft.text), len(draft.text))
        if sign == "^":
            inlines.append(NoteMarker("2.1", "1", draft.add("1").span))
        elif sign:
            inlines.append(Join(JoinKind.SPACE, end))
            draft.add("\n")
        if sign == "\u00b6":
            draft.add("the foot of the page, p. 7\n")
            inlines.append(PageStart("12a", Span(len(draft.text), len(draft.text))))
            draft.pages.append(Page("12a", len(draft.text), inferred=False))
    return inlines


def _assemble(draft: Draft, spans: dict[str, tuple[int, Span]]) -> Document:
    starts = [start for start, _ in spans.values()] + [len(draft.text)]
    divisions = []
    for index, (name, number, _, _, _) in enumerate(DIVISIONS):
        start, head = spans[name]
        heading = (Text(draft.text[head.start : head.end], head),)
        divisions.append(
            Division(
                name,
                1,
                number,
                heading,
                head,
                tuple(draft.blocks[name]),
                (),
                Span(start, starts[index + 1]),
            )
        )
    return Document(
        tuple(draft.blocks["front"]),
        tuple(divisions),
        tuple(draft.notes),
        tuple(draft.pages),
        length=len(draft.text),
    )


def refer(
    case: str, where: str = "body", options: Mapping[str, object] | None = None
) -> FoundReferences:
    """Find the references of a case; the rest of the book has none."""
    source, document = make_book(case, where)
    return find_references(source, document, options or {})
