"""Shares work among processes: of this machine, or of the workers of a Dask scheduler.

A unit of work is a function of a module with small arguments: first a folder that all processes
can read, then paths, names and digests. It stores its result in the cache of the project, and who
shared the work takes it from there or makes it itself; so the result is the same wherever the work
is done. Nothing is loaded before there is enough work for several processes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.diagnostics.machine import find_path
from edition.text.digest import digest_package
from edition.text.interface import Words, install_words, list_words
from edition.text.results import sign

_Opened: TypeAlias = tuple[Any, tuple[type[Exception], ...]]
"""An ``Executor``, with the errors by which it reports that work is lost."""
MOST: Final = 61
"""Most processes for which Windows can wait at once."""
_UNITS: Final = 4
"""Units of work for each process: with several, none has to wait long for the last of another."""
_PART: Final = 1_000_000
"""Bytes of files in a unit for a scheduler: seconds of work."""


@dataclass(frozen=True, slots=True)
class Workers:
    """The processes that share the work of a command."""

    processes: int = 1
    """Number of processes on this machine."""
    scheduler: str = ""
    """Address of a Dask scheduler whose workers do the work; empty for this machine."""

    @property
    def is_alone(self) -> bool:
        """Whether one process does all work."""
        return self.processes == 1 and not self.scheduler

    def divide(self, files: Sequence[str], size: int, least: int) -> list[Sequence[str]]:
        """Divide files of a total size in bytes for units of work; below ``least``, into one."""
        # The workers of a scheduler may come and go.
        parts = 1 + size // _PART if self.scheduler else _UNITS * self.processes
        if self.is_alone or size < least:
            parts = 1
        return [files[number::parts] for number in range(min(parts, len(files)))]

    @contextmanager
    def share(
        self, work: Callable[..., Any], units: Sequence[Sequence[Any]]
    ) -> Iterator[list[Any]]:
        """Do units of work beside the body of a ``with``; afterwards the list has their results.

        A single unit is done by this process. Raises the first error of a unit, and EditionError if
        processes end early (M007) or a scheduler cannot be used (M011).
        """
        results: list[Any] = []
        if len(units) <= 1 or self.is_alone:
            yield results
            results += [work(*unit) for unit in units]
            return
        address = self.scheduler
        with _open_scheduler(address) if address else _open_processes(self.processes) as opened:
            (executor, lost), known = opened, sign(digest_package(), b"")
            done = [executor.submit(_perform, known, list_words(), work, *unit) for unit in units]
            yield results
            try:
                results += [future.result() for future in done]
            except lost as error:
                fact = f"{address}: {error}" if address else "a process ended before its work"
                raise EditionError(Diagnostic("M011" if address else "M007", fact)) from error


ALONE: Final = Workers()


def count_cores() -> int:
    """Return the number of cores that this process may use, at most as many as processes."""
    allowed = getattr(os, "sched_getaffinity", None)
    return min(len(allowed(0)) if allowed else os.cpu_count() or 1, MOST)


@contextmanager
def _open_processes(count: int) -> Iterator[_Opened]:
    # Imported here because they take long to load.
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
    from multiprocessing import active_children, get_context

    others = set(active_children())
    # New processes, not copies of this one: the same on all systems, and small.
    with ProcessPoolExecutor(count, get_context("spawn"), _begin) as executor:
        try:
            yield executor, (BrokenExecutor,)
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            for child in set(active_children()) - others:
                child.terminate()
            raise


@contextmanager
def _open_scheduler(address: str) -> Iterator[_Opened]:
    try:
        from concurrent.futures import CancelledError

        from distributed import Client
        from distributed.scheduler import KilledWorker

        client: Any = Client(address, set_as_default=False)  # type: ignore[no-untyped-call]
    except (ImportError, OSError, ValueError) as error:
        raise EditionError(Diagnostic("M011", f"{address}: {error}")) from error
    with client:
        if not client.scheduler_info()["workers"]:
            raise EditionError(Diagnostic("M011", f"{address}: the scheduler has no workers"))
        # Where the program is missing, the work cannot be read (the last two).
        yield client.get_executor(), (KilledWorker, CancelledError, ImportError, RuntimeError)


def _perform(
    known: bytes, words: Words, work: Callable[..., Any], folder: str, *unit: object
) -> object:
    """Do a unit of work in another process, unless its result would be of no use."""
    install_words(words)
    if known != sign(digest_package(), b""):
        fact = "a worker has another version of the program, or another key of stored results"
        raise EditionError(Diagnostic("M011", fact))
    if not Path(folder).is_dir():
        raise EditionError(Diagnostic("M011", f"a worker cannot read {folder}"))
    try:
        return work(folder, *unit)
    except OSError as error:
        # The traceback, which may lead to the path, is not passed on.
        error.filename = error.filename or find_path(error) or None
        raise


def _begin() -> None:
    """Prepare a process that works for another: it leaves Ctrl-C to it, and ends with it."""
    import signal
    from multiprocessing import parent_process
    from threading import Thread

    def follow() -> None:
        if (parent := parent_process()) is not None:
            parent.join()
        os._exit(1)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=follow, daemon=True).start()
