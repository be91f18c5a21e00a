"""Caches the result of the last conversion, so that edits of files that it does not read need none.

The result is stored with the stamps of all inputs (see ``outcomes``), taken after everything was
written. It stays valid if only files changed that a conversion does not read: hand-written pages
whose generated sections are unchanged, data next to them, and the theme. Results of private sites
are not cached. Only small modules are imported here, as loading the rest would take longer than the
comparison.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from edition.building.outcomes import Stamps, describe_state, has_only_own_changes, stamp_inputs
from edition.building.releases.catalogue import FILE as RELEASES
from edition.diagnostics.diagnostic import Diagnostic
from edition.text.digest import walk_names
from edition.text.results import Results
from edition.text.sections import SECTION

if TYPE_CHECKING:
    from edition.building.project import Project
    from edition.checking.leaks import Protected
    from edition.model.edition import Edition

_NAME: Final = "conversion"
_COMMENT: Final = "<!--"
"""Start of the comment by which other pages state that they are generated."""
_GENERATED: Final = frozenset({"editions", "bibliography", "bibliography.md"})
"""Names of the files and folders that conversions write below ``docs``."""


@dataclass(frozen=True, slots=True)
class Converted:
    """The result of a conversion, apart from the Markdown that it wrote."""

    found: tuple[Diagnostic, ...]
    epoch: int
    """The date of the newest revision, in seconds since 1970."""
    texts: Mapping[str, str]
    """Key of the sources of each text."""
    looked_for: str
    """Digest of the protected texts that no file may contain."""
    free: Sequence[str]
    """Digests of the witnesses of texts published in full, which are not searched."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The data for the proof of a site, read on demand."""

    editions: Callable[[], Sequence[Edition]]
    protected: Callable[[], Sequence[Protected]]


def read_evidence(project: Project, looked_for: str) -> Evidence:
    """Return the data for the proof of a public site, with the digest of its protected texts."""
    records = cache(project.records)

    def read_editions() -> Sequence[Edition]:
        from edition.building.cache import read_collection

        return read_collection(project, records()).editions

    def protect_all() -> Sequence[Protected]:
        from edition.checking.protection import protect, recall_protected

        return recall_protected(project.root, looked_for) or protect(records(), project.root)[0]

    return Evidence(read_editions, protect_all)


def search_files(
    root: str, looked_for: str, files: Sequence[str], before: Mapping[Path, Path],
    protected: Sequence[Protected] | None = None,
) -> list[Diagnostic]:  # fmt: skip
    """Search files for the protected texts with a digest: a unit of work; see ``find_leaks``."""
    from edition.checking.leaks import find_leaks

    protected = _read_protected(root, looked_for) if protected is None else protected
    return find_leaks(protected, map(Path, files), Path(root), before)


@cache
def _read_protected(root: str, looked_for: str) -> Sequence[Protected]:
    from edition.building.project import Project

    # The process that shares the work has checked that the folder may be used.
    return read_evidence(Project(Path(root), trusted=True), looked_for).protected()


class Conversions:
    """The cache of the last conversion of a project."""

    def __init__(self, root: Path, results: Results, theme: Path, *, unsearched: bool) -> None:
        self._root, self._results, self._theme = root, results, theme
        settings, self._before = describe_state(root)
        self._key = json.dumps([settings, unsearched])

    def recall(self) -> Converted | None:
        """Return the last conversion if it is still valid, else None."""
        cached = self._results.get(_NAME, self._key)
        if cached is None:
            return None
        stamps: Stamps = {name: tuple(stamp) for name, stamp in cached["stamps"].items()}
        names = stamps.keys() | self._before.keys()
        changed = [name for name in names if stamps.get(name) != self._before.get(name)]
        common = stamps.keys() & self._before.keys()
        if not all(name in common and self._is_unread(Path(name), cached) for name in changed):
            return None
        found = tuple(Diagnostic(**fields) for fields in cached["found"])
        return Converted(
            found, cached["epoch"], cached["texts"], cached["looked_for"], cached["free"]
        )

    def keep(self, converted: Converted) -> None:
        """Store a conversion, unless another process has changed a file since its start."""
        # If it cannot be stored, the next build converts again.
        with suppress(OSError):
            after = stamp_inputs(self._root)
            if has_only_own_changes(self._before, after):
                self._put(converted, after)

    def _put(self, converted: Converted, after: Stamps) -> None:
        docs = self._root / "docs"
        found = {
            str(docs / name): _find_sections(docs / name)
            for name in walk_names(docs)
            if name.endswith(".md") and name.partition("/")[0] not in _GENERATED
        }
        written = {name: sections for name, sections in found.items() if sections is not None}
        sections = {name: text for page in written.values() for name, text in page.items()}
        value = {**asdict(converted), "stamps": after}
        value |= {"written": list(written), "sections": sections}
        self._results.put(_NAME, self._key, value)

    def _is_unread(self, path: Path, cached: Mapping[str, Any]) -> bool:
        """Return whether conversions read neither the old nor the new content of a file."""
        if path.is_relative_to(self._theme):
            return True
        docs = self._root / "docs"
        if not path.is_relative_to(docs) or path.relative_to(docs).parts[0] in _GENERATED:
            return False
        if path == self._root / RELEASES:
            return False
        if path.suffix != ".md" or not path.is_file():
            return path.is_file()
        sections = _find_sections(path) if str(path) in cached["written"] else None
        return sections is not None and sections.items() <= cached["sections"].items()


def _find_sections(path: Path) -> dict[str, str] | None:
    """Return the generated sections of a hand-written page; None for other pages."""
    text = path.read_text(encoding="utf-8", errors="replace")
    sections = {match["name"]: match[0] for match in SECTION.finditer(text)}
    return None if _COMMENT in SECTION.sub("", text) else sections
