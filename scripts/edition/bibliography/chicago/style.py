"""Chicago notes-and-bibliography style, as a style class for pybtex.

Only what an entry states is written: a field that is absent leaves no trace, no "n.d." and no
"n.p.". Section numbers refer to *The Chicago Manual of Style*, 17th edition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from pybtex.database import BibliographyData, Entry
from pybtex.richtext import Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting import BaseStyle

from edition.bibliography.chicago.parts import (
    Rich,
    end_sentence,
    find_year,
    format_date,
    join_people,
    write_creators,
    write_helpers,
    write_imprint,
    write_italic,
    write_link,
    write_note,
    write_original,
    write_quoted,
    write_rich,
    write_set,
)
from edition.bibliography.work import Work
from edition.text.dates import display_date

_JOURNALS: Final = ("journal", "journaltitle", "organization")


class ChicagoStyle(BaseStyle):  # type: ignore[misc]  # pybtex publishes no types
    """Formats an entry for a bibliography (not for a note)."""

    default_name_style = "plain"
    default_label_style = "number"
    default_sorting_style = "none"

    def format_entry(
        self, label: str, entry: Entry, bib_data: BibliographyData | None = None
    ) -> FormattedEntry:
        """Return the formatted entry; fields may come from the entry that it refers to."""
        return self.format_work(label, Work(entry, bib_data))

    def format_work(self, label: str, work: Work) -> FormattedEntry:
        """Return the formatted entry of a work."""
        form = _FORMS.get(_kind(work), _format_book)
        parts = [part for part in (*form(work), write_link(work)) if part]
        text = Text(" ").join([end_sentence(part) for part in parts])
        return FormattedEntry(work.entry.key, text, label)


def _kind(work: Work) -> str:
    kind = str(work.entry.type).lower()
    if kind == "article" and work.raw("entrysubtype") in {"newspaper", "magazine"}:
        return "newspaper"
    if kind == "newspaper" and not (work.people("author") or work.raw(*_JOURNALS)):
        return "periodical"
    if kind == "misc":
        return next((group for group in ("archive", "intercept") if group in work.keywords), kind)
    return kind


# --- forms -------------------------------------------------------------------------------------


def _format_book(work: Work) -> list[Rich | str]:
    return [
        write_creators(work),
        write_italic(work.title_source()),
        *write_helpers(work),
        *write_set(work),
        write_imprint(work, find_year(work)),
        write_original(work),
        write_note(work),
    ]


def _format_report(work: Work) -> list[Rich | str]:
    number = " ".join(part for part in (work.plain("type"), work.plain("number")) if part)
    issuer = work.plain("institution", "publisher")
    date = format_date(work)
    place = ": ".join(part for part in (work.plain("location", "address"), issuer) if part)
    imprint = ", ".join(part for part in (place, date) if part)
    title = write_italic(work.title_source())
    return [write_creators(work), title, number, imprint, write_note(work)]


def _format_article(work: Work) -> list[Rich | str]:
    volume, number = work.plain("volume"), work.plain("number", "issue")
    # A comma parts the number from the volume, or from the journal's name (14.171).
    place = (f" {volume}" if volume else "") + (f", no. {number}" if number else "")
    date = format_date(work)
    place += f" ({date})" if date else ""
    pages = f": {work.plain('pages')}" if work.raw("pages") else ""
    journal = write_italic(work.raw("journal") or work.raw("journaltitle"))
    head = [write_creators(work), write_quoted(work.title_source()), *write_helpers(work)]
    return [*head, Text(journal, place, pages), write_note(work)]


def _format_newspaper(work: Work) -> list[Rich | str]:
    journal = write_italic(work.raw("journal", "journaltitle", "organization"))
    rest = [format_date(work), work.plain("pages")]
    parts = [part for part in [journal, *rest] if part]
    return [
        write_creators(work),
        write_quoted(work.title_source()),
        Text(", ").join(parts),
        write_note(work),
    ]


def _format_chapter(work: Work) -> list[Rich | str]:
    book: list[Rich | str] = [Text("In ", write_italic(work.raw("booktitle")))]
    editors = work.people("editor")
    if editors:
        book.append(f"edited by {join_people(editors, work, inverted=False)}")
    if work.people("translator"):
        book.append(f"translated by {join_people(work.people('translator'), work, inverted=False)}")
    if work.raw("volume"):
        book.append(f"vol. {work.plain('volume')}")
    if work.raw("pages"):
        book.append(work.plain("pages"))
    return [
        write_creators(work),
        write_quoted(work.title_source()),
        Text(", ").join(book),
        write_imprint(work, find_year(work)),
        write_note(work),
    ]


def _format_thesis(work: Work) -> list[Rich | str]:
    masters = work.entry.type == "mastersthesis"
    kind = work.plain("type") or ("Master's thesis" if masters else "PhD diss.")
    where = [kind, work.plain("school", "institution"), find_year(work)]
    return [
        write_creators(work),
        write_quoted(work.title_source()),
        ", ".join(part for part in where if part),
        write_note(work),
    ]


def _format_periodical(work: Work) -> list[Rich | str]:
    """A newspaper or journal as a whole, with its place where the title does not name it."""
    place = work.plain("location", "address")
    title = write_italic(work.title_source())
    return [Text(title, f" ({place})" if place else ""), write_note(work)]


def _format_archive(work: Work) -> list[Rich | str]:
    """An archive or a collection in one: its name stands upright and unquoted (14.230)."""
    short = work.plain("shorttitle")
    where = [work.plain("institution", "organization", "howpublished")]
    where.append(work.plain("location", "address"))
    brief = f" ({short})" if short and short not in work.title() else ""
    title = Text(write_rich(work.title_source()), brief)
    held = ", ".join(part for part in where if part)
    return [write_creators(work), title, held, write_note(work)]


def _format_message(work: Work) -> list[Rich | str]:
    """An intercepted message or a summary of such, by its number."""
    number, title = work.plain("number"), write_rich(work.title_source())
    told = [part for part in (number, title if str(title) != number else "") if part]
    series = work.plain("type", "howpublished", "series")
    issuer = work.plain("institution", "organization")
    dated = ", ".join(part for part in (series, issuer, format_date(work)) if part)
    return [write_creators(work), Text(", ").join(told), dated, write_note(work)]


def _format_page(work: Work) -> list[Rich | str]:
    """Web pages, papers without a publisher, and what has no other form."""
    where = [write_rich(work.raw("howpublished", "organization", "institution", "publisher"))]
    where += [Text(part) for part in (work.plain("number"), format_date(work))]
    seen = work.plain("urldate")
    return [
        write_creators(work),
        write_quoted(work.title_source()),
        Text(", ").join([part for part in where if part]),
        write_note(work),
        f"Accessed {display_date(seen, month_first=True)}" if seen else "",
    ]


_FORMS: Final[Mapping[str, Callable[[Work], list[Rich | str]]]] = MappingProxyType(
    {
        "article": _format_article,
        "newspaper": _format_newspaper,
        "periodical": _format_periodical,
        "archive": _format_archive,
        "intercept": _format_message,
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
