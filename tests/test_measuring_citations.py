"""The measure of citations: what counts as found and right; and the labels themselves."""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from edition.bibliography.database import load_bibliography
from edition.records.measures import ABSTAINED, BOTH, ENTRY, FOUND, RIGHT, SEEN, TRUE_FINDS, UNSEEN
from edition.records.record import Publish
from evaluation.citation_pairs import DOUBTFUL, IMPOSSIBLE, KINDS, Label, overlap, pair_note, trim
from evaluation.citations import Table, add_tables, measure_citations, normalise_locator
from evaluation.citations_report import make_data, write_markdown
from tests.citations.__main__ import is_held
from tests.citations.draw import Lot, draw, read_plan, read_record, read_source, spread
from tests.citations.samples import (
    TELLING,
    find_excerpt,
    find_fault,
    find_gap,
    matches,
    read_labels,
    read_notes,
    read_rows,
    sample_files,
    sampled_texts,
    words_of,
)

ROOT = Path(__file__).parent.parent
TEXT = (
    "See Miller, Mills and Rivers (Oxford, 1900), 12–13; Potter, “Weirs,” 4. Ibid., 7. "
    "Nobody has seen them since.\n"
)


@dataclass(frozen=True)
class Found:
    """A citation as a program gives it."""

    place: str
    start: int
    end: int
    kind: str = "full"
    key: str | None = None
    locator: str = ""


def stretch(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


MILLER = Label(
    *(SEEN, "1", (stretch("Miller, Mills and Rivers (Oxford, 1900), 12–13"),), ("full",)),
    *("Miller, 1900", ("miller-1900-mills",), "12–13", True),
    excerpt="Miller … 12–13",
)
POTTER = Label(
    *(SEEN, "1", (stretch("Potter, “Weirs,” 4"),), ("short",), "Potter", ("potter-weirs",)),
    *("4", True),
    excerpt="Potter, “Weirs,” 4",
)
IBID = Label(
    *(SEEN, "1", (stretch("Ibid., 7"),), ("ibid",), "Potter", ("potter-weirs",), "7", True),
    excerpt="Ibid., 7",
)
LABELS = (MILLER, POTTER, IBID)
NOTES = [(SEEN, "1")]


def found_of(label: Label, key: str | None = "", **changes: object) -> Found:
    """Return what a program says that agrees with the label, but for the changes."""
    own = label.keys[0] if key == "" else key
    found = Found(label.note, *label.spans[0], label.kinds[0], own, label.locator or "")
    return replace(found, **changes)  # type: ignore[arg-type]


def measure(labels: Sequence[Label], found: Sequence[Found]) -> Table:
    notes = {label.note: label.half for label in labels} | {"1": SEEN}
    if labels and labels[0].half == UNSEEN:
        notes["1"] = UNSEEN
    return measure_citations([(half, note) for note, half in notes.items()], labels, found, TEXT)


def counts(table: Table, name: str, half: str = BOTH) -> tuple[int, int]:
    share = table.share(name, half)
    return share.part, share.whole


def test_all_is_right_where_the_program_says_what_the_labels_say() -> None:
    table = measure(LABELS, [found_of(label) for label in LABELS])
    for share in table.shares:
        if share.measure == ABSTAINED:
            assert share.part == 0
        else:
            assert share.part == share.whole
        assert share.reached is not False
    assert counts(table, FOUND) == (3, 3)
    assert counts(table, RIGHT["ibid"]) == (1, 1)
    assert table.misses == ()


def test_nothing_is_right_where_nothing_is_found() -> None:
    table = measure(LABELS, [])
    assert counts(table, FOUND) == (0, 3)
    assert counts(table, TRUE_FINDS) == (0, 0)
    assert counts(table, RIGHT["short"]) == (0, 1)
    assert counts(table, ABSTAINED) == (0, 0)
    assert table.share(FOUND).reached is False
    assert len(table.misses) == 3


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("Miller, Mills and Rivers (Oxford, 1900), 12–13", True),
        ("See Miller, Mills and Rivers (Oxford, 1900), 12–13;", True),
        ("Mills and Rivers (Oxford, 1900)", True),
        ("Miller, Mills and Riv", False),
        (TEXT, False),
    ],
)
def test_half_of_what_either_covers_must_be_shared(words: str, *, is_found: bool) -> None:
    start, end = stretch(words)
    table = measure([MILLER], [found_of(MILLER, start=start, end=end)])
    assert counts(table, FOUND) == (int(is_found), 1)
    assert counts(table, TRUE_FINDS) == (int(is_found), 1)


