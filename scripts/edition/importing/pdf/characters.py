"""The characters of a PDF file with their places, sizes and styles, page by page."""

from __future__ import annotations

import io
import logging
import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer, LTCurve, LTImage, LTItem
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

# Faults of fonts that do no harm to the text are none of the editor's.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

_BOLD: Final = re.compile(r"bold|black|heavy|semibold|cmbx|demi", re.IGNORECASE)
_ITALIC: Final = re.compile(r"ital|obli|cmti|cmsl|slanted", re.IGNORECASE)
_UNMAPPED: Final = re.compile(r"\(cid:\d+\)")
_LIGATURES: Final = re.compile("[\ufb00-\ufb06]")
_SMALLEST: Final = 3.0
"""Points below which type is not printed to be read."""
_RULE: Final = 2.0
"""Points that a drawn line is high at most."""


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
    """True for a raised form of a digit that the font has beside the digit itself."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is on a page of the file."""

    index: int
    label: str
    """Label that the file gives the page; empty if it gives none."""
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    hidden: str
    """Characters too small to be read, or turned."""
    unmapped: int
    """Characters whose font does not say which they are."""
    rules: tuple[tuple[float, float, float], ...]
    """Left, right and height of drawn horizontal lines."""
    figures: tuple[float, ...]
    """Heights of the upper edges of images."""


class LockedError(Exception):
    """The file is encrypted with a password."""


def read_sheets(data: bytes) -> Iterator[Sheet]:
    """Yield the pages of a file; raises LockedError, or what pdfminer raises for damaged files."""
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
    chars = [one for one in items if isinstance(one, LTChar)]
    read: list[LTChar] = []
    hidden: list[LTChar] = []
    for one in chars:
        (read if one.upright and one.size >= _SMALLEST else hidden).append(one)
    glyphs = tuple(glyph for one in read for glyph in _read_glyph(one))
    rules = tuple(
        (one.x0, one.x1, one.y0)
        for one in items
        if isinstance(one, LTCurve) and one.height <= _RULE and one.width > _RULE
    )
    return Sheet(
        index,
        label,
        width,
        height,
        glyphs,
        "".join(one.get_text() for one in hidden),
        sum(1 for one in read if _UNMAPPED.fullmatch(one.get_text())),
        rules,
        tuple(one.y1 for one in items if isinstance(one, LTImage)),
    )


def _read_glyph(char: LTChar) -> Iterator[Glyph]:
    text = char.get_text()
    if _UNMAPPED.fullmatch(text):
        text = "\ufffd"
    text = _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    if text.isspace() or not text:
        return
    name = char.fontname
    bold, italic = bool(_BOLD.search(name)), bool(_ITALIC.search(name))
    yield Glyph(text, char.x0, char.x1, char.matrix[5], char.size, bold, italic, name)


_EVEN: Final = 0.4
"""Part of the characters of a file that have one size at least, if it was typeset."""
_SPREAD: Final = 0.15
"""Part of a size by which those of one type differ at most in a layer of recognized text."""


def even_sizes(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return the pages with one size for each type, where recognition gave each word its own.

    A file that was typeset is not changed.
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
    return [
        replace(
            sheet,
            glyphs=tuple(replace(one, size=types[round(one.size, 1)]) for one in sheet.glyphs),
        )
        for sheet in sheets
    ]


_NARROW: Final = 0.8
"""Part of the width of a digit that its raised form has at most."""


def mark_raised(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return the pages with the raised digits marked that are on the line in their font.

    They are narrower than the digits of the same font.
    """
    widest: dict[tuple[str, str], float] = {}
    for glyph in (glyph for sheet in sheets for glyph in sheet.glyphs):
        if glyph.text in _DIGITS:
            key = glyph.font, glyph.text
            widest[key] = max(widest.get(key, 0.0), (glyph.x1 - glyph.x0) / glyph.size)

    def mark(glyph: Glyph) -> Glyph:
        width = widest.get((glyph.font, glyph.text), 0.0) * glyph.size
        return replace(glyph, raised=True) if glyph.x1 - glyph.x0 < _NARROW * width else glyph

    return [replace(sheet, glyphs=tuple(map(mark, sheet.glyphs))) for sheet in sheets]


_DIGITS: Final = frozenset("0123456789")
