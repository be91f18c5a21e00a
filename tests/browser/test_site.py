"""The published site as a reader meets it: notes, addresses, screens, paper, weight."""

import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import pytest
from playwright.sync_api import Locator, expect
from selectolax.lexbor import LexborHTMLParser

from tests.browser.kinds import find_kinds
from tests.browser.watching import LISTEN, PHONE, OpenPage

HTML_BUDGET = 300_000
COMPRESSED_BUDGET = 80_000
NARROW = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
WIDE = {"viewport": {"width": 2560, "height": 1440}}

# The contrast of an element's ink with the nearest painted background, by WCAG 2.2.
CONTRAST = """element => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const light = color => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let ground = element;
  const isClear = e => /, 0\\)$|transparent/.test(getComputedStyle(e).backgroundColor);
  while (ground.parentElement && isClear(ground)) ground = ground.parentElement;
  const [a, b] = [getComputedStyle(element).color, getComputedStyle(ground).backgroundColor]
    .map(light).sort();
  return (b + 0.05) / (a + 0.05);
}"""


@pytest.fixture(scope="session")
def parsed(site_folder: Path) -> dict[str, LexborHTMLParser]:
    """Every page of the site by its path, parsed as a browser does."""
    pages = sorted(site_folder.rglob("*.html"))
    return {
        str(path.relative_to(site_folder)): LexborHTMLParser(path.read_bytes()) for path in pages
    }


def first_with(parsed: dict[str, LexborHTMLParser], selector: str) -> str:
    """Return the first page of a text that has such an element."""
    found = [path for path, page in parsed.items() if page.css_first(f"article {selector}")]
    assert found, f"no page has {selector}"
    return found[0]


@pytest.fixture(scope="session")
def with_notes(parsed: dict[str, LexborHTMLParser]) -> str:
    return first_with(parsed, "a[role=doc-noteref]")


@pytest.fixture(scope="session")
def with_pages(parsed: dict[str, LexborHTMLParser]) -> str:
    return first_with(parsed, "p[id] a.page")


def id_selector(link: Locator) -> str:
    return f"[id='{(link.get_attribute('href') or '').removeprefix('#')}']"


# --- notes and addresses --------------------------------------------------------------


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_marker_leads_to_its_note_and_the_note_back(
    site: str, open_page: OpenPage, with_notes: str, scripts: bool
) -> None:
    page = open_page(site + with_notes, scripts=scripts)
    marker = page.locator("a[role=doc-noteref]").first
    note = id_selector(marker)
    marker.click()
    expect(page.locator(f"{note}:target .sign")).to_have_text(marker.inner_text())
    expect(page.locator(f"{note} .sign")).to_be_in_viewport()
    page.locator(f"{note} a[role=doc-backlink]").first.click()
    expect(page.locator("a[role=doc-noteref]:target")).to_have_text(marker.inner_text())
    expect(page.locator("a[role=doc-noteref]:target")).to_be_in_viewport()


def test_every_page_start_is_numbered_and_leads_to_itself(
    parsed: dict[str, LexborHTMLParser],
) -> None:
    starts = [start for page in parsed.values() for start in page.css("a.page")]
    assert starts
    for start in starts:
        assert start.attributes["href"] == f"#{start.attributes['id']}"
        assert start.attributes["data-label"]
        assert start.attributes["aria-label"]
        assert start.text() == ""


def test_a_page_number_is_in_the_margin(site: str, open_page: OpenPage, with_pages: str) -> None:
    page = open_page(site + with_pages)
    number = page.locator("p[id] a.page").first
    label = number.evaluate("e => getComputedStyle(e, '::before').content")
    assert (number.get_attribute("data-label") or "?") in label
    number.click()
    expect(page.locator("a.page:target")).to_have_count(1)


