"""Tests of what is a heading of a division in running text."""

from __future__ import annotations

from edition.model.document import Division
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
