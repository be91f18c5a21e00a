"""The home page: the shelf of texts and the line of time, on every screen and on paper."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.watching import DESKTOP, PHONE, OpenPage

NARROW = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
WIDE = {"viewport": {"width": 2560, "height": 1440}}
DEVICES = pytest.mark.parametrize(
    "device", [NARROW, PHONE, DESKTOP, WIDE], ids=["320 px", "phone", "desktop", "2560 px"]
)


@DEVICES
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_line_of_time_is_drawn_and_listed(
    site: str, open_page: OpenPage, device: dict[str, object], scripts: bool
) -> None:
    page = open_page(site, device=device, scripts=scripts)
    drawing = page.get_by_role("img", name="Timeline from")
    expect(drawing).to_be_visible(visible=device in (DESKTOP, WIDE))
    rows = page.locator(".chronology").get_by_role("list").get_by_role("listitem")
    assert rows.count() > 30
    for row in rows.all():
        assert row.get_by_role("link").count(), row.inner_text()
    for place in ("left", "right"):
        edges = page.locator(".chronology, .chronology *").evaluate_all(
            "(all, place) => all.map(e => e.getBoundingClientRect()[place])", place
        )
        assert min(edges) >= 0
        assert max(edges) <= page.evaluate("innerWidth")


@pytest.mark.parametrize("device", [DESKTOP, WIDE], ids=["desktop", "2560 px"])
def test_the_writing_on_the_drawing_can_be_read(
    site: str, open_page: OpenPage, device: dict[str, object]
) -> None:
    page = open_page(site, device=device)
    texts = page.locator(".chronology-drawing text")
    assert texts.count()
    for size in texts.evaluate_all("all => all.map(e => parseFloat(getComputedStyle(e).fontSize))"):
        assert size >= 11
    boxes = texts.evaluate_all("all => all.map(e => e.getBoundingClientRect().toJSON())")
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert not _overlap(one, other), (number, one, other)


def _overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    # A line of writing is higher than its letters.
    least = 4
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return across > least and down > least


def _middles(page: Page) -> list[tuple[float, float]]:
    """Return, for each row of the list, its middle and the end of the line that leads to it."""
    pairs = page.evaluate(
        """() => {
          const box = e => e.getBoundingClientRect();
          const top = box(document.querySelector(".chronology-drawing"));
          return [...document.querySelectorAll(".chronology li")].map((row, number) => {
            const leads = document.querySelectorAll(".chronology-drawing g")[number]
              .querySelectorAll(".lead");
            const share = parseFloat(leads[leads.length - 1].getAttribute("y2")) / 100;
            return [(box(row).top + box(row).bottom) / 2, top.top + share * top.height];
          });
        }"""
    )
    return [(row, lead) for row, lead in pairs]


@pytest.mark.parametrize("device", [DESKTOP, WIDE], ids=["desktop", "2560 px"])
def test_each_line_leads_to_its_row(
    site: str, open_page: OpenPage, device: dict[str, object]
) -> None:
    page = open_page(site, device=device)
    for row, lead in _middles(page):
        assert abs(row - lead) < 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_drawing_follows_the_colours(site: str, open_page: OpenPage, scheme: str) -> None:
    page = open_page(site, color_scheme=scheme)
    ink = page.locator(".chronology-drawing text").first.evaluate("e => getComputedStyle(e).fill")
    said = page.locator(".chronology .date").first.evaluate("e => getComputedStyle(e).color")
    assert ink == said


def test_the_list_of_texts_has_date_kind_length_and_a_sentence(
    site: str, open_page: OpenPage
) -> None:
    page = open_page(site)
    titles = page.locator("article h3:has(a[href^='editions/'])")
    assert titles.count() > 1
    for title in titles.all():
        sentence = title.locator("xpath=following-sibling::p[1]").inner_text()
        facts = title.locator("xpath=following-sibling::p[2]").inner_text()
        assert sentence.endswith(".")
        assert facts.count(";") >= 3
        assert "words" in facts
