"""The words of citation conventions, compiled to patterns.

The words are data: those of the conventions that a record names, and its own additions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from edition.model.parameters import NAME_WINDOW
from edition.records.conventions import any_of, resolve_words
from edition.text.dates import YEAR, read_printed_date, write_edtf
from edition.text.quotation_marks import normalise_marks

_FIRST_WORD = re.compile(r"([\w.]+),?\s+")
_AFTER_CUE = ",:"
"""Punctuation after a cue."""


class CitationWords:
    """The compiled words of a convention."""

    def __init__(self, lists: Mapping[str, tuple[str, ...]]) -> None:
        def one_of(name: str) -> str:
            return any_of(lists[name])

        self.lists = lists
        """All lists by name; forms refer to them."""
        self.forms = lists["forms"]
        self.ibid = re.compile(rf"(?<!\w){one_of('ibid')}")
        self.opcit = one_of("opcit")
        """Pattern for “op. cit.” and similar words."""
        cue = any_of(lists["cues"], either_case=True)
        self.cue = re.compile(rf"(?<![\w’]){cue},?:?\s*$")
        """Pattern for a cue at the end of the text before a citation."""
        self.cue_ends = tuple(_ends_of(lists["cues"]))
        """Last words of the cues, without punctuation."""
        self.cue_words = frozenset(self.cue_ends)
        """The last words as a set, to look up a word after white space."""
        self.strong = {cue.rstrip(",") for cue in lists["cues"] if cue not in lists["weak"]}
        """Cues that do not occur before a capital letter in titles."""
        self.cues = frozenset(word.casefold() for cue in lists["cues"] for word in cue.split())
        """All words of the cues, in lower case."""
        self.prose = re.compile(rf"\b{one_of('prose')}")
        self.internal = re.compile(one_of("internal"))
        self.alias = re.compile(
            rf"{one_of('aliases')},?\s+“?((?<=“)[^”]+(?=”)|(?<!“)[A-Z]{{2,10}}\b)”?"
        )
        self.volume = re.compile(rf"(?:[.,:]?\s\(?{one_of('volumes')}\s?[\dIVXLC]+\)?)+(?=[.,:;])")
        """Pattern for the volumes between a short title and its locator."""
        self.volumes = lists["volumes"]
        self.editors = frozenset(re.sub(r"\W", "", word) for word in lists["editors"])
        """Folded words such as “eds.” that follow a name."""
        self.joiners = lists["joiners"]
        self.articles = lists["articles"]
        self.months = lists["months"]
        self.month = month = one_of("months")
        """Pattern for the names of months."""
        self.date = rf"(?:\d{{1,2}}\s+{month}\s+{YEAR}|{month}\s+\d{{1,2}},\s+{YEAR})(?!\d)"
        """Pattern for a date: ``3 May 1881`` or ``May 3, 1881``."""
        self.level = one_of("levels")
        self.holding = one_of("holdings")
        self.held = re.compile(rf"{self.holding}$")
        """Pattern for a name that ends with the noun of a collection."""
        self.container = one_of("containers")
        self.numbered = one_of("numbered")
        self.exceptions = tuple(map(normalise_marks, lists["exceptions"]))

    def find_cue(self, before: str) -> re.Match[str] | None:
        """Return the cue with which the text before a citation ends."""
        # The pattern is slow because it is tried at every character; the last word of most texts
        # excludes a match.
        bare = before.rstrip().rstrip(_AFTER_CUE)
        # Only white space may precede the comma.
        words = bare.rsplit(None, 1)
        last = words[-1] if words else ""
        possible = last in self.cue_words if last.isalpha() else bare.endswith(self.cue_ends)
        return self.cue.search(before) if possible else None

    def can_begin_after(self, before: str, stops: str) -> bool:
        """Return True if a citation can begin after a text: none, or one that ends a clause."""
        return not before or before[-1] in stops or bool(self.find_cue(before[-NAME_WINDOW:] + " "))

    def skip_cues(self, text: str, begin: int, end: int) -> int:
        """Return the offset after the cues at the beginning of a stretch."""
        while (cue := _FIRST_WORD.match(text, begin, end)) and cue[1].casefold() in self.cues:
            begin = cue.end()
        return begin

    def read_date(self, text: str) -> str:
        """Return the first date in a text as ``1931-09-24``, or an empty string."""
        found = re.search(self.date, text)
        return write_edtf(read_printed_date(found[0], self.months)) if found else ""


def _ends_of(cues: Iterable[str]) -> list[str]:
    lasts = {cue.split(" ")[-1].rstrip(_AFTER_CUE) for cue in cues}
    return sorted(lasts | {last[:1].swapcase() + last[1:] for last in lasts})


def make_words(options: Mapping[str, Any]) -> CitationWords:
    """Return the compiled words for the section ``citations`` of a record."""
    # Forms have no defaults: they apply only if a record names a convention that has them.
    lists = resolve_words("citations", {"exceptions": (), "forms": (), **options})
    return _make_words(tuple(lists.items()))


@lru_cache(maxsize=8)
def _make_words(lists: tuple[tuple[str, tuple[str, ...]], ...]) -> CitationWords:
    return CitationWords(dict(lists))
