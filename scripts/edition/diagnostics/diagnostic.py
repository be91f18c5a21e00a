"""What the tool has to tell an editor: one form, with its place, and one exit status."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from edition.diagnostics.catalogue import CATALOGUE, Severity
from edition.text.source import Source
from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding, with its place: a span of a source, or a file, or nothing."""

    code: str
    message: str
    """The fact, in one sentence without a full stop."""
    path: str = ""
    line: int = 0
    column: int = 0
    excerpt: str = ""
    width: int = 1
    """Code points that the caret underlines."""
    hint: str = ""
    address: str = ""
    """Where it is in the edition or in the record (``witness.file``), by which it is accepted."""
    accepted: str = ""
    """Reason for which the record accepts it; empty if it does not."""

    @property
    def severity(self) -> Severity:
        """The severity that the catalogue gives the code."""
        return CATALOGUE[self.code].severity

    @property
    def advice(self) -> str:
        """What the editor can do about it: the hint, or what the catalogue says."""
        return self.hint or CATALOGUE[self.code].advice

    def at(self, address: str) -> Diagnostic:
        """Return the finding with its address."""
        return replace(self, address=address)

    def accept(self, reason: str) -> Diagnostic:
        """Return the finding as one that the record accepts."""
        return replace(self, accepted=reason)

    def format(self) -> str:
        """Return the text form: place, severity, code, fact, address; excerpt; hint or reason."""
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        head = f"{place + ': ' if place else ''}{self.severity} {self.code}: {self.message}"
        foot = f"accepted: {self.accepted}" if self.accepted else f"hint: {self.advice}"
        return "\n".join(
            [
                f"{head} [{self.address}]" if self.address else head,
                *_excerpt_lines(self.excerpt, self.column, self.width),
                f"  {foot}",
            ]
        )

    def to_json(self) -> dict[str, object]:
        """Return the finding as plain data."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "message": self.message,
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "hint": self.advice,
            "address": self.address,
            "accepted": self.accepted,
        }


_EXCERPT = 76


def _excerpt_lines(excerpt: str, column: int, width: int) -> list[str]:
    if not excerpt.strip() or column < 1:
        return []
    first = max(0, column - 1 - _EXCERPT // 2)
    shown = "".join(c if c.isprintable() else "\ufffd" for c in excerpt[first : first + _EXCERPT])
    caret = " " * (column - 1 - first) + "^" * max(1, min(width, _EXCERPT - (column - 1 - first)))
    return ["    " + shown, "    " + caret]


def report_at(source: Source, span: Span, code: str, message: str, hint: str = "") -> Diagnostic:
    """Make a diagnostic for a span of a source, with the line as excerpt."""
    place = source.place(span.start)
    excerpt = source.slice(source.line_span(place.line))
    width = max(1, min(len(span), len(excerpt) - place.column + 1))
    return Diagnostic(code, message, source.path, place.line, place.column, excerpt, width, hint)


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the findings once each, by path, line, column and code."""
    unique = {(d.path, d.line, d.column, d.code, d.message): d for d in diagnostics}
    return [unique[key] for key in sorted(unique)]


def format_diagnostics(diagnostics: Iterable[Diagnostic], form: str = "text") -> str:
    """Return all findings, sorted, as ``text`` or ``json``."""
    ordered = sort_diagnostics(diagnostics)
    if form == "json":
        return json.dumps([d.to_json() for d in ordered], ensure_ascii=False, indent=2)
    return "\n".join(d.format() for d in ordered)


def exit_status(diagnostics: Iterable[Diagnostic]) -> int:
    """Return 1 if any finding is an error, else 0."""
    return int(any(d.severity is Severity.ERROR for d in diagnostics))


class EditionError(Exception):
    """Work that cannot go on; carries the diagnostics that say why."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(d.message for d in diagnostics))
        self.diagnostics = diagnostics

    def __reduce__(self) -> tuple[type[EditionError], tuple[Diagnostic, ...]]:
        """Let another process hand it over."""
        return type(self), self.diagnostics
