"""Languages of runs in another script: what the characters tell, and what they do not."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from edition.publishing.dialect.languages import recognise_language

CYRILLIC_AND_HAN = st.text("aя я,東鉄东のーа.' \u1820\u0301", max_size=30)


def render(text: str, **options: object) -> ET.Element:
    md = Markdown(
        extensions=["toc", "tables", "fenced_code", "edition.publishing.dialect"],
        extension_configs={"toc": {"marker": ""}, "edition.publishing.dialect": options},
    )
    return ET.fromstring(f"<article>{md.convert(text)}</article>")


def marked(page: ET.Element) -> list[tuple[str, str]]:
    return [(e.get("lang", ""), e.text or "") for e in page.iter("span") if e.get("lang")]


@pytest.mark.parametrize(
    ("run", "language"),
    [
        ("どこまでも", "ja"),
        ("ソヴィヱト・ロシアの見た極東の戰爭", "ja"),
        ("陸軍大学", "und-Hani"),  # every form of it was in use in China too
        ("関東軍", "ja"),
        ("瀬島龍三", "ja"),
        ("东京审判", "zh-Hans"),
        ("郭松龄", "zh-Hans"),
        ("張作霖", "und-Hani"),
        ("皇姑屯事件", "und-Hani"),
        ("蔣介石", "und-Hani"),
        ("這是眞正我内心", "und-Hani"),  # Chinese in forms that only Japan encoded
        ("关東鉄道", "und-Hani"),  # a mixture tells nothing
        ("любопытно", "und-Cyrl"),
        ("Їжак", "uk"),
        ("Ўладзімір", "be"),
        ("Өмнөговь", "mn"),
        ("ᠮᠣᠩᠭᠣᠯ", "mn-Mong"),
    ],
)
def test_characters_tell_the_language_or_nothing(run: str, language: str) -> None:
    assert recognise_language(run) == language


def test_runs_are_marked_wherever_they_stand() -> None:
    page = render(
        "# 関東軍 rules\n\nA 瀬島 *b 张学良* c.[^1] Мы будем друзьями, d\n\n[^1]: See のど."
    )
    assert marked(page) == [
        ("ja", "関東軍"),
        ("ja", "瀬島"),
        ("zh-Hans", "张学良"),
        ("und-Cyrl", "Мы будем друзьями"),
        ("ja", "のど"),
    ]


def test_the_edition_says_what_cyrillic_is() -> None:
    assert marked(render("мысль, Өмнө", cyrillic="ru")) == [("mn", "мысль, Өмнө")]
    assert marked(render("мысль; x Өмнө", cyrillic="ru")) == [("ru", "мысль"), ("mn", "Өмнө")]


def test_the_registers_state_the_language_of_a_name() -> None:
    page = render("張作霖 is 皇姑屯事件 is 张学良", languages={"張作霖": "zh-Hant", "张": "ja"})
    assert [language for language, _ in marked(page)] == ["zh-Hant", "und-Hani", "zh-Hans"]


def test_code_is_left_alone() -> None:
    assert marked(render("`瀬島`\n\n```\nмысль\n```")) == []


def test_a_heading_is_addressed_and_listed_without_marks() -> None:
    md = Markdown(extensions=["toc", "edition.publishing.dialect"])
    page = ET.fromstring(f"<article>{md.convert('# Plan 関特演 x')}</article>")
    assert marked(page) == [("ja", "関特演")]
    assert "lang" not in getattr(md, "toc", "")


@given(CYRILLIC_AND_HAN)
def test_no_character_is_lost_added_or_moved(text: str) -> None:
    plain = " ".join(f"x{text}x".split())
    assert " ".join("".join(render(f"x{text}x").itertext()).split()) == plain


def test_words_from_right_to_left_are_set_apart() -> None:
    page = render("It begins with السلام عليكم 12, 3 and has שלום, too.")
    spans = [one for one in page.iter("span") if one.get("dir") == "rtl"]
    assert [(one.get("lang"), one.text) for one in spans] == [
        ("und-Arab", "السلام عليكم"), ("und-Hebr", "שלום")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("pp. 112–113, and vii–viii", ["pp. 112–113", "vii–viii"]),
        ("see p. 75, and stop. 7", ["p. 75"]),
        ("(1871–1930), 1894–95", ["1871–1930", "1894–95"]),
        ("in April–May, 1945; July–August 1938", ["April–May", "July–August"]),
        ("Soviet–Japanese, a1–b2, 5 – 6, civil–", []),
    ],
)
def test_a_range_of_numbers_is_kept_on_one_line(text: str, ranges: list[str]) -> None:
    page = render(text)
    assert [one.text for one in page.iter("span") if one.get("class") == "unbroken"] == ranges
    assert "".join(page.itertext()).strip() == text
