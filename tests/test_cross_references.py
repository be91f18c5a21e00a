"""Cross-references: what is found in a text, where it leads, and what the check says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.linking.cross_references import find_references
from edition.linking.cross_references.subjects import Subjects
from edition.model.document import Document, Page, Paragraph, ReferenceKind, Text, Verdict
from edition.model.numbering import assign_addresses
from edition.readers.registry import READERS
from edition.records.conventions import read_shipped
from edition.text.source import Source
from edition.text.span import Span
from tests.cross_references.book import make_book, refer
from tests.field_schemas import meanings

CASES = Path(__file__).parent / "cross_references" / "cases"


def read_cases() -> Iterator[tuple[str, str, list[str]]]:
    """Yield where a case stands, its text, and what must be found."""
    files = sorted(CASES.glob("*.txt"))
    lines = [line for path in files for line in [*path.read_text("utf-8").splitlines(), ""]]
    rows = [line for line in lines if line.strip() and not line.startswith("#")]
    text, expected = "", list[str]()
    for row in [*rows, ""]:
        if row.startswith("    "):
            expected.append(row.strip())
            continue
        if text:
            where, colon, rest = text.partition(":")
            placed = colon and where in ("note", "quotation")
            yield (where, rest, expected) if placed else ("body", text, expected)
        text, expected = row, []


@pytest.mark.parametrize(
    ("where", "text", "expected"), list(read_cases()), ids=lambda value: str(value)
)
def test_a_case_of_the_table(where: str, text: str, expected: list[str]) -> None:
    found = refer(text, where)
    shown = [f"{r.text} -> {r.kind} {r.target}" for r in found.references]
    shown += [f"{d.code} {d.message}" for d in found.diagnostics]
    assert (shown or ["nothing"]) == expected


def test_the_parts_are_the_words_of_the_witness() -> None:
    case = "Averil signed (see Chapter 1,\u00b6p. 4)."
    source, _ = make_book(case)
    [reference] = refer(case).references
    assert [source.slice(part) for part in reference.parts] == ["Chapter 1,", "p. 4"]
    assert "the foot of the page" in source.text[reference.start : reference.end]


def test_a_reference_knows_its_place() -> None:
    [in_body] = refer("Averil signed (see p. 4).").references
    assert (in_body.page, in_body.note, in_body.address) == ("12", "", "p12.2")
    [in_note] = refer("Averil signed (see p. 4).", "note").references
    assert (in_note.page, in_note.note, in_note.address) == ("12", "2.3", "n2.3")


@pytest.mark.parametrize(
    ("text", "verdict", "reason"),
    [
        ("Baroness Averil signed (see p. 4).", Verdict.PROVED, "shared terms: averil, baroness"),
        ("The weather was fine (see p. 4).", Verdict.PLAUSIBLE, "no distinctive term shared"),
        ("Averil (see p. 400).", Verdict.MISSING, "no such page in this witness"),
        ("Averil (see Figure 7.7).", Verdict.MISSING, "no such figure in this witness"),
        ("Averil (see Chapter 7).", Verdict.MISSING, "no such division in this witness"),
        (
            "Ferreira (see Chapter 1, p. 9).",
            Verdict.CONTRADICTED,
            "p. 9 is in Chapter 2, not in Chapter 1; shared terms: ferreira",
        ),
        (
            "The weather (see p. 13 earlier in this chapter).",
            Verdict.CONTRADICTED,
            "p. 13 is later, not earlier",
        ),
        (
            "The weather (see p. 9 later in this chapter).",
            Verdict.CONTRADICTED,
            "p. 9 is earlier, not later",
        ),
        (
            "The weather (see p. 9, footnote 2 in this chapter).",
            Verdict.CONTRADICTED,
            "note 2 is on p. 11",
        ),
        (
            "The weather (see Figure 1.1, p. 7).",
            Verdict.CONTRADICTED,
            "figure 1.1 is on p. 6",
        ),
        (
            "The weather (p. 9 in the previous chapter).",
            Verdict.CONTRADICTED,
            "p. 9 is in Chapter 2, not in Chapter 1",
        ),
    ],
)
def test_the_check(text: str, verdict: Verdict, reason: str) -> None:
    [reference] = refer(text).references
    assert (reference.verdict, reference.reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("case", "sentence", "proved"),
    [
        ("a name on four pages of a hundred", "Vellamo had left.", True),
        ("a name on five pages", "Ormond had left.", False),
        ("another word on two pages", "He counted the lanterns.", True),
        ("another word on three pages", "He counted the herrings.", False),
        ("a name that is also written small", "The Warden counted them.", False),
        ("a year", "So it was in 1911.", False),
        ("a common and a rare word", "He counted the herrings and the lanterns.", True),
    ],
)
def test_only_a_rare_name_or_word_proves_a_reference(
    case: str, sentence: str, proved: bool
) -> None:
    held = {"Vellamo": 4, "Ormond": 5, "lanterns": 2, "herrings": 3, "Warden": 3, "warden": 1}
    held["1911"] = 3
    pages, text = [], ""
    for number in range(100):
        pages.append(Page(str(number), len(text), False))
        words = [word for word, count in held.items() if number < count]
        text += f"There stood {', then '.join(words) or 'nothing'}.\n"
    document = Document((), (), (), tuple(pages), length=len(text))
    subjects = Subjects(Source("book.txt", text), document, [sentence], re.compile(r"(?!)"))
    assert subjects.compare(sentence, [1], 99).proved is proved, case


@pytest.mark.parametrize(
    ("case", "number"),
    [
        ("Ferreira (see Chapter 1, p. 9).", "9"),
        ("The weather (see p. 13 earlier in this chapter).", "13"),
        ("The weather (p. 9 in the previous chapter).", "9"),
    ],
)
def test_a_page_whose_number_nothing_proves_accuses_nobody(case: str, number: str) -> None:
    source, document = make_book(case)
    pages = [
        replace(page, inferred=page.label == number) if page.label == number else page
        for page in document.pages
    ]
    counted = replace(document, pages=tuple(pages))
    [certain] = find_references(source, document, {}).references
    found = find_references(source, counted, {})
    assert certain.verdict is Verdict.CONTRADICTED
    assert found.references[0].verdict is Verdict.PLAUSIBLE
    assert found.diagnostics == ()


def test_a_contradicted_reference_leads_to_the_page_that_is_printed() -> None:
    [reference] = refer("The weather (see p. 9, footnote 2 in this chapter).").references
    assert (reference.kind, reference.target_address) == (ReferenceKind.PAGE, "p9")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ferreira (see Chapter 1, p. 9).", "X001"),
        ("Averil (see p. 400).", "X002"),
        ("Later chapters will tell.", "X003"),
    ],
)
def test_what_is_wrong_is_reported_at_its_place(text: str, code: str) -> None:
    found = refer(text)
    source, _ = make_book(text)
    [diagnostic] = found.diagnostics
    assert diagnostic.code == code
    assert diagnostic.path == "book.txt"
    assert diagnostic.excerpt in source.text
    assert diagnostic.excerpt[diagnostic.column - 1 :][:1] in "CpL"


def test_the_preview_is_a_sentence_that_shares_a_term() -> None:
    [page] = refer("Captain Ormond (see Introduction, p. 2).").references
    assert page.preview == "The herring fleet of Captain Ormond never returned."
    [note] = refer("Tobias (see Chapter 1, p. 5, n. 1).").references
    assert note.preview == "The archive of Brumal is silent on 5-1."


def test_the_words_of_another_language_come_from_the_record() -> None:
    german: dict[str, object] = {
        "pages": ["S."],
        "chapters": ["Kapitel"],
        "cues": ["siehe", "vgl."],
        "this": ["diesem"],
    }
    found = refer("Averil unterschrieb (siehe Kapitel 1, S. 4; vgl. S. 5).", options=german)
    shown = [(r.text, r.target) for r in found.references]
    assert shown == [("Kapitel 1, S. 4", "4"), ("S. 5", "5")]


def test_an_exception_of_the_record_is_left_alone() -> None:
    text = "It burned (see p. 7, that is, of the memoirs)."
    assert len(refer(text).references) == 1
    found = refer(text, options={"exceptions": ["see p. 7, that is, of the memoirs"]})
    assert found.references == ()
    assert found.diagnostics == ()


def test_a_text_without_pages_has_references_too() -> None:
    text = "As Chapter 2 shows, and see p. 4, nothing has pages."
    source = Source("plain.txt", text)
    span = Span(0, len(text))
    document = Document((Paragraph((Text(text, span),), span),), (), (), (), length=len(text))
    found = find_references(source, document, {})
    assert [(r.text, r.verdict) for r in found.references] == [("p. 4", Verdict.MISSING)]


_PIECES = (
    *("see ", "Chapter ", "chapters ", "p. ", "pp. ", "note ", "Figure ", "this chapter ", "n. "),
    *("Introduction", ", ", "; ", "(", ")", "[", "]", "\u201c", "\u201d", ". ", " and ", "\u2013"),
    *("1", "2", "12", "iv", "2.1", "four ", "the next chapter ", "above ", "later ", "on ", "in "),
    *(
        "|",
        "\u00b6",
        "^",
        "\u0130stanbul ",
        "Stra\u00dfe ",
        "\u6771\u4eac",
        "of Ormond ",
        "\U0001f600",
    ),
)


@given(st.lists(st.sampled_from(_PIECES), max_size=25).map("".join))
def test_the_parts_of_any_reference_are_what_is_read(case: str) -> None:
    source, document = make_book(case)
    found = find_references(source, document, {})
    for reference in found.references:
        words = " ".join(source.slice(part).strip() for part in reference.parts)
        assert "".join(words.split()) == "".join(reference.text.split())
        assert (reference.target_address == "") == (reference.verdict is Verdict.MISSING)


def test_every_word_that_can_be_changed_is_documented() -> None:
    page = (Path(__file__).parents[1] / "docs" / "cross-references.md").read_text("utf-8")
    english = read_shipped("english-text").words["cross_references"]
    for name, meaning in meanings("cross_references").items():
        shown = " ".join(english.get(name, ()))
        assert f"| `{name}` | {meaning} | {shown} |" in page, name


def test_a_book_without_references_has_none() -> None:
    assert refer("").references == ()
    assert refer("").diagnostics == ()


# --- volumes of documents -------------------------------------------------------------------------

_VOLUME = """\
# 1. Letter From the Keeper of Sele to the Harbour Board

