"""Readers: turn a ``Source`` into a ``Document``, controlled by options only, never by the source.

A reader never raises on bad text and never loses a character: text that it does not recognise
stays in the running text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from edition.diagnostics.diagnostic import Diagnostic
from edition.model.document import Document
from edition.text.source import Source

Options: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of a reader."""

    document: Document
    diagnostics: tuple[Diagnostic, ...]


Reader: TypeAlias = Callable[[Source, Options], Reading]
