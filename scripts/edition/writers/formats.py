"""List the formats in which works can be downloaded, and write RIS, CSL-JSON and COinS."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from edition.bibliography import csl
from edition.bibliography.database import Bibliography
from edition.bibliography.work import Work
from edition.text.escape import escape_html
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


# --- COinS: the key-value pairs of an OpenURL, in the title of an element -------------------------


_SCHEMES: Final = MappingProxyType({
    "article-journal": ("journal", "article"), "article-magazine": ("journal", "article"),
    "article-newspaper": ("journal", "article"), "book": ("book", "book"),
    "chapter": ("book", "bookitem"), "pamphlet": ("book", "book"),
    "paper-conference": ("book", "proceeding"), "report": ("book", "report"),
    "thesis": ("dissertation", ""),
})  # fmt: skip
_KINDS: Final = MappingProxyType({
    "article-magazine": "magazineArticle", "article-newspaper": "newspaperArticle",
    "collection": "document", "legislation": "statute", "motion_picture": "film",
    "periodical": "document", "personal_communication": "letter", "regulation": "statute",
    "speech": "presentation", "treaty": "document",
})  # fmt: skip
"""Item types of Zotero, which reads them from the pair ``rft.type``."""


def write_coins(item: csl.Item) -> str:
    """Return an item as pairs on one line, not escaped for HTML."""
    scheme, genre = _SCHEMES.get(item["type"], ("dc", ""))
    pairs = [("ctx_ver", "Z39.88-2004"), ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{scheme}")]
    pairs += [("rft.genre", genre), ("rft_id", f"info:doi/{item['DOI']}" if "DOI" in item else "")]
    pairs.append(("rft_id", item.get("URL", "")))
    pairs += _describe_dc(item) if scheme == "dc" else _describe(item, scheme)
    # This pair is last, because the pairs before it are read as those of an article.
    pairs += [("rft.type", _KINDS.get(item["type"], item["type"] if scheme == "dc" else ""))]
    return urlencode([(name, value) for name, value in pairs if value], safe="/:,")


def _describe(item: csl.Item, scheme: str) -> Iterator[tuple[str, str]]:
    container, title = item.get("container-title", ""), csl.full_title(item)
    container_pair = {"journal": "rft.jtitle", "book": "rft.btitle"}.get(scheme, "rft.title")
    # An article is a part even if the title of its journal is unknown.
    is_part = bool(container) or scheme == "journal"
    yield container_pair, container if is_part else title
    yield "rft.atitle", title if is_part else ""
    yield from _list_authors(csl.omit_others(item.get("author") or item.get("editor") or []))
    yield "rft.date", _join_date(item)
    names = {"volume": "volume", "issue": "issue", "page": "pages", "publisher": "pub"}
    names |= {"publisher-place": "place", "edition": "edition", "ISBN": "isbn", "ISSN": "issn"}
    names |= {"collection-title": "series"}
    names = {**names, "publisher": "inst"} if scheme == "dissertation" else names
    yield from ((f"rft.{pair}", str(item.get(name, ""))) for name, pair in names.items())


def _describe_dc(item: csl.Item) -> Iterator[tuple[str, str]]:
    yield "rft.title", item.get("title", "")
    yield "rft.source", item.get("container-title", "")
    for name in csl.omit_others(item.get("author", ())):
        is_person = "family" in name
        yield "rft.creator" if is_person else "rft.aucorp", csl.display_name(name, inverted=True)
    yield "rft.publisher", item.get("publisher") or item.get("archive", "")
    yield "rft.date", _join_date(item)
    yield "rft.language", item.get("language", "")


def _list_authors(names: list[csl.Name]) -> Iterator[tuple[str, str]]:
    for name in names[:1]:
        if "family" in name:
            yield "rft.aulast", name["family"]
            yield "rft.aufirst", name["given"]
        else:
            yield "rft.aucorp", name["literal"]
    for name in names[1:]:
        yield "rft.au", csl.display_name(name, inverted=True)


def _join_date(item: csl.Item) -> str:
    parts = item.get("issued", {}).get("date-parts", [[]])[0]
    return "-".join(f"{part:02}" for part in parts)


def mark_work(bibliography: Bibliography, key: str) -> str:
    """Return an empty element with the COinS of a work."""

    def write() -> str:
        coins = escape_html(write_coins(csl.entry_to_item(bibliography.work(key))))
        return f'<span class="Z3988" title="{coins}"></span>'

    return bibliography.make(key, "coins", write)
