"""Search for files of a project that nothing reads, and for unreadable hand-written pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from edition.bibliography.summary import ENTRIES
from edition.diagnostics.diagnostic import Diagnostic, find_conflicts
from edition.model.parameters import FILE_NAME_SIMILARITY
from edition.records.publication import DRAFTS
from edition.records.registers import FILES
from edition.text.digest import walk_names

_LISTS_OF_TEXT: Final = ("annotations", "emendations")
_SHARED: Final = (
    "chronology", "correspondences",
    *(path.removeprefix("sources/").removesuffix(".yml") for path in FILES.values()),
)  # fmt: skip
"""Paths below ``sources``, without suffix, of the lists that concern several texts."""
_SUFFIX: Final = re.compile(r"\.(?:ya?ml|bib|bibtex)(?:\.txt)?$", re.IGNORECASE)
"""Suffixes of files that an editor may expect to be read."""


def find_unread(root: Path) -> list[Diagnostic]:
    """Report files and folders that are not read because of their name or place (R019)."""
    found: list[Diagnostic] = []
    for top in ("sources", DRAFTS, ENTRIES):
        names = sorted(walk_names(root / top))
        faults = list(filter(None, (_check_name(top, name) for name in names)))
        folders = {name.partition("/")[0] for name in names if "/" in name and name[0] != "."}
        folders -= {name.partition("/")[0] for name in _SHARED}
        for folder in sorted(folders) if top != ENTRIES else ():
            path = f"{top}/{folder}"
            has_fault = any(fault.path.startswith(f"{path}/") for fault in faults)
            if f"{folder}/source.yml" not in names and not has_fault:
                fact = "nothing reads this folder, which has no source.yml"
                hint = "edition new FILE writes a record for a text."
                faults.append(Diagnostic("R019", fact, path, hint=hint))
        found += faults
    return found


def _check_name(top: str, name: str) -> Diagnostic | None:
    """Report a file that an editor may expect to be read, but that is not."""
    # Imported here because every build calls only the other function of this module.
    from difflib import get_close_matches

    stem, has_suffix = _SUFFIX.subn("", name.rpartition("/")[2])
    lists, expected = _list_expected(top, name, stem)
    path, paths = f"{top}/{name}", [f"{top}/{other}" for other in expected]
    hint = "It must be a folder, with a file for each item."
    if name not in lists:
        if not has_suffix or stem.startswith(".") or name in expected:
            return None
        similar = get_close_matches(path, paths, n=1, cutoff=FILE_NAME_SIMILARITY)
        hint = f"Did you mean `{similar[0]}`?" if similar else ""
    return Diagnostic("R019", "nothing reads it", path, hint=hint)


def _list_expected(top: str, name: str, stem: str) -> tuple[list[str], list[str]]:
    """Return the folders of lists, and the files that are read next to a file or with its stem."""
    if top == ENTRIES:
        return [], [f"{stem}.bib"]
    text = name.partition("/")[0]
    lists = [*_SHARED, *(f"{text}/{name}" for name in _LISTS_OF_TEXT)]
    files = [*_SHARED, *(f"{text}/{name}" for name in ("source", "accepted", "annotations"))]
    return lists, [f"{path}.yml" for path in (*files, *(f"{list}/{stem}" for list in lists))]


_GENERATED: Final = ("editions/", "bibliography/")


def find_unreadable(docs: Path) -> list[Diagnostic]:
    """Report hand-written pages with unresolved conflicts or invalid UTF-8 (C012)."""
    found = []
    for name in walk_names(docs):
        if not name.endswith(".md") or name.startswith(_GENERATED):
            continue
        raw, shown = (docs / name).read_bytes(), f"{docs.name}/{name}"
        try:
            found += find_conflicts(raw.decode(), "C012", shown)
        except UnicodeDecodeError as error:
            from edition.records.yaml_positions import report_bytes

            found.append(report_bytes(error, "C012", shown))
    return found
