"""A server for the comparison of searches: it compresses as hosts do, and counts what it sends."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket
from socketserver import BaseServer
from threading import Thread

_COMPRESSED = frozenset({".html", ".js", ".css", ".json", ".svg", ".wasm"})


@dataclass(slots=True)
class Served:
    """A folder that is served, and what was sent of it."""

    address: str
    sent: list[tuple[str, int]] = field(default_factory=list)
    """The path of each answer, and the bytes of its body as they were sent."""


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(
        self,
        request: socket,
        address: tuple[str, int],
        server: BaseServer,
        *,
        directory: str,
        served: Served,
        known: dict[Path, bytes],
    ) -> None:
        self.served, self.known = served, known
        super().__init__(request, address, server, directory=directory)

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        compressed = path.suffix in _COMPRESSED
        if path not in self.known:
            body = path.read_bytes()
            self.known[path] = gzip.compress(body, 6, mtime=0) if compressed else body
        body = self.known[path]
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        if compressed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.served.sent.append((self.path.split("?")[0], len(body)))
        # Who leaves a page before it is complete has closed the connection.
        with suppress(ConnectionError):
            self.wfile.write(body)


@contextmanager
def counting(folder: Path) -> Iterator[Served]:
    """Serve a folder on a free port of the loopback interface, each file compressed once."""
    served = Served("")
    handler = partial(_Handler, directory=str(folder), served=served, known={})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        served.address = f"http://127.0.0.1:{server.server_port}/"
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()
