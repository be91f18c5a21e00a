"""The characters of a PDF file with their positions, sizes and styles, page by page."""

from __future__ import annotations

import io
import logging
import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer, LTCurve, LTImage, LTItem
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from edition.text.folding import SPACING_ACCENTS
from edition.text.scripts import HIRAGANA, RADICALS

# Editors need not know of font errors that do not affect the text.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

_BOLD: Final = re.compile(r"bold|black|heavy|semibold|cmbx|demi", re.IGNORECASE)
_ITALIC: Final = re.compile(r"ital|obli|cmti|cmsl|slanted", re.IGNORECASE)
_UNMAPPED: Final = re.compile(r"\(cid:(\d+)\)")
_UNKNOWN: Final = "\ufffd"
_DRAWN: Final = "unknown"
"""Name of fonts whose characters are drawn in the file, such as the bitmap fonts of TeX …"""
_BITMAPS: Final = {
    **{11 + n: text for n, text in enumerate(("ff", "fi", "fl", "ffi", "ffl"))},
    **{27 + n: text for n, text in enumerate(("ff", "fi", "fl", "ffi", "ffl"))},
    **dict(zip(range(16, 23), "\u201c\u201d\u201e\u00ab\u00bb\u2013\u2014", strict=True)),
    **{code: chr(code) for code in range(192, 255)},
    **{215: "\u0152", 223: "SS", 247: "\u0153", 255: "\u00df"},
}
"""… and the characters at the positions of such a font that differ from ASCII."""
_LIGATURES: Final = re.compile("[\ufb00-\ufb06]")
_SMALLEST: Final = 3.0
"""Minimum size of legible type, in points."""
_RULE: Final = 2.0
"""Maximum height of a drawn rule, in points."""


Box = tuple[float, float, float, float]
"""Left, lower, right and upper edges, in points from the lower left corner."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character on a page; positions in points from the lower left corner."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    italic: bool
    font: str = ""
    raised: bool = False
    """True for the raised form of a digit in a font that also has the normal digit."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The content of a page of the file."""

    index: int
    label: str
    """Label of the page in the file; empty if none."""
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    hidden: str
    """Characters that are rotated or too small to be legible."""
    unmapped: int
    """Number of characters that their font does not map to text."""
    rules: tuple[tuple[float, float, float], ...]
    """Left edge, right edge and height of drawn horizontal rules."""
    figures: tuple[Box, ...]
    """Bounding boxes of images."""


class LockedError(Exception):
    """Raised for a file that is encrypted with a password."""


def read_sheets(data: bytes) -> Iterator[Sheet]:
    """Yield the pages of a file; raise LockedError, or errors of pdfminer for damaged files."""
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
    except PDFPasswordIncorrect:
        raise LockedError from None
    manager = PDFResourceManager()
    device = PDFPageAggregator(manager, laparams=None)
    interpreter = PDFPageInterpreter(manager, device)
    for index, page in enumerate(PDFPage.create_pages(document)):
        interpreter.process_page(page)
        layout = device.get_result()
        yield _read_sheet(index, page.label or "", layout.width, layout.height, [*_walk(layout)])


def _walk(item: LTItem) -> Iterator[LTItem]:
    if isinstance(item, LTContainer):
        for inner in item:
            yield from _walk(inner)
    else:
        yield item


def _read_sheet(index: int, label: str, width: float, height: float, items: list[LTItem]) -> Sheet:
    chars = [item for item in items if isinstance(item, LTChar)]
    read: list[LTChar] = []
    hidden: list[LTChar] = []
    for char in chars:
        (read if char.upright and char.size >= _SMALLEST else hidden).append(char)
    glyphs = tuple(_compose([glyph for char in read for glyph in _read_glyph(char)]))
    rules = tuple(
        (item.x0, item.x1, item.y0)
        for item in items
        if isinstance(item, LTCurve) and item.height <= _RULE and item.width > _RULE
    )
    return Sheet(
        index,
        label,
        width,
        height,
        glyphs,
        "".join(char.get_text() for char in hidden),
        sum(glyph.text == _UNKNOWN for glyph in glyphs),
        rules,
        tuple(item.bbox for item in items if isinstance(item, LTImage)),
    )


