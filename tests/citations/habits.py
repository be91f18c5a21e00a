"""Labelled samples of habits of citing, and how much of them the conventions read.

``conventions/ID.seen.txt`` is the half with which the forms of a convention were written,
``ID.unseen.txt`` the half that was labelled before and read only by the measurement; both cite the
works of ``ID.bib``. They have the form of the cases, without the words and findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from edition.bibliography.database import Bibliography, read_bibliography
from edition.harvest.entry_drafts import draft_entry
from edition.linking.citations import find_citations
from edition.linking.citations.full_citations import read_citations
from edition.linking.citations.words import make_words
from edition.model.citation import Citation
from edition.records.conventions import extend_words, read_shipped
from edition.text.folding import fold_letters
from edition.text.page_ranges import complete_ranges
from edition.text.quotation_marks import normalise_marks
from edition.text.tex import plain_tex
from tests.citations.notebook import Line, make_notebook, read_line

FOLDER = Path(__file__).parent / "conventions"
LANGUAGES = {
    "law-notes-en": "english",
    "french-notes": "french",
    "german-notes": "german",
    "russian-gost": "russian",
}
CONVENTIONS = tuple(LANGUAGES)
HALVES = ("seen", "unseen")
_SIGN = re.compile(r"(?:[^\W\d]{1,2}\.|at)?\s*")
"""What a locator may have before the place that a label gives."""
_LABEL = re.compile(r"(\w+) (\S+)(?: @ (.+))?")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A citation as it is labelled; the key is empty where no work can be told."""

    kind: str
    key: str
    locator: str


@dataclass(slots=True)
class Score:
    """What was found of a half."""

    wanted: int = 0
    right: int = 0
    """Labelled citations found with work, kind and locator."""
    found: int = 0
    """Citations that were given a work."""
    wrong: list[str] = field(default_factory=list)
    """Citations with another work than labelled, or with one where none can be told."""
    missed: list[str] = field(default_factory=list)
    fields: int = 0
    """Fields of entries drafted from full citations."""
    wrong_fields: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the citations given a work that have the labelled one."""
        return 1 - len(self.wrong) / self.found

    @property
    def recall(self) -> float:
        """Share of the labelled citations that are found with work, kind and locator."""
        return self.right / self.wanted


def read_sample(convention: str, half: str) -> tuple[list[Line], dict[str, list[Wanted]]]:
    """Return the notes of a half and what is labelled in each."""
    lines: list[Line] = []
    wanted: dict[str, list[Wanted]] = {}
    for row in (FOLDER / f"{convention}.{half}.txt").read_text("utf-8").splitlines():
        if line := read_line(row):
            lines.append(line)
            wanted[line.key] = []
        elif label := _LABEL.fullmatch(row.strip()):
            kind, key, locator = label.groups(default="")
            wanted[lines[-1].key].append(Wanted(kind, key.strip("-") and key, locator))
        else:
            assert row.strip() == "nothing", row
    return lines, wanted


def measure(convention: str, half: str) -> Score:
    """Return how much of a half the convention reads, alone."""
    lines, wanted = read_sample(convention, half)
    options = extend_words([read_shipped(convention)], "citations", {})
    bibliography, faults = read_bibliography((FOLDER / f"{convention}.bib").read_text("utf-8"))
    assert not faults
    source, document = make_notebook(lines)
    found, _ = find_citations(source, document, bibliography, options)
    score = Score()
    for line in lines:
        _compare(score, line, wanted[line.key], [one for one in found if one.place == line.key])
        for citation in read_citations(normalise_marks(line.text), make_words(options)):
            draft = draft_entry([citation], [line.key], ())
            _compare_fields(score, line, convention, draft.fields, wanted[line.key], bibliography)
    return score


def _compare(score: Score, line: Line, wanted: list[Wanted], found: list[Citation]) -> None:
    left = list(found)
    score.wanted += len(wanted)
    score.found += sum(one.key is not None for one in found)
    for label in wanted:
        match = next((one for one in left if _agrees(one, label)), None)
        if match is None:
            shown = [f"{one.kind} {one.key} @{one.locator} {one.text!r}" for one in found]
            score.missed.append(f"[{line.key}] {label}: {shown}")
        else:
            left.remove(match)
            score.right += 1
    keys = [label.key for label in wanted]
    score.wrong += [f"[{line.key}] {one.text}" for one in left if one.key and one.key not in keys]


def _agrees(citation: Citation, label: Wanted) -> bool:
    place = re.sub(r"[\[\]]", "", citation.locator)
    before, found, after = place.rpartition(label.locator) if label.locator else (place, "", "")
    return (
        citation.kind == label.kind
        and (citation.key or "") == label.key
        and not after
        and bool(_SIGN.fullmatch(before))
        and (bool(found) or not place)
    )


def _compare_fields(
    score: Score,
    line: Line,
    convention: str,
    fields: dict[str, str],
    wanted: list[Wanted],
    bibliography: Bibliography,
) -> None:
    entries = [
        bibliography.data.entries[one.key] for one in wanted if one.kind == "full" and one.key
    ]
    for name, value in fields.items():
        if name == "keywords":
            continue
        score.fields += 1
        if name == "langid" and value == LANGUAGES[convention]:
            continue
        if not any(_same(value, known) for entry in entries for known in _values(entry, name)):
            score.wrong_fields.append(f"[{line.key}] {name} = {value}")


def _values(entry: object, name: str) -> Iterator[str]:
    persons, fields = entry.persons, entry.fields  # type: ignore[attr-defined]
    if name in persons:
        yield " and ".join(
            f"{' '.join((*p.prelast_names, *p.last_names))}, "
            f"{' '.join((*p.first_names, *p.middle_names))}"
            for p in persons[name]
        )
    elif name in fields:
        yield fields[name]


def _same(drafted: str, known: str) -> bool:
    one, other = (fold_letters(complete_ranges(plain_tex(text))) for text in (drafted, known))
    return one == other
