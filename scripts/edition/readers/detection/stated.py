"""Read the metadata that a text states: front matter, TEI header, or fields at its head."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import yaml

from edition.readers.tei.tree import Element, XmlError, parse_tree
from edition.text.dates import read_edtf
from edition.text.front_matter import split_front_matter
from edition.text.source import Source
from edition.text.span import Span

HEAD: Final = 4_000
"""Number of characters at the head of a text searched for the root of its markup or fields."""
_LONGEST_NAME: Final = 120
"""Greatest number of characters of a name; a longer text is a sentence about authors."""
_TEI: Final = re.compile(r"<(?:\w+:)?(?:TEI|teiCorpus)\b")
_HEADER: Final = re.compile(r"<(?:\w+:)?teiHeader\b.{0,200000}?</(?:\w+:)?teiHeader\s*>", re.DOTALL)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_TAGGED: Final = re.compile(r"<(?:\w+:)?(text|TEI)\b[^>]*?\bxml:lang\s*=\s*[\"']([^\"']+)")
_FIELD: Final = re.compile(
    r"^(title|author):[ \t]+(\S.*(?:\r?\n[ \t]+\S.*){0,5})$", re.MULTILINE | re.IGNORECASE
)
_DESCRIBED: Final = re.compile(
    r"^(?:author|editor|translator|language|(?:release )?date|publisher):[ \t]",
    re.MULTILINE | re.IGNORECASE,
)
_NEAR: Final = 400
"""Characters after a title searched for another field, which proves that they are metadata."""


@dataclass(frozen=True, slots=True)
class Stated:
    """The metadata stated in a text; empty where not stated or not certain."""

    title: str = ""
    authors: tuple[Mapping[str, str], ...] = ()
    """The authors, each as the fields of an agent in a record."""
    date: str = ""
    """The date, in EDTF."""
    language: str = ""
    where: str = ""


def _find_tag(*languages: object) -> str:
    """Return the first value that is a language tag; empty if none is."""
    tags = (tag for tag in languages if isinstance(tag, str) and _LANGUAGE.fullmatch(tag))
    return next(tags, "")


def is_tei(source: Source) -> bool:
    """True if the root element of a text is a TEI root."""
    return _TEI.search(source.text, 0, HEAD) is not None


def read_stated(source: Source) -> Stated:
    """Return the metadata of a text from the first form of statement found in it."""
    if is_tei(source):
        return _read_header(source)
    matter, _ = split_front_matter(source.text)
    return _read_front_matter(matter) if matter else _read_fields(source.text)


# --- front matter ---


def _read_front_matter(matter: str) -> Stated:
    try:
        found = yaml.safe_load(matter)
    except (yaml.YAMLError, ValueError):
        return Stated()
    if not isinstance(found, dict):
        return Stated()
    return Stated(
        _text(found.get("title")),
        _read_authors(found.get("author", found.get("authors"))),
        _check_date(str(found.get("date", ""))),
        _find_tag(found.get("lang"), found.get("language")),
        "front matter of the witness",
    )


def _read_authors(value: object) -> tuple[Mapping[str, str], ...]:
    """Return the named authors; none if any author is stated in an unknown form."""
    agents = [_read_agent(author) for author in (value if isinstance(value, list) else [value])]
    return tuple(agents) if all(agents) else ()


def _read_agent(value: object) -> dict[str, str]:
    """Return a name, or its parts if they are stated separately."""
    if isinstance(value, dict):
        name = value.get("name", value.get("literal"))
        stated = name if isinstance(name, dict) else value
        parts = {part: _text(stated.get(part)) for part in ("family", "given")}
        if all(parts.values()):
            return parts
        value = name
    name = _text(value)
    return {"name": name} if 0 < len(name) <= _LONGEST_NAME else {}


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _check_date(value: str) -> str:
    return value if read_edtf(value) else ""


# --- the header of TEI ---


def _read_header(source: Source) -> Stated:
    found = _HEADER.search(source.text)
    if not found:
        return Stated()
    header = Source(source.path, found[0])
    try:
        inside = [*parse_tree(header).walk()]
    except XmlError:
        return Stated()
    statement = next((element for element in inside if element.name == "titleStmt"), inside[0])
    titles = (element for element in statement.elements() if element.name == "title")
    title = next((_plain(header, element) for element in titles), "")
    tags = dict(_TAGGED.findall(source.text))
    authors = [_read_author(header, part) for part in statement.elements() if part.name == "author"]
    return Stated(
        title,
        tuple(authors) if all(authors) else (),
        _find_date(inside),
        _find_tag(tags.get("text"), tags.get("TEI")),
        "TEI header of the witness",
    )


def _read_author(source: Source, author: Element) -> dict[str, str]:
    parts = {
        field: [_plain(source, element) for element in author.walk() if element.name == name]
        for field, name in (("family", "surname"), ("given", "forename"))
    }
    if len(parts["family"]) == 1 and parts["given"]:
        return {"family": parts["family"][0], "given": " ".join(parts["given"])}
    name = _plain(source, author)
    return {"name": name} if 0 < len(name) <= _LONGEST_NAME else {}


def _find_date(header: list[Element]) -> str:
    """Return the date of writing, or else the only date of the source; never that of the file."""
    for place in ("creation", "sourceDesc"):
        within = [element for part in header if part.name == place for element in part.walk()]
        dates = {date.get("when") for date in within if date.name == "date" and date.get("when")}
        if len(dates) == 1:
            return _check_date(dates.pop())
    return ""


def _plain(source: Source, element: Element) -> str:
    pieces = [
        source.slice(child) if isinstance(child, Span) else _plain(source, child)
        for child in element.children
    ]
    return " ".join(html.unescape("".join(pieces)).split())


# --- fields ---


def _read_fields(text: str) -> Stated:
    """Return the title and the author stated in the fields at the head of a text."""
    fields = {found[1].casefold(): found for found in _FIELD.finditer(text, 0, HEAD)}
    title = fields.get("title")
    if not title or not _DESCRIBED.search(text, title.end(), title.end() + _NEAR):
        return Stated()
    authors = _read_authors(fields["author"][2]) if "author" in fields else ()
    return Stated(_text(title[2]), authors, where="fields at the head of the witness")
