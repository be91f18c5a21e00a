"""The archive for use without a network: the same every time, whole, and read from a disk."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page
from selectolax.lexbor import LexborHTMLParser

from tests.browser.conftest import Published, pack_site
from tests.sharing import own_project


@pytest.fixture(scope="module")
def archive(published: Published) -> Path:
    """The archive as `make offline` writes it."""
    return published.archive


@pytest.fixture(scope="module")
def folder(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive unpacked, in a folder whose name a careless program stumbles over."""
    target = tmp_path_factory.mktemp("Eine Kopie mit Ümlaut & Abstand #1")
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(target)
    (unpacked,) = target.iterdir()
    return unpacked


@pytest.fixture
def offline(browser: Browser, folder: Path) -> Iterator[Page]:
    """A page whose context has no network; it may ask for files below the folder alone."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    failed: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    yield page
    context.close()
    assert asked
    start = folder.as_uri()
    assert [url for url in asked if not url.startswith((start, "data:"))] == []
    assert failed == []


def test_it_is_read_from_a_disk_with_the_network_cut(offline: Page, folder: Path) -> None:
    offline.goto((folder / "index.html").as_uri())
    field = offline.get_by_role("searchbox")
    field.fill("Komoto")
    field.press("Enter")
    offline.locator(".search-results li").first.wait_for()
    offline.locator(".search-results li.body a").first.click()
    offline.locator("mark.found").first.wait_for()
    assert "Kōmoto" in offline.locator("mark.found").all_inner_texts()


def test_two_archives_have_the_same_bytes(archive: Path) -> None:
    with own_project():
        again = pack_site()
        assert (again.name, again.read_bytes()) == (archive.name, archive.read_bytes())


def test_the_checksums_are_those_of_all_files(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    told = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    assert set(files) == {*told, "SHA256SUMS"}
    for name, digest in told.items():
        assert hashlib.sha256(files[name].read_bytes()).hexdigest() == digest


def test_it_carries_the_sources_and_the_terms(folder: Path) -> None:
    assert "make offline" in (folder / "README.txt").read_text("utf-8")
    assert list((folder / "LICENSES").iterdir())
    assert (folder / "bibliography.bib").is_file()
    assert list((folder / "markdown" / "editions").rglob("*.md"))
    assert not list(folder.rglob("*.zip"))


def test_every_link_of_every_page_leads_to_a_file_and_a_place(folder: Path) -> None:
    places: dict[str, set[str]] = {}
    links: list[tuple[str, str]] = []
    for path in folder.rglob("*.html"):
        tree = LexborHTMLParser(path.read_bytes())
        here = path.as_uri()
        places[here] = {str(n.attributes.get("id")) for n in tree.css("[id]")}
        for node in tree.css("a[href], link[href]:not([rel=canonical]), script[src], img[src]"):
            address = str(node.attributes.get("href") or node.attributes.get("src") or "")
            if urlsplit(address).scheme in {"", "file"}:
                links.append((here, urljoin(here, address)))
    assert links
    for here, link in sorted(set(links)):
        address, place = urldefrag(link)
        path = Path(unquote(urlsplit(address).path))
        assert path.is_file(), f"{here}: {link}"
        if place and path.suffix == ".html":
            assert unquote(place) in places[path.as_uri()], f"{here}: {link}"


def test_the_site_offers_it_with_size_and_checksum(
    archive: Path, site_folder: Path, folder: Path
) -> None:
    offer = (site_folder / "offline.html").read_text("utf-8")
    assert hashlib.sha256(archive.read_bytes()).hexdigest() in offer
    assert (site_folder / "download" / archive.name).read_bytes() == archive.read_bytes()
    assert archive.name not in (folder / "offline.html").read_text("utf-8")
