"""Where published addresses went, as records tell it: each old address and the new one.

``moved`` in a record leads from ``p12.3``, ``text.md#p12.3`` or, for a file that is no more,
``text.md`` to the address or the file that has the words now. The addresses of a file that is no
more are looked for under their own names in the other files of the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from edition.diagnostics.diagnostic import Diagnostic
from edition.model.edition import Edition
from edition.model.links import Redirect, Redirects
from edition.records.address_lock import Lock
from edition.records.record import Record

_SUFFIX = ".md"


def find_redirects(edition: Edition, lock: Lock) -> tuple[Redirects, list[Diagnostic]]:
    """Return where the addresses of a text went; reports A002 and A003 at their places."""
    if not edition.record.moved:
        return Redirects(), []
    finder = _Finder(edition, lock)
    for key, value in edition.record.moved.items():
        finder.add(key, value)
    redirects = Redirects(tuple(finder.redirects.values()), finder.files)
    return redirects, finder.faults


@dataclass(slots=True)
class _Finder:
    """Follows the entries of one record."""

    edition: Edition
    lock: Lock
    redirects: dict[tuple[str, str], Redirect] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)
    now: dict[str, list[str]] = field(init=False)
    """The files of each address that is published now."""

    def __post_init__(self) -> None:
        self.now = self.edition.index.files_by_address()

    @property
    def record(self) -> Record:
        return self.edition.record

    def add(self, key: str, value: str) -> None:
        """Follow one entry."""
        if "#" not in key and key.endswith(_SUFFIX):
            self._add_file(key, value)
        else:
            file, _, address = key.rpartition("#")
            self._add_address(key, file, address, value)

    def _add_file(self, key: str, value: str) -> None:
        if key in self.edition.layout.files:
            self._report(key, "A003", f"the file `{key}` still exists")
        elif value not in self.edition.layout.files:
            self._report(key, "A002", f"the text has no file `{value}`")
        else:
            self.files[key] = value
            for address in self._locked_in(key):
                files = self.now.get(address)
                if files and (key, address) not in self.redirects:
                    self.redirects[key, address] = Redirect(key, address, files[0], address)

    def _locked_in(self, file: str) -> Iterator[str]:
        path = f"{self.record.id}/{file}"
        return (address for name, address in self.lock.addresses if name == path)

    def _add_address(self, key: str, file: str, address: str, value: str) -> None:
        target = self._follow(value)
        if target is None:
            self._report(key, "A002", f"`{value}` is not an address of the text")
            return
        old_files = [file] if file else self._old_files(address) or [target[0]]
        for old in old_files:
            if old in self.now.get(address, ()):
                self._report(key, "A003", f"`{address}` in {old} now identifies another place")
            else:
                self.redirects[old, address] = Redirect(old, address, *target)

    def _old_files(self, address: str) -> list[str]:
        """Return the files that the lock knows an address in, those apart that still have it."""
        folder = f"{self.record.id}/"
        files = [f for f, name in self.lock.addresses if name == address and f.startswith(folder)]
        names = [file.removeprefix(folder) for file in files]
        gone = [name for name in names if name not in self.now.get(address, ())]
        return gone or names

    def _follow(self, value: str) -> tuple[str, str] | None:
        """Return file and address that an entry leads to in the end."""
        seen: set[str] = set()
        while value not in seen:
            seen.add(value)
            file, _, address = value.rpartition("#")
            files = self.now.get(address, [])
            if files and (not file or file in files):
                return (file or files[0], address)
            value = self.record.moved.get(value, value)
        return None

    def _report(self, key: str, code: str, fact: str) -> None:
        data = self.record.data
        self.faults.append(data.report(data.key_place(("moved", key)), code, fact, "", len(key)))
