"""Name addresses in words, as Markdown: ``p. 412, ¶ 3``."""

from __future__ import annotations

from html import unescape
from types import MappingProxyType
from typing import Final

from edition.model.addresses import COVER, EDITORS, parse_address, split_page
from edition.model.index import AddressKind
from edition.model.note_keys import printed_mark
from edition.text.escape import escape_markdown
from edition.text.interface import N_, _

_ORDINAL_NAMES: Final = MappingProxyType({
    AddressKind.PARAGRAPH: "\u00b6",
    AddressKind.HEADING: N_("heading"),
    AddressKind.FRAGMENT: N_("note fragment"),
})  # fmt: skip


def name_address(address: str) -> str:
    """Return the name of an address as Markdown: ``p. 412, ¶ 3``, ``note 2.178``."""
    place = parse_address(address)
    match place.kind:
        case AddressKind.NOTE | AddressKind.EDITORS_NOTE:
            return _name_note(place.key)
        case AddressKind.MARKER:
            return _("marker of {note}", note=_name_note(place.key))
        case AddressKind.PARAGRAPH | AddressKind.HEADING | AddressKind.FRAGMENT:
            page = f"{escape_markdown(name_page(place.page))}, " if place.page else ""
            return page + f"{_(_ORDINAL_NAMES[place.kind])}\u00a0{place.count}"
        case AddressKind.PAGE:
            return escape_markdown(name_page(address))
        case _:
            return _("section\u00a0{name}", name=escape_markdown(address))


def plain_name(address: str) -> str:
    """Return the name of an address without markup."""
    return unescape(name_address(address).replace("\\", ""))


def name_page(address: str) -> str:
    """Return the name of a page by its address, ``p. 412``; other addresses are unchanged."""
    page = split_page(address)
    if page is None or page[0].startswith(COVER):
        return page[0].replace("-", "\u00a0") if page else address
    number = page[0]
    return (
        _("leaf\u00a0{number}", number=number) if page[1] else _("p.\u00a0{number}", number=number)
    )


def _name_note(key: str) -> str:
    if key.startswith(EDITORS):
        return _("editors’ note {number}", number=escape_markdown(key.removeprefix(EDITORS)))
    mark = printed_mark(key)
    if mark.isdigit():
        return _("note\u00a0{number}", number=escape_markdown(key))
    page = name_page(key.rpartition(".")[0])
    note = _("note\u00a0{number}", number=escape_markdown(mark))
    return f"{escape_markdown(page)}, {note}"
