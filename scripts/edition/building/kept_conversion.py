"""Keeps what the last conversion came to, so that an edit that it does not read needs none.

A conversion is kept with the stamps of all inputs, as ``outcomes`` takes them, after it wrote what
it had to write. It still holds if nothing has changed since but what it does not read: pages that
people write, as long as their generated sections stay as they were filled, data beside them, and
the theme. Of a private site nothing
is kept. Only what is small is imported here: loading the rest costs more than the comparison.
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
"""How other pages say that they are generated."""
_GENERATED: Final = frozenset({"editions", "bibliography", "bibliography.md"})
"""What conversions write below ``docs``."""


@dataclass(frozen=True, slots=True)
class Converted:
    """What a conversion came to, besides the Markdown that it wrote."""

    found: tuple[Diagnostic, ...]
    epoch: int
    """The date of the newest revision, as seconds since 1970."""
    texts: Mapping[str, str]
    """Key of the sources of each text."""
    looked_for: str
    """Digest of all that no file may hold."""
    free: Sequence[str]
    """Digests of the witnesses of the texts that are published whole: they are not searched."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a site is proved with, read when it is asked for."""

    editions: Callable[[], Sequence[Edition]]
    protected: Callable[[], Sequence[Protected]]


def read_evidence(project: Project) -> Evidence:
    """Return what a public site is proved with, where nothing had to be converted."""
    records = cache(project.records)

    def read_editions() -> Sequence[Edition]:
        from edition.building.cache import read_collection

        return read_collection(project, records()).editions

    def protect_all() -> Sequence[Protected]:
        from edition.checking.protection import protect

        return protect(records(), project.root)[0]

    return Evidence(read_editions, protect_all)


class Conversions:
    """The last conversion of a project, as it is kept."""

    def __init__(self, root: Path, results: Results, theme: Path, *, unsearched: bool) -> None:
        self._root, self._results, self._theme = root, results, theme
        settings, self._before = describe_state(root)
        self._key = json.dumps([settings, unsearched])

    def recall(self) -> Converted | None:
        """Return the last conversion, if it would come to the same now."""
        kept = self._results.get(_NAME, self._key)
        if kept is None:
            return None
        stamps: Stamps = {name: tuple(one) for name, one in kept["stamps"].items()}
        names = stamps.keys() | self._before.keys()
        changed = [one for one in names if stamps.get(one) != self._before.get(one)]
        there = stamps.keys() & self._before.keys()
        if not all(one in there and self._is_unread(Path(one), kept) for one in changed):
            return None
        found = tuple(Diagnostic(**one) for one in kept["found"])
        return Converted(found, kept["epoch"], kept["texts"], kept["looked_for"], kept["free"])

    def keep(self, converted: Converted) -> None:
        """Keep a conversion, unless another process changed a file in the meantime."""
        # After a fault it is not kept, and the next build converts again.
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
        sections = {name: text for one in written.values() for name, text in one.items()}
        value = {**asdict(converted), "stamps": after}
        value |= {"written": list(written), "sections": sections}
        self._results.put(_NAME, self._key, value)

    def _is_unread(self, path: Path, kept: Mapping[str, Any]) -> bool:
        """Return whether no conversion reads a file, neither as it was nor as it is."""
        if path.is_relative_to(self._theme):
            return True
        docs = self._root / "docs"
        if not path.is_relative_to(docs) or path.relative_to(docs).parts[0] in _GENERATED:
            return False
        if path == self._root / RELEASES:
            return False
        if path.suffix != ".md" or not path.is_file():
            return path.is_file()
        sections = _find_sections(path) if str(path) in kept["written"] else None
        return sections is not None and sections.items() <= kept["sections"].items()


def _find_sections(path: Path) -> dict[str, str] | None:
    """Return the generated sections of a page that people write; None for another page."""
    text = path.read_text(encoding="utf-8", errors="replace")
    sections = {match["name"]: match[0] for match in SECTION.finditer(text)}
    return None if _COMMENT in SECTION.sub("", text) else sections
