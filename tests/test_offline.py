"""The archive for use without a network, from small projects: reproducible, offered, private."""

from __future__ import annotations

import hashlib
import os
import time
import zipfile
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.projects import IN_COPYRIGHT, make_source, run

TEXT = "A REPORT\n\nA paragraph of a text that anyone may have.\n"
SECRET = (
    "Whoever finds this sentence in a public archive has found a fault of the tool, for the "
    "text may not be passed on and every run of eight of its words is kept out."
)
OFFER = "# Download\n\n<!-- offline:copy --><!-- /offline:copy -->\n\nOr make it yourself.\n"


def make_project(root: Path) -> Path:
    make_source(root, TEXT)
    make_source(
        root, f"A PROTECTED TEXT\n\n{SECRET}\n", "secret", extent={"words": 4}, **IN_COPYRIGHT,
    )  # fmt: skip
    (root / "docs").mkdir()
    (root / "docs" / "offline.md").write_text(OFFER, "utf-8")
    return root


def pack(root: Path, *options: str) -> Path:
    assert run(root, "offline", *options) == 0
    (path,) = (root / "dist").glob("*-private-offline.zip" if options else "*[!e]-offline.zip")
    return path


def read(archive: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as packed:
        return {name.split("/", 1)[1]: packed.read(name) for name in packed.namelist()}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_project(tmp_path_factory.mktemp("project"))
    pack(root)
    pack(root, "--private")
    return root


@pytest.mark.usefixtures("cold_rendering")
def test_two_builds_give_the_same_bytes(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_project(tmp_path / "another place")
    for path in other.rglob("*"):
        os.utime(path, (0, 0))
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert pack(other).read_bytes() == pack(project).read_bytes()
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_site_offers_what_it_has_and_nothing_else(project: Path, tmp_path: Path) -> None:
    archive = pack(project)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    offer = LexborHTMLParser((project / "site" / "offline.html").read_text("utf-8"))
    links = [str(a.attributes["href"]) for a in offer.css("article a[download]")]
    assert links == [f"download/{archive.name}", f"download/{archive.name}.sha256"]
    assert (project / "site" / links[0]).read_bytes() == archive.read_bytes()
    assert (project / "site" / links[1]).read_text("utf-8") == f"{digest}  {archive.name}\n"
    assert digest in offer.text()
    bare = make_project(tmp_path)
    assert run(bare, "build") == 0
    page = LexborHTMLParser((bare / "site" / "offline.html").read_text("utf-8"))
    assert page.css("article a[download]") == []
    assert not (bare / "site" / "download").exists()


def test_the_archive_does_not_offer_itself(project: Path) -> None:
    files = read(pack(project))
    assert b"download/" not in files["offline.html"]
    assert not [name for name in files if name.startswith("download/")]
    assert "_headers" not in files


def test_what_may_not_be_passed_on_is_in_the_private_archive_alone(project: Path) -> None:
    words = " ".join(SECRET.split()[4:12]).encode()
    assert not [name for name, data in read(pack(project)).items() if words in data]
    assert [name for name, data in read(pack(project, "--private")).items() if words in data]


def test_a_private_archive_says_so(project: Path) -> None:
    archive = pack(project, "--private")
    files = read(archive)
    assert "-private-" in archive.name
    assert b"PRIVATE COPY - NOT FOR DISTRIBUTION" in files["README.txt"]
    pages = [data for name, data in files.items() if name.endswith(".html")]
    assert len(pages) > 5
    for page in pages:
        assert "private copy" in LexborHTMLParser(page).text().casefold()
    assert b"PRIVATE" not in read(pack(project))["README.txt"]
    assert not list((project / "site").rglob("*-private-*"))


def test_an_archive_states_how_it_was_made_and_what_is_in_it(project: Path) -> None:
    files = read(pack(project))
    note = files["README.txt"].decode()
    assert "make offline" in note
    assert "2026-01-01" in note
    lines = files["SHA256SUMS"].decode().splitlines()
    told = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    assert told == {
        name: hashlib.sha256(data).hexdigest()
        for name, data in files.items()
        if name != "SHA256SUMS"
    }
    assert "bibliography.bib" in files
    assert "markdown/editions/sample/text.md" in files
    assert "editions/sample/witness-text.html" in files
    assert "markdown/editions/sample/witness-text.md" not in files
