"""Open pages and note what a page must not do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

DESKTOP: Mapping[str, Any] = {"viewport": {"width": 1240, "height": 900}}
PHONE: Mapping[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
LOOPBACK = ("127.0.0.1", "localhost")
# To intercept requests would turn the browser's cache off, and ask Python about each of them.
LOOPBACK_ONLY = "--host-resolver-rules=" + ", ".join(
    ["MAP * ~NOTFOUND", *(f"EXCLUDE {host}" for host in LOOPBACK)]
)
"""The option by which Chromium finds no other host."""

LISTEN = """() => {
  globalThis.announced = [];
  const status = document.querySelector(".copy-status[role=status]");
  const note = () => announced.push(status.textContent);
  new MutationObserver(note).observe(status, { childList: true });
}"""
"""Gathers the messages of a page in `announced`: each is shown for two seconds alone."""

LOCAL = frozenset({"about", "blob", "data", "file"})
"""Schemes of addresses that need no host."""

OpenPage = Callable[..., Page]


class PageOpener:
    """Opens pages in contexts of their own, closes them, and gathers complaints about them."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def __enter__(self) -> PageOpener:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for context in self.contexts:
            context.close()

    def __call__(
        self,
        address: str,
        *,
        device: Mapping[str, Any] = DESKTOP,
        color_scheme: Literal["dark", "light"] = "light",
        media: Literal["print", "screen"] = "screen",
        scripts: bool = True,
    ) -> Page:
        """Open `address` on `device` and return the page once it has loaded.

        `color_scheme` is the reader's preference, `media` the style sheet's; `scripts=False` opens
        the page as a reader without JavaScript sees it.
        """
        context = self.browser.new_context(
            **device, color_scheme=color_scheme, java_script_enabled=scripts
        )
        self.contexts.append(context)
        context.on("request", self.note_request)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("console", self.note_console)
        page.emulate_media(media=media)
        page.goto(address)
        # An answer from the page comes after every event that it sent before.
        page.evaluate("null")
        return page

    def note_request(self, request: Request) -> None:
        """Note a request to another host, which the browser does not find."""
        address = urlsplit(request.url)
        if address.scheme not in LOCAL and address.hostname not in LOOPBACK:
            self.complaints.append(f"request to a third party: {request.url}")

    def note_console(self, message: ConsoleMessage) -> None:
        """Note an error that the browser writes on its console."""
        if message.type == "error":
            self.complaints.append(f"console: {message.text} ({message.location.get('url')})")
