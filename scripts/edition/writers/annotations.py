"""Write the editors' notes: in the Markdown of a text, and as Web Annotations in JSON-LD.

A marker is ``[^ed-ID]``; the note is ``[^ed-ID]: …`` at the end of the file. In a text that must
not be adapted the marker is in a block of its own after the passage, not among its words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from edition.bibliography.database import Bibliography
from edition.model.edition import Edition
from edition.model.layout import DESCRIPTION
from edition.model.links import (
    Anchor,
    Authority,
    EditorsNote,
    EditorsStatement,
    Links,
    Mention,
)
from edition.records.annotations import NoteType
from edition.text.escape import escape_markdown
from edition.text.interface import N_, _
from edition.text.tex import plain_tex
from edition.writers.address_names import name_address
from edition.writers.correspondences import link_place
from edition.writers.description import name_part
from edition.writers.page import Annotation

_BIBLIOGRAPHY: Final = "../../bibliography"
TYPES: Final = MappingProxyType({
    NoteType.IDENTIFIES: N_("Identification"), NoteType.EXPLAINS: N_("Explanation"),
    NoteType.CORRECTS: N_("Correction"), NoteType.TEXTUAL: N_("Textual note"),
    NoteType.COMPARES: N_("Comparison"),
})  # fmt: skip
_MOTIVATIONS: Final = MappingProxyType({
    NoteType.IDENTIFIES: "identifying", NoteType.EXPLAINS: "describing",
    NoteType.CORRECTS: "commenting", NoteType.TEXTUAL: "commenting", NoteType.COMPARES: "linking",
})  # fmt: skip
_QUOTE_CONTEXT: Final = 32
"""Characters of context before and after quoted words, which locate them in a changed text."""
_CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"


class NoteWriter:
    """Writes the editors' notes on one text; ``pages`` has the page of each work."""

    def __init__(
        self, edition: Edition, bibliography: Bibliography, pages: Mapping[str, str]
    ) -> None:
        self._edition = edition
        self._bibliography = bibliography
        self._pages = pages

    def list_marks(self, file: str) -> dict[int, str]:
        """Return the markers within the words of a file, by offset in the witness."""
        marks: dict[int, str] = {}
        for note in self._edition.links.notes:
            if note.file == file and note.span is not None and self._may_mark():
                marks[note.span.end] = marks.get(note.span.end, "") + f"[^{note.address}]"
        return marks

    def _may_mark(self) -> bool:
        return self._edition.record.rights.derivatives

    def annotate(self) -> dict[str, list[Annotation]]:
        """Return the markers in blocks of their own, by file, and the notes that cite an abstract.

        The notes that cite passages of a text are in its list of references.
        """
        shown: dict[str, list[Annotation]] = {}
        for note in self._edition.links.notes:
            if note.span is None or not self._may_mark():
                address = note.place.anchors[-1].address
                line = f"{_('Editors’ note')}[^{note.address}]"
                shown.setdefault(note.file, []).append(Annotation(address, line, "editors-beside"))
        for address, mentions in list_authorities(self._edition.links, DESCRIPTION).items():
            line = f"{_('Referred to from')}: {', '.join(mentions)}"
            shown.setdefault(DESCRIPTION, []).append(Annotation(address, line))
        return shown

    def write_notes(self, file: str) -> str:
        """Return the notes of a file."""
        notes = (note for note in self._edition.links.notes if note.file == file)
        return "\n\n".join(f"[^{note.address}]: {self._write(note)}" for note in notes)

    def _write(self, note: EditorsNote) -> str:
        end, anchor = note.place.end, note.place.anchors[-1]
        lemma = f"**[{escape_markdown(end.words)}](#{anchor.address})**"
        if note.span is None or not self._may_mark():
            name = name_part if note.place.described else name_address
            lemma = f"{name(end.address)}, {lemma}"
        return f"{lemma} *{_(TYPES[note.type])}.* {self.write_statement(note)}"

    def write_head_note(self) -> str:
        """Return the paragraphs of the head-note."""
        return "\n\n".join(map(self.write_statement, self._edition.links.head_note))

    def write_statement(self, statement: EditorsStatement) -> str:
        """Return a statement with its authorities in parentheses."""
        authorities = "; ".join(map(self._name_authority, statement.authorities))
        return escape_markdown(statement.text) + (f" ({authorities})" if authorities else "")

    def _name_authority(self, authority: Authority) -> str:
        if authority.place is not None:
            return link_place(authority.place, "../")
        page = self._pages.get(authority.work)
        target = f"{_BIBLIOGRAPHY}/{page}" if page else _BIBLIOGRAPHY
        name = escape_markdown(name_work(self._bibliography, authority.work))
        return f"[{name}]({target}.md#{authority.work}), {escape_markdown(authority.locator)}"


