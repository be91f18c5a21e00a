"""Quotation marks: the tables, and reading those of every convention as the one pair “ ”.

A witness may have straight marks, „German“ or «Russian» ones, or ‘single’ ones as
British publishers have them. One mark stands for one character, so that offsets stay what they are;
what is published keeps the marks of the witness.
"""

from __future__ import annotations

import re
from typing import Final

OPENING: Final = '"“«„'
CLOSING: Final = '"”»“'
"""Marks in the order of those that they close."""
AFTER_STOP: Final = r"[\"”’)\]]"
"""Pattern of what may close behind the full stop of a sentence."""
_NAMED = {"«": "“", "»": "”", "〝": "“", "〞": "”", "＂": '"'}
_LOW = re.compile(r"(?<![\w,])„(?=\S)([^„“”\n]*[^\s„“”])“(?!\w)")
"""A low opening mark, whose closing mark has the form of an English opening one."""
_STRAIGHT = re.compile('"')
_SINGLE = re.compile(r"(?<![\w’'])[‘'](?=[\w“(])((?:[^‘\n]|(?<=\s)‘)*?[^\s(])[’'](?=[,.;:)\]\s]|$)")
"""A stretch in single marks; an apostrophe has a letter after it, or no opening mark before."""
_STOP_AFTER = re.compile(r"(“[^“”]*[^“”.,?!]|‘[^‘’]*[^‘’.,?!])([’”])([.,])(?=\s)")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_BEFORE_OPENING = frozenset(" \t\n\r([{—–-/‘'“\u00a0")


_STRAIGHTENED: Final = str.maketrans("‘’“”", "''\"\"")
_WITHIN: Final = str.maketrans("“”", "‘’")


def straighten_marks(text: str) -> str:
    """Return a text with straight quotation marks, whose form makes no difference."""
    return text.translate(_STRAIGHTENED)


def use_inner_marks(text: str) -> str:
    """Return a text with the marks that it has when it is itself quoted."""
    return text.translate(_WITHIN)


def enclose_stops(text: str) -> str:
    """Return a text with the stops after a quotation within its marks, as American print has them.

    A mark that no other opens is an apostrophe.
    """
    return _STOP_AFTER.sub(r"\1\3\2", text)


def normalise_marks(text: str) -> str:
    """Return a text of the same length whose quotation marks are “ and ”, its apostrophes ’."""
    if "„" in text:
        text = _LOW.sub(lambda match: f"“{match[1]}”", text)
    if any(mark in text for mark in _NAMED):
        text = "".join(_NAMED.get(character, character) for character in text)
    if '"' in text:
        text = _STRAIGHT.sub(lambda match: _turn(text, match.start()), text)
    if "'" in text:
        text = _APOSTROPHE.sub("’", text)
    if "“" not in text and ("‘" in text or "'" in text):
        text = _SINGLE.sub(lambda match: f"“{match[1]}”", text)
    return text


def _turn(text: str, index: int) -> str:
    """Return the mark that a straight one at an index stands for: one opens before a word."""
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    opens = (not before or before in _BEFORE_OPENING) and bool(after.strip())
    return "“" if opens else "”"
