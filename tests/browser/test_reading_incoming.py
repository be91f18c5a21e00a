"""From where one refers to a place: a sign beside it, its box, the list at the end of the page."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from selectolax.lexbor import LexborHTMLParser

from tests.browser.watching import DESKTOP, PHONE, OpenPage

WIDE = {"viewport": {"width": 1680, "height": 1050}}
SIGN = "article > p > a.incoming-sign"


@pytest.fixture(scope="session")
def referred(site_folder: Path) -> str:
    """A page of a text with a paragraph that is referred to from more than one place."""
    for path in sorted(site_folder.rglob("*.html")):
        page = LexborHTMLParser(path.read_bytes())
        if any(sign.attributes["data-count"] != "1" for sign in page.css(SIGN)):
            return path.relative_to(site_folder).as_posix()
    raise AssertionError("no paragraph is referred to from two places")


def _edges(sign: Locator) -> tuple[float, float, float]:
    """Return the left edge of a sign, the right edge of its paragraph, and how deep it stands."""
    left, right, depth = sign.evaluate(
        """e => {
          const [own, block] = [e.getBoundingClientRect(), e.parentElement.getBoundingClientRect()];
          return [own.left, block.right, block.bottom - own.bottom];
        }"""
    )
    return left, right, depth


@pytest.mark.parametrize("device", [PHONE, DESKTOP, WIDE], ids=["phone", "desktop", "wide"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_sign_is_in_the_margin_or_at_the_end(
    site: str, open_page: OpenPage, referred: str, device: dict[str, object], scripts: bool
) -> None:
    page = open_page(site + referred, device=device, scripts=scripts)
    for sign in page.locator(SIGN).all():
        left, right, depth = _edges(sign)
        if device is PHONE:
            assert left < right
        else:
            assert right - 1 <= left <= right + 20
        assert abs(depth) < 30
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_without_scripts_it_leads_to_the_list_which_leads_back(
    site: str, open_page: OpenPage, referred: str
) -> None:
    page = open_page(site + referred, scripts=False)
    sign = page.locator(SIGN).first
    target = (sign.get_attribute("href") or "").removeprefix("#")
    sign.click()
    item = page.locator(f"[id='{target}']")
    expect(item).to_be_in_viewport()
    item.locator("a").first.click()
    expect(page.locator(":target")).to_be_in_viewport()
    assert page.url.endswith("#" + target.removeprefix("from-"))


@pytest.mark.parametrize("device", [PHONE, DESKTOP, WIDE], ids=["phone", "desktop", "wide"])
def test_it_opens_a_box_with_every_place(
    site: str, open_page: OpenPage, referred: str, device: dict[str, object]
) -> None:
    page = open_page(site + referred, device=device)
    sign = page.locator(SIGN + ":not([data-count='1'])").first
    sign.scroll_into_view_if_needed()
    sign.click()
    box = page.locator(".incoming-box")
    expect(box).to_be_in_viewport(ratio=1)
    assert box.locator("a").count() == int(sign.get_attribute("data-count") or 0)
    assert box.get_attribute("aria-label") == sign.get_attribute("aria-label")
    expect(box.locator("a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(sign).to_be_focused()


def test_a_link_of_the_box_leads_there(site: str, open_page: OpenPage, referred: str) -> None:
    page = open_page(site + referred)
    page.locator(SIGN).first.click()
    link = page.locator(".incoming-box a").first
    target = (link.get_attribute("href") or "").rpartition("#")[2]
    link.click()
    page.wait_for_url(f"**#{target}")
    expect(page.locator(f"[id='{target}']")).to_be_in_viewport()


def test_corresponding_passages_are_beside_their_passage_or_in_a_box(
    site: str, open_page: OpenPage
) -> None:
    page = open_page(site + "editions/memorandum-1953/text.html", device=WIDE)
    sign = page.locator("a.corresponding-sign").first
    sign.scroll_into_view_if_needed()
    beside = page.locator(".margin-note.corresponding").first
    expect(beside.locator("p").first).to_be_visible()
    target = beside.locator("p a").first.get_attribute("href")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".margin-note")).to_have_count(0)
    sign.click()
    expect(page.locator(".incoming-box p a").first).to_have_attribute("href", target or "")


def test_who_follows_an_address_sees_on_which_page_it_is(site: str, open_page: OpenPage) -> None:
    page = open_page(site + "editions/kuromiya-2023/3-3.html#p239.1", device=WIDE)
    expect(page.locator(".running-head")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("textbox", name="Go to page")).to_have_attribute("placeholder", "239")
    expect(page.locator("[id='p239.1']")).to_be_in_viewport()
    line, bar = (page.locator(one).bounding_box() for one in ("[id='p239.1']", ".running-head"))
    assert line is not None
    assert bar is not None
    assert line["y"] >= bar["y"] + bar["height"]
