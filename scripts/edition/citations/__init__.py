"""Citations: found in the notes, resolved to entries of the bibliography, or left with a reason.

Pure: a source, its document and the bibliography go in, citations and diagnostics come out.
Nothing in the text is altered.
"""

from __future__ import annotations

from edition.citations.model import Abstention, Citation, CitationKind
from edition.citations.search import find_citations
from edition.citations.words import OPTIONS

__all__ = ["OPTIONS", "Abstention", "Citation", "CitationKind", "find_citations"]
