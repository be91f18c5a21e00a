"""Runs work in the background, in a second process if the machine has a second core.

The result is the same either way.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.diagnostics.machine import find_path

_Result = TypeVar("_Result")


def run_in_background(work: Callable[[], _Result]) -> Callable[[], _Result]:
    """Start work in the background; return a function that waits for its result and returns it.

    The work runs on a copy of the present memory, so its changes to objects are lost. An error is
    raised by the returned function.
    """
    if not can_fork():
        return cache(work)
    # Imported here because it takes long to load.
    import multiprocessing

    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(work, sender.send), daemon=True)
    process.start()
    sender.close()

    def wait() -> _Result:
        try:
            result, error = receiver.recv()
        except EOFError:
            process.join()
            fact = f"a process ended with status {process.exitcode} before its work was done"
            raise EditionError(Diagnostic("M007", fact)) from None
        process.join()
        if error is not None:
            raise error
        return result  # type: ignore[no-any-return]  # a pipe has no types

    return cache(wait)


def can_fork() -> bool:
    """Return whether there is a second core and the system supports forking a process."""
    # On macOS, a forked process may not use the libraries of the system.
    if sys.platform == "darwin" or not hasattr(os, "fork"):
        return False
    allowed = getattr(os, "sched_getaffinity", None)
    return (len(allowed(0)) if allowed else os.cpu_count() or 1) > 1


def _run(work: Callable[[], object], send: Callable[[object], None]) -> None:
    try:
        done: tuple[object, BaseException | None] = (work(), None)
    except Exception as error:  # raised again in the main process
        if isinstance(error, OSError) and error.errno and not error.filename:
            error = OSError(error.errno, error.strerror, find_path(error) or None)
        done = (None, error)
    send(done)
