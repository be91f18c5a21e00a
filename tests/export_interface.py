"""The template of a catalogue: every message of the interface, where translators begin.

``scripts/edition/publishing/interface.pot`` is checked against it. Run this file to write it anew:
``python -m tests.export_interface``.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from edition.linking.page_proofs import Numbering
from edition.model import ledger
from edition.model.document import NoteState, ReferenceKind, Verdict
from edition.writers.description import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "scripts" / "edition"
TEMPLATE = PACKAGE / "publishing" / "interface.pot"


def extract_python(
    file: BinaryIO, _keywords: object, _comments: object, options: object
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """Yield the messages of a module, those within formatted strings too."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            words = [one.value for one in node.args if isinstance(one, ast.Constant)]
            if node.func.id in KEYWORDS and words:
                yield node.lineno, node.func.id, tuple(words[:2]) if words[1:] else words[0], []


METHODS: list[tuple[str, Any]] = [
    ("writers/**.py", extract_python),
    ("building/collection.py", extract_python),
    ("building/generated_sections.py", extract_python),
    ("building/releases/**.py", extract_python),
    ("publishing/dialect/**.py", extract_python),
    ("publishing/theme/assets/**.js", "javascript"),
    ("publishing/theme/**.html", "jinja2.ext:babel_extract"),
]
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "NN_": (1, 2)}
VALUES = (
    ("source.schema.json", "properties/kind"),
    ("source.schema.json", "$defs/date/properties/certainty"),
    ("source.schema.json", "$defs/emendation/properties/class"),
    ("register.schema.json", "$defs/relation/properties/kind"),
)
"""Where schemas list values that are shown by their own words."""


FURNITURE = (
    *("classification", "file-footer", "file-header", "furniture", "link-annotation"),
    *("list-dash", "markup", "note-rule", "page-number", "running-head"),
)
"""What readers leave out of a text."""


def list_values() -> Iterator[str]:
    """Yield words of data that are shown as they are, and are messages therefore."""
    for name, path in VALUES:
        part = json.loads((PACKAGE / "records" / "schemas" / name).read_text("utf-8"))
        for step in path.split("/"):
            part = part[step]
        yield from part["enum"]
    classes = (value for name, value in vars(ledger).items() if name.isupper())
    kinds: Iterable[object] = (*Numbering, *NoteState, *ReferenceKind, *Verdict, *classes)
    yield from (
        *LANGUAGES.values(),
        *FURNITURE,
        "furniture",
        *(str(one) for one in kinds if isinstance(one, str)),
    )


def collect() -> Catalog:
    """Return every message of the package, in their order."""
    catalogue = Catalog(charset="utf-8", fuzzy=False, header_comment="")
    options = {"publishing/theme/assets/**.js": {"parse_template_string": "true"}}
    found = extract_from_dir(PACKAGE, METHODS, options, KEYWORDS)
    # Without lines, so that a change elsewhere in a file is none here.
    for file, _, message, _, _ in sorted(found, key=lambda one: (one[0], one[1])):
        catalogue.add(message, locations=[(file, 0)])
    for value in list_values():
        catalogue.add(value, locations=[("records/schemas", 0)])
    return catalogue


def write() -> str:
    """Return the template."""
    file = BytesIO()
    write_po(file, collect(), width=96, omit_header=True, include_lineno=False, sort_output=True)
    return file.getvalue().decode()


if __name__ == "__main__":
    TEMPLATE.write_text(write(), encoding="utf-8")
