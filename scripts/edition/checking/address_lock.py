"""Compares the addresses that are published with the lock, so that none is lost unnoticed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final

from edition.diagnostics.diagnostic import Diagnostic
from edition.model.edition import Edition
from edition.model.index import AddressKind
from edition.model.parameters import ADDRESS_WORDS
from edition.records.address_lock import (
    BIBLIOGRAPHY_KEYS,
    BIBLIOGRAPHY_PAGE,
    EVENTS,
    PAGES,
    REGISTERS,
    Address,
    Lock,
    Published,
    Run,
    list_runs,
)
from edition.text.digest import digest
from edition.text.folding import WORD

_COUNTED: Final = frozenset({
    AddressKind.DIVISION, AddressKind.HEADING, AddressKind.PARAGRAPH, AddressKind.MATTER,
    AddressKind.FRAGMENT,
})  # fmt: skip
"""Kinds of address whose words the lock keeps: they are counted and could be counted otherwise."""


def list_published(editions: Iterable[Edition]) -> dict[Address, str]:
    """Return every address that the files of these texts publish, redirects included."""
    published: dict[Address, str] = {}
    for edition in editions:
        folder = edition.record.id
        mine = {
            (f"{folder}/{entry.file}", entry.address): (
                digest_words(entry.words) if entry.kind in _COUNTED else ""
            )
            for entry in edition.index.entries
        }
        for one in edition.links.redirects.addresses:
            beside = f"{folder}/{one.old_file}", one.new
            published[f"{folder}/{one.old_file}", one.old] = mine.get(beside, "")
        for file, addresses in edition.links.withdrawn.items():
            mine |= {(f"{folder}/{file}", name): words for name, words in addresses.items()}
        published |= mine
    return published


def list_own(
    listed: Iterable[tuple[str, str]],
    events: Iterable[str],
    entries: Iterable[str],
    pages: Iterable[str],
) -> dict[Address, str]:
    """Return what no single text publishes: works, events, register entries, hand-written pages.

    ``listed`` has pages of the bibliography with the keys of the works that they list or lead to;
    ``entries`` has the ids of the registers, those too that they had before.
    """
    works = {(BIBLIOGRAPHY_PAGE + page, key): "" for page, key in listed}
    kinds: dict[str, Iterable[str]] = {
        BIBLIOGRAPHY_KEYS: [key for _, key in works],
        EVENTS: events,
        REGISTERS: entries,
        PAGES: pages,
    }
    return works | {(kind, name): "" for kind, names in kinds.items() for name in names}


def digest_words(text: str) -> str:
    """Return four digits for the first words of a text; case and punctuation do not count."""
    words = [match[0].casefold() for match in islice(WORD.finditer(text), ADDRESS_WORDS)]
    return digest(" ".join(words))[:4]


def find_lost(lock: Lock, published: Published) -> list[Diagnostic]:
    """Return what the lock holds and the texts do not keep.

    A001 stands for each run of addresses that nothing publishes any more, A005 for each whose
    words stand at another address of the same file now.
    """
    # A work that is lost is lost on every page: its key alone is reported.
    lost = {
        one: words
        for one, words in lock.addresses.items()
        if one not in published and not one[0].startswith(BIBLIOGRAPHY_PAGE)
    }
    now = {(_source(file), address): file for file, address in sorted(published, reverse=True)}
    found = [_report_lost(lock, run, now) for run in list_runs(lost)]
    shifted = _find_shifted(lock, published)
    return found + [_report_shift(lock, run, shifted) for run in list_runs(shifted)]


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


_OWN_NAMES: Final = {
    BIBLIOGRAPHY_KEYS: "missing from the keys of bibliography.bib: `{}`",
    EVENTS: "missing from the events of sources/correspondences.yml: `{}`",
    REGISTERS: "missing from the ids of sources/registers: `{}`",
    PAGES: "missing from the pages in docs/: `{}`",
}
_HINT_RENAMED: Final = (
    "If the entry was renamed or joined to another, add the id to that entry: formerly: [{}]. To "
    "withdraw it: edition convert --accept-addresses"
)
_HINT_OWN: Final = (
    "Readers may link to it: restore it, or withdraw it: edition convert --accept-addresses"
)


def _report_lost(lock: Lock, run: Run, now: Mapping[tuple[str, str], str]) -> Diagnostic:
    if fact := _OWN_NAMES.get(run.file):
        place = lock.places[run.file, run.addresses[0]]
        hint = _HINT_RENAMED.format(run) if run.file == REGISTERS else _HINT_OWN
        return lock.report(place, "A001", fact.format(run), hint)
    many = f"{len(run.addresses):,} addresses, `{run}`, of {run.file} no longer exist"
    one = f"the address `{run}` of {run.file} no longer exists"
    file = now.get((_source(run.file), run.addresses[0]))
    return lock.report(
        lock.places[run.file, run.addresses[0]],
        "A001",
        many if len(run.addresses) > 1 else one,
        _hint_moved(run, file) if file else "",
    )


def _hint_moved(run: Run, file: str) -> str:
    old, new = run.file.partition("/")[2], file.partition("/")[2]
    return (
        f"`{run.addresses[0]}` is now in {new}. In the record of {_source(file)}, enter under "
        f"moved: `{old}: {new}` if the old file is gone, otherwise `{old}#{run.addresses[0]}: "
        f"{run.addresses[0]}`."
    )


def _report_shift(lock: Lock, run: Run, shifted: Mapping[Address, str]) -> Diagnostic:
    first = run.addresses[0]
    fact = f"the words at `{first}` of {run.file} are now at `{shifted[run.file, first]}`"
    if len(run.addresses) > 1:
        fact += f"; likewise for `{run}`"
    return lock.report(lock.places[run.file, first], "A005", fact)
