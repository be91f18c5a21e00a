"""Conversion of the subset of TeX in bibliographies to runs of plain and emphasised text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Run:
    """Text that is emphasised or not."""

    text: str
    emphasis: bool = False


_ACCENTS: Final[Mapping[str, str]] = MappingProxyType({
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328", "b": "\u0331",
})  # fmt: skip
_LETTERS: Final[Mapping[str, str]] = MappingProxyType({
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł",
    "L": "Ł", "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "th": "þ", "TH": "Þ", "dh": "ð",
    "DH": "Ð", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "textendash": "–", "textemdash": "—",
    "ldots": "…", "dots": "…", "textellipsis": "…", "S": "§", "P": "¶", "copyright": "©",
    "pounds": "£", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
    "textquotedblright": "”", "textbackslash": "\\", "textasciitilde": "~", "slash": "/",
    "quotesinglbase": "‚", "quotedblbase": "„", "guillemotleft": "«", "guillemotright": "»",
    "textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^", "textdegree": "°",
    "dag": "†", "ddag": "‡", "euro": "€", "texteuro": "€", "textquotesingle": "'",
    "textquotedbl": '"', "textasteriskcentered": "*", "textbar": "|", "textless": "<",
    "textgreater": ">", "textunderscore": "_", "textperiodcentered": "·", "textbullet": "•",
    "textregistered": "®", "texttrademark": "™", "textsection": "§", "textparagraph": "¶",
    "textsterling": "£", "textyen": "¥", "textcent": "¢", "textordfeminine": "ª",
    "textordmasculine": "º", "textonehalf": "½", "textonequarter": "¼", "textthreequarters": "¾",
    "texttimes": "×", "textdiv": "÷", "textpm": "±", "textmu": "µ", "textexclamdown": "¡",
    "textquestiondown": "¿", "textdagger": "†", "textdaggerdbl": "‡", "textcopyright": "©",
    "textdollar": "$", "textnumero": "№", "LaTeX": "LaTeX", "TeX": "TeX",
})  # fmt: skip
_EMPHASIS: Final = frozenset({"emph", "textit", "textsl"})
_PLAIN: Final = frozenset({
    "text", "textrm", "textup", "textnormal", "textsc", "textsf", "texttt", "mbox", "textbf",
    "enquote",
})  # fmt: skip
_SIGNS: Final = frozenset("&%$#_{}")
_TOKEN = re.compile(
    r"\\([A-Za-z]+)[ \t\n]*|\\(.)|(---)|(--)|(``)|('')|([{}])|(~)|(\$)|([^\\{}~$\-`']+|[-`'])",
    re.DOTALL,
)
_COMMAND = re.compile(r"[\\{}~$]")
_SPACE = re.compile(r"\s+")
_LIGATURES: Final = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"))
_DEEPEST: Final = 100
"""Depth of nested groups and commands from which the rest of a value is not converted."""
_SIMPLE: Final[Mapping[int, str]] = MappingProxyType({3: "—", 4: "–", 5: "“", 6: "”", 8: "\u00a0"})

_QUOTES: Final = str.maketrans("'`", "\u2019\u2018")

Report = Callable[[int, str], None]
"""Called with an offset into the value and the command that cannot be rendered."""


def read_tex(value: str, report: Report | None = None) -> tuple[Run, ...]:
    """Return the runs of a field's value; unknown commands are unchanged."""
    if value and not _COMMAND.search(value):
        return (Run(_read_plain(value)),)
    reader = _Reader(value, report or (lambda offset, command: None))
    return tuple(_merge(reader.read()))


@lru_cache(maxsize=1 << 15)
def plain_tex(value: str) -> str:
    """Return the text of a field's value."""
    return "".join(run.text for run in read_tex(value))


def _read_plain(value: str) -> str:
    """Return the text of a value without commands and groups; faster than ``_Reader``."""
    for sign, shown in _LIGATURES:
        value = value.replace(sign, shown)
    return _SPACE.sub(" ", value.translate(_QUOTES))


class _Reader:
    def __init__(self, value: str, report: Report) -> None:
        self.tokens = list(_TOKEN.finditer(value))
        self.report = report
        self.at = 0
        self.depth = 0

    def read(self) -> Iterator[Run]:
        while self.at < len(self.tokens):
            yield from self._read_next(False)

    def _read_next(self, emphasis: bool) -> Iterator[Run]:
        """Read a token, a group, or a command with its argument."""
        if self.at >= len(self.tokens):
            return
        token = self.tokens[self.at]
        self.at += 1
        if (token[1] or token[2] or token[7] == "{") and self.depth == _DEEPEST:
            self.report(token.start(), token[0])
            self.at = len(self.tokens)
            yield Run(token.string[token.start() :], emphasis)
        elif token[1] or token[2] or token[7] == "{":
            self.depth += 1
            yield from self._group(emphasis) if token[7] else self._command(token, emphasis)
            self.depth -= 1
        elif (sign := _SIMPLE.get(token.lastindex or 0)) is not None:
            yield Run(sign, emphasis)
        elif token[9]:
            self.report(token.start(), "$")
            yield Run("$", emphasis)
        elif token[10]:
            yield Run(_SPACE.sub(" ", token[10].translate(_QUOTES)), emphasis)

    def _group(self, emphasis: bool) -> Iterator[Run]:
        while self.at < len(self.tokens):
            if self.tokens[self.at][7] == "}":
                self.at += 1
                return
            # {\em …} emphasises the rest of its group.
            if self.tokens[self.at][1] in {"em", "it", "itshape"}:
                self.at += 1
                emphasis = not emphasis
            else:
                yield from self._read_next(emphasis)

    def _command(self, token: re.Match[str], emphasis: bool) -> Iterator[Run]:
        name = token[1] or token[2]
        if name in _SIGNS:
            yield Run(name, emphasis)
        elif name in _LETTERS:
            yield Run(_LETTERS[name], emphasis)
        elif name in _EMPHASIS:
            yield from self._read_next(not emphasis)
        elif name in _PLAIN:
            yield from self._read_next(emphasis)
        elif name in _ACCENTS:
            yield from self._accent(_ACCENTS[name], emphasis)
        elif name == "\\" or name.isspace():
            yield Run(" ", emphasis)
        elif name not in {"-", "/", "protect", "relax"}:
            self.report(token.start(), token[0].strip())
            yield Run(token[0], emphasis)

    def _accent(self, accent: str, emphasis: bool) -> Iterator[Run]:
        base = "".join(run.text for run in self._read_next(emphasis)) or " "
        # The dotless letters exist to carry accents.
        letter = {"ı": "i", "ȷ": "j"}.get(base[0], base[0])
        yield Run(unicodedata.normalize("NFC", letter + accent) + base[1:], emphasis)


def _merge(runs: Iterable[Run]) -> Iterator[Run]:
    for emphasis, found in groupby(runs, key=lambda run: run.emphasis):
        yield Run("".join(run.text for run in found), emphasis)
