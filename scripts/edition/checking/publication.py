"""Checks whether the rights in a record allow the publication that it states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from edition.diagnostics.diagnostic import Diagnostic
from edition.records.record import Publish, Record
from edition.writers.statements import name_statement

UNDETERMINED: Final = "http://rightsstatements.org/vocab/UND/1.0/"
"""Statement of a record whose rights have not been determined."""
_FREE: Final = re.compile(r"http://rightsstatements\.org/vocab/NoC-|https://creativecommons\.org/")
"""Statements that allow publication of the full text."""
_NO_DERIVATIVES: Final = re.compile(r"https://creativecommons\.org/licenses/by(-nc)?-nd/")


def check_publication(record: Record) -> list[Diagnostic]:
    """Report reasons why a source may not be published as its record states (P007, P009–P011).

    Nothing is reported for a record that publishes nothing.
    """
    return [] if record.rights.publish is Publish.NONE else list(_find_objections(record))


def _find_objections(record: Record) -> Iterator[Diagnostic]:
    rights = record.rights
    name = name_statement(rights.statement)
    if rights.statement == UNDETERMINED:
        fact = f"the rights of {record.id} are undetermined"
        yield record.report(("rights", "statement"), "P007", fact)
    elif rights.publish is Publish.FULL and not (
        _FREE.match(rights.statement) or rights.permission
    ):
        fact = f"the statement \u201c{name}\u201d does not allow the full text of {record.id}"
        yield record.report(("rights", "publish"), "P009", fact)
    if rights.derivatives and _NO_DERIVATIVES.match(rights.statement):
        fact = f"{name} allows no adapted text, `rights.derivatives` is true"
        yield record.report(("rights", "derivatives"), "P010", fact)
    if not rights.evidence:
        field = "permission" if rights.permission else "publish"
        fact = f"`rights.evidence` is missing for `rights.{field}`"
        yield record.report(("rights", field), "P011", fact)
