"""Writes the page that describes a text: what it is, whose it is, what of it is published.

Everything comes from the record; of a text that is not published whole even the counts do, so
that the page is the same on a machine that has the witness and on one that has not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from types import MappingProxyType
from typing import Final

from edition.model.addresses import HEAD_NOTE, abstract_address, page_address
from edition.model.counts import Counts
from edition.model.document import Page
from edition.model.layout import ContentsEntry, Layout, part_contents
from edition.records.record import (
    Agent,
    Identifier,
    Publish,
    Question,
    Record,
    RecordDate,
    Statement,
)
from edition.text.dates import display_date
from edition.text.escape import escape_cell, escape_markdown, escape_title
from edition.writers.address_names import name_address
from edition.writers.anchors import Anchors, Annotation
from edition.writers.page import NOT_SEARCHED, Heading, write_page, write_sections
from edition.writers.shelf import MISSING, NOT_COLLATED, kind_of, write_losses
from edition.writers.statements import name_statement

Cite = Callable[[str], str]
"""Returns the formatted entry of a key as Markdown; empty if there is none."""

_PUBLISHED: Final = MappingProxyType({
    Publish.FULL: "The text is published here as its witness has it, in full.",
    Publish.QUOTATION: (
        "The text itself is not published here, only a description, an abstract in our own words "
        "and short quotations."
    ),
    Publish.NONE: "No part of the text is published here.",
})  # fmt: skip

_HEAD_NOTE: Final = f'<a id="{HEAD_NOTE}"></a>Head-note'
_RETAINED: Final = '<a id="left-as-the-witness-has-it"></a>Readings retained'
_REFERENCES: Final = '<a id="what-the-text-refers-to"></a>References'
"""Headings that were renamed keep the addresses of their old names."""

_TRANSFORMATIONS: Final = MappingProxyType({
    "line-joining": "lines are joined into paragraphs",
    "de-hyphenation": "line-end hyphens are resolved",
    "note-linking": "note markers are linked to their notes",
    "page-anchors": "page numbers become anchors",
    "furniture-removal": "running heads and page numbers are omitted",
    "displacement": "displaced text is restored to its place",
    "address-joining": "web addresses broken at a line end are joined",
})  # fmt: skip

_IDENTIFIERS: Final = MappingProxyType({
    "doi": "DOI", "isbn": "ISBN", "issn": "ISSN", "url": "Address",
    "report-number": "Report number", "document-number": "Document number",
    "copy-number": "Copy number",
})  # fmt: skip

_ADDRESS: Final = {ord(sign): f"%{ord(sign):02X}" for sign in "()<> |*"}

_LANGUAGES: Final = MappingProxyType({
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French",
    "it": "Italian", "ja": "Japanese", "ko": "Korean", "la": "Latin", "mn": "Mongolian",
    "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ru": "Russian", "uk": "Ukrainian",
    "zh": "Chinese",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class DescriptionContext:
    """Anchors and annotations of the parts of an abstract, and the editors' head-note."""

    anchors: Anchors = field(default_factory=Anchors)
    annotations: Sequence[Annotation] = ()
    head_note: str = ""


def write_description(
    record: Record,
    heading: Heading,
    counts: Counts | None,
    layout: Layout,
    pages: Sequence[Page] = (),
    cite: Cite = lambda key: "",
    context: DescriptionContext | None = None,
) -> str:
    """Return the Markdown of a source's ``index.md``.

    ``layout`` and ``pages`` are those of the text if this build publishes it; ``cite`` formats a
    work.
    """
    context = context or DescriptionContext()
    inferred = bool(layout.contents) and all(page.inferred for page in pages)
    sections = (
        (_HEAD_NOTE, context.head_note),
        *_write_overview(layout, pages, inferred),
        ("Description", _write_table(_facts(record, counts, cite))),
        ("Provenance", _write_statements(record.provenance, cite)),
        (MISSING, write_losses(counts.losses, record) if counts else ""),
        ("Rights", _write_rights(record)),
        *(_apparatus(record, cite, context) if record.rights.publish is not Publish.NONE else ()),
        (_RETAINED, _write_statements(record.observations, cite)),
        ("Emendations", _write_emendations(record)),
        ("Decisions", _write_decisions(record)),
        ("Witness", _write_table(_witness_facts(record))),
        ("Revisions", _write_revisions(record)),
    )
    return write_page(
        heading,
        record.title,
        (escape_markdown(record.summary, line_start=True), *write_sections(sections)),
        own=(f"description: {escape_title(record.summary)}", *heading.cite(None)),
        navigation="",
    )


