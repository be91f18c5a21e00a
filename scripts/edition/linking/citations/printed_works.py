"""Find books by their imprint in brackets, and articles by a title in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from edition.linking.citations.drafts import LOCATOR, RANGE, Draft, locator_span
from edition.linking.citations.matching import find_names
from edition.linking.citations.words import CitationWords
from edition.model.citation import CitationKind
from edition.model.parameters import REST_OF_CITATION, VOLUMES_YEARS
from edition.text.dates import YEAR
from edition.text.scripts import CAPITALS, CJK, CYRILLIC

_PLACE_AND_YEAR = (
    rf"(?P<place>(?:[{CAPITALS}\[“]|n\.p|(?=[^\x00-\u02ff]))[^()\[\]\d;:]{{1,90}}?(?:\[[^\[\]]*\])?)"
    rf"(?::\s*(?P<publisher>[^()\d]{{2,60}}?))?,\s*"
    rf"(?P<years>(?:ca\.\s*)?(?P<year>{YEAR})(?:[–/-]\d{{1,4}})?)\.?"
)
IMPRINT = rf"(?P<imprint>\(\s?{_PLACE_AND_YEAR}\))"
"""Place and year in round brackets: ``(Albany, NY, 1997)``, ``(London: Example Press, 1933)``."""
_AFTER = rf"(?:,?:?\s*(?P<locator>{LOCATOR}))?"
_IMPRINT = re.compile(rf"{IMPRINT}{_AFTER}")
_BRACKETED = re.compile(rf"(?P<imprint>\[\s?{_PLACE_AND_YEAR}\]){_AFTER}")
_FIELDS = re.compile(rf".\s?{_PLACE_AND_YEAR}.")
_CUT = re.compile(rf"\((?P<place>[{CAPITALS}][^()\d]{{0,60}})?\s*$")
"""An imprint cut off at the end of the text."""


def find_books(text: str, words: CitationWords, broken: bool) -> Iterator[Draft]:
    """Yield a draft for every imprint, from the authors or the title to the locator.

    If the text is ``broken`` off, an imprint cut off at its end is included.
    """
    limit = 0
    matches = sorted(
        [*_IMPRINT.finditer(text), *_BRACKETED.finditer(text)], key=lambda match: match.start()
    )
    for match in matches:
        if _has_life_dates(match):
            continue
        start, title = find_start(text, limit, match.start(), words)
        located = locator_span(match)
        yield Draft(
            start,
            match.end(),
            CitationKind.FULL,
            located,
            title=text[title : match.start()].strip(),
            names=text[start:title].strip(" ,"),
            year=match["year"],
            imprint=match.span("imprint"),
        )
        limit = match.end()
    cut = _CUT.search(text, limit) if broken else None
    if cut:
        start, title = find_start(text, limit, cut.start(), words)
        yield Draft(
            start,
            len(text.rstrip()),
            CitationKind.FULL,
            title=text[title : cut.start()].strip(),
            names=text[start:title].strip(" ,"),
        )


def _has_life_dates(match: re.Match[str]) -> bool:
    """Return True for years of birth and death: ``(李鴻章, 1823–1901)``."""
    years = re.findall(
        r"\d{4}", match[0][match.start("year") - match.start() : match[0].find(")") + 1]
    )
    long = len(years) == 2 and int(years[1]) - int(years[0]) > VOLUMES_YEARS
    return long or not re.search(rf"[A-Za-zÀ-ž{CYRILLIC}]", match["place"])


def read_imprint(printed: str) -> dict[str, str]:
    """Return place, publisher and year of an imprint in brackets, by field name.

    An imprint with Chinese or Japanese characters has the publisher in two scripts, which cannot be
    divided, so the result is empty.
    """
    found = _FIELDS.fullmatch(printed)
    if found is None or re.search(f"[{CJK}]", printed):
        return {}
    fields = {"location": found["place"], "publisher": found["publisher"], "year": found["years"]}
    fields = {name: value.strip(" ,") for name, value in fields.items() if value}
    # "Albany, NY." has a superfluous full stop after the abbreviation of the state.
    fields["location"] = re.sub(r"(?<=[A-Z]{2})\.$", "", fields["location"])
    return fields


_STOP = re.compile(
    r"(?:, [\d:–, -]+\.\s+|(?<=[a-z)\]\d])[.?!][”’]?\s+|:\s+)(?=[^\W\d_a-z“])|;\s+|\n"
)
_SMALL = re.compile(r"[^A-Z\u0100-\u017F“”(]*")


def find_start(text: str, limit: int, end: int, words: CitationWords) -> tuple[int, int]:
    """Return the start of a citation that ends with an imprint, and the start of its title."""
    start = _skip_to_last_cue(text, limit, end, words)
    for stop in _STOP.finditer(text, start, end):
        ahead = text[start : stop.start()]
        if stop[0].startswith((";", "\n", ", ")) or words.prose.search(ahead):
            start = _skip_to_last_cue(text, stop.end(), end, words)
    for same in words.ibid.finditer(text, start, end):
        stopped = _STOP.search(text, same.end() + 1, end)
        start = _skip_to_last_cue(text, stopped.end() if stopped else same.end(), end, words)
    while start < end and text[start] in " ,;:.“)(—":
        start += 1
    return start, _skip_names(text, start, end, words)


def _skip_names(text: str, start: int, end: int, words: CitationWords) -> int:
    """Return the start of the title, after any names and words such as “eds.”."""
    commas = [start + m.end() for m in re.finditer(r", ", text[start:end])]
    listed = [c for c in commas if find_names(text, start, c, words) == start]
    if not listed or listed[0] != commas[0]:
        return start
    title = listed[0]
    for comma in listed[1:]:
        piece = text[title : comma - 2]
        if (
            _is_role(piece, words)
            or re.match(r"and\s", piece)
            or (
                " and " in text[title:]
                and any(
                    re.match(r"and\s", text[c:end]) or _is_role(text[c : text.find(",", c)], words)
                    for c in listed
                    if c > title and ":" not in text[title:c]
                )
            )
        ):
            title = comma
        else:
            break
    return title


def _is_role(piece: str, words: CitationWords) -> bool:
    return bool(piece) and all(re.sub(r"\W", "", word) in words.editors for word in piece.split())


def _skip_to_last_cue(text: str, start: int, end: int, words: CitationWords) -> int:
    """Return the offset after the last cue that precedes a capital letter."""
    best = start
    for word in re.finditer(r"(?<=[\s(])(?=[^\W\d_a-z“‘])", text[start:end]):
        position = start + word.start()
        before = text[start:position]
        cue = words.find_cue(before)
        if cue and (
            cue[0].strip(" ,:").casefold() in words.strong
            or re.search(r"\d{4},\s*$", before[: cue.start()])
            or _opens(text[best : start + cue.start()], words)
        ):
            best = position
    return best


def _opens(before: str, words: CitationWords) -> bool:
    """Return True if only words in lower case precede a cue, so that it opens the citation."""
    bare = re.sub(words.month, "", before).strip(" ,;")
    first = bare.partition(" ")[0]
    if first.casefold() in words.cues:
        bare = bare[len(first) :]
    return bool(_SMALL.fullmatch(bare))


# --- Articles: a title in quotation marks and its container ---------------------------------------


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quoted title; ``start`` and ``end`` include the quotation marks."""

    start: int
    end: int
    title: str