def test_stops_and_quotation_marks_at_the_ends_do_not_count() -> None:
    start, end = stretch("Potter, “Weirs,” 4. ")
    table = measure([POTTER], [found_of(POTTER, start=start, end=end)])
    assert counts(table, "both ends exact") == (1, 1)
    start, end = stretch("and Rivers (Oxford, 1900), 12–13")
    table = measure([MILLER], [found_of(MILLER, start=start, end=end)])
    assert counts(table, "both ends exact") == (0, 1)


def test_one_citation_is_one_label_only() -> None:
    over_two = found_of(MILLER, end=stretch("Potter, “Weirs,” 4")[1])
    table = measure([MILLER, POTTER], [over_two])
    assert counts(table, FOUND) == (1, 2)
    twice = measure([MILLER], [found_of(MILLER), found_of(MILLER, kind="short")])
    assert counts(twice, TRUE_FINDS) == (1, 2)


def test_of_two_that_share_enough_the_one_that_shares_more_is_taken() -> None:
    start, end = stretch("Mills and Rivers (Oxford, 1900), 12–13")
    worse = found_of(MILLER, start=start, end=end)
    pairs, left = pair_note([MILLER], [worse, found_of(MILLER)], TEXT)
    assert pairs[0].exact
    assert left == [worse]


def test_a_wider_stretch_is_right_too() -> None:
    wide = replace(MILLER, spans=(stretch("1900"), MILLER.spans[0]))
    assert counts(measure([wide], [found_of(MILLER)]), "both ends exact") == (1, 1)
    narrow = found_of(MILLER, start=stretch("1900")[0], end=stretch("1900")[1])
    assert counts(measure([wide], [narrow]), "both ends exact") == (1, 1)


def test_running_text_at_the_end_of_a_page_does_not_count() -> None:
    start, end = MILLER.spans[0]
    gap = (start + 5, end - 3)
    first_part = found_of(MILLER, end=start + 5)
    assert counts(measure([MILLER], [first_part]), FOUND) == (0, 1)
    assert counts(measure([replace(MILLER, gap=gap)], [first_part]), FOUND) == (1, 1)


def test_what_is_optional_is_counted_nowhere() -> None:
    optional = replace(IBID, optional=True)
    for found in ([], [found_of(IBID)], [found_of(IBID, "wrong", kind="full")]):
        table = measure([optional], found)
        assert {(share.part, share.whole) for share in table.shares} == {(0, 0)}
        assert table.misses == ()


def test_citations_of_other_places_are_passed_over() -> None:
    table = measure([IBID], [found_of(IBID), found_of(IBID, place="2")])
    assert counts(table, TRUE_FINDS) == (1, 1)


def test_a_citation_in_a_note_that_cites_nothing_lowers_precision() -> None:
    table = measure_citations([(SEEN, "1")], [], [found_of(IBID)], TEXT)
    assert counts(table, TRUE_FINDS) == (0, 1)
    assert [miss.measure for miss in table.misses] == [TRUE_FINDS]


def test_a_wrong_entry_is_wrong_and_no_abstention() -> None:
    table = measure([IBID], [found_of(IBID, "miller-1900-mills")])
    assert counts(table, ENTRY) == (0, 1)
    assert counts(table, RIGHT["ibid"]) == (0, 1)
    assert counts(table, ABSTAINED) == (0, 1)


def test_an_entry_where_the_label_has_none_is_wrong() -> None:
    table = measure([replace(IBID, keys=())], [found_of(IBID)])
    assert counts(table, ENTRY) == (0, 1)


def test_to_abstain_is_wrong_only_where_the_work_is_sure() -> None:
    found = [found_of(IBID, None)]
    assert counts(measure([IBID], found), RIGHT["ibid"]) == (0, 1)
    assert counts(measure([IBID], found), ABSTAINED) == (1, 1)
    for word in (DOUBTFUL, IMPOSSIBLE):
        table = measure([replace(IBID, resolvable=word, full_in_witness=False)], found)
        assert counts(table, RIGHT["ibid"]) == (1, 1)
        assert counts(table, ABSTAINED) == (0, 0)
        assert counts(table, ENTRY) == (0, 0)
    lost = replace(IBID, full_in_witness=False)
    assert counts(measure([lost], found), ABSTAINED) == (0, 0)


def test_a_doubtful_work_may_be_resolved_but_not_wrongly() -> None:
    doubtful = replace(IBID, resolvable=DOUBTFUL)
    assert counts(measure([doubtful], [found_of(IBID)]), RIGHT["ibid"]) == (1, 1)
    assert counts(measure([doubtful], [found_of(IBID, "other")]), RIGHT["ibid"]) == (0, 1)


