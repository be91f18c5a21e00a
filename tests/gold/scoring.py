"""Compares the fields that a parser reads with those that were labelled: equal, or not."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FIELDS = (
    "author", "editor", "title", "booktitle", "journal", "volume", "date", "location",
    "publisher", "pages",
)  # fmt: skip
"""The fields that count; whatever else a label or a parser has does not."""
_PEOPLE = ("author", "editor")
_JOINERS = re.compile(
    r"\b(?:[Ii]n|and|und|et|e|y|by|[Ee]d(?:d|s|ited)?|[Hh](?:rs)?gg?|a c(?:ura)?\.? di)\b"
)
"""Words between names and about them: ``in``, ``and``, ``(edd.)``, ``a c. di``."""
_BEFORE = {
    "booktitle": re.compile(r"^[Ii]n:?\s"),
    "pages": re.compile(r"^(?:pp?|S|ss?)\.\s*"),
    "volume": re.compile(r"^(?:[Vv]ol|Bd|[Tt])\.\s*"),
}
_RANGE = re.compile(r"\s*[–—-]\s*")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a reference: its name in the set, and its words."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Score:
    """How often a field was labelled, read, and read as it was labelled."""

    labelled: int
    read: int
    right: int

    @property
    def precision(self) -> float | None:
        """Share of what was read that is right; None if nothing was read."""
        return self.right / self.read if self.read else None

    @property
    def recall(self) -> float | None:
        """Share of what was labelled that was read right; None if nothing was labelled."""
        return self.right / self.labelled if self.labelled else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall: twice what is right over all that there is."""
        return 2 * self.right / (self.labelled + self.read) if self.labelled + self.read else None


@dataclass(frozen=True, slots=True)
class Table:
    """The scores of a parser on a set."""

    fields: dict[str, Score]
    whole: Score
    """All fields together."""
    own: Score
    """The fields together that the parser reads in any reference."""
    perfect: int
    """References of which every field was read, and nothing else."""
    silent: int
    """References in which the parser read no field."""
    references: int


def score(labelled: Sequence[Sequence[Field]], read: Sequence[Sequence[Field]]) -> Table:
    """Return the scores of what was read, reference by reference. Raises ValueError if unequal."""
    pairs = [(_count(a), _count(b)) for a, b in zip(labelled, read, strict=True)]
    fields = {name: _add([_score(a, b, (name,)) for a, b in pairs]) for name in FIELDS}
    return Table(
        {name: one for name, one in fields.items() if one.labelled or one.read},
        _add(fields.values()),
        _add(one for one in fields.values() if one.read),
        sum(a == b for a, b in pairs),
        sum(not b for _, b in pairs),
        len(pairs),
    )


def normalise(field: Field) -> str:
    """Return the value of a field as it is compared: letters and digits, in lower case.

    Of a date the years are left, of pages the first; of names the words between and about them
    are dropped, and so are ``in`` before a book and ``vol.`` before a number.
    """
    value = unicodedata.normalize("NFKC", field.value)
    if field.name == "date":
        return " ".join(re.findall(r"\d{4}", value))
    if field.name == "pages":
        value = _RANGE.split(_BEFORE["pages"].sub("", value))[0]
    if field.name in _PEOPLE:
        value = _JOINERS.sub(" ", value)
    if field.name in _BEFORE:
        value = _BEFORE[field.name].sub("", value)
    return "".join(character for character in value.casefold() if character.isalnum())


def _count(fields: Iterable[Field]) -> Counter[tuple[str, str]]:
    told = [(field.name, normalise(field)) for field in fields if field.name in FIELDS]
    return Counter(pair for pair in told if pair[1])


def _score(
    labelled: Counter[tuple[str, str]], read: Counter[tuple[str, str]], names: Sequence[str]
) -> Score:
    def count(counted: Counter[tuple[str, str]]) -> int:
        return sum(number for (name, _), number in counted.items() if name in names)

    return Score(count(labelled), count(read), count(labelled & read))


def _add(scores: Iterable[Score]) -> Score:
    listed = list(scores)
    return Score(
        sum(one.labelled for one in listed),
        sum(one.read for one in listed),
        sum(one.right for one in listed),
    )
