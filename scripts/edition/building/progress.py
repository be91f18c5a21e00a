"""Reports the progress of long steps: with a bar on a terminal, else with plain lines."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")


def track(items: Sequence[_T], description: str) -> Iterator[_T]:
    """Yield the items, and report on standard error how many are done."""
    if not sys.stderr.isatty():
        for number, item in enumerate(items, 1):
            say(f"{description} {number}/{len(items)}: {item}")
            yield item
        return
    from rich.console import Console
    from rich.progress import Progress  # imported here because it is slow to load

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(description, total=len(items))
        for item in items:
            progress.update(task, description=f"{description} {item}")
            yield item
            progress.advance(task)


@contextmanager
def step(description: str) -> Iterator[None]:
    """Report that a step of unknown length is in progress."""
    if not sys.stderr.isatty():
        say(description)
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(description):
        yield


def say(message: str) -> None:
    """Write a line to standard error, without buffering."""
    print(message, file=sys.stderr, flush=True)


def say_written(paths: Iterable[Path], root: Path, *, quiet: bool = False) -> None:
    """Report the files below ``root`` that were written, with one line for each folder."""
    folders: dict[Path, list[Path]] = defaultdict(list)
    for path in () if quiet else paths:
        folders[path.parent].append(path)
    for folder, files in folders.items():
        first = files[0].relative_to(root).as_posix()
        shown = folder.relative_to(root).as_posix()
        say(f"wrote {first}" if len(files) == 1 else f"wrote {len(files):,} files in {shown}/")
