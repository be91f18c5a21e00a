"""What running text names without citing it: what somebody said or wrote, what has a name.

A noun or verb of saying counts where the same clause tells who and when; the name of a treaty,
of an archive, and of a newspaper of which something is told, count by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from edition.linking.citations.running_text.clauses import Clause
from edition.linking.citations.running_text.days import Dated
from edition.text.dates import Date

_STOP = re.compile(r"(?<=[^\W\dA-Z])\.$")
"""A full stop after a word that is no initial."""
Stretch: TypeAlias = tuple[int, int]
"""Where something begins and ends in the text of a passage."""


class Sign(StrEnum):
    """By what a mention is known."""

    NAME = "name"
    """The name of a treaty or law, or a short title of the bibliography."""
    NOUN = "noun"
    """A noun of saying with who or when."""
    VERB = "verb"
    """A verb of saying, or a place of speaking, with who and when."""
    PRESS = "press"
    """The name of a newspaper or magazine."""
    ARCHIVE = "archive"
    """The name of an archive."""
    TITLE = "title"
    """The whole title of a book or article."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a passage that names something said, written or agreed."""

    start: int
    end: int
    sign: Sign
    clause: Stretch
    who: Stretch = (0, 0)
    """The words that tell who, as far as they stand apart."""
    day: Date = field(default_factory=Date)
    dated: Stretch = (0, 0)
    """Where the day stands."""
    sure: bool = True
    """False if only an entry of the bibliography can tell that it is one."""


def make_mention(
    clause: Clause,
    sign: Sign,
    pieces: Iterable[Stretch | None],
    who: Stretch | None = None,
    day: Dated | None = None,
    *,
    sure: bool = True,
) -> Mention:
    """Return a mention from the first of its pieces to the last, its day being one of them."""
    told = [piece for piece in pieces if piece is not None]
    told += [(day.start, day.end)] if day else []
    start, end = min(one[0] for one in told), max(one[1] for one in told)
    end = start + len(_STOP.sub("", clause.text[start:end].rstrip(" ,")))
    when, dated = (day.day, (day.start, day.end)) if day else (Date(), (0, 0))
    bounds = (clause.start, clause.end)
    return Mention(start, end, sign, bounds, who or (0, 0), when, dated, sure)
