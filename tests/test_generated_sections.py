"""Inserts: filled between their comments, once and for all."""

from __future__ import annotations

from edition.text.sections import fill_sections

PAGE = """Before.

<!-- edition:one -->
old
<!-- /edition:one -->

<!-- edition:two -->
<!-- /edition:two -->
"""


def test_an_insert_is_filled_and_filling_again_changes_nothing() -> None:
    inserts = {"one": "new\n\nlines", "three": "unused"}.get
    filled = fill_sections(PAGE, inserts)
    assert "<!-- edition:one -->\n\nnew\n\nlines\n\n<!-- /edition:one -->" in filled
    assert "old" not in filled
    assert fill_sections(filled, inserts) == filled


def test_an_unknown_insert_stays() -> None:
    assert fill_sections(PAGE, lambda name: None) == PAGE
