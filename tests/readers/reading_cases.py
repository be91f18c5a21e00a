"""Cases of reading: texts in ``cases/<kind of reader>/`` with what their reading must give.

- ``NAME.txt``: the text.
- ``NAME.yml``, where needed: the reader's ``options``; the ``conventions`` whose words it has; a
  ``source`` of the project to read in place of ``NAME.txt``; the title to be ``detected`` in a text
  that must be recognised as its kind.
- ``NAME.dump``: the document that is read.
- ``NAME.findings``: what is reported, as the command prints it. Without this file, nothing may be.

The folders are found by scanning. ``pytest tests/readers --accept`` writes dumps and findings anew;
read the difference before committing it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from edition.diagnostics.diagnostic import format_diagnostics
from edition.readers import Reading
from edition.readers.registry import READERS, complete_options
from edition.records.conventions import merge_words, read_shipped
from edition.text.source import Source
from tests.readers.dump import dump_document

CASES = Path(__file__).parent / "cases"
ROOT = Path(__file__).parents[2]
SUFFIXES = (".txt", ".yml", ".dump", ".findings")
FIELDS = frozenset({"conventions", "detected", "options", "source"})


@dataclass(frozen=True)
class Case:
    """A text and the kind of reader that reads it; ``path`` is without suffix."""

    path: Path

    @property
    def kind(self) -> str:
        return self.path.parent.name

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.path.name}"

    @cached_property
    def settings(self) -> dict[str, Any]:
        """What ``NAME.yml`` holds; ValueError for a field that no case has."""
        path = self.file(".yml")
        settings = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
        if unknown := set(settings) - FIELDS:
            raise ValueError(f"{path.name}: no case has {sorted(unknown)}")
        return dict(settings)

    @cached_property
    def source(self) -> Source:
        place = self.settings.get("source")
        path = ROOT / place if place else self.file(".txt")
        return Source(path.name, path.read_bytes().decode("utf-8"))

    @cached_property
    def reading(self) -> Reading:
        named = map(read_shipped, self.settings.get("conventions", ()))
        words = merge_words(named, "reader")
        options = complete_options(self.kind, self.settings.get("options", {}), words)
        return READERS[self.kind](self.source, options)

    def file(self, suffix: str) -> Path:
        return self.path.with_name(self.path.name + suffix)

    def results(self) -> dict[Path, str]:
        """Return what the dump and the findings must be; empty text means no file."""
        findings = format_diagnostics(self.reading.diagnostics)
        return {
            self.file(".dump"): dump_document(self.reading.document),
            self.file(".findings"): f"{findings}\n" if findings else "",
        }


def find_cases(folder: Path = CASES) -> Iterator[Case]:
    """Yield every case: what has a text or settings."""
    paths = [path for suffix in (".txt", ".yml") for path in folder.glob(f"*/*{suffix}")]
    for path in sorted({path.with_suffix("") for path in paths}):
        yield Case(path)


def find_strays(folder: Path = CASES) -> list[str]:
    """Return the files that belong to no case, and the cases whose folder is no kind of reader."""
    cases = list(find_cases(folder))
    known = {case.file(suffix) for case in cases for suffix in SUFFIXES if case.kind in READERS}
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in files if path not in known)
