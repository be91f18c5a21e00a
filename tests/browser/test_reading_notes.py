"""Notes as a reader meets them: in the margin, in a box at the marker, and in the list."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_budgets import CONTROLS
from tests.browser.watching import DESKTOP, PHONE, OpenPage

WIDE = {"viewport": {"width": 1440, "height": 900}}
SMALL = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
MARKER = "article a[role=doc-noteref]"
EDITORS = "sup.editors > a"
BOX = ".note-box"

# Every shift of the layout that no press of a key or button explains, summed up from the load on.
WATCH_SHIFTS = """() => {
  window.shifts = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
  }).observe({type: "layout-shift", buffered: true});
}"""


@pytest.fixture(scope="session")
def most_notes(site_folder: Path) -> str:
    """The path of the page with the most notes."""
    counts = {
        path.relative_to(site_folder).as_posix(): path.read_text("utf-8").count("doc-noteref")
        for path in sorted(site_folder.rglob("*.html"))
    }
    return max(counts, key=lambda path: counts[path])


def text_of_note(page: Page, marker: Locator) -> str:
    note = page.locator(f"[id='{(marker.get_attribute('href') or '').removeprefix('#')}'] > div")
    return " ".join((note.text_content() or "").replace("↩\ufe0e", "").split())


def text_of(element: Locator) -> str:
    return " ".join((element.text_content() or "").split())


# --- the box ----------------------------------------------------------------------------


def test_a_box_shows_the_note_under_the_pointer(
    site: str, open_page: OpenPage, most_notes: str
) -> None:
    page = open_page(site + most_notes)
    marker = page.locator(MARKER).nth(2)
    marker.hover()
    page.locator(BOX).wait_for()
    assert text_of(page.locator(f"{BOX} .note-text")) == text_of_note(page, marker)
    assert page.locator(f"{BOX} [role=doc-backlink]").count() == 0
    page.locator(f"{BOX} .note-text").hover()
    page.mouse.move(5, 5)
    expect(page.locator(BOX)).to_have_count(0)


def test_a_click_still_leads_to_the_list(site: str, open_page: OpenPage, most_notes: str) -> None:
    page = open_page(site + most_notes)
    marker = page.locator(MARKER).nth(2)
    marker.click()
    expect(page.locator(".notes li:target")).to_be_in_viewport()
    expect(page.locator(BOX)).to_have_count(0)


def test_the_keyboard_opens_enters_and_closes_the_box(
    site: str, open_page: OpenPage, most_notes: str
) -> None:
    page = open_page(site + most_notes)
    marker = page.locator(MARKER).first
    page.keyboard.press("Tab")
    marker.focus()
    expect(page.get_by_role("dialog", name="Note", exact=False)).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(f"{BOX} .sign")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(BOX)).to_have_count(0)
    expect(marker).to_be_focused()


@pytest.mark.parametrize("device", [DESKTOP, WIDE], ids=["box", "margin"])
def test_a_note_is_one_stop_of_the_keyboard_in_the_text_and_the_list_another(
    site: str, open_page: OpenPage, most_notes: str, device: dict[str, object]
) -> None:
    page = open_page(site + most_notes, device=device)
    assert len(page.evaluate(f"({CONTROLS})()")) <= 600
    marker, notes = page.locator(MARKER).first, page.locator("section.notes > ol > li")
    page.keyboard.press("Tab")
    marker.focus()
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.closest('.note-box, .notes')")
    marker.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(notes.first.locator(".sign")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(notes.nth(1).locator(".sign")).to_be_focused()
    page.keyboard.press("Tab")
    expect(notes.nth(1).locator("p a").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(notes.first.locator(".sign")).to_be_focused()
    reached = page.locator("section.notes > ol a:not([tabindex='-1'])")
    assert reached.count() == notes.first.locator("a:not(.permalink)").count()


def test_the_event_of_an_address_does_not_take_back_a_reader_who_has_gone_on(
    site: str, open_page: OpenPage, most_notes: str
) -> None:
    page = open_page(site + most_notes)
    notes = page.locator("section.notes > ol > li")
    page.evaluate("id => location.hash = id", notes.first.get_attribute("id"))
    expect(page.locator("section.notes > ol > li:target")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(notes.first.locator(".sign")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.evaluate("dispatchEvent(new HashChangeEvent('hashchange'))")
    page.keyboard.press("Tab")
    expect(notes.nth(1).locator("p a").first).to_be_focused()


def test_the_box_closes_when_the_focus_goes_on(
    site: str, open_page: OpenPage, most_notes: str
) -> None:
    page = open_page(site + most_notes)
    page.keyboard.press("Tab")
    first, second = page.locator(MARKER).first, page.locator(MARKER).nth(1)
    first.focus()
    page.locator(BOX).wait_for()
    second.focus()
    expect(page.locator(BOX)).to_have_count(1)
    assert text_of(page.locator(f"{BOX} .note-text")) == text_of_note(page, second)


@pytest.mark.parametrize("device", [PHONE, SMALL], ids=["390 px", "320 px"])
def test_a_tap_opens_the_box_on_the_screen(
    site: str, open_page: OpenPage, most_notes: str, device: dict[str, object]
) -> None:
    page = open_page(site + most_notes, device=device)
    marker = page.locator(MARKER).nth(2)
    marker.tap()
    box = page.locator(BOX)
    expect(box).to_be_focused()
    place = box.bounding_box()
    size = page.viewport_size
    assert place is not None
    assert size is not None
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= size["width"]
    assert place["y"] >= 0
    assert place["y"] + place["height"] <= size["height"]
    page.get_by_role("button", name="Next note").tap()
    following = text_of_note(page, page.locator(MARKER).nth(3))
    expect(page.locator(f"{BOX} .note-text")).to_have_text(following)
    page.get_by_role("button", name="Close").tap()
    expect(box).to_have_count(0)
    expect(page.locator(MARKER).nth(3)).to_be_focused()


def test_the_box_stays_when_a_phone_hides_its_bars_and_closes_when_the_lines_move(
    site: str, open_page: OpenPage, most_notes: str
) -> None:
    page = open_page(site + most_notes, device=PHONE)
    page.locator(MARKER).first.tap()
    page.locator(BOX).wait_for()
    width, height = page.evaluate("[innerWidth, innerHeight]")
    page.evaluate("window.sizes = 0; addEventListener('resize', () => { window.sizes += 1; })")
    page.set_viewport_size({"width": width, "height": height + 60})
    page.wait_for_function("window.sizes")
    expect(page.locator(BOX)).to_be_visible()
    page.set_viewport_size({"width": height, "height": width})
    expect(page.locator(BOX)).to_have_count(0)


def test_a_tap_elsewhere_closes_the_box(site: str, open_page: OpenPage, most_notes: str) -> None:
    page = open_page(site + most_notes, device=PHONE)
    page.locator(MARKER).first.tap()
    page.locator(BOX).wait_for()
    page.locator("article h1").tap()
    expect(page.locator(BOX)).to_have_count(0)


def test_a_note_within_a_note_opens_in_the_box(
    site: str, open_page: OpenPage, most_notes: str
) -> None:
    page = open_page(site + most_notes, device=PHONE)
    first, second = (page.locator(MARKER).nth(n).get_attribute("href") or "" for n in (0, 1))
    page.evaluate(
        """([first, second]) => {
          const marker = document.querySelector(`article a[href='${second}']`).parentElement;
          document.getElementById(first.slice(1)).lastElementChild.append(marker.cloneNode(true));
        }""",
        [first, second],
    )
    page.locator(MARKER).first.tap()
    inner = page.locator(f"{BOX} a[href='{second}'][role=doc-noteref]")
    sign = inner.inner_text()
    inner.tap()
    expect(page.get_by_role("dialog", name=f"Note {sign}", exact=True)).to_be_focused()
    page.get_by_role("button", name="Back", exact=True).tap()
    expect(inner).to_be_visible()


def test_a_box_repeats_no_id(site: str, open_page: OpenPage, most_notes: str) -> None:
    for device in (DESKTOP, WIDE):
        page = open_page(site + most_notes, device=device)
        page.locator(MARKER).nth(2).hover()
        page.locator(".note-box, .margin-note.lit").wait_for()
        assert page.evaluate(
            "(ids => ids.length === new Set(ids).size)"
            "([...document.querySelectorAll('article [id]:not(pre)')].map(e => e.id))"
        )


# --- the margin ---------------------------------------------------------------------------


def test_a_wide_screen_has_the_notes_beside_their_lines(
    site: str, open_page: OpenPage, most_notes: str
) -> None:
    page = open_page(site + most_notes, device=WIDE)
    marker = page.locator(MARKER).first
    note = page.locator(".margin-note").first
    note.wait_for()
    assert text_of(note.locator(".note-text")) == text_of_note(page, marker)
    beside, line, text = note.bounding_box(), marker.bounding_box(), page.locator("article > p[id]")
    block = text.first.bounding_box()
    assert beside is not None
    assert line is not None
    assert block is not None
    assert beside["x"] > block["x"] + block["width"]
    assert beside["x"] + beside["width"] <= 1440
    assert abs(beside["y"] - line["y"]) < 12


def test_notes_in_the_margin_do_not_lie_on_each_other(
    site: str, open_page: OpenPage, most_notes: str
) -> None:
    page = open_page(site + most_notes, device=WIDE)
    count = page.locator(MARKER).count()
    for index in range(0, count, 12):
        page.locator(MARKER).nth(index).scroll_into_view_if_needed()
    last = page.locator("article > :not(.notes) a[role=doc-noteref]").last
    last.scroll_into_view_if_needed()
    sign = last.inner_text()
    page.locator(".margin-note > .sign", has_text=sign).last.wait_for()
    overlaps = page.evaluate(
        """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
          const boxes = [...document.querySelectorAll(".margin-note")]
            .map(e => e.getBoundingClientRect()).sort((a, b) => a.top - b.top);
          done(boxes.filter((b, i) => i && b.top < boxes[i - 1].bottom - 1).length);
        })))"""
    )
    assert overlaps == 0


def test_a_long_note_opens_in_the_margin(site: str, open_page: OpenPage, most_notes: str) -> None:
    page = open_page(site + most_notes, device=WIDE)
    note = page.locator(".margin-note.clipped").first
    note.wait_for()
    text = note.locator(".note-text")
    before = text.bounding_box()
    assert before is not None
    note.hover()
    height = "document.querySelector('.margin-note:hover > .note-text')?.offsetHeight"
    page.wait_for_function(f"before => {height} > before", arg=before["height"])


@pytest.mark.parametrize("width", [1280, 1440, 1920])
def test_no_note_of_up_to_twelve_lines_is_cut(
    site: str, open_page: OpenPage, most_notes: str, width: int
) -> None:
    page = open_page(site + most_notes, device={"viewport": {"width": width, "height": 900}})
    page.locator(".margin-note").first.wait_for()
    for index in range(0, page.locator(MARKER).count(), 12):
        page.locator(MARKER).nth(index).scroll_into_view_if_needed()
    lines = page.locator(".margin-note.clipped > .note-text").evaluate_all(
        "all => all.map(e => e.scrollHeight / parseFloat(getComputedStyle(e).lineHeight))"
    )
    assert [count for count in lines if round(count) <= 12] == []


def test_only_notes_near_the_screen_are_built(
    site: str, open_page: OpenPage, most_notes: str
) -> None:
    page = open_page(site + most_notes, device=WIDE)
    page.locator(".margin-note").first.wait_for()
    assert page.locator(".margin-note").count() < page.locator(MARKER).count() / 4


@pytest.mark.parametrize("device", [PHONE, DESKTOP, WIDE], ids=["390 px", "1240 px", "1440 px"])
def test_notes_shift_nothing(
    site: str, open_page: OpenPage, most_notes: str, device: dict[str, object]
) -> None:
    page = open_page(site + most_notes, device=device)
    page.evaluate(WATCH_SHIFTS)
    for _ in range(6):
        page.mouse.wheel(0, 700)
        page.evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
    assert page.evaluate("window.shifts") < 0.01


# --- everywhere ---------------------------------------------------------------------------


@pytest.mark.parametrize("device", [PHONE, DESKTOP, WIDE], ids=["390 px", "1240 px", "1440 px"])
def test_without_scripts_a_marker_leads_to_its_note(
    site: str, open_page: OpenPage, most_notes: str, device: dict[str, object]
) -> None:
    page = open_page(site + most_notes, device=device, scripts=False)
    page.locator(MARKER).nth(2).click()
    expect(page.locator(".notes li:target .note-text, .notes li:target > div")).to_be_in_viewport()
    assert page.locator(".margin-note, .note-box").count() == 0


def test_paper_has_each_note_once(site: str, open_page: OpenPage, most_notes: str) -> None:
    page = open_page(site + most_notes, device=WIDE)
    page.locator(".margin-note").first.wait_for()
    page.emulate_media(media="print")
    expect(page.locator(".margin-notes")).not_to_be_visible()
    expect(page.locator(".notes li").first).to_be_visible()


# --- the notes of the editors -------------------------------------------------------------


def test_the_notes_of_the_editors_are_hidden_by_a_key_and_stay_so(
    site: str, open_page: OpenPage
) -> None:
    path = "editions/memorandum-1953/text.html"
    page = open_page(site + path, device=DESKTOP)
    marker, item = page.locator(f"article p {EDITORS}").first, page.locator("section.editors li")
    mark, note = marker.text_content(), (marker.get_attribute("href") or "").removeprefix("#")
    assert mark == "a"
    expect(item.first).to_be_visible()
    page.keyboard.press("e")
    expect(marker).to_be_hidden()
    page.reload()
    expect(marker).to_be_hidden()
    expect(item.first).to_be_hidden()
    page.goto(f"{site}{path}#{note}")
    page.reload()
    expect(item.first).to_be_visible()
    page.goto(f"{site}search.html")
    page.goto(site + path)
    page.get_by_role("button", name="Show the editors’ notes").click()
    expect(marker).to_be_visible()
    marker.focus()
    marker.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.locator(f"{BOX}.editors, .margin-note.editors.lit")).to_have_count(1)


def test_the_notes_of_the_editors_have_a_margin_of_their_own_where_there_is_room(
    site: str, open_page: OpenPage
) -> None:
    page = open_page(
        site + "editions/psis-1945/text.html", device={"viewport": {"width": 1920, "height": 1000}}
    )
    page.locator(EDITORS).nth(6).scroll_into_view_if_needed()
    notes = page.locator(".margin-note:not(.editors)").first, page.locator(".margin-note.editors")
    for expected in (True, False):
        for note in notes:
            note.first.wait_for()
        text, own = (note.first.bounding_box() for note in notes)
        assert text is not None
        assert own is not None
        assert (text["x"] + text["width"] < own["x"]) is expected
        assert own["x"] + own["width"] <= page.evaluate("innerWidth")
        page.set_viewport_size({"width": 1440, "height": 1000})
    words = text_of(page.locator("section.editors li strong").first)
    assert words not in text_of(notes[1].first)
