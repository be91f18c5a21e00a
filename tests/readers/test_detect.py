from __future__ import annotations

import pytest
from hypothesis import given, settings

from edition.commands.new import name_conventions
from edition.readers.detection.detect import detect
from edition.readers.detection.languages import guess_language
from edition.readers.detection.stated import read_stated
from edition.readers.registry import check_reader_options
from edition.text.source import Source
from tests.readers.laws import any_texts
from tests.readers.reading_cases import ROOT, Case, find_cases

FIXED = ("page-foot", "report", "end-notes", "plain")
"""Readers that a record can fix, and that are not proposed."""
DETECTED = [case for case in find_cases() if "detected" in case.settings]


@pytest.mark.parametrize("case", DETECTED, ids=[case.name for case in DETECTED])
def test_a_text_is_given_to_its_reader(case: Case) -> None:
    found = detect(case.source)
    first, second = found.ranking[:2]
    kind = "inferred" if case.kind in FIXED else case.kind
    assert (first.kind, found.title) == (kind, case.settings["detected"])
    assert first.confidence > second.confidence


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("psis-1945/004_2cab4f4ef29340e9.txt", "RUSSO-JAPANESE RELATIONS"),
        ("memorandum-1953/001_8c20251515900275.txt", "Soviet Gestures to Japan"),
        ("kuromiya-2023/002_278adb613c7d7f2b.txt", "Stalin, Japan, and the Struggle for Supremacy"),
    ],
)  # fmt: skip
def test_a_witness_is_inferred(path: str, title: str) -> None:
    witness = ROOT / "sources" / path
    found = detect(Source(witness.name, witness.read_bytes().decode("utf-8")))
    assert (found.ranking[0].kind, found.title) == ("inferred", title)


def test_neither_the_heading_of_a_part_nor_what_recurs_below_such_is_the_title() -> None:
    documents = [
        f"{number}. Letter to the Harbour Master of Sele\n\nAnster, May {number}, 1912.\n\n"
        "SUBJECT\n\nThe price of oil\n\n"
        "The Board has read what was written about the lamp and will not pay for its oil.\n"
        for number in range(3, 8)
    ]
    assert detect(Source("letters.txt", "\n".join(documents))).title == ""
    parts = "\n".join(f"# {text}" for text in documents)
    assert detect(Source("letters.md", parts)).title == ""
    assert detect(Source("letters.md", f"# Letters to Sele\n\n{parts}")).title == "Letters to Sele"


@given(any_texts)
@settings(max_examples=40, deadline=None)
def test_any_text_gets_its_readers_ranked(text: str) -> None:
    found = detect(Source("sample.txt", text))
    assert {guess.kind for guess in found.ranking} >= {"inferred", "markdown"}
    assert all(0 <= guess.confidence <= 1 for guess in found.ranking)
    for guess in found.ranking:
        assert check_reader_options(guess.kind, guess.options) == ()
    assert found.report


def test_a_text_that_no_reader_claims_is_inferred_however_unsure() -> None:
    text = "The ferry sails,[1] and the pilot knows.[2]\n\n[1] At noon.\n[2] So he says.\n"
    first, second = detect(Source("letter.txt", text)).ranking
    assert (first.kind, second.kind) == ("inferred", "markdown")
    assert first.confidence <= 0.5 < 1 - second.confidence


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Harbours closed. \u6e2f", ""),
        ("The harbour was closed and the pilots went to their boats. \u6e2f", "en"),
        ("Le port fut ferm\u00e9, et les pilotes sont dans la ville avec le consul.", "fr"),
        ("Der Hafen war nicht offen, und die Lotsen sind in der Stadt mit dem Konsul.", "de"),
        ("De haven was niet open en de loodsen zijn in de stad met het volk van de kust.", "nl"),
        ("El puerto no se abri\u00f3 y los pilotos con el c\u00f3nsul se fueron a la isla.", "es"),
        ("Il porto non fu aperto e i piloti sono nella citt\u00e0 con il console.", "it"),
        ("\u05d4\u05e0\u05de\u05dc \u05e0\u05e1\u05d2\u05e8", "he"),
        ("\u6e2f\u306f\u307e\u3060\u9759\u304b\u3067\u3042\u3064\u305f\u3002", "ja"),
        ("\u6e2f\u53e3\u5c01\u9589\u4e86\uff0c\u8239\u90fd\u5728\u7b49\u5f85\u3002", "zh"),
        ("\ud56d\uad6c\ub294 \ub2eb\ud600 \uc788\uc5c8\ub2e4.", "ko"),
        ("\u0413\u0430\u0432\u0430\u043d\u044c \u0437\u0430\u043a\u0440\u044b\u0442\u0430.", "ru"),
        ("\u0413\u0430\u0432\u0430\u043d\u044c \u0456 \u043c\u0456\u0441\u0442\u043e.", "uk"),
    ],
)
def test_a_language_is_told_by_its_script_or_its_commonest_words(text: str, language: str) -> None:
    assert guess_language(text) == language


