"""Damaged texts that once broke a step between the bytes and the proof of the pages.

Each file of ``tests/damaged`` is such a text; its name begins with that of its reader.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from edition.readers.registry import READERS
from evaluation.mutation import make_record, try_text

CASES = sorted((Path(__file__).parent / "damaged").glob("*.txt"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_damaged_text_is_published_and_proved(path: Path, tmp_path: Path) -> None:
    record = make_record(tmp_path)
    [kind] = [name for name in READERS if path.stem.startswith(f"{name}-")]
    record = replace(record, reader=replace(record.reader, kind=kind))
    trial = try_text(path.read_bytes(), record, tmp_path)
    assert trial.outcome == "published", trial.fact


def test_there_are_damaged_texts() -> None:
    assert CASES
