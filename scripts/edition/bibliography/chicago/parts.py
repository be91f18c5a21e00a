"""The parts of an entry in Chicago style: names, titles, dates, places, addresses.

Section numbers refer to *The Chicago Manual of Style*, 17th edition.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from pybtex.database import Person
from pybtex.richtext import HRef, Tag, Text

from edition.bibliography.work import Work
from edition.text.dates import MONTHS, display_date, read_edtf, read_month
from edition.text.quotation_marks import turn_inner_marks
from edition.text.tex import plain_tex, read_tex

Rich: TypeAlias = Any
"""A ``pybtex.richtext.Text``; pybtex publishes no types."""

REPEATED: Final = "\u2014" * 3
"""Stands for the names of the entry before."""
_PARTS: Final = frozenset({"incollection", "inbook", "inproceedings"})
_ROLES: Final = MappingProxyType({"compiler": "comp", "translator": "trans"})
_NAMES_SHOWN: Final = 10
"""More authors than these are cut to the first seven (14.76)."""

# --- names -------------------------------------------------------------------------------


def format_name(person: Person, *, inverted: bool, eastern: bool) -> str:
    """Return a name; inverted for the first of a bibliography entry (14.21, 16.86)."""
    given = plain_tex(" ".join([*person.first_names, *person.middle_names]))
    family = plain_tex(" ".join([*person.prelast_names, *person.last_names]))
    lineage = plain_tex(" ".join(person.lineage_names))
    if not given:
        return family
    if eastern:
        return f"{family} {given}"
    if inverted:
        return ", ".join(part for part in (family, given, lineage) if part)
    return f"{given} {family}" + (f" {lineage}" if lineage else "")


def join_people(people: Sequence[Person], work: Work, *, inverted: bool) -> str:
    """Return names in a row; inverted, the first has its family name first."""
    others = bool(people) and str(people[-1]) == "others"
    people = people[:-1] if others else people
    if len(people) > _NAMES_SHOWN:
        people, others = people[:7], True
    names = [
        format_name(person, inverted=inverted and n == 0, eastern=work.is_eastern(person))
        for n, person in enumerate(people)
    ]
    if others:
        return ", ".join([*names, "et al."])
    # An eastern name is never inverted, so it holds no comma.
    return _join_names(names, inverted and bool(people) and not work.is_eastern(people[0]))


def _join_names(names: Sequence[str], inverted: bool) -> str:
    if len(names) < 2:
        return "".join(names)
    # An inverted name holds a comma, so one more must set it off even from a single other.
    comma = "," if inverted or len(names) > 2 else ""
    return f"{', '.join(names[:-1])}{comma} and {names[-1]}"


def filed_under(work: Work) -> str:
    """Return the names that an entry stands under in the alphabet; empty if that is its title."""
    people, _ = _heads(work)
    return join_people(people, work, inverted=True) if people else ""


def _heads(work: Work) -> tuple[list[Person], str]:
    """Return who an entry is filed under, authors or else editors, and their role."""
    authors = work.people("author")
    editors = work.people("editor")
    if authors or not editors or work.entry.type in _PARTS:
        return authors, ""
    role = _ROLES.get(work.plain("editortype"), "ed")
    return editors, role if len(editors) == 1 else f"{role}s"


def write_creators(work: Work) -> str:
    """Return who an entry is filed under, or a dash if the entry before is too."""
    people, role = _heads(work)
    names = REPEATED if work.repeated else join_people(people, work, inverted=True)
    return ", ".join(part for part in (names, role) if part)


def write_helpers(work: Work, first: str = "Edited by") -> list[str]:
    """Return editors (unless the entry is filed under them) and translators."""
    parts = []
    if work.people("editor") and work.people("author"):
        verb = "Compiled by" if work.plain("editortype") == "compiler" else first
        parts.append(f"{verb} {join_people(work.people('editor'), work, inverted=False)}")
    if work.people("translator"):
        by = "Translated by" if first[0].isupper() else "translated by"
        parts.append(f"{by} {join_people(work.people('translator'), work, inverted=False)}")
    return parts


# --- titles ------------------------------------------------------------------------------


def write_rich(value: str) -> Rich:
    """Return a field with what is emphasised in it."""
    return Text(*[Tag("em", run.text) if run.emphasis else run.text for run in read_tex(value)])


def write_note(work: Work) -> Rich:
    """Return the note of an entry; a full stop goes inside a last quotation mark."""
    value = work.raw("note")
    text = plain_tex(value)
    if re.search(r"[^.?!]\u201d$", text):
        return Text(write_rich(re.sub(r"(''|\u201d)$", "", value)), ".\u201d")
    return write_rich(value)


def write_italic(value: str) -> Rich:
    """Return a title in italics; what is emphasised within it stands upright (14.95)."""
    runs = read_tex(value)
    return Text(*[run.text if run.emphasis else Tag("em", run.text) for run in runs])


def write_quoted(value: str) -> Rich:
    """Return a title in quotation marks, with its full stop inside them (14.86)."""
    inner = ((turn_inner_marks(run.text), run.emphasis) for run in read_tex(value))
    parts = [Tag("em", text) if emphasis else text for text, emphasis in inner]
    return Text("\u201c", Text(*parts).add_period(), "\u201d") if parts else Text()


def end_sentence(part: Rich) -> Rich:
    """Return a part with its full stop, unless it has one."""
    text = part if isinstance(part, Text) else Text(part)
    if re.search(r"[.?!]\u201d$", str(text)):
        return text
    return text.add_period()


# --- dates, places, links --------------------------------------------------------------------


def format_date(work: Work) -> str:
    """Return the date: ``date`` in EDTF, or ``year``, ``month`` and day as BibTeX has them."""
    if work.raw("date"):
        # Not as TeX, in which the ~ of a date that is about right would be a blank.
        return display_date(work.raw("date"), month_first=True)
    month, year = work.plain("month"), work.plain("year")
    if number := read_month(month):
        month = MONTHS[number - 1]
    return " ".join(part for part in (month, year) if part)


def find_year(work: Work) -> str:
    """Return the year, or the years of a set, of a work."""
    if work.plain("year"):
        return work.plain("year")
    dates = read_edtf(work.raw("date"))
    years = [f"{'ca. ' if date.is_about else ''}{date.year or ''}" for date in dates]
    return "\u2013".join(dict.fromkeys(years)) or work.raw("date")


def write_imprint(work: Work, date: str) -> str:
    """Return place, publisher and date as far as they are stated."""
    place = work.plain("location", "address")
    publisher = work.plain("publisher", "organization")
    who = ": ".join(part for part in (place, publisher) if part)
    return ", ".join(part for part in (who, date) if part)


def write_link(work: Work) -> Rich:
    """Return the DOI as an address, or else the address; None if there is neither."""
    doi = work.plain("doi").removeprefix("https://doi.org/")
    url = f"https://doi.org/{doi}" if doi else work.plain("url")
    return Text(HRef(url, url)) if re.match(r"https?://", url) else None


def _ordinal(value: str) -> str:
    if not value.isdigit():
        return value
    ending = (
        "th"
        if 10 <= int(value) % 100 <= 20
        else {1: "st", 2: "nd", 3: "rd"}.get(int(value) % 10, "th")
    )
    return f"{value}{ending} ed"


def write_set(work: Work) -> list[str]:
    """Return edition, volume and series."""
    parts = [_ordinal(work.plain("edition"))] if work.raw("edition") else []
    if work.raw("volume"):
        parts.append(f"Vol. {work.plain('volume')}")
    elif work.raw("volumes"):
        parts.append(f"{work.plain('volumes')} vols")
    if work.raw("series"):
        parts.append(f"{work.plain('series')} {work.plain('number')}".strip())
    return parts


def write_original(work: Work) -> Rich | None:
    """Return what a translation was made from (14.99)."""
    title, year = work.raw("origtitle"), work.plain("origdate")
    if not title:
        return f"First published {year}" if year else None
    return Text("Originally published as ", write_italic(title), f" ({year})" if year else "")
