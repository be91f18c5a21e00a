"""Python-Markdown extension for the dialect of the generated editions.

Notes keep their printed marks, page starts become numbers in the margin, and every address becomes
an id. Only markup of the dialect is interpreted; the text around it stays inert. MkDocs and
Zensical load the extension as ``edition.publishing.dialect``.
"""

from __future__ import annotations

import re
import string
from typing import Any, Final
from xml.etree.ElementTree import Element

from markdown import Markdown, treeprocessors
from markdown.extensions import Extension
from markdown.inlinepatterns import (
    AUTOLINK_RE,
    AUTOMAIL_RE,
    BACKTICK_RE,
    HTML_RE,
    IMAGE_LINK_RE,
    LINE_BREAK_RE,
    LINK_RE,
    BacktickInlineProcessor,
    DelimiterProcessor,
    HtmlInlineProcessor,
    InlineProcessor,
    ReferenceInlineProcessor,
)
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX, AtomicString

from edition.publishing.dialect.addresses import (
    ANCHOR,
    Addresses,
    Anchors,
    Correspondences,
    HeadingLabels,
    HeadingLinks,
    Incoming,
    Ordinals,
    SpeltLinks,
)
from edition.publishing.dialect.languages import CYRILLIC, Languages
from edition.publishing.dialect.leaders import Leaders
from edition.publishing.dialect.notes import (
    MARKER,
    NoteDefinitions,
    NoteLinks,
    NoteList,
    NoteMarkers,
)
from edition.publishing.dialect.timeline import DATE, Chronology, Dates

# --- table columns --------------------------------------------------------------------------


_ALIGNMENT: Final = "text-align: "


class ColumnAlignment(Treeprocessor):
    """Replaces the style attributes that the extension for tables writes with classes.

    The security policy forbids inline styles.
    """

    def run(self, root: Element) -> None:
        """Replace the attributes of the cells of all tables."""
        for cell in (cell for name in ("th", "td") for cell in root.iter(name)):
            style = cell.get("style", "")
            if style.startswith(_ALIGNMENT):
                del cell.attrib["style"]
                cell.set("class", "align-" + style.removeprefix(_ALIGNMENT).rstrip(";"))


# --- escaped characters ---------------------------------------------------------------------

_ESCAPES: Final = rf"(?:\\[{re.escape(string.punctuation)}])+"


class Escapes(InlineProcessor):
    """Reads a run of escaped characters at once: the base class copies the paragraph for each."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(_ESCAPES, md)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        """Return the characters in the form that later processors do not interpret."""
        escaped = "".join(f"{STX}{ord(character)}{ETX}" for character in m[0][1::2])
        return escaped, m.start(), m.end()


class InlineMarks(treeprocessors.InlineProcessor):
    """Applies most patterns to a paragraph in one pass; the base class copies it for each match.

    A pattern is skipped if the text lacks the characters that every match of it contains.
    """

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Apply the patterns to the text of all elements."""
        patterns: Any = self.inlinePatterns
        self._patterns = [
            (pattern, _MARKS.get(pattern.pattern, ""))
            for pattern in patterns
            # Reference links need definitions.
            if self.md.references or not isinstance(pattern, ReferenceInlineProcessor)
        ]
        return super().run(tree, ancestors)

    def _InlineProcessor__handleInline(  # noqa: N802 - name in the base class
        self, data: str, number: int = 0
    ) -> str:
        """Return the text with placeholders for the matches of the patterns from ``number`` on."""
        if isinstance(data, AtomicString):
            return data
        for at in range(number, len(self._patterns)):
            pattern, mark = self._patterns[at]
            start, matched = 0, mark in data
            while matched:
                data, matched, start = self._InlineProcessor__applyPattern(pattern, data, at, start)
        return data

    def _InlineProcessor__applyPattern(  # noqa: N802 - name in the base class
        self, pattern: InlineProcessor, data: str, number: int, start: int = 0
    ) -> tuple[str, bool, int]:
        """Return the text with placeholders for the matches of a pattern."""
        base: Any = super()
        if isinstance(pattern, _CONTEXT_DEPENDENT):
            applied: tuple[str, bool, int] = base._InlineProcessor__applyPattern(
                pattern, data, number, start
            )
            return applied
        if any(tag.lower() in self.ancestors for tag in pattern.ANCESTOR_EXCLUDES):
            return data, False, 0
        parts: list[str] = []
        at = done = 0
        while match := pattern.getCompiledRegExp().search(data, at):
            node, begin, end = pattern.handleMatch(match, data)
            end = match.end() if end is None else end
            # For an unclosed link the base class returns an end relative to the end of the text.
            at = max(end if end >= 0 else len(data) + end, match.end())
            if node is not None and begin is not None:
                self._apply_inside(node, number)
                parts += data[done:begin], base._InlineProcessor__stashNode(node, pattern.type())
                done = at
        return "".join((*parts, data[done:])), False, 0

    def _apply_inside(self, node: Element | str, number: int) -> None:
        """Apply the remaining patterns to the content of a new element."""
        apply = self._InlineProcessor__handleInline
        if isinstance(node, str) or isinstance(node.text, AtomicString):
            return
        for child in (node, *node):
            if child.text:
                self.ancestors.append(child.tag.lower())
                child.text = apply(child.text, number + 1)
                self.ancestors.pop()
            if child.tail:
                child.tail = apply(child.tail, number)