The lamp went out in May.[^1]

# 2. Telegram From the Harbour Board to the Keeper of Sele

Light it again.[^2] The Board will pay.[^3]

# 3. Memorandum of a Conversation

{case}[^4]

# 4. Letter From the Keeper of Sele to the Harbour Board

The lamp is lit.

[^1]: In pencil.
[^2]: Sent at noon.
[^3]: It never did.
[^4]: {note}
"""


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("The lamp had gone out (see Document 1).", ["Document 1 -> division 1-letter-from-the"]),
        ("It was lit again, Document 4.", ["Document 4 -> division 4-letter-from-the"]),
        ("See Documents 1 and 4.", ["1", "4"]),
        ("See footnote 3, Document 2.", ["footnote 3, Document 2 -> note 3"]),
        ("See Document 2, note 2.", ["Document 2, note 2 -> note 2"]),
        ("See footnote 1, Document 2.", ["footnote 1, Document 2 -> division 2-telegram-from-the"]),
        ("See footnote 4 below.", ["footnote 4 -> note 4"]),
        ("See footnote 1 above.", []),
        ("See footnote 2, supra.", ["footnote 2, supra -> note 2"]),
        ("Supra.", ["Supra -> division 2-telegram-from-the"]),
        ("See the letter infra.", ["infra -> division 4-letter-from-the"]),
        ("Printed in Harbours of the North, vol. II, Document 4.", []),
        ("This document was lost; the previous document says so.", []),
    ],
)
def test_the_documents_of_a_volume_are_referred_to_by_their_numbers(
    case: str, expected: list[str]
) -> None:
    for text in (_VOLUME.format(case=case, note="Read."), _VOLUME.format(case="Read.", note=case)):
        source = Source("volume.md", text)
        document = assign_addresses(READERS["markdown"](source, {}).document)
        found = find_references(source, document, {}).references
        shown = [f"{one.text} -> {one.kind} {one.target}" for one in found]
        assert len(shown) == len(expected), shown
        assert all(part in one for part, one in zip(expected, shown, strict=True)), shown


def test_words_for_documents_mean_nothing_in_a_book() -> None:
    assert refer("Averil signed (see Document 1), and Quist, supra.").references == ()


@pytest.mark.parametrize(("note", "lines"), [("See note 1 above.", [9]), ("See note 3 above.", [])])
def test_a_number_that_begins_again_on_every_page_means_the_note_of_this_page(
    note: str, lines: list[int]
) -> None:
    page = "{0} went out in May.1 Nobody saw it go.2{2}\n\n1 In {0}.\n2 {1}\n\n{3}\f\n"
    pages = [
        page.format("The lamp", "No date.", " It was lit.3", "3 By the board.\n\n"),
        page.format("The fire", note, "", ""),
        page.format("The light", "No date.", " It was lit.3", "3 By the keeper.\n\n"),
    ]
    source = Source("pages.txt", "".join(pages))
    document = assign_addresses(READERS["inferred"](source, {}).document)
    found = find_references(source, document, {})
    notes = {one.key: one for one in document.notes}
    assert [source.place(notes[one.target].start).line for one in found.references] == lines
    assert [one.code for one in found.diagnostics] == ([] if lines else ["X003"])
