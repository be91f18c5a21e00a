"""Permanent addresses of pages, paragraphs and notes, derived from the numbers of the original.

``p239`` and ``pvii`` are printed pages, ``leaf3`` an inferred leaf; ``p239.3`` is the third
paragraph that begins on page 239, ``par12`` the twelfth of a text without pages; ``p239.h1`` is
the first minor heading on page 239 and ``p239.f1`` the first fragment of a note whose number is
lost; ``n2.45`` is note 45 of series 2 and ``r2.45`` its marker. ``leafcover`` is a cover.
``ed-ferry`` is the editors' note with that id and ``edr-ferry`` its marker. The address of a
division is its name; ``abstract-7`` is the summary of paragraph 7 in an abstract, and ``w-p239``
is page 239 in the diplomatic transcription. docs/addresses.md explains this to readers.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from edition.model.index import AddressKind
from edition.model.layout import (
    CONTENTS_PREFIX,
    DESCRIPTION,
    DIPLOMATIC_PREFIX,
    ERRATA,
    FRONT,
    REPORTS,
    WHOLE,
)
from edition.model.note_keys import printed_mark

if TYPE_CHECKING:  # The renderer of pages imports this module, but not the document model.
    from edition.model.document import Page

EDITORS: Final = "ed-"
EDITORS_MARKER: Final = "edr-"
"""Prefixes of the address of an editors' note, and of its marker."""
HEAD_NOTE: Final = "head-note"
_PAGE_IDS = frozenset({"cite", "endnotes", "editors-notes"})
"""Addresses of the sections that the dialect and the theme add to a page of a text."""
_RESERVED = _PAGE_IDS | {
    name.removesuffix(".md") for name in (DESCRIPTION, ERRATA, *REPORTS, FRONT, WHOLE)
}
_GENERATED = re.compile(rf"{DIPLOMATIC_PREFIX}|{EDITORS}|{EDITORS_MARKER}|{CONTENTS_PREFIX}\d+$")
_UNSAFE = re.compile(r"[^\w.-]+")

