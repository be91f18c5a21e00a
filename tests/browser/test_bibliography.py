"""The bibliography as a reader uses it: choosing from all of it, by letters, from old addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from edition.building import bibliography_files as bibliography_site
from edition.writers.bibliography.division import divide
from tests.browser.watching import PHONE, OpenPage
from tests.projects import make_source, run

TEXT = "A paragraph.\n"
ENTRIES = """
@book{silk, author = {One, Ann}, title = {Silk}, year = 1931, keywords = {literature}}
@book{tea, author = {One, Ann}, title = {Tea}, year = 1952, keywords = {literature}}
@book{cafe, author = {Two, B.}, title = {Caf\\'e}, year = 1945, keywords = {literature}}
@book{zhang, author = {Zhang, C.}, title = {張作霖}, year = 1928, keywords = {literature}}
@newspaper{pravda, title = {Pravda}, keywords = {newspaper}}
@misc{intercept-h-2, number = {H-2}, howpublished = {Sato--Tokyo}, date = {1945-04-07},
  keywords = {intercept}}
"""
MANY = "\n".join(
    f"@book{{many-{n}, author = {{Oo, N.}}, title = {{Volume {n}}}, keywords = {{literature}}}}"
    for n in range(90)
)
PLACES = ["web", "disk"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose literature outgrew one page, then the letter O, which parts had to divide."""
    root = tmp_path_factory.mktemp("bibliography")
    (root / "bibliography.bib").write_text(ENTRIES + MANY, "utf-8")
    observations = [{"text": "It stands so.", "citation": "silk"}]
    make_source(root, TEXT, observations=observations)
    make_source(root, TEXT, "other", short_title="Other")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            bibliography_site, "divide", lambda group, blocks: divide(group, blocks, 15_000)
        )
        assert run(root, "build") == 0
    return root / "site"


@pytest.fixture(scope="module")
def homes(folder: Path, serve: Callable[[Path], str]) -> dict[str, str]:
    return {"web": serve(folder), "disk": f"file://{folder}/"}


def shown(page: Page) -> list[str]:
    return page.locator(".filter-results li:visible").all_inner_texts()


def told(page: Page, count: str) -> None:
    expect(page.locator(".filter-count")).to_have_text(f"{count} of 98 works")


@pytest.mark.parametrize("place", PLACES)
def test_one_chooses_from_all_pages_without_leaving_the_first(
    homes: dict[str, str], open_page: OpenPage, place: str
) -> None:
    page = open_page(f"{homes[place]}bibliography.html")
    page.select_option("[name=decade]", "1940")
    told(page, "2")
    expect(page.locator(".filter-results h2")).to_have_text(
        ["Literature", "Intercepts and summaries"]
    )
    assert shown(page)[0] == "Two, B. Café. 1945."
    expect(page.locator("h2[id=group-literature]")).not_to_be_visible()
    page.select_option("[name=group]", "literature")
    told(page, "1")
    page.select_option("[name=decade]", "")
    page.select_option("[name=group]", "")
    page.select_option("[name=source]", "sample")
    told(page, "2")
    expect(page.locator(".filter-results li")).to_have_text(
        ["“A sample.”", "One, Ann. Silk. 1931."]
    )
    page.click("button[type=reset]")
    expect(page.locator("h2[id=group-literature]")).to_be_visible()
    assert shown(page) == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("two cafe", ["Two, B. Café. 1945."]),
        ("CAF", ["Two, B. Café. 1945."]),
        ("張作", ["Zhang, C. 張作霖. 1928."]),
        ("tea ann", ["One, Ann. Tea. 1952."]),
        ("silk tea", []),
    ],
)
def test_words_are_found_with_any_accents(
    homes: dict[str, str], open_page: OpenPage, place: str, words: str, found: list[str]
) -> None:
    page = open_page(f"{homes[place]}bibliography.html")
    page.fill("[name=words]", words)
    told(page, str(len(found)))
    expect(page.locator(".filter-results li")).to_have_text(found)


