"""The search as a person uses it: what it finds, what it loads, from a server and from a disk."""

from __future__ import annotations

import gzip
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page

from edition.search import files, postings
from edition.search.postings import find_dates
from edition.search.units import KINDS, ON_REQUEST, PageInfo, Unit
from edition.search.words import load_variants, read_tokens
from tests.browser.test_reading_access import SMALL, axe, examine_schemes
from tests.browser.watching import PHONE, OpenPage
from tests.searching import add_search, read_site

__all__ = ["axe"]

SAMPLES = Path(__file__).parents[1] / "search"
ROWS: list[dict[str, Any]] = yaml.safe_load((SAMPLES / "queries.yml").read_text(encoding="utf-8"))
FORMS = {
    "&sep1931": (
        r"\b(?:\d{1,2}[–-])?\d{0,2} ?(?:August[–-])?Sept(?:ember|\.)(?:[–-]October)?"
        r"(?: \d{1,2}(?:[–-]\d{1,2})?,)?,? 1931\b"
    ),
}
TIERS = ("place", "heading", "text", "list", "about")
LOADED = 350_000
"""Bytes, compressed, that a query may load."""


@cache
def read_units(folder: Path) -> list[tuple[PageInfo, Unit]]:
    return [(info, unit) for info, units in read_site(folder) for unit in units]


def expect(row: dict[str, Any], folder: Path) -> Counter[tuple[str, str, str]]:
    """Find by regular expressions, without any index, what a row must find."""
    if row.get("nothing") or "all" not in row:
        return Counter()
    return Counter(find_expected(ROWS.index(row), folder))


@cache
def find_expected(number: int, folder: Path) -> Counter[tuple[str, str, str]]:
    """Find it once for all the tests that look for it."""
    row = ROWS[number]
    wanted = [re.compile(FORMS.get(one, one), re.IGNORECASE) for one in row["all"]]
    unwanted = [re.compile(FORMS.get(one, one), re.IGNORECASE) for one in row.get("none", [])]
    first, last = row.get("years", (0, 9999))
    searched = row.get("kinds", [kind for kind in KINDS if kind != ON_REQUEST])
    return Counter(
        (info.file, unit.address, unit.text)
        for info, unit in read_units(folder)
        if all(pattern.search(unit.text) for pattern in wanted)
        and not any(pattern.search(unit.text) for pattern in unwanted)
        and unit.kind in searched
        and info.text == row.get("text", info.text)
        and info.file == row.get("page", info.file)
        and first <= unit.year <= last
    )


@pytest.fixture(scope="module", params=["server", "disk"])
def asking(
    request: pytest.FixtureRequest, browser: Browser, site: str, site_folder: Path
) -> Iterator[Page]:
    """A page of the search, over HTTP and from a disk."""
    context: BrowserContext = browser.new_context()
    page = context.new_page()
    start = site if request.param == "server" else f"{site_folder.as_uri()}/"
    page.goto(f"{start}search.html")
    yield page
    context.close()


def name_row(row: dict[str, Any]) -> str:
    return f"{row['query']} {row.get('filters', '')}".strip()


@pytest.mark.parametrize("row", ROWS, ids=name_row)
def test_a_query_finds_exactly_what_it_should(
    asking: Page, site_folder: Path, row: dict[str, Any]
) -> None:
    ask = "([query, filters]) => editionSearch.find(query, filters)"
    results = asking.evaluate(ask, [row["query"], row.get("filters", {})])
    places = [f"{one['file']}#{one['address']}" for one in results if one["tier"] == "place"]
    assert [place.rpartition("/")[2] for place in places] == row.get("places", [])
    tiers = [TIERS.index(one["tier"]) for one in results]
    assert tiers == sorted(tiers)
    found = Counter((one["file"], one["address"], one["text"]) for one in results)
    expected = expect(row, site_folder)
    leading = Counter((one["file"], one["address"], one["text"]) for one in results[: len(places)])
    found -= leading - expected
    assert found - expected == Counter(), "found, and should not be"
    assert expected - found == Counter(), "not found"
    empty = {"nothing", "may_be_empty", "places"}
    assert expected or empty.intersection(row), "the row proves nothing"


