"""TEI that an edition wrote: what its editors say of the text is no part of it."""

from __future__ import annotations

from typing import Final

from edition.readers.tei.inlines import OWN_MARKER, OWN_SUPPLIED
from edition.readers.tei.tree import Element

EDITORS: Final = "#editors"
"""Value of ``resp`` on all that the editors of an edition add."""
NOTE_MARKER: Final = "noteMarker"
"""Type of a reference that calls a note."""


def is_own(root: Element) -> bool:
    """Tell whether an edition wrote the text."""
    return any(one.name == "application" and one.get("ident") == "edition" for one in root.walk())


def set_apart(root: Element) -> None:
    """Take what the editors add out of a tree; words that they supply are marked as such."""
    for parent in list(root.walk()):
        kept = []
        for child in parent.children:
            if isinstance(child, Element) and child.get("resp") == EDITORS:
                if child.name == "supplied":
                    child.name = OWN_SUPPLIED
                elif child.name != "corr":
                    continue
            elif isinstance(child, Element) and child.get("type") == NOTE_MARKER:
                child.name = child.name if child.get("target") else OWN_MARKER
            kept.append(child)
        parent.children = kept
