"""The page that describes a text: inert, complete, and the same on every machine."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from edition.model.counts import Counts, Losses
from edition.model.document import Page
from edition.model.layout import (
    CONTENTS_LINES,
    ContentsEntry,
    FileKind,
    Layout,
    split_contents,
)
from edition.records.loading import load_record, load_records
from edition.records.record import Record, Split
from edition.text.front_matter import split_front_matter
from edition.writers.description import (
    name_part,
    write_contents,
    write_contents_pages,
    write_description,
)
from edition.writers.page import Heading
from edition.writers.statements import name_statement
from tests.projects import make_source

ROOT = Path(__file__).parent.parent
HOSTILE = "<script>x</script> [a](javascript:b) {{ c }} | *d* ![e](f) <img onerror=g> `h` [^1]"
COUNTS = Counts(1000, 200, 50, 30, 4, 12, False, Losses(30, 4, 1, pictures=2))
LAYOUT = Layout(
    {"1.md": FileKind.TEXT, "1-1.md": FileKind.TEXT},
    (
        ContentsEntry("1.md", "One", 1, "1–9", "pp.\u00a01–9"),
        ContentsEntry("1-1.md", "1.1 Two | *", 2, "9", "p. 9"),
    ),
    {"p1": "1.md", "p9": "1-1.md"},
)
PAGES = (Page("1", 0, False), Page("9", 5, False))


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        self.text += data


def _render(markdown: str) -> _Tags:
    front, body = split_front_matter(markdown)
    assert yaml.safe_load(front)["edition"]["source"]
    parser = _Tags()
    parser.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(body))
    return parser


def _heading(record: Record) -> Heading:
    publish = str(record.rights.publish)
    return Heading(record.id, record.title, record.short_title, publish, record.split)


def _describe(record: Record, counts: Counts | None = None, layout: Layout | None = None) -> str:
    heading, pages = _heading(record), PAGES if layout else ()
    layout = layout or Layout()
    return write_description(record, heading, counts, layout, pages, lambda key: f"*{key}*")


def _hostile() -> dict[str, Any]:
    def statement() -> list[dict[str, str]]:
        return [{"text": HOSTILE, "evidence": HOSTILE, "citation": "sample"}]

    return {
        "title": HOSTILE,
        "short_title": HOSTILE[:60],
        "summary": HOSTILE,
        "authors": [{"family": HOSTILE, "given": HOSTILE}, {"name": HOSTILE}],
        "date": {"value": 1945, "certainty": "inferred", "evidence": HOSTILE},
        "holder": HOSTILE,
        "shelfmark": HOSTILE,
        "provenance": statement(),
        "observations": statement(),
        "where_to_read": statement(),
        "identifiers": [{"type": "doi", "value": HOSTILE, "note": HOSTILE},
                        {"type": "url", "value": "javascript:alert(1)"}],
        "rights": {"statement": "http://rightsstatements.org/vocab/InC/1.0/", "holder": HOSTILE,
                   "publish": "quotation", "derivatives": True, "evidence": HOSTILE},
        "emendations": [{"line": 1, "original": HOSTILE, "reading": HOSTILE, "reason": HOSTILE,
                         "class": "wording"}],
        "structure": [HOSTILE],
        "abstract": [{"of": HOSTILE[:60], "text": HOSTILE}],
        "quotations": [{"of": HOSTILE[:60], "text": HOSTILE, "speaker": HOSTILE}],
        "references": [{"of": 1, "text": HOSTILE}],
        "revisions": [{"date": "2026-01-01", "by": HOSTILE, "what": HOSTILE}],
    }  # fmt: skip


def test_nothing_in_a_record_is_markup(tmp_path: Path) -> None:
    record, found = load_record(make_source(tmp_path, "Text.", **_hostile()), tmp_path)
    assert record is not None, [d.format() for d in found]
    page = _render(_describe(record))
    assert not {"script", "img"} & set(page.tags)
    assert page.text.count("<script>x</script>") >= 20
    for link in page.links:
        assert link.startswith(("https://doi.org/", "http://rightsstatements.org/", "%3Cscript")), (
            link
        )
    assert "javascript:b" in page.text


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    shown = _render(f"---\nedition: {{source: x}}\n---\n{name_part('x' + text)}\n").text
    assert _letters(shown) == _letters("x" + text) or text.strip("-–0123456789 ") == ""


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def test_a_text_published_in_full_is_described_with_contents_and_pages(tmp_path: Path) -> None:
    record, _ = load_record(make_source(tmp_path, "Text."), tmp_path)
    assert record is not None
    page = _render(_describe(record, COUNTS, LAYOUT))
    assert page.links[:4] == ["1.md", "1-1.md", "1.md#p1", "1-1.md#p9"]
    assert "1.1 Two | *" in page.text
    assert "pp.\u00a01–9" in page.text
    assert "1,200 words, 50 paragraphs, 12 pages, 30 notes" in page.text
    assert "the text of 4 of 30 notes; the beginning or end of 1 note more; 2 pictures" in page.text
    assert "No comparison of the witness with its original is recorded." in page.text
    assert "sample" in page.text


def test_a_protected_text_is_described_alike_with_and_without_its_witness() -> None:
    for record in load_records(ROOT)[0]:
        if record.rights.publish == "quotation":
            assert _describe(record, COUNTS) == _describe(record, None)


def test_of_a_text_that_is_not_published_nothing_is_shown(tmp_path: Path) -> None:
    changes = _hostile() | {
        "rights": {
            "statement": "http://rightsstatements.org/vocab/InC/1.0/",
            "publish": "none",
            "derivatives": False,
        },
        "emendations": [],
        "abstract": [{"of": 1, "text": "The abstract."}],
        "quotations": [{"of": 1, "text": "The quotation."}],
    }
    record, _ = load_record(make_source(tmp_path, "Text.", **changes), tmp_path)
    assert record is not None
    page = _describe(record)
    assert "No part of the text is published here." in page
    assert "The abstract." not in page
    assert "The quotation." not in page


def test_every_statement_of_a_record_of_this_edition_is_on_its_page() -> None:
    for record in load_records(ROOT)[0]:
        shown = _render(_describe(record)).text
        told = [record.title, record.summary, record.witness.sha256, record.rights.evidence]
        told += [s.text for s in (*record.provenance, *record.observations, *record.where_to_read)]
        told += [p.text for p in record.abstract] + [q.text for q in record.quotations]
        told += [reference.text for reference in record.references]
        told += [*record.structure, *(agent.display for agent in record.authors)]
        assert [text for text in told if text.removesuffix(".") not in shown] == []


def test_quotations_are_short_attributed_and_apart() -> None:
    for record in load_records(ROOT)[0]:
        page = _render(_describe(record))
        assert page.tags.count("blockquote") == len(record.quotations)


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("http://rightsstatements.org/vocab/InC/1.0/", "In Copyright"),
        ("http://rightsstatements.org/vocab/NoC-US/1.0/", "No Copyright – United States"),
        ("https://creativecommons.org/licenses/by-nc-nd/4.0/", "CC BY-NC-ND 4.0"),
        ("https://creativecommons.org/licenses/by/3.0/de/", "CC BY 3.0"),
        ("https://creativecommons.org/publicdomain/mark/1.0/", "Public Domain Mark 1.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
    ],
)
def test_rights_statements_have_names(uri: str, name: str) -> None:
    assert name_statement(uri) == name


@pytest.mark.parametrize(
    ("of", "name"),
    [("3", "¶\u00a03"), ("3-5", "¶¶\u00a03–5"), ("3–5", "¶¶\u00a03–5"), ("note 1", "note 1")],
)
def test_parts_have_names(of: str, name: str) -> None:
    assert name_part(of) == name


def test_a_chapter_has_the_pages_of_its_sections_too() -> None:
    contents = (
        ContentsEntry("2.md", "Two", 1, "10\u201311", "pp.\u00a010\u201311"),
        ContentsEntry("2-1.md", "2.1", 2, "11\u201330", "pp.\u00a011\u201330"),
        ContentsEntry("3.md", "Three", 1, "31", "p.\u00a031"),
        ContentsEntry("a.md", "Plates", 1, "", "cover, leaf 1"),
        ContentsEntry("a-1.md", "One", 2, "", "leaf 1"),
    )
    told = write_contents(contents, contents).replace("\u00a0", " ").splitlines()
    pages = ["pp. 10\u201330", "pp. 11\u201330", "p. 31", "cover, leaf 1", "leaf 1"]
    assert [line.partition("), ")[2] for line in told] == pages


def test_a_long_table_of_contents_has_pages_of_its_own(tmp_path: Path) -> None:
    count = 2 * CONTENTS_LINES + 1
    entries = tuple(
        ContentsEntry(f"{n}.md", f"Part {n}", 2 if n % 10 else 1, str(n), f"p. {n}")
        for n in range(count)
    )
    places = {f"p{n}": f"{n}.md" for n in range(count)}
    layout = Layout({entry.file: FileKind.TEXT for entry in entries}, entries, places)
    pages = [Page(str(n), n, False) for n in range(count)]
    heading = Heading("sample", "A Title", "A Title", "full", Split(2))
    parts = write_contents_pages(heading, layout, pages)
    assert list(parts) == list(split_contents(entries)) == [f"contents-{n}.md" for n in (1, 2, 3)]
    for entry, address in zip(entries, places, strict=True):
        [holding] = [text for text in parts.values() if f"[{entry.title}]({entry.file})" in text]
        assert f"]({entry.file}#{address})" in holding
    # A page of contents that begins within a chapter is still a list.
    assert all("\n\n    " not in text for text in parts.values())
    assert (
        write_contents_pages(heading, replace(layout, contents=entries[: -count + 5]), pages[:5])
        == {}
    )