def find_quoted(text: str) -> list[Quoted]:
    """Return the outermost quoted spans; an unclosed span extends to the end of the text."""
    found: list[Quoted] = []
    depth, start = 0, 0
    for match in re.finditer("[“”]", text):
        if match[0] == "“":
            start = match.start() if depth == 0 else start
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                title = text[start + 1 : match.start()].strip().rstrip(",.")
                found.append(Quoted(start, match.end(), title))
    if depth:
        found.append(Quoted(start, len(text.rstrip()), text[start + 1 :].strip().rstrip(",.-")))
    return found


_URL = r"\(?https?:\s?/{0,2}[^\s;]+(?:\s[^\s;,]*[./=\d][^\s;,]*)*"


class ContainerPatterns:
    """Patterns for the text after a title in quotation marks."""

    def __init__(self, words: CitationWords) -> None:
        date = rf"(?:(?:\d{{1,2}}(?:[–-]\d{{1,2}})?\s+)?{words.month}\s+{YEAR}|{words.date})"
        edition = r"(?:\(?(?:morning|evening|special) edition\)?)"
        numbers = r"[Nn]os?\. ?\d+(?:[–-]\d+)?(?: ?\(\d+\))?"
        part = (
            rf"(?:{numbers}|vol\. \d+|{date}|{edition}|\([^()]{{0,30}}{YEAR}(?:[–-]\d+)?\)"
            rf"|\[[^\[\]]{{0,30}}{YEAR}\]|{YEAR}(?=,)|Section \w+"
            rf"|\d{{1,2}}\s+{words.month}(?=\s*$))"
        )
        volume = r"\d{1,3}(?::\s?\d+)?(?=[ ,:(])"
        issue = rf"(?:{part}|{volume})(?:[,;]?\s+{part})*"
        name = rf"[{CAPITALS}][^;“”]{{1,150}}?"
        place = r"(?:,?\s+(?:n\. ?pag\.|n\.p\.))"
        after = rf"(?:\s?[:,]{{1,2}}\s?(?P<locator>{LOCATOR})|{place}|(?=[.;,)\]\s]|$))"
        more = rf"(?:[;,]\s+(?:\d{{1,3}},\s)?{numbers}(?:\s\({YEAR}\))?:\s?{LOCATOR})*"
        self.journal = re.compile(
            rf"[,„]?(?!\s*in\s)\s*(?:in:\s*)?(?P<name>{name})[,„]*\s+(?P<issue>{issue}){after}{more}"
        )
        self.issued = re.compile(
            rf",?\s*in\s+(?P<name>{name})[,„]*\s+(?P<issue>{numbers}(?:[,;]?\s+{part})*){after}"
        )
        self.dated = re.compile(rf"[,„]?\s*(?P<issue>{date}(?:,?\s*{edition})?){after}")
        self.more_issues = re.compile(rf"(?:;\s+{words.date},\s+{RANGE}(?!\w))+")
        """Pattern for further issues of a newspaper, each with date and page."""
        self.day = re.compile(rf"\d{{1,2}}\s+{words.month}(?:\s+{YEAR}|\s*$)|{words.date}")
        self.volume = re.compile(rf"^\d{{1,3}}\b.*\([^()]*{YEAR}\)")
        """Pattern for a volume with its year, which distinguishes journals from boxes."""
        self.periodical = re.compile(rf"{numbers}|(?<!\d)\d{{1,3}}(?::\s?\d+)?\s?\(|vol\. \d")
        self.book = re.compile(
            rf",?\s*(?:in\s+)?(?P<name>[^;“”]{{3,260}}?(?:“[^”]*”[^;“”]{{0,160}}?)?)\s*"
            rf"{IMPRINT}(?:,?:?\s*(?P<locator>{LOCATOR}))?"
        )
        self.printed = re.compile(rf"\s*{IMPRINT}(?:,?:?\s*(?P<locator>{LOCATOR}))?")
        self.inside = re.compile(rf",?\s*in\s+(?P<name>[^;“”]{{3,160}}?),\s+(?P<locator>{LOCATOR})")
        self.ibid = re.compile(
            rf",?\s*{words.ibid.pattern},?(?:\s*(?P<issue>{issue}))?(?:{after})?"
        )
        self.web = re.compile(
            rf"(?:,?\s*(?P<name>[^;“”]{{2,120}}?))??,?\s*"
            rf"(?:\(?[Aa]ccessed (?:on )?[^;:]{{4,30}}?,?\s*)?(?P<url>{_URL})"
        )
        self.short = re.compile(rf",?\s*(?P<locator>{LOCATOR})")


