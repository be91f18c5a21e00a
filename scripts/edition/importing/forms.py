"""Tells by its first bytes what form a file has, and which importer reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from edition.diagnostics.diagnostic import Diagnostic, EditionError


@dataclass(frozen=True, slots=True)
class Form:
    """A form of files, with the function that imports it."""

    name: str
    module: str
    function: str


_PDF: Final = Form("PDF", "edition.importing.pdf.importer", "import_pdf")
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_WITHIN: Final = 1024
"""Bytes at the start of a file among which the mark of a PDF may stand."""


def identify(data: bytes, path: str) -> Form:
    """Return the form of a file; raises EditionError (I001, I004) if it cannot be imported."""
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return _PDF
    if data.startswith(_OLD_OFFICE):
        fact = "it is a document of Word 97\u20132003 (.doc), or another file of that Office"
        raise EditionError(Diagnostic("I004", fact, path))
    raise EditionError(Diagnostic("I001", _describe(data), path))


def _describe(data: bytes) -> str:
    if not data.strip():
        return "the file is empty"
    images = {b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"II*\0": "TIFF", b"MM\0*": "TIFF"}
    kind = next((name for magic, name in images.items() if data.startswith(magic)), "")
    return f"it is an image ({kind})" if kind else "its form is not known"
