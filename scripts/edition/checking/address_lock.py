"""Comparison of the published addresses with the lock, so that no loss goes unnoticed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from edition.bibliography.summary import summarise_bibliography
from edition.diagnostics.diagnostic import Diagnostic
from edition.model.edition import Edition
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
from edition.records.address_lock import FILE as LOCK
from edition.records.correspondences import load_correspondences
from edition.records.registers import list_ids, load_registers


def list_published(editions: Iterable[Edition]) -> dict[Address, str]:
    """Return every address that the files of these texts publish, including redirects."""
    published: dict[Address, str] = {}
    for edition in editions:
        folder = edition.record.id
        own = {
            (f"{folder}/{entry.file}", entry.address): entry.digest
            for entry in edition.index.entries
        }
        for redirect in edition.links.redirects.addresses:
            words = own.get((f"{folder}/{redirect.new_file}", redirect.new), "")
            published[f"{folder}/{redirect.old_file}", redirect.old] = words
        for file, addresses in edition.links.withdrawn.items():
            own |= {(f"{folder}/{file}", name): words for name, words in addresses.items()}
        published |= own
    return published


def _list_own(root: Path, pages: Iterable[str]) -> dict[Address, str]:
    """Return the addresses of a project that belong to no single text.

    These are works, events and entries of registers, each with its former names, and ``pages``.
    """
    events, _, _ = load_correspondences(root)
    works = summarise_bibliography(root)
    kinds: dict[str, Iterable[str]] = {
        BIBLIOGRAPHY_KEYS: (*works.pages, *works.former),
        EVENTS: (name for event in events for name in (event.name, *event.formerly)),
        REGISTERS: list_ids(load_registers(root)[0]),
        PAGES: pages,
    }
    return {(kind, name): "" for kind, names in kinds.items() for name in names}


def list_addresses(
    root: Path, editions: Iterable[Edition], pages: Iterable[str]
) -> dict[Address, str]:
    """Return the addresses of texts and of their project, whose own ``pages`` are hand-written."""
    return list_published(editions) | _list_own(root, pages)


def find_lost(
    lock: Lock, published: Published, editions: Iterable[Edition] = ()
) -> list[Diagnostic]:
    """Report addresses of the lock that are lost or have other words.

    A001 reports a run of addresses that are no longer published, A005 a run whose words moved to
    other addresses of the same file. The hint says if one of the ``editions`` is read in a simpler
    way than before.
    """
    # A lost work is lost on every page of the bibliography: only its key is reported.
    lost = {
        entry: words
        for entry, words in lock.addresses.items()
        if entry not in published and not entry[0].startswith(BIBLIOGRAPHY_PAGE)
    }
    found = list(_report_gone(lock, lost, {file.partition("/")[0] for file, _ in published}))
    found += [_report_lost(lock, run) for run in list_runs(lost)]
    shifted = _find_shifted(lock, published)
    found += [_report_shift(lock, run, shifted) for run in list_runs(shifted)]
    hints = {
        f"sources/{edition.record.id}/{LOCK}": (
            f"Do not withdraw it: {_READ_OTHERWISE[finding.code]}. "
            f"See {finding.code} at {finding.path}:{finding.line} with: edition check"
        )
        for edition in editions
        for finding in edition.diagnostics
        if finding.code in _READ_OTHERWISE
    }
    return [replace(finding, hint=hints.get(finding.path, finding.hint)) for finding in found]


_READ_OTHERWISE: Final = {
    "S005": "an option of the reader is wrong",
    "S008": "the text is read in a simpler way than when it was published",
}


def _report_gone(
    lock: Lock, lost: dict[Address, str], published: Collection[str]
) -> Iterator[Diagnostic]:
    """Yield one finding for each text without a published address, and remove its lost addresses.

    ``published`` holds the ids of the other texts.
    """
    texts: dict[str, list[Address]] = {}
    for entry in lost:
        folder, slash, _ = entry[0].partition("/")
        if slash and folder not in published:
            texts.setdefault(folder, []).append(entry)
    for name, addresses in texts.items():
        fact = f"the text `{name}` is gone, with {len(addresses)} addresses"
        yield lock.report(min(lock.places[entry] for entry in addresses), "A001", fact, _HINT_GONE)
        for entry in addresses:
            del lost[entry]


_HINT_GONE: Final = (
    "The id of a text is part of its addresses and must not change: restore the old name of the "
    "folder and in the record. To take the text down: edition withdraw ID --reason REASON"
)


def _find_shifted(lock: Lock, published: Published) -> dict[Address, str]:
    """Return the new addresses of words that moved within their file, by the old address."""
    changed = {
        (file, words): address
        for (file, address), words in published.items()
        if words and lock.addresses.get((file, address)) != words
    }
    return {
        entry: changed[entry[0], words]
        for entry, words in lock.addresses.items()
        if entry in published and published[entry] != words and (entry[0], words) in changed
    }


_OWN_NAMES: Final = {
    BIBLIOGRAPHY_KEYS: "missing from the keys of bibliography.bib: `{}`",
    EVENTS: "missing from the events of sources/correspondences.yml: `{}`",
    REGISTERS: "missing from the ids of sources/registers: `{}`",
    PAGES: "missing from the pages in docs/: `{}`",
}
_HINTS_OWN: Final = {
    BIBLIOGRAPHY_KEYS: "add the key to the entry that has another now: ids = {{{}}}",
    EVENTS: "add the name to the event that has another now: formerly: [{}]",
    REGISTERS: "add the id to the entry that has another now: formerly: [{}]",
    PAGES: "keep a page of this name that links to the new one",
}
_HINT_OWN: Final = "If it was renamed, {}. To withdraw it: edition convert --accept-addresses"


def _report_lost(lock: Lock, run: Run) -> Diagnostic:
    place = lock.places[run.file, run.addresses[0]]
    if fact := _OWN_NAMES.get(run.file):
        hint = _HINT_OWN.format(_HINTS_OWN[run.file].format(run))
        return lock.report(place, "A001", fact.format(run), hint)
    fact = f"the address `{run}` of {run.file} no longer exists"
    if len(run.addresses) > 1:
        fact = f"{len(run.addresses):,} addresses, `{run}`, of {run.file} no longer exist"
    return lock.report(place, "A001", fact)


def _report_shift(lock: Lock, run: Run, shifted: Mapping[Address, str]) -> Diagnostic:
    first = run.addresses[0]
    fact = f"the words at `{first}` of {run.file} are now at `{shifted[run.file, first]}`"
    if len(run.addresses) > 1:
        fact += f"; likewise for `{run}`"
    return lock.report(lock.places[run.file, first], "A005", fact)
