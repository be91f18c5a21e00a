"""``python -m tests.measure [ID ...] [--json FILE]``: the measures of the readers, on samples."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from edition.conversion import open_witness, read_document
from edition.measuring import Table, measure_text
from edition.measuring_report import make_data, write_markdown
from edition.record import load_record
from edition.writers.measures import MEASURES
from tests.measure.samples import read_samples, sampled_texts

ROOT = Path(__file__).parent.parent.parent


def measure_source(id: str) -> Table:
    """Read a source of this project as its record says, and measure what was read."""
    record, faults = load_record(ROOT / "sources" / id, ROOT)
    if record is None:
        raise SystemExit("\n".join(str(fault) for fault in faults))
    source, faults = open_witness(record, ROOT)
    if source is None:
        raise SystemExit("\n".join(str(fault) for fault in faults))
    document, _ = read_document(record, source)
    return measure_text(source, document, read_samples(id))


def figures_of(table: Table) -> str:
    """Return the figures as the fidelity page reads them; no place of a miss is among them."""
    return json.dumps(make_data(table)["figures"], ensure_ascii=False, indent=1) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables of all sampled texts, or of those named."""
    parser = argparse.ArgumentParser(prog="python -m tests.measure", description=__doc__)
    parser.add_argument("ids", nargs="*", metavar="ID", default=sampled_texts())
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON too")
    parser.add_argument(
        "--write", action="store_true", help="keep the figures in sources/ID/measures.json"
    )
    chosen = parser.parse_args(arguments)
    tables = {id: measure_source(id) for id in chosen.ids}
    for id, table in tables.items():
        print(write_markdown(table, id))
    if chosen.write:
        for id, table in tables.items():
            path = ROOT / "sources" / id / MEASURES
            path.write_text(figures_of(table), "utf-8")
    if chosen.json:
        data = {id: make_data(table) for id, table in tables.items()}
        chosen.json.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
