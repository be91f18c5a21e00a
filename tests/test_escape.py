"""Source text is inert in Markdown: three readers show exactly the characters that went in."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import markdown
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from selectolax.lexbor import LexborHTMLParser

from edition.text.escape import (
    escape_attribute,
    escape_cell,
    escape_html,
    escape_markdown,
    escape_prose,
    escape_yaml,
)

_COMMONMARK = MarkdownIt("commonmark").use(footnote_plugin)
_GFM = MarkdownIt("gfm-like", {"linkify": False}).use(footnote_plugin)
_TAG = re.compile(r"<[^>]*>")
_HOSTILE = st.text(st.sampled_from("*_`[](){}<>!#+-.=~|\\&;:^$\"'/@ \u00e9\u5f35a1x\u00a0")).map(
    lambda text: " ".join(text.split())
)

EXAMPLES = (
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "{{ config.site_url }} {% raw %} {: .red #id }",
    "[^1]: not a note",
    "a[^1]b",
    "![x](y.png)",
    "&lt; &amp; &#60; & ;",
    "1. one",
    "# no heading",
    "+ no list",
    "- no list",
    "* no list",
    "> no quotation",
    "***",
    "==",
    "--",
    "`code` ``code``",
    "\\* \\\\ \\",
    "~~gone~~ ~gone~",
    "cost $5 or $6",
    "*a* _b_ **c** __d__",
    "<!-- comment -->",
    "[a]: http://example.org",
    "| a | b |",
    "http://example.org/?a=1&copy=2",
    ":smile: 12:30:45",
)


def _python_markdown(text: str) -> str:
    return markdown.markdown(text, extensions=["footnotes", "attr_list", "md_in_html", "tables"])


READERS: dict[str, Callable[[str], str]] = {
    "commonmark": _COMMONMARK.render,
    "gfm": _GFM.render,
    "python-markdown": _python_markdown,
}


@pytest.mark.parametrize("reader", READERS)
@given(text=_HOSTILE)
@example(text="[x](javascript:alert(1))")
@example(text="`[x]` ![y](z) [a][b] \\[c] <http://d.example>")
def test_an_attribute_in_markdown_has_the_text_that_went_in(reader: str, text: str) -> None:
    rendered = READERS[reader](f'A <ins class="a" title="{escape_attribute(text)}">word</ins>.')
    (element,) = LexborHTMLParser(rendered).css("ins")
    assert element.attributes == {"class": "a", "title": text}


def _shown(rendered: str) -> str:
    return html.unescape(_TAG.sub("", rendered)).strip("\n")


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("text", EXAMPLES)
def test_markup_in_a_source_is_shown_not_followed(reader: str, text: str) -> None:
    rendered = READERS[reader](escape_markdown(text, line_start=True))
    assert _shown(rendered) == text
    assert re.findall(r"<(\w+)", rendered) == ["p"]


@pytest.mark.parametrize("reader", READERS)
@given(text=_HOSTILE)
@example(text="1) a")
@example(text="\\")
@example(text="&")
def test_any_text_is_shown_as_it_is(reader: str, text: str) -> None:
    rendered = READERS[reader]("x " + escape_markdown(text))
    assert _shown(rendered).strip() == f"x {text}".strip()


@pytest.mark.parametrize("reader", READERS)
@given(text=_HOSTILE.filter(bool))
def test_any_text_can_begin_a_block(reader: str, text: str) -> None:
    rendered = READERS[reader](escape_markdown(text, line_start=True))
    assert _shown(rendered) == text
    assert re.findall(r"<(\w+)", rendered) == ["p"]


def test_control_characters_become_pictures() -> None:
    assert escape_markdown("a\x02b\x1bc\x7f") == "a\u2402b\u241bc\u2421"
    assert escape_html("\x00<") == "\u2400&lt;"


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_yaml_gives_back_what_went_in(text: str) -> None:
    import yaml

    from edition.text.escape import replace_controls

    if any(c in text for c in "\ufffe\uffff\ufeff") or any(0x7F <= ord(c) < 0xA0 for c in text):
        return
    assert yaml.safe_load(escape_yaml(text)) == replace_controls(text)


def test_a_cell_holds_no_bar() -> None:
    assert "|" not in escape_cell("a | b\nc")


@given(_HOSTILE)
@example("no `a*b` and `` and `c")
@example("`<i>` for `x`, <b>")
def test_a_message_shows_its_code_and_nothing_else(text: str) -> None:
    shown = LexborHTMLParser(_COMMONMARK.render(f"x {escape_prose(text)} x"))
    assert not {tag.tag for tag in shown.css("p *")} - {"code"}
    assert (
        html.unescape(shown.text()).replace("`", "").split()
        == f"x {text} x".replace("`", "").split()
    )
