"""Entries as fields in TeX, which BibTeX and BibLaTeX share.

Values that stand in the bibliography are handed on as they are, so that what is emphasised or
protected there stays so; values that come from elsewhere are escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from pybtex.database import Person

from edition.bibliography.csl import read_date
from edition.bibliography.work import Work
from edition.text.dates import MONTH_MACROS, Date, read_month, write_edtf

Fields: TypeAlias = dict[str, str]
"""Values in TeX by the name of their field, in the order in which they are written."""

_ESCAPES: Final = str.maketrans({
    # A brace behind a backslash would still be counted.
    "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "\n": " ",
})  # fmt: skip


def escape_tex(text: str) -> str:
    """Return text that TeX sets as it stands."""
    return text.translate(_ESCAPES)


def escape_address(address: str) -> str:
    """Return an address for a field whose value is no TeX; braces must pair there."""
    return address.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def collect_fields(work: Work) -> Fields:
    """Return people and fields of an entry with what it inherits, as the bibliography has them."""
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
    return fields


def write_people(people: Sequence[Person]) -> str:
    """Return names as BibTeX has them."""
    return " and ".join(str(person) for person in people)


def rename(fields: Fields, names: Mapping[str, str]) -> Fields:
    """Return the fields under new names; one that already has the new name wins."""
    renamed = {names.get(name, name): value for name, value in fields.items()}
    return renamed | {name: fields[name] for name in names.values() if name in fields}


def split_date(fields: Fields) -> Fields:
    """Return the fields with year, month and day in place of a date; a span keeps its start."""
    value = fields.get("date", "")
    parts = read_date(value).get("date-parts", [])
    if not parts:
        return fields
    year, month, day = [*parts[0], 0, 0][:3]
    dated = {"year": f"{year:04}" if len(parts) < 2 else _years(parts)}
    if month and len(parts) < 2:
        dated |= {"month": MONTH_MACROS[month - 1]} | ({"day": str(day)} if day else {})
    rest = {name: text for name, text in fields.items() if name not in {"date", *dated}}
    return rest | dated


def _years(parts: Sequence[Sequence[int]]) -> str:
    return "--".join(dict.fromkeys(str(part[0]) for part in parts))


def join_date(fields: Fields) -> Fields:
    """Return the fields with a date in place of year and month."""
    if "date" in fields or not fields.get("year", "").isdecimal():
        return fields
    month = read_month(fields.get("month", ""))
    told = {"year", "month"} if month else {"year"}
    rest = {name: value for name, value in fields.items() if name not in told}
    return rest | {"date": write_edtf(Date(int(fields["year"]), month))}


def write_entry(kind: str, key: str, fields: Fields) -> str:
    """Return an entry, a field to a line."""
    return "\n".join([f"@{kind}{{{key},", *_lines(fields), "}"]) + "\n"


def _lines(fields: Fields) -> Iterable[str]:
    for name, value in fields.items():
        if value:
            bare = name == "month" and value in MONTH_MACROS
            yield f"  {name} = {value if bare else f'{{{value}}}'},"
