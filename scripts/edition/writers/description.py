"""Write the description of a text: its facts, its rights and the published parts.

All facts come from the record. For a text that is not published in full this includes the counts,
so that the page is the same on machines with and without the witness.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from types import MappingProxyType
from typing import Final

from edition.model.addresses import HEAD_NOTE, abstract_address, page_address
from edition.model.counts import Counts
from edition.model.document import Page
from edition.model.layout import ContentsEntry, Layout, split_contents
from edition.records.record import (
    Agent,
    Identifier,
    Publish,
    Question,
    Record,
    RecordDate,
    Statement,
)
from edition.text.escape import escape_cell, escape_markdown, escape_title
from edition.text.folding import fold_spaces
from edition.text.interface import N_, NN_, _, ngettext
from edition.writers.address_names import name_address
from edition.writers.page import (
    NOT_SEARCHED,
    Anchors,
    Annotation,
    Heading,
    write_page,
    write_sections,
)
from edition.writers.shelf import (
    LEAVES,
    MISSING,
    NOT_COLLATED,
    NOTES,
    PAGES,
    kind_of,
    write_date,
    write_losses,
)
from edition.writers.statements import name_statement

Cite = Callable[[str], str]
"""Returns the formatted entry of a key as Markdown, or an empty string if there is none."""

_PUBLISHED: Final = MappingProxyType({
    Publish.FULL: N_("The text is published here as its witness has it, in full."),
    Publish.QUOTATION: N_(
        "The text itself is not published here, only a description, an abstract in our own words "
        "and short quotations."
    ),
    Publish.NONE: N_("No part of the text is published here."),
})  # fmt: skip

_RETAINED: Final = '<a id="left-as-the-witness-has-it"></a>'
_REFERENCES: Final = '<a id="what-the-text-refers-to"></a>'
"""Anchors with the former addresses of renamed headings."""

_TRANSFORMATIONS: Final = MappingProxyType({
    "line-joining": N_("lines are joined into paragraphs"),
    "de-hyphenation": N_("line-end hyphens are resolved"),
    "note-linking": N_("note markers are linked to their notes"),
    "page-anchors": N_("page numbers become anchors"),
    "furniture-removal": N_("running heads and page numbers are omitted"),
    "displacement": N_("displaced text is restored to its place"),
    "address-joining": N_("web addresses broken at a line end are joined"),
})  # fmt: skip

_IDENTIFIERS: Final = MappingProxyType({
    "doi": "DOI", "isbn": "ISBN", "issn": "ISSN", "url": N_("Address"),
    "report-number": N_("Report number"), "document-number": N_("Document number"),
    "copy-number": N_("Copy number"),
})  # fmt: skip

_ADDRESS: Final = {ord(sign): f"%{ord(sign):02X}" for sign in "()<> |*"}

LANGUAGES: Final = MappingProxyType({
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French",
    "it": "Italian", "ja": "Japanese", "ko": "Korean", "la": "Latin", "mn": "Mongolian",
    "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ru": "Russian", "uk": "Ukrainian",
    "zh": "Chinese",
})  # fmt: skip
"""Names of languages; each is a message for translation."""
_ROLES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "author": NN_("Author", "Authors"),
        "editor": NN_("Editor", "Editors"),
        "translator": NN_("Translator", "Translators"),
        "compiler": NN_("Compiler", "Compilers"),
        "issuer": NN_("Issuer", "Issuers"),
        "signatory": NN_("Signatory", "Signatories"),
        "addressee": NN_("Addressee", "Addressees"),
    }
)


@dataclass(frozen=True, slots=True)
class DescriptionContext:
    """Anchors and annotations of the abstract, and the editors' head-note."""

    anchors: Anchors = field(default_factory=Anchors)
    annotations: Sequence[Annotation] = ()
    head_note: str = ""


