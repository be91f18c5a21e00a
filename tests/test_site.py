"""The built site as files: reproducible, private where it must be, never half replaced."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from edition.building.editions import read_edition
from edition.diagnostics.diagnostic import Diagnostic
from edition.model.edition import Edition
from edition.publishing.mkdocs import publish
from edition.records.record import Record
from tests.projects import IN_COPYRIGHT, list_errors, make_source, run

TEXT = """A REPORT

The first paragraph has a note\u00b9 in it and speaks of Kwantung matters at some length.

(1) The text of the note.

The second paragraph closes the report.
"""
SECRET = (
    "Whoever reads this sentence on a public page has found a fault of the tool, for the "
    "text may not be published and every run of eight of its words is kept out."
)
PROTECTED = f"A PROTECTED TEXT\n\n{SECRET}\n\nAnother paragraph ends it.\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    make_source(root, TEXT, reader={"kind": "report"})
    make_source(root, PROTECTED, "secret", **IN_COPYRIGHT)
    witness = root / "sources" / "secret" / "witness.txt"
    (root / "private").mkdir()
    witness.rename(root / "private" / "any name.txt")
    assert run(root, "build") == 0
    assert run(root, "build", "--private") == 0
    return root


def _files(site: Path) -> dict[str, bytes]:
    return {str(p.relative_to(site)): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def _pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


@pytest.mark.usefixtures("cold_rendering")
def test_a_second_build_gives_the_same_bytes(project: Path, tmp_path: Path) -> None:
    make_source(tmp_path, TEXT, reader={"kind": "report"})
    make_source(tmp_path, PROTECTED, "secret", **IN_COPYRIGHT)
    (tmp_path / "private").mkdir()
    witness = tmp_path / "sources" / "secret" / "witness.txt"
    witness.rename(tmp_path / "private" / "other name.txt")
    assert run(tmp_path, "build") == 0
    assert _files(tmp_path / "site") == _files(project / "site")


def test_a_protected_text_is_in_no_public_file(project: Path) -> None:
    words = SECRET.split()
    run_of_eight = " ".join(words[8:16]).encode()
    assert all(run_of_eight not in data for data in _files(project / "site").values())
    page = project / "site-private" / "editions" / "secret" / "text.html"
    assert SECRET in " ".join(LexborHTMLParser(page.read_text("utf-8")).text().split())


def test_a_planted_leak_stops_the_build_and_leaves_the_last_site(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _files(project / "site")
    page = project / "docs" / "index.md"
    text = page.read_text("utf-8")
    page.write_text(f"{text}\n{' '.join(SECRET.split()[3:14])}\n", "utf-8")
    capsys.readouterr()
    assert run(project, "build") == 1
    assert "error P003" in capsys.readouterr().out
    assert _files(project / "site") == before
    page.write_text(text, "utf-8")
    assert run(project, "build") == 0


def test_a_private_build_is_stamped_everywhere_and_writes_nothing_public(project: Path) -> None:
    pages = _pages(project / "site-private")
    assert len(pages) >= 5
    for page in pages:
        tree = LexborHTMLParser(page.read_bytes())
        robots = tree.css_first("meta[name=robots]")
        assert robots is not None
        assert "noindex" in str(robots.attributes.get("content"))
        assert "private copy" in tree.text().casefold()
    assert not (project / "docs" / "editions" / "secret" / "text.md").exists()
    for page in _pages(project / "site"):
        assert "private copy" not in LexborHTMLParser(page.read_bytes()).text().casefold()


def test_broken_links_stop_the_build_and_leave_the_last_site(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _files(project / "site")
    page = project / "docs" / "index.md"
    text = page.read_text("utf-8")
    links = ("editions/sample/text.md#no-such-place", "nowhere.md", "/absolute.md")
    page.write_text(text + "".join(f"\n[a link]({link})\n" for link in links), "utf-8")
    capsys.readouterr()
    assert run(project, "build") == 1
    printed = capsys.readouterr()
    assert "error C003" in printed.out
    assert all(f"'{link}'" in printed.err for link in links)
    assert _files(project / "site") == before
    page.write_text(text, "utf-8")
    assert run(project, "build") == 0


def test_the_proof_is_run_alone(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(project, "verify") == 0
    assert "contains every character" in capsys.readouterr().err
    page = project / "site" / "editions" / "sample" / "text.html"
    text = page.read_text("utf-8")
    page.write_text(text.replace("closes the report", "closes the reports"), "utf-8")
    assert run(project, "verify") == 1
    assert list_errors(capsys.readouterr().out)
    page.write_text(text, "utf-8")


def test_the_proof_needs_a_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_source(tmp_path, TEXT, reader={"kind": "report"})
    assert run(tmp_path, "verify") == 1
    assert "error V005" in capsys.readouterr().out


def test_the_ledger_is_printed_in_sums_and_by_class(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(project, "ledger", "sample") == 0
    printed = capsys.readouterr().out
    assert re.search(rf"^ *{len(TEXT)} +all$", printed, re.MULTILINE)
    assert run(project, "ledger", "sample", "note text") == 0
    assert "The text of the note." in capsys.readouterr().out
    assert run(project, "ledger", "sample", "none of them") == 0
    assert "The classes are: " in capsys.readouterr().out


def test_nothing_is_asked_of_a_third_party(project: Path) -> None:
    inert = ":not([rel=canonical], [rel=license], [rel^='schema.'])"
    loads = f"script[src], link[href]{inert}, img[src], iframe, object, embed"
    for page in _pages(project / "site"):
        for node in LexborHTMLParser(page.read_bytes()).css(loads):
            address = node.attributes.get("src") or node.attributes.get("href") or ""
            assert not re.match(r"(https?:)?//", address), f"{page.name}: {address}"
    for style in (project / "site").rglob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(https?:)?//", style.read_text("utf-8")), style.name


def test_only_what_depends_on_an_edit_is_done_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_source(tmp_path, TEXT, "one", reader={"kind": "report"})
    folder = make_source(tmp_path, TEXT, "two", reader={"kind": "report"})
    assert run(tmp_path, "build") == 0
    done: list[str] = []

    def convert_and_tell(record: Record, root: Path, *, private: bool) -> Edition:
        done.append(record.id)
        return read_edition(record, root, private=private)

    def publish_and_tell(*arguments: Any, **options: Any) -> list[Diagnostic]:  # noqa: ANN401
        done.append("site")
        return publish(*arguments, **options)

    monkeypatch.setattr("edition.building.editions.read_edition", convert_and_tell)
    monkeypatch.setattr("edition.building.site.publish", publish_and_tell)
    assert run(tmp_path, "build") == 0
    assert done == []
    record = folder / "source.yml"
    record.write_text(record.read_text("utf-8").replace("A text for tests.", "Another text."))
    assert run(tmp_path, "build") == 0
    assert done == ["site"], "no reader is given the summary"


def test_a_site_for_another_address_is_another_site(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_source(tmp_path, TEXT, reader={"kind": "report"})
    settings = (project / "mkdocs.yml").read_text("utf-8")
    settings += 'site_url: !ENV [SITE_URL, ""]\n'
    (tmp_path / "mkdocs.yml").write_text(settings, "utf-8")
    assert run(tmp_path, "build") == 0
    page = tmp_path / "site" / "editions" / "sample" / "text.html"
    assert not LexborHTMLParser(page.read_bytes()).css("link[rel=canonical]")
    monkeypatch.setenv("SITE_URL", "https://edition.invalid/")
    assert run(tmp_path, "build") == 0
    (link,) = LexborHTMLParser(page.read_bytes()).css("link[rel=canonical]")
    assert link.attributes["href"] == "https://edition.invalid/editions/sample/text.html"


def test_a_page_does_not_grow_with_the_collection(tmp_path: Path) -> None:
    sizes = []
    for count in (2, 30):
        root = tmp_path / str(count)
        for number in range(count):
            make_source(root, TEXT, f"text-{number:02}", reader={"kind": "report"})
        assert run(root, "build") == 0
        sizes.append((root / "site/editions/text-00/text.html").stat().st_size)
    assert sizes[0] == sizes[1]
