"""Read citations by the forms of a convention: ``book: {names}, {title}, {place} {year}``.

A form has a kind, then the fields of a citation in order with the punctuation between them;
``[…]`` is optional, ``<…|…>`` offers alternatives. The name of a list of the convention in braces
matches any of its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from edition.linking.citations.citation_parts import Creator, FullCitation
from edition.linking.citations.drafts import Draft
from edition.linking.citations.words import CitationWords
from edition.model.citation import CitationKind
from edition.model.parameters import CUE_WORD, NAME_WINDOW
from edition.records.conventions import any_of
from edition.text.dates import YEAR
from edition.text.scripts import CAPITALS
from edition.text.span import Span

CHICAGO: Final = "chicago"
"""Value among the forms of a convention that selects the built-in rules for Chicago notes."""
_KINDS: Final = MappingProxyType({
    "ibid": CitationKind.IBID, "short": CitationKind.SHORT, "archive": CitationKind.ARCHIVE,
})  # fmt: skip
"""Kinds of citations by the kinds of forms; any other kind is the type of a full citation."""
_TOKEN: Final = re.compile(
    r"\{(?P<field>\w+)\}|\\(?P<plain>.)|(?P<space>\s+)|(?P<closing>”,?)|(?P<sign>.)"
)
_OPERATORS: Final = MappingProxyType({
    "[": "(?:", "]": ")?", "<": "(?:", ">": ")", "|": "|", "“": r"“\s*",
})  # fmt: skip
_END: Final = r"(?=[\s.,;:)\]]|$)"
_START: Final = re.compile(r"(?<![^\s(“\[—])(?=[^\W_]|“)")
_STOPS: Final = ";:(.[—\n"
_INITIAL: Final = re.compile(rf"(?<!\w)[{CAPITALS}]\.$")
"""An initial, whose full stop does not end a sentence."""
_BETWEEN: Final = " “(,.\n"
"""Characters allowed between two citations in addition to a joining word."""
_NAMES: Final = ("names", "inverted", "initialed", "reversed")
"""Fields of authors; they differ in the order of the parts of a name."""
_IDENTIFYING: Final = ("opcit", "note", "journal")
"""Fields that identify a short form as a citation even if its title is unknown."""
_FIELDS: Final = MappingProxyType({
    name: name
    for name in ("booktitle", "journal", "volume", "number", "publisher", "series", "institution")
} | {"place": "location", "year": "year", "edition": "edition"})  # fmt: skip
"""Fields of an entry, by the fields of forms; the other fields do not describe the work."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form as two patterns: one for the shortest possible title, one for the longest."""

    kind: str
    short: re.Pattern[str]
    long: re.Pattern[str]


class Forms:
    """The compiled forms of a convention."""

    def __init__(self, words: CitationWords) -> None:
        lists = words.lists
        joint = _make_joint(lists["joiners"])
        patterns = [_make_field_patterns(lists, joint, lazy) for lazy in ("?", "")]
        self.forms = [
            Form(kind, *(_compile(form, fields) for fields in patterns))
            for kind, form in (form.split(": ", 1) for form in words.forms if form != CHICAGO)
        ]
        self.idem = re.compile(any_of(lists["idem"], either_case=True))
        self.joint = re.compile(joint)
        """Pattern for the text between two names."""
        self.listed = re.compile(rf"{joint}|,\s+")
        """Pattern for the text between two names, or a comma."""
        self.alien = re.compile(
            rf"(?<!\w){any_of(lists['locators'])}\s?\d|^{any_of(lists['ibid'])}|^[{CAPITALS}]\.\s?[{CAPITALS}]"
            rf"|[.?!]\s+{any_of(lists['cues'], either_case=True)}\s"
        )
        """Text that no title contains: a locator, “ibid.”, the end of a sentence before a cue."""


make_forms = lru_cache(maxsize=8)(Forms)


@dataclass(frozen=True, slots=True)
class Reading:
    """A citation that matches a form."""

    form: Form
    match: re.Match[str]

    def group(self, field: str) -> str:
        """Return the printed text of a field, or an empty string."""
        start, end = self.span(field)
        return self.match.string[start:end]

    def span(self, field: str) -> tuple[int, int]:
        """Return the span of a field, or ``(0, 0)`` if it is missing."""
        return _span(self.match, field)


def _span(match: re.Match[str], field: str) -> tuple[int, int]:
    """Return the span of a field, which a form may contain more than once."""
    names = (name for name in match.re.groupindex if name.partition("_")[0] == field)
    return next((match.span(name) for name in names if match[name]), (0, 0))


