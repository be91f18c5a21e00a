"""BibLaTeX: entries of the bibliography in its types and fields, dates in EDTF."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from edition.bibliography.work import Work
from edition.writers.formats.fields import collect_fields, join_date, rename, write_entry

_TYPES: Final = MappingProxyType({
    "techreport": "report", "phdthesis": "thesis", "mastersthesis": "thesis",
})  # fmt: skip
_NAMES: Final = MappingProxyType({
    "address": "location", "annote": "annotation", "journal": "journaltitle",
    "school": "institution",
})  # fmt: skip
_THESES: Final = MappingProxyType({"phdthesis": "phdthesis", "mastersthesis": "mathesis"})


def write_biblatex(work: Work) -> str:
    """Return an entry of the bibliography as BibLaTeX."""
    kind = str(work.entry.type).lower()
    fields = join_date(rename(collect_fields(work), _NAMES))
    if kind in _THESES:
        fields.setdefault("type", _THESES[kind])
    if kind == "newspaper":
        kind = "article" if "journaltitle" in fields else "misc"
        fields.setdefault("entrysubtype", "newspaper")
    return write_entry(_TYPES.get(kind, kind), str(work.entry.key), fields)
