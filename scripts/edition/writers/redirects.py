"""Write redirects from former addresses, and the pages that replace withdrawn texts.

In the file that has the words, the former address becomes an anchor next to the new one. A file
that no longer has them gets a line with a link at its end. A removed file becomes a page that
redirects to the new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from edition.model.layout import DESCRIPTION, Layout
from edition.model.links import Redirect, Redirects
from edition.records.record import Record, Split
from edition.text.escape import escape_markdown
from edition.text.interface import _
from edition.writers.address_names import name_address
from edition.writers.page import NOT_SEARCHED, Heading, mark_anchors, write_block, write_page


def write_moved(redirects: Sequence[Redirect]) -> str:
    """Return the list of the new addresses of a file, or an empty string if none moved."""
    return write_block("moved", _write_list(redirects)) if redirects else ""


def _write_list(redirects: Sequence[Redirect]) -> str:
    return "\n".join(
        f'- <a id="{moved.old}"></a>{name_address(moved.old)}: '
        + _("now {link}", link=f"[{name_address(moved.new)}]({moved.new_file}#{moved.new})")
        for moved in redirects
    )


def write_moved_pages(redirects: Redirects, layout: Layout, heading: Heading) -> dict[str, str]:
    """Return a redirecting page for each removed file."""
    pages = {}
    for name in redirects.old_files:
        if name not in layout.files:
            leaving = redirects.leaving(name)
            target = redirects.files.get(name) or leaving[0].new_file
            lead = _("The content of this page is now [on another page]({target}).", target=target)
            text = write_block("moved", "\n\n".join(filter(None, [lead, _write_list(leaving)])))
            moved = (f'  moved: "{target}"',)
            title = _("This page has moved")
            pages[name] = write_page(heading, title, (text,), own=(NOT_SEARCHED,), edition=moved)
    return pages


def write_withdrawn_pages(
    record: Record, addresses: Mapping[str, Iterable[str]], entry: str
) -> dict[str, str]:
    """Return a notice for each former file of a withdrawn text, by name.

    ``addresses`` has the addresses of each file, which become empty anchors so that links still
    work; ``entry`` is the entry of the work in the bibliography.
    """
    publish = str(record.rights.publish)
    heading = Heading(record.id, record.title, record.short_title, publish, Split())
    name = escape_markdown(record.short_title, line_start=True)
    reason = escape_markdown(record.rights.withdrawal, line_start=True)
    facts = _(
        "{name} was published here and has been withdrawn. No part of the text remains here.",
        name=name,
    )

    def write(file: str) -> str:
        anchors = mark_anchors(*addresses.get(file, ()))
        title = _("Withdrawn: {short_title}", short_title=record.short_title)
        sections = (facts, reason, entry, anchors)
        return write_page(heading, title, sections, own=(NOT_SEARCHED,), navigation="")

    return {file: write(file) for file in sorted({DESCRIPTION, *addresses})}