def find_articles(
    text: str, words: CitationWords, containers: ContainerPatterns, broken: bool
) -> Iterator[Draft]:
    """Yield a draft for every quoted title that is followed by a container.

    If the text is ``broken`` off, the text after the last title may be incomplete.
    """
    limit = 0
    quoted = find_quoted(text)
    index = 0
    while index < len(quoted):
        first = last = quoted[index]
        while index + 1 < len(quoted) and re.fullmatch(
            r",?\s*(?:pts?\. [\w ]{1,9},\s*)?(?:and\s+)?", text[last.end : quoted[index + 1].start]
        ):
            index += 1
            last = quoted[index]
        index += 1
        if first.start < limit:
            continue
        draft = _read(text, limit, first, last, words, containers)
        if draft is not None and broken and index == len(quoted):
            draft = _extend_to_end(text, draft)
        if draft is not None:
            limit = draft.end if draft.known else limit
            yield draft


def _extend_to_end(text: str, draft: Draft) -> Draft:
    """Extend the draft of a work with a named author to the end of the broken text."""
    rest = text[draft.end :].strip()
    if draft.known and not rest.startswith(","):
        return draft
    if not draft.names or len(rest) > REST_OF_CITATION or re.search(r"[a-z]{3}\.\s", rest):
        return draft
    return replace(draft, end=len(text.rstrip()), kind=CitationKind.FULL, known=True)


