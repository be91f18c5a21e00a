"""Escaping of text, with one function for each target syntax.

Markdown is written for three parsers at once (GFM, the CommonMark of markdown-it-py, and
Python-Markdown), which agree on few backslash escapes; where they differ, a character reference
is used.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

_CONTROL = {code: 0x2400 + code for code in range(32) if code not in (9, 10)} | {127: 0x2421}
# XML cannot represent these two characters, and Unicode has no pictures of them.
_CONTROL |= {0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD}

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_SPECIAL = re.compile(rf"[\\`*_\[\]{{}}<>~$&:]|{_CONTROLS.pattern}")
_BACKSLASHED = re.compile(r"([\\`*_\[\]{}])")
_AMPERSAND = re.compile(r"&(?=#|\w+;|$)")
_EMOJI = re.compile(r":(?=[\w+-]+:)")
_REFERENCES = str.maketrans({"<": "&lt;", ">": "&gt;", "~": "&#126;", "$": "&#36;"})
_YAML = {10: "\\n", 9: "\\t", 0x85: "\\N", 0x2028: "\\L", 0x2029: "\\P"}
_LINE_START = re.compile(r"^(?:([#+=:|-])|(\d+)([.)])(?=\s|$))")


def replace_controls(text: str) -> str:
    """Replace each control character by its picture (U+2400 …) or by U+FFFD."""
    return text.translate(_CONTROL) if _CONTROLS.search(text) else text


def show_controls(text: str) -> str:
    """Return text of a witness as its pages show it, with the same number of characters.

    A form feed ends a page or a line and is white space; other controls are shown as pictures.
    """
    return replace_controls(text.replace("\f", " ")) if _CONTROLS.search(text) else text


def escape_markdown(text: str, *, line_start: bool = False) -> str:
    """Escape text for a paragraph in Markdown.

    With ``line_start`` the text begins a block, and a list mark or heading sign at its beginning
    is escaped as well. Line feeds are not changed: callers do not pass any.
    """
    if _SPECIAL.search(text):
        text = _AMPERSAND.sub("&amp;", show_controls(text))
        text = _BACKSLASHED.sub(r"\\\1", text)
        text = _EMOJI.sub("&#58;", text.translate(_REFERENCES))
    return escape_line_start(text) if line_start else text


def escape_line_start(text: str) -> str:
    """Escape a list mark or heading sign at the beginning of a block of Markdown."""
    return _LINE_START.sub(_escape_line_start, text)


def _escape_line_start(match: re.Match[str]) -> str:
    if match[1]:
        return f"&#{ord(match[1])};"
    return f"{match[2]}&#{ord(match[3])};"


_ALL_MARKS = re.compile(r"[^\w\s\x80-\U0010ffff]|_")


def escape_all(text: str) -> str:
    """Write all ASCII punctuation of a text as character references, so that none is markup.

    This is the last resort where ``escape_markdown`` does not preserve the text.
    """
    shown = re.sub("[ \t]+", " ", show_controls(text))
    return _ALL_MARKS.sub(lambda match: f"&#{ord(match[0])};", shown)


def escape_cell(text: str) -> str:
    """Escape text for a cell of a Markdown table."""
    return escape_markdown(text).replace("|", "&#124;").replace("\n", " ")


def escape_html(text: str) -> str:
    """Escape text for the content of an HTML element or a quoted attribute."""
    return html.escape(replace_controls(text), quote=True)


_IN_ATTRIBUTE = str.maketrans({sign: f"&#{ord(sign)};" for sign in "\\`*_[]$"})


def escape_message(text: str, escape: Callable[[str], str], show_code: Callable[[str], str]) -> str:
    """Escape a message; ``show_code`` returns the form of its parts in backticks."""
    parts = text.split("`")
    if len(parts) % 2 == 0 or "" in parts[1::2]:
        return escape(text)
    return "".join((show_code if i % 2 else escape)(part) for i, part in enumerate(parts))


def escape_prose(text: str) -> str:
    """Escape a message for a paragraph in Markdown, where its parts in backticks are code."""
    return escape_message(text, escape_markdown, lambda code: f"`{' '.join(code.split())}`")


def escape_attribute(text: str) -> str:
    """Escape text for a quoted HTML attribute in Markdown, which parses links there as well."""
    return escape_html(text).translate(_IN_ATTRIBUTE)


def escape_yaml(text: str) -> str:
    """Return a double-quoted YAML scalar (YAML 1.2, section 7.3.1)."""
    body = replace_controls(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{body.translate(_YAML)}"'


def escape_script(json: str) -> str:
    """Escape JSON for a script, in which line separators ended a line before 2019."""
    return json.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


_TRUSTED = str.maketrans({"<": "\u2039", ">": "\u203a", '"': "\u201d"})


def replace_markup(text: str) -> str:
    """Return a title or description for themes, which write it as HTML without escaping it.

    Signs that could be markup are replaced by similar ones.
    """
    return text.translate(_TRUSTED)


def escape_title(text: str) -> str:
    """Return a YAML scalar for a title or description in front matter.

    The heading of the page is not affected.
    """
    return escape_yaml(replace_markup(text))
