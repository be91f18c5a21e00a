"""Titles that begin with a number of their own, and links that read like their address."""

from __future__ import annotations

import string

import markdown
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from edition.text.escape import escape_markdown


def _first(text: str, selector: str) -> LexborNode | None:
    html = markdown.markdown(text, extensions=["edition.publishing.dialect"])
    return LexborHTMLParser(html).css_first(selector)


TITLES = {
    "chapter 3 The Bridge (1929–1934)": "chapter 3",
    '<a id="3"></a>Chapter IV. The Bridge': "Chapter IV",
    '<a id="p7">[p. 7]</a><a id="2"></a>Part 2': "Part 2",
    '<a id="2"></a><ins title="Lost.">[chapter 2]</ins> The Bridge': "[chapter 2]",
}


@pytest.mark.parametrize("title", TITLES)
def test_a_number_is_separate_and_the_title_stays_whole(title: str) -> None:
    ordinal = _first(f"# {title}\n", "h1 > .ordinal")
    heading = _first(f"# {title}\n", "h1")
    assert ordinal is not None
    assert heading is not None
    assert ordinal.text() == TITLES[title]
    plain = _first(f"## {title}\n", "h2")
    assert plain is not None
    assert heading.text() == plain.text()


@pytest.mark.parametrize("title", ["The Bridge", "Chapters 3 to 4", "Part of it", "Book 3a"])
def test_other_titles_stay_as_they_are(title: str) -> None:
    assert _first(f"# {title}\n", ".ordinal") is None


@pytest.mark.parametrize(
    ("link", "spelt"),
    [
        ("[https://a.example/b](https://a.example/b)", True),
        ("[a.example/b](https://a.example/b)", True),
        ("[the letter](https://a.example/b)", False),
        ("[b](b.md)", False),
    ],
)
def test_a_link_that_reads_like_its_address_is_known(link: str, spelt: bool) -> None:
    assert (_first(link, "a.spelt") is not None) == spelt


@example("a_b")
@example("?a=1&copy=2")
@example("~u/a*b")
@example("&GT;")
@given(st.text(string.ascii_letters + string.digits + "_*&~[]$#?=%;:@!'|.,/-+ä中", min_size=1))
def test_an_address_is_the_same_with_any_characters_escaped(path: str) -> None:
    address = f"https://a.example/{path}"
    link = f"See [{escape_markdown(address)}](<{address.replace('&', '&amp;')}>)"
    assert _first(link, "a.spelt") is not None
