"""Collections of pages for the comparison of searches: the edition, and one many times its size."""

from __future__ import annotations

import random
import re
import shutil
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from string import ascii_lowercase

from edition.search import PageFinder, SearchedPage, read_page
from edition.search.units import carry_label, find_last_label, order_files

_MARK = 'name="edition-search"'
_ARTICLE = re.compile(r"<article.*</article>", re.DOTALL)
_TEXT = re.compile(r">([^<]+)<")
_WORD = re.compile("[a-zA-Z\u00c0-\u017f]{4,}|[\u0400-\u04ff]{4,}|[\u4e00-\u9fff]")
_TITLE = re.compile(r'(data-text="[^"]+)(")')
_FIRST_CHARACTER, _LAST_CHARACTER = 0x4E00, 0x9FFF
CHANGED = 40
"""Of a hundred words of four letters or more, those that are other words in each further copy."""


def read_site(site: Path) -> Iterator[SearchedPage]:
    """Return the searched pages of a built site in the order in which one reads."""
    found = (read_page(text, name) for name, text in _read_files(site))
    pages = {page[0].file: page for page in found if page is not None}
    lasts = {file: find_last_label(units) for file, (_, units) in pages.items()}
    for info, label in order_files({file: info for file, (info, _) in pages.items()}, lasts):
        yield info, carry_label(pages[info.file][1], label)


def index_site(site: Path) -> None:
    """Write the index of the search of a built site into it."""
    finder = PageFinder()
    for name, text in _read_files(site):
        finder.read(text, name)
    finder.write(site)


def _read_files(site: Path) -> Iterator[tuple[str, str]]:
    return ((p.relative_to(site).as_posix(), p.read_text("utf-8")) for p in site.rglob("*.html"))


def copy_pages(site: Path, folder: Path, times: int) -> int:
    """Write the searched pages of a built site into ``folder``, and ``times`` - 1 varied copies.

    Returns how many pages there are. A word that is varied is the same other word throughout one
    copy, so that the vocabulary grows as well, and faster than that of real texts would.
    """
    shutil.rmtree(folder, ignore_errors=True)
    pages = [path for path in sorted(site.rglob("*.html")) if _MARK in path.read_text("utf-8")]
    for copy in range(times):
        vary = _make_change(copy)
        for path in pages:
            target = folder / (f"copy-{copy}" if copy else ".") / path.relative_to(site)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(_vary_page(path.read_text("utf-8"), copy, vary), "utf-8")
    return len(pages) * times


def _vary_page(page: str, copy: int, vary: Callable[[str], str]) -> str:
    if not copy:
        return page
    named = _TITLE.sub(rf"\1 ({copy})\2", page)
    return _ARTICLE.sub(lambda found: _TEXT.sub(lambda text: vary(text[0]), found[0]), named)


def _make_change(copy: int) -> Callable[[str], str]:
    letters = _shuffle_letters(copy)
    known: dict[str, str] = {}

    def change(found: re.Match[str]) -> str:
        word = found[0]
        if word not in known:
            known[word] = _change_word(word, copy, letters)
        return known[word]

    return lambda text: _WORD.sub(change, text)


def _shuffle_letters(copy: int) -> dict[int, int]:
    """Return vowels for vowels and consonants for consonants, so that words keep their shape."""
    shuffled = random.Random(copy)
    table: dict[int, int] = {}
    groups = ("aeiouy", "".join(set(ascii_lowercase) - set("aeiouy")), "аеиоуыэюя", "бвгдзклмнпрст")
    for group in map(sorted, groups):
        others = shuffled.sample(group, len(group))
        both = zip(
            [*group, *map(str.upper, group)], [*others, *map(str.upper, others)], strict=True
        )
        table |= {ord(one): ord(other) for one, other in both}
    return table


def _change_word(word: str, copy: int, letters: dict[int, int]) -> str:
    if zlib.crc32(f"{copy}:{word.lower()}".encode()) % 100 >= CHANGED:
        return word
    if len(word) == 1:
        span = _LAST_CHARACTER - _FIRST_CHARACTER + 1
        return chr((ord(word) - _FIRST_CHARACTER + copy) % span + _FIRST_CHARACTER)
    return word.translate(letters)
