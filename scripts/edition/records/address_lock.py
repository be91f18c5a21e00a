"""Address locks: lists of every address that was ever published, so that no loss goes unnoticed.

``addresses.lock`` in the folder of a record holds the addresses of its text. A line has a file of
the text and an address in it. After the address of a paragraph or heading, which is counted and
could be counted differently, a digest of four digits of the first words shows whether the words
moved. ``sources/addresses.lock`` holds the addresses that belong to no single text: the keys of the
bibliography, the works on each of its pages (``bibliography:archive archive-a``), the events of the
correspondences, the ids of the registers and the hand-written pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Final, TypeAlias

from edition.diagnostics.diagnostic import Diagnostic, find_conflicts
from edition.records.git import run_git
from edition.text.digest import digest, find_files

FILE: Final = "addresses.lock"
OWN: Final = f"sources/{FILE}"
"""The lock of the addresses that belong to no single text."""
BIBLIOGRAPHY_KEYS: Final = "bibliography"
BIBLIOGRAPHY_PAGE: Final = "bibliography:"
"""Prefix of the name of a page of the bibliography, for the works that are or were on it."""
EVENTS: Final = "events"
REGISTERS: Final = "registers"
PAGES: Final = "pages"
"""Kinds of names in that lock, in place of a file."""
EMPTY: Final = (
    '# Every published address. Written by "edition convert"; do not edit.\n'
    "# A removed address needs a redirect: see docs/addresses.md.\n"
)
_NUMBERED = re.compile(r"(.*?)(0|[1-9][0-9]{0,8})")
_LINE = re.compile(r"(\S+) (\S+)(?: ([0-9a-f]{4}))?")
_PLACES: Final = 1000
"""Numbered sections of the lock of names: so many that two changes rarely concern the same one."""

Address: TypeAlias = tuple[str, str]
"""A file below ``docs/editions`` and an address in it, or a kind of name and a name."""

Published: TypeAlias = Mapping[Address, str]
"""Addresses with a digest of four digits of the first words, or an empty string."""


@dataclass(frozen=True, slots=True)
class Lock:
    """The contents of all locks of a project."""

    addresses: Published = field(default_factory=dict)
    places: Mapping[Address, tuple[str, int]] = field(default_factory=dict)
    """For each address, the path of its lock and its line, counted from 1."""
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The lines of each lock, by path."""

    def report(self, place: tuple[str, int], code: str, message: str, hint: str = "") -> Diagnostic:
        """Make a diagnostic for a line of a lock."""
        path, line = place
        excerpt = self.files[path][line - 1]
        return Diagnostic(code, message, path, line, 1, excerpt, len(excerpt), hint)


def list_listed_works(lock: Lock) -> Iterator[tuple[str, str]]:
    """Yield the pages of the bibliography with the keys of all works that were ever on them."""
    for file, key in lock.addresses:
        if file.startswith(BIBLIOGRAPHY_PAGE):
            yield file.removeprefix(BIBLIOGRAPHY_PAGE), key


@dataclass(frozen=True, slots=True)
class Run:
    """Addresses of one file with consecutive numbers."""

    file: str
    addresses: tuple[str, ...]

    def __str__(self) -> str:
        first, last = self.addresses[0], self.addresses[-1]
        return first if first == last else f"{first} to {last}"


def format_locks(published: Published) -> dict[str, str]:
    """Return the text of each lock by path, with one address in a line, so that changes merge.

    Git reports a conflict for two changes without a line between them. The addresses of a text are
    therefore separated by blank lines. Names are sorted by their digests into permanent numbered
    sections: in alphabetical order, similar names would be added at the same place.
    """
    lines: dict[str, list[str]] = {}
    names: dict[int, list[str]] = {number: [] for number in range(_PLACES)}
    for file, address in sorted(published, key=order_address):
        path, folder = _find_lock(file)
        found = (file.removeprefix(folder), address, published[file, address])
        line = " ".join(filter(None, found)) + "\n"
        if path == OWN:
            names[int(digest(line), 16) % _PLACES].append(line)
        else:
            lines.setdefault(path, [EMPTY]).append(f"\n{line}")
    if any(names.values()):
        places = (f"\n# {number:03}\n{''.join(names[number])}" for number in names)
        lines[OWN] = [EMPTY, *places]
    return {path: "".join(found) for path, found in lines.items()}