def test_every_spelling_of_a_name_gives_one_answer(asking: Page) -> None:
    """In any script, romanisation and writing; the derived forms are those of declared tables."""
    spellings = [
        "Zhang Zuolin", "zhang zuo-lin", "Chang Tso-lin", "Chang Tso Lin", "Chang Tsolin",
        "張作霖", "张作霖", "Чжан Цзолинь", "Чжан Цзо-линь",
    ]  # fmt: skip
    find = "query => editionSearch.find(query, {})"
    first, *others = [asking.evaluate(find, one) for one in spellings]
    assert (first[0]["tier"], first[0]["address"]) == ("place", "zhang-zuolin")
    texts = " ".join(one["text"] for one in first)
    assert {"Zhang Zuolin", "Chang Tso-lin", "張作霖"} <= set(
        re.findall("Zhang Zuolin|Chang Tso-lin|張作霖", texts)
    )
    assert others == [first] * (len(spellings) - 1)
    alone = asking.evaluate(find, '"Chang Tso-lin"')
    assert 0 < len(alone) < len(first), "in quotation marks it is this spelling alone"


def test_a_collection_in_many_pieces_gives_the_same(
    browser: Browser, site_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postings, "SEARCH_SEGMENT_WORDS", 20_000)
    monkeypatch.setattr(files, "SEARCH_WORDS_FILE", 1_000)
    shutil.copytree(site_folder, tmp_path, dirs_exist_ok=True)
    add_search(tmp_path)
    assert (tmp_path / "search" / "s9.js").is_file()
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{tmp_path.as_uri()}/search.html")
        ask = "rows => Promise.all(rows.map(([q, f]) => editionSearch.find(q, f)))"
        answers = page.evaluate(ask, [[row["query"], row.get("filters", {})] for row in ROWS])
    wrong = []
    for row, answer in zip(ROWS, answers, strict=True):
        places = len(row.get("places", []))
        found = [(o["file"], o["address"], o["text"]) for o in answer]
        expected = expect(row, site_folder)
        leading = Counter(found[:places]) - expected
        if Counter(found) - leading != expected or leading.total() > places:
            wrong.append(row["query"])
    assert wrong == []


def test_the_table_is_large_enough() -> None:
    assert len(ROWS) >= 200


def ask(page: Page, query: str) -> None:
    page.locator(".search-form [name=q]").fill(query)
    page.locator(f".search-status[data-query='{query}'][data-count]").wait_for()


def wait_for_all(page: Page) -> None:
    """Wait until the results are counted: the first are shown before the others are there."""
    page.locator(".search-status[data-count]").wait_for()


def test_results_state_their_place_and_lead_there(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}search.html?q=%22hidden+agenda%22")
    wait_for_all(page)
    assert "result" in page.locator(".search-status").inner_text()
    assert page.locator(".search-results section h2").first.inner_text()
    link = page.locator(".search-results li a").first
    assert re.match(r"p\. \d+|leaf \d+", link.inner_text())
    assert "hidden agenda" in page.locator(".search-results .snippet").first.inner_text()
    assert page.locator(".search-results .snippet mark").first.inner_text() == "hidden agenda"
    link.click()
    mark = page.locator(":target mark.found").first
    mark.wait_for()
    assert mark.inner_text() == "hidden agenda"
    page.keyboard.press("Escape")
    assert page.locator("mark.found").count() == 0


def test_a_hit_on_its_page_is_marked_in_any_spelling(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}search.html#q=komoto+daisaku")
    page.locator(".search-results li.body a").first.click()
    page.locator("mark.found").first.wait_for()
    # A name of the registers is marked as a whole.
    marked = " ".join(page.locator("mark.found").all_inner_texts())
    assert {"Kōmoto", "Daisaku"} <= set(marked.split())


def test_the_field_of_every_page_leads_to_the_search(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}rights.html")
    field = page.get_by_role("searchbox")
    field.fill("komoto")
    field.press("Enter")
    page.locator(".search-results li").first.wait_for()
    assert "search.html?q=komoto" in page.url


