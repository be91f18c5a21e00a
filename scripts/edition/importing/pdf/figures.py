"""Positions of the images of a PDF file among its lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from edition.importing.pdf.characters import Box
from edition.importing.pdf.lines import Line
from edition.importing.pdf.pages import Page

_PAGE: Final = 0.6
"""Minimum size of an image of a complete page or its background, relative to the page."""
_LEAST: Final = 30.0
"""Minimum width and height of a figure, in points."""
_RECURS: Final = 3
"""Minimum number of pages with an image at the same position for a publisher's device."""


def place_figures(pages: Sequence[Page]) -> Iterator[Line]:
    """Yield for each figure the first line below it, or the last line of its page.

    Images of complete pages, ornaments and devices repeated on several pages are not figures.
    """
    recurring = Counter(_round(box) for page in pages for box in page.sheet.figures)
    for page in pages:
        lines = [*page.lines]
        for box in page.sheet.figures:
            if lines and recurring[_round(box)] < _RECURS and _is_figure(box, page):
                yield _find_below(box, page) or lines[-1]


def _round(box: Box) -> tuple[int, ...]:
    return tuple(round(edge / 2) for edge in box)


def _is_figure(box: Box, page: Page) -> bool:
    left, low, right, high = box
    area = (right - left) * (high - low)
    whole = area > _PAGE * page.sheet.width * page.sheet.height
    return not whole and min(right - left, high - low) >= _LEAST


def _find_below(box: Box, page: Page) -> Line | None:
    left, low, right, high = box
    middle = (low + high) / 2
    for stretch in page.stretches:
        if stretch[0].left < right and left < stretch[0].right:
            below = next((line for line in stretch if line.base < middle), None)
            if below:
                return below
    return None
