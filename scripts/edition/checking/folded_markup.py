"""The words of a file with any markup, in each reading that its markup allows."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from typing import Final
from urllib.parse import unquote

from edition.checking.strays import (
    Reading,
    WordKinds,
    drop_strays,
    separate_words,
    take_out_insertions,
)
from edition.checking.unpacking import read_columns
from edition.model.parameters import LEAK_WORD_LETTERS
from edition.text.folding import fold_words

_ESCAPE = re.compile(
    r"\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,5})\}|x([0-9a-fA-F]{2})|[nrt]|([\"/]))"
)
_NOTE_MARK = re.compile(
    r"""
    <sup\b[^<>]*>
    (?:<[^<>]*>|[\[(\s])*                                        # a link to the note, a bracket
    (?:(?P<letters>[A-Za-z]{1,2})|[\d*\u2020\u2021\u00a7,\s]{1,6})  # one mark, or several
    (?:<[^<>]*>|[\])\s])*
    </sup>
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ABBREVIATED = re.compile(r"(?:\d|\b[A-Z])$")
"""A number or title before raised letters, as in *4th* and *Dr*."""
_BLOCKS: Final = frozenset(
    """
    address article aside blockquote body br button caption cell cr dd description details div dl
    dt figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html img input item l label
    lb legend li line link list main meta mspace mtext nav ol option p para path pre row script
    section select style summary svg table tbody td text textarea tfoot th thead title tr ul w:p
    w:tab w:br w:cr w:tc w:tr text:p text:h text:s text:tab text:line-break text:list-item a:p a:br
""".split()
)
"""Elements that separate words; any other element may be inside a word."""
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HIDDEN = re.compile(
    r"<(\w+)\b[^<>]*(?:\shidden\b|display:\s*none)[^<>]*>([^<]*)</\1>", re.IGNORECASE
)
"""An element that is not shown, so that it does not interrupt a sentence."""
_INSERTED_NOTE = re.compile(
    r"<((?:text:)?note|w:del|w:instrText|rdg|r[pt]|office:annotation|ref(?![^<>]*\starget=))\b"
    r"[^<>]*>.*?</\1>",
    re.DOTALL,
)
"""A note, deletion, variant reading or gloss within a sentence."""
_INSERTED_TAGS: Final = (
    "<note", ":note", "<w:del", "<w:instr", "<rdg", "<rt", "office:annotation", "<ref",
)  # fmt: skip
"""Strings of which ``_INSERTED_NOTE`` requires one; testing for them first saves most searches."""
_CITATION = re.compile(r"<text:note-citation\b.*?</text:note-citation>", re.DOTALL)
_ADJOINING = re.compile(r"</(?<=\w</)[\w:]+>(?:</[\w:]+>)*(?:<[\w:]+(?:\s[^<>]*)?>)+(?=\w)")
"""Tags directly between two letters or digits."""
_NAME = re.compile(r"</?([\w:]+)")
_TAG = re.compile(r"</?([A-Za-z!?][^\s<>/]*)[^<>]*>")
_IN_TAG = re.compile(r"<!--.*?-->|<[A-Za-z!?][^<>]*>", re.DOTALL)
_LINK = re.compile(
    r"\]\([^()\s]*(?:\s+[\"'][^\"']*[\"'])?\)|\]\[[^\]]*\]|\[\^[^\]]*\]|\^\[[^\]]*\]"
)
_LINK_TITLE = re.compile(r"\]\([^()\s]*\s+[\"']([^\"']*)[\"']\)")
_CHAINED = re.compile(r"[-_+][^\W_]++(?:[-_+][^\W_]++){6,}")
"""Seven words or more that follow a hyphen, ``_`` or ``+``."""
_LAST_WORD = re.compile(r"[^\W_]*$")
ANY_WORDS: Final = WordKinds()
"""The kinds of words if any word may belong to a protected text."""


