"""Intercepts and summaries, cited by their numbers in lists: ``H-123456, 7 Apr., Orsk-Kestrel``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from edition.linking.citations.drafts import Draft
from edition.linking.citations.words import Words
from edition.linking.citations.works import Work
from edition.model.citation import CitationKind
from edition.text.folding import fold_letters


class Intercepts:
    """Patterns for intercepts and summaries."""

    def __init__(self, words: Words) -> None:
        prefix = rf"(?<![\w-]){words.numbered}"
        # The hyphen may be left out: “H186243”.
        joined = prefix.replace(r"\b", "")
        self.number = re.compile(rf"{joined}[-\s]*(?:#\s?\d[\d/]*|\d{{4,}}[\d/]*)")
        """A prefix with its number; a text that has none cites no intercepts."""
        self.one = re.compile(
            rf"{self.number.pattern}"
            r"|(?<=and )#\s?\d+"
            r"|(?<![\w-])\d{6}(?:/\d+)?(?=,)"
            rf"|{prefix}(?=,\s\d)"
            rf"|(?<![\w-])\d{{1,2}}\s{words.month},\s[A-Z]{{2}}[\s-]\w+(?=[\s-])"
            rf"|^{words.month}\s\d{{1,2}},\s\d{{4}}(?=;)",
            re.MULTILINE,
        )
        """A number with or without its prefix, or a date where a message has no number."""


def find_intercepts(text: str, intercepts: Intercepts) -> Iterator[Draft]:
    """Yield a draft for every intercept or summary, from its number to where the next begins."""
    if not intercepts.number.search(text):
        return
    found = list(intercepts.one.finditer(text))
    prefix = ""
    for match, after in zip(found, [*found[1:], None], strict=True):
        limit = len(text) if after is None else after.start()
        end = match.end() + _stop(text[match.end() : limit])
        end = match.start() + len(text[match.start() : end].rstrip(" ,;&.-("))
        name = match[0] if match[0][0] != "#" else f"{prefix} {match[0]}"
        prefix = re.split(r"[-\s]*[#\d]", name)[0] or prefix
        yield Draft(match.start(), end, CitationKind.OTHER, (match.start(), end), container=name)


def _stop(text: str) -> int:
    """Return where a message ends: before a semicolon or a bracket that began before it."""
    for stop in re.finditer(r"[;)\n]|\s(?:and|&)\s*$", text):
        if stop[0] != ")" or "(" not in text[: stop.start()]:
            return stop.start()
    return len(text)


def find_numbered(name: str, text: str, works: Iterable[Work]) -> Work | None:
    """Return the intercept or summary of a number; without one, that whose title begins alike."""
    digits, prefix = _split(name)
    folded = fold_letters(text)
    for work in works:
        number, head = _split(work.number)
        if number and number == digits and (not prefix or prefix.startswith(head)):
            return work
        if not number and any(folded.startswith(title.text) for title in work.titles):
            return work
    return None


def _split(number: str) -> tuple[str, str]:
    """Return the digits of a number, and its prefix folded."""
    return re.sub(r"\D", "", number), fold_letters(re.sub(r"\d.*", "", number, flags=re.DOTALL))
