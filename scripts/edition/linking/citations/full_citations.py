"""Divide full citations into the fields of bibliography entries.

The extent of a citation and the parts after its title are found by the same rules as for linking.
Citations that do not follow a form are skipped; no field is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from edition.linking.citations.citation_parts import (
    FullCitation,
    divide_names,
    is_title,
    read_creators,
    read_plain_citations,
    split_editor,
    split_statements,
    write_date,
)
from edition.linking.citations.drafts import Draft
from edition.linking.citations.finding import find_printed, make_patterns
from edition.linking.citations.forms import read_forms, read_full
from edition.linking.citations.printed_works import read_imprint
from edition.linking.citations.words import CitationWords
from edition.model.citation import CitationKind
from edition.text.dates import MONTH
from edition.text.span import Span

_THESIS = re.compile(
    r"\((?P<type>[A-Z][\w.]* (?:diss(?:ertation|\.)|thesis)|Diss\.(?: phil\.)?),? "
    r"(?P<institution>[^()]+?),? (?P<year>\d{4})\)"
)
"""The parenthesis that takes the place of an imprint after the title of a dissertation."""
_QUOTED = re.compile(
    r"“\s?(?P<title>(?:[^“”]|“[^“”]*”)+?)(?P<stop>[,.?!]*)\s?”(?P<comma>,?)"
    r"(?P<of>\s[Ii]n:? )?(?P<book>.*)"
)
_TOWN = re.compile(r" \([^()\d]*\)$")
"""A town or a university in parentheses after the name of a journal."""
_VOLUMES = r"(?:\d+(?:[./–-]\d+)?|[IVXL]+(?:[–-][IVXL]+)?)"
_VOLUME = re.compile(rf"(?P<volume>{_VOLUMES})(?=[ ,(:])")
_VOLUME_LAST = re.compile(rf" (?P<volume>{_VOLUMES})$")
_NUMBER = re.compile(r"[nN]os?\. ?(?P<number>\d+(?:\s?[–-]\s?\d+)?(?: \(\d+\)(?!$))?)")
_DATE = re.compile(
    r"\((?P<year>(?:\d{1,2} )?(?:[^\W\d_]+\.? ?){0,2}\d{4}(?:[/–-](?:\d{4}|\d\d))?)\)"
    rf"|(?P<day>(?:\d{{1,2}} )?{MONTH} \d{{4}}|{MONTH} \d{{1,2}}, \d{{4}})"
)
_PAGES = re.compile(r"[:,]? ?(?:pp?\. ?|[SсС]\. ?)?(?P<pages>\d[\d–-]*)")
_ACCESSED = re.compile(r",? ?\(?[Aa]ccessed (?:on )?(?P<day>[^;:()]{6,20}?)(?=[,).;]|$)")


def read_citations(text: str, words: CitationWords) -> tuple[FullCitation, ...]:
    """Return the full citations of a note, in the order of the text."""
    found: list[FullCitation] = []
    for citation in _read_candidates(text, words):
        span = citation.span
        if not any(span.start < known.span.end and known.span.start < span.end for known in found):
            found.append(citation)
    return tuple(sorted(found, key=lambda citation: citation.span.start))


def _read_candidates(text: str, words: CitationWords) -> Iterator[FullCitation]:
    patterns = make_patterns(words)
    if patterns.reads_chicago:
        articles, books = find_printed(text, patterns)
        read = [_read_article(text, draft, words) for draft in articles]
        read += [_read_book(text, draft, words) for draft in books]
        yield from filter(None, read)
        yield from read_plain_citations(text)
    yield from filter(None, (read_full(found, words) for found in read_forms(text, words)))


# --- Books, chapters, dissertations: place and year in brackets -----------------------------------


def _read_book(
    text: str, draft: Draft, words: CitationWords, *, quoted_title: bool = False
) -> FullCitation | None:
    """Read a book, chapter or dissertation; no book if the title is ``quoted_title``."""
    start, end = draft.imprint
    printed = text[start:end]
    before = text[draft.start : start]
    if before.count("”") > before.count("“"):
        before = f"“{before}"
    creators, rest = divide_names(before.strip(" ,"), words)
    span = Span(draft.start, end)
    quoted = _QUOTED.fullmatch(rest)
    if (thesis := _THESIS.fullmatch(printed)) and quoted:
        return FullCitation("thesis", _make_title(quoted), creators, thesis.groupdict(), span)
    chapter = quoted and ("," in quoted["stop"] + quoted["comma"] or quoted["of"])
    if quoted_title and not chapter:
        # The quotation marks belong to the title of a book, which may begin before them.
        return None
    book, more, fields = split_statements(quoted["book"] if quoted and chapter else rest)
    imprint = read_imprint(printed)
    if quoted and chapter:
        editors, book = split_editor(book)
        more, fields = (*more, *editors), {"booktitle": book, **fields}
    if not is_title(book) or words.prose.search(book) or not imprint:
        return None
    kind, title = ("incollection", _make_title(quoted)) if quoted and chapter else ("book", book)
    return FullCitation(kind, title, (*creators, *more), {**fields, **imprint}, span)


def _make_title(quoted: re.Match[str]) -> str:
    title = quoted["title"].strip() + quoted["stop"].strip(",.")
    # "1927–1929 gg.," ends with an abbreviation.
    abbreviated = quoted["stop"].startswith(".") and re.search(r"\b[a-z]{1,2}$", title)
    return f"{title}." if abbreviated else title


# --- Articles, newspapers, web pages --------------------------------------------------------------


def _read_article(text: str, draft: Draft, words: CitationWords) -> FullCitation | None:
    if draft.imprint[1]:
        return _read_book(text, draft, words, quoted_title=True)
    creators = read_creators(draft.names)
    quoted = _QUOTED.match(text, text.find("“", draft.start + len(draft.names)), draft.end)
    if quoted is None or (not creators and words.prose.search(draft.title)):
        return None
    if draft.url:
        kind, fields = "online", _read_web(text, draft)
    elif draft.kind is CitationKind.NEWSPAPER:
        kind, fields = "newspaper", _read_serial(text, draft)
    else:
        kind, fields = "article", _read_serial(text, draft)
    span = Span(draft.start, draft.end)
    return FullCitation(kind, _make_title(quoted), creators, fields, span) if fields else None


def _read_serial(text: str, draft: Draft) -> dict[str, str]:
    """Return journal, volume, number, date and pages, or nothing without a journal or a date."""
    journal = _TOWN.sub("", draft.container.strip(" ,"))
    date = _DATE.search(draft.date) or _DATE.match(text, draft.end + 1)
    if date is None or not journal:
        return {}
    fields = {"date": write_date(date["year"] or date["day"])}
    if draft.kind is not CitationKind.NEWSPAPER:
        volume = _VOLUME.match(draft.date) or _VOLUME_LAST.search(journal)
        journal = journal[: volume.start()] if volume and volume.string is journal else journal
        pages = _PAGES.match(text, draft.locator[0] or draft.end)
        for found in filter(None, (volume, _NUMBER.search(draft.date), pages)):
            fields |= found.groupdict()
    return {"journal": journal, **fields}


def _read_web(text: str, draft: Draft) -> dict[str, str]:
    fields = {"url": re.sub(r"\s", "", draft.url)}
    if draft.container:
        fields["organization"] = draft.container
    accessed = _ACCESSED.search(text, draft.start, draft.end) or _ACCESSED.match(text, draft.end)
    day = write_date(accessed["day"]) if accessed else ""
    return fields | ({"urldate": day} if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else {})
