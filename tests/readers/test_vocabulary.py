from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from edition.readers.headings import chapter_title, is_notes_heading
from edition.records import vocabulary
from edition.records.vocabulary import any_word

_FILE = Path(vocabulary.__file__).with_suffix(".yml")
_LANGUAGES: dict[str, dict[str, Any]] = yaml.safe_load(_FILE.read_text("utf-8"))


def test_every_list_is_explained_at_the_head_of_the_file() -> None:
    explained = set(re.findall(r"^#   (\w+) ", _FILE.read_text("utf-8"), re.MULTILINE))
    assert {name for lists in _LANGUAGES.values() for name in lists} == explained


@pytest.mark.parametrize("language", _LANGUAGES)
def test_words_are_in_small_letters_and_stand_once_in_a_list(language: str) -> None:
    for name, words in _LANGUAGES[language].items():
        listed = [word for part in words.values() for word in part] if name == "parts" else words
        assert all(word == word.lower() for word in listed), name
        assert len(listed) == len(set(listed)), name


@pytest.mark.parametrize("language", [key for key, lists in _LANGUAGES.items() if "parts" in lists])
def test_the_first_chapter_of_a_language_is_a_heading(language: str) -> None:
    for name, words in _LANGUAGES[language]["parts"].items():
        for word in words:
            title = chapter_title(f"{word.title()} III")
            assert title is not None
            assert (title.word, title.number) == (name, "III")


@pytest.mark.parametrize(
    "language", [k for k, lists in _LANGUAGES.items() if "note_lists" in lists]
)
def test_the_heading_of_a_list_of_notes_is_recognised(language: str) -> None:
    for words in _LANGUAGES[language]["note_lists"]:
        assert is_notes_heading(words.replace("\u2026\u2026", "Chapter 3").upper())


@pytest.mark.parametrize(
    ("phrase", "text", "matches"),
    [
        ("copy #", "copy 3", True),
        ("copy #", "copy three", False),
        ("re:", "Re : oil", False),
        ("re:", "Re :", True),
        ("yours\u2026", "Yours in haste", True),
        ("yours\u2026", "Yourself", False),
        ("\u56f3", "\u56f31", False),
    ],
)
def test_a_phrase_matches_by_its_signs(phrase: str, text: str, *, matches: bool) -> None:
    assert bool(re.fullmatch(any_word([phrase]), text, re.IGNORECASE)) is matches


def test_a_word_of_chinese_or_japanese_needs_no_space_before_a_number() -> None:
    assert re.match(any_word(["\u56f3"]), "\u56f31")