def test_kinds_and_entries_that_are_right_too() -> None:
    either = replace(POTTER, kinds=("short", "full"), keys=("a", "b"))
    table = measure([either], [found_of(POTTER, "b", kind="full")])
    assert counts(table, "kind right") == (1, 1)
    assert counts(table, RIGHT["short"]) == (1, 1)
    assert counts(measure([POTTER], [found_of(POTTER, kind="full")]), "kind right") == (0, 1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("312–313", "312-313", True),
        ("1:312, 314", "1:312,314.", True),
        ("312–313", "312–13", False),
        ("7", "", False),
    ],
)
def test_locators_are_compared_without_white_space(one: str, other: str, *, same: bool) -> None:
    assert (normalise_locator(one) == normalise_locator(other)) is same
    table = measure([replace(IBID, locator=one)], [found_of(IBID, locator=other)])
    assert counts(table, "locator right") == (int(same), 1)


def test_a_locator_that_is_not_labelled_is_not_counted() -> None:
    table = measure([replace(IBID, locator=None)], [found_of(IBID, locator="9")])
    assert counts(table, "locator right") == (0, 0)


def test_halves_are_counted_apart_and_added() -> None:
    unseen = replace(IBID, half=UNSEEN, note="2")
    table = measure([MILLER, unseen], [found_of(MILLER)])
    assert [counts(table, FOUND, half) for half in (SEEN, UNSEEN, BOTH)] == [(1, 1), (0, 1), (1, 2)]
    added = add_tables([table, table])
    assert counts(added, FOUND) == (2, 4)


def test_misses_of_the_unseen_half_are_never_shown() -> None:
    labels = [replace(label, half=UNSEEN) for label in LABELS]
    wrong = [
        found_of(MILLER, "wrong-key", kind="other", locator="99"),
        Found("1", *stretch("See"), "newspaper"),
    ]
    table = measure(labels, wrong)
    assert counts(table, FOUND, UNSEEN) == (1, 3)
    assert counts(table, TRUE_FINDS, UNSEEN) == (1, 2)
    assert table.misses == ()
    shown = write_markdown({"sample": table}) + str(make_data(table))
    for word in ("Miller", "Potter", "wrong-key", "newspaper:"):
        assert word not in shown
    assert "Miller" in write_markdown({"sample": measure(LABELS, wrong)})


def test_goals_are_shown_as_reached_or_missed() -> None:
    shown = write_markdown({"sample": measure(LABELS, [found_of(MILLER)])})
    assert f"| {FOUND} | 33.3 % (1/3) missed | – |" in shown
    assert "at least 98 %" in shown
    data = make_data(measure(LABELS, []))
    assert {figure["measure"] for figure in data["figures"]} >= {FOUND, ENTRY, *RIGHT.values()}


def test_overlap_is_what_is_shared_of_what_either_covers() -> None:
    assert overlap((0, 10), (0, 10)) == 1
    assert overlap((0, 10), (5, 15)) == pytest.approx(1 / 3)
    assert overlap((0, 10), (10, 20)) == 0
    assert trim((0, 6), "“a b,”") == (1, 4)


# --- excerpts -----------------------------------------------------------------------------


def test_an_excerpt_is_found_in_the_note_alone_and_over_the_end_of_a_page() -> None:
    text = "Miller, Mills\nand BODY Rivers, 12. Miller, Weirs, 3."
    offsets = [*range(17), *range(22, len(text))]
    assert find_excerpt("Miller … 12", text, offsets, 0) == (0, text.index(". Miller"))
    assert find_excerpt("Miller … 3", text, offsets, 5)[0] == text.rindex("Miller")
    place = find_excerpt("Mills and Rivers", text, offsets, 0)
    assert find_gap(place, offsets) == (17, 22)
    assert find_gap((0, 5), offsets) is None
    with pytest.raises(ValueError, match="BODY"):
        find_excerpt("BODY", text, offsets, 0)
    row = {"start": place[0], "end": place[1], "gap_start": 17, "gap_end": 22}
    assert words_of(row, text) == "Mills and Rivers"


@pytest.mark.parametrize(
    ("excerpt", "words", "right"),
    [
        ("Ibid., 7", "Ibid., 7", True),
        ("Ibid., 7", "Ibid., 7.", False),
        ("Miller … 12", "Miller, Mills, 12", True),
        ("Miller … 12", "See Miller, Mills, 12", False),
        ("Miller … 12", "Miller, Mills, 12–13", False),
        ("abc … bcd", "abcd", False),
    ],
)
def test_an_excerpt_names_both_ends(excerpt: str, words: str, *, right: bool) -> None:
    assert matches(excerpt, words) is right


