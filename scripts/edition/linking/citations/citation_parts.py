"""A full citation and its parts: people with their roles, titles, editions, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from edition.linking.citations.words import Words
from edition.model.parameters import TITLE_LONGEST
from edition.text.dates import read_printed_date, write_edtf
from edition.text.page_ranges import complete_last
from edition.text.scripts import CAPITALS, CJK
from edition.text.span import Span

UPPER: Final = f"[{CAPITALS}]"
_NAME_WORD = rf"(?:(?:[dl]’)?{UPPER}[\w’'.\-]*|de|der|von|van|la|du)"
_NAME = rf"{UPPER}[\w’'.\-]*(?: {_NAME_WORD}){{0,4}}"
_AND = r"(?:,? (?:and|und|&) | [–—-] )"
_NAMES = rf"{_NAME}(?:(?:(?:,| [–—-]) {_NAME})*{_AND}{_NAME})?"
_ROLES: Final = {"e": "editor", "t": "translator", "c": "compiler"}
"""Roles by the first letter of what is printed for them."""
_OTHERS = r"(?P<others>,? et al\.)?"
_CREATORS = re.compile(
    rf"(?P<names>{_NAME}(?:(?:, |{_AND}){_NAME})*){_OTHERS}"
    r"(?:,? \(?(?P<role>eds?|comps?|trans|tr)\.?\)?)?,?"
)
"""Names that are known to be all that stands before a title."""
_ROLES_AFTER = r",? \(?(?P<role>eds?|comps?)\.?\)?"
_LEADING = re.compile(
    rf"(?P<names>{_NAME}(?:, {_NAME})*(?:{_AND}{_NAME})?(?=,? \(?(?:eds?|comps?)\.?\)?,)|{_NAMES})"
    rf"(?:\s[(\[][^()\[\]]*[)\]])?{_OTHERS}(?:{_ROLES_AFTER})?,\s?(?=\S)"
)
"""Names with a comma after them, before a title."""
_POSSESSIVE = re.compile(rf"(?P<names>{_NAMES})[’']s (?=[“‘\w])")
"""A name in the genitive before a title: “Helen Doyle’s Winter Treaties”."""
_BEGIN = re.compile(rf"(?P<stop>[.?!;]”? |[:)] )?(?<![^\s“(])(?={UPPER})")

_ROLE = re.compile(
    r",? (?P<role>eds?|trans|tr|comps?|trans\. and ed)\.?(?: from the \w+)?(?: by)? "
    rf"(?P<names>{_NAMES})(?: with {_NAMES})?$"
)
_TRANSLATION = re.compile(rf"\bas ?[{CJK}]")
_BESIDES = re.compile(rf",? (?:intr|introduction|preface|foreword)\.? by {_NAMES}$")
_PLAIN = (
    re.compile(r",? (?P<edition>\d+(?:st|nd|rd|th)|second|rev\.|exp\.)\.? ed\.?,?$"),
    re.compile(r",? (?P<volumes>\d+) vols\.?$"),
    re.compile(r",? vol\. (?P<volume>\d+)$"),
)
LEADS: Final = frozenset(
    "See On For In The A An Also Although Even Some Many This These By Quoted From During Not As "
    "Their His Her It If Part When Yet Ibid Cf Among Since Elsewhere Presumably Another Other "
    "Most More Regarding Both Bd".split()
)
"""Words that begin a sentence, not a name."""


@dataclass(frozen=True, slots=True)
class Creator:
    """People with a role, as the note names them."""

    role: str
    """``author``, ``editor``, ``compiler`` or ``translator``."""
    names: tuple[str, ...]
    others: bool = False


@dataclass(frozen=True, slots=True)
class FullCitation:
    """A work cited in full."""

    type: str
    """Type of entry: ``book``, ``article``, ``incollection`` or ``newspaper``."""
    title: str
    creators: tuple[Creator, ...]
    fields: dict[str, str]
    span: Span
    """Within the text that was read."""
    ordered: bool = False
    """True if a form of the convention tells in which order the names are printed."""


def read_creators(printed: str) -> tuple[Creator, ...]:
    """Return the people named before a title; none if the words are not names."""
    found = _CREATORS.fullmatch(printed.strip(" ,"))
    return (_make_creator(found),) if found else ()


def _make_creator(found: re.Match[str]) -> Creator:
    role = _ROLES[found["role"][0]] if found["role"] else "author"
    return Creator(role, _split_names(found["names"]), bool(found["others"]))


def divide_names(text: str, words: Words) -> tuple[tuple[Creator, ...], str]:
    """Divide what stands before an imprint into the people and the title.

    Words of a sentence may stand before the names; they are left out.
    """
    for start in _list_beginnings(text, words):
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


def _list_beginnings(text: str, words: Words) -> Iterator[int]:
    """Yield where names may begin: at the start, after the end of a sentence or after a cue."""
    yield 0
    for found in _BEGIN.finditer(text):
        if found["stop"] or words.find_cue(text[: found.end()]):
            yield found.end()


def _can_be_names(names: str, start: int, words: Words) -> bool:
    # One word after a cue may as well be the first of a title.
    whole = not start or re.search(r"[ .]", names)
    return bool(whole) and looks_like_names(names) and names.split()[0] not in words.articles


def split_editor(book: str) -> tuple[tuple[Creator, ...], str]:
    """Split from the title of a book its editor, or the author whose works it collects."""
    found = _LEADING.match(book)
    if found:
        editors = (_make_creator(found),) if found["role"] else ()
        return editors, book[found.end() :].strip(" ,")
    return (), book


def is_title(text: str, lead: str = "“‘1234567890") -> bool:
    """Tell whether words can be a title: they begin with a capital, or with one of ``lead``."""
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
    """Tell whether words that have the form of names can be such."""
    return text.split()[0] not in LEADS and not re.search(r"’s\b", text)


def split_helpers(text: str) -> tuple[str, tuple[Creator, ...], dict[str, str]]:
    """Take editor, translator, edition and volumes off the end of a title."""
    creators: list[Creator] = []
    fields: dict[str, str] = {}
    while True:
        text = text.strip(" ,")
        role = _ROLE.search(text)
        if plain := next((m for pattern in _PLAIN if (m := pattern.search(text))), None):
            fields |= {name: value for name, value in plain.groupdict().items() if value}
            text = text[: plain.start()]
        elif besides := _BESIDES.search(text):
            text = text[: besides.start()]
        elif role:
            names = _split_names(role["names"])
            creators += [Creator(name, names) for name in _read_roles(role["role"])]
            text = text[: role.start()]
        else:
            return text, tuple(creators), fields


def _read_roles(printed: str) -> tuple[str, ...]:
    if printed.startswith("trans. and"):
        return ("translator", "editor")
    return (_ROLES[printed[0]],)


def write_date(printed: str) -> str:
    """Return a printed date, or a range of years, in EDTF where it is one, else as it stands."""
    if years := re.fullmatch(r"(\d{4})[/–-](\d{4}|\d\d)", printed.strip()):
        return f"{years[1]}/{complete_last(years[1], years[2])}"
    return write_edtf(read_printed_date(printed)) or printed.strip()
