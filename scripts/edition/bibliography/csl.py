"""Conversion of entries of the bibliography to CSL-JSON items, from which other forms are made.

Values are plain text without emphasis; absent fields are omitted. The vocabulary is that of CSL
1.0.2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from pybtex.database import Person

from edition.bibliography.work import (
    LANGUAGES,
    PEOPLE,
    SUBTYPES,
    TYPES,
    Work,
    join_titles,
    plain_names,
)
from edition.text.dates import read_edtf, read_month
from edition.text.page_ranges import write_with_hyphens
from edition.text.tex import plain_tex

Item: TypeAlias = dict[str, Any]
"""One item of CSL-JSON."""
Name: TypeAlias = dict[str, Any]
OTHERS: Final = "others"
"""The name that replaces all further names, in BibTeX and in CSL-JSON."""
Date: TypeAlias = dict[str, Any]

_GROUP_TYPES: Final = MappingProxyType({
    "archive": "collection", "web": "webpage", "intercept": "report",
})  # fmt: skip
"""CSL types of ``misc`` entries by keyword."""
SUPPLIED_TITLE: Final = "supplied title"
"""Keyword of an entry whose title is the editors' description."""
SUPPLIED_YEAR: Final = "supplied year"
"""Keyword of an entry for whose date the editors supply the year that the witness lacks."""

_SAME: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "abstract": ("abstract",), "annote": ("annote",), "chapter-number": ("chapter",),
    "collection-title": ("series",), "ISBN": ("isbn",),
    "ISSN": ("issn",), "keyword": ("keywords",), "note": ("note",),
    "number-of-volumes": ("volumes",), "original-title": ("origtitle",),
    "part-number": ("part",), "title-short": ("shorttitle",), "volume": ("volume",),
})  # fmt: skip
"""CSL variables with the fields for their values; the first existing field is used."""

_PUBLISHERS: Final = ("publisher", "school", "institution", "organization")


@lru_cache(maxsize=1 << 14)
def entry_to_item(work: Work) -> Item:
    """Convert an entry to an item with the entry's key as its id. Do not modify the result."""
    kind = item_type(work)
    item: Item = {"id": str(work.entry.key), "type": kind}
    for role in PEOPLE:
        if people := work.people(role):
            compiled = role == "editor" and work.plain("editortype") == "compiler"
            item["compiler" if compiled else role] = [
                read_person(person, eastern=work.is_eastern(person)) for person in people
            ]
    item |= {name: work.plain(*fields) for name, fields in _SAME.items() if work.raw(*fields)}
    item |= _titles(work, kind) | _numbers(work, kind) | _makers(work, kind) | _dates(work)
    item |= _addresses(work)
    return {name: value for name, value in item.items() if value not in ("", [], {})}


def item_type(work: Work) -> str:
    """Return the CSL type of an entry."""
    kind = work.kind
    if subtype := SUBTYPES.get(work.plain("entrysubtype")):
        return subtype
    if kind == "newspaper" and work.raw("journal", "journaltitle"):
        return "article-newspaper"
    if kind == "misc":
        return next((t for g, t in _GROUP_TYPES.items() if g in work.keywords), "document")
    return TYPES.get(kind, "document")


# --- names -------------------------------------------------------------------------------


def read_person(person: Person, *, eastern: bool) -> Name:
    """Return the CSL name of a person; ``eastern`` if the family name comes first."""
    if str(person) == "others":
        return {"literal": OTHERS}
    given = space_initials(plain_names(person)[1])
    family = plain_tex(" ".join(person.last_names))
    particle = plain_tex(" ".join(person.prelast_names))
    if not given:
        return {"literal": " ".join(part for part in (particle, family) if part)}
    suffix = plain_tex(" ".join(person.lineage_names))
    name = {"family": family, "given": given, "non-dropping-particle": particle, "suffix": suffix}
    parts: Name = {key: value for key, value in name.items() if value}
    return {**parts, "static-ordering": True} if eastern else parts


def space_initials(name: str) -> str:
    """Return a name with spaces between its initials, which may be printed without."""
    return re.sub(r"(?<![\w}])(\w{1,2}\.)(?=\w{1,2}\.)", r"\1 ", name)


def family_name(name: Name) -> str:
    """Return the family name with its particle, or the complete name if it has no parts."""
    if "literal" in name:
        return str(name["literal"])
    return " ".join(filter(None, (name.get("non-dropping-particle", ""), name["family"])))


def display_name(name: Name, *, inverted: bool = False) -> str:
    """Return a name; with ``inverted``, the family name is first and followed by a comma."""
    family = family_name(name)
    if "literal" in name:
        return family
    if inverted:
        return ", ".join(filter(None, (family, name["given"], name.get("suffix", ""))))
    first, last = (family, name["given"]) if "static-ordering" in name else (name["given"], family)
    return " ".join(filter(None, (first, last, name.get("suffix", ""))))


