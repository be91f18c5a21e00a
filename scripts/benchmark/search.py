"""Compares searches on the same pages: what a query loads, and how soon its first result is seen.

Run from the folder ``scripts`` after the site was built: ``python -m benchmark.search``. Each query
is put on a page just opened, with nothing kept from before. docs/search.md has the figures.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import statistics
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright

from benchmark.clock import CommandError
from benchmark.environments import AbsentError
from benchmark.search_collections import copy_pages
from benchmark.search_engines import ENGINES, Engine, name_versions
from benchmark.search_serving import Served, counting
from benchmark.table import describe_machine, format_table
from browser import FLAGS, NOT_FOUND, find_browser

ROOT = Path(__file__).resolve().parents[2]
QUERIES = (
    "Komoto",
    "張作霖",
    "張作",
    "Kwantnug",
    "manchu*",
    "s*",
    "the",
    "Stalin Tokyo",
    '"hidden agenda"',
    '"of the Soviet"',
    '"agenda hidden"',
    "Komoto -Zhang",
)
FOR_OTHERS = ("Komoto", "張作霖", "Kwantnug", "manchu*", "the", "Stalin Tokyo", '"hidden agenda"')
"""Those that are put to the others too."""
_SLOW = 10.0
"""Seconds after which a query is not repeated."""
_PATIENCE = 90_000
_PATIENCE_ON_DISK = 10_000
"""Milliseconds after which a first result is not waited for."""
_LATER = 1000
"""Milliseconds after which what is loaded for the rest of the results is here as well."""
_WATCH = """() => {
  addEventListener("input", () => {
    const start = performance.now();
    const look = () => requestAnimationFrame(() => {
      if (!(DONE)) return look();
      // The first task after a frame in which the result stands runs when it is painted.
      setTimeout(() => { globalThis.measured = performance.now() - start; });
    });
    look();
  }, { capture: true, once: true });
}"""
_WAIT = """(patience) => new Promise((tell) => {
  const end = performance.now() + patience;
  const look = () => {
    if (globalThis.measured) tell(globalThis.measured);
    else if (performance.now() > end) tell(NaN);
    else setTimeout(look, 20);
  };
  look();
})"""


@dataclass(frozen=True, slots=True)
class Measure:
    """What one query took."""

    query: str
    loaded: int
    """Bytes of the bodies that were sent for the search, as compressed; 0 from a disk."""
    files: int
    seconds: float
    """From writing to the first result painted, the median; NaN if none came."""
    said: str
    """What the page says of the number of results."""


def main() -> int:
    """Prepare the collections, ask all searches, print the tables; returns 0 when done."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--runs", type=int, default=5, help="times that each query is put")
    parser.add_argument("--times", type=int, default=20, help="size of the large collection")
    parser.add_argument("--only", action="append", help="a search to measure (may be repeated)")
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="the site that was built")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "search", help="own folder")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    program = find_browser(explain=True)
    if program is None:
        print(NOT_FOUND, file=sys.stderr)
        return 1
    engines = [one for one in ENGINES if not options.only or one.name in options.only]
    figures: dict[str, object] = {"versions": name_versions(), "load": os.getloadavg()[0]}
    figures["machine"] = describe_machine(os.cpu_count())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        figures["browser"] = f"Chromium {browser.version}"
        print(*figures.values(), sep="; ", file=sys.stderr)
        for times in (1, options.times):
            home = options.work / str(times)
            number = copy_pages(options.site, home / "pages", times)
            print(f"\n## {times} ×: {number} pages\n", flush=True)
            figures[str(times)] = measure_all(browser, engines, options.site, home, options.runs)
        browser.close()
    figures["load at the end"] = os.getloadavg()[0]
    if options.json:
        text = json.dumps(figures, indent=2, ensure_ascii=False)
        options.json.write_text(text + "\n", encoding="utf-8")
    return 0


def measure_all(
    browser: Browser, engines: Iterable[Engine], site: Path, home: Path, runs: int
) -> dict[str, object]:
    """Make every index of a collection and ask each; prints a table for each search."""
    figures: dict[str, object] = {}
    for engine in engines:
        folder = home / engine.name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            seconds = engine.prepare(home / "pages", folder, site)
        except (AbsentError, CommandError) as error:
            print(f"{engine.name} is left out: {error}", flush=True)
            continue
        with counting(folder) as served:
            online = list(ask_all(browser, engine, served.address, runs, served))
        offline = list(ask_all(browser, engine, f"{folder.as_uri()}/", runs))
        print(_format(engine, seconds, online, offline), flush=True)
        figures[engine.name] = {
            "index, CPU s": seconds,
            "online": [asdict(one) for one in online],
            "from a disk": [asdict(one) for one in offline],
        }
    return figures


def ask_all(
    browser: Browser, engine: Engine, start: str, runs: int, served: Served | None = None
) -> Iterator[Measure]:
    """Put every query; after one that is not answered in time the rest is not put."""
    answered = True
    for query in QUERIES if engine.enter else FOR_OTHERS:
        measure = Measure(query, 0, 0, math.nan, "not asked")
        if answered:
            measure = ask(browser, engine, start, query, runs, served)
            answered = not math.isnan(measure.seconds)
            print(f"  {engine.name}: {query}: {measure.seconds:.2f} s", file=sys.stderr)
        yield measure


def ask(
    browser: Browser,
    engine: Engine,
    start: str,
    query: str,
    runs: int,
    served: Served | None = None,
) -> Measure:
    """Put a query to a search several times, each time in a new context of the browser."""
    times: list[float] = []
    said = ""
    sent: Sequence[tuple[str, int]] = ()
    while len(times) < runs and not any(not time < _SLOW for time in times):
        if served:
            served.sent.clear()
        patience = _PATIENCE if served else _PATIENCE_ON_DISK
        time, said = ask_once(browser, engine, start, engine.asks.get(query, query), patience)
        times.append(time)
        sent = list(served.sent) if served else ()
    counted = dict(one for one in sent if one[0].startswith(engine.loaded))
    return Measure(query, sum(counted.values()), len(counted), statistics.median(times), said)


def ask_once(
    browser: Browser, engine: Engine, start: str, query: str, patience: int
) -> tuple[float, str]:
    """Return the seconds to the first result and what is said of their number."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        context.set_offline(start.startswith("file:"))
        page = context.new_page()
        page.set_default_timeout(patience)
        page.goto(f"{start}{engine.page}")
        page.evaluate(_WATCH.replace("DONE", engine.done))
        try:
            page.locator(engine.field).focus(timeout=5000)
            page.keyboard.insert_text(query)
            if engine.enter:
                page.keyboard.press("Enter")
            milliseconds = page.evaluate(_WAIT, patience)
            page.wait_for_timeout(_LATER)
            said = page.evaluate(f"String({engine.count})")
        except Error as error:
            return math.nan, str(error).splitlines()[0]
        return milliseconds / 1000, " ".join(said.split())


def _format(
    engine: Engine, seconds: float, online: Sequence[Measure], offline: Sequence[Measure]
) -> str:
    lines = [
        [
            one.query,
            f"{one.loaded / 1000:,.0f}",
            str(one.files),
            f"{one.seconds:.2f}",
            f"{other.seconds:.2f}",
            one.said[:60],
        ]
        for one, other in zip(online, offline, strict=True)
    ]
    head = (engine.name, "kB", "files", "HTTP, s", "disk, s", "says")
    return f"{format_table(head, lines)}\n\nindex: {seconds:.2f} s of processor time\n"


if __name__ == "__main__":
    sys.exit(main())
