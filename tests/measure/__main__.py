"""``python -m tests.measure [ID ...] [--json FILE]``: the measures of readers and citations."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from edition.records.measures import MEASURES, Figures
from evaluation.citations_report import make_data as make_citation_data
from evaluation.reading import Table, measure_text
from evaluation.reading_report import make_data, write_markdown
from tests.citations import __main__ as citations
from tests.measure.samples import read_samples, sampled_texts
from tests.mentions import __main__ as mentions
from tests.mentions.draw import sampled_texts as texts_with_names
from tests.texts import ROOT, read_text


def measure_source(id: str) -> Table:
    """Read a source of this project as its record says, and measure what was read."""
    reading = read_text(id)
    if reading is None:
        raise SystemExit(f"the witness of {id} is not on this machine")
    return measure_text(reading.source, reading.document, read_samples(id))


def figures_of(table: Table) -> Figures:
    """Return the figures as the fidelity page reads them; no place of a miss is among them."""
    figures: Figures = make_data(table)["figures"]
    return figures


def keep(id: str, figures: Mapping[str, Figures]) -> None:
    """Renew figures in ``sources/ID/measures.json``; names are of ``Measures``."""
    path = ROOT / "sources" / id / MEASURES
    kept: dict[str, Figures] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    kept.update(figures)
    ordered = {name: kept[name] for name in sorted(kept)}
    path.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n", "utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables of all sampled texts, or of those named."""
    parser = argparse.ArgumentParser(prog="python -m tests.measure", description=__doc__)
    parser.add_argument("ids", nargs="*", metavar="ID", help="texts, or all that have samples")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON too")
    parser.add_argument(
        "--write", action="store_true", help="keep the figures in sources/ID/measures.json"
    )
    chosen = parser.parse_args(arguments)
    tables = {id: measure_source(id) for id in sampled_texts() if id in (chosen.ids or [id])}
    for id, table in tables.items():
        print(write_markdown(table, id))
    cited = citations.measure_all(chosen.ids)
    print(citations.write_all(cited))
    named = {id: mentions.figures_of(id) for id in texts_with_names() if id in (chosen.ids or [id])}
    print(mentions.write_all(named))
    if chosen.write:
        for id, table in tables.items():
            keep(id, {"reading": figures_of(table)})
        for id, of_names in named.items():
            keep(id, {"mentions": of_names})
        for id, figures in citations.figures_by_source(cited).items():
            keep(id, figures)
    if chosen.json:
        data = {
            "reading": {id: make_data(table) for id, table in tables.items()},
            "mentions": named,
            "citations": {id: make_citation_data(table) for id, table in cited.items()},
        }
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
