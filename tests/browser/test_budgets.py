"""What a page may cost its reader: scripts, shifts of the layout, and controls out of reach."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.kinds import find_kinds, name_kind
from tests.browser.watching import DESKTOP, OpenPage

SCRIPT_BUDGET = 120_000
"""Bytes that a script may have, compressed, before anything is searched for."""
SHIFT_BUDGET = 0.02
"""Cumulative layout shift; 0.1 is what the browsers' makers call good."""
WIDTHS = [(320, 640), (768, 1024), (1440, 900)]
TABS = 300
"""How often the key is pressed on a page; what comes after is more of the same."""

KINDS = 40
"""More kinds of pages than a site has; 30 in November 2026."""

WATCH = """
globalThis.shifts = [];
globalThis.watch = new PerformanceObserver((list) => shifts.push(...list.getEntries()));
watch.observe({ type: "layout-shift", buffered: true });
"""
# Nothing shifts that was not shown. Two frames later what was moved has been told.
PAINTED = """() => new Promise(done => new PerformanceObserver((list, watch) => {
  watch.disconnect();
  done();
}).observe({ type: "paint", buffered: true }))"""
SHIFTED = """async () => {
  await document.fonts.ready;
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  shifts.push(...watch.takeRecords());
  return shifts.filter(one => !one.hadRecentInput).map(one => [
    one.value, one.sources.map(source => source.node?.outerHTML?.slice(0, 80) ?? ""),
  ]);
}"""
# The same order as the browser's, for a page has no tabindex above nought; of the radio buttons of
# a group the key reaches one.
CONTROLS = """() => { const isPassed = element => {
    if (element.type !== "radio") return false;
    const group = [...document.querySelectorAll(`input[type=radio][name="${element.name}"]`)];
    return element !== (group.find(one => one.checked) ?? group[0]);
  }; return [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex]"
  )].filter(element =>
    element.tabIndex >= 0 && !element.disabled && element.type !== "hidden"
    && element.checkVisibility({ visibilityProperty: true })
    && !isPassed(element)
  ); }"""
FOLLOW = """globalThis.reached = [];
addEventListener("focusin", ({ target }) => reached.push(controls.indexOf(target)));"""
NAMED = frozenset(
    {
        "button",
        "checkbox",
        "combobox",
        "link",
        "radio",
        "searchbox",
        "textbox",
        "DisclosureTriangle",
    }
)


@pytest.fixture
def watched(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


def test_no_script_is_too_large_and_none_of_the_search_is_loaded_unasked(
    site: str, site_folder: Path, open_page: OpenPage
) -> None:
    page = open_page(site)
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url.removeprefix(site)))
    for path in find_kinds(site_folder):
        page.goto(site + path)
    scripts = sorted(path for path in asked if path.endswith(".js"))
    assert "assets/reading.js" in scripts
    assert [path for path in asked if path.startswith("search/")] == []
    for path in scripts:
        packed = len(gzip.compress((site_folder / path).read_bytes(), 6, mtime=0))
        assert packed <= SCRIPT_BUDGET, f"{path}: {packed:,} bytes compressed"


def test_the_kinds_of_pages_are_few(site_folder: Path) -> None:
    """Each is opened about twenty times in a run: a kind for each letter or year costs an hour."""
    assert len(find_kinds(site_folder)) < KINDS


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_nothing_shifts_while_a_page_is_opened(
    watched: Page, site: str, site_folder: Path, width: int, height: int
) -> None:
    watched.set_viewport_size({"width": width, "height": height})
    for path in find_kinds(site_folder):
        watched.goto(site + path)
        watched.evaluate(PAINTED)
        shifts: list[list[Any]] = watched.evaluate(SHIFTED)
        assert sum(value for value, _ in shifts) < SHIFT_BUDGET, f"{path}: {shifts}"


def test_a_page_is_shown_with_every_face_of_its_letters(watched: Page, site: str) -> None:
    # However long it takes: the page is kept back for a second at most.
    watched.add_init_script(
        "const after = setTimeout;"
        "globalThis.setTimeout = (act, time, ...more) => time === 1000 || after(act, time, ...more)"
    )
    held: list[Route] = []
    watched.route("**/serif-bold.woff2", lambda route: held.append(route))
    with watched.expect_request("**/serif-bold.woff2"):
        watched.goto(f"{site}editions/registers/events.html", wait_until="domcontentloaded")
    watched.wait_for_function("() => document.fonts.check(`italic 1em 'Edition Serif'`)")
    assert watched.locator("html.kept-back").count() == 1
    held[0].continue_()
    watched.wait_for_selector("html:not(.kept-back)", state="attached")
    assert watched.evaluate("document.fonts.check(`bold 1em 'Edition Serif'`)")
    watched.evaluate(PAINTED)
    assert watched.evaluate(SHIFTED) == []


