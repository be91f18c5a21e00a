"""Tests of the server that lends the tests a MkDocs (see ``warm``)."""

import marshal
import os
import socket
from pathlib import Path

import pytest

from tests import warm
from tests.warm_client import ANSWER_BYTES

ASKED = 120

pytestmark = pytest.mark.skipif(not warm.is_possible(), reason="the system lacks what it needs")


def connect(folder: Path, *, asks: bool) -> socket.socket:
    """Connect to the server, and ask for a rendering in a folder where it fails at once."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    connection.connect(warm.start())
    if asks:
        message = marshal.dumps((str(folder / "missing"), [], dict(os.environ)))
        with Path(os.devnull).open("r+b") as nothing:
            socket.send_fds(connection, [message], [nothing.fileno()] * 3)
    return connection


def test_a_client_that_ends_leaves_the_server_as_it_is(tmp_path: Path) -> None:
    """Whenever a client ends, before it asks, while it waits or with the answer."""
    before = warm.start()
    for number in range(ASKED):
        with connect(tmp_path, asks=number % 4 != 0) as connection:
            if number % 4 == 1:
                assert connection.recv(ANSWER_BYTES) == b"1"
    with connect(tmp_path, asks=True) as connection:
        assert connection.recv(ANSWER_BYTES) == b"1"
    assert warm.start() == before


def test_a_server_that_ended_is_started_again(tmp_path: Path) -> None:
    """The next build after it gets another one."""
    before = warm.start()
    server = warm._STARTED[-1][0]
    server.kill()
    server.wait()
    with connect(tmp_path, asks=True) as connection:
        assert connection.recv(ANSWER_BYTES) == b"1"
    assert warm.start() != before
