"""The proof of every text of a built site against its witness and its ledger."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from edition.checking.verification import verify_text
from edition.diagnostics.diagnostic import Diagnostic
from edition.model.edition import Edition


def verify_site(editions: Iterable[Edition], folder: Path) -> list[Diagnostic]:
    """Compare each full text of a built site with its witness; return all differences (V001–V005).

    ``folder`` is the folder of the editions in the site.
    """
    found: list[Diagnostic] = []
    for edition in editions:
        if edition.ledger is None or edition.source is None or not edition.layout.text_files:
            continue
        pages, missing = find_pages(folder / edition.record.id, edition)
        found += missing
        found += verify_text(edition.source, edition.ledger.entries, pages)
    return found


def find_pages(folder: Path, edition: Edition) -> tuple[list[Path], list[Diagnostic]]:
    """Return a text's pages in the order of its contents, and V005 for each missing page."""
    names = [name.removesuffix(".md") for name in edition.layout.text_files]
    order = {name: place for place, name in enumerate(_linked_names(folder))}
    names.sort(key=lambda name: order.get(name, len(order)))
    pages, missing = [], []
    for name in names:
        candidates = (folder / f"{name}.html", folder / name / "index.html")
        path = next((path for path in candidates if path.is_file()), None)
        if path is None:
            shown = f"editions/{edition.record.id}/{name}"
            missing.append(Diagnostic("V005", "the page does not exist", shown))
        else:
            pages.append(path)
    return pages, missing


def _linked_names(folder: Path) -> list[str]:
    path = folder / "index.html"
    if not path.is_file():
        return []
    article = LexborHTMLParser(path.read_bytes()).css_first("article")
    links = article.css("a[href]") if article else []
    names = []
    for link in links:
        # Links with a fragment belong to remarks of the editors, not to the table of contents.
        target = link.attributes.get("href") or ""
        if "#" in target:
            continue
        target = unquote(target).strip("/")
        names.append(target.removesuffix(".html").rpartition("/")[2])
    return list(dict.fromkeys(names))