def test_the_query_and_its_filters_are_in_the_address(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}search.html")
    ask(page, "komoto")
    every = int(page.locator(".search-status").get_attribute("data-count") or 0)
    page.locator(".search-form summary").click()
    page.get_by_role("checkbox", name="Notes", exact=True).check()
    page.wait_for_url("**/search.html#q=komoto&kind=note")
    page.locator(f".search-status[data-count]:not([data-count='{every}'])").wait_for()
    notes = page.locator(".search-status").get_attribute("data-count") or ""
    assert 0 < int(notes) < every
    again = open_page(page.url)
    again.locator(".search-status[data-count]").wait_for()
    assert again.locator(".search-status").get_attribute("data-count") == notes
    assert again.locator(".search-results li:not(.note)").count() == 0


def test_each_search_has_its_place_in_the_history(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}search.html")
    for query in ("komoto", "honghuzi"):
        page.locator(".search-form [name=q]").fill(query)
        page.keyboard.press("Enter")
        page.locator(f".search-status[data-query='{query}'][data-count]").wait_for()
    page.go_back()
    page.locator(".search-status[data-query='komoto'][data-count]").wait_for()
    assert page.locator(".search-form [name=q]").input_value() == "komoto"
    page.go_back()
    page.wait_for_function("document.querySelector('.search-form [name=q]').value === ''")
    assert page.locator(".search-results li").count() == 0


def test_who_comes_back_finds_the_list_as_it_was(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}search.html#q=stalin")
    wait_for_all(page)
    page.get_by_role("button", name="Show more results").click()
    page.locator(".search-results li").nth(39).wait_for()
    link = page.locator(".search-results li a").nth(34)
    place = link.evaluate("link => (link.focus(), [link.href, scrollY])")
    assert place[1] > 0
    page.keyboard.press("Enter")
    page.locator("mark.found").first.wait_for()
    page.go_back()
    page.locator(".search-results li").nth(39).wait_for()
    page.wait_for_function(f"Math.abs(scrollY - {place[1]}) < 2")
    assert page.locator(".search-results li a").nth(34).evaluate("link => link.href") == place[0]


def test_the_texts_can_be_chosen_before_the_first_query(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}search.html")
    page.locator(".search-form summary").click()
    page.locator(".search-form [name=text] option").nth(1).wait_for(state="attached")
    page.locator(".search-form [name=text]").select_option("PSIS 400-16")
    ask(page, "Japan")
    titles = page.locator(".search-results section h2").all_inner_texts()
    assert titles == ["PSIS 400-16"]


def test_words_typed_before_the_typeface_is_there_are_taken(site: str, open_page: OpenPage) -> None:
    page = open_page(site)
    page.route("**/*.woff2", lambda route: None)
    page.goto(f"{site}search.html", wait_until="domcontentloaded")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("komoto")
    assert page.locator(".search-form [name=q]").input_value() == "komoto"


def test_the_search_can_be_used_by_keyboard_and_by_ear(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}search.html")
    page.keyboard.type("komoto")
    page.keyboard.press("Enter")
    wait_for_all(page)
    assert page.get_by_role("status").filter(has_text="results").count() == 1
    # From the field: the button, the filters, the counts by text, the first text and its result.
    for _ in range(2 + page.locator(".search-counts a").count()):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.search-counts') !== null")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('h3') !== null")
    page.keyboard.press("Tab")
    link = page.locator(".search-results li a:focus")
    snippet = page.locator(f"id={link.get_attribute('aria-describedby')}")
    assert "moto" in snippet.inner_text()
    page.keyboard.press("Enter")
    page.locator("mark.found").first.wait_for()
    assert page.get_by_role("region", name="Results").count() == 0, "on the page it led to"


