"""Checks whether the rights in a record allow its publication, and whether it keeps their terms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from edition.diagnostics.diagnostic import Diagnostic
from edition.model.parameters import QUOTATION_WORDS, SHOWN_VALUE
from edition.records.publication import is_protected
from edition.records.record import Emendation, Publish, Record
from edition.text.folding import fold_spaces
from edition.text.shortening import shorten
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


# --- Terms of the source --------------------------------------------------------------------------


def check_rights(record: Record, text: str | None) -> list[Diagnostic]:
    """Report violations of the terms of a source in its record (P001, P002, P006, R006, R011).

    ``text`` is the decoded witness; if it is None, quotations are counted but not compared.
    """
    return check_derivatives(record) + check_quotations(record, text) + _check_extent(record, text)


# --- no derivatives ---------------------------------------------------------------------


def _drop_spaces(text: str) -> str:
    return "".join(text.split())


def _joins_lines(original: str, reading: str) -> bool:
    return _drop_spaces(original) == _drop_spaces(reading)


def _joins_hyphens(original: str, reading: str) -> bool:
    hyphens = re.compile(r"[-\u00ad\u2010\u2011]")
    return hyphens.sub("", _drop_spaces(original)) == hyphens.sub("", _drop_spaces(reading))


def _removes(original: str, reading: str) -> bool:
    """Return whether the reading is the original without one passage."""
    old, new = _drop_spaces(original), _drop_spaces(reading)
    return any(
        new == old[:start] + old[start + len(old) - len(new) :] for start in range(len(new) + 1)
    )


def _moves(original: str, reading: str) -> bool:
    return Counter(_drop_spaces(original)) == Counter(_drop_spaces(reading))


# Tests whether an emendation changes no more than its class allows.
MECHANICAL: Final[Mapping[str, Callable[[str, str], bool]]] = MappingProxyType(
    {
        "line-joining": _joins_lines,
        "de-hyphenation": _joins_hyphens,
        "furniture-removal": _removes,
        "displacement": _moves,
    }
)


_NOTE_INSTEAD: Final = (
    "Write an editors' note instead: type: corrects, in annotations.yml of the text's folder."
)


def check_derivatives(record: Record) -> list[Diagnostic]:
    """Report every emendation that the terms of a source do not allow (P001)."""
    if record.rights.derivatives:
        return []
    findings = []
    for number, emendation in enumerate(record.emendations):
        fact = _find_objection(emendation, record.rights.transformations)
        if fact:
            findings.append(record.report(("emendations", number), "P001", fact, _NOTE_INSTEAD))
    return findings


def _find_objection(emendation: Emendation, declared: Iterable[str]) -> str:
    """Return the objection to an emendation under terms that allow no adapted text, or nothing."""
    change = f"\u201c{emendation.original}\u201d \u2192 \u201c{emendation.reading}\u201d"
    mechanical = MECHANICAL.get(emendation.kind)
    if mechanical is None:
        return (
            f"the terms allow no adapted text, but {change} is an emendation of {emendation.kind}"
        )
    if emendation.kind not in declared:
        return f"{change} is of a class not listed in rights.transformations: {emendation.kind}"
    if not mechanical(emendation.original, emendation.reading):
        return f"{change} does more than {emendation.kind}: it changes the wording"
    return ""


# --- quotations ---------------------------------------------------------------------------


def count_words(text: str) -> int:
    """Return the number of words, separated by white space."""
    return len(text.split())


def check_quotations(record: Record, text: str | None) -> list[Diagnostic]:
    """Report faults of the quotations of a source (P002, P006, R006)."""
    findings = []
    folded = fold_spaces(text) if text is not None and record.quotations else None
    for number, quotation in enumerate(record.quotations):
        place = ("quotations", number, "text")
        words = count_words(quotation.text)
        if words >= QUOTATION_WORDS:
            fact = f"the quotation has {words} words"
            findings.append(record.report(place, "P002", fact))
        if folded is not None and fold_spaces(quotation.text) not in folded:
            fact = f"\u201c{shorten(quotation.text, SHOWN_VALUE)}\u201d is not in the witness"
            findings.append(record.report(place, "R006", fact))
    return findings + _check_share(record, text)


def _check_share(record: Record, text: str | None) -> list[Diagnostic]:
    if not is_protected(record):
        return []
    total = record.extent.words if text is None else count_words(text)
    quoted = sum(count_words(quotation.text) for quotation in record.quotations)
    if not total or quoted <= total * record.rights.quotation_share:
        return []
    fact = (
        f"{quoted} of {total} words are quoted, {quoted / total:.1%}; "
        f"the limit is {record.rights.quotation_share:.1%}"
    )
    return [record.report(("quotations",), "P006", fact)]


def _check_extent(record: Record, text: str | None) -> list[Diagnostic]:
    stated = record.extent.words
    if stated is None or text is None or stated == count_words(text):
        return []
    path, count = ("extent", "words"), str(count_words(text))
    found = record.report(
        path, "R011", f"the record states {stated} words, the witness has {count}"
    )
    return [found.with_fix(record.data.place(path), str(stated), count)]
