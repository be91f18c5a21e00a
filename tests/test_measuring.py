"""The measures, on documents made by hand, and the samples against their witnesses."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from edition.model.document import (
    Division,
    Document,
    Fragment,
    Join,
    JoinKind,
    Note,
    NoteMarker,
    NoteState,
    Paragraph,
    Quotation,
    Text,
    Verse,
)
from edition.text.source import Source
from edition.text.span import Span
from evaluation.inference import HEADINGS, NOTES, READINGS, measure_reading
from evaluation.reading import SEEN, UNSEEN, Figure, Sample, Table, measure_text
from evaluation.reading_report import make_data, write_markdown
from tests.measure.draw import draw, spread
from tests.measure.samples import HERE, read_samples, sampled_texts

TEXT = """Rivers were har-
nessed in pre-
war years.1
The report said:

All mills stand
on the bank.

So it was.
1A note that
ends here.
lost end of another.
"""
SOURCE = Source("witness.txt", TEXT)


def at(words: str, shift: int = 0) -> int:
    """Return the offset of some words of the text."""
    return TEXT.index(words) + shift


def span(words: str) -> Span:
    return Span(at(words), at(words) + len(words))


def text(words: str) -> Text:
    return Text(words, span(words))


def join(kind: JoinKind, words: str) -> Join:
    """Return the join after some words; it covers the hyphen if it is one of a hyphen."""
    end = at(words) + len(words)
    return Join(kind, Span(end, end + kind.value.startswith("hyphen")))


SPACE, JOINED, KEPT = JoinKind.SPACE, JoinKind.HYPHEN_JOINED, JoinKind.HYPHEN_KEPT
WHOLE = Span(0, len(TEXT))
MARKER = NoteMarker("c.1", "1", Span(at("1\nThe"), at("1\nThe") + 1))
FIRST = Paragraph(
    (
        *(text("Rivers were har"), join(JOINED, "Rivers were har"), text("nessed in pre")),
        *(join(KEPT, "nessed in pre"), text("war years."), MARKER, join(SPACE, "war years.1")),
        text("The report said:"),
    ),
    WHOLE,
)
QUOTED = Paragraph(
    (text("All mills stand"), join(SPACE, "All mills stand"), text("on the bank.")), WHOLE
)
LAST = Paragraph((text("So it was."),), WHOLE)
NOTE = Note(
    *("c.1", "c", "1", (), (Span(at("A note"), at("lost")),), Span(at("1A"), at("A note"))),
    *(NoteState.WHOLE, MARKER.span),
)
FRAGMENT = Fragment((text("lost end of another."),), WHOLE)


def make_document(*, notes: tuple[Note, ...] = (NOTE,), **blocks: object) -> Document:
    parts = {"first": FIRST, "quoted": Quotation((QUOTED,), WHOLE), "last": LAST} | blocks
    made = tuple(block for block in (*parts.values(), FRAGMENT) if block is not None)
    division = Division("c", 1, "", (), WHOLE, made, (), WHOLE)  # type: ignore[arg-type]
    return Document((), (division,), notes, (), length=len(TEXT))


def hyphen(words: str, label: str, half: str = SEEN) -> Sample:
    row = {"place": "1:1", "offset": str(at(words, len(words) - 1)), "excerpt": words}
    return Sample("hyphens", half, row | {"label": label})


def pair(last: str, first: str, label: str) -> Sample:
    row = {"place": "1:1", "last": str(at(last, len(last) - 1)), "first": str(at(first))}
    return Sample("paragraphs", SEEN, row | {"excerpt": first, "label": label})


def quotation(words: str, label: str, lines: tuple[int, int] | None = None) -> Sample:
    first, last = map(str, lines) if lines else ("", "")
    row = {"place": "1:1", "offset": str(at(words)), "excerpt": words, "label": label}
    return Sample("quotations", SEEN, row | {"from_line": first, "to_line": last})


def note(number: str, label: str, end: int | None, start: int | None = None) -> Sample:
    row = {"place": "1:1", "division": "c", "number": number, "excerpt": "", "label": label}
    ends = {"end": "" if end is None else str(end), "start": "" if start is None else str(start)}
    return Sample("notes", SEEN, row | ends)


def marker(number: str, label: str, stands: int, belongs: int | None = None) -> Sample:
    row = {"place": "1:1", "division": "c", "number": number, "excerpt": "", "label": label}
    end = stands if belongs is None else belongs
    return Sample("markers", SEEN, row | {"stands": str(stands), "belongs": str(end)})


def figure(table: Table, measure: str, half: str = SEEN) -> Figure:
    return next(f for f in table.figures if (f.measure, f.half) == (measure, half))


def shares(document: Document, measure: str, *samples: Sample) -> tuple[int, int, int]:
    """Return what is right, what is found and what is labelled."""
    found = figure(measure_text(SOURCE, document, samples), measure)
    return found.right, found.found, found.labelled


NOTE_END = at("ends here.") + len("ends here.")
RIGHT_AND_WRONG = [
    ("hyphens", hyphen("har-", "joined"), hyphen("har-", "kept")),
    ("hyphens", hyphen("pre-", "kept"), hyphen("pre-", "joined")),
    ("paragraphs", pair("har-", "nessed", "same"), pair("har-", "nessed", "new")),
    ("paragraphs", pair("said:", "All", "new"), pair("said:", "All", "same")),
    ("paragraphs", pair("bank.", "So", "new"), pair("bank.", "So", "same")),
    (
        "block quotations",
        quotation("on", "quotation", (6, 7)),
        quotation("on", "quotation", (5, 7)),
    ),
    ("lines in quotations", quotation("on", "quotation", (5, 7)), quotation("on", "no")),
    ("note ends", note("1", "whole", NOTE_END), note("1", "whole", NOTE_END - 1)),
    ("note states", note("1", "whole", NOTE_END), note("1", "truncated", NOTE_END)),
    ("markers", marker("1", "marker", MARKER.span.start), marker("1", "marker", at("The report"))),
]


@pytest.mark.parametrize(("measure", "right", "wrong"), RIGHT_AND_WRONG)
def test_what_agrees_with_the_label_is_right_and_nothing_else(
    measure: str, right: Sample, wrong: Sample
) -> None:
    assert shares(make_document(), measure, right) == (1, 1, 1)
    assert shares(make_document(), measure, wrong)[0] == 0


@pytest.mark.parametrize(
    ("measure", "sample"),
    [
        ("block quotations", quotation("So it", "no")),
        ("note ends", note("2", "missing", None)),
        ("note ends", note("", "none", None, at("So it"))),
        ("markers", marker("6", "none", at("So it"))),
        ("hyphens", hyphen("said:", "none")),
    ],
)
def test_nothing_where_there_is_nothing_is_neither_found_nor_labelled(
    measure: str, sample: Sample
) -> None:
    assert shares(make_document(), measure, sample) == (0, 0, 0)


@pytest.mark.parametrize(
    ("measure", "sample"),
    [
        ("block quotations", quotation("on the", "no")),
        ("note ends", note("1", "missing", None)),
        ("note ends", note("", "none", None, at("A note"))),
        ("markers", marker("1", "none", MARKER.span.start)),
        ("hyphens", hyphen("pre-", "none")),
    ],
)
def test_something_where_there_is_nothing_lowers_precision(measure: str, sample: Sample) -> None:
    assert shares(make_document(), measure, sample) == (0, 1, 0)


@pytest.mark.parametrize(
    ("measure", "document", "sample"),
    [
        (
            "block quotations",
            make_document(quoted=QUOTED),
            quotation("on the", "quotation", (6, 7)),
        ),
        ("note ends", make_document(notes=()), note("1", "whole", NOTE_END)),
        (
            "markers",
            make_document(notes=(replace(NOTE, marker=None),)),
            marker("1", "marker", MARKER.span.start),
        ),
        ("paragraphs", make_document(last=None), pair("bank.", "So", "new")),
    ],
)
def test_what_is_not_found_lowers_recall(measure: str, document: Document, sample: Sample) -> None:
    assert shares(document, measure, sample) == (0, 0, 1)


def test_a_displaced_marker_is_right_only_where_it_belongs() -> None:
    moved = replace(NOTE, belongs=at("The report") + len("The report"))
    stands = MARKER.span.start
    right = marker("1", "marker", stands, at("The report") + len("The report"))
    assert shares(make_document(notes=(moved,)), "markers", right) == (1, 1, 1)
    assert shares(make_document(), "markers", right) == (0, 1, 1)


def test_white_space_before_a_place_does_not_count() -> None:
    sample = marker("1", "marker", MARKER.span.start, at("The report"))
    moved = replace(NOTE, belongs=MARKER.span.end)
    assert shares(make_document(notes=(moved,)), "markers", sample) == (1, 1, 1)


def test_a_fragment_is_right_in_its_note_or_as_a_fragment() -> None:
    end = FRAGMENT.inlines[0].span.end
    assert shares(make_document(), "note ends", note("2", "fragment", end)) == (1, 1, 1)
    drawn = note("", "fragment", end, at("lost end"))
    assert shares(make_document(), "note ends", drawn) == (1, 1, 1)
    own = Note(
        *("c.2", "c", "2", (), (span("lost end of another."),), None, NoteState.FRAGMENT, None)
    )
    document = make_document(notes=(NOTE, own))
    assert shares(document, "note ends", note("2", "fragment", end)) == (1, 1, 1)


def test_stanzas_that_follow_one_another_are_one_piece_of_verse() -> None:
    stanzas = (Verse((text("All mills stand"),), WHOLE), Verse((text("on the bank."),), WHOLE))
    document = Document((FIRST, *stanzas, LAST), (), (), ())
    assert shares(document, "block quotations", quotation("on the", "verse", (6, 7))) == (1, 1, 1)
    assert shares(document, "block quotations", quotation("So it", "no")) == (0, 0, 0)


def test_halves_are_counted_apart_and_together() -> None:
    samples = [hyphen("har-", "joined"), hyphen("pre-", "joined", UNSEEN)]
    table = measure_text(SOURCE, make_document(), samples)
    counts = [figure(table, "hyphens", half).right for half in (SEEN, UNSEEN, "both")]
    assert counts == [1, 0, 1]


def test_what_cannot_be_decided_is_counted_and_left_out() -> None:
    table = measure_text(SOURCE, make_document(), [hyphen("har-", "undecidable")])
    assert figure(table, "hyphens") == Figure("hyphens", SEEN, 0, 0, 0, 1)
    assert figure(table, "hyphens").reached is None


def test_misses_of_the_unseen_half_are_never_shown() -> None:
    samples = [hyphen("har-", "kept", UNSEEN), hyphen("pre-", "joined")]
    table = measure_text(SOURCE, make_document(), samples)
    shown = write_markdown(table, "sample") + str(make_data(table))
    assert "“pre-”" in shown
    assert "har-" not in shown


def test_goals_are_reached_by_both_shares() -> None:
    assert Figure("markers", SEEN, 5, 5, 5, 0).reached
    assert not Figure("markers", SEEN, 5, 6, 5, 0).reached
    assert not Figure("markers", SEEN, 5, 5, 6, 0).reached
    assert Figure("note states", SEEN, 5, 5, 5, 0).reached is None


# --- the samples --------------------------------------------------------------------------


@pytest.fixture(params=sampled_texts())
def sampled(request: pytest.FixtureRequest) -> tuple[str, Source]:
    """A text that has samples, with its witness."""
    plan = yaml.safe_load((HERE / request.param / "sample.yml").read_text("utf-8"))
    path = Path(__file__).parent.parent / plan["witness"]
    return request.param, Source(plan["witness"], path.read_text("utf-8"))


def test_samples_name_places_of_their_witness(sampled: tuple[str, Source]) -> None:
    id, source = sampled
    wrong = [sample for sample in read_samples(id) if not _is_in(source, sample)]
    assert wrong == []


def _is_in(source: Source, sample: Sample) -> bool:
    row = sample.row
    columns = [row[name] for name in ("offset", "last", "first", "start", "end") if row.get(name)]
    inside = all(0 <= int(column) <= len(source.text) for column in columns)
    line = source.slice(source.line_span(int(row["place"].split(":")[0])))
    return inside and row["excerpt"].split()[-1].rstrip("…") in line


def test_halves_share_no_place(sampled: tuple[str, Source]) -> None:
    id, _ = sampled
    keys = [
        (s.kind, s.row["place"], s.row.get("number"), s.row.get("stratum"))
        for s in read_samples(id)
    ]
    assert len(keys) == len(set(keys))


def test_the_draw_gives_the_stored_places_again(sampled: tuple[str, Source]) -> None:
    id, source = sampled
    plan = yaml.safe_load((HERE / id / "sample.yml").read_text("utf-8"))
    stored = {s.row["offset"] for s in read_samples(id) if s.kind in ("hyphens", "quotations")}
    drawn = draw(source, plan)
    assert stored == {row["offset"] for row in drawn["hyphens"] + drawn["quotations"]}


def test_a_spread_takes_one_of_each_run() -> None:
    drawn = spread(list(range(100)), 10, random.Random(1))
    assert [number // 10 for number in drawn] == list(range(10))


INFERRED = """The ferry was late.[1] The master said so himself.[2] Nobody wrote it down.[3]

NOTES

[1] Book of the ferry, leaf one.

[2] The same book, leaf two.

[3] The clerk was ill.
"""


def test_a_reading_without_record_is_counted_against_its_gold_standard() -> None:
    notes = [
        {"left": "The ferry was late.", "text": "Book of the ferry, leaf one."},
        {"left": "The master said so", "text": "The same book, leaf two."},
        {"left": "Nobody wrote it down.", "text": "The clerk was ill."},
    ]
    gold = {"notes": notes, "documents": [{"blocks": [{"kind": "head", "text": "Notes"}]}]}
    counts = measure_reading(Source("ferry.txt", INFERRED), gold)
    assert [counts[NOTES, name] for name in ("labelled", "found", "right")] == [3, 3, 2]
    assert [counts[HEADINGS, name] for name in ("labelled", "found", "right")] == [1, 1, 1]
    assert counts[READINGS, "labelled"] == 0
