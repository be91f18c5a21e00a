"""The header of a TEI text, and what the editors say of the text beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from edition import __version__
from edition.bibliography.database import Bibliography
from edition.model.document import Emended
from edition.model.edition import Edition
from edition.model.links import Authority, EditorsNote, EditorsStatement
from edition.model.traversal import walk
from edition.records.record import OtherWitness, Record, Witness
from edition.records.registers import FILES, EntryClass
from edition.writers.annotations import name_work
from edition.writers.books.markup import element, escape_xml, xml_id

_DAY: Final = re.compile(r"-?\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?")
"""Dates that EDTF and TEI write alike; EDTF has months above 12 for the seasons."""
_ROLES: Final = {"author": "author", "editor": "editor"}
_HYPHENS: Final = (
    "A hyphen at the end of a line that belongs to the line stands in pc with force=weak; one that "
    "belongs to the word stands in the text. After both, lb has break=no."
)
_KEPT: Final = "The letters are those of the witness; the edition changes none of them."
_NOTES: Final = "Every xml:id is the address of the page, passage or note in the edition."


@dataclass(frozen=True, slots=True)
class Publication:
    """What the header says of the edition as a whole."""

    bibliography: Bibliography
    title: str = ""
    """Name of the edition."""
    rights: str = ""
    """Address of the terms of the editors' words."""

    def entry(self, key: str) -> str:
        """Return an entry of the bibliography as content of ``bibl``."""
        runs = self.bibliography.format_runs(key)
        return "".join(
            element("title", escape_xml(run)) if number % 2 else escape_xml(run)
            for number, run in enumerate(runs)
            if run
        )

    def describe(self, record: Record) -> str:
        """Return the body of a text of which the edition has only a description."""
        parts = [element("p", escape_xml(record.summary.strip()))]
        if record.abstract:
            abstract = [element("p", escape_xml(one.text), n=one.of) for one in record.abstract]
            parts.append(element("div", "\n".join(abstract), type="abstract"))
        # A paragraph may not be between divisions.
        return f'<div type="description">\n{parts[0]}\n{"".join(parts[1:])}\n</div>'


def write_header(edition: Edition, publication: Publication, *, whole: bool) -> str:
    """Return the header of a text."""
    record = edition.record
    parts = [
        element("fileDesc", _join(_describe_file(record, publication, whole=whole))),
        element("encodingDesc", _join(_describe_encoding(edition, whole=whole))),
        element("profileDesc", _join(_describe_text(record))),
    ]
    changes = [
        element("change", f"{escape_xml(one.by)}: {escape_xml(one.what)}", when=day_of(one.date))
        for one in reversed(record.revisions)
    ]
    parts += [element("revisionDesc", _join(changes))] if changes else []
    return element("teiHeader", _join(parts))


def _join(parts: Iterable[str]) -> str:
    return "\n" + "\n".join(filter(None, parts)) + "\n"


def day_of(date: str) -> str:
    """Return a date that TEI writes as EDTF does; of any other nothing."""
    return date if _DAY.fullmatch(date) else ""


# --- the file -------------------------------------------------------------------------------------


def _describe_file(record: Record, publication: Publication, *, whole: bool) -> list[str]:
    people = [
        element(_ROLES.get(one.role, "author"), escape_xml(one.display), role=one.role)
        for one in record.authors
    ]
    who = f"The editors of {publication.title}" if publication.title else "The editors"
    editors = element("resp", "edited by") + element("name", escape_xml(who))
    titles = [element("title", escape_xml(record.title)), *people]
    titles.append(element("respStmt", editors, xml__id="editors"))
    last = record.revisions[-1].date if record.revisions else ""
    published = [
        element("publisher", escape_xml(who)),
        *(element("idno", escape_xml(one.value), type=one.type) for one in record.identifiers),
        _describe_rights(record, publication, whole=whole),
        element("date", escape_xml(last), when=day_of(last)) if last else "",
    ]
    return [
        element("titleStmt", _join(titles)),
        element("publicationStmt", _join(published)),
        element("sourceDesc", _join(_describe_source(record, publication))),
    ]


def _describe_rights(record: Record, publication: Publication, *, whole: bool) -> str:
    rights = record.rights
    holder = f"Rights holder: {rights.holder}. " if rights.holder else ""
    text = " ".join(f"{holder}{rights.evidence} {rights.permission}".split())
    said = [element("p", escape_xml(f"The text: {text}"))]
    if not rights.derivatives:
        said.append(element("p", "The text may not be adapted."))
    licences = [element("licence", _join(said), target=rights.statement)]
    if publication.rights:
        words = element("p", "What the editors say of the text.")
        licences.append(element("licence", words, target=publication.rights))
    status = "free" if whole else "restricted"
    return element("availability", _join(licences), status=status)


