"""Makes the peers' Markdown: the reading text of the editions, its citations in their syntax."""

from __future__ import annotations

import itertools
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

_FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)
_NOTE = re.compile(r"^\[\^(?P<key>[^\]]+)\]:[ \t]*(?P<text>.*)$", re.MULTILINE)
_ENTRY = re.compile(r"^@(?P<kind>\w+)\{(?P<key>[^\s,]+),", re.MULTILINE)
_NO_ENTRIES = frozenset({"comment", "preamble", "string"})
_VIEW = "witness-"
_SIGNS = re.compile(r"[\[\]{}();@`*_^\\]")
_ESCAPE = re.compile(r"\\(?=[^\w\s])")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of Markdown, without its front matter."""

    path: str
    """Path below the folder of the pages, with slashes."""
    title: str
    text: str
    searched: bool = True
    """False if the page asks to be left out of the search."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation of a note that leads to an entry."""

    edition: str
    """The folder of the edition."""
    note: str
    """The note's key, which is its label in Markdown."""
    key: str
    locator: str = ""
    text: str = ""
    """Its words in the note; empty if they are not known."""


Syntax = Callable[[Cited], str]
"""How a peer's Markdown cites."""


def cite_pandoc(citation: Cited) -> str:
    """Return a citation for pandoc and mkdocs-bibtex: ``[@key, p. 12]``."""
    return f"[@{citation.key}{_place(citation, ', ')}]"


def cite_mkdocs(citation: Cited) -> str:
    """Return a citation for mkdocs-bibtex, which drops a locator that stands in the brackets."""
    return f"[@{citation.key}]{_place(citation, ', ')}"


def cite_sphinx(citation: Cited) -> str:
    """Return a citation for sphinxcontrib-bibtex: a role of MyST."""
    return f"{{cite:p}}`{citation.key}`{_place(citation, ', ')}"


def _place(citation: Cited, before: str) -> str:
    """Return the locator after a comma, its pages marked as pages."""
    if not citation.locator:
        return ""
    # A locator in words may hold signs of the peers' syntax.
    locator = " ".join(_SIGNS.sub(" ", citation.locator).split())
    pages = re.fullmatch(r"[\d–, -]+", locator) is not None
    several = re.search(r"[–,-]", locator) is not None
    return before + ("pp. " if pages and several else "p. " if pages else "") + locator


def read_pages(folder: Path, *, views: bool) -> list[Page]:
    """Read the Markdown below a folder; ``views``: the pages "as the witness has it" too."""
    paths = sorted(folder.rglob("*.md"))
    return [_read_page(path, folder) for path in paths if views or not path.name.startswith(_VIEW)]


def _read_page(path: Path, folder: Path) -> Page:
    text = path.read_text(encoding="utf-8")
    front: dict[str, Any] = {}
    if found := _FRONT_MATTER.match(text):
        front = yaml.safe_load(found[1]) or {}
        text = text[found.end() :]
    searched = not (front.get("search") or {}).get("exclude", False)
    return Page(path.relative_to(folder).as_posix(), front.get("title", path.stem), text, searched)


def list_notes(pages: Iterable[Page]) -> list[tuple[str, str]]:
    """Return every note as the folder of its edition and its label."""
    return [(_edition(page), found["key"]) for page in pages for found in _NOTE.finditer(page.text)]


def list_keys(bibliography: str) -> list[str]:
    """Return the keys of a BibTeX file in its order."""
    found = _ENTRY.finditer(bibliography)
    return [entry["key"] for entry in found if entry["kind"].lower() not in _NO_ENTRIES]


def draw_citations(notes: Iterable[tuple[str, str]], keys: Sequence[str]) -> list[Cited]:
    """Return one citation a note, with the keys in their order, over and over."""
    drawn = zip(notes, itertools.cycle(keys), itertools.count(1))
    return [
        Cited(edition, note, key, str(number % 300 + 1)) for (edition, note), key, number in drawn
    ]


def read_citations(edition: str, exported: Mapping[str, object]) -> list[Cited]:
    """Return the resolved citations of the notes of a text as ``edition export`` prints it."""
    listed = exported.get("citations")
    return [
        Cited(
            edition,
            str(one["note"]),
            str(one["key"]),
            str(one.get("locator") or ""),
            str(one.get("text") or ""),
        )
        for one in (listed if isinstance(listed, list) else [])
        if one.get("key") and one.get("note")
    ]


def place_citations(
    pages: Sequence[Page], citations: Iterable[Cited], write: Syntax
) -> tuple[list[Page], int]:
    """Set each citation in its note; returns the pages and how many were set.

    A citation takes the place of its words; where they are not found as they stand (a page ends
    in them, a hyphen was resolved), it is added at the end of its note.
    """
    waiting: dict[tuple[str, str], list[Cited]] = defaultdict(list)
    for citation in citations:
        waiting[citation.edition, citation.note].append(citation)
    placed = list(_place_on_pages(pages, waiting, write))
    return [page for page, _ in placed], sum(number for _, number in placed)


def _place_on_pages(
    pages: Iterable[Page], waiting: dict[tuple[str, str], list[Cited]], write: Syntax
) -> Iterator[tuple[Page, int]]:
    for page in pages:
        number = 0

        def cite(note: re.Match[str], edition: str = _edition(page)) -> str:
            nonlocal number
            mine = waiting.pop((edition, note["key"]), [])
            number += len(mine)
            return f"[^{note['key']}]: {_cite_note(note['text'], mine, write)}"

        text = _NOTE.sub(cite, page.text)
        yield replace(page, text=text), number


def _cite_note(text: str, citations: Iterable[Cited], write: Syntax) -> str:
    for citation in citations:
        form = _ESCAPE.sub("", text)
        if citation.text and citation.text in text:
            text = text.replace(citation.text, write(citation), 1)
        elif citation.text and citation.text in form:
            text = form.replace(citation.text, write(citation), 1)
        else:
            text = f"{text} {write(citation)}".lstrip()
    return text


def _edition(page: Page) -> str:
    return page.path.partition("/")[0]


def write_pages(pages: Iterable[Page], folder: Path) -> None:
    """Write pages below a folder, each with its front matter."""
    for page in pages:
        path = folder / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        front = "" if page.searched else "search: {exclude: true}\n"
        front = f"title: {json.dumps(page.title, ensure_ascii=False)}\n{front}"
        path.write_text(f"---\n{front}---\n{page.text}", encoding="utf-8")
