"""Small projects for tests: a folder with one source, made from a text and a few facts."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from edition.__main__ import main
from edition.text.sections import Sections
from edition.text.source import Source

IN_COPYRIGHT: Mapping[str, Any] = {
    "rights": {
        "statement": "http://rightsstatements.org/vocab/InC/1.0/",
        "publish": "quotation",
        "derivatives": False,
        "evidence": "The last line reserves all rights.",
    },
    "abstract": [{"of": 1, "text": "It says that it is kept out."}],
    "where_to_read": [{"text": "Nowhere."}],
}
"""What the record of a text in copyright has."""


def make_source(root: Path, text: str | bytes, id: str = "sample", **changes: object) -> Path:
    """Write a witness and its record below ``root``; ``changes`` replace fields of the record."""
    data = text.encode() if isinstance(text, str) else text
    folder = root / "sources" / id
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "witness.txt").write_bytes(data)
    record = sample_record(data, id) | changes
    (folder / "source.yml").write_text(yaml.safe_dump(record, allow_unicode=True), "utf-8")
    bibliography = root / "bibliography.bib"
    if not bibliography.exists():
        bibliography.write_text("", "utf-8")
    with bibliography.open("a", encoding="utf-8") as handle:
        handle.write(f"@misc{{{id},\n  title = {{A sample}},\n}}\n")
    return folder


def sample_record(data: bytes, id: str = "sample") -> dict[str, Any]:
    """Return the least record that is valid, for a witness of these bytes."""
    return {
        "id": id,
        "title": "A sample",
        "short_title": "Sample",
        "kind": "report",
        "language": "en",
        "citation": id,
        "summary": "A text for tests.",
        "rights": {
            "statement": "https://creativecommons.org/publicdomain/mark/1.0/",
            "publish": "full",
            "derivatives": True,
            "evidence": "It was made up for a test.",
        },
        "witness": {
            "file": "witness.txt",
            "sha256": hashlib.sha256(data).hexdigest(),
            "size": len(data),
        },
        "reader": {"kind": "plain"},
        "revisions": [{"date": "2026-01-01", "by": "editor", "what": "First record."}],
    }


def run(root: Path, *arguments: str) -> int:
    """Run the command line on a project; returns its exit status."""
    command, *rest = arguments
    return main([command, "--project", str(root), *rest])


def commit(root: Path) -> None:
    """Commit everything that git does not ignore."""
    person = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    for command in (("init", "-q"), ("add", "-A"), (*person, "commit", "-q", "-m", "State")):
        subprocess.run(["git", "-C", str(root), *command], check=True, capture_output=True)


def read_filled(docs: Path, name: str) -> str:
    """Return a page, by its path below the pages, as a site shows it: its sections are filled."""
    return Sections.load(docs).fill(name, (docs / name).read_text(encoding="utf-8"))


def list_errors(output: str) -> list[tuple[str, str]]:
    """Return place and code of every error in what a command printed."""
    return re.findall(r"^(\S+): error ([A-Z]\d{3}): ", output, re.MULTILINE)


def show_place(path: str, text: str, marked: str) -> str:
    """Return the place of some words in a file as a finding shows it; of none, its end."""
    place = Source("", text).place(text.index(marked) if marked else len(text))
    return f"{path}:{place.line}:{place.column}"
