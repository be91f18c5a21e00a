"""Find the citations of notes and running text, and resolve them to entries of the bibliography.

The functions are pure: they take a source, its document and the bibliography, and return citations
and diagnostics. They do not change the text.
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

_IBID_HINT = "It is linked only if it can refer to a single work. No action is needed."
_IBID_REASONS = (Abstention.MISSING_BEFORE, Abstention.SEVERAL_BEFORE, Abstention.NONE_BEFORE)


def find_citations(
    source: Source,
    document: Document,
    bibliography: Bibliography,
    options: Mapping[str, Any],
    decided: Mapping[Span, str] = MappingProxyType({}),
) -> tuple[tuple[Citation, ...], list[Diagnostic]]:
    """Find and resolve the citations of a text.

    ``options`` is the section ``citations`` of the record, with the words of its conventions.
    ``decided`` maps passages to the keys that editors assigned; a passage that cites nothing has an
    empty key.
    """
    keyed = find_keyed(document, bibliography)
    keyed_parts = [part for citation in keyed for part in citation.parts]
    cited = keyed
    if document.notes or any(walk(running_text(document), Fragment)):
        # Texts without notes do not need these modules, which take long to import.
        from edition.linking.citations.search import make_citation, resolve_drafts

        resolved = resolve_drafts(document, bibliography, options, decided)
        in_notes = [make_citation(*result) for result in resolved]
        cited = (*(found for found in in_notes if not overlaps(found, keyed_parts)), *keyed)
    citations = cited + find_named(document, bibliography, options, cited)
    if decided:
        citations = tuple(apply_decisions(document, citations, decided))
    return citations, [_report(source, citation) for citation in citations if citation.reason]


def _report(source: Source, citation: Citation) -> Diagnostic:
    shown = shorten(citation.text, CITATION_SHOWN)
    code = "Q001" if citation.reason is Abstention.NO_ENTRY else "Q002"
    hint = _IBID_HINT if citation.reason in _IBID_REASONS else ""
    return report_at(source, citation.parts[0], code, f'"{shown}": {citation.reason}', hint)
