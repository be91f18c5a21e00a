"""Reads a text of any kind by inference over the whole of it; no option is needed.

Candidates for markers and openings are found (``candidates``), whole series of them aligned
(``alignment``), the forms that hold chosen (``hypotheses``), pages and what served them found by
recurrence (``pages``), and the extents of the notes decided (``extents``). What is not proved
stays text. A record may fix what it knows of a text (``options``).
"""

from __future__ import annotations

from edition.readers import Options, Reading
from edition.readers.inference.options import (
    OPTIONS,
)
from edition.readers.inference.reading import compose_reading
from edition.readers.inference.text_inference import infer_text
from edition.records.options import resolve_options
from edition.text.source import Source

__all__ = ["OPTIONS", "read_inferred"]


def read_inferred(source: Source, options: Options) -> Reading:
    """Read a text; see ``OPTIONS``."""
    settings = resolve_options(OPTIONS, options)
    return compose_reading(source, infer_text(source, settings), options)
