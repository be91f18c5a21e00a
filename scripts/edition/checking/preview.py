"""Makes a preview of a site that others built, as data: pages to look at, in which nothing can run.

Whatever the pages say, a policy that comes before them allows no script, form or request to another
host. What is not needed to look at a page is left out, and so are the texts that this project does
not publish: whether they may be is decided when the change is merged.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from edition.checking.protection import check_site
from edition.diagnostics.diagnostic import Diagnostic
from edition.records.publication import is_published
from edition.records.record import Record
from edition.text.digest import walk_files

_HEAD: Final = (
    '<!doctype html><meta charset="utf-8"><meta name="robots" content="noindex,nofollow">'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; "
    "form-action 'none'; img-src 'self' data:; style-src 'self'\">\n"
)
"""What comes before everything that the page says; of two policies both hold."""
_STAMP: Final = '<p class="private-stamp">Preview of a proposed change \u2014 not published</p>'
_LOOKED_AT: Final = frozenset({".html", ".css", ".png", ".jpg", ".jpeg", ".webp"})
"""Ends of the names of what a page without scripts shows; an SVG would be a page of its own."""
_WITHIN: Final = re.compile(r"\d+; url=(?!/)[\w./#%-]+")
"""Another page of the site, as a page names it that sends its readers on."""
_TEXTS: Final = "editions"
_OF_NO_TEXT: Final = frozenset({"registers"})


def make_preview(
    site: Path, preview: Path, records: Iterable[Record], root: Path
) -> tuple[list[str], list[Diagnostic]]:
    """Write the preview of a site, and return what was left out and why.

    Nothing is written where words of a protected text are in it (P003), or one cannot be looked
    for (P008).
    """
    everything = tuple(records)
    shutil.rmtree(preview, ignore_errors=True)
    known = {one.id for one in everything if is_published(one)} | _OF_NO_TEXT
    omitted = [*_write_pages(site, preview, known)]
    found = check_site(everything, root, preview)
    if found:
        shutil.rmtree(preview)
    return omitted, found


def _write_pages(site: Path, preview: Path, known: Collection[str]) -> Iterator[str]:
    """Write what can be looked at; yield each page or text that is left out."""
    unknown = set()
    for path in sorted(walk_files(site)):
        name = path.relative_to(site)
        if path.suffix not in _LOOKED_AT or not _is_plain(path, site):
            continue
        if len(name.parts) > 2 and name.parts[0] == _TEXTS and name.parts[1] not in known:
            unknown.add(name.parts[1])
            continue
        content = path.read_bytes()
        if path.suffix == ".html":
            try:
                text = content.decode("utf-8").lstrip("\ufeff")
            except UnicodeDecodeError:
                yield f"{name.as_posix()}: not UTF-8"
                continue
            if _leads_away(text):
                yield f"{name.as_posix()}: sends its readers elsewhere"
                continue
            content = (_HEAD + text.replace("<body>", f"<body>\n{_STAMP}", 1)).encode()
        (preview / name).parent.mkdir(parents=True, exist_ok=True)
        (preview / name).write_bytes(content)
    yield from (f"{_TEXTS}/{id}/: a text that is not published yet" for id in sorted(unknown))


def _is_plain(path: Path, site: Path) -> bool:
    """Return whether a path is a file below the folder, by way of no link."""
    inside = [path, *(one for one in path.parents if one.is_relative_to(site))]
    return path.is_file() and not any(one.is_symlink() for one in inside)


def _leads_away(text: str) -> bool:
    """Return whether a page opens one of another host without being asked."""
    nodes = LexborHTMLParser(text).css('meta[http-equiv="refresh" i]')
    return not all(_WITHIN.fullmatch(node.attributes.get("content") or "") for node in nodes)