def _compile(form: str, fields: Mapping[str, str]) -> re.Pattern[str]:
    count = 0

    def write(token: re.Match[str]) -> str:
        nonlocal count
        if name := token["field"]:
            count += 1
            return f"(?P<{name}_{count}>{fields[name]})"
        if token["plain"]:
            return re.escape(token["plain"])
        if token["space"]:
            return r"\s+"
        if closing := token["closing"]:
            return r"[,.]?\s*”" + ",?" * (len(closing) > 1)
        return _OPERATORS.get(token["sign"]) or re.escape(token["sign"])

    return re.compile(_TOKEN.sub(write, form) + _END)


def _make_joint(joiners: tuple[str, ...]) -> str:
    words = [word for word in joiners if word[-1].isalpha()]
    signs = [sign for sign in joiners if not sign[-1].isalpha()]
    return rf"(?:\s+{any_of(words)}\s+|\s?{any_of(signs)}\s?)"


def _make_field_patterns(
    lists: Mapping[str, tuple[str, ...]], joint: str, lazy: str
) -> dict[str, str]:
    """Return the pattern of every field and list; ``lazy`` follows the quantifiers of titles."""
    capital = f"[{CAPITALS}]"
    initials = rf"{capital}\w?\.(?:\s?-?{capital}\w?\.){{0,3}}"
    word = rf"(?:{capital}\w?\.(?:-?{capital}\w?\.)*|(?:[dDlLO]’)?{capital}[\w’-]*)"
    person = rf"{word}(?:\s+(?:{any_of(lists['particles'])}\s+){{0,3}}{word}){{0,5}}"
    family = rf"{capital}[\w’-]*(?:\s{capital}[\w’-]*)?"
    reverse = rf"{family}(?:,\s{word}(?:\s{word}){{0,2}}|\s\({word}(?:\s{word}){{0,2}}\))"
    initialed = rf"(?:{capital}\.\s?){{1,3}}{capital}[\w’-]+"
    inverted = rf"{capital}[\w’-]+,?\s+{initials}"
    idem = any_of(lists["idem"], either_case=True)
    names = rf"{person}(?:(?:,\s+{person}){{0,12}},?{joint}{person})?"
    # A volume, an edition and people after a slash are not part of a title.
    no_extra = (
        rf"(?![,.:]\s{any_of(lists['volumes'])}\s?[\dIVXLC]|\s//?\s|\s\(=\s"
        rf"|[,.:]\s\d+\w{{0,2}}[.-]?\w?\s{any_of(lists['editions'])})"
    )
    title = rf"[{CAPITALS}\d](?:{no_extra}[^“”;\n]){{1,200}}{lazy}(?<!,)"
    part = rf"(?:{no_extra}[^“”;,\n]){{1,200}}"
    comma = rf"{no_extra},\s(?!{capital})"
    town = r"(?:\w{1,4}\.|[\w’-]+)"
    return {
        **{name: any_of(words, either_case=True) for name, words in lists.items()},
        "names": rf"(?:{idem}|{names})",
        "inverted": rf"(?:{idem}|{inverted}(?:(?:,\s+|{joint}){inverted})*)",
        "initialed": rf"{initialed}(?:(?:,\s+|{joint}){initialed})*",
        "reversed": rf"{reverse}(?:{joint}{reverse})*",
        "editor": names,
        "person": names,
        "title": title,
        "phrase": rf"[{CAPITALS}\d]{part}{lazy}(?:{comma}{part}{lazy}){{0,4}}{lazy}",
        "quoted": rf"[^“”\n]{{2,200}}{lazy}(?<![\s,.])",
        "booktitle": title,
        "journal": rf"{capital}[^“”;()\[\]\n]{{0,80}}?",
        "series": r"[^“”;,\n]{2,60}?",
        "volume": r"(?:\d+[a-z]?|[IVXLC]+)\b",
        "number": r"\d+(?:[–/-]\d+)?",
        "page": r"\d+",
        "note": r"\d+[a-z]?",
        "year": rf"{YEAR}(?:[–/-]\d{{2,4}})?",
        "edition": r"\d+(?:st|nd|rd|th|d|e)?",
        "place": rf"(?={capital}){town}(?:(?:\s|\s?/\s?){town}){{0,4}}{lazy}",
        "publisher": r"[^\s,;:.()“”\d](?:[^,;:()“”\d]{1,50})?",
        "institution": r"[^\s,;:.()“”\d][^,;:()“”\d]{1,60}?",
        "court": r"[^();]{1,30}?",
        "label": r"[^“”;,\n]{1,60}?",
        "archive": rf"{capital}[^;.,“”\n]{{1,60}}?",
        "units": _make_units(lists),
        "locator": _make_locator(lists, joint),
    }  # fmt: skip


def _make_units(lists: Mapping[str, tuple[str, ...]]) -> str:
    level, follower = any_of(lists["levels"], either_case=True), any_of(lists["followers"])
    unit = rf"{level}\s?(?:[{CAPITALS}]-?)?\d[\w/–-]*(?:\s{follower})?(?:,\s\d[\d–-]*)*"
    return rf"{unit}(?:[.,]?\s+{unit})*"


