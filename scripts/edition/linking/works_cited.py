"""Where works are cited: backlinks from entries of the bibliography to notes and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from edition.model.citation import Citation, CitationKind
from edition.model.layout import DESCRIPTION
from edition.records.record import Record
from edition.text.dates import MONTH, Date, read_printed_date

# --- The issue of a newspaper -------------------------------------------------------------------


_DATES = (
    re.compile(rf"\d{{1,2}} {MONTH}(?: \d{{4}})?", re.IGNORECASE),
    re.compile(rf"{MONTH} \d{{1,2}}(?!\d)(?:, \d{{4}})?", re.IGNORECASE),
    re.compile(rf"{MONTH} \d{{4}}", re.IGNORECASE),
)
_TITLE = re.compile(r"^\s*(\u201c.*?)[,.]?\u201d")


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as a citation names it."""

    name: str
    """Date as printed, page, and in parentheses the title of the article; may be empty."""
    date: Date = field(default_factory=Date)


def name_issue(text: str, locator: str) -> Issue:
    """Return the issue that a citation means.

    ``text`` is the citation as it stands; ``locator`` is what is known of the place: the page, or
    the dates of several issues with their pages.
    """
    found = [match for form in _DATES if (match := form.search(text))]
    date = min(found, key=lambda match: match.start()) if found else None
    dated = date is None or date[0] in locator
    place = locator if dated else ", ".join(part for part in (date and date[0], locator) if part)
    title = _TITLE.match(text)
    name = f"{place} ({title[1]}\u201d)" if place and title else place
    return Issue(name, read_printed_date(date[0]) if date else Date())


class PlaceKind(StrEnum):
    """What a place is that cites a work."""

    NOTE = "note"
    PARAGRAPH = "paragraph"
    DESCRIPTION = "description"
    """The editors' description of a text."""


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
    """Address in the file, or empty for the whole of it."""
    place: str
    """Key of the note, or address of the paragraph."""
    kind: PlaceKind
    locator: str = ""
    """The place cited: pages, or a call number."""
    issue: Issue | None = None
    """The issue, where a newspaper is cited."""


def cite_from_text(
    record: Record, addresses: Mapping[str, str], citations: Iterable[Citation]
) -> Iterator[tuple[str, CitedAt]]:
    """Yield key and place of every resolved citation.

    ``addresses`` has the file of every address that is published; others are passed over.
    """
    issues: dict[str, Issue] = {}
    for citation in citations:
        address = f"n{citation.place}" if citation.note else citation.place
        if citation.key is None or address not in addresses:
            continue
        if citation.kind is CitationKind.NEWSPAPER:
            issues[citation.key] = name_issue(citation.text, citation.locator)
        yield (
            citation.key,
            CitedAt(
                record.id,
                record.short_title,
                f"{record.id}/{addresses[address]}",
                address,
                citation.place,
                PlaceKind.NOTE if citation.note else PlaceKind.PARAGRAPH,
                citation.locator,
                # "Ibid." means the issue that was cited last.
                issues.get(citation.key),
            ),
        )


def cite_from_record(record: Record) -> Iterator[tuple[str, CitedAt]]:
    """Yield the works that the editors cite in their description of a text."""
    keys = [one.citation for one in record.provenance + record.observations]
    keys += [one.citation for one in record.where_to_read]
    keys += [one.citation for one in record.references]
    keys += [one.citation for one in record.emendations]
    file = f"{record.id}/{DESCRIPTION}"
    for key in dict.fromkeys(filter(None, keys)):
        yield (
            key,
            CitedAt(record.id, record.short_title, file, "", "", PlaceKind.DESCRIPTION),
        )


def gather(cited: Iterable[tuple[str, CitedAt]]) -> dict[str, Sequence[CitedAt]]:
    """Return the places of every work, in the order in which they come."""
    places: dict[str, list[CitedAt]] = {}
    for key, place in cited:
        places.setdefault(key, []).append(place)
    return {key: tuple(dict.fromkeys(found)) for key, found in places.items()}
