"""The comparison of searches: its larger collections, and its count of what is sent. No timing."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from urllib.request import urlopen

import pytest

from benchmark.environments import REQUIREMENTS
from benchmark.search import FOR_OTHERS, QUERIES
from benchmark.search_collections import copy_pages, read_site
from benchmark.search_serving import counting
from edition.search.postings import find_words
from edition.search.words import load_variants

HEAD = '<meta name="edition-search" content="body" data-title="T" data-text="Text" data-year="">'
WORDS = " ".join(f"{one}{two}ness" for one in ("bar", "lod", "mir", "ten") for two in "aeiou")
PAGE = f'<head>{HEAD}</head><article><p id="p1" class="barren">{WORDS} the Tokyo 東京</p></article>'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site" / "texts"
    folder.mkdir(parents=True)
    (folder / "one.html").write_text(PAGE, "utf-8")
    (folder / "unsearched.html").write_text("<article><p>barrenness</p></article>", "utf-8")
    return tmp_path / "site"


def test_copies_have_words_of_their_own(site: Path, tmp_path: Path) -> None:
    assert copy_pages(site, tmp_path / "pages", 3) == 3
    pages = list(read_site(tmp_path / "pages"))
    assert [info.text for info, _ in pages] == ["Text", "Text (1)", "Text (2)"]
    assert all(unit.address == "p1" for _, units in pages for unit in units)
    first, second, third = (set(units[0].text.split()) for _, units in pages)
    assert first == set(f"{WORDS} the Tokyo 東京".split())
    assert "the" in second & third
    assert second - first
    assert second - third
    words = [find_words(units, load_variants()) for _, units in pages]
    terms = {term for one in words for tier in one.values() for term in tier.places}
    assert len(terms) > len(first)


def test_copies_are_the_same_every_time(site: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        copy_pages(site, tmp_path / name, 4)
    one, two = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in files}
        for name in ("one", "two")
        for files in [sorted((tmp_path / name).rglob("*.html"))]
    )
    assert one == two


def test_what_is_sent_is_counted_as_it_is_sent(tmp_path: Path) -> None:
    (tmp_path / "long.js").write_text("word " * 1000, "utf-8")
    (tmp_path / "packed.bin").write_bytes(b"0" * 1000)
    with counting(tmp_path) as served:
        with urlopen(f"{served.address}long.js?x") as answer:
            body = answer.read()
        with urlopen(f"{served.address}packed.bin") as answer:
            assert len(answer.read()) == 1000
    assert gzip.decompress(body) == b"word " * 1000
    assert served.sent == [("/long.js", len(body)), ("/packed.bin", 1000)]


def test_the_others_are_asked_what_ours_is_asked() -> None:
    assert set(FOR_OTHERS) <= set(QUERIES)


def test_the_lock_file_names_versions_with_hashes_and_no_place() -> None:
    pinned = json.loads((REQUIREMENTS / "search" / "package.json").read_text("utf-8"))
    text = (REQUIREMENTS / "search" / "package-lock.json").read_text("utf-8")
    packages = json.loads(text)["packages"]
    for name, version in pinned["dependencies"].items():
        assert packages[f"node_modules/{name}"]["version"] == version
        assert packages[f"node_modules/{name}"]["integrity"].startswith("sha512-")
    assert not re.search(r"https?://", text)
