"""Read a text of any kind by inference over the complete text; no option is required.

The reader finds candidates for markers and openings (``candidates``), aligns complete series of
them (``alignment``), chooses the forms that are proved (``hypotheses``), recognises pages and
their furniture by recurrence (``pages``), and determines the extents of the notes (``extents``).
Anything unproved remains text. A record may specify known properties of a text (``options``).
"""

from __future__ import annotations

from edition.readers import Options, Reading
from edition.readers.inference.options import OPTIONS
from edition.readers.inference.reading import compose_reading
from edition.readers.inference.text_inference import infer_text
from edition.records.options import resolve_options
from edition.text.source import Source

__all__ = ["OPTIONS", "read_inferred"]


def read_inferred(source: Source, options: Options) -> Reading:
    """Read a text; see ``OPTIONS``."""
    settings = resolve_options(OPTIONS, options)
    return compose_reading(source, infer_text(source, settings), options)
