"""Texts with mark-up and of word processors become the Markdown beside each in tests/imports."""

from __future__ import annotations

import zipfile
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.importing.pandoc.importer import import_page
from edition.importing.pandoc.nodes import Node, list_notes, plain
from edition.importing.pandoc.typed_notes import put_notes
from tests.accepting import Accept

read_file = import_module("edition.commands.import").read_file

_CASES = sorted(
    path for path in (Path(__file__).parent / "imports").iterdir() if path.suffix != ".md"
)
"""Files, and folders that have the members of a package (Word, ODT)."""


def _pack(folder: Path, file: Path) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for member in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.write(member, member.relative_to(folder))
    return file


@pytest.mark.parametrize("case", _CASES, ids=lambda path: path.stem)
def test_pages_give_what_is_expected(case: Path, accept: Accept, tmp_path: Path) -> None:
    imported = read_file(_pack(case, tmp_path / case.name) if case.is_dir() else case)
    found = [f"<!-- {one.code}: {one.message} -->\n" for one in imported.findings]
    accept(case.with_suffix(".md"), imported.markdown + "".join(found))


@pytest.mark.parametrize("named", ["iso-8859-1", "windows-1252", "nothing"])
def test_pages_are_decoded_as_browsers_do(named: str) -> None:
    page = f'<html><head><meta charset="{named}"></head><body><p>Le flâneur – “Liège”</p></body>'
    assert import_page(page.encode("cp1252"), "page.html").markdown == "Le flâneur – “Liège”\n"


_WORDS = st.text("ab ", min_size=1, max_size=6).map(lambda text: {"t": "Str", "c": text})
_INLINES = st.recursive(
    st.lists(_WORDS, max_size=5),
    lambda inner: st.lists(
        _WORDS | inner.map(lambda content: {"t": "Emph", "c": content}), max_size=4
    ),
    max_leaves=12,
)


@given(_INLINES, st.lists(st.integers(0, 30), max_size=8))
def test_notes_take_the_place_of_their_calls_alone(inlines: list[Node], cuts: list[int]) -> None:
    words = plain(inlines)
    edges = sorted({cut for cut in cuts if cut <= len(words)})
    calls = [
        (start, end, {"t": "Note", "c": [{"t": "Para", "c": []}]})
        for start, end in zip(edges[::2], edges[1::2], strict=False)
    ]
    kept, last = "", 0
    for start, end, _ in calls:
        kept, last = kept + words[last:start], end
    put_notes(inlines, calls)
    assert plain(inlines) == kept + words[last:]
    assert [id(one) for one in list_notes(inlines)] == [id(note["c"]) for _, _, note in calls]
