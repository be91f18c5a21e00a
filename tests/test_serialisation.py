"""What is written as data is read back as it was; data that describe nothing are refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
from hypothesis import given

from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.model.citation import Citation
from edition.model.document import Block, Document, Inline, Lacuna, Quotation, Style, Styled, Text
from edition.model.index import Index
from edition.model.layout import FileKind, Layout
from edition.model.ledger import Ledger
from edition.model.links import Links
from edition.records.publication import AllowedContent
from edition.records.record import Record
from edition.records.serialisation import decode, encode
from edition.text.span import Span
from tests.documents import documents, make, seeds
from tests.readers.reading_cases import Case, find_cases

CASES = list(find_cases())


def send(value: object, hint: object = None) -> object:
    """Write a value as JSON and read it back."""
    return decode(hint or type(value), json.loads(json.dumps(encode(value, hint))))


@given(documents)
def test_a_document_is_read_back_as_it_was(document: Document) -> None:
    assert send(document) == document


@pytest.mark.parametrize(
    "record", [AllowedContent, Citation, Diagnostic, Index, Ledger, Links, Record]
)
@given(seed=seeds)
def test_a_record_is_read_back_as_it_was(record: type, seed: int) -> None:
    value = make(record, seed)
    assert send(value) == value


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_a_reader_reads_is_read_back_as_it_was(case: Case) -> None:
    assert send(case.reading.document) == case.reading.document
    found = tuple(case.reading.diagnostics)
    assert send(found, tuple[Diagnostic, ...]) == found


def test_mappings_are_read_back() -> None:
    layout = Layout({"index.md": FileKind.DESCRIPTION}, (), {"p1": "text.md"})
    assert encode(layout) == {"files": {"index.md": "description"}, "addresses": {"p1": "text.md"}}
    assert send(layout) == layout


def test_the_form_is_the_one_that_is_described() -> None:
    text = Text("so", Span(0, 2))
    styled = Styled(Style.ITALIC, (text, Lacuna("torn", Span(2, 2))), Span(0, 2))
    assert encode(styled) == {
        "style": "italic",
        "children": [
            {"type": "Text", "text": "so", "span": [0, 2]},
            {"type": "Lacuna", "reason": "torn", "span": [2, 2]},
        ],
        "span": [0, 2],
    }
    assert encode(styled, Inline)["type"] == "Styled"
    assert encode(Document((), (), (), ())) == {
        "front": [],
        "divisions": [],
        "notes": [],
        "pages": [],
    }


TEXT = {"type": "Text", "text": "so", "span": [0, 2]}


@pytest.mark.parametrize(
    ("hint", "data", "fact"),
    [
        (Document, [], "an object is expected, not a list"),
        (Document, None, "an object is expected, not null"),
        (Document, {"front": []}, "the field 'divisions' is missing"),
        (Document, {"front": [], "back": []}, "Document has no field 'back'"),
        (Document, {"front": {}}, "at front: a list is expected, not an object"),
        (Document, {"front": [[]]}, "at front/0: an object is expected"),
        (Document, {"front": [{"type": "Sermon"}]}, "at front/0: the type 'Sermon' is none of"),
        (Document, {"front": [{"type": ["Text"]}]}, "at front/0: the type ['Text'] is none of"),
        (Document, {"front": [TEXT]}, "at front/0: the type 'Text' is none of Heading, Paragraph"),
        (Document, {"length": "9"}, "at length: a whole number is expected, not a text"),
        (Document, {"length": True}, "at length: a whole number is expected, not true or false"),
        (Document, {"length": 9.5}, "at length: a whole number is expected, not float"),
        (Text, {**TEXT, "type": "Join"}, "Text has no field 'type'"),
        (Text, {**TEXT, "span": [2, 0]}, "at span: no span: 2..0"),
        (Text, {**TEXT, "span": [-1, 0]}, "at span: no span: -1..0"),
        (Text, {**TEXT, "span": [0, 1, 2]}, "at span: a span is expected: [start, end]"),
        (Text, {**TEXT, "span": "02"}, "at span: a span is expected: [start, end]"),
        (Inline, {"type": "Styled", "style": "loud", "children": [], "span": [0, 2]},
         "at style: 'loud' is none of italic, bold, struck, superscript"),
        (Inline, {"type": "Styled", "style": [], "children": [], "span": [0, 2]},
         "at style: a text is expected, not a list"),
        (Layout, {"files": {"index.md": "poem"}}, "at files/index.md: 'poem' is none of"),
        (Layout, {"files": []}, "at files: an object is expected, not a list"),
    ],
)  # fmt: skip
def test_data_that_describe_nothing_are_refused(hint: object, data: object, fact: str) -> None:
    with pytest.raises(EditionError) as caught:
        decode(hint, data, "copy.json")
    [found] = caught.value.diagnostics
    assert (found.code, found.path) == ("D001", "copy.json")
    assert found.message.startswith(fact)


@pytest.mark.parametrize("depth", [100, 100_000])
def test_data_nested_without_end_are_refused_or_read(depth: int) -> None:
    data: dict[str, Any] = {"type": "Ornament", "text": "*", "span": [0, 1]}
    for _ in range(depth):
        data = {"type": "Quotation", "blocks": [data], "span": [0, 1]}
    if depth == 100:
        assert isinstance(decode(Block, data), Quotation)
        return
    with pytest.raises(EditionError, match="nested too deep"):
        decode(Block, data)
    while "blocks" in data:  # frees it from outside inwards
        data = data["blocks"][0]


@dataclass(frozen=True)
class Sample:
    """A record with every kind of field."""

    names: Mapping[str, tuple[int, ...]]
    one: int | str | None = None
    several: tuple[str, ...] = ("a",)
    flags: Mapping[str, bool] = field(default_factory=dict)


class Pair(NamedTuple):
    left: Sample | None
    right: bool = False


def test_other_records_need_no_code() -> None:
    pairs = (
        Pair(Sample({"a": (1, 2)}, 3, (), {"on": True}), right=True),
        Pair(Sample({}, "three", ("b",))),
        Pair(None),
    )
    assert send(pairs, tuple[Pair, ...]) == pairs
    assert encode(pairs[2]) == {"left": None}


def test_a_type_that_data_cannot_carry_is_a_fault_of_the_program() -> None:
    with pytest.raises(TypeError, match="cannot be serialised"):
        encode(b"so")
