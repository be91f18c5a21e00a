"""Write BibTeX and BibLaTeX: entries of the bibliography, and items without an entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from pybtex.database import Person

from edition.bibliography import csl
from edition.bibliography.work import Work
from edition.text.dates import MONTH_MACROS, Date, read_month, write_edtf
from edition.text.page_ranges import complete_ranges

_TYPES: Final = MappingProxyType({
    "online": "misc", "report": "techreport", "thesis": "phdthesis", "collection": "book",
})  # fmt: skip
_NAMES: Final = MappingProxyType({
    "location": "address", "journaltitle": "journal", "issue": "number",
})  # fmt: skip

_ITEM_TYPES: Final = MappingProxyType({
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "book": "book", "chapter": "incollection", "manuscript": "unpublished",
    "paper-conference": "inproceedings", "pamphlet": "booklet", "report": "techreport",
    "thesis": "phdthesis",
})  # fmt: skip
_ITEM_SUBTYPES: Final = MappingProxyType({
    "article-magazine": "magazine", "article-newspaper": "newspaper",
})  # fmt: skip
"""Subtypes of articles for BibLaTeX and Pandoc; BibTeX has a single type of article."""
_ITEM_FIELDS: Final = MappingProxyType({
    "title": "title", "volume": "volume", "edition": "edition", "number": "number",
    "issue": "number", "collection-title": "series", "publisher-place": "address", "ISBN": "isbn",
    "ISSN": "issn", "genre": "type", "note": "note", "language": "language",
})  # fmt: skip


def write_bibtex(work: Work) -> str:
    """Return an entry of the bibliography as BibTeX."""
    kind = work.kind
    fields = split_date(rename(collect_fields(work), _NAMES))
    names: tuple[str, ...] = ("title", "subtitle")
    if work.volume_title_source():
        names = ("maintitle", "mainsubtitle", *names)
    # BibTeX has one field for title and subtitle.
    fields["title"] = ": ".join(filter(None, (fields.pop(name, "") for name in names)))
    if kind == "newspaper":
        kind = "article" if "journal" in fields else "misc"
    if kind in {"thesis", "phdthesis", "mastersthesis"} and "school" not in fields:
        fields = rename(fields, {"institution": "school"})
    return write_entry(_TYPES.get(kind, kind), str(work.entry.key), fields)


def item_to_bibtex(item: csl.Item) -> str:
    """Return an item without an entry in the bibliography as BibTeX."""
    kind = _ITEM_TYPES.get(item["type"], "misc")
    fields: Fields = {}
    for role in ("author", "editor", "translator"):
        fields[role] = " and ".join(_write_name(name) for name in item.get(role, ()))
    for variable, name in _ITEM_FIELDS.items():
        if item.get(variable):
            fields[name] = escape_tex(str(item[variable]))
    fields[_CONTAINERS.get(kind, "howpublished")] = escape_tex(item.get("container-title", ""))
    maker = {"techreport": "institution", "phdthesis": "school"}.get(kind, "publisher")
    fields[maker] = escape_tex(item.get("publisher", ""))
    for name in (maker, "address"):
        # BibLaTeX would treat “and” as the separator between names.
        if " and " in fields.get(name, ""):
            fields[name] = f"{{{fields[name]}}}"
    fields["entrysubtype"] = _ITEM_SUBTYPES.get(item["type"], "")
    fields |= _write_date(item.get("issued", {}))
    fields["pages"] = escape_tex(str(item.get("page", ""))).replace("-", "--")
    fields |= {name.lower(): escape_address(item.get(name, "")) for name in ("DOI", "URL")}
    return write_entry(kind, item["id"], fields)


_CONTAINERS: Final = MappingProxyType({
    "article": "journal", "incollection": "booktitle", "inproceedings": "booktitle",
})  # fmt: skip


def _write_name(name: csl.Name) -> str:
    if "literal" in name:
        return csl.OTHERS if name["literal"] == csl.OTHERS else f"{{{escape_tex(name['literal'])}}}"
    family = [name.get("non-dropping-particle", ""), name["family"]]
    parts = [" ".join(filter(None, family)), name.get("suffix", ""), name["given"]]
    return ", ".join(escape_tex(part) for part in parts if part)


def _write_date(date: dict[str, Any]) -> Fields:
    parts = date.get("date-parts", [[]])[0]
    names = ("year", "month", "day")
    values = [str(parts[0]) if parts else "", *(MONTH_MACROS[m - 1] for m in parts[1:2])]
    values += [str(day) for day in parts[2:3]]
    return dict(zip(names, values, strict=False))


# --- BibLaTeX, with dates in EDTF -----------------------------------------------------------------


_BIBLATEX_TYPES: Final = MappingProxyType({
    "techreport": "report", "phdthesis": "thesis", "mastersthesis": "thesis",
})  # fmt: skip
_BIBLATEX_NAMES: Final = MappingProxyType({
    "address": "location", "annote": "annotation", "journal": "journaltitle",
    "school": "institution",
})  # fmt: skip
_THESES: Final = MappingProxyType({"phdthesis": "phdthesis", "mastersthesis": "mathesis"})


def write_biblatex(work: Work) -> str:
    """Return an entry of the bibliography as BibLaTeX."""
    kind = str(work.entry.type).lower()
    fields = join_date(rename(collect_fields(work), _BIBLATEX_NAMES))
    if kind in _THESES:
        fields.setdefault("type", _THESES[kind])
    if kind == "newspaper":
        kind = "article" if "journaltitle" in fields else "misc"
        fields.setdefault("entrysubtype", "newspaper")
    return write_entry(_BIBLATEX_TYPES.get(kind, kind), str(work.entry.key), fields)


# --- Fields in TeX, shared by BibTeX and BibLaTeX -------------------------------------------------
# Values of the bibliography are TeX, with emphasis and protected capitals, and stay unchanged.
# Other values are escaped.


Fields: TypeAlias = dict[str, str]
"""Values in TeX by field name, in the order of output."""

_ESCAPES: Final = str.maketrans({
    # BibTeX counts braces even if they are escaped with a backslash.
    "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "\n": " ",
})  # fmt: skip


def escape_tex(text: str) -> str:
    """Return text escaped for TeX."""
    return text.translate(_ESCAPES)


def escape_address(address: str) -> str:
    """Return a web address for a field that is not TeX, but in which braces must balance."""
    return address.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def collect_fields(work: Work) -> Fields:
    """Return the people and fields of an entry in TeX, including inherited ones (``crossref``)."""
    fields: Fields = {}
    for entry in (work.entry, work.parent):
        if entry is None:
            continue
        for role, people in entry.persons.items():
            fields.setdefault(role.lower(), write_people(people))
        for name, value in entry.fields.items():
            inherited = entry is not work.entry
            name = "booktitle" if inherited and name.lower() == "title" else name.lower()
            fields.setdefault(name, " ".join(str(value).split()))
    fields.pop("crossref", None)
    if fields.get("pages"):
        # Some programs do not expand “312–13” to “312–313”.
        fields["pages"] = complete_ranges(fields["pages"]).replace("\u2013", "--")
    if csl.item_type(work) == "collection":
        fields["title"] = csl.name_archive(work, work.raw)
        fields.pop("titleaddon", None)
    if csl.SUPPLIED_TITLE in work.keywords:
        fields["title"] = f"[{fields['title']}]"
    return fields


def write_people(people: Sequence[Person]) -> str:
    """Return names in BibTeX format."""
    names = ((str(person), bool(person.first_names)) for person in people)
    return " and ".join(
        csl.space_initials(name) if has_given else name for name, has_given in names
    )


def rename(fields: Fields, names: Mapping[str, str]) -> Fields:
    """Rename fields; an existing field with the new name takes precedence."""
    renamed = {names.get(name, name): value for name, value in fields.items()}
    return renamed | {name: fields[name] for name in names.values() if name in fields}


def split_date(fields: Fields) -> Fields:
    """Replace the date by year, month and day; a range becomes its years only."""
    value = fields.get("date", "")
    parts = csl.read_date(value).get("date-parts", [])
    if not parts:
        return fields
    year, month, day = [*parts[0], 0, 0][:3]
    years = "--".join(dict.fromkeys(str(part[0]) for part in parts))
    dated = {"year": f"{year:04}" if len(parts) < 2 else years}
    if month and len(parts) < 2:
        dated |= {"month": MONTH_MACROS[month - 1]} | ({"day": str(day)} if day else {})
    rest = {name: text for name, text in fields.items() if name not in {"date", *dated}}
    return rest | dated


def join_date(fields: Fields) -> Fields:
    """Replace year and month by a date, if the year is a number."""
    if "date" in fields or not fields.get("year", "").isdecimal():
        return fields
    month = read_month(fields.get("month", ""))
    known = {"year", "month"} if month else {"year"}
    rest = {name: value for name, value in fields.items() if name not in known}
    return rest | {"date": write_edtf(Date(int(fields["year"]), month))}


def write_entry(kind: str, key: str, fields: Fields) -> str:
    """Return an entry with one field on each line, without empty fields."""
    lines = [f"@{kind}{{{key},"]
    for name, value in fields.items():
        if value:
            is_macro = name == "month" and value in MONTH_MACROS
            lines.append(f"  {name} = {value if is_macro else f'{{{value}}}'},")
    return "\n".join([*lines, "}"]) + "\n"
