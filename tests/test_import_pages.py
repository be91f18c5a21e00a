"""Texts with mark-up and of word processors become the Markdown beside each in tests/imports."""

from __future__ import annotations

import zipfile
from importlib import import_module
from pathlib import Path

import pytest

from edition.importing.pandoc.importer import import_page
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
