"""Notes of the dialect in Python-Markdown: their printed signs, markers, list and way back.

The stock extension numbers notes anew from 1. Here ``[^2.178]`` is shown as ``178``, the note has
the id ``n2.178`` and its marker ``r2.178`` (the second marker of a note ``r2.178-2``). The notes of
the editors, ``[^ed-ferry]``, have letters and a list of their own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from edition.model.addresses import EDITORS, marker_address, note_address, note_key
from edition.model.note_keys import letter_mark, printed_mark
from edition.text.interface import _

_DEFINITION = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:[ \t]*", re.MULTILINE)
MARKER = r"\[\^([^\]\s]+)\]"
_SECOND = re.compile(r"(?<=\d)-\d+$")
_INDENT = " " * 4


class NoteDefinitions(BlockProcessor):
    """Takes ``[^KEY]: text`` out of the running text and keeps it, in the order of the source."""

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)
        self.texts: dict[str, str] = {}
        self.order: list[str] = []

    def test(self, parent: Element, block: str) -> bool:
        """Return whether a definition begins in the block."""
        return _DEFINITION.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Keep the definitions of the first block, and the indented blocks that go on with them."""
        before, *pairs = _DEFINITION.split(blocks.pop(0))
        texts = pairs[1::2]
        while blocks and blocks[0].startswith(_INDENT):
            texts[-1] += "\n\n" + blocks.pop(0)
        for key, text in zip(pairs[::2], texts, strict=True):
            self._keep(key, _dedent(text).strip("\n"))
        if before.strip():
            blocks.insert(0, before.rstrip("\n"))
        return True

    def _keep(self, key: str, text: str) -> None:
        # A second definition of a key is an error elsewhere; here no text may be lost.
        if key in self.texts:
            text = f"{self.texts[key]}\n\n{text}"
        else:
            self.order.append(key)
        self.texts[key] = text

    def mark(self, key: str) -> str:
        """Return the printed mark of a note; the second with a number has that of the first."""
        if key.startswith(EDITORS):
            return letter_mark(self.list_keys(of_editors=True).index(key) + 1)
        first = _SECOND.sub("", key)
        return printed_mark(first if first in self.texts else key)

    def list_keys(self, *, of_editors: bool) -> list[str]:
        """Return the keys of the notes of the text, or of those of its editors, in their order."""
        return [key for key in self.order if key.startswith(EDITORS) == of_editors]

    def forget(self) -> None:
        """Forget the notes of the page before."""
        self.texts.clear()
        self.order.clear()


def _dedent(text: str) -> str:
    return "\n".join(line.removeprefix(_INDENT) for line in text.split("\n"))


class NoteMarkers(InlineProcessor):
    """Turns ``[^KEY]`` into a raised link; a key without a definition stays as it is."""

    def __init__(self, md: Markdown, definitions: NoteDefinitions) -> None:
        super().__init__(MARKER, md)
        self.definitions = definitions

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str, int, int]:
        """Return the marker of a known note, else the characters themselves."""
        key = m[1]
        if key not in self.definitions.texts:
            return AtomicString(m[0]), m.start(), m.end()
        kind = "marker editors" if key.startswith(EDITORS) else "marker"
        raised = Element("sup", {"class": kind})
        link = SubElement(raised, "a", {"role": "doc-noteref", "href": f"#{note_address(key)}"})
        link.text = AtomicString(self.definitions.mark(key))
        return raised, m.start(), m.end()


class NoteList(Treeprocessor):
    """Sets the notes at the end of the page, before their inline marks are read."""

    def __init__(self, md: Markdown, definitions: NoteDefinitions) -> None:
        super().__init__(md)
        self.parser = md.parser
        self.definitions = definitions

    def run(self, root: Element) -> None:
        """Append the section of the notes, and that of the editors' notes, if the page has any."""
        # Parsing a note may define another, which then joins the list.
        for of_editors in (False, True):
            done = 0
            notes: Element | None = None
            while len(keys := self.definitions.list_keys(of_editors=of_editors)) > done:
                if notes is None:
                    notes = _add_section(root, of_editors=of_editors)
                for key in keys[done:]:
                    self._append(notes, key)
                done = len(keys)

    def _append(self, notes: Element, key: str) -> None:
        address = note_address(key)
        item = SubElement(notes, "li", {"id": address})
        sign = SubElement(item, "a", {"class": "sign", "tabindex": "-1", "href": f"#{address}"})
        sign.text = AtomicString(self.definitions.mark(key))
        self.parser.parseChunk(SubElement(item, "div"), self.definitions.texts[key])


def _add_section(root: Element, *, of_editors: bool) -> Element:
    """Add a section of notes to the page; return its list."""
    kind, name, title = (
        ("notes editors", "editors-notes", _("Editors’ notes"))
        if of_editors
        else ("notes", "endnotes", _("Notes"))
    )
    section = SubElement(root, "section", {"class": kind, "role": "doc-endnotes"})
    section.set("aria-labelledby", name)
    SubElement(section, "h2", {"id": name}).text = title
    return SubElement(section, "ol")


class NoteLinks(Treeprocessor):
    """Names the markers in reading order and links each note back to those that point to it."""

    def run(self, root: Element) -> None:
        """Complete the links between markers and notes."""
        markers = _name_markers(root)
        for section in root.findall("section[@role='doc-endnotes']"):
            for item in section.findall("ol/li"):
                _link_back(item, markers.get(f"#{item.get('id')}", []))


def _name_markers(root: Element) -> dict[str, list[str]]:
    """Give each marker its id; return the ids by the address of the note."""
    names: dict[str, list[str]] = defaultdict(list)
    for link in root.iter("a"):
        if link.get("role") == "doc-noteref":
            note = link.get("href", "")
            name = marker_address(note_key(note[1:]), len(names[note]) + 1)
            link.set("id", name)
            names[note].append(name)
    return names


def _link_back(item: Element, names: list[str]) -> None:
    sign, body = item[0], item[1]
    if not names:
        item.set("class", "unmarked")
        sign.set("title", _("No marker in the text points to this note"))
        return
    last = body[-1] if len(body) and body[-1].tag == "p" else SubElement(body, "p")
    for number, name in enumerate(names, 1):
        back = SubElement(last, "a", {"role": "doc-backlink", "href": f"#{name}"})
        label = _("Back to the text")
        if len(names) > 1:
            label = _("Back to the text, marker {number} of {all}", number=number, all=len(names))
        back.set("aria-label", label)
        # The selector U+FE0E keeps the arrow from being shown as a picture.
        back.text = AtomicString("↩\ufe0e")
