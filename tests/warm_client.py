"""Asks the server of `warm.py` to do what its own arguments say: ``python -I -S warm_client.py``.

It imports as little as it can, because every build of the tests starts it.
"""

import marshal
import os
import socket
import sys

ANSWER_BYTES = 16


def ask(address: str, arguments: list[str]) -> int:
    """Hand over streams, folder and environment; return the exit status of what was done."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
        connection.connect(address)
        here = os.getcwd()  # noqa: PTH109 - pathlib takes as long as all the rest
        wanted = marshal.dumps((here, arguments, dict(os.environ)))
        socket.send_fds(connection, [wanted], [0, 1, 2])
        return int(connection.recv(ANSWER_BYTES) or b"1")


if __name__ == "__main__":
    sys.exit(ask(sys.argv[1], sys.argv[2:]))