def test_a_shift_would_be_seen(watched: Page, tmp_path: Path) -> None:
    page = tmp_path / "shifting.html"
    page.write_text(
        "<!doctype html><title>t</title><div id=above></div><p>" + "Words. " * 200 + "</p>",
        encoding="utf-8",
    )
    watched.goto(page.as_uri())
    watched.evaluate(PAINTED)
    watched.evaluate("void (document.getElementById('above').style.height = '300px')")
    assert sum(value for value, _ in watched.evaluate(SHIFTED)) > SHIFT_BUDGET


@pytest.mark.parametrize(("width", "height"), [(320, 640), (1440, 900)])
def test_every_control_is_reached_by_the_tab_key(
    site: str, site_folder: Path, open_page: OpenPage, width: int, height: int
) -> None:
    page = open_page(site, device={"viewport": {"width": width, "height": height}})
    for path in find_kinds(site_folder):
        page.goto(site + path)
        count, focused = page.evaluate(
            f"globalThis.controls = ({CONTROLS})(); {FOLLOW}"
            "[controls.length, controls.indexOf(document.activeElement)]"
        )
        presses = min(count - focused - 1, TABS)
        for _ in range(presses):
            page.keyboard.press("Tab")
        reached = page.evaluate("reached")
        assert reached == list(range(focused + 1, focused + 1 + presses)), path
        assert presses > 5, path


def test_every_control_has_a_name(site: str, site_folder: Path, open_page: OpenPage) -> None:
    page = open_page(site, device=DESKTOP)
    session = page.context.new_cdp_session(page)
    for path in find_kinds(site_folder):
        page.goto(site + path)
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        controls = [n for n in nodes if n.get("role", {}).get("value") in NAMED]
        assert controls
        nameless = [n for n in controls if not n.get("name", {}).get("value", "").strip()]
        assert nameless == [], path


def test_screen_readers_announce_notes_as_notes(
    site: str, site_folder: Path, open_page: OpenPage
) -> None:
    pages = sorted(site_folder.glob("editions/*/*.html"))
    (path, *_) = (p for p in pages if "doc-noteref" in p.read_text("utf-8"))
    page = open_page(site + path.relative_to(site_folder).as_posix())
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    roles = [node.get("role", {}).get("value") for node in nodes]
    assert roles.count("doc-noteref") == page.locator("article [role=doc-noteref]").count()
    assert roles.count("doc-backlink") >= roles.count("doc-noteref") > 0
    assert roles.count("doc-endnotes") == 1


# --- a page of text -------------------------------------------------------------------------

CODE_BUDGET = 40_000
"""Bytes of all scripts and style sheets of a page of text, each compressed."""
FONT_BUDGET = 160_000
"""Bytes of the typefaces that it loads."""


def weigh(page: Page, site: str, folder: Path, path: str) -> dict[str, int]:
    """Return the bytes that a page loads of each kind of file, compressed."""
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url.removeprefix(site)))
    page.goto(site + path)
    page.evaluate("void document.fonts.ready")
    page.wait_for_load_state("networkidle")
    kinds = {"js": 0, "css": 0, "woff2": 0}
    for name in {one.partition("?")[0] for one in asked}:
        kind = name.rpartition(".")[2]
        if kind in kinds:
            data = (folder / name).read_bytes()
            kinds[kind] += len(data if kind == "woff2" else gzip.compress(data, 6, mtime=0))
    return kinds


@pytest.mark.parametrize("kind", ["text with notes", "text"])
def test_a_page_of_text_is_light(
    site: str, site_folder: Path, open_page: OpenPage, kind: str
) -> None:
    for path in find_kinds(site_folder):
        if name_kind(site_folder / path, site_folder) != kind:
            continue
        loaded = weigh(open_page(site), site, site_folder, path)
        assert loaded["js"] > 0, path
        assert loaded["js"] + loaded["css"] <= CODE_BUDGET, (path, loaded)
        assert 0 < loaded["woff2"] <= FONT_BUDGET, (path, loaded)