def test_axe_finds_nothing_in_results(site: str, open_page: OpenPage, axe: str) -> None:
    page = open_page(f"{site}search.html#q=komoto&kind=note", device=SMALL)
    wait_for_all(page)
    assert page.locator(".search-form details").get_attribute("open") is not None
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert examine_schemes(page, axe) == []
    page.locator(".search-results li a").first.click()
    page.locator("mark.found").first.wait_for()
    assert examine_schemes(page, axe) == []


def test_more_results_come_when_asked_for_and_take_the_focus(
    site: str, open_page: OpenPage
) -> None:
    page = open_page(f"{site}search.html#q=stalin")
    wait_for_all(page)
    assert page.locator(".search-results li").count() == 20
    page.get_by_role("button", name="Show more results").click()
    page.locator(".search-results li").nth(39).wait_for()
    # The focus moves when all of them are there.
    page.locator(".search-results li a:focus").wait_for()


def test_a_forgiven_error_is_reported(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}search.html#q=honghuzzi")
    page.locator(".search-results li").first.wait_for()
    status = page.get_by_role("status").filter(has_text="honghuzzi")
    assert "honghuzi" in status.inner_text()
    assert "No results" not in status.inner_text()
    assert page.locator(".search-results .snippet mark").first.inner_text() == "honghuzi"
    page.locator(".search-results li a").first.click()
    page.locator("mark.found").first.wait_for()


def test_markup_in_a_query_stays_text(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}search.html#q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E+qqqqqq")
    page.get_by_text("No results.").wait_for()
    assert page.locator("main img").count() == 0


def test_an_address_leads_to_its_place(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}search.html#q=p.+239")
    page.locator(".search-results li a").first.click()
    page.wait_for_url("**/3-3.html#p239")


def test_counts_by_text_and_chapter_narrow_the_search(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}search.html#q=Komoto")
    counts = page.get_by_role("navigation", name="Results by text and chapter")
    text = counts.get_by_role("link", name="Kuromiya 2023")
    whole = int(re.sub(r"\D", "", text.inner_text().rpartition("(")[2]))
    text.click()
    page.locator(f".search-status[data-count='{whole}']").wait_for()
    chapter = counts.get_by_role("link", name="2.4 ")
    part = int(re.sub(r"\D", "", chapter.inner_text().rpartition("(")[2]))
    chapter.click()
    page.locator(f".search-status[data-count='{part}']").wait_for()
    files = page.locator(".search-results ol").evaluate_all("all => all.map(o => o.dataset.file)")
    assert set(files) == {"editions/kuromiya-2023/2-4.html"}
    counts.get_by_role("link", name="all texts").click()
    page.locator(f".search-status[data-count]:not([data-count='{part}'])").wait_for()
    counts.get_by_role("link", name="pages about this edition").click()
    page.locator(".search-results li.editorial").first.wait_for()
    assert page.locator(".search-results li:not(.editorial)").count() == 0


def test_forms_and_dates_are_marked(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}search.html#q=armies+1931%2F9")
    wait_for_all(page)
    marks = page.locator(".search-results li.body .snippet mark")
    assert {"Army", "September 1931"} <= set(marks.all_inner_texts())
    page.locator(".search-results li.body a").first.click()
    page.locator("mark.found").first.wait_for()
    assert any("Sept" in words for words in page.locator("mark.found").all_inner_texts())


