"""An address that moved, followed in a real browser, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.watching import OpenPage
from tests.projects import make_source, run


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """The address of a text whose old page is no more."""
    root = tmp_path_factory.mktemp("moved")
    make_source(root, "A heading\n\nFirst.\n\nSecond.\n", moved={"old.md": "text.md"})
    lock = root / "sources/sample/addresses.lock"
    lock.write_text("old.md par1\nold.md par2\nold.md par3\n", "utf-8")
    assert run(root, "build") == 0
    return serve(root / "site") + "/editions/sample/"


@pytest.mark.parametrize("anchor", ["", "#par3"])
def test_an_old_address_leads_to_the_new_place(
    moved: str, anchor: str, open_page: OpenPage
) -> None:
    page = open_page(f"{moved}old.html{anchor}")
    page.wait_for_url(f"{moved}text.html{anchor}")


def test_without_scripts_the_browser_goes_to_the_new_page(moved: str, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{moved}old.html")
        page.wait_for_url(f"{moved}text.html")
