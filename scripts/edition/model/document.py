"""The document: immutable nodes, each with its place in the witness.

Offsets are code points into the decoded witness (``Source.text``). A reader makes
a ``Document``; linking completes it; writers only read it. Nothing here does I/O.

The ledger relies on one invariant: every ``Text`` equals the witness at its span,
and every other node that covers characters states how they were treated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

from edition.text.span import Span

# --- inline ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Characters of the witness, unchanged: ``text == source.text[span]``."""

    text: str
    span: Span


class JoinKind(StrEnum):
    """How a line of the witness is joined to the next."""

    SPACE = "space"
    """A line end between words; shown as one space."""
    NOTHING = "nothing"
    """A line end inside a word, after a dash or between CJK characters; nothing is shown."""
    HYPHEN_JOINED = "hyphen-joined"
    """A line-end hyphen that belongs to the line, not to the word; not shown."""
    HYPHEN_KEPT = "hyphen-kept"
    """A line-end hyphen that belongs to the word; shown."""


SHOWN_AT_JOIN: Final[Mapping[JoinKind, str]] = MappingProxyType(
    dict.fromkeys(JoinKind, "") | {JoinKind.SPACE: " ", JoinKind.HYPHEN_KEPT: "-"}
)
"""The text that a page shows for a join. The writers use it, and the proof expects it."""


@dataclass(frozen=True, slots=True)
class Join:
    """The joining of two lines. ``span`` covers the hyphen, or is empty at the line's end."""

    kind: JoinKind
    span: Span
    evidence: str = ""

    @property
    def text(self) -> str:
        """The text that is shown for the join."""
        return SHOWN_AT_JOIN[self.kind]


@dataclass(frozen=True, slots=True)
class NoteMarker:
    """A reference to a note. ``span`` covers the printed mark as the witness has it."""

    note: str
    """Key of the note, see ``Note.key``; empty until the marker is matched with a note."""
    mark: str
    """The mark as printed: ``45``, ``*``, ``**``, ``†``."""
    span: Span


@dataclass(frozen=True, slots=True)
class PageStart:
    """The place where a page of the witness begins; covers no characters."""

    label: str
    span: Span


class Style(StrEnum):
    """The style of a run of words, as far as the witness records it."""

    ITALIC = "italic"
    BOLD = "bold"
    STRUCK = "struck"
    SUPERSCRIPT = "superscript"
    SUBSCRIPT = "subscript"
    UNCLEAR = "unclear"
    """The reading is doubtful. This style and those below record findings of earlier editors."""
    DAMAGED = "damaged"
    SUPPLIED = "supplied"
    """Restored or supplied by an editor of the witness."""
    EXPANDED = "expanded"
    """Letters of an abbreviation that an editor of the witness wrote out."""
    ADDED = "added"
    """Added between the lines, in the margin or later."""
    SURPLUS = "surplus"
    READING = "reading"
    """Words for which the markup has another reading: corrected, regularized or expanded."""


EDITORIAL: Final[Mapping[Style, tuple[str, str, str]]] = MappingProxyType({
    Style.UNCLEAR: ("", "[?]", "doubtful reading"),
    Style.DAMAGED: ("\u2e22", "\u2e23", "damaged"),
    Style.SUPPLIED: ("[", "]", "supplied by the editors of the text"),
    Style.EXPANDED: ("(", ")", "abbreviation written out by the editors of the text"),
    Style.ADDED: ("\u2e0c", "\u2e0d", "added in the original"),
    Style.SURPLUS: ("{", "}", "superfluous in the original"),
    Style.READING: ("", "", "another reading is given"),
})  # fmt: skip
"""The signs that a page prints before and after words of an editorial style, and their meaning."""


@dataclass(frozen=True, slots=True)
class Styled:
    """Inlines of one style. The signs that mark it in the witness are ``Markup`` children."""

    style: Style
    children: tuple[Inline, ...]
    span: Span
    remark: str = ""
    """For an editorial style, the reason or the other reading that the markup records."""


