"""A summary of the bibliography for other files of a project, stored between runs.

A command that writes no entry thus needs neither the parser nor the styles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from edition.text.digest import digest, digest_package, find_files
from edition.text.results import FOLDER, Results

BIBLIOGRAPHY: Final = "bibliography.bib"
"""Name of the file at the top of a project."""
ENTRIES: Final = "bibliography"
"""Name of a folder next to it with further files of entries."""
_RESULT: Final = "summary of the bibliography"


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary of the works of a bibliography."""

    matched: str
    """Digest of the faults and of the fields that are compared with citations."""
    pages: Mapping[str, str]
    """The pages of each work, empty if not stated, by its key in the order of the file."""
    former: Mapping[str, str]
    """Present keys of works by their former keys."""
    titles: tuple[str, ...]
    """The titles of all works, including those of their books and journals."""


def summarise_bibliography(root: Path) -> Summary:
    """Return the summary of a project's bibliography, which may be empty."""
    raw = tuple(path.read_bytes() for path in list_bibliography(root))
    return _summarise(raw, root.resolve())


def list_bibliography(root: Path) -> list[Path]:
    """Return the files with the entries of a project: ``bibliography.bib`` and those of its folder.

    Separate files let two people add entries without changing the same file.
    """
    found = [root / BIBLIOGRAPHY, *find_files(root / ENTRIES, "*.bib")]
    return [path for path in found if path.is_file()]


def digest_bibliography(root: Path) -> str:
    """Return a digest of the entries of a project and of the package that reads them."""
    return digest(digest_package(), *(path.read_bytes() for path in list_bibliography(root)))


@lru_cache(maxsize=2)
def _summarise(raw: tuple[bytes, ...], root: Path) -> Summary:
    key, store = digest(digest_package(), *raw), root / FOLDER
    if (stored := Results(store).get(_RESULT, key)) is not None:
        matched, pages, former, titles = stored
        return Summary(matched, pages, former, tuple(titles))
    from edition.bibliography.database import digest_matched, load_bibliography

    bibliography, _ = load_bibliography(root)
    pages = {name: bibliography.work(name).plain("pages") for name in bibliography.keys}
    matched, titles = digest_matched(root), bibliography.titles()
    former = bibliography.former()
    if store.is_dir():
        Results(store).put(_RESULT, key, [matched, pages, former, titles])
    return Summary(matched, pages, former, titles)
