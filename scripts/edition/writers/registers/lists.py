"""Write lists compiled from the texts: the years, the index of names, the archives."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, Protocol, TypeAlias

from edition.linking.registers.passages import list_passages
from edition.model.citation import Citation, CitationKind
from edition.model.mentions import DateExpression
from edition.records.registers import Entry, State
from edition.text.dates import MONTHS, read_edtf, read_span
from edition.text.escape import escape_markdown, escape_yaml
from edition.text.interface import _
from edition.text.shards import cut
from edition.text.shortening import shorten_around
from edition.writers.address_names import name_address
from edition.writers.page import GENERATED_MARK, NOT_SEARCHED, write_block
from edition.writers.registers.entries import invert_name, sort_key
from edition.writers.registers.occurrences import Occurrence, Occurrences, TextPages
from edition.writers.shelf import write_date

YEARS: Final = "years.md"
INDEX: Final = "book-index.md"
ARCHIVES: Final = "archives.md"
LIMIT: Final = 100_000
"""Maximum bytes of Markdown on a page."""
_INDEX_LIMIT: Final = 150_000
"""Maximum bytes of Markdown on a page of the index, which has few links."""
_LEAST: Final = 5
"""Minimum passages for a year to have its own page; other years are on that of their decade."""
_EXCERPT: Final = 150
"""Characters of the excerpt around a date."""
_LEADERS: Final = re.compile(r"\s*(?:\.\s*){4,}")
"""The dots of a printed table of contents."""
_DECADE: Final = 10
_SPAN: Final = 13


def write_list(title: str, parts: Iterable[str], lead: str = "") -> str:
    """Return a page that repeats content of other pages and is therefore not searched."""
    matter = f"---\ntitle: {escape_yaml(title)}\n{NOT_SEARCHED}\n---"
    mark = f"<!-- {GENERATED_MARK} from sources. Do not edit: edit those files. -->"
    head = [matter, mark, f"# {escape_markdown(title)}", *([lead] if lead else [])]
    return "\n\n".join([*head, *parts]) + "\n"


# --- Years ----------------------------------------------------------------------------------------


class Dated(NamedTuple):
    """A passage with a date."""

    span: tuple[float, float]
    month: int
    """0 for a date without a month, 13 for a span of years."""
    text: str
    """A link to its text, as Markdown."""
    line: str
    """Markdown."""


ListDated: TypeAlias = Callable[[TextPages], Iterable[tuple[int, Dated]]]


def write_years(
    texts: Mapping[str, TextPages], list_text: ListDated | None = None
) -> dict[str, str]:
    """Return a page for each year and decade with the dated passages, by file name.

    ``list_text`` returns the result of ``list_dated``, possibly from a cache.
    """
    years: dict[int, list[Dated]] = defaultdict(list)
    for text in texts.values():
        for year, dated in (list_text or list_dated)(text):
            years[year].append(dated)
    pages: dict[str, list[tuple[str, list[Dated]]]] = defaultdict(list)
    for year in sorted(years):
        has_page = len(years[year]) >= _LEAST
        name = f"{year}" if has_page else f"{year // _DECADE * _DECADE}s"
        pages[name].append((f"{year}", years[year]))
    files = {}
    for name, listed in pages.items():
        for page, title, parts in _divide_year(name, listed):
            # Each passage is a paragraph and the last line is constant, so that branches merge.
            files[f"year-{page}.md"] = write_list(title, [*parts, f"[{_('All years')}]({YEARS})"])
    if files:
        files[YEARS] = _write_overview(pages)
    return files


def _write_overview(pages: Mapping[str, Sequence[tuple[str, Sequence[Dated]]]]) -> str:
    decades: dict[int, list[str]] = defaultdict(list)
    for name, years in sorted(pages.items(), key=lambda page: (int(page[1][0][0]), page[0])):
        count = sum(len(dated) for __, dated in years)
        year = int(name.removesuffix("s"))
        link = f"[{name}](year-{name}.md)\u00a0({count:,})"
        decades[year // _DECADE].append(link)
    lines = [f"- {', '.join(links)}" for __, links in sorted(decades.items())]
    lead = _("The passages that date something, by year, with their number.")
    return write_list(_("Years"), [write_block("register-years", "\n".join(lines))], lead)


def list_dated(text: TextPages) -> Iterator[tuple[int, Dated]]:
    """Yield the dated passages of a text, each for the years in which the date begins and ends."""
    document = text.edition.document
    assert document is not None
    dates: dict[str, list[DateExpression]] = defaultdict(list)
    for date in text.edition.dates:
        if date.edtf and date.address in text.edition.layout.addresses:
            dates[date.address].append(date)
    record = text.edition.record
    head = f"*[{escape_markdown(record.short_title)}](../{record.id}/index.md)*"
    for passage in list_passages(document, ()):
        for date in dates.get(passage.address, ()):
            place, span = passage.locate(date.span), read_span(date.edtf)
            if place is not None and span is not None:
                ends = read_edtf(date.edtf)
                excerpt = shorten_around(passage.text, place[0], _EXCERPT)
                excerpt = _LEADERS.sub(" … ", excerpt)
                years = dict.fromkeys((ends[0].year, ends[-1].year))
                month = _SPAN if len(years) > 1 else ends[0].month
                for year in years:
                    yield year, Dated(span, month, head, _write_dated(text, date, excerpt))


def _write_dated(text: TextPages, date: DateExpression, excerpt: str) -> str:
    file = text.edition.layout.addresses[date.address]
    link = f"[{name_address(date.address)}](../{text.edition.record.id}/{file}#{date.address})"
    return f"**{escape_markdown(write_date(date.edtf))}** {escape_markdown(excerpt)} ({link})"


def _name_month(month: int, year: str) -> str:
    """Return the heading of a month on the page of a year."""
    if not month or month == _SPAN:
        return _("In a longer time") if month else ""
    return f"{_(MONTHS[month - 1])} {year}"


def _divide_year(
    name: str, years: Sequence[tuple[str, Sequence[Dated]]]
) -> Iterator[tuple[str, str, list[str]]]:
    """Yield name, title and parts of the pages of a year, or of the short years of a decade."""
    lines: list[tuple[str, Dated]] = []
    for year, dated in years:
        for item in sorted(dated, key=lambda item: (item.month, item.text, item.span)):
            lines.append((_name_month(item.month, year) if year == name else year, item))
    shards = cut(lines, LIMIT, lambda line: len(line[1].line.encode()))
    for number, shard in enumerate(shards, 1):
        suffix = f"-{number}" if number > 1 else ""
        title = _("{name}, part {number}", name=name, number=number) if len(shards) > 1 else name
        yield f"{name}{suffix}", title, list(_write_passages(shard))


def _write_passages(lines: Iterable[tuple[str, Dated]]) -> Iterator[str]:
    """Yield passages below their headings and the links to their texts."""
    last, text = "", ""
    for head, dated in lines:
        if head != last:
            yield f"## {head}"
        if (head, dated.text) != (last, text):
            yield dated.text
        yield dated.line
        last, text = head, dated.text


# --- Index of names -------------------------------------------------------------------------------


def write_index(
    entries: Iterable[Entry],
    occurrences: Occurrences,
    texts: Mapping[str, TextPages],
    at: Mapping[str, str],
) -> dict[str, str]:
    """Return the index of all names, like that of a book, on as few pages as possible."""
    ordered = sorted((e for e in entries if e.id in occurrences), key=sort_key)
    lines = []
    for entry in ordered:
        in_texts = [
            (
                f"*{escape_markdown(texts[id].edition.record.short_title)}* "
                if len(texts) > 1
                else ""
            )
            + ", ".join(escape_markdown(name) for name, _ in join_pages(texts[id], places))
            for id, places in occurrences[entry.id].items()
        ]
        proposed = _(" (proposed)") if entry.state is State.PROPOSED else ""
        name = f"[{escape_markdown(invert_name(entry))}]({at[entry.id]}#{entry.id}){proposed}"
        lines.append(f"- {name}, {'; '.join(in_texts)}")
    lead = _(
        "Every printed page on which a name of the registers stands, and every note (21n61 is note "
        "61 on page 21). 153–156 means each page from 153 to 156. Surnames alone are included if "
        "the text decides who is meant."
    )
    files = {}
    for number, shard in enumerate(cut(lines, _INDEX_LIMIT, lambda line: len(line.encode())), 1):
        name = INDEX if number == 1 else INDEX.replace(".md", f"-{number}.md")
        title = _("Index of names")
        title = _("{name}, part {number}", name=title, number=number) if number > 1 else title
        files[name] = write_list(title, [write_block("register-index", "\n".join(shard))], lead)
    return files


class PageOrder(Protocol):
    """The order of the pages of a text."""

    def order(self, page: str) -> int:
        """Return the number of a page in the order of the text."""


def join_pages(text: PageOrder, places: Sequence[Occurrence]) -> Iterator[tuple[str, Occurrence]]:
    """Yield pages, page ranges and notes as in an index, each with its first place."""
    runs: list[list[Occurrence]] = []
    for place in places:
        last = runs[-1][-1] if runs and not place.note and not runs[-1][-1].note else None
        if last and place.page and text.order(place.page) - text.order(last.page) == 1:
            runs[-1].append(place)
        elif not (last and place.page and place.page == last.page):
            runs.append([place])
    for first, *rest in runs:
        if first.note and first.page:
            yield f"{first.page}n{first.note}", first
        else:
            yield first.name + (f"–{rest[-1].name}" if rest else ""), first


# --- Archives -------------------------------------------------------------------------------------


def write_archives(
    texts: Mapping[str, TextPages],
    cite: Callable[[str], str],
    name_unit: Callable[[Citation], str],
) -> dict[str, str]:
    """Return the list of the archives that each chapter cites, with the cited units."""
    parts = []
    for id, text in texts.items():
        chapters: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for citation in text.edition.citations:
            file = text.edition.layout.addresses.get(citation.address)
            if citation.kind is CitationKind.ARCHIVE and file is not None:
                link = f"[{name_address(citation.address)}](../{id}/{file}#{citation.address})"
                unit = escape_markdown(name_unit(citation))
                line = f"    - {unit} ({link})" if unit else f"    - {link}"
                chapters[file][citation.key or ""].append(line)
        for file in (name for name in text.edition.layout.text_files if name in chapters):
            title = escape_markdown(text.edition.record.short_title)
            chapter = escape_markdown(text.chapters.get(file, ""))
            parts.append(f"## {title}" + (f": {chapter}" if chapter else ""))
            cited = chapters[file]
            parts.append("\n".join(
                f"- {cite(key) if key else _('Not in the bibliography')}\n" + "\n".join(cited[key])
                for key in sorted(cited, key=lambda key: (not key, cite(key) if key else ""))
            ))  # fmt: skip
    lead = _(
        "The archives that the texts cite, chapter by chapter, with the documents cited of each."
    )
    return {ARCHIVES: write_list(_("Archives cited"), parts, lead)} if parts else {}
