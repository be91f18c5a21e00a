"""The passages that are cited, beside what pandoc makes of them: ``passages.tsv``.

Each is a page, a paragraph or a note of a text of this edition. ``python -m tests.chicago.passages
PANDOC CHICAGO MLA`` writes the file anew. The DOI is left out of what pandoc is given: where the
edition is cited, its address takes the place of that of the publisher.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from edition.bibliography.csl import Item
from edition.bibliography.database import load_bibliography
from edition.records.loading import load_records
from edition.writers.page_citation import text_item
from tests.chicago.__main__ import FOLDER, prepare

PASSAGES = FOLDER / "passages.tsv"
ROOT = FOLDER.parent.parent
HOME = "https://example.org/edition/text.html"
PLACES = {
    "kuromiya-2023": {"p239": "p. 239", "p239.1": "p. 239", "n2.178": "p. 117n178"},
    "memorandum-1953": {"p3": "p. 3", "p3.2": "p. 3", "n1": "n. 1"},
    "psis-1945": {"leaf4": "{leaf 4}", "leaf4.2": "{leaf 4}", "n3": "{leaf 4, n. 3}"},
    "karniol-2024": {"abstract": "para. 2", "par4": "para. 4", "n1": "n. 1"},
    "news-report": {"abstract": "para. 2", "par4": "para. 4", "n1": "n. 1"},
}
"""Places as the theme puts them into a citation key, by text and address."""
FORMS = ("chicago", "short", "entry", "mla", "intext")


def find_items() -> dict[str, Item]:
    """Return every text as an item."""
    bibliography, _ = load_bibliography(ROOT)
    records, _ = load_records(ROOT)
    return {record.id: text_item(record, bibliography) for record in records}


def run_pandoc(pandoc: str, style: str, item: Item, markdown: str) -> list[str]:
    """Return the paragraphs that pandoc makes of citations of an item, and of another."""
    given = {name: value for name, value in prepare(item).items() if name != "DOI"}
    other = {"id": "other", "type": "book", "title": "Other"}
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "items.json"
        data.write_text(json.dumps([given, other], ensure_ascii=False), "utf-8")
        command = [pandoc, "--from=markdown", "--to=plain", "--citeproc", "--wrap=none"]
        command += [f"--csl={style}", f"--bibliography={data}"]
        source = f"---\nlang: en-US\n---\n\n{markdown}\n"
        made = subprocess.run(command, input=source, text=True, capture_output=True, check=True)
    return [" ".join(part.split()) for part in made.stdout.split("\n\n") if part.strip()]


def cite(pandoc: str, chicago: str, mla: str, item: Item, id: str, place: str) -> list[str]:
    """Return a passage in every form."""
    key = f"[@{item['id']}, {place}]"
    passage = {**item, "URL": f"{HOME}#{id}"}
    # Right after the first note, the style would leave out the title.
    notes = run_pandoc(pandoc, chicago, passage, f"{key}\n\n[@other]\n\n{key}")
    first, _, later = (
        one.split("] ", 1)[1] for one in notes if one.startswith("[") and "] " in one
    )
    text = {**item, "URL": HOME}
    [entry] = run_pandoc(pandoc, chicago, text, f"---\nnocite: '@{item['id']}'\n---")[-1:]
    intext, works_cited = run_pandoc(pandoc, mla, text, key)
    return [first, later, entry, works_cited, intext]


def main(pandoc: str, chicago: str, mla: str) -> None:
    """Write the file of passages."""
    items = find_items()
    lines = [
        "\t".join([id, address, place, *cite(pandoc, chicago, mla, items[id], address, place)])
        for id, places in PLACES.items()
        for address, place in places.items()
    ]
    PASSAGES.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
