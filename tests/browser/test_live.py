"""What a person sees who works on a site: findings over the page, and the passage that changed."""

from __future__ import annotations

from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import expect

from edition.publishing.live.server import News, open_server
from tests.browser.watching import OpenPage

PAGE = (
    "<!doctype html><html lang=en><head><meta http-equiv=Content-Security-Policy content=\""
    "default-src 'self'; connect-src 'none'\"><title>A text</title></head><body><main>"
    "<p id=p1>First.</p>{}<p><a id=p3></a>{}</p></main></body></html>"
)  # fmt: skip
FILLING = "<p>More.</p>" * 100
ERROR = {
    "severity": "error", "code": "R002", "message": "a field is missing", "hint": "Add it.",
    "place": "sources/a/source.yml:3:1", "link": "vscode://file/a:3:1", "text": "a",
}  # fmt: skip
WARNING = ERROR | {"severity": "warning", "code": "S002", "text": "other"}


def news(building: bool = False, *findings: dict[str, str]) -> dict[str, Any]:
    return {"building": building, "drafts": ["a"], "findings": findings}


def test_an_open_page_follows_the_work(tmp_path: Path, open_page: OpenPage) -> None:
    path = tmp_path / "editions" / "a" / "text.html"
    path.parent.mkdir(parents=True)
    path.write_text(PAGE.format(FILLING, "Last."), encoding="utf-8")
    told = News()
    with open_server(tmp_path, told, 0) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        told.send(news())
        page = open_page(f"http://localhost:{server.server_port}/editions/a/text.html")
        box = page.locator("#live")
        expect(box.locator("summary")).to_have_text("Draft: not published")
        told.send(news(True))
        expect(box.locator("summary")).to_have_text("Building … · Draft: not published")
        told.send(news(False, ERROR, WARNING))
        expect(box.locator("li")).to_have_text(
            ["sources/a/source.yml:3:1 error R002: a field is missingAdd it."]
        )
        expect(box.get_by_role("link")).to_have_attribute("href", "vscode://file/a:3:1")
        path.write_text(PAGE.format(FILLING, "Changed."), encoding="utf-8")
        told.send(news())
        expect(page.locator(".live-changed")).to_have_text("Changed.")
        expect(page.locator(".live-changed")).to_be_in_viewport()
        expect(box).not_to_have_class("error")
        page.close()
        server.shutdown()
