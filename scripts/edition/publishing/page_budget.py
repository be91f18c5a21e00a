"""The weight of the pages of a site: none may be unreasonable to load."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from edition.diagnostics.diagnostic import Diagnostic

HTML_BYTES = 300_000
"""Bytes that the HTML of a page may have."""
PACKED_BYTES = 80_000
"""Bytes that it may have as a server sends it, compressed."""


def check_weight(site: Path) -> list[Diagnostic]:
    """Return C004 for every page below a folder that is over the budget."""
    found = []
    for path in sorted(site.rglob("*.html")):
        size = path.stat().st_size
        if size <= PACKED_BYTES:
            continue
        content = path.read_bytes()
        # A page that is light enough when it is packed in haste need not be packed well.
        if size <= HTML_BYTES and len(zlib.compress(content, 1)) <= PACKED_BYTES:
            continue
        packed = len(gzip.compress(content, 6))
        if size > HTML_BYTES or packed > PACKED_BYTES:
            fact = (
                f"the page has {size:,} bytes, {packed:,} compressed; "
                f"the budget is {HTML_BYTES:,} and {PACKED_BYTES:,}"
            )
            found.append(Diagnostic("C004", fact, path.relative_to(site).as_posix()))
    return found
