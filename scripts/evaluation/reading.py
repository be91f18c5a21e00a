"""Measures a reader: compares its document with a sample labelled by reading the witness.

A sample names places by offsets, so that any reader can be measured. The decisions of the reader
are taken from the document alone; readers never see the labels. Precision and recall are computed
for each kind of decision; places that cannot be decided by reading are counted and left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from edition.model.document import Document
from edition.text.source import Source
from evaluation.reading_view import View

SEEN, UNSEEN = "seen", "unseen"
UNDECIDABLE = "undecidable"
GOALS = {
    "hyphens": 0.995,
    "paragraphs": 0.995,
    "block quotations": 0.98,
    "note ends": 0.995,
    "markers": 1.0,
}
Row: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sample:
    """A labelled place, with its kind (such as ``hyphens``), its half and its row."""

    kind: str
    half: str
    row: Row


@dataclass(frozen=True, slots=True)
class Verdict:
    """The label of a place and the decision of the reader; empty for nothing of the kind."""

    label: str
    found: str
    """The decision of the reader, equal to ``label`` if it is right."""
    sample: Sample

    @property
    def right(self) -> bool:
        """Whether the decision agrees with the label."""
        return self.label == self.found


@dataclass(frozen=True, slots=True)
class Figure:
    """Precision and recall of a kind of decision in a part of the sample."""

    measure: str
    half: str
    """``seen``, ``unseen`` or ``both``."""
    right: int
    found: int
    """Places with a decision of the reader."""
    labelled: int
    """Places with a label."""
    left_out: int
    """Places that cannot be decided by reading."""

    @property
    def precision(self) -> float | None:
        """Share of the reader's decisions that are right; None if there are none."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Share of the labelled places that the reader has right; None if there are none."""
        return self.right / self.labelled if self.labelled else None

    @property
    def reached(self) -> bool | None:
        """Whether both shares reach the goal; None without a goal or without places."""
        goal = GOALS.get(self.measure)
        if goal is None or not self.labelled:
            return None
        return min(self.precision or 0.0, self.recall or 0.0) >= goal


@dataclass(frozen=True, slots=True)
class Table:
    """The figures, and the errors of the reader in the half that may be read."""

    figures: tuple[Figure, ...]
    misses: tuple[tuple[str, Verdict], ...]
    """Measure and verdict, for the half ``seen`` only."""


def measure_text(source: Source, document: Document, samples: Iterable[Sample]) -> Table:
    """Compare a document with samples of its witness; offsets refer to ``source``."""
    listed = list(samples)
    view = View.of(source, document)
    figures: list[Figure] = []
    misses: list[tuple[str, Verdict]] = []
    for measure, (kind, judge) in _MEASURES.items():
        drawn = [sample for sample in listed if sample.kind == kind]
        verdicts = [verdict for sample in drawn if (verdict := judge(view, sample)) is not None]
        for half in (SEEN, UNSEEN, "both"):
            figures.append(_count(measure, half, drawn, verdicts))
        if measure not in _PARTS:
            misses += [(measure, v) for v in verdicts if not v.right and v.sample.half == SEEN]
    return Table(tuple(figures), tuple(misses))


def _count(measure: str, half: str, drawn: Sequence[Sample], verdicts: Iterable[Verdict]) -> Figure:
    mine = [v for v in verdicts if half in (v.sample.half, "both")]
    out = [s for s in drawn if half in (s.half, "both") and s.row["label"] == UNDECIDABLE]
    return Figure(
        measure,
        half,
        right=sum(1 for v in mine if v.label and v.right),
        found=sum(1 for v in mine if v.found),
        labelled=sum(1 for v in mine if v.label),
        left_out=len(out),
    )


# --- judges: labels compared with the document ------------------------------------------

Judge: TypeAlias = Callable[[View, Sample], Verdict | None]


def _judge_hyphen(view: View, sample: Sample) -> Verdict | None:
    label = sample.row["label"]
    if label == UNDECIDABLE:
        return None
    found = view.hyphen_at(int(sample.row["offset"]))
    return Verdict("" if label == "none" else label, found, sample)


