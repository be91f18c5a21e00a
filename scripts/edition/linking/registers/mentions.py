"""Resolves the names in text and notes to entries of the registers, or abstains with a reason.

A full name leads to its entry. A surname alone leads to the bearer that was last named in full in
the passage, section, chapter or text; where bearers are equally near, to none. A name that the
registers lack, with a surname of an entry, counts as a bearer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from edition.linking.registers.forms import Claim, FormKind, NameWords, Tokens, Tree
from edition.linking.registers.matching import Match, Matcher, has_name, is_attested
from edition.linking.registers.passages import Passage
from edition.model.mentions import MentionReason, NameMention
from edition.records.registers import Entry, list_forms, list_full_forms

_LIKE = re.compile(r"\b(?:[Uu]n)?[Ll]ike\s(?:\w+\sand\s)?$")
"""Before somebody with whom another is compared."""
_OPEN = frozenset((MentionReason.UNKNOWN, MentionReason.RIVALS, MentionReason.UNDECIDED))


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
    finder = _Resolver(Matcher(passages, tree, words, authors, source), authors, source)
    return tuple(sorted(finder.find_all(), key=lambda one: (one.span.start, one.span.end)))


class _Named(NamedTuple):
    """Where somebody was last named in full."""

    number: int
    """Number of the passage."""
    place: int
    """Offset in it."""
    scope: tuple[str, ...]
    passing: bool = False
    """True if it holds for its passage alone."""


class _Read(NamedTuple):
    """A passage with what was found in it."""

    passage: Passage
    tokens: Tokens
    matches: Sequence[Match]


class _Resolver:
    """Resolves the names of one text."""

    def __init__(
        self, matcher: Matcher, authors: Mapping[str, frozenset[str]], source: str
    ) -> None:
        self._matcher = matcher
        self._authors = authors
        self._source = source
        self._strangers: dict[str, set[str]] = {}
        """The strangers that bear a short form, by its key."""
        self._named: set[str] = set()
        """Ids of the persons whom the text names in full."""
        self._text: dict[str, _Named] = {}
        self._note: dict[str, _Named] = {}
        """Who was named in full last, in the text and in the note that is read."""
        self._parts: dict[str, _Named] = {}
        """Where a part of a name that only its bearer has was last."""
        self._used: dict[tuple[str, int], str] = {}
        """Who was meant by a short form in a passage, by its number."""
        self._here: frozenset[str] = frozenset()
        """Ids of the persons whom the passage that is read names in full."""
        self._dead: set[str] = set()
        """Ids of the persons of whose death the text speaks with their full names."""

    def find_all(self) -> Iterator[NameMention]:
        """Yield the mentions, passage by passage."""
        self._matcher.learn_abbreviations()
        read = [_Read(p, t, list(self._matcher.match(p, t))) for p, t in self._matcher.read]
        for one in read:
            for match in one.matches:
                if match.stranger:
                    self._strangers.setdefault(match.key, set()).add(match.stranger)
            self._named |= _list_named(one.matches)
            self._dead |= _list_named(match for match in one.matches if match.fate)
        address = ""
        for number, one in enumerate(read):
            if one.passage.address != address:
                address, self._note = one.passage.address, {}
            self._here = _list_named(one.matches)
            yield from self._resolve_all(one, number)

    def _resolve_all(self, one: _Read, number: int) -> Iterator[NameMention]:
        passage, tokens, matches = one
        relative = ""
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
            bearer = entry.id if entry is not None else match.stranger
            kin = entry is not None and self._matcher.is_kin(tokens, match)
            if match.stranger or (entry is not None and (whole or _is_alias(match)) and not kin):
                last = self._note if passage.note else self._text
                compared = _LIKE.search(passage.text, 0, start) is not None
                passing = compared or bearer == relative
                if not (passing and bearer in last):
                    last[bearer] = named._replace(passing=passing)
            elif reason is MentionReason.ONLY:
                self._parts[bearer] = named
            relative = bearer if kin else ""
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
        if len(match.claims) > 1 and (owned := self._find_owned(match, named.number)):
            return owned, MentionReason.IN_PASSAGE
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
        return self._resolve_short(match, claims, kind, named)

    def _find_owned(self, match: Match, number: int) -> Claim | None:
        """Return the one body that belongs to the owner named before it here, or earlier."""
        used = self._used.get((match.key, number))
        found = [
            one
            for one in match.claims
            if not one.is_person
            and (one.entry.id == used or any(x.to == match.owner for x in one.entry.relations))
        ]
        if len(found) != 1:
            return None
        self._used[match.key, number] = found[0].entry.id
        return found[0]

    def _find_author(self, match: Match) -> Claim | None:
        """Return the claim of the one author of the work cited."""
        key = match.citation.key if match.citation is not None else None
        known = self._authors.get(key or "", frozenset())
        found = [one for one in match.claims if has_name(one, known)]
        return found[0] if len(found) == 1 else None

    def _resolve_short(
        self, match: Match, claims: Sequence[Claim], kind: FormKind, named: _Named
    ) -> tuple[Claim | None, MentionReason | None]:
        key = match.key
        claims = [one for one in claims if not self._is_author(one.entry)]
        if not claims:
            return None, MentionReason.UNDECIDED
        by_id = {one.entry.id: one for one in claims}
        if match.fate and len(dead := self._dead & by_id.keys()) == 1:
            return by_id[min(dead)], MentionReason.IN_TEXT
        last = {
            bearer: found
            for bearer in (*by_id, *self._strangers.get(key, ()))
            if (found := self._note.get(bearer) or self._text.get(bearer))
            and not (found.passing and found.number != named.number)
            and (bearer in by_id or self._is_rival(found, named, claims))
        }
        order = sorted(last, key=lambda bearer: last[bearer][:2], reverse=True)
        if kind is FormKind.GIVEN:
            near = [one for one in order if last[one].scope == named.scope]
            only = by_id.get(near[0]) if len(near) == 1 else None
            return only, MentionReason.IN_SECTION if only else None
        level = _compare(last[order[0]], named) if order else MentionReason.UNDECIDED
        nearby = level in (MentionReason.IN_PASSAGE, MentionReason.IN_SECTION)
        if not nearby and match.age:
            return None, MentionReason.UNDECIDED
        if len(claims) == 1 and order in ([], [claims[0].entry.id]):
            return claims[0], MentionReason.ONLY
        if level is MentionReason.IN_TEXT and self._strangers.get(key):
            return None, MentionReason.RIVALS
        known = nearby and order[0] in by_id
        if not known and len(here := self._here & by_id.keys()) == 1:
            return by_id[min(here)], MentionReason.IN_PASSAGE
        if not order:
            return self._choose_alone(claims)
        rivals = {one for one in order[1:] if _compare(last[one], named) is level}
        rivals |= {self._used.get((key, named.number), order[0])} - {order[0]}
        rivals |= {
            bearer
            for bearer in by_id.keys() - {order[0]}
            if (part := self._parts.get(bearer)) is not None
            and part.number == named.number
            and part[:2] > last[order[0]][:2]
        }
        if rivals and level in (MentionReason.IN_PASSAGE, MentionReason.IN_TEXT):
            return None, MentionReason.RIVALS
        bearer = by_id.get(order[0])
        if bearer is not None:
            self._used[key, named.number] = bearer.entry.id
        return (bearer, level) if bearer is not None else (None, MentionReason.UNKNOWN)

    def _is_author(self, entry: Entry) -> bool:
        """Return whether a person is known as an author cited but not yet named in full."""
        named = entry.id in self._note or entry.id in self._text
        return not named and all(one.work in self._authors for one in entry.evidence)

    def _is_rival(self, found: _Named, named: _Named, claims: Sequence[Claim]) -> bool:
        """Return whether a stranger is near enough to be meant by a short form."""
        level = _compare(found, named)
        if len(claims) == 1 and claims[0].declared:
            return level is MentionReason.IN_PASSAGE
        return level in (MentionReason.IN_PASSAGE, MentionReason.IN_SECTION)

    def _choose_alone(self, claims: Sequence[Claim]) -> tuple[Claim | None, MentionReason | None]:
        """Return the one bearer whom the text names in full or who is attested there, or nobody."""
        known = [one for one in claims if one.entry.id in self._named]
        known = known or [one for one in claims if is_attested(one.entry, self._source)]
        if len(known) == 1:
            return known[0], MentionReason.ONLY
        return None, MentionReason.UNDECIDED


def _is_gloss(tokens: Tokens, match: Match, after: Match) -> bool:
    """Return whether brackets after a name hold nothing but the whole name of one person."""
    [claim, *others] = after.claims
    whole = claim.kind is FormKind.FULL and claim.is_person and not others and not after.stranger
    near = after.first == match.end and tokens.between(after.first).endswith("(")
    return whole and near and tokens.text[tokens.spans[after.end - 1][1] :][:1] == ")"


def _is_alias(match: Match) -> bool:
    """Return whether a form is another name that only one person has: FDR."""
    [claim, *others] = match.claims
    forms = map(Tokens, list_full_forms(claim.entry))
    whole = (form for form in forms if len(form) > 1)
    parts = {form.folded(place) for form in whole for place in range(len(form))}
    return claim.is_person and not others and parts.isdisjoint(match.key.split())


def _list_named(matches: Iterable[Match]) -> frozenset[str]:
    """Return the ids of the persons whom some forms name in full."""
    return frozenset(
        one.entry.id
        for match in matches
        for one in match.claims
        if one.kind is FormKind.FULL and one.is_person
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
