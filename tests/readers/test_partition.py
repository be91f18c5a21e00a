"""Blocks that are too long for a page are parted, and a page has no more than its budget."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from edition.model.traversal import plain_text, running_text, walk_leaves
from edition.readers.detection.splitting import guess_split
from edition.readers.registry import READERS
from edition.text.source import Source
from tests.projects import run

LONG = {
    "sentences": "The keeper lit the lamps. " * 12_000,
    "one word": "a" * 300_000,
    "no spaces": "\u71c8\u53f0\u5b88\u3002" * 40_000,
    "verse": "# Song\n\n" + "| The keeper lit the lamps.\n" * 5_000,
    "list": "- The keeper *lit* the lamps.\n" * 5_000,
    "quotation": "> The keeper lit **the** lamps.\n>\n" * 5_000,
    "emphasis": f"*{'The keeper lit the lamps. ' * 5_000}end*",
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_long_block_is_parted_and_keeps_its_words(text: str) -> None:
    document = READERS["markdown"](Source("long.md", text), {}).document
    whole = READERS["markdown"].load()(Source("long.md", text), {}).document
    parts = [plain_text(leaf.inlines) for leaf in walk_leaves(running_text(document))]  # type: ignore[union-attr]
    words = [plain_text(leaf.inlines) for leaf in walk_leaves(running_text(whole))]  # type: ignore[union-attr]
    assert "".join("".join(parts).split()) == "".join("".join(words).split())
    assert max(len(part.encode()) for part in parts) < 100_000
    assert len(document.front) > 1


def test_a_text_of_one_long_chapter_is_split_within_it() -> None:
    text = "Foreword.\n\n# Lamps\n\n" + "The keeper lit the lamps at dusk. " * 40 + "\n\n"
    document = READERS["markdown"](Source("long.md", text + text[20:] * 300), {}).document
    chapter = replace(document, divisions=document.divisions[:1], front=())
    blocks = [block for division in document.divisions for block in division.blocks]
    chapter = replace(chapter, divisions=(replace(chapter.divisions[0], blocks=tuple(blocks)),))
    split = guess_split(chapter)
    assert split.level == 1
    assert split.paragraphs


def test_any_length_makes_a_site_within_the_budget(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text(LONG["no spaces"] + "\n" * 40_000 + LONG["sentences"], "utf-8")
    assert run(tmp_path / "project", "new", str(file), "--id", "long") == 0
    assert run(tmp_path / "project", "build", "--private") == 0
    sheets = (tmp_path / "project/site-private/editions/long").glob("witness-*continued-*.html")
    assert len([*sheets]) > 2
