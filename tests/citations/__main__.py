"""``python -m tests.citations [ID ...] [--json FILE]``: the measures of citations, on samples."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from edition.bibliography import load_bibliography
from edition.citations import find_citations
from edition.measuring_citations import Table, add_tables, measure_citations
from edition.measuring_citations_report import make_data, write_markdown
from tests.citations.draw import ROOT, read_plan, read_record, read_source
from tests.citations.samples import read_labels, read_notes, sampled_texts

ALL = "all texts"


def measure_source(id: str) -> Table:
    """Find the citations of a text as its record says, and measure what was found."""
    source, document = read_source(id)
    bibliography, faults = load_bibliography(ROOT)
    if faults:
        raise SystemExit("\n".join(str(fault) for fault in faults))
    options = {**read_record(id).citations, **read_plan(id).get("options", {})}
    citations, _ = find_citations(source, document, bibliography, options)
    return measure_citations(read_notes(id), read_labels(id), citations, source.text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables of all sampled texts, or of those named, and of all of them together."""
    parser = argparse.ArgumentParser(prog="python -m tests.citations", description=__doc__)
    parser.add_argument("ids", nargs="*", metavar="ID", default=sampled_texts())
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON too")
    chosen = parser.parse_args(arguments)
    tables = {id: measure_source(id) for id in chosen.ids}
    if len(tables) > 1:
        whole = add_tables(tables.values())
        tables[ALL] = Table(whole.shares, ())
    print(write_markdown(tables))
    if chosen.json:
        data = {id: make_data(table) for id, table in tables.items()}
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
