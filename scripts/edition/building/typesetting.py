"""Sets a book as PDF with Typst, from its markup alone, whatever the machine has of time and fonts.

Typst may move the line of a marker to the next page when it has laid out the note, or the note
alone. So the layout is asked, and where a note is off its page a page is made shorter by a line.
"""

from __future__ import annotations

import io
import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.writers.books.typst import shorten_pages

_FONTS: Final = ("pylopdf_fonts_jp", "pylopdf_fonts_zh_cn")
"""Packages of fonts; those of other scripts may stand in the project's folder ``fonts``."""
_STANDARDS: Final = ("a-2a", "ua-1")
_ROUNDS: Final = 8
_NO_FONT: Final = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')


def set_pdf(markup: str, work: Path, fonts: Path, epoch: int) -> tuple[bytes, list[Diagnostic]]:
    """Return a book as PDF, and what is wrong with it; ``work`` is the file for its markup.

    Raises EditionError if a library is missing (L003), or a font for some characters (L001).
    """
    try:
        import pikepdf
        import typst
    except ModuleNotFoundError as error:
        raise EditionError(Diagnostic("L003", f"PDF needs the library {error.name}")) from error
    folders = [
        Path(spec.origin).parent for name in _FONTS if (spec := find_spec(name)) and spec.origin
    ]
    folders += [fonts] if fonts.is_dir() else []
    work.write_text(markup, encoding="utf-8")
    compiler = typst.Compiler(
        work,
        root=work.parent,
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=folders),
        ignore_system_fonts=True,
    )
    for _ in range(_ROUNDS):
        if not (off := json.loads(compiler.query("<off>", field="value", one=True))):
            break
        markup = shorten_pages(markup, off)
        work.write_text(markup, encoding="utf-8")
    found = [Diagnostic("L002", f"the note {one} is off its page", work.stem) for one in off]
    try:
        data = compiler.compile(format="pdf", pdf_standards=list(_STANDARDS), timestamp=epoch)
    except typst.TypstError as error:
        raise EditionError(_explain(error, work.stem)) from error
    assert isinstance(data, bytes)
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        mode = pikepdf.ObjectStreamMode.generate
        pdf.save(packed, object_stream_mode=mode, deterministic_id=True)
    return packed.getvalue(), found


def _explain(error: Exception, name: str) -> Diagnostic:
    said = str(getattr(error, "diagnostic", error))
    if missing := sorted(set("".join(map(_unescape, _NO_FONT.findall(said))))):
        codes = ", ".join(f"{one} (U+{ord(one):04X})" for one in missing)
        return Diagnostic("L001", f"no font has {codes}", name)
    raise error


def _unescape(text: str) -> str:
    """Return what a string of Typst stands for."""
    return re.sub(r"\\(?:u\{(\w+)\}|(.))", lambda m: chr(int(m[1], 16)) if m[1] else m[2], text)
