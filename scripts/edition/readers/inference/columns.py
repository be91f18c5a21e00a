"""Detect columns that an extraction left side by side, as ``pdftotext -layout`` does.

Every line of such a text joins a line of the left column and a line of the right column. No
marker or note in it can be paired, so the reader abstains and reports how to extract the text
again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from edition.readers.lines import Line

_GUTTER: Final = re.compile(r"(?<=\S)\s{2,}(?=\S)")
_IN_COLUMN: Final = 10
"""Minimum number of letters on each side of a gap that separates the lines of two columns."""
_SEPARATED: Final = 0.4
"""Minimum share of lines divided by such a gap; tables divide fewer lines."""


def stand_side_by_side(lines: Sequence[Line]) -> bool:
    """Return whether most lines join lines of two columns that were left side by side."""

    def is_divided(text: str) -> bool:
        gaps = _GUTTER.finditer(text) if "  " in text else ()
        return any(
            _is_column(text[: gap.start()]) and _is_column(text[gap.end() :]) for gap in gaps
        )

    filled = [line.text.strip() for line in lines if not line.blank]
    return sum(map(is_divided, filled)) > _SEPARATED * len(filled)


def _is_column(text: str) -> bool:
    return sum(map(str.isalpha, text)) >= _IN_COLUMN