def _find_lock(file: str) -> tuple[str, str]:
    """Return the lock of the addresses of a file, and the prefix that it omits from the name."""
    folder, slash, _ = file.partition("/")
    return (f"sources/{folder}/{FILE}", folder + slash) if slash else (OWN, "")


def order_address(entry: Address) -> tuple[object, ...]:
    """Return a key that sorts files, and the addresses of each, in natural order."""
    return (_natural(entry[0]), *_split(entry[1]), entry)


def list_runs(addresses: Published) -> Iterator[Run]:
    """Yield the addresses as runs, in natural order of files and addresses."""
    ordered = sorted(addresses, key=order_address)
    for file, group in groupby(ordered, key=lambda entry: entry[0]):
        run: list[str] = []
        for _, address in group:
            same = run and bool(addresses[file, run[-1]]) == bool(addresses[file, address])
            if run and not (same and _follows(run[-1], address)):
                yield Run(file, tuple(run))
                run = []
            run.append(address)
        yield Run(file, tuple(run))


@lru_cache(maxsize=4096)
def _natural(text: str) -> tuple[tuple[int, str], ...]:
    """Return a key that sorts ``2-10`` after ``2-9``."""
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


def read_locks(root: Path) -> tuple[Lock, list[Diagnostic]]:
    """Read the locks of a project; reports A004 for each invalid line."""
    return parse_locks(load_locks(root))


def load_locks(root: Path) -> dict[str, str]:
    """Return the text of the locks of a project, by path."""
    paths = [root / OWN, *find_files(root / "sources", f"*/{FILE}")]
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8", errors="replace")
        for path in paths
        if path.is_file()
    }


def parse_locks(texts: Mapping[str, str]) -> tuple[Lock, list[Diagnostic]]:
    """Parse the text of locks, by path; reports A004 for each invalid line."""
    addresses: dict[Address, str] = {}
    places: dict[Address, tuple[str, int]] = {}
    lock = Lock(addresses, places, {path: tuple(text.split("\n")) for path, text in texts.items()})
    faults = []
    for path, text in texts.items():
        found, numbers, wrong = _parse_lock(text, path.removeprefix("sources/").removesuffix(FILE))
        addresses |= found
        places |= {entry: (path, number) for entry, number in numbers.items()}
        fact = "this is not an address"
        faults += find_conflicts(text, "A004", path) or [
            lock.report((path, number), "A004", fact) for number in wrong
        ]
    return lock, faults


@lru_cache(maxsize=32)
def _parse_lock(
    text: str, folder: str
) -> tuple[dict[Address, str], dict[Address, int], tuple[int, ...]]:
    """Return the addresses of a lock, the line of each, and the numbers of invalid lines."""
    addresses: dict[Address, str] = {}
    numbers: dict[Address, int] = {}
    wrong = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        entry = _read_line(line, folder)
        if not entry:
            wrong.append(number)
        addresses |= entry
        numbers |= dict.fromkeys(entry, number)
    return addresses, numbers, tuple(wrong)


def _read_line(line: str, folder: str) -> dict[Address, str]:
    match = _LINE.fullmatch(line)
    return {(folder + match[1], match[2]): match[3] or ""} if match else {}


def select_committed(lock: Lock, root: Path) -> Lock:
    """Return the locks with only those addresses that are committed, without those of drafts.

    The committed lock of a deleted text is included: addresses are only withdrawn by removing them
    from a lock. Outside a git work tree, or without a committed lock, all addresses are included.
    """
    committed, _ = parse_locks(_read_committed(root))
    if not committed.files:
        return lock
    present = {
        entry: words for entry, words in lock.addresses.items() if entry in committed.addresses
    }
    deleted = {
        entry: words
        for entry, words in committed.addresses.items()
        if _find_lock(entry[0])[0] not in lock.files
    }
    places = {**committed.places, **lock.places}
    return Lock(present | deleted, places, {**committed.files, **lock.files})


def _read_committed(root: Path) -> dict[str, str]:
    listed = run_git(root, "ls-tree", "-r", "-z", "--name-only", "HEAD", "sources/")
    names = [name for name in listed.decode("utf-8", "replace").split("\0") if name.endswith(FILE)]
    return {
        name: run_git(root, "cat-file", "blob", f"HEAD:./{name}").decode("utf-8", "replace")
        for name in names
    }