@pytest.mark.parametrize("place", PLACES)
def test_a_choice_is_in_the_address(homes: dict[str, str], open_page: OpenPage, place: str) -> None:
    page = open_page(f"{homes[place]}bibliography.html")
    page.evaluate("window.late = 0; addEventListener('hashchange', () => { window.late += 1; })")
    page.fill("[name=words]", "silk")
    told(page, "1")
    page.wait_for_url("**#words=silk")
    other = open_page(page.url)
    told(other, "1")
    expect(other.locator("[name=words]")).to_have_value("silk")
    # The event of the address would write its words over those typed since.
    assert page.evaluate("window.late") == 0


def test_a_result_leads_to_the_entry(homes: dict[str, str], open_page: OpenPage) -> None:
    page = open_page(f"{homes['web']}bibliography.html#words=pravda")
    page.locator(".filter-results a").click()
    expect(page.locator("li:target")).to_contain_text("Pravda")


def test_many_results_come_bit_by_bit(homes: dict[str, str], open_page: OpenPage) -> None:
    page = open_page(f"{homes['web']}bibliography.html#words=volume")
    told(page, "90")
    expect(page.locator(".filter-results li")).to_have_count(40)
    page.click(".filter-more")
    expect(page.locator(".filter-results li")).to_have_count(80)
    expect(page.locator(".filter-results li a").nth(40)).to_be_focused()
    page.click(".filter-more")
    expect(page.locator(".filter-results li")).to_have_count(90)
    expect(page.locator(".filter-more")).to_have_count(0)


def test_nothing_is_loaded_before_one_chooses(homes: dict[str, str], open_page: OpenPage) -> None:
    page = open_page(f"{homes['web']}bibliography.html")
    page.wait_for_load_state("networkidle")
    asked = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    assert [name for name in asked if "/bibliography/" in name] == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "old",
    ["bibliography.html", "bibliography/literature.html", "bibliography/literature-o.html"],
)
def test_an_address_from_before_a_division_redirects(
    homes: dict[str, str], open_page: OpenPage, place: str, old: str
) -> None:
    page = open_page(f"{homes[place]}{old}#many-89")
    page.wait_for_url(re.compile(r"/bibliography/literature-oo.*\.html#many-89$"))
    expect(page.locator("li:target")).to_contain_text("Volume 89")


def test_the_address_of_a_group_stays(homes: dict[str, str], open_page: OpenPage) -> None:
    page = open_page(f"{homes['web']}bibliography.html#group-newspaper")
    expect(page.locator("h2:target")).to_contain_text("Newspapers")


def test_without_scripts_letters_lead_to_every_work(
    homes: dict[str, str], open_page: OpenPage
) -> None:
    page = open_page(f"{homes['web']}bibliography.html", scripts=False)
    expect(page.locator("form.filter")).not_to_be_visible()
    page.get_by_role("link", name="T", exact=True).click()
    expect(page.locator("h1")).to_have_text("Literature: T")
    expect(page.locator("li[id=cafe]")).to_contain_text("Two, B. Café. 1945.")
    page.locator("#nav-on a", has_text="→").click()
    expect(page.locator("h1")).to_have_text("Literature: Z")
    page.locator("#nav-on a", has_text="←").click()
    page.locator("#nav-parts").get_by_role("link", name="O", exact=True).click()
    page.locator("article li a").first.click()
    expect(page.locator("li[id=silk]")).to_contain_text("Cited in the description of Sample")


@pytest.mark.parametrize("scripts", [True, False])
def test_nothing_is_wider_than_a_phone(
    homes: dict[str, str], open_page: OpenPage, folder: Path, scripts: bool
) -> None:
    page = open_page(homes["web"] + "bibliography.html", device=PHONE, scripts=scripts)
    for path in [folder / "bibliography.html", *sorted(folder.glob("bibliography/*.html"))]:
        name = path.relative_to(folder).as_posix()
        page.goto(homes["web"] + name)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
