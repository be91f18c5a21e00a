"""Writes what leads on from an address that moved: an empty anchor, a line, or a page.

In the file that has the words, the old address becomes an anchor beside the new one. In another
file that still exists, a line at its end leads on. A file that is no more becomes a page that
sends its readers on.
"""

from __future__ import annotations

from collections.abc import Sequence

from edition.model.layout import Layout
from edition.model.links import Redirect, Redirects
from edition.text.interface import N_, _
from edition.writers.address_names import name_address
from edition.writers.anchors import write_block
from edition.writers.page import NOT_SEARCHED, Heading, write_page

_TITLE = N_("This page has moved")


def write_moved(redirects: Sequence[Redirect]) -> str:
    """Return a list of where the addresses of a file are now; an empty text if none moved."""
    return write_block("moved", _list(redirects)) if redirects else ""


def _list(redirects: Sequence[Redirect]) -> str:
    return "\n".join(
        f'- <a id="{one.old}"></a>{name_address(one.old)}: '
        + _("now {link}", link=f"[{name_address(one.new)}]({one.new_file}#{one.new})")
        for one in redirects
    )


def write_moved_pages(redirects: Redirects, layout: Layout, heading: Heading) -> dict[str, str]:
    """Return a page for each file that was removed, which sends its readers on."""
    pages = {}
    for name in redirects.old_files:
        if name not in layout.files:
            mine = redirects.leaving(name)
            target = redirects.files.get(name) or mine[0].new_file
            pages[name] = _write_moved_page(target, mine, heading)
    return pages


def _write_moved_page(target: str, redirects: Sequence[Redirect], heading: Heading) -> str:
    sentence = _("The content of this page is now [on another page]({target}).", target=target)
    text = write_block("moved", "\n\n".join(filter(None, [sentence, _list(redirects)])))
    moved = f'  moved: "{target}"'
    return write_page(heading, _(_TITLE), (text,), own=(NOT_SEARCHED,), edition=(moved,))