def test_dates_are_read_alike_for_the_index_and_for_a_query(
    site: str, site_folder: Path, open_page: OpenPage
) -> None:
    texts = [unit.text for _, unit in read_units(site_folder)]
    texts += ["18–20 May 1931; May 30–June 2, 1931; 40 May 1931; 3.13.1931; May 9th, 1945"]
    texts += ["1931年9月18日 1931年9月 1931-09-18 18.9.1931 9 JUNE 1945 Sept. 1931 20–18 May 1931"]
    dated = [[[start, dates] for start, dates in find_dates(text)] for text in texts]
    there = open_page(f"{site}search.html").evaluate(
        "texts => texts.map(text => editionWords.listDates(text).map(d => [d.start, d.dates]))",
        texts,
    )
    assert sum(map(len, dated)) > 1000
    plain = [text.isascii() or len(text) == len(text.encode("utf-16-le")) // 2 for text in texts]
    chosen = [number for number, fits in enumerate(plain) if fits]
    assert [there[number] for number in chosen] == [dated[number] for number in chosen]


def test_of_a_query_of_thousands_of_words_the_first_are_read(asking: Page) -> None:
    ask = "(query) => editionSearch.find(query, {})"
    one = asking.evaluate(ask, "railway")
    assert one
    many = " ".join(["railway"] * 64 + [f"nowhere{number}" for number in range(5000)])
    assert asking.evaluate(ask, many) == one
    long = " ".join(["railway"] * 10 + ["\u5f35" * 930, *["railway"] * 5000, "nowhere"])
    assert asking.evaluate(ask, long) == []  # the characters are read as far as the limit
    asking.get_by_role("searchbox").last.fill(many)
    asking.locator(".search-results li").first.wait_for()


def test_nothing_is_loaded_before_the_reader_searches(browser: Browser, site: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{site}index.html")
        page.wait_for_load_state("networkidle")
        page.goto(f"{site}search.html")
        page.wait_for_load_state("networkidle")
        assert not [address for address in asked if "/search/" in address]


@pytest.mark.parametrize(
    "query",
    ["Komoto", "the", "張作霖", "張作", "manchu*", "s*", "Kwantnug", '"of the Soviet"', "a* -the"],
)
def test_a_query_loads_little(browser: Browser, site: str, site_folder: Path, query: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        asked: set[str] = set()
        page.on("request", lambda request: asked.add(request.url))
        page.goto(f"{site}search.html#q={query.replace('*', '%2A')}")
        wait_for_all(page)
        names = {
            address.removeprefix(site).split("#")[0] for address in asked if "search" in address
        }
        sizes = [len(gzip.compress((site_folder / name).read_bytes(), 6)) for name in names]
    assert len(names) > 5
    assert sum(sizes) <= LOADED


def test_without_scripts_it_says_what_helps(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}search.html", scripts=False)
    assert "needs JavaScript" in page.locator("main").inner_text()
    assert not page.locator("form.search-form").is_visible()


@pytest.mark.parametrize("device", [PHONE, SMALL], ids=["390 px", "320 px"])
def test_the_search_fits_a_phone(site: str, open_page: OpenPage, device: dict[str, object]) -> None:
    page = open_page(f"{site}search.html#q=komoto", device=device)
    wait_for_all(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_words_are_read_alike_for_the_index_and_for_a_query(
    site: str, site_folder: Path, open_page: OpenPage
) -> None:
    texts = [unit.text for _, unit in read_units(site_folder)]
    texts += [
        (SAMPLES / name).read_text("utf-8")
        for name in ("letter-russian.txt", "record-japanese.txt", "diary-of-many-scripts.txt")
    ]
    texts += ["佐々木 々 葛\U000e0100城 が か\u3099 ｶﾞｷﾞ 한국어 обратилась Русь друзьями"]
    texts += ["こゝろ いすゞ あゞ ゞ バナヽ トヾ 一ヵ月 〆切"]
    texts += ["jusqu’aujourd’hui L'Œuvre qu’Émile d’un rock’n’roll T’ing-fu हिन्दी में ☎\ufe0f ก็ตาม"]
    texts += ["ﬁnal Ｗｉｄｅ ʿAlī l’état U.S.S.R. co\u00adop 𠀋𠀌張 カタカナ x-y-z ИЙ ß İ 1½ ²"]
    here = [list(read_tokens(text, load_variants())) for text in texts]
    forms = "".join(form + one for form, one in load_variants().items())
    there = open_page(f"{site}search.html").evaluate(
        """([texts, forms]) => {
          const all = [...forms], variants = new Map();
          for (let at = 0; at < all.length; at += 2) variants.set(all[at], all[at + 1]);
          return texts.map((text) => editionWords.readWords(text, variants).flatMap((word) =>
            [word.term, word.behind, word.whole].filter(Boolean)
              .map((one) => [one, word.position])));
        }""",
        [texts, forms],
    )
    assert [[list(token) for token in tokens] for tokens in here] == there
