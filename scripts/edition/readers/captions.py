"""Recognise captions of figures and the brackets that transcriptions add around them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from edition.model.document import Markup
from edition.readers.chunks import Chunk
from edition.readers.drafts import Draft, DraftKind
from edition.records.vocabulary import any_listed
from edition.text.source import Source
from edition.text.span import Span

_CAPTION = re.compile(
    rf"\[?{any_listed('figures')}\s*(?P<label>(?:[a-z]\.)?\d+(?:\.\d+)*|[ivx]+)?(?:\s*[.:：]|\u3000)",
    re.IGNORECASE,
)
_BRACKETED = re.compile(rf"\[{any_listed('bracketed_figures')}(?P<colon>:?)[^\]]*\]", re.IGNORECASE)


_LONGEST = 300
"""Greatest number of characters of a caption; a longer chunk continues as running text."""


def is_caption(chunk: Chunk) -> bool:
    """True for a labelled caption: ``Figure 2. …``, ``[Illustration: …]``."""
    if _BRACKETED.fullmatch(chunk.text):
        return True
    match = _CAPTION.match(chunk.text)
    return bool(match and match["label"]) and len(chunk.text) <= _LONGEST


def caption_label(text: str) -> str:
    """Return the number of a figure as printed in its caption; empty if none."""
    match = _CAPTION.match(text)
    return (match["label"] or "") if match else ""


def caption_signs(source: Source, drafts: Sequence[Draft]) -> list[Markup]:
    """Return the notation of bracketed captions: ``[Illustration:`` and ``]``."""
    signs: list[Markup] = []
    for draft in drafts:
        match = _BRACKETED.fullmatch(source.text[draft.start : draft.end])
        if draft.kind is DraftKind.CAPTION and match:
            head = Span(draft.start, draft.start + match.end("colon"))
            spans = [head, Span(draft.end - 1, draft.end)]
            signs += [Markup(source.slice(span), span) for span in spans]
    return signs
