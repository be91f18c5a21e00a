"""Word, ODT, EPUB, HTML and Markdown files become Markdown through pandoc."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pypandoc
import pytest
import yaml

from edition.diagnostics.diagnostic import EditionError
from edition.importing.pandoc import packages
from tests.projects import run

TEXT = """---
title: A Log of the Harbour
author: A. Hartwen
---

# The Lamps {#lamps}

The *keeper* lit[^1] the [lamps](https://example.org/a_b) at dusk, 10^2^ of them.
He wrote **nothing**^[An inline note.] \\[of it\\].

| Year | Boats |
|------|------:|
| 1903 | 12[^2] |

> A quotation.

3. oars
4. ropes

[^1]: See *Ports*.

    A second paragraph.

[^2]: Counted twice.
"""
MADE = """\
# The Lamps

The *keeper* lit[^1] the [lamps](https://example.org/a_b) at dusk, 10<sup>2</sup> of them. \
He wrote **nothing**[^2] \\[of it\\].

| Year | Boats |
| --- | --- |
| 1903 | 12[^3] |

> A quotation.

3. oars

4. ropes

[^1]: See *Ports*.

    A second paragraph.

[^2]: An inline note.

[^3]: Counted twice.
"""


def _make(form: str) -> bytes:
    command = [pypandoc.get_pandoc_path(), "--from", "markdown", "--to", form, "--output", "-"]
    return subprocess.run(
        [*command, "--standalone"], input=TEXT.encode(), capture_output=True, check=True
    ).stdout


def _import(tmp_path: Path, data: bytes, name: str) -> tuple[int, Path]:
    file = tmp_path / name
    file.write_bytes(data)
    status = run(tmp_path / "project", "import", str(file), "--id", "log")
    assert file.read_bytes() == data
    return status, tmp_path / "project/private/sources/log"


def _pack(members: dict[str, bytes]) -> bytes:
    with io.BytesIO() as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return out.getvalue()


@pytest.mark.parametrize("form", ["docx", "odt", "epub", "html", "markdown"])
def test_every_form_gives_the_same_text(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = TEXT.encode() if form == "markdown" else _make(form)
    status, folder = _import(tmp_path, data, "log.md" if form == "markdown" else f"log.{form}")
    told = capsys.readouterr().out
    assert status == 0, told
    made = (folder / "log.md").read_text("utf-8")
    assert made.replace("## The", "# The").endswith(MADE)
    assert ("A Log of the Harbour" in made, "A. Hartwen" in made) == (True, True)
    assert "0 words that a second program extracts are missing" in told
    record = yaml.safe_load((folder / "source.yml").read_bytes())
    assert record["reader"]["kind"] == "markdown"


@pytest.mark.parametrize("call", ["<sup>{}</sup>", "[{}]", "({})"])
def test_markdown_whose_notes_are_typed_is_imported_by_new(
    call: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, third = (call.format(number) for number in (1, 2, 3))
    file = tmp_path / "straits.md"
    file.write_text(
        f"# The Straits\n\nA convention of 1841.{first} It closed 12 km<sup>2</sup>.{second}\n\n"
        f"So *Hill* says.{third}\n\n## Notes\n\n{first} Treaties, 4.\n\n{second} Ibid.\n\n"
        f"{third} Hill, *Straits*, 9.\n",
        "utf-8",
    )
    assert run(tmp_path / "project", "new", str(file)) == 0
    assert "3 notes are typed as numbers or signs" in capsys.readouterr().out
    made = (tmp_path / "project/private/sources/straits/straits.md").read_text("utf-8")
    assert made == (
        "# The Straits\n\nA convention of 1841.[^1] It closed 12 km<sup>2</sup>.[^2]\n\n"
        "So *Hill* says.[^3]\n\n[^1]: Treaties, 4.\n\n[^2]: Ibid.\n\n[^3]: Hill, *Straits*, 9.\n"
    )


def test_a_byline_stands_below_the_title_wherever_that_is(tmp_path: Path) -> None:
    """A title that is also the first heading is not repeated; author and date are not lost."""
    command = [pypandoc.get_pandoc_path(), "--from", "markdown", "--to", "docx", "--output", "-"]
    text = TEXT.replace("author:", "date: 1934\nauthor:").replace(
        "# The Lamps", "# A Log of the Harbour"
    )
    data = subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout
    status, folder = _import(tmp_path, data, "log.docx")
    assert status == 0
    made = (folder / "log.md").read_text("utf-8")
    assert made.startswith("# A Log of the Harbour\n\nA. Hartwen\n\n1934\n\nThe *keeper* lit")


CONTAINER = b"""<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="b.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>"""
PACKAGE = b"""<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/><manifest>
<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>
<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="a"/></spine></package>"""
NAVIGATION = b"""<html xmlns:epub="http://www.idpf.org/2007/ops"><body><nav epub:type="page-list">
<ol><li><a href="a.xhtml#x7">vii</a></li><li><a href="a.xhtml#x8">8</a></li></ol></nav></body>
</html>"""
CHAPTER = b"""<html xmlns:epub="http://www.idpf.org/2007/ops"><body><h1>Lamps</h1>
<p><span epub:type="pagebreak" id="x7"/>The lamps <span epub:type="pagebreak" id="x8"/>were
lit.<a epub:type="noteref" href="#n1">1</a></p>
<aside epub:type="footnote" id="n1"><p>At dusk.</p></aside></body></html>"""


def _book(**changes: bytes) -> bytes:
    members = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "b.opf": PACKAGE,
        "nav.xhtml": NAVIGATION,
        "a.xhtml": CHAPTER,
    }
    return _pack(members | {f"{name}.xhtml": content for name, content in changes.items()})


def test_a_book_keeps_its_pages_and_notes(tmp_path: Path) -> None:
    status, folder = _import(tmp_path, _book(), "book.epub")
    assert status == 0
    assert (folder / "log.md").read_text("utf-8") == (
        "# Lamps\n\n<!-- page vii -->The lamps <!-- page 8 -->were lit.[^1]\n\n[^1]: At dusk.\n"
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (_book(a=b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + CHAPTER), "I006"),
        (_book(bomb=bytes(3_000_000)), "I006"),
        (_book()[:400], "I005"),
        (_pack({"word/document.xml": b"<w:document"}), "I005"),
        (_pack({"notes.txt": b"text"}), "I001"),
    ],
    ids=["an entity", "a bomb", "cut off", "no Word", "another archive"],
)
def test_a_harmful_or_damaged_package_is_refused(
    data: bytes, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, folder = _import(tmp_path, data, "book.epub")
    assert status == 1
    assert f"error {code}: " in capsys.readouterr().out
    assert not folder.parent.exists() or list(folder.parent.iterdir()) == []


def test_a_package_that_is_too_large_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "LIMIT", 100)
    with pytest.raises(EditionError, match="unpacked it has"):
        packages.check_package(_book(), "book.epub")


