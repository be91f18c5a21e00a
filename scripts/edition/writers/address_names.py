"""Names addresses in words, as Markdown (``p. 412, ¶ 3``), and what tells the number of a page."""

from __future__ import annotations

from html import unescape
from types import MappingProxyType
from typing import Final

from edition.model.addresses import COVER, EDITORS, Address, parse_address, split_page
from edition.model.document import PageEvidence, PageSign
from edition.model.index import AddressKind
from edition.model.note_keys import printed_mark
from edition.text.escape import escape_markdown

_COUNTED: Final = MappingProxyType({
    AddressKind.PARAGRAPH: "\u00b6",
    AddressKind.HEADING: "heading",
    AddressKind.FRAGMENT: "note fragment",
})  # fmt: skip


def name_address(address: str) -> str:
    """Return an address in words, as Markdown: ``p. 412, ¶ 3``, ``note 2.178``."""
    place = parse_address(address)
    match place.kind:
        case AddressKind.NOTE | AddressKind.EDITORS_NOTE:
            return _name_note(place.key)
        case AddressKind.MARKER:
            return f"marker of {_name_note(place.key)}"
        case AddressKind.PARAGRAPH | AddressKind.HEADING | AddressKind.FRAGMENT:
            page = f"{escape_markdown(name_page(place.page))}, " if place.page else ""
            return page + _name_ordinal(place)
        case AddressKind.PAGE:
            return escape_markdown(name_page(address))
        case _:
            return f"section\u00a0{escape_markdown(address)}"


def plain_name(address: str) -> str:
    """Return an address in words, without markup."""
    return unescape(name_address(address).replace("\\", ""))


def name_page(address: str) -> str:
    """Return the address of a page in words, ``p. 412``; any other address as it is."""
    page = split_page(address)
    if page is None or page[0].startswith(COVER):
        return page[0].replace("-", "\u00a0") if page else address
    return f"{'leaf' if page[1] else 'p.'}\u00a0{page[0]}"


def _name_ordinal(place: Address) -> str:
    return f"{_COUNTED[place.kind]}\u00a0{place.count}"


def _name_note(key: str) -> str:
    if key.startswith(EDITORS):
        return f"editors\u2019 note {escape_markdown(key.removeprefix(EDITORS))}"
    mark = printed_mark(key)
    if mark.isdigit():
        return f"note\u00a0{escape_markdown(key)}"
    page = name_page(key.rpartition(".")[0])
    return f"{escape_markdown(page)}, note\u00a0{escape_markdown(mark)}"


# --- what tells that a page begins, or which number it has -------------------------------------

_SIGNS: Final = MappingProxyType({
    PageSign.PRINTED: "printed on the page",
    PageSign.LINE: "number on a line of its own",
    PageSign.EDGE: "number at the edge of the page",
    PageSign.TRANSCRIBED: "set into the text by the transcription",
    PageSign.CONTENTS: "table of contents",
    PageSign.ILLUSTRATIONS: "list of illustrations",
    PageSign.REFERENCE: "cross-reference",
    PageSign.NOTES: "notes at the foot",
    PageSign.COUNTED: "counted from other pages",
    PageSign.AGAINST: "counted from other pages",
    PageSign.BEGINNING: "beginning of the text",
    PageSign.TITLE: "the title of the cover stands again",
})  # fmt: skip


def name_sign(evidence: PageEvidence) -> str:
    """Return what pages with the same evidence have in common."""
    if evidence.sign is PageSign.AFTER:
        kinds = evidence.detail.replace("note-list", "a note list").split(", ")
        return "after " + " and ".join(kinds)
    return _SIGNS[evidence.sign]


def describe_evidence(evidence: PageEvidence) -> str:
    """Return the evidence of one page, with its detail."""
    sign, detail = evidence.sign, evidence.detail
    if sign is PageSign.COUNTED:
        first, _, last = detail.partition("/")
        return f"counted from page {first} to page {last}" if detail else "counted"
    if sign is PageSign.AGAINST:
        return f"counted; the witness prints {detail}"
    if sign is PageSign.AFTER or not detail:
        return name_sign(evidence)
    place = "from page " if sign is PageSign.REFERENCE else ""
    return f"{name_sign(evidence)}: {place}{detail}"
