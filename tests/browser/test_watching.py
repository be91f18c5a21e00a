from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser

from tests.browser.serving import serving
from tests.browser.watching import PHONE, OpenPage, PageOpener


def write_page(folder: Path, body: str) -> Path:
    page = f"<!doctype html><title>t</title><link rel=icon href='data:,'>{body}"
    (folder / "index.html").write_text(page, encoding="utf-8")
    return folder


def test_a_quiet_page_is_opened(
    tmp_path: Path, serve: Callable[[Path], str], open_page: OpenPage
) -> None:
    page = open_page(serve(write_page(tmp_path, "<p>Port Arthur</p>")))
    assert page.inner_text("p") == "Port Arthur"


def test_a_phone_is_narrow(
    tmp_path: Path, serve: Callable[[Path], str], open_page: OpenPage
) -> None:
    body = "<meta name=viewport content='width=device-width'><p>Port Arthur</p>"
    page = open_page(serve(write_page(tmp_path, body)), device=PHONE)
    assert page.evaluate("innerWidth") == 390


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("<img src='http://third.invalid/pixel.png'>", "third party: http://third.invalid/"),
        ("<script>throw new Error('broken')</script>", "script: broken"),
        ("<script>console.error('unwell')</script>", "console: unwell"),
        ("<img src='missing.png'>", "404"),
    ],
)
def test_what_a_page_must_not_do_is_noted(
    tmp_path: Path, browser: Browser, body: str, complaint: str
) -> None:
    with serving(write_page(tmp_path, body)) as address, PageOpener(browser) as opener:
        opener(address)
        assert any(complaint in entry for entry in opener.complaints), opener.complaints


def test_a_missing_page_is_the_folders_own(tmp_path: Path) -> None:
    (tmp_path / "404.html").write_text("Not in this edition", encoding="utf-8")
    with serving(tmp_path) as address, pytest.raises(HTTPError) as caught:
        urlopen(address + "nowhere")
    assert caught.value.code == 404
    assert caught.value.read() == b"Not in this edition"


def test_nothing_outside_the_folder_is_served(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "public").mkdir()
    with serving(tmp_path / "public") as address, pytest.raises(HTTPError):
        urlopen(address + "%2e%2e/secret.txt")