def fold_markup(
    text: str, kinds: WordKinds = ANY_WORDS, passed: Collection[str] = ()
) -> list[Reading]:
    """Return the words of a file with any markup, in each of its possible readings.

    The first reading is the text as shown, the second the same without numbers and remarks. Another
    has the text of attributes and comments; others split words at hyphens or elements that may
    separate words. Tags in ``passed`` are left out.
    """
    text, insertions = take_out_insertions(text)
    text = _unescape(text)
    tags: list[str] = []
    readings = [insertions, *_find_chained(text), *read_columns(text)]
    if "](" in text or "[^" in text or "][" in text or "^[" in text:
        readings += _LINK_TITLE.findall(text)
        text = _LINK.sub(" ", text)
    if "<" in text or "&" in text:
        if any(_BLOCKS.isdisjoint(_NAME.findall(tag[0])) for tag in _ADJOINING.finditer(text)):
            readings.append(html.unescape(_TAG.sub(" ", text)))
        tags = [tag for tag in _IN_TAG.findall(text) if tag not in passed]
        text = _strip_tags(text)
    elif "\0" in text:
        readings.append(text.replace("\0", " "))
    words = Reading(fold_words(text), kinds)
    readings += separate_words(text, words.kinds)
    inside = Reading(fold_words(html.unescape("\n".join(tags))), kinds)
    inside.tags = tags
    others = map(fold_words, filter(None, reversed(readings)))
    return [words, drop_strays(words), inside, *(Reading(other, kinds) for other in others)]


def _find_chained(text: str) -> Iterator[str]:
    """Yield runs of words joined by ``-``, ``_`` or ``+``, as in web addresses and file names."""
    for match in _CHAINED.finditer(text):
        before = text[max(0, match.start() - LEAK_WORD_LETTERS) : match.start()]
        yield " ".join(_LAST_WORD.findall(before)) + re.sub("[-_+]", " ", match[0])


def _strip_tags(text: str) -> str:
    if "<!--" in text:
        text = _COMMENT.sub("", text)
    if "hidden" in text or "display:" in text:
        text = _move_to_end(_HIDDEN, text)
    if any(map(text.__contains__, _INSERTED_TAGS)):
        text = _move_to_end(_INSERTED_NOTE, _CITATION.sub("", text))
    text = _unescape_entities(_drop_tags(text))
    # Markup inside JSON and feeds is escaped twice.
    return _drop_tags(text) if "</" in text else text


def _move_to_end(pattern: re.Pattern[str], text: str) -> str:
    """Move all matches of a pattern to the end of a text."""
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        found.append(match[0])
        return ""

    return " ".join([pattern.sub(take, text), *found])


def _drop_tags(text: str) -> str:
    if "<sup" in text or "<SUP" in text:
        text = _NOTE_MARK.sub(_drop_mark, text)
    parts = _TAG.split(text)
    parts[1::2] = map(_SPACING.__getitem__, parts[1::2])
    return "".join(parts)


def _drop_mark(match: re.Match[str]) -> str:
    """Drop a note mark, but keep raised letters of a number or title."""
    at = match.start()
    is_text = match["letters"] and _ABBREVIATED.search(match.string[max(0, at - 2) : at])
    return match[0] if is_text else ""


class _Spacing(dict[str, str]):
    def __missing__(self, name: str) -> str:
        self[name] = " " if name.lower() in _BLOCKS else ""
        return self[name]


_SPACING = _Spacing()
"""Replacement of a tag by the name of its element: a space or nothing."""


def _unescape_entities(text: str) -> str:
    text = html.unescape(text)
    return html.unescape(text) if "&" in text else text


def _unescape(text: str) -> str:
    if "\\" in text:
        text = _ESCAPE.sub(_unescape_character, text)
    while "%" in text and (plain := unquote(text)) != text:
        text = plain
    return text


def _unescape_character(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    return chr(int(code, 16)) if code else match[4] or " "
