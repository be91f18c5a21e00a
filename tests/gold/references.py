"""Reads a set of references in which every field stands between tags, one reference a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.gold.scoring import Field

# One tag of the set lacks its last bracket.
_FIELD = re.compile(r"<(?P<name>[a-z]+)>\s*(?P<value>.*?)\s*</(?P=name)\b>?")
_NAMES = {"year": "date"}
"""Names that one label of the set has instead of the one that all others have."""
_TAG = re.compile(r"</?[a-z]+\b>?")


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference as printed, and what was labelled in it."""

    text: str
    fields: tuple[Field, ...]


def read_references(path: Path) -> tuple[Reference, ...]:
    """Return the references of a file in UTF-8. Raises OSError, UnicodeDecodeError."""
    lines = path.read_text("utf-8").splitlines()
    return tuple(parse_reference(line) for line in lines if _FIELD.search(line))


def parse_reference(line: str) -> Reference:
    """Return the reference of a line: its words without tags, and its fields in order."""
    fields = tuple(
        Field(_NAMES.get(found["name"], found["name"]), found["value"])
        for found in _FIELD.finditer(line)
    )
    return Reference(" ".join(_TAG.sub(" ", line).split()), fields)
