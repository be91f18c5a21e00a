"""Times steps of the generator from within: run as a process of its own for each figure.

``python -m benchmark.inside STEP FOLDER [TIMES]`` prints the figures of a step as JSON. What is
loaded before a step begins (the interpreter, the modules, the records) is not counted.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import edition.building.editions as editions
from edition.bibliography.database import load_bibliography
from edition.building.bibliography_files import Listing
from edition.building.cache import read_collection
from edition.building.collection import edition_files
from edition.building.project import EDITIONS, Project
from edition.checking.proof import verify_site
from edition.diagnostics.catalogue import Severity
from edition.diagnostics.diagnostic import Diagnostic
from edition.linking.citations import find_citations
from edition.linking.layout import lay_out_text
from edition.model.document import Document
from edition.model.ledger import Ledger, make_ledger
from edition.records.record import Record, Split
from edition.text.gc_paused import gc_paused
from edition.text.source import Source
from edition.writers.page import Heading
from edition.writers.text import write_text, write_witness_views

Figures = dict[str, float]
DIVISIONS = 100
"""Divisions of the invented text, once."""
_SENTENCE = "The keeper of the lamp wrote down the height of the water. "


class Stopwatch:
    """Adds up wall and processor seconds under names."""

    def __init__(self) -> None:
        self.figures: Figures = {}

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        """Count what is done within."""
        wall, processor = time.perf_counter(), time.process_time()
        yield
        self._add(f"{name} wall", time.perf_counter() - wall)
        self._add(f"{name} processor", time.process_time() - processor)

    def _add(self, name: str, seconds: float) -> None:
        self.figures[name] = self.figures.get(name, 0.0) + seconds


def convert(folder: Path) -> Figures:
    """Convert every witness to its Markdown, nothing remembered."""
    project, watch = Project(folder), Stopwatch()
    records = project.records()
    with watch.time("convert"):
        collection = read_collection(project, records)
        edition_files(project, collection, Listing(folder, collection.editions))
    return watch.figures


def render(folder: Path) -> Figures:
    """Render the Markdown of the editions in a plain MkDocs; ``folder`` has its configuration."""
    from mkdocs.config import load_config
    from mkdocs.structure.files import get_files
    from mkdocs.structure.pages import Page

    logging.disable(logging.CRITICAL)
    configuration = load_config(str(folder / "mkdocs.yml"))
    configuration.plugins.on_startup(command="build", dirty=False)
    configuration = configuration.plugins.on_config(configuration)
    files = get_files(configuration)
    chosen = [f for f in files.documentation_pages() if f.src_uri.startswith("editions/")]
    pages = [Page(None, file, configuration) for file in chosen]
    for page in pages:
        page.read_source(configuration)
    watch = Stopwatch()
    with watch.time("render"):
        for page in pages:
            page.render(configuration, files)
    return watch.figures


def prove(folder: Path) -> Figures:
    """Convert, with the ledger set apart, and prove the site that stands in the folder."""
    project, watch = Project(folder), Stopwatch()
    records = project.records()

    def make_timed(source: Source, document: Document) -> tuple[Ledger, list[Diagnostic]]:
        with watch.time("ledger"):
            return make_ledger(source, document)

    # The conversion makes the ledger where it needs it: there it is timed.
    setattr(editions, "make_ledger", make_timed)  # noqa: B010 - the name is only imported there
    with watch.time("convert"):
        done = [editions.read_edition(record, folder) for record in records]
    with watch.time("prove"):
        found = verify_site(done, project.site(private=False) / EDITIONS)
    if faults := [one for one in found if one.severity >= Severity.ERROR]:
        raise SystemExit(f"the site is not proved: {faults[0].message}")
    return watch.figures


def grow(folder: Path, times: int) -> Figures:
    """Convert the longest witness, the text standing there some times over.

    As in a conversion, no cycles of objects are looked for meanwhile.
    """
    record, text = _longest(folder)
    source, watch = Source("witness", text * times), Stopwatch()
    heading = Heading(record.id, record.title, record.short_title, "full", record.split)
    with gc_paused(), watch.time("grow"):
        document, _ = editions.read_document(record, source)
        make_ledger(source, document)
        layout = lay_out_text(document, heading.title, heading.split)
        write_text(document, heading, layout)
        write_witness_views(source, document, heading)
    return {**watch.figures, "notes": len(document.notes)}


def divide(folder: Path, times: int) -> Figures:
    """Convert an invented text of so many times 100 divisions, whose notes refer to each other."""
    record, _ = _longest(folder)
    reader = replace(record.reader, kind="markdown", options={}, words={})
    record = replace(
        record, reader=reader, split=Split(1), emendations=(), restorations=(), images={}
    )
    source, watch = Source("witness", invent_text(times * DIVISIONS)), Stopwatch()
    heading = Heading(record.id, record.title, record.short_title, "full", record.split)
    with gc_paused(), watch.time("divide"):
        document, _ = editions.read_document(record, source)
        make_ledger(source, document)
        layout = lay_out_text(document, heading.title, heading.split)
        write_text(document, heading, layout)
        write_witness_views(source, document, heading)
    return {**watch.figures, "divisions": len(document.divisions)}


def invent_text(divisions: int) -> str:
    """Return a text in Markdown with so many chapters, of three paragraphs and notes each."""
    return "\n".join(_invent_chapter(number) for number in range(1, divisions + 1))


def _invent_chapter(number: int) -> str:
    notes = range(3 * number - 2, 3 * number + 1)
    paragraphs = "\n".join(f"{_SENTENCE * 4}[^{note}]\n" for note in notes)
    texts = "\n".join(f"[^{note}]: {_SENTENCE}See note {max(1, note - 7)}.\n" for note in notes)
    return f"# {number}. The Watch of the Keeper\n\n{paragraphs}\n{texts}"


def cite(folder: Path, times: int) -> Figures:
    """Find and resolve the citations of the longest text, its notes standing there some times.

    The notes are repeated, not the text: chapters that come twice are not read as chapters again.
    """
    record, text = _longest(folder)
    bibliography, _ = load_bibliography(folder)
    source, watch = Source("witness", text), Stopwatch()
    document, _ = editions.read_document(record, source)
    notes = (
        replace(note, key=f"{note.key}-{n}" if n else note.key)
        for n in range(times)
        for note in document.notes
    )
    longer = replace(document, notes=tuple(notes))
    with gc_paused(), watch.time("cite"):
        citations, _ = find_citations(source, longer, bibliography, record.citations)
    return {**watch.figures, "notes": len(longer.notes), "citations": len(citations)}


def _longest(folder: Path) -> tuple[Record, str]:
    records = [r for r in Project(folder).records() if r.witness_path.is_file()]
    record = max(records, key=lambda record: record.witness.size)
    return record, record.witness_path.read_text(encoding="utf-8")


STEPS: Mapping[str, Callable[[Path], Figures]] = {
    "convert": convert,
    "render": render,
    "prove": prove,
}
SERIES: Mapping[str, Callable[[Path, int], Figures]] = {
    "grow": grow,
    "divide": divide,
    "cite": cite,
}


def main(arguments: Sequence[str]) -> int:
    """Run one step and print its figures."""
    step, folder, *times = arguments
    place = Path(folder)
    figures = SERIES[step](place, int(times[0])) if times else STEPS[step](place)
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
