"""Checks of a whole run: codes that no test raised, and cases that no test read.

Every process of a run, workers and forks included, writes what it saw into files of one folder,
whose path it finds in the environment. At the end of a run that selected nothing and failed
nothing, the process that the person started reads them.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest

from edition.diagnostics.catalogue import CATALOGUE
from edition.diagnostics.diagnostic import Diagnostic

FOLDER = "EDITION_TEST_RUN"
"""The environment variable that names the folder of the run."""
HERE = Path(__file__).parent
CASES = "cases"
"""Every file below a folder of this name is a part of a case."""
MAKERS = ("edition.diagnostics", "dataclasses", "copy")
"""Modules that make a finding for the module that calls them."""
KEEPERS = ("edition.text.packing", "edition.building.kept_conversion")
"""Modules that read back what an earlier run found."""


class Record:
    """Values that any process of a run saw, once each, in a file of the run's folder."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._written: set[str] = set()

    def add(self, value: str) -> None:
        """Note a value; a line that is appended in one step is whole, whoever writes beside."""
        folder = os.environ.get(FOLDER)
        if folder and value not in self._written:
            self._written.add(value)
            with (Path(folder) / self.name).open("a", encoding="utf-8") as handle:
                handle.write(f"{value}\n")

    def read(self) -> frozenset[str]:
        """Return all values of the run so far."""
        path = Path(os.environ[FOLDER]) / self.name
        return frozenset(path.read_text("utf-8").splitlines() if path.is_file() else ())


RAISED = Record("codes")
OPENED = Record("cases")


def begin() -> bool:
    """Make the run's folder unless there is one; return whether this process made it."""
    if FOLDER in os.environ:
        return False
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="edition-tests-")
    return True


def end() -> None:
    """Remove the run's folder."""
    shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


# --- recording --------------------------------------------------------------------------


def watch_codes() -> None:
    """Note the code of every finding that the package makes; those of the tests do not count."""
    make: Callable[..., None] = Diagnostic.__init__

    def make_and_note(self: Diagnostic, code: str, *rest: object, **named: object) -> None:
        make(self, code, *rest, **named)
        if is_raised(sys._getframe(1)):
            RAISED.add(code)

    setattr(Diagnostic, "__init__", make_and_note)  # noqa: B010 - mypy refuses the plain form


def is_raised(frame: FrameType | None) -> bool:
    """Return whether a finding that is made for this frame is one of the package."""
    while frame is not None and _module(frame).startswith(MAKERS):
        frame = frame.f_back
    name = _module(frame) if frame is not None else ""
    return name.startswith("edition.") and name not in KEEPERS


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def watch_cases() -> None:
    """Note every file of a case that is opened."""
    marker = f"{os.sep}{CASES}{os.sep}"
    start = f"{HERE}{os.sep}"

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and marker in (path := str(arguments[0])) and path.startswith(start):
            OPENED.add(Path(path).relative_to(HERE).as_posix())

    sys.addaudithook(note)


# --- faults ---------------------------------------------------------------


def find_faults() -> Iterator[str]:
    """Yield what a whole run did not do."""
    if codes := sorted(set(CATALOGUE) - RAISED.read()):
        yield f"no test makes the package report: {', '.join(codes)}"
    opened = OPENED.read()
    for name in sorted(list_cases(HERE) - opened):
        yield f"no test reads the case: tests/{name}"


def list_cases(folder: Path) -> frozenset[str]:
    """Return the files of all cases below a folder of tests."""
    names = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return frozenset(name.as_posix() for name in names if CASES in name.parts[:-1])


def is_whole(config: pytest.Config) -> bool:
    """Return whether a run takes every test."""
    narrowing = ("keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf", "collectonly")
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not any(
        config.getoption(name, default=None) for name in narrowing
    )
