"""Texts with lists, verses, tables and numbered lines, but without notes: none may be invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from edition.readers.inference.options import DEFAULTS
from edition.readers.inference.reader import read_inferred
from edition.text.source import Source

TEXTS = sorted((Path(__file__).parent / "without-notes").glob("*.txt"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_no_note_and_no_page_is_invented(path: Path) -> None:
    reading = read_inferred(Source(path.name, path.read_text(encoding="utf-8")), DEFAULTS)
    assert not reading.document.notes
    assert not reading.document.pages
    assert {finding.code for finding in reading.diagnostics} == {"S002"}
