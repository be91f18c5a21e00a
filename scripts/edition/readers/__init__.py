"""Readers: each turns a ``Source`` into a ``Document``; options say how, no source is known.

A reader never raises on bad text and never loses a character: what it does not understand
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
    """What a reader gives back."""

    document: Document
    diagnostics: tuple[Diagnostic, ...]


Reader: TypeAlias = Callable[[Source, Options], Reading]
