"""Reads references with refextract: one a line in, a JSON list of [field, words] out.

Runs with the Python of an environment of its own, in which refextract is installed.
"""

from __future__ import annotations

import importlib
import json
import sys

_NAMES = {
    "author": "author", "title": "title", "journal_title": "journal",
    "journal_volume": "volume", "journal_page": "pages", "journal_year": "date", "year": "date",
    "publisher": "publisher",
}  # fmt: skip


def main() -> None:
    """Answer every line of standard input."""
    extract = importlib.import_module("refextract").extract_references_from_string
    for line in sys.stdin:
        found: dict[tuple[str, str], None] = {}
        for reference in extract(line.strip(), is_only_references=True):
            for name, values in reference.items():
                for value in values if name in _NAMES else ():
                    found[_NAMES[name], str(value)] = None
        print(json.dumps(list(found)))


if __name__ == "__main__":
    main()
