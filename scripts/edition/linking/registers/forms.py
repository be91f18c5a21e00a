"""A tree of words that holds the forms of all register names and finds the longest match.

Search time grows with the length of the text, not with the size of the registers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, auto
from functools import lru_cache
from operator import ge
from typing import Final, NamedTuple

from edition.model.parameters import QUOTED_TITLE_LETTERS, SHORT_NAME
from edition.records import conventions
from edition.records.registers import Entry, EntryClass, NameKind, State
from edition.text.folding import fold_marks
from edition.text.scripts import CJK

_TOKEN = re.compile(rf"[{CJK}]|[^\W_{CJK}]+")
_EASTERN = re.compile(rf"[{CJK}]")
_REGNAL: Final = re.compile(r"[IVX]{1,5}")
_JUNIOR: Final = ("Jr", "Sr")
_EASTERN_LANGUAGES: Final = ("zh", "ja", "ko", "vi")
_SIGNS = str.maketrans("’ʼ‘\u2010\u2011", "'''--")


class Tokens:
    """The words of a text: runs of letters and digits, and single Chinese or Japanese characters.

    Properties of a word are computed on request, since most words are never queried.
    """

    __slots__ = ("spans", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = [match.span() for match in _TOKEN.finditer(text)]
        self.words = [text[start:end] for start, end in self.spans]

    def __len__(self) -> int:
        return len(self.words)

    def folded(self, place: int) -> str:
        """Return a word in lower case without diacritics."""
        return _fold(self.words[place])

    def between(self, place: int) -> str:
        """Return the characters between the preceding word and a word."""
        before = self.spans[place - 1][1] if place else 0
        return _between(self.text[before : self.spans[place][0]])

    def key(self, place: int) -> str:
        """Return a folded word, prefixed with the characters that precede it."""
        return self.between(place) + self.folded(place)

    def capital(self, place: int) -> bool:
        """Return whether a word begins with a capital or is caseless."""
        return not self.words[place][0].islower()

    def keys(self, first: int, end: int) -> tuple[str, ...]:
        """Return the keys of a range of words, the first without the characters that precede it."""
        return (self.folded(first), *(self.key(place) for place in range(first + 1, end)))


@lru_cache(maxsize=4096)
def _between(signs: str) -> str:
    return " ".join(signs.translate(_SIGNS).split()) or " " * bool(signs)


@lru_cache(maxsize=65536)
def _fold(word: str) -> str:
    return fold_marks(word)


class FormKind(IntEnum):
    """How precisely a form identifies its bearer, the most precise first."""

    FULL = auto()
    SHORT = auto()
    """A surname, an abbreviation, or another form that several entries may share."""
    OTHER_SHORT = auto()
    """The surname in a form other than the heading."""
    GIVEN = auto()
    """A given name on its own."""
    OFFICE = auto()


class Claim(NamedTuple):
    """An entry to which a form belongs."""

    entry: Entry
    kind: FormKind
    capitals: tuple[bool, ...]
    """Whether each word begins with a capital."""
    declared: bool = True
    """False for a form derived from a full name."""

    @property
    def is_person(self) -> bool:
        """True if the form belongs to a person."""
        return self.entry.entry_class is EntryClass.PERSON


@dataclass(slots=True)
class Node:
    """A node of the tree: the words on the path to it begin one or more forms."""

    next: dict[str, Node] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)


@dataclass(slots=True)
class Tree:
    """The forms of all entries."""

    root: Node = field(default_factory=Node)
    heads: dict[str, Node | None] = field(default_factory=dict)
    """Cached nodes by first word, as printed."""

    def add(self, keys: Sequence[str], claim: Claim) -> None:
        """Add a form of an entry."""
        node = self.root
        for key in keys:
            node = node.next.setdefault(key, Node())
        node.claims.append(claim)
        self.heads.clear()

    def find(self, tokens: Tokens, first: int) -> tuple[int, list[Claim]]:
        """Return the number of words of the longest form at a word and its claims; 0 if none."""
        word = tokens.words[first]
        node = self.heads.get(word, _UNKNOWN)
        if node is _UNKNOWN:
            node = self.heads[word] = self.root.next.get(_fold(word))
        best: tuple[int, list[Claim]] = 0, []
        place = first + 1
        while node is not None:
            if node.claims and (held := _agree(node.claims, tokens, first, place)):
                best = place - first, held
            if not node.next or place >= len(tokens):
                break
            node = node.next.get(tokens.key(place))
            place += 1
        return best


_UNKNOWN: Final = Node()


def _agree(claims: Iterable[Claim], tokens: Tokens, first: int, end: int) -> list[Claim]:
    """Return the claims whose capitals match the text, which may be set in capitals throughout."""
    have = tuple(map(tokens.capital, range(first, end)))
    uppercase = all(word.isupper() for word in tokens.words[first:end])
    uppercase = uppercase and len(tokens.words[first]) > 1
    return [
        claim
        for claim in claims
        if claim.capitals == have
        or (uppercase and any(claim.capitals))
        # Chang Tso-Lin for Chang Tso-lin.
        or (len(have) > 1 and have[0] and all(map(ge, have, claim.capitals)))
        # Words such as War and Trial may be in lower case, as may the last word of the long name
        # of a body.
        or (claim.entry.entry_class is EntryClass.EVENT and claim.capitals[0] == have[0])
        or (
            claim.entry.entry_class is EntryClass.ORGANISATION
            and len(have) > SHORT_NAME
            and have[:-1] == claim.capitals[:-1]
        )
    ]


_WITH_SURNAME: Final = frozenset((NameKind.NATIVE, NameKind.ROMANISATION, NameKind.FULL))
"""Kinds of names that include a surname."""


def make_tree(entries: Iterable[Entry], words: NameWords) -> Tree:
    """Return the forms of all entries, including the short forms that texts use."""
    tree = Tree()
    titles = sorted((title.split() for title in words.titles), key=len, reverse=True)
    heads = {title[0] for title in titles}
    for entry in entries:
        forms: dict[tuple[str, ...], Claim] = {}
        for text, kind, whole in _list_forms(entry):
            tokens = Tokens(text)
            person = entry.entry_class is EntryClass.PERSON
            titled = person and text.split()[0] in heads
            first = _skip_bracket(tokens, _count_titles(text.split(), titles)) if titled else 0
            if kind is FormKind.OFFICE and first:
                kind = FormKind.FULL
            _add(forms, entry, tokens, (first, len(tokens)), kind)
            if whole and person:
                heading = text == entry.name
                for part, short in _shorten(entry, tokens, first, words, heading=heading):
                    _add(forms, entry, *part, short, declared=False)
        for keys, claim in forms.items():
            tree.add(keys, claim)
    return tree


_TITLE: Final = Entry("", EntryClass.TERM, "", State.PROPOSED)  # The bearer of titles of works.


def add_titles(tree: Tree, titles: Iterable[str], words: NameWords) -> None:
    """Add the titles of works that consist of more than names: Orsk at Home."""
    small = frozenset((*words.functions, *words.particles, *words.places))
    for tokens in map(Tokens, titles):
        ends = [place + tree.find(tokens, place)[0] for place in range(len(tokens))]
        others = (w.lower() for n, w in enumerate(tokens.words) if max(ends[: n + 1]) <= n)
        if any(w.isalpha() and len(w) >= QUOTED_TITLE_LETTERS and w not in small for w in others):
            capitals = tuple(map(tokens.capital, range(len(tokens))))
            tree.add(tokens.keys(0, len(tokens)), Claim(_TITLE, FormKind.FULL, capitals))


def _list_forms(entry: Entry) -> Iterator[tuple[str, FormKind, bool]]:
    yield entry.name, FormKind.FULL, True
    for name in entry.names:
        if name.kind is NameKind.OFFICE:
            yield name.text, FormKind.OFFICE, False
        elif name.kind in (NameKind.SHORT, NameKind.ABBREVIATION):
            yield name.text, FormKind.SHORT, False
        else:
            yield name.text, FormKind.FULL, name.kind in _WITH_SURNAME


def _count_titles(words: Sequence[str], titles: Sequence[Sequence[str]]) -> int:
    """Return the number of words in the title of a name."""
    for title in titles:
        if len(title) < len(words) and list(words[: len(title)]) == list(title):
            return len(Tokens(" ".join(title)))
    return 0


def _skip_bracket(tokens: Tokens, first: int) -> int:
    """Return the index of the first word after a bracket in a title: Prince (of Orsk) Ada."""
    if first and first < len(tokens) and "(" in tokens.between(first):
        closing = (n for n in range(first + 1, len(tokens)) if ")" in tokens.between(n))
        return next(closing, first)
    return first


def _add(
    forms: dict[tuple[str, ...], Claim],
    entry: Entry,
    tokens: Tokens,
    part: tuple[int, int],
    kind: FormKind,
    *,
    declared: bool = True,
) -> None:
    first, end = part
    single = end - first == 1 and entry.entry_class is EntryClass.PERSON
    kind = FormKind.SHORT if single and kind is FormKind.FULL else kind
    keys = tokens.keys(first, end)
    if keys not in forms or kind < forms[keys].kind:
        capitals = tuple(map(tokens.capital, range(first, end)))
        forms[keys] = Claim(entry, kind, capitals, declared)


def is_eastern(entry: Entry) -> bool:
    """Return whether a person's surname comes first, which an East Asian form of the name shows.

    A romanisation that is a single word, or whose heading has an initial, belongs to a name from
    elsewhere.
    """
    foreign = any(len(word) == 1 for word in Tokens(entry.name).words)
    return any(
        _EASTERN.search(name.text)
        or (
            name.language.startswith(_EASTERN_LANGUAGES)
            and not (name.kind is NameKind.ROMANISATION and (foreign or " " not in name.text))
        )
        for name in entry.names
    )


def _shorten(
    entry: Entry, tokens: Tokens, first: int, words: NameWords, *, heading: bool
) -> Iterator[tuple[tuple[Tokens, tuple[int, int]], FormKind]]:
    """Yield the surname of a person; if it comes first, the given name and the other order too."""
    end = len(tokens)
    if end - first < 2 or _EASTERN.match(tokens.words[first]):
        return
    short = FormKind.SHORT if heading else FormKind.OTHER_SHORT
    if entry.surname:
        yield (Tokens(entry.surname), (0, len(Tokens(entry.surname)))), short
    elif is_eastern(entry):
        yield (tokens, (first, first + 1)), short
        yield (tokens, (first + 1, end)), FormKind.GIVEN
        western = Tokens(f"{tokens.text[tokens.spans[first + 1][0] :]} {tokens.words[first]}")
        yield (western, (0, len(western))), FormKind.FULL
    elif not _REGNAL.fullmatch(tokens.words[end - 1]):
        end -= tokens.words[end - 1] in _JUNIOR
        last = end - 1
        while last > first + 1 and (
            tokens.between(last) in ("-", "'") or tokens.words[last - 1] in words.particles
        ):
            last -= 1
        yield (tokens, (last, end)), short
        if tokens.between(end - 1) == " ":
            yield (tokens, (end - 1, end)), short


# --- Words that identify names --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NameWords:
    """Words that indicate the kind of a name in a text."""

    particles: tuple[str, ...]
    """Lower-case particles inside names: von, de."""
    titles: tuple[str, ...]
    """Ranks, offices and forms of address before a name."""
    spouses: tuple[str, ...]
    """Titles before the surname of a husband: Mrs."""
    organisations: tuple[str, ...]
    """Last words of names of organisations."""
    events: tuple[str, ...]
    """Last words of names of events and treaties."""
    documents: tuple[str, ...]
    """Last words of names of doctrines, plans and documents; names inside these are no mentions."""
    directions: tuple[str, ...]
    """Words before a place name that belong to it: Northern."""
    regions: tuple[str, ...]
    """Words after a place name that belong to it: Province."""
    adjectival: tuple[str, ...]
    """Abbreviations of countries used as adjectives before a noun: U.S."""
    functions: tuple[str, ...]
    """Words that open sentences, and before which such an abbreviation is no adjective: he."""
    places: tuple[str, ...]
    """Prepositions that precede a place."""
    within: tuple[str, ...]
    """Prepositions that precede a place but rarely a person: in, near."""
    landforms: tuple[str, ...]
    """First or last words of place names: Fort, River."""
    areas: tuple[str, ...]
    """Nouns before *of* and a place, or before a place: city."""
    gazetteer: tuple[str, ...]
    """Names of known places."""
    given: tuple[str, ...]
    """Given names."""
    actions: tuple[str, ...]
    """Verbs of what only persons do, after a name."""
    common: tuple[str, ...]
    """Words with a capital that are no names: Christmas."""
    bodies: tuple[str, ...]
    """Further last words of names of organisations, used only for draft registers: Guard."""
    alone: tuple[str, ...]
    """Single words that are names of organisations: Senate."""
    aliases: tuple[str, ...]
    """Phrases that introduce another name of the same person: better known as."""
    kin: tuple[str, ...]
    """Terms for relatives: son."""
    fates: tuple[str, ...]
    """Terms for the death of a person: murder."""
    access: tuple[str, ...]
    """Words before the date on which a web page was consulted: accessed."""
    periods: tuple[str, ...]
    """Words after the name of a dynasty or an era: dynasty."""
    times: tuple[str, ...]
    """Prepositions before an event by which something is dated: after."""
    studies: tuple[str, ...]
    """Phrases before a university that is named by its place: studied at."""
    works: tuple[str, ...]
    """Words before the title of a work: the song. No rule uses them at present."""


def settle_words(words: Mapping[str, Sequence[str]]) -> NameWords:
    """Return the word lists of a record, filled from the default conventions where missing."""
    return NameWords(**conventions.resolve_words("names", words))
