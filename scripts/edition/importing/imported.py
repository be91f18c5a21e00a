"""The result of an import, and the check that no word of the original is missing from it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from edition.diagnostics.diagnostic import Diagnostic
from edition.text.folding import SPACING_ACCENTS, fold_marks


@dataclass(frozen=True, slots=True)
class Imported:
    """An imported text as Markdown, with a report on the import."""

    markdown: str
    title: str
    """Title declared by the file; empty if none."""
    tool: str
    """Name and version of the library that read the file."""
    report: tuple[str, ...]
    """Summary of the import, as lines of text."""
    findings: tuple[Diagnostic, ...]
    """Diagnostics on dropped and doubtful content."""
    series: bool = False
    """True if note labels include the name of their series."""


_WORD: Final = re.compile(r"\d+|[^\W\d_]+")
"""Letters or digits, since a number printed next to a word may be extracted separately."""
_TAG: Final = re.compile(r"(?<!\\)</?su[bp]>")
_ESCAPE: Final = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_HYPHEN: Final = re.compile(r"[-\u2010\u00ad]\n\s*(?:<!--.*?-->)?")
_SHOWN: Final = 10
"""Maximum number of missing words listed."""


def find_missing(markdown: str, original: Iterable[str]) -> Counter[str]:
    """Return the words of an original that its Markdown lacks, with the number missing.

    ``original`` contains the texts extracted by another program. Programs divide words differently,
    so a word is not missing if it occurs in the Markdown next to the preceding or following word,
    even without spaces. Accents are compared unless the other program extracted any separately from
    their letters.
    """
    texts = list(original)
    fold = _fold_accents if any(_ACCENT.search(part) for part in texts) else _fold
    text = fold(_ESCAPE.sub("", _TAG.sub("", markdown)))
    joined = _WORD.findall(_HYPHEN.sub("", text))
    parts = [_WORD.findall(_HYPHEN.sub("", fold(part))) for part in texts]
    short = Counter(word for words in parts for word in words)
    short -= Counter(joined) | Counter(_WORD.findall(text))
    squeezed = "".join(joined)
    lacking: Counter[str] = Counter()
    present: dict[tuple[str, str, str], bool] = {}
    for words in parts:
        for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
            if word in short:
                key = before, word, after
                if key not in present:
                    present[key] = before + word in squeezed or word + after in squeezed
                lacking[word] += not present[key]
    return short & lacking


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _fold_accents(text: str) -> str:
    return fold_marks(_ACCENT.sub("", text))


_ACCENT: Final = re.compile(f"(?<=\\w)[{''.join(SPACING_ACCENTS)}](?=\\w)")
"""Accents extracted separately from their letters."""


def report_missing(missing: Counter[str], path: str) -> Iterator[Diagnostic]:
    """Report words that another program finds in a file but that the import lacks (I008)."""
    if missing:
        words = ", ".join(f"\u201c{word}\u201d" for word, _ in missing.most_common(_SHOWN))
        fact = f"{missing.total()} words of the file are not in the Markdown, such as {words}"
        yield Diagnostic("I008", fact, path)
