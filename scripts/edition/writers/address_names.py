"""Names addresses in words, as Markdown: ``p. 412, ¶ 3``, ``note 2.178``."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from edition.model.addresses import COVER, EDITORS, Address, parse_address, split_page
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
