"""Each level of folding lets go of what it says, and of nothing more."""

from __future__ import annotations

import re

import pytest

from edition.text.folding import (
    fold_case,
    fold_latin,
    fold_letters,
    fold_marks,
    fold_spaces,
    fold_spelling,
    fold_text,
    fold_words,
)
from edition.text.scripts import CAPITALS, CJK, is_cjk

TEXT = "  The Kan\u2019ichir\u014d\u2013S\u00f8rensen\u00a0 pact,\n Stra\u00dfe 7 "


def test_each_level_lets_go_of_more() -> None:
    assert fold_spaces(TEXT) == "The Kan\u2019ichir\u014d\u2013S\u00f8rensen pact, Stra\u00dfe 7"
    assert (
        fold_case(TEXT, " ").split() == "the kan ichir\u014d s\u00f8rensen pact strasse 7".split()
    )
    assert fold_words(TEXT) == "the kanichiro s\u00f8rensen pact strasse 7".split()
    assert fold_marks("\u014cs\u00f8") == "os\u00f8"
    assert fold_marks("はじめに \uff8a\uff9f 차례") == "はじめに パ 차례"
    assert fold_spelling(TEXT) == "the kanichirosorensen pact strasse 7"
    assert fold_letters(TEXT) == "thekanichirosorensenpactstrasse7"
    assert fold_text(TEXT).text == fold_letters(TEXT)
    assert (
        fold_latin("S\u00f8rensen\u2019s \u0411\u0440\u0430\u0442\u044c\u044f")
        == "sorensens bratia"
    )


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("Kj\u00e6r, \u00deorl\u00e1ksson", "kjaer thorlaksson"),
        ("I\u015f\u0131k", "isik"),
        ("\u0407\u0457, \u0429\u0443\u043a\u0430", "ii shchuka"),
        ("\u5317\u65b9 \u2014 \u7b52", "\u5317\u65b9 \u7b52"),
        ("\u5317\u65b9 1939", "1939"),
        ("\u2014", ""),
    ],
)
def test_other_alphabets_are_romanised(text: str, latin: str) -> None:
    assert fold_latin(text) == latin


def test_capitals_are_those_of_two_alphabets() -> None:
    assert set("A\u00c0\u0160\u0218\u0401\u0407\u0416") <= set(CAPITALS)
    assert not set("a\u00e0\u00df\u0438\u0454\u5317-]^\\") & set(CAPITALS)


def test_iteration_marks_and_small_kana_belong_to_their_scripts() -> None:
    assert all(re.fullmatch(f"[{CJK}]", character) for character in "々〆〇ゝゞヽヾヵヶ")
    assert all(map(is_cjk, "々〆〇ゝゞヽヾヵヶ"))


def test_what_is_set_as_chinese_or_japanese() -> None:
    assert all(map(is_cjk, "\u5317\u3001\u30ab\uff0c\uac00\U00020000"))
    assert not any(map(is_cjk, "A\u0416\u2014 \u200b"))
