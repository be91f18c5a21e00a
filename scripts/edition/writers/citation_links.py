"""Citations in Markdown: links from the words of the notes to the entries of the bibliography.

The words stay as they are and become the text of a link. Where a cross-reference stands inside a
citation, it stays the link that it is, with the citation on both sides of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from edition.model.citation import Citation
from edition.model.document import Inline
from edition.writers.references import Linked, ReferenceLinks, StretchLinks

BIBLIOGRAPHY: Final = "../../bibliography"
"""The bibliography, from the folder of a text."""


class CitationLinks(StretchLinks[Citation]):
    """The citations of a text that are resolved."""

    def __init__(self, citations: Iterable[Citation], pages: Mapping[str, str]) -> None:
        """Take citations, and the page of the bibliography for each key.

        A key without a page leads to the first page of the bibliography.
        """
        super().__init__(one for one in citations if one.key is not None)
        self._pages = pages

    def _link(self, children: tuple[Inline, ...], stretch: Citation, *, ends: bool) -> Linked:
        page = self._pages.get(stretch.key or "", "")
        folder = f"{BIBLIOGRAPHY}/{page}" if page else BIBLIOGRAPHY
        return Linked(children, f"{folder}.md#{stretch.key}", "")


class TextLinks:
    """All links of a text: its cross-references, then its citations in what these leave."""

    def __init__(self, references: ReferenceLinks, citations: CitationLinks) -> None:
        self._references = references
        self._citations = citations

    def cut(self, inlines: Iterable[Inline]) -> Iterator[Inline | Linked]:
        """Yield the inlines of a run, with every reference and every citation made a link."""
        return self._citations.cut(self._references.cut(inlines))
