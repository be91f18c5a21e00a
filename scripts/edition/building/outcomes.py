"""Keeps the outcome of a command, so that it need not run again where nothing changed.

An outcome is kept with a stamp of all that the command could read: every file of the project, the
folders of witnesses outside it, the program and its libraries, the commit that is checked out, and
the variables of the environment. The stamp is taken before anything else is loaded, by name, size,
times and inode of each file; what the command itself wrote may differ at its end, nothing else.
Only the standard library is imported here: loading the rest costs more than the comparison.
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
"""Commands whose outcome depends on nothing but what is stamped."""
_OWN: Final = "EDITION_"
"""How the names of the variables begin that the program reads."""
_WORD: Final = re.compile(r"\w+")
_MADE: Final = frozenset({"build", "site", "site-private", "dist", "node_modules", "releases"})
"""Folders of a project of which nothing is read, or that are compared apart."""
_CACHE: Final = "__pycache__"
_ENVIRONMENT: Final = "pyvenv.cfg"
"""A file that only folders of installed programs have."""
TICK: Final = 0.02
"""Seconds in which a file can change twice under one time: longer than the clock of a file system
takes to move on."""

_written: Stamps = {}


def note_written(path: Path) -> None:
    """Remember that this process wrote a file just now."""
    _written[str(path)] = _stamp(path.stat())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command printed that found no error."""

    output: str
    report: str
    """What it wrote to standard error about its findings."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a command, and the state of the files before it ran."""

    root: Path
    arguments: tuple[str, ...]
    settings: str
    before: Stamps

    def recall(self) -> Outcome | None:
        """Return the outcome of the same call, if nothing that it reads has changed since."""
        try:
            kept = json.loads(self._file.read_bytes())
            if kept["stamp"] != self._digest(self.before) or kept["site"] != self._site():
                return None
            return Outcome(str(kept["output"]), str(kept["report"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None  # it was never kept, or is damaged: the command runs

    def keep(self, outcome: Outcome) -> None:
        """Keep what the call printed, unless another process changed a file in the meantime."""
        # The writer belongs to what is loaded only when a command runs.
        from edition.building.store import write_if_changed

        # After a fault the command is done; the next one runs again, and reports it.
        with suppress(OSError):
            # What could not be removed is removed by the next run, which is to be a whole one.
            left = any(self.root.glob("build/*/work-*"))
            if not left and only_wrote(self.before, after := stamp_inputs(self.root)):
                kept = {"stamp": self._digest(after), "site": self._site(), **asdict(outcome)}
                write_if_changed(self._file, json.dumps(kept))

    @property
    def site(self) -> str:
        """The folder of the site that a build replaces; nothing for another command."""
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
    """Return one value for what a command reads beside files: Python, commit, environment."""
    words = {word for path in root.glob("*.yml") for word in _WORD.findall(_read(path))}
    names = sorted(name for name in os.environ if name.startswith(_OWN) or name in words)
    settings = [(name, os.environ[name]) for name in names]
    commit = run_git(root, "rev-parse", "HEAD").decode("ascii", "replace")
    return _digest(sys.version, sys.prefix, commit, settings)


def only_wrote(before: Stamps, after: Stamps) -> bool:
    """Return whether all files that changed are as this process wrote them."""
    names = before.keys() | after.keys()
    changed = [name for name in names if before.get(name) != after.get(name)]
    return all(after.get(name) == _written.get(name) for name in changed)


def prepare_call(arguments: Sequence[str]) -> Call | None:
    """Return a call whose outcome can be kept; None for any other command.

    Where every file of a site has to be inspected (``CI``), a build always runs; so does a command
    that will report what cannot be read.
    """
    known = bool(arguments) and arguments[0] in COMMANDS and os.environ.get("CI") != "true"
    if not known or (arguments[0] == "convert" and "--check" not in arguments):
        return None
    try:
        root = Path(os.path.realpath(_find_project(arguments)))
        settings, before = _digest_settings(root), stamp_inputs(root)
        newest = max((max(one[1:3]) for one in before.values()), default=0)
        if 0 < (wait := newest / 1e9 + TICK - time.time()) <= TICK:
            time.sleep(wait)
            before = stamp_inputs(root)
    except OSError:
        return None
    _begun[root] = settings, before
    return Call(root, tuple(arguments), settings, before)


_begun: dict[Path, tuple[str, Stamps]] = {}


def describe_state(root: Path) -> tuple[str, Stamps]:
    """Return one value for the settings, and the stamps, as they are before any work.

    What was taken for a call is given once.
    """
    return _begun.pop(root, None) or (_digest_settings(root), stamp_inputs(root))


def _find_project(arguments: Sequence[str]) -> str:
    """Return the folder of the edition that the arguments name.

    Where it is named in a form that is not known here, no outcome is found, and the command runs.
    """
    for number, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--project":
            return value if equals else "".join(arguments[number + 1 : number + 2])
    return "."


def stamp_inputs(root: Path) -> Stamps:
    """Return the stamps of the files that a command can read, by their paths."""
    named = os.environ.get(WITNESS_FOLDERS, "").split(os.pathsep)
    program = Path(__file__).parents[1]
    seen: set[tuple[int, int]] = set()
    stamps = dict(_walk(str(root), seen, top=True))
    for folder in (program, *(Path(one).expanduser() for one in named if one)):
        stamps.update(_walk(str(folder), seen))
    for folder in map(Path, sys.path):
        if folder.is_relative_to(sys.prefix) and folder.is_dir():  # changes with what is installed
            stamps[str(folder)] = _stamp(folder.stat())
    return stamps


def list_watched(root: Path) -> list[str]:
    """Return the folders, with all below them, of which the files are inputs of a project."""
    named = os.environ.get(WITNESS_FOLDERS, "").split(os.pathsep)
    own = [
        one.path
        for one in os.scandir(root)
        if one.is_dir() and _is_input(one.name) and not Path(one, _ENVIRONMENT).exists()
    ]
    program = Path(__file__).parents[1]
    found = (Path(one).expanduser() for one in named if one)
    others = (one for one in (program, *found) if one.is_dir() and not one.is_relative_to(root))
    return [*own, *map(str, others)]


def _is_input(name: str) -> bool:
    """Return whether what has this name directly in a project can be one of its inputs."""
    return name not in _MADE and not name.startswith(".")


def _walk(
    folder: str, seen: set[tuple[int, int]] | None = None, *, top: bool = False
) -> Iterator[tuple[str, Stamp]]:
    """Yield path and stamp of every file below a folder; of a link, its own and its target's.

    Left out are folders of installed programs and, at the top of a project, what is no input.
    """
    seen = set() if seen is None else seen
    try:
        own = os.stat(folder)  # noqa: PTH116 - thousands of paths, of which none is kept
        entries = [*os.scandir(folder)]
    except (FileNotFoundError, NotADirectoryError):
        return
    if (own.st_dev, own.st_ino) in seen or any(one.name == _ENVIRONMENT for one in entries):
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


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _digest(*parts: object) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
