"""BibTeX: entries of the bibliography in the types and fields that old styles know, and items."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from edition.bibliography.csl import Item, Name
from edition.bibliography.work import Work
from edition.text.dates import MONTH_MACROS
from edition.writers.formats.fields import (
    Fields,
    collect_fields,
    escape_address,
    escape_tex,
    rename,
    split_date,
    write_entry,
)

_TYPES: Final = MappingProxyType({
    "online": "misc", "report": "techreport", "thesis": "phdthesis", "collection": "book",
})  # fmt: skip
_NAMES: Final = MappingProxyType({
    "location": "address", "journaltitle": "journal", "issue": "number",
})  # fmt: skip

_ITEM_TYPES: Final = MappingProxyType({
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "book": "book", "chapter": "incollection", "manuscript": "unpublished",
    "paper-conference": "inproceedings", "pamphlet": "booklet", "report": "techreport",
    "thesis": "phdthesis",
})  # fmt: skip
_ITEM_FIELDS: Final = MappingProxyType({
    "title": "title", "volume": "volume", "edition": "edition", "number": "number",
    "issue": "number", "collection-title": "series", "publisher-place": "address", "ISBN": "isbn",
    "ISSN": "issn", "genre": "type", "note": "note", "language": "language",
})  # fmt: skip


def write_bibtex(work: Work) -> str:
    """Return an entry of the bibliography as BibTeX."""
    kind = str(work.entry.type).lower()
    fields = split_date(rename(collect_fields(work), _NAMES))
    subtitle = fields.pop("subtitle", "")
    if subtitle:
        fields["title"] = f"{fields.get('title', '')}: {subtitle}"
    if kind == "newspaper":
        kind = "article" if "journal" in fields else "misc"
    if kind in {"thesis", "phdthesis", "mastersthesis"} and "school" not in fields:
        fields = rename(fields, {"institution": "school"})
    return write_entry(_TYPES.get(kind, kind), str(work.entry.key), fields)


def item_to_bibtex(item: Item) -> str:
    """Return an item that stands in no bibliography as BibTeX."""
    kind = _ITEM_TYPES.get(item["type"], "misc")
    fields: Fields = {}
    for role in ("author", "editor", "translator"):
        fields[role] = " and ".join(_write_name(name) for name in item.get(role, ()))
    for variable, name in _ITEM_FIELDS.items():
        if item.get(variable):
            fields[name] = escape_tex(str(item[variable]))
    fields[_CONTAINERS.get(kind, "howpublished")] = escape_tex(item.get("container-title", ""))
    maker = {"techreport": "institution", "phdthesis": "school"}.get(kind, "publisher")
    fields[maker] = escape_tex(item.get("publisher", ""))
    fields |= _write_date(item.get("issued", {}))
    fields["pages"] = escape_tex(str(item.get("page", ""))).replace("-", "--")
    fields |= {name.lower(): escape_address(item.get(name, "")) for name in ("DOI", "URL")}
    return write_entry(kind, item["id"], fields)


_CONTAINERS: Final = MappingProxyType({
    "article": "journal", "incollection": "booktitle", "inproceedings": "booktitle",
})  # fmt: skip


def _write_name(name: Name) -> str:
    if "literal" in name:
        return "others" if name["literal"] == "et al." else f"{{{escape_tex(name['literal'])}}}"
    family = [name.get("non-dropping-particle", ""), name["family"]]
    parts = [" ".join(filter(None, family)), name.get("suffix", ""), name["given"]]
    return ", ".join(escape_tex(part) for part in parts if part)


def _write_date(date: dict[str, Any]) -> Fields:
    parts = date.get("date-parts", [[]])[0]
    names = ("year", "month", "day")
    values = [str(parts[0]) if parts else "", *(MONTH_MACROS[m - 1] for m in parts[1:2])]
    values += [str(day) for day in parts[2:3]]
    return dict(zip(names, values, strict=False))
