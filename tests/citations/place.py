"""``python -m tests.citations.place ID``: writes the offsets of excerpts into the labels.

Only labels that have no offsets yet are changed. A later label of a note is looked for after the
earlier one, so labels stand in the order of the note.
"""

from __future__ import annotations

import sys

import yaml

from edition.model.document import Document
from tests.citations.draw import read_source
from tests.citations.samples import Row, find_excerpt, find_gap, read_rows, sample_files


def place_note(row: Row, document: Document, text: str) -> None:
    """Write the offsets of the labels of one note; ValueError if an excerpt is not in it."""
    note = next(note for note in document.notes if note.key == row["note"])
    offsets = [offset for span in note.segments for offset in range(span.start, span.end)]
    after = offsets[0]
    for label in row["citations"]:
        if "start" not in label:
            place = find_excerpt(label["excerpt"], text, offsets, after)
            label["start"], label["end"] = place
            gap = find_gap(place, offsets)
            if gap is not None:
                label["gap_start"], label["gap_end"] = gap
        if "wide" in label and "wide_start" not in label:
            wide = find_excerpt(label["wide"], text, offsets, offsets[0])
            label["wide_start"], label["wide_end"] = wide
        after = label["end"]


def main(id: str) -> int:
    """Place the labels of one text."""
    source, document = read_source(id)
    for _, path in sample_files(id):
        rows = read_rows(path)
        for row in rows:
            place_note(row, document, source.text)
        dumped = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=100)
        path.write_text(dumped, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
