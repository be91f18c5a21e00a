"""The parts of a full citation: people with their roles, place and year, date, edition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from edition.text.dates import read_printed_date, write_edtf
from edition.text.page_ranges import complete_last
from edition.text.scripts import CAPITALS, CJK

UPPER: Final = f"[{CAPITALS}]"
_NAME_WORD = rf"(?:(?:[dl]’)?{UPPER}[\w’'.\-]*|de|der|von|van|la|du)"
_NAME = rf"{UPPER}[\w’'.\-]*(?: {_NAME_WORD}){{0,4}}"
_AND = r"(?:,? (?:and|und|&) | [–—-] )"
_NAMES = rf"{_NAME}(?:(?:(?:,| [–—-]) {_NAME})*{_AND}{_NAME})?"
_ROLES = r",? (?:eds?|comps?)\.?"
AUTHORS: Final = re.compile(
    rf"(?P<names>{_NAME}(?:, {_NAME})*(?:{_AND}{_NAME})?(?={_ROLES},)|{_NAMES})"
    rf"(?P<others>,? et al\.)?"
    rf"(?P<role>{_ROLES})?,\s?(?=\S)"
)
"""Names with a comma after them, as they stand before a title."""
POSSESSIVE: Final = re.compile(rf"(?P<names>{_NAMES})[’']s (?=[“‘\w])")
"""A name in the genitive before a title: “Helen Doyle’s Winter Treaties”."""
IMPRINT: Final = re.compile(
    rf"\((?P<place>[{CAPITALS}][^()0-9:;“”{CJK}]{{1,60}}?)(?:: (?P<publisher>[^()0-9,]+))?,\s"
    r"(?P<year>(?:ca\. )?\d{4}(?:[–-]\d{2,4})?)\.?\)"
)
"""Place and year in parentheses, perhaps with the publisher."""

THESIS: Final = re.compile(
    r"\((?P<type>[A-Z][\w.]* (?:diss(?:ertation|\.)|thesis)|Diss\.(?: phil\.)?),? "
    r"(?P<institution>[^()]+?),? (?P<year>\d{4})\)"
)
"""What stands in the place of an imprint after the title of a dissertation."""

_ROLE = re.compile(
    r",? (?P<role>eds?|trans|tr|comps?|trans\. and ed)\.?(?: from the \w+)?(?: by)? "
    rf"(?P<names>{_NAMES})(?: with {_NAMES})?$"
)
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


def read_owner(match: re.Match[str]) -> Creator:
    """Return the author that ``POSSESSIVE`` found."""
    return Creator("author", _split_names(match["names"]))


def read_creator(match: re.Match[str]) -> Creator:
    """Return the people that ``AUTHORS`` found."""
    role = (match["role"] or "").strip(" ,")
    kind = "editor" if role.startswith("ed") else "compiler" if role else "author"
    return Creator(kind, _split_names(match["names"]), bool(match["others"]))


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
    first = text.split()[0]
    # "A." is an initial, "Cf." is none.
    leads = first in LEADS or (len(first) > 2 and first.rstrip(".") in LEADS)
    return not leads and not re.search(r"’s\b", text)


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
        elif role and looks_like_names(role["names"]):
            names = _split_names(role["names"])
            creators += [Creator(name, names) for name in _read_roles(role["role"])]
            text = text[: role.start()]
        else:
            return text, tuple(creators), fields


def _read_roles(printed: str) -> tuple[str, ...]:
    if printed.startswith("trans. and"):
        return ("translator", "editor")
    return ({"e": "editor", "t": "translator", "c": "compiler"}[printed[0]],)


def read_imprint(match: re.Match[str]) -> dict[str, str]:
    """Return the fields that ``IMPRINT`` found."""
    found = {"location": match["place"], "publisher": match["publisher"], "year": match["year"]}
    fields = {name: value.strip(" ,") for name, value in found.items() if value}
    # "Albany, NY." is the abbreviation of a state with a full stop too many.
    fields["location"] = re.sub(r"(?<=[A-Z]{2})\.$", "", fields["location"])
    return fields


def write_date(printed: str) -> str:
    """Return a printed date, or a range of years, in EDTF where it is one, else as it stands."""
    if years := re.fullmatch(r"(\d{4})[/–-](\d{4}|\d\d)", printed.strip()):
        return f"{years[1]}/{complete_last(years[1], years[2])}"
    return write_edtf(read_printed_date(printed)) or printed.strip()
