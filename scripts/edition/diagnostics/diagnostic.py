"""Findings for editors, their output as text, JSON or annotations, and the exit status."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Final

from edition.diagnostics.catalogue import CATALOGUE, Severity
from edition.text.source import Place, Source
from edition.text.span import Span

HELP: Final = "docs/diagnostics.md"
"""The page of the generator's documentation with an explanation of each code."""


@dataclass(frozen=True, slots=True)
class Fix:
    """A certain correction: the replacement of characters at a place of the file."""

    line: int
    column: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding with its place: a position in a file, a file, or none."""

    code: str
    message: str
    """The fact, in a sentence without a full stop."""
    path: str = ""
    line: int = 0
    column: int = 0
    excerpt: str = ""
    width: int = 1
    """Code points that the caret underlines."""
    hint: str = ""
    address: str = ""
    """Address in the edition or field of the record (``witness.file``), used to accept it."""
    accepted: str = ""
    """Reason for which the record accepts it; empty if it does not."""
    fix: Fix | None = None
    """The correction, if only one is possible."""

    @property
    def severity(self) -> Severity:
        """Severity of the code in the catalogue."""
        return CATALOGUE[self.code].severity

    @property
    def advice(self) -> str:
        """Advice for the editor: the hint, or else the advice of the catalogue."""
        return self.hint or CATALOGUE[self.code].advice

    def at(self, address: str) -> Diagnostic:
        """Return the finding with an address."""
        return replace(self, address=address)

    def with_fix(self, place: Place, old: str, new: str) -> Diagnostic:
        """Return the finding with a correction; unchanged if ``new`` is empty."""
        return replace(self, fix=Fix(place.line, place.column, old, new)) if new else self

    def with_removal(self, place: Place, old: str) -> Diagnostic:
        """Return the finding with a correction that removes characters."""
        return replace(self, fix=Fix(place.line, place.column, old, ""))

    def accept(self, reason: str) -> Diagnostic:
        """Return the finding as accepted by the record."""
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
            "end_line": self.line,
            "end_column": self.column + self.width if self.column else 0,
            "help": f"{HELP}#{self.code}",
            "fix": asdict(self.fix) if self.fix else None,
            "hint": self.advice,
            "address": self.address,
            "accepted": self.accepted,
        }

    def to_annotation(self) -> str:
        """Return the finding as a command that makes GitHub show it in a pull request."""
        level = "notice" if self.severity is Severity.INFO else str(self.severity)
        data = self.to_json()
        fields = {
            "file": self.path,
            "line": self.line,
            "endLine": self.line,
            "col": self.column,
            "endColumn": data["end_column"],
            "title": f"{self.code} {CATALOGUE[self.code].title}",
        }
        shown = ",".join(
            f"{name}={_escape(str(value), ':,')}" for name, value in fields.items() if value
        )
        advice = f"accepted: {self.accepted}" if self.accepted else self.advice
        return f"::{level} {shown}::{_escape(f'{self.message}{chr(10)}{advice}')}"


def _escape(text: str, more: str = "") -> str:
    """Percent-encode the characters that would end a command of GitHub."""
    return "".join(f"%{ord(c):02X}" if c in f"%\r\n{more}" else c for c in text)


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
    excerpt = source.slice(source.line_span(place.line)).rstrip("\r")
    width = max(1, min(len(span), len(excerpt) - place.column + 1))
    path, line = source.locate(place.line)
    return Diagnostic(code, message, path, line, place.column, excerpt, width, hint)


def find_conflicts(text: str, code: str, path: str) -> list[Diagnostic]:
    """Report each unresolved conflict of a merge in a file."""
    if "\n<<<<<<< " not in f"\n{text}":
        return []
    fact = "the conflict of a merge that begins here is not resolved"
    return [
        Diagnostic(code, fact, path, number, 1, line, len(line), _RESOLVE)
        for number, line in enumerate(text.splitlines(), 1)
        if line.startswith("<<<<<<< ")
    ]


_RESOLVE: Final = (
    "Keep the correct lines of both sides, and remove those with <<<<<<<, ======= and >>>>>>>."
)


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the findings without duplicates, sorted by path, line, column and code."""
    unique = {(d.path, d.line, d.column, d.code, d.message): d for d in diagnostics}
    return [unique[key] for key in sorted(unique)]


def format_diagnostics(diagnostics: Iterable[Diagnostic], form: str = "text") -> str:
    """Return all findings, sorted, as ``text``, ``json`` or commands of ``github``."""
    ordered = sort_diagnostics(diagnostics)
    if form == "json":
        return json.dumps([d.to_json() for d in ordered], ensure_ascii=False, indent=2)
    return "\n".join(d.to_annotation() if form == "github" else d.format() for d in ordered)


def exit_status(diagnostics: Iterable[Diagnostic]) -> int:
    """Return 1 if any finding is an error, else 0."""
    return int(any(d.severity is Severity.ERROR for d in diagnostics))


class EditionError(Exception):
    """An error that stops the work, with its diagnostics."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(d.message for d in diagnostics))
        self.diagnostics = diagnostics

    def __reduce__(self) -> tuple[type[EditionError], tuple[Diagnostic, ...]]:
        """Let a child process pass it on."""
        return type(self), self.diagnostics
