"""The list of a text's pages, as a script."""

from __future__ import annotations

import json
from pathlib import Path

from edition.model.edition import Edition
from edition.model.index import AddressKind, Index, IndexEntry
from edition.records.loading import load_record
from edition.records.publication import allowed_content
from edition.writers.edition import write_page_list
from tests.projects import make_source


def make_edition(folder: Path, *entries: IndexEntry) -> Edition:
    record, _ = load_record(make_source(folder, "Text."), folder)
    assert record is not None
    return Edition(record, allowed_content(record, private=False), index=Index(entries))


def read(script: str) -> list[list[str]]:
    _, _, data = script.partition("window.editionPages = ")
    pages: list[list[str]] = json.loads(data.removesuffix(";\n").replace(",\n]", "\n]"))
    return pages


def test_each_page_is_listed_with_the_file_that_it_begins_in(tmp_path: Path) -> None:
    edition = make_edition(
        tmp_path,
        IndexEntry("pix", "b.md", AddressKind.PAGE),
        IndexEntry("p1", "b.md", AddressKind.PAGE),
        IndexEntry("pix.1", "b.md", AddressKind.PARAGRAPH, "Text on"),
        IndexEntry("leaf2", "a.md", AddressKind.PAGE),
        IndexEntry("par1", "c.md", AddressKind.PARAGRAPH, "No page begins here."),
        IndexEntry("w-pix", "witness-b.md", AddressKind.DIPLOMATIC_PAGE),
    )
    assert read(write_page_list(edition)) == [["b.html", "pix p1"], ["a.html", "leaf2"]]


def test_a_text_without_pages_has_no_list(tmp_path: Path) -> None:
    edition = make_edition(tmp_path, IndexEntry("par1", "text.md", AddressKind.PARAGRAPH, "Text."))
    assert write_page_list(edition) == ""
