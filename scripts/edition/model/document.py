"""The Edition: immutable nodes, each with its place in the witness.

Offsets are code points into the decoded witness (``Source.text``). A reader makes
a ``Document``; linking completes it; writers only read it. Nothing here does I/O.

The law that the ledger rests on: every ``Text`` equals the witness at its span,
and every other node that covers characters says what became of them.
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
    """What happens where one line of the witness is joined to the next."""

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
"""What a page shows where lines are joined. The writer writes it, and the proof expects it."""


@dataclass(frozen=True, slots=True)
class Join:
    """The joining of two lines. ``span`` covers the hyphen, or is empty at the line's end."""

    kind: JoinKind
    span: Span
    evidence: str = ""

    @property
    def text(self) -> str:
        """What the reader sees at the join."""
        return SHOWN_AT_JOIN[self.kind]


@dataclass(frozen=True, slots=True)
class NoteMarker:
    """A reference to a note. ``span`` covers the printed sign as the witness has it."""

    note: str
    """Key of the note, see ``Note.key``; empty while no note is known for the marker."""
    sign: str
    """The sign as printed: ``45``, ``*``, ``**``, ``†``."""
    span: Span


@dataclass(frozen=True, slots=True)
class PageStart:
    """The place where a page of the witness begins; covers no characters."""

    label: str
    span: Span


class Style(StrEnum):
    """How a run is set apart, as far as the witness records it."""

    ITALIC = "italic"
    BOLD = "bold"
    STRUCK = "struck"
    SUPERSCRIPT = "superscript"
    SUBSCRIPT = "subscript"
    UNCLEAR = "unclear"
    """The reading is doubtful. This and the styles below say what editors of the witness found."""
    DAMAGED = "damaged"
    SUPPLIED = "supplied"
    """Restored or supplied by an editor of the witness."""
    EXPANDED = "expanded"
    """Letters of an abbreviation that an editor of the witness wrote out."""
    ADDED = "added"
    """Added between the lines, in the margin or later."""
    SURPLUS = "surplus"
    READING = "reading"
    """Words for which the markup has others: corrected, regularized or expanded ones."""


EDITORIAL: Final[Mapping[Style, tuple[str, str, str]]] = MappingProxyType({
    Style.UNCLEAR: ("", "[?]", "doubtful reading"),
    Style.DAMAGED: ("\u2e22", "\u2e23", "damaged"),
    Style.SUPPLIED: ("[", "]", "supplied by the editors of the text"),
    Style.EXPANDED: ("(", ")", "abbreviation written out by the editors of the text"),
    Style.ADDED: ("\u2e0c", "\u2e0d", "added in the original"),
    Style.SURPLUS: ("{", "}", "superfluous in the original"),
    Style.READING: ("", "", "another reading is given"),
})  # fmt: skip
"""The signs that a page sets around words of a style, and what they mean."""


@dataclass(frozen=True, slots=True)
class Styled:
    """A run set apart. The signs that mark it in the witness are ``Markup`` among the children."""

    style: Style
    children: tuple[Inline, ...]
    span: Span
    remark: str = ""
    """What the markup says of an editorial style: the reason, or the other reading."""


@dataclass(frozen=True, slots=True)
class ExternalLink:
    """Words that the witness makes a link to a place on the web; its signs are ``Markup``."""

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
    """A line end of the witness that is kept (verse, letterhead); ``span`` is empty."""

    span: Span

    @property
    def text(self) -> str:
        """What the reader sees at the end of the line."""
        return "\n"


@dataclass(frozen=True, slots=True)
class CellEnd:
    """The end of a cell of a table; ``span`` covers the sign for it, or is empty."""

    span: Span

    @property
    def text(self) -> str:
        """What parts the words of two cells."""
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
# A leaf block holds inlines and is what a reader cites; its ``address`` is given by
# ``addresses.assign_addresses`` and is empty before.


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
    """True if it goes on with a sentence that a quotation or verse interrupted (no indent)."""


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
    """True if the first row is the head of the columns."""


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
    """Documentary matter whose lines are kept: letterhead, stamp, signature, contents."""

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
    """A sign that parts sections, such as ``* * *``."""

    text: str
    span: Span
    address: str = ""

    @property
    def shown(self) -> str:
        """What the reader sees: a fleuron for letters that the extraction made of an ornament."""
        return "\u2766" if any(map(str.isalnum, self.text)) else self.text


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of note text whose note is unknown; published as such at its place."""

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
    """A list with the marks that the witness has."""

    items: tuple[ListItem, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Quotation:
    """A block quotation."""

    blocks: tuple[Block, ...]
    span: Span


Leaf: TypeAlias = Heading | Paragraph | Verse | Table | Matter | Caption | Ornament | Fragment
Block: TypeAlias = Leaf | ItemList | Quotation


# --- the document ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Division:
    """A part of a text that has a title of its own: chapter, section, attachment."""

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
    """What the witness has of a note."""

    WHOLE = "whole"
    TRUNCATED = "truncated"
    FRAGMENT = "fragment"
    """A part that is not the beginning."""
    MISSING = "missing"
    UNMARKED = "unmarked"
    """The text stands in the witness but no marker points to it."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note with its text and its marker."""

    key: str
    """Unique in the text: ``2.45`` (series, printed number), ``45``, ``p3.asterisk``."""
    series: str
    """Name of the series that the number belongs to: a division's name, a page, or empty."""
    sign: str
    """Number or sign as printed."""
    blocks: tuple[Block, ...]
    """Text after the printed number; empty if missing."""
    segments: tuple[Span, ...]
    """Stretches of the witness that hold the text, in order, without the printed number."""
    sign_span: Span | None
    """The printed number before the text."""
    state: NoteState
    marker: Span | None
    """Where the sign stands in the running text; None if no marker was found."""
    belongs: int | None = None
    """Offset where a displaced marker belongs; None if it stands where it belongs."""
    page: str = ""
    """Label of the page on which the note's text begins (or, if missing, its marker stands)."""

    @property
    def start(self) -> int:
        """Offset of the marker; without a marker that of the text; 0 if there is neither."""
        return self.marker.start if self.marker is not None else self._text_start

    @property
    def place(self) -> int:
        """Offset of the printed number before the text, else of the text; 0 without either."""
        return self.sign_span.start if self.sign_span is not None else self._text_start

    @property
    def _text_start(self) -> int:
        return self.segments[0].start if self.segments else 0