def write_contents_pages(heading: Heading, layout: Layout, pages: Sequence[Page]) -> dict[str, str]:
    """Return the pages of a table of contents that is too long for the description."""
    inferred = all(page.inferred for page in pages)
    parts = part_contents(layout.contents)
    of_file = layout.group_by_file(pages, page_address)
    files = {}
    for number, (name, entries) in enumerate(parts.items(), 1):
        mine = [page for entry in entries for page in of_file.get(entry.file, ())]
        sections = [write_contents(entries, layout.contents)]
        sections += write_sections([_page_section(mine, layout, inferred)])
        title = f"Contents: {heading.short_title} ({number} of {len(parts)})"
        files[name] = write_page(heading, title, sections, own=(NOT_SEARCHED,))
    return files


# --- what is known --------------------------------------------------------------------------


def _facts(record: Record, counts: Counts | None, cite: Cite) -> Iterator[tuple[str, str]]:
    yield "Title", escape_cell(record.title)
    yield from _agents(record.authors)
    if record.date:
        yield "Date", _date(record.date)
    yield "Kind", kind_of(record)
    yield "Language", _language(record.language)
    for identifier in record.identifiers:
        yield _IDENTIFIERS[identifier.type], _identifier(identifier)
    if record.holder:
        yield "Held by", escape_cell(", ".join(p for p in (record.holder, record.shelfmark) if p))
    yield "Length", describe_length(record, counts)
    yield "Cite as", cite(record.citation)


def _agents(agents: Iterable[Agent]) -> Iterator[tuple[str, str]]:
    roles: dict[str, list[str]] = {}
    for agent in agents:
        roles.setdefault(agent.role, []).append(escape_cell(agent.display))
    for role, names in roles.items():
        plural = "s" if len(names) > 1 else ""
        yield role.capitalize().replace("y", "ie" if plural else "y") + plural, "; ".join(names)


def _date(date: RecordDate) -> str:
    evidence = f": {escape_cell(date.evidence)}" if date.evidence else ""
    return f"{escape_cell(display_date(date.value))} ({date.certainty}{evidence})"


def _language(tag: str) -> str:
    return _LANGUAGES.get(tag.partition("-")[0]) or f"`{tag}`"


def _identifier(identifier: Identifier) -> str:
    shown = escape_cell(identifier.value)
    note = f" ({escape_cell(identifier.note)})" if identifier.note else ""
    if identifier.type == "doi":
        return f"[{shown}]({_address('https://doi.org/' + identifier.value)}){note}"
    if identifier.type == "url" and identifier.value.startswith(("https://", "http://")):
        return f"[{shown}]({_address(identifier.value)}){note}"
    return shown + note


def describe_length(record: Record, counts: Counts | None) -> str:
    """Return the length of a text in words; of a protected text, as its record states it."""
    if record.rights.publish is not Publish.FULL or counts is None:
        extent = record.extent
        pages = _count(extent.pages, "page", "pages")
        return _list_counts(extent.words, extent.paragraphs, extent.notes, pages)
    unit = ("leaf", "leaves") if counts.leaves else ("page", "pages")
    return _list_counts(
        counts.words + counts.note_words,
        counts.paragraphs,
        counts.notes,
        _count(counts.pages or None, *unit),
    )


