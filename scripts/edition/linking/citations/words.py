"""The words of a convention of citing, and how they become patterns.

The words are data: those of the conventions that the record names, and what it adds to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from edition.model.parameters import NAME_WINDOW
from edition.records.conventions import default_words
from edition.records.options import NOTHING, Option, OptionType, settle, words_option
from edition.text.dates import YEAR, read_printed_date, write_edtf
from edition.text.quotation_marks import read_marks

OPTIONS = (
    words_option("ibid", "Words for the previously cited work."),
    words_option("opcit", "Words for the previously cited work of the same author."),
    words_option("cues", "Words that introduce a citation and are not part of it."),
    words_option(
        "weak", "Cues that titles may contain too; they count only where a citation can begin."
    ),
    words_option("editors", "Words after the names of editors, translators and compilers."),
    words_option("joiners", "Words between two names."),
    words_option("prose", "Words that occur in sentences but not in citations."),
    words_option("internal", "Words that begin a reference to the text itself."),
    words_option("volumes", "Words before a volume number, which may follow a short title."),
    words_option("aliases", "Words that introduce the short form of a work, in quotation marks."),
    words_option("articles", "Articles that a short title may leave out."),
    words_option("months", "Names of the months in dates."),
    words_option("levels", "Words of a call number, each before its value."),
    words_option("holdings", "Words that end the name of a collection or an archive."),
    words_option("containers", "Words before the number of a box, folder or item in a collection."),
    words_option("numbered", "Words before the number of an intercept or summary."),
    words_option("forms", "Forms of citations, each a kind and its fields in order; see below."),
    words_option("idem", "Words for the author cited before."),
    words_option("particles", "Small words within a name."),
    words_option("locators", "Words before a page or another place in a work."),
    words_option("followers", "Words after a page: and the following."),
    words_option("editions", "Words after the number of an edition."),
    words_option("notes", "Words before the number of the note that has the full citation."),
    Option(
        "exceptions",
        OptionType.TEXTS,
        (),
        "Passages, as they read in the text, that are not citations.",
    ),
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a convention, made into patterns."""

    ibid: re.Pattern[str]
    opcit: str
    """Pattern for the words that replace a title after its author."""
    cue: re.Pattern[str]
    """Cues at the end of what stands before a citation."""
    cue_ends: tuple[str, ...]
    """What a cue may end with: its last words, without the signs behind them."""
    cue_words: frozenset[str]
    """The same, for a word that nothing but white space stands before."""
    strong: frozenset[str]
    """Cues that no title has before a capital letter."""
    cues: frozenset[str]
    """The words of the cues, in small letters."""
    prose: re.Pattern[str]
    internal: re.Pattern[str]
    alias: re.Pattern[str]
    volume: re.Pattern[str]
    """Volumes that a short title adds, up to the locator."""
    volumes: tuple[str, ...]
    editors: frozenset[str]
    """Folded words that stand after a name and are no part of it."""
    joiners: tuple[str, ...]
    articles: tuple[str, ...]
    date: str
    """Pattern for a day: ``3 May 1881`` or ``May 3, 1881``."""
    month: str
    """Pattern for the name of a month."""
    months: tuple[str, ...]
    level: str
    holding: str
    held: re.Pattern[str]
    """A name that ends as names of collections do."""
    container: str
    numbered: str
    exceptions: tuple[str, ...]
    forms: tuple[str, ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    """All lists by name, for the forms that name them."""

    def find_cue(self, before: str) -> re.Match[str] | None:
        """Return the cue with which the text before a citation ends."""
        # The pattern is tried from each letter on; the end of most texts rules it out at once.
        bare = before.rstrip().rstrip(_BEHIND)
        # What stands before a comma may be nothing but white space.
        words = bare.rsplit(None, 1)
        last = words[-1] if words else ""
        possible = last in self.cue_words if last.isalpha() else bare.endswith(self.cue_ends)
        return self.cue.search(before) if possible else None

    def can_begin_after(self, before: str, stops: str) -> bool:
        """True if a citation can begin after a text: at its start, after a stop or a cue."""
        return not before or before[-1] in stops or bool(self.find_cue(before[-NAME_WINDOW:] + " "))

    def read_date(self, text: str) -> str:
        """Return the first date in a text as ``1931-09-24``, or an empty text."""
        found = re.search(self.date, text)
        return write_edtf(read_printed_date(found[0], self.months)) if found else ""


def _date(month: str) -> str:
    return rf"(?:\d{{1,2}}\s+{month}\s+{YEAR}|{month}\s+\d{{1,2}},\s+{YEAR})(?!\d)"


_BEHIND = ",:"
"""Signs behind a cue."""


def any_of(words: Iterable[str], *, either_case: bool = False) -> str:
    """Return a pattern for any of the words; ``either_case`` for the first letter."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + ("|".join(_word(word, either_case) for word in ordered) or NOTHING) + ")"


def _ends_of(cues: Iterable[str]) -> list[str]:
    lasts = {cue.split(" ")[-1].rstrip(_BEHIND) for cue in cues}
    return sorted(lasts | {last[:1].swapcase() + last[1:] for last in lasts})


def _word(word: str, either_case: bool) -> str:
    escaped = r"\s?".join(map(re.escape, word.split(" "))) if " " in word else re.escape(word)
    escaped = escaped.replace(r"\s?", r"\s+")
    if either_case and word[:1].isalpha():
        escaped = f"[{word[0].upper()}{word[0].lower()}]{escaped[1:]}"
    return escaped + (r"\b" if word[-1:].isalnum() else "")


def make_words(options: Mapping[str, Any]) -> Words:
    """Return the patterns for the options of a record."""
    # The forms of a convention are read only where a record names it.
    settings = settle(OPTIONS, {"forms": (), **options}, default_words("citations"))
    return _make_words(tuple((name, tuple(words)) for name, words in settings.items()))


@lru_cache(maxsize=8)
def _make_words(words: tuple[tuple[str, tuple[str, ...]], ...]) -> Words:
    settings = dict(words)
    cue = any_of(settings["cues"], either_case=True)
    return Words(
        ibid=re.compile(rf"(?<!\w){any_of(settings['ibid'])}"),
        opcit=any_of(settings["opcit"]),
        cue=re.compile(rf"(?<![\w’]){cue},?:?\s*$"),
        cue_ends=tuple(_ends_of(settings["cues"])),
        cue_words=frozenset(_ends_of(settings["cues"])),
        strong=frozenset(
            cue.rstrip(",") for cue in settings["cues"] if cue not in settings["weak"]
        ),
        cues=frozenset(word.casefold() for cue in settings["cues"] for word in cue.split()),
        prose=re.compile(rf"\b{any_of(settings['prose'])}"),
        internal=re.compile(any_of(settings["internal"])),
        alias=re.compile(
            rf"{any_of(settings['aliases'])},?\s+“?((?<=“)[^”]+(?=”)|(?<!“)[A-Z]{{2,10}}\b)”?"
        ),
        volumes=settings["volumes"],
        volume=re.compile(
            rf"(?:[.,:]?\s\(?{any_of(settings['volumes'])}\s?[\dIVXLC]+\)?)+(?=[.,:;])"
        ),
        editors=frozenset(re.sub(r"\W", "", word) for word in settings["editors"]),
        joiners=settings["joiners"],
        articles=settings["articles"],
        months=settings["months"],
        date=_date(any_of(settings["months"])),
        month=any_of(settings["months"]),
        level=any_of(settings["levels"]),
        holding=any_of(settings["holdings"]),
        held=re.compile(rf"{any_of(settings['holdings'])}$"),
        container=any_of(settings["containers"]),
        numbered=any_of(settings["numbered"]),
        exceptions=tuple(map(read_marks, settings["exceptions"])),
        forms=settings["forms"],
        lists=words,
    )
