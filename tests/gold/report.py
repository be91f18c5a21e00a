"""Shows the scores of parsers: Markdown tables for people, plain data for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.gold.references import Reference
from tests.gold.scoring import FIELDS, Field, Score, Table, normalise

_ALL = "all fields"


def write_markdown(title: str, checksum: str, tables: Mapping[str, Table]) -> str:
    """Return a table of all parsers, and a table of the fields of each."""
    count = next(iter(tables.values())).references
    lines = [f"## {title}", "", f"{count} references, SHA-256 {checksum}", ""]
    lines += ["| Parser | Precision | Recall | F1 | F1 of its fields | Whole | Nothing read |"]
    lines += ["| --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
    lines += [
        f"| {name} | {_cells(table.whole)} | {_share(table.own.f1)} "
        f"| {table.perfect} | {table.silent} |"
        for name, table in tables.items()
    ]
    lines += ["", f"| F1 of | {' | '.join(tables)} | Labelled |"]
    lines += [f"| --- |{' ---: |' * (len(tables) + 1)}"]
    return "\n".join([*lines, *_field_rows(tables)]) + "\n"


def _field_rows(tables: Mapping[str, Table]) -> Iterator[str]:
    empty = Score(0, 0, 0)
    for name in FIELDS:
        scores = [table.fields.get(name, empty) for table in tables.values()]
        if any(score.labelled or score.read for score in scores):
            labelled = max(score.labelled for score in scores)
            shown = " | ".join(_share(score.f1) for score in scores)
            yield f"| {name} | {shown} | {labelled} |"


def _cells(score: Score) -> str:
    return f"{_share(score.precision)} | {_share(score.recall)} | {_share(score.f1)}"


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"


def make_data(tables: Mapping[str, Table]) -> dict[str, Any]:
    """Return the scores as data for JSON: of every parser, of every field, the counts."""
    return {
        name: {
            "references": table.references,
            "perfect": table.perfect,
            "silent": table.silent,
            "scores": {
                field: {
                    "labelled": one.labelled,
                    "read": one.read,
                    "right": one.right,
                    "f1": one.f1,
                }
                for field, one in {**table.fields, _ALL: table.whole}.items()
            },
        }
        for name, table in tables.items()
    }


def list_misses(references: Sequence[Reference], read: Sequence[Sequence[Field]]) -> Iterator[str]:
    """Yield the references that were not read as labelled, with what was missed and made up."""
    for reference, fields in zip(references, read, strict=True):
        labelled, told = _told(reference.fields), _told(fields)
        if labelled != told:
            yield reference.text
            yield from (f"  - {name}: {value}" for name, value in sorted(labelled - told))
            yield from (f"  + {name}: {value}" for name, value in sorted(told - labelled))


def _told(fields: Sequence[Field]) -> set[tuple[str, str]]:
    return {(field.name, normalise(field)) for field in fields if field.name in FIELDS}
