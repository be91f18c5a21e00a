"""Write inlines as Markdown that GFM, CommonMark and Python-Markdown interpret in the same way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from edition.linking.page_proofs import Numbering, infer_numbering
from edition.model.addresses import marker_address, name_label, page_address
from edition.model.document import (
    EDITORIAL,
    CellEnd,
    Emended,
    ExternalLink,
    Inline,
    Join,
    Lacuna,
    LineBreak,
    Markup,
    NoteMarker,
    Page,
    PageStart,
    Style,
    Styled,
    Supplied,
    Text,
)
from edition.model.traversal import INLINES, walk
from edition.text.escape import (
    escape_all,
    escape_attribute,
    escape_html,
    escape_line_start,
    escape_markdown,
)
from edition.text.interface import _
from edition.writers.links import Linked, Mark, TextLinks, set_marks
from edition.writers.page import Anchors

LACUNA = "[\u2026]</ins>"
"""The end of the Markdown of every lacuna."""
_LACUNA_START = re.compile(r"(?<=\S)(?<!<br>)(?=<ins title=\"[^\"]*\">\[\u2026\]</ins>)")
_LACUNA_END = re.compile(r"(?<=\[\u2026\]</ins>)(?=[^\s.,;:!?)\]])")
_DEFINITION = re.compile(r"^(\[[^\[\]\n]*\]):", re.MULTILINE)
"""A note marker or a link that would be read as a definition because of its colon."""
_AMPERSAND = re.compile(r"&amp;(?=\s)")
_UNSAFE = re.compile(r"[^\w.~:/?#@!$&+,;=%-]", re.ASCII)
"""Characters of an address that are percent-encoded in Markdown."""
_STYLES = {
    Style.ITALIC: ("*", "*"),
    Style.BOLD: ("**", "**"),
    Style.STRUCK: ("<s>", "</s>"),
    Style.SUPERSCRIPT: ("<sup>", "</sup>"),
    Style.SUBSCRIPT: ("<sub>", "</sub>"),
}
_ELEMENTS = {"*": ("<em>", "</em>"), "**": ("<strong>", "</strong>")}
_NO_EMPHASIS = frozenset(" \n*")
"""Characters next to which asterisks do not mark emphasis, so that elements are written."""


class InlineWriter:
    """Writes the inlines of one file, and records the pages and notes that it wrote."""

    def __init__(
        self,
        pages: Sequence[Page],
        known_notes: Iterable[str],
        links: TextLinks | None = None,
        anchors: Anchors | None = None,
        marks: Mapping[int, str] = MappingProxyType({}),
    ) -> None:
        """Make a writer; ``marks`` has Markdown to insert at offsets of the witness."""
        self._links = links
        self._marks = marks
        self._marked = sorted(marks)
        self._anchors = anchors or Anchors()
        self._pending = list(pages)
        self._known = frozenset(known_notes)
        self.pages: list[Page] = []
        """Pages that begin in the written text, in order."""
        self.notes: list[str] = []
        """Keys of the notes referred to, in order of first reference."""
        self._marker_counts: Counter[str] = Counter()

    def anchors_until(self, offset: int) -> str:
        """Write the anchors of unwritten pages that begin at or before an offset."""
        written = []
        while self._pending and self._pending[0].start <= offset:
            written.append(self._anchor(self._pending.pop(0)))
        return "".join(written)

    def _anchor(self, page: Page) -> str:
        self.pages.append(page)
        return self._anchors.labelled(page_address(page), escape_markdown(label_page(page)))

    def inlines(self, inlines: Iterable[Inline], *, line_start: bool = False) -> str:
        """Write a run of inlines; ``line_start`` is True at the start of a block."""
        parts: list[str] = []
        held = number = ""
        linked = self._links.cut(inlines) if self._links else inlines
        for inline in set_marks(linked, self._marked):
            if isinstance(inline, PageStart):
                held += self.anchors_until(inline.span.start)
                continue
            part = self._inline(inline, line_start)
            # The number and the full stop of a list mark may be in two text nodes.
            if number:
                part = escape_line_start(number + part).removeprefix(number)
            begun = number + part if line_start or number else ""
            number = begun if begun.isdecimal() else ""
            if held and not next(filter(None, reversed(parts)), "")[-1:].isalnum():
                part, held = held + part, ""
            elif held and part:
                part, held = _insert_after_word(part, held)
            line_start = isinstance(inline, LineBreak) or (line_start and not part)
            parts.append(part)
        # An ampersand before a space begins no character reference, so it needs no escape.
        text = _AMPERSAND.sub("&", space_lacunae("".join(parts) + held))
        return _DEFINITION.sub(r"\1&#58;", text) if "]:" in text else text

    def _inline(self, inline: Inline | Linked | Mark, line_start: bool) -> str:
        if isinstance(inline, Text):
            return escape_markdown(inline.text, line_start=line_start)
        return _INLINES[type(inline)](self, inline)

    def _marker(self, marker: NoteMarker) -> str:
        if marker.note not in self._known:
            return f"<sup>{escape_markdown(marker.mark)}</sup>"
        self._marker_counts[marker.note] += 1
        count = self._marker_counts[marker.note]
        if count == 1:
            self.notes.append(marker.note)
        address = marker_address(marker.note, count)
        return f"{self._anchors.write_former(address)}[^{marker.note}]"

    def _linked(self, linked: Linked) -> str:
        words = "".join(self._inline(child, False) for child in linked.children)
        title = f' "{linked.title}"' if linked.title else ""
        return f"[{words}]({linked.href}{title}){linked.after}"

    def _styled(self, styled: Styled) -> str:
        body = self.inlines(styled.children)
        if styled.style in EDITORIAL:
            return _editorial(styled, body) if body.strip() else body
        before, after = _STYLES[styled.style]
        if before in _ELEMENTS and (body[:1] in _NO_EMPHASIS or body[-1:] in _NO_EMPHASIS):
            before, after = _ELEMENTS[before]
        return f"{before}{body}{after}" if body.strip() else body

    def _external(self, link: ExternalLink) -> str:
        """Write a link, divided at page starts and markers because links must not be nested."""
        address = _UNSAFE.sub(lambda match: quote(match[0]), link.address)
        parts: list[str] = []
        for has_links, children in groupby(link.children, _has_links):
            if has_links:
                parts.append(self.inlines(children))
                continue
            words = "".join(self._inline(child, False) for child in children)
            parts.append(f"[{words}]({address})" if words.strip() else words)
        return "".join(parts)

    def inlines_without_markup(self, inlines: Iterable[Inline]) -> str:
        """Write a run of inlines without styles and links, with all characters escaped."""
        parts: list[str] = []
        nodes = walk(inlines, *INLINES)
        flat = [node for node in nodes if not isinstance(node, Styled | ExternalLink)]
        for inline in set_marks(flat, self._marked):
            match inline:
                case Text() | Emended():
                    parts.append(escape_all(inline.text.replace("\n", " ")))
                case Join():
                    parts.append(escape_all(inline.text))
                case CellEnd():
                    parts.append(" ")
                case PageStart():
                    parts.append(self.anchors_until(inline.span.start))
                case _:
                    parts.append(self._inline(inline, False))
        return space_lacunae("".join(parts)).strip(" ")


def label_page(page: Page) -> str:
    """Return the name of a page with the basis of its number: ``p. 4, counted``."""
    numbering = infer_numbering(page)
    is_plain = numbering in (Numbering.PRINTED, Numbering.SUPPLIED)
    shown = [name_label(page), *([] if is_plain else [str(numbering)])]
    return ", ".join(shown) + (f"; printed: {page.printed}" if page.printed else "")


def space_lacunae(text: str) -> str:
    """Insert spaces between lacunae and adjacent words."""
    return _LACUNA_END.sub(" ", _LACUNA_START.sub(" ", text)) if LACUNA in text else text


def _insert_after_word(part: str, held: str) -> tuple[str, str]:
    """Insert page anchors after the end of a word that continues on the next page."""
    end = 0
    while end < len(part) and (part[end].isalnum() or part[end] in "'\u2019"):
        end += 1
    if not end:
        return held + part, ""
    while end < len(part) and part[end] in ".,;:!?\u201d)":
        end += 1
    return part[:end] + held + part[end:], ""


def _editorial(styled: Styled, body: str) -> str:
    """Write words between the signs of an editorial style, with the meaning of the signs."""
    opening, closing, meaning = EDITORIAL[styled.style]
    signs = [f"<ins>{escape_html(sign)}</ins>" if sign else "" for sign in (opening, closing)]
    title = escape_attribute(styled.remark or meaning)
    return f'<span class="editorial" title="{title}">{signs[0]}{body}{signs[1]}</span>'


def _supplied(writer: InlineWriter, inline: Supplied) -> str:
    title = f' title="{escape_attribute(inline.reason)}"' if inline.reason else ""
    return f"<ins{title}>[{escape_markdown(inline.text)}]</ins>"


def _emended(writer: InlineWriter, inline: Emended) -> str:
    original = re.sub(r"\n\s*\n", "\n", inline.original)  # An empty line would end the element.
    title = escape_attribute(
        _("The witness reads: {original}. {reason}", original=original, reason=inline.reason)
    )
    return f'<ins class="emended" title="{title}">{escape_markdown(inline.text)}</ins>'


def _has_links(inline: Inline) -> bool:
    """Return True if an inline is written as a link or contains links."""
    return any(walk((inline,), PageStart, NoteMarker, ExternalLink))


_INLINES: dict[type, Callable[[InlineWriter, Any], str]] = {
    Join: lambda writer, inline: inline.text,
    NoteMarker: InlineWriter._marker,
    Linked: InlineWriter._linked,
    ExternalLink: InlineWriter._external,
    Mark: lambda writer, inline: writer._marks[inline.at],
    Styled: InlineWriter._styled,
    Markup: lambda writer, inline: "",
    LineBreak: lambda writer, inline: "<br>\n",
    Supplied: _supplied,
    Lacuna: lambda writer, inline: f'<ins title="{escape_attribute(inline.reason)}">{LACUNA}',
    Emended: _emended,
}