def write_description(
    record: Record,
    heading: Heading,
    counts: Counts | None,
    layout: Layout,
    pages: Sequence[Page],
    cite: Cite,
    context: DescriptionContext | None = None,
) -> str:
    """Return the file ``index.md`` of a text.

    ``layout`` and ``pages`` are empty unless this build publishes the text; ``cite`` formats the
    entry of a work.
    """
    context = context or DescriptionContext()
    inferred = bool(layout.contents) and all(page.inferred for page in pages)
    sections = (
        (f'<a id="{HEAD_NOTE}"></a>{_("Head-note")}', context.head_note),
        *_write_overview(layout, pages, inferred),
        (_("Description"), _write_table(_list_facts(record, counts, cite))),
        (_("Provenance"), _write_statements(record.provenance, cite)),
        (_(MISSING), write_losses(counts.losses, record) if counts else ""),
        (_("Rights"), _write_rights(record)),
        *(
            _list_apparatus(record, cite, context)
            if record.rights.publish is not Publish.NONE
            else ()
        ),
        (_RETAINED + _("Readings retained"), _write_statements(record.observations, cite)),
        (_("Emendations"), _write_emendations(record)),
        (_("Decisions"), _write_decisions(record)),
        (_("Witness"), _write_table(_list_witness_facts(record))),
        (_("Revisions"), _write_revisions(record)),
    )
    return write_page(
        heading,
        record.title,
        (escape_markdown(record.summary, line_start=True), *write_sections(sections)),
        own=(f"description: {escape_title(record.summary)}", *heading.cite(None)),
        navigation="",
    )


def write_contents_pages(heading: Heading, layout: Layout, pages: Sequence[Page]) -> dict[str, str]:
    """Return the separate pages of a table of contents that is too long for the description."""
    inferred = all(page.inferred for page in pages)
    parts = split_contents(layout.contents)
    of_file = layout.group_by_file(pages, page_address)
    files = {}
    for number, (name, entries) in enumerate(parts.items(), 1):
        listed = [page for entry in entries for page in of_file.get(entry.file, ())]
        sections = [write_contents(entries, layout.contents)]
        sections += write_sections([_page_section(listed, layout, inferred)])
        title = _(
            "Contents: {short_title} ({number} of {parts})",
            short_title=heading.short_title,
            number=number,
            parts=len(parts),
        )
        files[name] = write_page(heading, title, sections, own=(NOT_SEARCHED,))
    return files


# --- Facts ----------------------------------------------------------------------------------------


def _list_facts(record: Record, counts: Counts | None, cite: Cite) -> Iterator[tuple[str, str]]:
    yield _("Title"), escape_cell(record.title)
    yield from _list_agents(record.authors)
    if record.date:
        yield _("Date"), _write_date(record.date)
    yield _("Kind"), kind_of(record)
    language = LANGUAGES.get(record.language.partition("-")[0])
    yield _("Language"), _(language) if language else f"`{record.language}`"
    for identifier in record.identifiers:
        yield _(_IDENTIFIERS[identifier.type]), _write_identifier(identifier)
    if record.holder:
        yield (
            _("Held by"),
            escape_cell(", ".join(p for p in (record.holder, record.shelfmark) if p)),
        )
    yield _("Length"), describe_length(record, counts)
    yield _("Cite as"), cite(record.citation)


def _list_agents(agents: Iterable[Agent]) -> Iterator[tuple[str, str]]:
    roles: dict[str, list[str]] = {}
    for agent in agents:
        roles.setdefault(agent.role, []).append(escape_cell(agent.display))
    for role, names in roles.items():
        yield ngettext(*_ROLES[role], len(names)), "; ".join(names)


def _write_date(date: RecordDate) -> str:
    evidence = f": {escape_cell(date.evidence)}" if date.evidence else ""
    return f"{escape_cell(write_date(date.value))} ({_(str(date.certainty))}{evidence})"


def _write_identifier(identifier: Identifier) -> str:
    shown = escape_cell(identifier.value)
    note = f" ({escape_cell(identifier.note)})" if identifier.note else ""
    if identifier.type == "doi":
        return f"[{shown}]({_escape_address('https://doi.org/' + identifier.value)}){note}"
    if identifier.type == "url" and identifier.value.startswith(("https://", "http://")):
        return f"[{shown}]({_escape_address(identifier.value)}){note}"
    return shown + note


def describe_length(record: Record, counts: Counts | None) -> str:
    """Return the length of a text; for a protected text, the length that its record states."""
    if record.rights.publish is not Publish.FULL or counts is None:
        extent = record.extent
        pages = _count(extent.pages, PAGES)
        return _list_counts(extent.words, extent.paragraphs, extent.notes, pages)
    return _list_counts(
        counts.words + counts.note_words,
        counts.paragraphs,
        counts.notes,
        _count(counts.pages or None, LEAVES if counts.leaves else PAGES),
    )


