"""List the places that cite works: backlinks from the bibliography to notes and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from edition.bibliography.database import Bibliography
from edition.bibliography.work import Work
from edition.linking.annotations import list_works
from edition.model.citation import Citation, CitationKind
from edition.model.edition import Edition
from edition.model.layout import DESCRIPTION
from edition.records.record import Record
from edition.text.dates import Date, display_date, find_day, read_edtf, read_printed_date
from edition.text.folding import fold_letters

# --- Issues of newspapers -------------------------------------------------------------------------


_TITLE = re.compile(r"^\s*(\u201c.*?)[,.]?\u201d")


@dataclass(frozen=True, slots=True)
class Issue:
    """A cited issue of a newspaper, or a unit of another container."""

    name: str
    """Printed date, page, and the title of the article in parentheses; may be empty."""
    date: Date = field(default_factory=Date)


def name_issue(text: str, locator: str) -> Issue:
    """Return the issue of a citation.

    ``text`` is the printed citation; ``locator`` is the page, or the dates of several issues with
    their pages.
    """
    date = find_day(text)
    place = locator if date in locator else ", ".join(part for part in (date, locator) if part)
    title = _TITLE.match(text)
    name = f"{place} ({title[1]}\u201d)" if place and title else place
    return Issue(name, read_printed_date(date) if date else Date())


# --- Call numbers of documents --------------------------------------------------------------------


_LEVEL = re.compile(r"(?P<sign>[^\W\d]+?)(?P<many>(?<=l)l)?\.?\s?\d")
_PAGES = re.compile(r"[\d\u2013-]+(?:, [\d\u2013-]+)*")


def complete_call_number(before: str, locator: str) -> str:
    """Return the complete call number of “ibid.”, with the missing levels of the preceding one.

    After ``f. 146, op. 19, d. 11, l. 42``, ``l. 51`` is that leaf of the same file. A bare number
    replaces the last level.
    """
    if not locator:
        return before
    levels = before.split(", ")
    sign = _read_level(locator)
    same = [number for number, level in enumerate(levels) if _read_level(level) == sign]
    if sign and same and same[0]:
        return ", ".join([*levels[: same[-1]], locator])
    pages = _PAGES.fullmatch(locator) and len(levels) > 1
    return ", ".join([*levels[:-1], locator]) if pages else locator


def _read_level(level: str) -> str:
    """Return the abbreviation of a level; the plural ``ll`` becomes ``l``."""
    match = _LEVEL.match(level)
    return match["sign"] if match else ""


class PlaceKind(StrEnum):
    """The kind of a place that cites a work."""

    NOTE = "note"
    PARAGRAPH = "paragraph"
    DESCRIPTION = "description"
    """The editors' description of a text."""
    EDITORS = "editors"
    """A note or head-note of the editors."""


@dataclass(frozen=True, slots=True)
class CitedAt:
    """A place that cites a work."""

    source: str
    """Id of the text."""
    text: str
    """Short title of the text."""
    file: str
    """Markdown file, relative to the folder of editions."""
    address: str
    """Address in the file, or empty for the complete file."""
    place: str
    """Key of the note, address of the paragraph, or letter of an editors' note."""
    kind: PlaceKind
    locator: str = ""
    """The cited pages or call number."""
    issue: Issue | None = None
    """The issue of a cited newspaper."""


def cite_from_text(
    record: Record, addresses: Mapping[str, str], citations: Iterable[Citation]
) -> Iterator[tuple[str, CitedAt]]:
    """Yield key and place of every resolved citation at an address of ``addresses``.

    ``addresses`` maps the published addresses to their files.
    """
    issues: dict[str, Issue] = {}
    calls: dict[str, str] = {}
    for citation in citations:
        address = f"n{citation.place}" if citation.note else citation.place
        if citation.key is None or address not in addresses:
            continue
        if citation.kind is CitationKind.NEWSPAPER:
            issues[citation.key] = name_issue(citation.text, citation.locator)
        locator = citation.locator
        # A further unit of the same archive has only the levels that differ.
        continues = citation.kind is CitationKind.ARCHIVE and citation.text == citation.printed
        if (citation.kind is CitationKind.IBID or continues) and citation.key in calls:
            locator = complete_call_number(calls[citation.key], locator)
        if citation.kind is CitationKind.ARCHIVE or citation.key in calls:
            calls[citation.key] = locator
        yield (
            citation.key,
            CitedAt(
                record.id,
                record.short_title,
                f"{record.id}/{addresses[address]}",
                address,
                citation.place,
                PlaceKind.NOTE if citation.note else PlaceKind.PARAGRAPH,
                locator,
                # “Ibid.” refers to the issue that was cited last.
                issues.get(citation.key),
            ),
        )