def _judge_pair(view: View, sample: Sample) -> Verdict | None:
    """Compare ``same`` or ``new``; empty if either line is in no block."""
    row = sample.row
    if row["label"] not in ("same", "new"):
        return None
    last, first = view.leaf_at(int(row["last"])), view.leaf_at(int(row["first"]))
    if last is None or first is None:
        return Verdict(row["label"], "", sample)
    return Verdict(row["label"], "same" if last == first else "new", sample)


def _judge_quotation(view: View, sample: Sample) -> Verdict | None:
    """Compare ranges of lines, such as ``550–553``; empty if the line is in no quotation."""
    row = sample.row
    if row["label"] == UNDECIDABLE:
        return None
    found = view.quotation_at(int(row["offset"]), verse=row["label"] == "verse")
    label = "" if row["label"] == "no" else f"{row['from_line']}–{row['to_line']}"
    return Verdict(label, f"{found[0]}–{found[1]}" if found else "", sample)


def _judge_note_end(view: View, sample: Sample) -> Verdict | None:
    row = sample.row
    if row["label"] == UNDECIDABLE:
        return None
    label = view.show(int(row["end"])) if row["end"] else ""
    return Verdict(label, view.show(_find_end(view, row)), sample)


def _find_end(view: View, row: Row) -> int | None:
    if not row["number"]:
        return view.note_text_end(int(row["start"]))
    note = view.note(row["division"], row["number"])
    if note is not None and note.segments:
        return view.trim(note.segments[-1].end)
    if row["label"] == "fragment":
        return view.fragment_end(int(row["end"]) - 1)
    return None


def _judge_note_state(view: View, sample: Sample) -> Verdict | None:
    row = sample.row
    if row["label"] == UNDECIDABLE or not row["number"]:
        return None
    note = view.note(row["division"], row["number"])
    return Verdict(row["label"], str(note.state) if note is not None else "", sample)


def _judge_marker(view: View, sample: Sample) -> Verdict | None:
    """Compare the places of a mark and of its marker in the text: ``10404:1 > 10404:66``."""
    row = sample.row
    if row["label"] == UNDECIDABLE:
        return None
    stands = int(row["stands"]) if row["stands"] else None
    if row["label"] != "marker":
        covered = stands is not None and view.is_marker(stands)
        return Verdict("", view.show(stands) if covered else "", sample)
    label = f"{view.show(stands)} > {view.show(view.trim(int(row['belongs'])))}"
    return Verdict(label, _marker_places(view, row), sample)


def _marker_places(view: View, row: Row) -> str:
    note = view.note(row["division"], row["number"])
    if note is None or note.marker is None:
        return ""
    belongs = note.marker.start if note.belongs is None else note.belongs
    return f"{view.show(note.marker.start)} > {view.show(view.trim(belongs))}"


def _only(judge: Judge, word: str) -> Judge:
    """Return a judge restricted to one answer."""

    def judge_one(view: View, sample: Sample) -> Verdict | None:
        verdict = judge(view, sample)
        if verdict is None:
            return None
        label = word if verdict.label == word else ""
        return Verdict(label, word if verdict.found == word else "", sample)

    return judge_one


def _inside(view: View, sample: Sample) -> Verdict | None:
    verdict = _judge_quotation(view, sample)
    if verdict is None:
        return None
    label, found = ("inside" if text else "" for text in (verdict.label, verdict.found))
    return Verdict(label, found, sample)


_MEASURES: dict[str, tuple[str, Judge]] = {
    "hyphens": ("hyphens", _judge_hyphen),
    "hyphens joined": ("hyphens", _only(_judge_hyphen, "joined")),
    "hyphens kept": ("hyphens", _only(_judge_hyphen, "kept")),
    "paragraphs": ("paragraphs", _judge_pair),
    "paragraph joins": ("paragraphs", _only(_judge_pair, "same")),
    "paragraph breaks": ("paragraphs", _only(_judge_pair, "new")),
    "block quotations": ("quotations", _judge_quotation),
    "lines in quotations": ("quotations", _inside),
    "note ends": ("notes", _judge_note_end),
    "note states": ("notes", _judge_note_state),
    "markers": ("markers", _judge_marker),
}
_PARTS = frozenset(
    {"hyphens joined", "hyphens kept", "paragraph joins", "paragraph breaks", "lines in quotations"}
)
"""Measures whose misses are included in those of another measure."""
