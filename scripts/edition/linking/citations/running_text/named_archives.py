"""Archives that running text names, by the titles that the bibliography has for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from edition.bibliography.database import Bibliography
from edition.linking.citations.running_text.clauses import Clause
from edition.linking.citations.running_text.mentions import Mention, Sign, make_mention
from edition.linking.citations.running_text.statements import Choice, any_title, list_group
from edition.model.citation import Abstention
from edition.text.tex import plain_tex

_GROUP = "archive"


@dataclass(frozen=True, slots=True)
class Archives:
    """The archives of the bibliography by their names."""

    places: dict[str, dict[str, str]]
    """For each name the keys, by the place that the entry gives, or by an empty text."""
    pattern: re.Pattern[str] | None

    def find(self, clause: Clause) -> Iterator[Mention]:
        """Yield the archives that a clause names."""
        for match in clause.find(self.pattern) if self.pattern else ():
            places = "|".join(re.escape(place) for place in self.places[match[0]] if place)
            place = re.compile(rf"(?:\sin|\sat|,)\s(?:{places})\b") if places else None
            beside = place.match(clause.text, match.end(), clause.end) if place else None
            pieces = (match.span(), beside.span() if beside else None)
            yield make_mention(clause, Sign.ARCHIVE, pieces, match.span())

    def choose(self, mention: Mention, text: str) -> Choice:
        """Return the archive of the name that has no place, or whose place the clause tells."""
        clause = text[slice(*mention.clause)]
        places = self.places[text[slice(*mention.who)]]
        keys = {key for place, key in places.items() if not place or place in clause}
        if len(keys) == 1:
            return Choice(keys.pop(), None)
        return Choice(None, Abstention.AMBIGUOUS if keys else Abstention.NEVER_GIVEN)


def read_archives(bibliography: Bibliography) -> Archives:
    """Return the archives of the bibliography."""
    places: dict[str, dict[str, str]] = {}
    for key, entry in list_group(bibliography, _GROUP):
        place = plain_tex(entry.fields.get("location", "")).split(",")[0]
        for name in ("title", "shorttitle"):
            if name in entry.fields:
                places.setdefault(plain_tex(entry.fields[name]), {})[place] = key
    return Archives(places, any_title(places))
