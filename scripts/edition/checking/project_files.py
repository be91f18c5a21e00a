"""Files of a project that nothing reads, and pages that cannot be published as they are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from edition.diagnostics.diagnostic import Diagnostic, find_conflicts
from edition.model.parameters import FILE_NAME_LIKENESS
from edition.text.digest import walk_names

_OF_TEXT: Final = ("annotations", "emendations")
_ENDING: Final = re.compile(r"\.(?:ya?ml|bib|bibtex)(?:\.txt)?$", re.IGNORECASE)
"""Endings of files that an editor may take for such as are read."""


def find_unread(root: Path) -> list[Diagnostic]:
    """Report each file of an editor that is not where it would be read, or not so named (R019)."""
    # Every build asks the other function of this module, which needs none of these.
    from difflib import get_close_matches

    from edition.records.publication import DRAFTS

    found = []
    for top in ("sources", DRAFTS, "bibliography"):
        for name in sorted(walk_names(root / top)):
            stem, written = _ENDING.subn("", name.rpartition("/")[2])
            known = _list_read(top, name, stem)
            if written and not stem.startswith(".") and name not in known:
                path, paths = f"{top}/{name}", [f"{top}/{one}" for one in known]
                meant = get_close_matches(path, paths, n=1, cutoff=FILE_NAME_LIKENESS)
                hint = f"Did you mean `{meant[0]}`?" if meant else ""
                found.append(Diagnostic("R019", "nothing reads it", path, hint=hint))
    return found


def _list_read(top: str, name: str, stem: str) -> list[str]:
    """Return what is read below a folder of the files of a text, or whose name has this stem."""
    if top == "bibliography":
        return [f"{stem}.bib"]
    from edition.records.registers import FILES

    text = name.partition("/")[0]
    listed = [one.removeprefix("sources/").removesuffix(".yml") for one in FILES.values()]
    shared = ["chronology", "correspondences", *listed]
    lists = [*shared, *(f"{text}/{one}" for one in _OF_TEXT)]
    single = [*shared, *(f"{text}/{one}" for one in ("source", "accepted", "annotations"))]
    return [f"{one}.yml" for one in (*single, *(f"{one}/{stem}" for one in lists))]


_GENERATED: Final = ("editions/", "bibliography/")


def find_unreadable(docs: Path) -> list[Diagnostic]:
    """Report what cannot be published of the pages that people write: C012."""
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
