"""Lends builds a MkDocs that is imported already.

A build starts a Python of its own for MkDocs, and the imports take most of the time of a small one.
Here it starts `warm_client.py`, which hands its streams, folder and environment to a server; a copy
of the server renders, and the client ends with its status. What a build gets and gives is the same,
and each has a process of its own; but all copies share one seed of hashes and one path of modules.
A test for which that matters takes the fixture `cold_rendering`.

Nothing of this is used where the system lacks what it needs, or where coverage is measured.
"""

from __future__ import annotations

import atexit
import marshal
import os
import selectors
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from signal import SIGKILL
from typing import NoReturn

CLIENT = Path(__file__).with_name("warm_client.py")
SERVER = "import sys; from tests.warm import serve; serve(sys.argv[1])"
IMPORTED = (
    "edition.publishing.rendering", "colorama", "markdown.extensions.attr_list",
    "markdown.extensions.codehilite", "markdown.extensions.fenced_code",
    "markdown.extensions.md_in_html", "markdown.extensions.tables", "multiprocessing.popen_fork",
    "pygments.formatters", "pygments.lexers",
)  # fmt: skip
"""What every build imports, some of it only when it has read its configuration."""
MESSAGE_BYTES = 1 << 20
STREAMS = (0, 1, 2)
_STARTED: list[tuple[subprocess.Popen[bytes], str]] = []
"""The servers of this process, the one that runs last."""


class Warm:
    """The command that renders; its server is started with the first use."""

    def __iter__(self) -> Iterator[str]:
        """Return the words of the command."""
        return iter((sys.executable, "-I", "-S", str(CLIENT), start()))


def is_possible() -> bool:
    """Return whether the system can do it, and nothing measures which lines are run."""
    is_measured = any(name.startswith("COVERAGE_") for name in os.environ)
    return hasattr(os, "pidfd_open") and hasattr(socket, "send_fds") and not is_measured


def start() -> str:
    """Return the address of the server of this process, started where none runs."""
    if not (_STARTED and _STARTED[-1][0].poll() is None):
        _STARTED.append(_start())
    return _STARTED[-1][1]


def _start() -> tuple[subprocess.Popen[bytes], str]:
    """Start a server that ends with this process."""
    address = str(Path(tempfile.mkdtemp(prefix="warm-"), "socket"))
    paths = os.pathsep.join(path for path in sys.path if path)
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", SERVER, address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": paths},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    atexit.register(process.wait)
    atexit.register(process.stdin.close)
    assert process.stdout.readline() == b"ready\n"
    return process, address


# --- the server ---------------------------------------------------------------------------


def serve(address: str) -> None:
    """Render for whoever asks, until the standard input is closed."""
    for module in IMPORTED:
        import_module(module)
    selector = selectors.DefaultSelector()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(address)
    listener.listen()
    selector.register(listener, selectors.EVENT_READ, None)
    selector.register(0, selectors.EVENT_READ)
    print("ready", flush=True)
    is_wanted = True
    while is_wanted:
        for key, _ in selector.select():
            if key.fd == 0:
                is_wanted = False
            elif selector.get_map().get(key.fd) != key:
                continue  # What it belongs to ended with an event that came with this one.
            elif key.fileobj is listener:
                _begin(listener, selector)
            elif isinstance(key.data, int):
                # The client was ended, or has closed its side: so is what it asked for.
                os.kill(key.data, SIGKILL)
                selector.unregister(key.fileobj)
            else:
                _end(key, selector)
    shutil.rmtree(Path(address).parent)


def _begin(listener: socket.socket, selector: selectors.BaseSelector) -> None:
    connection, _ = listener.accept()
    try:
        message, streams, _, _ = socket.recv_fds(connection, MESSAGE_BYTES, len(STREAMS))
    except ConnectionResetError:
        message, streams = b"", []
    if not message:  # The client was ended before it could ask.
        connection.close()
        return
    if not (process := os.fork()):
        _render(message, streams)
    for stream in streams:
        os.close(stream)
    selector.register(connection, selectors.EVENT_READ, process)
    selector.register(os.pidfd_open(process), selectors.EVENT_READ, (process, connection))


def _end(key: selectors.SelectorKey, selector: selectors.BaseSelector) -> None:
    process, connection = key.data
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    selector.unregister(key.fd)
    os.close(key.fd)
    if connection in selector.get_map():
        selector.unregister(connection)
        with suppress(BrokenPipeError, ConnectionResetError):  # The client may just have ended.
            connection.send(str(status if status >= 0 else 1).encode())
    connection.close()


def _render(message: bytes, streams: list[int]) -> NoReturn:
    """Become the process that was asked for."""
    status = 1
    try:
        folder, arguments, environment = marshal.loads(message)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        time.tzset()
        for target, stream in zip(STREAMS, streams, strict=True):
            os.dup2(stream, target)
            os.close(stream)
        from edition.publishing.rendering import main

        status = main(arguments)
        sys.stdout.flush()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(status)