def cite_from_record(record: Record) -> Iterator[tuple[str, CitedAt]]:
    """Yield the works that the editors cite in their description of a text."""
    keys = [statement.citation for statement in record.provenance + record.observations]
    keys += [copy.citation for copy in record.where_to_read]
    keys += [reference.citation for reference in record.references]
    keys += [emendation.citation for emendation in record.emendations]
    file = f"{record.id}/{DESCRIPTION}"
    for key in dict.fromkeys(filter(None, keys)):
        yield (
            key,
            CitedAt(record.id, record.short_title, file, "", "", PlaceKind.DESCRIPTION),
        )


def cite_from_editors(edition: Edition) -> Iterator[tuple[str, CitedAt]]:
    """Yield the works that the editors' notes on a text cite."""
    record = edition.record
    for key, locator, at in list_works(record, edition.links):
        place = (f"{record.id}/{at.file}", at.address, at.mark)
        yield key, CitedAt(record.id, record.short_title, *place, PlaceKind.EDITORS, locator)


def cite_containers(
    bibliography: Bibliography, cited: Mapping[str, Sequence[CitedAt]]
) -> Iterator[tuple[str, CitedAt]]:
    """Yield the newspaper, archive or book that contains a cited work, with the same places."""
    containers = _list_containers(bibliography)
    for key, places in cited.items():
        if key not in bibliography:
            continue
        work = bibliography.work(key)
        container = _find_container(work, containers)
        if container is None or container == key:
            continue
        unit = _name_unit(work, bibliography.work(container))
        for place in places:
            yield container, replace(place, locator="" if unit else place.locator, issue=unit)


def _list_containers(bibliography: Bibliography) -> dict[str, str]:
    """Return the keys of newspapers, archives and books, by folded title."""
    containers: dict[str, str] = {}
    for key in bibliography.keys:
        work = bibliography.work(key)
        if work.keywords & {"newspaper", "archive"} or work.kind in ("book", "collection"):
            for title in filter(None, (work.title(), work.plain("shorttitle"))):
                containers.setdefault(fold_letters(title), key)
    return containers


def _find_container(work: Work, containers: Mapping[str, str]) -> str | None:
    """Return the key of the container of a work, found by its name or in the call number."""
    crossref = str(work.entry.fields.get("crossref", "")).strip()
    names = [work.plain("journal", "journaltitle", "booktitle")]
    if work.kind in ("unpublished", "misc"):
        names += work.plain("howpublished").split(", ")
    found = (containers.get(fold_letters(name)) for name in names if name)
    return crossref or next(filter(None, found), None)


def _name_unit(work: Work, container: Work) -> Issue | None:
    """Return a work as an issue or unit of its container, with date or call number and title."""
    date = next(iter(read_edtf(work.raw("date"))), None) or Date()
    title = f"\u201c{work.title()}\u201d"
    if "archive" in container.keywords:
        names = {*_list_names(container)}
        parts = [p for p in work.plain("howpublished").split(", ") if fold_letters(p) not in names]
        return Issue(", ".join([*parts, title]), Date())
    if "newspaper" not in container.keywords:
        return None
    shown = display_date(work.raw("date") or work.plain("year"))
    return Issue(f"{shown} ({title})" if shown else title, date)


def _list_names(container: Work) -> Iterator[str]:
    """Yield the folded names of an archive, its repository and its place."""
    yield from (fold_letters(container.plain(name)) for name in ("title", "shorttitle", "url"))
    for name in ("institution", "location"):
        yield from (fold_letters(part) for part in container.plain(name).split(", ") if part)


def omit_repository(locator: str, container: Work) -> str:
    """Return a call number without the repository, which the entry of the archive states."""
    parts, names = locator.split(", "), {*_list_names(container)}
    own = fold_letters("".join(map(container.plain, ("title", "institution", "location"))))
    if fold_letters(locator) in own:
        return ""
    while parts and fold_letters(parts[-1]) in names:
        parts.pop()
    while parts and fold_letters(parts[0]) in names:
        parts.pop(0)
    return ", ".join(parts)


def group_by_work(cited: Iterable[tuple[str, CitedAt]]) -> dict[str, Sequence[CitedAt]]:
    """Return the places of every work, without duplicates, in their original order."""
    places: dict[str, list[CitedAt]] = {}
    for key, place in cited:
        places.setdefault(key, []).append(place)
    return {key: tuple(dict.fromkeys(found)) for key, found in places.items()}
