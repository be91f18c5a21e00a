"""``python -m tests.gold FOLDER``: the parser of citations on a public set of references."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.gold.parsers import read_ours, run_paratools, run_refextract
from tests.gold.references import Reference, read_references
from tests.gold.report import list_misses, make_data, write_markdown
from tests.gold.scoring import Table, score

SETS = ("en-humanities.tagged.txt", "it-humanities.tagged.txt", "mixed-humanities.tagged.txt")


def measure(references: Sequence[Reference], python: str | None, peers: bool) -> dict[str, Table]:
    """Return the scores of our parser and, if they are wanted, of those that are known."""
    texts = [reference.text for reference in references]
    read = {"edition": [read_ours(text) for text in texts]}
    if peers:
        for name in ("Standard", "Jiao", "Citebase"):
            read[f"ParaTools {name}"] = run_paratools(texts, name)
    if python:
        read["refextract"] = run_refextract(texts, python)
    labelled = [reference.fields for reference in references]
    return {name: score(labelled, fields) for name, fields in read.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the scores on every file of the set that the folder has."""
    parser = argparse.ArgumentParser(prog="python -m tests.gold", description=__doc__)
    parser.add_argument(
        "folder", type=Path, metavar="FOLDER", help="where the files of the set are"
    )
    parser.add_argument("--paratools", action="store_true", help="run ParaTools too")
    parser.add_argument("--refextract", metavar="PYTHON", help="run refextract, with this Python")
    parser.add_argument("--misses", metavar="FILE", help="list what was read wrong in a file")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON too")
    chosen = parser.parse_args(arguments)
    found = [path for name in SETS if (path := chosen.folder / name).is_file()]
    if not found:
        parser.error(f"{chosen.folder} has none of {', '.join(SETS)}")
    data = {}
    for path in found:
        references = read_references(path)
        checksum = hashlib.sha256(path.read_bytes()).hexdigest()
        tables = measure(references, chosen.refextract, chosen.paratools)
        print(write_markdown(path.name, checksum, tables))
        data[path.name] = {"sha256": checksum, "parsers": make_data(tables)}
        if chosen.misses == path.name:
            print("\n".join(list_misses(references, [read_ours(r.text) for r in references])))
    if chosen.json:
        chosen.json.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
