"""RIS: items as tagged lines, each value on one line."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from edition.bibliography.csl import Date, Item, Name
from edition.bibliography.csl_names import display_name

_TYPES: Final = MappingProxyType({
    "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS",
    "book": "BOOK", "chapter": "CHAP", "manuscript": "UNPB", "pamphlet": "PAMP",
    "paper-conference": "CPAPER", "periodical": "JFULL", "report": "RPRT", "thesis": "THES",
    "webpage": "ELEC",
})  # fmt: skip
_PEOPLE: Final = MappingProxyType({
    "author": "AU", "editor": "A2", "compiler": "A2", "translator": "A4",
})  # fmt: skip
_TAGS: Final = MappingProxyType({
    "title": "TI", "title-short": "ST", "original-title": "OP", "container-title": "T2",
    "collection-title": "T3", "volume": "VL", "issue": "IS", "number": "M1",
    "collection-number": "M1", "chapter-number": "SE", "number-of-volumes": "NV", "edition": "ET",
    "genre": "M3", "publisher": "PB", "publisher-place": "CY", "ISBN": "SN", "ISSN": "SN",
    "DOI": "DO", "URL": "UR", "language": "LA", "abstract": "AB", "note": "N1", "annote": "N1",
})  # fmt: skip


def write_ris(item: Item) -> str:
    """Return an item as RIS."""
    return "".join(f"{tag}  - {' '.join(value.split())}\n" for tag, value in _lines(item))


def _lines(item: Item) -> Iterator[tuple[str, str]]:
    yield "TY", _TYPES.get(item["type"], "GEN")
    yield "ID", item["id"]
    # The second author of a book is the editor of its series.
    people = {**_PEOPLE, "editor": "A3", "compiler": "A3"} if item["type"] == "book" else _PEOPLE
    for role, tag in people.items():
        yield from ((tag, _write_name(name)) for name in item.get(role, ()))
    yield from ((tag, str(item[name])) for name, tag in _TAGS.items() if item.get(name))
    yield from _write_pages(str(item.get("page", "")))
    yield from _write_date(item.get("issued", {}))
    yield from (
        ("Y2", _join(parts)) for parts in item.get("accessed", {}).get("date-parts", ())[:1]
    )
    keywords = item.get("keyword", "").split(",")
    yield from (("KW", word.strip()) for word in keywords if word.strip())
    yield "ER", ""


def _write_name(name: Name) -> str:
    # A comma would part the name of an institution in two.
    return (
        name["literal"].replace(",", "") if "literal" in name else display_name(name, inverted=True)
    )


def _write_pages(pages: str) -> Iterator[tuple[str, str]]:
    first, _, last = pages.partition("-")
    # More than one stretch of pages has no first and last.
    if "," in pages or "-" in last:
        first, last = pages, ""
    yield from ((tag, page) for tag, page in (("SP", first), ("EP", last)) if page)


def _write_date(date: Date) -> Iterator[tuple[str, str]]:
    parts = date.get("date-parts", [[]])[0]
    if parts:
        yield "PY", f"{parts[0]:04}"
        yield "DA", _join(parts)
    elif "literal" in date:
        yield "PY", date["literal"]


def _join(parts: list[int]) -> str:
    year, month, day = [*(f"{part:02}" for part in parts), "", ""][:3]
    return f"{year}/{month}/{day}/"
