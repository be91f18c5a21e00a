"""Types and fields of entries in BibTeX, in the data model of BibLaTeX, and in exporting programs.

A type is mapped to another one if the Chicago style does not distinguish them. The lists, in
``data_model.json``, follow the manual of BibLaTeX 3, chapter 2, and the fields that JabRef,
BibDesk, Mendeley and Zotero write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

_TABLES: Final[Mapping[str, Any]] = json.loads(
    Path(__file__).with_suffix(".json").read_text("utf-8")
)
TYPES: Final[Mapping[str, str]] = MappingProxyType(_TABLES["types"])
"""CSL types by the types of entries that have a format of their own."""
SUBTYPES: Final[Mapping[str, str]] = MappingProxyType(_TABLES["subtypes"])
"""CSL types by ``entrysubtype``, which takes precedence over the type of the entry."""
LANGUAGES: Final[Mapping[str, str]] = MappingProxyType(_TABLES["languages"])
"""BCP 47 tags by the names of languages in BibLaTeX and Babel."""
FORMS: Final[Mapping[str, str]] = MappingProxyType(
    {name: name for name in TYPES}
    | {alias: form for form, aliases in _TABLES["form_of"].items() for alias in aliases}
)
"""For each type of entry, the type as which it is formatted."""
NO_WORKS: Final = frozenset({"set", "xdata"})
"""Types of entries that are not works: sets of entries, and data that entries include."""

PEOPLE: Final = ("author", "editor", "translator", "contributor")
"""Fields with names of persons."""
KEY: Final = re.compile(r"[^\s,{}()=\"]+")
FIELDS: Final = frozenset(_TABLES["fields"])
_OF_PROGRAMS: Final = re.compile(
    r"(bdsk|mendeley|jabref)-.*|.*\+an(:.*)?|citation-?key|collaborator|comment|copyright"
    r"|creationdate|date-added|date-modified|groups|issn-.*|lccn|local-url|modificationdate"
    r"|mrnumber|owner|pmcid|pmid|printed|priority|qualityassured|ranking|rating|read|readstatus"
    r"|relevance|rights|searchrank|timestamp|urldate-.*|username|zblnumber"
)
"""Fields of programs for their own purposes, which are not printed."""
_OF_FILES: Final = re.compile(r"file|pdf|local-url|bdsk-file-.*")


def is_known(field: str) -> bool:
    """Return whether a field belongs to the data model or to an exporting program."""
    return field in FIELDS or _OF_PROGRAMS.fullmatch(field) is not None


def names_file(field: str) -> bool:
    """Return whether a field is a path on the machine from which the entry was exported."""
    return _OF_FILES.fullmatch(field) is not None
