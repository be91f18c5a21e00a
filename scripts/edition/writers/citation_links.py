"""Citations in Markdown: links from the words of the notes to the entries of the bibliography.

The words stay as they are and become the text of a link. Where a cross-reference stands inside a
citation, it stays the link that it is, with the citation on both sides of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from edition.linking.citations import Citation
from edition.model.document import Inline
from edition.writers.references import Linked, ReferenceLinks, StretchLinks

PAGE: Final = "../../bibliography.md"
"""The bibliography, from the folder of a text."""
_LINK: Final = re.compile(r"(?P<lead>\]\(\.\./\.\./bibliography)\.md#(?P<key>[^()\s]+)(?=\))")
_FENCE: Final = re.compile(r"^(`{3,})text\n.*?^\1$", re.MULTILINE | re.DOTALL)
"""What shows source text as it is."""


class CitationLinks(StretchLinks[Citation]):
    """The citations of a text that are resolved."""

    def __init__(self, citations: Iterable[Citation]) -> None:
        super().__init__(one for one in citations if one.key is not None)

    def _link(self, children: tuple[Inline, ...], stretch: Citation, *, ends: bool) -> Linked:
        return Linked(children, f"{PAGE}#{stretch.key}", "")


class TextLinks:
    """All links of a text: its cross-references, then its citations in what these leave."""

    def __init__(self, references: ReferenceLinks, citations: CitationLinks) -> None:
        self._references = references
        self._citations = citations

    def cut(self, inlines: Iterable[Inline]) -> Iterator[Inline | Linked]:
        """Yield the inlines of a run, with every reference and every citation made a link."""
        return self._citations.cut(self._references.cut(inlines))


def lead_to_entries(content: str, places: Mapping[str, str]) -> str:
    """Lead the links of a text to the pages of the bibliography on which their works stand.

    A text is written before it is known how the bibliography is divided. ``places`` has the name
    of the page for every key.
    """
    if f"{PAGE}#" not in content:
        return content
    fences = [fence.span() for fence in _FENCE.finditer(content)] if "```" in content else []

    def lead(match: re.Match[str]) -> str:
        page, at = places.get(match["key"]), match.start()
        if not page or _is_escaped(content, at) or any(low <= at < high for low, high in fences):
            return match[0]
        return f"{match['lead']}/{page}.md#{match['key']}"

    return _LINK.sub(lead, content)


def _is_escaped(content: str, offset: int) -> bool:
    """Tell whether an odd number of backslashes stands before an offset."""
    start = offset
    while start and content[start - 1] == "\\":
        start -= 1
    return (offset - start) % 2 == 1
