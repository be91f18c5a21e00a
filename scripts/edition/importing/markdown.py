"""Write the Markdown of a witness: escapes, emphasis, starts of pages, notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>~^]|&(?=#?\w+;)|@(?=\w)")
_LINE_START: Final = re.compile(r"^(?:([#+:=|>-])|(\d+)([.)])(?=\s|$))")
_HEADING_END: Final = re.compile(r"(#+)$")


def escape(text: str) -> str:
    """Escape text so that Markdown shows it literally anywhere in a line."""
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", text)


def escape_line_start(line: str) -> str:
    """Escape a line so that it does not begin a list, heading or quotation."""
    return _LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", line)


def page_start(label: str, *, leaf: bool = False) -> str:
    """Write the start of a page as a comment, which is not displayed."""
    return f"<!-- {'leaf' if leaf else 'page'} {label.replace('--', '-')} -->"


def heading(level: int, text: str) -> str:
    """Write a heading from text that is already Markdown."""
    return f"{'#' * min(level, 6)} " + _HEADING_END.sub(r"\\\1", " ".join(text.split()))


def note(key: str, paragraphs: Sequence[str]) -> str:
    """Write the definition of a note from paragraphs that are already Markdown."""
    text = "\n\n".join(paragraphs).replace("\n", "\n    ")
    return f"[^{key}]: " + re.sub(r" +$", "", text, flags=re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Atom:
    """A word, white space or ready-made Markdown, with its style."""

    text: str
    style: str = ""
    """``*`` or ``**``, or empty."""
    ready: bool = False
    """True for Markdown that is written unchanged, outside emphasis."""


def write_atoms(atoms: Iterable[Atom]) -> str:
    """Write words with their emphasis; a run of the same style may extend over line ends."""
    parts: list[str] = []
    style, pending = "", ""
    for atom in atoms:
        if atom.text.isspace() and not atom.ready:
            pending += atom.text
            continue
        if style and (atom.ready or atom.style != style):
            parts.append(style)
            style = ""
        parts.append(pending)
        pending = ""
        if atom.style and not style and not atom.ready:
            opens = not "".join(parts)[-1:].isalnum()
            style = atom.style if opens else ""
            parts.append(style)
        parts.append(atom.text if atom.ready else escape(atom.text))
    return "".join([*parts, style, pending])
