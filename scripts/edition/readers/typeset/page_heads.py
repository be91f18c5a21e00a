"""Find the furniture of pages: running heads, page numbers, note rules and link annotations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from edition.readers.contents import Entry
from edition.readers.furniture import (
    NOTE_RULE,
    PAGE_NUMBER,
    RUNNING_HEAD,
    can_be_head,
    is_rule,
    normal_head,
    roman_value,
)
from edition.readers.lines import Line
from edition.readers.page_ends import URL_ONLY
from edition.readers.typeset.page_breaks import PageCandidate
from edition.records.vocabulary import any_word, list_words, name_parts
from edition.text.folding import fold_case

_LABELLED = re.compile(
    r"(?:(?P<left>\d{1,3}|[ivxlc]{1,7})\s+)?(?P<title>\S.*?)(?:\s+(?P<right>\d{1,3}|[ivxlc]{1,7}))?"
)
_BARE = re.compile(r"(?:[-\u2013\u2014]\s?)?(?P<label>\d{1,4}|[ivxlc]{1,7})(?:\s?[-\u2013\u2014])?")
_NOT_HEADS = re.compile(any_word((*name_parts(), *list_words("figures"))), re.IGNORECASE)
_OFTEN = 3
_SHORTEST, _LONGEST = 4, 90
_TOP = 2
"""Lines at the top of a page that are searched for running heads."""


@dataclass(frozen=True, slots=True)
class PageHeads:
    """The repeated running heads of a book, case folded and without numbers."""

    repeated: frozenset[str]
    numbered: frozenset[str]
    """Heads printed beside a page number: without one, the same words are not a head."""
    titled: Mapping[int, str]
    """Labels of pages by the number of the line that has a title of the contents."""
    entries: frozenset[str] = frozenset()
    """Lines of the table of contents, folded by ``fold_case``: they look like heads."""

    def is_head(self, text: str, place: int) -> bool:
        """True for a repeated head or, on the first line, a lower-case head with a label.

        ``place`` is the index of the line among those of its page that are not blank.
        """
        if _NOT_HEADS.match(text) or fold_case(text) in self.entries:
            return False
        label, title = split_head(text)
        small = title == title.lower() and len(title) >= 2 * _SHORTEST and can_be_head(title)
        head = normal_head(text)
        repeated = head in self.repeated and bool(label or head not in self.numbered)
        return repeated or bool(place == 0 and label and small)


def find_heads(
    lines: Sequence[Line],
    candidates: Sequence[PageCandidate],
    titled: Mapping[int, str],
    entries: Iterable[Entry] = (),
) -> PageHeads:
    """Find the heads repeated at the tops of pages, regardless of the numbers beside them."""
    counts: Counter[str] = Counter()
    numbered: Counter[str] = Counter()
    for candidate in candidates:
        filled = (line for line in lines[candidate.start : candidate.end] if not line.blank)
        tops = [line.text.strip() for line in islice(filled, _TOP)] if candidate.is_page else ()
        heads = {text: normal_head(text) for text in tops if can_be_head(text)}
        counts.update(set(heads.values()))
        numbered.update({head for text, head in heads.items() if split_head(text)[0]})
    often = (head for head in counts if counts[head] >= _OFTEN or numbered[head] > 1)
    repeated = frozenset(head for head in often if len(head) >= _SHORTEST)
    always = frozenset(head for head in repeated if 2 * numbered[head] > counts[head])
    listed = frozenset(entry.key + entry.label for entry in entries)
    return PageHeads(repeated, always, titled, listed)


def split_head(text: str) -> tuple[str, str]:
    """Return the label at either end of a running head, or ``""``, and the rest of the head."""
    match = _LABELLED.fullmatch(text) if len(text) <= _LONGEST else None
    label = (match["left"] or match["right"] or "") if match else ""
    return (label, match["title"]) if match and is_label(label) else ("", text)


def is_label(text: str) -> bool:
    """True for a number or a lower-case roman numeral."""
    return text.isdecimal() or roman_value(text) > 0


def printed_label(lines: Sequence[Line], heads: PageHeads) -> str:
    """Return the label printed in the running head or on a separate line, or ``""``."""
    texts = [line.text.strip() for line in lines if not line.blank]
    while texts and URL_ONLY.fullmatch(texts[-1]):
        texts.pop()
    for place, text in enumerate(texts[:_TOP]):
        label, _ = split_head(text)
        if label and heads.is_head(text, place):
            return label
    for text in (*texts[-1:], *texts[:_TOP]):
        if fold_case(text) in heads.entries:
            continue
        match = _BARE.fullmatch(text)
        if match and is_label(match["label"]):
            return match["label"]
    return ""


def set_aside(lines: Sequence[Line], label: str, heads: PageHeads) -> dict[int, str]:
    """Return the kinds of furniture on a page, by the index of the line on the page."""
    found: dict[int, str] = {}
    filled = [place for place, line in enumerate(lines) if not line.blank]
    annotated = _count_annotations(lines)
    for place in filled[len(filled) - annotated :]:
        found[place] = "link-annotation"
    filled = filled[: len(filled) - annotated]
    for nth, place in enumerate(filled[:_TOP]):
        text = lines[place].text.strip()
        titled = heads.titled.get(lines[place].number) == label
        if not titled and (heads.is_head(text, nth) or (not nth and _has_label(text, label))):
            found[place] = RUNNING_HEAD
    for place in filled:
        if is_rule(lines[place].text):
            found[place] = NOTE_RULE
        match = _BARE.fullmatch(lines[place].text.strip())
        edge = place == filled[-1] or place in filled[:_TOP]
        if match and match["label"] == label and (edge or roman_value(label)):
            found[place] = PAGE_NUMBER
    return found


def _has_label(text: str, label: str) -> bool:
    """True for words in capitals beside the label of the page."""
    found, title = split_head(text)
    return found == label and title.isupper() and not _NOT_HEADS.match(title)


def _count_annotations(lines: Sequence[Line]) -> int:
    """Count the lines at the end of a page that consist of an address only, and blanks below."""
    count = pending = 0
    for line in reversed(lines):
        if line.blank:
            count, pending = count + pending, 0
        elif URL_ONLY.fullmatch(line.text.strip()):
            pending += 1
        else:
            return count
    return count + pending
