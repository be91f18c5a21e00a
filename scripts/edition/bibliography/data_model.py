"""Types and fields of entries: those of BibTeX, of BibLaTeX's data model, and of what exports them.

A type has the form of another where the Chicago style makes no difference. The lists follow the
manual of BibLaTeX 3, chapter 2, and the fields that JabRef, BibDesk, Mendeley and Zotero write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_OWN_FORM: Final = (
    "article", "book", "booklet", "collection", "inbook", "incollection", "inproceedings",
    "manual", "mastersthesis", "misc", "newspaper", "online", "phdthesis", "proceedings",
    "report", "techreport", "thesis", "unpublished",
)  # fmt: skip
_FORM_OF: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "article": ("review", "suppperiodical"),
    "book": ("mvbook",),
    "collection": ("mvcollection", "mvreference", "periodical", "reference"),
    "inbook": ("bookinbook", "suppbook"),
    "incollection": ("inreference", "suppcollection"),
    "inproceedings": ("conference",),
    "misc": (
        "artwork", "audio", "bibnote", "commentary", "customa", "customb", "customc", "customd",
        "custome", "customf", "dataset", "image", "jurisdiction", "legal", "legislation", "letter",
        "movie", "music", "patent", "performance", "software", "standard", "video",
    ),
    "online": ("electronic", "www"),
    "proceedings": ("mvproceedings",),
})  # fmt: skip
FORMS: Final[Mapping[str, str]] = MappingProxyType(
    {one: one for one in _OWN_FORM}
    | {one: form for form, others in _FORM_OF.items() for one in others}
)
"""For each type of entry the type whose form it has."""
NO_WORKS: Final = frozenset({"set", "xdata"})
"""Types of entries that are no works: a set of others, and data that others take over."""

PEOPLE: Final = ("author", "editor", "translator", "contributor")
"""Fields that hold names."""
FIELDS: Final = frozenset(
    """
    abstract addendum afterword annotation annotator annote archiveprefix author authortype
    bookauthor bookpagination booksubtitle booktitle booktitleaddon address chapter commentator
    contributor crossref date day doi edition editor editora editorb editorc editortype editoratype
    editorbtype editorctype eid entryset entrysubtype eprint eprintclass eprinttype eventdate
    eventtitle eventtitleaddon execute file foreword gender hidden holder howpublished hyphenation
    ids indexsorttitle indextitle institution introduction isan isbn ismn isrn issn issue
    issuesubtitle issuetitle issuetitleaddon iswc journal journalsubtitle journaltitle
    journaltitleaddon key keywords label langid langidopts language library lista listb listc listd
    liste listf location mainsubtitle maintitle maintitleaddon month namea nameaddon nameatype
    nameb namebtype namec namectype nameorder note number options organization origdate origlanguage
    origlocation origpublisher origtitle pages pagetotal pagination part pdf presort primaryclass
    printedas publisher pubstate related relatedoptions relatedstring relatedtype reprinttitle
    school series
    shortauthor shorteditor shorthand shorthandintro shortjournal shortseries shorttitle sortkey
    sortname sortshorthand sorttitle sortyear subtitle title titleaddon translator type url urldate
    usera userb userc userd usere userf venue verba verbb verbc version volume volumes xdata xref
    year
""".split()
)
_OF_PROGRAMS: Final = re.compile(
    r"(bdsk|mendeley|jabref)-.*|.*\+an(:.*)?|citation-?key|collaborator|comment|copyright"
    r"|creationdate|date-added|date-modified|groups|issn-.*|lccn|local-url|modificationdate"
    r"|mrnumber|owner|pmcid|pmid|printed|priority|qualityassured|ranking|rating|read|readstatus"
    r"|relevance|rights|searchrank|timestamp|urldate-.*|username|zblnumber"
)
"""Fields in which programs keep what concerns their user; no form prints them."""
_OF_FILES: Final = re.compile(r"file|pdf|local-url|bdsk-file-.*")


def is_known(field: str) -> bool:
    """Tell whether the data model or a program that exports entries has a field."""
    return field in FIELDS or _OF_PROGRAMS.fullmatch(field) is not None


def names_file(field: str) -> bool:
    """Tell whether a field has the place of a file on the machine of whoever exported the entry."""
    return _OF_FILES.fullmatch(field) is not None
