"""PDF files become Markdown: notes, headings, paragraphs and pages, by type and position."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import zlib
from pathlib import Path

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

from edition.importing.forms import needs_import
from edition.importing.imported import find_missing
from edition.importing.pdf.importer import import_pdf
from tests.printing import Sheet, encrypt, make_pdf
from tests.projects import run

BODY, SMALL = 10.0, 8.0
COLUMN = 60.0


def _running_text(sheet: Sheet, top: float, lines: list[str], x: float = COLUMN) -> None:
    for number, line in enumerate(lines):
        sheet.write(x, top - 13 * number, BODY, line)


def _note(sheet: Sheet, top: float, label: str, lines: list[str], x: float = COLUMN) -> None:
    end = sheet.write(x, top + 2.5, 5, label)
    for number, line in enumerate(lines):
        sheet.write(end if not number else x, top - 10 * number, SMALL, line)


def _book() -> bytes:
    """Three pages with running heads, page numbers, a heading, and notes at the foot."""
    first, second, third = Sheet(), Sheet(), Sheet()
    for number, sheet in enumerate((first, second, third), 41):
        sheet.write(60, 620, SMALL, "The Harbour of Lissa")
        sheet.write(200, 20, SMALL, str(number))
    first.write(60, 590, 16, "1. The Lamps", font="bold")
    _running_text(first, 560, ["The keeper lit the lamps at dusk and wrote of", "it in his log."])
    end = first.write(COLUMN, 534, BODY, "The boats came in.")
    end = first.write(end, 537, 5, "1")
    end = first.write(end + 3, 534, BODY, "He counted 10")
    first.write(end, 537, 5, "2")
    first.write(72, 521, BODY, "The pilots met in the hall, and each of them had")
    first.write(COLUMN, 508, BODY, "brought a lamp")
    _note(first, 120, "1", ["Log of the harbour, p. 3; the page is torn at its"])
    end = second.write(COLUMN, 590, BODY, "of brass.")
    second.write(end, 593, 5, "2")
    second.write(end + 10, 590, BODY, "None had oil for more than an hour of")
    _running_text(second, 577, ["the night."])
    second.write(COLUMN, 130, SMALL, "lower edge, and was mended.")
    _note(second, 110, "2", ["Brass was dear. See", "the list of prices."])
    _running_text(third, 590, ["The rest of the log is lost."])
    return make_pdf([first, second, third])


def _columns() -> bytes:
    """A page in two columns, with a note at the foot of each."""
    sheet = Sheet()
    for number in range(16):
        sheet.write(60, 590 - 13 * number, BODY, f"left line {number} of the first column")
        sheet.write(300, 590 - 13 * number, BODY, f"right line {number} of the second one")
    sheet.write(sheet.write(60, 382, BODY, "The left ends."), 385, 5, "1")
    sheet.write(sheet.write(300, 382, BODY, "The right ends."), 385, 5, "2")
    for x, label in ((60, "1"), (300, "2")):
        _note(sheet, 60, label, [f"Note {label} of the page."], x)
    return make_pdf([sheet, sheet, sheet])


def _import(tmp_path: Path, data: bytes, name: str = "log.pdf") -> tuple[int, Path]:
    file = tmp_path / name
    file.write_bytes(data)
    status = run(tmp_path / "project", "import", str(file), "--id", "log")
    assert file.read_bytes() == data
    return status, tmp_path / "project/private/sources/log"


def test_notes_headings_and_pages_are_found(tmp_path: Path) -> None:
    status, folder = _import(tmp_path, _book())
    assert status == 0
    assert (folder / "log.md").read_text("utf-8") == (
        "<!-- page 41 -->\n\n"
        "# 1. The Lamps\n\n"
        "The keeper lit the lamps at dusk and wrote of\nit in his log.\n\n"
        "The boats came in.[^1] He counted 10<sup>2</sup>\n\n"
        "The pilots met in the hall, and each of them had\nbrought a lamp\n"
        "<!-- page 42 -->of brass.[^2] None had oil for more than an hour of\nthe night.\n\n"
        "<!-- page 43 -->The rest of the log is lost.\n\n"
        "[^1]: Log of the harbour, p. 3; the page is torn at its\n"
        "    lower edge, and was mended.\n\n"
        "[^2]: Brass was dear. See\n    the list of prices.\n"
    )
    record = yaml.safe_load((folder / "source.yml").read_bytes())
    [original] = record["other_witnesses"]
    assert original["sha256"] == hashlib.sha256(_book()).hexdigest()
    assert "pdfminer.six" in record["witness"]["transcription"]
    assert run(tmp_path / "project", "build", "--private") == 0
    page = (tmp_path / "project/site-private/editions/log/text.html").read_bytes()
    text = LexborHTMLParser(page)
    assert [node.text() for node in text.css("sup:not(.marker)")] == ["2"]
    assert text.css_first("#p42") is not None
    assert len(text.css("section.notes li")) == 2


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    status, folder = _import(tmp_path, _columns())
    assert status == 0
    text = (folder / "log.md").read_text("utf-8")
    assert text.index("left line 15") < text.index("The left ends.[^1.1]")
    assert text.index("The left ends.") < text.index("right line 0 of")
    assert "The right ends.[^1.2]" in text
    assert "[^3.2]: Note 2 of the page." in text


def _bracketed() -> bytes:
    """Text whose markers stand in brackets on the line; the notes at the end hang beside theirs."""
    text, *lists = Sheet(), Sheet(), Sheet()
    places = "the pier, the mole, a shoal, the light, the bar, the buoy, the slip, the hut".split(
        ", "
    )
    top = 600
    for number, place in enumerate(places, 1):
        told = f"The pilots spoke of {place}.({number}) No one wrote it down in"
        _running_text(text, 600 - 40 * number, [told, "the log of that year, nor later."])
        notes = lists[number > 4]
        top = 600 if number == 5 else top
        notes.write(50, top, BODY, str(number))
        _running_text(notes, top, [f"The chart has {place} too far", *["out."] * (number % 3)], 62)
        top -= 13 * (number % 3) + 20
    return make_pdf([text, *lists])


def test_markers_in_brackets_call_the_notes_of_a_list(tmp_path: Path) -> None:
    status, folder = _import(tmp_path, _bracketed())
    assert status == 0
    text = (folder / "log.md").read_text("utf-8")
    assert "The pilots spoke of a shoal.[^3] No one" in text
    assert "[^4]: The chart has the light too far\n    out." in text
    assert text.count("[^") == 16


def _proof_copy() -> bytes:
    """Two pages whose lines are numbered in the outer margin, with a note that hangs."""
    sheets = [Sheet(), Sheet()]
    for number, (sheet, x) in enumerate(zip(sheets, (20, 400), strict=True), 1):
        for line in range(20):
            sheet.write(60, 600 - 13 * line, BODY, "The pilots met in the hall, and each had one.")
            if line % 5 == 4:
                sheet.write(x, 600 - 13 * line, BODY, f"{number}.{line + 1}")
        sheet.write(sheet.write(60, 340, BODY, "The lamps were lit."), 343, 5, str(number))
        sheet.write(60, 102.5, 5, str(number))
        sheet.write(80, 100, SMALL, f"The log of year {number}.")
    return make_pdf(sheets)


def test_numbers_of_lines_are_no_text_and_notes_may_hang(tmp_path: Path) -> None:
    status, folder = _import(tmp_path, _proof_copy())
    assert status == 0
    text = (folder / "log.md").read_text("utf-8")
    assert "1.5" not in text
    assert "2.20" not in text
    assert "The lamps were lit.[^2]" in text
    assert "[^2]: The log of year 2." in text


def test_a_line_is_the_last_of_a_paragraph_if_the_next_word_had_room(tmp_path: Path) -> None:
    """In text that is ragged at the right a short line may end before a long word."""
    sheets = [Sheet(), Sheet()]
    for sheet in sheets:
        lines = ["The pilots met in the hall, and also the keeper of"]
        lines += ["Northumberlandshire; he came late, as did each of all"]
        _running_text(sheet, 590, [*lines, *["the others.", "No one wrote it down."] * 3])
    assert _import(tmp_path, make_pdf(sheets))[0] == 0
    text = (tmp_path / "project/private/sources/log/log.md").read_text("utf-8")
    assert "the keeper of\nNorthumberlandshire" in text
    assert "the others.\n\nNo one wrote it down." in text


_FULL = "harbor lights pilots masted voyage vessel cargos"
_FIRST = "Harbor lights pilots masted voyage vessel oars"


def _justified() -> bytes:
    """Pages whose running heads differ, with first lines set in and a line beyond the margin."""
    sheets = [Sheet() for _ in range(4)]
    heads = ("Of Lamps", "Of Oars and Ropes", "Of Shoals", "Of the Bar")
    for number, (sheet, head) in enumerate(zip(sheets, heads, strict=True), 17):
        sheet.write(COLUMN, 625, SMALL, "THE HARBOUR")
        sheet.write(COLUMN, 615, SMALL, f"{head} {number}")
        for top in (590, 512, 434):
            sheet.write(COLUMN + 12, top, BODY, _FIRST)
            _running_text(sheet, top - 13, [_FULL, f"{_FULL} and oars", _FULL, _FULL, "to Brod."])
        sheet.write(COLUMN + 12, 356, BODY, "So far Ann, Keeper of the Bar")
        sheet.write(COLUMN + 12, 343, BODY, _FIRST)
        _running_text(
            sheet, 330, [_FULL, "harbor lights pilots masted voyage of that Mr.", "Ye, in 1904.71"]
        )
        sheet.write(COLUMN + 6, 290, BODY, "(a) Oars and the ropes of all the vessels are")
        sheet.write(COLUMN + 30, 277, BODY, "counted at dawn.")
    return make_pdf(sheets)


def test_paragraphs_of_justified_text_are_told_by_margin_and_indent(tmp_path: Path) -> None:
    """A line that could not be broken does not move the margin; heads need not recur."""
    status, folder = _import(tmp_path, _justified())
    assert status == 0
    text = (folder / "log.md").read_text("utf-8")
    assert "Of Oars" not in text
    assert "THE HARBOUR" not in text
    paragraph = [_FIRST, _FULL, f"{_FULL} and oars", _FULL, _FULL, "to Brod."]
    end = [_FIRST, _FULL, "harbor lights pilots masted voyage of that Mr.", "Ye, in 1904.71"]
    item = ["(a) Oars and the ropes of all the vessels are", "counted at dawn."]
    page = [paragraph, paragraph, paragraph, ["So far Ann, Keeper of the Bar"], end, item]
    pages = text.replace("<!-- page ", "\0").split("\0")[1:]
    assert [one[:2] for one in pages] == ["17", "18", "19", "20"]
    for one in pages:
        blocks = one.partition("-->")[2].strip().split("\n\n")
        assert [block.split("\n") for block in blocks] == page


def _close_columns() -> bytes:
    """Two columns with little room between, where a line of one goes into that; a heading."""
    sheet = Sheet()
    for number in range(14):
        sheet.write(60, 590 - 13 * number, BODY, f"left line {number:02} of the first column 1")
        sheet.write(278, 590 - 13 * number, BODY, f"right line {number:02} of the second one")
    sheet.write(60, 408, BODY, "left line 14 of the first column 1234")
    sheet.write(278, 404, 14, "On the Harbour, with its light-", font="bold")
    sheet.write(278, 388, 14, "houses and pilots of the years", font="bold")
    sheet.write(278, 372, 14, "1902, 1904", font="bold")
    return make_pdf([sheet, sheet])


def test_columns_with_little_room_between_stay_apart(tmp_path: Path) -> None:
    status, folder = _import(tmp_path, _close_columns())
    assert status == 0
    text = (folder / "log.md").read_text("utf-8")
    assert text.index("left line 14 of the first column 1234") < text.index("right line 00")
    assert "# On the Harbour, with its lighthouses and pilots of the years 1902, 1904" in text


def _printed_book() -> bytes:
    """A title page, contents, chapters with numbers above their titles, verse, rows, a rule."""
    cover, contents, first, empty, second = (Sheet() for _ in range(5))
    cover.write(100, 500, 18, "The Harbour of Lissa")
    cover.write(100, 460, 13, "A. Hartwen")
    contents.write(COLUMN, 590, 20, "Contents")
    contents.write(COLUMN, 550, BODY, "1 The Lamps of Lissa 1", font="bold")
    contents.write(COLUMN, 520, BODY, "2 Of Pilots 3", font="bold")
    for sheet, number, title in ((first, 1, "The Lamps of Lissa"), (second, 3, "Of Pilots")):
        sheet.write(COLUMN, 590, 15, f"Chapter {(number + 1) // 2}")
        sheet.write(COLUMN, 560, 20, title)
        _running_text(sheet, 530, [*[_FULL] * 4, "to Brod."])
        sheet.write(200, 20, SMALL, str(number))
    for number, line in enumerate(("The lamp is lit,", "the boats are in,", "and none is out.")):
        first.write(96, 452 - 13 * number, BODY, line)
    _running_text(first, 400, [_FULL] * 4)
    _running_text(first, 348, ["1872."])
    for number, row in enumerate((("Month", "Boats"), ("May", "   12"), ("June", "    9"))):
        for x, cell in zip((COLUMN, 160), row, strict=True):
            first.write(x, 310 - 13 * number, BODY, cell)
    empty.write(COLUMN, 620, SMALL, "2 CHAPTER 1. THE LAMPS")
    second.write(200, 440, BODY, "* * *")
    for number in range(3):
        second.write(84, 410 - 13 * number, BODY, "harbor lights pilots masted voyages oars")
    second.write(84, 371, BODY, "so it was.")
    return make_pdf([cover, contents, first, empty, second])


def test_a_book_keeps_its_title_chapters_verse_quotations_and_rows(tmp_path: Path) -> None:
    status, folder = _import(tmp_path, _printed_book())
    assert status == 0
    text = (folder / "log.md").read_text("utf-8")
    full = [_FULL] * 4
    quoted = ["harbor lights pilots masted voyages oars"] * 3
    expected = (
        "# The Harbour of Lissa\n\nA. Hartwen\n\n## Contents\n\n"
        "1 The Lamps of Lissa 1\n\n2 Of Pilots 3\n\n<!-- page 1 -->\n\n"
        "## Chapter 1 The Lamps of Lissa\n\n" + "\n".join([*full, "to Brod."]) + "\n\n"
        "| The lamp is lit,\n| the boats are in,\n| and none is out.\n\n"
        + "\n".join([_FULL] * 4)
        + "\n1872\\.\n\n"
        "|  |  |\n| --- | --- |\n| Month | Boats |\n| May | 12 |\n| June | 9 |\n\n"
        "<!-- page 3 -->\n\n## Chapter 2 Of Pilots\n\n"
        + "\n".join([*full, "to Brod."])
        + "\n\n* * *\n\n> "
        + "\n> ".join([*quoted, "so it was."])
        + "\n"
    )
    assert text == expected


def _letter() -> bytes:
    """One page: a title, a name, a heading, and notes in the type of the text below a rule."""
    sheet = Sheet()
    sheet.write(150, 600, 20, "The Harbour")
    sheet.write(200, 580, BODY, "A. Hartwen")
    sheet.write(COLUMN, 550, 14, "Of Lamps")
    for number in (1, 2):
        end = sheet.write(COLUMN, 530 - 13 * number, BODY, "The pilots met in the hall.")
        sheet.write(end, 533 - 13 * number, 5, str(number))
        sheet.write(
            sheet.write(COLUMN, 103 - 20 * number, 5, str(number)),
            100 - 20 * number,
            BODY,
            f"Note {number}.",
        )
    sheet.commands.append("60 100 m 160 100 l S")
    return make_pdf([sheet])


def test_one_page_has_its_notes_and_headings(tmp_path: Path) -> None:
    status, folder = _import(tmp_path, _letter())
    assert status == 0
    assert (folder / "log.md").read_text("utf-8") == (
        "<!-- leaf 1 -->\n\n# The Harbour\n\nA. Hartwen\n\n## Of Lamps\n\n"
        "The pilots met in the hall.[^1]\n\nThe pilots met in the hall.[^2]\n\n"
        "[^1]: Note 1.\n\n[^2]: Note 2.\n"
    )


def _recognized() -> bytes:
    """Two pages as optical recognition leaves them: each word has a size of its own."""
    sheets = [Sheet(), Sheet()]
    sizes = itertools.cycle((9.4, 10.3, 9.8, 10.6, 10.1, 9.6, 10.4, 9.9))
    for sheet in sheets:
        for number in range(6):
            x = COLUMN + 12 * (number % 3 == 0)
            for word in (_FIRST, _FULL, f"{_FULL[:-1]}.")[number % 3].split():
                sheet.write(x, 590 - 13 * number, next(sizes), word)
                x += 0.6 * BODY * (len(word) + 1)
    return make_pdf(sheets)


def test_words_of_a_recognized_page_have_one_size(tmp_path: Path) -> None:
    status, folder = _import(tmp_path, _recognized())
    assert status == 0
    paragraph = f"{_FIRST}\n{_FULL}\n{_FULL[:-1]}."
    text = (folder / "log.md").read_text("utf-8")
    pages = [f"<!-- leaf {number} -->{paragraph}\n\n{paragraph}" for number in (1, 2)]
    assert text == "\n\n".join(pages) + "\n"


def _end_notes() -> bytes:
    """Three pages of text, two without notes, and a page of end notes in small type."""
    sheets = [Sheet() for _ in range(6)]
    places = ("The pier", "A shoal of sand", "Lissa", "", "")
    for number, (sheet, place) in enumerate(zip(sheets[:5], places, strict=True), 1):
        sheet.write(60, 620, 14, f"Harbour studies {number}")
        _running_text(sheet, 590, ["The pilots met in the hall, and each had a lamp."] * 9)
        if number <= 3:
            end = sheet.write(
                sheet.write(60, 473, BODY, f"{place} was 40 km off, or 40 km"), 476, 5, "2"
            )
            end = sheet.write(end, 473, BODY, " from there.")
            sheet.write(end, 476, 5, str(number))
    sheets[5].write(60, 620, 14, "Harbour studies 6")
    for number in (1, 2, 3):
        _note(sheets[5], 590 - 20 * number, str(number), [f"Note {number} of the log."])
    return make_pdf(sheets)


def _plain_labels(first: int) -> bytes:
    """Two pages in two columns; labels of notes are in the size and on the line of their words."""
    sheets = [Sheet(), Sheet()]
    places = [(sheet, x) for sheet in sheets for x in (60, 300)]
    for number, (sheet, x) in enumerate(places, first):
        _running_text(sheet, 590, ["The pilots met in the hall."] * 12, x)
        sheet.write(sheet.write(x, 434, BODY, "They were of brass."), 437, 5, str(number))
        sheet.write(x, 60, SMALL, f"{number}Note {number} of the log.")
    return make_pdf(sheets)


@pytest.mark.parametrize("first", [1, 5])
def test_labels_on_the_line_of_their_notes_go_on_in_the_next_column(
    tmp_path: Path, first: int
) -> None:
    assert _import(tmp_path, _plain_labels(first))[0] == 0
    text = (tmp_path / "project/private/sources/log/log.md").read_text("utf-8")
    for number in range(first, first + 4):
        assert f"of brass.[^{number}]" in text
        assert f"[^{number}]: Note {number} of the log." in text


def test_end_notes_are_called_from_any_distance_and_powers_call_none(tmp_path: Path) -> None:
    assert _import(tmp_path, _end_notes())[0] == 0
    text = (tmp_path / "project/private/sources/log/log.md").read_text("utf-8")
    assert "Harbour studies" not in text
    for number in (1, 2, 3):
        assert f"km<sup>2</sup> from there.[^{number}]" in text
        assert f"[^{number}]: Note {number} of the log." in text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (make_pdf([Sheet()]), "I003"),
        (encrypt(_columns(), "secret"), "I002"),
        (_columns()[:900], "I005"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "I004"),
        (b"\x89PNG\r\n\x1a\n", "I001"),
        (b"", "I001"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "I002"),
        (b"%PDF-1.4\nstream\n" + zlib.compress(bytes(301_000_000)) + b"\nendstream", "I006"),
    ],
    ids=[
        "a scan",
        "locked",
        "cut off",
        "a .doc",
        "an image",
        "empty",
        "locked Office",
        "a bomb",
    ],
)
def test_what_cannot_be_imported_is_named_and_leaves_nothing(
    data: bytes, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, folder = _import(tmp_path, data)
    assert status == 1
    assert f"log.pdf: error {code}: " in capsys.readouterr().out
    assert not folder.parent.exists() or list(folder.parent.iterdir()) == []


def test_an_encoding_is_not_taken_for_what_is_no_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "log.pdf"
    file.write_bytes(make_pdf([Sheet()]))
    assert run(tmp_path / "project", "new", str(file), "--encoding", "utf-8") == 1
    assert "error I012: it is a file in the format PDF" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("data", "fact"),
    [
        (gzip.compress(b"The boats came in."), "it is packed by gzip: unpack it"),
        (b"Rar!\x1a\x07" + bytes(range(256)), "it is packed by RAR: unpack it"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "it is an image"),
        (b"Log".ljust(60, b"\0") + b"BOOKMOBI", "it is a book for Kindle: convert it to EPUB"),
        (b"\xffWPC" + bytes(range(256)), "it is a WordPerfect document"),
        (b"\x7fELF" + bytes(range(256)) * 20, "it is not a text file"),
    ],
    ids=["gzip", "RAR", "WebP", "Mobipocket", "WordPerfect", "a program"],
)
def test_a_file_that_is_not_text_is_named(
    data: bytes, fact: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "log.txt"
    file.write_bytes(data)
    assert run(tmp_path / "project", "new", str(file), "--id", "log") == 1
    assert f"error I001: {fact}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "data",
    [
        b"WEBP and BOOKMOBI are formats of files, as BZh and %!PS are.",
        "The boats came in.\n".encode("utf-16-le"),
        "\u8239\u304c\u6765\u305f\u3002\n".encode("utf-16"),
        b"The boats\x07 came in, and nobody had counted them before. " * 9,
    ],
    ids=["names of formats", "UTF-16 without a mark", "UTF-16", "a few control characters"],
)
def test_a_text_is_not_taken_for_another_format(data: bytes) -> None:
    assert not needs_import(data, "log.txt")


def test_what_is_doubtful_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = Sheet()
    _running_text(sheet, 590, ["The boats came in, and nobody had counted them before."] * 3)
    sheet.write(60, 500, 1, "hidden words that are in the file")
    sheet.write_unmapped(60, 480, BODY, 3)
    for number in range(3):
        _note(sheet, 120 - 20 * number, str(number + 1), ["A note that nothing calls."])
    assert _import(tmp_path, make_pdf([sheet]))[0] == 0
    told = capsys.readouterr().out
    assert "warning I009: 33 characters that are turned or too small: “hidden words" in told
    assert "warning I007: 3 characters, most on page 1 of the file" in told
    assert "warning I010: 3 notes, with the page of the file: 1 (p. 1)" in told


@pytest.mark.parametrize("after", [b"", b"\n", b"\r\n of another program"])
def test_a_stream_of_more_than_a_step_is_read_to_its_end(after: bytes) -> None:
    sheet = Sheet()
    _running_text(sheet, 600, ["The keeper lit the lamps at dusk and wrote of"] * 3)
    large = b"\nstream\n" + zlib.compress(bytes(1_000_001)) + after + b"endstream\n"
    assert "The keeper lit" in import_pdf(make_pdf([sheet]) + large, "log.pdf").markdown


def test_bytes_before_the_head_of_a_file_do_no_harm() -> None:
    sheet = Sheet()
    _running_text(sheet, 600, ["The keeper lit the lamps at dusk and wrote of"] * 3)
    data = b"%%EOF\r\n" + make_pdf([sheet])
    assert "The keeper lit" in import_pdf(data, "log.pdf").markdown


def test_missing_words_are_found_however_they_are_parted() -> None:
    markdown = "The *keeper* lit 10\\. lamps in North-\n<!-- page 2 -->umberland.[^1]\n"
    assert not find_missing(markdown, ["Thekeeper lit 10. lamps", "in Northumber\nland."])
    assert find_missing(markdown, ["The keeper lit lamps, oars."]) == {"oars": 1}


def test_an_accent_is_missing_unless_the_other_program_read_it_apart() -> None:
    assert find_missing("The cafe of Orsk", ["The caf\u00e9 of Orsk"]) == {"caf\u00e9": 1}
    assert not find_missing("The caf\u00e9 of Orsk", ["The caf\u00b4e of Orsk"])
