"""The catalogue of diagnostics: the severity, title and advice of every code.

A code is defined in catalogue.yml and nowhere else; docs/diagnostics.md is generated from it.
Codes are permanent: one that is retired is never reused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from typing import Final


class Severity(IntEnum):
    """Severity of a diagnostic; the highest one decides the exit status."""

    INFO = 0
    WARNING = 1
    ERROR = 2

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Rule:
    """An entry of the catalogue."""

    severity: Severity
    title: str
    """The fault in one line."""
    advice: str
    """Advice for the editor."""
    acceptable: bool = False
    """Whether the record of a text can accept the finding in its ``accepted.yml``."""
    fix: str = ""
    """The correction by ``edition check --fix``; empty if there is none."""


class _Catalogue(Mapping[str, Rule]):
    """The rules by code, loaded at the first access, since most commands need none."""

    @cached_property
    def _rules(self) -> dict[str, Rule]:
        import yaml

        text = Path(__file__).with_name("catalogue.yml").read_text(encoding="utf-8")
        # The loader in C takes a tenth of the time, but is not available on every machine.
        loaded = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        return {
            code: Rule(**(entry | {"severity": Severity[entry["severity"].upper()]}))
            for code, entry in loaded.items()
        }

    def __getitem__(self, code: str) -> Rule:
        return self._rules[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)


CATALOGUE: Final[Mapping[str, Rule]] = _Catalogue()
