"""Columns that an extraction left beside each other, line by line, as ``pdftotext -layout`` does.

Every line of such a text is one of the left column and one of the right. Nothing of it can be
paired, so that the reader abstains and says how to extract the text again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from edition.readers.lines import Line

_GUTTER: Final = re.compile(r"(?<=\S)\s{2,}(?=\S)")
_IN_COLUMN: Final = 10
"""Letters on each side of a gap that parts the lines of two columns."""
_SEPARATED: Final = 0.4
"""Share of the lines that such a gap parts: those of tables are fewer."""


def stand_side_by_side(lines: Sequence[Line]) -> bool:
    """True if most lines are two: an extraction left the columns of a page beside each other."""

    def is_divided(text: str) -> bool:
        gaps = _GUTTER.finditer(text) if "  " in text else ()
        return any(
            _is_column(text[: gap.start()]) and _is_column(text[gap.end() :]) for gap in gaps
        )

    filled = [line.text.strip() for line in lines if not line.blank]
    return sum(map(is_divided, filled)) > _SEPARATED * len(filled)


def _is_column(text: str) -> bool:
    return sum(map(str.isalpha, text)) >= _IN_COLUMN
