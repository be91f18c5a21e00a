"""The figures of the measures that are kept beside a record, in ``measures.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

MEASURES = "measures.json"
INFERENCE = "sources/inference.json"
"""The figures of texts that were read without a record of theirs, in a project's folder."""
Figures: TypeAlias = Sequence[Mapping[str, Any]]

SEEN, UNSEEN, BOTH = "seen", "unseen", "both"
HALVES: Final = (SEEN, UNSEEN, BOTH)
"""The parts of a sample: looked at while the program was developed or not, and both together."""

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
"""The goal, and whether the figure may be at most that (else it must be at least that)."""


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures kept of a text; what was not measured is empty."""

    reading: Figures = ()
    citations: Figures = ()
    mentions: Figures = ()
    """Names and dates."""
    trial: Figures = ()
    """Citations in running text that the edition does not read for them."""
    counts: Figures = ()
    """How many citations there are of each kind and reason for abstaining, in a protected text."""


def read_measures(folder: Path) -> Measures:
    """Return the figures kept in a source's folder; none if it was not measured.

    Raises ValueError or TypeError if ``python -m tests.measure`` did not write the file.
    """
    path = folder / MEASURES
    if not path.is_file():
        return Measures()
    return Measures(**json.loads(path.read_text(encoding="utf-8")))


def read_inference(root: Path) -> Figures:
    """Return the figures of texts that nobody set up; none if the project has not kept them."""
    path = root / INFERENCE
    figures: Figures = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else ()
    return figures