def _read(
    text: str,
    limit: int,
    first: Quoted,
    last: Quoted,
    words: CitationWords,
    containers: ContainerPatterns,
) -> Draft | None:
    names = find_names(text, limit, first.start, words)
    closed = names is not None or _is_closed(text, last)
    before = text[limit : first.start].rstrip(' “‘"')
    placed = names is not None or words.can_begin_after(before, ";:(.[—!?”\n’")
    if not placed and not text[limit : first.start].rstrip().endswith(","):
        return None
    start = first.start if names is None else names
    shown = "" if names is None else text[names : first.start].strip(" ,:")
    for kind, match in _match_containers(text, last, words, containers):
        groups = match.groupdict()
        if not (closed or match.re is containers.inside) or (
            not placed and match.re not in (containers.web, containers.journal)
        ):
            continue
        located = locator_span(match)
        container = (groups.get("name") or "").strip(" ,")
        volume = containers.volume.search(groups.get("issue") or "")
        held = words.held.search(container) or _SYMBOL.match(container)
        if match.re is containers.journal and held and not volume:
            # The words after the title name an archive, which is joined with it later.
            return Draft(
                start, last.end, CitationKind.ARCHIVE, title=first.title, names=shown, known=False
            )
        end = match.end()
        more = containers.more_issues.match(text, end)
        if kind is CitationKind.NEWSPAPER and more:
            located, end = (match.start("issue"), more.end()), more.end()
        if match.re is containers.web:
            end = match.start() + len(match[0].rstrip(".,);"))
        return Draft(
            start,
            end,
            kind,
            located,
            title=first.title,
            names=shown,
            year=groups.get("year") or _find_year(groups.get("issue") or ""),
            container=(groups.get("name") or "").strip(),
            url=(groups.get("url") or "").strip("(.,);"),
            imprint=_find_imprint(text, match),
            date=groups.get("issue") or "",
            ibid=match.start() if match.re is containers.ibid else -1,
        )
    # An archive may follow; otherwise the draft is dropped later.
    return Draft(start, last.end, CitationKind.ARCHIVE, title=first.title, names=shown, known=False)


def _find_imprint(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Return the span of place and year, which may have been read as the year of an issue."""
    if "imprint" in match.re.groupindex:
        return match.span("imprint")
    start, end = match.span("issue") if "issue" in match.re.groupindex else (0, 0)
    found = _ENDING.search(text, start, end) if start >= 0 else None
    return found.span() if found else (0, 0)


def _is_closed(text: str, last: Quoted) -> bool:
    """Return True if a title ends with a stop, or if a comma follows."""
    before, after = text[last.end - 2 : last.end - 1], text[last.end : last.end + 4]
    return before in ",.?!„" or after.lstrip(" ")[:1] in (",", "(") or after.startswith(" in ")


_ENDING = re.compile(rf"{IMPRINT}$")
_SYMBOL = re.compile(r"[A-Z]{2,6}(?:,|$)")


def _match_containers(
    text: str, last: Quoted, words: CitationWords, containers: ContainerPatterns
) -> Iterator[tuple[CitationKind, re.Match[str]]]:
    """Yield the containers that may follow a title, the likeliest first."""
    printed = containers.printed.match(text, last.end)
    if printed:
        yield CitationKind.FULL, printed
    ibid = containers.ibid.match(text, last.end)
    if ibid and not ibid[0].strip(", ")[:1].isupper():
        yield CitationKind.IBID, ibid
    short = containers.short.match(text, last.end)
    if short and not text[last.end :].lstrip(", ").startswith("in "):
        dated = containers.dated.match(text, last.end)
        if not dated:
            yield CitationKind.SHORT, short
    found = []
    for pattern in (
        containers.journal,
        containers.issued,
        containers.book,
        containers.web,
        containers.dated,
    ):
        match = pattern.match(text, last.end)
        if match and not _is_overlong(match.groupdict().get("name") or "", words):
            found.append(match)
    web = [match for match in found if match.re is containers.web]
    if web and all(match.re in (containers.web, containers.dated) for match in found):
        found = web
    if found:
        # The first name is the container; the rest belongs to the next citation.
        match = min(found, key=lambda m: m.end("name") if m.groupdict().get("name") else m.start())
        yield _choose_kind(match, containers), match
    inside = containers.inside.match(text, last.end)
    if inside and not _is_overlong(inside["name"], words):
        yield CitationKind.SHORT, inside


def _is_overlong(name: str, words: CitationWords) -> bool:
    """Return True if a name extends over the end of a sentence or into another citation."""
    return bool(
        words.prose.search(name)
        or re.search(r"\b[Ss]ee\b|[Qq]uoted in|[”“]\.\s|\s(?:in|on|of|by|since)$", name)
    )


def _choose_kind(match: re.Match[str], containers: ContainerPatterns) -> CitationKind:
    if match.re is containers.web:
        return CitationKind.OTHER
    issue = match.groupdict().get("issue") or ""
    if containers.day.search(issue) and not containers.periodical.search(issue):
        return CitationKind.NEWSPAPER
    return CitationKind.FULL


def _find_year(text: str) -> str:
    years = re.findall(rf"(?<!\d){YEAR}(?!\d)", text)
    return years[0] if years else ""
