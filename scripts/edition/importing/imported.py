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


_WORD: Final = re.compile(r"[^\W_]+")
_PART: Final = re.compile(r"\d+|[^\W\d_]+")
_TAG: Final = re.compile(r"(?<!\\)</?su[bp]>")
_ESCAPE: Final = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_HYPHEN: Final = re.compile(r"[-\u2010\u00ad]\n\s*(?:<!--.*?-->)?")
_SHOWN: Final = 10
"""Missing words that are named."""


def find_missing(markdown: str, original: Iterable[str]) -> Counter[str]:
    """Return the words of an original that its Markdown lacks, with how many are missing.

    ``original`` are texts as another program extracted them. Programs part words at other places,
    so a word is not missing that stands in the Markdown within others, without their spaces.
    """
    text = _fold(_ESCAPE.sub("", _TAG.sub("", markdown)))
    joined = _HYPHEN.sub("", text)
    has = Counter(_WORD.findall(text)) + Counter(_WORD.findall(joined))
    wanted: Counter[str] = Counter()
    for part in original:
        folded = _fold(part)
        wanted.update(_WORD.findall(_HYPHEN.sub("", folded)))
    short = {word: count - has[word] for word, count in wanted.items() if has[word] < count}
    squeezed = "".join(_WORD.findall(joined))
    return Counter({word: count for word, count in short.items() if not _is_within(word, squeezed)})


def _is_within(word: str, text: str) -> bool:
    """Tell whether a word is in a text; a number printed at a word may be apart from it."""
    return word in text or all(part in text for part in _PART.findall(word))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def report_missing(missing: Counter[str], path: str) -> Iterator[Diagnostic]:
    """Report words that an independent program finds in a file and the import lacks (I008)."""
    if missing:
        words = ", ".join(f"\u201c{word}\u201d" for word, _ in missing.most_common(_SHOWN))
        fact = f"{missing.total()} words of the file are not in the Markdown, such as {words}"
        yield Diagnostic("I008", fact, path)