def _list_counts(words: int | None, paragraphs: int | None, notes: int | None, pages: str) -> str:
    parts = [
        _count(words, "word", "words"),
        _count(paragraphs, "paragraph", "paragraphs"),
        pages,
        "no notes" if notes == 0 else _count(notes, "note", "notes"),
    ]
    return ", ".join(part for part in parts if part)


def _count(number: int | None, one: str, many: str) -> str:
    return "" if number is None else f"{number:,} {one if number == 1 else many}"


def _witness_facts(record: Record) -> Iterator[tuple[str, str]]:
    witness = record.witness
    yield "File", f"`{witness.file}`"
    yield "SHA-256", f"`{witness.sha256}`"
    yield "Size", f"{witness.size:,} bytes"
    yield "Transcription", escape_cell(witness.transcription)
    yield "Collation", escape_cell(witness.collation or NOT_COLLATED)


def _write_table(facts: Iterable[tuple[str, str]]) -> str:
    rows = [f"| {name} | {value} |" for name, value in facts if value]
    return "\n".join(["| Item | Details |", "| --- | --- |", *rows])


# --- rights --------------------------------------------------------------------------------


def _write_rights(record: Record) -> str:
    rights = record.rights
    holder = f" Rights holder: {escape_markdown(rights.holder)}." if rights.holder else ""
    licence = f" SPDX identifier: {escape_markdown(rights.licence)}." if rights.licence else ""
    lines = [
        f"[{name_statement(rights.statement)}]({_address(rights.statement)}).{holder}{licence}"
    ]
    if rights.evidence:
        lines.append(f"Basis: {escape_markdown(rights.evidence)}")
    lines.append(_PUBLISHED[rights.publish] + _write_limits(record))
    return "\n\n".join(lines)


def _write_limits(record: Record) -> str:
    if record.rights.derivatives or record.rights.publish is not Publish.FULL:
        return ""
    used = [_TRANSFORMATIONS[name] for name in record.rights.transformations]
    if record.reader.options.get("ornaments"):
        used.append("letters that stand for an ornament are shown as a sign")
    return f" Its terms allow no adapted text. Only its form is changed: {'; '.join(used)}."


def _address(url: str) -> str:
    """Return an address that can stand in a Markdown link."""
    return url.translate(_ADDRESS)


# --- contents and pages ----------------------------------------------------------------------


def _write_overview(
    layout: Layout, pages: Sequence[Page], inferred: bool
) -> Iterator[tuple[str, str]]:
    """Yield the sections that lead into the text; to their pages, if they are too long."""
    if parts := part_contents(layout.contents):
        yield (
            "Contents",
            "\n".join(
                f"- [{escape_markdown(entries[0].title)}]({name}) \u2026 "
                + escape_markdown(entries[-1].title)
                for name, entries in parts.items()
            ),
        )
    else:
        yield "Contents", write_contents(layout.contents, layout.contents)
        yield _page_section(pages, layout, inferred)


def _page_section(pages: Sequence[Page], layout: Layout, inferred: bool) -> tuple[str, str]:
    return "Leaves" if inferred else "Pages", _write_pages(pages, layout)


def write_contents(contents: Sequence[ContentsEntry], whole: Sequence[ContentsEntry]) -> str:
    """Return lines of a table of contents, each with the pages of its division, parts included."""
    places = {entry.file: place for place, entry in enumerate(whole)}
    top = min((entry.level for entry in contents), default=0)
    lines = []
    depth = -1
    for entry in contents:
        # A page of contents may begin below its level; a list may not.
        depth = min(entry.level - top, depth + 1)
        extent = _name_division(whole[places[entry.file] :])
        pages = f" · {escape_markdown(extent)}" if extent else ""
        lines.append(f"{'    ' * depth}- [{escape_markdown(entry.title)}]({entry.file}){pages}")
    return "\n".join(lines)


