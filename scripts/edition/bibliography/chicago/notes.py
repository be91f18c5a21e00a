"""A page of the edition cited in a note, in Chicago style, without the passage and its address.

Section numbers refer to *The Chicago Manual of Style*, 17th edition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

from edition.bibliography.csl import Date, Item, Name
from edition.bibliography.csl_names import display_name
from edition.text.dates import display_date

Runs: TypeAlias = list[str]
"""Text in roman and italics by turns, roman first."""

_NAMED: Final = 3
"""More authors than these are cut to the first (14.76)."""


def write_note(item: Item) -> Runs:
    """Return an item as a note begins with it; the page and a full stop are yet to follow."""
    runs: Runs = [""]
    names = _join(item.get("author", ())) or _join(item.get("editor", ()))
    parts = [(f"{names}, ", "")] if names else []
    for roman, italic in [*parts, *_FORMS.get(item["type"], _write_paper)(item)]:
        runs[-1] += roman
        runs += [italic, ""] if italic else []
    return runs[:-1] if len(runs) > 1 and not runs[-1] else runs


def _join(names: Sequence[Name]) -> str:
    shown = [display_name(name) for name in names]
    if len(shown) > _NAMED:
        return f"{shown[0]} et al."
    last = ", and " if len(shown) > 2 else " and "
    return last.join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)


def _write_book(item: Item) -> Iterator[tuple[str, str]]:
    yield "", item.get("title", "")
    yield _number(item) + _imprint(item, _year(item)), ""


def _write_chapter(item: Item) -> Iterator[tuple[str, str]]:
    yield f"\u201c{item.get('title', '')},\u201d in ", item.get("container-title", "")
    editors = _join(item.get("editor", ())) if item.get("author") else ""
    yield (f", ed. {editors}" if editors else "") + _imprint(item, _year(item)), ""


def _write_report(item: Item) -> Iterator[tuple[str, str]]:
    yield "", item.get("title", "")
    yield _number(item) + _imprint(item, _date(item)), ""


def _write_article(item: Item) -> Iterator[tuple[str, str]]:
    yield f"\u201c{item.get('title', '')},\u201d ", item.get("container-title", "")
    place = f" {item['volume']}" if "volume" in item else ""
    place += f", no. {item['issue']}" if "issue" in item else ""
    date = _date(item)
    if date:
        place += f" ({date})" if place else f", {date}"
    yield place, ""


def _write_paper(item: Item) -> Iterator[tuple[str, str]]:
    rest = (item.get("genre", ""), item.get("container-title", ""), _date(item))
    told = ", ".join(part for part in rest if part)
    comma = "," if told else ""
    yield f"\u201c{item.get('title', '')}{comma}\u201d{' ' if told else ''}{told}", ""


_FORMS: Final[Mapping[str, Callable[[Item], Iterator[tuple[str, str]]]]] = MappingProxyType(
    {
        "book": _write_book,
        "chapter": _write_chapter,
        "report": _write_report,
        "article-journal": _write_article,
        "article-magazine": _write_article,
        "article-newspaper": _write_article,
    }
)


def _number(item: Item) -> str:
    return f", {item['number']}" if "number" in item else ""


def _imprint(item: Item, date: str) -> str:
    who = ": ".join(item[n] for n in ("publisher-place", "publisher") if n in item)
    told = ", ".join(part for part in (who, date) if part)
    return f" ({told})" if told else ""


def _year(item: Item) -> str:
    return _date(item).rpartition(" ")[2]


def _date(item: Item) -> str:
    date: Date = item.get("issued", {})
    if "date-parts" not in date:
        return str(date.get("literal", ""))
    parts = ["-".join(f"{n:02}" for n in part) for part in date["date-parts"]]
    return display_date("/".join(parts), month_first=True)
