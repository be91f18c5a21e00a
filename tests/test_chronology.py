"""The chronology: dates at their places, faults told by place, a line drawn from the list."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from selectolax.lexbor import LexborHTMLParser

from edition.records.chronology import KIND, load_chronology
from edition.records.correspondences import load_correspondences
from edition.records.schema import load_schema
from edition.text.dates import display_date, read_span
from tests.projects import list_errors, make_source, read_filled, run, show_place

ROOT = Path(__file__).parent.parent
TEXT = "The bridge was opened on 3 May 1911.\n\nIt fell in 1920.\n\nNobody rebuilt it.\n"
HEAD = "events:\n"
ENTRY = """\
  - date: 1911-05-03
    title: Opening of the bridge
    at:
      - {source: first, address: par1, words: on 3 May 1911}
"""
LATER = """\
  - date: 1920
    title: Fall of the *bridge*
    at:
      - {source: first, address: par2, words: It fell in 1920}
"""
PERIOD = """\
periods:
  - date: 1911/1920
    title: The bridge
    at:
      - {source: first, address: par1, words: The bridge}
"""
PAGE = (
    "# Home\n\n<!-- edition:texts -->\n<!-- /edition:texts -->\n\n"
    "<!-- edition:chronology -->\n<!-- /edition:chronology -->\n"
)


def _project(root: Path, chronology: str, **changes: object) -> Path:
    make_source(root, TEXT, "first", **changes)
    (root / "docs").mkdir(exist_ok=True)
    (root / "docs" / "index.md").write_text(PAGE, "utf-8")
    if chronology:
        (root / "sources" / "chronology.yml").write_text(chronology, "utf-8")
    return root


def _home(root: Path) -> str:
    docs = root / "docs"
    page = (docs / "index.md").read_text(encoding="utf-8")
    assert page == PAGE, "what the texts give is in no page that is kept"
    return read_filled(docs, "index.md")


def _rows(root: Path) -> list[str]:
    return [line for line in _home(root).split("\n") if line.startswith("- <span data-date=")]


@pytest.mark.parametrize(("certainty", "shown"), [("stated", "1915"), ("inferred", "\\[1915\\]")])
def test_each_date_is_in_time_with_its_place(certainty: str, shown: str, tmp_path: Path) -> None:
    written: dict[str, Any] = {"value": "1915", "certainty": certainty, "evidence": "the seal"}
    assert run(_project(tmp_path, PERIOD + HEAD + LATER + ENTRY, date=written), "convert") == 0
    rows = [re.sub(r'- <span data-date="(.*)">(.*)</span> ', r"\1|\2|", r) for r in _rows(tmp_path)]
    place = "[Sample, ¶\u00a0{0}](editions/first/text.md#par{0})"
    assert rows == [
        "1911/1920|1911–1920|*[The bridge](editions/first/text.md#par1)*, Sample",
        "1911-05-03|3 May 1911|Opening of the bridge: " + place.format(1),
        f"1915|{shown}|Report: **[A sample](editions/first/index.md)**",
        "1920|1920|Fall of the \\*bridge\\*: " + place.format(2),
    ]
    assert "\n\nDates that the texts give, with" in _home(tmp_path)


def test_the_undated_text_comes_last(tmp_path: Path) -> None:
    assert run(_project(tmp_path, HEAD + LATER + ENTRY), "convert") == 0
    assert _rows(tmp_path)[-1].startswith('- <span data-date="">undated</span> ')


@pytest.mark.parametrize("chronology", ["", HEAD + ENTRY], ids=["no dates", "one date"])
def test_where_there_is_no_line_nothing_is_shown(chronology: str, tmp_path: Path) -> None:
    assert run(_project(tmp_path, chronology), "convert") == 0
    assert "chronology -->\n<!-- /edition:chronology" in _home(tmp_path)


FAULTS = {
    "an unknown text": ("source: first", "source: frist", "K002", "frist", "`first`?"),
    "no such address": ("par1", "par9", "K003", "par9", "`par1`"),
    "words elsewhere": ("par1", "par2", "K004", "on 3", "`par1`"),
    "no month": ("1911-05-03", "1911-13-03", "K006", "1911-13", "months as 01"),
    "no day": ("1911-05-03", "1911-02-29", "K006", "1911-02", "days as 01"),
    "the end first": ("1911-05-03", "1911/1899", "K006", "1911/", "earlier date first"),
    "an unknown field": ("title:", "titel:", "K006", "titel:", "`title`?"),
    "no such event": ("title:", "event: none\n    title:", "K007", "none", "event"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_reported_at_its_place(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, code, marked, hint = FAULTS[name]
    assert old in ENTRY
    text = HEAD + ENTRY.replace(old, new)
    assert run(_project(tmp_path, text), "convert") == 1
    output = capsys.readouterr().out
    where = show_place("sources/chronology.yml", text, marked)
    assert list_errors(output) == [(where, code)], "one fault is one finding"
    assert hint in output


def test_the_schema_is_published_as_it_is_used() -> None:
    published = ROOT / "docs" / "schema" / KIND.schema
    used = ROOT / "scripts" / "edition" / "records" / "schemas" / KIND.schema
    assert published.read_bytes() == used.read_bytes()
    Draft202012Validator.check_schema(dict(load_schema(KIND)))


# --- the drawing ------------------------------------------------------------------------


def _draw(*rows: tuple[str, str]) -> LexborHTMLParser:
    items = "\n".join(f'- <span data-date="{date}">x</span> {words}' for date, words in rows)
    text = f'<div class="chronology" markdown="1">\n\n{items}\n\n</div>'
    return LexborHTMLParser(markdown.markdown(text, extensions=["edition.publishing.dialect"]))


def _event(text: str) -> str:
    return f"It rained: [{text.title()}, p. 3, ¶ 1](editions/{text}/text.md#p3.1)"


def _number(value: str | None) -> float:
    return float((value or "").removesuffix("%"))


def test_dates_lie_on_the_line_in_proportion() -> None:
    page = _draw(("1900-01-01", _event("a")), ("1925-01-01", _event("b")), ("1950", _event("a")))
    spans = page.css("line.span")
    first, second, third = (_number(span.attributes["y1"]) for span in spans)
    assert second - first == pytest.approx(third - second, rel=0.01)
    assert spans[0].attributes["x1"] == spans[2].attributes["x1"] != spans[1].attributes["x1"]
    assert [text.text() for text in page.css(".names text")] == ["A", "B"]
    assert [text.text() for text in page.css("svg[role=img] text")][:2] == ["1900", "1910"]


def test_the_drawing_has_a_name_and_lets_the_list_speak() -> None:
    page = _draw(("1900", _event("a")), ("1950", _event("a")))
    drawing = page.css_first("svg[role=img]")
    assert drawing is not None
    title = page.css_first(f"#{drawing.attributes['aria-labelledby']}")
    assert title is not None
    assert title.text().startswith("Timeline from 1900 to 1951")
    assert page.css_first("svg.names") is not None
    assert len(page.css("li a[href]")) == 2
    assert not page.css("[style]")


@pytest.mark.parametrize(
    "title", ["Smith, 2020", "A, “B” & <C>, 7", 'Only "one" name', "*A*, p. 3"]
)
def test_a_text_has_its_whole_short_title_in_the_drawing(title: str, tmp_path: Path) -> None:
    assert run(_project(tmp_path, HEAD + LATER + ENTRY, short_title=title), "convert") == 0
    html = markdown.markdown(_home(tmp_path), extensions=["edition.publishing.dialect"])
    assert [text.text() for text in LexborHTMLParser(html).css(".names text")] == [title]
    assert "data-name" not in html


def test_what_was_written_later_is_below_the_line() -> None:
    page = _draw(
        ("1900", _event("a")),
        ("1950", _event("a")),
        ("2023", "Report: **[A](editions/a/index.md)**"),
        ("", "Letter: **[B](editions/b/index.md)**"),
    )
    axis = _number(page.css("line.axis")[0].attributes["y2"])
    late, undated = (_number(svg.attributes["y"]) for svg in page.css("g.text svg"))
    assert axis < late < undated <= 100


@pytest.mark.parametrize("dates", [("",), ("1900",), ("none", "never")])
def test_without_two_dates_nothing_is_drawn(dates: tuple[str, ...]) -> None:
    assert not _draw(*((date, _event("a")) for date in dates)).css("svg")


# --- dates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "span"),
    [
        ("1922", (1922.0, 1923.0)),
        ("1904/1905", (1904.0, 1906.0)),
        ("1900-01-01", (1900.0, 1900 + 1 / 365)),
        ("1904-12-31", (1904 + 365 / 366, 1905.0)),
        ("1950~", (1950.0, 1951.0)),
        ("1945-02-30", None),
        ("1945-00", None),
        ("1945/1944", None),
        ("1944/1945/1946", None),
        ("once", None),
        ("0000", None),
        ("", None),
    ],
)
def test_a_date_begins_and_ends(value: str, span: tuple[float, float] | None) -> None:
    assert read_span(value) == (span if span is None else pytest.approx(span))


@given(st.dates(), st.dates())
def test_spans_are_ordered_as_dates_are(one: date, other: date) -> None:
    first, second = read_span(one.isoformat()), read_span(other.isoformat())
    assert first is not None
    assert second is not None
    assert (first < second) == (one < other)
    assert int(first[0]) == one.year


def test_months_of_one_year_name_it_once() -> None:
    assert display_date("1938-07/1938-08") == "July–August 1938"
    assert display_date("1938-12/1939-01") == "December 1938–January 1939"
    assert display_date("1938-13/1938-14") == "1938-13–1938-14"


_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_DATE = re.compile(rf"(?:(?:(\d{{1,2}}) )?({'|'.join(_MONTHS)}) )?\b(1[89]\d\d|20\d\d)\b")


def _dates_in(words: str) -> list[tuple[float, float]]:
    """Return the dates that words name: days, months or years."""
    found = []
    for day, month, year in _DATE.findall(words):
        parts = [year, *([f"{_MONTHS.index(month) + 1:02}"] if month else [])]
        parts += [f"{int(day):02}"] if day else []
        found.append(read_span("-".join(parts)))
    return [span for span in found if span is not None]


def _disagree(date: str, words: str) -> bool:
    """True if words name dates and none of them has any day in common with a date in EDTF."""
    named, own = _dates_in(words), read_span(date)
    assert own is not None
    return bool(named) and not any(a < own[1] and own[0] < b for a, b in named)


def test_dates_that_disagree_are_told_apart() -> None:
    assert not _disagree("1941-10", "By late October 1941")
    assert _disagree("1941-10", "word of it in September 1941")
    assert not _disagree("1941", "on 3 May 1941")
    assert _disagree("1945-08-09", "declared on 8 August 1945")
    assert not _disagree("1941-10", "no date at all")


def test_the_chronology_agrees_with_its_places_and_with_the_correspondences() -> None:
    entries, _, faults = load_chronology(ROOT)
    assert faults == []
    assert [(e.date, a.words) for e in entries for a in e.at if _disagree(e.date, a.words)] == []
    events, _, faults = load_correspondences(ROOT)
    assert faults == []
    titles = {event.name: event.title for event in events}
    linked = [entry for entry in entries if entry.event]
    assert linked
    assert [(e.date, e.event) for e in linked if _disagree(e.date, titles[e.event])] == []