class PageSign(StrEnum):
    """What shows that a page begins, or which number it has."""

    PRINTED = "printed-on-the-page"
    """The number is printed there; the detail is that number."""
    LINE = "number-on-a-line"
    EDGE = "number-at-the-edge"
    TRANSCRIBED = "set-into-the-text"
    """The transcription names the page among the words."""
    CONTENTS = "table-of-contents"
    """It gives the number to a title that stands on the page; the detail is the title."""
    ILLUSTRATIONS = "list-of-illustrations"
    REFERENCE = "cross-reference"
    """A proved reference names the page; the detail is the page that it is on."""
    NOTES = "notes-at-the-foot"
    """Notes whose markers are on the same page; the detail is their number."""
    COUNTED = "counted"
    """The detail names the pages between which it is counted, if both are known: ``1/3``."""
    AGAINST = "counted-against-print"
    """Counted, though another number is printed there: the detail."""
    BEGINNING = "beginning-of-the-text"
    AFTER = "after-furniture"
    """The detail has the kinds of furniture that stand before the page."""
    TITLE = "title-again"
    """The title of the cover stands again."""


@dataclass(frozen=True, slots=True)
class PageEvidence:
    """One sign of a page; the words for it are those of the writers."""

    sign: PageSign
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the witness, with the label printed on it or inferred for it."""

    label: str
    start: int
    inferred: bool
    """True if the label is counted, not found in the witness or proved by it."""
    evidence: tuple[PageEvidence, ...] = ()
    leaf: bool = False
    """True if the text has no page numbers at all, so that the label counts leaves."""
    image: str = ""
    """Image of the page: a path inside the source's folder, or an https or IIIF address."""
    original: str = ""
    """Label that the witness shows, where an emendation corrects it."""
    printed: str = ""
    """The number that the witness prints there as it prints it, if the label is another."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """Characters that served the printed page or the file, not the text."""

    kind: str
    """``running-head``, ``page-number``, ``page-break``, ``note-rule``, ``link-annotation`` …"""
    span: Span


@dataclass(frozen=True, slots=True)
class Restoration:
    """Something that the extraction displaced and that was put back where it belongs."""

    kind: str
    span: Span
    to: int
    reason: str


class ReferenceKind(StrEnum):
    """What a cross-reference leads to: always the most exact place that it names."""

    PAGE = "page"
    NOTE = "note"
    FIGURE = "figure"
    DIVISION = "division"


class Verdict(StrEnum):
    """What the check of a cross-reference found."""

    PROVED = "proved"
    """The place is there, where it is said to be, and speaks of the subject."""
    PLAUSIBLE = "plausible"
    """The place is there, but no distinctive name or term is shared."""
    CONTRADICTED = "contradicted"
    """The reference contradicts itself: a page that lies in another chapter than it names."""
    MISSING = "missing"
    """There is no such place."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that send the reader to another place of the same text."""

    text: str
    """As it is read, without note markers, line ends as spaces."""
    parts: tuple[Span, ...]
    """Stretches of the witness that hold it, in reading order; a page may end between them."""
    kind: ReferenceKind
    target: str
    """Label of the page, key of the note, label of the figure or name of the division."""
    target_address: str
    """Address of the target in the edition; empty if it is missing."""
    verdict: Verdict
    reason: str
    """What proves or contradicts it, in a few words for people."""
    note: str = ""
    """Key of the note that it stands in; empty in the running text."""
    page: str = ""
    """Label of the page that it stands on."""
    address: str = ""
    """Address of the paragraph or note that it stands in."""
    last: str = ""
    """For a run of pages, the label of the last one."""
    context: str = ""
    """The words round it, shortened."""
    preview: str = ""
    """Words of the target: the sentence that shares most with this one, or its beginning."""

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return self.parts[0].start

    @property
    def end(self) -> int:
        """Offset after its last character; what stands between the parts is not of it."""
        return self.parts[-1].end


@dataclass(frozen=True, slots=True)
class Name:
    """Words that the witness marks as a name, a term or a date; registers are made from them."""

    kind: str
    """Element of TEI: ``persName``, ``placeName``, ``term``, ``date`` …"""
    text: str
    target: str
    """What the markup says it is: a key, a reference such as ``#p_1``, or a date; else empty."""
    identity: str
    """Key by which other places refer to this one, such as an entry of a list of persons."""
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """One text as its reader understood it."""

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
    """Cross-references in the order of the witness, once they are found."""
    names: tuple[Name, ...] = ()
    """Marked names in the order of the witness."""
    plain: tuple[int, ...] = ()
    """Offsets at which blocks and headings begin that are written in Markdown without any marks but
    addresses and calls of notes, because their marks did not show their words."""
