"""Locks a project, so that only one process at a time changes it.

The lock is a ``flock`` on a file in ``build/``, so the system releases it however a process ends.
Where the system or the file system does not support ``flock``, processes do not wait; each still
works in its own folder.
"""

from __future__ import annotations

import argparse
import errno
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from edition.building.progress import say
from edition.building.project import Project
from edition.diagnostics.diagnostic import Diagnostic, EditionError

if sys.platform != "win32":
    import fcntl

_WAIT: Final = 600.0
"""Seconds to wait for another process: longer than a build of a large collection takes."""
_PAUSE: Final = 0.1
"""Seconds between two attempts."""
_HELD: Final = frozenset({errno.EWOULDBLOCK, errno.EACCES})
_UNSUPPORTED: Final = frozenset({errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP})
_TEMPORARY: Final = re.compile(r"\..+\.\d+\.new")
"""Names of temporary files left by an interrupted process; see ``write_bytes_if_changed``."""


def add_wait_argument(parser: argparse.ArgumentParser) -> None:
    """Add the option ``--wait`` to a parser."""
    parser.add_argument(
        "--wait",
        type=float,
        default=_WAIT,
        metavar="SECONDS",
        help=f"how long to wait for another build of the project (default: {_WAIT:.0f})",
    )


@contextmanager
def hold_project(project: Project, command: str, wait: float = _WAIT) -> Iterator[None]:
    """Hold the lock of a project, and remove the temporary files of interrupted processes.

    Raises EditionError (C006), naming the process that holds the lock, after ``wait`` seconds.
    """
    project.build.mkdir(parents=True, exist_ok=True)
    with (project.build / "lock").open("a+", encoding="utf-8") as handle:
        if _acquire(handle, wait):
            handle.truncate(0)
            handle.write(f"process {os.getpid()} ({command}, since {time.strftime('%H:%M:%S')})")
            handle.flush()
            _remove_leftovers(project)
        yield
        # Not on failure: the findings name files of a site that failed its checks.
        for private in (False, True):
            shutil.rmtree(project.scratch(private=private), ignore_errors=True)


def _acquire(handle: Any, wait: float) -> bool:  # noqa: ANN401 - a file, for flock
    if sys.platform == "win32":
        return False
    end, reported = time.monotonic() + wait, False
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _UNSUPPORTED:
                return False
            if error.errno not in _HELD:
                raise
        else:
            return True
        handle.seek(0)
        holder = handle.read() or "another process"
        if time.monotonic() >= end:
            fact = f"{holder} is working on this project"
            raise EditionError(Diagnostic("C006", fact, "build/lock"))
        if not reported:
            say(f"waiting for {holder}")
            reported = True
        time.sleep(_PAUSE)


def _remove_leftovers(project: Project) -> None:
    for private in (False, True):
        for folder in project.work(private=private).glob("work-*"):
            if folder != project.scratch(private=private):
                shutil.rmtree(folder, ignore_errors=True)
    folders = (project.docs, project.build / "cache", project.root / "sources")
    files = [path for folder in folders for path in folder.rglob(".*.new")]
    for path in [*files, *project.root.glob(".*.new")]:
        if _TEMPORARY.fullmatch(path.name):
            path.unlink(missing_ok=True)
