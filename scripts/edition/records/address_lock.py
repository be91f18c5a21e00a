"""The lock of addresses: every address that was ever published, so that none is lost unnoticed.

``addresses.lock`` stands at the top of a project. A line names a file below ``docs/editions`` and
an address in it, or a run of addresses that end in numbers: ``a/2.md p117.1 to p117.2 3f9a 00c1``.
Behind the addresses of paragraphs and headings, which are counted and could be counted otherwise,
stand four digits each, made from the first words, so that words that move along are seen.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

from edition.diagnostics.diagnostic import Diagnostic

FILE: Final = "addresses.lock"
_HEAD: Final = (
    '# Every published address. Written by "edition convert"; do not edit.\n'
    "# A removed address needs a redirect: see docs/addresses.md.\n"
)
_NUMBERED = re.compile(r"(.*?)(0|[1-9][0-9]{0,8})")
_LINE = re.compile(r"(\S+/\S+) (\S+)(?: to (\S+))?((?: [0-9a-f]{4})*)")
_LONGEST: Final = 100_000
"""Addresses of the longest run that is read."""

Address: TypeAlias = tuple[str, str]
"""A file below ``docs/editions`` and an address in it."""

Published: TypeAlias = Mapping[Address, str]
"""Addresses with four digits that stand for the first words there, or nothing."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What the lock holds."""

    addresses: Published
    places: Mapping[Address, int]
    """The line, counted from 1, that names each address."""
    lines: tuple[str, ...] = ()

    def report(self, line: int, code: str, message: str, hint: str = "") -> Diagnostic:
        """Make a diagnostic for a line of the lock."""
        excerpt = self.lines[line - 1]
        return Diagnostic(code, message, FILE, line, 1, excerpt, len(excerpt), hint)


@dataclass(frozen=True, slots=True)
class Run:
    """Addresses of one file that follow on each other."""

    file: str
    addresses: tuple[str, ...]

    def __str__(self) -> str:
        first, last = self.addresses[0], self.addresses[-1]
        return first if first == last else f"{first} to {last}"


def format_lock(published: Published) -> str:
    """Return the lock of these addresses: sorted, a run to a line."""
    return _HEAD + "".join(_format_run(run, published) for run in list_runs(published))


def _format_run(run: Run, published: Published) -> str:
    digests = [published[run.file, address] for address in run.addresses]
    return " ".join([run.file, str(run), *filter(None, digests)]) + "\n"


def list_runs(addresses: Published) -> Iterator[Run]:
    """Yield the addresses as runs, in natural order of files and addresses."""
    ordered = sorted(addresses, key=lambda one: (_natural(one[0]), *_split(one[1]), one))
    for file, group in groupby(ordered, key=lambda one: one[0]):
        run: list[str] = []
        for _, address in group:
            alike = run and bool(addresses[file, run[-1]]) == bool(addresses[file, address])
            if run and not (alike and _follows(run[-1], address)):
                yield Run(file, tuple(run))
                run = []
            run.append(address)
        yield Run(file, tuple(run))


@lru_cache(maxsize=4096)
def _natural(text: str) -> tuple[tuple[int, str], ...]:
    """Return a key that sorts ``2-10`` behind ``2-9``."""
    parts = re.findall(r"[0-9]+|[^0-9]+", text)
    return tuple((int(part), "") if part[0] in "0123456789" else (-1, part) for part in parts)


def _split(address: str) -> tuple[tuple[tuple[int, str], ...], int]:
    match = _NUMBERED.fullmatch(address)
    return (_natural(match[1]), int(match[2])) if match else (_natural(address), -1)


def _follows(before: str, address: str) -> bool:
    first, second = _NUMBERED.fullmatch(before), _NUMBERED.fullmatch(address)
    if first is None or second is None:
        return False
    return first[1] == second[1] and int(first[2]) + 1 == int(second[2])


def read_lock(root: Path) -> tuple[Lock | None, list[Diagnostic]]:
    """Read a project's lock; None if there is none. Reports A004 for each line that is no entry."""
    path = root / FILE
    if not path.is_file():
        return None, []
    return parse_lock(path.read_text(encoding="utf-8", errors="replace"))


def parse_lock(text: str) -> tuple[Lock, list[Diagnostic]]:
    """Return what a lock holds, and A004 for each line that is no entry."""
    addresses: dict[Address, str] = {}
    places: dict[Address, int] = {}
    lock = Lock(MappingProxyType(addresses), MappingProxyType(places), tuple(text.split("\n")))
    faults = []
    for number, line in enumerate(lock.lines, 1):
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        run = {} if match is None else _read_run(match)
        if not run:
            faults.append(
                lock.report(number, "A004", "this is neither an address nor a range of addresses")
            )
        addresses |= run
        places |= dict.fromkeys(run, number)
    return lock, faults


def _read_run(match: re.Match[str]) -> dict[Address, str]:
    names = _expand(match[2], match[3] or match[2])
    digests = match[4].split() or [""] * len(names)
    if len(digests) != len(names):
        return {}
    return {(match[1], name): one for name, one in zip(names, digests, strict=True)}


def _expand(first: str, last: str) -> Sequence[str]:
    if first == last:
        return (first,)
    begin, end = _NUMBERED.fullmatch(first), _NUMBERED.fullmatch(last)
    if begin is None or end is None or begin[1] != end[1]:
        return ()
    numbers = range(int(begin[2]), int(end[2]) + 1)
    return [f"{begin[1]}{number}" for number in numbers] if len(numbers) <= _LONGEST else ()


def keep_committed(lock: Lock, root: Path) -> Lock:
    """Return the lock with the addresses that are committed as well, those of a draft left out.

    Outside a git work tree, and for a lock that was never committed, it stays as it is.
    """
    command = ["git", "-C", str(root), "cat-file", "blob", f"HEAD:./{FILE}"]
    try:
        shown = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    except OSError:
        return lock
    if shown.returncode:
        return lock
    committed = parse_lock(shown.stdout.decode("utf-8", "replace"))[0].addresses
    kept = {one: words for one, words in lock.addresses.items() if one in committed}
    return replace(lock, addresses=MappingProxyType(kept))
