"""Cases: notes as they may stand in a text, and the citations that must be found in them.

A case begins with ``==`` and its name. A line in brackets is a note, ``[1.2]`` whole, ``[1.2~]``
broken off, ``[1.2!]`` missing. Indented below it stands what must be found: kind, key (``-`` for
none), the words (all, or the first and the last with `` … `` between), after ``@`` the locator,
after `` : `` the finding that it is left open, by code and reason; or ``nothing``. ``conventions:``
names others than those that are the default. Lines in ``cases/text/`` are paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from edition.diagnostics.diagnostic import Diagnostic
from edition.linking.citations import find_citations
from edition.model.citation import Citation
from edition.records.conventions import extend_words, read_shipped
from edition.text.source import Source
from tests.citations.notebook import (
    CASES,
    Line,
    invented_works,
    make_notebook,
    make_prose,
    read_line,
)


@dataclass(slots=True)
class Case:
    """Notes, and what must be found in each."""

    name: str
    lines: list[Line] = field(default_factory=list)
    wanted: dict[str, list[str]] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)


def read_cases(folder: Path = CASES) -> Iterator[Case]:
    for path in sorted(folder.glob("*.txt")):
        case = Case("")
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("== "):
                case = Case(f"{path.stem}: {line[3:]}")
                yield case
            elif line.startswith("conventions: "):
                case.options = extend_words(map(read_shipped, line.split()[1:]), "citations", {})
            elif note := read_line(line):
                case.lines.append(note)
            elif line.startswith("    "):
                wanted = case.wanted.setdefault(case.lines[-1].key, [])
                wanted += [line.strip()] if line.strip() != "nothing" else []
            else:
                assert not line or line.startswith("#"), line


ALL = [case for case in read_cases() if case.name]


def shorten(citation: Citation, wanted: str, code: str) -> str:
    """Tell a citation as a case does, with as many of its words as the case has."""
    text = citation.text
    if wanted.count('"') == 2:
        first, parted, last = wanted.split('"')[1].partition(" … ")
        if parted and text.startswith(first) and text.endswith(last):
            text = f"{first} … {last}"
    told = f'{citation.kind} {citation.key or "-"} "{text}"'
    told += f" @ {citation.locator}" if citation.locator else ""
    return told + (f" : {code} {citation.reason}" if citation.reason else "")


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_case(case: Case) -> None:
    source, document = make_notebook(case.lines)
    compare(case, source, *find_citations(source, document, invented_works(), case.options))


TEXT = list(read_cases(CASES / "text"))


@pytest.mark.parametrize("case", TEXT, ids=[case.name for case in TEXT])
def test_case_of_running_text(case: Case) -> None:
    source, document = make_prose(case.lines)
    found = find_citations(source, document, invented_works(), {"statements": "text"})
    assert not any(citation.note for citation in found[0])
    compare(case, source, *found)
    silent, _ = find_citations(source, document, invented_works(), {})
    assert silent == ()


def compare(
    case: Case, source: Source, citations: Sequence[Citation], findings: Sequence[Diagnostic]
) -> None:
    """Compare what was found and reported with what a case wants."""
    unresolved = [citation for citation in citations if citation.reason]
    codes = {id(one): d.code for one, d in zip(unresolved, findings, strict=True)}
    for line in case.lines:
        wanted = case.wanted.get(line.key, [])
        found = [citation for citation in citations if citation.place == line.key]
        padded = [*wanted, *[""] * len(found)]
        pairs = zip(found, padded, strict=False)
        assert [shorten(one, line, codes.get(id(one), "")) for one, line in pairs] == wanted
    for citation in citations:
        parts = "".join(source.slice(part) for part in citation.parts)
        assert parts == citation.text
        assert (citation.key is None) == (citation.reason is not None)


def test_every_kind_and_reason_has_a_case() -> None:
    """But for a reason that stands for a fault elsewhere: its own citation is not resolved."""
    told = " ".join(line for case in ALL for lines in case.wanted.values() for line in lines)
    for kind in ("full", "short", "ibid", "archive", "newspaper", "other"):
        assert f"{kind} " in told
    assert len(ALL) > 45
