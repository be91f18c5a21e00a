"""No word that is peculiar to the sources stands in the code or in a default.

What is peculiar is counted, not listed. A word of the witnesses and of the bibliography is
distinctive if it stands there many times as often as in general texts: ``NAME`` times for a name,
which the sources write with a capital, ``WORD`` times for another word, if that is rare. General
texts are those behind wordfreq's lists, in the languages whose conventions the program has; Russian
and Ukrainian are compared in the romanisation of the Library of Congress, as notes have them. Names
of languages and of the countries of today are no knowledge of a source.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from babel import Locale
from wordfreq import get_frequency_dict

from edition.bibliography.database import load_bibliography
from edition.records.conventions import SECTIONS, default_words
from edition.records.loading import load_records, open_witness
from edition.text.tex import plain_tex

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "scripts" / "edition"
NAME, WORD = 20, 50
"""How many times as often as in general texts a name, and another word, is distinctive."""
CAPITAL = 10
"""A name is written small, as in addresses on the web, at most once in ten times."""
RARE = 1e-6
"""A rare word stands in general texts less than once in a million words."""
LEAST = 1e-8
"""Frequency of a word that the lists lack: that of the rarest words which they have."""
SHORTEST = 4
"""Letters of the shortest word that is looked at."""
LATIN = ("en", "de", "fr", "pl")
ROMANISED = {
    "ru": ("абвгдеёжзийклмнопрстуфхцчшщыэюя",
           "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch y e iu ia"),
    "uk": ("абвгґдеєжзиіїйклмнопрстуфхцчшщюя",
           "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch iu ia"),
}  # fmt: skip
EDITORIAL = {"annote", "keywords", "langid", "nameorder", "entrysubtype", "options"}
"""Fields of the bibliography that editors write."""
GENERAL = {
    "elision": "a term of grammar, in the words of the search",
    "goto": "a name in the scripts of the theme",
    "mailto": "a scheme of addresses on the web",
    "reflexive": "a term of grammar, in the stemmer of the search",
    "typeset": "a class of the theme",
}
"""Words that the count takes for distinctive and that are not, each with the reason."""
WORDS = re.compile(r"[^\W\d_]+")


def test_no_word_of_the_sources_is_in_the_code() -> None:
    distinctive = find_distinctive()
    assert len(distinctive) > 3000, "there are sources to compare with"
    paths = [p for p in PACKAGE.rglob("*") if p.suffix in (".py", ".js", ".css", ".html")]
    assert len(paths) > 100
    found = {
        f"{path.relative_to(ROOT)}:{line}: {word}"
        for path in paths
        # To part a module into tokens takes long, and most have no such word anywhere.
        if not distinctive.isdisjoint(split_words(path.read_text(encoding="utf-8")))
        for line, text in list_strings(path)
        for word in split_words(text)
        if word in distinctive
    }
    assert sorted(found) == []


@pytest.mark.parametrize("section", SECTIONS)
def test_no_word_of_the_sources_is_in_a_default(section: str) -> None:
    words = (word for words in default_words(section).values() for word in words)
    assert {part for word in words for part in split_words(word)} & find_distinctive() == set()


def test_every_exception_is_needed() -> None:
    assert find_distinctive(exceptions=False) >= set(GENERAL)


@pytest.mark.parametrize("word", ["kuromiya", "stalin", "tokyo", "khudaas", "suzuki", "bunsho"])
def test_names_and_terms_of_the_sources_are_distinctive(word: str) -> None:
    """The first two are the author and the subject, the others stand less often."""
    assert word in find_distinctive()


@pytest.mark.parametrize("word", ["chapter", "german", "chinese", "archive", "pact", "protiv"])
def test_words_of_the_language_are_not(word: str) -> None:
    assert word not in find_distinctive()


def test_a_word_in_a_regular_expression_a_comment_or_a_docstring_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "rules.py"
    path.write_text('"""Of Ozaki."""\nimport re\nX = re.compile(rf"\\bTanaka{1}\\b")  # Gotō\n')
    words = {word for _, text in list_strings(path) for word in split_words(text)}
    assert {"ozaki", "tanaka", "gotō"} <= words


# --- what is counted ------------------------------------------------------------------------------


@cache
def find_distinctive(*, exceptions: bool = True) -> frozenset[str]:
    """Return the distinctive words of the sources, case-folded."""
    counts: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for text in list_texts():
        for word in WORDS.findall(re.sub(r"[-\u2010]\s*\n\s*", "", text)):
            counts[word.casefold()] += 1
            small[word] += word.islower()
    total, general = counts.total(), general_frequencies(counts)
    passed = set(place_names()) | (set(GENERAL) if exceptions else set())
    return frozenset(
        word
        for word, count in counts.items()
        if len(word) >= SHORTEST
        and word not in passed
        and _is_key(count / total, general.get(word, LEAST), name=CAPITAL * small[word] <= count)
    )


def _is_key(here: float, elsewhere: float, *, name: bool) -> bool:
    if not name:
        return elsewhere < RARE and here >= WORD * elsewhere
    return here >= NAME * elsewhere


def list_texts() -> Iterator[str]:
    """Yield the witnesses that are at hand, and what the bibliography has of other books."""
    for record in load_records(ROOT)[0]:
        source, _ = open_witness(record, ROOT)
        if source is not None:
            yield source.text
    for entry in load_bibliography(ROOT)[0].data.entries.values():
        yield from (plain_tex(v) for name, v in entry.fields.items() if name not in EDITORIAL)
        yield from (str(person) for people in entry.persons.values() for person in people)


def general_frequencies(words: Collection[str]) -> dict[str, float]:
    """Return the frequency of each word in that language which has it most often."""
    found: dict[str, float] = {}
    for language in (*LATIN, *ROMANISED):
        frequencies = get_frequency_dict(language, "best")
        for word, frequency in zip(
            romanise(frequencies, language), frequencies.values(), strict=True
        ):
            if word in words:
                found[word] = max(frequency, found.get(word, LEAST))
    return found


def romanise(words: Iterable[str], language: str) -> Iterable[str]:
    """Return words in Latin letters; all are translated at once, because there are millions."""
    if language not in ROMANISED:
        return words
    letters, latin = ROMANISED[language]
    table = dict(zip(map(ord, letters), latin.split(), strict=True))
    return "\n".join(words).translate(table | {ord(sign): "" for sign in "ьъ"}).split("\n")


def place_names() -> Iterator[str]:
    """Yield the words of the names of languages and countries in English."""
    locale = Locale("en")
    for name in (*locale.languages.values(), *locale.territories.values()):
        yield from split_words(name)


def split_words(text: str) -> list[str]:
    """Return the words of a text, case-folded; what stands behind a backslash is no letter."""
    return WORDS.findall(re.sub(r"\\[a-zA-Z]", " ", text).casefold())


def list_strings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield strings and comments of a module, each with its line; of another file, its lines."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from enumerate(text.splitlines(), 1)
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT or "STRING" in tokenize.tok_name[token.type]:
            yield token.start[0], token.string
