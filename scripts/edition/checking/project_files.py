"""Search for files of a project that nothing reads, and for unreadable hand-written pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from edition.diagnostics.diagnostic import Diagnostic, find_conflicts
from edition.model.parameters import FILE_NAME_SIMILARITY
from edition.text.digest import walk_names

_LISTS_OF_TEXT: Final = ("annotations", "emendations")
_SUFFIX: Final = re.compile(r"\.(?:ya?ml|bib|bibtex)(?:\.txt)?$", re.IGNORECASE)
"""Suffixes of files that an editor may expect to be read."""


def find_unread(root: Path) -> list[Diagnostic]:
    """Report each file with a name or in a folder that is not read (R019)."""
    # Imported late, because every build calls only the other function of this module.
    from difflib import get_close_matches

    from edition.records.publication import DRAFTS

    found = []
    for top in ("sources", DRAFTS, "bibliography"):
        for name in sorted(walk_names(root / top)):
            stem, has_suffix = _SUFFIX.subn("", name.rpartition("/")[2])
            expected = _list_expected(top, name, stem)
            if has_suffix and not stem.startswith(".") and name not in expected:
                path, paths = f"{top}/{name}", [f"{top}/{other}" for other in expected]
                similar = get_close_matches(path, paths, n=1, cutoff=FILE_NAME_SIMILARITY)
                hint = f"Did you mean `{similar[0]}`?" if similar else ""
                found.append(Diagnostic("R019", "nothing reads it", path, hint=hint))
    return found


def _list_expected(top: str, name: str, stem: str) -> list[str]:
    """Return the names of files that are read, in the folder of a file or with its stem."""
    if top == "bibliography":
        return [f"{stem}.bib"]
    from edition.records.registers import FILES

    text = name.partition("/")[0]
    registers = [path.removeprefix("sources/").removesuffix(".yml") for path in FILES.values()]
    shared = ["chronology", "correspondences", *registers]
    lists = [*shared, *(f"{text}/{name}" for name in _LISTS_OF_TEXT)]
    files = [*shared, *(f"{text}/{name}" for name in ("source", "accepted", "annotations"))]
    return [f"{path}.yml" for path in (*files, *(f"{list}/{stem}" for list in lists))]


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
