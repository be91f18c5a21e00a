"""The lock of addresses: every address that was ever published, so that none is lost unnoticed.

``addresses.lock`` stands at the top of a project. A line names a file below ``docs/editions`` and
an address in it, or a run of addresses that end in numbers: ``a/2.md p117.1 to p117.2 3f9a 00c1``.
Behind the addresses of paragraphs and headings, which are counted and could be counted otherwise,
stand four digits each, made from the first words, so that words that move along are seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

from edition.building.conversion import Conversion
from edition.building.store import digest
from edition.checking.published import is_text, list_addresses, read_passages
from edition.diagnostics.diagnostic import Diagnostic
from edition.text.folding import WORD

FILE: Final = "addresses.lock"
_HEAD: Final = (
    '# Every published address. Written by "edition convert"; do not edit.\n'
    "# A removed address needs a redirect: see docs/addresses.md.\n"
)
_NUMBERED = re.compile(r"(.*?)(0|[1-9][0-9]{0,8})")
_LINE = re.compile(r"(\S+/\S+) (\S+)(?: to (\S+))?((?: [0-9a-f]{4})*)")
_WORDS: Final = 8
"""First words of a paragraph that tell it from its neighbours."""
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
class _Run:
    """Addresses of one file that follow on each other."""

    file: str
    addresses: tuple[str, ...]

    def __str__(self) -> str:
        first, last = self.addresses[0], self.addresses[-1]
        return first if first == last else f"{first} to {last}"


def list_published(conversions: Iterable[Conversion]) -> dict[Address, str]:
    """Return every address that the files of these texts publish."""
    published: dict[Address, str] = {}
    for conversion in conversions:
        for name, content in conversion.files.items():
            file = f"{conversion.record.id}/{name}"
            published |= {(file, address): "" for address in list_addresses(content)}
            for passage in read_passages(content) if is_text(content) else ():
                if (file, passage.address) in published and not passage.note:
                    published[file, passage.address] = digest_words(passage.text)
    return published


def digest_words(text: str) -> str:
    """Return four digits for the first words of a text; case and punctuation do not count."""
    words = [match[0].casefold() for match in islice(WORD.finditer(text), _WORDS)]
    return digest(" ".join(words))[:4]


# --- the file -----------------------------------------------------------------------------


def format_lock(published: Published) -> str:
    """Return the lock of these addresses: sorted, a run to a line."""
    return _HEAD + "".join(_format_run(run, published) for run in _list_runs(published))


def _format_run(run: _Run, published: Published) -> str:
    digests = [published[run.file, address] for address in run.addresses]
    return " ".join([run.file, str(run), *filter(None, digests)]) + "\n"


def _list_runs(addresses: Published) -> Iterator[_Run]:
    ordered = sorted(addresses, key=lambda one: (_natural(one[0]), *_split(one[1]), one))
    for file, group in groupby(ordered, key=lambda one: one[0]):
        run: list[str] = []
        for _, address in group:
            alike = run and bool(addresses[file, run[-1]]) == bool(addresses[file, address])
            if run and not (alike and _follows(run[-1], address)):
                yield _Run(file, tuple(run))
                run = []
            run.append(address)
        yield _Run(file, tuple(run))


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


# --- comparing ----------------------------------------------------------------------------


def find_lost(lock: Lock, published: Published) -> list[Diagnostic]:
    """Return what the lock holds and the texts do not keep.

    A001 stands for each run of addresses that nothing publishes any more, A005 for each whose
    words stand at another address of the same file now.
    """
    lost = {one: words for one, words in lock.addresses.items() if one not in published}
    now = {(_source(file), address): file for file, address in sorted(published, reverse=True)}
    found = [_report_lost(lock, run, now) for run in _list_runs(lost)]
    shifted = _find_shifted(lock, published)
    return found + [_report_shift(lock, run, shifted) for run in _list_runs(shifted)]


def _find_shifted(lock: Lock, published: Published) -> dict[Address, str]:
    """Return the addresses whose words stand elsewhere in their file, with the new address."""
    fresh = {
        (file, words): address
        for (file, address), words in published.items()
        if words and lock.addresses.get((file, address)) != words
    }
    return {
        one: fresh[one[0], words]
        for one, words in lock.addresses.items()
        if one in published and published[one] != words and (one[0], words) in fresh
    }


def _source(file: str) -> str:
    return file.partition("/")[0]


def _report_lost(lock: Lock, run: _Run, now: Mapping[tuple[str, str], str]) -> Diagnostic:
    many = f"{len(run.addresses):,} addresses, `{run}`, of {run.file} no longer exist"
    one = f"the address `{run}` of {run.file} no longer exists"
    file = now.get((_source(run.file), run.addresses[0]))
    return lock.report(
        lock.places[run.file, run.addresses[0]],
        "A001",
        many if len(run.addresses) > 1 else one,
        _hint_moved(run, file) if file else "",
    )


def _hint_moved(run: _Run, file: str) -> str:
    old, new = run.file.partition("/")[2], file.partition("/")[2]
    return (
        f"`{run.addresses[0]}` is now in {new}. In the record of {_source(file)}, enter under "
        f"moved: `{old}: {new}` if the old file is gone, otherwise `{old}#{run.addresses[0]}: "
        f"{run.addresses[0]}`."
    )


def _report_shift(lock: Lock, run: _Run, shifted: Mapping[Address, str]) -> Diagnostic:
    first = run.addresses[0]
    fact = f"the words at `{first}` of {run.file} are now at `{shifted[run.file, first]}`"
    if len(run.addresses) > 1:
        fact += f"; likewise for `{run}`"
    return lock.report(lock.places[run.file, first], "A005", fact)
