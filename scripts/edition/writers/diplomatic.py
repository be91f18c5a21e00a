"""Writes the diplomatic view: the witness line by line, page by page, with nothing resolved.

Line ends, hyphens, running heads, classification lines and page numbers stand as the file has
them; only control characters are shown as pictures. Line numbers are those of the witness.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from edition.model.addresses import page_address
from edition.model.document import Document, Page
from edition.text.escape import escape_markdown, escape_title, picture_controls
from edition.text.source import Source
from edition.text.span import Span
from edition.writers.division import TextFile, part_document
from edition.writers.text import GENERATED, ContentsEntry, Heading, edition_matter

PREFIX = "witness-"
_BACKTICKS = re.compile(r"`{3,}")


def view_address(page: Page) -> str:
    """Return the address of a page in the diplomatic view."""
    return f"w-{page_address(page)}"


def write_witness_views(
    source: Source, document: Document, heading: Heading, contents: Sequence[ContentsEntry]
) -> dict[str, str]:
    """Return a file of the diplomatic view for each file of the text, by name.

    Put together, their lines are the witness.
    """
    files = part_document(document, heading.title, heading.split)
    return {
        f"{PREFIX}{file.path}": _write_view(source, document, heading, contents, file)
        for file in files
    }


def _write_view(
    source: Source,
    document: Document,
    heading: Heading,
    contents: Sequence[ContentsEntry],
    file: TextFile,
) -> str:
    title = f"{file.title}: as the witness has it"
    parts = [
        "\n".join(_front_matter(title, heading, contents)),
        GENERATED.format(id=heading.id),
        f'<a id="nav-top"></a>[Contents](index.md) \u00b7 [Edited text]({file.path})',
        f"# {escape_markdown(title)}",
        *_sections(source, document, file),
    ]
    return "\n\n".join(parts) + "\n"


def _front_matter(title: str, heading: Heading, contents: Sequence[ContentsEntry]) -> Iterator[str]:
    yield "---"
    yield f"title: {escape_title(title)}"
    yield "search: {exclude: true}"
    yield from edition_matter(heading, contents)
    yield "---"


def _sections(source: Source, document: Document, file: TextFile) -> Iterator[str]:
    start = _line_start(source, file.span.start)
    end = (
        _line_start(source, file.span.end) if file.span.end < len(source.text) else len(source.text)
    )
    pages = [p for p in document.pages if start <= _line_start(source, p.start) < end]
    places = [(_line_start(source, page.start), page) for page in pages]
    if not places or places[0][0] > start:
        yield from _section(source, Span(start, places[0][0] if places else end), None)
    for index, (place, page) in enumerate(places):
        following = places[index + 1][0] if index + 1 < len(places) else end
        yield from _section(source, Span(place, following), page)


def _line_start(source: Source, offset: int) -> int:
    return source.line_starts[source.place(offset).line - 1]


def _section(source: Source, span: Span, page: Page | None) -> Iterator[str]:
    if span.start >= span.end:
        return
    if page is not None:
        word = "Leaf" if page.leaf else "Page"
        yield f'## <a id="{view_address(page)}"></a>{word} {escape_markdown(page.label)}'
    first = source.place(span.start).line
    lines = picture_controls(source.slice(span)).removesuffix("\n").split("\n")
    body = "\n".join(f"{number:6}  {line}".rstrip() for number, line in enumerate(lines, first))
    fence = "`" * (max([2, *(len(run) for run in _BACKTICKS.findall(body))]) + 1)
    yield f"{fence}text\n{body}\n{fence}"