def test_what_markdown_cannot_say_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (
        b"<html><body><p>Boats.</p><ol type='a'><li>oars</li></ol><table><tr>"
        b"<td rowspan='2'>1903</td><td colspan='2'>wide</td></tr>"
        b"<tr><td>a|b</td><td>c</td></tr></table>"
        b"<p><img src='lamp.png' alt='A lamp'></p><textarea>ropes</textarea></body></html>"
    )
    status, folder = _import(tmp_path, page, "log.html")
    assert status == 0
    text = (folder / "log.md").read_text("utf-8")
    assert "![A lamp](lamp.png)" in text
    table = "|  |  |  |\n| --- | --- | --- |\n| 1903 | wide |  |\n|  | a\\|b | c |\n"
    assert table in text
    told = capsys.readouterr().out
    assert "warning I009: numbering of a list (LowerAlpha), written as numbers: 1" in told
    assert (
        "warning I008: 1 words of the file are not in the Markdown, such as \u201cropes\u201d"
        in told
    )
    assert "warning I009: cell that takes several rows or columns, written once: 2" in told


def test_notation_of_myst_is_reported_and_its_words_are_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = b"(pier)=\n# Pier\n\n:::{note} On oil\n:class: dropdown\nSee {ref}`pier`.\n:::\n\nEnd.\n"
    status, folder = _import(tmp_path, text, "log.myst")
    assert status == 0
    assert (folder / "log.md").read_text("utf-8") == "# Pier\n\nOn oil\n\nSee pier.\n\nEnd.\n"
    told = capsys.readouterr().out
    for what in ("directive of MyST", "label of MyST", "role of MyST, whose words are kept"):
        assert f"I009: {what}: 1" in told
    assert "I008" not in told


def test_a_missing_library_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    monkeypatch.delitem(sys.modules, "edition.importing.pandoc.importer", raising=False)
    assert _import(tmp_path, _book(), "book.epub")[0] == 1
    assert "error I011: EPUB needs the library pypandoc" in capsys.readouterr().out
