"""List the formats in which works can be downloaded, and write RIS and CSL-JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from edition.bibliography import csl
from edition.bibliography.work import Work
from edition.writers.bibtex import write_biblatex, write_bibtex


def _join_items(written: Iterable[str]) -> str:
    items = ",\n".join(written)
    return f"[\n{items}\n]\n"


@dataclass(frozen=True, slots=True)
class Format:
    """A file format for works."""

    name: str
    """Name in file names and data."""
    suffix: str
    """File name extension with its full stop."""
    write_work: Callable[[Work], str]
    join: Callable[[Iterable[str]], str] = "\n".join
    """Joins the written works to the content of a file."""

    def write(self, works: Sequence[Work]) -> str:
        """Return the content of a file with works."""
        return self.join(map(self.write_work, works))


def write_item(item: csl.Item) -> str:
    """Return an item as a JSON object."""
    return json.dumps(item, ensure_ascii=False, indent=1)


FORMATS: Final[tuple[Format, ...]] = (
    Format("bibtex", ".bib", write_bibtex),
    Format("biblatex", ".biblatex.bib", write_biblatex),
    Format("ris", ".ris", lambda work: write_ris(csl.entry_to_item(work))),
    Format("csl", ".json", lambda work: write_item(csl.entry_to_item(work)), _join_items),
)
"""All formats, in the order in which the site offers them."""


# --- RIS: tagged lines ----------------------------------------------------------------------------


_TYPES: Final = MappingProxyType({
    "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS",
    "book": "BOOK", "chapter": "CHAP", "manuscript": "MANSCPT", "pamphlet": "PAMP",
    "paper-conference": "CPAPER", "periodical": "JFULL", "report": "RPRT", "thesis": "THES",
    "webpage": "ELEC", "collection": "MANSCPT", "legislation": "STAT", "motion_picture": "MPCT",
    "interview": "PCOMM", "personal_communication": "PCOMM", "regulation": "STAT", "treaty": "STAT",
    # Zotero imports generic types and UNPB as journal articles.
    "document": "MANSCPT", "speech": "SLIDE",
})  # fmt: skip
_PEOPLE: Final = MappingProxyType({
    "author": "AU", "editor": "A2", "compiler": "A2", "translator": "A4", "contributor": "A4",
})  # fmt: skip
_TAGS: Final = MappingProxyType({
    "title": "TI", "title-short": "ST", "original-title": "OP", "container-title": "T2",
    "collection-title": "T3", "volume": "VL", "issue": "IS", "number": "M1",
    "collection-number": "M1", "chapter-number": "SE", "number-of-volumes": "NV", "edition": "ET",
    "archive": "DB", "archive-place": "CY", "genre": "M3", "publisher": "PB",
    "publisher-place": "CY", "ISBN": "SN",
    "ISSN": "SN", "DOI": "DO", "URL": "UR", "language": "LA", "abstract": "AB", "note": "N1",
    "annote": "N1",
})  # fmt: skip


def write_ris(item: csl.Item) -> str:
    """Return an item as RIS."""
    return "".join(f"{tag}  - {' '.join(value.split())}\n" for tag, value in _write_lines(item))


def _write_lines(item: csl.Item) -> Iterator[tuple[str, str]]:
    yield "TY", _TYPES.get(item["type"], "GEN")
    yield "ID", item["id"]
    # A2 of a book is the editor of its series.
    people = {**_PEOPLE, "editor": "A3", "compiler": "A3"} if item["type"] == "book" else _PEOPLE
    for role, tag in people.items():
        yield from ((tag, _write_name(name)) for name in csl.omit_others(item.get(role, ())))
    # A report has its number in the tag that holds the ISBN of other works.
    tags = {**_TAGS, "number": "SN"} if item["type"] == "report" else _TAGS
    item = {**item, "title": csl.full_title(item)}
    yield from ((tag, str(item[name])) for name, tag in tags.items() if item.get(name))
    yield from _write_pages(str(item.get("page", "")))
    yield from _write_date(item.get("issued", {}))
    yield from (
        ("Y2", _write_day(parts)) for parts in item.get("accessed", {}).get("date-parts", ())[:1]
    )
    keywords = item.get("keyword", "").split(",")
    yield from (("KW", word.strip()) for word in keywords if word.strip())
    yield "ER", ""


def _write_name(name: csl.Name) -> str:
    # A comma would divide the name of an institution.
    return (
        name["literal"].replace(",", "")
        if "literal" in name
        else csl.display_name(name, inverted=True)
    )


def _write_pages(pages: str) -> Iterator[tuple[str, str]]:
    first, _, last = pages.partition("-")
    # Several page ranges have no single first and last page.
    if "," in pages or "-" in last:
        first, last = pages, ""
    yield from ((tag, page) for tag, page in (("SP", first), ("EP", last)) if page)


def _write_date(date: csl.Date) -> Iterator[tuple[str, str]]:
    parts = date.get("date-parts", [[]])[0]
    if parts:
        yield "PY", f"{parts[0]:04}"
        yield "DA", _write_day(parts)
    elif "literal" in date:
        yield "PY", date["literal"]


def _write_day(parts: list[int]) -> str:
    year, month, day = [*(f"{part:02}" for part in parts), "", ""][:3]
    return f"{year}/{month}/{day}/"
