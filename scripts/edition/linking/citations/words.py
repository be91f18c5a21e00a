"""The words of a convention of citing, and how they become patterns.

The words are data: those of the conventions that the record names, and what it adds to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from edition.model.parameters import NAME_WINDOW
from edition.records.conventions import any_of, settle_words
from edition.text.dates import YEAR, read_printed_date, write_edtf
from edition.text.quotation_marks import read_marks

_FIRST = re.compile(r"([\w.]+),?\s+")
_BEHIND = ",:"
"""Signs behind a cue."""


class Words:
    """The words of a convention, made into patterns."""

    def __init__(self, lists: Mapping[str, tuple[str, ...]]) -> None:
        def one_of(name: str) -> str:
            return any_of(lists[name])

        self.lists = lists
        """All lists by name, for the forms that name them."""
        self.forms = lists["forms"]
        self.ibid = re.compile(rf"(?<!\w){one_of('ibid')}")
        self.opcit = one_of("opcit")
        """Pattern for the words that replace a title after its author."""
        cue = any_of(lists["cues"], either_case=True)
        self.cue = re.compile(rf"(?<![\w’]){cue},?:?\s*$")
        """Cues at the end of what is before a citation."""
        self.cue_ends = tuple(_ends_of(lists["cues"]))
        """What a cue may end with: its last words, without the signs behind them."""
        self.cue_words = frozenset(self.cue_ends)
        """The same, for a word that nothing but white space is before."""
        self.strong = {cue.rstrip(",") for cue in lists["cues"] if cue not in lists["weak"]}
        """Cues that no title has before a capital letter."""
        self.cues = frozenset(word.casefold() for cue in lists["cues"] for word in cue.split())
        """The words of the cues, in small letters."""
        self.prose = re.compile(rf"\b{one_of('prose')}")
        self.internal = re.compile(one_of("internal"))
        self.alias = re.compile(
            rf"{one_of('aliases')},?\s+“?((?<=“)[^”]+(?=”)|(?<!“)[A-Z]{{2,10}}\b)”?"
        )
        self.volume = re.compile(rf"(?:[.,:]?\s\(?{one_of('volumes')}\s?[\dIVXLC]+\)?)+(?=[.,:;])")
        """Volumes that a short title adds, up to the locator."""
        self.volumes = lists["volumes"]
        self.editors = frozenset(re.sub(r"\W", "", word) for word in lists["editors"])
        """Folded words that are after a name and are no part of it."""
        self.joiners = lists["joiners"]
        self.articles = lists["articles"]
        self.months = lists["months"]
        self.month = month = one_of("months")
        """Pattern for the name of a month."""
        self.date = rf"(?:\d{{1,2}}\s+{month}\s+{YEAR}|{month}\s+\d{{1,2}},\s+{YEAR})(?!\d)"
        """Pattern for a day: ``3 May 1881`` or ``May 3, 1881``."""
        self.level = one_of("levels")
        self.holding = one_of("holdings")
        self.held = re.compile(rf"{self.holding}$")
        """A name that ends as names of collections do."""
        self.container = one_of("containers")
        self.numbered = one_of("numbered")
        self.exceptions = tuple(map(read_marks, lists["exceptions"]))

    def find_cue(self, before: str) -> re.Match[str] | None:
        """Return the cue with which the text before a citation ends."""
        # The pattern is tried from each letter on; the end of most texts rules it out at once.
        bare = before.rstrip().rstrip(_BEHIND)
        # What is before a comma may be nothing but white space.
        words = bare.rsplit(None, 1)
        last = words[-1] if words else ""
        possible = last in self.cue_words if last.isalpha() else bare.endswith(self.cue_ends)
        return self.cue.search(before) if possible else None

    def can_begin_after(self, before: str, stops: str) -> bool:
        """True if a citation can begin after a text: at its start, after a stop or a cue."""
        return not before or before[-1] in stops or bool(self.find_cue(before[-NAME_WINDOW:] + " "))

    def skip_cues(self, text: str, begin: int, end: int) -> int:
        """Return where what follows the cues at the beginning of a stretch begins."""
        while (cue := _FIRST.match(text, begin, end)) and cue[1].casefold() in self.cues:
            begin = cue.end()
        return begin

    def read_date(self, text: str) -> str:
        """Return the first date in a text as ``1931-09-24``, or an empty text."""
        found = re.search(self.date, text)
        return write_edtf(read_printed_date(found[0], self.months)) if found else ""


def _ends_of(cues: Iterable[str]) -> list[str]:
    lasts = {cue.split(" ")[-1].rstrip(_BEHIND) for cue in cues}
    return sorted(lasts | {last[:1].swapcase() + last[1:] for last in lasts})


def make_words(options: Mapping[str, Any]) -> Words:
    """Return the patterns for the options of a record."""
    # The forms of a convention are read only where a record names it.
    lists = settle_words("citations", {"exceptions": (), "forms": (), **options})
    return _make_words(tuple(lists.items()))


@lru_cache(maxsize=8)
def _make_words(lists: tuple[tuple[str, tuple[str, ...]], ...]) -> Words:
    return Words(dict(lists))