_CONTEXT_DEPENDENT: Final = (BacktickInlineProcessor, DelimiterProcessor)
"""Patterns whose matches depend on the text before them."""
_REFERENCES: Final = r"((?:&(?:\#[0-9]+|\#x[0-9a-fA-F]+|[0-9a-zA-Z]+);)+)"
"""A run of character references."""
_MARKS: Final = {
    BACKTICK_RE: "`",
    _ESCAPES: "\\",
    ANCHOR: "<a id",
    DATE: "<span data-date",
    MARKER: "[^",
    LINK_RE: "[",
    IMAGE_LINK_RE: "![",
    AUTOLINK_RE: "://",
    AUTOMAIL_RE: "@",
    LINE_BREAK_RE: "  \n",
    HTML_RE: "<",
    _REFERENCES: "&",
}
"""Characters that every match of a pattern contains."""


class EditionExtension(Extension):
    """Reads the dialect; includes ``md_in_html``, on which the dialect is based."""

    def __init__(self, **options: object) -> None:
        self.config = {
            "cyrillic": [CYRILLIC, "Language of Cyrillic text that its letters do not identify"],
            "languages": [{}, "Languages of names in Chinese characters, by the name"],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the processors, in an order given by their priorities.

        Inline markup is read after backslash escapes (180). Notes are added to the tree before
        inline processing (20). Headings are labelled before the table of contents is made (5) and
        linked after it. Languages are marked last, so that the table of contents has no marks.
        """
        md.registerExtension(self)
        md.registerExtensions(["md_in_html"], {})
        # CommonMark allows escapes of all punctuation, and so do the editions.
        md.ESCAPED_CHARS = list(string.punctuation)
        md.inlinePatterns.register(Escapes(md), "escape", 180)
        md.inlinePatterns.register(HtmlInlineProcessor(_REFERENCES, md), "entity", 80)
        self.definitions = NoteDefinitions(md.parser)
        md.parser.blockprocessors.register(self.definitions, "edition-notes", 17)
        md.inlinePatterns.register(Anchors(md), "edition-anchors", 178)
        md.inlinePatterns.register(Dates(md), "edition-dates", 177)
        md.inlinePatterns.register(NoteMarkers(md, self.definitions), "edition-markers", 175)
        md.treeprocessors.register(NoteList(md, self.definitions), "edition-notes", 50)
        md.treeprocessors.register(InlineMarks(md), "inline", 20)
        md.treeprocessors.register(Addresses(md), "edition-addresses", 14)
        md.treeprocessors.register(NoteLinks(md), "edition-note-links", 13)
        md.treeprocessors.register(Ordinals(md), "edition-ordinals", 12.8)
        md.treeprocessors.register(SpeltLinks(md), "edition-spelt-links", 12.7)
        md.treeprocessors.register(Incoming(md), "edition-incoming", 12.5)
        md.treeprocessors.register(Correspondences(md), "edition-correspondences", 12.4)
        md.treeprocessors.register(Chronology(md), "edition-chronology", 11)
        md.treeprocessors.register(HeadingLabels(md), "edition-labels", 12)
        md.treeprocessors.register(HeadingLinks(md), "edition-permalinks", 4)
        md.treeprocessors.register(ColumnAlignment(md), "edition-columns", 2)
        stated = self.getConfig("languages")
        languages = Languages(md, self.getConfig("cyrillic"), stated)
        md.treeprocessors.register(languages, "edition-languages", 3)
        md.treeprocessors.register(Leaders(md), "edition-leaders", 1)

    def reset(self) -> None:
        """Discard the notes of the previous page."""
        self.definitions.clear()
