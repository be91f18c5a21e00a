"""Writes what pandoc makes of the exported entries: ``python -m tests.chicago PANDOC STYLE``.

Neither pandoc nor the style is part of the repository: the result, ``entries.tsv``, has for each
entry its key, the digest of the item that was formatted, and the text. Two things are prepared,
because pandoc ignores ``static-ordering`` and sorts the entries: a name that begins with the
family name is given as one string, and names that the entry before has are not replaced.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from edition.bibliography.csl import Item, display_name, entry_to_item
from edition.bibliography.database import Bibliography, load_bibliography
from edition.text.digest import digest as hash_parts

FOLDER = Path(__file__).parent
ENTRIES = FOLDER / "entries.tsv"
ROLES = ("author", "editor", "compiler", "translator", "contributor")
UNUSED = ("abstract", "annote", "custom", "keyword")
DOCUMENT = "---\nnocite: '@*'\nlang: en-US\n---\n"


def prepare(item: Item) -> Item:
    """Return an item as pandoc is given it."""
    prepared = {name: value for name, value in item.items() if name not in UNUSED}
    for role in ROLES:
        if role in prepared:
            prepared[role] = [
                {"literal": display_name(name)} if "static-ordering" in name else name
                for name in prepared[role]
            ]
    return prepared


def digest(item: Item) -> str:
    """Return the digest of an item as pandoc is given it."""
    return hash_parts(json.dumps(prepare(item), ensure_ascii=False, sort_keys=True))[:12]


def list_items(bibliography: Bibliography) -> list[Item]:
    """Return every entry as an item."""
    return [entry_to_item(bibliography.work(key)) for key in bibliography.keys]


def run_pandoc(pandoc: str, style: Path, items: list[Item]) -> dict[str, str]:
    """Return the text of every entry that the style prints, by its key."""
    with tempfile.TemporaryDirectory() as folder:
        data, alone = Path(folder) / "items.json", Path(folder) / "style.csl"
        data.write_text(json.dumps([prepare(item) for item in items], ensure_ascii=False), "utf-8")
        source = style.read_text("utf-8")
        alone.write_text(re.sub(r'\ssubsequent-author-substitute="[^"]*"', "", source), "utf-8")
        command = [pandoc, "--from=markdown", "--to=html", "--citeproc", "--wrap=none"]
        command += [f"--csl={alone}", f"--bibliography={data}"]
        made = subprocess.run(command, input=DOCUMENT, text=True, capture_output=True, check=True)
    entries = LexborHTMLParser(made.stdout).css("div.csl-entry")
    return {
        (entry.attributes["id"] or "").removeprefix("ref-"): " ".join(entry.text().split())
        for entry in entries
    }


def main(pandoc: str, style: str) -> None:
    """Write the file of entries."""
    items = list_items(load_bibliography(FOLDER.parent.parent)[0])
    texts = run_pandoc(pandoc, Path(style), items)
    lines = [f"{item['id']}\t{digest(item)}\t{texts.get(item['id'], '')}\n" for item in items]
    ENTRIES.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
