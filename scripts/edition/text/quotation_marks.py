"""Quotation marks: tables, and conversion of the marks of all conventions to the pair “ ”.

A witness may have straight, „German“, «Russian» or British ‘single’ marks. The conversion replaces
one character by one, so that offsets stay valid; published text keeps the marks of the witness.
"""

from __future__ import annotations

import re
from typing import Final

OPENING: Final = '"“«„'
CLOSING: Final = '"”»“'
"""Closing marks, in the order of the opening ones."""
AFTER_STOP: Final = r"[\"”’)\]]"
"""Pattern of closing marks after the full stop of a sentence."""
_NAMED = {"«": "“", "»": "”", "〝": "“", "〞": "”", "＂": '"'}
_LOW = re.compile(r"(?<![\w,])„(?=\S)([^„“”\n]*[^\s„“”])“(?!\w)")
"""A German quotation: its closing mark has the form of an English opening mark."""
_STRAIGHT = re.compile('"')
_SINGLE = re.compile(r"(?<![\w’'])[‘'](?=[\w“(])((?:[^‘\n]|(?<=\s)‘)*?[^\s(])[’'](?=[,.;:)\]\s]|$)")
"""A quotation in single marks; an apostrophe precedes a letter or follows no opening mark."""
_STOP_AFTER = re.compile(r"(“[^“”]*[^“”.,?!]|‘[^‘’]*[^‘’.,?!])([’”])([.,])(?=\s)")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_BEFORE_OPENING = frozenset(" \t\n\r([{—–-/‘'“\u00a0")


_STRAIGHTENED: Final = str.maketrans("‘’“”", "''\"\"")
_WITHIN: Final = str.maketrans("“”", "‘’")


def straighten_marks(text: str) -> str:
    """Return a text with straight quotation marks, for comparisons that ignore their form."""
    return text.translate(_STRAIGHTENED)


def use_inner_marks(text: str) -> str:
    """Return a text with single instead of double marks, for use within a quotation."""
    return text.translate(_WITHIN)


def enclose_stops(text: str) -> str:
    """Move stops after a quotation into its marks, as in American print.

    A closing mark without an opening one is an apostrophe.
    """
    return _STOP_AFTER.sub(r"\1\3\2", text)


def normalise_marks(text: str) -> str:
    """Return a text of the same length with quotation marks “ and ” and apostrophes ’."""
    if "„" in text:
        text = _LOW.sub(lambda match: f"“{match[1]}”", text)
    if any(mark in text for mark in _NAMED):
        text = "".join(_NAMED.get(character, character) for character in text)
    if '"' in text:
        text = _STRAIGHT.sub(lambda match: _curl_mark(text, match.start()), text)
    if "'" in text:
        text = _APOSTROPHE.sub("’", text)
    if "“" not in text and ("‘" in text or "'" in text):
        text = _SINGLE.sub(lambda match: f"“{match[1]}”", text)
    return text


def _curl_mark(text: str, index: int) -> str:
    """Return the curly form of the straight mark at an index: opening before a word."""
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    opens = (not before or before in _BEFORE_OPENING) and bool(after.strip())
    return "“" if opens else "”"
