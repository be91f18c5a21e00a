"""The feet of the pages of a PDF: what is a note there, what is text, and what goes on."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from edition.importing.pdf import characters
from edition.importing.pdf.importer import import_pdf
from edition.importing.pdf.pages import read_pages
from tests.printing import Sheet, make_pdf
from tests.projects import run

_BODY, _SMALL = 10.0, 8.0
_LEFT, _FOOT = 60.0, 60.0


def _lines(
    sheet: Sheet, top: float, lines: list[str], size: float = _BODY, x: float = _LEFT
) -> None:
    for number, line in enumerate(lines):
        sheet.write(x, top - 1.3 * size * number, size, line)


def _note(sheet: Sheet, top: float, label: str, lines: list[str], size: float = _SMALL) -> None:
    end = sheet.write(_LEFT, top + 2.5, 5, label)
    for number, line in enumerate(lines):
        sheet.write(_LEFT if number else end, top - 1.3 * size * number, size, line)


def _called(sheet: Sheet, top: float, words: str, label: str) -> None:
    sheet.write(sheet.write(_LEFT, top, _BODY, words), top + 3, 5, label)


_WORDS = [
    "The pilots of the sound kept a log of every ship that went by,",
    "and wrote in it what she carried, whose she was and how deep",
    "she lay in the water when the tide had turned at the outer bar.",
]


def _pages(count: int) -> list[Sheet]:
    """Return pages with a note each, the last line of which ends at one height."""
    sheets = []
    for number in range(1, count + 1):
        sheet = Sheet()
        _lines(sheet, 600, _WORDS)
        _called(sheet, 561, "The log was bound in sealskin.", str(number))
        _lines(sheet, 548, _WORDS)
        _note(sheet, _FOOT, str(number), [f"Log of the pilots, leaf {number}."])
        sheets.append(sheet)
    return sheets


def _import(sheets: list[Sheet]) -> str:
    return import_pdf(make_pdf(sheets), "log.pdf").markdown


def test_a_quotation_in_small_type_is_no_part_of_the_note_before() -> None:
    sheets = _pages(5)
    quoted = [
        "The bar is not to be passed by night, nor",
        "by day with less than two fathoms of water",
    ]
    _lines(sheets[2], 200, quoted, 9.0, 75)
    _lines(sheets[3], 200, quoted, _SMALL, 75)
    text = _import(sheets)
    assert text.count("The bar is not to be passed by night, nor\n") == 2
    for first, second in pairwise(range(1, 6)):
        note = text[text.index(f"[^{first}]: ") : text.index(f"[^{second}]: ")]
        assert note == f"[^{first}]: Log of the pilots, leaf {first}.\n\n"


def test_the_last_lines_of_a_note_are_kept_on_a_page_without_a_label() -> None:
    sheets = _pages(6)
    _note(
        sheets[3],
        70.4 + 31.2,
        "5",
        ["The seal was taken in the year of", "the great ice, it is said, and"],
    )
    sheet = Sheet()
    _lines(sheet, 600, _WORDS)
    _lines(sheet, _FOOT, ["tanned by the second pilot himself."], _SMALL)
    text = _import([*sheets[:2], sheets[5], sheet])
    assert "[^6]: Log of the pilots, leaf 6.\n    tanned by the second pilot himself." in text


def test_a_line_alone_that_ends_with_a_marker_is_no_page_number() -> None:
    sheets = []
    for number in range(1, 5):
        sheet = Sheet()
        _called(sheet, 626, f"That the {number * 'great '}log be kept.", str(number))
        _lines(sheet, 590, _WORDS)
        _note(sheet, _FOOT, str(number), ["So resolved."])
        sheets.append(sheet)
    assert "That the great great log be kept.[^2]" in _import(sheets)


@pytest.mark.parametrize("width", [35.0, 120.0])
def test_notes_below_a_short_rule_need_no_small_type(width: float) -> None:
    sheets = []
    for number in range(2, 6):
        sheet = Sheet()
        _lines(sheet, 600, _WORDS)
        _called(sheet, 561, "The log was bound in whaleskin.", str(number))
        _lines(sheet, 548, _WORDS)
        sheet.rule(_LEFT, 85, width)
        _note(sheet, 70, str(number), ["So the first pilot says of it.", "He bound it."], _BODY)
        sheets.append(sheet)
    text = _import(sheets)
    assert text.count("bound in whaleskin.[^") == 4
    assert "[^3]: So the first pilot says of it.\n    He bound it.\n" in text


def test_a_typed_rule_above_notes_is_left_out_and_a_repeated_label_goes_on() -> None:
    sheets = _pages(4)
    for sheet in sheets:
        sheet.write(200, _FOOT + 14, _SMALL, "-------")
    last = Sheet()
    _lines(last, 600, _WORDS)
    last.write(200, _FOOT + 24.4, _SMALL, "-------")
    _note(last, _FOOT + 10.4, "4", ["(...continued)", "It was bound by his sister."])
    text = _import([*sheets, last])
    assert "---" not in text
    assert "[^4]: Log of the pilots, leaf 4.\n    (...continued)\n    It was bound by" in text


def test_notes_that_go_on_in_one_line_are_parted() -> None:
    sheets = _pages(4)
    x = sheets[2].write(_LEFT, 509, _BODY, "None of the logs was lost.")
    sheets[2].write(x, 512, 5, "4")
    x = sheets[2].write(240, _FOOT + 2.5, 5, "4")
    sheets[2].write(x, _FOOT, _SMALL, "One was lost in the great ice.")
    text = _import(sheets[:3])
    assert "[^3]: Log of the pilots, leaf 3.\n\n[^4]: One was lost in the great ice.\n" in text
    assert "None of the logs was lost.[^4]" in text


def test_end_notes_with_roman_numbers_are_notes() -> None:
    sheets, end = [], Sheet()
    for number, label in enumerate(("i", "ii", "iii", "iv")):
        sheet = Sheet()
        _lines(sheet, 600, _WORDS)
        _called(sheet, 561, f"The log of {'new ' * number}Lissa was bound.", label)
        _lines(sheet, 548, _WORDS)
        sheets.append(sheet)
        _lines(end, 600 - 40 * number, [f"{label} Leaf {number} of the log, which", "is torn."])
    text = _import([*sheets, end])
    assert "new new Lissa was bound.[^p5.iii]" in text
    assert "[^p5.iv]: Leaf 3 of the log, which\n    is torn." in text


def test_accents_and_ligatures_that_are_set_apart_make_words() -> None:
    sheet = Sheet()
    _lines(sheet, 600, _WORDS)
    end = sheet.write(_LEFT, 561, _BODY, "He wrote a th")
    sheet.write(end, 561, _BODY, "\u00c1")
    end = sheet.write(sheet.write(end, 561, _BODY, "ese") + 6, 561, _BODY, "of the ")
    sheet.write(sheet.write_bitmap(end, 561, _BODY, "1C"), 561, _BODY, "sheries there")
    assert "He wrote a th\u00e8se of the fisheries there" in _import([sheet])


def test_figures_keep_their_places_and_ornaments_are_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheets = _pages(4)
    for sheet in sheets:
        sheet.picture(400, 10, 40, 40)
    sheets[1].picture(100, 300, 200, 100)
    sheets[2].picture(100, 570, 9, 9)
    _lines(sheets[1], 280, ["The harbour as the first pilot drew it."])
    file = tmp_path / "log.pdf"
    file.write_bytes(make_pdf(sheets))
    assert run(tmp_path / "project", "import", str(file), "--id", "log") == 0
    assert "1 images, of which the place is kept" in capsys.readouterr().out
    text = (tmp_path / "project/private/sources/log/log.md").read_text("utf-8")
    assert text.count("![](embedded)") == 1
    assert "![](embedded)\n\nThe harbour as the first pilot drew it." in text


def test_notes_in_two_columns_below_text_in_one_column_are_read_column_by_column() -> None:
    sheets = []
    for first in (1, 5, 9):
        sheet = Sheet()
        for line, words in enumerate([*_WORDS, "The log was bound in sealskin at the yard."]):
            _called(sheet, 600 - 13 * line, words, str(first + line))
        for place in range(4):
            x, top = _LEFT + 170 * (place // 2), 120 - 22 * (place % 2)
            end = sheet.write(x, top + 2.5, 5, str(first + place))
            sheet.write(end, top, _SMALL, f"Log of the pilots, leaf {first + place},")
            sheet.write(x, top - 10.4, _SMALL, "which is bound with the others.")
        sheet.write(_LEFT + 160, 40, _BODY, str(first // 4 + 1))
        sheets.append(sheet)
    markdown = _import(sheets)
    for number in range(1, 13):
        note = (
            f"[^{number}]: Log of the pilots, leaf {number},\n    which is bound with the others."
        )
        assert note in markdown


def test_bracketed_labels_in_the_size_of_the_notes_go_on_after_pages_without_notes() -> None:
    sheets = []
    for page, number in enumerate((1, 0, 2, 0, 3), 1):
        sheet = Sheet()
        _lines(sheet, 600, _WORDS)
        sheet.write(200, 20, _BODY, str(page))
        if number:
            _called(sheet, 561, f"The {'great ' * number}log was bound.", f"[{number}]")
            _lines(sheet, _FOOT, [f"[{number}] Log of the {'old ' * number}pilots."], _SMALL)
        sheets.append(sheet)
    pages, _ = read_pages([*characters.read_sheets(make_pdf(sheets))])
    assert [[note.label for note in page.notes] for page in pages] == [["1"], [], ["2"], [], ["3"]]


@pytest.mark.parametrize(
    ("written", "read", "count"),
    [("⼾⺠の⽴", "戸民の立", 3), ("⼾⻅", "戶见", 2), ("民の", "民の", 0)],
)
def test_radicals_are_read_as_characters(written: str, read: str, count: int) -> None:
    glyphs = [characters.Glyph(sign, 0, 10, 0, 10, False, False) for sign in written]
    sheet = characters.Sheet(0, "", 400, 600, tuple(glyphs), "", 0, (), ())
    [changed], _, found = characters.read_radicals([sheet])
    assert ("".join(glyph.text for glyph in changed.glyphs), found) == (read, count)


def test_the_size_of_the_text_is_not_that_of_long_notes_in_two_columns() -> None:
    sheet = Sheet()
    _lines(sheet, 600, _WORDS * 2)
    for left in (_LEFT, 240.0):
        _lines(sheet, 330, ["what the log says of ships and of pilots"] * 26, _SMALL, left)
    _, measures = read_pages([*characters.read_sheets(make_pdf([sheet]))])
    assert measures.body == _BODY