def _read_glyph(char: LTChar) -> Iterator[Glyph]:
    text = char.get_text()
    if code := _UNMAPPED.fullmatch(text):
        drawn = char.fontname == _DRAWN
        text = _BITMAPS.get(int(code[1]), _UNKNOWN) if drawn else _UNKNOWN
    text = _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    if text.isspace() or not text:
        return
    name = char.fontname
    bold, italic = bool(_BOLD.search(name)), bool(_ITALIC.search(name))
    yield Glyph(text, char.x0, char.x1, char.matrix[5], char.size, bold, italic, name)


def _compose(glyphs: Sequence[Glyph]) -> Iterator[Glyph]:
    """Yield characters, combining an accent with the letter drawn below it."""
    accent: Glyph | None = None
    for glyph in glyphs:
        above = accent and accent.x0 + accent.x1 - glyph.x0 - glyph.x1
        if accent and glyph.text.isalpha() and abs(above or 0.0) < _CENTRED * glyph.size:
            letter = {"\u0131": "i", "\u0237": "j"}.get(glyph.text, glyph.text)
            text = unicodedata.normalize("NFC", letter + SPACING_ACCENTS[accent.text])
            accent = None
            yield replace(glyph, text=text)
            continue
        if accent:
            yield accent
        accent = glyph if glyph.text in SPACING_ACCENTS else None
        if not accent:
            yield glyph
    if accent:
        yield accent


def _change(sheets: Sequence[Sheet], change: Callable[[Glyph], Glyph]) -> list[Sheet]:
    return [replace(sheet, glyphs=tuple(map(change, sheet.glyphs))) for sheet in sheets]


def read_radicals(sheets: Sequence[Sheet]) -> tuple[list[Sheet], Mapping[int, str], int]:
    """Return the pages with radicals read as characters, the characters, and how many there were.

    The radical of a door is read as in Japanese if the file has hiragana.
    """
    text = "".join(glyph.text for sheet in sheets for glyph in sheet.glyphs)
    table = {**RADICALS, 0x2F3E: "\u6238"} if re.search(f"[{HIRAGANA}]", text) else RADICALS
    count = sum(ord(character) in table for character in text)
    read = _change(sheets, lambda glyph: replace(glyph, text=glyph.text.translate(table)))
    return read if count else [*sheets], table, count


_CENTRED: Final = 0.4
"""Maximum difference of the sums of the edges of an accent and its letter, relative to size."""
_EVEN: Final = 0.4
"""Minimum share of characters of the most frequent size in a typeset file."""
_SPREAD: Final = 0.15
"""Maximum relative difference of sizes of the same type in a layer of recognized text."""


def even_sizes(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return the pages with a uniform size for each type, since sizes vary in recognized text.

    A typeset file is not changed.
    """
    left = Counter(round(glyph.size, 1) for sheet in sheets for glyph in sheet.glyphs)
    if max(left.values(), default=0) >= _EVEN * left.total():
        return [*sheets]
    types: dict[float, float] = {}
    while left:
        usual = statistics.median(left.elements())
        near = [size for size in left if abs(size - usual) <= _SPREAD * usual]
        types |= dict.fromkeys(near, usual)
        for size in near:
            del left[size]
    return _change(sheets, lambda glyph: replace(glyph, size=types[round(glyph.size, 1)]))


_NARROW: Final = 0.8
"""Maximum width of a raised digit, relative to the normal digit."""


def mark_raised(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return the pages with raised digits marked where these are separate forms in a font.

    Such digits are on the baseline but narrower than the normal digits of the same font.
    """
    widest: dict[tuple[str, str], float] = {}
    for glyph in (glyph for sheet in sheets for glyph in sheet.glyphs):
        if glyph.text in _DIGITS:
            key = glyph.font, glyph.text
            widest[key] = max(widest.get(key, 0.0), (glyph.x1 - glyph.x0) / glyph.size)

    def mark(glyph: Glyph) -> Glyph:
        width = widest.get((glyph.font, glyph.text), 0.0) * glyph.size
        return replace(glyph, raised=True) if glyph.x1 - glyph.x0 < _NARROW * width else glyph

    return _change(sheets, mark)


_DIGITS: Final = frozenset("0123456789")
