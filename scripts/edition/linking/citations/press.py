"""Newspapers cited by their date, without a title in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edition.linking.citations.drafts import Draft
from edition.linking.citations.locators import RANGE
from edition.linking.citations.words import Words
from edition.model.citation import CitationKind
from edition.text.scripts import CAPITALS


class Press:
    """Patterns for newspapers."""

    def __init__(self, words: Words) -> None:
        date = words.date
        edition = r"(?:,?\s*\(?(?:morning|evening|special) edition\)?)?"
        page = rf"(?:pp?\.\s?|S\.\s?|с\.\s?)?{RANGE}(?:, {RANGE}(?![\w ]*{words.month}))*(?!\w)"
        issue = rf"{date}{edition}(?:,\s+{page})?"
        aside = r"(?:\s?[\[(][^\])]{1,20}[\])])?"
        name = rf"[{CAPITALS}][\w’.]*(?:\s(?:[{CAPITALS}][\w’.]*|[\w’]+|&)){{0,6}}"
        number = rf"\d{{1,3}}\s\({date}\),\s(?:articles?\s)?{page}"
        self.dates = re.compile(rf"{date}|\d{{1,2}}\s{words.month}")
        """What all patterns need; a text without it is not searched for names."""
        self.numbered = re.compile(
            rf"(?<![\w“-])(?P<name>{name})\s(?P<locator>{number}(?:;\s{number})*)"
        )
        self.paper = re.compile(
            rf"(?<![\w“-])(?P<name>{name}){aside},\s+(?P<locator>{issue}(?:;\s+{issue})*)"
        )
        self.paged = re.compile(rf"{date}{edition},\s+{page}")
        self.brief = re.compile(
            rf"(?<!\w)(?P<name>(?:[A-Z]\.)+\s[A-Z]\w+),\s(?P<locator>\d{{1,2}}\s{words.month}\.?)(?!\s\d)"
        )


def find_papers(text: str, press: Press, words: Words) -> Iterator[Draft]:
    """Yield a draft for every newspaper that is named with a date."""
    if not press.dates.search(text):
        return
    for pattern in (press.numbered, press.paper, press.brief):
        for match in pattern.finditer(text):
            name, start = _trim(match["name"], match.start(), words)
            if pattern is press.paper and (not name or " to " in f" {name} "):
                continue
            paged = pattern is press.numbered or press.paged.search(match["locator"])
            yield Draft(
                start,
                match.end(),
                CitationKind.NEWSPAPER,
                match.span("locator"),
                container=name,
                known=bool(paged),
            )


def _trim(name: str, start: int, words: Words) -> tuple[str, int]:
    """Leave out cues before the name of a newspaper."""
    for word in re.finditer(r"(?=[A-Z])", name):
        before = name[: word.start()]
        rest = name[word.start() :]
        first = rest.split()[0]
        opens = first in words.articles or first.casefold() not in words.cues
        if (not before or words.find_cue(before)) and opens:
            start_of = start + word.start()
            last = max(
                (
                    m.start()
                    for m in re.finditer(r"(?<=\s)(?=[A-Z])", rest)
                    if words.find_cue(rest[: m.start()])
                ),
                default=0,
            )
            return rest[last:], start_of + last
    return "", start
