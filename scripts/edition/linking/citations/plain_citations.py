"""Reads full citations whose place and year stand without brackets, as many notes in Europe do.

``Given Surname, Title, Place 1992.`` is a book, ``Given Surname, “Title”, in Given Surname (ed.),
Book, Place 1992, pp. 1–20.`` a part of one. No bracket tells such an imprint from other words, so
a citation is read only if it fills all that stands between two semicolons, names first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from edition.linking.citations.citation_parts import (
    LEADS,
    UPPER,
    Creator,
    FullCitation,
    is_title,
    split_helpers,
)
from edition.text.dates import MONTHS, YEAR
from edition.text.span import Span

_PARTICLE = r"(?:de|den|der|del|della|des|di|da|dos|du|la|le|ten|van|von|y|zu)"
_WORD = rf"(?:{UPPER}\.|(?:[dl]’)?{UPPER}[\w’-]+)"
_NAME = rf"{_WORD}(?:(?: |(?<=\.)-?)(?:{_PARTICLE} ){{0,3}}{_WORD}){{0,7}}"
_JOINT = rf"(?: [–—-] |–|(?<!\.)-(?={UPPER}\.)| & |,? (?:and|und|et) |, (?={UPPER}\.))"
"""Between two names; a comma alone only if initials follow, for a title may follow it too."""
_NAMES = rf"{_NAME}(?:{_JOINT}{_NAME})*"
_EDITORS = r"(?:[Ee]d(?:d|s)?|[Hh](?:rs)?gg?|a c(?:ura|\.) di)"
_PEOPLE: Final = re.compile(
    rf"(?P<names>{_NAMES})(?P<role>,? \(?(?:{_EDITORS})\.?(?: by)?\)?)?\s?,\s+(?=\S)"
)
_HELPERS: Final = re.compile(rf",? {_EDITORS}\.?(?:ited)?(?: by| von)? (?P<names>{_NAMES})$")
_NO_PLACE = "|".join((*(month[:3] for month in MONTHS), "Spring", "Summer", "Autumn", "Winter"))
_TOWN = rf"(?:{UPPER}[\w’]*\.?|(?<=-)(?:on|upon|sur|am|an|der|le|la)(?=-))"
_IMPRINT: Final = re.compile(
    rf",\s(?P<place>(?!{_NO_PLACE}){_TOWN}(?:(?: ?[–/-] ?| and | und | et | & | ){_TOWN}){{0,7}}"
    rf"(?:, (?:{UPPER}{{2}}|{UPPER}[a-z]{{1,4}}\.))?)(?:: (?P<publisher>[^():;,\d]{{2,60}}),|,)?"
    rf" (?P<year>{YEAR}(?:[–-]\d{{2,4}})?)[a-z]?"
    r"(?:(?:,? pp?\.\s*|,\s)(?P<pages>\d+(?:\s?[–-]\s?\d+)?))?\s?[.,]?\s*(?:\([^()]*\)\s*)?\.?$"
)
_QUOTED: Final = re.compile(r"“\s?(?P<title>[^“”]{3,400}?)[,.]?\s?”[,.]?\s+[Ii]n:?\s+")
_STOP: Final = re.compile(rf";|(?<=[ –-]\d{{4}})[a-z]?\.\s+(?={UPPER}\.)")
"""What separates two citations: a semicolon, or the year of one before the initials of the next."""
_PART: Final = re.compile(r"[”’\"],? [Ii]n:? ")
"""After the title of a part, whose marks could not be read if this stands in that of a book."""


def read_plain_citations(text: str) -> Iterator[FullCitation]:
    """Yield the citations that fill the text, or all that stands between two stops in it."""
    for start, end in pairwise((0, *(stop.end() for stop in _STOP.finditer(text)), len(text))):
        words = text[start:end].strip(" ;")
        start += text[start:end].find(words)
        people, imprint = _PEOPLE.match(words), _IMPRINT.search(words)
        if people is None or imprint is None or imprint.start() < people.end():
            continue
        creator = _read_people(people["names"], "editor" if people["role"] else "author")
        rest = words[people.end() : imprint.start()]
        span = Span(start, start + len(words))
        found = _read_chapter(rest, creator, imprint, span) or _read_book(
            rest, creator, imprint, span
        )
        if (
            found is not None
            and re.search(r"[ .]", creator.names[0])
            and words.split()[0] not in LEADS
        ):
            yield found


def _read_people(names: str, role: str) -> Creator:
    return Creator(role, tuple(re.split(_JOINT, names)))


def _read_book(
    rest: str, creator: Creator, imprint: re.Match[str], span: Span
) -> FullCitation | None:
    title, more, fields = _split_title(rest)
    if not is_title(title) or _PART.search(rest):
        return None
    creators = (creator, *more)
    return FullCitation("book", title, creators, {**fields, **_read_imprint(imprint)}, span)


def _read_chapter(
    rest: str, creator: Creator, imprint: re.Match[str], span: Span
) -> FullCitation | None:
    quoted = _QUOTED.match(rest)
    if quoted is None:
        return None
    editors, book = _split_editors(rest[quoted.end() :])
    title, more, fields = _split_title(book)
    if not is_title(title):
        return None
    fields |= {"booktitle": title, **_read_imprint(imprint)}
    if imprint["pages"]:
        fields["pages"] = imprint["pages"]
    creators = (creator, *editors, *more)
    return FullCitation("incollection", quoted["title"].strip(" ,."), creators, fields, span)


def _split_editors(book: str) -> tuple[tuple[Creator, ...], str]:
    """Split editors from the title after them; an empty title if it may be a name."""
    people = _PEOPLE.match(book)
    if people is None:
        return (), book
    rest = book[people.end() :]
    if people["role"]:
        return (_read_people(people["names"], "editor"),), rest
    if "." in people["names"]:
        # The book's editor, or the author of what it collects.
        return (), rest
    return (), "" if " " in people["names"] and rest[0].isupper() else book


def _split_title(text: str) -> tuple[str, tuple[Creator, ...], dict[str, str]]:
    """Take editors, translator, edition and volumes off the end of a title."""
    helpers = _HELPERS.search(text)
    if helpers is None:
        return split_helpers(text)
    return text[: helpers.start()].strip(" ,"), (_read_people(helpers["names"], "editor"),), {}


def _read_imprint(imprint: re.Match[str]) -> dict[str, str]:
    found = {"location": imprint["place"], "publisher": imprint["publisher"]}
    return {name: value for name, value in found.items() if value} | {"year": imprint["year"]}
