"""Times commands in turn: wall time, processor time and memory of a process and its children."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class CommandError(Exception):
    """A command that ended with another status than nought; says how it ended."""


@dataclass(frozen=True, slots=True)
class Task:
    """A command to be timed, from nothing: what it made before is thrown away first."""

    name: str
    command: tuple[str, ...]
    folder: Path
    """The working directory."""
    remove: tuple[Path, ...] = ()
    """Folders that hold its results and caches."""
    environment: Mapping[str, str] | None = None
    """Variables that are set beside those of this process."""


@dataclass(frozen=True, slots=True)
class Timing:
    """What a command took."""

    wall: float
    """Seconds by the clock on the wall."""
    processor: float
    """Seconds of processor time, user and system, of the command and its children."""
    memory: float
    """The largest resident set of any one of its processes, in MiB."""
    output: str = ""
    """What it wrote to standard output."""


def run_task(task: Task) -> Timing:
    """Run a task once. Raises CommandError, with the last lines that the command wrote."""
    for folder in task.remove:
        shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(
            task.command,
            cwd=task.folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            env={**os.environ, **(task.environment or {})},
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        written = _read(output)
        if process.returncode:
            told = (written + _read(errors)).strip().splitlines()[-12:]
            fact = f"{task.name} ended with status {process.returncode}"
            raise CommandError("\n".join([fact, *told]))
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Timing(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale, written)


def _read(stream: object) -> str:
    stream.seek(0)  # type: ignore[attr-defined]  # a temporary file, whose type has no name
    return str(stream.read(), "utf-8", "replace")  # type: ignore[attr-defined]


def order_tasks(tasks: Sequence[Task], run: int) -> Sequence[Task]:
    """Return the tasks in the order of a run: forward and backward by turns.

    What warms up or tires the machine then favours none of them.
    """
    return tasks if run % 2 == 0 else tasks[::-1]


def best_timing(timings: Sequence[Timing]) -> Timing:
    """Return the least of each figure, and the most of the memory."""
    return Timing(
        min(timing.wall for timing in timings),
        min(timing.processor for timing in timings),
        max(timing.memory for timing in timings),
        timings[-1].output,
    )
