"""The measure on a set of references: what counts as right; and our parser on invented ones."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.gold.__main__ import SETS, main
from tests.gold.parsers import read_ours, run_program
from tests.gold.references import parse_reference, read_references
from tests.gold.report import list_misses
from tests.gold.scoring import Field, Score, normalise, score

INVENTED = Path(__file__).parent / "gold" / "invented.tagged.txt"


@pytest.mark.parametrize("reference", read_references(INVENTED), ids=lambda one: one.text[:30])
def test_references_are_read_as_they_are_labelled(reference: object) -> None:
    [wanted] = [one for one in read_references(INVENTED) if one == reference]
    assert list(list_misses([wanted], [read_ours(wanted.text)])) == []


def test_a_line_is_divided_into_words_and_fields() -> None:
    reference = parse_reference(
        "<author> A. Reed </author> , <title> Buoys, </title> <date> 1901</date"
    )
    assert reference.text == "A. Reed , Buoys, 1901"
    assert [(one.name, one.value) for one in reference.fields] == [
        ("author", "A. Reed"),
        ("title", "Buoys,"),
        ("date", "1901"),
    ]


@pytest.mark.parametrize(
    ("name", "one", "other", "same"),
    [
        ("title", "‘The Keeper’s Log’,", "The keeper's log", True),
        ("title", "The Keeper’s Log", "The Keeper’s Logs", False),
        ("title", "ed. by Night", "by Night", False),
        ("author", "A. Reed – B. Sedge,", "A. Reed, B. Sedge", True),
        ("author", "A. Reed", "Reed", False),
        ("editor", "in A. Reed and B. Sedge (edd.),", "A. Reed, B. Sedge", True),
        ("editor", "ed. by E. Reed", "E. Reed", True),
        ("editor", "E. Reed e Y. Sedge (a c. di)", "E. Reed, Y. Sedge", True),
        ("booktitle", "in A Companion,", "A Companion", True),
        ("date", "(May 1901a),", "1901-05", True),
        ("date", "1901", "1901-1902", False),
        ("pages", "pp. 45-67.", "45", True),
        ("pages", "pp. 45-67.", "46–67", False),
        ("volume", "vol. 12", "12", True),
        ("location", "New York - London", "New York–London", True),
    ],
)
def test_values_are_compared_by_letters_and_digits(
    name: str, one: str, other: str, same: bool
) -> None:
    assert (normalise(Field(name, one)) == normalise(Field(name, other))) is same


def _fields(**fields: str) -> list[Field]:
    return [Field(name, value) for name, value in fields.items()]


def test_a_score_counts_what_was_labelled_read_and_right() -> None:
    labelled = [_fields(author="A. Reed", title="Buoys", notes="n"), _fields(title="Logs")]
    read = [_fields(author="A. Reed", title="Boys"), []]
    table = score(labelled, read)
    assert table.whole == Score(labelled=3, read=2, right=1)
    assert table.own == table.whole
    assert score(labelled, [read[0][:1], []]).own == Score(labelled=1, read=1, right=1)
    assert table.fields["author"] == Score(1, 1, 1)
    assert table.fields["title"] == Score(2, 1, 0)
    assert (table.perfect, table.silent, table.references) == (0, 1, 2)
    assert table.whole.precision == pytest.approx(1 / 2)
    assert table.whole.recall == pytest.approx(1 / 3)
    assert table.whole.f1 == pytest.approx(0.4)
    with pytest.raises(ValueError, match="shorter"):
        score(labelled, read[:1])


def test_shares_of_nothing_are_none() -> None:
    assert (Score(0, 0, 0).precision, Score(0, 0, 0).recall, Score(0, 0, 0).f1) == (None,) * 3


def test_the_command_prints_and_keeps_the_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / SETS[0]).write_bytes(INVENTED.read_bytes())
    assert main([str(tmp_path), "--json", str(tmp_path / "figures.json"), "--misses", SETS[0]]) == 0
    shown = capsys.readouterr().out
    assert "8 references" in shown
    assert "| edition | 1.000 | 1.000 | 1.000 | 1.000 | 8 | 0 |" in shown
    kept = json.loads((tmp_path / "figures.json").read_text("utf-8"))[SETS[0]]
    assert kept["parsers"]["edition"]["scores"]["title"]["right"] == 8


def test_a_folder_without_the_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path)])


def _echo(answer: str) -> Sequence[str]:
    return [sys.executable, "-c", f"import sys; sys.stdin.read(); print({answer!r})"]


def test_a_program_answers_a_line_for_every_reference() -> None:
    assert run_program(_echo('[["title", "Buoys"]]'), ["a"]) == [(Field("title", "Buoys"),)]
    with pytest.raises(ValueError, match="1 lines to 2"):
        run_program(_echo("[]"), ["a", "b"])
