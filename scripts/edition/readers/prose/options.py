"""Options that the readers of running prose have in common."""

from __future__ import annotations

from typing import Final

from edition.records.options import Option, OptionType

CAPTIONS: Final = Option(
    "captions",
    OptionType.LINES,
    (),
    "Lines of the witness that are captions of figures missing from the file.",
)
EMPHASIS: Final = Option(
    "emphasis", OptionType.FLAG, True, "Underscores around words mark italics."
)
RUNNING_HEADS: Final = Option(
    "running_heads",
    OptionType.FLAG,
    True,
    "Lines that recur and interrupt sentences are running heads.",
)
PAGE_NUMBERS: Final = Option(
    "page_numbers",
    OptionType.FLAG,
    True,
    "Lines that contain only a number and interrupt sentences are page numbers.",
)


def short_headings(default: bool) -> Option:
    """Return the option for headings that only their shortness tells, with its default."""
    return Option(
        "short_headings",
        OptionType.FLAG,
        default,
        "Single short lines without a full stop, between blank lines, are headings.",
    )