@dataclass(frozen=True, slots=True)
class ExternalLink:
    """Words that the witness links to a web address; the signs of the link are ``Markup``."""

    address: str
    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Markup:
    """A sign of the transcription's notation (``~~``, a backslash, ``^{``), not of the text."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A line end of the witness that is preserved (verse, letterhead); ``span`` is empty."""

    span: Span

    @property
    def text(self) -> str:
        """The text that is shown for the line end."""
        return "\n"


@dataclass(frozen=True, slots=True)
class CellEnd:
    """The end of a cell of a table; ``span`` covers the separator, or is empty."""

    span: Span

    @property
    def text(self) -> str:
        """The separator of the words of two cells in plain text."""
        return " "


@dataclass(frozen=True, slots=True)
class Supplied:
    """Words that the witness lacks and the editor supplies, shown in brackets; no span."""

    text: str
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Lacuna:
    """A place where the witness lacks text that it once had; ``span`` is empty."""

    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Emended:
    """A reading of the witness replaced by the editor, with the reading it replaces."""

    text: str
    original: str
    reason: str
    span: Span


Inline: TypeAlias = (
    Text
    | Join
    | NoteMarker
    | PageStart
    | Styled
    | ExternalLink
    | Markup
    | LineBreak
    | CellEnd
    | Supplied
    | Lacuna
    | Emended
)


# --- blocks ---------------------------------------------------------------------------
# A leaf block holds inlines and can be cited; ``numbering.assign_addresses`` sets its
# ``address``, which is empty before.


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a division; the division's own title is ``Division.heading``."""

    level: int
    inlines: tuple[Inline, ...]
    span: Span
    address: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of prose."""

    inlines: tuple[Inline, ...]
    span: Span
    address: str = ""
    continued: bool = False
    """True if it continues a sentence that a quotation or verse interrupted (no indent)."""


@dataclass(frozen=True, slots=True)
class Verse:
    """Lines of verse, or any lines whose ends matter; line ends are ``LineBreak`` nodes."""

    inlines: tuple[Inline, ...]
    span: Span
    address: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its rows end with ``LineBreak`` nodes, and its cells with ``CellEnd`` nodes."""

    inlines: tuple[Inline, ...]
    span: Span
    address: str = ""
    headed: bool = False
    """True if the first row contains the column headings."""


class MatterKind(StrEnum):
    """Parts of a document that are neither prose nor heading."""

    LETTERHEAD = "letterhead"
    TITLE = "title"
    DATELINE = "dateline"
    DISTRIBUTION = "distribution"
    STAMP = "stamp"
    CLASSIFICATION = "classification"
    SIGNATURE = "signature"
    CONTENTS = "contents"
    TIMELINE = "timeline"
    IMPRINT = "imprint"


@dataclass(frozen=True, slots=True)
class Matter:
    """Documentary matter with its line ends: letterhead, stamp, signature, contents."""

    kind: MatterKind
    inlines: tuple[Inline, ...]
    span: Span
    address: str = ""


@dataclass(frozen=True, slots=True)
class Caption:
    """The caption of a figure, set out of the sentence that it interrupts in the witness."""

    label: str
    """Number as printed, such as ``2.4``; empty if the figure has none."""
    inlines: tuple[Inline, ...]
    span: Span
    address: str = ""


@dataclass(frozen=True, slots=True)
class Ornament:
    """A sign that separates sections, such as ``* * *``."""

    text: str
    span: Span
    address: str = ""

    @property
    def shown(self) -> str:
        """The sign as shown: a fleuron where the extraction turned an ornament into letters."""
        return "\u2766" if any(map(str.isalnum, self.text)) else self.text


