"""Runs the proof of every text of a built site against its witness and its ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from edition.building.conversion import Conversion, open_witness
from edition.building.project import EDITIONS, Project
from edition.checking.verification import verify_text
from edition.diagnostics.diagnostic import Diagnostic
from edition.writers.diplomatic import PREFIX
from edition.writers.fidelity import FILE as FIDELITY
from edition.writers.references import ERRATA
from edition.writers.text import INDEX


def verify_site(
    project: Project, conversions: Sequence[Conversion], site: Path
) -> list[Diagnostic]:
    """Prove each text that the site carries in full; returns every difference (V001 to V005)."""
    found: list[Diagnostic] = []
    for conversion in conversions:
        if conversion.ledger is None or not text_files(conversion.files):
            continue
        source, faults = open_witness(conversion.record, project.root)
        found += faults
        if source is None:
            continue
        pages, missing = find_pages(site / EDITIONS / conversion.record.id, conversion)
        found += missing
        found += verify_text(source, conversion.ledger.entries, pages)
    return found


def find_pages(folder: Path, conversion: Conversion) -> tuple[list[Path], list[Diagnostic]]:
    """Return a text's pages in the order of its contents, and V005 for each that is not there."""
    names = [name.removesuffix(".md") for name in text_files(conversion.files)]
    order = _linked_names(folder)
    names.sort(key=lambda name: order.index(name) if name in order else len(order))
    pages, missing = [], []
    for name in names:
        path = next((p for p in _candidates(folder, name) if p.is_file()), None)
        if path is None:
            shown = f"editions/{conversion.record.id}/{name}"
            missing.append(Diagnostic("V005", "the page does not exist", shown))
        else:
            pages.append(path)
    return pages, missing


def text_files(files: Iterable[str]) -> list[str]:
    """Return the names of the files that hold the edited text."""
    added = (INDEX, FIDELITY, ERRATA)
    return [name for name in files if name not in added and not name.startswith(PREFIX)]


def _candidates(folder: Path, name: str) -> tuple[Path, Path]:
    return folder / f"{name}.html", folder / name / "index.html"


def _linked_names(folder: Path) -> list[str]:
    path = folder / "index.html"
    if not path.is_file():
        return []
    article = LexborHTMLParser(path.read_bytes()).css_first("article")
    links = article.css("a[href]") if article else []
    names = []
    for link in links:
        target = (link.attributes.get("href") or "").partition("#")[0].strip("/")
        names.append(target.removesuffix(".html").rpartition("/")[2])
    return list(dict.fromkeys(names))
