"""Lets a file operation of a command fail, or ends the command's process at it.

A command is run in a forked process, where an audit hook counts what is done to files of the
project. MkDocs is replaced by a copy of what it made before, so that a run takes a fraction of a
second and everything is done in one process, in the same order each time.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

import edition.building.exchange
import edition.building.offline
import edition.building.site
import edition.publishing.workers
from edition.building.manifest import MANIFEST
from edition.publishing.order import Order
from edition.publishing.page_policy import HEADERS
from tests.projects import run

Way: TypeAlias = Literal["count", "fail", "kill"]
NUMBERS = (errno.ENOSPC, errno.EACCES, errno.EMFILE, errno.EIO)
"""What the operations fail with, in turn."""
_EVENTS = frozenset({
    "open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.listdir",
    "os.scandir", "os.chmod", "os.utime", "os.truncate", "test.exchange",
})  # fmt: skip
_STOPPED = 99
"""Exit status of a process that ended with an exception."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    status: int
    """Exit status; negative for the signal that killed it."""
    printed: str
    operations: int


def interrupt(
    root: Path, *command: str, way: Way = "count", at: int = 0, rendered: Path | None = None
) -> Ended:
    """Run a command of a project, and let its file operation number ``at`` fail, or kill it there.

    ``rendered`` has what MkDocs made; without it MkDocs is run.
    """
    log, counted = root.with_name(f"{root.name}.log"), root.with_name(f"{root.name}.count")
    child = os.fork()
    if not child:
        os._exit(_run_in_child(root, command, log, _hook(root, way, at, counted), rendered))
    _, status = os.waitpid(child, 0)
    printed = log.read_text("utf-8", errors="replace")
    return Ended(os.waitstatus_to_exitcode(status), printed, counted.stat().st_size)


def _run_in_child(
    root: Path,
    command: tuple[str, ...],
    log: Path,
    hook: Callable[[str, tuple[Any, ...]], None],
    rendered: Path | None,
) -> int:
    handle = log.open("w", encoding="utf-8")
    sys.stdout = sys.stderr = handle
    try:
        if rendered is not None:
            _stand_in(rendered)
        sys.addaudithook(hook)
        return run(root, *command)
    except BaseException:
        traceback.print_exc(file=handle)
        return _STOPPED
    finally:
        handle.flush()


def _hook(root: Path, way: Way, at: int, counted: Path) -> Callable[[str, tuple[Any, ...]], None]:
    process, done = 0, 0
    start = f"{root}{os.sep}"
    tally = os.open(counted, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)

    def is_in_project(path: object) -> bool:
        if isinstance(path, int) or not isinstance(path, (str, bytes, os.PathLike)):
            return isinstance(path, int)
        name = os.fsdecode(path)
        return name.startswith(start) or not Path(name).is_absolute()

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal process, done
        process = process or os.getpid()
        if event not in _EVENTS or os.getpid() != process or not is_in_project(arguments[0]):
            return
        if event == "open" and isinstance(arguments[0], int):
            return
        os.write(tally, b".")
        done += 1
        if done != at:
            return
        if way == "kill":
            os.kill(process, signal.SIGKILL)
        if way == "fail":
            number = NUMBERS[at % len(NUMBERS)]
            raise OSError(number, os.strerror(number), os.fsdecode(str(arguments[0])))

    return hook


def _stand_in(rendered: Path) -> None:
    """Replace MkDocs by a copy of what it made, and do all work in one process."""
    edition.publishing.workers.count_cores = lambda: 1

    def build(configuration: Path, epoch: int, order: Order) -> None:
        _copy(rendered, configuration.parent / "site")

    def render(configuration: Path, epoch: int, name: str, markdown: str) -> str:
        html = (rendered / name.replace(".md", ".html")).read_text("utf-8")
        return f"{html}<!-- {markdown} -->" if "download/" in markdown else html

    real = edition.building.exchange.exchange

    def exchange(first: Path, second: Path) -> bool:
        sys.audit("test.exchange", str(first))
        done = real(first, second)
        sys.audit("test.exchange", str(second))
        return done

    edition.building.exchange.exchange = exchange
    for module, name, stand_in in (
        (edition.building.site, "run_mkdocs", build),
        (edition.building.offline, "render_page", render),
    ):
        setattr(module, name, stand_in)


def _copy(rendered: Path, target: Path) -> None:
    for path in sorted(rendered.rglob("*")):
        if path.is_file():
            place = target / path.relative_to(rendered)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())


def keep_rendered(site: Path, folder: Path) -> Path:
    """Copy what MkDocs made of a site, without what its theme brings along."""
    made_later = shutil.ignore_patterns(MANIFEST, HEADERS, "assets", "download")
    return Path(shutil.copytree(site, folder, ignore=made_later))
