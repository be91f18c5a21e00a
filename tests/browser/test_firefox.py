"""The site in Firefox, over HTTP and from a disk: pages, notes, search, policy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.firefox import NOT_FOUND, Firefox, find_firefox
from tests.browser.kinds import find_kinds


@pytest.fixture(scope="module")
def running() -> Iterator[Firefox]:
    """A Firefox. Without one the test is skipped, or fails where EDITION_FIREFOX names one."""
    program = find_firefox()
    if program is None:
        give_up = pytest.fail if os.environ.get("EDITION_FIREFOX") else pytest.skip
        give_up(NOT_FOUND)
    with Firefox(program) as firefox:
        yield firefox


@pytest.fixture(params=["server", "disk"])
def start(request: pytest.FixtureRequest, site: str, site_folder: Path) -> str:
    """The address of the site, over HTTP and from a disk, ending in "/"."""
    return site if request.param == "server" else f"{site_folder.as_uri()}/"


@pytest.fixture
def firefox(running: Firefox, start: str) -> Iterator[Firefox]:
    """The Firefox with nothing noted yet; what it notes in a test must be harmless."""
    running.goto("about:blank")
    running.requests.clear()
    running.complaints.clear()
    yield running
    assert running.offences() == []
    assert running.complaints == []
    # Of what is read from a disk Firefox tells nothing.
    assert running.requests or start.startswith("file:")
    elsewhere = [url for url in running.requests if not url.startswith((start, "data:"))]
    assert elsewhere == []


@pytest.fixture(scope="module")
def with_notes(site_folder: Path) -> str:
    """The page of a text that has the most notes."""
    pages = sorted(site_folder.glob("editions/*/*.html"))
    most = max(pages, key=lambda path: path.read_text("utf-8").count("doc-noteref"))
    return most.relative_to(site_folder).as_posix()


@pytest.mark.parametrize(("width", "height"), [(320, 640), (1440, 900)])
def test_every_kind_of_page_opens(
    firefox: Firefox, start: str, site: str, site_folder: Path, width: int, height: int
) -> None:
    firefox.resize(width, height)
    for path in find_kinds(site_folder):
        if path == "404.html" and start != site:
            continue  # A page that only a server gives.
        firefox.goto(start + path)
        assert firefox.offences() == [], path
        assert firefox.evaluate("document.querySelector('article').innerText.length > 10"), path
        assert firefox.evaluate("document.documentElement.classList.contains('scripted')"), path
        wide, room = firefox.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
        assert wide <= room, path


def test_a_note_opens_beside_its_marker(firefox: Firefox, start: str, with_notes: str) -> None:
    firefox.resize(390, 844)
    firefox.goto(start + with_notes)
    firefox.evaluate("void document.querySelector('article a[role=doc-noteref]').focus()")
    firefox.wait_for("document.querySelector('.note-box')?.checkVisibility()")
    sign = firefox.evaluate("document.activeElement.textContent")
    words = firefox.evaluate(
        "document.getElementById(document.activeElement.hash.slice(1)).innerText"
    )
    assert sign in words
    shown = firefox.evaluate("document.querySelector('.note-box').innerText")
    assert " ".join(words.split())[10:60] in " ".join(shown.split())
    firefox.press(["Escape"])
    firefox.wait_for("!document.querySelector('.note-box')?.checkVisibility()")


def test_the_search_finds_without_diacritics(firefox: Firefox, start: str) -> None:
    firefox.resize(1440, 900)
    firefox.goto(f"{start}index.html")
    firefox.evaluate("void document.querySelector('[role=search] input').focus()")
    firefox.press([*"Komoto", "Enter"])
    firefox.wait_for("document.querySelector('.search-results li a')")
    assert "Kōmoto" in firefox.evaluate("document.querySelector('.search-results').innerText")
    address = firefox.evaluate("document.querySelector('.search-results li a').href")
    firefox.goto(address)
    firefox.wait_for("document.querySelector('mark.found')")
    found = firefox.evaluate("[...document.querySelectorAll('mark.found')].map(e => e.innerText)")
    assert "Kōmoto" in found


def test_the_colours_that_were_chosen_stay(firefox: Firefox, start: str) -> None:
    firefox.goto(f"{start}index.html")
    firefox.evaluate("document.querySelector('.display-button').click()")
    firefox.evaluate("document.querySelector('[name=choice-paper][value=sepia]').click()")
    firefox.goto(f"{start}rights.html")
    assert firefox.evaluate("document.documentElement.dataset.paper") == "sepia"


def test_the_keys_are_listed(firefox: Firefox, start: str, with_notes: str) -> None:
    firefox.goto(start + with_notes)
    firefox.press(["?"])
    firefox.wait_for("document.querySelector('dialog.keys')?.open")
    firefox.press(["Escape"])
    firefox.wait_for("!document.querySelector('dialog.keys')?.open")
