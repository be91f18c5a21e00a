"""Writes the diplomatic view: the witness line by line, page by page, with nothing resolved.

Line ends, hyphens, running heads, classification lines and page numbers stand as the file has
them; only control characters are shown as pictures. Line numbers are those of the witness.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from edition.linking.layout import divide_view, view_address
from edition.model.document import Document
from edition.model.layout import DIPLOMATIC_PREFIX
from edition.model.links import Redirects
from edition.model.text_files import TextFile, part_document
from edition.text.escape import escape_markdown, escape_title, picture_controls
from edition.text.source import Source
from edition.writers.anchors import Anchors
from edition.writers.text import GENERATED, Heading, edition_matter

_BACKTICKS = re.compile(r"`{3,}")


def write_witness_views(
    source: Source,
    document: Document,
    heading: Heading,
    redirects: Redirects | None = None,
) -> dict[str, str]:
    """Return a file of the diplomatic view for each file of the text, by name.

    Put together, their lines are the witness.
    """
    redirects = redirects or Redirects()
    views = {}
    for file in part_document(document, heading.title, heading.split):
        name = f"{DIPLOMATIC_PREFIX}{file.path}"
        sections = _sections(source, document, file, Anchors(redirects.beside(name)))
        views[name] = _write_view(heading, file, sections)
    return views


def _write_view(heading: Heading, file: TextFile, sections: Iterable[str]) -> str:
    title = f"{file.title}: diplomatic transcription"
    parts = [
        "\n".join(_front_matter(title, heading)),
        GENERATED.format(id=heading.id),
        f'<a id="nav-top"></a>[Contents](index.md) \u00b7 [Edited text]({file.path})',
        f"# {escape_markdown(title)}",
        *sections,
    ]
    return "\n\n".join(parts) + "\n"


def _front_matter(title: str, heading: Heading) -> Iterator[str]:
    yield "---"
    yield f"title: {escape_title(title)}"
    yield "search: {exclude: true}"
    yield from edition_matter(heading)
    yield "---"


def _sections(
    source: Source, document: Document, file: TextFile, anchors: Anchors
) -> Iterator[str]:
    for span, page in divide_view(source, document, file):
        if page is not None:
            word = "Leaf" if page.leaf else "Page"
            yield f"## {anchors.empty(view_address(page))}{word} {escape_markdown(page.label)}"
        first = source.place(span.start).line
        lines = picture_controls(source.slice(span)).removesuffix("\n").split("\n")
        body = "\n".join(f"{number:6}  {line}".rstrip() for number, line in enumerate(lines, first))
        fence = "`" * (max([2, *(len(run) for run in _BACKTICKS.findall(body))]) + 1)
        yield f"{fence}text\n{body}\n{fence}"
