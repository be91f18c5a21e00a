"""The table of contents of a text in the left column: read from one file of the text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from edition.writers.edition import CONTENTS
from tests.browser.watching import DESKTOP, PHONE, OpenPage
from tests.projects import make_source, run

PARTS = 12
TEXT = "".join(
    f"# The {n}. Part\n\nA paragraph.\n\n## Within {n}\n\nMore.\n\n" for n in range(PARTS)
)
PAGE = "editions/sample/the-5-part.html"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("contents")
    make_source(root, TEXT, reader={"kind": "markdown"}, output={"split": 1})
    assert run(root, "build") == 0
    return root / "site"


@pytest.fixture(scope="module")
def address(folder: Path, serve: Callable[[Path], str]) -> str:
    return serve(folder)


@pytest.fixture(scope="module")
def many(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]
) -> str:
    """Return the address of a copy whose table of contents is that of a far longer text."""
    copy = tmp_path_factory.mktemp("many") / "site"
    copy.mkdir()
    for path in folder.rglob("*"):
        target = copy / path.relative_to(folder)
        target.mkdir() if path.is_dir() else target.write_bytes(path.read_bytes())
    entries = [[f"letter-{n}.html", f"Letter {n}", 1] for n in range(500)]
    entries[200:200] = [["the-5-part.html", "The 5. Part", 1], ["five.html", "Of the fifth", 2]]
    entries[190:190] = [["below.html", "Below", 2]]
    script = f"window.editionContents = {json.dumps(entries)};\n"
    (copy / "editions" / "sample" / CONTENTS).write_text(script, encoding="utf-8")
    return serve(copy)


def titles(page: Page) -> list[str]:
    return page.locator(".side-text li > a:not(.side-headings a)").all_inner_texts()


@pytest.mark.parametrize("place", ["web", "disk"])
def test_every_page_of_the_text_is_listed_and_this_one_marked(
    address: str, folder: Path, open_page: OpenPage, place: str
) -> None:
    page = open_page((address if place == "web" else f"file://{folder}/") + PAGE, device=DESKTOP)
    column = page.get_by_role("navigation", name="Contents of this text")
    expect(column.get_by_role("link", name=re.compile("Part$"))).to_have_count(PARTS)
    assert titles(page) == [f"The {n}. Part" for n in range(PARTS)]
    marked = column.locator("[aria-current=page]")
    expect(marked).to_have_text("The 5. Part")
    item = column.get_by_role("listitem").filter(has=page.locator("> [aria-current=page]"))
    expect(item.get_by_role("link")).to_have_text(["The 5. Part", "Within 5"])
    expect(column.get_by_role("link", name="Table of contents")).to_have_count(0)
    column.get_by_role("link", name="The 7. Part").click()
    expect(page.locator("h1")).to_contain_text("The 7. Part")


@pytest.mark.parametrize("name", ["index.html", "witness-the-5-part.html", "fidelity.html"])
def test_pages_about_the_text_have_its_contents_too(
    address: str, open_page: OpenPage, name: str
) -> None:
    page = open_page(f"{address}editions/sample/{name}", device=DESKTOP)
    expect(page.locator(".side-text.filled")).to_be_visible()
    assert titles(page) == [f"The {n}. Part" for n in range(PARTS)]
    expect(page.locator(".side-text [aria-current]")).to_have_count(0)


def test_without_scripts_a_link_leads_to_the_contents(address: str, open_page: OpenPage) -> None:
    page = open_page(address + PAGE, device=DESKTOP, scripts=False)
    assert titles(page) == ["The 5. Part"]
    page.get_by_role("link", name="Table of contents").click()
    assert page.url.endswith("/editions/sample/index.html#contents")
    expect(page.locator("article h2#contents + ul a")).to_have_count(PARTS)


def test_of_many_divisions_those_next_to_the_page_are_shown(many: str, open_page: OpenPage) -> None:
    page = open_page(many + PAGE, device=DESKTOP)
    shown = titles(page)
    assert len(shown) == 61
    assert shown[30:32] == ["The 5. Part", "Of the fifth"]
    expect(page.locator("[aria-current=page]").first).to_be_in_viewport()
    later = page.get_by_role("button", name="271 later")
    later.focus()
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_text("Letter 229")
    assert len(titles(page)) == 121
    page.get_by_role("button", name="170 earlier").click()
    assert titles(page)[0] == "Letter 110"
    expect(page.get_by_role("link", name="Table of contents")).to_be_visible()


@pytest.mark.parametrize("is_late", [False, True], ids=["at once", "late typeface"])
def test_the_column_begins_with_a_whole_line(many: str, open_page: OpenPage, is_late: bool) -> None:
    page = open_page(many, device=DESKTOP)
    held: list[Route] = []
    if is_late:
        page.add_init_script(
            "const after = setTimeout; globalThis.setTimeout = "
            "(act, time, ...more) => time === 1000 || after(act, time, ...more)"
        )
        page.route("**/*.woff2", lambda route: held.append(route))
    page.goto(many + PAGE, wait_until="domcontentloaded")
    while is_late and not held:
        page.wait_for_load_state("domcontentloaded")
    for route in held:
        route.continue_()
    page.unroute_all()
    page.wait_for_selector("html:not(.kept-back)", state="attached")
    edges: list[float] = page.evaluate(
        """() => {
          const { top } = document.querySelector(".side").getBoundingClientRect();
          return [...document.querySelectorAll(".side-text a")].filter(one => one.checkVisibility())
            .map(one => one.getBoundingClientRect())
            .filter(one => one.top < top - 1 && one.bottom > top + 1).map(one => one.top - top);
        }"""
    )
    assert page.evaluate("document.querySelector('.side').scrollTop") > 0
    assert edges == []


def test_the_heading_to_which_a_link_leads_is_marked(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}editions/kuromiya-2023/2-4.html", device=DESKTOP)
    for link in page.locator(".side-headings a").all()[1:4]:
        link.click()
        expect(page.locator(".side-headings [aria-current]")).to_have_text(link.inner_text())


def test_the_parts_of_a_division_are_shown_when_asked_for(many: str, open_page: OpenPage) -> None:
    page = open_page(many + PAGE, device=DESKTOP)
    toggle = page.get_by_role("button", name="Parts of Letter 189")
    expect(page.get_by_role("link", name="Below")).to_have_count(0)
    toggle.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Below")).to_be_visible()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Below")).to_be_hidden()


def test_the_drawer_of_a_phone_has_the_contents(many: str, open_page: OpenPage) -> None:
    page = open_page(many + PAGE, device=PHONE)
    page.locator(".drawer-button").click()
    expect(page.locator(".side-text a[aria-current=page]")).to_be_in_viewport()
    link = page.get_by_role("link", name="Of the fifth")
    link.scroll_into_view_if_needed()
    expect(link).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_content_of_the_page_is_shown_if_the_list_is_lost(
    folder: Path, tmp_path: Path, open_page: OpenPage
) -> None:
    text = (folder / PAGE).read_text(encoding="utf-8")
    lost = folder / "editions" / "sample" / "lost.html"
    lost.write_text(text.replace(f'<script src="{CONTENTS}" defer></script>', ""), encoding="utf-8")
    page = open_page(f"file://{lost}", device=DESKTOP)
    expect(page.get_by_role("link", name="Table of contents")).to_be_visible()
    expect(page.locator(".side-text [aria-current=page]")).to_be_visible()
    lost.unlink()
