"""Mentions of names and dates: spans of the witness with an entry of a register, or with a date."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from edition.records.registers import EntryClass
from edition.text.span import Span


class MentionReason(StrEnum):
    """Why a mention was assigned to its entry, or to none."""

    FULL = "the full name of one entry"
    ONLY = "the only entry with this short form"
    AUTHOR = "an author of the work cited"
    IN_PASSAGE = "last named in full in the same passage"
    IN_SECTION = "last named in full in the same section"
    IN_CHAPTER = "last named in full in the same chapter"
    IN_TEXT = "last named in full in the text"
    OFFICE = "the text equates the office with a person"
    RIVALS = "several entries with this name are near"
    UNKNOWN = "the registers have no entry for it"
    UNDECIDED = "nothing near decides between entries"


@dataclass(frozen=True, slots=True)
class NameMention:
    """Words that name a person, place, organisation, event or term."""

    span: Span
    entry_class: EntryClass
    entry: str
    """Id of the entry; empty if none was decided."""
    reason: MentionReason
    address: str
    """Address of the paragraph, heading or note."""


class DateReason(StrEnum):
    """Why an expression has its date, or none."""

    STATED = "the expression states it"
    SUPPLIED = "the year is that of the nearest date before"
    OF_TEXT = "the year is that of the text, or the year before"
    NO_YEAR = "nothing near gives the year"
    IMPOSSIBLE = "there is no such date"


@dataclass(frozen=True, slots=True)
class DateExpression:
    """Words that state a date."""

    span: Span
    edtf: str
    """The date in EDTF; empty if the text does not determine it."""
    reason: DateReason
    address: str
