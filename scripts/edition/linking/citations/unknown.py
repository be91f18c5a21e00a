"""What has the form of a short citation, though no known title stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edition.linking.citations.drafts import Draft
from edition.linking.citations.locators import LOCATOR
from edition.linking.citations.words import Words
from edition.model.citation import CitationKind
from edition.model.parameters import CUE_WORD

_GUESS = re.compile(
    r"(?P<title>[^\W\d_a-z][^;“”()\n]{1,90}?,\s+|“[^“”]{2,90}”,?\s+)"
    rf"(?P<locator>{LOCATOR})(?=[.;:)\]]|$|\n|,? see| \()"
)


def find_unknown(text: str, words: Words, taken: list[tuple[int, int]]) -> Iterator[Draft]:
    """Yield a draft for what has the form of a short citation, though no title is known."""
    for low, high in _gaps(text, taken):
        for clause in re.finditer(r"[^;\n]+", text[low:high]):
            first, last = low + clause.start(), low + clause.end()
            draft = _guess(text, first, last, words)
            if draft is not None:
                yield draft


def _guess(text: str, first: int, last: int, words: Words) -> Draft | None:
    for start in [first, *(first + m.end() for m in re.finditer(r"\s|[(“]", text[first:last]))]:
        if start >= last or not (text[start].isupper() or text[start] == "“"):
            continue
        if not _begins(text, first, start, words) or _is_cue(text, start, words):
            continue
        match = _GUESS.match(text, start, last)
        if match and not words.prose.search(match["title"]):
            if re.search(rf"{words.month}\s\d{{1,2}},\s+$", match["title"]):
                continue  # The number is the year of a date.
            names, _, title = match["title"].rstrip(" ,").rpartition(", ")
            if words.internal.match(title) or match["locator"].startswith("p"):
                continue
            if (title[:1].isupper() or title[:1] == "“") and (
                names or title[:1] == "“" or title.count(" ") > 1
            ):
                return Draft(
                    start,
                    match.end(),
                    CitationKind.SHORT,
                    match.span("locator"),
                    title=title.strip("“”,. "),
                    names=names.strip("“, "),
                    known=False,
                )
    return None


def _is_cue(text: str, start: int, words: Words) -> bool:
    return re.split(r"\W", text[start : start + CUE_WORD], maxsplit=1)[0].casefold() in words.cues


def _begins(text: str, first: int, start: int, words: Words) -> bool:
    before = text[first:start].rstrip(" “(")
    return not before or before[-1] in ".;:(" or bool(words.find_cue(before + " "))


def _gaps(text: str, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    position = 0
    for low, high in sorted(taken):
        if low > position:
            yield position, low
        position = max(position, high)
    yield position, len(text)
