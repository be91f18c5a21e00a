"""Lists the files of a site with their digests, and inspects a site by this list.

The list, ``SHA256SUMS``, is a file of the site that ``sha256sum --check`` accepts. Its first line,
a comment, has the digest of the committed inputs. Nothing in it depends on the machine: what a
machine needs to inspect quickly (sizes, times, inodes) is kept by the build cache.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from edition.building.outcomes import TICK
from edition.diagnostics.diagnostic import Diagnostic
from edition.text.digest import digest, digest_folder, list_names

MANIFEST: Final = "SHA256SUMS"
_INPUTS: Final = "# SHA-256 of the inputs: "
_COMMITTED: Final = (
    "bibliography/*.bib",
    "conventions/*.yml",
    "sources/**/*.lock",
    "sources/**/*.yml",
)

_TICK: Final = int(TICK * 1e9)

Digests: TypeAlias = dict[tuple[int, ...], str]
"""SHA-256 of the files that a process has read, by device, inode, size and time (ns) of each."""
Stamps: TypeAlias = Mapping[str, list[int]]
"""Size, time of the last change (ns) and inode of each file, by its name."""


def digest_inputs(root: Path, docs: Path) -> str:
    """Return one SHA-256 for what a site is made of: records, bibliography, settings, Markdown.

    Witnesses count by their checksum in the record, since not every machine has all of them.
    """
    single = (root / name for name in ("mkdocs.yml", "bibliography.bib"))
    return digest(
        *(path.read_bytes() if path.is_file() else b"" for path in single),
        *(digest_folder(root, pattern) for pattern in _COMMITTED),
        digest_folder(docs),
    )


def format_sums(digests: Mapping[str, str]) -> str:
    """Return digests by file name in the form that ``sha256sum --check`` reads."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests))


def write_manifest(folder: Path, inputs: str, known: Digests | None = None) -> None:
    """List the files of a built site in its manifest; for ``known`` see ``digest_file``."""
    text = f"{_INPUTS}{inputs}\n{format_sums(digest_files(folder, known))}"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def list_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield name and path of every file below a folder, sorted."""
    yield from ((name, folder / name) for name in _list_files(folder))


def _list_files(folder: Path) -> Iterator[str]:
    start = f"{folder}{os.sep}"
    return (name for name in list_names(folder) if os.path.isfile(f"{start}{name}"))  # noqa: PTH113


def digest_files(folder: Path, known: Digests | None = None) -> dict[str, str]:
    """Return the digest of each file of a site but its manifest."""
    start = f"{folder}{os.sep}"
    names = (name for name in _list_files(folder) if name != MANIFEST)
    return {name: digest_file(f"{start}{name}", known) for name in names}


def digest_file(path: Path | str, known: Digests | None = None) -> str:
    """Return the SHA-256 of a file, which is not read again where ``known`` has it.

    What is read is added there, but for a file that was changed just now: it can change once more
    under the same time.
    """
    if known and (made := known.get(_identify(os.stat(path)))):  # noqa: PTH116 - of any kind
        return made
    with open(path, "rb") as handle:  # noqa: PTH123
        found = os.fstat(handle.fileno())
        made = hashlib.file_digest(handle, "sha256").hexdigest()
    if known is not None and time.time_ns() - found.st_mtime_ns > _TICK:
        known[_identify(found)] = made
    return made


def _identify(found: os.stat_result) -> tuple[int, ...]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def recall_sums(folder: Path, stamps: Stamps) -> Digests:
    """Return the digests of the files of a site that are stamped as when it was put in place."""
    device, latest = folder.stat().st_dev, (folder / MANIFEST).stat().st_mtime_ns - _TICK
    # What was changed just before can have changed once more under the same time.
    return {
        (device, inode, size, changed): sum
        for name, sum in read_sums(folder).items()
        for size, changed, inode in [stamps.get(name, (0, latest, 0))]
        if changed < latest
    }


def read_inputs(folder: Path) -> str:
    """Return the digest of the inputs from which a site was made, or nothing."""
    head, _, _ = _read(folder).partition("\n")
    return head.removeprefix(_INPUTS) if head.startswith(_INPUTS) else ""


def read_sums(folder: Path) -> dict[str, str]:
    """Return the digests that a manifest lists, by file name."""
    return {name: sum for sum, _, name in map(_split, _read(folder).splitlines()) if name}


def stamp_files(folder: Path) -> Stamps:
    """Return the stamps of the files of a site."""
    return {name: _stamp(f"{folder}{os.sep}{name}") for name in _list_files(folder)}


def inspect_site(folder: Path, stamps: Stamps | None = None) -> list[Diagnostic]:
    """Report each file of a site that its manifest lists otherwise (V006).

    With the stamps that the files had when the site was put in place, only those are read whose
    stamp is another; without, all are.
    """
    listed = read_sums(folder)
    shown = folder.name
    if not listed:
        return [Diagnostic("V006", "the site has no manifest", f"{shown}/{MANIFEST}")]
    files = dict(list_files(folder))
    files.pop(MANIFEST)
    facts = dict.fromkeys(listed.keys() - files, "the file is missing")
    facts |= dict.fromkeys(files.keys() - listed, "the manifest does not list the file")
    for name in listed.keys() & files:
        known = stamps is not None and stamps.get(name) == _stamp(files[name])
        if not known and digest_file(files[name]) != listed[name]:
            facts[name] = "the file is not what was built"
    return [Diagnostic("V006", facts[name], f"{shown}/{name}") for name in sorted(facts)]


def _split(line: str) -> tuple[str, str, str]:
    return ("", "", "") if line.startswith("#") else line.partition("  ")


def _read(folder: Path) -> str:
    path = folder / MANIFEST
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _stamp(path: Path | str) -> list[int]:
    found = os.stat(path)  # noqa: PTH116
    return [found.st_size, found.st_mtime_ns, found.st_ino]
