"""Writes the page that replaces a text that was taken down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from edition.model.layout import DESCRIPTION
from edition.records.record import Record, Split
from edition.text.escape import escape_markdown
from edition.text.interface import _
from edition.writers.page import NOT_SEARCHED, Heading, write_page


def write_withdrawn_pages(
    record: Record, addresses: Mapping[str, Iterable[str]], entry: str
) -> dict[str, str]:
    """Return a page for each file that a withdrawn text had, by name.

    ``addresses`` has those of each file, which stay as empty anchors, so that links still work;
    ``entry`` is the work's entry in the bibliography.
    """
    publish = str(record.rights.publish)
    heading = Heading(record.id, record.title, record.short_title, publish, Split())
    name = escape_markdown(record.short_title, line_start=True)
    reason = escape_markdown(record.rights.withdrawal, line_start=True)
    facts = _(
        "{name} was published here and has been withdrawn. Nothing of the text is left here.",
        name=name,
    )

    def write(file: str) -> str:
        anchors = "".join(f'<a id="{one}"></a>' for one in addresses.get(file, ()))
        title = _("Withdrawn: {short_title}", short_title=record.short_title)
        sections = (facts, reason, entry, anchors)
        return write_page(heading, title, sections, own=(NOT_SEARCHED,), navigation="")

    return {file: write(file) for file in sorted({DESCRIPTION, *addresses})}
