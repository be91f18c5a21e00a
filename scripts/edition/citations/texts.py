"""All citations of a text: those of its notes, then what its running text names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edition.bibliography import Bibliography
from edition.citations.model import Citation
from edition.citations.running_text import find_named
from edition.citations.search import find_citations as find_in_notes
from edition.diagnostics import Diagnostic
from edition.model import Document
from edition.source import Source


def find_citations(
    source: Source, document: Document, bibliography: Bibliography, options: Mapping[str, Any]
) -> tuple[tuple[Citation, ...], list[Diagnostic]]:
    """Find and resolve the citations of a text.

    ``options`` are those of ``OPTIONS``, the words of the text's convention of citing.
    """
    cited, found = find_in_notes(source, document, bibliography, options)
    named, doubts = find_named(source, document, bibliography, options, cited)
    return cited + named, [*found, *doubts]
