"""Chicago notes-and-bibliography style: formatting of works as entries of a bibliography.

Absent fields leave no trace, no "n.d." and no "n.p.". Section numbers refer to *The Chicago Manual
of Style*, 17th edition.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from pybtex.database import Person
from pybtex.richtext import HRef, Tag, Text

from edition.bibliography import csl
from edition.bibliography.work import Work
from edition.model.parameters import AUTHORS_IN_ENTRY, AUTHORS_SHOWN
from edition.text.dates import MONTHS, display_date, read_edtf, read_month
from edition.text.page_ranges import shorten_ranges
from edition.text.quotation_marks import enclose_stops, normalise_marks, use_inner_marks
from edition.text.tex import plain_tex, read_tex

Rich: TypeAlias = Any
"""A ``pybtex.richtext.Text``; pybtex has no type hints."""

REPEATED: Final = "\u2014\u2014\u2014"
"""Replacement of the names if the previous entry has the same."""
_JOURNALS: Final = ("journal", "journaltitle", "organization")
_SITES: Final = ("howpublished", "organization")
_PARTS: Final = frozenset({"incollection", "inbook", "inproceedings"})
_ROLES: Final = MappingProxyType({"compiler": "comp", "translator": "trans"})


# --- entries of a bibliography -----------------------------------------------------------------


def format_work(work: Work) -> Rich:
    """Return the entry of a work in a bibliography."""
    form = _FORMS.get(_kind(work), _format_book)
    parts = [part for part in (*form(work), _write_link(work)) if part]
    return Text(" ").join([_end_sentence(part) for part in parts])


def _kind(work: Work) -> str:
    kind = work.kind
    if kind == "article" and work.raw("entrysubtype") in {"newspaper", "magazine"}:
        return "newspaper"
    if kind == "newspaper" and not (work.people("author") or work.raw(*_JOURNALS)):
        return "periodical"
    if kind == "misc" and work.raw("entrysubtype") == "treaty":
        return "treaty"
    if kind == "misc":
        return next((group for group in ("archive", "intercept") if group in work.keywords), kind)
    return kind


def _format_book(work: Work) -> list[Rich | str]:
    return [
        _write_creators(work),
        _write_part(work, _write_italic(work.title_source())),
        *_write_helpers(work),
        *_write_set(work),
        _write_imprint(work, _find_year(work)),
        _write_original(work),
        _write_remark(work),
    ]


def _write_part(work: Work, title: Rich) -> Rich:
    """Return the title of a work, preceded by ``Pt. 3 of`` for a part of it (14.119)."""
    part = work.plain("part")
    return Text(f"Pt. {part} of ", title) if part else title


def _format_report(work: Work) -> list[Rich | str]:
    number = " ".join(part for part in (work.plain("type"), work.plain("number")) if part)
    issuer = work.plain("institution", "publisher")
    date = _format_date(work)
    place = ": ".join(part for part in (work.plain("location", "address"), issuer) if part)
    imprint = ", ".join(part for part in (place, date) if part)
    title = _write_italic(work.title_source())
    return [_write_creators(work), title, number, imprint, _write_remark(work)]


def _format_article(work: Work) -> list[Rich | str]:
    volume, number = work.plain("volume"), work.plain("number", "issue")
    # A comma separates the number from the volume, or from the journal's name (14.171).
    place = (f" {volume}" if volume else "") + _count_issues(number)
    date = _format_date(work)
    place += f" ({date})" if date else ""
    pages = f": {_write_pages(work)}" if work.raw("pages") else ""
    journal = _write_italic(work.raw("journal") or work.raw("journaltitle"))
    head = [_write_creators(work), _write_quoted(work.title_source()), *_write_helpers(work)]
    return [*head, Text(journal, place, pages), _write_remark(work)]


def _count_issues(number: str) -> str:
    """Return ``, no. 5``, or ``, nos. 5–6`` for a double issue."""
    is_double = re.fullmatch(r"\d+\s*[-\u2013/,&]\s*\d+", number)
    return f", no{'s' if is_double else ''}. {number}" if number else ""


def _format_newspaper(work: Work) -> list[Rich | str]:
    journal = _write_italic(work.raw(*_JOURNALS))
    unsigned = bool(find_sponsor(work))
    rest = ["" if unsigned else journal, _format_date(work), _write_pages(work)]
    return [
        journal if unsigned else _write_creators(work),
        _write_name(work, _write_quoted),
        Text(", ").join([part for part in rest if part]),
        _write_remark(work),
    ]


def _format_chapter(work: Work) -> list[Rich | str]:
    book: list[Rich | str] = [Text("In ", _write_italic(work.raw("booktitle")))]
    book += [_write_role(work, "editor", "edited"), _write_role(work, "translator", "translated")]
    book += [f"vol. {work.plain('volume')}" if work.raw("volume") else "", _write_pages(work)]
    return [
        _write_creators(work),
        _write_quoted(work.title_source()),
        Text(", ").join([part for part in book if part]),
        _write_series(work),
        _write_imprint(work, _find_year(work)),
        _write_remark(work),
    ]


def _format_thesis(work: Work) -> list[Rich | str]:
    masters = work.entry.type == "mastersthesis"
    kind = work.plain("type") or ("Master's thesis" if masters else "PhD diss.")
    where = [kind, work.plain("school", "institution"), _find_year(work)]
    return [
        _write_creators(work),
        _write_quoted(work.title_source()),
        ", ".join(part for part in where if part),
        _write_remark(work),
    ]


def _format_periodical(work: Work) -> list[Rich | str]:
    """Format a newspaper or journal, with its place if stated."""
    place = work.plain("location", "address")
    title = _write_italic(work.title_source())
    return [Text(title, f" ({place})" if place else ""), _write_remark(work)]


def _format_archive(work: Work) -> list[Rich | str]:
    """Format an archive or a collection in one; its name is roman and unquoted (14.230)."""
    where = [work.plain("institution", "organization", "howpublished")]
    where.append(work.plain("location", "address"))
    held = ", ".join(part for part in where if part)
    return [_write_creators(work), csl.name_archive(work, work.plain), held, _write_remark(work)]


def _format_message(work: Work) -> list[Rich | str]:
    """Format an intercepted message, or a summary of messages, by its number."""
    number, title = work.plain("number"), _write_rich(work.title_source())
    shown = [part for part in (number, title if str(title) != number else "") if part]
    series = work.plain("type", "howpublished", "series")
    issuer = work.plain("institution", "organization")
    dated = ", ".join(part for part in (series, issuer, _format_date(work)) if part)
    return [_write_creators(work), Text(", ").join(shown), dated, _write_remark(work)]


def _format_page(work: Work) -> list[Rich | str]:
    """Format a web page, an unpublished paper, or a work without another form."""
    sponsor = find_sponsor(work)
    where = [_write_rich(work.raw(*_SITES, "institution", "publisher"))] if not sponsor else []
    where += [Text(part) for part in (work.plain("number"), _format_date(work))]
    seen = work.plain("urldate")
    return [
        sponsor or _write_creators(work),
        _write_name(work),
        Text(", ").join([part for part in where if part]),
        _write_remark(work),
        f"Accessed {display_date(seen, month_first=True)}" if seen else "",
    ]


def _format_treaty(work: Work) -> list[Rich | str]:
    named = [part for part in (_write_name(work), Text(_format_date(work))) if part]
    return [_write_creators(work), Text(", ").join(named), _write_remark(work)]


def _write_name(work: Work, write: Callable[[str], Rich] | None = None) -> Rich:
    """Return the title of a work that is not a book; ``write`` formats it if the form is known.

    Otherwise, the name of a law or treaty is in roman type, the title of a film in italics, others
    are quoted. The editors' description of a work is always in brackets (14.229).
    """
    if csl.SUPPLIED_TITLE in work.keywords:
        return Text("[", _write_rich(work.title_source()), "]")
    if write is not None:
        return write(work.title_source())
    kind = csl.item_type(work)
    if kind in {"treaty", "legislation", "regulation"}:
        return _write_rich(work.title_source())
    write = _write_italic if kind == "motion_picture" else _write_quoted
    return write(work.title_source())


_FORMS: Final[Mapping[str, Callable[[Work], list[Rich | str]]]] = MappingProxyType({
    "article": _format_article, "newspaper": _format_newspaper, "periodical": _format_periodical,
    "archive": _format_archive, "treaty": _format_treaty, "intercept": _format_message,
    "incollection": _format_chapter, "inbook": _format_chapter, "inproceedings": _format_chapter,
    "report": _format_report, "techreport": _format_report, "phdthesis": _format_thesis,
    "mastersthesis": _format_thesis, "thesis": _format_thesis, "online": _format_page,
    "misc": _format_page, "unpublished": _format_page,
})  # fmt: skip


# --- names -------------------------------------------------------------------------------------


def _join_people(people: Sequence[Person], work: Work, *, inverted: bool) -> str:
    """Join names; with ``inverted``, the first has its family name first."""
    others = bool(people) and str(people[-1]) == "others"
    people = people[:-1] if others else people
    if len(people) > AUTHORS_IN_ENTRY:
        people, others = people[:AUTHORS_SHOWN], True
    names = [
        _format_name(person, work, inverted=inverted and n == 0) for n, person in enumerate(people)
    ]
    if others:
        comma = "," if len(names) > 1 or "," in "".join(names[:1]) else ""
        return f"{', '.join(names)}{comma} et al."
    # An inverted name contains a comma, so that one more must separate even two names.
    return csl.join_names(names, comma="," in "".join(names[:1]))


def _format_name(person: Person, work: Work, *, inverted: bool) -> str:
    """Return a name; a name with the family name first is never inverted (14.21, 16.86)."""
    eastern = work.is_eastern(person)
    return csl.display_name(
        csl.read_person(person, eastern=eastern), inverted=inverted and not eastern
    )


def write_lead_names(work: Work) -> str:
    """Return the names by which an entry is sorted; empty if it is sorted by its title."""
    people, _ = _find_creators(work)
    return _join_people(people, work, inverted=True) if people else find_sponsor(work)


def find_sponsor(work: Work) -> str:
    """Return the newspaper, magazine or site in place of an author, if any (14.199, 14.207)."""
    kind = csl.item_type(work)
    names = {"article-newspaper": _JOURNALS, "article-magazine": _JOURNALS, "webpage": _SITES}
    return "" if _find_creators(work)[0] or kind not in names else work.plain(*names[kind])


def _find_creators(work: Work) -> tuple[list[Person], str]:
    """Return the people by whom an entry is sorted, authors or else editors, and their role."""
    authors = work.people("author")
    editors = work.people("editor")
    if authors or not editors or work.kind in _PARTS:
        return authors, ""
    role = _ROLES.get(work.plain("editortype"), "ed")
    return editors, role if len(editors) == 1 else f"{role}s"


def _write_creators(work: Work) -> str:
    """Return the people by whom an entry is sorted, or a dash if the previous entry has them."""
    people, role = _find_creators(work)
    names = REPEATED if work.repeated else _join_people(people, work, inverted=True)
    helpers = _join_people(work.people("contributor"), work, inverted=False)
    return ", ".join(part for part in (names, helpers and f"with {helpers}", role) if part)


def _write_helpers(work: Work) -> list[str]:
    """Return the editors of a work that has authors, and its translators."""
    parts = []
    if work.people("author"):
        verb = "Compiled" if work.plain("editortype") == "compiler" else "Edited"
        if work.people("editor") == work.people("translator"):
            return [_write_role(work, "editor", f"{verb} and translated")]
        parts.append(_write_role(work, "editor", verb))
    return [*parts, _write_role(work, "translator", "Translated")]


def _write_role(work: Work, role: str, verb: str) -> str:
    """Return ``Edited by A and B`` with the given verb; empty if nobody has the role."""
    people = work.people(role)
    return f"{verb} by {_join_people(people, work, inverted=False)}" if people else ""


# --- titles ------------------------------------------------------------------------------------


_CLOSING: Final = re.compile(
    r"(?:\u2018(?:[^\u2018\u2019]|\u2019(?=\w))*(\u2019\u201d?)|(\u201d))$"
)
"""Closing marks at the end, other than an apostrophe, which has no opening mark before it."""


def _write_rich(value: str) -> Rich:
    """Return a field with its emphasis."""
    return Text(*[Tag("em", run.text) if run.emphasis else run.text for run in read_tex(value)])


def _write_remark(work: Work) -> Rich:
    """Return the note of an entry, with a full stop inside a final quotation mark."""
    value = work.raw("note")
    text = plain_tex(value)
    if re.search(r"[^.?!]\u201d$", text):
        return Text(_write_rich(re.sub(r"(''|\u201d)$", "", value)), ".\u201d")
    return _write_rich(value)


def _write_italic(value: str) -> Rich:
    """Return a title in italics, with emphasised words in roman (14.95)."""
    # Single marks belong within a quoted title; in an italic title they become double (8.177).
    marked = read_tex(value)
    runs = [(enclose_stops(normalise_marks(run.text)), run.emphasis) for run in marked]
    return Text(*[text if emphasis else Tag("em", text) for text, emphasis in runs])


def _write_quoted(value: str) -> Rich:
    """Return a title in quotation marks, with its full stop inside them (6.9)."""
    inner = ((enclose_stops(use_inner_marks(run.text)), run.emphasis) for run in read_tex(value))
    parts = [Tag("em", text) if emphasis else text for text, emphasis in inner]
    return Text("\u201c", _stop_within(Text(*parts)), "\u201d") if parts else Text()


def _end_sentence(part: Rich) -> Rich:
    """Return a part with a full stop, unless it ends with a stop."""
    text = part if isinstance(part, Text) else Text(part)
    if re.search(r"[.?!][\u2019\u201d]+$", str(text)):
        return text
    return _stop_within(text)


def _stop_within(text: Rich) -> Rich:
    """Return a text with a full stop, placed before closing quotation marks (6.9)."""
    closing = _CLOSING.search(str(text))
    end = len(closing[1] or closing[2]) if closing else 0
    last = text.parts[-1] if end else text
    if isinstance(last, Tag) and len(last) > end:
        return Text(*text.parts[:-1], Tag(last.name, _stop_within(Text(*last.parts))))
    return Text(text[:-end].add_period(), text[-end:]) if end else text.add_period()


# --- dates, places, links ----------------------------------------------------------------------


def _format_date(work: Work) -> str:
    """Return the date from ``date`` in EDTF, or from the BibTeX fields ``month`` and ``year``."""
    if work.raw("date"):
        # The field is not TeX, where the ~ of an approximate date would be a space.
        shown = re.sub(
            r"\babout (?=\d|[A-Z])", "ca. ", display_date(work.raw("date"), month_first=True)
        )
        supplied = csl.SUPPLIED_YEAR in work.keywords
        return re.sub(r"\b\d{4}\b", r"[\g<0>]", shown) if supplied else shown
    month, year = work.plain("month"), work.plain("year")
    if number := read_month(month):
        month = MONTHS[number - 1]
    return " ".join(part for part in (month, year) if part)


def _find_year(work: Work) -> str:
    """Return the year of a work, or the years of a set."""
    if work.plain("year"):
        return work.plain("year")
    if "X" in work.raw("date"):
        return display_date(work.raw("date"))
    dates = read_edtf(work.raw("date"))
    years = [f"{'ca. ' if date.is_about else ''}{date.year or ''}" for date in dates]
    return "\u2013".join(dict.fromkeys(years)) or work.raw("date")


def _write_imprint(work: Work, date: str) -> str:
    """Return place, publisher and date, as far as stated."""
    place = work.plain("location", "address")
    publisher = work.plain("publisher", "organization")
    who = ": ".join(part for part in (place, publisher) if part)
    return ", ".join(part for part in (who, date) if part)


def _write_link(work: Work) -> Rich:
    """Return a link to the DOI or else to the web address; None if there is neither."""
    doi = work.plain("doi").removeprefix("https://doi.org/")
    url = f"https://doi.org/{doi}" if doi else work.plain("url")
    return Text(HRef(url, url)) if re.match(r"https?://", url) else None


def _write_edition(value: str) -> str:
    """Return a statement of edition: ``2nd ed``, ``Rev. ed``."""
    if not value.isdigit():
        return value[:1].upper() + value[1:]
    teen = value[-2:] in {"11", "12", "13"}
    ending = "th" if teen else {"1": "st", "2": "nd", "3": "rd"}.get(value[-1], "th")
    return f"{value}{ending} ed"


def _write_set(work: Work) -> list[Rich | str]:
    """Return edition, volume with its title, and series."""
    parts: list[Rich | str] = [_write_edition(csl.read_edition(work.plain("edition")))]
    title = work.volume_title_source()
    if work.raw("volume"):
        number = f"Vol. {work.plain('volume')}"
        parts.append(Text(f"{number}, ", _write_italic(title)) if title else number)
    elif title:
        parts.append(_write_italic(title))
    elif work.raw("volumes"):
        parts.append(f"{work.plain('volumes')} vols")
    return [*parts, _write_series(work)]


def _write_series(work: Work) -> str:
    return f"{work.plain('series')} {work.plain('number')}".strip() if work.raw("series") else ""


def _write_pages(work: Work) -> str:
    return shorten_ranges(work.plain("pages"))


def _write_original(work: Work) -> Rich | None:
    """Return the title and year of the original of a translation (14.99)."""
    title, year = work.raw("origtitle"), work.plain("origdate")
    if not title:
        return f"First published {year}" if year else None
    return Text("Originally published as ", _write_italic(title), f" ({year})" if year else "")
