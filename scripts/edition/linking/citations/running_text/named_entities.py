"""What a clause tells of that has a name of its own: treaties and laws, newspapers called so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edition.linking.citations.running_text.clauses import CAPITAL, Clause
from edition.linking.citations.running_text.days import Dated
from edition.linking.citations.running_text.mentions import Mention, Sign, make_mention
from edition.text.scripts import CAPITALS

_OF = re.compile(
    rf"\s(?P<word>of|on|between|with)\s(?:the\s)?(?P<name>{CAPITAL}(?:\s(?:and\s|of\s)?{CAPITAL}){{0,4}})"
)
_SHORT = re.compile(rf"\s\([{CAPITALS}]{{2,}}\)")
_THEN = re.compile(r"\s*\(?(?:of|in|dated|signed (?:in|on))?\s*")
_FIRST = re.compile(r"(?:\s|\sthe\s|\s?[’']s\s|\s(?:[a-z]+\s){1,2})")
"""Between a day and a name: “the 1960 military alliance treaty”."""


def find_names(
    clause: Clause, pattern: re.Pattern[str], *, known: bool = False
) -> Iterator[Mention]:
    """Yield treaties, laws and the like by name: ``the Kestrel Bay treaty``.

    Args:
        clause: where they are looked for.
        pattern: finds the noun that such names have, or a whole name.
        known: True if the pattern finds names that need nothing beside them.
    """
    for match in clause.find(pattern):
        first = clause.name_before(match.start())
        of = _OF.match(clause.text, match.end(), clause.end)
        if of and (clause.sayings.days.begin(of["name"]) or not _names(of, first, match.start())):
            of = None
        last = match.end() + len(of[0].rstrip(".")) if of else match.end()
        short = _SHORT.match(clause.text, last, clause.end)
        last = short.end() if short else last
        day = _day_beside(clause, first, last)
        alone = first == match.start() and not of
        if alone and not (known or day):
            continue
        of_name = of is not None and (of["word"] == "of" or day is not None)
        own = first < match.start() and not re.search(r"[’']s?\s$", clause.text[: match.start()])
        sure = known or own or match[0][0].isupper() or of_name or day is not None
        who = (first, match.start())
        yield make_mention(clause, Sign.NAME, ((first, last),), who, day, sure=sure)


def _names(of: re.Match[str], first: int, noun: int) -> bool:
    """True if the words after a noun are its name; partners are, where no name stands before."""
    return of["word"] in ("of", "on") or first == noun


def _day_beside(clause: Clause, first: int, last: int) -> Dated | None:
    text = clause.text
    for one in clause.days:
        inside = first <= one.start and one.end <= last
        after = one.start >= last and _THEN.fullmatch(text[last : one.start])
        before = one.end <= first and _FIRST.fullmatch(text[one.end : first])
        if inside or after or before:
            return one
    return None


def find_periodicals(clause: Clause) -> Iterator[Mention]:
    """Yield newspapers and magazines that are called so: ``Kestrel Times newspaper``."""
    pattern = rf"(?P<name>(?:{CAPITAL}\s){{1,4}})(?:{clause.sayings.periodical})"
    for match in clause.find(re.compile(pattern)):
        if clause.names_somebody(*match.span("name")):
            yield make_mention(clause, Sign.PRESS, (match.span(),), match.span("name"))
