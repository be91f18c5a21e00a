"""Writes the list of a text's pages as a script, so that any of its pages can find any other.

A script and not data, because a page that is opened from a disk may load a script but not read a
file beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from edition.building.store import GENERATED_MARK
from edition.checking.published import is_text

FILE = "pages.js"
_PAGE = re.compile(r'<a id="([^"<>\s]+)">\[[^\]<>]*\]</a>')


def write_page_list(files: Mapping[str, str]) -> dict[str, str]:
    """Return the script by its name; nothing for a text without pages.

    ``files`` are the Markdown files of a text. The script sets ``editionPages`` to a list of pairs:
    the file of a built page, and the addresses of the pages that begin in it.
    """
    pages = [
        [str(PurePosixPath(name).with_suffix(".html")), " ".join(_PAGE.findall(content))]
        for name, content in files.items()
        if is_text(content)
    ]
    pages = [pair for pair in pages if pair[1]]
    if not pages:
        return {}
    lines = ",\n".join(json.dumps(pair, ensure_ascii=False) for pair in pages)
    return {FILE: f"// {GENERATED_MARK}.\nwindow.editionPages = [\n{lines},\n];\n"}
