"""Tests of what is a heading of a division in running text."""

from __future__ import annotations

from edition.model.document import Division, Heading
from edition.model.traversal import plain_text, walk
from edition.readers.detection.detect import detect
from edition.text.source import Source

PROSE = (
    "The keeper climbs the tower every evening and lights the lamp, and the boats that lie\n"
    "off the pier wait for it before they come in; nobody has ever seen it fail.\n"
)


def list_headings(text: str) -> list[str]:
    """Return the headings of the divisions of a text."""
    document = detect(Source("a.txt", text)).document
    return [plain_text(one.heading) for one in walk(document.divisions, Division)]


def test_the_part_of_another_work_below_a_quotation_is_no_heading() -> None:
    reference = '    Act v. Scene 2.\n\n    "Hear me in my extremity."\n'
    text = "\n".join(["CHAPTER I\n", PROSE, reference, PROSE, "CHAPTER II\n", PROSE, PROSE])
    assert list_headings(text) == ["CHAPTER I", "CHAPTER II"]


def test_the_parts_of_the_work_itself_are_headings() -> None:
    acts = [f"Act {number}.\n\n{PROSE}\n{PROSE}" for number in ("i", "ii", "iii")]
    text = "\n".join(["CHAPTER I\n", PROSE, *acts, "CHAPTER II\n", PROSE, PROSE])
    assert [one for one in list_headings(text) if one.startswith("Act")] == [
        "Act i.", "Act ii.", "Act iii.",
    ]  # fmt: skip


def test_parts_within_parts_have_their_levels() -> None:
    scene = "".join(
        f"Scene {number}.\n\nArticle i.\n\n{PROSE}\nArticle ii.\n\n{PROSE}\n"
        for number in ("i", "ii")
    )
    text = "".join(f"ACT {number}\n\n{scene}" for number in ("I", "II"))
    document = detect(Source("a.txt", text)).document
    levels = {one.name.partition("-")[0]: one.level for one in walk(document.divisions, Division)}
    assert levels == {"act": 1, "scene": 2, "article": 3}


VERSE = (
    "    The lamp is lit,\n    The boats come in,\n    And one by one\n    They pass the pier.\n"
)


def list_all_headings(text: str) -> list[str]:
    """Return the headings inside and of the divisions of a text."""
    found = detect(Source("a.txt", text)).document.divisions
    return [
        plain_text(one.heading if isinstance(one, Division) else one.inlines)
        for one in walk(found, Division, Heading)
        if isinstance(one, Division | Heading)
    ]


def test_a_title_in_capitals_above_quoted_verse_is_a_heading() -> None:
    song = f"    THE KEEPER'S SONG.\n\n    _Words by a sailor._\n\n{VERSE}"
    text = "\n".join(["CHAPTER I\n", PROSE, song, PROSE, "CHAPTER II\n", PROSE])
    assert "THE KEEPER'S SONG." in list_all_headings(text)


def test_a_title_with_a_full_stop_above_the_first_number_is_a_heading() -> None:
    parts = "".join(f"{number}.\n\n{VERSE}\n" for number in ("I", "II", "III"))
    text = "\n".join(["CHAPTER I\n", PROSE, "THE KEEPER'S SONG.\n", parts, "CHAPTER II\n", PROSE])
    assert "THE KEEPER'S SONG." in list_all_headings(text)


def test_a_salutation_is_no_heading() -> None:
    letter = "    DEAR SIR:\n\n    The lamp was lit at six, and the boats that lay off came in.\n"
    text = "\n".join(["CHAPTER I\n", PROSE, letter, PROSE, "CHAPTER II\n", PROSE])
    assert list_all_headings(text) == ["CHAPTER I", "CHAPTER II"]


def test_a_signature_that_completes_a_sentence_is_no_heading() -> None:
    signed = f"{PROSE}\nYour attached\n\nFATHER.\n\nA word more.\n"
    text = "\n".join(f"{number}.\n\nTO THE KEEPER.\n\n{signed}" for number in range(1, 6))
    assert "FATHER." not in list_all_headings(text)


def test_a_place_in_a_work_above_a_quotation_is_no_heading() -> None:
    places = "".join(f"\n\nBook {n}, Ch. {n}.\n\n{VERSE}\n" for n in ("1", "2", "3", "4"))
    chapters = "\n".join(f"\n\nCHAPTER {n}\n\n{PROSE}\n{PROSE}" for n in ("I", "II", "III"))
    assert not any(one.startswith("Book") for one in list_all_headings(chapters + places))


def test_no_line_before_an_emphasised_word_is_a_heading() -> None:
    cut = f"The Old Word\n_Seenot_ is known to every keeper, {PROSE}"
    text = "\n".join(["CHAPTER I\n", PROSE, cut, PROSE, "CHAPTER II\n", PROSE])
    assert list_all_headings(text) == ["CHAPTER I", "CHAPTER II"]
