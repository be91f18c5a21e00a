"""Reads the labelled samples of a text."""

from __future__ import annotations

import csv
from pathlib import Path

from evaluation.reading import SEEN, UNSEEN, Sample

HERE = Path(__file__).parent
LABELS = {
    "hyphens": {"joined", "kept", "none", "undecidable"},
    "paragraphs": {"same", "new", "none", "undecidable"},
    "quotations": {"quotation", "verse", "no", "undecidable"},
    "notes": {"whole", "truncated", "missing", "fragment", "none", "undecidable"},
    "markers": {"marker", "lost", "none", "undecidable"},
}


def sampled_texts() -> list[str]:
    """Return the ids of the texts that have labelled samples."""
    return sorted(path.parent.name for path in HERE.glob("*/sample.yml"))


def read_samples(id: str) -> list[Sample]:
    """Read both halves of a text's samples; ValueError for a label that the kind has not."""
    return [
        sample
        for half in (SEEN, UNSEEN)
        for kind in LABELS
        for sample in _read_table(HERE / id / half / f"{kind}.tsv", kind, half)
    ]


def _read_table(path: Path, kind: str, half: str) -> list[Sample]:
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    for number, row in enumerate(rows, 2):
        if row["label"] not in LABELS[kind]:
            raise ValueError(f"{path.name}:{number}: {half}: no label of {kind}: {row['label']!r}")
    return [Sample(kind, half, row) for row in rows]