def test_every_link_within_the_site_lands(
    parsed: dict[str, LexborHTMLParser], site_folder: Path
) -> None:
    ids = {
        path: {node.attributes["id"] for node in page.css("[id]")} for path, page in parsed.items()
    }
    for path, page in parsed.items():
        if path == "404.html":
            continue
        for link in page.css("a[href]"):
            href = link.attributes["href"] or ""
            if ":" in href:
                continue
            file, fragment = urldefrag(href)
            target = Path("/", path).parent.joinpath(file) if file else Path("/", path)
            name = str(Path(*_normal(target)))
            if Path(name).suffix != ".html":
                # A download: it has no places to land on.
                assert (site_folder / name).is_file(), f"{path} links to {href}"
                continue
            assert name in ids, f"{path} links to {href}"
            assert not fragment or fragment in ids[name], f"{path} links to {href}"


def _normal(path: Path) -> list[str]:
    parts: list[str] = []
    for part in path.parts[1:]:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return parts


def test_ids_are_unique_on_every_page(parsed: dict[str, LexborHTMLParser]) -> None:
    for path, page in parsed.items():
        ids = [node.attributes["id"] for node in page.css("[id]")]
        assert len(ids) == len(set(ids)), path


def test_a_permalink_puts_the_address_on_the_clipboard(
    site: str, open_page: OpenPage, with_notes: str
) -> None:
    page = open_page(site + with_notes)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    permalink = page.locator("p[id] > a.permalink").first
    page.evaluate(LISTEN)
    permalink.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("announced.includes('Address copied')")
    address = page.evaluate("navigator.clipboard.readText()")
    assert address == f"{site}{with_notes}{permalink.get_attribute('href')}"
    assert page.url == address


# --- the left column ------------------------------------------------------------------


def test_a_page_of_a_text_lists_the_contents_of_that_text_alone(
    parsed: dict[str, LexborHTMLParser],
) -> None:
    lists = {path: page.css(".side-text a") for path, page in parsed.items()}
    assert any(lists.values())
    for path, links in lists.items():
        assert not [link for link in links if "/" in (link.attributes["href"] or "")], path


def test_every_page_has_the_same_few_links_to_the_site(parsed: dict[str, LexborHTMLParser]) -> None:
    # A page on the making of the edition has its neighbours besides.
    links = ".side-site > ul > li > a, .side-site > ul > li > ul > li > a"
    counts = {len(page.css(links)) for page in parsed.values()}
    assert len(counts) == 1
    assert counts.pop() <= 23


def test_the_menu_of_a_narrow_screen_opens_without_scripts(
    site: str, open_page: OpenPage, with_notes: str
) -> None:
    page = open_page(site + with_notes, device=PHONE, scripts=False)
    expect(page.locator(".side-site a").first).not_to_be_in_viewport()
    page.locator(".drawer-button").click()
    expect(page.locator(".side-site a").first).to_be_in_viewport()
    expect(page.locator(".side-text a").first).to_be_in_viewport()


# --- screens and paper ----------------------------------------------------------------


@pytest.mark.parametrize("devices", [(NARROW, PHONE), (WIDE,)], ids=["320 and 390 px", "2560 px"])
def test_nothing_overflows_sideways(
    site: str,
    site_folder: Path,
    open_page: OpenPage,
    parsed: dict[str, LexborHTMLParser],
    devices: Sequence[Mapping[str, Any]],
) -> None:
    page = open_page(site, device=devices[0])
    for path in dict.fromkeys([*_one_of_each_kind(parsed), *find_kinds(site_folder)]):
        page.goto(site + path)
        for device in devices:
            page.set_viewport_size(device["viewport"])
            widths = page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
            assert widths[0] <= widths[1] == device["viewport"]["width"], path


