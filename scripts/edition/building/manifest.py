"""Lists the files of a site with their digests, and checks a site against this list.

The list, ``SHA256SUMS``, is a file of the site in the form that ``sha256sum --check`` reads. Its
first line, a comment, has the digest of the committed inputs. It does not depend on the machine:
the stamps for quick checks (sizes, times, inodes) are in the build cache.
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
"""SHA-256 of the files that a process has read, by their device, inode, size and time (ns)."""
Stamps: TypeAlias = Mapping[str, list[int]]
"""Size, time of the last change (ns) and inode of each file, by name."""


def digest_inputs(root: Path, docs: Path) -> str:
    """Return a SHA-256 of the inputs of a site: records, bibliography, settings, Markdown.

    Witnesses are represented by the checksums in the records, as not every machine has them all.
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


def write_manifest(folder: Path, inputs: str, cached: Digests | None = None) -> None:
    """Write the manifest of a built site; for ``cached`` see ``digest_file``."""
    text = f"{_INPUTS}{inputs}\n{format_sums(digest_files(folder, cached))}"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def list_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the name and path of every file below a folder, sorted."""
    yield from ((name, folder / name) for name in _list_files(folder))


def _list_files(folder: Path) -> Iterator[str]:
    start = f"{folder}{os.sep}"
    return (name for name in list_names(folder) if os.path.isfile(f"{start}{name}"))  # noqa: PTH113


def digest_files(folder: Path, cached: Digests | None = None) -> dict[str, str]:
    """Return the digests of the files of a site without its manifest, by name."""
    start = f"{folder}{os.sep}"
    names = (name for name in _list_files(folder) if name != MANIFEST)
    return {name: digest_file(f"{start}{name}", cached) for name in names}


def digest_file(path: Path | str, cached: Digests | None = None) -> str:
    """Return the SHA-256 of a file, from ``cached`` if possible.

    A computed digest is added to ``cached``, unless the file was changed just now: it could change
    again without a change of its time.
    """
    if cached and (found := cached.get(_identify(os.stat(path)))):  # noqa: PTH116 - of any kind
        return found
    with open(path, "rb") as handle:  # noqa: PTH123
        status = os.fstat(handle.fileno())
        found = hashlib.file_digest(handle, "sha256").hexdigest()
    if cached is not None and time.time_ns() - status.st_mtime_ns > _TICK:
        cached[_identify(status)] = found
    return found


def _identify(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def recall_sums(folder: Path, stamps: Stamps) -> Digests:
    """Return the digests in a manifest, by the stamps that the files had after the build."""
    device, latest = folder.stat().st_dev, (folder / MANIFEST).stat().st_mtime_ns - _TICK
    # A file changed just before could have changed again without a change of its time.
    return {
        (device, inode, size, changed): sum
        for name, sum in read_sums(folder).items()
        for size, changed, inode in [stamps.get(name, (0, latest, 0))]
        if changed < latest
    }


def read_inputs(folder: Path) -> str:
    """Return the digest of the inputs of a site, or an empty string without a manifest."""
    head, _, _ = _read(folder).partition("\n")
    return head.removeprefix(_INPUTS) if head.startswith(_INPUTS) else ""


def read_sums(folder: Path) -> dict[str, str]:
    """Return the digests that a manifest lists, by file name."""
    return {name: sum for sum, _, name in map(_split, _read(folder).splitlines()) if name}


def stamp_files(folder: Path) -> Stamps:
    """Return the stamps of the files of a site."""
    return {name: _stamp(f"{folder}{os.sep}{name}") for name in _list_files(folder)}


def inspect_site(folder: Path, stamps: Stamps | None = None) -> list[Diagnostic]:
    """Report each file of a site that differs from its manifest (V006).

    With ``stamps``, from the build of the site, only files whose stamp has changed are read;
    without, all files.
    """
    listed = read_sums(folder)
    if not listed:
        return [Diagnostic("V006", "the site has no manifest", f"{folder.name}/{MANIFEST}")]
    files = dict(list_files(folder))
    files.pop(MANIFEST)
    facts = dict.fromkeys(listed.keys() - files, "the file is missing")
    facts |= dict.fromkeys(files.keys() - listed, "the manifest does not list the file")
    for name in listed.keys() & files:
        unchanged = stamps is not None and stamps.get(name) == _stamp(files[name])
        if not unchanged and digest_file(files[name]) != listed[name]:
            facts[name] = "the file is not what was built"
    return [Diagnostic("V006", facts[name], f"{folder.name}/{name}") for name in sorted(facts)]


def _split(line: str) -> tuple[str, str, str]:
    return ("", "", "") if line.startswith("#") else line.partition("  ")


def _read(folder: Path) -> str:
    path = folder / MANIFEST
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _stamp(path: Path | str) -> list[int]:
    status = os.stat(path)  # noqa: PTH116
    return [status.st_size, status.st_mtime_ns, status.st_ino]