def test_a_salutation_is_no_title() -> None:
    body = "The parcel of ginger arrived on Tuesday, a little damp but otherwise sound."
    assert detect(Source("a.txt", f"My dear Cousin,\n\n{body}\n")).title == ""
    assert detect(Source("a.txt", f"A Letter\n\n{body}\n")).title == "A Letter"


def test_a_title_that_a_field_states_comes_before_what_looks_like_one() -> None:
    fields = "Title: The Lamp\n       Its Oil and Wick\n\nAuthor: Ann Varley\n"
    text = f"{fields}\n\nTHE\n\nLAMP\n\nA lamp stands on the pier, and its keeper sees to it.\n"
    assert detect(Source("a.txt", text)).title == "The Lamp Its Oil and Wick"
    assert detect(Source("a.txt", text[len(fields) :])).title == "THE LAMP"


def test_one_long_index_does_not_part_the_chapters() -> None:
    chapters = "".join(
        f"## Chapter {number}\n\n" + f"<!-- page {number} -->Keepers trim the wick.\n\n" * 20
        for number in range(1, 40)
    )
    index = "## Index\n\n" + "".join(f"Lamp {number}, 3, 9\n\n" for number in range(600))
    found = detect(Source("a.md", f"# The Lamp\n\n{chapters}{index}"))
    assert (found.split.level, found.split.pages) == (1, None)
    assert found.split.paragraphs


PAGE = "\n\nThe keeper of the lamp had oil for the winter and was glad of it.\n"
HEADER = """\
<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="{root}"><teiHeader><fileDesc><titleStmt>
<title>The Lamp</title>{authors}</titleStmt><publicationStmt><date when="2011">2011</date>
</publicationStmt><sourceDesc><bibl><date when="1905-03">March</date></bibl></sourceDesc>
</fileDesc></teiHeader><text xml:lang="{text}"><body><p>Oil.</p></body></text></TEI>
"""


@pytest.mark.parametrize(
    ("text", "authors", "date", "language"),
    [
        ("---\nauthor: Ada Noll\ndate: 1905-03-02\nlang: en-GB\n---" + PAGE,
         ({"name": "Ada Noll"},), "1905-03-02", "en-GB"),
        ("---\nauthors:\n- {given: Ada, family: Noll}\n- name: {given: Bo, family: Ek}\n---" + PAGE,
         ({"family": "Noll", "given": "Ada"}, {"family": "Ek", "given": "Bo"}), "", ""),
        ("---\nauthor: &a {name: *a}\ndate: last winter\nlang: English\n---" + PAGE, (), "", ""),
        ("---\nauthor: [Ada Noll, 7]\ndate: 1905\n---" + PAGE, (), "1905", ""),
        ("Title: The Lamp\nAuthor: Ada Noll\nLanguage: English" + PAGE,
         ({"name": "Ada Noll"},), "", ""),
        (HEADER.format(root="en", text="de", authors="<author>Ada Noll</author>"),
         ({"name": "Ada Noll"},), "1905-03", "de"),
        (HEADER.format(root="en", text="?", authors="<author><surname>Noll</surname>"
                       "<forename>Ada</forename></author>"),
         ({"family": "Noll", "given": "Ada"},), "1905-03", "en"),
        (HEADER.format(root="?", text="?", authors="<author/>"), (), "1905-03", ""),
    ],
)  # fmt: skip
def test_what_a_text_states_of_itself_is_taken_if_it_is_sure(
    text: str, authors: tuple[dict[str, str], ...], date: str, language: str
) -> None:
    found = read_stated(Source("a.md", text))
    assert (found.authors, found.date, found.language) == (authors, date, language)


def test_conventions_leave_the_language_that_is_stated() -> None:
    text = "He wrote.1\n\nThey came.2\n\n1. Ibid., p. 3.\n2. See ibid., vol. 2, p. 7.\n"
    document = detect(Source("a.txt", text)).document
    assert "language" not in name_conventions(document, "en-GB")