def _list_counts(words: int | None, paragraphs: int | None, notes: int | None, pages: str) -> str:
    parts = [
        _count(words, NN_("{count} word", "{count} words")),
        _count(paragraphs, NN_("{count} paragraph", "{count} paragraphs")),
        pages,
        _("no notes") if notes == 0 else _count(notes, NOTES),
    ]
    return ", ".join(part for part in parts if part)


def _count(number: int | None, forms: tuple[str, str]) -> str:
    return "" if number is None else ngettext(*forms, number)


def _list_witness_facts(record: Record) -> Iterator[tuple[str, str]]:
    witness = record.witness
    yield _("File"), f"`{witness.file}`"
    yield "SHA-256", f"`{witness.sha256}`"
    yield _("Size"), _("{size} bytes", size=f"{witness.size:,}")
    yield _("Transcription"), escape_cell(witness.transcription)
    yield _("Collation"), escape_cell(witness.collation or _(NOT_COLLATED))


def _write_table(facts: Iterable[tuple[str, str]]) -> str:
    rows = [f"| {name} | {value} |" for name, value in facts if value]
    return "\n".join([f"| {_('Item')} | {_('Details')} |", "| --- | --- |", *rows])


# --- Rights ---------------------------------------------------------------------------------------


def _write_rights(record: Record) -> str:
    rights = record.rights
    statement = f"[{name_statement(rights.statement)}]({_escape_address(rights.statement)})."
    if rights.holder:
        statement += _(" Rights holder: {holder}.", holder=escape_markdown(rights.holder))
    if rights.licence:
        statement += _(" SPDX identifier: {licence}.", licence=escape_markdown(rights.licence))
    lines = [statement]
    if rights.evidence:
        lines.append(_("Basis: {evidence}", evidence=escape_markdown(rights.evidence)))
    lines.append(_(_PUBLISHED[rights.publish]) + _write_limits(record))
    return "\n\n".join(lines)


def _write_limits(record: Record) -> str:
    if record.rights.derivatives or record.rights.publish is not Publish.FULL:
        return ""
    used = [_(_TRANSFORMATIONS[name]) for name in record.rights.transformations]
    if record.reader.options.get("ornaments"):
        used.append(_("letters that represent an ornament are shown as a sign"))
    return _(
        " Its terms allow no adapted text. Only its form is changed: {used}.", used="; ".join(used)
    )


def _escape_address(url: str) -> str:
    """Return a web address escaped for a link in Markdown."""
    return url.translate(_ADDRESS)


# --- Contents and pages ---------------------------------------------------------------------------


def _write_overview(
    layout: Layout, pages: Sequence[Page], inferred: bool
) -> Iterator[tuple[str, str]]:
    """Yield the contents and the page numbers, or links to separate pages if they are too long."""
    if parts := split_contents(layout.contents):
        yield (
            _("Contents"),
            "\n".join(
                f"- [{escape_markdown(entries[0].title)}]({name}) \u2026 "
                + escape_markdown(entries[-1].title)
                for name, entries in parts.items()
            ),
        )
    else:
        yield _("Contents"), write_contents(layout.contents, layout.contents)
        yield _page_section(pages, layout, inferred)


def _page_section(pages: Sequence[Page], layout: Layout, inferred: bool) -> tuple[str, str]:
    places = ((page, page_address(page)) for page in pages)
    links = (f"[{escape_markdown(p.label)}]({layout.addresses[at]}#{at})" for p, at in places)
    return _("Leaves") if inferred else _("Pages"), " ".join(links)


def write_contents(part: Sequence[ContentsEntry], contents: Sequence[ContentsEntry]) -> str:
    """Return a part of a table of contents, with the pages of each division and its parts."""
    places = {entry.file: place for place, entry in enumerate(contents)}
    top = min((entry.level for entry in part), default=0)
    lines = []
    depth = -1
    for entry in part:
        # A page of the contents may begin at a lower level, a Markdown list may not.
        depth = min(entry.level - top, depth + 1)
        extent = _name_pages(contents[places[entry.file] :])
        pages = f", {escape_markdown(extent)}" if extent else ""
        lines.append(f"{'    ' * depth}- [{escape_markdown(entry.title)}]({entry.file}){pages}")
    return "\n".join(lines)


def _name_pages(entries: Sequence[ContentsEntry]) -> str:
    """Return the page range of the first entry and all entries below it."""
    first, *rest = entries
    last = first
    for entry in takewhile(lambda entry: entry.level > first.level, rest):
        last = entry
    begin, end = first.pages.partition("\u2013")[0], last.pages.rpartition("\u2013")[2]
    if last is first or not begin or not end or not first.extent.startswith("p"):
        return first.extent
    return _("pp.\u00a0{begin}–{end}", begin=begin, end=end)


