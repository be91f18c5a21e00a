"""Serves a built site to the browsers of this machine, and notifies them when it changed.

To each page it sends, the server adds a script and a style sheet that no built site has. The
script keeps one request open (server-sent events, HTML Living Standard 9.2); for it the policy of
the pages allows connections to the server that the page came from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Condition
from typing import Any, BinaryIO, Final
from urllib.parse import urlsplit

HOST: Final = "127.0.0.1"
PORTS: Final = 20
"""Ports that are tried, one after the other, if the first is in use."""
_NAMES: Final = frozenset({"localhost", HOST})
"""Names under which this machine may be asked: a page of another site can use none of them."""
_FOLDER: Final = Path(__file__).parent
_ASSETS: Final[Mapping[str, str]] = {"live.js": "text/javascript", "live.css": "text/css"}
_PREFIX: Final = "/_live/"
_ALIVE: Final = 15.0
"""Seconds without news after which a page is sent an empty line, to see if it is still open."""
_NOTHING: Final = b"<!doctype html><html lang=en><head><title>No page</title></head><body>%s</body>"


class News:
    """What the open pages are sent: the newest message, for as many readers as there are."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._number = 0
        self._message = "{}"
        self.site = ""
        """A name for the state of the site's styles and scripts; pages compare it."""

    def tell(self, message: Mapping[str, Any]) -> None:
        """Send a message to all pages that are open, and to those that will be opened."""
        with self._changed:
            self._number += 1
            self._message = json.dumps({**message, "site": self.site})
            self._changed.notify_all()

    def wait(self, known: int) -> tuple[int, str]:
        """Return the number and the text of the newest message, as soon as it is not ``known``.

        After some seconds without another one, the text is empty.
        """
        with self._changed:
            new = self._changed.wait_for(lambda: self._number != known, _ALIVE)
            return self._number, self._message if new else ""


def open_server(site: Path, news: News, port: int) -> ThreadingHTTPServer:
    """Return a server of a site on this port, or one of the next if it is in use.

    Raises OSError with the port if none can be used.
    """
    for one in range(port, port + PORTS):
        try:
            return _Server((HOST, one), partial(_Handler, site=site, news=news))
        except OverflowError as error:
            raise OSError(0, str(error), f"port {port}") from error
        except OSError as error:
            fault = OSError(error.errno, error.strerror, f"port {port}")
            fault.__cause__ = error
    raise fault


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    """Requests that wait for news end with the program."""


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *request: Any, site: Path, news: News) -> None:  # noqa: ANN401 - the server's
        self._news = news
        super().__init__(*request, directory=str(site))

    def do_GET(self) -> None:
        name = urlsplit(self.path).path
        if urlsplit(f"//{self.headers.get('Host', '')}").hostname not in _NAMES:
            self.send_error(HTTPStatus.FORBIDDEN, "This server is for this machine alone")
        elif name == f"{_PREFIX}news":
            self._send_news()
        elif (asset := name.removeprefix(_PREFIX)) in _ASSETS and name.startswith(_PREFIX):
            self._send((_FOLDER / asset).read_bytes(), _ASSETS[asset])
        else:
            super().do_GET()

    def do_HEAD(self) -> None:
        self.send_error(HTTPStatus.NOT_IMPLEMENTED)

    def send_head(self) -> BinaryIO | BytesIO | None:
        """Begin the answer to a request: with the script in a page, other files unchanged."""
        path = Path(self.translate_path(self.path))
        if path.is_dir() and urlsplit(self.path).path.endswith("/"):
            path /= "index.html"
        if not path.exists():
            return self._send_missing(Path(self.directory) / "404.html")
        if path.suffix == ".html":
            return self._begin(HTTPStatus.OK, _add_script(path.read_bytes(), self._news.site))
        return super().send_head()

    def end_headers(self) -> None:
        """Let the browser keep nothing: the next answer may be another one."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *values: object) -> None:
        """Print nothing: the terminal shows findings."""

    def _send_missing(self, page: Path) -> BytesIO:
        body = page.read_bytes() if page.is_file() else _NOTHING % b"There is no such page (yet)."
        return self._begin(HTTPStatus.NOT_FOUND, _add_script(body, self._news.site))

    def _begin(self, status: HTTPStatus, content: bytes, kind: str = "text/html") -> BytesIO:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return BytesIO(content)

    def _send(self, content: bytes, kind: str) -> None:
        self._begin(HTTPStatus.OK, content, kind)
        self.wfile.write(content)

    def _send_news(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        number = -1
        try:
            while True:
                number, text = self._news.wait(number)
                self.wfile.write(f"data: {text}\n\n".encode() if text else b":\n\n")
        except OSError:  # the page was closed
            self.close_connection = True


_HEAD: Final = re.compile(rb"</head>", re.IGNORECASE)
_CONNECT: Final = re.compile(rb"connect-src '(?:none|self)'")


def _add_script(page: bytes, site: str) -> bytes:
    added = (
        f'<link rel="stylesheet" href="{_PREFIX}live.css">'
        f'<script defer src="{_PREFIX}live.js" data-site="{site}"></script>'
    )
    page = _CONNECT.sub(b"connect-src 'self'", page, count=1)
    return _HEAD.sub(added.encode() + rb"</head>", page, count=1)
