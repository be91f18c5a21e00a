"""Chicago notes-and-bibliography style, as a style class for pybtex.

Only what an entry states is written: a field that is absent leaves no trace, no "n.d." and no
"n.p.". Section numbers refer to *The Chicago Manual of Style*, 17th edition.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from pybtex.database import BibliographyData, Entry, Person
from pybtex.richtext import HRef, Tag, Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting import BaseStyle

from edition.dates import display_date
from edition.tex import plain_tex, read_tex

Rich: TypeAlias = Any
"""A ``pybtex.richtext.Text``; pybtex publishes no types."""

MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_NAMES_SHOWN: Final = 10
"""More authors than these are cut to the first seven (14.76)."""


class ChicagoStyle(BaseStyle):  # type: ignore[misc]  # pybtex publishes no types
    """Formats an entry for a bibliography (not for a note)."""

    default_name_style = "plain"
    default_label_style = "number"
    default_sorting_style = "none"

    def format_entry(
        self, label: str, entry: Entry, bib_data: BibliographyData | None = None
    ) -> FormattedEntry:
        """Return the formatted entry; fields may come from the entry that it refers to."""
        work = Work(entry, bib_data)
        form = _FORMS.get(_kind(work), _format_book)
        parts = [part for part in form(work) if part]
        link = _link(work)
        text = Text(" ").join([_end(part) for part in parts] + ([_end(link)] if link else []))
        return FormattedEntry(entry.key, text, label)


class Work:
    """An entry with the fields that it inherits by ``crossref``."""

    def __init__(self, entry: Entry, bibliography: BibliographyData | None) -> None:
        self.entry = entry
        key = entry.fields.get("crossref", "").strip()
        known = bibliography is not None and key in bibliography.entries
        self.parent: Entry | None = bibliography.entries[key] if known and bibliography else None

    def raw(self, *names: str) -> str:
        """Return the first of the fields that is there, as it stands in the file."""
        for entry in (self.entry, self.parent):
            for name in names:
                if entry is not None and entry.fields.get(name, "").strip():
                    return str(entry.fields[name]).strip()
        return ""

    def plain(self, *names: str) -> str:
        """Return the first of the fields that is there, as text."""
        return plain_tex(self.raw(*names)).strip()

    @property
    def keywords(self) -> frozenset[str]:
        """The keywords of the entry itself."""
        words = str(self.entry.fields.get("keywords", "")).split(",")
        return frozenset(word.strip() for word in words)

    def title(self) -> str:
        """Return title and subtitle as text."""
        return plain_tex(_title_source(self)).strip()

    def people(self, role: str) -> list[Person]:
        """Return the people with a role."""
        for entry in (self.entry, self.parent):
            if entry is not None and entry.persons.get(role):
                return list(entry.persons[role])
        return []


def _kind(work: Work) -> str:
    kind = str(work.entry.type).lower()
    if kind == "article" and work.raw("entrysubtype") in {"newspaper", "magazine"}:
        return "newspaper"
    return kind


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


def _names(people: Sequence[Person], work: Work, *, inverted: bool) -> str:
    eastern = work.raw("nameorder") == "eastern"
    others = bool(people) and str(people[-1]) == "others"
    people = people[:-1] if others else people
    if len(people) > _NAMES_SHOWN:
        people, others = people[:7], True
    names = [
        format_name(person, inverted=inverted and n == 0, eastern=eastern)
        for n, person in enumerate(people)
    ]
    if others:
        return ", ".join([*names, "et al."])
    return _join_names(names, inverted and not eastern)


def _join_names(names: Sequence[str], inverted: bool) -> str:
    if len(names) < 2:
        return "".join(names)
    # An inverted name holds a comma, so one more must set it off even from a single other.
    comma = "," if inverted or len(names) > 2 else ""
    return f"{', '.join(names[:-1])}{comma} and {names[-1]}"


def _creators(work: Work) -> str:
    """Return who an entry is filed under: authors, else editors."""
    authors = work.people("author")
    if authors:
        return _names(authors, work, inverted=True)
    editors = work.people("editor")
    if not editors or work.entry.type in {"incollection", "inbook", "inproceedings"}:
        return ""
    return _names(editors, work, inverted=True) + (", ed" if len(editors) == 1 else ", eds")


def _helpers(work: Work, first: str = "Edited by") -> list[str]:
    """Return editors (unless the entry is filed under them) and translators."""
    parts = []
    if work.people("editor") and work.people("author"):
        parts.append(f"{first} {_names(work.people('editor'), work, inverted=False)}")
    if work.people("translator"):
        by = "Translated by" if first[0].isupper() else "translated by"
        parts.append(f"{by} {_names(work.people('translator'), work, inverted=False)}")
    return parts


# --- titles ------------------------------------------------------------------------------


def _title_source(work: Work, name: str = "title") -> str:
    subtitle = work.entry.fields.get("subtitle", "") if name == "title" else ""
    title = work.raw(name) if name != "title" else str(work.entry.fields.get("title", ""))
    joint = " " if re.search(r"[?!]\s*$", title) else ": "
    return f"{title}{joint}{subtitle}" if subtitle else title


def _rich(value: str) -> Rich:
    """Return a field with what is emphasised in it."""
    return Text(*[Tag("em", run.text) if run.emphasis else run.text for run in read_tex(value)])


def _note(work: Work) -> Rich:
    """Return the note of an entry; a full stop goes inside a last quotation mark."""
    value = work.raw("note")
    text = plain_tex(value)
    if re.search(r"[^.?!]\u201d$", text):
        return Text(_rich(re.sub(r"(''|\u201d)$", "", value)), ".\u201d")
    return _rich(value)


def _italic(value: str) -> Rich:
    """Return a title in italics; what is emphasised within it stands upright (14.95)."""
    runs = read_tex(value)
    return Text(*[run.text if run.emphasis else Tag("em", run.text) for run in runs])


def _quoted(value: str) -> Rich:
    """Return a title in quotation marks, with its full stop inside them (14.86)."""
    inner = str.maketrans("\u201c\u201d", "\u2018\u2019")
    runs = read_tex(value)
    parts = [
        Tag("em", run.text.translate(inner)) if run.emphasis else run.text.translate(inner)
        for run in runs
    ]
    return Text("\u201c", Text(*parts).add_period(), "\u201d") if parts else Text()


def _end(part: Rich) -> Rich:
    text = part if isinstance(part, Text) else Text(part)
    if re.search(r"[.?!]\u201d$", str(text)):
        return text
    return text.add_period()


# --- dates, places, links --------------------------------------------------------------------


def format_date(work: Work) -> str:
    """Return the date: ``date`` in EDTF, or ``year``, ``month`` and day as BibTeX has them."""
    if work.raw("date"):
        return display_date(work.plain("date"), month_first=True)
    month, year = work.plain("month"), work.plain("year")
    known = month[:3].lower() in MONTHS
    if known:
        number = MONTHS.index(month[:3].lower()) + 1
        month = display_date(f"2000-{number:02}").removesuffix(" 2000")
    return " ".join(part for part in (month, year) if part)


def _year(work: Work) -> str:
    return work.plain("year") or work.plain("date")[:4]


def _imprint(work: Work, date: str) -> str:
    place = work.plain("location", "address")
    publisher = work.plain("publisher", "organization")
    who = ": ".join(part for part in (place, publisher) if part)
    return ", ".join(part for part in (who, date) if part)


def _link(work: Work) -> Rich:
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


def _parts_of_set(work: Work) -> list[str]:
    parts = [_ordinal(work.plain("edition"))] if work.raw("edition") else []
    if work.raw("volume"):
        parts.append(f"Vol. {work.plain('volume')}")
    elif work.raw("volumes"):
        parts.append(f"{work.plain('volumes')} vols")
    if work.raw("series"):
        parts.append(f"{work.plain('series')} {work.plain('number')}".strip())
    return parts


# --- forms -------------------------------------------------------------------------------------


def _format_book(work: Work) -> list[Rich | str]:
    return [
        _creators(work),
        _italic(_title_source(work)),
        *_helpers(work),
        *_parts_of_set(work),
        _imprint(work, _year(work)),
        _note(work),
    ]


def _format_report(work: Work) -> list[Rich | str]:
    number = " ".join(part for part in (work.plain("type"), work.plain("number")) if part)
    issuer = work.plain("institution", "publisher")
    date = format_date(work)
    place = ": ".join(part for part in (work.plain("location", "address"), issuer) if part)
    imprint = ", ".join(part for part in (place, date) if part)
    return [_creators(work), _italic(_title_source(work)), number, imprint, _note(work)]


def _format_article(work: Work) -> list[Rich | str]:
    volume, number = work.plain("volume"), work.plain("number", "issue")
    place = " ".join(part for part in (volume, "") if part)
    place += f"{',' if volume else ''} no. {number}" if number else ""
    date = format_date(work)
    place = place.strip() + (f" ({date})" if date else "")
    pages = f": {work.plain('pages')}" if work.raw("pages") else ""
    journal = _italic(_title_source(work, "journal") or work.raw("journaltitle"))
    head = [_creators(work), _quoted(_title_source(work)), *_helpers(work)]
    return [*head, Text(journal, " " if place else "", place.strip(), pages), _note(work)]


def _format_newspaper(work: Work) -> list[Rich | str]:
    journal = _italic(work.raw("journal", "journaltitle", "organization"))
    rest = [format_date(work), work.plain("pages")]
    parts = [part for part in [journal, *rest] if part]
    return [
        _creators(work),
        _quoted(_title_source(work)),
        Text(", ").join(parts),
        _note(work),
    ]


def _format_chapter(work: Work) -> list[Rich | str]:
    book: list[Rich | str] = [Text("In ", _italic(work.raw("booktitle")))]
    editors = work.people("editor")
    if editors:
        book.append(f"edited by {_names(editors, work, inverted=False)}")
    if work.raw("volume"):
        book.append(f"vol. {work.plain('volume')}")
    if work.raw("pages"):
        book.append(work.plain("pages"))
    return [
        _creators(work),
        _quoted(_title_source(work)),
        Text(", ").join(book),
        _imprint(work, _year(work)),
        _note(work),
    ]


def _format_thesis(work: Work) -> list[Rich | str]:
    masters = work.entry.type == "mastersthesis"
    kind = work.plain("type") or ("Master's thesis" if masters else "PhD diss.")
    where = [kind, work.plain("school", "institution"), _year(work)]
    return [
        _creators(work),
        _quoted(_title_source(work)),
        ", ".join(part for part in where if part),
        _note(work),
    ]


def _format_page(work: Work) -> list[Rich | str]:
    """Web pages, papers without a publisher, and what has no other form."""
    where = [_rich(work.raw("howpublished", "organization", "institution", "publisher"))]
    where += [Text(part) for part in (work.plain("number"), format_date(work))]
    seen = work.plain("urldate")
    return [
        _creators(work),
        _quoted(_title_source(work)),
        Text(", ").join([part for part in where if part]),
        _note(work),
        f"Accessed {display_date(seen, month_first=True)}" if seen else "",
    ]


_FORMS: Final[Mapping[str, Callable[[Work], list[Rich | str]]]] = MappingProxyType(
    {
        "article": _format_article,
        "newspaper": _format_newspaper,
        "incollection": _format_chapter,
        "inbook": _format_chapter,
        "inproceedings": _format_chapter,
        "report": _format_report,
        "techreport": _format_report,
        "phdthesis": _format_thesis,
        "mastersthesis": _format_thesis,
        "thesis": _format_thesis,
        "online": _format_page,
        "misc": _format_page,
        "unpublished": _format_page,
    }
)
