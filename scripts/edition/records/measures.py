"""The figures of measurements, stored as ``measures.json`` in the folder of a record."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

MEASURES = "measures.json"
INFERENCE = "sources/inference.json"
"""File with the figures of texts that were read without a record."""
Figures: TypeAlias = Sequence[Mapping[str, Any]]

SEEN, UNSEEN, BOTH = "seen", "unseen", "both"
HALVES: Final = (SEEN, UNSEEN, BOTH)
"""The parts of a sample: used in the development of the program, unseen, and both together."""

FOUND, TRUE_FINDS = "citations found (recall)", "what is found is a citation (precision)"
ABSTAINED = "abstained though the full citation is in the witness"
ENTRY = "entry right among the resolved"
RIGHT = {
    "full": "full citations right",
    "short": "short titles right",
    "ibid": "Ibid. right",
    "archive": "archives right",
    "newspaper": "newspapers right",
    "other": "other citations right",
}
GOALS: dict[str, tuple[float, bool]] = {
    FOUND: (0.98, False),
    TRUE_FINDS: (0.98, False),
    ENTRY: (0.98, False),
    ABSTAINED: (0.05, True),
    RIGHT["ibid"]: (0.98, False),
}
"""The goal, and whether it is an upper limit of the figure (else a lower limit)."""


@dataclass(frozen=True, slots=True)
class Measures:
    """The stored figures of a text; those not measured are empty."""

    reading: Figures = ()
    citations: Figures = ()
    mentions: Figures = ()
    """Names and dates."""
    trial: Figures = ()
    """Citations in running text of texts where the edition does not look for them."""
    counts: Figures = ()
    """Citations of a protected text by kind and reason for abstaining."""


def read_measures(folder: Path) -> Measures:
    """Return the figures stored in a source's folder; none if it was not measured.

    Raises ValueError or TypeError if the file has another form than ``python -m tests.measure``
    writes.
    """
    path = folder / MEASURES
    if not path.is_file():
        return Measures()
    return Measures(**json.loads(path.read_text(encoding="utf-8")))


def read_inference(root: Path) -> Figures:
    """Return the figures of texts read without a record; none if the project has no such file."""
    path = root / INFERENCE
    figures: Figures = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else ()
    return figures
