"""Resolves the names in text and notes to entries of the registers, or abstains with a reason.

A full name leads to its entry. A surname alone leads to the bearer that was last named in full in
the passage, section, chapter or text; where bearers are equally near, to none. A name that the
registers lack, with a surname of an entry, counts as a bearer.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile, zip_longest
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
from edition.model.parameters import (
    GLOSSED_WORDS,
    IMPRINT_LONGEST,
    LISTED_WORKS,
    QUOTED_TITLE_CAPITALS,
    QUOTED_TITLE_LETTERS,
    QUOTED_TITLE_WORDS,
)
from edition.records.registers import Entry, EntryClass, list_forms, list_full_forms
from edition.text.dates import MONTHS, YEAR
from edition.text.folding import fold_letters
from edition.text.scripts import CAPITALS

_OPENINGS = '.?!:“”"‘«\n'
_CASELESS = "\u3000"
_QUOTED = re.compile(r"“[^“”]+”")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_WORK = re.compile(
    rf"(?:[,:;]|\band)\s(?P<title>[{CAPITALS}“][^().;]*(?:\([^()\d]*\)\s)?)\({YEAR}[),]"
)
"""A title in a list of works, before its year in brackets."""
_BEFORE_NOUN = frozenset((" ", ".", "-", ".-"))
_CITED = re.compile(rf",\s(?P<title>[{CAPITALS}][^.;()“”]*)\s\([{CAPITALS}][^()]*,\s{YEAR}\)")
"""A title before place and year in brackets."""
_GLOSS = re.compile(r"\s\((?:[a-z]+\s)*[“\"]?(?P<short>[A-Z][A-Za-z]{0,6}[A-Z])s?[”\"]?[),;]")
"""An abbreviation in brackets after the name that it shortens."""
_CORRESPONDENT = re.compile(r"(?:[^\d,“”\"]{1,60}\sto\s)?")
"""What is before the author of a document of an archive."""
_AFTER_AUTHOR = re.compile(r",\s|\sto\s")
_IMPRINT = re.compile(r",\s(?:[^()]*,\s)?\d{4}[^()]{0,12}\)")
_BRACKET = re.compile(r"\([^()]*$")
_WITH_AUTHORS = frozenset((CitationKind.FULL, CitationKind.SHORT, CitationKind.IBID))
_BETWEEN_AUTHORS = re.compile(r"[^A-Z\d“”\"‘]{0,24}")
_OPEN = frozenset((MentionReason.UNKNOWN, MentionReason.RIVALS, MentionReason.UNDECIDED))
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
        self._small = frozenset((*words.functions, *words.places, *words.particles))
        """Small words that titles print without a capital."""
        self._spouses = frozenset(one.rstrip(".") for one in words.spouses)
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
        self._used: dict[tuple[str, int], str] = {}
        """Who was meant by a short form in a passage, by its number."""
        self._here: frozenset[str] = frozenset()
        """Ids of the persons whom the passage that is read names in full."""

    def find_all(self) -> Iterator[NameMention]:
        """Yield the mentions, passage by passage."""
        self._learn_abbreviations()
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
        authors = _AuthorFinder(passage, self._authors)
        titles = list(self._find_titles(passage))
        find = self._tree.find
        while place < len(tokens):
            count, claims = find(tokens, place)
            if count == 0:
                place += 1
                continue
            end = place + count
            start, stop = tokens.spans[place][0], tokens.spans[end - 1][1]
            inside, citation = authors.place(start, stop, claims)
            inside = inside or any(
                a <= start and stop <= b and (start, stop) != (a, b) for a, b in titles
            )
            if not inside and not self._is_part(passage, tokens, place, end, claims):
                key = " ".join(map(tokens.folded, range(place, end)))
                able = [
                    c for c in claims if not passage.note or _is_attested(c.entry, self._source)
                ]
                first, known = _read_initials(tokens, last, place, able)
                if known:
                    yield Match(first, end, key, known, "", citation)
                elif whole := self._complete(tokens, place, end, claims):
                    stop, known = whole
                    yield Match(place, end, key, known, "", citation)
                    yield Match(end, stop, key, known, "", citation)
                    end = stop
                elif (
                    stranger := self._name_stranger(tokens, last, place, end, claims, passage.note)
                ) or not self._is_word(tokens, place, end, claims):
                    first, end = self._extend(tokens, last, (place, end), claims)
                    yield Match(first, end, key, claims, stranger, citation)
                last = end
            place = end

    def _complete(
        self, tokens: Tokens, first: int, end: int, claims: Sequence[Claim]
    ) -> tuple[int, Sequence[Claim]] | None:
        """Return where the given name ends that brackets add to a surname, and whose it is."""
        short = [one for one in claims if one.is_person and one.kind is not FormKind.FULL]
        if not short or end >= len(tokens) or not tokens.between(end).endswith("["):
            return None
        surname = " ".join(tokens.words[first:end])
        for stop in range(min(end + 2, len(tokens)), end, -1):
            given = tokens.text[tokens.spans[end][0] : tokens.spans[stop - 1][1]]
            name = Tokens(f"{surname} {given}")
            count, found = self._tree.find(name, 0)
            if count == len(name) and len(found) == 1 and found[0].kind is FormKind.FULL:
                return stop, found
        return None

    def _learn_abbreviations(self) -> None:
        """Add the abbreviations that the text itself gives in brackets after a name."""
        for passage, tokens in self._read:
            for match in _GLOSS.finditer(passage.text):
                short = Tokens(match["short"])
                last = bisect_left(tokens.spans, (match.start(), 0))
                letters = match["short"].casefold()
                for first in range(max(last - GLOSSED_WORDS, 0), last):
                    count, claims = self._tree.find(tokens, first)
                    if count != last - first or len(claims) != 1 or claims[0].is_person:
                        continue
                    name = fold_letters(passage.text[tokens.spans[first][0] : match.start()])
                    rest = iter(name)
                    fits = name.startswith(letters[0]) and all(one in rest for one in letters)
                    if fits and not self._tree.find(short, 0)[0]:
                        claim = Claim(claims[0].entry, FormKind.SHORT, (True,))
                        self._tree.add(short.keys(0, 1), claim)
                        self._tree.heads.pop(match["short"], None)
                    break

    def _find_titles(self, passage: Passage) -> Iterator[tuple[int, int]]:
        """Yield what is a title by its capitals or its place: quoted, listed or before a year."""
        text = passage.text
        for match in _QUOTED.finditer(text):
            words = _WORD.findall(match[0])
            long = [w for w in words if len(w) >= QUOTED_TITLE_LETTERS and w not in self._small]
            if len(words) < QUOTED_TITLE_WORDS or len(long) < QUOTED_TITLE_CAPITALS:
                continue
            if not any(word[0].islower() for word in (words[0], *long)):
                yield match.start() + 1, match.end() - 1
        works = list(_WORK.finditer(text))
        if len(works) >= LISTED_WORKS:
            yield from (match.span("title") for match in works)
        for match in _CITED.finditer(text) if passage.note else ():
            start, end = match.span("title")
            if not any(
                one.citation and one.start < end and start < one.end for one in passage.apart
            ):
                yield start, end

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
        if between in _BEFORE_NOUN and tokens.keys(first, end) in self._adjectival:
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
        named = self._is_of_kind(tokens, first)
        if person and between == " ":
            run = list(takewhile(str.istitle, tokens.words[end : end + 3]))
            named = len(run) > 1 and any(word in self._words.organisations for word in run)
        return named

    def _is_of_kind(self, tokens: Tokens, first: int) -> bool:
        """Tell whether "of" joins a form to a kind of names: Union of the Friends of Orsk."""
        place = first - 1
        while place >= 1:
            place -= tokens.words[place] == "the"
            if tokens.words[place] != "of" or place < 1:
                return False
            if tokens.words[place - 1] in self._kinds:
                return True
            if not tokens.words[place - 1].istitle() or tokens.between(place - 1) != " ":
                return False
            place -= 2
        return False

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
            return _opens(tokens, first) or tokens.between(first).endswith("(")
        # A word that the text has in small letters as well may only begin a sentence here.
        if self._prose[small] == 0:
            return False
        after = end < len(tokens) and tokens.between(end) == " " and tokens.words[end].istitle()
        return self._prose[small] > self._prose[word] or (
            after and self._prose[tokens.words[end].lower()] > 0
        )

    def _extend(
        self, tokens: Tokens, last: int, form: tuple[int, int], claims: Sequence[Claim]
    ) -> tuple[int, int]:
        """Return a place with the direction before it and its kind after it: West Orsk Province."""
        first, end = form
        if not _is_all(claims, EntryClass.PLACE):
            return form
        directed = first > last and tokens.words[first - 1] in self._words.directions
        directed = directed and "-" not in tokens.between(first - 1)
        kind = end < len(tokens) and tokens.words[end] in self._words.regions
        return (
            first - (directed and tokens.between(first) == " "),
            end + (kind and tokens.between(end) == " "),
        )

    def _name_stranger(
        self,
        tokens: Tokens,
        last: int,
        first: int,
        end: int,
        claims: Sequence[Claim],
        note: bool,
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
            if before in self._spouses:
                return f"{before} {tokens.words[first]}"
            initial = len(before) == 1 and tokens.between(first) == "." and before.isupper()
            # M. is Monsieur in running text, and an initial where works are cited.
            initial = initial and (note or f"{before}." not in self._words.titles)
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
            and word not in self._kinds
            and word not in MONTHS
            and self._prose[word.lower()] == 0
            and all(one.kind is FormKind.GIVEN for one in self._tree.find(tokens, place)[1])
        )

    # --- resolving ----------------------------------------------------------------------------

    def _resolve_all(self, one: _Read, number: int) -> Iterator[NameMention]:
        passage, tokens, matches = one
        for match, after in zip_longest(matches, matches[1:]):
            start, end = _measure(tokens, match)
            named = _Named(number, start, passage.scope)
            claim, reason = self._resolve(match, named)
            if reason in _OPEN and after is not None and _is_gloss(tokens, match, after):
                claim, reason = after.claims[0], MentionReason.IN_PASSAGE
            if reason is None:
                continue
            entry = claim.entry if claim is not None else None
            # Only a whole name introduces somebody; a short one would pass on its own doubt.
            whole = reason is MentionReason.FULL or (
                reason is MentionReason.AUTHOR and claim is not None and claim.kind is FormKind.FULL
            )
            if match.stranger or (entry is not None and whole):
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
        found = [one for one in match.claims if _has_name(one, known)]
        return found[0] if len(found) == 1 else None

    def _resolve_short(
        self, key: str, claims: Sequence[Claim], kind: FormKind, named: _Named
    ) -> tuple[Claim | None, MentionReason | None]:
        claims = [one for one in claims if not self._is_author(one.entry)]
        if not claims:
            return None, MentionReason.UNDECIDED
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
        nearby = level in (MentionReason.IN_PASSAGE, MentionReason.IN_SECTION)
        known = nearby and order[0] in by_id
        if not known and len(here := self._here & by_id.keys()) == 1:
            return by_id[min(here)], MentionReason.IN_PASSAGE
        if not order:
            return self._choose_alone(claims)
        rivals = {one for one in order[1:] if _compare(last[one], named) is level}
        rivals |= {self._used.get((key, named.number), order[0])} - {order[0]}
        if rivals and level is MentionReason.IN_PASSAGE:
            return None, MentionReason.RIVALS
        bearer = by_id.get(order[0])
        if bearer is not None:
            self._used[key, named.number] = bearer.entry.id
        return (bearer, level) if bearer is not None else (None, MentionReason.UNKNOWN)

    def _is_author(self, entry: Entry) -> bool:
        """Tell whether a person is known as an author of works cited, and not yet named in full."""
        named = entry.id in self._note or entry.id in self._text
        return not named and all(one.work in self._authors for one in entry.evidence)

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


def _is_gloss(tokens: Tokens, match: Match, after: Match) -> bool:
    """Tell whether brackets after a name hold nothing but the whole name of one person."""
    [claim, *others] = after.claims
    whole = claim.kind is FormKind.FULL and claim.is_person and not others and not after.stranger
    near = after.first == match.end and tokens.between(after.first).endswith("(")
    return whole and near and tokens.text[tokens.spans[after.end - 1][1] :][:1] == ")"


def _has_name(claim: Claim, names: Collection[str]) -> bool:
    """Tell whether a form of an entry is among folded names."""
    return any(fold_letters(form) in names for form in list_forms(claim.entry))


def _is_all(claims: Iterable[Claim], entry_class: EntryClass) -> bool:
    return all(one.entry.entry_class is entry_class for one in claims)


def _read_initials(
    tokens: Tokens, last: int, first: int, claims: Iterable[Claim]
) -> tuple[int, Sequence[Claim]]:
    """Return where the initials before a surname begin, and the one bearer whom they fit."""
    start = first
    while start > last and tokens.between(start) == "." and len(tokens.words[start - 1]) == 1:
        start -= 1
    initials = [tokens.folded(place) for place in range(start, first)]
    found = [one for one in claims if initials and one.is_person and _fit(one, initials)]
    whole = [one._replace(kind=FormKind.FULL) for one in found]
    return start, whole if len(found) == 1 else ()


def _fit(claim: Claim, initials: Sequence[str]) -> bool:
    """Tell whether initials are those with which the given names of a full form begin."""
    if is_eastern(claim.entry):
        return False
    forms = (Tokens(form) for form in list_full_forms(claim.entry))
    given = ([form.folded(n)[0] for n in range(len(form) - 1)] for form in forms)
    return any(one[: len(initials)] == list(initials) for one in given)


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

    def __init__(self, passage: Passage, people: Mapping[str, frozenset[str]]) -> None:
        self._passage = passage
        self._people = people
        self._found: set[tuple[int, str]] = set()
        """The authors found in each citation: named again, they are in its title."""
        self._end: dict[int, int] = {}
        """Where the last author of each citation ends."""
        self._last: dict[int, str] = {}
        """That author: named again, it is the title."""

    def place(self, start: int, end: int, claims: Sequence[Claim]) -> tuple[bool, Citation | None]:
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
                author = citation.kind is CitationKind.ARCHIVE
                author = author and any(one.is_person for one in claims)
                author = author and bool(_CORRESPONDENT.fullmatch(text, stretch.start, start))
                author = author and bool(_AFTER_AUTHOR.match(text, end))
                return citation.kind is not CitationKind.OTHER and not author, None
            before = text[self._end.get(stretch.start, stretch.start) : start]
            known = self._people.get(citation.key or "")
            body = _is_all(claims, EntryClass.ORGANISATION)
            if known and not body and not _EDITED.search(before):
                found = {(id(citation), one.entry.id) for one in claims if _has_name(one, known)}
                new = found - self._found
                self._found |= found
                return not new, citation
            again = text[start:end] == self._last.get(stretch.start)
            if not again and (_BETWEEN_AUTHORS.fullmatch(before) or _EDITED.search(before)):
                self._end[stretch.start], self._last[stretch.start] = end, text[start:end]
                return False, citation
            return True, None
        return False, None
