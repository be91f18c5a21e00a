"""Citations: found in notes and running text, resolved to entries of the bibliography or not.

Pure: a source, its document and the bibliography go in, citations and diagnostics come out.
Nothing in the text is altered.
"""

from __future__ import annotations

from edition.linking.citations.running_text.speech_words import OPTIONS as SAYINGS
from edition.linking.citations.texts import find_citations
from edition.linking.citations.words import OPTIONS as WORDS
from edition.model.citation import Abstention, Citation, CitationKind

OPTIONS = (*WORDS, *SAYINGS)
"""What a record can say of how its text cites."""

__all__ = ["OPTIONS", "Abstention", "Citation", "CitationKind", "find_citations"]
