"""Stores the outcomes of commands, so that they need not run again if nothing has changed.

An outcome is stored with a stamp of everything that the command could read: every file of the
project, the folders of witnesses outside it, the program and its libraries, the commit that is
checked out, and the environment variables. The stamp has the name, size, times and inode of each
file, and is taken before anything else is loaded; until the command ends, only files that it wrote
itself may change. Only the standard library is imported here, as loading the rest would take longer
than the comparison.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeAlias

from edition.records import WITNESS_FOLDERS
from edition.records.git import run_git

Stamp: TypeAlias = tuple[int, ...]
"""Size, times of the last changes (ns) and inode of a file."""
Stamps: TypeAlias = dict[str, Stamp]

COMMANDS: Final = frozenset({"build", "convert"})
"""Commands whose outcome depends only on the stamped inputs."""
_PREFIX: Final = "EDITION_"
"""Prefix of the environment variables that the program reads."""
_WORD: Final = re.compile(r"\w+")
_OUTPUT: Final = frozenset({"build", "site", "site-private", "dist", "node_modules", "releases"})
"""Folders of a project that are no inputs, or that are compared separately."""
_CACHE: Final = "__pycache__"
_ENVIRONMENT: Final = "pyvenv.cfg"
"""A file that marks a folder of installed programs."""
TICK: Final = 0.02
"""Seconds in which a file can change twice without a change of its time: longer than a tick of the
clock of a file system."""

_written: Stamps = {}


def note_written(path: Path) -> None:
    """Record that this process has just written a file."""
    _written[str(path)] = _stamp(path.stat())


@dataclass(frozen=True, slots=True)
class Outcome:
    """The output of a command that found no error."""

    output: str
    report: str
    """Its report of findings, on standard error."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a command, with the stamps of the files before it ran."""

    root: Path
    arguments: tuple[str, ...]
    settings: str
    before: Stamps

    def recall(self) -> Outcome | None:
        """Return the stored outcome of the same call if its inputs are unchanged, else None."""
        try:
            stored = json.loads(self._file.read_bytes())
            if stored["stamp"] != self._digest(self.before) or stored["site"] != self._site():
                return None
            return Outcome(str(stored["output"]), str(stored["report"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None  # missing or damaged: the command runs

    def store(self, outcome: Outcome) -> None:
        """Store the outcome, unless another process has changed a file since the call."""
        # Imported here because recall must load only the standard library.
        from edition.building.store import write_if_changed

        # The command is done; if its outcome cannot be stored, the next call simply runs again.
        with suppress(OSError):
            # A leftover work folder is removed by the next run, so that run must not be skipped.
            left = any(self.root.glob("build/*/work-*"))
            if not left and has_only_own_changes(self.before, after := stamp_inputs(self.root)):
                stored = {"stamp": self._digest(after), "site": self._site(), **asdict(outcome)}
                write_if_changed(self._file, json.dumps(stored))

    @property
    def site(self) -> str:
        """The folder of the site that a build replaces; empty for other commands."""
        private = "--private" in self.arguments
        return ("site-private" if private else "site") if self.arguments[0] == "build" else ""

    @property
    def _file(self) -> Path:
        name = sha256("\0".join(self.arguments).encode("utf-8", "surrogateescape")).hexdigest()
        return self.root / "build" / "cache" / "outcomes" / f"{name[:16]}.json"

    def _digest(self, stamps: Mapping[str, Stamp]) -> str:
        return _digest(self.settings, sorted(stamps.items()))

    def _site(self) -> str:
        return _digest(sorted(_walk(str(self.root / self.site)))) if self.site else ""


def _digest_settings(root: Path) -> str:
    """Return a digest of the inputs that are not files: Python, commit, environment variables."""
    words = {word for path in root.glob("*.yml") for word in _WORD.findall(_read(path))}
    names = sorted(name for name in os.environ if name.startswith(_PREFIX) or name in words)
    settings = [(name, os.environ[name]) for name in names]
    commit = run_git(root, "rev-parse", "HEAD").decode("ascii", "replace")
    return _digest(sys.version, sys.prefix, commit, settings)


def has_only_own_changes(before: Stamps, after: Stamps) -> bool:
    """Return whether all changed files are as this process wrote them."""
    names = before.keys() | after.keys()
    changed = [name for name in names if before.get(name) != after.get(name)]
    return all(after.get(name) == _written.get(name) for name in changed)


def prepare_call(arguments: Sequence[str]) -> Call | None:
    """Return a call whose outcome can be stored; None for any other command.

    In continuous integration (``CI``), where every file of a site has to be checked, all commands
    run; so they do if a file cannot be read, to report it.
    """
    eligible = bool(arguments) and arguments[0] in COMMANDS and os.environ.get("CI") != "true"
    if not eligible or (arguments[0] == "convert" and "--check" not in arguments):
        return None
    try:
        root = Path(os.path.realpath(_find_project(arguments)))
        settings, before = _digest_settings(root), stamp_inputs(root)
        newest = max((max(stamp[1:3]) for stamp in before.values()), default=0)
        if 0 < (wait := newest / 1e9 + TICK - time.time()) <= TICK:
            time.sleep(wait)
            before = stamp_inputs(root)
    except OSError:
        return None
    _prepared[root] = settings, before
    return Call(root, tuple(arguments), settings, before)


_prepared: dict[Path, tuple[str, Stamps]] = {}


def describe_state(root: Path) -> tuple[str, Stamps]:
    """Return a digest of the settings, and the stamps of the inputs, before any work is done.

    If the call was prepared, its values are returned, once.
    """
    return _prepared.pop(root, None) or (_digest_settings(root), stamp_inputs(root))


def _find_project(arguments: Sequence[str]) -> str:
    """Return the folder of the project that the arguments name.

    An option in a form that is not recognised here only means that the command runs.
    """
    for number, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--project":
            return value if equals else "".join(arguments[number + 1 : number + 2])
    return "."


def stamp_inputs(root: Path) -> Stamps:
    """Return the stamps of the files that a command can read, by path."""
    seen: set[tuple[int, int]] = set()
    stamps = dict(_walk(str(root), seen, top=True))
    for folder in _list_external():
        stamps.update(_walk(str(folder), seen))
    for folder in map(Path, sys.path):
        if folder.is_relative_to(sys.prefix) and folder.is_dir():  # changed by every installation
            stamps[str(folder)] = _stamp(folder.stat())
    return stamps


def list_watched(root: Path) -> list[str]:
    """Return the folders whose files, at any depth, are inputs of a project."""
    own = [
        entry.path
        for entry in os.scandir(root)
        if entry.is_dir() and _is_input(entry.name) and not Path(entry, _ENVIRONMENT).exists()
    ]
    external = _list_external()
    return own + [str(path) for path in external if path.is_dir() and not path.is_relative_to(root)]


def _list_external() -> list[Path]:
    """Return the folders of inputs outside a project: the program's and those of witnesses."""
    folders = os.environ.get(WITNESS_FOLDERS, "").split(os.pathsep)
    return [Path(__file__).parents[1], *(Path(name).expanduser() for name in folders if name)]


def _is_input(name: str) -> bool:
    """Return whether a file or folder at the top of a project can be an input."""
    return name not in _OUTPUT and not name.startswith(".")


def _walk(
    folder: str, seen: set[tuple[int, int]] | None = None, *, top: bool = False
) -> Iterator[tuple[str, Stamp]]:
    """Yield the path and stamp of every file below a folder; for links also those of the target.

    Folders of installed programs are left out and, at the top of a project, everything that is not
    an input.
    """
    seen = set() if seen is None else seen
    try:
        own = os.stat(folder)  # noqa: PTH116 - Path objects for thousands of paths cost time
        entries = [*os.scandir(folder)]
    except (FileNotFoundError, NotADirectoryError):
        return
    if (own.st_dev, own.st_ino) in seen or any(entry.name == _ENVIRONMENT for entry in entries):
        return
    seen.add((own.st_dev, own.st_ino))
    for entry in entries:
        if entry.name == _CACHE or (top and not _is_input(entry.name)):
            continue
        if entry.is_symlink():
            yield f"{entry.path} (link)", _stamp(entry.stat(follow_symlinks=False))
        if entry.is_dir():
            yield from _walk(entry.path, seen)
        else:
            with suppress(FileNotFoundError):
                yield entry.path, _stamp(entry.stat())


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _digest(*parts: object) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