# --- the draw -----------------------------------------------------------------------------


def test_the_draw_is_even_and_parts_neighbours() -> None:
    lots = [Lot(str(number), "d", "brief", "") for number in range(100)]
    plan = {"seed": 1, "counts": {"d": {"brief": 20}}}
    halves = draw(lots, plan)
    drawn = sorted(int(lot.note) for half in halves.values() for lot in half)
    assert [number // 5 for number in drawn] == list(range(20))
    assert [len(half) for half in halves.values()] == [10, 10]
    for pair in zip(drawn[::2], drawn[1::2], strict=True):
        homes = {half for half in halves for lot in halves[half] if int(lot.note) in pair}
        assert homes == set(halves)
    assert draw(lots, plan) == halves
    assert spread([], 3, random.Random(1)) == []


# --- the samples --------------------------------------------------------------------------


@pytest.fixture(params=sampled_texts())
def id(request: pytest.FixtureRequest) -> str:
    """A sample; those whose witness is not here are passed over."""
    if not is_held(str(request.param)):
        pytest.skip("the witness is not on this machine")
    return str(request.param)


def is_published(id: str) -> bool:
    return read_record(id).rights.publish is Publish.FULL


@functools.cache
def read_text(id: str) -> tuple[str, frozenset[str]]:
    """Return the witness and the keys of its notes."""
    source, document = read_source(id)
    return source.text, frozenset(note.key for note in document.notes)


def test_every_excerpt_is_at_its_place(id: str) -> None:
    text, _ = read_text(id)
    wrong = [
        (path.name, row["note"], citation["excerpt"])
        for _, path in sample_files(id)
        for row in read_rows(path)
        for citation in row["citations"]
        if "excerpt" in citation
        if not matches(citation["excerpt"], words_of(citation, text))
        or ("wide" in citation and not matches(citation["wide"], words_of(citation, text, "wide_")))
    ]
    assert wrong == []


@pytest.mark.parametrize("name", sampled_texts())
def test_labels_tell_what_the_text_says_only_where_that_may_be_published(name: str) -> None:
    wanted = TELLING if is_published(name) else set()
    for _, path in sample_files(name):
        for row in read_rows(path):
            assert is_published(name) or set(row) == {"note", "citations"}
            for citation in row["citations"]:
                told = set(citation) & (TELLING | {"wide", "remark"})
                assert wanted <= told, (path.name, row["note"])
                assert told <= (told if wanted else set()), (path.name, row["note"])


def test_full_citations_are_in_notes_that_exist(id: str) -> None:
    _, notes = read_text(id)
    fragment = re.compile(r"p\d+\.\d+")
    for _, path in sample_files(id):
        for row in read_rows(path):
            for citation in row["citations"]:
                full = citation.get("full", "never")
                if full == row["note"]:
                    continue
                assert full in {"lost", "never"} | notes or fragment.fullmatch(full), row["note"]


def test_every_key_is_an_entry_of_the_bibliography(id: str) -> None:
    keys = {key for label in read_labels(id) for key in label.keys}
    bibliography, _ = load_bibliography(ROOT)
    assert keys
    assert sorted(key for key in keys if key not in bibliography) == []


def test_every_label_is_as_the_instructions_have_it(id: str) -> None:
    labels = read_labels(id)
    assert labels
    assert {label.kinds[0] for label in labels} <= set(KINDS)
    for half, path in sample_files(id):
        for row in read_rows(path):
            places = [(c["start"], c["end"]) for c in row["citations"]]
            assert places == sorted(places), (half, row["note"])
            assert all(start < end for start, end in places)


def test_no_note_is_labelled_twice(id: str) -> None:
    keys = [key for _, key in read_notes(id)]
    assert len(keys) == len(set(keys))
    if "counts" not in read_plan(id):
        return
    halves = [half for half, _ in read_notes(id)]
    assert abs(halves.count(SEEN) - halves.count(UNSEEN)) <= 1


def test_faults_of_labels_are_named() -> None:
    good = {
        **{"excerpt": "Ibid.", "start": 1, "end": 6, "kind": "ibid", "full": "1"},
        "work": {"title": "Weirs"},
    }
    assert find_fault(good) == ""
    assert "unknown ['pages']" in find_fault({**good, "pages": "3"})
    assert "missing ['kind']" in find_fault({k: v for k, v in good.items() if k != "kind"})
    assert "no such kind" in find_fault({**good, "or_kind": ["book"]})
    assert "no such word" in find_fault({**good, "resolvable": "maybe"})
    assert "work" in find_fault({**good, "work": {"place": "Oxford"}})
