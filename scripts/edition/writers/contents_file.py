"""Writes the table of contents of a text as a script, once for all of its pages.

A script and not data, because a page that is opened from a disk may load a script but not read a
file beside it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from edition.model.layout import ContentsEntry
from edition.writers.text import GENERATED_MARK

FILE: Final = "contents.js"


def write_contents_file(contents: Sequence[ContentsEntry]) -> str:
    """Return the script, which sets ``editionContents``.

    It is a list of the pages of the text in their order, each as its file, title and level.
    """
    entries = (json.dumps([_page(e), e.title, e.level], ensure_ascii=False) for e in contents)
    lines = "".join(f"{_end_no_line(entry)},\n" for entry in entries)
    return f"// {GENERATED_MARK}.\nwindow.editionContents = [\n{lines}];\n"


def _page(entry: ContentsEntry) -> str:
    return f"{entry.file.removesuffix('.md')}.html"


def _end_no_line(text: str) -> str:
    # Before 2019 these two ended a line in a script.
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
