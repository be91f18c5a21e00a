"""Typeset texts as ``pdftotext`` puts them out, with the blanks before lines or without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pytest

from edition.model.document import Block, Division, Heading, Paragraph, Quotation, Verse
from edition.model.traversal import inlines_of, plain_text, running_text
from edition.readers import Options
from edition.readers.inference.reader import read_inferred
from edition.text.source import Source
from tests.readers.laws import check_laws
from tests.readers.printed_books import BODY, QUOTATION, Press

_SONG = ("The lamps are low along the quay", "And no one watches at the door", "For those who went")
_TITLES = ("Pilots and their pay", "The quarrel over tolls", "After the flood", "An older road")
_HEIGHT = 36
"""Lines of a page."""


def _set_book(seed: int, *, blanks: bool) -> tuple[str, list[tuple[str, str]]]:
    """Return a book without blank lines between its blocks, and the blocks."""
    press = Press(seed)
    lines: list[str] = []
    blocks: list[tuple[str, str]] = []

    def add(kind: str, text: str, put: Sequence[str], first: int, others: int) -> None:
        blocks.append((kind, text))
        offsets = (first if number == 0 else others for number in range(len(put)))
        lines.extend(" " * (by * blanks) + line for by, line in zip(offsets, put, strict=True))

    for number in range(48):
        text = press.paragraph(0)
        if number % 12 == 6:
            title = _TITLES[number // 12]
            add("heading", title, [title], 20, 0)
        if number % 4 == 3:
            lead = press.sentence(7).rstrip(".") + ":"
            add("paragraph", lead, press.set_lines(lead, BODY, indent=1.1), 3, 0)
            add("quotation", text, press.set_lines(text, QUOTATION), 5, 5)
        elif number % 9 == 4:
            add("verse", " ".join(_SONG), _SONG, 9, 9)
        else:
            add("paragraph", text, press.set_lines(text, BODY, indent=1.1), 3, 0)
    pages = ["\n".join(lines[at : at + _HEIGHT]) for at in range(0, len(lines), _HEIGHT)]
    return "\n\f".join(pages) + "\n", blocks


def _list_blocks(
    blocks: Sequence[Block | Division], quoted: str = "paragraph"
) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if isinstance(block, Division):
            yield "heading", plain_text(block.heading)
            yield from _list_blocks((*block.blocks, *block.divisions))
        elif isinstance(block, Quotation):
            yield from _list_blocks(block.blocks, "quotation")
        elif isinstance(block, Paragraph | Verse | Heading):
            kind = quoted if isinstance(block, Paragraph) else type(block).__name__.lower()
            yield kind, plain_text(inlines_of(block))


@pytest.mark.parametrize("blanks", [True, False], ids=["layout", "plain"])
def test_measures_tell_blocks_that_no_blank_line_parts(blanks: bool) -> None:
    labelled: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for seed in range(6):
        text, blocks = _set_book(seed, blanks=blanks)
        document = check_laws(read_inferred, text)
        found = {
            (kind, "".join(text.split())) for kind, text in _list_blocks(running_text(document))
        }
        for kind, words in blocks:
            labelled[kind] += 1
            right[kind] += (kind, "".join(words.split())) in found
    # Without blanks a paragraph that ends with a full line can be told by its neighbour only.
    least = {"heading": 1, "verse": 0.9, "quotation": 0.9, "paragraph": 0.95 if blanks else 0.88}
    assert {kind: right[kind] >= least[kind] * labelled[kind] for kind in least} == dict.fromkeys(
        least, True
    ), (right, labelled)


def test_a_record_decides_where_paragraphs_begin() -> None:
    text, blocks = _set_book(1, blanks=False)
    lines = text.split("\n")
    inside = next(n for n, line in enumerate(lines, 1) if n > _HEIGHT and line[:1].islower())
    opening = blocks[2][1][:40]
    first = next(n for n, line in enumerate(lines, 1) if line.startswith(opening))

    def begins(number: int, options: Options) -> bool:
        shown = _list_blocks(running_text(read_inferred(Source("a", text), options).document))
        return any(words.startswith(lines[number - 1][:30]) for _, words in shown)

    assert begins(first, {})
    assert not begins(inside, {})
    assert begins(inside, {"begun_lines": [inside]})
    assert not begins(first, {"continued_lines": [first]})
