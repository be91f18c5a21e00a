"""What an importer returns, and the proof that no word of the original is missing from it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from edition.diagnostics.diagnostic import Diagnostic


@dataclass(frozen=True, slots=True)
class Imported:
    """A text as Markdown, with what is known of how it was made."""

    markdown: str
    title: str
    """Title that the file gives itself; empty if it gives none."""
    tool: str
    """Name and version of the library that read the file."""
    report: tuple[str, ...]
    """What was found, in lines for people."""
    findings: tuple[Diagnostic, ...]
    """What was dropped, and what is doubtful."""
    series: bool = False
    """True if labels of notes name their series."""


_WORD: Final = re.compile(r"\d+|[^\W\d_]+")
"""Letters, or digits: a number that is printed at a word may be apart from it."""
_TAG: Final = re.compile(r"(?<!\\)</?su[bp]>")
_ESCAPE: Final = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_HYPHEN: Final = re.compile(r"[-\u2010\u00ad]\n\s*(?:<!--.*?-->)?")
_SHOWN: Final = 10
"""Missing words that are named."""


def find_missing(markdown: str, original: Iterable[str]) -> Counter[str]:
    """Return the words of an original that its Markdown lacks, with how many are missing.

    ``original`` are texts as another program extracted them. Programs part words at other places,
    so a word is not missing that is in the Markdown beside the word before or after it, be it
    without spaces. Accents count, unless the other program read some apart from their letters.
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
    known: dict[tuple[str, str, str], bool] = {}
    for words in parts:
        for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
            if word in short:
                key = before, word, after
                if key not in known:
                    known[key] = before + word in squeezed or word + after in squeezed
                lacking[word] += not known[key]
    return short & lacking


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _fold_accents(text: str) -> str:
    """Return text without case and accents."""
    parts = unicodedata.normalize("NFKD", _ACCENT.sub("", text)).casefold()
    return unicodedata.normalize("NFC", _COMBINING.sub("", parts))


_ACCENT: Final = re.compile("(?<=\\w)[`\u00b4\u02c6\u02dc\u00a8\u02c7\u00b8](?=\\w)")
"""Accents that were read apart from their letters."""
_COMBINING: Final = re.compile("[\u0300-\u036f]")


def report_missing(missing: Counter[str], path: str) -> Iterator[Diagnostic]:
    """Report words that an independent program finds in a file and the import lacks (I008)."""
    if missing:
        words = ", ".join(f"\u201c{word}\u201d" for word, _ in missing.most_common(_SHOWN))
        fact = f"{missing.total()} words of the file are not in the Markdown, such as {words}"
        yield Diagnostic("I008", fact, path)
