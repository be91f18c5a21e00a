"""Write the header of a TEI document and the editors' notes."""

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
from edition.records.record import Record, Witness
from edition.records.registers import FILES, EntryClass
from edition.writers.annotations import name_work
from edition.writers.books.markup import element, escape_xml, xml_id

_DAY: Final = re.compile(r"-?\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?")
"""Dates that are the same in EDTF and TEI; EDTF has seasons as months above 12."""
_ROLES: Final = {"author": "author", "editor": "editor"}
_HYPHENS: Final = (
    "A hyphen that only divides a word at a line end is in pc with force=weak; a hyphen that "
    "belongs to the word is part of the text. In both cases lb has break=no."
)
_KEPT: Final = "The letters are those of the witness; the edition changes none of them."
_NOTES: Final = "Every xml:id is the address of the page, passage or note in the edition."


@dataclass(frozen=True, slots=True)
class Publication:
    """The facts about the edition in the header of its texts."""

    bibliography: Bibliography
    title: str = ""
    """Name of the edition."""
    rights: str = ""
    """Address of the terms of the editors' words."""

    def entry(self, key: str) -> str:
        """Return an entry of the bibliography as the content of ``bibl``."""
        runs = self.bibliography.format_runs(key)
        return "".join(
            element("title", escape_xml(run)) if number % 2 else escape_xml(run)
            for number, run in enumerate(runs)
            if run
        )

    def describe(self, record: Record) -> str:
        """Return the body of a text that is only described."""
        parts = [element("p", escape_xml(record.summary.strip()))]
        if record.abstract:
            abstract = [element("p", escape_xml(p.text), n=p.of) for p in record.abstract]
            parts.append(element("div", "\n".join(abstract), type="abstract"))
        # TEI forbids paragraphs between divisions.
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
        element("change", f"{escape_xml(r.by)}: {escape_xml(r.what)}", when=write_when(r.date))
        for r in reversed(record.revisions)
    ]
    parts += [element("revisionDesc", _join(changes))] if changes else []
    return element("teiHeader", _join(parts))


def _join(parts: Iterable[str]) -> str:
    return "\n" + "\n".join(filter(None, parts)) + "\n"


def write_when(date: str) -> str:
    """Return an EDTF date for the attribute ``when``, or an empty string if TEI lacks its form."""
    return date if _DAY.fullmatch(date) else ""


# --- File -----------------------------------------------------------------------------------------


def _describe_file(record: Record, publication: Publication, *, whole: bool) -> list[str]:
    people = [
        element(_ROLES.get(agent.role, "author"), escape_xml(agent.display), role=agent.role)
        for agent in record.authors
    ]
    who = f"The editors of {publication.title}" if publication.title else "The editors"
    editors = element("resp", "edited by") + element("name", escape_xml(who))
    titles = [element("title", escape_xml(record.title)), *people]
    titles.append(element("respStmt", editors, xml__id="editors"))
    last = record.revisions[-1].date if record.revisions else ""
    published = [
        element("publisher", escape_xml(who)),
        *(element("idno", escape_xml(id.value), type=id.type) for id in record.identifiers),
        _describe_rights(record, publication, whole=whole),
        element("date", escape_xml(last), when=write_when(last)) if last else "",
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
    terms = [element("p", escape_xml(f"The text: {text}"))]
    if not rights.derivatives:
        terms.append(element("p", "The text may not be adapted."))
    licences = [element("licence", _join(terms), target=rights.statement)]
    if publication.rights:
        words = element("p", "The editors' words.")
        licences.append(element("licence", words, target=publication.rights))
    status = "free" if whole else "restricted"
    return element("availability", _join(licences), status=status)


def _describe_source(record: Record, publication: Publication) -> list[str]:
    known = record.citation in publication.bibliography
    entry = publication.entry(record.citation) if known else escape_xml(record.title)
    witnesses = [_describe_witness(record.witness)]
    witnesses += [
        element("witness", escape_xml(witness.description), n=witness.siglum)
        for witness in record.other_witnesses
    ]
    return [element("bibl", entry), element("listWit", _join(witnesses))]


def _describe_witness(witness: Witness) -> str:
    facts = [
        escape_xml(" ".join(witness.transcription.split())),
        escape_xml(" ".join(witness.collation.split())),
        element("idno", escape_xml(witness.file), type="file"),
        element("idno", witness.sha256, type="sha256"),
    ]
    return element("witness", " ".join(filter(None, facts)), n=witness.siglum)


# --- Encoding -------------------------------------------------------------------------------------


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
    named = dict.fromkeys(m.entry_class for m in edition.mentions if m.entry)
    if whole and named:
        parts.append(element("listPrefixDef", _join(map(_define_prefix, sorted(named)))))
    return parts


def _define_prefix(kind: EntryClass) -> str:
    """Define the name of a class as the prefix of ids in its register."""
    place = f"../data/registers/{Path(FILES[kind]).name}#$1"
    text = element("p", f"The entries of each {kind} that the text names.")
    return element(
        "prefixDef", text, ident=str(kind), matchPattern="(.+)", replacementPattern=place
    )


def _list_corrections(edition: Edition) -> list[str]:
    document = edition.document
    emendations = list(walk(document, Emended)) if document is not None else []
    if not emendations or not edition.record.rights.derivatives:
        return [element("p", _KEPT)]
    items = [
        element("item", escape_xml(f"\u201c{e.original}\u201d: \u201c{e.text}\u201d. {e.reason}"))
        for e in emendations
    ]
    return [element("p", element("list", _join(items)))]


def _describe_text(record: Record) -> list[str]:
    created = ""
    if record.date is not None:
        sure = "high" if record.date.certainty == "stated" else "medium"
        value = record.date.value
        date = element("date", escape_xml(value), when=write_when(value), cert=sure)
        created = element("creation", date)
    language = element("language", record.language, ident=record.language)
    summary = element("p", escape_xml(" ".join(record.summary.split())))
    return [created, element("abstract", summary), element("langUsage", language)]


# --- Editors' notes -------------------------------------------------------------------------------


def write_editors_note(
    record: Record,
    note: EditorsNote | None,
    statement: EditorsStatement,
    publication: Publication,
) -> str:
    """Return a statement of the editors: a note on a passage, or a paragraph of the head-note."""
    words = f"{element('quote', escape_xml(note.place.end.words))} " if note else ""
    authorities = [
        _name_authority(authority, publication.bibliography, record.id)
        for authority in statement.authorities
    ]
    content = element("p", words + " ".join([escape_xml(statement.text), *authorities]))
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