def _make_locator(lists: Mapping[str, tuple[str, ...]], joint: str) -> str:
    word, number = any_of(lists["locators"]), r"(?:\d+(?:,\d{3})*|[ivxlc]+\b)"
    pages = rf"{number}(?:\s?[–-]\s?{number})?(?:\s?{any_of(lists['followers'])})?"
    unit = rf"(?:(?:{word}\s?)?(?:\[\d{{1,3}}\](?:[–-]\[\d{{1,3}}\])?|{pages})(?!\w)|passim\b)"
    return rf"{unit}(?:(?:,\s+|{joint}|\s+(?={word})){unit})*"


# --- Reading --------------------------------------------------------------------------------------


def read_forms(text: str, words: CitationWords) -> Iterator[Reading]:
    """Yield the citations that match a form, in order; of several at one place, the longest."""
    forms, end = make_forms(words), 0
    for start in _START.finditer(text):
        position = start.start()
        if position >= end and _can_begin(text, position, end, words):
            found = _read_at(text, position, forms, words)
            if found is not None:
                end = found.match.end()
                yield found


def _can_begin(text: str, position: int, end: int, words: CitationWords) -> bool:
    first = text[position : position + CUE_WORD].split(maxsplit=1)[0].rstrip(",:")
    if first.casefold() in words.cues:
        return False
    low = max(0, position - NAME_WINDOW)
    before = text[low:position].rstrip(" “(")
    between = text[max(low, end) : position].strip(_BETWEEN) if end else _BETWEEN
    follows = not between or between in words.joiners
    if follows or _INITIAL.search(before):
        return follows
    return words.can_begin_after(before, _STOPS)


def _read_at(text: str, position: int, forms: Forms, words: CitationWords) -> Reading | None:
    best: Reading | None = None
    for form in forms.forms:
        match = form.short.match(text, position)
        if match and (best is None or match.end() > best.match.end()):
            reading = Reading(form, match)
            if not any(
                words.prose.search(title) or forms.alien.search(title)
                for title in map(reading.group, ("title", "phrase", "booktitle"))
            ):
                best = reading
    return best


def make_draft(reading: Reading, words: CitationWords) -> Draft:
    """Return a citation that matches a form as an unresolved draft."""
    names = next(filter(None, map(reading.group, _NAMES)), "")
    located = reading.span("locator")
    start = reading.match.start()
    return Draft(
        start,
        reading.match.end(),
        _KINDS.get(reading.form.kind, CitationKind.FULL),
        located if located[1] else reading.span("units"),
        title=_read_title(reading.group),
        names=names,
        year=reading.group("year"),
        volume=reading.group("volumes") and reading.match.string[slice(*reading.span("volume"))],
        container=reading.group("archive") or reading.group("journal"),
        ibid=start if reading.form.kind == "ibid" else -1,
        idem=bool(names and make_forms(words).idem.fullmatch(names)),
        note=reading.group("note"),
        known=reading.form.kind != "short" or any(map(reading.group, _IDENTIFYING)),
    )


def _read_title(read: Callable[[str], str]) -> str:
    return next(filter(None, map(read, ("title", "phrase", "quoted"))), "").strip()


def read_full(reading: Reading, words: CitationWords) -> FullCitation | None:
    """Return the fields of a full citation; fields that can be divided in two ways are omitted."""
    text, start = reading.match.string, reading.match.start()
    longest = reading.form.long.match(text, start, reading.match.end())
    if reading.form.kind in _KINDS or longest is None:
        return None

    def read(field: str) -> str:
        return reading.group(field) if reading.span(field) == _span(longest, field) else ""

    title = _read_title(read)
    creators = tuple(_read_creators(reading, read, words))
    if not title or len(creators) < sum(map(bool, map(reading.group, (*_NAMES, "editor")))):
        return None
    fields = {entry: read(field).strip() for field, entry in _FIELDS.items() if read(field)}
    if "edition" in fields:
        fields["edition"] = re.sub(r"\D+$", "", fields["edition"])
    return FullCitation(
        reading.form.kind, title, creators, fields, Span(start, reading.match.end()), ordered=True
    )


def _read_creators(
    reading: Reading, read: Callable[[str], str], words: CitationWords
) -> Iterator[Creator]:
    forms = make_forms(words)
    edited = not reading.group("editor") and reading.group("editors")
    for field in (*_NAMES, "editor"):
        names = re.sub(r" \((.+?)\)", r", \1", read(field))
        if names and not forms.idem.fullmatch(names):
            joint = forms.joint if field == "reversed" else forms.listed
            role = "editor" if edited or field == "editor" else "author"
            yield Creator(role, tuple(joint.split(names)))
