"""The way back: which places of a text refer to a page, a note, a figure or a chapter."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from edition.model.document import Division, Document, Reference, ReferenceKind
from edition.model.traversal import plain_text, walk
from edition.text.escape import escape_markdown


def write_incoming(
    document: Document,
    incoming: Mapping[str, Sequence[Reference]],
    files: Mapping[str, str],
    name: str = "Referred to from",
) -> str:
    """Return the list of the places that refer to a file; empty if there are none.

    ``incoming`` has the references to each address in it, ``files`` the file of each address.
    """
    if not incoming:
        return ""
    mine = (reference for references in incoming.values() for reference in references)
    places: dict[str, list[Reference]] = {}
    for reference in sorted(mine, key=_Order(document)):
        places.setdefault(reference.target_address, []).append(reference)
    lines = [
        f"- [{escape_markdown(target_name(found[0], document))}](#{address}): "
        + ", ".join(link_source(reference, document, files) for reference in _once(found))
        for address, found in places.items()
    ]
    body = "\n".join(lines)
    return (
        '<details class="incoming" data-search-exclude="" markdown="1">\n'
        f"<summary>{name}</summary>\n\n{body}\n\n</details>"
    )


class _Order:
    """Orders references by the place of their target in the text."""

    def __init__(self, document: Document) -> None:
        self._pages = {page.label: page.start for page in document.pages}
        self._notes = {note.key: note.marker.start if note.marker else 0 for note in document.notes}
        self._divisions = {d.name: d.span.start for d in walk(document.divisions, Division)}

    def __call__(self, reference: Reference) -> tuple[int, str, int]:
        place = {
            ReferenceKind.PAGE: self._pages,
            ReferenceKind.NOTE: self._notes,
            ReferenceKind.DIVISION: self._divisions,
        }.get(reference.kind, {})
        return (place.get(reference.target, 0), reference.target_address, reference.start)


def _once(references: Iterable[Reference]) -> list[Reference]:
    """Keep one reference of each paragraph."""
    return list({(r.address, r.page): r for r in references}.values())


def target_name(reference: Reference, document: Document) -> str:
    """Return what a target is called: ``p. 239``, ``n. 45``, ``Figure 2.4``, or a title."""
    if reference.kind is ReferenceKind.PAGE:
        return f"p. {reference.target}"
    if reference.kind is ReferenceKind.NOTE:
        return f"n. {next((n.sign for n in document.notes if n.key == reference.target), '')}"
    if reference.kind is ReferenceKind.FIGURE:
        return f"Figure {reference.target}"
    named = (d for d in walk(document.divisions, Division) if d.name == reference.target)
    return next((division_name(d) for d in named), reference.target)


def link_source(reference: Reference, document: Document, files: Mapping[str, str]) -> str:
    """Return a link to the place that a reference stands in: ``Chapter 2, p. 113, n. 45``."""
    name = escape_markdown(source_name(reference, document))
    file = files.get(reference.address)
    return f"[{name}]({file}#{reference.address})" if file else name


def source_name(reference: Reference, document: Document) -> str:
    """Return what the place that a reference stands in is called."""
    starts = [division.span.start for division in document.divisions]
    place = reference.start
    note = next((n for n in document.notes if reference.note and n.key == reference.note), None)
    if note is not None and note.marker is not None:
        place = note.marker.start
    index = bisect_right(starts, place) - 1
    parts = [division_name(document.divisions[index])] if index >= 0 else []
    parts += [f"p. {reference.page}"] if reference.page else []
    parts += [f"n. {note.sign}"] if note is not None else []
    return ", ".join(parts)


def division_name(division: Division) -> str:
    """Return what a division is called in a list: ``Chapter 4``, ``4.2``, ``Introduction``."""
    if division.number:
        return f"Chapter {division.number}" if division.level == 1 else division.number
    return " ".join(plain_text(division.heading).split())
