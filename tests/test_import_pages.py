"""Marked-up texts become the Markdown beside each in tests/imports, with what is reported."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from edition.importing.pandoc.importer import import_page
from tests.accepting import Accept

read_file = import_module("edition.commands.import").read_file

_CASES = sorted(
    path for path in (Path(__file__).parent / "imports").iterdir() if path.suffix != ".md"
)


@pytest.mark.parametrize("case", _CASES, ids=lambda path: path.stem)
def test_pages_give_what_is_expected(case: Path, accept: Accept) -> None:
    imported = read_file(case)
    found = [f"<!-- {one.code}: {one.message} -->\n" for one in imported.findings]
    accept(case.with_suffix(".md"), imported.markdown + "".join(found))


@pytest.mark.parametrize("named", ["iso-8859-1", "windows-1252", "nothing"])
def test_pages_are_decoded_as_browsers_do(named: str) -> None:
    page = f'<html><head><meta charset="{named}"></head><body><p>Le flâneur – “Liège”</p></body>'
    assert import_page(page.encode("cp1252"), "page.html").markdown == "Le flâneur – “Liège”\n"
