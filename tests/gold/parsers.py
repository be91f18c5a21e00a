"""The parsers that are measured: ours, and known ones that run as programs of their own."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from edition.linking.citations.citation_parts import FullCitation
from edition.linking.citations.full_citations import read_citations
from edition.linking.citations.words import make_words
from edition.text.quotation_marks import normalise_marks
from tests.gold.scoring import Field

_HERE = Path(__file__).parent
_OURS = {"year": "date"}
"""Names of our fields that have another in the set."""


def read_ours(text: str) -> tuple[Field, ...]:
    """Return the fields that ``edition harvest`` reads in a reference."""
    citations = read_citations(normalise_marks(text), make_words({}))
    return tuple(field for citation in citations for field in _list_fields(citation))


def _list_fields(citation: FullCitation) -> list[Field]:
    people = [Field(one.role, ", ".join(one.names)) for one in citation.creators]
    fields = [Field(_OURS.get(name, name), value) for name, value in citation.fields.items()]
    return [*people, Field("title", citation.title), *fields]


def run_paratools(texts: Sequence[str], parser: str) -> list[tuple[Field, ...]]:
    """Return what a parser of ParaTools reads: ``Standard``, ``Jiao`` or ``Citebase``.

    Needs Perl and Debian's ``libbiblio-citation-parser-perl``. Raises CalledProcessError, OSError.
    """
    return run_program(["perl", str(_HERE / "paratools.pl"), parser], texts)


def run_refextract(texts: Sequence[str], python: str) -> list[tuple[Field, ...]]:
    """Return what refextract reads, in an environment of its own with the given Python.

    Raises CalledProcessError, OSError.
    """
    return run_program([python, str(_HERE / "refextract_lines.py")], texts)


def run_program(command: Sequence[str], texts: Sequence[str]) -> list[tuple[Field, ...]]:
    """Run a program that takes a reference a line and answers a JSON list of pairs a line.

    It gets titles in straight double marks, the only ones that the known parsers look for.
    """
    marked = [re.sub("[“”]", '"', normalise_marks(text)) for text in texts]
    answer = subprocess.run(
        command, input="".join(f"{text}\n" for text in marked), stdout=subprocess.PIPE,
        encoding="utf-8", check=True,
    )  # fmt: skip
    rows = [json.loads(line) for line in answer.stdout.splitlines()]
    if len(rows) != len(texts):
        raise ValueError(f"{command[0]} answered {len(rows)} lines to {len(texts)} references")
    return [tuple(Field(name, value) for name, value in row) for row in rows]
