"""``python -m tests.citations [ID ...] [--json FILE]``: the measures of citations, on samples."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from edition.linking.citations import find_citations
from edition.model.citation import Citation
from edition.records.loading import find_witness
from edition.records.measures import Figures
from edition.records.record import Publish
from edition.text.source import Source
from edition.writers.measures import count_citations
from evaluation.citations import Table, add_tables, measure_citations
from evaluation.citations_report import make_data, write_markdown
from tests.citations.draw import ROOT, read_plan, read_record
from tests.citations.samples import read_labels, read_notes, sampled_texts
from tests.texts import own_bibliography, read_whole

ALL = "all texts"


def is_held(id: str) -> bool:
    """True if the witness of a sample is on this machine."""
    return find_witness(read_record(id), ROOT) is not None


def is_trial(id: str) -> bool:
    """True for a sample that is measured with other options than the edition is made with."""
    return "source" in read_plan(id)


@lru_cache(maxsize=1)
def find_all(id: str) -> tuple[Source, tuple[Citation, ...]]:
    """Find the citations of a sample's text as its record, or the sample, says."""
    record, changes = read_record(id), read_plan(id).get("options", {})
    text = read_whole(record.id)
    if not changes:
        return text.source, text.citations
    options = {**record.citations, **changes}
    return text.source, find_citations(text.source, text.document, own_bibliography(), options)[0]


def measure_source(id: str) -> Table:
    """Measure what is found in the text of a sample."""
    source, citations = find_all(id)
    return measure_citations(read_notes(id), read_labels(id), citations, source.text)


def measure_all(ids: Sequence[str] = ()) -> dict[str, Table]:
    """Measure the samples named, or all; those whose witness is not here are left out."""
    tables = {}
    for id in sampled_texts():
        if id in ids or not ids:
            if is_held(id):
                tables[id] = measure_source(id)
            else:
                print(f"{id} is not measured: its witness is not on this machine", file=sys.stderr)
    return tables


def write_all(tables: Mapping[str, Table]) -> str:
    """Return the tables, and that of all texts together, trials left out."""
    own = [table for id, table in tables.items() if not is_trial(id)]
    whole = {ALL: Table(add_tables(own).shares, ())} if len(own) > 1 else {}
    return write_markdown({**tables, **whole})


def figures_by_source(tables: Mapping[str, Table]) -> dict[str, dict[str, Figures]]:
    """Return the figures as the pages read them, by source; no place of a miss is among them."""
    figures: dict[str, dict[str, Figures]] = {}
    for id, table in tables.items():
        kept = figures.setdefault(str(read_plan(id).get("source", id)), {})
        kept["trial" if is_trial(id) else "citations"] = make_data(table)["figures"]
        if read_record(id).rights.publish is not Publish.FULL:
            kept["counts"] = count_citations(find_all(id)[1])
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables of all sampled texts, or of those named, and of all of them together."""
    parser = argparse.ArgumentParser(prog="python -m tests.citations", description=__doc__)
    parser.add_argument("ids", nargs="*", metavar="ID", help="samples, or all")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON too")
    chosen = parser.parse_args(arguments)
    tables = measure_all(chosen.ids)
    print(write_all(tables))
    if chosen.json:
        data = {id: make_data(table) for id, table in tables.items()}
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
