"""Search for repeated names in a text, and classification by the words in and around them.

*Fort* and *River* are parts of place names; *in* and *near* precede a place, a title or initials
precede a person, as does a relative (*son of*) or a given name, and a verb of human action follows
one. A word that also occurs in small letters is not a name by itself, and neither is an adjective:
*in Russian hands*.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from babel import Locale
from babel.core import get_global

from edition.linking.registers.forms import NameWords
from edition.linking.registers.matching import find_titles
from edition.linking.registers.passages import Passage
from edition.model.parameters import (
    ADJECTIVE_SHARE,
    ARTICLE_SHARE,
    EVIDENCED_NAME,
    FREQUENT_NAME,
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
_LABEL: Final = re.compile(rf"[{CAPITALS}]\.\s\w[^.]*$")
"""A letter that numbers a paragraph: A. Lamps."""


@dataclass(slots=True)
class RepeatedName:
    """A name in a text, with the number of its occurrences in each context."""

    text: str
    address: str
    times: int = 0
    titled: int = 0
    """After a title or a relative."""
    placed: int = 0
    """After a preposition of place."""
    located: int = 0
    """After the kind of a place: the city of."""
    acted: int = 0
    """Before a verb of human action."""
    owner: int = 0
    """In the possessive."""
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
        text = " ".join(passage.text for passage in self._passages)
        self._frequency = Counter(re.findall(r"\b[a-z]+\b", text))
        self._small = frozenset(
            (*self._frequency, *words.functions, *words.places, *words.particles)
        )
        # Countries, continents and the cities of time zones.
        zones = (zone.rpartition("/")[2] for zone in get_global("zone_territories"))
        territories = (*Locale("en").territories.values(), *zones)
        self._known = frozenset((*words.gazetteer, *(n.replace("_", " ") for n in territories)))
        self._given, self._common = frozenset(words.given), frozenset(words.common)
        self._inner = frozenset((*words.functions, *words.places, "of", "the"))
        self._area = re.compile(rf"\b(?:{'|'.join(words.areas)})\s(?:of\s)?(?:the\s)?$")
        kin = rf"(?:{'|'.join(words.kin)})"
        self._relative = re.compile(rf"\b{kin}(?:\sof)?\s$")
        self._related = re.compile(rf",\s(?:\w+\s)?{kin}\sof\b")
        self._kin = re.compile(rf"\s{kin}\b")
        acts = "|".join(words.actions)
        acts = rf"(?:,?\s(?:who|himself|herself)|(?:\s(?:had|has|then|also))?\s(?:{acts}))\b"
        self._acts = re.compile(acts)
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
        if not words or stopped or shortened or any(len(w) < 2 or w in MONTHS for w in words):
            return
        if len(words) == 1 and name.isupper() and not titled and name not in self._known:
            return
        if any(word.istitle() and word.casefold() in self._inner for word in words[1:]):
            return  # Decline Of The Orsk
        opening, _, _ = text[start:end].partition(name.split(" ")[0])
        if opening.strip().casefold() in self._words.within:
            before += opening  # In Orsk, at the beginning of a sentence.
        found = self._found.setdefault(name.casefold(), RepeatedName(name, passage.address))
        if sum(map(str.isupper, found.text)) > sum(map(str.isupper, name)):
            found.text, found.address = name, passage.address
        near = _BEFORE.search(before)
        after = _AFTER.match(text, end)
        acts = self._acts.match(text, end) is not None
        whose = _POSSESSIVE.search(text[start:end]) is not None
        related = (self._kin if whose else self._related).match(text, end)
        found.times += 1
        found.titled += titled or bool(related or self._relative.search(before))
        found.located += self._area.search(before) is not None
        found.acted += acts
        found.owner += whose
        found.described += bool(after and not acts and after["word"] not in self._words.functions)
        found.definite += near is not None and bool(near["the"]) and not titled
        # “At Todd's Tavern” does not make Todd a place, nor does an abbreviated title in a note.
        other = whose and re.match(rf"\s[{CAPITALS}]", text[end:]) is not None
        other |= passage.note and text[end : end + 1] == "."
        if near is not None and not other:
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
        name = name.removeprefix("The ")
        if opens and _LABEL.match(name):
            name = name.partition(" ")[2]
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
        head, single = words[-1], len(words) == 1
        placed = name.placed + name.located
        # Forms of address and festivals are not names: Her Britannic Majesty, Christmas.
        if {name.text, *name.text.split("-"), head} & self._common:
            return None
        if single and (name.text in self._words.alone or name.text in self._heads):
            known = name.text in self._words.alone and name.times >= EVIDENCED_NAME
            return EntryClass.ORGANISATION if known else None
        if name.text in self._known and name.titled <= placed:
            return EntryClass.PLACE if placed or name.times > 1 else None
        given = self._is_given(name.text)
        if not single and not (given and name.titled):
            if kind := self.classify_by_words(words):
                seen = placed or name.definite or name.times > 1 or kind is not EntryClass.PLACE
                return kind if seen else None
            if head in self._words.documents or words[0] in self._kinds[EntryClass.ORGANISATION]:
                return None
        if self._is_ordinary(name, words):
            return None
        if not single and {words[0]} & self._landforms | {head} & {*self._words.directions}:
            return EntryClass.PLACE if name.times >= EVIDENCED_NAME else None
        often = name.definite > ARTICLE_SHARE * name.times
        if (given or name.titled * TITLED_WEIGHT >= max(placed, 1)) and not often:
            return EntryClass.PERSON
        if single and name.text in self._given:
            return None
        often &= not name.located and placed <= name.times / 2
        share = (placed > 1 or name.times < EVIDENCED_NAME) and placed > PLACED_SHARE * name.times
        if single and not often and share and name.acted * 2 <= placed:
            return EntryClass.PLACE
        if single and max(placed, name.definite) <= PLACED_SHARE * name.times:
            doing = name.acted + name.owner
            known = doing > 1 and doing > PLACED_SHARE * name.times
            frequent = name.times >= FREQUENT_NAME and name.described > 1
            return EntryClass.PERSON if known or (frequent and not placed) else None
        if single or name.definite or any(word.casefold() in self._small for word in words):
            return None
        if words[0] in self._words.directions:
            return EntryClass.PLACE
        return EntryClass.PERSON if name.times >= REPEATED_NAME else None

    def _is_given(self, name: str) -> bool:
        """Return whether a name begins with initials or a given name."""
        first, _, rest = name.partition(" ")
        return bool(_INITIALS.match(name)) or (rest != "" and first in self._given)

    def _is_ordinary(self, name: RepeatedName, words: Sequence[str]) -> bool:
        """Return whether words are no name: a noun of the text, or an adjective."""
        parts = re.split(r"[-’' ]", " ".join(words).casefold())
        singular = name.text.casefold()[:-1]
        if name.titled and len(words) == 1:
            return self._frequency[parts[0]] >= name.times
        if all({part, part[:-1]} & self._small for part in parts):
            return True
        if not name.titled and singular in self._found and singular.title() not in self._given:
            return True
        adjective = name.described > ADJECTIVE_SHARE * name.times
        adjective = adjective and name.definite > ARTICLE_SHARE * name.times
        return adjective and name.titled * TITLED_WEIGHT < name.described

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
            found, short = self._found[name], self._found.get(last)
            if kind is EntryClass.PERSON and short and kinds.get(last) is EntryClass.PLACE:
                if not found.titled and not self._is_given(found.text):
                    kinds[name] = EntryClass.PLACE
                elif short.placed < EVIDENCED_NAME and short.text not in self._known:
                    del kinds[last]  # He looked at Weaver.
            elif kind is EntryClass.PERSON and kinds.get(last) is kind:
                del kinds[last]
            elif kind is EntryClass.ORGANISATION and kinds.get(rest) is EntryClass.PERSON:
                del kinds[name]
            elif kind is not EntryClass.PERSON:
                first, *_, kept = found.text.split()
                ends = first in self._landforms or kind is EntryClass.ORGANISATION
                for part in [rest] * (kept in self._landforms) + [end] * ends:
                    # A river keeps its article in the short form, unlike a creek or station.
                    alone = self._found.get(part)
                    if alone is None or alone.text in self._common:
                        continue
                    river = alone.definite > alone.times - alone.definite
                    river = river and not self._is_ordinary(alone, [alone.text])
                    joined = river if part == rest else kinds.get(part) is kind
                    if joined and kinds.get(part, kind) is kind:
                        found.shorter = alone.text
                        kinds.pop(part, None)
