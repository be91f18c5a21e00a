"""Make inlines from TEI: text without the line breaks of the file, styles, markers, lacunae."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from edition.model.document import (
    EDITORIAL,
    CellEnd,
    Emended,
    ExternalLink,
    Inline,
    Join,
    JoinKind,
    Lacuna,
    LineBreak,
    Markup,
    Name,
    NoteMarker,
    Page,
    PageStart,
    Style,
    Styled,
    Supplied,
    Text,
)
from edition.model.traversal import span_of, walk
from edition.readers.tei.tree import Child, Element
from edition.text.source import Source
from edition.text.span import Span

_WORDS: Final = re.compile(r"\s+|&(?:#x?\w+|\w+);|[^\s&]+(?: [^\s&]+)*|&")
_RENDITIONS: Final[Mapping[str, Style]] = {
    **dict.fromkeys(("italic", "italics", "i", "oblique", "g", "spaced"), Style.ITALIC),
    **dict.fromkeys(("bold", "strong", "b"), Style.BOLD),
    **dict.fromkeys(("sup", "super", "superscript"), Style.SUPERSCRIPT),
    **dict.fromkeys(("sub", "subscript"), Style.SUBSCRIPT),
    **dict.fromkeys(("strikethrough", "struck", "line-through"), Style.STRUCK),
}
"""Styles by words of ``rend``, ``rendition`` or ``style``; letter-spacing is emphasis."""
_STYLED: Final[Mapping[str, Style]] = {
    "emph": Style.ITALIC,
    "del": Style.STRUCK,
    "unclear": Style.UNCLEAR,
    "damage": Style.DAMAGED,
    "supplied": Style.SUPPLIED,
    "ex": Style.EXPANDED,
    "add": Style.ADDED,
    "surplus": Style.SURPLUS,
    "secl": Style.SURPLUS,
    "sic": Style.READING,
    "corr": Style.READING,
    "reg": Style.READING,
}
_REMARKS: Final[Mapping[str, str]] = {
    "sic": "so in the original",
    "corr": "corrected by the editors of the text",
    "reg": "regularized by the editors of the text",
}
"""Remarks on readings that occur without an alternative."""
NAMES: Final = frozenset(
    {"persName", "placeName", "orgName", "name", "rs", "geogName", "term", "gloss", "date"}
)
"""Elements whose words a register can list."""
_ALTERNATIVES: Final = {
    "sic": ("corr", "corrected"), "orig": ("reg", "regularized"), "abbr": ("expan", "written out")
}  # fmt: skip
"""Elements for a reading of the witness, each with its alternative and a verb for the remark."""
_DROPPED: Final = frozenset({
    "fw", "graphic", "media", "index", "anchor", "milestone", "cb", "gb", "handShift"
})  # fmt: skip
CELL_END: Final = "end of a cell"
OWN_SUPPLIED: Final = "words supplied by the edition that wrote the text"
OWN_MARKER: Final = "marker of no note"
"""Names of internal elements that TEI does not have."""


@dataclass(slots=True)
class Found:
    """Results collected while reading: pages, names, notes, and elements without a model."""

    pages: dict[str, Page] = field(default_factory=dict)
    names: list[Name] = field(default_factory=list)
    notes: list[tuple[Element, str]] = field(default_factory=list)
    """Notes, each with the name of the division in which it is called."""
    plain: dict[str, list[Element]] = field(default_factory=dict)
    """Elements of which only the words are preserved, by their name."""


class InlineMaker:
    """Maker of inlines, block by block."""

    def __init__(self, source: Source, found: Found, keys: Mapping[int, NoteMarker]) -> None:
        self._source = source
        self._found = found
        self._keys = keys
        """Markers by the identity of the element that calls the note."""
        self._last = -1
        """Offset after the last word of the block; -1 at its start."""
        self._space = False
        self._lines = False
        self._cells = False
        """True if the block is a table, whose rows may begin with an empty cell."""

    def make(self, children: Iterable[Child], *, keep_lines: bool = False) -> tuple[Inline, ...]:
        """Return the inlines of a block, without white space at either end."""
        self._last, self._space, self._lines, self._cells = -1, False, keep_lines, False
        return tuple(self._children(children))

    def _children(self, children: Iterable[Child]) -> Iterator[Inline]:
        children = tuple(children)
        for child, after in zip(children, (*children[1:], None), strict=False):
            if not isinstance(child, Element):
                yield from self._text(child)
            elif _ends_line(child, after):
                yield from self._hyphen(child)
            else:
                yield from self._element(child)

    def _hyphen(self, element: Element) -> Iterator[Inline]:
        """Yield joins for a hyphen due to the line break, which is not part of the word."""
        for child in element.children:
            if isinstance(child, Span):
                yield Join(JoinKind.HYPHEN_JOINED, child, "marked as a sign of the line")
        self._last, self._space = element.end, False

    def _text(self, span: Span) -> Iterator[Inline]:
        for match in _WORDS.finditer(self._source.slice(span)):
            place = Span(span.start + match.start(), span.start + match.end())
            if match[0].isspace():
                self._space = True
                continue
            yield from self._join(place.start)
            self._last = place.end
            yield from _make_text(match[0], place)

    def _join(self, start: int) -> Iterator[Inline]:
        """Yield the join between the last word and the next: a space, or nothing at markup."""
        if self._last >= 0:
            place = Span(self._last, self._last)
            if self._space:
                yield Join(JoinKind.SPACE, place)
            elif "\n" in self._source.text[self._last : start]:
                yield Join(JoinKind.NOTHING, place, "no white space but that of the markup")
        self._space = False

    def _element(self, element: Element) -> Iterator[Inline]:
        make = _MAKERS.get(element.name)
        if make is not None:
            yield from make(self, element)
        elif element.name not in _DROPPED:
            if element.name in NAMES:
                self._name(element)
            yield from self._styled(element)

    def _styled(self, element: Element, remark: str = "") -> Iterator[Inline]:
        style = Style.READING if remark else self._style_of(element)
        inner = tuple(self._children(element.children))
        if style is None:
            yield from inner
            return
        full_remark = remark or _remark(element, style)
        yield from _enclose(inner, lambda content, span: Styled(style, content, span, full_remark))

    def _style_of(self, element: Element) -> Style | None:
        if element.name in _STYLED:
            return _STYLED[element.name]
        rendering = " ".join(element.get(name) for name in ("rend", "rendition", "style"))
        words = re.findall(r"[a-z-]+", rendering.casefold())
        found = next((_RENDITIONS[word] for word in words if word in _RENDITIONS), None)
        if words and found is None and element.name == "hi":
            self._found.plain.setdefault(f"hi {words[-1]}", []).append(element)
        return found

    def _name(self, element: Element) -> None:
        key = element.get("ref") or element.get("corresp") or element.get("key")
        target = key or element.get("target") or element.get("when")
        words = " ".join(plain_words(self._source, element).split())
        if words:
            identity = element.get("xml:id")
            span = Span(element.tag.start, element.end)
            self._found.names.append(Name(element.name, words, target, identity, span))

    def _page(self, element: Element) -> Iterator[Inline]:
        label = element.get("n")
        if label and label not in self._found.pages:
            self._found.pages[label] = Page(label, element.tag.end, inferred=False)
            yield PageStart(label, Span(element.tag.end, element.tag.end))

    def _line(self, element: Element) -> Iterator[Inline]:
        if self._lines and (self._last >= 0 or self._cells):
            self._space = False
            yield LineBreak(Span(element.tag.start, element.tag.start))
            self._last = -1
        else:
            self._space = self._space or element.get("break") != "no"

    def _note(self, element: Element) -> Iterator[Inline]:
        marker = self._keys.get(id(element))
        if marker is not None:
            # The marker of a note is printed after the preceding word.
            yield marker

    def _reference(self, element: Element) -> Iterator[Inline]:
        marker = self._keys.get(id(element))
        address = element.get("target")
        if marker is not None:
            yield marker
        elif address.startswith(("http://", "https://")):
            inner = tuple(self._styled(element))
            yield from _enclose(inner, lambda content, span: ExternalLink(address, content, span))
        else:
            yield from self._styled(element)

    def _gap(self, element: Element) -> Iterator[Inline]:
        extent = " ".join(filter(None, (element.get("quantity"), element.get("unit"))))
        description = element.find("desc")
        reason = (
            plain_words(self._source, description)
            if description
            else ", ".join(filter(None, (element.get("reason"), extent or element.get("extent"))))
        )
        yield from self._join(element.tag.start)
        yield Lacuna(reason or "gap", Span(element.tag.start, element.tag.start))
        self._last = element.end

    def _choice(self, element: Element) -> Iterator[Inline]:
        """Yield the reading of the witness; make a correction of plain text an emendation."""
        for first, (second, verb) in _ALTERNATIVES.items():
            old, new = element.find(first), element.find(second)
            if old is None or new is None:
                continue
            words = " ".join(plain_words(self._source, new).split())
            if first == "sic" and words and not [*old.elements(), *new.elements()]:
                yield from self._join(element.tag.start)
                original = plain_words(self._source, old).strip()
                span = Span(element.tag.start, element.end)
                yield Emended(words, original, "A correction of the TEI text.", span)
                self._last = element.end
            else:
                yield from self._styled(old, f"{verb}: {words}" if words else f"{verb}: left out")
            return
        yield from self._children(element.children)

    def _apparatus(self, element: Element) -> Iterator[Inline]:
        """Yield the lemma, or else the first reading, and the markers; other readings are notes."""
        for lemma in list_readings(element)[:1]:
            yield from self._children(lemma.children)
        for note in (child for child in element.elements() if child.name == "note"):
            yield from self._note(note)
        if marker := self._keys.get(id(element)):
            yield marker

    def _cell_end(self, element: Element) -> Iterator[Inline]:
        self._last, self._space, self._cells = -1, False, True
        yield CellEnd(Span(element.end, element.end))

    def _own_supplied(self, element: Element) -> Iterator[Inline]:
        words = " ".join(plain_words(self._source, element).split())
        yield from self._join(element.tag.start)
        yield Supplied(words, "", Span(element.tag.start, element.tag.start))
        self._last = element.end

    def _own_marker(self, element: Element) -> Iterator[Inline]:
        sign = plain_words(self._source, element)
        yield NoteMarker("", sign, Span(element.tag.start, element.end))

    def _nothing(self, element: Element) -> Iterator[Inline]:
        return iter(())


_MAKERS: Final = {
    "pb": InlineMaker._page,
    "lb": InlineMaker._line,
    "note": InlineMaker._note,
    "ref": InlineMaker._reference,
    "ptr": InlineMaker._reference,
    "gap": InlineMaker._gap,
    CELL_END: InlineMaker._cell_end,
    OWN_SUPPLIED: InlineMaker._own_supplied,
    OWN_MARKER: InlineMaker._own_marker,
    "choice": InlineMaker._choice,
    "app": InlineMaker._apparatus,
    "teiHeader": InlineMaker._nothing,
}

LOOSE: Final = frozenset(_MAKERS) - {"pb", "teiHeader"}
"""Elements that occur in running text only."""


def _ends_line(child: Element, after: Child | None) -> bool:
    """True for a hyphen due to a line break, after which the word continues."""
    weak = child.name == "pc" and child.get("force") == "weak"
    return weak and isinstance(after, Element) and after.get("break") == "no"


def list_readings(apparatus: Element) -> list[Element]:
    """Return the readings of an apparatus, starting with the reading in the text.

    The others follow in document order, including a second lemma, which TEI does not allow.
    """
    readings = [child for child in apparatus.elements() if child.name in ("lem", "rdg", "rdgGrp")]
    lemma = [reading for reading in readings if reading.name == "lem"][:1]
    return lemma + [reading for reading in readings if reading not in lemma]


def _enclose(
    inner: tuple[Inline, ...], make: Callable[[tuple[Inline, ...], Span], Inline]
) -> Iterator[Inline]:
    """Yield words wrapped by ``make``; leave leading spaces and page starts outside."""
    if not any(True for _ in walk(inner, Text, Emended)):
        yield from inner
        return
    while isinstance(inner[0], Join | PageStart):
        yield inner[0]
        inner = inner[1:]
    yield make(inner, span_of(inner))


def _remark(element: Element, style: Style) -> str:
    """Return the remark on an editorial style: its meaning, reason, agent, place and certainty."""
    if style not in EDITORIAL:
        return ""
    meaning = _REMARKS.get(element.name, EDITORIAL[style][2])
    details = (element.get(name) for name in ("reason", "agent", "place", "cert"))
    return ", ".join([meaning, *filter(None, details)])


def _make_text(text: str, place: Span) -> Iterator[Inline]:
    """Yield the inlines of words or of a character reference."""
    if text == "&amp;":
        yield Text("&", Span(place.start, place.start + 1))
        yield Markup("amp;", Span(place.start + 1, place.end))
    elif text.startswith("&") and text.endswith(";"):
        yield Emended(html.unescape(text), text, "A character reference of the markup.", place)
    else:
        yield Text(text, place)


def plain_words(source: Source, element: Element) -> str:
    """Return the words of an element, excluding notes and variant readings."""
    parts = []
    for child in element.children:
        if not isinstance(child, Element):
            parts.append(html.unescape(source.slice(child)))
        elif child.name not in ("note", "rdg"):
            parts.append(plain_words(source, child))
    return "".join(parts)


# --- TEI written by an edition: additions of its editors are not part of the text -----

EDITORS: Final = "#editors"
"""Value of ``resp`` on everything that the editors of an edition add."""
NOTE_MARKER: Final = "noteMarker"
"""Value of ``type`` on a reference that calls a note."""


def is_own(root: Element) -> bool:
    """Return whether the text was written by an edition made with this program."""
    applications = (element for element in root.walk() if element.name == "application")
    return any(application.get("ident") == "edition" for application in applications)


def set_apart(root: Element) -> None:
    """Remove additions of the editors from a tree, and mark the words that they supply."""
    for parent in list(root.walk()):
        kept = []
        for child in parent.children:
            if isinstance(child, Element) and child.get("resp") == EDITORS:
                if child.name == "supplied":
                    child.name = OWN_SUPPLIED
                elif child.name != "corr":
                    continue
            elif isinstance(child, Element) and child.get("type") == NOTE_MARKER:
                child.name = child.name if child.get("target") else OWN_MARKER
            kept.append(child)
        parent.children = kept
