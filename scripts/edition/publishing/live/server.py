"""Serves a built site to the browsers of this machine, and notifies them of changes.

The server adds a script and a style sheet to each page, which are not part of the site. The script
keeps a request open (server-sent events, HTML Living Standard 9.2); the policy of the pages is
changed to allow this connection to their own server.
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
"""Number of successive ports to try."""
_NAMES: Final = frozenset({"localhost", HOST})
"""Permitted host names: no page of another site can send requests with one of them."""
_FOLDER: Final = Path(__file__).parent
_ASSETS: Final[Mapping[str, str]] = {"live.js": "text/javascript", "live.css": "text/css"}
_PREFIX: Final = "/_live/"
_ALIVE: Final = 15.0
"""Seconds without news after which an empty line is sent, to detect pages that were closed."""
_NOTHING: Final = b"<!doctype html><html lang=en><head><title>No page</title></head><body>%s</body>"


class News:
    """The newest message for the open pages, which any number of threads can wait for."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._number = 0
        self._message = "{}"
        self.site = ""
        """A digest of the styles and scripts of the site; pages reload if it changes."""

    def send(self, message: Mapping[str, Any]) -> None:
        """Send a message to all open pages, and to all that will be opened."""
        with self._changed:
            self._number += 1
            self._message = json.dumps({**message, "site": self.site})
            self._changed.notify_all()

    def wait(self, known: int) -> tuple[int, str]:
        """Wait for a message with a number other than ``known``; return its number and text.

        The text is empty if there is none after some seconds.
        """
        with self._changed:
            new = self._changed.wait_for(lambda: self._number != known, _ALIVE)
            return self._number, self._message if new else ""


def open_server(site: Path, news: News, port: int) -> ThreadingHTTPServer:
    """Return a server of a site on ``port``, or on one of the next ports if it is in use.

    Raises OSError, naming the port, if no port is free.
    """
    for number in range(port, port + PORTS):
        try:
            return _Server((HOST, number), partial(_Handler, site=site, news=news))
        except OverflowError as error:
            raise OSError(0, str(error), f"port {port}") from error
        except OSError as error:
            fault = OSError(error.errno, error.strerror, f"port {port}")
            fault.__cause__ = error
    raise fault


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    """Do not wait for open requests when the program ends."""


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
        """Start the response to a request, adding the script to pages."""
        path = Path(self.translate_path(self.path))
        if path.is_dir() and urlsplit(self.path).path.endswith("/"):
            path /= "index.html"
        if not path.exists():
            return self._send_missing(Path(self.directory) / "404.html")
        if path.suffix == ".html":
            return self._begin(HTTPStatus.OK, _add_script(path.read_bytes(), self._news.site))
        return super().send_head()

    def end_headers(self) -> None:
        """End the headers, forbidding browsers to cache the response."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *values: object) -> None:
        """Print nothing: the terminal is for findings."""

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
