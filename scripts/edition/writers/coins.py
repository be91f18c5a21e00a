"""Write COinS: an item as the key-value pairs of an OpenURL, in the title of an element."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from edition.bibliography import csl
from edition.bibliography.database import Bibliography
from edition.text.escape import escape_html

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
    yield "rft.date", _write_date(item)
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
    yield "rft.date", _write_date(item)
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


def _write_date(item: csl.Item) -> str:
    parts = item.get("issued", {}).get("date-parts", [[]])[0]
    return "-".join(f"{part:02}" for part in parts)


def mark_work(bibliography: Bibliography, key: str) -> str:
    """Return an empty element with the COinS of a work."""

    def write() -> str:
        coins = escape_html(write_coins(csl.entry_to_item(bibliography.work(key))))
        return f'<span class="Z3988" title="{coins}"></span>'

    return bibliography.make(key, "coins", write)
