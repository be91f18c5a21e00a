"""Notes of the dialect in Python-Markdown: their marks, markers, list and backlinks.

The standard extension renumbers notes from 1. Here ``[^2.178]`` is shown as ``178``; the note has
the id ``n2.178`` and its marker ``r2.178`` (a second marker ``r2.178-2``). The editors' notes,
``[^ed-ferry]``, have letters and a separate list.
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
    """Removes ``[^KEY]: text`` from the running text and stores it, in the order of the source."""

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)
        self.texts: dict[str, str] = {}
        self.order: list[str] = []

    def test(self, parent: Element, block: str) -> bool:
        """Return whether a definition begins in the block."""
        return _DEFINITION.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Store the definitions of the first block, with the indented blocks that continue them."""
        before, *pairs = _DEFINITION.split(blocks.pop(0))
        texts = pairs[1::2]
        while blocks and blocks[0].startswith(_INDENT):
            texts[-1] += "\n\n" + blocks.pop(0)
        for key, text in zip(pairs[::2], texts, strict=True):
            self._store(key, _dedent(text).strip("\n"))
        if before.strip():
            blocks.insert(0, before.rstrip("\n"))
        return True

    def _store(self, key: str, text: str) -> None:
        # A second definition of a key is reported elsewhere; here its text must not be lost.
        if key in self.texts:
            text = f"{self.texts[key]}\n\n{text}"
        else:
            self.order.append(key)
        self.texts[key] = text

    def mark(self, key: str) -> str:
        """Return the printed mark of a note; a second note with a number has the same mark."""
        if key.startswith(EDITORS):
            return letter_mark(self.list_keys(of_editors=True).index(key) + 1)
        first = _SECOND.sub("", key)
        return printed_mark(first if first in self.texts else key)

    def list_keys(self, *, of_editors: bool) -> list[str]:
        """Return the keys of the notes of the text, or of the editors' notes, in order."""
        return [key for key in self.order if key.startswith(EDITORS) == of_editors]

    def clear(self) -> None:
        """Discard all notes."""
        self.texts.clear()
        self.order.clear()


def _dedent(text: str) -> str:
    return "\n".join(line.removeprefix(_INDENT) for line in text.split("\n"))


class NoteMarkers(InlineProcessor):
    """Turns ``[^KEY]`` into a superscript link; a key without a definition stays unchanged."""

    def __init__(self, md: Markdown, definitions: NoteDefinitions) -> None:
        super().__init__(MARKER, md)
        self.definitions = definitions

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str, int, int]:
        """Return the marker of a defined note, else the characters themselves."""
        key = m[1]
        if key not in self.definitions.texts:
            return AtomicString(m[0]), m.start(), m.end()
        kind = "marker editors" if key.startswith(EDITORS) else "marker"
        raised = Element("sup", {"class": kind})
        link = SubElement(raised, "a", {"role": "doc-noteref", "href": f"#{note_address(key)}"})
        link.text = AtomicString(self.definitions.mark(key))
        return raised, m.start(), m.end()


class NoteList(Treeprocessor):
    """Adds the notes to the end of the page, before their inline markup is processed."""

    def __init__(self, md: Markdown, definitions: NoteDefinitions) -> None:
        super().__init__(md)
        self.parser = md.parser
        self.definitions = definitions

    def run(self, root: Element) -> None:
        """Append a section with the notes and one with the editors' notes, if there are any."""
        # Parsing a note may define another, which is then added to the list.
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
    """Numbers the markers in reading order and links each note back to its markers."""

    def run(self, root: Element) -> None:
        """Complete the links between markers and notes."""
        markers = _name_markers(root)
        for section in root.findall("section[@role='doc-endnotes']"):
            for item in section.findall("ol/li"):
                _link_back(item, markers.get(f"#{item.get('id')}", []))


def _name_markers(root: Element) -> dict[str, list[str]]:
    """Set the id of each marker; return the ids by the address of the note."""
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
        # The variation selector U+FE0E prevents display as an emoji.
        back.text = AtomicString("↩\ufe0e")
