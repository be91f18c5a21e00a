"""Identify the format of a file by its first bytes, and the importer for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.text.encodings import guess_encodings


@dataclass(frozen=True, slots=True)
class Form:
    """A file format and the function that imports it."""

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
_MARKUP: Final = "edition.importing.pandoc.markup"
_MARKED_UP: Final = (
    (Form("RTF", _MARKUP, "import_rich_text"), rb"\A\s*\{\\rtf", ()),
    (
        Form("LaTeX", _MARKUP, "import_latex"),
        rb"(?m:^[^%\n]*\\documentclass\b)",
        (".tex", ".latex"),
    ),
    (
        Form("JATS", _MARKUP, "import_journal_article"),
        rb"<!DOCTYPE article [^>]*(?:JATS|NLM)|<article\b[^>]*\bdtd-version=",
        (),
    ),
    (
        Form("DocBook", _MARKUP, "import_docbook"),
        rb"<!DOCTYPE \w+ [^>]*DocBook|<(?:book|article)\b[^>]*docbook\.org/ns",
        (".dbk", ".docbook"),
    ),
    (Form("FictionBook", _MARKUP, "import_fiction_book"), rb"<FictionBook\b", (".fb2",)),
    (Form("reStructuredText", _MARKUP, "import_restructured_text"), None, (".rst",)),
    (Form("Org", _MARKUP, "import_org"), None, (".org",)),
    (Form("MediaWiki", _MARKUP, "import_wiki"), None, (".mediawiki", ".wiki")),
)
"""Mark-up languages: a pattern found near the start of a file, and suffixes of its name."""
_MARKED_WITHIN: Final = 20_000
"""Number of bytes at the start of a file that are searched for a mark-up language."""
_PACKAGES: Final = (
    (b"word/document", _WORD),
    (b"META-INF/container.xml", _BOOK),
    (b"application/vnd.oasis.opendocument.text", _OPEN_DOCUMENT),
)
"""Bytes found in a package of each format without unpacking it."""
_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.I
)
_SUFFIXES: Final = (".md", ".markdown", ".qmd", ".rmd", ".myst")
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_WITHIN: Final = 1024
"""Number of bytes at the start of a file that may contain the PDF signature."""


def identify(data: bytes, path: str) -> Form:
    """Return the format of a file; raise EditionError (I001, I002, I004) if unsupported."""
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return _PDF
    if data.startswith(b"PK\x03\x04"):
        found = next((form for mark, form in _PACKAGES if mark in data), None)
        if found:
            return found
    if _HTML.match(data[:_PDF_WITHIN]):
        return _PAGE
    for marked, sign, suffixes in _MARKED_UP:
        signed = sign and re.search(sign, data[:_MARKED_WITHIN])
        if signed or (data.strip() and path.casefold().endswith(suffixes)):
            return marked
    if path.casefold().endswith(_SUFFIXES) and data.strip():
        return _MARKDOWN
    if data.startswith(_OLD_OFFICE) and _LOCKED in data:
        fact = "the Office file opens with a password only: save a copy without it"
        raise EditionError(Diagnostic("I002", fact, path))
    if data.startswith(_OLD_OFFICE):
        fact = "it is a document of Word 97\u20132003 (.doc), or another file of that Office"
        raise EditionError(Diagnostic("I004", fact, path))
    raise EditionError(Diagnostic("I001", _describe(data), path))


def needs_import(data: bytes, path: str) -> bool:
    """Return whether a file must be imported, unlike Markdown and TEI, which are read directly.

    Raises EditionError for a file that is not text and cannot be imported (I001, I002, I004).
    """
    try:
        return identify(data, path) is not _MARKDOWN
    except EditionError:
        if data.startswith(_OLD_OFFICE) or _recognize(data) or _is_binary(data):
            raise
        return False


def _describe(data: bytes) -> str:
    if not data.strip():
        return "the file is empty"
    if kind := _recognize(data):
        return f"it is {kind}"
    return "it is not a text file" if _is_binary(data) else "its format is not known"


def _recognize(data: bytes) -> str:
    """Return the name of an unsupported format with advice; empty if unknown."""
    found = (name for at, mark, name in _KNOWN if data.startswith(mark, at))
    return next(found, "")


def _is_binary(data: bytes) -> bool:
    """Return whether a file has many control characters and no possible text encoding."""
    head = data[:_HEAD]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > _MOST_CONTROLS * len(head) and not guess_encodings(head)


_HEAD: Final = 20_000
"""Number of bytes at the start of a file that are checked for binary data; even."""
_CONTROLS: Final = bytes({*range(32), 127} - {*b"\t\n\v\f\r\x1a\x1b"})
_MOST_CONTROLS: Final = 0.02
"""Maximum share of control characters in a damaged text; binary files have about a tenth."""
_IMAGE: Final = "an image: read it by optical character recognition, as a PDF (ocrmypdf) or text"
_KNOWN: Final = (
    *((0, mark, _IMAGE) for mark in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")),
    *((0, mark, _IMAGE) for mark in (b"AT&TFORM", b"\0\0\0\x0cjP")),
    (8, b"WEBP", _IMAGE),
    (60, b"BOOKMOBI", "a book for Kindle: convert it to EPUB"),
    (0, b"\xffWPC", "a WordPerfect document: open it in LibreOffice and save it as .odt or .docx"),
    (0, b"%!PS", "PostScript: convert it to PDF (ps2pdf FILE COPY)"),
    (0, b"\x1f\x8b", "packed by gzip: unpack it"),
    (0, b"BZh", "packed by bzip2: unpack it"),
    (0, b"\xfd7zXZ", "packed by xz: unpack it"),
    (0, b"7z\xbc\xaf", "packed by 7-Zip: unpack it"),
    (0, b"Rar!\x1a", "packed by RAR: unpack it"),
    (0, b"PK\x03\x04", "a zip archive, but no Word, ODT or EPUB file: unpack it"),
)
"""Unsupported formats: offset and bytes that identify each, and name with advice."""