def _describe_source(record: Record, publication: Publication) -> list[str]:
    known = record.citation in publication.bibliography
    entry = publication.entry(record.citation) if known else escape_xml(record.title)
    witnesses = [_describe_witness(record.witness), *map(_describe_other, record.other_witnesses)]
    return [element("bibl", entry), element("listWit", _join(witnesses))]


def _describe_witness(witness: Witness) -> str:
    said = [
        escape_xml(" ".join(witness.transcription.split())),
        escape_xml(" ".join(witness.collation.split())),
        element("idno", escape_xml(witness.file), type="file"),
        element("idno", witness.sha256, type="sha256"),
    ]
    return element("witness", " ".join(filter(None, said)), n=witness.siglum)


def _describe_other(witness: OtherWitness) -> str:
    return element("witness", escape_xml(witness.description), n=witness.siglum)


# --- how it was made ------------------------------------------------------------------------------


def _describe_encoding(edition: Edition, *, whole: bool) -> list[str]:
    label = element("label", "edition")
    program = element("application", label, ident="edition", version=__version__)
    parts = [element("appInfo", program)]
    if whole:
        rules = [
            element("correction", _join(_list_corrections(edition))),
            element("hyphenation", element("p", _HYPHENS), eol="some"),
            element("interpretation", element("p", _NOTES)),
        ]
        parts.append(element("editorialDecl", _join(rules)))
    named = dict.fromkeys(one.entry_class for one in edition.mentions if one.entry)
    if whole and named:
        parts.append(element("listPrefixDef", _join(map(_define_prefix, sorted(named)))))
    return parts


def _define_prefix(one: EntryClass) -> str:
    """Return where the register is whose ids follow the name of a class and a colon."""
    place = f"../data/registers/{Path(FILES[one]).name}#$1"
    said = element("p", f"The entries of each {one} that the text names.")
    return element("prefixDef", said, ident=str(one), matchPattern="(.+)", replacementPattern=place)


def _list_corrections(edition: Edition) -> list[str]:
    document = edition.document
    made = list(walk(document, Emended)) if document is not None else []
    if not made or not edition.record.rights.derivatives:
        return [element("p", _KEPT)]
    items = [
        element(
            "item", escape_xml(f"\u201c{one.original}\u201d: \u201c{one.text}\u201d. {one.reason}")
        )
        for one in made
    ]
    return [element("p", element("list", _join(items)))]


def _describe_text(record: Record) -> list[str]:
    created = ""
    if record.date is not None:
        sure = "high" if record.date.certainty == "stated" else "medium"
        value = record.date.value
        date = element("date", escape_xml(value), when=day_of(value), cert=sure)
        created = element("creation", date)
    language = element("language", record.language, ident=record.language)
    summary = element("p", escape_xml(" ".join(record.summary.split())))
    return [created, element("abstract", summary), element("langUsage", language)]


# --- the editors' notes ---------------------------------------------------------------------------


def write_note_of_editors(
    record: Record,
    note: EditorsNote | None,
    said: EditorsStatement,
    publication: Publication,
) -> str:
    """Return a statement of the editors: a note on some words, or a paragraph on the whole text."""
    words = f"{element('quote', escape_xml(note.place.end.words))} " if note else ""
    authorities = [
        _name_authority(one, publication.bibliography, record.id) for one in said.authorities
    ]
    content = element("p", words + " ".join([escape_xml(said.text), *authorities]))
    target = f"#{xml_id(note.place.anchors[-1].address)}" if note else ""
    identity = xml_id(note.address) if note else ""
    return element(
        "note", content, xml__id=identity, type="editorial", subtype=str(note.type) if note else "",
        n=note.mark if note else "", target=target, resp="#editors",
    )  # fmt: skip


def _name_authority(authority: Authority, bibliography: Bibliography, own: str) -> str:
    place = authority.place
    if place is None:
        name = f"{name_work(bibliography, authority.work)}, {authority.locator}"
        return element("bibl", escape_xml(name))
    file = "" if place.source == own else f"{place.source}.xml"
    target = f"{file}#{xml_id(place.anchors[-1].address)}"
    return element("ref", escape_xml(place.short_title), target=target)
