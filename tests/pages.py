"""Renders an edition's Markdown to bare pages with the site's own extension, without a theme."""

from __future__ import annotations

from pathlib import Path

import markdown

from edition.linking.layout import lay_out_text
from edition.linking.notes import link_document
from edition.model.document import Document
from edition.model.ledger import Ledger, make_ledger
from edition.readers.registry import READERS
from edition.records.record import Split
from edition.text.front_matter import split_front_matter
from edition.text.source import Source
from edition.writers.page import Heading
from edition.writers.text import write_text

EXTENSIONS = ["tables", "toc", "edition.publishing.dialect"]


def render_page(content: str) -> str:
    """Return the HTML of one Markdown file of an edition, inside an article."""
    body = split_front_matter(content)[1]
    return f"<article>{markdown.markdown(body, extensions=EXTENSIONS)}</article>"


def render_text(
    source: Source, folder: Path, kind: str, options: dict[str, object], split: int | None
) -> tuple[Document, Ledger, list[Path]]:
    """Read, link, write and render a text; returns its pages in order."""
    document = link_document(source, READERS[kind](source, options).document).document
    ledger, faults = make_ledger(source, document)
    assert faults == []
    heading = Heading("sample", "Sample", "Sample", "full", Split(split))
    pages = []
    layout = lay_out_text(document, heading.title, Split(split))
    for name, content in write_text(document, heading, layout).items():
        page = folder / Path(name).with_suffix(".html").name
        page.write_text(render_page(content), encoding="utf-8")
        pages.append(page)
    return document, ledger, pages
