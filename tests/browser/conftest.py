"""Fixtures for tests in a real browser.

A test takes `open_page` and an address of `site` (the public site, built once in a run), or of a
folder of its own through `serve`:

    def test_home(site: str, open_page: OpenPage) -> None:
        page = open_page(site, device=PHONE)

The browser finds no host but this machine. Every page is watched: a request to another host, an
uncaught error in a script, or an error on the console fails the test at its end.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from browser import FLAGS, NOT_FOUND, find_browser
from tests.browser.serving import serving
from tests.browser.watching import LOOPBACK_ONLY, OpenPage, PageOpener
from tests.sharing import own_project, share

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PATIENCE = 120_000
"""Milliseconds after which a test gives up waiting: it is wrong then, and not merely slow."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder `browser`, so that `-m "not browser"` leaves them out.

    One that fails is tried once more, for a browser on a busy machine can lose a key or an event.
    It is listed as RERUN at the end of the run: a race that is still to be found.
    """
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium. Without one the test is skipped, or fails where CI=true."""
    program = find_browser()
    if program is None:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up(NOT_FOUND)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=program, args=[*FLAGS, LOOPBACK_ONLY], timeout=PATIENCE
        )
        running.on("context", be_patient)
        expect.set_options(timeout=PATIENCE)
        yield running
        running.close()


def be_patient(context: BrowserContext) -> None:
    """Let a context wait as long as a busy machine may need."""
    context.set_default_timeout(PATIENCE)


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """A function that serves a folder until the session ends and returns its address."""
    with ExitStack() as servers:
        yield lambda folder: servers.enter_context(serving(folder))


@dataclass(frozen=True, slots=True)
class Published:
    """The public site and its archive as they were built; nothing changes them during the run."""

    site: Path
    archive: Path


def pack_site() -> Path:
    """Bring the site and its archive up to date as `make offline` does; return the archive."""
    command = [sys.executable, "-m", "edition", "offline"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"edition offline failed:\n{done.stdout}{done.stderr}"
    (path,) = (p for p in (ROOT / "dist").glob("*-offline.zip") if "-private-" not in p.name)
    return path


def publish(folder: Path) -> Published:
    """Build the site and copy it with its archive into a folder of the run."""
    with own_project():
        archive = shutil.copy(pack_site(), folder)
        return Published(Path(shutil.copytree(ROOT / "site", folder / "site")), Path(archive))


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The public site and its archive, built once in a run."""
    return share("published", lambda: publish(tmp_path_factory.mktemp("published")))


@pytest.fixture(scope="session")
def site_folder(published: Published) -> Path:
    """The folder of the public site."""
    return published.site


@pytest.fixture(scope="session")
def site(site_folder: Path, serve: Callable[[Path], str]) -> str:
    """The address of the public site, ending in "/"."""
    return serve(site_folder)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """A function that opens an address in a fresh context; see `PageOpener.__call__`."""
    with PageOpener(browser) as opener:
        yield opener
        assert opener.complaints == []
