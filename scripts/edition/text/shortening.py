"""Shortening of a text that is too long to be shown, to its beginning, its ends or its middle.

An ellipsis replaces the omitted part. Lengths are in characters and include the ellipsis unless
stated otherwise.
"""

from __future__ import annotations

from typing import Final

ELLIPSIS: Final = "\u2026"
_STOPS: Final = " .,:;"
"""Characters that are removed before an ellipsis."""


def shorten(text: str, length: int) -> str:
    """Return the first characters of a text."""
    return text if len(text) <= length else text[: length - 1] + ELLIPSIS


def shorten_words(text: str, length: int) -> str:
    """Return the first words of a text; the ellipsis may exceed the length."""
    if len(text) <= length:
        return text
    end = text.rfind(" ", 0, length)
    return text[: end if end > 0 else length].rstrip(_STOPS) + ELLIPSIS


def shorten_middle(text: str, length: int) -> str:
    """Return the beginning and the end of a text."""
    half = (length - 3) // 2
    return text if len(text) <= length else f"{text[:half]} {ELLIPSIS} {text[-half:]}"


def shorten_around(text: str, place: int, length: int) -> str:
    """Return the words around an index in a text; the ellipses may exceed the length.

    The end is not inside a parenthesis that begins in the second half of the words.
    """
    text = text.strip()
    if len(text) <= length:
        return text
    start = max(0, min(place - length // 2, len(text) - length))
    start = text.find(" ", start) + 1 if start else 0
    end = start + length
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
        opened = text.rfind("(", start, end)
        if opened > max(place, start + length // 2) and ")" not in text[opened:end]:
            end = opened
    shown = text[start:end].rstrip(_STOPS.replace(".", ""))
    return (ELLIPSIS if start else "") + shown + (ELLIPSIS if end < len(text) else "")
