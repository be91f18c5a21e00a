"""Headings of a PDF that have the size of the text: by bold type, by numbers and by gaps."""

from __future__ import annotations

from edition.importing.pdf.importer import import_pdf
from tests.printing import Sheet, make_pdf

_WORDS = [
    "The pilots of the sound kept a log of every ship that went by,",
    "and wrote in it what she carried, whose she was and how deep",
    "she lay in the water when the tide had turned at the outer bar.",
]


def _import(*parts: tuple[float, str, list[str]]) -> str:
    """Return the Markdown of a page of parts: the gap above, the font, the lines."""
    sheet, top = Sheet(), 600.0
    for gap, font, lines in parts:
        top -= gap
        for line in lines:
            sheet.write(60, top, 10, line, font)
            top -= 13
    return import_pdf(make_pdf([sheet]), "log.pdf").markdown


def test_bold_lines_below_a_gap_are_a_heading_though_the_text_follows_closely() -> None:
    text = _import(
        (0, "plain", _WORDS * 3),
        (
            9,
            "bold",
            ["The log of the pilots of the sound and of the bar, as the clerk", "has it"],
        ),
        (0, "plain", _WORDS * 3),
        (9, "bold", ["Of ice"]),
        (0, "plain", _WORDS),
    )
    assert "# The log of the pilots of the sound and of the bar, as the clerk has it\n" in text
    assert "# Of ice\n" in text


def test_a_numbered_line_below_a_gap_is_a_heading_and_a_sentence_is_none() -> None:
    text = _import(
        (0, "plain", _WORDS * 3),
        (9, "italic", ["2.1. Of ice"]),
        (0, "plain", _WORDS * 3),
        (9, "plain", ["2.2. No ice was seen."]),
        (9, "plain", _WORDS),
    )
    assert "# 2.1. Of ice\n" in text
    assert "\n2.2. No ice was seen.\n" in text


def test_bold_words_that_fill_a_line_begin_a_paragraph() -> None:
    text = _import(
        (0, "plain", _WORDS * 3),
        (9, "bold", _WORDS[:1]),
        (0, "plain", _WORDS[1:]),
        (9, "plain", _WORDS),
    )
    assert "#" not in text
