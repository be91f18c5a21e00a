"""Resolve the names in text and notes to register entries, or abstain with a reason.

A full name resolves to its entry. A surname alone resolves to the bearer last named in full in the
passage, section, chapter or text; if several bearers are equally near, it stays unresolved. An
unregistered name with the surname of an entry counts as a bearer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from edition.linking.registers.forms import Claim, FormKind, NameWords, Tokens, Tree
from edition.linking.registers.matching import Match, Matcher, has_name, is_attested
from edition.linking.registers.passages import Passage
from edition.model.mentions import MentionReason, NameMention
from edition.records.registers import Entry, list_forms, list_full_forms

_LIKE = re.compile(r"\b(?:[Uu]n)?[Ll]ike\s(?:\w+\sand\s)?$")
"""Text before a person named only for comparison."""
_LAST_SIGN = re.compile(r"\.|’(?!s)")


def find_mentions(
    passages: Sequence[Passage],
    tree: Tree,
    words: NameWords,
    authors: Mapping[str, frozenset[str]],
    source: str,
) -> tuple[NameMention, ...]:
    """Return the mentions of a text in the order of the witness.

    ``authors`` maps the key of each work to the folded names of its people; ``source`` is the id
    of the text.
    """
    finder = _Resolver(Matcher(passages, tree, words, authors, source), authors, source)
    return tuple(
        sorted(finder.find_all(), key=lambda mention: (mention.span.start, mention.span.end))
    )


class _Named(NamedTuple):
    """The position where a person was last named in full."""

    number: int
    """Number of the passage."""
    place: int
    """Offset in the passage."""
    scope: tuple[str, ...]
    passing: bool = False
    """True if the naming counts only within its passage."""


class _SearchedPassage(NamedTuple):
    """A passage, its words and the forms found in it."""

    passage: Passage
    tokens: Tokens
    matches: Sequence[Match]


class _Resolver:
    """Resolve the names in a text."""

    def __init__(
        self, matcher: Matcher, authors: Mapping[str, frozenset[str]], source: str
    ) -> None:
        self._matcher = matcher
        self._authors = authors
        self._source = source
        self._strangers: dict[str, set[str]] = {}
        """Unregistered persons by the key of the short form that they bear."""
        self._named: set[str] = set()
        """Ids of the persons named in full in the text."""
        self._text: dict[str, _Named] = {}
        self._note: dict[str, _Named] = {}
        """Last full namings by bearer, in the text and in the current note."""
        self._parts: dict[str, _Named] = {}
        """Last occurrence of a short form that could only mean its bearer, by bearer."""
        self._used: dict[tuple[str, int], str] = {}
        """Bearers by the key of a short form and the number of the passage."""
        self._here: frozenset[str] = frozenset()
        """Ids of the persons named in full in the current passage."""
        self._dead: set[str] = set()
        """Ids of the persons whose death the text mentions with their full names."""

    def find_all(self) -> Iterator[NameMention]:
        """Yield the mentions in the order of the passages."""
        self._matcher.learn_abbreviations()
        passages = [
            _SearchedPassage(passage, tokens, list(self._matcher.match(passage, tokens)))
            for passage, tokens in self._matcher.read
        ]
        for searched in passages:
            for match in searched.matches:
                if match.stranger:
                    self._strangers.setdefault(match.key, set()).add(match.stranger)
            self._named |= _list_named(searched.matches)
            self._dead |= _list_named(match for match in searched.matches if match.fate)
        address = ""
        for number, searched in enumerate(passages):
            if searched.passage.address != address:
                address, self._note = searched.passage.address, {}
            self._here = _list_named(searched.matches)
            yield from self._resolve_all(searched, number)

    def _resolve_all(self, searched: _SearchedPassage, number: int) -> Iterator[NameMention]:
        passage, tokens, matches = searched
        relative = ""
        for match in matches:
            start, end = _measure(tokens, match)
            named = _Named(number, start, passage.scope)
            claim, reason = self._resolve(match, named)
            if reason is None:
                continue
            entry = claim.entry if claim is not None else None
            # Only a full name introduces a person; a short form would pass on its uncertainty.
            full = reason is MentionReason.FULL or (
                reason is MentionReason.AUTHOR and claim is not None and claim.kind is FormKind.FULL
            )
            bearer = entry.id if entry is not None else match.stranger
            kin = entry is not None and self._matcher.is_kin(tokens, match)
            if match.stranger or (entry is not None and (full or _is_alias(match)) and not kin):
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
        """Return the claim chosen for a form, if any, and the reason; no reason if no mention."""
        if match.stranger:
            return None, MentionReason.UNKNOWN
        if len(match.claims) > 1 and (owned := self._find_owned(match, named.number)):
            return owned, MentionReason.IN_PASSAGE
        # Orsk is a place, but a person in a passage that names Orsk Hikaru in full.
        mixed = not all(claim.is_person for claim in match.claims)
        here = [claim for claim in match.claims if claim.entry.id in self._here]
        rivals = here if mixed and len(here) == 1 else match.claims
        kind = min(claim.kind for claim in rivals)
        claims = [claim for claim in rivals if claim.kind == kind]
        if match.citation is not None and (author := self._find_author(match)):
            return author, MentionReason.AUTHOR
        if kind is FormKind.OFFICE:
            return (claims[0], MentionReason.OFFICE) if len(claims) == 1 else (None, None)
        if kind is FormKind.FULL or not all(claim.is_person for claim in claims):
            alone = len(claims) == 1
            return (claims[0], MentionReason.FULL) if alone else (None, MentionReason.RIVALS)
        # The author of a work in the bibliography is registered there: an author who is not among
        # the claims is another person of that name.
        if match.citation is not None and match.citation.key:
            return None, MentionReason.UNKNOWN
        return self._resolve_short(match, claims, kind, named)

    def _find_owned(self, match: Match, number: int) -> Claim | None:
        """Return the only body that belongs to the owner named before it, here or earlier."""
        used = self._used.get((match.key, number))
        found = [
            claim
            for claim in match.claims
            if not claim.is_person
            and (
                claim.entry.id == used
                or any(relation.to == match.owner for relation in claim.entry.relations)
            )
        ]
        if len(found) != 1:
            return None
        self._used[match.key, number] = found[0].entry.id
        return found[0]

    def _find_author(self, match: Match) -> Claim | None:
        """Return the only claim by an author of the cited work."""
        key = match.citation.key if match.citation is not None else None
        names = self._authors.get(key or "", frozenset())
        found = [claim for claim in match.claims if has_name(claim, names)]
        return found[0] if len(found) == 1 else None

    def _resolve_short(
        self, match: Match, claims: Sequence[Claim], kind: FormKind, named: _Named
    ) -> tuple[Claim | None, MentionReason | None]:
        key = match.key
        claims = [claim for claim in claims if not self._is_author(claim.entry)]
        if not claims:
            return None, MentionReason.UNDECIDED
        by_id = {claim.entry.id: claim for claim in claims}
        if match.fate and len(dead := self._dead & by_id.keys()) == 1:
            return by_id[min(dead)], MentionReason.IN_TEXT
        used = self._used.get((key, named.number))
        last = {
            bearer: found
            for bearer in (*by_id, *self._strangers.get(key, ()))
            if (found := self._note.get(bearer) or self._text.get(bearer))
            and not (found.passing and (found.number != named.number or used not in (None, bearer)))
            and (bearer in by_id or self._is_rival(found, named, claims))
        }
        order = sorted(last, key=lambda bearer: last[bearer][:2], reverse=True)
        if kind is FormKind.GIVEN:
            near = [bearer for bearer in order if last[bearer].scope == named.scope]
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
        resolved = nearby and order[0] in by_id
        if not resolved and len(here := self._here & by_id.keys()) == 1:
            return by_id[min(here)], MentionReason.IN_PASSAGE
        if not order:
            return self._choose_alone(claims)
        rivals = {bearer for bearer in order[1:] if _compare(last[bearer], named) is level}
        rivals |= {used or order[0]} - {order[0]}
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
        """Return whether a person is attested only as a cited author and not yet named in full."""
        named = entry.id in self._note or entry.id in self._text
        return not named and all(authority.work in self._authors for authority in entry.evidence)

    def _is_rival(self, found: _Named, named: _Named, claims: Sequence[Claim]) -> bool:
        """Return whether an unregistered person is near enough to be meant by a short form."""
        level = _compare(found, named)
        if len(claims) == 1 and claims[0].declared:
            return level is MentionReason.IN_PASSAGE
        return level in (MentionReason.IN_PASSAGE, MentionReason.IN_SECTION)

    def _choose_alone(self, claims: Sequence[Claim]) -> tuple[Claim | None, MentionReason | None]:
        """Return the only bearer named in full in the text, or else attested there, if any."""
        bearers = [claim for claim in claims if claim.entry.id in self._named]
        bearers = bearers or [claim for claim in claims if is_attested(claim.entry, self._source)]
        if len(bearers) == 1:
            return bearers[0], MentionReason.ONLY
        return None, MentionReason.UNDECIDED


def _is_alias(match: Match) -> bool:
    """Return whether a form is an alternative name of only one person: FDR."""
    [claim, *others] = match.claims
    forms = map(Tokens, list_full_forms(claim.entry))
    names = (form for form in forms if len(form) > 1)
    parts = {form.folded(place) for form in names for place in range(len(form))}
    return claim.is_person and not others and parts.isdisjoint(match.key.split())


def _list_named(matches: Iterable[Match]) -> frozenset[str]:
    """Return the ids of the persons named in full by the given matches."""
    return frozenset(
        claim.entry.id
        for match in matches
        for claim in match.claims
        if claim.kind is FormKind.FULL and claim.is_person
    )


def _measure(tokens: Tokens, match: Match) -> tuple[int, int]:
    """Return the start and end of a form, without closing brackets but with its last sign: Ltd."""
    bracketed = match.end - match.first > 1 and "(" in tokens.between(match.end - 1)
    end = match.end - bracketed
    stop = tokens.spans[end - 1][1]
    last = tokens.words[end - 1]
    sign = _LAST_SIGN.match(tokens.text, stop)
    stopped = sign is not None and any(
        form.endswith(last + sign[0]) for claim in match.claims for form in list_forms(claim.entry)
    )
    return tokens.spans[match.first][0], stop + stopped


def _compare(first: _Named, second: _Named) -> MentionReason:
    """Return the smallest unit that contains both positions."""
    if first.number == second.number:
        return MentionReason.IN_PASSAGE
    if first.scope == second.scope:
        return MentionReason.IN_SECTION
    same = first.scope[:1] == second.scope[:1]
    return MentionReason.IN_CHAPTER if same else MentionReason.IN_TEXT
