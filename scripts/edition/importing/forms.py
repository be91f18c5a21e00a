"""Tells by its first bytes what form a file has, and which importer reads it."""

from __future__ import annotations

import re
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
_PANDOC: Final = "edition.importing.pandoc.importer"
_WORD: Final = Form("Word", _PANDOC, "import_word")
_OPEN_DOCUMENT: Final = Form("ODT", _PANDOC, "import_open_document")
_BOOK: Final = Form("EPUB", _PANDOC, "import_book")
_PAGE: Final = Form("HTML", _PANDOC, "import_page")
_MARKDOWN: Final = Form("Markdown", _PANDOC, "import_markdown")
_PACKAGES: Final = (
    (b"word/document", _WORD),
    (b"META-INF/container.xml", _BOOK),
    (b"application/vnd.oasis.opendocument.text", _OPEN_DOCUMENT),
)
"""What a package of each form contains without being unpacked."""
_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.I
)
_SUFFIXES: Final = (".md", ".markdown", ".qmd", ".rmd", ".myst")
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_WITHIN: Final = 1024
"""Bytes at the start of a file among which the mark of a PDF may stand."""


def identify(data: bytes, path: str) -> Form:
    """Return the form of a file; raises EditionError (I001, I004) if it cannot be imported."""
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return _PDF
    if data.startswith(b"PK\x03\x04"):
        found = next((form for mark, form in _PACKAGES if mark in data), None)
        if found:
            return found
    if _HTML.match(data[:_PDF_WITHIN]):
        return _PAGE
    if path.casefold().endswith(_SUFFIXES) and data.strip():
        return _MARKDOWN
    if data.startswith(_OLD_OFFICE):
        fact = "it is a document of Word 97\u20132003 (.doc), or another file of that Office"
        raise EditionError(Diagnostic("I004", fact, path))
    raise EditionError(Diagnostic("I001", _describe(data), path))


def refuse_container(data: bytes, path: str) -> None:
    """Raise EditionError for a file that is no text (I001, I004, I012)."""
    if data.startswith((b"%PDF-", b"PK\x03\x04", _OLD_OFFICE)):
        form = identify(data, path)
        raise EditionError(Diagnostic("I012", f"it is a file of the form {form.name}", path))


def _describe(data: bytes) -> str:
    if not data.strip():
        return "the file is empty"
    images = {b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"II*\0": "TIFF", b"MM\0*": "TIFF"}
    kind = next((name for magic, name in images.items() if data.startswith(magic)), "")
    return f"it is an image ({kind})" if kind else "its form is not known"