def name_work(bibliography: Bibliography, key: str) -> str:
    """Return a short name of a work: the family names of its authors and its title."""

    def write() -> str:
        work = bibliography.work(key)
        names = [plain_tex(" ".join(person.last_names)) for person in work.people("author")]
        return ", ".join(filter(None, (" and ".join(names), work.title())))

    return bibliography.make(key, "short name", write)


def link_mention(mention: Mention) -> str:
    """Return a link to a statement of the editors, for pages of any text."""
    name = _("editors’ note\u00a0{mark}", mark=mention.mark) if mention.mark else _("head-note")
    target = f"../{mention.source}/{mention.file}#{mention.address}"
    return f"[{escape_markdown(mention.short_title)}, {name}]({target})"


def list_authorities(links: Links, file: str) -> dict[str, list[str]]:
    """Return links to the editors' statements that cite each address of a file."""
    found: dict[str, list[str]] = {}
    for anchor, mention in links.authority_for:
        if anchor.file == file:
            found.setdefault(anchor.address, []).append(link_mention(mention))
    return found


# --- Web Annotations ------------------------------------------------------------------------------


def export_notes(
    edition: Edition, bibliography: Bibliography, rights: str = "", language: str = ""
) -> str:
    """Return the notes on a text as a page of Web Annotations.

    ``rights`` is the address of the terms of the editors' words and ``language`` their language;
    each is omitted if empty. Positions are code points of the witness. Addresses are relative to
    the root of the site; that of the witness is relative to the root of the repository.
    """
    terms = {"rights": rights} if rights else {}
    items = [
        _describe(note, edition, bibliography, terms, language) for note in edition.links.notes
    ]
    page = {"@context": _CONTEXT, "type": "AnnotationPage", "items": items}
    return json.dumps(page, ensure_ascii=False, indent=1)


def _describe(
    note: EditorsNote,
    edition: Edition,
    bibliography: Bibliography,
    terms: Mapping[str, str],
    language: str,
) -> dict[str, Any]:
    text = {"type": "TextualBody", "value": note.text, "format": "text/plain"}
    text |= {"language": language} if language else {}
    kind = {"type": "TextualBody", "value": str(note.type), "purpose": "tagging"}
    return {
        "id": _locate(Anchor(note.file, note.address), edition.record.id),
        "type": "Annotation",
        "motivation": _MOTIVATIONS[note.type],
        **terms,
        "body": [text, kind, *(_describe_authority(a, bibliography) for a in note.authorities)],
        "target": {"type": "SpecificResource", **_describe_target(note, edition)},
    }


def _describe_authority(authority: Authority, bibliography: Bibliography) -> dict[str, Any]:
    place = authority.place
    if place is None:
        name = f"{name_work(bibliography, authority.work)}, {authority.locator}"
        source = {"id": f"bibliography.html#{authority.work}", "label": name}
        return {"type": "SpecificResource", "purpose": "linking", "source": source}
    return {
        "type": "SpecificResource",
        "purpose": "linking",
        "source": _locate(place.anchors[-1], place.source),
        "selector": {"type": "TextQuoteSelector", "exact": place.end.words},
    }


def _describe_target(note: EditorsNote, edition: Edition) -> dict[str, Any]:
    record, source, span = edition.record, edition.source, note.span
    page = _locate(note.place.anchors[-1], record.id)
    if source is None or span is None:
        words = {"type": "TextQuoteSelector", "exact": note.place.end.words}
        return {"source": page, "selector": words}
    quote = {
        "type": "TextQuoteSelector",
        "exact": source.slice(span),
        "prefix": source.text[max(0, span.start - _QUOTE_CONTEXT) : span.start],
        "suffix": source.text[span.end : span.end + _QUOTE_CONTEXT],
    }
    position = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    return {
        "source": f"sources/{record.id}/{record.witness.file}",
        "scope": page,
        "selector": [quote, position],
    }


def _locate(anchor: Anchor, id: str) -> str:
    return f"editions/{id}/{anchor.file.removesuffix('.md')}.html#{anchor.address}"
