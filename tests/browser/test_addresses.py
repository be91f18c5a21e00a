"""The scripts of the theme take addresses apart as the generator does."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import Browser

from edition.model.addresses import marker_address, parse_address, split_page
from edition.model.index import AddressKind
from edition.publishing.mkdocs import THEME
from tests.test_addresses import list_addresses

PAGE = '<!doctype html><title>Addresses</title><script src="library.js"></script>'
READ = """addresses => addresses.map(address =>
    [edition.readPage(address), edition.readCounted(address), edition.markerOf(address)])"""


def as_script(address: str) -> list[object]:
    """Return what the scripts are to find out of an address."""
    parts, page = parse_address(address), split_page(address)
    counted: dict[str, object] | None = None
    if parts.count:
        on = split_page(parts.page)
        counted = {
            "isHeading": parts.kind is AddressKind.HEADING,
            "page": on and {"label": on[0], "isLeaf": on[1]},
            "count": parts.count,
        }
    own = page and {"label": page[0], "isLeaf": page[1]}
    return [own, counted, marker_address(address[1:])]


def test_an_address_is_taken_apart_as_in_the_generator(browser: Browser, tmp_path: Path) -> None:
    shutil.copyfile(THEME / "assets" / "library.js", tmp_path / "library.js")
    (tmp_path / "index.html").write_text(PAGE, "utf-8")
    # Notes and markers are told by where they are in a page, not by their address.
    notes = (AddressKind.NOTE, AddressKind.MARKER)
    addresses = [a for a in list_addresses() if parse_address(a).kind not in notes]
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{tmp_path.as_uri()}/index.html")
        found = page.evaluate(READ, addresses)
    assert dict(zip(addresses, found, strict=True)) == {a: as_script(a) for a in addresses}