def _name_division(entries: Sequence[ContentsEntry]) -> str:
    """Return what the pages of the first entry and of all entries below it are called."""
    first, *rest = entries
    last = first
    for entry in takewhile(lambda one: one.level > first.level, rest):
        last = entry
    begin, end = first.pages.partition("\u2013")[0], last.pages.rpartition("\u2013")[2]
    if last is first or not begin or not end or not first.extent.startswith("p"):
        return first.extent
    return f"pp.\u00a0{begin}\u2013{end}"


def _write_pages(pages: Sequence[Page], layout: Layout) -> str:
    return " ".join(
        f"[{escape_markdown(page.label)}]({layout.addresses[address]}#{address})"
        for page, address in ((page, page_address(page)) for page in pages)
    )


# --- apparatus -----------------------------------------------------------------------------


def _apparatus(
    record: Record, cite: Cite, context: DescriptionContext
) -> Iterator[tuple[str, str]]:
    yield "Structure", "\n".join(f"- {escape_markdown(line)}" for line in record.structure)
    yield "Abstract", "\n".join(_write_abstract(record, context))
    # Two block quotations in a row would be read as one.
    yield "Quotations", "\n\n<!-- -->\n\n".join(_write_quotations(record))
    yield (
        _REFERENCES,
        "\n".join(
            f"- {escape_markdown(r.text)} ({name_part(r.of)}){_work(r.citation, cite)}"
            for r in record.references
        ),
    )
    yield "Where to read it", _write_statements(record.where_to_read, cite)


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
    """Return the name of a part of a text: ``¶ 3``, ``¶¶ 3–5``, or what the record calls it."""
    numbers = of.replace("\u2013", "-").split("-")
    if all(number.strip().isdigit() for number in numbers):
        sign = "\u00b6" * min(len(numbers), 2)
        return sign + "\u00a0" + "\u2013".join(number.strip() for number in numbers)
    return escape_markdown(of)


def _write_statements(statements: Iterable[Statement], cite: Cite) -> str:
    return "\n".join(f"- {_statement(statement, cite)}" for statement in statements)


def _statement(statement: Statement, cite: Cite) -> str:
    text = escape_markdown(statement.text, line_start=True)
    if statement.evidence:
        end = "." if text.endswith(".") else ""
        text = f"{text.removesuffix('.')} ({escape_markdown(statement.evidence)}){end}"
    parts = [text]
    if statement.url:
        parts.append(f"[{escape_markdown(statement.url)}]({_address(statement.url)})")
    return " ".join(parts) + _work(statement.citation, cite)


def _work(key: str, cite: Cite) -> str:
    work = cite(key) if key else ""
    return f" — {work}" if work else ""


def _write_emendations(record: Record) -> str:
    return "\n".join(
        f"- Line {one.line}: \u201c{escape_markdown(_flat(one.original))}\u201d is emended to "
        f"\u201c{escape_markdown(_flat(one.reading))}\u201d ({one.kind}): "
        f"{escape_markdown(one.reason)}"
        for one in sorted(record.emendations, key=lambda one: one.line)
    )


_DECIDED = {
    Question.WORK: "which work is cited",
    Question.PAGE: "which label the page has",
    Question.NOTE: "which note is called",
}


def _write_decisions(record: Record) -> str:
    return "\n".join(
        f"- {'Line ' * one.at.isdecimal()}{_name_place(one.at)}, \u201c{escape_markdown(one.words)}"
        f"\u201d, {_DECIDED[one.question]}: {escape_markdown(one.answer)}. "
        f"{escape_markdown(one.evidence)}"
        for one in record.decisions
    )


def _name_place(at: str) -> str:
    name = at if at.isdecimal() else name_address(at)
    return name[:1].upper() + name[1:]


def _flat(text: str) -> str:
    return " ".join(text.split())


def _write_revisions(record: Record) -> str:
    return "\n".join(
        f"- {one.date}, {escape_markdown(one.by)}: {escape_markdown(one.what)}"
        for one in record.revisions
    )