def join_names(names: Sequence[str], *, comma: bool = False) -> str:
    """Join names with *and* before the last, and a comma before it if there are three or more.

    With ``comma``, two names also have this comma.
    """
    if len(names) < 2:
        return "".join(names)
    last = "," if comma or len(names) > 2 else ""
    return f"{', '.join(names[:-1])}{last} and {names[-1]}"


def omit_others(names: Sequence[Name]) -> list[Name]:
    """Return names without ``others``, for a format that cannot express it."""
    return [name for name in names if name.get("literal") != OTHERS]


# --- titles and numbers --------------------------------------------------------------------


def _titles(work: Work, kind: str) -> Item:
    containers = ["journal", "journaltitle", "booktitle"]
    containers += ["organization", "howpublished"] if kind == "webpage" else []
    title = work.title()
    title = f"[{title}]" if SUPPLIED_TITLE in work.keywords else title
    if kind == "collection":
        title = name_archive(work, work.plain)
    volume = plain_tex(work.volume_title_source()).strip()
    return {"title": title, "volume-title": volume, "container-title": work.plain(*containers)}


def name_archive(work: Work, read: Callable[[str], str]) -> str:
    """Return the name of an archive with its expansion and its short name."""
    title, short, expanded = map(read, ("title", "shorttitle", "titleaddon"))
    brief = f" ({short})" if short and work.plain("shorttitle") not in work.title() else ""
    return f"{title}{f' [{expanded}]' if expanded else ''}{brief}"


def full_title(item: Item) -> str:
    """Return the title of an item with that of its volume, for forms with a single title."""
    return join_titles(item.get("title", ""), item.get("volume-title", ""))


def _numbers(work: Work, kind: str) -> Item:
    number, pages = work.plain("number", "issue"), work.plain("pages")
    name = "issue" if kind.startswith("article") else "collection-number"
    if kind not in {"book", "chapter"} and not kind.startswith("article"):
        name = "number"
    # If the number is also the title, styles would print it twice.
    number = "" if name == "number" and number == work.title() else number
    edition = read_edition(work.plain("edition"))
    return {name: number, "page": write_with_hyphens(pages), "edition": edition}


_EDITION: Final = re.compile(r"(\d+)(?:st|nd|rd|th)?(?: ed\.?)?")
_ABBREVIATED: Final = re.compile(r"(?:(?:rev|exp|enl|abr|and|&)\.? ?)+", re.IGNORECASE)


def read_edition(value: str) -> str:
    """Return the edition in the form of CSL: the bare number, or words with ``ed.``."""
    if number := _EDITION.fullmatch(value):
        return number[1]
    return f"{value} ed." if value and _ABBREVIATED.fullmatch(value) else value


def _makers(work: Work, kind: str) -> Item:
    if kind == "collection":
        # The institution that holds a collection is not its publisher.
        held = work.plain("institution", "organization", "howpublished")
        return {"archive": held, "archive-place": work.plain("location", "address")}
    place = work.plain("location", "address")
    publisher = "" if kind == "webpage" else work.plain(*_PUBLISHERS)
    genre = work.plain("type")
    if kind == "thesis" and not genre:
        genre = "Master\u2019s thesis" if work.entry.type == "mastersthesis" else "PhD diss."
    if kind not in {"webpage", "thesis"}:
        genre = genre or work.plain("howpublished")
    made = {"publisher": publisher, "publisher-place": place, "genre": genre}
    return {**made, "archive": work.plain("library")}


# --- dates and addresses ---------------------------------------------------------------------


def _dates(work: Work) -> Item:
    return {
        "issued": _issued(work),
        "accessed": read_date(work.plain("urldate")),
        "original-date": read_date(work.plain("origdate")),
    }


def _issued(work: Work) -> Date:
    if work.raw("date"):
        return read_date(work.raw("date"))
    year, month = work.plain("year"), read_month(work.plain("month"))
    if year.isdecimal() and month:
        return {"date-parts": [[int(year), month]]}
    return read_date(year)


def read_date(value: str) -> Date:
    """Convert an EDTF date to a CSL date; any other value becomes a literal."""
    dates = read_edtf(value)
    if not dates:
        return {"literal": value} if value else {}
    date: Date = {"date-parts": [list(end.parts) for end in dates if end]}
    return {**date, "circa": True} if any(end.doubt for end in dates) else date


def _addresses(work: Work) -> Item:
    language = work.plain("language", "langid")
    return {
        "DOI": work.plain("doi").removeprefix("https://doi.org/"),
        "URL": work.raw("url"),
        "language": LANGUAGES.get(language.lower(), language),
    }
