"""Search for repeated names in a text, and classification by the words in and around them.

*Fort* and *River* are parts of place names; *in* and *near* precede a place, a title or initials
precede a person. A word that also occurs in small letters is not a name by itself, and neither is
an adjective: *in Russian hands*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from edition.linking.registers.forms import NameWords
from edition.linking.registers.matching import find_titles
from edition.linking.registers.passages import Passage
from edition.model.parameters import (
    ADJECTIVE_SHARE,
    EVIDENCED_NAME,
    NAME_CONTEXT,
    PLACED_SHARE,
    REPEATED_NAME,
    TITLED_WEIGHT,
)
from edition.records.registers import EntryClass
from edition.text.dates import MONTHS
from edition.text.scripts import CAPITALS

PART: Final = rf"[{CAPITALS}][\w’'ʼ]*(?:-\w+)*"
_OWNER: Final = re.compile(r"(?<=\w)[’']s\s")
_POSSESSIVE: Final = re.compile(r"[’']s?$")
_INITIALS: Final = re.compile(rf"(?:\b[{CAPITALS}]\.\s?)+")
_BEFORE: Final = re.compile(r"(?P<word>[^\W\d_]+\.?)\s(?P<the>the\s)?$")
_OPENING: Final = re.compile(r"(?:^|[.?!:;“”\"‘(]\s*|--|—)$")
_AFTER: Final = re.compile(r"\s(?P<word>[a-z]+)\b")


@dataclass(slots=True)
class RepeatedName:
    """A name in a text, with the number of its occurrences in each context."""

    text: str
    address: str
    times: int = 0
    titled: int = 0
    placed: int = 0
    """After a preposition of place."""
    described: int = 0
    """Before a word in small letters, as an adjective."""
    definite: int = 0
    """After *the*."""
    shorter: str = ""
    """Its short form in the text: Yazoo for Yazoo River."""


class RepeatedNames:
    """Finds the repeated names of one text."""

    def __init__(self, passages: Iterable[Passage], words: NameWords) -> None:
        self._words = words
        self._passages = [passage for passage in passages if not passage.text.isupper()]
        small = re.findall(r"\b[a-z]+\b", " ".join(passage.text for passage in self._passages))
        self._small = frozenset((*small, *words.functions, *words.places, *words.particles))
        self._titles = sorted((t.casefold().split() for t in words.titles), key=len, reverse=True)
        self._landforms = frozenset((*words.landforms, *words.regions))
        self._kinds = {
            EntryClass.ORGANISATION: frozenset((*words.organisations, *words.bodies)),
            EntryClass.EVENT: frozenset(words.events),
            EntryClass.PLACE: self._landforms,
        }
        self._heads = frozenset().union(*self._kinds.values())
        self._foreign = frozenset(words.particles) - {"of", "the"}
        stopped = "|".join(re.escape(word) for word in words.landforms if word.endswith("."))
        part = rf"(?:(?:[{CAPITALS}]\.\s?|(?:{stopped or '(?!)'})\s)*{PART})"
        self._run = re.compile(rf"(?<![\w.]){part}(?:\s(?:[a-z]+\s){{0,2}}{part})*")
        self._found: dict[str, RepeatedName] = {}

    def find_all(self) -> list[tuple[EntryClass, RepeatedName]]:
        """Return the names with their kinds, without names whose kind is unknown."""
        for passage in self._passages:
            excluded = [*find_titles(passage, self._words)]
            excluded += [(span.start, span.end) for span in passage.apart]
            for match in self._run.finditer(passage.text):
                if not any(a < match.end() and match.start() < b for a, b in excluded):
                    for start, end in self._divide(match):
                        self._count(passage, start, end)
        kinds = {key: kind for key, name in self._found.items() if (kind := self._classify(name))}
        self._merge(kinds)
        return [(kind, self._found[name]) for name, kind in kinds.items()]

    def _divide(self, match: re.Match[str]) -> Iterator[tuple[int, int]]:
        """Yield the start and end of each name in a run of capitalized words.

        A small word belongs to a name only in some forms: *Army of the Potomac*, *Van der Weel*.
        A new name begins after a possessive, unless this is a place: *Young’s Point*.
        """
        words = [(word.start(), word.end(), word[0]) for word in re.finditer(r"\S+", match[0])]
        begin = 0
        for place, (_, end, word) in enumerate(words):
            after = words[place + 1][2] if place + 1 < len(words) else ""
            if word[0].islower() and begin == place:
                begin = place + 1
                continue
            owned = _POSSESSIVE.search(word) and after not in self._landforms
            joined = (after == "of" and word in self._heads) or after in self._foreign
            cut = not after or owned or (after[0].islower() and not joined)
            if cut and not word[0].islower():
                yield match.start() + words[begin][0], match.start() + end
                begin = place + 1

    def _count(self, passage: Passage, start: int, end: int) -> None:
        text = passage.text
        name = _POSSESSIVE.sub("", " ".join(text[start:end].split())).removesuffix(" I")
        before = text[max(start - NAME_CONTEXT, 0) : start]
        name, titled = self.trim(name, before)
        words = _INITIALS.sub("", name).split()
        # An abbreviated given name ends the run; a word in capitals is an abbreviation.
        stopped = titled and len(words) == 1 and re.match(rf"\.\s[{CAPITALS}]", text[end:])
        shortened = re.match(r"\.\s[a-z\d]", text[end:])  # In Claud. 5.
        if (
            not words
            or stopped
            or shortened
            or any(len(word) == 1 or word in MONTHS for word in words)
        ):
            return
        if len(words) == 1 and name.isupper() and not titled:
            return
        found = self._found.setdefault(name.casefold(), RepeatedName(name, passage.address))
        if found.text.isupper() and not name.isupper():
            found.text, found.address = name, passage.address
        near = _BEFORE.search(before)
        after = _AFTER.match(text, end)
        found.times += 1
        found.titled += titled
        found.described += after is not None and after["word"] not in self._words.functions
        found.definite += near is not None and bool(near["the"])
        # “At Todd's Tavern” does not make Todd a place.
        owner = text[end - 1 : end] in "s’'" and re.match(rf"\s[{CAPITALS}]", text[end:])
        if near is not None and not owner:
            found.placed += near["word"].casefold() in self._words.within

    def trim(self, name: str, before: str) -> tuple[str, bool]:
        """Return a name without possessives, titles and the first word of a sentence.

        Also return whether there was a title in it or before it.
        """
        titled = self._is_title(before.split()[-2:])
        owned = _OWNER.split(name)[-1]
        name = name if owned in self._landforms else owned
        first, _, rest = name.partition(" ")
        opens = _OPENING.search(before) and rest and not self._count_title(first)
        if opens and (first.casefold() in self._small or self._count_title(rest)):
            name = rest
        while number := self._count_title(name):
            name, titled = " ".join(name.split()[number:]), True
        return name, titled

    def classify_by_words(self, words: Sequence[str]) -> EntryClass | None:
        """Return the kind of a name by its last word, or by its first word before *of*."""
        kinds = [*self._kinds.items()]
        # Court House is a place, House of Peers is not.
        head, groups = (words[0], kinds) if "of" in words else (words[-1], kinds[::-1])
        stems = {head, head.removesuffix("s")}
        return next((kind for kind, group in groups if stems & group), None)

    def _is_title(self, words: Sequence[str]) -> bool:
        return any([w.casefold() for w in words][-len(t) :] == t for t in self._titles)

    def _count_title(self, name: str) -> int:
        """Return the number of words of a title, joined by hyphens or not, that begin a name."""
        words = name.casefold().replace("-", " ").split()
        for title in self._titles:
            if words[: len(title)] == title:
                return len(title) - name[: len(" ".join(title))].count("-")
        return 0

    def _classify(self, name: RepeatedName) -> EntryClass | None:
        """Return the kind of a name; None if it is unknown or the words are not a name."""
        words = _INITIALS.sub("", name.text).split()
        if name.times < EVIDENCED_NAME:
            return None
        if len(words) == 1 and (name.text in self._words.alone or name.text in self._heads):
            return EntryClass.ORGANISATION if name.text in self._words.alone else None
        head = words[-1]
        if len(words) > 1:
            if kind := self.classify_by_words(words):
                return kind
            if head in self._words.documents or words[0] in self._kinds[EntryClass.ORGANISATION]:
                return None
        ordinary = [w.casefold() in self._small or w.casefold()[:-1] in self._small for w in words]
        adjective = name.described > ADJECTIVE_SHARE * name.times
        if all(ordinary) or (adjective and not name.titled):
            return None
        if len(words) > 1 and {words[0]} & self._landforms | {head} & {*self._words.directions}:
            return EntryClass.PLACE
        initials = name.text[:2] != words[0][:2]
        if initials or name.titled * TITLED_WEIGHT >= max(name.placed, 1):
            return EntryClass.PERSON
        if name.placed > 1 and name.placed + name.definite > PLACED_SHARE * name.times:
            return EntryClass.PLACE
        if len(words) == 1 or any(ordinary) or name.definite:
            return None
        if words[0] in self._words.directions:
            return EntryClass.PLACE
        return EntryClass.PERSON if name.times >= REPEATED_NAME else None

    def _merge(self, kinds: dict[str, EntryClass]) -> None:
        """Merge names of one entry: a person and the surname, a place without *River* or *Fort*.

        A word before the name of a place makes it another place: *Upper Orsk*. A government named
        after its head gets no entry.
        """
        for name, kind in list(kinds.items()):
            rest, _, last = name.rpartition(" ")
            end = name.partition(" ")[2]
            if not rest or name not in kinds:
                continue
            if kind is EntryClass.PERSON and kinds.get(last) is EntryClass.PLACE:
                kinds[name] = EntryClass.PLACE
            elif kind is EntryClass.PERSON and kinds.get(last) is kind:
                del kinds[last]
            elif kind is EntryClass.ORGANISATION and kinds.get(rest) is EntryClass.PERSON:
                del kinds[name]
            elif kind is not EntryClass.PERSON:
                first, *_, kept = self._found[name].text.split()
                ends = first in self._landforms or kind is EntryClass.ORGANISATION
                for short in [rest] * (kept in self._landforms) + [end] * ends:
                    # A river keeps its article in the short form, unlike a creek or station.
                    alone = self._found.get(short)
                    if alone is None:
                        continue
                    river = alone.definite > alone.times - alone.definite
                    joined = river if short == rest else kinds.get(short) is kind
                    if joined and kinds.get(short, kind) is kind:
                        self._found[name].shorter = alone.text
                        kinds.pop(short, None)
