"""Laws and tables of what citations are found with: folded words, locators, works, names."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from edition.bibliography.database import read_bibliography
from edition.diagnostics.catalogue import CATALOGUE
from edition.linking.citations import find_citations
from edition.linking.citations.drafts import LOCATOR
from edition.linking.citations.works import Titles, Work, read_works
from edition.model.citation import Abstention
from edition.model.document import NoteState
from edition.records.conventions import merge_words, read_shipped
from edition.text.folding import fold_letters, fold_text
from edition.text.page_ranges import complete_ranges
from tests.citations.notebook import Line, invented_works, make_notebook, make_prose
from tests.field_schemas import meanings
from tests.texts import own_bibliography, read_whole

ROOT = Path(__file__).resolve().parents[2]

RANGES = [
    ("312–13", "312–313"),
    ("306–8", "306–308"),
    ("100–103", "100–103"),
    ("1:15–27, 87; 2:512–3", "1:15–27, 87; 2:512–513"),
    ("17,733–34", "17,733–17,734"),
    ("20,479–480", "20,479–20,480"),
    ("1878–-1928", "1878–1928"),
    ("ix–xii", "ix–xii"),
    ("97–3", "97–3"),
    ("chap. 7", "chap. 7"),
    ("B02030818300, 48", "B02030818300, 48"),
    ("doc. no. 002-020400-00052-118", "doc. no. 002-020400-00052-118"),
    ("MSZ 2/320/0-10016, 16-7", "MSZ 2/320/0-10016, 16–17"),
]


@pytest.mark.parametrize(("printed", "whole"), RANGES)
def test_shortened_ranges_are_completed(printed: str, whole: str) -> None:
    assert complete_ranges(printed) == whole


@settings(deadline=None)
@given(st.integers(1, 99_999), st.integers(0, 999))
def test_a_shortened_range_reads_as_it_was_meant(first: int, more: int) -> None:
    low, high = str(first), str(first + more)
    same = 0
    while len(low) == len(high) and same < len(low) - 1 and low[same] == high[same]:
        same += 1
    assert complete_ranges(f"{low}–{high[same:]}") == f"{low}–{high}"
    assert complete_ranges(f"{low}–{high}") == f"{low}–{high}"


@pytest.mark.parametrize(
    "printed", ["12", "xxi", "1:219", "37: 252", "415–16, 462", "pp. 31–45", "n. pag.", "app. 2"]
)
def test_a_locator_is_read_whole(printed: str) -> None:
    match = re.match(LOCATOR, printed)
    assert match is not None
    assert match[0] == printed


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kan-ichirō", "Kanichiro"), ("Shin’ichi", "Shin-ichi"), ("Łódź", "lodz"),
     ("Sochi-\nneniia", "Sochineniia"), ("dang’an", "dangan"), ("TU̇TA", "tuta")],
)  # fmt: skip
def test_spellings_of_one_word_are_folded_to_one(one: str, other: str) -> None:
    assert fold_letters(one) == fold_letters(other)


@settings(deadline=None)
@given(st.text())
def test_every_folded_letter_leads_back_to_the_letter_it_is_of(text: str) -> None:
    folded = fold_text(text)
    assert len(folded.text) == len(folded.at)
    assert list(folded.at) == sorted(folded.at)
    assert folded.text == fold_letters(text)
    assert set(folded.heads) <= set(folded.starts)
    for index in range(len(folded.text)):
        assert folded.text[index] in fold_letters(text[folded.at[index]])


WORKS_FILE = invented_works()
WORKS = read_works(WORKS_FILE, ("The", "A", "An"))


@settings(deadline=None)
@given(st.sampled_from(WORKS), st.integers(0, 60))
def test_a_title_is_found_by_its_beginning_and_by_nothing_else(work: Work, length: int) -> None:
    titles = Titles(WORKS)
    words = work.titles[0].text[:length]
    for match in titles.match(fold_text(words), 0) if words else []:
        known = [title.text for title in match.work.titles]
        assert any(text.startswith(words[: match.end]) for text in known)


@settings(deadline=None)
@given(st.text(alphabet="Ibid. Averil,“”()[]–;:0123456789\nf.op lAZ’", max_size=120))
def test_any_text_is_read_and_nothing_is_altered(text: str) -> None:
    line = text.replace("\n", " ")
    notes = [Line("1.1", NoteState.WHOLE, line), Line("1.2", NoteState.TRUNCATED, line)]
    source, document = make_notebook(notes)
    citations, found = find_citations(source, document, invented_works(), {})
    position = -1
    for citation in citations:
        assert "".join(source.slice(part) for part in citation.parts) == citation.text
        assert citation.start >= position, "citations stand one after the other"
        position = citation.end
    assert len(found) == sum(citation.key is None for citation in citations)


_FRAGMENTS = st.sampled_from(
    '“A Mutiny and Its Admirals”|“A Second Title,”|“A|Title.”|“|”|‘|’|„|«|»|"|Ana Ferreira|'
    "Ana Ferreira and Lars Quist|Averil|Tanabe Kōji|Tanabe, Saburō|Journal of Harbours|12|3|0|²|"
    "(1912)|1912|1911–|: 4|659–77|(Lindholm, 1911)|[Zanderij, 1890]|(Lindholm|, 1911)|,|;|.|:|(|)|"
    "[|]|–|—|.,|,,| |  |\t|\n|ibid.|Ibid.|op. cit.|Там же|Strait of Kestrel|no. 3|no. 4 ,|vol. 2|"
    "Letters of Captain Ormond|Halcyon. Documents. T. 2. 1911–1920|Minato no kiroku|f. 558|op. 1|"
    "d. 12|l. 3|ф. 1|RGVA|RG 59|Box 4|NARA|in|and|See|Quoted in|hereafter cited as|eds.|ed.|et al.|"
    "https://x.org/a|https:|5 May 1912|(5 May)|May|Kestrel Courier|p. 4|n. pag.|Jr.|said|was|that|"
    "statement|telegram|’s|SRA 1234|1:2|李鴻章|フェレイラ|(Москва, 1911)|The|é|\u00ad|ß|İ".split(
        "|"
    )
)
_NOTES = st.lists(
    st.tuples(_FRAGMENTS, st.sampled_from(["", " ", ", ", ". "])).map("".join), max_size=16
).map(lambda pieces: "".join(pieces).replace("\n", " "))


@settings(deadline=None)
@example([(NoteState.WHOLE, "“A Mutiny,” Journal of Harbours 3 (1912): 4 , “A Second Title,” 5")])
@example([(NoteState.TRUNCATED, " , “A Second Title,”")])
@example([(NoteState.TRUNCATED, ",,op. cit. ibid. no. 4 , “A Mutiny and Its Admirals” ")])
@given(st.lists(st.tuples(st.sampled_from(NoteState), _NOTES), min_size=1, max_size=4))
def test_no_punctuation_breaks_the_finding(notes: list[tuple[NoteState, str]]) -> None:
    lines = [Line(f"1.{number}", *note) for number, note in enumerate(notes, 1)]
    for make in (make_notebook, make_prose):
        source, document = make(lines)
        citations, _ = find_citations(source, document, WORKS_FILE, {"statements": "everywhere"})
        for citation in citations:
            assert "".join(source.slice(part) for part in citation.parts) == citation.text


_FIELDS = ("title", "shorttitle", "author", "journal", "booktitle", "location", "date", "number")
_GROUPS = "literature|archive|newspaper|collection|web|statement|intercept|edited".split("|")


@settings(deadline=None)
@example("newspaper", {})
@example("archive", {"title": ""})
@given(
    st.sampled_from(_GROUPS),
    st.dictionaries(st.sampled_from(_FIELDS), st.sampled_from(["", "A", "!", "é"])),
)
def test_no_field_of_an_entry_breaks_the_finding(group: str, fields: dict[str, str]) -> None:
    entry = "".join(f", {name} = {{{value}}}" for name, value in fields.items())
    bibliography, _ = read_bibliography(f"@misc{{k, keywords = {{{group}}}{entry}}}")
    line = Line("1.1", NoteState.WHOLE, "Averil said on 3 May 1912 in A that “A Mutiny” was, A 4. ")
    for make in (make_notebook, make_prose):
        find_citations(*make([line]), bibliography, {"statements": "everywhere"})


def test_the_words_of_the_convention_can_be_changed() -> None:
    notes = [
        Line("1.1", NoteState.WHOLE, "Vgl. Averil, Strait of Kestrel Reopened, 12."),
        Line("1.2", NoteState.WHOLE, "Dortselbst, 13."),
    ]
    source, document = make_notebook(notes)
    plain, _ = find_citations(source, document, invented_works(), {})
    german, _ = find_citations(
        source, document, invented_works(), {"ibid": ["Dortselbst"], "cues": ["vgl."]}
    )
    assert [one.kind for one in plain] == ["short"]
    assert [(one.kind, one.key, one.text) for one in german] == [
        ("short", "averil-1920-strait", "Averil, Strait of Kestrel Reopened, 12"),
        ("ibid", "averil-1920-strait", "Dortselbst, 13"),
    ]


def test_exceptions_are_no_citations() -> None:
    line = Line("1.1", NoteState.WHOLE, "Averil, Strait of Kestrel Reopened, 12.")
    words = {"exceptions": [line.text.rstrip(".")]}
    citations, _ = find_citations(*make_notebook([line]), invented_works(), words)
    assert citations == ()


def test_each_code_is_reported_at_its_place() -> None:
    notes = [
        Line("1.1", NoteState.WHOLE, "Ida Zell, A Book That Nobody Knows (Kestrel, 1999), 4."),
        Line("1.2", NoteState.WHOLE, "See Orsk, Short Title of His, 4."),
    ]
    _, found = find_citations(*make_notebook(notes), invented_works(), {})
    assert [(one.code, one.line, one.column) for one in found] == [("Q001", 1, 1), ("Q002", 2, 5)]
    assert {one.code for one in found} == {code for code in CATALOGUE if code.startswith("Q")}


def test_the_monograph_cites_what_is_in_the_bibliography() -> None:
    """Nine notes of ten that cite anything are resolved; the rest says why it is not."""
    text = read_whole("kuromiya-2023")
    citations = text.citations
    assert len(citations) > 1500
    assert sum(one.key is not None for one in citations) >= 0.9 * len(citations)
    assert {one.key for one in citations if one.key} <= set(own_bibliography().keys)
    copy, options = replace(text.document), text.record.citations
    again, _ = find_citations(text.source, copy, own_bibliography(), options)
    assert again == citations


def test_the_documentation_has_every_option_and_reason() -> None:
    page = (ROOT / "docs" / "citations.md").read_text("utf-8")
    english = merge_words(map(read_shipped, ("chicago-notes-en", "english-text")), "citations")
    for name, meaning in meanings("citations").items():
        words = " · ".join(english.get(name, ())) or ("nowhere" if name == "statements" else "")
        assert f"| `{name}` | {meaning} | {words} |" in page
    for reason in Abstention:
        assert f"| {reason} |" in page
