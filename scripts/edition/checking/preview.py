"""Previews of a site built by others: pages to look at, in which nothing can run.

A policy before the content of each page allows no script, form or request to another host. Files
that are not needed to look at a page are left out, and so are texts that this project does not
publish, since their publication is decided when the change is merged.
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
"""Text before the content of a page; a policy of the page itself applies in addition."""
_STAMP: Final = '<p class="private-stamp">Preview of a proposed change \u2014 not published</p>'
_INCLUDED: Final = frozenset({".html", ".css", ".png", ".jpg", ".jpeg", ".webp"})
"""Suffixes of the files of pages without scripts; an SVG could contain scripts."""
_INTERNAL_REDIRECT: Final = re.compile(r"\d+; url=(?!/)[\w./#%-]+")
"""Content of a redirect to another page of the site."""
_TEXTS: Final = "editions"
_SHARED_FOLDERS: Final = frozenset({"registers"})
"""Folders beside those of the texts."""


def make_preview(
    site: Path, preview: Path, records: Iterable[Record], root: Path
) -> tuple[list[str], list[Diagnostic]]:
    """Write the preview of a site, and return the omitted pages and texts with the reasons.

    Nothing is written if it has words of a protected text (P003), or if a protected text cannot be
    searched for (P008).
    """
    all_records = tuple(records)
    shutil.rmtree(preview, ignore_errors=True)
    known = {record.id for record in all_records if is_published(record)} | _SHARED_FOLDERS
    omitted = [*_write_pages(site, preview, known)]
    found = check_site(all_records, root, preview)
    if found:
        shutil.rmtree(preview)
    return omitted, found


def _write_pages(site: Path, preview: Path, known: Collection[str]) -> Iterator[str]:
    """Write the files of the preview; yield each page or text that is left out."""
    unknown = set()
    for path in sorted(walk_files(site)):
        name = path.relative_to(site)
        if path.suffix not in _INCLUDED or not _is_regular(path, site):
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
            if _has_external_redirect(text):
                yield f"{name.as_posix()}: sends its readers elsewhere"
                continue
            content = (_HEAD + text.replace("<body>", f"<body>\n{_STAMP}", 1)).encode()
        (preview / name).parent.mkdir(parents=True, exist_ok=True)
        (preview / name).write_bytes(content)
    yield from (f"{_TEXTS}/{id}/: a text that is not published yet" for id in sorted(unknown))


def _is_regular(path: Path, site: Path) -> bool:
    """Return whether a path is a file below the folder, without symbolic links."""
    inside = [path, *(parent for parent in path.parents if parent.is_relative_to(site))]
    return path.is_file() and not any(part.is_symlink() for part in inside)


def _has_external_redirect(text: str) -> bool:
    """Return whether a page redirects to another host."""
    nodes = LexborHTMLParser(text).css('meta[http-equiv="refresh" i]')
    targets = (node.attributes.get("content") or "" for node in nodes)
    return not all(_INTERNAL_REDIRECT.fullmatch(target) for target in targets)