@dataclass(frozen=True, slots=True)
class Fragment:
    """Text of an unidentified note; it is published as a fragment where the witness has it."""

    inlines: tuple[Inline, ...]
    span: Span
    address: str = ""


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item of a list: its mark as printed (``(a)``, ``1.``, empty) and its blocks."""

    mark: str
    mark_span: Span
    blocks: tuple[Block, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list with its printed marks."""

    items: tuple[ListItem, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Quotation:
    """A block quotation."""

    blocks: tuple[Block, ...]
    span: Span


InlineBlock: TypeAlias = Heading | Paragraph | Verse | Table | Matter | Caption | Fragment
"""The blocks that hold inlines."""
Leaf: TypeAlias = InlineBlock | Ornament
Block: TypeAlias = Leaf | ItemList | Quotation


# --- the document ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Division:
    """A part of a text with a title: chapter, section, attachment."""

    name: str
    """Short stable name, unique in the text, safe in an address: ``intro``, ``2``, ``2-4``."""
    level: int
    """1 for the largest divisions."""
    number: str
    """Number as printed (``2.4``), or empty."""
    heading: tuple[Inline, ...]
    heading_span: Span
    blocks: tuple[Block, ...]
    divisions: tuple[Division, ...]
    span: Span
    supplied: bool = False
    """True if the witness lacks the heading and it is supplied (from the table of contents)."""
    address: str = ""


class NoteState(StrEnum):
    """How much of a note the witness has."""

    WHOLE = "whole"
    TRUNCATED = "truncated"
    FRAGMENT = "fragment"
    """A part other than the beginning."""
    MISSING = "missing"
    UNMARKED = "unmarked"
    """The witness has the text, but no marker for it."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note with its text and its marker."""

    key: str
    """Unique in the text: ``2.45`` (series, printed number), ``45``, ``p3.asterisk``."""
    series: str
    """Name of the series to which the number belongs: a division's name, a page, or empty."""
    mark: str
    """Mark as printed: a number or a sign."""
    blocks: tuple[Block, ...]
    """Text after the printed number; empty if missing."""
    segments: tuple[Span, ...]
    """The passages of the witness with the text, in order, without the printed number."""
    mark_span: Span | None
    """The printed number before the text."""
    state: NoteState
    marker: Span | None
    """Position of the mark in the running text; None if no marker was found."""
    belongs: int | None = None
    """Offset where a displaced marker belongs; None if it is not displaced."""
    page: str = ""
    """Label of the page on which the note's text begins (of its marker, if the text is missing)."""

    @property
    def start(self) -> int:
        """Offset of the marker, else of the text; 0 if there is neither."""
        return self.marker.start if self.marker is not None else self._text_start

    @property
    def place(self) -> int:
        """Offset of the printed number before the text, else of the text; 0 if there is neither."""
        return self.mark_span.start if self.mark_span is not None else self._text_start

    @property
    def _text_start(self) -> int:
        return self.segments[0].start if self.segments else 0


class PageSign(StrEnum):
    """The kind of evidence for the beginning or the number of a page."""

    PRINTED = "printed-on-the-page"
    """The number is printed on the page; the detail is that number."""
    LINE = "number-on-a-line"
    EDGE = "number-at-the-edge"
    TRANSCRIBED = "set-into-the-text"
    """The transcription names the page among the words."""
    CONTENTS = "table-of-contents"
    """It lists a title that is on the page with this number; the detail is the title."""
    ILLUSTRATIONS = "list-of-illustrations"
    REFERENCE = "cross-reference"
    """A proved reference names the page; the detail is the page of the reference."""
    NOTES = "notes-at-the-foot"
    """Notes whose markers are on the same page; the detail is their number."""
    COUNTED = "counted"
    """The detail names the pages between which it is counted, if both have labels: ``1/3``."""
    AGAINST = "counted-against-print"
    """Counted, against the number printed on the page, which is the detail."""
    BEGINNING = "beginning-of-the-text"
    AFTER = "after-furniture"
    """The detail lists the kinds of furniture before the page."""
    TITLE = "title-again"
    """The title on the cover is repeated."""


@dataclass(frozen=True, slots=True)
class PageEvidence:
    """A piece of evidence for a page; writers supply the words for it."""

    sign: PageSign
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the witness, with the label printed on it or inferred for it."""

    label: str
    start: int
    inferred: bool
    """True if the label is counted, and neither printed in the witness nor proved by it."""
    evidence: tuple[PageEvidence, ...] = ()
    leaf: bool = False
    """True if the label counts leaves, because the text has no page numbers."""
    image: str = ""
    """Image of the page: a path inside the source's folder, or an https or IIIF address."""
    original: str = ""
    """Label that the witness shows, where an emendation corrects it."""
    printed: str = ""
    """The number as printed in the witness, if the label differs from it."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """Characters that served the printed page or the file, not the text."""

    kind: str
    """``running-head``, ``page-number``, ``page-break``, ``note-rule``, ``link-annotation`` …"""
    span: Span


@dataclass(frozen=True, slots=True)
class Restoration:
    """Text that the extraction displaced and that was moved back to its place."""

    kind: str
    span: Span
    to: int
    reason: str


class ReferenceKind(StrEnum):
    """The kind of target of a cross-reference: the most exact place that it names."""

    PAGE = "page"
    NOTE = "note"
    FIGURE = "figure"
    DIVISION = "division"


class Verdict(StrEnum):
    """The result of the check of a cross-reference."""

    PROVED = "proved"
    """The target exists where the reference says, and concerns the same subject."""
    PLAUSIBLE = "plausible"
    """The target exists, but shares no distinctive name or term."""
    CONTRADICTED = "contradicted"
    """The reference contradicts itself: its page is not in the chapter that it names."""
    MISSING = "missing"
    """The target does not exist."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that refer the reader to another place of the same text."""

    text: str
    """Its words, without note markers and with spaces for line ends."""
    parts: tuple[Span, ...]
    """Its passages in the witness, in reading order; a page may end between them."""
    kind: ReferenceKind
    target: str
    """Label of the page, key of the note, label of the figure or name of the division."""
    target_address: str
    """Address of the target in the edition; empty if it is missing."""
    verdict: Verdict
    reason: str
    """The evidence for the verdict, in a few words for people."""
    note: str = ""
    """Key of the note that contains it; empty in the running text."""
    page: str = ""
    """Label of the page that contains it."""
    address: str = ""
    """Address of the paragraph or note that contains it."""
    last: str = ""
    """For a range of pages, the label of the last one."""
    context: str = ""
    """The words around it, shortened."""
    preview: str = ""
    """Words of the target: the sentence most similar to that of the reference, or its beginning."""

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return self.parts[0].start

    @property
    def end(self) -> int:
        """Offset after its last character; text between the parts does not belong to it."""
        return self.parts[-1].end


@dataclass(frozen=True, slots=True)
class Name:
    """Words that the witness marks as a name, a term or a date; registers are made from them."""

    kind: str
    """TEI element: ``persName``, ``placeName``, ``term``, ``date`` …"""
    text: str
    target: str
    """Its identification in the markup: a key, a reference such as ``#p_1``, a date, or empty."""
    identity: str
    """Key by which other names refer to this one, such as an entry of a list of persons."""
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """A text as analysed by its reader."""

    front: tuple[Block, ...]
    """Blocks before the first division (or all blocks of a text without divisions)."""
    divisions: tuple[Division, ...]
    notes: tuple[Note, ...]
    pages: tuple[Page, ...]
    furniture: tuple[Furniture, ...] = ()
    restorations: tuple[Restoration, ...] = ()
    length: int = field(default=0)
    """Code points of the witness."""
    references: tuple[Reference, ...] = ()
    """Cross-references in the order of the witness; empty before linking."""
    names: tuple[Name, ...] = ()
    """Marked names in the order of the witness."""
    plain: tuple[int, ...] = ()
    """Offsets of blocks and headings that are written in Markdown with no markup but addresses and
    note markers, because other markup did not render their words."""
