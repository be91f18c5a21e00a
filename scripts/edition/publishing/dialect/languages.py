"""Marks runs of characters for browsers: runs in other scripts, and runs that must not be broken.

A run in another script is marked with its language, so that browsers choose the right typeface and
screen readers the right voice. The language is never guessed: most names in Chinese characters
could be Chinese or Japanese, and get only the language that an entry of the registers states.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from edition.text import scripts

_KANA = scripts.HIRAGANA + scripts.KATAKANA + scripts.KANA_MARKS
_HAN = scripts.HAN + scripts.HAN_RADICALS + _KANA
_WITHIN_HAN = scripts.CJK_PUNCTUATION + scripts.KANA_SIGNS
_CYRILLIC = scripts.CYRILLIC + scripts.CYRILLIC_EXTENSIONS
_WITHIN_CYRILLIC = r"[\u0301\u2019'\-]|[,;:\u2013\u2014-]?[ \u00a0]"
_HEBREW, _ARABIC = "\u0590-\u05ff\ufb1d-\ufb4f", "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff"
_TO_LEFT = f"[{_HEBREW}{_ARABIC}\ufb50-\ufdff\ufe70-\ufefc]+"
_RUN = re.compile(
    f"(?P<han>[{_HAN}](?:[{_HAN}{_WITHIN_HAN}]*[{_HAN}\u30fc])?)"
    f"|(?P<cyrillic>[{_CYRILLIC}]+(?:(?:{_WITHIN_CYRILLIC})[{_CYRILLIC}]+)*)"
    f"|(?P<mongolian>[{scripts.MONGOLIAN}]+(?:[ \u202f][{scripts.MONGOLIAN}]+)*)"
    f"|(?P<left>{_TO_LEFT}(?:[ \u00a0]{_TO_LEFT})*)"
    r"|(?P<range>(?<!\w)(?:pp?\.[ \u00a0]\d+(?:\u2013\d+)?(?!\w)"
    r"|[\divxlc]{1,9}\u2013[\divxlc]{1,9}(?!\w)"
    r"|[^\W\d_]{3,9}\u2013[^\W\d_]{3,9}(?=,?[ \u00a0]\d)))"
)
_SIGNS = re.compile(
    f"[{_HAN}{_CYRILLIC}{scripts.MONGOLIAN}{_HEBREW}{_ARABIC}\ufb50-\ufdff\ufe70-\ufefc\u2013]"
)
"""Characters of which every run has one, unless it is the number of a page."""
_ALPHABETS = (
    ("mn", re.compile("[\u04ae\u04af\u04e8\u04e9]")),
    ("uk", re.compile("[\u0404\u0407\u0490\u0454\u0457\u0491]")),
    ("be", re.compile("[\u040e\u045e]")),
)
_SKIPPED = frozenset({"code", "pre", "script", "style", "svg", "math"})
CYRILLIC = "und-Cyrl"
"""Default tag of Cyrillic text that has no letter peculiar to a language."""


def recognise_language(run: str, cyrillic: str = CYRILLIC) -> str:
    """Return the language tag of a run of one script.

    Kana and simplified forms used only in Japan identify Japanese, simplified forms used only in
    China Chinese. Traditional forms identify neither: Japan also used them until 1946.
    """
    if re.match(f"[{scripts.MONGOLIAN}]", run):
        return "mn-Mong"
    if re.match(f"[{_CYRILLIC}]", run):
        return next((tag for tag, letters in _ALPHABETS if letters.search(run)), cyrillic)
    if re.search(f"[{_KANA}]", run):
        return "ja"
    tags = {tag for tag in map(_recognise_language_of, run) if tag}
    return tags.pop() if len(tags) == 1 else "und-Hani"


def _recognise_language_of(character: str) -> str:
    """Return the only language that uses a Chinese character, or an empty string.

    Decided by the national character sets of the 1980s. Of the Japanese set only the first level
    counts, the forms in common use: the second contains the old forms.
    """
    japanese = _encode(character, "euc_jp")
    chinese = _encode(character, "gb2312")
    if _encode(character, "big5") or bool(japanese) == bool(chinese):
        return ""
    if chinese:
        return "zh-Hans"
    return "ja" if japanese[0] <= 0xCF else ""


def _encode(character: str, codec: str) -> bytes:
    try:
        return character.encode(codec)
    except UnicodeEncodeError:
        return b""


class Languages(Treeprocessor):
    """Wraps every run in another script, every page number and every range in a ``span``."""

    def __init__(
        self, md: Markdown, cyrillic: str = CYRILLIC, stated: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(md)
        self.cyrillic = cyrillic
        self.stated = stated or {}

    def run(self, root: Element) -> None:
        """Mark the runs of the page, except in code."""
        # A list, because the tree grows while runs are marked.
        for element in list(_walk(root)):
            for child in list(element):
                if child.tail:
                    child.tail = self._mark(element, child, child.tail)
            if element.text:
                element.text = self._mark(element, None, element.text)

    def _mark(self, parent: Element, after: Element | None, text: str) -> str:
        """Insert a span into ``parent`` for each run of ``text``; return the text before them."""
        if not (_SIGNS.search(text) or "p." in text) or not (runs := list(_RUN.finditer(text))):
            return text
        place = 0 if after is None else list(parent).index(after) + 1
        ends = [run.start() for run in runs[1:]] + [len(text)]
        for offset, (run, end) in enumerate(zip(runs, ends, strict=True)):
            span = Element("span", self._describe(run))
            span.text, span.tail = run[0], text[run.end() : end]
            parent.insert(place + offset, span)
        return text[: runs[0].start()]

    def _describe(self, run: re.Match[str]) -> dict[str, str]:
        if run.lastgroup == "range":
            return {"class": "unbroken"}
        if run.lastgroup == "left":
            # With ``dir``, because a number after the run would otherwise become part of it.
            is_hebrew = re.match(f"[{_HEBREW}]", run[0])
            return {"dir": "rtl", "lang": "und-Hebr" if is_hebrew else "und-Arab"}
        return {"lang": self.stated.get(run[0]) or recognise_language(run[0], self.cyrillic)}


def _walk(element: Element) -> Iterator[Element]:
    if element.tag not in _SKIPPED:
        yield element
        for child in element:
            yield from _walk(child)