def _one_of_each_kind(parsed: dict[str, LexborHTMLParser]) -> list[str]:
    """Return every page written by hand, and the first two pages of each text."""
    kept: dict[str, int] = {}
    for path in sorted(parsed, key=lambda path: (path.count("/"), path)):
        folder = str(Path(path).parent)
        kept[folder] = kept.get(folder, 0) + 1
        if folder == "." or kept[folder] <= 2:
            kept[path] = 1
    return [path for path in parsed if path in kept]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast_with_the_page(
    site: str, open_page: OpenPage, with_notes: str, scheme: str, scripts: bool
) -> None:
    page = open_page(site + with_notes, color_scheme=scheme, scripts=scripts)
    for selector in (
        "article p[id]",
        "article h1",
        "a[role=doc-noteref]",
        ".notes .sign",
        ".running-head a",
        ".side-text a",
        ".site-nav a",
        ".site-name",
        ".imprint-lines a",
    ):
        contrast = page.locator(selector).first.evaluate(CONTRAST)
        assert contrast >= 4.5, f"{selector}: {contrast:.1f}"


def test_the_page_follows_a_preference_for_dark(
    site: str, open_page: OpenPage, with_notes: str
) -> None:
    lightness = "parseInt(getComputedStyle(document.body).backgroundColor.slice(4))"
    for scripts in (True, False):
        dark = open_page(site + with_notes, color_scheme="dark", scripts=scripts)
        assert dark.evaluate(lightness) < 60
        light = open_page(site + with_notes, color_scheme="light", scripts=scripts)
        assert light.evaluate(lightness) > 200


def test_paper_has_the_text_and_its_notes_and_no_furniture(
    site: str, open_page: OpenPage, with_notes: str
) -> None:
    page = open_page(site + with_notes, media="print")
    for furniture in (".site-head", ".side", ".site-foot", "a.permalink"):
        assert not page.locator(furniture).first.is_visible(), furniture
    assert page.locator("article p[id]").first.is_visible()
    assert page.locator(".notes li").first.is_visible()


def test_lines_have_a_readable_measure(site: str, open_page: OpenPage, with_notes: str) -> None:
    for device in (WIDE, {"viewport": {"width": 1280, "height": 900}}):
        page = open_page(site + with_notes, device=device)
        counts = page.evaluate(
            """() => [...document.querySelectorAll("article > p[id]")]
              .map(p => [p.textContent.length,
                p.getBoundingClientRect().height / parseFloat(getComputedStyle(p).lineHeight)])
              .filter(([length, lines]) => lines > 4)
              .map(([length, lines]) => length / lines)"""
        )
        assert counts
        assert 55 <= sorted(counts)[len(counts) // 2] <= 75


# --- weight ---------------------------------------------------------------------------


def test_no_page_is_unreasonable_to_load(site_folder: Path) -> None:
    for path in site_folder.rglob("*.html"):
        content = path.read_bytes()
        assert len(content) <= HTML_BUDGET, f"{path.name}: {len(content):,} bytes"
        compressed = len(gzip.compress(content, 6, mtime=0))
        assert compressed <= COMPRESSED_BUDGET, f"{path.name}: {compressed:,} bytes compressed"


def test_a_public_page_is_not_stamped(parsed: dict[str, LexborHTMLParser]) -> None:
    for path, page in parsed.items():
        assert not page.css(".private-stamp, meta[name=robots]"), path


EDGE = """element => {
  const style = getComputedStyle(element);
  const probe = document.createElement("p");
  probe.style.color = element.matches("a") ? style.textDecorationColor : style.borderBottomColor;
  document.body.append(probe);
  return probe;
}"""


@pytest.mark.parametrize("paper", ["light", "sepia", "dark"])
def test_fields_and_links_can_be_made_out(site: str, open_page: OpenPage, paper: str) -> None:
    page = open_page(f"{site}bibliography.html")
    for path, selector in (
        ("bibliography.html", ".filter :is(input, select)"),
        ("search.html", ".search-form input[type=search]"),
        ("editions/psis-1945/text.html", ".go-to-page input"),
        ("editions/psis-1945/text.html", ".notes li a[href*=bibliography]"),
    ):
        page.goto(site + path)
        page.evaluate("paper => { document.documentElement.dataset.paper = paper; }", paper)
        probe = page.locator(selector).first.evaluate_handle(EDGE).as_element()
        assert probe is not None
        contrast = probe.evaluate(CONTRAST)
        assert contrast >= 3, f"{path} {selector}: {contrast:.2f}"