NOTE: Final = "n"
MARKER: Final = "r"
TRANSCRIPTION: Final = "w-"
"""Prefixes of the address of a note, of its marker, and of a page in the transcription."""
PATTERNS: Final = MappingProxyType({
    "page": r"(p|leaf)(\S+)",
    "counted": r"(?:(p|leaf)(\S+)\.([fh]?)|(par|head|frag))([0-9]+)",
})  # fmt: skip
"""Patterns of the address of a page and of a counted block, valid in Python and in JavaScript.

``library.js`` of the theme has the same patterns and prefixes; a test compares them.
"""
_PAGE, _COUNTED = (re.compile(PATTERNS[name]) for name in ("page", "counted"))
_OF_EDITORS = {EDITORS: AddressKind.EDITORS_NOTE, EDITORS_MARKER: AddressKind.MARKER}
_NUMBER = re.compile(r"[0-9]+|[ivxlc]+|cover(?:-[0-9]+)?")
"""Labels of pages; the address of a page with another label could be the name of a division."""
COVER: Final = "cover"
"""Label of a leaf before the first counted one."""
LEAF: Final = "leaf "
"""Prefix of the label of a leaf where other pages of the text have numbers."""
_PLURALS: Final = MappingProxyType({"p.": "pp.", "leaf": "leaves"})


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address. An address of no other form is the name of a division."""

    kind: AddressKind
    page: str = ""
    """Address of the page on which a paragraph or heading begins, or of the page itself."""
    count: str = ""
    """Number of the paragraph or heading on its page, or in a text without pages."""
    key: str = ""
    """Key of a note, or of the note of a marker."""


def parse_address(address: str) -> Address:
    """Parse the address of a page, paragraph, heading, note or marker, else of a division."""
    for prefix, kind in _OF_EDITORS.items():
        if address.startswith(prefix):
            return Address(kind, key=EDITORS + address.removeprefix(prefix))
    key = address[1:]
    mark = printed_mark(key)
    if address[:1] in (NOTE, MARKER) and (mark.isdigit() or mark != key):
        kind = AddressKind.NOTE if address[0] == NOTE else AddressKind.MARKER
        return Address(kind, key=key)
    if match := _COUNTED.fullmatch(address):
        page, label, letter, alone, count = match.groups(default="")
        return Address(_COUNTED_KINDS[letter or alone], page + label, count)
    page_parts = split_page(address)
    if page_parts and _NUMBER.fullmatch(page_parts[0]):
        return Address(AddressKind.PAGE, address)
    return Address(AddressKind.DIVISION)


_COUNTED_KINDS: Final = MappingProxyType({
    "": AddressKind.PARAGRAPH, "par": AddressKind.PARAGRAPH,
    "h": AddressKind.HEADING, "head": AddressKind.HEADING,
    "f": AddressKind.FRAGMENT, "frag": AddressKind.FRAGMENT,
})  # fmt: skip


def split_page(address: str) -> tuple[str, bool] | None:
    """Return the label in the address of a page, and whether it is a leaf; else None."""
    match = _PAGE.fullmatch(address)
    return (match[2], match[1] == "leaf") if match else None


def page_address(page: Page) -> str:
    """Return the address of a page."""
    label = _UNSAFE.sub("-", page.label.removeprefix(LEAF))
    return f"leaf{label}" if page.leaf else f"p{label}"


def name_label(page: Page) -> str:
    """Return the name of a page for readers: ``p. 12``, ``leaf 3``, ``cover``."""
    if not page.leaf:
        return f"p. {page.label}"
    return page.label if page.label.startswith((COVER, LEAF)) else f"{LEAF}{page.label}"


def name_extent(pages: Sequence[Page]) -> str:
    """Return the name of consecutive pages: ``pp. 12–17``, ``cover, leaves 1–13``.

    Unnumbered pages are named at the beginning and the end, not between numbered ones.
    """
    numbered = [index for index, page in enumerate(pages) if is_numbered(page)] or [len(pages)]
    first, end = numbered[0], numbered[-1] + 1
    runs = (pages[:first], pages[first:end], pages[end:])
    return ", ".join(_name_run(name_label(run[0]), name_label(run[-1])) for run in runs if run)


def _name_run(first: str, last: str) -> str:
    first_kind, _, start = first.partition(" ")
    last_kind, _, end = last.partition(" ")
    plural = _PLURALS.get(last_kind) if first_kind == last_kind else None
    name = f"{plural} {start}\u2013{end}" if plural else f"{first}\u2013{last}"
    return (first if first == last else name).replace(" ", "\u00a0")


def is_numbered(page: Page) -> bool:
    """Return True if the label of a page is a number, not ``cover`` or the label of a leaf."""
    return not page.label.startswith((COVER, LEAF))


def note_address(key: str) -> str:
    """Return the address of a note's text; the key of an editors' note is its address."""
    return key if key.startswith(EDITORS) else f"{NOTE}{key}"


def marker_address(key: str, number: int = 1) -> str:
    """Return the address of a note's marker; ``number`` counts the markers of the note from 1."""
    name = key.removeprefix(EDITORS)
    name = f"{MARKER}{key}" if name == key else f"{EDITORS_MARKER}{name}"
    return f"{name}-{number}" if number > 1 else name


def note_key(address: str) -> str:
    """Return the key of the note at an address."""
    return address if address.startswith(EDITORS) else address.removeprefix(NOTE)


def transcription_address(page: Page) -> str:
    """Return the address of a page in the diplomatic transcription."""
    return f"{TRANSCRIPTION}{page_address(page)}"


def abstract_address(of: str) -> str:
    """Return the address of a part of an abstract; ``of`` names the text that it summarises."""
    return "abstract-" + _UNSAFE.sub("-", of)


def page_at(pages: Sequence[Page], offset: int) -> Page | None:
    """Return the page that contains an offset; None before the first page."""
    index = bisect_right(pages, offset, key=lambda page: page.start)
    return pages[index - 1] if index else None


def find_retired(moved: Mapping[str, str]) -> frozenset[str]:
    """Return the counted addresses whose words moved to another page or became another kind.

    ``moved`` maps old addresses to new ones. A retired address is never assigned to other words.
    """
    retired = set()
    for old, new in moved.items():
        address = old.rpartition("#")[2]
        before, after = parse_address(address), parse_address(new.rpartition("#")[2])
        if before.count and (before.page, before.kind) != (after.page, after.kind):
            retired.add(address)
    return frozenset(retired)


def free_name(name: str, taken: Collection[str]) -> str:
    """Return the name of a division, prefixed if a generated page or another address uses it.

    ``taken`` holds the names of all divisions.
    """
    if not _is_reserved(name):
        return name
    free = f"section-{name}"
    while free in taken:
        free = f"section-{free}"
    return free


def _is_reserved(name: str) -> bool:
    is_generated = name in _RESERVED or _GENERATED.match(name) is not None
    return is_generated or parse_address(name).kind is not AddressKind.DIVISION
