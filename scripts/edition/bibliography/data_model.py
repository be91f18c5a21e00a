"""Types and fields of entries: those of BibTeX, of BibLaTeX's data model, and of what exports them.

A type has the form of another where the Chicago style makes no difference. The lists, in
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
"""The type of an item of CSL by the type of its entry, where that has a form of its own."""
SUBTYPES: Final[Mapping[str, str]] = MappingProxyType(_TABLES["subtypes"])
"""The CSL type of an entry by its ``entrysubtype``, which goes before its BibTeX type."""
LANGUAGES: Final[Mapping[str, str]] = MappingProxyType(_TABLES["languages"])
"""BCP 47 tags of the languages that BibLaTeX and Babel name."""
FORMS: Final[Mapping[str, str]] = MappingProxyType(
    {one: one for one in TYPES}
    | {one: form for form, others in _TABLES["form_of"].items() for one in others}
)
"""For each type of entry the type whose form it has."""
NO_WORKS: Final = frozenset({"set", "xdata"})
"""Types of entries that are no works: a set of others, and data that others take over."""

PEOPLE: Final = ("author", "editor", "translator", "contributor")
"""Fields that hold names."""
KEY: Final = re.compile(r"[^\s,{}()=\"]+")
FIELDS: Final = frozenset(_TABLES["fields"])
_OF_PROGRAMS: Final = re.compile(
    r"(bdsk|mendeley|jabref)-.*|.*\+an(:.*)?|citation-?key|collaborator|comment|copyright"
    r"|creationdate|date-added|date-modified|groups|issn-.*|lccn|local-url|modificationdate"
    r"|mrnumber|owner|pmcid|pmid|printed|priority|qualityassured|ranking|rating|read|readstatus"
    r"|relevance|rights|searchrank|timestamp|urldate-.*|username|zblnumber"
)
"""Fields in which programs keep what concerns their user; no form prints them."""
_OF_FILES: Final = re.compile(r"file|pdf|local-url|bdsk-file-.*")


def is_known(field: str) -> bool:
    """Return whether the data model or a program that exports entries has a field."""
    return field in FIELDS or _OF_PROGRAMS.fullmatch(field) is not None


def names_file(field: str) -> bool:
    """Return whether a field is the path of a file on the machine of whoever exported the entry."""
    return _OF_FILES.fullmatch(field) is not None