# --- Apparatus ------------------------------------------------------------------------------------


def _list_apparatus(
    record: Record, cite: Cite, context: DescriptionContext
) -> Iterator[tuple[str, str]]:
    yield _("Structure"), "\n".join(f"- {escape_markdown(line)}" for line in record.structure)
    yield _("Abstract"), "\n".join(_write_abstract(record, context))
    # A comment between two block quotations separates them.
    yield _("Quotations"), "\n\n<!-- -->\n\n".join(_write_quotations(record))
    yield (
        _REFERENCES + _("References"),
        "\n".join(
            f"- {escape_markdown(r.text)} ({name_part(r.of)}){_write_work(r.citation, cite)}"
            for r in record.references
        ),
    )
    yield _("Where to read it"), _write_statements(record.where_to_read, cite)


def _write_abstract(record: Record, context: DescriptionContext) -> Iterator[str]:
    for part in record.abstract:
        address = abstract_address(part.of)
        anchor = context.anchors.empty(address)
        yield f"- {anchor}**{name_part(part.of)}.** {escape_markdown(part.text)}"
        for annotation in context.annotations:
            if annotation.address == address:
                yield f"    - {annotation.line}"


def _write_quotations(record: Record) -> Iterator[str]:
    author = ", ".join(agent.display for agent in record.authors) or record.title
    for quotation in record.quotations:
        speaker = quotation.speaker or author
        yield (
            f"> \u201c{escape_markdown(quotation.text)}\u201d\n>\n"
            f"> \u2014 {escape_markdown(speaker)}, {name_part(quotation.of)}"
        )


def name_part(of: str) -> str:
    """Return the name of a part of a text: ``¶ 3``, ``¶¶ 3–5``, or the words of the record."""
    numbers = of.replace("\u2013", "-").split("-")
    if all(number.strip().isdigit() for number in numbers):
        sign = "\u00b6" * min(len(numbers), 2)
        return sign + "\u00a0" + "\u2013".join(number.strip() for number in numbers)
    return escape_markdown(of)


def _write_statements(statements: Iterable[Statement], cite: Cite) -> str:
    return "\n".join(f"- {_write_statement(statement, cite)}" for statement in statements)


def _write_statement(statement: Statement, cite: Cite) -> str:
    text = escape_markdown(statement.text, line_start=True)
    if statement.evidence:
        end = "." if text.endswith(".") else ""
        text = f"{text.removesuffix('.')} ({escape_markdown(statement.evidence)}){end}"
    parts = [text]
    if statement.url:
        parts.append(f"[{escape_markdown(statement.url)}]({_escape_address(statement.url)})")
    return " ".join(parts) + _write_work(statement.citation, cite)


def _write_work(key: str, cite: Cite) -> str:
    work = cite(key) if key else ""
    return f" — {work}" if work else ""


def _write_emendations(record: Record) -> str:
    return "\n".join(
        "- "
        + _(
            "Line {line}: “{original}” is emended to “{reading}” ({kind}): {reason}",
            line=emendation.line,
            original=escape_markdown(fold_spaces(emendation.original)),
            reading=escape_markdown(fold_spaces(emendation.reading)),
            kind=_(str(emendation.kind)),
            reason=escape_markdown(emendation.reason),
        )
        for emendation in sorted(record.emendations, key=lambda emendation: emendation.line)
    )


_QUESTIONS = {
    Question.WORK: N_("which work is cited"),
    Question.PAGE: N_("which label the page has"),
    Question.NOTE: N_("which note is called"),
}


def _write_decisions(record: Record) -> str:
    return "\n".join(
        f"- {_name_place(decision.at)}, \u201c{escape_markdown(decision.words)}"
        f"\u201d, {_(_QUESTIONS[decision.question])}: {escape_markdown(decision.answer)}. "
        f"{escape_markdown(decision.evidence)}"
        for decision in record.decisions
    )


def _name_place(at: str) -> str:
    name = _("Line {line}", line=at) if at.isdecimal() else name_address(at)
    return name[:1].upper() + name[1:]


def _write_revisions(record: Record) -> str:
    return "\n".join(
        f"- {revision.date}, {escape_markdown(revision.by)}: {escape_markdown(revision.what)}"
        for revision in record.revisions
    )
