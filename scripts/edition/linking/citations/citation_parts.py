"""Full citations and their parts: people with their roles, titles, editions, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from edition.linking.citations.words import CitationWords
from edition.model.parameters import TITLE_LONGEST
from edition.text.dates import MONTHS, YEAR, read_printed_date, write_edtf
from edition.text.page_ranges import complete_last
from edition.text.scripts import CAPITALS, CJK
from edition.text.span import Span

UPPER: Final = f"[{CAPITALS}]"
_NAME_WORD = rf"(?:(?:[dl]’)?{UPPER}[\w’'.\-]*|de|der|von|van|la|du)"
_NAME = rf"{UPPER}[\w’'.\-]*(?: {_NAME_WORD}){{0,4}}"
_AND = r"(?:,? (?:and|und|&) | [–—-] )"
_NAMES = rf"{_NAME}(?:(?:(?:,| [–—-]) {_NAME})*{_AND}{_NAME})?"
_ROLES: Final = {"e": "editor", "t": "translator", "c": "compiler"}
"""Roles, by the first letter of the printed abbreviation or word."""
_OTHERS = r"(?P<others>,? et al\.)?"
_CREATORS = re.compile(
    rf"(?P<names>{_NAME}(?:(?:, |{_AND}){_NAME})*){_OTHERS}"
    r"(?:,? \(?(?P<role>eds?|comps?|trans|tr)\.?\)?)?,?"
)
"""Names that make up the complete text before a title."""
_ROLES_AFTER = r",? \(?(?P<role>eds?|comps?)\.?\)?"
_LEADING = re.compile(
    rf"(?P<names>{_NAME}(?:, {_NAME})*(?:{_AND}{_NAME})?(?=,? \(?(?:eds?|comps?)\.?\)?,)|{_NAMES})"
    rf"(?:\s[(\[][^()\[\]]*[)\]])?{_OTHERS}(?:{_ROLES_AFTER})?,\s?(?=\S)"
)
"""Names before a title, with a comma after them."""
_POSSESSIVE = re.compile(rf"(?P<names>{_NAMES})[’']s (?=[“‘\w])")
"""A name in the genitive before a title: “Helen Doyle’s Winter Treaties”."""
_NAMES_START = re.compile(rf"(?P<stop>[.?!;]”? |[:)] )?(?<![^\s“(])(?={UPPER})")

_ROLE = re.compile(
    r",? (?P<role>eds?|trans|tr|comps?|trans\. and ed)\.?(?: from the \w+)?(?: by)? "
    rf"(?P<names>{_NAMES})(?: with {_NAMES})?$"
)
_TRANSLATION = re.compile(rf"\bas ?[{CJK}]")
_PREFACE = re.compile(rf",? (?:intr|introduction|preface|foreword)\.? by {_NAMES}$")
_STATEMENTS = (
    re.compile(r",? (?P<edition>\d+(?:st|nd|rd|th)|second|rev\.|exp\.)\.? ed\.?,?$"),
    re.compile(r",? (?P<volumes>\d+) vols\.?$"),
    re.compile(r",? vol\. (?P<volume>\d+)$"),
)
SENTENCE_OPENERS: Final = frozenset(
    "See On For In The A An Also Although Even Some Many This These By Quoted From During Not As "
    "Their His Her It If Part When Yet Ibid Cf Among Since Elsewhere Presumably Another Other "
    "Most More Regarding Both Bd".split()
)
"""Words with a capital that begin a sentence, not a name."""


@dataclass(frozen=True, slots=True)
class Creator:
    """The people in one role, as the note prints them."""

    role: str
    """``author``, ``editor``, ``compiler`` or ``translator``."""
    names: tuple[str, ...]
    others: bool = False


@dataclass(frozen=True, slots=True)
class FullCitation:
    """The fields of a full citation."""

    type: str
    """Type of entry: ``book``, ``article``, ``incollection`` or ``newspaper``."""
    title: str
    creators: tuple[Creator, ...]
    fields: dict[str, str]
    span: Span
    """Span in the text that was read."""
    ordered: bool = False
    """True if a form of the convention states the order of the parts of names."""


def read_creators(printed: str) -> tuple[Creator, ...]:
    """Return the people printed before a title, or an empty tuple if the words are not names."""
    found = _CREATORS.fullmatch(printed.strip(" ,"))
    return (_make_creator(found),) if found else ()


def _make_creator(found: re.Match[str]) -> Creator:
    role = _ROLES[found["role"][0]] if found["role"] else "author"
    return Creator(role, _split_names(found["names"]), bool(found["others"]))


def divide_names(text: str, words: CitationWords) -> tuple[tuple[Creator, ...], str]:
    """Divide the text before an imprint into people and title.

    Words of a sentence before the names are dropped.
    """
    for start in _list_name_starts(text, words):
        found = _LEADING.match(text, start)
        rest = text[found.end() :] if found else ""
        if found and _can_be_names(found["names"], start, words) and is_title(rest, lead="“‘"):
            return (_make_creator(found),), rest.strip(" ,")
    first, marked, rest = text.partition(" “")
    if marked and first.casefold() in words.cues:
        text = f"“{rest}"
    owner = _POSSESSIVE.match(text)
    if owner and is_title(text[owner.end() :]):
        return (Creator("author", _split_names(owner["names"])),), text[owner.end() :]
    return (), text


def _list_name_starts(text: str, words: CitationWords) -> Iterator[int]:
    """Yield the offsets where names may begin: the start, or after a sentence or a cue."""
    yield 0
    for found in _NAMES_START.finditer(text):
        if found["stop"] or words.find_cue(text[: found.end()]):
            yield found.end()


def _can_be_names(names: str, start: int, words: CitationWords) -> bool:
    # A single word after a cue may also be the first word of a title.
    complete = not start or re.search(r"[ .]", names)
    return bool(complete) and looks_like_names(names) and names.split()[0] not in words.articles


def split_editor(book: str) -> tuple[tuple[Creator, ...], str]:
    """Split the editor, or the author of collected works, from the title of a book."""
    found = _LEADING.match(book)
    if found:
        editors = (_make_creator(found),) if found["role"] else ()
        return editors, book[found.end() :].strip(" ,")
    return (), book


def is_title(text: str, lead: str = "“‘1234567890") -> bool:
    """Return True if a text can be a title: it begins with a capital or a character of ``lead``."""
    fits = 2 < len(text) < TITLE_LONGEST and (text[0].isupper() or text[0] in lead)
    return fits and not _TRANSLATION.search(text)


def _split_names(text: str) -> tuple[str, ...]:
    joined: list[str] = []
    for part in re.split(rf"{_AND}|, ", text):
        if part in {"Jr.", "Sr.", "II", "III"} and joined:
            joined[-1] += f", {part}"
        else:
            joined.append(part.strip())
    return tuple(part for part in joined if part)


def looks_like_names(text: str) -> bool:
    """Return True if words that have the form of names can be names."""
    return text.split()[0] not in SENTENCE_OPENERS and not re.search(r"’s\b", text)


def split_statements(text: str) -> tuple[str, tuple[Creator, ...], dict[str, str]]:
    """Split editor, translator, edition and volumes from the end of a title."""
    creators: list[Creator] = []
    fields: dict[str, str] = {}
    while True:
        text = text.strip(" ,")
        role = _ROLE.search(text)
        if statement := next((m for pattern in _STATEMENTS if (m := pattern.search(text))), None):
            fields |= {name: value for name, value in statement.groupdict().items() if value}
            text = text[: statement.start()]
        elif preface := _PREFACE.search(text):
            text = text[: preface.start()]
        elif role:
            names = _split_names(role["names"])
            both = role["role"].startswith("trans. and")
            roles = ("translator", "editor") if both else (_ROLES[role["role"][0]],)
            creators += [Creator(name, names) for name in roles]
            text = text[: role.start()]
        else:
            return text, tuple(creators), fields


def write_date(printed: str) -> str:
    """Return a printed date or range of years in EDTF; other text is returned unchanged."""
    if years := re.fullmatch(r"(\d{4})[/–-](\d{4}|\d\d)", printed.strip()):
        return f"{years[1]}/{complete_last(years[1], years[2])}"
    return write_edtf(read_printed_date(printed)) or printed.strip()


# --- Citations whose place and year are without brackets ------------------------------------------


_PARTICLE = r"(?:de|den|der|del|della|des|di|da|dos|du|la|le|ten|van|von|y|zu)"
_PLAIN_WORD = rf"(?:{UPPER}\.|(?:[dl]’)?{UPPER}[\w’-]+)"
_PLAIN_NAME = rf"{_PLAIN_WORD}(?:(?: |(?<=\.)-?)(?:{_PARTICLE} ){{0,3}}{_PLAIN_WORD}){{0,7}}"
_JOINT = rf"(?: [–—-] |–|(?<!\.)-(?={UPPER}\.)| & |,? (?:and|und|et) |, (?={UPPER}\.))"
"""The text between two names; a comma alone only before initials, as a title may follow it."""
_PLAIN_NAMES = rf"{_PLAIN_NAME}(?:{_JOINT}{_PLAIN_NAME})*"
_EDITORS = r"(?:[Ee]d(?:d|s)?|[Hh](?:rs)?gg?|a c(?:ura|\.) di)"
_PEOPLE: Final = re.compile(
    rf"(?P<names>{_PLAIN_NAMES})(?P<role>,? \(?(?:{_EDITORS})\.?(?: by)?\)?)?\s?,\s+(?=\S)"
)
_EDITED_BY: Final = re.compile(
    rf",? {_EDITORS}\.?(?:ited)?(?: by| von)? (?P<names>{_PLAIN_NAMES})$"
)
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
"""The text after the title of a part; in the title of a book it shows unread quotation marks."""


def read_plain_citations(text: str) -> Iterator[FullCitation]:
    """Yield the citations that fill the text, or a stretch of it between two stops."""
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
            and words.split()[0] not in SENTENCE_OPENERS
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
    """Split editors from the title after them; the title is empty if it may be a name."""
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
    """Split editors, translator, edition and volumes from the end of a title."""
    edited = _EDITED_BY.search(text)
    if edited is None:
        return split_statements(text)
    return text[: edited.start()].strip(" ,"), (_read_people(edited["names"], "editor"),), {}


def _read_imprint(imprint: re.Match[str]) -> dict[str, str]:
    found = {"location": imprint["place"], "publisher": imprint["publisher"]}
    return {name: value for name, value in found.items() if value} | {"year": imprint["year"]}
