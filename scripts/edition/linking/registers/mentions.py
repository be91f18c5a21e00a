"""Resolves the names in text and notes to entries of the registers, or abstains with a reason.

A full name leads to its entry. A surname alone leads to the bearer that was last named in full in
the passage, section, chapter or text; where bearers are equally near, to none. A name that the
registers lack, with a surname of an entry, counts as a bearer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

from edition.linking.registers.forms import (
    Claim,
    FormKind,
    Tokens,
    Tree,
    is_eastern,
)
from edition.linking.registers.passages import Passage
from edition.linking.registers.words import NameWords
from edition.model.citation import Citation, CitationKind
from edition.model.mentions import MentionReason, NameMention
from edition.model.parameters import IMPRINT_LONGEST
from edition.records.registers import Entry, EntryClass, list_forms
from edition.text.folding import fold_letters

_OPENINGS = '.?!:“”"\n'
_CASELESS = "\u3000"
_IMPRINT = re.compile(r",\s(?:[^()]*,\s)?\d{4}[^()]{0,12}\)")
_BRACKET = re.compile(r"\([^()]*$")
_WITH_AUTHORS = frozenset((CitationKind.FULL, CitationKind.SHORT, CitationKind.IBID))
_BETWEEN_AUTHORS = re.compile(r"[^A-Z\d“”\"‘]{0,24}")
_EDITED = re.compile(r"\b(?:eds?|trans|comps?)\.\s(?:by\s)?[^\d]{0,40}$")


class Match(NamedTuple):
    """A form found in a passage."""

    first: int
    """Index of its first word."""
    end: int
    """Index after its last word."""
    key: str
    claims: Sequence[Claim]
    stranger: str
    """The whole name of a person whom the registers lack, if the form is a part of it."""
    citation: Citation | None
    """The citation whose author it is."""


def find_mentions(
    passages: Sequence[Passage],
    tree: Tree,
    words: NameWords,
    authors: Mapping[str, frozenset[str]],
    source: str,
) -> tuple[NameMention, ...]:
    """Return the mentions of a text in the order of the witness.

    ``authors`` has the folded names of the people of each work, by its key; ``source`` is the id of
    the text.
    """
    finder = _Finder(passages, tree, words, authors, source)
    return tuple(sorted(finder.find_all(), key=lambda one: (one.span.start, one.span.end)))


class _Named(NamedTuple):
    """Where somebody was last named in full."""

    number: int
    """Number of the passage."""
    place: int
    """Offset in it."""
    scope: tuple[str, ...]


class _Read(NamedTuple):
    """A passage with what was found in it."""

    passage: Passage
    tokens: Tokens
    matches: Sequence[Match]


class _Finder:
    """Finds and resolves the names of one text."""

    def __init__(
        self,
        passages: Sequence[Passage],
        tree: Tree,
        words: NameWords,
        authors: Mapping[str, frozenset[str]],
        source: str,
    ) -> None:
        self._read = [(one, Tokens(one.text)) for one in passages]
        self._tree = tree
        self._words = words
        self._authors = authors
        self._source = source
        self._prose = Counter(w for p, t in self._read if not p.note for w in t.words)
        """How often each word is in the running text, as it is printed."""
        self._titles = frozenset(part for title in words.titles for part in title.split())
        self._kinds = frozenset((*words.organisations, *words.events, *words.documents))
        self._of_works = frozenset((*words.events, *words.documents))
        self._adjectival = {Tokens(one).keys(0, len(Tokens(one))) for one in words.adjectival}
        self._strangers: dict[str, set[str]] = {}
        """The strangers that bear a short form, by its key."""
        self._named: set[str] = set()
        """Ids of the persons whom the text names in full."""
        self._text: dict[str, _Named] = {}
        self._note: dict[str, _Named] = {}
        """Who was named in full last, in the text and in the note that is read."""
        self._here: frozenset[str] = frozenset()
        """Ids of the persons whom the passage that is read names in full."""

    def find_all(self) -> Iterator[NameMention]:
        """Yield the mentions, passage by passage."""
        read = [_Read(p, t, list(self._match(p, t))) for p, t in self._read]
        for one in read:
            for match in one.matches:
                if match.stranger:
                    self._strangers.setdefault(match.key, set()).add(match.stranger)
            self._named |= _list_named(one.matches)
        address = ""
        for number, one in enumerate(read):
            if one.passage.address != address:
                address, self._note = one.passage.address, {}
            self._here = _list_named(one.matches)
            yield from self._resolve_all(one, number)

    # --- finding ------------------------------------------------------------------------------

    def _match(self, passage: Passage, tokens: Tokens) -> Iterator[Match]:
        place = last = 0
        authors = _AuthorFinder(passage)
        find = self._tree.find
        while place < len(tokens):
            count, claims = find(tokens, place)
            if count == 0:
                place += 1
                continue
            end = place + count
            start, stop = tokens.spans[place][0], tokens.spans[end - 1][1]
            inside, citation = authors.place(start, stop)
            if not inside and not self._is_part(passage, tokens, place, end, claims):
                stranger = self._name_stranger(tokens, last, place, end, claims)
                if stranger or not self._is_word(tokens, place, end, claims):
                    first = self._extend(tokens, last, place, claims)
                    key = " ".join(map(tokens.folded, range(place, end)))
                    yield Match(first, end, key, claims, stranger, citation)
                    last = end
            place = end

    def _is_part(
        self, passage: Passage, tokens: Tokens, first: int, end: int, claims: Sequence[Claim]
    ) -> bool:
        """Tell whether a form is a part of a longer name or of a title, or an adjective."""
        person = any(one.is_person for one in claims)
        after = tokens.words[end] if end < len(tokens) else ""
        between = tokens.between(end) if after else ""
        whole = person or _is_all(claims, EntryClass.ORGANISATION)
        if between in (" ", "-") and after in (self._of_works if whole else self._kinds):
            return True
        if between in (" ", ".") and tokens.keys(first, end) in self._adjectival:
            return after not in self._words.functions
        if passage.note and between == " " and self._is_foreign(tokens, first, end):
            return True
        if not person and _is_imprint(tokens, first, end):
            return True
        if all(one.entry.entry_class is EntryClass.ORGANISATION for one in claims):
            return not any(
                word[0].isupper() or word[0] > _CASELESS for word in tokens.words[first:end]
            )
        # After "of" stands what names the whole: the place in the name of an office or a union.
        before = tokens.words[max(first - 2, 0) : first]
        before = tokens.words[max(first - 3, 0) : first - 1] if before[-1:] == ["the"] else before
        named = len(before) == 2 and before[1] == "of" and before[0] in self._kinds
        if person and between == " ":
            run = list(takewhile(str.istitle, tokens.words[end : end + 3]))
            named = len(run) > 1 and any(word in self._words.organisations for word in run)
        return named

    def _is_foreign(self, tokens: Tokens, first: int, end: int) -> bool:
        """Tell whether small words of another language follow a form: it begins a title."""
        after = tokens.words[end]
        if after in self._prose or not after[0].islower() or tokens.words[first].isupper():
            return False
        if tokens.text[tokens.spans[end][1] :][:1] == ",":
            return True
        second = tokens.words[end + 1] if end + 1 < len(tokens) else ""
        bracket = "(" in tokens.between(end + 1) if second else False
        return bracket or (second[:1].islower() and second not in self._prose)

    def _is_word(self, tokens: Tokens, first: int, end: int, claims: Sequence[Claim]) -> bool:
        """Tell whether a short form is an ordinary word, or a part of an unknown name."""
        word = tokens.words[first]
        if end - first > 1 or not _is_all(claims, EntryClass.PERSON):
            return False
        if len(word) == 1 and word.isascii():
            return True
        small = word.lower()
        if small in self._words.functions:
            return _opens(tokens, first)
        # A word that the text has in small letters as well may only begin a sentence here.
        if self._prose[small] == 0:
            return False
        after = end < len(tokens) and tokens.between(end) == " " and tokens.words[end].istitle()
        return self._prose[small] > self._prose[word] or (
            after and self._prose[tokens.words[end].lower()] > 0
        )

    def _extend(self, tokens: Tokens, last: int, first: int, claims: Sequence[Claim]) -> int:
        """Return the first word of a place with the direction before it, Northern or West."""
        place = _is_all(claims, EntryClass.PLACE)
        directed = first > last and tokens.words[first - 1] in self._words.directions
        return first - 1 if place and directed and tokens.between(first) == " " else first

    def _name_stranger(
        self, tokens: Tokens, last: int, first: int, end: int, claims: Sequence[Claim]
    ) -> str:
        """Return the whole name of a person whose surname alone the registers have, or nothing."""
        persons = [one for one in claims if one.is_person]
        if not persons or any(one.kind is FormKind.FULL for one in claims):
            return ""
        eastern = any(is_eastern(one.entry) for one in persons)
        if (
            eastern
            and end < len(tokens)
            and tokens.between(end) == " "
            and self._is_name(tokens, end)
        ):
            return f"{tokens.words[first]} {tokens.words[end]}"
        if first > last and tokens.between(first) in (" ", "."):
            before = tokens.words[first - 1]
            initial = len(before) == 1 and tokens.between(first) == "." and before.isupper()
            given = tokens.between(first) == " " and self._is_name(tokens, first - 1)
            if initial or (given and not _opens(tokens, first - 1)):
                return f"{before} {tokens.words[first]}"
        return ""

    def _is_name(self, tokens: Tokens, place: int) -> bool:
        word = tokens.words[place]
        return (
            word.istitle()
            and len(word) > 1
            and word not in self._titles
            and self._prose[word.lower()] == 0
            and not self._tree.find(tokens, place)[0]
        )

    # --- resolving ----------------------------------------------------------------------------

    def _resolve_all(self, one: _Read, number: int) -> Iterator[NameMention]:
        passage, tokens, matches = one
        for match in matches:
            start, end = _measure(tokens, match)
            named = _Named(number, start, passage.scope)
            claim, reason = self._resolve(match, named)
            if reason is None:
                continue
            entry = claim.entry if claim is not None else None
            # Only a whole name introduces somebody; a short one would pass on its own doubt.
            if match.stranger or (entry is not None and reason is MentionReason.FULL):
                last = self._note if passage.note else self._text
                last[entry.id if entry is not None else match.stranger] = named
            yield NameMention(
                passage.span(start, end),
                (entry or match.claims[0].entry).entry_class,
                entry.id if entry is not None else "",
                reason,
                passage.address,
            )

    def _resolve(self, match: Match, named: _Named) -> tuple[Claim | None, MentionReason | None]:
        """Return who has a form, or nobody, and the reason; no reason if it is no mention."""
        if match.stranger:
            return None, MentionReason.UNKNOWN
        kind = min(one.kind for one in match.claims)
        claims = [one for one in match.claims if one.kind == kind]
        if match.citation is not None and (author := self._find_author(match)):
            return author, MentionReason.AUTHOR
        if kind is FormKind.OFFICE:
            return (claims[0], MentionReason.OFFICE) if len(claims) == 1 else (None, None)
        if kind is FormKind.FULL or not all(one.is_person for one in claims):
            alone = len(claims) == 1
            return (claims[0], MentionReason.FULL) if alone else (None, MentionReason.RIVALS)
        # The author of a known work is in the bibliography: one who is not among the claims is
        # somebody else of that name.
        if match.citation is not None and match.citation.key:
            return None, MentionReason.UNKNOWN
        return self._resolve_short(match.key, claims, kind, named)

    def _find_author(self, match: Match) -> Claim | None:
        """Return the claim of the one author of the work cited."""
        key = match.citation.key if match.citation is not None else None
        known = self._authors.get(key or "", frozenset())
        found = [
            one
            for one in match.claims
            if any(fold_letters(form) in known for form in list_forms(one.entry))
        ]
        return found[0] if len(found) == 1 else None

    def _resolve_short(
        self, key: str, claims: Sequence[Claim], kind: FormKind, named: _Named
    ) -> tuple[Claim | None, MentionReason | None]:
        by_id = {one.entry.id: one for one in claims}
        last = {
            bearer: found
            for bearer in (*by_id, *self._strangers.get(key, ()))
            if (found := self._note.get(bearer) or self._text.get(bearer))
            and (bearer in by_id or self._is_rival(found, named, claims))
        }
        order = sorted(last, key=lambda bearer: last[bearer][:2], reverse=True)
        if kind is FormKind.GIVEN:
            near = [one for one in order if last[one].scope == named.scope]
            only = by_id.get(near[0]) if len(near) == 1 else None
            return only, MentionReason.IN_SECTION if only else None
        if len(claims) == 1 and order in ([], [claims[0].entry.id]):
            return claims[0], MentionReason.ONLY
        level = _compare(last[order[0]], named) if order else MentionReason.UNDECIDED
        if level is not MentionReason.IN_PASSAGE and len(here := self._here & by_id.keys()) == 1:
            return by_id[min(here)], MentionReason.IN_PASSAGE
        if not order:
            return self._choose_alone(claims)
        rivals = [one for one in order[1:] if _compare(last[one], named) is level]
        if rivals and level is MentionReason.IN_PASSAGE:
            return None, MentionReason.RIVALS
        bearer = by_id.get(order[0])
        return (bearer, level) if bearer is not None else (None, MentionReason.UNKNOWN)

    def _is_rival(self, found: _Named, named: _Named, claims: Sequence[Claim]) -> bool:
        """Tell whether a stranger is near enough to be meant by a short form."""
        level = _compare(found, named)
        if len(claims) == 1 and claims[0].declared:
            return level is MentionReason.IN_PASSAGE
        return level in (MentionReason.IN_PASSAGE, MentionReason.IN_SECTION)

    def _choose_alone(self, claims: Sequence[Claim]) -> tuple[Claim | None, MentionReason | None]:
        """Return the one bearer whom the text names in full or who is attested there, or nobody."""
        known = [one for one in claims if one.entry.id in self._named]
        known = known or [one for one in claims if _is_attested(one.entry, self._source)]
        if len(known) == 1:
            return known[0], MentionReason.ONLY
        return None, MentionReason.UNDECIDED


def _is_all(claims: Iterable[Claim], entry_class: EntryClass) -> bool:
    return all(one.entry.entry_class is entry_class for one in claims)


def _is_attested(entry: Entry, source: str) -> bool:
    return any(one.end is not None and one.end.source == source for one in entry.evidence)


def _list_named(matches: Iterable[Match]) -> frozenset[str]:
    """Return the ids of the persons whom some forms name in full."""
    return frozenset(
        one.entry.id
        for match in matches
        for one in match.claims
        if one.kind is FormKind.FULL and one.is_person
    )


def _opens(tokens: Tokens, place: int) -> bool:
    """Tell whether a word opens a sentence."""
    before = tokens.text[: tokens.spans[place][0]].rstrip()
    return not before or before[-1] in _OPENINGS


def _is_imprint(tokens: Tokens, first: int, end: int) -> bool:
    """Tell whether a form is in brackets that end with a year, as place and year of a book."""
    start, stop = tokens.spans[first][0], tokens.spans[end - 1][1]
    return bool(_IMPRINT.match(tokens.text, stop)) and bool(
        _BRACKET.search(tokens.text[max(start - IMPRINT_LONGEST, 0) : start])
    )


def _measure(tokens: Tokens, match: Match) -> tuple[int, int]:
    """Return where a form begins and ends, without brackets at its end and with its full stop."""
    bracketed = match.end - match.first > 1 and "(" in tokens.between(match.end - 1)
    end = match.end - bracketed
    stop = tokens.spans[end - 1][1]
    last = tokens.words[end - 1]
    stopped = tokens.text[stop : stop + 1] == "." and any(
        form.endswith(f"{last}.") for one in match.claims for form in list_forms(one.entry)
    )
    return tokens.spans[match.first][0], stop + stopped


def _compare(one: _Named, other: _Named) -> MentionReason:
    """Return the nearest that holds both places."""
    if one.number == other.number:
        return MentionReason.IN_PASSAGE
    if one.scope == other.scope:
        return MentionReason.IN_SECTION
    same = one.scope[:1] == other.scope[:1]
    return MentionReason.IN_CHAPTER if same else MentionReason.IN_TEXT


class _AuthorFinder:
    """Tells for each form of a passage, in order, whether it is in a title or is an author."""

    def __init__(self, passage: Passage) -> None:
        self._passage = passage
        self._end: dict[int, int] = {}
        """Where the last author of each citation ends."""
        self._last: dict[int, str] = {}
        """That author: named again, it is the title."""

    def place(self, start: int, end: int) -> tuple[bool, Citation | None]:
        """Return whether a form is inside a work's title or the like, and whose author it is."""
        text = self._passage.text
        for stretch in self._passage.apart:
            if not (stretch.start < end and start < stretch.end):
                continue
            citation = stretch.citation
            if citation is None:
                whole = stretch.start == 0 and stretch.end >= len(text.rstrip())
                return not whole, None
            if citation.kind not in _WITH_AUTHORS:
                return citation.kind is not CitationKind.OTHER, None
            before = text[self._end.get(stretch.start, stretch.start) : start]
            again = text[start:end] == self._last.get(stretch.start)
            if not again and (_BETWEEN_AUTHORS.fullmatch(before) or _EDITED.search(before)):
                self._end[stretch.start], self._last[stretch.start] = end, text[start:end]
                return False, citation
            return True, None
        return False, None
