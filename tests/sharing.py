"""Shares what is expensive and the same for every test: the first test that asks makes it.

The processes of a run share a folder (see ``whole_run``); a lock lets one of them make a thing
while the others wait for it. Outside of a run everything is made again.
"""

from __future__ import annotations

import fcntl
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TypeVar

from tests.whole_run import FOLDER

T = TypeVar("T")


def share(name: str, make: Callable[[], T]) -> T:
    """Return the result of ``make``, or its result in another process of this run."""
    folder = os.environ.get(FOLDER)
    if folder is None:
        return make()
    path = Path(folder) / f"{name}.pickle"
    with locked(path):
        if not path.exists():
            made = make()
            path.write_bytes(pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
            return made
    kept: T = pickle.loads(path.read_bytes())
    return kept


@contextmanager
def own_project() -> Iterator[None]:
    """Lock the project itself, where commands leave files, against other processes of the run."""
    folder = os.environ.get(FOLDER)
    with locked(Path(folder) / "project") if folder else nullcontext():
        yield


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Lock a path against the other processes of the run, until this one leaves or ends."""
    with path.with_name(f"{path.name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
