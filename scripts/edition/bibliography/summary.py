"""What other files of a project can name of its bibliography, without reading its entries again.

It is kept between runs: a command that writes no entry needs neither the parser nor the styles.
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
"""Name of a folder beside it with further entries, in files of their own."""
_KEPT: Final = "summary of the bibliography"


@dataclass(frozen=True, slots=True)
class Summary:
    """What is known of the works of a bibliography."""

    matched: str
    """One value for the faults, and for all by which texts can cite a work."""
    pages: Mapping[str, str]
    """The pages of each work, empty if none are stated, by its key in the order of the file."""
    former: Mapping[str, str]
    """By keys that works had before those that they have now."""
    titles: tuple[str, ...]
    """The titles of all works, those of books and journals included."""


def summarise_bibliography(root: Path) -> Summary:
    """Return what is known of the works of a project; one without a bibliography has none."""
    raw = tuple(path.read_bytes() for path in list_bibliography(root))
    return _summarise(raw, root.resolve())


def list_bibliography(root: Path) -> list[Path]:
    """Return the files with the entries of a project: one, and those of the folder beside it.

    Two people who add a file there change none in common.
    """
    found = [root / BIBLIOGRAPHY, *find_files(root / ENTRIES, "*.bib")]
    return [path for path in found if path.is_file()]


def digest_bibliography(root: Path) -> str:
    """Return one value for the entries of a project, and for what reads them."""
    return digest(digest_package(), *(path.read_bytes() for path in list_bibliography(root)))


@lru_cache(maxsize=2)
def _summarise(raw: tuple[bytes, ...], root: Path) -> Summary:
    key, store = digest(digest_package(), *raw), root / FOLDER
    if (kept := Results(store).get(_KEPT, key)) is not None:
        matched, pages, former, titles = kept
        return Summary(matched, pages, former, tuple(titles))
    from edition.bibliography.database import digest_matched, load_bibliography

    bibliography, _ = load_bibliography(root)
    pages = {one: bibliography.work(one).plain("pages") for one in bibliography.keys}
    matched, titles = digest_matched(root), bibliography.titles()
    former = bibliography.former()
    if store.is_dir():
        Results(store).put(_KEPT, key, [matched, pages, former, titles])
    return Summary(matched, pages, former, titles)
