"""Cases of reading: texts in ``cases/<reader>/`` with the dump that their reading must give.

A case is ``NAME.txt``, or ``NAME.yml`` that names a text of the project (``source``) and the
reader's ``options``; its dump is ``NAME.dump``. Run this file to write the dumps anew, and read
the difference before committing it: ``python -m tests.readers.reading_cases``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from edition.diagnostics.diagnostic import format_diagnostics
from edition.readers.registry import READERS
from edition.text.source import Source
from edition.writers.dump import dump_document

CASES = Path(__file__).parent / "cases"
FOLDERS = ("end-notes", "markdown", "page-foot", "plain", "report")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Case:
    """A text, the reader that reads it, and where its dump stands."""

    reader: str
    path: Path
    text: Path
    options: dict[str, Any]

    @property
    def dump(self) -> Path:
        return self.path.with_suffix(".dump")

    @property
    def source(self) -> Source:
        return Source(self.text.name, self.text.read_bytes().decode("utf-8"))

    def read(self) -> str:
        """Return the dump of the reading and what it reports."""
        reading = READERS[self.reader](self.source, self.options)
        return f"{dump_document(reading.document)}---\n{format_diagnostics(reading.diagnostics)}\n"


def find_cases() -> Iterator[Case]:
    """Yield every case of the readers whose cases have this form."""
    for folder in (CASES / name for name in FOLDERS):
        for path in sorted(folder.iterdir()):
            if path.suffix == ".txt":
                yield Case(folder.name, path, path, {})
            elif path.suffix == ".yml":
                said = yaml.safe_load(path.read_text(encoding="utf-8"))
                yield Case(folder.name, path, ROOT / said["source"], said.get("options", {}))


if __name__ == "__main__":
    for case in find_cases():
        case.dump.write_text(case.read(), encoding="utf-8")
