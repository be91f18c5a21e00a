"""The forms in which labels of notes are written, of East Asian texts above all."""

from __future__ import annotations

import pytest

from edition.readers.inference.candidates import BARE, find_markers, find_openings
from edition.readers.inference.text_inference import infer_text
from edition.readers.lines import split_lines
from edition.text.source import Source

PARAGRAPHS = (
    "昭和六年の秋、私は初めて北京の土を踏んだ。{0}駅前には車夫が群がり、口々に客を呼んでいた。",
    "宿は崇文門の近くにあった。{1}主人は山東の人で、日本語を少し話した。私は三か月ほど滞在した。",
    "翌年の春、事情は一変した。{2}街には兵士の姿が増え、古書店の主人たちも店を閉めがちになった。",
    "それでも私は六月まで北京に残った。{3}最後の夜、主人は酒を出してくれた。",
)
NOTES = (
    "当時の駅は前門の東にあった。",
    "宿の名は記憶にない。",
    "新聞の報道による。",
    "船は天津から出た。",
)
DIGITS = {"d": "1234", "f": "１２３４", "h": "一二三四", "c": "①②③④", "r": "¹²³⁴"}


def _write(marker: str, opening: str) -> str:
    """Write the text with its notes at the end; ``{d}`` and so on are the digits of a label."""
    labels = [{name: digits[at] for name, digits in DIGITS.items()} for at in range(len(NOTES))]
    markers = [marker.format(**label) for label in labels]
    text = "\n\n".join(PARAGRAPHS).format(*markers)
    notes = [f"{opening.format(**label)}{note}" for label, note in zip(labels, NOTES, strict=True)]
    return f"{text}\n\n注\n\n" + "\n".join(notes) + "\n"


@pytest.mark.parametrize(
    ("marker", "opening"),
    [
        ("（注{d}）", "注{d}　"),
        ("（註{h}）", "註{h}　"),
        ("（原注{d}）", "原注{d}　"),
        ("（注{c}）", "注{c}　"),
        ("（注{d}）", "注{d}："),
        ("（注{d}）", "（注{d}）"),
        ("注{d}）", "注{d}）"),
        ("［注{f}］", "［注{f}］"),
        ("（{f}）", "（{f}）"),
        ("（{d}）", "{f}　"),
        ("〔{h}〕", "〔{h}〕"),
        ("【{d}】", "【{d}】"),
        ("〈{d}〉", "〈{d}〉"),
        ("<{d}>", "<{d}> "),
        ("{c}", "{c}　"),
        ("{c}", "{c}"),
        ("*{d}", "*{d} "),
        ("＊{f}", "＊{f}　"),
        ("※{d}", "※{d}　"),
        ("{r}", "{d} "),
    ],
)
def test_a_note_is_found_however_its_label_is_written(marker: str, opening: str) -> None:
    text = _write(marker, opening)
    found = infer_text(Source("sample.txt", text)).extents.notes
    assert [note.opening.label.value for note in found] == [1, 2, 3, 4]
    starts = [text.index(note) for note in NOTES]
    assert [note.opening.end for note in found] == starts


def test_circled_numbers_that_count_the_items_of_a_list_call_no_note() -> None:
    items = "".join(f"{digit}{note}\n" for digit, note in zip(DIGITS["c"], NOTES, strict=True))
    text = "調査の項目は次のとおりである。\n\n" + items + "\n以上である。\n"
    assert infer_text(Source("sample.txt", text)).extents.notes == ()


@pytest.mark.parametrize(
    ("marker", "opening"), [("[^{d}]", "[^{d}]: "), ("[^{d}]", "[^{d}]:"), ("[^{d}]", "[{d}] ")]
)
def test_footnotes_of_markdown_are_found_in_a_plain_text(marker: str, opening: str) -> None:
    found = infer_text(Source("diary.txt", _write(marker, opening)))
    assert [note.marker is not None for note in found.extents.notes] == [True] * len(NOTES)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("He wrote on June 4, 1951, again.", [4, 1951, 951, 51]),
        ("He wrote in June 1951 again.", [951, 51, 1951]),
        ("He came at 4:31 p.m. and left.", []),
        ("He came at 4 p.m. and left.", []),
        ("Your letter 7241 was read.", [1, 41, 241]),
    ],
)
def test_what_is_a_part_of_a_date_or_time_is_no_marker(text: str, labels: list[int]) -> None:
    found = find_markers(text, split_lines(Source("letters.txt", text)))[BARE]
    assert {one.label.value for one in found} == {*labels}


def test_a_note_may_begin_with_a_day_that_touches_its_label() -> None:
    lines = split_lines(Source("letters.txt", "1228 March. It told of the lamps.\n"))
    found = find_openings(lines)[BARE]
    assert [one.label.value for one in found if one.surroundings.startswith("glued")] == [122, 12]


def test_a_reading_is_less_sure_where_other_places_would_do_as_well() -> None:
    words = ("wrote", "came", "spoke", "left", "rose") * 4
    text = "\n\n".join(f"The keeper {w}{n}. The pilots came." for n, w in enumerate(words, 1))
    notes = "\n".join(f"{n}. See the book." for n in range(1, 21))
    alike = text
    for n in range(5, 9):
        alike = alike.replace(f"{n}. The pilots came", f"{n}. The pilots came{n}")
    plain, doubtful = (infer_text(Source("a.txt", f"{t}\n\n{notes}\n")) for t in (text, alike))
    assert doubtful.confidence < 0.9 <= plain.confidence
