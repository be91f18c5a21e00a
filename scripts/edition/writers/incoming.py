"""Write backlinks: the places of a text that refer to a page, a note, a figure or a chapter."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from edition.model.document import Division, Document, Reference, ReferenceKind
from edition.model.traversal import plain_text, walk
from edition.text.escape import escape_markdown
from edition.text.interface import _
from edition.writers.address_names import name_address
from edition.writers.page import write_collapsible


class ReferenceWriter:
    """Names and links the sources and targets of cross-references.

    The parts of names are in tables, because a text may have as many references as paragraphs.
    """

    def __init__(self, document: Document, files: Mapping[str, str]) -> None:
        """Make the tables; ``files`` has the file of each address."""
        self._files = files
        self._pages = {page.label: page.start for page in document.pages}
        self._notes = {note.key: note for note in document.notes}
        self._named = {division.name: division for division in walk(document.divisions, Division)}
        self._divisions = document.divisions
        self._starts = [division.span.start for division in document.divisions]

    def write_incoming(
        self,
        incoming: Mapping[str, Sequence[Reference]],
        notes: Mapping[str, Sequence[str]] = MappingProxyType({}),
        name: str = "",
    ) -> str:
        """Return the list of the references to a file, or an empty string.

        ``incoming`` has the references to each address of the file, ``notes`` the links to the
        editors' notes that cite an address.
        """
        if not incoming and not notes:
            return ""
        listed = (reference for references in incoming.values() for reference in references)
        places: dict[str, list[Reference]] = {}
        for reference in sorted(listed, key=self._target_place):
            places.setdefault(reference.target_address, []).append(reference)
        names = {
            address: escape_markdown(self.target_name(found[0]))
            for address, found in places.items()
        }
        lines = [
            f"- [{names.get(address) or name_address(address)}](#{address}): "
            + ", ".join(
                (
                    # Of several references in one paragraph only the last is listed.
                    *map(
                        self.link_source,
                        {(r.address, r.page): r for r in places.get(address, ())}.values(),
                    ),
                    *notes.get(address, ()),
                )
            )
            for address in dict.fromkeys((*places, *notes))
        ]
        body = "\n".join(lines)
        return write_collapsible("incoming", name or _("Referred to from"), body)

    def _target_place(self, reference: Reference) -> tuple[int, str, int]:
        place = 0
        if reference.kind is ReferenceKind.PAGE:
            place = self._pages.get(reference.target, 0)
        elif reference.kind is ReferenceKind.NOTE:
            note = self._notes.get(reference.target)
            place = note.marker.start if note and note.marker else 0
        elif reference.kind is ReferenceKind.DIVISION:
            division = self._named.get(reference.target)
            place = division.span.start if division else 0
        return (place, reference.target_address, reference.start)

    def target_name(self, reference: Reference) -> str:
        """Return the name of a target: ``p. 239``, ``n. 45``, ``Figure 2.4``, or a title."""
        if reference.kind is ReferenceKind.PAGE:
            return _("p. {number}", number=reference.target)
        if reference.kind is ReferenceKind.NOTE:
            note = self._notes.get(reference.target)
            return _("n. {number}", number=note.mark if note else "")
        if reference.kind is ReferenceKind.FIGURE:
            return _("Figure {number}", number=reference.target)
        division = self._named.get(reference.target)
        return division_name(division) if division else reference.target

    def link_source(self, reference: Reference) -> str:
        """Return a link to the place of a reference: ``Chapter 2, p. 113, n. 45``."""
        name = escape_markdown(self._source_name(reference))
        file = self._files.get(reference.address)
        return f"[{name}]({file}#{reference.address})" if file else name

    def _source_name(self, reference: Reference) -> str:
        note = self._notes.get(reference.note) if reference.note else None
        place = note.marker.start if note and note.marker else reference.start
        index = bisect_right(self._starts, place) - 1
        parts = [division_name(self._divisions[index])] if index >= 0 else []
        parts += [_("p. {number}", number=reference.page)] if reference.page else []
        parts += [_("n. {number}", number=note.mark)] if note is not None else []
        return ", ".join(parts)


def division_name(division: Division) -> str:
    """Return the name of a division in a list: ``Chapter 4``, ``4.2``, ``Introduction``."""
    if division.number:
        number = division.number
        return _("Chapter {number}", number=number) if division.level == 1 else number
    return " ".join(plain_text(division.heading).split())
