"""Classify parts of a document that are neither prose nor headings: letterhead, stamps, signature.

Kinds are recognised by formulas that offices and archives use, never by a particular text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from edition.model.document import MatterKind
from edition.readers.chunks import Chunk, is_capitals, is_mostly_capitals, is_prose, words_of
from edition.readers.furniture import is_classification, is_graded_address
from edition.readers.stamps import NO_STAMPS, is_stamp
from edition.records.vocabulary import any_listed
from edition.text.dates import ANY_MONTH, ERAS, MONTH, OF
from edition.text.scripts import HAN_DIGITS

_NUMERAL = rf"[\d{HAN_DIGITS}十元]{{1,4}}"
_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|er|\.)?\s+{OF}{ANY_MONTH},?\s+{OF}\d{{2,4}}(?:\s?{any_listed('years')})?"
    rf"|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|(?:{'|'.join(ERAS)})?{_NUMERAL}年{_NUMERAL}月{_NUMERAL}日)"
)
_TIME = r"\s*[\u2014\u2013,-]\s*(?:\d{1,2}(?:[:.]\d\d)?\s*[ap]\.?m\.?|noon|midnight)"
_MARK = r"[\d*\u2020\u2021\u2070\u00b9\u00b2\u00b3\u2074-\u2079]{0,3}"
"""Suffixes of a date: the time of a telegram, and a note marker."""
_DATELINE = re.compile(
    rf"(?:[^\W\d][\w .,'-]{{1,40}},\s+)?(?:{any_listed('date_words')}:?\s+)?"
    rf"{_DATE}(?:{_TIME})?\.?{_MARK}",
    re.IGNORECASE,
)
_DATED_LINE = re.compile(rf"(?<!\w){_DATE}(?!\w)", re.IGNORECASE)
_DISTRIBUTION = re.compile(any_listed("distribution"), re.IGNORECASE)
_ENCLOSURE = re.compile(
    rf"{any_listed('enclosures')}(?:\s+(?:\d+|[a-z]))?[\s:.()\d]*", re.IGNORECASE
)
_ADDRESS = re.compile(any_listed("addresses"), re.IGNORECASE)
_SERIAL = re.compile(r"(?:No\. ?)?\d{1,5}\.? ")
_STAMP_DATE = re.compile(r"[\w. ]{0,20}\bdate:\s*\S.{0,30}", re.IGNORECASE)
_HANDLING = re.compile(any_listed("handling"), re.IGNORECASE)
_IMPRINT = re.compile(any_listed("imprint"), re.IGNORECASE)
_CLOSING = re.compile(
    rf"(?:{any_listed('closings')}"
    rf"|(?:[(\[]?{any_listed('signed')}[)\].:]+\s?[^()\[\]]{{2,40}}){{1,4}}),?",
    re.IGNORECASE,
)
_INITIALLED = re.compile(r"(?:[^\W\d_a-z]\.[ -]?){1,4}[^\W\d_a-z][^\W\d_a-z\x27\u2019-]{2,}\.?")
_LONGEST, _LONGEST_ADDRESS, _LONGEST_DATE, _LONGEST_LINE = 80, 120, 50, 90
"""Greatest lengths of a closing formula, an address, a line with a date, a line of a list."""
_NAMES = 5
"""Greatest number of words of a name."""
_SIGNED, _DATED, _IMPRINTED = 4, 3, 6
"""Greatest numbers of lines of a signature with its office, a date with its place, an imprint."""


def is_date(text: str) -> bool:
    """True if the text is a date, with or without a place before it."""
    return bool(_DATELINE.fullmatch(text.strip()))


def is_dated(text: str) -> bool:
    """True for a short line at the head of a document that contains a date, as in a cable."""
    return len(text) <= _LONGEST_ADDRESS and not is_prose(text) and bool(_DATED_LINE.search(text))


def is_closing(text: str) -> bool:
    """True for the closing formula before a signature."""
    return len(text) <= _LONGEST and bool(_CLOSING.fullmatch(text.strip()))


def is_imprint(text: str) -> bool:
    """True for a line that begins like a rights notice or a publication date."""
    return bool(_IMPRINT.match(text.strip(" _*")))


def is_name(text: str) -> bool:
    """True if a line can be a signature: two to five capitalised words or initials."""
    words = text.strip().strip("~,. ").removeprefix("/s/").split()
    return 2 <= len(words) <= _NAMES and all(
        re.fullmatch(r"[^\W\d_][\w'\u2019.-]*", w) and w[0].isupper() for w in words
    )


def is_initialled_name(text: str) -> bool:
    """True for initials and a family name in capitals, as printed below letters and papers."""
    return bool(_INITIALLED.fullmatch(text.strip().strip("[]")))


def is_signature(chunk: Chunk) -> bool:
    """True for a name in capitals, with or without an office below it."""
    first = chunk.lines[0].text
    return (
        len(chunk.lines) <= _SIGNED
        and (is_capitals(first) or "/s/" in first)
        and is_name(first)
        and not is_prose(chunk.text)
    )


@dataclass(frozen=True, slots=True)
class OfficeMarks:
    """Markings and stamps of offices, in addition to the usual classification markings."""

    classification: tuple[str, ...] = ()
    stamps: re.Pattern[str] = NO_STAMPS


USUAL: Final = OfficeMarks()


def is_graded(text: str, marks: OfficeMarks = USUAL) -> bool:
    """True for classification markings, with or without the number of a telegram before them."""
    return is_classification(_SERIAL.sub("", text.strip()), marks.classification)


def matter_of(chunk: Chunk, marks: OfficeMarks = USUAL) -> MatterKind | None:
    """Return the kind shown by the formulas of a chunk, regardless of its place; None if none."""
    text = chunk.text.strip("~ ")
    if all(is_classification(line.text, marks.classification) for line in chunk.lines):
        return MatterKind.CLASSIFICATION
    if is_mostly_capitals(text) and _HANDLING.search(text):
        return MatterKind.CLASSIFICATION
    if is_stamp(chunk, marks.stamps):
        return MatterKind.STAMP
    return next((kind for kind, formed in _list_formulas(chunk, text) if formed), None)


def _list_formulas(chunk: Chunk, text: str) -> Iterator[tuple[MatterKind, object]]:
    """Yield each kind, the most certain first, with whether the chunk has its formula."""
    height = len(chunk.lines)
    yield MatterKind.DISTRIBUTION, _DISTRIBUTION.match(text) and _is_short(chunk)
    addressed = _ADDRESS.match(text) or is_graded_address(text)
    yield MatterKind.LETTERHEAD, addressed and _is_short(chunk)
    yield MatterKind.CONTENTS, _ENCLOSURE.fullmatch(text)
    yield MatterKind.IMPRINT, is_imprint(text) and height <= _IMPRINTED
    lines = [line.text.strip() for line in chunk.lines]
    narrow = height <= _DATED and max(map(len, lines)) <= _LONGEST_DATE
    yield MatterKind.DATELINE, narrow and any(map(is_date, lines))


def _is_short(chunk: Chunk) -> bool:
    short = all(len(line.text.strip()) <= _LONGEST_LINE for line in chunk.lines)
    return short and not is_prose(chunk.text)


_TAKES_MORE = {MatterKind.DISTRIBUTION, MatterKind.CONTENTS}


def takes_next(
    kind: MatterKind | None, chunk: Chunk, following: Chunk | None, marks: OfficeMarks = USUAL
) -> bool:
    """True if a list follows its label (``DISTRIBUTION:``, ``Copies to:``, ``Attachment``)."""
    if kind not in _TAKES_MORE or following is None or len(chunk.lines) > 1:
        return False
    label = chunk.text.rstrip().endswith(":") or len(words_of(chunk.text)) == 1
    return label and _is_short(following) and matter_of(following, marks) is None


def belongs_to_stamp(before: MatterKind | None, chunk: Chunk) -> bool:
    """True for the date below a stamp."""
    return (
        before is MatterKind.STAMP
        and len(chunk.lines) == 1
        and bool(_STAMP_DATE.fullmatch(chunk.text))
    )


def front_matter(chunks: Sequence[Chunk], marks: OfficeMarks = USUAL) -> list[MatterKind]:
    """Return the kind of every chunk before the first paragraph.

    A chunk without a formula is the title if it comes first or continues the title in parentheses
    or capitals; otherwise it is letterhead.
    """
    kinds: list[MatterKind] = []
    for index, chunk in enumerate(chunks):
        kind = matter_of(chunk, marks)
        before = kinds[-1] if kinds else None
        if kind is None and index and takes_next(before, chunks[index - 1], chunk, marks):
            kind = before
        if belongs_to_stamp(before, chunk):
            kind = MatterKind.STAMP
        kinds.append(kind or _unnamed(chunk, kinds))
    return kinds


def _unnamed(chunk: Chunk, before: Sequence[MatterKind]) -> MatterKind:
    if MatterKind.TITLE not in before:
        return MatterKind.TITLE
    subtitle = chunk.text.startswith("(") or (len(chunk.lines) == 1 and is_capitals(chunk.text))
    if before[-1] is MatterKind.TITLE and subtitle:
        return MatterKind.TITLE
    return MatterKind.LETTERHEAD
