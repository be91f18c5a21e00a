"""The words by which readers recognise headings, captions and formulas: ``vocabulary.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from edition.records.yaml_positions import read_yaml
from edition.text.scripts import CJK

_FILE: Final = "vocabulary.yml"
_ANYTHING: Final = ".{0,30}"
"""Pattern of ``…`` in a phrase."""
_NO_LETTER: Final = r"(?![^\W\d])"
_ENDS_IN_CJK: Final = re.compile(f"[{CJK}]$")


@lru_cache(maxsize=1)
def _read_languages() -> tuple[Mapping[str, Any], ...]:
    assert __package__
    data, faults = read_yaml(files(__package__).joinpath(_FILE).read_bytes(), _FILE)
    if data is None:
        raise ValueError(faults[0].format())
    languages: Any = data.value
    return tuple(languages.values())


def list_words(name: str) -> tuple[str, ...]:
    """Return the words of a list in all languages, without duplicates."""
    return tuple(
        dict.fromkeys(word for language in _read_languages() for word in language.get(name, ()))
    )


def name_parts() -> Mapping[str, str]:
    """Return the name in addresses of every word for a numbered part, also case folded."""
    return {
        form: name
        for language in _read_languages()
        for name, words in language.get("parts", {}).items()
        for word in words
        for form in (word, word.casefold())
    }


def number_words(name: str) -> Mapping[str, int]:
    """Return the value of every word of a list of numbers, also case folded."""
    return {
        form: number
        for language in _read_languages()
        for number, forms in enumerate(language.get(name, ()), 1)
        for word in forms.split("/")
        for form in (word, word.casefold())
    }


def any_word(words: Iterable[str]) -> str:
    """Return a pattern that matches any of the words or phrases, trying longer ones first.

    No letter may follow a phrase that ends with a letter, except in Chinese, Japanese and Korean.
    """
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(map(_write_phrase, ordered)) + ")"


def any_listed(*names: str) -> str:
    """Return a pattern that matches any phrase of the lists; see ``any_word``."""
    return any_word(word for name in names for word in list_words(name))


def _write_phrase(phrase: str) -> str:
    written = re.escape(phrase).replace(r"\ ", r"\s+").replace(r"\#", r"\d")
    if phrase.endswith(":"):
        written = written.removesuffix(":") + r"\s*:"
    bounded = phrase.rstrip("…")[-1:].isalnum() and not _ENDS_IN_CJK.search(phrase)
    return written.replace("…", "") + _NO_LETTER * bounded + _ANYTHING * phrase.count("…")
