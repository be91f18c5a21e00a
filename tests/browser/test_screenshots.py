"""Pictures of eight pages for people to look at. Nothing compares them."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import ROOT
from tests.browser.watching import DESKTOP, PHONE, OpenPage

WIDE: dict[str, object] = {"viewport": {"width": 1600, "height": 1000}}


@pytest.fixture(scope="session")
def folder() -> Path:
    """The folder that is kept, with nothing in it from a run before."""
    folder = ROOT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    return folder


@pytest.fixture(scope="session")
def text(site_folder: Path) -> str:
    """The page of a text that has the most notes."""
    pages = sorted(site_folder.glob("editions/*/*.html"))
    most = max(pages, key=lambda path: path.read_text("utf-8").count("doc-noteref"))
    return most.relative_to(site_folder).as_posix()


def open_note(page: Page) -> None:
    page.locator("article a[role=doc-noteref]").nth(2).tap()
    page.locator(".note-box").wait_for()


def find_komoto(page: Page) -> None:
    page.locator(".search-results li").first.wait_for()


def choose_sepia(page: Page) -> None:
    page.evaluate("document.documentElement.dataset.paper = 'sepia'")


def wait(page: Page) -> None:
    page.locator("article").wait_for()


PICTURES: dict[str, tuple[str, dict[str, object], str, Callable[[Page], None]]] = {
    "home": ("index.html", dict(DESKTOP), "light", wait),
    "texts-phone": ("editions/index.html", dict(PHONE), "light", wait),
    "text-wide": ("{text}", WIDE, "light", wait),
    "text-dark": ("{text}", dict(DESKTOP), "dark", wait),
    "note-phone": ("{text}", dict(PHONE), "light", open_note),
    "search": ("search.html?q=Komoto", dict(DESKTOP), "light", find_komoto),
    "bibliography-sepia": ("bibliography.html", dict(DESKTOP), "light", choose_sepia),
    "correspondences": ("editions/correspondences.html", dict(DESKTOP), "light", wait),
}


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_a_picture_is_taken(
    name: str, site: str, text: str, folder: Path, open_page: OpenPage
) -> None:
    path, device, scheme, act = PICTURES[name]
    page = open_page(site + path.format(text=text), device=device, color_scheme=scheme)
    act(page)
    data = page.screenshot(path=folder / f"{name}.png")
    width, height = struct.unpack(">II", data[16:24])
    assert width >= 390
    assert height >= 844
