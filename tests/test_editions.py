"""The committed Markdown editions: whole, valid for three readers, with every link landing."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import markdown
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from edition.model.addresses import EDITORS
from edition.text.front_matter import split_front_matter

ROOT = Path(__file__).resolve().parent.parent
EDITIONS = ROOT / "docs" / "editions"
FILES = sorted(EDITIONS.rglob("*.md"))
TEXTS = [path for path in FILES if path.name not in ("index.md", "fidelity.md")]
IDS = [path.relative_to(EDITIONS).as_posix() for path in FILES]

_DEFINITION = re.compile(r"^\[\^([^\]]+)\]:", re.MULTILINE)
_REFERENCE = re.compile(r"(?<!\\)\[\^([^\]]+)\](?!:)")
_LINK = re.compile(r"(?<!\\)\]\(([^)\s]*)\)")
_ANCHOR = re.compile(r'<a id="([^"]+)">')
_FENCE = re.compile(r"^(`{3,})text\n.*?^\1$", re.MULTILINE | re.DOTALL)
_TAGS = {"a", "div", "s", "ins", "sup", "br", "details", "summary", "mark"}
_TAGS_OF_REGISTERS = {"p", "ul", "li", "span", "svg", "title", "path", "circle", "text", "tspan"}
"""Names in other languages, and the map, which is drawn when the page is written."""


def _body(path: Path) -> str:
    text = split_front_matter(path.read_text(encoding="utf-8"))[1]
    return _FENCE.sub("", text)


def test_there_are_editions_to_look_at() -> None:
    assert len(FILES) > 10


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_every_note_is_defined_once_and_every_marker_has_its_note(path: Path) -> None:
    body = _body(path)
    definitions = Counter(_DEFINITION.findall(body))
    assert [key for key, count in definitions.items() if count > 1] == []
    assert set(_REFERENCE.findall(body)) <= set(definitions)


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_three_readers_see_the_same_notes(path: Path) -> None:
    body = _body(path)
    expected = set(_DEFINITION.findall(body))
    tokens = MarkdownIt("gfm-like", {"linkify": False}).use(footnote_plugin).parse(body)
    assert _labels(tokens) == expected & set(_REFERENCE.findall(body))
    stock = markdown.markdown(body, extensions=["footnotes", "md_in_html", "tables"])
    assert set(re.findall(r'<li id="fn:([^"]+)">', stock)) == expected


def _labels(tokens: list[Token]) -> set[str]:
    labels = set()
    for token in tokens:
        if token.type == "footnote_open":
            labels.add(str(token.meta["label"]))
    return labels


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_nothing_but_the_dialect_is_html(path: Path) -> None:
    allowed = _TAGS | (_TAGS_OF_REGISTERS if path.parent.name == "registers" else set())
    assert set(re.findall(r"<([a-z][a-z0-9]*)", _body(path))) <= allowed


@cache
def _anchors(path: Path) -> frozenset[str]:
    body = _body(path)
    keys = _DEFINITION.findall(body)
    # The label of an editors' note is its address.
    notes = {key if key.startswith(EDITORS) else f"n{key}" for key in keys}
    markers = {f"r{key}" for key in _REFERENCE.findall(body)}
    return frozenset(_ANCHOR.findall(body)) | notes | markers


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_every_link_lands(path: Path) -> None:
    missed = []
    for link in _LINK.findall(_body(path)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        if not target.is_file() or (anchor and anchor not in _anchors(target)):
            missed.append(link)
    assert missed == []


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_no_address_occurs_twice(path: Path) -> None:
    counts = Counter(_ANCHOR.findall(_body(path)))
    assert [address for address, count in counts.items() if count > 1] == []


def test_no_page_of_a_text_occurs_twice() -> None:
    # The list of a register that is divided has the addresses of its pages too, for old links.
    for folder in sorted({path.parent for path in TEXTS} - {EDITIONS / "registers"}):
        names = [p for p in TEXTS if p.parent == folder and not p.name.startswith("witness-")]
        counts = Counter(
            address
            for path in names
            for address in _anchors(path)
            if re.fullmatch(r"(p|leaf)[\w-]+(\.\d+)?", address)
        )
        assert [address for address, count in counts.items() if count > 1] == []
