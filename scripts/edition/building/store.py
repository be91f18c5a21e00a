"""Stores the converted editions on disk: writes changed files, finds stale and stray files.

Files are written only after everything is converted, and each is replaced atomically, so that a
failure leaves the last good state.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from edition.building.outcomes import note_written
from edition.building.project import EDITIONS
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.text.digest import find_files, walk_files, walk_names
from edition.text.sections import FILE as SECTIONS
from edition.text.sections import Sections

_KINDS = frozenset({".md", ".js", ".yml"})
"""Suffixes of the files made from a source."""


def write_if_changed(path: Path, content: str) -> bool:
    """Replace a text file atomically if its content differs; return whether it did."""
    return write_bytes_if_changed(path, content.encode("utf-8"))


def write_bytes_if_changed(path: Path, content: bytes) -> bool:
    """Replace a file atomically if its content differs; return whether it did."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        fresh.write_bytes(content)
        fresh.replace(path)
        note_written(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise
    return True


def link_file(source: Path, target: Path) -> None:
    """Create a hard link to a file, or a copy if the file system does not support links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    add_name(str(source), str(target))


def add_name(source: str, target: str) -> None:
    """Do the same as ``link_file``, in an existing folder."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def store_files(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Write files (by path relative to ``folder``) and delete other generated files.

    Returns the paths that changed.
    """
    changed = [
        folder / name for name in sorted(files) if write_if_changed(folder / name, files[name])
    ]
    for stray in find_strays(folder, files):
        stray.unlink()
        changed.append(stray)
    return changed


def find_strays(folder: Path, files: Container[str]) -> list[Path]:
    """Return the generated files below a folder that no source produces any more."""
    found = [path for path in walk_files(folder) if path.suffix in (".md", ".js")]
    registers = folder / "registers"
    tables = [*find_files(registers, "*.csv"), *find_files(registers, "*.jsonld")]
    return [
        path
        for path in sorted([*found, *tables])
        if path.relative_to(folder).as_posix() not in files
        and (path in tables or is_generated(path))
    ]


def is_generated(path: Path) -> bool:
    """Return whether a file has the mark of generated files."""
    from edition.writers.page import GENERATED_MARK  # imported here: it loads the records

    with path.open(encoding="utf-8", errors="replace") as handle:
        return GENERATED_MARK in handle.read(100_000)


def list_written_pages(docs: Path) -> Iterator[str]:
    """Yield the paths below ``docs`` of the pages written by hand."""
    for name in walk_names(docs):
        path = docs / name
        if path.suffix == ".md" and not name.startswith(f"{EDITIONS}/") and not is_generated(path):
            yield name


def compare_files(
    folder: Path, files: Mapping[str, str], shown: str, is_kept: Callable[[str], bool]
) -> list[Diagnostic]:
    """Report every stale, missing or stray file below a folder (C001, C002).

    ``is_kept`` decides, by path below the folder, whether git tracks a stray file.
    """
    found = []
    for name, content in sorted(files.items()):
        path = folder / name
        if not path.is_file():
            found.append(Diagnostic("C001", "the file is missing", f"{shown}/{name}"))
        elif (old := path.read_text(encoding="utf-8")) != content:
            line, excerpt = _first_difference(old, content)
            fact = "this line is out of date"
            found.append(Diagnostic("C001", fact, f"{shown}/{name}", line, 1, excerpt))
    for stray in find_strays(folder, files):
        name = stray.relative_to(folder).as_posix()
        if is_kept(name):
            found.append(Diagnostic("C002", "no source produces this file", f"{shown}/{name}"))
    return found


def _first_difference(old: str, new: str) -> tuple[int, str]:
    olds, news = old.split("\n"), new.split("\n")
    for number, line in enumerate(olds, 1):
        if number > len(news) or line != news[number - 1]:
            return number, line
    return len(olds), olds[-1]


def copy_filled(docs: Path, folder: Path) -> None:
    """Copy the pages of a site with filled sections, for another site generator.

    Raises EditionError (M006) if the folder is not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        hint = "Name a folder that does not exist."
        raise EditionError(Diagnostic("M006", "there is something here", str(folder), hint=hint))
    sections = Sections.load(docs)
    for path in sorted(walk_files(docs)):
        name = path.relative_to(docs).as_posix()
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".md":
            target.write_text(sections.fill(name, path.read_text("utf-8")), "utf-8")
        elif name != SECTIONS:
            target.write_bytes(path.read_bytes())
