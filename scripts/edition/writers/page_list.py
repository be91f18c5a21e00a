"""Writes the list of a text's pages as a script, so that any of its pages can find any other.

A script and not data, because a page that is opened from a disk may load a script but not read a
file beside it.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath

from edition.model.edition import Edition
from edition.model.index import AddressKind
from edition.writers.text import GENERATED_MARK

FILE = "pages.js"


def write_page_list(edition: Edition) -> dict[str, str]:
    """Return the script by its name; nothing for a text without pages.

    The script sets ``editionPages`` to a list of pairs: the file of a built page, and the
    addresses of the pages that begin in it.
    """
    pages: dict[str, list[str]] = {}
    for entry in edition.index.entries:
        if entry.kind is AddressKind.PAGE:
            pages.setdefault(entry.file, []).append(entry.address)
    if not pages:
        return {}
    pairs = [
        [str(PurePosixPath(name).with_suffix(".html")), " ".join(addresses)]
        for name, addresses in pages.items()
    ]
    lines = ",\n".join(json.dumps(pair, ensure_ascii=False) for pair in pairs)
    return {FILE: f"// {GENERATED_MARK}.\nwindow.editionPages = [\n{lines},\n];\n"}
