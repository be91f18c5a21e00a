"""The command `serve`: show the built site on this machine."""

from __future__ import annotations

import argparse
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from edition.building.progress import say
from edition.building.project import Project
from edition.diagnostics.diagnostic import Diagnostic, EditionError

_HOST = "127.0.0.1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("--private", action="store_true", help="the private site")
    parser.add_argument("--port", type=int, default=8000, help="port (default: 8000; 0: any)")


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Serve the site until the person stops it.

    Raises EditionError (V005) without a site, OSError with the port if that cannot be used.
    """
    site = project.site(private=options.private)
    if not site.is_dir():
        raise EditionError(Diagnostic("V005", "there is no site yet", site.name))
    with _open(options.port, partial(SimpleHTTPRequestHandler, directory=str(site))) as server:
        say(f"Serving {site.name}/ on http://localhost:{server.server_port}/ (stop with Ctrl-C)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return []
    return []


def _open(port: int, handler: partial[SimpleHTTPRequestHandler]) -> ThreadingHTTPServer:
    try:
        return ThreadingHTTPServer((_HOST, port), handler)
    except OSError as error:
        raise OSError(error.errno, error.strerror, f"port {port}") from error
    except OverflowError as error:
        raise OSError(0, str(error), f"port {port}") from error
