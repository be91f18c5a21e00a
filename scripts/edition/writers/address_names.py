"""Names addresses in words, as Markdown: ``p. 412, ¶ 3``, ``note 2.178``."""

from __future__ import annotations

import re

from edition.model.note_keys import printed_mark
from edition.text.escape import escape_markdown

_PARAGRAPH = re.compile(r"(p|leaf)([\w.-]+)\.(h?)(\d+)")
_PAGE = re.compile(r"^(p|leaf)(.+)$")
_PRINTED = re.compile(r"(p|leaf)([0-9]+|[ivxlc]+)")
_UNPAGED = re.compile(r"(par|head)(\d+)")


def name_address(address: str) -> str:
    """Return an address in words, as Markdown: ``p. 412, ¶ 3``, ``note 2.178``."""
    if address[0] in "nr" and (name := _name_note(address[1:])):
        return name if address[0] == "n" else f"marker of {name}"
    if match := _PARAGRAPH.fullmatch(address):
        page = _name_page(match)
        return f"{escape_markdown(page)}, {_name_ordinal(match[3] == 'h', match[4])}"
    if match := _PRINTED.fullmatch(address):
        return escape_markdown(_name_page(match))
    if match := _UNPAGED.fullmatch(address):
        return _name_ordinal(match[1] == "head", match[2])
    return f"section\u00a0{escape_markdown(address)}"


def _name_page(match: re.Match[str]) -> str:
    return f"{'p.' if match[1] == 'p' else 'leaf'}\u00a0{match[2]}"


def _name_ordinal(heading: bool, number: str) -> str:
    return f"heading\u00a0{number}" if heading else f"\u00b6\u00a0{number}"


def _name_note(key: str) -> str:
    sign = printed_mark(key)
    if not sign.isdigit() and sign != key:
        page = _PAGE.sub(_name_page, key.rpartition(".")[0])
        return f"{escape_markdown(page)}, note\u00a0{escape_markdown(sign)}"
    return f"note\u00a0{escape_markdown(key)}" if sign.isdigit() else ""
