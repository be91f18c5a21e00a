"""Citations: found in notes and running text, resolved to entries of the bibliography or not.

Pure: a source, its document and the bibliography go in, citations and diagnostics come out.
Nothing in the text is altered.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from edition.bibliography.database import Bibliography
from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.linking.citations.decided import apply_decisions, find_keyed
from edition.linking.citations.passages import overlaps
from edition.linking.citations.running_text.search import find_named
from edition.model.citation import Abstention, Citation
from edition.model.document import Document, Fragment
from edition.model.parameters import CITATION_SHOWN
from edition.model.traversal import running_text, walk
from edition.text.shortening import shorten
from edition.text.source import Source
from edition.text.span import Span

_IBID = "It is linked only if a single work can be meant. No action is needed."
_DOUBTS = (Abstention.MISSING_BEFORE, Abstention.SEVERAL_BEFORE, Abstention.NONE_BEFORE)


def find_citations(
    source: Source,
    document: Document,
    bibliography: Bibliography,
    options: Mapping[str, Any],
    decided: Mapping[Span, str] = MappingProxyType({}),
) -> tuple[tuple[Citation, ...], list[Diagnostic]]:
    """Find and resolve the citations of a text.

    ``options`` has the words of the text's convention of citing, as a record has them; ``decided``
    the keys of the works that editors gave some words, empty for words that cite none.
    """
    keyed = find_keyed(document, bibliography)
    inside = [part for one in keyed for part in one.parts]
    cited = keyed
    if document.notes or any(walk(running_text(document), Fragment)):
        # What reads notes is loaded only where there are some.
        from edition.linking.citations.search import find_citations as find_in_notes

        noted = find_in_notes(document, bibliography, options, decided)
        cited = (*(one for one in noted if not overlaps(one, inside)), *keyed)
    citations = cited + find_named(document, bibliography, options, cited)
    if decided:
        citations = tuple(apply_decisions(document, citations, decided))
    return citations, [_report(source, one) for one in citations if one.reason]


def _report(source: Source, citation: Citation) -> Diagnostic:
    shown = shorten(citation.text, CITATION_SHOWN)
    code = "Q001" if citation.reason is Abstention.NO_ENTRY else "Q002"
    hint = _IBID if citation.reason in _DOUBTS else ""
    return report_at(source, citation.parts[0], code, f'"{shown}": {citation.reason}', hint)
